//! The report: medians, ratios, targets, and the two files that it is written to.
//!
//! A ratio is the median of the ratios of neighbouring rounds. If the load generator was as busy as it can be, the ratio of rates
//! says too little. Then the ratio of the processor time per reply decides, if it is the lower one.

use std::time::Duration;

use serde_json::{Value, json};

use crate::Outcome;
use crate::arguments::Arguments;
use crate::generator::Round;

pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => 0.0,
        length if length % 2 == 1 => sorted[length / 2],
        length => f64::midpoint(sorted[length / 2 - 1], sorted[length / 2]),
    }
}

/// The medians over several rounds.
#[derive(Clone, Copy)]
pub struct Numbers {
    pub per_second: f64,
    /// The median latency in milliseconds.
    pub p50: f64,
    /// The 99th percentile of the latency in milliseconds.
    pub p99: f64,
    /// The server's processor time per reply in microseconds.
    pub processor: f64,
    pub generator_busy: f64,
}

impl Numbers {
    pub fn of(rounds: &[(Round, Duration)]) -> Self {
        let over = |value: &dyn Fn(&(Round, Duration)) -> f64| median(&rounds.iter().map(value).collect::<Vec<_>>());
        Numbers {
            per_second: over(&|(round, _)| round.per_second()),
            p50: over(&|(round, _)| percentile(&round.latencies, 0.50)),
            p99: over(&|(round, _)| percentile(&round.latencies, 0.99)),
            processor: over(&|(round, taken)| processor(round, *taken)),
            generator_busy: over(&|(round, _)| round.generator_busy),
        }
    }

    fn json(&self) -> Value {
        json!({
            "per_second": rounded(self.per_second, 1.0),
            "p50_ms": rounded(self.p50, 1000.0),
            "p99_ms": rounded(self.p99, 1000.0),
            "processor_us": rounded(self.processor, 10.0),
            "generator_busy": rounded(self.generator_busy, 100.0),
        })
    }
}

fn rounded(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts
}

/// The processor time per reply in microseconds.
fn processor(round: &Round, taken: Duration) -> f64 {
    taken.as_secs_f64() * 1e6 / (round.latencies.len() as f64).max(1.0)
}

fn percentile(nanoseconds: &[u64], share: f64) -> f64 {
    let mut sorted = nanoseconds.to_vec();
    sorted.sort_unstable();
    let position = ((sorted.len() as f64 * share).ceil() as usize).clamp(1, sorted.len().max(1)) - 1;
    sorted.get(position).map_or(0.0, |value| *value as f64 / 1e6)
}

/// One measured load, with its baseline if it has one.
pub struct Measured {
    name: String,
    companies: u64,
    connections: usize,
    service: Numbers,
    baseline: Option<(&'static str, Numbers)>,
    /// The ratio of the rates.
    ratio: f64,
    /// The ratio of the processor time per reply, inverted, so that less is worse here, too.
    processor_ratio: f64,
    target: Option<f64>,
}

impl Measured {
    #[allow(clippy::too_many_arguments, reason = "it is built in one place")]
    pub fn new(
        name: &str,
        companies: u64,
        connections: usize,
        service: Numbers,
        baseline: Option<&'static str>,
        baseline_rounds: &[(Round, Duration)],
        target: Option<f64>,
        service_rounds: &[(Round, Duration)],
    ) -> Self {
        let pairs = || service_rounds.iter().zip(baseline_rounds);
        let ratios: Vec<f64> = pairs().map(|((own, _), (other, _))| own.per_second() / other.per_second().max(1e-9)).collect();
        let processors: Vec<f64> =
            pairs().map(|((own, taken), (other, spent))| processor(other, *spent) / processor(own, *taken).max(1e-9)).collect();
        Measured {
            name: name.to_owned(),
            companies,
            connections,
            service,
            baseline: baseline.map(|what| (what, Numbers::of(baseline_rounds))),
            ratio: median(&ratios),
            processor_ratio: median(&processors),
            target,
        }
    }

    /// Whether the load generator was the bound of either side.
    fn generator_bound(&self) -> bool {
        self.service.generator_busy > 0.93 || self.baseline.is_some_and(|(_, baseline)| baseline.generator_busy > 0.93)
    }

    /// The service's time as a multiple of the baseline's, by the clock and by processor time.
    pub fn times_as_long(&self) -> (f64, f64) {
        (1.0 / self.ratio.max(1e-9), 1.0 / self.processor_ratio.max(1e-9))
    }

    /// The ratio that is compared with the target.
    fn decisive(&self) -> f64 {
        if self.generator_bound() { self.ratio.min(self.processor_ratio) } else { self.ratio }
    }

    fn verdict(&self) -> &'static str {
        match self.target {
            Some(target) if self.decisive() >= target => "pass",
            Some(_) => "FAIL",
            None => "",
        }
    }

    /// The line that is printed during the run.
    pub fn line(&self) -> String {
        let mut line = format!(
            "{:<12} {:>8} companies {:>4} connections: {:>8.0}/s  p50 {:>7.3} ms  p99 {:>7.3} ms  {:>6.1} µs",
            self.name,
            self.companies,
            self.connections,
            self.service.per_second,
            self.service.p50,
            self.service.p99,
            self.service.processor
        );
        if let Some((what, baseline)) = &self.baseline {
            line.push_str(&format!(
                " | {what}: {:>8.0}/s  p50 {:>7.3}  p99 {:>7.3}  {:>6.1} µs | {:>4.0} % ({:.0} % by processor time){}",
                baseline.per_second,
                baseline.p50,
                baseline.p99,
                baseline.processor,
                self.ratio * 100.0,
                self.processor_ratio * 100.0,
                if self.generator_bound() { " generator-bound" } else { "" },
            ));
        }
        if let Some(target) = self.target {
            line.push_str(&format!(" target {:.0} %: {}", target * 100.0, self.verdict()));
        }
        line
    }

    fn row(&self) -> String {
        let (what, rate, p50, p99, processor, ratio, by_processor) = match &self.baseline {
            Some((what, baseline)) => (
                *what,
                format!("{:.0}", baseline.per_second),
                format!("{:.2}", baseline.p50),
                format!("{:.2}", baseline.p99),
                format!("{:.1}", baseline.processor),
                format!("{:.0} %{}", self.ratio * 100.0, if self.generator_bound() { " \\*" } else { "" }),
                format!("{:.0} %", self.processor_ratio * 100.0),
            ),
            None => ("", String::new(), String::new(), String::new(), String::new(), String::new(), String::new()),
        };
        let target = self.target.map(|target| format!("{:.0} %: {}", target * 100.0, self.verdict())).unwrap_or_default();
        let service = &self.service;
        format!(
            "| {} | {} | {} | {:.0} | {:.2} | {:.2} | {:.1} | {what} | {rate} | {p50} | {p99} | {processor} | {ratio} | {by_processor} | {target} |",
            self.name, self.companies, self.connections, service.per_second, service.p50, service.p99, service.processor
        )
    }

    fn json(&self) -> Value {
        json!({
            "name": self.name,
            "companies": self.companies,
            "connections": self.connections,
            "service": self.service.json(),
            "baseline": self.baseline.map(|(what, numbers)| json!({ "what": what, "numbers": numbers.json() })),
            "ratio": self.baseline.map(|_| rounded(self.ratio, 1000.0)),
            "processor_ratio": self.baseline.map(|_| rounded(self.processor_ratio, 1000.0)),
            "generator_bound": self.generator_bound(),
            "target": self.target,
            "verdict": self.verdict(),
        })
    }
}

/// A target that is not a ratio to a baseline.
pub struct Check {
    what: String,
    measured: f64,
    most: f64,
    unit: &'static str,
}

impl Check {
    pub fn at_most(what: String, measured: f64, most: f64, unit: &'static str) -> Self {
        Check { what, measured, most, unit }
    }

    fn verdict(&self) -> &'static str {
        if self.measured <= self.most { "pass" } else { "FAIL" }
    }

    fn row(&self) -> String {
        format!("| {} | {:.1} {} | at most {} {} | {} |", self.what, self.measured, self.unit, self.most, self.unit, self.verdict())
    }

    fn json(&self) -> Value {
        json!({ "what": self.what, "measured": rounded(self.measured, 100.0), "most": self.most, "unit": self.unit, "verdict": self.verdict() })
    }
}

/// The results of a run.
pub struct Report {
    pub machine: String,
    manner: String,
    measured: Vec<Measured>,
    checks: Vec<Check>,
    notes: Vec<String>,
}

impl Report {
    pub fn new(arguments: &Arguments, placed: String) -> Self {
        let processors = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model =
            processors.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':').map(|(_, name)| name.trim().to_owned()));
        let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
        let memory = memory.lines().find_map(|line| line.strip_prefix("MemTotal:")?.split_whitespace().next()?.parse::<f64>().ok());
        Report {
            machine: format!(
                "{} {}, {:.0} GiB of memory; {placed}",
                std::env::consts::OS,
                model.unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
                memory.unwrap_or(0.0) / f64::from(1 << 20),
            ),
            manner: format!(
                "{}Each figure is the median of {} rounds of {} s, service and baseline in turn; SQLite file with `synchronous=FULL`; log level {}.",
                if arguments.quick { "Quick run. " } else { "" },
                arguments.rounds,
                arguments.round.as_secs_f64(),
                arguments.log,
            ),
            measured: Vec::new(),
            checks: Vec::new(),
            notes: Vec::new(),
        }
    }

    pub fn add(&mut self, measured: Measured) {
        if measured.name == "create" && measured.connections == 64 {
            let what = format!("p99 to p50 of create at 64 connections, {} companies", measured.companies);
            self.checks.push(Check::at_most(what, measured.service.p99 / measured.service.p50.max(1e-9), 5.0, "times"));
        }
        self.measured.push(measured);
    }

    pub fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    pub fn check(&mut self, check: Check) {
        self.checks.push(check);
    }

    /// Checks how much longer a page takes in the largest profile than in the smallest.
    pub fn flatness(&mut self) {
        for name in ["page, first", "page, last"] {
            let of = |connections: usize| -> Vec<&Measured> {
                self.measured.iter().filter(|measured| measured.name == name && measured.connections == connections).collect()
            };
            let (one, many) = (of(1), of(64));
            let mut checks = Vec::new();
            if let (Some(smallest), Some(largest)) = (one.first(), one.last())
                && smallest.companies < largest.companies
            {
                let what = format!("{name}: p50 at {} companies to that at {}, 1 connection", largest.companies, smallest.companies);
                checks.push(Check::at_most(what, largest.service.p50 / smallest.service.p50.max(1e-9), 2.0, "times"));
            }
            if let (Some(smallest), Some(largest)) = (many.first(), many.last())
                && smallest.companies < largest.companies
            {
                let what = format!("{name}: time at {} companies to that at {}, 64 connections", largest.companies, smallest.companies);
                checks.push(Check::at_most(what, smallest.service.per_second / largest.service.per_second.max(1e-9), 2.0, "times"));
            }
            self.checks.extend(checks);
        }
    }

    /// The figures as Markdown.
    pub fn text(&self) -> String {
        let mut text = format!("# What Ventanilla does in a second\n\n{}\n\n{}\n\n", self.machine, self.manner);
        if !self.measured.is_empty() {
            text.push_str(
                "| load | companies | connections | a second | p50 ms | p99 ms | processor µs | baseline | a second | p50 ms | p99 ms | processor µs | ratio | by processor time | target |\n\
                 |---|--:|--:|--:|--:|--:|--:|---|--:|--:|--:|--:|--:|--:|---|\n",
            );
            for measured in &self.measured {
                text.push_str(&measured.row());
                text.push('\n');
            }
            text.push_str(
                "\nProcessor µs: the server's processor time for one reply, on all its threads. \\* the load generator was as busy as its core allows; \
                 the lower of the two ratios is then held against the target.\n",
            );
        }
        if !self.checks.is_empty() {
            text.push_str("\n| what | measured | target | |\n|---|--:|--:|---|\n");
            for check in &self.checks {
                text.push_str(&check.row());
                text.push('\n');
            }
        }
        if !self.notes.is_empty() {
            text.push('\n');
            for note in &self.notes {
                text.push_str(&format!("- {note}\n"));
            }
        }
        text
    }

    pub fn json(&self) -> Outcome<String> {
        let measured: Vec<Value> = self.measured.iter().map(Measured::json).collect();
        let checks: Vec<Value> = self.checks.iter().map(Check::json).collect();
        let all = json!({ "machine": self.machine, "manner": self.manner, "measured": measured, "checks": checks, "notes": self.notes });
        Ok(format!("{}\n", serde_json::to_string_pretty(&all)?))
    }
}

//! The service's metrics, in Prometheus' text format. Every method in the registry has its instruments.

use prometheus::{Encoder, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, TextEncoder};

use crate::auth::password;
use crate::db::Database;
use crate::error::{CODES, Code, Error, Result};
use crate::rpc::registry::Registry;

/// The instruments of one method, found without a look-up.
pub struct Instruments {
    pub latency: Histogram,
    pub succeeded: IntCounter,
}

/// All instruments.
pub struct Metrics {
    registry: prometheus::Registry,
    methods: Vec<Instruments>,
    failures: IntCounterVec,
    bytes_in_flight: IntGaugeVec,
    connections_busy: IntGauge,
    writer_queue: IntGauge,
    commits: IntGauge,
    passwords_hashed: IntGauge,
    mails_waiting: IntGauge,
    mails: IntCounterVec,
    deliveries_waiting: IntGauge,
    deliveries: IntCounterVec,
}

/// The buckets of latency, from an index look-up to a time that nobody waits for.
const BUCKETS: [f64; 13] = [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1.0, 5.0];

impl Metrics {
    pub fn new(methods: &Registry) -> Result<Self> {
        let registry = prometheus::Registry::new();
        let latency = HistogramVec::new(
            HistogramOpts::new("ventanilla_call_seconds", "How long calls took, by method.").buckets(BUCKETS.to_vec()),
            &["method"],
        );
        let latency = latency.map_err(Error::internal)?;
        let succeeded = IntCounterVec::new(Opts::new("ventanilla_calls_succeeded_total", "Calls that succeeded, by method."), &["method"]);
        let succeeded = succeeded.map_err(Error::internal)?;
        let failures =
            IntCounterVec::new(Opts::new("ventanilla_calls_failed_total", "Calls that failed, by method and code."), &["method", "code"]);
        let failures = failures.map_err(Error::internal)?;
        let gauge = |name: &str, help: &str| IntGauge::new(name, help).map_err(Error::internal);
        let bytes_in_flight = Opts::new(
            "ventanilla_bytes_in_flight",
            "Bytes of bodies that are received or worked on (in), and of answers that are still to be read (out).",
        );
        let bytes_in_flight = IntGaugeVec::new(bytes_in_flight, &["direction"]).map_err(Error::internal)?;
        let connections_busy = gauge("ventanilla_database_connections_busy", "Pooled connections that are in use for reading.")?;
        let writer_queue = gauge("ventanilla_writer_queue", "Writes that wait for the writer, or are in flight on PostgreSQL.")?;
        let commits = gauge("ventanilla_writer_commits", "Commits of the SQLite writer since the start; calls share them.")?;
        let passwords_hashed =
            gauge("ventanilla_passwords_hashed_total", "Passwords that were hashed since the start, to be kept or to be checked.")?;
        let mails_waiting = gauge("ventanilla_mails_waiting", "Mails that are still to be sent, by whatever node.")?;
        let mails =
            IntCounterVec::new(Opts::new("ventanilla_mails_total", "What this node's attempts to send a mail came to."), &["outcome"]);
        let mails = mails.map_err(Error::internal)?;
        let deliveries_waiting =
            gauge("ventanilla_webhook_deliveries_waiting", "Deliveries to webhooks that are still to be made, by whatever node.")?;
        let deliveries = IntCounterVec::new(
            Opts::new("ventanilla_webhook_deliveries_total", "What this node's attempts to deliver to webhooks came to."),
            &["outcome"],
        );
        let deliveries = deliveries.map_err(Error::internal)?;
        let instruments = methods.entries().iter().map(|entry| Instruments {
            latency: latency.with_label_values(&[&entry.qualified]),
            succeeded: succeeded.with_label_values(&[&entry.qualified]),
        });
        let instruments = instruments.collect();
        for collector in [
            Box::new(latency) as Box<dyn prometheus::core::Collector>,
            Box::new(succeeded),
            Box::new(failures.clone()),
            Box::new(bytes_in_flight.clone()),
            Box::new(connections_busy.clone()),
            Box::new(writer_queue.clone()),
            Box::new(commits.clone()),
            Box::new(passwords_hashed.clone()),
            Box::new(mails_waiting.clone()),
            Box::new(mails.clone()),
            Box::new(deliveries_waiting.clone()),
            Box::new(deliveries.clone()),
        ] {
            registry.register(collector).map_err(Error::internal)?;
        }
        for code in CODES {
            failures.with_label_values(&["", code.name]);
        }
        Ok(Metrics {
            registry,
            methods: instruments,
            failures,
            bytes_in_flight,
            connections_busy,
            writer_queue,
            commits,
            passwords_hashed,
            mails_waiting,
            mails,
            deliveries_waiting,
            deliveries,
        })
    }

    /// The instruments of the method at this place of the registry.
    pub fn of(&self, position: usize) -> Option<&Instruments> {
        self.methods.get(position)
    }

    /// Counts a failure; `method` is empty if no method was found.
    pub fn failed(&self, method: &str, code: Code) {
        self.failures.with_label_values(&[method, code.name]).inc();
    }

    /// The counter of mails, by `outcome`: `sent`, `delayed`, `given_up`.
    pub fn mails(&self) -> IntCounterVec {
        self.mails.clone()
    }

    pub fn mails_waiting(&self, number: i64) {
        self.mails_waiting.set(number);
    }

    /// The counter of deliveries to webhooks, by `outcome`: `delivered`, `delayed`, `failed`, `given_up`.
    pub fn deliveries(&self) -> IntCounterVec {
        self.deliveries.clone()
    }

    pub fn deliveries_waiting(&self, number: i64) {
        self.deliveries_waiting.set(number);
    }

    /// Sets the bytes in flight at this moment, by `direction`: `in`, `out`.
    pub fn bytes_in_flight(&self, direction: &str, bytes: usize) {
        self.bytes_in_flight.with_label_values(&[direction]).set(i64::try_from(bytes).unwrap_or(i64::MAX));
    }

    /// All metrics, as Prometheus reads them.
    pub fn text(&self, database: &Database) -> Result<String> {
        self.connections_busy.set(i64::try_from(database.reads.busy()).unwrap_or(i64::MAX));
        self.writer_queue.set(i64::try_from(database.writes.queue()).unwrap_or(i64::MAX));
        self.commits.set(i64::try_from(database.writes.commits()).unwrap_or(i64::MAX));
        self.passwords_hashed.set(i64::try_from(password::hashed()).unwrap_or(i64::MAX));
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text).map_err(Error::internal)?;
        String::from_utf8(text).map_err(Error::internal)
    }
}

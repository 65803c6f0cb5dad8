//! The command line of the load benchmark: which measurements run, on which sizes, and for how long.

use std::path::PathBuf;
use std::time::Duration;

use crate::Outcome;

pub const HELP: &str = "cargo bench --bench load -- [OPTIONS] [NAME…]

  NAME             only what has this in its name: ping, profiles, page, company, opportunit, create,
                   lists, leads, search, conversion, order, sustained, neighbour, segments, health, dashboard, start
  --quick          1 thousand and 100 thousand companies, 1 and 64 connections, short rounds
  --sizes A,B      companies in the profile (1000,100000,1000000)
  --connections A,B (1,32,64,256)
  --rounds N       rounds per measurement, of which the median counts (5)
  --seconds S      the length of a round (1)
  --sustained S    the length of the sustained writes, in seconds (60)
  --before PATH    an earlier ventanilla: what its calls take, against the same of ours, and its plain CreateCompany against
                   one of ours with a key of its own
  --postgres URL   an empty PostgreSQL database, for lists, segments, health and dashboard on it, too
  --log LEVEL      the service's log level (info, its default)
  --write          write benches/results.md and results.json although only a part was measured";

pub struct Arguments {
    pub quick: bool,
    pub names: Vec<String>,
    pub sizes: Vec<u64>,
    pub connections: Vec<usize>,
    pub rounds: usize,
    pub round: Duration,
    pub sustained: Duration,
    /// The program of an earlier commit (`--before`), which is measured beside this one.
    pub before: Option<PathBuf>,
    /// The address of an empty PostgreSQL database.
    pub postgres: Option<String>,
    pub log: String,
    pub write: bool,
}

impl Arguments {
    /// Reads the command line; `None` if it asks for help alone.
    pub fn read(arguments: impl Iterator<Item = String>) -> Outcome<Option<Self>> {
        let arguments: Vec<String> = arguments.collect();
        let quick = arguments.iter().any(|argument| argument == "--quick");
        let mut read = Arguments {
            quick,
            names: Vec::new(),
            sizes: if quick { vec![1_000, 100_000] } else { vec![1_000, 100_000, 1_000_000] },
            connections: if quick { vec![1, 64] } else { vec![1, 32, 64, 256] },
            rounds: if quick { 3 } else { 5 },
            round: Duration::from_secs_f64(if quick { 0.5 } else { 1.0 }),
            sustained: Duration::from_secs(if quick { 10 } else { 60 }),
            before: None,
            postgres: None,
            log: "info".to_owned(),
            write: false,
        };
        let mut rest = arguments.into_iter();
        while let Some(argument) = rest.next() {
            let mut value = || rest.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--help" => return Ok(None),
                // cargo adds --bench.
                "--quick" | "--bench" => {}
                "--write" => read.write = true,
                "--sizes" => read.sizes = numbers(&value()?)?,
                "--connections" => read.connections = numbers(&value()?)?,
                "--rounds" => read.rounds = value()?.parse::<usize>()?.max(1),
                "--seconds" => read.round = Duration::from_secs_f64(value()?.parse()?),
                "--sustained" => read.sustained = Duration::from_secs_f64(value()?.parse()?),
                "--before" => read.before = Some(value()?.into()),
                "--postgres" => read.postgres = Some(value()?),
                "--log" => read.log = value()?,
                option if option.starts_with('-') => return Err(format!("{option} is not known\n\n{HELP}").into()),
                _ => read.names.push(argument),
            }
        }
        read.sizes.sort_unstable();
        Ok(Some(read))
    }

    /// Whether the run measures something of this name; a run without names measures everything.
    pub fn wants(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|wanted| name.contains(wanted.as_str()))
    }
}

fn numbers<T: std::str::FromStr<Err: std::error::Error + 'static>>(list: &str) -> Outcome<Vec<T>> {
    Ok(list.split(',').map(|number| number.trim().parse()).collect::<Result<_, _>>()?)
}

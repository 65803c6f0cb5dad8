//! Load and scale measurements of the real program over HTTP on loopback, each against a baseline in the same run: `cargo bench
//! --bench load`, or with `-- --quick` in about two minutes.
//!
//! Three processes take part: the service, the baseline, and this one, which makes the load. Invariants: a ratio compares
//! rounds that alternate within seconds, and the median of the ratios counts, so that the machine's other work weighs on both
//! sides. Every reply is a success, or the run stops. The baseline's answers are the service's answers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "nobody depends on a measurement that stops"
)]

mod arguments;
mod baseline;
mod calls;
mod data;
mod filled;
mod generator;
mod leads;
mod lists;
mod neighbour;
mod orders;
mod postgres;
mod postgres_lists;
mod processes;
mod report;
mod reports;
mod scenarios;
mod segments;

use arguments::{Arguments, HELP};

pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.next_if(|argument| argument == baseline::ARGUMENT).is_some() {
        return baseline::serve(arguments);
    }
    let Some(arguments) = Arguments::read(arguments)? else {
        println!("{HELP}");
        return Ok(());
    };
    let report = scenarios::run(&arguments)?;
    println!("\n{}", report.text());
    let whole = arguments.names.is_empty();
    if whole || arguments.write {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("benches");
        std::fs::write(folder.join("results.md"), report.text())?;
        std::fs::write(folder.join("results.json"), report.json()?)?;
        println!("written to benches/results.md and benches/results.json");
    }
    Ok(())
}

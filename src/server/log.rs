//! The log: one JSON object a line, on standard error.
//!
//! Every call is a line, so that a line must cost little. It is written by hand, because the general formatter takes a quarter of
//! the time of the smallest call. A thread of its own writes the lines out in piles, twenty times a second: to wake that thread
//! for each line costs more than the line.

use std::fmt::{Debug, Write};
use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, MakeWriter};
use tracing_subscriber::registry::LookupSpan;

use crate::fields::Instant;

/// Writes `{"timestamp":"…","level":"INFO","target":"ventanilla","message":"call",…}`.
pub struct JsonLine;

impl<S, N> FormatEvent<S, N> for JsonLine
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(&self, _: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> std::fmt::Result {
        let time = serde_json::to_string(&Instant::now()).unwrap_or_default();
        let metadata = event.metadata();
        let mut line = Line(format!(r#"{{"timestamp":{time},"level":"{}","target":"{}""#, metadata.level(), metadata.target()));
        event.record(&mut line);
        line.0.push_str("}\n");
        writer.write_str(&line.0)
    }
}

/// A line whose fields are being added.
struct Line(String);

impl Line {
    fn name(&mut self, field: &Field) {
        self.0.push_str(",\"");
        self.0.push_str(field.name());
        self.0.push_str("\":");
    }

    fn text(&mut self, text: &str) {
        self.0.push_str(&serde_json::to_string(text).unwrap_or_default());
    }
}

impl Visit for Line {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.name(field);
        self.text(value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.name(field);
        let _ = write!(self.0, "{value}");
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.name(field);
        let _ = write!(self.0, "{value}");
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.name(field);
        self.0.push_str(if value { "true" } else { "false" });
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.name(field);
        self.text(&format!("{value:?}"));
    }
}

/// The lines that wait to be written out.
#[derive(Clone, Default)]
pub struct Pile(Arc<Mutex<Vec<u8>>>);

/// Writes out the rest of the lines when the program ends.
pub struct LastLines(Pile);

impl Pile {
    const PAUSE: Duration = Duration::from_millis(50);

    /// The most bytes that wait. A thread that adds more writes them out itself: a log that nobody reads must not fill the
    /// memory.
    const HIGHEST: usize = 4 * 1024 * 1024;

    /// A pile, with the thread that clears it.
    pub fn new() -> std::io::Result<(Self, LastLines)> {
        let pile = Pile::default();
        let cleared = pile.clone();
        std::thread::Builder::new().name("log".to_owned()).spawn(move || {
            loop {
                std::thread::sleep(Self::PAUSE);
                cleared.clear();
            }
        })?;
        Ok((pile.clone(), LastLines(pile)))
    }

    fn clear(&self) {
        let lines = self.0.lock().map(|mut lines| std::mem::take(&mut *lines)).unwrap_or_default();
        // A log that can't be written has nowhere to say so.
        let _ = std::io::stderr().lock().write_all(&lines);
    }
}

impl Drop for LastLines {
    fn drop(&mut self) {
        self.0.clear();
    }
}

impl<'a> MakeWriter<'a> for Pile {
    type Writer = &'a Pile;

    fn make_writer(&'a self) -> &'a Pile {
        self
    }
}

impl std::io::Write for &Pile {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        let high = self.0.lock().is_ok_and(|mut lines| {
            lines.extend_from_slice(line);
            lines.len() > Pile::HIGHEST
        });
        if high {
            self.clear();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.clear();
        Ok(())
    }
}

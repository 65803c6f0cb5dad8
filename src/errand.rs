//! Errands: the work of the service beside its calls, each on a thread of its own, until the service stops.
//!
//! Invariants: no call waits for an errand. The service waits for a stopping errand, but not for long, so that its work must
//! be safe to do again.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::sync::watch;

use crate::error::{Error, Result};
use crate::fields::Instant;

/// The time that the service waits at its end for an errand.
const FAREWELL: Duration = Duration::from_secs(3);

/// The pause between two looks for work.
pub const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// The pause after the database could not be asked.
pub const AFTER_AN_OUTAGE: Duration = Duration::from_secs(10);

/// A thread that works until this is dropped.
pub struct Errand {
    /// Closed to tell the thread to stop.
    stop: Option<watch::Sender<()>>,
    /// Closed by the thread when it has ended.
    gone: Receiver<()>,
    /// The log message if it does not end in time.
    undone: &'static str,
}

/// The errand's end of the signal to stop.
#[derive(Clone)]
pub struct Stop {
    told: watch::Receiver<()>,
    _here: Sender<()>,
}

impl Errand {
    /// Starts a thread that may block, with a runtime of its own.
    pub fn start<W: Future<Output = ()>>(
        name: &str,
        undone: &'static str,
        work: impl FnOnce(Stop) -> W + Send + 'static,
    ) -> std::io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (stop, told) = watch::channel(());
        let (here, gone) = channel();
        let stopping = Stop { told, _here: here };
        std::thread::Builder::new().name(name.to_owned()).spawn(move || runtime.block_on(work(stopping)))?;
        Ok(Errand { stop: Some(stop), gone, undone })
    }
}

impl Drop for Errand {
    fn drop(&mut self) {
        self.stop = None;
        if self.gone.recv_timeout(FAREWELL) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!("{}", self.undone);
        }
    }
}

impl Stop {
    /// Waits for the pause. False as soon as the service stops.
    pub async fn goes_on_after(&mut self, pause: Duration) -> bool {
        tokio::time::timeout(pause, self.told()).await.is_err()
    }

    /// Waits until the service stops.
    pub async fn told(&mut self) {
        // Nothing is ever sent: the wait ends when the other side is dropped.
        while self.told.changed().await.is_ok() {}
    }

    /// Notes a finished piece of work, and tries again while the database can't be reached: as long as the lease lasts, the wait
    /// is worth not doing it twice.
    pub async fn persist<T>(&mut self, lease_ends: Instant, mut noting: impl AsyncFnMut() -> Result<T>) -> Result<T> {
        loop {
            match noting().await {
                Err(_) if Instant::now() < lease_ends && self.goes_on_after(BETWEEN_LOOKS).await => {}
                outcome => return outcome,
            }
        }
    }
}

/// Logs that an errand could not go on. A database that does not answer has been logged by its pool.
pub fn report(cause: &Error, what: &str) {
    match cause {
        Error::Unavailable(_) => tracing::debug!(cause = chain(cause), "{what}"),
        _ => tracing::warn!(cause = chain(cause), "{what}"),
    }
}

/// A failure with its causes, in one line of bounded length.
pub fn chain(cause: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(cause), |cause| cause.source()).map(ToString::to_string);
    brief(&causes.collect::<Vec<_>>().join(": "))
}

/// The beginning of a text in one line of bounded length.
pub fn brief(text: &str) -> String {
    const LONGEST: usize = 1_000;
    one_line(text).chars().take(LONGEST).collect()
}

/// The text without any character that could end the line of a header.
pub fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split(|character: char| character.is_control() || character.is_whitespace()).collect();
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

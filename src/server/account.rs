//! The log line and the metrics of a call at its end.

use std::time::{Duration, Instant};

use super::Service;
use crate::db::ledger::Made;
use crate::error::{Code, Error};

/// A call at its end, as the log and the metrics see it.
#[derive(Default)]
pub struct Account {
    /// The method's place in the registry; none if no method was found.
    pub position: Option<usize>,
    pub user_id: Option<i64>,
    pub application_token_id: Option<i64>,
    /// Whether the call may have changed something.
    pub writes: bool,
    /// The calls that were made inside it.
    pub inside: Vec<Made>,
}

impl Service {
    /// Logs and counts a call, and each call inside it.
    pub(super) fn note(&self, failure: Option<&Error>, request_id: &str, account: &Account, started: Instant) {
        for made in &account.inside {
            self.note_inside(made, failure.is_some(), account);
        }
        let Account { position, user_id, application_token_id, .. } = *account;
        let elapsed = started.elapsed();
        let (method, microseconds) = (self.count(position, failure.map(Error::code), elapsed), microseconds(elapsed));
        match failure {
            None => tracing::info!(request_id, method, user_id, application_token_id, microseconds, "call"),
            Some(error) => log_failure(error, request_id, method, account, microseconds),
        }
    }

    /// Logs and counts a call inside a batch. If the batch failed, the call is undone and counts for nothing, unless it failed
    /// itself.
    fn note_inside(&self, made: &Made, undone: bool, account: &Account) {
        let Account { user_id, application_token_id, .. } = *account;
        let Made { request_id, position, failure, elapsed } = made;
        let microseconds = microseconds(*elapsed);
        match failure {
            None if undone => {
                let method = self.name(*position);
                tracing::info!(request_id, method, user_id, application_token_id, microseconds, "call undone");
            }
            None => {
                let method = self.count(*position, None, *elapsed);
                tracing::info!(request_id, method, user_id, application_token_id, microseconds, "call");
            }
            // The cause of an internal failure, if there is one, is in the line of the batch.
            Some(Code { name: code, .. }) => {
                let method = self.count(*position, *failure, *elapsed);
                tracing::info!(request_id, method, user_id, application_token_id, microseconds, code, "call failed");
            }
        }
    }

    /// Counts a call, and gives the name of its method.
    fn count(&self, position: Option<usize>, failure: Option<Code>, elapsed: Duration) -> &str {
        let method = self.name(position);
        let instruments = position.and_then(|position| self.metrics.of(position));
        if let Some(instruments) = instruments {
            instruments.latency.observe(elapsed.as_secs_f64());
        }
        match (failure, instruments) {
            (Some(code), _) => self.metrics.failed(method, code),
            (None, Some(instruments)) => instruments.succeeded.inc(),
            (None, None) => {}
        }
        method
    }

    /// The name of a method; empty if none was found.
    fn name(&self, position: Option<usize>) -> &str {
        let entry = position.and_then(|position| self.registry.entries().get(position));
        entry.map_or("", |entry| entry.qualified.as_str())
    }
}

fn microseconds(elapsed: Duration) -> u64 {
    u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX)
}

/// Logs an internal failure with all its causes; the caller is told none of them.
fn log_failure(error: &Error, request_id: &str, method: &str, account: &Account, microseconds: u64) {
    let code = error.code().name;
    let Account { user_id, application_token_id, .. } = *account;
    match error {
        Error::Internal(cause) => {
            let mut chain = cause.to_string();
            let mut source = cause.source();
            while let Some(cause) = source {
                chain.push_str(": ");
                chain.push_str(&cause.to_string());
                source = cause.source();
            }
            tracing::error!(request_id, method, user_id, application_token_id, microseconds, code, cause = chain, "call failed");
        }
        Error::OutcomeUnknown => tracing::warn!(request_id, method, user_id, application_token_id, microseconds, code, "call failed"),
        _ => tracing::info!(request_id, method, user_id, application_token_id, microseconds, code, "call failed"),
    }
}

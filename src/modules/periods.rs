//! The periods of a record's life, read from its change record: from when to when something about it stayed the same.

use serde::de::DeserializeOwned;

use crate::db::history::Change;
use crate::error::Result;
use crate::fields::Instant;

/// A period in which something about a record stayed the same.
pub struct Period<T> {
    /// The fields of the record at the beginning of the period.
    pub fields: T,
    pub entered_at: Instant,
    /// The end of the period; None for the current one.
    pub left_at: Option<Instant>,
    /// The user who began the period; None if the command line did.
    pub user_id: Option<i64>,
}

/// The periods of a record in which `what` stayed the same, from the first to the current one.
pub fn periods<T: DeserializeOwned, V: PartialEq>(changes: Vec<Change>, what: impl Fn(&T) -> &V) -> Result<Vec<Period<T>>> {
    let mut periods: Vec<Period<T>> = Vec::new();
    for change in changes {
        let fields: T = serde_json::from_str(&change.record)?;
        let last = periods.last_mut();
        if last.as_ref().is_some_and(|last| what(&last.fields) == what(&fields)) {
            continue;
        }
        if let Some(last) = last {
            last.left_at = Some(change.changed_at);
        }
        periods.push(Period { fields, entered_at: change.changed_at, left_at: None, user_id: change.user_id });
    }
    Ok(periods)
}

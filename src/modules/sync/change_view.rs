//! A change as the feed shows it, and as webhooks are sent it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::db::feed::FeedChange;
use crate::fields::{Instant, Verbatim};

/// What happened to one record.
#[derive(Serialize, JsonSchema)]
pub struct ChangeView<'a> {
    entity: &'a str,
    /// The record's id. No other record of its kind gets it after a deletion.
    id: i64,
    /// `create`, `update` or `delete`.
    operation: &'a str,
    /// The record's: 1 when created, one more with each change; the last one when deleted. Who began with a snapshot
    /// passes over what has no greater version than their copy, except deletions.
    version: i64,
    /// The whole record as it was then; a deleted one as it last was.
    #[schemars(with = "std::collections::BTreeMap<String, serde_json::Value>")]
    record: Verbatim<'a>,
    changed_at: Instant,
    /// Who did it; null where the service itself or the command line did.
    user_id: Option<i64>,
    /// What the header `X-Origin` of the call said.
    origin: Option<&'a str>,
    /// The request id of the call.
    request_id: Option<&'a str>,
}

impl<'a> ChangeView<'a> {
    pub fn new(change: &'a FeedChange) -> Self {
        ChangeView {
            entity: &change.entity,
            id: change.record_id,
            operation: &change.operation,
            version: change.version,
            record: Verbatim(Some(&change.record)),
            changed_at: change.changed_at,
            user_id: change.user_id,
            origin: change.origin.as_deref(),
            request_id: change.request_id.as_deref(),
        }
    }
}

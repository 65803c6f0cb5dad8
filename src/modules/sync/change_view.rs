//! A change, as the feed shows it and as webhooks receive it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::db::feed::FeedChange;
use crate::fields::{Instant, Verbatim};

/// One change of one record.
#[derive(Serialize, JsonSchema)]
pub struct ChangeView<'a> {
    entity: &'a str,
    /// The record's id. It is never reused within its kind, not even after a deletion.
    id: i64,
    /// `create`, `update` or `delete`.
    operation: &'a str,
    /// The record's version: 1 when created, one more with each change; for a deletion, the last version. A copy that began with
    /// a snapshot ignores changes whose version is not greater than its own, except deletions.
    version: i64,
    /// The whole record after the change; for a deletion, its last state.
    #[schemars(with = "std::collections::BTreeMap<String, serde_json::Value>")]
    record: Verbatim<'a>,
    changed_at: Instant,
    /// The user who made the change; null if the service itself, the command line or a visitor of the directory did.
    user_id: Option<i64>,
    /// The header `X-Origin` of the call; `directory` if a visitor of the directory made the change.
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

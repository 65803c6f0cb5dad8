//! `Audit.GetHistory`: who changed a record, from what to what.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::db::history::Event;
use crate::db::scope::Reader;
use crate::db::stored::Entity;
use crate::error::{Error, Result};
use crate::fields::{Id, Instant, Page, PageNumber, PageSize, Paging, Place, Sort};
use crate::rpc::method::Method;

/// Lists what happened to a record, change by change: who made it, when, and which fields it changed from what to what.
/// A record that was deleted still has its history.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The kind of record. The history of application tokens and webhooks is for managers; that of a notification nobody reads.
    entity: Entity,
    /// The record's id.
    record_id: Id,
    #[serde(default)]
    sort: Sort,
    /// How many changes a page has: 1 to 1000, 500 where nothing is said.
    #[serde(default)]
    pagination: PageSize,
    /// Which page, from 1.
    #[serde(default)]
    page: PageNumber,
}

/// A page of changes.
#[derive(Serialize, JsonSchema)]
pub struct Response {
    #[serde(flatten)]
    place: Place,
    changes: Vec<Change>,
}

/// One change of the record.
#[derive(Serialize, JsonSchema)]
struct Change {
    /// The number of the change; a later change of the record has a greater one.
    sequence: i64,
    /// `create`, `update` or `delete`.
    operation: String,
    /// The version of the record that the change made; when it was deleted, the last one.
    version: i64,
    changed_at: Instant,
    /// Who made the change, or the application token that made it.
    user_id: Option<i64>,
    user_name: Option<String>,
    /// The name of the application token that the change was made with; null where a person made it.
    token: Option<String>,
    /// What the caller called itself: in the header X-Origin, or when its application token was made.
    origin: Option<String>,
    /// The id of the request, by which the log knows it, too.
    request_id: Option<String>,
    /// What the change changed. All fields that have a value when the record was created, or deleted.
    fields: Vec<Field>,
}

/// A field that changed.
#[derive(Serialize, JsonSchema)]
struct Field {
    field: String,
    /// The value before; null where there was none.
    from: Value,
    /// The value after; null where there is none.
    to: Value,
}

/// What each change moves, and nobody asked for.
const MOVED_BY_ANY_CHANGE: [&str; 2] = ["version", "updated_at"];

/// The fields in which two states of a record differ.
fn differences(before: Option<&str>, after: Option<&str>) -> Result<Vec<Field>> {
    type Fields = Map<String, Value>;
    let read = |record: Option<&str>| -> Result<Fields> { Ok(record.map(serde_json::from_str).transpose()?.unwrap_or_default()) };
    let (mut before, mut after) = (read(before)?, read(after)?);
    let names: BTreeSet<String> = before.keys().chain(after.keys()).cloned().collect();
    let named = names.into_iter().filter(|name| !MOVED_BY_ANY_CHANGE.contains(&name.as_str()));
    let fields = named.map(|field| {
        let [from, to] = [&mut before, &mut after].map(|fields| fields.remove(&field).unwrap_or_default());
        Field { field, from, to }
    });
    Ok(fields.filter(|field| field.from != field.to).collect())
}

impl Change {
    fn of(event: Event) -> Result<Self> {
        Ok(Change {
            fields: differences(event.before.as_deref(), event.after.as_deref())?,
            sequence: event.sequence,
            operation: event.operation,
            version: event.version,
            changed_at: event.changed_at,
            user_id: event.user_id,
            user_name: event.user_name,
            token: event.application_token,
            origin: event.origin,
            request_id: event.request_id,
        })
    }
}

pub struct GetHistory;

impl Method for GetHistory {
    type Scope = Reader;
    type Parameters = Parameters;
    type Response = Response;

    fn name(&self) -> &'static str {
        "GetHistory"
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters) -> Result<Response> {
        let Parameters { entity, record_id, sort, pagination, page } = parameters;
        let Some(readers) = entity.readers() else {
            return Err(Error::Forbidden("A record of this kind is one person's own, and nobody reads its history.".to_owned()));
        };
        if reader.role() < Some(readers) {
            return Err(Error::Forbidden(format!("The history of this kind of record needs the role {} in the profile.", readers.name())));
        }
        let Page { rows, place } = reader.history(entity, record_id.get(), Paging::new(pagination, page, sort))?;
        if place.total == Some(0) {
            return Err(Error::not_found(&entity.name().replace('_', " ")));
        }
        Ok(Response { place, changes: rows.into_iter().map(Change::of).collect::<Result<_>>()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(before: Option<&str>, after: Option<&str>) -> Value {
        serde_json::to_value(differences(before, after).unwrap()).unwrap()
    }

    #[test]
    fn what_changed_is_told_by_field_and_what_every_change_moves_is_not() {
        let before = r#"{"id": 1, "name": "A", "bio": null, "inputs": {"segment": "Gold"}, "version": 1, "updated_at": "1"}"#;
        let after = r#"{"id": 1, "name": "B", "bio": null, "inputs": {"segment": "Silver"}, "version": 2, "updated_at": "2"}"#;
        let expected = serde_json::json!([
            { "field": "inputs", "from": { "segment": "Gold" }, "to": { "segment": "Silver" } },
            { "field": "name", "from": "A", "to": "B" },
        ]);
        assert_eq!(changed(Some(before), Some(after)), expected);
    }

    #[test]
    fn before_the_first_and_after_the_last_everything_is_null() {
        let record = Some(r#"{"id": 1, "bio": null, "total": 10.10}"#);
        let created = serde_json::json!([{ "field": "id", "from": null, "to": 1 }, { "field": "total", "from": null, "to": 10.10 }]);
        assert_eq!(changed(None, record).to_string(), created.to_string().replace("10.1}", "10.10}"));
        let deleted = serde_json::json!([{ "field": "id", "from": 1, "to": null }]);
        assert_eq!(changed(Some(r#"{"id": 1, "bio": null}"#), None), deleted);
    }

    #[test]
    fn a_field_that_came_later_was_null_before() {
        let expected = serde_json::json!([{ "field": "tags", "from": null, "to": ["a"] }]);
        assert_eq!(changed(Some(r#"{"id": 1}"#), Some(r#"{"id": 1, "tags": ["a"]}"#)), expected);
    }
}

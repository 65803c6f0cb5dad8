//! `Audit.GetHistory`: the changes of one record, each with its author.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::history::{Difference, Event, differences};
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::{Designation, Instant, Named};
use crate::modules::list::{Paged, Reached};
use crate::modules::withheld::Withheld;
use crate::records::application_token::ApplicationToken;
use crate::records::kind_name::AnyKind;
use crate::records::kinds::not_found;
use crate::records::member::Member;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Lists the changes of a record: for each, its author, its time, and the fields with their values before and after. A deleted
/// record still has its history.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    /// The kind of record. Only a manager may read the history of application tokens and webhooks; nobody may read that of
    /// notifications. An application token also needs the right to read the kind. The history of a line is that of its quotation or order.
    entity: AnyKind,
    /// The record's id.
    record_id: Designation,
}

/// A page of changes.
#[derive(Serialize, JsonSchema)]
pub struct Response {
    #[serde(flatten)]
    reached: Reached,
    changes: Vec<Change>,
    #[serde(skip_serializing_if = "Withheld::is_empty")]
    withheld: Withheld,
}

/// One change of the record.
#[derive(Serialize, JsonSchema)]
struct Change {
    /// The number of the change; a later change of the record has a greater one.
    sequence: i64,
    /// `create`, `update` or `delete`.
    operation: String,
    /// The record's version after the change; for a deletion, its last version.
    version: i64,
    changed_at: Instant,
    /// The user who made the change, or the owner of the application token that made it.
    user_id: Option<i64>,
    /// The user's name. Left out where the caller may not read the profile's users.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    user_name: Option<Option<String>>,
    /// The name of the application token that made the change; null if a person made it. Left out where the caller may not read
    /// application tokens.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    token: Option<Option<String>>,
    /// The origin that the caller gave: in the header X-Origin, or when its application token was made. `directory` if a visitor of
    /// the directory made the change.
    origin: Option<String>,
    /// The id of the request, as in the log.
    request_id: Option<String>,
    /// The fields that the change changed. For a creation or a deletion, all fields that have a value.
    fields: Vec<Difference>,
}

impl Change {
    fn of(event: Event, with_user: bool, with_token: bool) -> Result<Self> {
        Ok(Change {
            fields: differences(event.before.as_deref(), event.after.as_deref())?,
            sequence: event.sequence,
            operation: event.operation,
            version: event.version,
            changed_at: event.changed_at,
            user_id: event.user_id,
            user_name: with_user.then_some(event.user_name),
            token: with_token.then_some(event.application_token),
            origin: event.origin,
            request_id: event.request_id,
        })
    }
}

pub struct GetHistory;

impl Method for GetHistory {
    type Scope = Reader;
    type Parameters = Paged<Filters>;
    type Found = ();
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str =
        "Lista los cambios de un registro: de cada uno, quién lo hizo, cuándo, y los campos con su valor anterior y el nuevo.";

    fn name(&self) -> &'static str {
        "GetHistory"
    }

    fn check(&self, reader: &mut Reader, asked: &Paged<Filters>, problems: &mut Problems) -> Result<Option<()>> {
        asked.check(reader, LIST, problems);
        Ok(Some(()))
    }

    fn call(&self, reader: &mut Reader, asked: Paged<Filters>, (): ()) -> Result<Response> {
        let Filters { entity: AnyKind(entity), record_id } = asked.filters();
        reader.refuse_unless_read(*entity)?;
        let id = reader.designated(*entity, record_id)?;
        let portion = reader.history(*entity, id, asked.part())?;
        if portion.total == Some(0) {
            return Err(not_found(*entity));
        }
        let mut withheld = Withheld::default();
        let with_user = withheld.shows(reader, Member::ENTITY, &["user_name"]);
        let with_token = withheld.shows(reader, ApplicationToken::ENTITY, &["token"]);
        let reached = asked.reached(reader, LIST, &portion, |event| event.sequence);
        let changes = portion.rows.into_iter().map(|event| Change::of(event, with_user, with_token)).collect::<Result<_>>()?;
        Ok(Response { reached, changes, withheld })
    }
}

/// The list's name, for its cursors.
const LIST: &str = "history";

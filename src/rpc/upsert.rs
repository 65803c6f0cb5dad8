//! `Sync.Upsert`: records of one kind as another system has them. Each is created or edited here, as needed.
//!
//! Invariants: the methods that create and edit the kind make each record, in a scope of their own, so that an upsert can
//! write nothing that they could not. Each record succeeds or fails alone. A record that is unchanged leaves nothing behind, not
//! even a notification.

mod answers;
mod given;
mod matching;
mod run;

use std::borrow::Cow;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde_json::{Map, Value};

use answers::Response;
use matching::{MatchKey, MatchOn};
use run::{Names, Run};

use super::calling::Calling;
use super::common_parameters::{CommonParameters, Takes};
use super::decode::{Mentions, decode_beside};
use super::problems::Problems;
use super::ready::{Ready, Returned, Running};
use super::registry::{Erased, Registry};
use super::several::Several;
use super::tree::Tree;
use crate::auth::access::Access;
use crate::db::Database;
use crate::db::reads::{Lease, Weight};
use crate::db::scope::{Editor, Scope};
use crate::db::stored::OwnRows;
use crate::db::writes::{Done, Failed, Others};
use crate::error::{Error, Result};
use crate::fields::ListOf;
use crate::fields::text::trim;
use crate::records::kinds::{KINDS, Kept, Kind, Upserted};
use crate::sentences::{RECORD, Sentence};

/// The most keys in `match_on`: all that there are.
const MOST_KEYS: usize = 7;

const RECORDS: Several = Several { name: "records", one: &RECORD, most: 1000 };

pub struct Upsert;

impl Upsert {
    pub const NAME: &'static str = "Upsert";
    const SUMMARY_IN_SPANISH: &'static str = "Crea o actualiza hasta 1000 registros de un tipo e indica de cada uno si se creó, se \
        actualizó o ya estaba igual, o por qué falló.";
    pub const ACCESS: Access = Editor::ACCESS;
    const TAKES: Takes = Takes { profile_id: true, profile: false, if_version: false, dry_run: true };
}

/// Creates or updates up to 1,000 records of one kind, and says of each whether it was created, updated or unchanged, or why it
/// failed. A wrong record does not affect the others.
///
/// A record has the parameters of the method that creates its kind (`Companies.CreateCompany`), with `external_ids`. The upsert
/// looks for a record with one of these external IDs. If it finds one, it edits that record (`Companies.EditCompany`), and fields
/// that are left out stay as they are; else it creates a new record. An `id` may stand for the external IDs or beside them, to
/// give a record its first external IDs. With `match_on`, records are also met by other keys. Fields that only the edit takes, such as a `status`, may be set on a
/// new record, too. Fields that only the creation takes, such as the `catalog` of an entry, may be repeated, but not changed. An
/// `if_version` is for a record that exists. The caller needs the rights of both methods.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "it says what is taken; the records themselves are read by their own methods")]
struct Parameters {
    /// The kind of record: `catalog_entry`, `input`, `company`, `contact`, `product`, `service`, `lead`, `opportunity`, `ticket`,
    /// `interaction`, `quotation` or `order`.
    entity: String,
    /// The records, at most 1,000, such as `{"external_ids": {"sap": "000123"}, "name": "Café"}`. An external ID may stand
    /// wherever a record names another one by id. Each record counts as a call towards the rate limit.
    #[schemars(length(min = 1, max = 1000))]
    records: Vec<Map<String, Value>>,
    /// The keys by which a record is met, in their order; the first one that meets a record decides. Default: `external_ids` or
    /// `id`. A company has `external_ids`, `id`, `email`, `rfc`, `client_number` and `slug`, a contact `external_ids`, `id` and
    /// `email`, a product or a service `external_ids`, `id`, `sku` and `slug`; all others have `external_ids` and `id`. Keys are compared as
    /// searches compare them. If several records have the same value, the record fails with a conflict that lists them. The record
    /// that is met gets the external IDs that are given, so that the next upsert finds it by them.
    #[serde(default)]
    match_on: Option<ListOf<MatchKey, MOST_KEYS>>,
}

/// The kinds that a script can both create and edit, with how they are kept and made.
fn upserted() -> impl Iterator<Item = (&'static Kind, &'static Kept, &'static Upserted)> {
    KINDS.iter().filter_map(|kind| Some((kind, kind.kept.as_ref()?, kind.upserted.as_ref()?)))
}

/// The names of these kinds.
fn upserted_names() -> Vec<&'static str> {
    upserted().map(|(kind, _, _)| kind.entity.name()).collect()
}

/// The parameters that are read with a type.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    entity: String,
    #[serde(default)]
    match_on: Option<ListOf<MatchKey, MOST_KEYS>>,
}

impl Erased for Upsert {
    fn read(&self, registry: &Arc<Registry>, parameters: Tree<'_>) -> Box<dyn Ready> {
        let (common, asked) = self.asked(registry, parameters);
        Box::new(ReadUpsert { registry: Arc::clone(registry), common, asked })
    }

    fn holds_calls_in(&self) -> Option<&'static str> {
        Some("records")
    }

    fn takes(&self) -> Takes {
        Self::TAKES
    }

    fn summary_in_spanish(&self) -> Cow<'static, str> {
        Self::SUMMARY_IN_SPANISH.into()
    }

    fn parameters_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Parameters::json_schema(generator);
        let kinds = upserted_names();
        if let Some(entity) = schema.pointer_mut("/properties/entity").and_then(Value::as_object_mut) {
            entity.insert("enum".to_owned(), serde_json::json!(kinds));
        }
        schema
    }

    fn response_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Response<'_>>()
    }
}

/// An upsert whose records have been found.
struct ReadUpsert {
    registry: Arc<Registry>,
    common: CommonParameters,
    asked: Result<Asked, Refused>,
}

/// The reason why an upsert is not made.
enum Refused {
    Wrong(Problems),
    Failed(Error),
}

impl Ready for ReadUpsert {
    fn run<'a>(self: Box<Self>, database: &'a Database, calling: Calling) -> Running<'a> {
        Box::pin(async move {
            let ReadUpsert { registry, common, asked } = *self;
            let asked = match asked {
                Ok(asked) => asked,
                Err(Refused::Wrong(problems)) => {
                    return Err(calling.refusal(Editor::ACCESS, database, common.profile_id, problems).await?);
                }
                Err(Refused::Failed(cause)) => return Err(calling.refusal_of(Editor::ACCESS, database, common.profile_id, cause).await?),
            };
            let asker = calling.asker(Editor::ACCESS, Weight::Long, common.profile_id);
            let others = if common.dry_run { Others::nobody() } else { database.writes.others() };
            Run { registry, calling, common, asked, others }.make_all(database, &asker).await.map(Returned::from)
        })
    }

    fn run_inside(&self, lease: Lease, _: Calling) -> (Lease, Result<Done, Failed>) {
        let cause = Error::MalformedRequest(Sentence::UpsertInBatch.into());
        (lease, Err(Failed { cause, wrote: false }))
    }
}

/// The kind and the records that a call asks for.
struct Asked {
    kind: &'static Kind,
    rows: OwnRows,
    methods: &'static Upserted,
    /// The keys by which records are met, if the call names any.
    match_on: Option<MatchOn>,
    records: Vec<Tree<'static>>,
    /// The parameter names of the method that creates records, and of the method that edits them.
    names: [Names; 2],
}

impl Upsert {
    /// The most bytes that the records may take in all: they are in memory while they wait, and are read while others wait.
    const HEAVIEST: usize = 8 * 1024 * 1024;

    fn asked(&self, registry: &Registry, mut parameters: Tree<'_>) -> (CommonParameters, Result<Asked, Refused>) {
        let mut problems = Problems::default();
        let common = Self::TAKES.take(&mut parameters, &mut problems);
        let records = RECORDS.take(&mut parameters, &mut problems).unwrap_or_else(|message| {
            problems.add(RECORDS.name, "too_long", message);
            Vec::new()
        });
        if records.iter().map(Tree::weight).sum::<usize>() > Self::HEAVIEST {
            return (common, Err(Refused::Failed(Error::PayloadTooLarge(Sentence::UpsertTooLarge.into()))));
        }
        for (number, record) in records.iter().enumerate().filter(|(_, record)| !matches!(record, Tree::Object(_))) {
            problems.add(&format!("records.{number}"), "wrong_type", Sentence::RecordNoObject { found: record.shape() });
        }
        let elsewhere = [&["records"][..], &Self::TAKES.names()].concat();
        let options = problems.collect(decode_beside::<Options>(&parameters, &elsewhere, &Mentions::none()));
        let kind = options.as_ref().and_then(|options| self.kind(trim(&options.entity), &mut problems));
        let is_list = matches!(parameters.get("match_on"), Some(Tree::List(_)));
        let place = |position| if is_list { format!("match_on.{position}") } else { "match_on".to_owned() };
        let keys = options.and_then(|options| options.match_on).unwrap_or_default();
        let match_on = kind.and_then(|(kind, kept, _)| MatchOn::read(kind, kept.rows, keys.as_slice(), place, &mut problems));
        let asked = match kind {
            Some((kind, kept, methods)) if problems.is_empty() => {
                let names = |method| registry.find(None, method).map(|(_, entry)| Names::of(entry)).map_err(Refused::Failed);
                names(methods.create).and_then(|create| Ok([create, names(methods.edit)?])).map(|names| {
                    let mut records: Vec<_> = records.into_iter().map(Tree::into_owned).collect();
                    for record in &mut records {
                        names.iter().for_each(|names| names.aliases.rename(record));
                    }
                    Asked { kind, rows: kept.rows, methods, match_on, records, names }
                })
            }
            _ => Err(Refused::Wrong(problems)),
        };
        (common, asked)
    }

    fn kind(&self, name: &str, problems: &mut Problems) -> Option<(&'static Kind, &'static Kept, &'static Upserted)> {
        let found = upserted().find(|(kind, _, _)| kind.entity.name() == name);
        if found.is_none() {
            problems.add(
                "entity",
                "unknown_entity",
                Sentence::NoUpsertOf { known: upserted_names().into_iter().map(Into::into).collect() },
            );
        }
        found
    }
}

//! `Sync.Upsert`: records of one kind as another system has them, each created here or changed, whichever it takes.
//!
//! What holds here: a record is made by the methods that create and edit its kind, in a scope of their own, so that
//! nothing can be written with it that could not be written without it; each record stands or falls alone; and one that
//! is here already as it came leaves nothing behind, not even a notification.

mod answers;
mod given;
mod run;

use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde_json::{Map, Value};

use answers::Response;
use run::Run;

use super::beside::{Beside, Takes};
use super::calling::Calling;
use super::decode::{Externals, decode_beside};
use super::problems::Problems;
use super::registry::{Erased, Registry, Running};
use super::several::Several;
use super::tree::Tree;
use crate::db::Database;
use crate::db::reads::Lease;
use crate::db::scope::{Access, Editor, Scope};
use crate::db::stored::{Entity, Stored};
use crate::db::writes::{Done, Failed};
use crate::error::{Error, Result};

const RECORDS: Several = Several { name: "records", one: "record", most: 1000 };

/// The kind of record that a call is about, and its methods.
#[derive(Debug)]
pub struct UpsertKind {
    entity: Entity,
    table: &'static str,
    /// The parameter that names the record when it is edited.
    id: &'static str,
    create: &'static str,
    edit: &'static str,
}

impl UpsertKind {
    pub const fn of<R: Stored>(id: &'static str, create: &'static str, edit: &'static str) -> Self {
        UpsertKind { entity: R::ENTITY, table: R::TABLE, id, create, edit }
    }
}

pub struct Upsert(pub &'static [UpsertKind]);

impl Upsert {
    pub const NAME: &'static str = "Upsert";
    pub const ACCESS: Access = Editor::ACCESS;
    const TAKES: Takes = Takes { profile_id: true, if_version: false, dry_run: true };
}

/// Brings up to 1,000 records of one kind to what another system has, and says of each whether it was created, updated or
/// found unchanged, or what is wrong with it. One that is wrong harms no other.
///
/// A record has the parameters of the method that creates its kind (`Companies.CreateCompany`), with its `external_ids`,
/// by which it is found here; where it is found it is edited (`Companies.EditCompany`), and what is left out stays as it
/// is. An `id`, which is a number, may be given instead, to tell a record that is here what another system calls it. What
/// only an edit takes, such as a `status`, may be said of a new record, too; and what only its creation takes, such as the
/// `catalog` of an entry, may be said again, but not change. An `if_version` is for a record that is here. The caller needs
/// the rights that these methods need.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "it says what is taken; the records themselves are read by their own methods")]
struct Parameters {
    /// The kind of record: `catalog_entry`, `input`, `company`, `contact`, `product`, `opportunity` or `ticket`.
    entity: String,
    /// The records, at most 1,000, such as `{"external_ids": {"sap": "000123"}, "name": "Café"}`. Where one names another record
    /// by an id, what the other system calls that does as well. Each counts as a call where calls are limited.
    #[schemars(length(min = 1, max = 1000))]
    records: Vec<Map<String, Value>>,
}

/// What is read with a type.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Options {
    entity: String,
}

impl Erased for Upsert {
    fn run<'a>(&'a self, registry: &'a Arc<Registry>, database: &'a Database, calling: Calling, parameters: Tree<'a>) -> Running<'a> {
        Box::pin(async move {
            let (beside, asked) = self.read(parameters);
            match asked {
                Ok(asked) => {
                    let run = Run { registry: Arc::clone(registry), calling, beside, asked };
                    database.writes.run(Box::new(move |lease| run.perform(lease))).await
                }
                Err(problems) => Err(calling.refusal::<Editor>(database, beside.profile_id, problems).await?),
            }
        })
    }

    fn perform(&self, lease: Lease, _: Calling, _: Tree<'_>) -> (Lease, Result<Done, Failed>) {
        let cause = Error::MalformedRequest("This has no place in a batch: it is one by itself.".to_owned());
        (lease, Err(Failed { cause, wrote: false }))
    }

    fn holds_calls_in(&self) -> Option<&'static str> {
        Some("records")
    }

    fn takes(&self) -> Takes {
        Self::TAKES
    }

    fn parameters_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Parameters::json_schema(generator);
        let kinds: Vec<&str> = self.0.iter().map(|kind| kind.entity.name()).collect();
        if let Some(entity) = schema.pointer_mut("/properties/entity").and_then(Value::as_object_mut) {
            entity.insert("enum".to_owned(), serde_json::json!(kinds));
        }
        schema
    }

    fn response_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Response>()
    }
}

/// What a call asks for.
struct Asked {
    kind: &'static UpsertKind,
    records: Vec<Tree<'static>>,
}

impl Upsert {
    fn read(&self, mut parameters: Tree<'_>) -> (Beside, Result<Asked, Problems>) {
        let mut problems = Problems::default();
        let beside = Self::TAKES.take(&mut parameters, &mut problems);
        let records = RECORDS.take(&mut parameters, &mut problems);
        for (number, record) in records.iter().enumerate().filter(|(_, record)| !matches!(record, Tree::Object(_))) {
            problems.add(&format!("records.{number}"), "wrong_type", format!("A record is an object, and not {}.", record.kind()));
        }
        let elsewhere = [&["records"][..], &Self::TAKES.names()].concat();
        let options = problems.collect(decode_beside::<Options>(&parameters, &elsewhere, &Externals::none()));
        let kind = options.as_ref().and_then(|options| self.kind(options.entity.trim(), &mut problems));
        let asked = match kind {
            Some(kind) if problems.is_empty() => Ok(Asked { kind, records: records.into_iter().map(Tree::into_owned).collect() }),
            _ => Err(problems),
        };
        (beside, asked)
    }

    fn kind(&self, name: &str, problems: &mut Problems) -> Option<&'static UpsertKind> {
        let found = self.0.iter().find(|kind| kind.entity.name() == name);
        if found.is_none() {
            let kinds: Vec<&str> = self.0.iter().map(|kind| kind.entity.name()).collect();
            problems.add("entity", "unknown_entity", format!("What can be upserted: {}.", kinds.join(", ")));
        }
        found
    }
}

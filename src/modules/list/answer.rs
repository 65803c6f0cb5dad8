//! The reply to a list: its records, how many there are in all, and where others are.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::choice::Standing;
use super::{Asked, List};
use crate::db::stored::{Record, Recorded};
use crate::fields::{Cursor, Place};
use crate::modules::withheld::Withheld;
use crate::rpc::chosen::{Chosen, Keys};
use crate::rpc::envelope::each;
use crate::rpc::tree::Tree;

/// A part of a list, as the reply has it.
pub struct Listed<L: List> {
    /// The key of the records.
    pub(super) plural: &'static str,
    pub(super) rows: Vec<Recorded<L::Record>>,
    pub(super) at: At,
    pub(super) with: <L::Record as Record>::With,
    /// The keys that each record has; all where there are none.
    pub(super) fields: Option<Vec<String>>,
    pub(super) next_cursor: Option<Cursor<Standing>>,
    pub(super) missing_ids: Option<Missing>,
    pub(super) withheld: Withheld,
    /// The parameters for the next piece, if there is one.
    pub(super) rest: Option<Asked<L>>,
    /// Whether it is a piece that follows another: its records alone.
    pub(super) is_piece: bool,
}

/// The ids of a call that the profile does not have.
#[derive(Debug, Clone)]
pub(super) struct Missing {
    pub(super) ids: Vec<i64>,
    /// The names of other systems, as the caller wrote them.
    pub(super) names: Vec<Tree<'static>>,
}

impl Serialize for Missing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all = serializer.serialize_seq(Some(self.ids.len() + self.names.len()))?;
        for id in &self.ids {
            all.serialize_element(id)?;
        }
        for name in &self.names {
            all.serialize_element(name)?;
        }
        all.end()
    }
}

/// Where the records stand in the list.
#[derive(Debug, Clone, Copy)]
pub(super) enum At {
    Page(Place),
    /// A walk knows how long the list is, where that is asked for.
    Cursor(Option<i64>),
}

impl<L: List> Listed<L> {
    pub(super) fn new(
        plural: &'static str,
        rows: Vec<Recorded<L::Record>>,
        at: At,
        with: <L::Record as Record>::With,
        fields: Option<Vec<&str>>,
    ) -> Self {
        let fields = fields.map(|fields| fields.into_iter().map(ToOwned::to_owned).collect());
        let (next_cursor, missing_ids, withheld) = (None, None, Withheld::default());
        Listed { plural, rows, at, with, fields, next_cursor, missing_ids, withheld, rest: None, is_piece: false }
    }

    /// How many records the list has, where they were counted.
    pub(super) fn total(&self) -> Option<i64> {
        match self.at {
            At::Page(Place { total, .. }) | At::Cursor(total) => total,
        }
    }
}

/// Records in a list of the reply.
struct Records<'l, L: List>(&'l Listed<L>);

impl<L: List> Serialize for Records<'_, L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Listed { rows, with, fields, .. } = self.0;
        match fields {
            None => each(rows, |kept| L::Record::view(kept, with)).serialize(serializer),
            Some(fields) => each(rows, |kept| Chosen(L::Record::view(kept, with), Keys(fields))).serialize(serializer),
        }
    }
}

impl<L: List> Serialize for Listed<L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_piece {
            return Records(self).serialize(serializer);
        }
        let mut reply = serializer.serialize_map(None)?;
        if let Some(total) = self.total() {
            reply.serialize_entry("total", &total)?;
        }
        match self.at {
            At::Page(Place { current_page, last_page, .. }) => {
                reply.serialize_entry("current_page", &current_page)?;
                if let Some(last_page) = last_page {
                    reply.serialize_entry("last_page", &last_page)?;
                }
            }
            At::Cursor(_) => {
                reply.serialize_entry("current_page", &())?;
                reply.serialize_entry("last_page", &())?;
            }
        }
        reply.serialize_entry("next_cursor", &self.next_cursor)?;
        if let Some(missing_ids) = &self.missing_ids {
            reply.serialize_entry("missing_ids", missing_ids)?;
        }
        // The list is the last, because it may go on in pieces.
        if !self.withheld.is_empty() {
            reply.serialize_entry("withheld", &self.withheld)?;
        }
        reply.serialize_entry(self.plural, &Records(self))?;
        reply.end()
    }
}

impl<L: List> JsonSchema for Listed<L> {
    fn schema_name() -> Cow<'static, str> {
        format!("PageOf_{}", L::PLURAL).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        schema::<L>(L::PLURAL, generator)
    }
}

/// The schema of a list's reply, whose records stand under this key.
pub(super) fn schema<L: List>(plural: &'static str, generator: &mut SchemaGenerator) -> Schema {
    let records = generator.subschema_for::<Vec<<L::Record as Record>::View<'static>>>();
    json_schema!({
        "description": format!("A page of {}.", plural),
        "type": "object",
        "properties": {
            "total": { "type": "integer", "description": "How many records there are in all. Left out with `with_total: false`." },
            "current_page": { "type": ["integer", "null"], "description": "The page that this is; null where the list is walked by cursor." },
            "last_page": {
                "type": ["integer", "null"],
                "description": "The last page that has any record; at least 1. Null where the list is walked by cursor; left out with `with_total: false`.",
            },
            "next_cursor": {
                "type": ["string", "null"],
                "description": "The `cursor` that gives the records behind these; null at the end of the list.",
            },
            "missing_ids": {
                "type": "array",
                "items": { "type": ["integer", "object", "string"] },
                "description": "Those of `ids` that the profile does not have: the ids, then the external IDs, as they were written. Only where `ids` is given.",
            },
            "withheld": generator.subschema_for::<Withheld>(),
            (plural): records,
        },
        "required": ["current_page", "next_cursor", (Value::from(plural))],
    })
}

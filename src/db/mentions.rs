//! The records that a call mentions by their ids, to name them in its own record or to filter a list by them. Mentioned records
//! of all kinds are looked up together when the first of them is asked for.
//!
//! Invariants: the answer about a record is the same however often a call asks for it, and costs one statement for all
//! mentioned records. A record that was not mentioned is looked up when it is asked for.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

use super::connection::{AnyConnection, either};
use super::scope::{Base, Reader};
use super::sql::{Piece, Selecting};
use super::stored::{MentionColumns, OwnRows, Stored};
use crate::error::Result;
use crate::records::kinds::{KINDS, Kept};

/// A record by the name of its kind and its id; a member by its user's id.
pub type Mentioned = (&'static str, i64);

/// A record that a call mentions, with the columns that methods ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The company that the record belongs to; for a catalog's entry, the parent entry.
    pub within: Option<i64>,
    /// The class of the record among its kind: an entry's catalog, a file's type of content; empty for other kinds.
    pub class: String,
    /// The name that people use; empty if nobody needs to be told.
    pub name: String,
    /// Whether the record is kept for the records that have it, and offered to no others.
    pub retired: bool,
}

/// The records that a call mentions, and the answers about those that have been looked up.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    sought: Vec<Mentioned>,
    found: HashMap<Mentioned, Option<Mention>>,
}

impl Mentions {
    /// Leaves out a record that has been loaded whole.
    pub fn leave_out<R: Stored>(&mut self, id: i64) {
        if !self.sought.is_empty() {
            self.sought.retain(|mentioned| *mentioned != (R::ENTITY.name(), id));
        }
    }
}

/// The columns of the query of [`Base::look_up`].
type Columns = (Text, BigInt, Nullable<BigInt>, Text, Text, Bool);
type Row = (String, i64, Option<i64>, String, String, bool);

impl Base {
    /// Notes the records that the call mentions.
    pub(crate) fn note_mentions(&mut self, mentioned: &[Mentioned]) {
        self.mentions = Mentions { sought: mentioned.to_vec(), found: HashMap::new() };
    }

    /// Looks up all mentioned records that are not known yet.
    fn look_up(&mut self) -> Result<()> {
        let mut sought: BTreeMap<&'static str, BTreeSet<i64>> = BTreeMap::new();
        for (entity, id) in std::mem::take(&mut self.mentions.sought) {
            sought.entry(entity).or_default().insert(id);
        }
        let mut pieces = Vec::new();
        for kind in KINDS {
            let entity = kind.entity.name();
            let (Some(Kept { rows: OwnRows { table, among }, mention, .. }), Some(ids)) = (&kind.kept, sought.remove(entity)) else {
                continue;
            };
            let MentionColumns { id, within, class, name, retired } = mention;
            pieces.push(Piece::sql(if pieces.is_empty() { "" } else { " UNION ALL " }));
            pieces.push(Piece::sql(format!(
                "SELECT '{entity}', {id}, {within}, {class}, {name}, {retired} FROM {table} WHERE {table}.profile_id = "
            )));
            pieces.push(Piece::Number(self.profile_id));
            pieces.push(Piece::sql(format!("{among} AND {id}")));
            let ids: Vec<i64> = ids.into_iter().collect();
            match ids.as_slice() {
                [id] => pieces.extend([Piece::sql(" = "), Piece::Number(*id)]),
                _ => pieces.push(Piece::among(ids.clone())),
            }
            self.mentions.found.extend(ids.into_iter().map(|id| ((entity, id), None)));
        }
        let rows: Vec<Row> = either!(&mut *self.lease, connection => Selecting::<Columns>::new(pieces).load(connection))?;
        for (entity, id, within, class, name, retired) in rows {
            if let Some(kind) = KINDS.iter().find(|kind| kind.entity.name() == entity) {
                self.mentions.found.insert((kind.entity.name(), id), Some(Mention { within, class, name, retired }));
            }
        }
        Ok(())
    }
}

impl Reader {
    /// The record of this kind with this id, a member by its user's id; none if the profile has no such record.
    pub fn mention<R: Stored>(&mut self, id: i64) -> Result<Option<Mention>> {
        self.look_up::<R>(&[id])?;
        Ok(self.base.mentions.found.get(&(R::ENTITY.name(), id)).cloned().flatten())
    }

    /// The records of this kind with these ids, by id. Records that the profile does not have are left out.
    pub fn all_mentioned<R: Stored>(&mut self, ids: &[i64]) -> Result<HashMap<i64, Mention>> {
        self.look_up::<R>(ids)?;
        let known = |id: &i64| Some((*id, self.base.mentions.found.get(&(R::ENTITY.name(), *id)).cloned().flatten()?));
        Ok(ids.iter().filter_map(known).collect())
    }

    fn look_up<R: Stored>(&mut self, ids: &[i64]) -> Result<()> {
        let entity = R::ENTITY.name();
        let Mentions { sought, found } = &mut self.base.mentions;
        let before = sought.len();
        sought.extend(ids.iter().map(|id| (entity, *id)).filter(|mentioned| !found.contains_key(mentioned)));
        if sought.len() == before {
            return Ok(());
        }
        self.base.look_up()
    }
}

//! External IDs: the look-up of the records that have them, and the rule that no two records of a kind share one.
//!
//! A record keeps its external IDs in its own row. The table `external_ids` is written along with the record, and is the index by
//! which the record is found.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;

use super::connection::{AnyConnection, either};
use super::schema::{external_ids, members};
use super::scope::{Base, Reader};
use super::sql::{Piece, Sql};
use super::stored::{Recorded, Stored};
use crate::error::{Error, Result};
use crate::fields::external_ids::{Called, External, NONE, SLUG, UUID, is_uuid, read_kept};
use crate::fields::id::NO_RECORD;
use crate::fields::text::{forms_kept, other_forms};
use crate::fields::{Designation, Entity, Named};
use crate::records::kinds::{KINDS, kind_of};
use crate::records::member::Member;
use crate::sentences::{Quoted, Sentence};

/// The most external IDs in one query: SQLite binds at most 32,766 values, and an id may be written in six ways.
const TOGETHER: usize = 2_500;

impl Base {
    /// The ids of the records with these external IDs, as parameters have them: for a member, the id of its user. External IDs
    /// that the profile does not have are left out.
    pub(crate) fn called(&mut self, sought: &[Called]) -> Result<HashMap<Called, i64>> {
        let mut by_entity: BTreeMap<&'static str, Vec<&External>> = BTreeMap::new();
        for (entity, external) in sought {
            by_entity.entry(entity).or_default().push(external);
        }
        let mut found = HashMap::with_capacity(sought.len());
        for (entity, externals) in by_entity {
            for externals in externals.chunks(TOGETHER) {
                let mut records = self.records_called(entity, externals)?;
                if entity == Member::ENTITY.name() {
                    records = self.users_of(records)?;
                }
                for (external, id) in records {
                    found.entry((entity, external)).or_insert(id);
                }
            }
        }
        Ok(found)
    }

    /// The records of a kind with these external IDs or slugs, under those by which they are sought. Exact matches come first.
    fn records_called(&mut self, entity: &'static str, externals: &[&External]) -> Result<Vec<(External, i64)>> {
        let (slugs, externals): (Vec<&External>, Vec<&External>) = externals.iter().partition(|external| external.system == SLUG);
        let mut found = self.records_with_slugs(entity, &slugs)?;
        if !externals.is_empty() {
            found.extend(self.records_with_ids(entity, &externals)?);
        }
        Ok(found)
    }

    fn records_with_slugs(&mut self, entity: &'static str, slugs: &[&External]) -> Result<Vec<(External, i64)>> {
        let kind = KINDS.iter().find(|kind| kind.entity.name() == entity);
        let Some((rows, look_up)) = kind.and_then(|kind| kind.looked_up(SLUG)).filter(|_| !slugs.is_empty()) else {
            return Ok(Vec::new());
        };
        let texts = slugs.iter().map(|external| (look_up.compared)(&external.id)).collect();
        let found = self.ids_by(rows, look_up, &texts)?;
        let records = slugs.iter().filter_map(|external| {
            let ids = found.get(&(look_up.compared)(&external.id))?;
            Some(((*external).clone(), *ids.first()?))
        });
        Ok(records.collect())
    }

    fn records_with_ids(&mut self, entity: &'static str, externals: &[&External]) -> Result<Vec<(External, i64)>> {
        let mut sought: HashMap<External, (&External, usize)> = HashMap::new();
        for external in externals {
            for (rank, id) in forms_kept(&external.id).into_iter().chain(cases_of_uuid(external)).enumerate() {
                let written = External { system: external.system.clone(), id };
                let known = sought.entry(written).or_insert((*external, rank));
                if rank < known.1 {
                    *known = (*external, rank);
                }
            }
        }
        let written: Vec<&External> = sought.keys().collect();
        let rows = external_ids::table
            .filter(external_ids::profile_id.eq(self.profile_id))
            .filter(external_ids::entity.eq(entity))
            .filter(is_one_of(&written))
            .select((external_ids::system, external_ids::external_id, external_ids::record_id));
        let rows: Vec<(String, String, i64)> = either!(&mut *self.lease, connection => rows.load(connection))?;
        let mut found: Vec<(usize, External, i64)> = Vec::with_capacity(rows.len());
        for (system, id, record) in rows {
            if let Some((external, rank)) = sought.get(&External { system, id }) {
                found.push((*rank, (*external).clone(), record));
            }
        }
        found.sort_by_key(|(rank, _, _)| *rank);
        Ok(found.into_iter().map(|(_, external, record)| (external, record)).collect())
    }

    /// The users of these members.
    fn users_of(&mut self, members_called: Vec<(External, i64)>) -> Result<Vec<(External, i64)>> {
        let users = members::table
            .filter(members::profile_id.eq(self.profile_id))
            .filter(Sql::one_of("members", "id", members_called.iter().map(|(_, member)| *member).collect::<Vec<_>>()))
            .select((members::id, members::user_id));
        let users: Vec<(i64, i64)> = either!(&mut *self.lease, connection => users.load(connection))?;
        let users: HashMap<i64, i64> = users.into_iter().collect();
        Ok(members_called.into_iter().filter_map(|(external, member)| Some((external, *users.get(&member)?))).collect())
    }
}

impl Base {
    /// The user of this member.
    pub(super) fn user_of(&mut self, member: i64) -> Result<Option<i64>> {
        let own = members::table.filter(members::profile_id.eq(self.profile_id)).filter(members::id.eq(member)).select(members::user_id);
        Ok(own.first(&mut *self.lease).optional()?)
    }
}

fn is_one_of(externals: &[&External]) -> Sql {
    let mut condition = vec![Piece::sql("(external_ids.system, external_ids.external_id) IN (VALUES ")];
    for (position, external) in externals.iter().enumerate() {
        condition.push(Piece::sql(if position == 0 { "(" } else { ", (" }));
        condition.extend([Piece::text(external.system.clone()), Piece::sql(", "), Piece::text(external.id.clone()), Piece::sql(")")]);
    }
    condition.push(Piece::sql(")"));
    Sql(condition)
}

impl Base {
    /// The id of the record that a caller names; an id that no record has if the profile has no such record.
    pub(crate) fn designated(&mut self, entity: Entity, designation: &Designation) -> Result<i64> {
        match designation {
            Designation::Id(id) => Ok(*id),
            Designation::External(external) => {
                let found = self.records_called(entity.name(), &[external])?;
                Ok(found.first().map_or(NO_RECORD, |(_, id)| *id))
            }
        }
    }
}

impl Reader {
    /// The same, for a method.
    pub fn designated(&mut self, entity: Entity, designation: &Designation) -> Result<i64> {
        self.base.designated(entity, designation)
    }
}

/// A UUID in the letter cases in which systems write them. Other external IDs differ by their case.
fn cases_of_uuid(external: &External) -> Vec<String> {
    if external.system != UUID || !is_uuid(&external.id) {
        return Vec::new();
    }
    let mut cases = vec![external.id.to_ascii_lowercase(), external.id.to_ascii_uppercase()];
    cases.retain(|case| *case != external.id);
    cases
}

/// The external IDs in a record's own row.
fn kept_by<R: Stored>(kept: &Recorded<R>) -> &str {
    R::EXTERNAL_IDS.map_or(NONE, |external_ids| external_ids(&kept.record))
}

/// Writes a new record's external IDs into the index.
pub(super) fn add<R: Stored>(connection: &mut AnyConnection, kept: &Recorded<R>) -> Result<()> {
    add_to(connection, None, kept)
}

fn add_to<R: Stored>(connection: &mut AnyConnection, before: Option<&Recorded<R>>, kept: &Recorded<R>) -> Result<()> {
    let ids = read_kept(kept_by(kept))?;
    if ids.is_empty() {
        return Ok(());
    }
    refuse_taken(connection, before, kept, &ids)?;
    let mut insert = vec![Piece::sql("INSERT INTO external_ids (profile_id, entity, system, external_id, record_id) VALUES ")];
    for (position, (system, id)) in ids.iter().enumerate() {
        insert.push(Piece::sql(if position == 0 { "(" } else { ", (" }));
        insert.extend([Piece::Number(kept.profile_id), Piece::sql(", "), Piece::text(R::ENTITY.name()), Piece::sql(", ")]);
        insert.extend([Piece::text(system.clone()), Piece::sql(", "), Piece::text(id.clone()), Piece::sql(", ")]);
        insert.extend([Piece::Number(kept.id), Piece::sql(")")]);
    }
    insert.push(Piece::sql(" ON CONFLICT DO NOTHING"));
    let added = either!(connection, connection => Sql(insert).execute(connection))?;
    if added == ids.len() {
        return Ok(());
    }
    let externals: Vec<External> = ids.into_iter().map(|(system, id)| External { system, id }).collect();
    Err(taken(connection, kept, &externals))
}

/// Writes a changed record's external IDs into the index, if they have changed.
pub(super) fn change<R: Stored>(connection: &mut AnyConnection, before: &Recorded<R>, kept: &Recorded<R>) -> Result<()> {
    if kept_by(before) == kept_by(kept) {
        return Ok(());
    }
    remove(connection, before)?;
    add_to(connection, Some(before), kept)
}

/// Removes a record's external IDs from the index.
pub(super) fn remove<R: Stored>(connection: &mut AnyConnection, kept: &Recorded<R>) -> Result<()> {
    if kept_by(kept) == NONE {
        return Ok(());
    }
    let own = external_ids::table
        .filter(external_ids::profile_id.eq(kept.profile_id))
        .filter(external_ids::entity.eq(R::ENTITY.name()))
        .filter(external_ids::record_id.eq(kept.id));
    either!(connection, connection => diesel::delete(own).execute(connection))?;
    Ok(())
}

/// Refuses an external ID that another record has, however its characters are composed. Records may be older than the rule that
/// composes external IDs in one way; those are looked for here.
fn refuse_taken<R: Stored>(
    connection: &mut AnyConnection,
    before: Option<&Recorded<R>>,
    kept: &Recorded<R>,
    ids: &BTreeMap<String, String>,
) -> Result<()> {
    let had = before.map(kept_by).map(read_kept).transpose()?.unwrap_or_default();
    let new = ids.iter().filter(|(system, id)| had.get(*system) != Some(*id));
    let forms = new.flat_map(|(system, id)| {
        let external = External { system: system.clone(), id: id.clone() };
        other_forms(id).into_iter().chain(cases_of_uuid(&external)).map(|form| (system.clone(), form))
    });
    let forms: Vec<External> = forms.map(|(system, id)| External { system, id }).collect();
    if forms.is_empty() {
        return Ok(());
    }
    match taken(connection, kept, &forms) {
        Error::Contended(_) => Ok(()),
        taken => Err(taken),
    }
}

/// The conflict over external IDs of which another record has one. It names that record, whether the caller may see it or not.
fn taken<R: Stored>(connection: &mut AnyConnection, kept: &Recorded<R>, externals: &[External]) -> Error {
    let entity = R::ENTITY.name();
    let others = external_ids::table
        .filter(external_ids::profile_id.eq(kept.profile_id))
        .filter(external_ids::entity.eq(entity))
        .filter(external_ids::record_id.ne(kept.id))
        .filter(is_one_of(&externals.iter().collect::<Vec<_>>()))
        .select((external_ids::system, external_ids::external_id, external_ids::record_id));
    let found: QueryResult<Option<(String, String, i64)>> =
        either!(connection, connection => others.order(external_ids::system).first(connection).optional());
    match found {
        Ok(Some((system, id, record))) => {
            let what = match kind_of(R::ENTITY) {
                Ok(kind) => kind.noun,
                Err(cause) => return cause,
            };
            let sentence = Sentence::ExternalIdTaken { system: Quoted::of(&system), what, id: Quoted::of(&id) };
            Error::conflict(format!("external_ids.{system}"), "taken", sentence).existing(record)
        }
        // The other record is gone again, or can't be seen yet: the transaction is run again from the start.
        Ok(None) => Error::Contended(Sentence::ExternalIdTakenMeanwhile.into()),
        Err(cause) => cause.into(),
    }
}

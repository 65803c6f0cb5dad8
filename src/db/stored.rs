//! What the write path needs to know of a record: its entity, its facets, its text, its view; and the SQL
//! that keeps it, the same for every table.

use std::ops::Deref;

use diesel::prelude::*;
use serde::Serialize;

use super::connection::{AnyConnection, Db};
use super::schema::{catalog_entries, companies, inputs, members};
use super::search::Condition;
use crate::fields::Instant;
use crate::fields::page::Window;
use crate::modules::catalogs::CatalogEntry;
use crate::modules::companies::Company;
use crate::modules::inputs::Input;
use crate::modules::profiles::Member;

/// A kind of record, as the change record names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Entity {
    CatalogEntry,
    Company,
    Input,
    Member,
    Profile,
}

impl Entity {
    pub fn name(self) -> &'static str {
        match self {
            Entity::CatalogEntry => "catalog_entry",
            Entity::Company => "company",
            Entity::Input => "input",
            Entity::Member => "member",
            Entity::Profile => "profile",
        }
    }
}

/// Something by which the records of a profile are counted as they change: all companies, those of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Facet(pub &'static str);

/// A record that belongs to a profile: what its columns are is the struct's, what the house adds is here.
pub trait Record: Clone + PartialEq + Send + 'static {
    const ENTITY: Entity;

    /// The counter of all records of this kind in a profile.
    const ALL: Facet;

    /// The record as the wire shows it, whole.
    fn view(kept: &Recorded<Self>) -> impl Serialize + '_;

    /// The facets that it counts for, beside the number of all.
    fn facets(&self) -> Vec<(Facet, i64)> {
        Vec::new()
    }

    /// The folded text that a search looks into, where there is a search.
    fn search_text(&self) -> Option<&str> {
        None
    }
}

/// A record as it is kept: with its id, its owner, its version and its times.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded<R> {
    pub id: i64,
    pub(super) profile_id: i64,
    /// 1 when created, one more with each change.
    pub version: i64,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub record: R,
}

impl<R> Deref for Recorded<R> {
    type Target = R;

    fn deref(&self) -> &R {
        &self.record
    }
}

/// The SQL of a record. Implemented below, a line per record: written once with generic tables its bounds
/// would be longer than all the implementations together, which is why a macro writes them.
pub trait Stored: Record {
    /// A query over the table that is narrowed to one profile and can only be narrowed further.
    type Rows: Send;

    const TABLE: &'static str;

    fn rows_of(profile_id: i64) -> Self::Rows;
    fn with_id(rows: Self::Rows, id: i64) -> Self::Rows;
    fn with_ids(rows: Self::Rows, ids: Vec<i64>) -> Self::Rows;
    /// Those for which a condition of this room holds.
    fn holding(rows: Self::Rows, condition: Condition) -> Self::Rows;
    fn load(rows: Self::Rows, connection: &mut AnyConnection) -> QueryResult<Vec<Recorded<Self>>>;
    fn ids(rows: Self::Rows, connection: &mut AnyConnection) -> QueryResult<Vec<i64>>;
    fn count(rows: Self::Rows, connection: &mut AnyConnection) -> QueryResult<i64>;
    /// In the order of the ids, or against it.
    fn window(rows: Self::Rows, window: Window) -> Self::Rows;
    fn insert(kept: &Recorded<Self>, connection: &mut AnyConnection) -> QueryResult<usize>;
    /// Writes nothing where the record no longer has the version that was read.
    fn update(kept: &Recorded<Self>, read_version: i64, connection: &mut AnyConnection) -> QueryResult<usize>;
    /// Removes nothing where the record no longer has this version.
    fn delete(kept: &Recorded<Self>, connection: &mut AnyConnection) -> QueryResult<usize>;
}

macro_rules! stored {
    ($record:ty, $table:ident) => {
        impl Stored for $record {
            type Rows = $table::BoxedQuery<'static, Db>;

            const TABLE: &'static str = stringify!($table);

            fn rows_of(profile_id: i64) -> Self::Rows {
                $table::table.filter($table::profile_id.eq(profile_id)).into_boxed()
            }

            fn with_id(rows: Self::Rows, id: i64) -> Self::Rows {
                rows.filter($table::id.eq(id))
            }

            fn with_ids(rows: Self::Rows, ids: Vec<i64>) -> Self::Rows {
                rows.filter($table::id.eq_any(ids))
            }

            fn holding(rows: Self::Rows, condition: Condition) -> Self::Rows {
                rows.filter(condition)
            }

            fn load(rows: Self::Rows, connection: &mut AnyConnection) -> QueryResult<Vec<Recorded<Self>>> {
                let head = ($table::id, $table::profile_id, $table::version, $table::created_at, $table::updated_at);
                let loaded: Vec<((i64, i64, i64, Instant, Instant), Self)> =
                    rows.select((head, <$record>::as_select())).load(connection)?;
                let recorded = loaded.into_iter().map(|((id, profile_id, version, created_at, updated_at), record)| Recorded {
                    id,
                    profile_id,
                    version,
                    created_at,
                    updated_at,
                    record,
                });
                Ok(recorded.collect())
            }

            fn ids(rows: Self::Rows, connection: &mut AnyConnection) -> QueryResult<Vec<i64>> {
                rows.select($table::id).load(connection)
            }

            fn count(rows: Self::Rows, connection: &mut AnyConnection) -> QueryResult<i64> {
                rows.count().get_result(connection)
            }

            fn window(rows: Self::Rows, window: Window) -> Self::Rows {
                let rows = if window.descending { rows.order($table::id.desc()) } else { rows.order($table::id.asc()) };
                let rows = rows.limit(window.take);
                if window.skip > 0 { rows.offset(window.skip) } else { rows }
            }

            fn insert(kept: &Recorded<Self>, connection: &mut AnyConnection) -> QueryResult<usize> {
                let head = (
                    $table::id.eq(kept.id),
                    $table::profile_id.eq(kept.profile_id),
                    $table::version.eq(kept.version),
                    $table::created_at.eq(kept.created_at),
                    $table::updated_at.eq(kept.updated_at),
                );
                diesel::insert_into($table::table).values((head, &kept.record)).execute(connection)
            }

            fn update(kept: &Recorded<Self>, read_version: i64, connection: &mut AnyConnection) -> QueryResult<usize> {
                diesel::update($table::table)
                    .filter($table::profile_id.eq(kept.profile_id))
                    .filter($table::id.eq(kept.id))
                    .filter($table::version.eq(read_version))
                    .set(($table::version.eq(kept.version), $table::updated_at.eq(kept.updated_at), &kept.record))
                    .execute(connection)
            }

            fn delete(kept: &Recorded<Self>, connection: &mut AnyConnection) -> QueryResult<usize> {
                diesel::delete($table::table)
                    .filter($table::profile_id.eq(kept.profile_id))
                    .filter($table::id.eq(kept.id))
                    .filter($table::version.eq(kept.version))
                    .execute(connection)
            }
        }
    };
}

stored!(CatalogEntry, catalog_entries);
stored!(Company, companies);
stored!(Input, inputs);
stored!(Member, members);

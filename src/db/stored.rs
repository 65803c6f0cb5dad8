//! The write path's view of a record: its kind, its facets, its text, its view; and the SQL that keeps it, the same for every
//! table.

use std::ops::Deref;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::connection::AnyConnection;
use super::look_ups::LookUp;
use super::scope::Reader;
use super::sql::Sql;
use super::totals::Found;
use crate::error::{Error, Result};
use crate::fields::page::Window;
use crate::fields::{Author, Entity, Instant, Named};

/// A property by which the records of a profile are counted as they change: all companies, those of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Facet(pub &'static str);

/// The value of a facet for records that have none. No id is 0.
pub const NO_VALUE: i64 = 0;

/// A record that belongs to a profile. The struct has its columns; this trait adds the rest.
pub trait Record: Named + Clone + PartialEq + Send + 'static {
    /// The counter of all records of this kind in a profile.
    const ALL: Facet;

    /// The parts of a view beside the record's own columns: parts that a list leaves out unless it is asked for them, and related
    /// records, loaded for a whole page at once.
    type With: Send;

    /// The record as the wire shows it.
    type View<'a>: Serialize + JsonSchema;

    fn view<'a>(kept: &'a Recorded<Self>, with: &'a Self::With) -> Self::View<'a>;

    /// The parts that the change record keeps: all of the record and nothing of others.
    fn whole() -> Self::With;

    /// The parts for a reply: all that is kept, and values that expire, such as a picture's address.
    fn shown(_reader: &Reader) -> Self::With {
        Self::whole()
    }

    /// The facets that the record counts for, beside the number of all.
    fn facets(&self) -> Vec<(Facet, i64)> {
        Vec::new()
    }

    /// The folded text that a search looks into, if the kind is searched. Its first line is the record's name, by which lists
    /// are sorted ([`crate::db::search::NAME_KEY`]).
    fn search_text(&self) -> Option<String> {
        None
    }

    /// The texts by which the record is looked up, unique among the records of its kind.
    fn keys(&self) -> Vec<UniqueKey<'_>> {
        Vec::new()
    }

    /// The texts by which such records are looked up, beside their ids.
    const LOOKED_UP: &'static [LookUp] = &[];

    /// The record with its folded columns computed anew, as this program folds them.
    fn refolded(self) -> Self {
        self
    }

    /// The external IDs (JSON, as the wire shows them), if records of this kind can have any.
    const EXTERNAL_IDS: Option<fn(&Self) -> &str> = None;

    /// The columns that name other records of the profile. A test compares them with the database's foreign keys.
    const REFERENCES: &'static [Reference];

    /// A table of links for each kind of which the record may name any number: beside the record's own row, so that the database
    /// refuses an unknown id, and a record can be asked for the records that name it.
    const LINKS: &'static [Links] = &[];

    /// The records that it names in each table of [`Record::LINKS`], in the order of the tables.
    fn linked(&self) -> Vec<Vec<i64>> {
        Vec::new()
    }

    /// The attached files (JSON, as the record keeps them), if records of this kind can have any.
    const FILES: Option<fn(&Self) -> &str> = None;

    /// The lines of the document, if records of this kind are documents with lines.
    const LINES: Option<KeptLines<Self>> = None;

    /// The values of its inputs, if records of this kind can have inputs.
    const INPUTS: Option<KeptInputs<Self>> = None;

    /// The bytes of its texts that may be longer than a thousand characters, beside the values of its inputs: for the most part
    /// they decide how much of the memory it takes.
    fn long_texts(&self) -> usize {
        0
    }

    /// Whether the records have an owner, in the column `user_id`.
    const OWNERSHIP: Ownership = Ownership::None;

    /// The columns that are looked up if a call names a record of this kind by its id.
    const MENTION: MentionColumns = MentionColumns::NOTHING;

    /// Reads a record back from the view that the change record keeps of it ([`Record::whole`], as JSON): view → record → view is
    /// the identity. A column that is missing because an earlier version of the program wrote the view gets its default. Any
    /// other text is an internal error.
    ///
    /// None if the view does not hold all columns, because no view holds a secret.
    const REVIVE: Option<fn(&str) -> Result<Self>>;
}

/// Where a record keeps the values of its inputs: JSON, as the wire shows them.
pub struct KeptInputs<R> {
    pub kept: fn(&R) -> &str,
    pub changed: fn(&mut R) -> &mut String,
}

/// Where a document keeps its lines (JSON, as the wire shows them), and the kind of the rows that stand beside it for them.
pub struct KeptLines<R> {
    pub kept: fn(&R) -> &str,
    pub changed: fn(&mut R) -> &mut String,
    /// The kind of the lines.
    pub entity: Entity,
    /// The column of a line's row that names the document.
    pub owner: &'static str,
    /// The word for such documents in the lines' column `document`.
    pub document: &'static str,
    /// The counter of all such lines.
    pub all: Facet,
}

/// Whether records of a kind have an owner: the user who is in charge of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ownership {
    None,
    Optional,
    Required,
}

/// The SQL by which a mentioned record is looked up: columns of its own, for the most part.
#[derive(Debug, Clone, Copy)]
pub struct MentionColumns {
    /// The column by which the record is named.
    pub id: &'static str,
    /// The record that it belongs to.
    pub within: &'static str,
    /// The class of the record among its kind: an entry's catalog, a file's type of content.
    pub class: &'static str,
    /// The name that people use.
    pub name: &'static str,
    /// Whether the record is kept for the records that have it, and offered to no others.
    pub retired: &'static str,
}

/// The rows of a kind of record: a table, or a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnRows {
    pub table: &'static str,
    /// The condition of the part, to be put behind another one (` AND …`); empty if the whole table is of the kind.
    pub among: &'static str,
}

impl MentionColumns {
    /// Whether there is such a record, and nothing else.
    pub const NOTHING: MentionColumns =
        MentionColumns { id: "id", within: "CAST(NULL AS BIGINT)", class: "''", name: "''", retired: "FALSE" };
}

/// Reads a record from a view that holds all its columns. Folded columns are in no view, and are folded here.
pub fn from_view<R: Record + DeserializeOwned>(view: &str) -> Result<R> {
    Ok(serde_json::from_str::<R>(view)?.refolded())
}

/// A text that is unique among the records with the same values in the columns of `within`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UniqueKey<'a> {
    pub column: &'static str,
    pub value: &'a str,
    pub within: Vec<(&'static str, Within<'a>)>,
}

/// The value of a column that all records have among which a key is unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within<'a> {
    Text(&'a str),
    Number(i64),
}

impl<'a> UniqueKey<'a> {
    /// A key that is unique in the profile.
    pub fn of_profile(column: &'static str, value: &'a str) -> Self {
        UniqueKey { column, value, within: Vec::new() }
    }
}

/// A column with which a record names another one of its profile.
#[derive(Debug, Clone, Copy)]
pub struct Reference {
    pub column: &'static str,
    pub to: Target,
    /// A column in which the other record has the same value, as in a contact *of this company*. The index begins with it.
    pub within: Option<&'static str>,
}

/// The kind of record that a column names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Record(Entity),
    /// A record of any of these kinds, which have one table and so one sequence of ids.
    OneOf(&'static [Entity]),
    /// An entry of the catalog of this name.
    Entry(&'static str),
}

impl Target {
    /// Whether a record of this kind may be named; catalog entries are told apart by their catalogs.
    pub fn may_be(self, entity: Entity) -> bool {
        match self {
            Target::Record(own) => own == entity,
            Target::OneOf(entities) => entities.contains(&entity),
            Target::Entry(_) => false,
        }
    }
}

impl Reference {
    pub const fn to<R: Named>(column: &'static str) -> Self {
        Reference { column, to: Target::Record(R::ENTITY), within: None }
    }

    pub const fn to_entry(column: &'static str, catalog: &'static str) -> Self {
        Reference { column, to: Target::Entry(catalog), within: None }
    }

    pub const fn within(self, column: &'static str) -> Self {
        Reference { within: Some(column), ..self }
    }

    /// Restricts the reference to records that belong to this very one, as in a company's primary contact. It is set once such a
    /// record is there, so that its kind comes behind this one all the same.
    pub const fn of_own(self) -> Self {
        self.within("id")
    }

    pub fn is_of_own(&self) -> bool {
        self.within == Some("id")
    }
}

/// A table of links: the profile, the record that names, the record that is named.
#[derive(Debug, Clone, Copy)]
pub struct Links {
    pub table: &'static str,
    /// The column of the record that names.
    pub owner: &'static str,
    /// The column of the record that is named.
    pub target: &'static str,
    pub to: Target,
}

/// A record as it is kept: with its id, its profile, its version, its times and its author.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded<R> {
    pub id: i64,
    pub(super) profile_id: i64,
    /// 1 when created, one more with each change.
    pub version: i64,
    pub created_at: Instant,
    pub updated_at: Instant,
    /// The user or application token that made it; none if the service itself did.
    pub created_by: Option<Author>,
    pub record: R,
}

impl<R> Deref for Recorded<R> {
    type Target = R;

    fn deref(&self) -> &R {
        &self.record
    }
}

/// A query over one profile's records, for the database at hand.
///
/// The two are queries of their own rather than one for diesel's `MultiBackend`, which writes the SQL of every
/// query anew and reads every column through a match: a page of fifty companies took a fifth longer.
pub enum Narrowed<R: Stored> {
    Sqlite(R::SqliteRows),
    Postgres(R::PostgresRows),
}

/// The SQL of a record. Each implements it by a line in its own file ([`stored!`]): written once with generic tables its bounds
/// would be longer than all the implementations together, which is why a macro writes them.
pub trait Stored: Record {
    type SqliteRows: Send;
    type PostgresRows: Send;

    const TABLE: &'static str;
    /// The condition that tells the kind's rows from others of the table, to be put behind another one; empty if there are no others.
    /// Statements that begin with [`Stored::rows_of`] or [`Stored::find`] have it already.
    const AMONG: &'static str;
    /// The kind's rows.
    const ROWS: OwnRows = OwnRows { table: Self::TABLE, among: Self::AMONG };
    /// Whether the kind is searched.
    const SEARCHED: bool;

    /// All records of a profile.
    fn rows_of(profile_id: i64, connection: &AnyConnection) -> Narrowed<Self>;
    /// The records for which a condition holds.
    fn holding(rows: Narrowed<Self>, condition: Sql) -> Narrowed<Self>;
    /// In an order, from a place on, at most so many.
    fn window(rows: Narrowed<Self>, window: Window) -> Narrowed<Self>;
    fn load(rows: Narrowed<Self>, connection: &mut AnyConnection) -> Result<Vec<Recorded<Self>>>;
    fn ids(rows: Narrowed<Self>, connection: &mut AnyConnection) -> Result<Vec<i64>>;
    /// The least ids, at most `most` of them.
    fn first_ids(rows: Narrowed<Self>, most: i64, connection: &mut AnyConnection) -> Result<Vec<i64>>;
    /// The ids with their versions, in the order of the ids.
    fn versions(rows: Narrowed<Self>, connection: &mut AnyConnection) -> Result<Vec<(i64, i64)>>;
    fn count(rows: Narrowed<Self>, connection: &mut AnyConnection) -> Result<i64>;
    /// A statement about these columns of the rows: the SQL before and behind the query of the rows.
    fn totals(rows: Narrowed<Self>, columns: &str, around: (Sql, Sql), connection: &mut AnyConnection) -> Result<Vec<Found>>;
    /// One record of a profile: a query that never changes, so that its SQL is written once.
    fn find(profile_id: i64, id: i64, connection: &mut AnyConnection) -> QueryResult<Option<Recorded<Self>>>;
    /// The searched records of all profiles behind this place, with their texts, by profile and id: for work on a whole table,
    /// which does not ask for the owner.
    fn beyond(place: (i64, i64), most: i64, connection: &mut AnyConnection) -> QueryResult<Vec<(Recorded<Self>, String)>>;
    /// Writes nothing if another record has a value that is unique.
    fn insert(kept: &Recorded<Self>, connection: &mut AnyConnection) -> QueryResult<usize>;
    /// Writes nothing if the record no longer has the version that was read.
    fn update(kept: &Recorded<Self>, read_version: i64, connection: &mut AnyConnection) -> QueryResult<usize>;
    /// Removes nothing if the record no longer has this version.
    fn delete(kept: &Recorded<Self>, connection: &mut AnyConnection) -> QueryResult<usize>;
}

/// The columns that the house adds to a record, as a row has them: only the database makes one.
#[derive(Queryable)]
pub struct Head {
    id: i64,
    profile_id: i64,
    version: i64,
    created_at: Instant,
    updated_at: Instant,
    created_by: Option<i64>,
    created_by_token: Option<i64>,
}

impl<R> Recorded<R> {
    /// The record of a row, which holds its owner.
    pub(crate) fn of_row((head, record): (Head, R)) -> Self {
        let Head { id, profile_id, version, created_at, updated_at, created_by, created_by_token } = head;
        let created_by = created_by.map(|user_id| Author { user_id, token_id: created_by_token });
        Recorded { id, profile_id, version, created_at, updated_at, created_by, record }
    }

    /// The profile that owns the record.
    pub(crate) fn profile_id(&self) -> i64 {
        self.profile_id
    }
}

#[cfg(test)]
impl<R> Recorded<R> {
    /// A record that no database has.
    pub(crate) fn of_no_database(record: R) -> Self {
        let moment = Instant::from_microseconds(0);
        Recorded { id: 1, profile_id: 1, version: 1, created_at: moment, updated_at: moment, created_by: None, record }
    }
}

pub(crate) fn wrong_database() -> Error {
    Error::internal("a query was made for one database and run on the other")
}

/// The same on the query of either database.
macro_rules! narrow {
    ($rows:expr, $query:ident => $narrowed:expr) => {
        match $rows {
            Narrowed::Sqlite($query) => Narrowed::Sqlite($narrowed),
            Narrowed::Postgres($query) => Narrowed::Postgres($narrowed),
        }
    };
}
pub(crate) use narrow;

/// Runs the query of either database on its connection.
macro_rules! run {
    ($rows:expr, $on:expr, $query:ident, $connection:ident => $result:expr) => {
        match ($rows, $on) {
            (Narrowed::Sqlite($query), AnyConnection::Sqlite($connection)) => Ok($result?),
            (Narrowed::Postgres($query), AnyConnection::Postgres($connection)) => Ok($result?),
            _ => Err(wrong_database()),
        }
    };
}
pub(crate) use run;

/// The columns of a [`Head`].
macro_rules! head_of {
    ($table:ident) => {
        (
            $table::id,
            $table::profile_id,
            $table::version,
            $table::created_at,
            $table::updated_at,
            $table::created_by,
            $table::created_by_token,
        )
    };
}
pub(crate) use head_of;

/// Gives a record its SQL, which is the same for every table. It stands in the record's own file. A kind that shares its table with
/// others says which rows are its own: no statement reads or writes another one.
macro_rules! stored {
    ($record:ty, $table:ident $(, searched in $text:ident)? $(, among $kind:ident = $own:literal)?) => {
        const _: () = {
            use diesel::QueryResult;
            use diesel::connection::DefaultLoadingMode;
            use diesel::pg::PgRowByRowLoadingMode;
            use $crate::db::connection::{AnyConnection, either};
            use $crate::db::reading::collect;
            use diesel::dsl::sql;
            use $crate::db::sql::{Sql, in_order};
            use $crate::db::totals::{Around, Found};
            use $crate::db::stored::{Head, Narrowed, Record, Recorded, Stored, head_of, narrow, run, wrong_database};
            use $crate::error::Result;
            use $crate::fields::Named;
            use $crate::fields::page::{self, Window};

            assert!(<$record as Named>::HAS_EXTERNAL_IDS == <$record as Record>::EXTERNAL_IDS.is_some());
            assert!($crate::records::kinds::has_row(<$record as Named>::ENTITY), "a kind of record has a row in KINDS");

            impl Stored for $record {
                type SqliteRows = $table::BoxedQuery<'static, diesel::sqlite::Sqlite>;
                type PostgresRows = $table::BoxedQuery<'static, diesel::pg::Pg>;

                const TABLE: &'static str = stringify!($table);
                const AMONG: &'static str = concat!("" $(, " AND ", stringify!($table), ".", stringify!($kind), " = '", $own, "'")?);
                const SEARCHED: bool = !matches!(concat!("", $(stringify!($text))?).as_bytes(), []);

                fn rows_of(profile_id: i64, connection: &AnyConnection) -> Narrowed<Self> {
                    let rows = $table::table.filter($table::profile_id.eq(profile_id))$(.filter($table::$kind.eq($own)))?;
                    match connection {
                        AnyConnection::Sqlite(_) => Narrowed::Sqlite(rows.into_boxed()),
                        AnyConnection::Postgres(_) => Narrowed::Postgres(rows.into_boxed()),
                    }
                }

                fn holding(rows: Narrowed<Self>, condition: Sql) -> Narrowed<Self> {
                    narrow!(rows, query => query.filter(condition))
                }

                fn window(rows: Narrowed<Self>, Window { order, skip, take, .. }: Window) -> Narrowed<Self> {
                    narrow!(rows, query => {
                        let query = match order {
                            page::Order { descending: false, .. } if order.is_by_id() => query.order($table::id.asc()),
                            page::Order { descending: true, .. } if order.is_by_id() => query.order($table::id.desc()),
                            order => query.order(in_order(Self::TABLE, order)),
                        };
                        let query = query.limit(take);
                        if skip > 0 { query.offset(skip) } else { query }
                    })
                }

                fn load(rows: Narrowed<Self>, connection: &mut AnyConnection) -> Result<Vec<Recorded<Self>>> {
                    let head = head_of!($table);
                    match (rows, connection) {
                        (Narrowed::Sqlite(query), AnyConnection::Sqlite(connection)) => {
                            let rows = query.select((head, <$record>::as_select()));
                            collect(rows.load_iter::<(Head, Self), DefaultLoadingMode>(connection)?)
                        }
                        // PostgreSQL's library would hold all rows before the first is read.
                        (Narrowed::Postgres(query), AnyConnection::Postgres(connection)) => {
                            let rows = query.select((head, <$record>::as_select()));
                            collect(rows.load_iter::<(Head, Self), PgRowByRowLoadingMode>(connection)?)
                        }
                        _ => Err(wrong_database()),
                    }
                }

                fn ids(rows: Narrowed<Self>, connection: &mut AnyConnection) -> Result<Vec<i64>> {
                    run!(rows, connection, query, connection => query.select($table::id).load(connection))
                }

                fn first_ids(rows: Narrowed<Self>, most: i64, connection: &mut AnyConnection) -> Result<Vec<i64>> {
                    run!(rows, connection, query, connection => query.select($table::id).order($table::id).limit(most).load(connection))
                }

                fn versions(rows: Narrowed<Self>, connection: &mut AnyConnection) -> Result<Vec<(i64, i64)>> {
                    let versions = ($table::id, $table::version);
                    run!(rows, connection, query, connection => query.select(versions).order($table::id).load(connection))
                }

                fn count(rows: Narrowed<Self>, connection: &mut AnyConnection) -> Result<i64> {
                    run!(rows, connection, query, connection => query.count().get_result(connection))
                }

                fn totals(rows: Narrowed<Self>, columns: &str, around: (Sql, Sql), connection: &mut AnyConnection) -> Result<Vec<Found>> {
                    let columns = sql::<diesel::sql_types::Untyped>(columns);
                    run!(rows, connection, query, connection => Around::new(query.select(columns), around).load(connection))
                }

                fn find(profile_id: i64, id: i64, connection: &mut AnyConnection) -> QueryResult<Option<Recorded<Self>>> {
                    let head = head_of!($table);
                    let row = $table::table.filter($table::profile_id.eq(profile_id)).filter($table::id.eq(id))$(.filter($table::$kind.eq($own)))?;
                    let found: Option<(Head, Self)> =
                        either!(connection, connection => row.select((head, <$record>::as_select())).get_result(connection).optional())?;
                    Ok(found.map(Recorded::of_row))
                }

                fn beyond(place: (i64, i64), most: i64, connection: &mut AnyConnection) -> QueryResult<Vec<(Recorded<Self>, String)>> {
                    let mut found = Vec::new();
                    $(
                        let head = head_of!($table);
                        let beyond = Sql::beyond(Self::TABLE, place).with(Self::AMONG);
                        let rows = $table::table.filter(beyond).order(($table::profile_id, $table::id)).limit(most);
                        let rows: Vec<(Head, Self, String)> =
                            either!(connection, connection => rows.select((head, <$record>::as_select(), $table::$text)).load(connection))?;
                        found.extend(rows.into_iter().map(|(head, record, text)| (Recorded::of_row((head, record)), text)));
                    )?
                    let _ = (place, most, connection);
                    Ok(std::mem::take(&mut found))
                }

                fn insert(kept: &Recorded<Self>, connection: &mut AnyConnection) -> QueryResult<usize> {
                    let head = (
                        $table::id.eq(kept.id),
                        $table::profile_id.eq(kept.profile_id()),
                        $table::version.eq(kept.version),
                        $table::created_at.eq(kept.created_at),
                        $table::updated_at.eq(kept.updated_at),
                        $table::created_by.eq(kept.created_by.map(|author| author.user_id)),
                        $table::created_by_token.eq(kept.created_by.and_then(|author| author.token_id)),
                        $($table::$text.eq(kept.record.search_text().unwrap_or_default()),)?
                        $($table::$kind.eq($own),)?
                    );
                    let values = (head, &kept.record);
                    either!(connection, connection => {
                        diesel::insert_into($table::table).values(values).on_conflict_do_nothing().execute(connection)
                    })
                }

                fn update(kept: &Recorded<Self>, read_version: i64, connection: &mut AnyConnection) -> QueryResult<usize> {
                    let row = $table::table
                        .filter($table::profile_id.eq(kept.profile_id()))
                        .filter($table::id.eq(kept.id))
                        .filter($table::version.eq(read_version));
                    let changed = (
                        $table::version.eq(kept.version),
                        $table::created_at.eq(kept.created_at),
                        $table::updated_at.eq(kept.updated_at),
                        $($table::$text.eq(kept.record.search_text().unwrap_or_default()),)?
                        &kept.record,
                    );
                    either!(connection, connection => diesel::update(row).set(changed).execute(connection))
                }

                fn delete(kept: &Recorded<Self>, connection: &mut AnyConnection) -> QueryResult<usize> {
                    let row = $table::table
                        .filter($table::profile_id.eq(kept.profile_id()))
                        .filter($table::id.eq(kept.id))
                        .filter($table::version.eq(kept.version));
                    either!(connection, connection => diesel::delete(row).execute(connection))
                }
            }
        };
    };
}
pub(crate) use stored;

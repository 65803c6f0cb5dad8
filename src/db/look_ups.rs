//! Look-ups of records by texts of their own, such as a company's slug or a contact's e-mail address, unique or not.
//!
//! Invariants: texts are compared in one form, whatever the form in which a caller writes them. Texts of one kind are looked
//! up together, with an index that begins with the profile. Callers who make a record only if none has a text hold the text
//! meanwhile, if no unique index does it, so that of several at once the first one makes it and the others find it.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text};
use sha2::{Digest, Sha256};

use super::connection::{AnyConnection, either};
use super::rows::Rows;
use super::scope::{Base, Editor, Reader};
use super::search::name_key;
use super::sql::{Piece, Selecting, Sql};
use super::stored::{OwnRows, Recorded, Stored};
use crate::error::Result;
use crate::fields::email;
use crate::fields::page::{Order, Window};
use crate::fields::tax_number;
use crate::fields::text::{composed, forms_kept, trim};

/// A text by which records of a kind are looked up.
#[derive(Debug, Clone, Copy)]
pub struct LookUp {
    /// The field that has the text.
    pub field: &'static str,
    /// The column in which it is looked up.
    column: &'static str,
    /// The form in which two such texts are compared; empty if the text is no such text.
    pub compared: fn(&str) -> String,
    /// The forms in which the column may have a text of this form.
    kept: fn(&str) -> Vec<String>,
    /// Whether a unique index lets only one record of a profile have a text.
    is_unique: bool,
}

impl LookUp {
    /// A key, which is kept as it came, and which one record has.
    pub const fn key(field: &'static str) -> Self {
        LookUp { field, column: field, compared: as_key, kept: forms_kept, is_unique: true }
    }

    /// An e-mail address, in any letter case.
    pub const EMAIL: LookUp = LookUp { field: "email", column: "email_folded", compared: as_email, kept: as_it_is, is_unique: false };

    /// A tax number, in any letter case and with anything between its characters.
    pub const RFC: LookUp = LookUp { field: "rfc", column: "rfc_folded", compared: tax_number::folded, kept: as_it_is, is_unique: false };

    /// A name, without regard to case and accents.
    pub const NAME: LookUp = LookUp { field: "name", column: "name_key", compared: name_key, kept: as_it_is, is_unique: false };

    /// Whether several records may have a text, and callers who make one of them at once may have to be kept apart.
    pub(crate) fn is_shared(&self) -> bool {
        !self.is_unique
    }
}

/// The locks of the texts of one column in one profile. They are few, because a transaction on PostgreSQL has room for 64 locks on
/// average: several texts share a lock.
const LOCKS: u8 = 16;

/// The number of the lock of this text, which is in the form in which it is compared.
fn lock_of(profile_id: i64, table: &str, look_up: &LookUp, text: &str) -> i64 {
    let column: [u8; 32] = Sha256::digest(format!("{table}.{} of profile {profile_id}", look_up.field)).into();
    let text: [u8; 32] = Sha256::digest(text).into();
    let ([a, b, c, d, e, f, g, ..], [one_of_many, ..]) = (column, text);
    i64::from_be_bytes([a, b, c, d, e, f, g, one_of_many % LOCKS])
}

fn as_key(text: &str) -> String {
    composed(trim(text)).into_owned()
}

fn as_email(text: &str) -> String {
    email::folded(trim(text))
}

fn as_it_is(form: &str) -> Vec<String> {
    vec![form.to_owned()]
}

/// The most texts in one query: SQLite binds at most 32,766 values, and a text may be written in six ways.
const TOGETHER: usize = 2_500;

/// The forms in which a column may have these texts, as a condition.
fn is_one_of(table: &str, column: &str, forms: &[String]) -> Vec<Piece> {
    let mut condition = vec![Piece::sql(format!("{table}.{column} IN ("))];
    for (position, form) in forms.iter().enumerate() {
        condition.extend([Piece::sql(if position == 0 { "" } else { ", " }), Piece::text(form.clone())]);
    }
    condition.push(Piece::sql(")"));
    condition
}

impl Base {
    /// The records among these rows that have one of these texts, which are in the form in which they are compared.
    pub(crate) fn ids_by(
        &mut self,
        OwnRows { table, among }: OwnRows,
        look_up: &LookUp,
        texts: &BTreeSet<String>,
    ) -> Result<BTreeMap<String, BTreeSet<i64>>> {
        let mut found: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
        for texts in Vec::from_iter(texts).chunks(TOGETHER) {
            let forms: Vec<String> = texts.iter().flat_map(|text| (look_up.kept)(text)).collect();
            let mut pieces = vec![
                Piece::sql(format!("SELECT {0}, id FROM {table} WHERE {table}.profile_id = ", look_up.column)),
                Piece::Number(self.profile_id),
                Piece::sql(format!("{among} AND ")),
            ];
            pieces.extend(is_one_of(table, look_up.column, &forms));
            let rows: Vec<(String, i64)> =
                either!(&mut *self.lease, connection => Selecting::<(Text, BigInt)>::new(pieces).load(connection))?;
            for (text, id) in rows {
                found.entry(if look_up.column == look_up.field { as_key(&text) } else { text }).or_default().insert(id);
            }
        }
        Ok(found)
    }

    /// Whether other transactions write at the same time, which they never do on SQLite.
    pub(crate) fn has_rivals(&self) -> bool {
        matches!(&*self.lease, AnyConnection::Postgres(_))
    }

    /// Holds texts that no record of this table has, as far as several records may have one, until the transaction ends. Says
    /// whether it had to take a lock: another caller may have kept a record with such a text until then, and the texts are to be
    /// looked up anew. `held` has the locks of the transaction.
    pub(crate) fn hold_texts<'t>(
        &mut self,
        table: &'static str,
        texts: impl Iterator<Item = (&'t LookUp, &'t String)>,
        held: &mut BTreeSet<i64>,
    ) -> Result<bool> {
        let AnyConnection::Postgres(connection) = &mut *self.lease else { return Ok(false) };
        let profile_id = self.profile_id;
        let shared = texts.filter(|(look_up, _)| look_up.is_shared());
        let locks: BTreeSet<i64> = shared.map(|(look_up, text)| lock_of(profile_id, table, look_up, text)).collect();
        // All callers take them in one order, so that no two of them wait for each other.
        let missing: Vec<i64> = locks.difference(held).copied().collect();
        if missing.is_empty() {
            return Ok(false);
        }
        diesel::sql_query("SELECT pg_advisory_xact_lock(number) FROM unnest($1) AS number")
            .bind::<Array<BigInt>, _>(&missing)
            .execute(connection)?;
        held.extend(missing);
        Ok(true)
    }
}

impl Editor {
    /// Holds a text, which is in the form in which it is compared, until the transaction ends. A caller who then finds no record with it
    /// is the only one to make it, among all who hold it first.
    pub fn hold_text<R: Stored>(&mut self, look_up: &LookUp, text: &String) -> Result<()> {
        self.base.hold_texts(R::TABLE, std::iter::once((look_up, text)), &mut BTreeSet::new()).map(drop)
    }
}

impl Reader {
    /// Those of the rows that have this text, however it is written; at most so many.
    pub fn found_by<R: Stored>(&mut self, rows: Rows<R>, look_up: &LookUp, text: &str, most: i64) -> Result<Vec<Recorded<R>>> {
        let form = (look_up.compared)(text);
        if form.is_empty() {
            return Ok(Vec::new());
        }
        let rows = R::holding(rows.0, Sql(is_one_of(R::TABLE, look_up.column, &(look_up.kept)(&form))));
        // In the order of its own index, so that no other one is walked.
        let order = Order { column: look_up.column, descending: false, nullable: false };
        let rows = R::window(rows, Window { order, skip: 0, take: most, from_the_end: false });
        R::load(rows, &mut self.base.lease)
    }
}

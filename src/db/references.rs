//! The records that name a record: their number, by kind.
//!
//! Invariants: the records themselves declare once which columns name which records
//! ([`Record::REFERENCES`](super::stored::Record::REFERENCES) and `LINKS`).

use super::links;
use super::rows::Rows;
use super::scope::Reader;
use super::sql::{Piece, Sql};
use super::stored::{Recorded, Stored, Target};
use crate::error::Result;
use crate::fields::{Entity, Named};
use crate::records::catalog;
use crate::records::company::Company;

/// A record that others may name.
#[derive(Debug)]
pub struct Referent<'a> {
    id: i64,
    entity: Entity,
    /// The catalog of the record, if it is a catalog's entry.
    catalog: Option<&'a str>,
    /// The record that it belongs to, and with which it is named.
    within: Option<i64>,
}

impl<'a> Referent<'a> {
    pub fn of<R: Stored>(kept: &Recorded<R>) -> Self {
        Referent { id: kept.id, entity: R::ENTITY, catalog: None, within: None }
    }

    pub fn in_catalog(self, catalog: &'a str) -> Self {
        Referent { catalog: Some(catalog), ..self }
    }

    pub fn within(self, id: i64) -> Self {
        Referent { within: Some(id), ..self }
    }

    /// Whether a column with this target may name the record.
    fn is(&self, target: Target) -> bool {
        match target {
            Target::Entry(catalog) => self.catalog == Some(catalog),
            target => target.may_be(self.entity),
        }
    }
}

impl Reader {
    /// Whether the profile itself names the referent, which only a currency and a company can be.
    pub fn is_named_by_profile(&mut self, named: &Referent<'_>) -> Result<bool> {
        let is_currency = named.catalog == Some(catalog::CURRENCIES);
        if !is_currency && named.entity != Company::ENTITY {
            return Ok(false);
        }
        let profile = self.profile()?;
        Ok(if is_currency { profile.currency_id } else { profile.company_id } == Some(named.id))
    }

    /// The number of records of this kind that name the referent. No query is made if the kind has no column for it.
    pub fn count_naming<R: Stored>(&mut self, named: &Referent<'_>) -> Result<i64> {
        match self.naming::<R>(named) {
            Some(rows) => self.count(rows),
            None => Ok(0),
        }
    }

    /// The ids of the records of this kind that name the referent, at most `most` of them.
    pub fn ids_naming<R: Stored>(&mut self, named: &Referent<'_>, most: i64) -> Result<Vec<i64>> {
        match self.naming::<R>(named) {
            Some(rows) => self.first_ids(rows, most),
            None => Ok(Vec::new()),
        }
    }

    /// The records of this kind that name the referent; none if the kind has no column for it.
    fn naming<R: Stored>(&mut self, named: &Referent<'_>) -> Option<Rows<R>> {
        let columns = R::REFERENCES.iter().filter(|reference| named.is(reference.to)).map(|reference| {
            let within = reference
                .within
                .zip(named.within)
                .into_iter()
                .flat_map(|(column, id)| [Piece::sql(format!("{}.{column} = ", R::TABLE)), Piece::Number(id), Piece::sql(" AND ")]);
            within.chain([Piece::sql(format!("{}.{} = ", R::TABLE, reference.column)), Piece::Number(named.id)]).collect()
        });
        let links = R::LINKS.iter().filter(|links| named.is(links.to)).map(|links| links::naming::<R>(links, &[named.id]).0);
        let conditions: Vec<Vec<Piece>> = columns.chain(links).collect();
        if conditions.is_empty() {
            return None;
        }
        let mut either = Vec::new();
        for (position, condition) in conditions.into_iter().enumerate() {
            either.push(Piece::sql(if position == 0 { "((" } else { ") OR (" }));
            either.extend(condition);
        }
        either.push(Piece::sql("))"));
        Some(Rows(R::holding(self.rows::<R>().0, Sql(either))))
    }
}

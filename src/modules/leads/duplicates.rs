//! Possible duplicates of a lead: leads, contacts and companies with the same e-mail address or telephone number.
//!
//! Invariants: an address is looked up as it is; for a telephone number the search index finds a few candidates of each kind, and
//! each is compared exactly. Kinds that the caller may not read are not searched.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use crate::db::rows::Rows;
use crate::db::schema::{companies, contacts};
use crate::db::scope::Reader;
use crate::db::stored::{Recorded, Stored};
use crate::error::Result;
use crate::fields::Order;
use crate::fields::email::folded;
use crate::fields::phone::is_same_number;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::lead::{Lead, line_of};

/// A record that may be the same person or company.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PossibleDuplicate")]
pub struct Duplicate {
    /// The kind of the record: `lead`, `contact` or `company`.
    entity: &'static str,
    id: i64,
    name: String,
    /// The fields of the new lead that the record has, too: `email`, `phone`, `mobile`.
    same: Vec<&'static str>,
}

/// The most duplicates of a kind that are told.
const MOST: usize = 10;

/// The most candidates that are looked at for each address or number.
const MOST_CANDIDATES: i64 = 50;

/// A record that can be reached.
trait Reachable: Stored {
    fn called(&self) -> String;
    fn email(&self) -> Option<&str>;
    fn phones(&self) -> [Option<&str>; 3];

    /// The records with this e-mail address, and few others.
    fn with_email(reader: &Reader, email: &str) -> Rows<Self>;
}

impl Reachable for Lead {
    fn called(&self) -> String {
        self.whole_name()
    }

    fn email(&self) -> Option<&str> {
        self.email.as_deref()
    }

    fn phones(&self) -> [Option<&str>; 3] {
        [self.phone.as_deref(), self.mobile.as_deref(), None]
    }

    fn with_email(reader: &Reader, email: &str) -> Rows<Self> {
        reader.matching(reader.rows(), &line_of(email))
    }
}

impl Reachable for Contact {
    fn called(&self) -> String {
        self.whole_name()
    }

    fn email(&self) -> Option<&str> {
        self.email.as_deref()
    }

    fn phones(&self) -> [Option<&str>; 3] {
        [self.phone_office.as_deref(), self.phone_mobile.as_deref(), self.phone_other.as_deref()]
    }

    fn with_email(reader: &Reader, email: &str) -> Rows<Self> {
        reader.rows().filter(contacts::email_folded.eq(folded(email)))
    }
}

impl Reachable for Company {
    fn called(&self) -> String {
        self.name.clone()
    }

    fn email(&self) -> Option<&str> {
        self.email.as_deref()
    }

    fn phones(&self) -> [Option<&str>; 3] {
        [self.phone.as_deref(), self.mobile.as_deref(), self.whatsapp.as_deref()]
    }

    fn with_email(reader: &Reader, email: &str) -> Rows<Self> {
        reader.rows().filter(companies::email_folded.eq(folded(email)))
    }
}

/// The records that may be the same as a lead.
pub fn duplicates_of(reader: &mut Reader, lead: &Recorded<Lead>) -> Result<Vec<Duplicate>> {
    let mut found = among::<Lead>(reader, lead, Some(lead.id))?;
    found.extend(among::<Contact>(reader, lead, None)?);
    found.extend(among::<Company>(reader, lead, None)?);
    Ok(found)
}

/// The records of one kind that may be the same as a lead, the latest first.
fn among<R: Reachable>(reader: &mut Reader, lead: &Lead, but: Option<i64>) -> Result<Vec<Duplicate>> {
    if !reader.may_read(R::ENTITY) {
        return Ok(Vec::new());
    }
    let said = [("email", &lead.email), ("phone", &lead.phone), ("mobile", &lead.mobile)];
    let mut found: Vec<Duplicate> = Vec::new();
    for (field, text) in said {
        let Some(text) = text else { continue };
        let latest = Order { descending: true, ..Order::BY_ID };
        let candidates = match field {
            "email" => reader.behind(|reader| R::with_email(reader, text), latest, None, MOST_CANDIDATES)?,
            _ => reader.behind(|reader| reader.matching(reader.rows::<R>(), text), latest, None, MOST_CANDIDATES)?,
        };
        for candidate in candidates.iter().filter(|candidate| but != Some(candidate.id) && has::<R>(candidate, field, text)) {
            match found.iter_mut().find(|known| known.id == candidate.id) {
                Some(known) => known.same.push(field),
                None => found.push(Duplicate { entity: R::ENTITY.name(), id: candidate.id, name: candidate.called(), same: vec![field] }),
            }
        }
    }
    found.sort_by_key(|duplicate| std::cmp::Reverse(duplicate.id));
    found.truncate(MOST);
    Ok(found)
}

/// Whether a record has this e-mail address or telephone number, whichever way it is written.
fn has<R: Reachable>(record: &R, field: &str, text: &str) -> bool {
    match field {
        "email" => record.email().is_some_and(|own| folded(own) == folded(text)),
        _ => record.phones().into_iter().flatten().any(|own| is_same_number(own, text)),
    }
}

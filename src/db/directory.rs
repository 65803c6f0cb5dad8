//! The public directory: the queries of a [`Visitor`], who is anybody, and the lead of a [`Submitter`].
//!
//! Invariants: the profile is the one that was found by its slug, with a directory ([`super::standing`]). Each query begins at the
//! public records of a kind, by the one rule that the kind declares ([`Published::PUBLIC`]), and can only be narrowed. Records of
//! other kinds are read only as far as public records name them. A search looks into names alone: the searched text of a record
//! holds fields that no directory shows, and a match would tell of them.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::accounts::User;
use super::connection::AnyConnection;
use super::list::Counted;
use super::look_ups::LookUp;
use super::owners::whose;
use super::rows::Rows;
use super::schema::{catalog_entries, inputs, members, profiles};
use super::scope::{Reader, Submitter, Visitor};
use super::search::{escape_like, name_key};
use super::sql::{Piece, Sql};
use super::stored::{Recorded, Stored};
use crate::auth::role::Role;
use crate::error::Result;
use crate::fields::{Page, Paging};
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::file::LastingPictures;
use crate::records::input::Input;
use crate::records::kinds::not_found;
use crate::records::lead::Lead;
use crate::records::member::Member;
use crate::records::notification::Notification;
use crate::sentences::Language;

/// The origin of the changes that come from a directory. A visitor can't choose another one.
pub const ORIGIN: &str = "directory";

/// A kind of record that a directory shows.
pub trait Published: Stored {
    /// The condition that a public record fulfils. The indexes of the directory have the same one.
    const PUBLIC: &'static str;
    /// The column that names the picture.
    const PICTURE: &'static str;
    /// The column that names the category.
    const CATEGORY: &'static str;
    /// The catalog that the categories come from.
    const CATEGORIES: &'static str;

    /// The record as a directory shows it: a listed set of its fields.
    type Shown: Serialize + JsonSchema;

    fn published(kept: &Recorded<Self>, surroundings: &Surroundings) -> Self::Shown;

    /// The entries of catalogs whose names are shown.
    fn entries(&self) -> Vec<i64>;

    /// The company that the record belongs to.
    fn company(&self) -> Option<i64> {
        None
    }
}

/// The public records that a visitor asks for.
#[derive(Debug, Clone, Default)]
pub struct Sought {
    /// Only those with this text in their name, whatever its case and accents.
    pub query: Option<String>,
    /// Only those of the category with this name.
    pub category: Option<String>,
    /// Only those of the public company with this slug.
    pub company: Option<String>,
    /// Only those with this tag.
    pub tag: Option<String>,
    pub featured: bool,
    /// Only the newest of each owner; where there is no owner, of each author.
    pub one_per_owner: bool,
}

impl Sought {
    fn narrows_nothing(&self) -> bool {
        let Sought { query, category, company, tag, featured, one_per_owner } = self;
        [query, category, company, tag].iter().all(|text| text.is_none()) && !featured && !one_per_owner
    }
}

/// The parts of other records that are shown with public ones.
pub struct Surroundings {
    entries: HashMap<i64, Recorded<CatalogEntry>>,
    companies: HashMap<i64, Recorded<Company>>,
    /// The inputs whose values may be shown.
    inputs: BTreeSet<String>,
    /// The currency of the profile.
    currency_id: Option<i64>,
    pub pictures: LastingPictures,
}

impl Surroundings {
    /// The name of an entry.
    pub fn name(&self, entry_id: Option<i64>) -> Option<String> {
        self.entries.get(&entry_id?).map(|entry| entry.name.clone())
    }

    /// The code of a currency, of the profile's where none is named.
    pub fn currency(&self, entry_id: Option<i64>) -> Option<String> {
        let entry = self.entries.get(&entry_id.or(self.currency_id)?)?;
        Some(entry.code.clone().unwrap_or_else(|| entry.name.clone()))
    }

    /// The slug of a company, if it is public itself.
    pub fn company(&self, company_id: Option<i64>) -> Option<String> {
        self.companies.get(&company_id?).map(|company| company.slug.clone())
    }

    /// Whether the values of the input with this slug may be shown.
    pub fn shows_input(&self, slug: &str) -> bool {
        self.inputs.contains(slug)
    }
}

/// A condition that narrows the public records of a kind. It stands in a query twice if the newest of each owner are sought.
type Condition = Vec<Piece>;

/// The condition of the public records.
fn are_public<R: Published>() -> Condition {
    vec![Piece::sql(R::PUBLIC)]
}

/// The public records of a kind, to be narrowed.
fn public<R: Published>(reader: &Reader) -> Rows<R> {
    Rows(R::holding(reader.rows::<R>().0, Sql(are_public::<R>())))
}

/// The public records for which these conditions hold.
fn narrowed<R: Published>(reader: &Reader, conditions: &[Condition], one_per_owner: bool) -> Rows<R> {
    let rows = conditions.iter().fold(public::<R>(reader), |rows, condition| Rows(R::holding(rows.0, Sql(condition.clone()))));
    if !one_per_owner {
        return rows;
    }
    let table = R::TABLE;
    let mut newest = vec![
        Piece::sql(format!("{table}.id IN (SELECT max({table}.id) FROM {table} WHERE {table}.profile_id = ")),
        Piece::Number(reader.profile_id()),
        Piece::sql(R::AMONG),
    ];
    for condition in std::iter::once(&are_public::<R>()).chain(conditions) {
        newest.push(Piece::sql(" AND "));
        newest.extend(condition.iter().cloned());
    }
    newest.push(Piece::sql(format!(" GROUP BY {})", whose::<R>())));
    Rows(R::holding(rows.0, Sql(newest)))
}

impl Visitor {
    /// A page of the public records that are sought.
    pub fn page<R: Published>(&mut self, paging: Paging, sought: &Sought) -> Result<Page<Recorded<R>>> {
        let conditions = self.conditions::<R>(sought)?;
        let counted = if sought.narrows_nothing() { Counted::Remembered(ORIGIN.to_owned()) } else { Counted::Now };
        self.0.page(paging, counted, |reader| narrowed(reader, &conditions, sought.one_per_owner))
    }

    /// The conditions of the filters.
    fn conditions<R: Published>(&mut self, sought: &Sought) -> Result<Vec<Condition>> {
        let table = R::TABLE;
        let mut conditions = Vec::new();
        if let Some(query) = &sought.query {
            let pattern = format!("%{}%", escape_like(&name_key(query)));
            conditions.push(vec![Piece::sql(format!("{table}.name_key LIKE ")), Piece::text(pattern), Piece::sql(" ESCAPE '\\'")]);
        }
        if let Some(category) = &sought.category {
            let ids = self.named_entries(R::CATEGORIES, category)?;
            conditions.push(vec![Piece::sql(format!("{table}.{}", R::CATEGORY)), Piece::among(ids)]);
        }
        if let Some(slug) = &sought.company {
            let id = self.find_by_slug::<Company>(slug)?.map_or(0, |company| company.id);
            conditions.push(vec![Piece::sql(format!("{table}.company_id = ")), Piece::Number(id)]);
        }
        if let Some(tag) = &sought.tag {
            let (before, behind) = match &*self.0.base.lease {
                AnyConnection::Sqlite(_) => (format!("EXISTS (SELECT 1 FROM json_each({table}.tags) AS tag WHERE tag.value = "), ")"),
                AnyConnection::Postgres(_) => (format!("jsonb_exists(CAST({table}.tags AS jsonb), "), ")"),
            };
            conditions.push(vec![Piece::sql(before), Piece::text(tag.clone()), Piece::sql(behind)]);
        }
        if sought.featured {
            conditions.push(vec![Piece::sql(format!("{table}.featured = TRUE"))]);
        }
        Ok(conditions)
    }

    /// The ids of a catalog's entries that are called so.
    fn named_entries(&mut self, catalog: &'static str, name: &str) -> Result<Vec<i64>> {
        let name = name_key(name);
        Ok(self.entries_of(catalog)?.into_iter().filter(|entry| name_key(&entry.name) == name).map(|entry| entry.id).collect())
    }

    fn entries_of(&mut self, catalog: &'static str) -> Result<Vec<Recorded<CatalogEntry>>> {
        let entries = self.0.rows::<CatalogEntry>().filter(catalog_entries::catalog.eq(catalog));
        self.0.load(entries)
    }

    /// The public record with this slug, if there is one.
    pub fn find_by_slug<R: Published>(&mut self, slug: &str) -> Result<Option<Recorded<R>>> {
        let rows = public::<R>(&self.0);
        Ok(self.0.found_by(rows, &LookUp::key("slug"), slug, 1)?.pop())
    }

    /// The public record with this id, if there is one.
    pub fn find<R: Published>(&mut self, id: i64) -> Result<Option<Recorded<R>>> {
        let rows = public::<R>(&self.0).only(&[id]);
        Ok(self.0.load(rows)?.pop())
    }

    /// The public record with this slug.
    ///
    /// # Errors
    ///
    /// `not_found` if the profile has none, or has one that is not public.
    pub fn by_slug<R: Published>(&mut self, slug: &str) -> Result<Recorded<R>> {
        self.find_by_slug(slug)?.ok_or_else(|| not_found(R::ENTITY))
    }

    /// A record as the directory shows it.
    pub fn show_one<R: Published>(&mut self, record: &Recorded<R>) -> Result<R::Shown> {
        let surroundings = self.surroundings(std::slice::from_ref(record))?;
        Ok(R::published(record, &surroundings))
    }

    /// The records as the directory shows them, with all that is shown of others: the same number of queries for any number of them.
    pub fn show<R: Published>(&mut self, records: &[Recorded<R>]) -> Result<Vec<R::Shown>> {
        let surroundings = self.surroundings(records)?;
        Ok(records.iter().map(|kept| R::published(kept, &surroundings)).collect())
    }

    fn surroundings<R: Published>(&mut self, records: &[Recorded<R>]) -> Result<Surroundings> {
        let profile_id = self.0.profile_id();
        let currency: Option<Option<i64>> =
            profiles::table.find(profile_id).select(profiles::currency_id).first(&mut *self.0.base.lease).optional()?;
        let currency_id = currency.flatten();
        let entries = records.iter().flat_map(|kept| kept.entries()).chain(currency_id);
        let entries = self.0.by_ids::<CatalogEntry>(entries)?;
        let company_ids: BTreeSet<i64> = records.iter().filter_map(|kept| kept.company()).collect();
        let companies = if company_ids.is_empty() {
            Vec::new()
        } else {
            let companies = public::<Company>(&self.0).only(&Vec::from_iter(company_ids));
            self.0.load(companies)?
        };
        let shown = self.0.rows::<Input>().filter(inputs::entity.eq(R::ENTITY.name())).filter(inputs::public.eq(true));
        let inputs = self.0.load(shown)?.into_iter().map(|input| input.record.slug).collect();
        let pictures = LastingPictures::of(&self.0.base.call.house.addresses, profile_id);
        let companies = companies.into_iter().map(|company| (company.id, company)).collect();
        Ok(Surroundings { entries, companies, inputs, currency_id, pictures })
    }
}

impl Submitter {
    /// The language for people who have not chosen one: the profile's, else the service's.
    pub fn language(&self) -> Language {
        self.0.0.language()
    }

    /// The entries of a catalog that a lead may name.
    pub fn offered(&mut self, catalog: &'static str) -> Result<Vec<Recorded<CatalogEntry>>> {
        let mut entries = self.0.entries_of(catalog)?;
        entries.retain(|entry| !entry.retired);
        entries.sort_by_key(|entry| (entry.position, entry.id));
        Ok(entries)
    }

    /// Keeps a lead. Its change record names no user, and the directory as its origin, whatever the caller says.
    pub fn submit(&mut self, lead: Lead) -> Result<Recorded<Lead>> {
        self.0.0.base.insert(lead)
    }

    /// The profile's managers.
    pub fn managers(&mut self) -> Result<Vec<User>> {
        let managers = self.0.0.rows::<Member>().filter(members::role.eq(Role::Manager.name()));
        let ids: Vec<i64> = self.0.0.load(managers)?.into_iter().map(|manager| manager.user_id).collect();
        let mut managers: Vec<User> = self.0.0.users(ids)?.into_values().collect();
        managers.sort_unstable_by_key(|manager| manager.id);
        Ok(managers)
    }

    /// The profile's name.
    pub fn profile_name(&mut self) -> Result<String> {
        Ok(self.0.0.profile()?.name)
    }

    /// Whether notifications are mailed, beside being stored.
    pub fn mails(&self) -> bool {
        self.0.0.base.call.house.mails
    }

    /// Keeps a notification of a lead.
    pub fn keep_notification(&mut self, notification: Notification) -> Result<Recorded<Notification>> {
        self.0.0.base.insert(notification)
    }

    /// Queues a mail about a notification to its user. It can be sent once this transaction is committed.
    pub fn queue_mail(&mut self, notification: &Recorded<Notification>, user: &User, body: String) -> Result<()> {
        self.0.0.base.queue_mail(notification, user, body)
    }
}

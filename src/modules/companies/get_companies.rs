//! `Companies.GetCompanies`: a page of the profile's companies.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use super::contacts_of;
use crate::db::rows::Rows;
use crate::db::schema::companies;
use crate::db::scope::Reader;
use crate::db::search::name_key;
use crate::db::stored::{NO_VALUE, Record, Recorded};
use crate::error::Result;
use crate::fields::{Ids, IdsOrNone, InstantRange, OptionalText};
use crate::modules::catalogs::check_filter;
use crate::modules::files::files_of;
use crate::modules::inputs::shown_inputs;
use crate::modules::interactions::latest_of;
use crate::modules::list::{Counter, LONGEST_SHORT_PAGE, List, SortKey};
use crate::modules::profiles::check_owners;
use crate::modules::withheld::Withheld;
use crate::records::catalog;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::{BY_INDUSTRY, BY_TYPE, BY_USER, Company, With};
use crate::records::member::Member;
use crate::rpc::problems::Problems;

/// Lists the companies of a profile, page by page.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    /// Only companies of these types, entries of `Companies.GetTypes`; null in the list stands for those without a type.
    #[serde(default)]
    company_type: IdsOrNone<CatalogEntry>,
    /// Only companies of these industries, entries of `Companies.GetIndustries`; null in the list stands for those without one.
    #[serde(default)]
    company_industry: IdsOrNone<CatalogEntry>,
    /// Only companies of these owners.
    #[serde(default)]
    user_id: Ids<Member>,
    /// Only companies created in this range of time.
    #[serde(default)]
    created_at: InstantRange,
    /// Only companies with this text in their name, numbers, web addresses, bio, notes or custom fields, ignoring case and accents.
    #[serde(default)]
    query: OptionalText<200>,
    /// Whether to list the values of custom fields, too.
    #[serde(default)]
    with_inputs: bool,
    /// Whether to list the contacts at each company, too.
    #[serde(default)]
    with_contacts: bool,
    /// Whether to list the postal addresses, too.
    #[serde(default)]
    with_addresses: bool,
    /// Whether to list the files, too, each with its name and address.
    #[serde(default)]
    with_files: bool,
    /// Whether to list the latest five interactions of each, too, the newest first.
    #[serde(default)]
    with_interactions: bool,
}

pub struct GetCompanies;

impl List for GetCompanies {
    type Record = Company;
    type Filters = Filters;

    const SUMMARY_IN_SPANISH: &'static str = "Lista las empresas de un perfil, página por página.";
    const NAME: &'static str = "GetCompanies";
    const PLURAL: &'static str = "companies";
    const SORTS: &'static [SortKey<Company>] = &[SortKey::by_name("name", |kept| name_key(&kept.name))];
    const NULLABLE: &'static [&'static str] = super::NULLABLE;
    const COUNTED: &'static [Counter<Filters>] = &[
        (BY_USER, |filters| filters.user_id.take()),
        (BY_TYPE, |filters| filters.company_type.take_or(NO_VALUE)),
        (BY_INDUSTRY, |filters| filters.company_industry.take_or(NO_VALUE)),
    ];

    fn check(reader: &mut Reader, filters: &Filters, problems: &mut Problems) -> Result<()> {
        check_owners(reader, "user_id", &filters.user_id, BY_USER, problems)?;
        check_filter(reader, catalog::COMPANY_TYPES, "company_type", &filters.company_type, problems)?;
        check_filter(reader, catalog::COMPANY_INDUSTRIES, "company_industry", &filters.company_industry, problems)
    }

    fn rows(reader: &Reader, filters: &Filters) -> Rows<Company> {
        reader
            .rows::<Company>()
            .among_or_none(companies::type_id, &filters.company_type)
            .among_or_none(companies::industry_id, &filters.company_industry)
            .among(companies::user_id, filters.user_id.given())
            .filter_if(filters.created_at.from, |from| companies::created_at.ge(from))
            .filter_if(filters.created_at.until, |until| companies::created_at.lt(until))
    }

    fn query(filters: &Filters) -> Option<&str> {
        filters.query.as_deref()
    }

    fn narrowing(filters: Filters) -> Filters {
        Filters {
            query: OptionalText::default(),
            with_inputs: false,
            with_contacts: false,
            with_addresses: false,
            with_files: false,
            with_interactions: false,
            ..filters
        }
    }

    fn with(reader: &mut Reader, filters: &Filters, rows: &[Recorded<Company>], withheld: &mut Withheld) -> Result<With> {
        let contacts = contacts_of(reader, filters.with_contacts, rows, withheld)?;
        let inputs = shown_inputs(reader, filters.with_inputs, rows, withheld)?;
        let files = files_of(reader, filters.with_files, rows, withheld)?;
        let interactions = latest_of(reader, filters.with_interactions, rows, withheld)?;
        let shown = Company::shown(reader);
        Ok(With { addresses: filters.with_addresses, inputs, contacts, files, interactions, ..shown })
    }

    fn longest_short_page(filters: &Filters) -> i64 {
        if filters.with_contacts || filters.with_files || filters.with_interactions { 0 } else { LONGEST_SHORT_PAGE }
    }
}

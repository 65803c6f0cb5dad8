//! `Customers.GetCustomers`: a page of the profile's customers.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::rows::Rows;
use crate::db::schema::companies;
use crate::db::scope::Reader;
use crate::db::search::name_key;
use crate::db::stored::{Facet, Record, Recorded};
use crate::error::Result;
use crate::fields::{AnyOf, Ids, IdsOrNone, Instant, InstantRange, Named, OptionalText};
use crate::modules::catalogs::check_filter;
use crate::modules::companies::{self as shared, CompanyKind, CustomerStatus, contacts_of};
use crate::modules::files::files_of;
use crate::modules::inputs::shown_inputs;
use crate::modules::interactions::latest_of;
use crate::modules::list::{Counter, LONGEST_SHORT_PAGE, List, Of, SortKey};
use crate::modules::profiles::check_owners;
use crate::modules::withheld::Withheld;
use crate::records::catalog;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::{ALL_CUSTOMERS, BY_CUSTOMER_STATUS, BY_USER, Company, With, number_of_status};
use crate::records::member::Member;
use crate::rpc::problems::Problems;

/// Lists the customers of a profile, page by page: the companies with `customer_since`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    /// Only customers with this status, or with any of several.
    #[schemars(extend("x-aliases" = ["status"]))]
    #[serde(default)]
    customer_status: AnyOf<CustomerStatus>,
    /// Only businesses, or only people.
    #[schemars(extend("x-aliases" = ["type"]))]
    #[serde(default)]
    kind: AnyOf<CompanyKind>,
    /// Only companies that became customers in this range of time.
    #[serde(default)]
    customer_since: InstantRange,
    /// Only customers of these types, entries of `Companies.GetTypes`; null in the list stands for those without a type.
    #[serde(default)]
    company_type: IdsOrNone<CatalogEntry>,
    /// Only customers of these industries, entries of `Companies.GetIndustries`; null in the list stands for those without one.
    #[serde(default)]
    company_industry: IdsOrNone<CatalogEntry>,
    /// Only customers of these owners.
    #[schemars(extend("x-aliases" = ["assigned_to"]))]
    #[serde(default)]
    user_id: Ids<Member>,
    /// Only customers whose company was created in this range of time.
    #[serde(default)]
    created_at: InstantRange,
    /// Only customers with this text in their name, numbers, web addresses, bio, notes or custom fields, ignoring case and accents.
    #[serde(default)]
    query: OptionalText<200>,
    /// Whether to list the values of custom fields, too.
    #[serde(default)]
    with_inputs: bool,
    /// Whether to list the contacts of each customer, too.
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

pub struct GetCustomers;

impl List for GetCustomers {
    type Record = Company;
    type Filters = Filters;

    const SUMMARY_IN_SPANISH: &'static str = "Lista los clientes de un perfil, página por página.";
    const NAME: &'static str = "GetCustomers";
    const PLURAL: &'static str = "customers";
    const OF: Option<(Facet, &'static [i64])> = Some((BY_CUSTOMER_STATUS, ALL_CUSTOMERS));
    const SORTS: &'static [SortKey<Company>] = &[
        SortKey::by_name("name", |kept| name_key(&kept.name)),
        SortKey {
            name: "customer_since",
            column: "customer_since",
            of: Of::NumberOrNull(|kept| kept.customer_since.map(Instant::microseconds)),
        },
    ];
    const NULLABLE: &'static [&'static str] = shared::NULLABLE;
    const FILLED: &'static [&'static str] = &["customer_since"];
    const COUNTED: &'static [Counter<Filters>] = &[(BY_CUSTOMER_STATUS, take_statuses)];

    fn check(reader: &mut Reader, filters: &Filters, problems: &mut Problems) -> Result<()> {
        reader.refuse_unless_read(Company::ENTITY)?;
        check_owners(reader, "user_id", &filters.user_id, BY_USER, problems)?;
        check_filter(reader, catalog::COMPANY_TYPES, "company_type", &filters.company_type, problems)?;
        check_filter(reader, catalog::COMPANY_INDUSTRIES, "company_industry", &filters.company_industry, problems)
    }

    fn rows(reader: &Reader, filters: &Filters) -> Rows<Company> {
        reader
            .rows::<Company>()
            .filter(companies::customer_since.is_not_null())
            .among_or_none(companies::type_id, &filters.company_type)
            .among_or_none(companies::industry_id, &filters.company_industry)
            .among(companies::user_id, filters.user_id.given())
            .filter_if(filters.customer_since.from, |from| companies::customer_since.ge(from))
            .filter_if(filters.customer_since.until, |until| companies::customer_since.lt(until))
            .filter_if(filters.created_at.from, |from| companies::created_at.ge(from))
            .filter_if(filters.created_at.until, |until| companies::created_at.lt(until))
            .filter_if(filters.kind.names(CompanyKind::name), |names| companies::kind.eq_any(names))
            .filter_if(filters.customer_status.names(CustomerStatus::name), |names| companies::customer_status.eq_any(names))
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

/// Takes the statuses out of the filters, as the facet counts them.
fn take_statuses(filters: &mut Filters) -> Option<Vec<i64>> {
    let names = std::mem::take(&mut filters.customer_status).names(CustomerStatus::name)?;
    Some(names.into_iter().filter_map(number_of_status).collect())
}

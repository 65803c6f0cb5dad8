//! `Opportunities.GetOpportunities`: a page of the profile's opportunities.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use super::wanted::Wanted;
use super::{OperationType, OpportunityStatus, ProspectType};
use crate::db::rows::Rows;
use crate::db::schema::opportunities;
use crate::db::scope::Reader;
use crate::db::search::name_key;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::{AnyOf, Day, Ids, Instant, InstantRange, Money, Named, OptionalText, Range};
use crate::modules::catalogs::check_filter;
use crate::modules::items::named_items::check_items;
use crate::modules::list::{Counter, LONGEST_SHORT_PAGE, List, Of, SortKey};
use crate::modules::profiles::check_owners;
use crate::modules::reference::check_referred;
use crate::modules::withheld::Withheld;
use crate::records::catalog;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::item::{AnyItem, EITHER};
use crate::records::lead::Lead;
use crate::records::member::Member;
use crate::records::opportunity::{BY_STAGE, BY_USER, Opportunity, With};
use crate::rpc::problems::Problems;

/// Lists the opportunities of a profile, page by page.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    /// Only opportunities of these owners.
    #[serde(default)]
    user_id: Ids<Member>,
    /// Only opportunities with this status, or with any of a list.
    #[serde(default)]
    status: AnyOf<OpportunityStatus>,
    /// Only opportunities with new customers (`new`), or with existing ones (`existing`): the opportunity's `prospect_type`.
    #[serde(default)]
    contact_type: AnyOf<ProspectType>,
    /// Only first sales (`new`), or only renewals (`renew`).
    #[serde(default)]
    operation_type: AnyOf<OperationType>,
    /// Only opportunities at these stages, entries of `Profiles.GetStages`.
    #[serde(default)]
    stage: Ids<CatalogEntry>,
    /// Only opportunities at stages of these pipelines, entries of `Profiles.GetPipelines`.
    #[serde(default)]
    pipeline_id: Ids<CatalogEntry>,
    /// Only opportunities whose contact has one of these origins, entries of `Contacts.GetOrigins`. An application token also
    /// needs the right to read contacts.
    #[serde(default)]
    contact_origin: Ids<CatalogEntry>,
    /// Only opportunities whose company is of one of these industries, entries of `Companies.GetIndustries`. An application token
    /// also needs the right to read companies.
    #[serde(default)]
    company_industry: Ids<CatalogEntry>,
    /// Only opportunities for these companies.
    #[serde(default)]
    company_id: Ids<Company>,
    /// Only opportunities with these contacts.
    #[serde(default)]
    contact_id: Ids<Contact>,
    /// Only opportunities of these campaigns, entries of `Profiles.GetCampaigns`.
    #[serde(default)]
    campaign_id: Ids<CatalogEntry>,
    /// Only opportunities of these types, entries of `Opportunities.GetTypes`.
    #[serde(default)]
    type_id: Ids<CatalogEntry>,
    /// Only opportunities in these currencies, entries of `Profiles.GetCurrencies`. Opportunities without one are in the profile's.
    #[serde(default)]
    currency_id: Ids<CatalogEntry>,
    /// Only opportunities that came from these leads.
    #[schemars(extend("x-aliases" = ["ld_id"]))]
    #[serde(default)]
    lead_id: Ids<Lead>,
    /// Only opportunities with these products or services among their lines.
    #[serde(default)]
    product_id: Ids<AnyItem>,
    /// Only opportunities with a value in this range.
    #[serde(default)]
    value: Range<Money>,
    /// Only opportunities created in this range of time.
    #[serde(default)]
    created_at: InstantRange,
    /// Only opportunities with the expected decision in this range of days.
    #[serde(default)]
    estimated_end_at: Range<Day>,
    /// Only opportunities won or lost in this range of time.
    #[serde(default)]
    closed_at: InstantRange,
    /// Only opportunities with this text in their title, reason for being lost or custom fields, ignoring case and accents.
    #[serde(default)]
    query: OptionalText<200>,
    /// Whether to list the owners, too.
    #[serde(default)]
    with_user: bool,
    /// Whether to list the companies, too.
    #[serde(default)]
    with_company: bool,
    /// Whether to list the contacts, too.
    #[serde(default)]
    with_contact: bool,
    /// Whether to list the lines, too, with the kinds and names of their products and services.
    #[serde(default)]
    with_products: bool,
    /// Whether to list the values of custom fields, too.
    #[serde(default)]
    with_inputs: bool,
    /// Whether to list the files, too, each with its name and address.
    #[serde(default)]
    with_files: bool,
    /// Whether to list the latest five interactions of each, too, the newest first.
    #[serde(default)]
    with_interactions: bool,
}

pub struct GetOpportunities;

impl List for GetOpportunities {
    type Record = Opportunity;
    type Filters = Filters;

    const SUMMARY_IN_SPANISH: &'static str = "Lista las oportunidades de un perfil, página por página.";
    const NAME: &'static str = "GetOpportunities";
    const PLURAL: &'static str = "opportunities";
    const SORTS: &'static [SortKey<Opportunity>] = &[
        SortKey::by_name("title", |kept| name_key(&kept.title)),
        SortKey { name: "value", column: "value", of: Of::Number(|kept| kept.value.ten_thousandths()) },
        SortKey { name: "estimated_end_at", column: "estimated_end_at", of: Of::Text(|kept| kept.estimated_end_at.as_str().to_owned()) },
        SortKey { name: "closed_at", column: "closed_at", of: Of::NumberOrNull(|kept| kept.closed_at.map(Instant::microseconds)) },
    ];
    const NULLABLE: &'static [&'static str] = &["lost_reason", "closed_at", "campaign_id", "type_id", "currency_id", "lead_id"];
    const COUNTED: &'static [Counter<Filters>] = &[(BY_USER, |filters| filters.user_id.take()), (BY_STAGE, |filters| filters.stage.take())];

    fn check(reader: &mut Reader, filters: &Filters, problems: &mut Problems) -> Result<()> {
        // The opportunities in the result reveal their contacts' origins and their companies' industries, so these filters need
        // those rights.
        if filters.contact_origin.given().is_some() {
            reader.refuse_unless_read(Contact::ENTITY)?;
        }
        if filters.company_industry.given().is_some() {
            reader.refuse_unless_read(Company::ENTITY)?;
        }
        check_owners(reader, "user_id", &filters.user_id, BY_USER, problems)?;
        check_filter(reader, catalog::STAGES, "stage", &filters.stage, problems)?;
        check_filter(reader, catalog::PIPELINES, "pipeline_id", &filters.pipeline_id, problems)?;
        check_filter(reader, catalog::CONTACT_ORIGINS, "contact_origin", &filters.contact_origin, problems)?;
        check_filter(reader, catalog::COMPANY_INDUSTRIES, "company_industry", &filters.company_industry, problems)?;
        check_filter(reader, catalog::CAMPAIGNS, "campaign_id", &filters.campaign_id, problems)?;
        check_filter(reader, catalog::OPPORTUNITY_TYPES, "type_id", &filters.type_id, problems)?;
        check_filter(reader, catalog::CURRENCIES, "currency_id", &filters.currency_id, problems)?;
        check_referred::<Company>(reader, "company_id", &filters.company_id, problems)?;
        check_referred::<Contact>(reader, "contact_id", &filters.contact_id, problems)?;
        check_referred::<Lead>(reader, "lead_id", &filters.lead_id, problems)?;
        check_items(reader, "product_id", &filters.product_id, problems)
    }

    fn rows(reader: &Reader, filters: &Filters) -> Rows<Opportunity> {
        let rows = reader
            .rows::<Opportunity>()
            .among(opportunities::user_id, filters.user_id.given())
            .among(opportunities::stage_id, filters.stage.given())
            .among(opportunities::company_id, filters.company_id.given())
            .among(opportunities::contact_id, filters.contact_id.given())
            .among(opportunities::campaign_id, filters.campaign_id.given())
            .among(opportunities::type_id, filters.type_id.given())
            .in_currencies(filters.currency_id.given())
            .among(opportunities::lead_id, filters.lead_id.given())
            .linked_to_any(EITHER, filters.product_id.given())
            .filter_if(filters.status.names(OpportunityStatus::name), |names| opportunities::status.eq_any(names))
            .filter_if(filters.contact_type.names(ProspectType::name), |names| opportunities::prospect_type.eq_any(names))
            .filter_if(filters.operation_type.names(OperationType::name), |names| opportunities::operation_type.eq_any(names))
            .filter_if(filters.value.from, |least| opportunities::value.ge(least))
            .filter_if(filters.value.to, |greatest| opportunities::value.le(greatest))
            .filter_if(filters.created_at.from, |from| opportunities::created_at.ge(from))
            .filter_if(filters.created_at.until, |until| opportunities::created_at.lt(until))
            .filter_if(filters.estimated_end_at.from.clone(), |first| opportunities::estimated_end_at.ge(first))
            .filter_if(filters.estimated_end_at.to.clone(), |last| opportunities::estimated_end_at.le(last))
            .filter_if(filters.closed_at.from, |from| opportunities::closed_at.ge(from))
            .filter_if(filters.closed_at.until, |until| opportunities::closed_at.lt(until));
        let rows = match filters.pipeline_id.given() {
            Some(pipelines) => rows.referring("stage_id", reader.having::<CatalogEntry>("parent_id", pipelines)),
            None => rows,
        };
        let rows = match filters.contact_origin.given() {
            Some(origins) => rows.referring("contact_id", reader.having::<Contact>("origin_id", origins)),
            None => rows,
        };
        match filters.company_industry.given() {
            Some(industries) => rows.referring("company_id", reader.having::<Company>("industry_id", industries)),
            None => rows,
        }
    }

    fn query(filters: &Filters) -> Option<&str> {
        filters.query.as_deref()
    }

    fn narrowing(filters: Filters) -> Filters {
        Filters {
            query: OptionalText::default(),
            with_user: false,
            with_company: false,
            with_contact: false,
            with_products: false,
            with_inputs: false,
            with_files: false,
            with_interactions: false,
            ..filters
        }
    }

    fn with(reader: &mut Reader, filters: &Filters, rows: &[Recorded<Opportunity>], withheld: &mut Withheld) -> Result<With> {
        let wanted = Wanted {
            user: filters.with_user,
            company: filters.with_company,
            contact: filters.with_contact,
            products: filters.with_products,
            inputs: filters.with_inputs,
            files: filters.with_files,
            interactions: filters.with_interactions,
        };
        wanted.load(reader, rows, withheld)
    }

    /// Each opportunity has one owner, one company and one contact; its lines are a few, but may be hundreds.
    fn longest_short_page(filters: &Filters) -> i64 {
        if filters.with_files || filters.with_interactions {
            return 0;
        }
        if filters.with_products { LONGEST_SHORT_PAGE / 2 } else { LONGEST_SHORT_PAGE }
    }
}

//! `Leads.GetLeads`: a page of the profile's leads.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use super::LeadStatus;
use crate::db::rows::Rows;
use crate::db::schema::leads;
use crate::db::scope::Reader;
use crate::db::search::name_key;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::{AnyOf, Ids, Instant, InstantRange, Money, OptionalText, Range};
use crate::modules::catalogs::check_filter;
use crate::modules::inputs::shown_inputs;
use crate::modules::interactions::latest_of;
use crate::modules::list::{Counter, LONGEST_SHORT_PAGE, List, Of, SortKey};
use crate::modules::profiles::check_owners;
use crate::modules::reference::check_referred;
use crate::modules::withheld::Withheld;
use crate::records::catalog;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::lead::{BY_SOURCE, BY_STATUS, BY_USER, Lead, With, number_of_status};
use crate::records::member::Member;
use crate::records::product::Product;
use crate::records::service::Service;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Lists the leads of a profile, page by page.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    /// Only leads with this status, or with any of several.
    #[serde(default)]
    status: AnyOf<LeadStatus>,
    /// Only leads of these sources, entries of `Leads.GetSources`.
    #[serde(default)]
    source_id: Ids<CatalogEntry>,
    /// Only leads of these types, entries of `Leads.GetTypes`.
    #[serde(default)]
    type_id: Ids<CatalogEntry>,
    /// Only leads of these campaigns, entries of `Profiles.GetCampaigns`.
    #[serde(default)]
    campaign_id: Ids<CatalogEntry>,
    /// Only leads with a score in this range.
    #[serde(default)]
    score: Range<Money>,
    /// Only leads that asked about these products.
    #[schemars(extend("x-aliases" = ["pro_id"]))]
    #[serde(default)]
    product_id: Ids<Product>,
    /// Only leads that asked about these services.
    #[serde(default)]
    service_id: Ids<Service>,
    /// Only leads that asked about a product (`product`), only those that asked about a service (`service`), only those that asked
    /// about neither (`general`), or those of several of these kinds.
    #[serde(default)]
    kind: AnyOf<LeadKind>,
    /// `false` lists only leads that asked about a product, as `kind` does with `product`; `true` is no filter.
    #[serde(default)]
    all: Option<bool>,
    /// Only leads of these companies.
    #[serde(default)]
    company_id: Ids<Company>,
    /// Only leads of these owners.
    #[schemars(extend("x-aliases" = ["assigned_to"]))]
    #[serde(default)]
    user_id: Ids<Member>,
    /// Only leads that agreed to be sent mails (`true`), or only those that did not (`false`).
    #[serde(default)]
    consent: Option<bool>,
    /// Only leads created in this range of time.
    #[serde(default)]
    created_at: InstantRange,
    /// Only leads with the last contact in this range of time.
    #[serde(default)]
    last_contact: InstantRange,
    /// Only leads converted in this range of time.
    #[serde(default)]
    converted_at: InstantRange,
    /// Only leads with this text in their names, company, e-mail address, telephones, designation or notes, ignoring case and
    /// accents.
    #[serde(default)]
    query: OptionalText<200>,
    /// Whether to list the values of custom fields, too.
    #[serde(default)]
    with_inputs: bool,
    /// Whether to list the latest five interactions of each, too, the newest first.
    #[serde(default)]
    with_interactions: bool,
}

/// The subject that leads asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum LeadKind {
    /// Nothing in particular.
    General,
    /// A product.
    Product,
    /// A service.
    Service,
}

impl Filters {
    /// The kinds of leads that are asked for, by either name.
    fn kinds(&self) -> AnyOf<LeadKind> {
        if self.kind == AnyOf::default() && self.all == Some(false) { AnyOf::one(LeadKind::Product) } else { self.kind.clone() }
    }
}

pub struct GetLeads;

impl List for GetLeads {
    type Record = Lead;
    type Filters = Filters;

    const SUMMARY_IN_SPANISH: &'static str = "Lista los leads de un perfil, página por página.";
    const NAME: &'static str = "GetLeads";
    const PLURAL: &'static str = "leads";
    const SORTS: &'static [SortKey<Lead>] = &[
        SortKey::by_name("name", |kept| name_key(&kept.whole_name())),
        SortKey { name: "score", column: "score", of: Of::NumberOrNull(|kept| kept.score.map(Money::ten_thousandths)) },
        SortKey { name: "last_contact", column: "last_contact", of: Of::NumberOrNull(|kept| kept.last_contact.map(Instant::microseconds)) },
        SortKey { name: "converted_at", column: "converted_at", of: Of::NumberOrNull(|kept| kept.converted_at.map(Instant::microseconds)) },
    ];
    const NULLABLE: &'static [&'static str] = &[
        "surname",
        "mother_surname",
        "email",
        "phone",
        "mobile",
        "company",
        "company_id",
        "contact_id",
        "designation",
        "type_id",
        "source_id",
        "campaign_id",
        "score",
        "product_id",
        "service_id",
        "notes",
        "last_contact",
        "picture_id",
        "user_id",
        "converted_at",
    ];
    const COUNTED: &'static [Counter<Filters>] =
        &[(BY_STATUS, take_statuses), (BY_SOURCE, |filters| filters.source_id.take()), (BY_USER, |filters| filters.user_id.take())];

    fn check(reader: &mut Reader, filters: &Filters, problems: &mut Problems) -> Result<()> {
        let has_others = [LeadKind::General, LeadKind::Service].iter().any(|kind| filters.kind.has(kind));
        if filters.all == Some(false) && has_others {
            problems.add("all", "contradiction", Sentence::OtherNameOf { parameter: "kind".to_owned() });
        }
        check_filter(reader, catalog::CONTACT_ORIGINS, "source_id", &filters.source_id, problems)?;
        check_filter(reader, catalog::LEAD_TYPES, "type_id", &filters.type_id, problems)?;
        check_filter(reader, catalog::CAMPAIGNS, "campaign_id", &filters.campaign_id, problems)?;
        check_referred::<Product>(reader, "product_id", &filters.product_id, problems)?;
        check_referred::<Service>(reader, "service_id", &filters.service_id, problems)?;
        check_referred::<Company>(reader, "company_id", &filters.company_id, problems)?;
        check_owners(reader, "user_id", &filters.user_id, BY_USER, problems)
    }

    fn rows(reader: &Reader, filters: &Filters) -> Rows<Lead> {
        let rows = reader
            .rows::<Lead>()
            .among(leads::source_id, filters.source_id.given())
            .among(leads::type_id, filters.type_id.given())
            .among(leads::campaign_id, filters.campaign_id.given())
            .among(leads::product_id, filters.product_id.given())
            .among(leads::service_id, filters.service_id.given())
            .among(leads::company_id, filters.company_id.given())
            .among(leads::user_id, filters.user_id.given())
            .filter_if(filters.score.from, |least| leads::score.ge(least))
            .filter_if(filters.score.to, |greatest| leads::score.le(greatest))
            .filter_if(filters.consent, |consent| leads::consent.eq(consent))
            .filter_if(filters.created_at.from, |from| leads::created_at.ge(from))
            .filter_if(filters.created_at.until, |until| leads::created_at.lt(until))
            .filter_if(filters.last_contact.from, |from| leads::last_contact.ge(from))
            .filter_if(filters.last_contact.until, |until| leads::last_contact.lt(until))
            .filter_if(filters.converted_at.from, |from| leads::converted_at.ge(from))
            .filter_if(filters.converted_at.until, |until| leads::converted_at.lt(until));
        let kinds = filters.kinds();
        let (product, service) = (leads::product_id, leads::service_id);
        // A lead may have asked about a product and a service.
        let rows = match [LeadKind::General, LeadKind::Product, LeadKind::Service].map(|kind| kinds.has(&kind)) {
            [false, false, false] | [true, true, true] => rows,
            [true, false, false] => rows.filter(product.is_null()).filter(service.is_null()),
            [false, true, false] => rows.filter(product.is_not_null()),
            [false, false, true] => rows.filter(service.is_not_null()),
            [true, true, false] => rows.filter(product.is_not_null().or(service.is_null())),
            [true, false, true] => rows.filter(service.is_not_null().or(product.is_null())),
            [false, true, true] => rows.filter(product.is_not_null().or(service.is_not_null())),
        };
        rows.filter_if(filters.status.names(LeadStatus::name), |names| leads::status.eq_any(names))
    }

    fn query(filters: &Filters) -> Option<&str> {
        filters.query.as_deref()
    }

    fn narrowing(filters: Filters) -> Filters {
        let kind = filters.kinds();
        Filters { query: OptionalText::default(), with_inputs: false, with_interactions: false, kind, all: None, ..filters }
    }

    fn with(reader: &mut Reader, filters: &Filters, rows: &[Recorded<Lead>], withheld: &mut Withheld) -> Result<With> {
        let interactions = latest_of(reader, filters.with_interactions, rows, withheld)?;
        let inputs = shown_inputs(reader, filters.with_inputs, rows, withheld)?;
        Ok(With { inputs, pictures: reader.pictures(), interactions })
    }

    fn longest_short_page(filters: &Filters) -> i64 {
        if filters.with_interactions { 0 } else { LONGEST_SHORT_PAGE }
    }
}

/// Takes the statuses out of the filters, as the facet counts them.
fn take_statuses(filters: &mut Filters) -> Option<Vec<i64>> {
    let names = std::mem::take(&mut filters.status).names(LeadStatus::name)?;
    Some(names.into_iter().filter_map(number_of_status).collect())
}

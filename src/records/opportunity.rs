//! The opportunity.

use std::collections::HashMap;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::schema::opportunities;
use crate::db::stored::{Facet, KeptInputs, Links, MentionColumns, Ownership, Record, Recorded, Reference, from_view, stored};
use crate::error::Result;
use crate::fields::external_ids::none_viewed;
use crate::fields::searched::Searched;
use crate::fields::viewed::{viewed, viewed_or_null};
use crate::fields::{Author, Day, Entity, Instant, Money, Named, Verbatim};
use crate::records::attachment::{self, FilesView, ShownFiles};
use crate::records::catalog;
use crate::records::company::{self, Company, CompanyView};
use crate::records::contact::{self, Contact, ContactView};
use crate::records::interaction::{InteractionView, LatestInteractions};
use crate::records::item;
use crate::records::lead::Lead;
use crate::records::line::{self, LinesView, ShownLines};
use crate::records::shown_inputs::ShownInputs;
use crate::records::user::UserView;

/// An opportunity.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = opportunities, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Opportunity {
    pub user_id: i64,
    pub title: String,
    #[serde(deserialize_with = "viewed")]
    pub value: Money,
    #[serde(deserialize_with = "viewed")]
    pub estimated_end_at: Day,
    pub prospect_type: String,
    pub operation_type: String,
    pub status: String,
    pub lost_reason: Option<String>,
    #[serde(deserialize_with = "viewed_or_null")]
    pub closed_at: Option<Instant>,
    pub stage_id: i64,
    pub company_id: i64,
    pub contact_id: i64,
    pub campaign_id: Option<i64>,
    #[serde(default)]
    pub lead_id: Option<i64>,
    pub want_products: bool,
    pub want_tax: bool,
    /// The lines: a JSON list.
    #[serde(deserialize_with = "viewed")]
    pub products: String,
    /// JSON, as the wire shows it.
    #[serde(deserialize_with = "viewed")]
    pub inputs: String,
    /// The attached files: a JSON list.
    #[serde(default = "attachment::none", deserialize_with = "viewed")]
    pub files: String,
    /// JSON, as the wire shows it.
    #[serde(default = "none_viewed", deserialize_with = "viewed")]
    pub external_ids: String,
    pub type_id: Option<i64>,
    /// The currency of the value and the lines; none for the profile's.
    pub currency_id: Option<i64>,
}

pub const BY_USER: Facet = Facet("opportunities.user_id");
pub const BY_STAGE: Facet = Facet("opportunities.stage_id");

stored!(Opportunity, opportunities, searched in search_text);

impl Named for Opportunity {
    const ENTITY: Entity = Entity("opportunity");
    const HAS_EXTERNAL_IDS: bool = true;
}

impl Record for Opportunity {
    const ALL: Facet = Facet("opportunities");
    const MENTION: MentionColumns = MentionColumns { within: "company_id", ..MentionColumns::NOTHING };
    const OWNERSHIP: Ownership = Ownership::Required;
    const REFERENCES: &'static [Reference] = &[
        Reference::to::<Company>("company_id"),
        Reference::to::<Contact>("contact_id").within("company_id"),
        Reference::to_entry("stage_id", catalog::STAGES),
        Reference::to_entry("campaign_id", catalog::CAMPAIGNS),
        Reference::to_entry("type_id", catalog::OPPORTUNITY_TYPES),
        Reference::to_entry("currency_id", catalog::CURRENCIES),
        Reference::to::<Lead>("lead_id"),
    ];
    const EXTERNAL_IDS: Option<fn(&Self) -> &str> = Some(|opportunity| &opportunity.external_ids);
    const FILES: Option<fn(&Self) -> &str> = Some(|opportunity| &opportunity.files);
    const INPUTS: Option<KeptInputs<Self>> =
        Some(KeptInputs { kept: |opportunity| &opportunity.inputs, changed: |opportunity| &mut opportunity.inputs });

    type With = With;
    type View<'a> = OpportunityView<'a>;

    fn long_texts(&self) -> usize {
        self.products.len()
    }

    fn view<'a>(kept: &'a Recorded<Self>, with: &'a With) -> OpportunityView<'a> {
        OpportunityView::new(kept, with)
    }

    fn whole() -> With {
        With { lines: ShownLines::AsKept, inputs: ShownInputs::AsKept, files: ShownFiles::AsKept, ..With::default() }
    }

    fn facets(&self) -> Vec<(Facet, i64)> {
        vec![(BY_USER, self.user_id), (BY_STAGE, self.stage_id)]
    }

    fn search_text(&self) -> Option<String> {
        Some(Searched::named(&self.title).with([self.lost_reason.as_deref()]).with_inputs(&self.inputs).folded())
    }

    const LINKS: &'static [Links] = &[
        Links { table: "opportunity_products", owner: "opportunity_id", target: "product_id", to: item::EITHER },
        attachment::links("opportunity_files", "opportunity_id"),
    ];

    fn linked(&self) -> Vec<Vec<i64>> {
        vec![line::product_ids(&self.products).unwrap_or_default(), attachment::ids(&self.files)]
    }

    const REVIVE: Option<fn(&str) -> Result<Self>> = Some(from_view);
}

/// The related records that are shown with an opportunity, loaded for a whole page at once.
#[derive(Debug, Default)]
pub struct With {
    pub users: Option<HashMap<i64, UserView>>,
    pub companies: Option<HashMap<i64, Recorded<Company>>>,
    pub contacts: Option<HashMap<i64, Recorded<Contact>>>,
    pub lines: ShownLines,
    pub inputs: ShownInputs,
    pub files: ShownFiles,
    /// The latest interactions, if they are shown.
    pub interactions: Option<LatestInteractions>,
}

/// An opportunity.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Opportunity")]
pub struct OpportunityView<'a> {
    id: i64,
    /// The owner's user id.
    user_id: i64,
    title: &'a str,
    value: Money,
    /// The day on which a decision is expected.
    estimated_end_at: &'a Day,
    /// Whether the customer is new or an existing one: `new` or `existing`.
    prospect_type: &'a str,
    /// Whether this is a first sale or a renewal: `new` or `renew`.
    operation_type: &'a str,
    /// The status: `active`, `pending`, `won` or `lost`.
    status: &'a str,
    /// The reason why the opportunity was lost.
    lost_reason: Option<&'a str>,
    /// The time when the opportunity was won or lost; null while it is open.
    closed_at: Option<Instant>,
    /// An entry of `Profiles.GetStages`.
    stage_id: i64,
    company_id: i64,
    contact_id: i64,
    /// An entry of `Profiles.GetCampaigns`.
    campaign_id: Option<i64>,
    /// An entry of `Opportunities.GetTypes`.
    type_id: Option<i64>,
    /// The currency of the value and the lines, an entry of `Profiles.GetCurrencies`. Null is the profile's currency, whichever
    /// that is.
    currency_id: Option<i64>,
    /// The lead that the opportunity came from.
    lead_id: Option<i64>,
    /// Whether the opportunity has lines.
    want_products: bool,
    /// Whether the lines may have a tax.
    want_tax: bool,
    /// The owner. Left out without `with_user`.
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<&'a UserView>,
    /// The company. Left out without `with_company`.
    #[serde(skip_serializing_if = "Option::is_none")]
    company: Option<CompanyView<'a>>,
    /// The contact. Left out without `with_contact`.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<ContactView<'a>>,
    /// The lines. Left out without `with_products`.
    #[serde(skip_serializing_if = "Option::is_none")]
    products: Option<LinesView<'a>>,
    /// The values of custom fields, by slug. Left out without `with_inputs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<std::collections::BTreeMap<String, serde_json::Value>>")]
    inputs: Option<Verbatim<'a>>,
    /// The attached files, in their order: each with its name and address. Replies that change the record have their ids alone;
    /// otherwise left out without `with_files`.
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<FilesView<'a>>,
    /// The latest five interactions, the newest first. Left out without `with_interactions`.
    #[serde(skip_serializing_if = "Option::is_none")]
    interactions: Option<Vec<InteractionView<'a>>>,
    /// The record's external IDs, by the name of the other system: `{"sap": "000123"}`.
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    external_ids: Verbatim<'a>,
    /// The user or application token that made the record; null if the service itself did.
    created_by: Option<Author>,
    /// The record's version: 1 when created, one more with each change.
    version: i64,
    created_at: Instant,
    updated_at: Instant,
}

impl<'a> OpportunityView<'a> {
    fn new(kept: &'a Recorded<Opportunity>, with: &'a With) -> Self {
        let company = with.companies.as_ref().and_then(|companies| companies.get(&kept.company_id));
        let contact = with.contacts.as_ref().and_then(|contacts| contacts.get(&kept.contact_id));
        OpportunityView {
            id: kept.id,
            user_id: kept.user_id,
            title: &kept.title,
            value: kept.value,
            estimated_end_at: &kept.estimated_end_at,
            prospect_type: &kept.prospect_type,
            operation_type: &kept.operation_type,
            status: &kept.status,
            lost_reason: kept.lost_reason.as_deref(),
            closed_at: kept.closed_at,
            stage_id: kept.stage_id,
            company_id: kept.company_id,
            contact_id: kept.contact_id,
            campaign_id: kept.campaign_id,
            type_id: kept.type_id,
            currency_id: kept.currency_id,
            lead_id: kept.lead_id,
            want_products: kept.want_products,
            want_tax: kept.want_tax,
            user: with.users.as_ref().and_then(|users| users.get(&kept.user_id)),
            company: company.map(|company| Company::view(company, &company::PLAIN)),
            contact: contact.map(|contact| Contact::view(contact, &contact::PLAIN)),
            products: with.lines.view(&kept.products),
            inputs: with.inputs.view(kept.id, &kept.inputs),
            files: with.files.view(&kept.files),
            interactions: with.interactions.as_ref().map(|interactions| interactions.of(kept.id)),
            external_ids: Verbatim(Some(&kept.external_ids)),
            created_by: kept.created_by,
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
        }
    }
}

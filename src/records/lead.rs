//! The lead: somebody who is not a customer yet.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::schema::leads;
use crate::db::scope::Reader;
use crate::db::stored::{Facet, KeptInputs, Ownership, Record, Recorded, Reference, from_view, stored};
use crate::error::Result;
use crate::fields::external_ids::none_viewed;
use crate::fields::searched::Searched;
use crate::fields::viewed::{viewed, viewed_or_null};
use crate::fields::{Author, Entity, Instant, Money, Named, Verbatim};
use crate::records::catalog;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::file::{File, Pictures};
use crate::records::interaction::{InteractionView, LatestInteractions};
use crate::records::product::Product;
use crate::records::service::Service;
use crate::records::shown_inputs::ShownInputs;

/// A lead.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = leads, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Lead {
    pub name: String,
    pub surname: Option<String>,
    pub mother_surname: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub mobile: Option<String>,
    pub company: Option<String>,
    pub company_id: Option<i64>,
    pub contact_id: Option<i64>,
    pub designation: Option<String>,
    pub type_id: Option<i64>,
    pub source_id: Option<i64>,
    pub campaign_id: Option<i64>,
    pub status: String,
    #[serde(deserialize_with = "viewed_or_null")]
    pub score: Option<Money>,
    pub product_id: Option<i64>,
    pub service_id: Option<i64>,
    pub notes: Option<String>,
    #[serde(deserialize_with = "viewed_or_null")]
    pub last_contact: Option<Instant>,
    pub consent: bool,
    pub picture_id: Option<i64>,
    pub user_id: Option<i64>,
    #[serde(deserialize_with = "viewed_or_null")]
    pub converted_at: Option<Instant>,
    /// JSON, as the wire shows it.
    #[serde(deserialize_with = "viewed")]
    pub inputs: String,
    /// JSON, as the wire shows it.
    #[serde(default = "none_viewed", deserialize_with = "viewed")]
    pub external_ids: String,
}

pub const BY_USER: Facet = Facet("leads.user_id");
pub const BY_SOURCE: Facet = Facet("leads.source_id");
pub const BY_STATUS: Facet = Facet("leads.status");

/// The status of a lead that nobody has worked on yet.
pub const NEW: &str = "new";

/// The statuses of a lead. A lead's number in the facet is the place of its status here.
pub const STATUSES: [&str; 8] = [NEW, "contacted", "qualified", "proposal", "negotiation", "converted", "lost", "won"];

/// The number of a status in the facet.
pub fn number_of_status(status: &str) -> Option<i64> {
    STATUSES.iter().position(|known| *known == status).and_then(|place| i64::try_from(place).ok())
}

/// A text as a whole line of the searched text, below the name.
pub fn line_of(text: &str) -> String {
    format!("\n{text}\n")
}

stored!(Lead, leads, searched in search_text);

impl Named for Lead {
    const ENTITY: Entity = Entity("lead");
    const HAS_EXTERNAL_IDS: bool = true;
}

impl Lead {
    /// The name with both surnames.
    pub fn whole_name(&self) -> String {
        let names = [Some(&self.name), self.surname.as_ref(), self.mother_surname.as_ref()];
        names.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

impl Record for Lead {
    const ALL: Facet = Facet("leads");
    const OWNERSHIP: Ownership = Ownership::Optional;
    const REFERENCES: &'static [Reference] = &[
        Reference::to::<Company>("company_id"),
        Reference::to::<Contact>("contact_id").within("company_id"),
        Reference::to_entry("type_id", catalog::LEAD_TYPES),
        Reference::to_entry("source_id", catalog::CONTACT_ORIGINS),
        Reference::to_entry("campaign_id", catalog::CAMPAIGNS),
        Reference::to::<Product>("product_id"),
        Reference::to::<Service>("service_id"),
        Reference::to::<File>("picture_id"),
    ];
    const EXTERNAL_IDS: Option<fn(&Self) -> &str> = Some(|lead| &lead.external_ids);
    const INPUTS: Option<KeptInputs<Self>> = Some(KeptInputs { kept: |lead| &lead.inputs, changed: |lead| &mut lead.inputs });

    type With = With;
    type View<'a> = LeadView<'a>;

    fn long_texts(&self) -> usize {
        self.notes.as_ref().map_or(0, String::len)
    }

    fn view<'a>(kept: &'a Recorded<Self>, with: &'a With) -> LeadView<'a> {
        LeadView::new(kept, with)
    }

    fn whole() -> With {
        With { inputs: ShownInputs::AsKept, pictures: Pictures::none(), interactions: None }
    }

    fn shown(reader: &Reader) -> With {
        With { pictures: reader.pictures(), ..Self::whole() }
    }

    fn facets(&self) -> Vec<(Facet, i64)> {
        let named = [(BY_STATUS, number_of_status(&self.status)), (BY_SOURCE, self.source_id), (BY_USER, self.user_id)];
        named.into_iter().filter_map(|(facet, value)| Some((facet, value?))).collect()
    }

    /// The text that is searched. The names stand on one line, so that a search for the whole name finds it.
    fn search_text(&self) -> Option<String> {
        let others = [&self.company, &self.email, &self.designation, &self.notes];
        let phones = [&self.phone, &self.mobile];
        let text = Searched::named(&self.whole_name()).with(others.map(Option::as_deref)).with_phones(phones.map(Option::as_deref));
        // The last line ends, too, so that each is found whole.
        Some(text.with_inputs(&self.inputs).with([Some("")]).folded())
    }

    const REVIVE: Option<fn(&str) -> Result<Self>> = Some(from_view);
}

/// The parts of a lead that are shown beside its own fields.
#[derive(Debug, Default)]
pub struct With {
    pub inputs: ShownInputs,
    pub pictures: Pictures,
    /// The latest interactions, if they are shown.
    pub interactions: Option<LatestInteractions>,
}

/// A lead.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Lead")]
pub struct LeadView<'a> {
    id: i64,
    /// The person's name; the whole name if there is no `surname`.
    name: &'a str,
    surname: Option<&'a str>,
    mother_surname: Option<&'a str>,
    email: Option<&'a str>,
    phone: Option<&'a str>,
    mobile: Option<&'a str>,
    /// The name of the lead's company, as it was given.
    company: Option<&'a str>,
    /// The lead's company, if it is one of the profile's companies.
    company_id: Option<i64>,
    /// The contact that the lead became; null until it is converted.
    contact_id: Option<i64>,
    /// The person's position at the company, in free words.
    designation: Option<&'a str>,
    /// An entry of `Leads.GetTypes`.
    type_id: Option<i64>,
    /// An entry of `Leads.GetSources`.
    source_id: Option<i64>,
    /// An entry of `Profiles.GetCampaigns`.
    campaign_id: Option<i64>,
    /// The status: `new`, `contacted`, `qualified`, `proposal`, `negotiation`, `converted`, `lost` or `won`.
    status: &'a str,
    /// How promising the lead is, from 0 to 100.
    score: Option<Money>,
    /// The product that the lead asked about.
    product_id: Option<i64>,
    /// The service that the lead asked about.
    service_id: Option<i64>,
    notes: Option<&'a str>,
    /// The time of the last contact with the lead.
    last_contact: Option<Instant>,
    /// Whether the lead agreed to be sent mails.
    consent: bool,
    /// The id of a picture from `Files.Upload`.
    picture_id: Option<i64>,
    /// The path of the picture on this service, valid without a token for at least 15 minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    picture_url: Option<Option<String>>,
    /// The owner, who is in charge of the lead.
    user_id: Option<i64>,
    /// The time of the conversion; null until the lead is converted.
    converted_at: Option<Instant>,
    /// The values of custom fields, by slug. Left out of lists without `with_inputs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<std::collections::BTreeMap<String, serde_json::Value>>")]
    inputs: Option<Verbatim<'a>>,
    /// The latest five interactions, the newest first. Left out without `with_interactions`.
    #[serde(skip_serializing_if = "Option::is_none")]
    interactions: Option<Vec<InteractionView<'a>>>,
    /// The record's external IDs, by the name of the other system: `{"sap": "000123"}`.
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    external_ids: Verbatim<'a>,
    /// The record's version: 1 when created, one more with each change.
    version: i64,
    created_at: Instant,
    updated_at: Instant,
    /// The user or application token that made the record; null if the service did.
    created_by: Option<Author>,
}

impl<'a> LeadView<'a> {
    fn new(kept: &'a Recorded<Lead>, with: &'a With) -> Self {
        LeadView {
            id: kept.id,
            name: &kept.name,
            surname: kept.surname.as_deref(),
            mother_surname: kept.mother_surname.as_deref(),
            email: kept.email.as_deref(),
            phone: kept.phone.as_deref(),
            mobile: kept.mobile.as_deref(),
            company: kept.company.as_deref(),
            company_id: kept.company_id,
            contact_id: kept.contact_id,
            designation: kept.designation.as_deref(),
            type_id: kept.type_id,
            source_id: kept.source_id,
            campaign_id: kept.campaign_id,
            status: &kept.status,
            score: kept.score,
            product_id: kept.product_id,
            service_id: kept.service_id,
            notes: kept.notes.as_deref(),
            last_contact: kept.last_contact,
            consent: kept.consent,
            picture_id: kept.picture_id,
            picture_url: with.pictures.shown_url(kept.picture_id),
            user_id: kept.user_id,
            converted_at: kept.converted_at,
            inputs: with.inputs.view(kept.id, &kept.inputs),
            interactions: with.interactions.as_ref().map(|interactions| interactions.of(kept.id)),
            external_ids: Verbatim(Some(&kept.external_ids)),
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
            created_by: kept.created_by,
        }
    }
}

//! The interaction: something that passed between the profile and a lead or a company.

use std::collections::HashMap;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::schema::interactions;
use crate::db::scope::Reader;
use crate::db::stored::{Facet, KeptInputs, Ownership, Record, Recorded, Reference, Stored, from_view, stored};
use crate::error::Result;
use crate::fields::external_ids::none_viewed;
use crate::fields::searched::Searched;
use crate::fields::viewed::{viewed, viewed_or_null};
use crate::fields::{Author, Entity, Instant, Named, Verbatim};
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::lead::Lead;
use crate::records::opportunity::Opportunity;
use crate::records::order::Order;
use crate::records::shown_inputs::ShownInputs;
use crate::records::ticket::Ticket;

/// An interaction.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = interactions, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Interaction {
    pub lead_id: Option<i64>,
    pub company_id: Option<i64>,
    pub contact_id: Option<i64>,
    pub opportunity_id: Option<i64>,
    pub ticket_id: Option<i64>,
    #[serde(default)]
    pub order_id: Option<i64>,
    #[serde(rename = "type")]
    pub kind: String,
    pub direction: Option<String>,
    pub subject: Option<String>,
    pub description: Option<String>,
    #[serde(deserialize_with = "viewed")]
    pub date: Instant,
    pub outcome: Option<String>,
    pub next_action: Option<String>,
    #[serde(deserialize_with = "viewed_or_null")]
    pub next_action_date: Option<Instant>,
    pub next_action_done: bool,
    pub user_id: Option<i64>,
    #[serde(deserialize_with = "viewed_or_null")]
    pub reminded_for: Option<Instant>,
    #[serde(deserialize_with = "viewed_or_null")]
    pub escalated_for: Option<Instant>,
    /// JSON, as the wire shows it.
    #[serde(deserialize_with = "viewed")]
    pub inputs: String,
    /// JSON, as the wire shows it.
    #[serde(default = "none_viewed", deserialize_with = "viewed")]
    pub external_ids: String,
}

pub const BY_LEAD: Facet = Facet("interactions.lead_id");
pub const BY_COMPANY: Facet = Facet("interactions.company_id");
pub const BY_USER: Facet = Facet("interactions.user_id");

stored!(Interaction, interactions, searched in search_text);

impl Named for Interaction {
    const ENTITY: Entity = Entity("interaction");
    const HAS_EXTERNAL_IDS: bool = true;
}

impl Record for Interaction {
    const ALL: Facet = Facet("interactions");
    const OWNERSHIP: Ownership = Ownership::Optional;
    const REFERENCES: &'static [Reference] = &[
        Reference::to::<Lead>("lead_id"),
        Reference::to::<Company>("company_id"),
        Reference::to::<Contact>("contact_id").within("company_id"),
        Reference::to::<Opportunity>("opportunity_id").within("company_id"),
        Reference::to::<Ticket>("ticket_id"),
        Reference::to::<Order>("order_id").within("company_id"),
    ];
    const EXTERNAL_IDS: Option<fn(&Self) -> &str> = Some(|interaction| &interaction.external_ids);
    const INPUTS: Option<KeptInputs<Self>> =
        Some(KeptInputs { kept: |interaction| &interaction.inputs, changed: |interaction| &mut interaction.inputs });

    type With = With;
    type View<'a> = InteractionView<'a>;

    fn long_texts(&self) -> usize {
        self.description.as_ref().map_or(0, String::len)
    }

    fn view<'a>(kept: &'a Recorded<Self>, with: &'a With) -> InteractionView<'a> {
        InteractionView::new(kept, with)
    }

    fn whole() -> With {
        With { inputs: ShownInputs::AsKept }
    }

    fn facets(&self) -> Vec<(Facet, i64)> {
        let named = [(BY_LEAD, self.lead_id), (BY_COMPANY, self.company_id), (BY_USER, self.user_id)];
        named.into_iter().filter_map(|(facet, value)| Some((facet, value?))).collect()
    }

    fn search_text(&self) -> Option<String> {
        let texts = [&self.description, &self.outcome, &self.next_action];
        let text = Searched::named(self.subject.as_deref().unwrap_or_default()).with(texts.map(Option::as_deref));
        Some(text.with_inputs(&self.inputs).folded())
    }

    const REVIVE: Option<fn(&str) -> Result<Self>> = Some(from_view);
}

/// The parts of an interaction that are shown beside its own fields.
#[derive(Debug, Default)]
pub struct With {
    pub inputs: ShownInputs,
}

/// The view of an interaction within another record: without inputs.
pub static PLAIN: With = With { inputs: ShownInputs::Not };

/// An interaction.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Interaction")]
pub struct InteractionView<'a> {
    id: i64,
    /// The lead that the interaction is about. A conversion of the lead keeps it.
    lead_id: Option<i64>,
    /// The company that the interaction is about; that of a lead once the lead is converted.
    company_id: Option<i64>,
    contact_id: Option<i64>,
    opportunity_id: Option<i64>,
    ticket_id: Option<i64>,
    order_id: Option<i64>,
    /// The type: `call`, `email`, `meeting`, `note`, `support`, `purchase` or `other`.
    r#type: &'a str,
    /// The side that began it: `inbound` for the other side, `outbound` for the business; null if nobody said.
    direction: Option<&'a str>,
    subject: Option<&'a str>,
    description: Option<&'a str>,
    /// The time of the interaction.
    date: Instant,
    outcome: Option<&'a str>,
    /// The next thing to be done.
    next_action: Option<&'a str>,
    /// The time by which it is to be done.
    next_action_date: Option<Instant>,
    next_action_done: bool,
    /// The owner, who does what is to be done next.
    user_id: Option<i64>,
    /// The `next_action_date` for which somebody was reminded by `Followups.ProcessFollowups`; null if nobody was.
    reminded_for: Option<Instant>,
    /// The `next_action_date` for which the managers were told that it is overdue; null if they were not.
    escalated_for: Option<Instant>,
    /// The values of custom fields, by slug. Left out of lists without `with_inputs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<std::collections::BTreeMap<String, serde_json::Value>>")]
    inputs: Option<Verbatim<'a>>,
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

impl<'a> InteractionView<'a> {
    pub fn new(kept: &'a Recorded<Interaction>, with: &'a With) -> Self {
        InteractionView {
            id: kept.id,
            lead_id: kept.lead_id,
            company_id: kept.company_id,
            contact_id: kept.contact_id,
            opportunity_id: kept.opportunity_id,
            ticket_id: kept.ticket_id,
            order_id: kept.order_id,
            r#type: &kept.kind,
            direction: kept.direction.as_deref(),
            subject: kept.subject.as_deref(),
            description: kept.description.as_deref(),
            date: kept.date,
            outcome: kept.outcome.as_deref(),
            next_action: kept.next_action.as_deref(),
            next_action_date: kept.next_action_date,
            next_action_done: kept.next_action_done,
            user_id: kept.user_id,
            reminded_for: kept.reminded_for,
            escalated_for: kept.escalated_for,
            inputs: with.inputs.view(kept.id, &kept.inputs),
            external_ids: Verbatim(Some(&kept.external_ids)),
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
            created_by: kept.created_by,
        }
    }
}

/// The latest interactions of each record of a page.
#[derive(Debug)]
pub struct LatestInteractions(HashMap<i64, Vec<Recorded<Interaction>>>);

impl LatestInteractions {
    /// The number of interactions that are shown with a record.
    const MOST: usize = 5;

    pub fn load<R: Stored>(reader: &mut Reader, records: &[Recorded<R>]) -> Result<Self> {
        let ids: Vec<i64> = records.iter().map(|record| record.id).collect();
        reader.latest_interactions::<R>(&ids, Self::MOST).map(LatestInteractions)
    }

    /// The latest interactions of one record, the newest first, without inputs.
    pub fn of(&self, id: i64) -> Vec<InteractionView<'_>> {
        let latest = self.0.get(&id).map(Vec::as_slice).unwrap_or_default();
        latest.iter().map(|interaction| InteractionView::new(interaction, &PLAIN)).collect()
    }
}

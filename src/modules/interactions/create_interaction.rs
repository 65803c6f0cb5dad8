//! `Interactions.CreateInteraction`: a new interaction.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Direction, InteractionType, lead_with_room, note_last_contact, touches};
use crate::db::scope::Editor;
use crate::error::Result;
use crate::fields::{Beginning, ExternalIds, Id, Named, OptionalText};
use crate::modules::inputs::Inputs;
use crate::modules::one::One;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::interaction::Interaction;
use crate::records::kinds::Kind;
use crate::records::lead::Lead;
use crate::records::member::Member;
use crate::records::opportunity::Opportunity;
use crate::records::order::Order;
use crate::records::ticket::Ticket;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Creates an interaction with a lead or with a company.
///
/// A past interaction that is later than a lead's `last_contact` becomes the last contact, so an application token also needs the
/// right to write leads for one about a lead.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The lead that the interaction is about; either a lead or a company.
    #[serde(default)]
    lead_id: Option<Id<Lead>>,
    /// The company that the interaction is about.
    #[schemars(extend("x-aliases" = ["customer_id"]))]
    #[serde(default)]
    company_id: Option<Id<Company>>,
    /// A contact of the company.
    #[serde(default)]
    contact_id: Option<Id<Contact>>,
    /// An opportunity of the company.
    #[serde(default)]
    opportunity_id: Option<Id<Opportunity>>,
    /// A ticket of the company.
    #[serde(default)]
    ticket_id: Option<Id<Ticket>>,
    /// An order of the company.
    #[serde(default)]
    order_id: Option<Id<Order>>,
    /// The type of the interaction.
    r#type: InteractionType,
    /// Which side began it.
    #[serde(default)]
    direction: Option<Direction>,
    /// The subject, in a few words; required for a company.
    #[serde(default)]
    subject: OptionalText<200>,
    /// A description of what passed.
    #[schemars(extend("x-aliases" = ["notes"]))]
    #[serde(default)]
    description: OptionalText<10_000>,
    /// The time of the interaction; a day stands for its beginning. Required for a company; for a lead the default is now.
    #[serde(default)]
    date: Option<Beginning>,
    /// The result of it.
    #[serde(default)]
    outcome: OptionalText<1000>,
    /// The next thing to be done.
    #[serde(default)]
    next_action: OptionalText<1000>,
    /// The time by which it is to be done; a day stands for its beginning. Only with `next_action`.
    #[serde(default)]
    next_action_date: Option<Beginning>,
    /// Whether the next action is done. Default: false.
    #[serde(default)]
    next_action_done: bool,
    /// The owner, who does what is to be done next: a user who is a member of the profile.
    #[schemars(extend("x-aliases" = ["assigned_to"]))]
    #[serde(default)]
    user_id: Option<Id<Member>>,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`; `Interactions.GetInputs` lists the fields.
    #[schemars(extend("x-aliases" = ["custom_fields"]))]
    #[serde(default)]
    inputs: Inputs,
    /// The record's external IDs: its ids in other systems, such as `{"sap": "000123"}`. Each is unique among records of its
    /// kind. Wherever an id is expected, an external ID may stand for it.
    #[serde(default)]
    external_ids: ExternalIds,
}

pub struct CreateInteraction;

impl Method for CreateInteraction {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Interaction;
    type Response = One<Interaction>;

    const SUMMARY_IN_SPANISH: &'static str = "Crea una interacción con un lead o con una empresa.";
    const TOUCHES: fn(&Kind) -> bool = touches;

    fn name(&self) -> &'static str {
        "CreateInteraction"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Interaction>> {
        let parameters = parameters.clone();
        if parameters.date.is_none() && parameters.company_id.is_some() && !problems.concern("date") {
            problems.add("date", "required", Sentence::Required);
        }
        let interaction = Interaction {
            lead_id: parameters.lead_id.map(Id::get),
            company_id: parameters.company_id.map(Id::get),
            contact_id: parameters.contact_id.map(Id::get),
            opportunity_id: parameters.opportunity_id.map(Id::get),
            ticket_id: parameters.ticket_id.map(Id::get),
            order_id: parameters.order_id.map(Id::get),
            kind: parameters.r#type.into(),
            direction: parameters.direction.and_then(Option::from),
            subject: parameters.subject.into(),
            description: parameters.description.into(),
            date: parameters.date.map_or(editor.moment(), Beginning::instant),
            outcome: parameters.outcome.into(),
            next_action: parameters.next_action.into(),
            next_action_date: parameters.next_action_date.map(Beginning::instant),
            next_action_done: parameters.next_action_done,
            user_id: parameters.user_id.map(Id::get),
            reminded_for: None,
            escalated_for: None,
            inputs: parameters.inputs.of_new(editor, Interaction::ENTITY, problems)?,
            external_ids: parameters.external_ids.as_kept()?,
        };
        interaction.check(editor, None, problems)?;
        Ok(Some(interaction))
    }

    fn call(&self, editor: &mut Editor, _: Parameters, interaction: Interaction) -> Result<One<Interaction>> {
        let lead = lead_with_room(editor, interaction.lead_id)?;
        let interaction = editor.insert(interaction.with_conversion(lead.as_deref()))?;
        note_last_contact(editor, interaction.lead_id, None, Some(interaction.date))?;
        Ok(One::shown(editor, interaction))
    }
}

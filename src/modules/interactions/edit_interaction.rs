//! `Interactions.EditInteraction`: changes an interaction.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Direction, InteractionType, lead_with_room, note_last_contact, touches};
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{Beginning, Edit, ExternalIds, Id, Named, OptionalText, Replace};
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

/// Changes an interaction. Parameters that are left out stay as they are; null clears a field that may be empty. An interaction
/// that moves to another lead leaves the company, the contact, the opportunity, the ticket and the order of the lead before.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The interaction's id.
    interaction_id: Id<Interaction>,
    /// The lead that the interaction is about; either a lead or a company.
    #[serde(default)]
    lead_id: Edit<Id<Lead>>,
    /// The company that the interaction is about.
    #[schemars(extend("x-aliases" = ["customer_id"]))]
    #[serde(default)]
    company_id: Edit<Id<Company>>,
    /// A contact of the company.
    #[serde(default)]
    contact_id: Edit<Id<Contact>>,
    /// An opportunity of the company.
    #[serde(default)]
    opportunity_id: Edit<Id<Opportunity>>,
    /// A ticket of the company.
    #[serde(default)]
    ticket_id: Edit<Id<Ticket>>,
    /// An order of the company.
    #[serde(default)]
    order_id: Edit<Id<Order>>,
    /// The type of the interaction.
    #[serde(default)]
    r#type: Replace<InteractionType>,
    /// Which side began it.
    #[serde(default)]
    direction: Edit<Direction>,
    /// The subject, in a few words; required for a company.
    #[serde(default)]
    subject: Edit<OptionalText<200>>,
    /// A description of what passed.
    #[schemars(extend("x-aliases" = ["notes"]))]
    #[serde(default)]
    description: Edit<OptionalText<10_000>>,
    /// The time of the interaction; a day stands for its beginning.
    #[serde(default)]
    date: Replace<Beginning>,
    /// The result of it.
    #[serde(default)]
    outcome: Edit<OptionalText<1000>>,
    /// The next thing to be done.
    #[serde(default)]
    next_action: Edit<OptionalText<1000>>,
    /// The time by which it is to be done; a day stands for its beginning. Only with `next_action`.
    #[serde(default)]
    next_action_date: Edit<Beginning>,
    /// Whether the next action is done.
    #[serde(default)]
    next_action_done: Replace<bool>,
    /// The owner, who does what is to be done next: a user who is a member of the profile.
    #[schemars(extend("x-aliases" = ["assigned_to"]))]
    #[serde(default)]
    user_id: Edit<Id<Member>>,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`. Fields left out keep their value; null removes it.
    #[schemars(extend("x-aliases" = ["custom_fields"]))]
    #[serde(default)]
    inputs: Inputs,
    /// The record's external IDs, such as `{"sap": "000123"}`. External IDs that are left out stay; null removes one of them, or all.
    #[serde(default)]
    external_ids: ExternalIds,
}

pub struct EditInteraction;

/// The interaction before and after the change.
pub struct Found {
    before: Recorded<Interaction>,
    interaction: Interaction,
}

impl Method for EditInteraction {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found;
    type Response = One<Interaction>;

    const SUMMARY_IN_SPANISH: &'static str =
        "Modifica una interacción: lo que se omite queda como está y null borra lo que puede quedar vacío.";
    const TOUCHES: fn(&Kind) -> bool = touches;
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Interaction>(parameters.interaction_id));

    fn name(&self) -> &'static str {
        "EditInteraction"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        if problems.concern("interaction_id") {
            return Ok(None);
        }
        let before = editor.get::<Interaction>(parameters.interaction_id.get())?;
        let parameters = parameters.clone();
        let mut interaction = before.record.clone();
        parameters.lead_id.apply(&mut interaction.lead_id);
        if before.lead_id.is_some() && interaction.lead_id.is_some() && interaction.lead_id != before.lead_id {
            interaction =
                Interaction { company_id: None, contact_id: None, opportunity_id: None, ticket_id: None, order_id: None, ..interaction };
        }
        parameters.company_id.apply(&mut interaction.company_id);
        parameters.contact_id.apply(&mut interaction.contact_id);
        parameters.opportunity_id.apply(&mut interaction.opportunity_id);
        parameters.ticket_id.apply(&mut interaction.ticket_id);
        parameters.order_id.apply(&mut interaction.order_id);
        parameters.r#type.apply(&mut interaction.kind);
        parameters.direction.apply(&mut interaction.direction);
        parameters.subject.apply(&mut interaction.subject);
        parameters.description.apply(&mut interaction.description);
        if let Some(date) = parameters.date.given() {
            interaction.date = date.instant();
        }
        parameters.outcome.apply(&mut interaction.outcome);
        parameters.next_action.apply(&mut interaction.next_action);
        parameters.next_action_date.apply(&mut interaction.next_action_date);
        if interaction.next_action.is_none() {
            interaction.next_action_date = None;
        }
        parameters.next_action_done.apply(&mut interaction.next_action_done);
        parameters.user_id.apply(&mut interaction.user_id);
        interaction.inputs = parameters.inputs.merged_into(&before.inputs, editor, Interaction::ENTITY, problems)?;
        interaction.external_ids = parameters.external_ids.merged_into(&before.external_ids)?;
        interaction.check(editor, Some(&before), problems)?;
        Ok(Some(Found { before, interaction }))
    }

    fn call(&self, editor: &mut Editor, _: Parameters, Found { before, interaction }: Found) -> Result<One<Interaction>> {
        let was_of = before.lead_id;
        let interaction = match interaction.lead_id.filter(|id| was_of != Some(*id)) {
            Some(lead_id) => {
                let lead = lead_with_room(editor, Some(lead_id))?;
                interaction.with_conversion(lead.as_deref())
            }
            None => interaction,
        };
        let was = before.date;
        let interaction = editor.update(before, interaction)?;
        let (is_of, is) = (interaction.lead_id, interaction.date);
        if was_of == is_of {
            note_last_contact(editor, is_of, Some(was), Some(is))?;
        } else {
            note_last_contact(editor, was_of, Some(was), None)?;
            note_last_contact(editor, is_of, None, Some(is))?;
        }
        Ok(One::shown(editor, interaction))
    }
}

//! Interactions: what passed between the business and its leads and companies, and what is to be done next. This file has what its
//! methods share; the record is [`crate::records::interaction`].
//!
//! Invariants: a lead's `last_contact` is no earlier than its latest past interaction, whatever is made, changed or deleted. A
//! planned interaction counts when it is written again after its time has come.

mod create_interaction;
mod delete_interaction;
mod edit_interaction;
mod get_interaction;
pub mod get_interactions;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::schema::interactions;
use crate::db::scope::{Editor, Reader};
use crate::db::stored::{Recorded, Stored};
use crate::error::{Error, Result};
use crate::fields::{Instant, Named, page};
use crate::modules::inputs::list_inputs::ListInputs;
use crate::modules::list::Listing;
use crate::modules::profiles::check_owner;
use crate::modules::reference::{check_of_company, referred};
use crate::modules::withheld::Withheld;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::interaction::{Interaction, LatestInteractions};
use crate::records::kinds::Kind;
use crate::records::lead::Lead;
use crate::records::opportunity::Opportunity;
use crate::records::order::Order;
use crate::records::ticket::Ticket;
use crate::rpc::problems::Problems;
use crate::rpc::registry::Registry;
use crate::sentences::Sentence;

pub fn register(registry: &mut Registry) {
    registry
        .module(
            "Interactions",
            "Interactions: what passed with leads and companies, and what is to be done next.",
            "Interacciones: lo que se ha tratado con leads y empresas, y lo que hay que hacer después.",
        )
        .later()
        .method(Listing::of(get_interactions::GetInteractions))
        .method(get_interaction::GetInteraction)
        .method(create_interaction::CreateInteraction)
        .method(edit_interaction::EditInteraction)
        .method(delete_interaction::DeleteInteraction)
        .method(Listing::of(ListInputs::of(Interaction::ENTITY)));
}

/// The latest interactions of these records, if they are asked for and the caller may read interactions.
pub fn latest_of<R: Stored>(
    reader: &mut Reader,
    wanted: bool,
    records: &[Recorded<R>],
    withheld: &mut Withheld,
) -> Result<Option<LatestInteractions>> {
    if !wanted || !withheld.shows(reader, Interaction::ENTITY, &["interactions"]) {
        return Ok(None);
    }
    LatestInteractions::load(reader, records).map(Some)
}

/// The kinds that an interaction's methods write beside the interaction: a lead has the time of its last contact.
fn touches(kind: &Kind) -> bool {
    kind.entity == Lead::ENTITY
}

/// The type of an interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum InteractionType {
    Call,
    Email,
    Meeting,
    Note,
    Support,
    Purchase,
    Other,
}

impl InteractionType {
    fn name(self) -> &'static str {
        match self {
            InteractionType::Call => "call",
            InteractionType::Email => "email",
            InteractionType::Meeting => "meeting",
            InteractionType::Note => "note",
            InteractionType::Support => "support",
            InteractionType::Purchase => "purchase",
            InteractionType::Other => "other",
        }
    }
}

impl From<InteractionType> for String {
    fn from(kind: InteractionType) -> String {
        kind.name().to_owned()
    }
}

/// The direction of an interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Direction {
    /// The other side began it.
    Inbound,
    /// The business began it.
    Outbound,
}

impl Direction {
    fn name(self) -> &'static str {
        match self {
            Direction::Inbound => "inbound",
            Direction::Outbound => "outbound",
        }
    }
}

impl From<Direction> for Option<String> {
    fn from(direction: Direction) -> Self {
        Some(direction.name().to_owned())
    }
}

/// The most interactions of one lead: a conversion takes all of them along in one transaction.
const MOST_OF_LEAD: i64 = 1_000;

impl Interaction {
    /// Notes problems of the interaction as it is to be kept.
    fn check(&self, reader: &mut Reader, before: Option<&Interaction>, problems: &mut Problems) -> Result<()> {
        let had = |of: fn(&Interaction) -> Option<i64>| before.and_then(of);
        let is_silent = ["lead_id", "company_id"].iter().any(|path| problems.concern(path));
        match (self.lead_id, self.company_id) {
            _ if is_silent => {}
            (None, None) => problems.add("lead_id", "required", Sentence::InteractionOfNobody),
            // A lead that was converted has its company, too.
            (Some(_), Some(_)) if had(|kept| kept.lead_id) != self.lead_id || had(|kept| kept.company_id) != self.company_id => {
                problems.add("company_id", "contradiction", Sentence::InteractionOfBoth);
            }
            _ => {}
        }
        if let Some(id) = self.lead_id.filter(|id| had(|kept| kept.lead_id) != Some(*id)) {
            referred::<Lead>(reader, "lead_id", id, problems)?;
        }
        match self.company_id {
            Some(company_id) => {
                let moved = had(|kept| kept.company_id) != Some(company_id);
                if moved {
                    referred::<Company>(reader, "company_id", company_id, problems)?;
                }
                let is_new = |id: &i64, of: fn(&Interaction) -> Option<i64>| moved || had(of) != Some(*id);
                if let Some(id) = self.contact_id.filter(|id| is_new(id, |kept| kept.contact_id)) {
                    check_of_company::<Contact>(reader, "contact_id", id, company_id, problems)?;
                }
                if let Some(id) = self.opportunity_id.filter(|id| is_new(id, |kept| kept.opportunity_id)) {
                    check_of_company::<Opportunity>(reader, "opportunity_id", id, company_id, problems)?;
                }
                if let Some(id) = self.ticket_id.filter(|id| is_new(id, |kept| kept.ticket_id)) {
                    check_of_company::<Ticket>(reader, "ticket_id", id, company_id, problems)?;
                }
                if let Some(id) = self.order_id.filter(|id| is_new(id, |kept| kept.order_id)) {
                    check_of_company::<Order>(reader, "order_id", id, company_id, problems)?;
                }
            }
            None => {
                let named = [
                    ("contact_id", self.contact_id),
                    ("opportunity_id", self.opportunity_id),
                    ("ticket_id", self.ticket_id),
                    ("order_id", self.order_id),
                ];
                for (path, id) in named {
                    if id.is_some() && !is_silent && !problems.concern(path) {
                        problems.add(path, "meaningless", Sentence::OnlyOfCompany);
                    }
                }
            }
        }
        // An interaction of a lead needs no subject, and outlives the lead.
        let was_left_behind = before.is_some_and(|kept| kept.lead_id.is_none() && kept.subject.is_none());
        let needs_subject = self.company_id.is_some() && self.lead_id.is_none() && !was_left_behind;
        if needs_subject && self.subject.is_none() && !problems.concern("subject") {
            problems.add("subject", "required", Sentence::Required);
        }
        if self.next_action.is_none() && self.next_action_date.is_some() && !problems.concern("next_action") {
            problems.add("next_action_date", "meaningless", Sentence::DateOfNoAction);
        }
        check_owner(reader, self.user_id, had(|kept| kept.user_id), problems)
    }

    /// With the company and the contact of a lead that was converted.
    fn with_conversion(self, lead: Option<&Lead>) -> Self {
        match lead.filter(|lead| lead.converted_at.is_some()) {
            Some(lead) => Interaction { company_id: lead.company_id, contact_id: lead.contact_id, ..self },
            None => self,
        }
    }
}

/// The lead of an interaction, if it is about one and has room for another.
fn lead_with_room(editor: &mut Editor, lead_id: Option<i64>) -> Result<Option<Recorded<Lead>>> {
    let Some(lead_id) = lead_id else { return Ok(None) };
    let own = editor.rows::<Interaction>().filter(interactions::lead_id.eq(lead_id));
    if editor.count(own)? >= MOST_OF_LEAD {
        return Err(Error::conflict("lead_id", "too_many", Sentence::TooManyInteractions { most: MOST_OF_LEAD }));
    }
    editor.get::<Lead>(lead_id).map(Some)
}

/// Keeps a lead's `last_contact` after one of its interactions was written: `was` is the interaction's time before, `is` the time
/// now. A later time that somebody said stays.
fn note_last_contact(editor: &mut Editor, lead_id: Option<i64>, was: Option<Instant>, is: Option<Instant>) -> Result<()> {
    let Some(lead_id) = lead_id else { return Ok(()) };
    let moment = editor.moment();
    let before = editor.get::<Lead>(lead_id)?;
    let last_contact = match was {
        Some(_) if was == before.last_contact => latest_past(editor, lead_id)?,
        _ => before.last_contact.max(is.filter(|date| *date <= moment)),
    };
    let lead = Lead { last_contact, ..before.record.clone() };
    editor.update(before, lead)?;
    Ok(())
}

/// The time of a lead's latest past interaction.
fn latest_past(editor: &mut Editor, lead_id: i64) -> Result<Option<Instant>> {
    const LATEST_FIRST: page::Order = page::Order { column: "date", descending: true, nullable: false };
    let moment = editor.moment();
    let past =
        |reader: &Reader| reader.rows::<Interaction>().filter(interactions::lead_id.eq(lead_id)).filter(interactions::date.le(moment));
    Ok(editor.behind(past, LATEST_FIRST, None, 1)?.first().map(|interaction| interaction.date))
}

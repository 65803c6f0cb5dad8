//! `Followups.ProcessFollowups`: tells people of the next actions that are due.

use std::collections::{HashMap, HashSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::auth::role::Role;
use crate::db::follow_ups::OVERDUE_SECONDS;
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::{Beginning, Instant, Named};
use crate::modules::notifications::{Notice, Words, notify_of_all};
use crate::records::company::Company;
use crate::records::interaction::Interaction;
use crate::records::kinds::Kind;
use crate::records::lead::Lead;
use crate::rpc::method::PlainMethod;
use crate::sentences::Sentence;

/// Notifies people of the next actions that are due and not done: the owner of the interaction, else the owner of its lead or its
/// company, else the managers. The managers are notified once more when an action is three days overdue.
///
/// Nobody is notified twice of the same action and date, so a scheduled job may call this as often as it likes. A new
/// `next_action_date` arms the action again. One call notifies of about 200 actions: call it again while `has_more` is true. An
/// application token also needs the right to write interactions, which keep the date for which somebody was reminded.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The moment at which actions are due; a day stands for its beginning. Default: now.
    #[serde(default)]
    now: Option<Beginning>,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    /// The number of actions that are due and not done; 10,000 stands for that many or more.
    due: i64,
    /// The number of actions whose owner, or who stands in for the owner, was notified by this call.
    notified: i64,
    /// The number of overdue actions of which this call notified the managers.
    escalated: i64,
    /// The number of due actions of which this call had nobody to notify, because earlier calls did.
    already: i64,
    /// Whether there are others of which somebody is still to be notified. Call again.
    has_more: bool,
}

/// The most actions that are counted as due.
const MOST_COUNTED: i64 = 10_000;

/// The most actions of one call.
const MOST: i64 = 200;

/// The number of notifications after which a call ends, where each action has many managers to be notified.
const ENOUGH: usize = 500;

pub struct ProcessFollowups;

impl PlainMethod for ProcessFollowups {
    type Scope = Editor;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Avisa de las siguientes acciones que ya tocan y no se han hecho: a su responsable y, si llevan tres días de \
        retraso, también a los administradores, una sola vez por acción y fecha.";
    const TOUCHES: fn(&Kind) -> bool = |kind| kind.entity == Interaction::ENTITY;

    fn name(&self) -> &'static str {
        "ProcessFollowups"
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters) -> Result<Response> {
        let now = parameters.now.map_or(editor.moment(), Beginning::instant);
        editor.hold_reminders()?;
        let due = editor.due(now, MOST_COUNTED)?;
        let waiting = editor.count_to_be_told(now, MOST_COUNTED)?;
        let interactions = editor.to_be_told(now, MOST)?;
        let responsible = Responsible::of(editor, &interactions)?;

        let mut response = Response { due, notified: 0, escalated: 0, already: (due - waiting).max(0), has_more: false };
        let (mut notices, mut told, mut notifications) = (Vec::new(), 0, 0);
        for before in interactions {
            if notifications >= ENOUGH {
                break;
            }
            let telling = Telling::of(&before, &responsible, now);
            response.notified += i64::from(telling.reminds);
            response.escalated += i64::from(telling.escalates);
            notifications += telling.notices.iter().map(|notice| notice.user_ids.len()).sum::<usize>();
            notices.extend(telling.notices);
            told += 1;
            let date = before.next_action_date;
            let escalated_for = if telling.escalates { date } else { before.escalated_for };
            let interaction = Interaction { reminded_for: date, escalated_for, ..before.record.clone() };
            editor.update(before, interaction)?;
        }
        notify_of_all(editor, notices)?;
        response.has_more = waiting > told;
        Ok(response)
    }
}

/// The notices about one action, and what they are for.
struct Telling {
    reminds: bool,
    escalates: bool,
    notices: Vec<Notice>,
}

impl Telling {
    fn of(interaction: &Recorded<Interaction>, responsible: &Responsible, now: Instant) -> Self {
        let date = interaction.next_action_date;
        let reminds = interaction.reminded_for != date;
        let is_overdue = date.is_some_and(|date| date.plus_seconds(OVERDUE_SECONDS) <= now);
        let escalates = is_overdue && interaction.escalated_for != date;
        let managers = if escalates { responsible.managers.clone() } else { Vec::new() };
        let mut reminded = if reminds { responsible.of_action(interaction) } else { Vec::new() };
        // A manager who is told that the action is overdue need not be told that it is due.
        reminded.retain(|user_id| !managers.contains(user_id));
        let notice = |user_ids: Vec<i64>, sentence| Notice {
            user_ids,
            entity: Interaction::ENTITY,
            record_id: interaction.id,
            subject: Words::Sentence(sentence),
            comment: interaction.next_action.clone().map(Words::Written),
        };
        let notices = vec![notice(reminded, Sentence::FollowUpDue), notice(managers, Sentence::FollowUpOverdue)];
        Telling { reminds, escalates, notices }
    }
}

/// The people who are told of actions.
struct Responsible {
    members: HashSet<i64>,
    managers: Vec<i64>,
    of_leads: HashMap<i64, Option<i64>>,
    of_companies: HashMap<i64, Option<i64>>,
}

impl Responsible {
    fn of(editor: &mut Editor, interactions: &[Recorded<Interaction>]) -> Result<Self> {
        let members = editor.members()?;
        let managers = members.iter().filter(|(member, _)| member.role == Role::Manager.name()).map(|(member, _)| member.user_id);
        let leads = editor.by_ids::<Lead>(interactions.iter().filter_map(|interaction| interaction.lead_id))?;
        let companies = editor.by_ids::<Company>(interactions.iter().filter_map(|interaction| interaction.company_id))?;
        Ok(Responsible {
            managers: managers.collect(),
            members: members.iter().map(|(member, _)| member.user_id).collect(),
            of_leads: leads.into_iter().map(|(id, lead)| (id, lead.user_id)).collect(),
            of_companies: companies.into_iter().map(|(id, company)| (id, company.user_id)).collect(),
        })
    }

    /// The users who are reminded of an interaction's action. An owner who has left the profile is passed over.
    fn of_action(&self, interaction: &Interaction) -> Vec<i64> {
        let lead = || interaction.lead_id.and_then(|id| self.present(*self.of_leads.get(&id)?));
        let company = || interaction.company_id.and_then(|id| self.present(*self.of_companies.get(&id)?));
        match self.present(interaction.user_id).or_else(lead).or_else(company) {
            Some(user_id) => vec![user_id],
            None => self.managers.clone(),
        }
    }

    fn present(&self, user_id: Option<i64>) -> Option<i64> {
        user_id.filter(|user_id| self.members.contains(user_id))
    }
}

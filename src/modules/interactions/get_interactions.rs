//! `Interactions.GetInteractions`: a page of the profile's interactions.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Direction, InteractionType};
use crate::db::rows::Rows;
use crate::db::schema::interactions;
use crate::db::scope::Reader;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::{AnyOf, Ids, Instant, InstantRange, OptionalText};
use crate::modules::inputs::shown_inputs;
use crate::modules::list::{Counter, List, Of, SortKey};
use crate::modules::profiles::check_owners;
use crate::modules::reference::check_referred;
use crate::modules::withheld::Withheld;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::interaction::{BY_COMPANY, BY_LEAD, BY_USER, Interaction, With};
use crate::records::lead::Lead;
use crate::records::member::Member;
use crate::records::opportunity::Opportunity;
use crate::records::order::Order;
use crate::records::ticket::Ticket;
use crate::rpc::problems::Problems;

/// Lists the interactions of a profile, page by page.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    /// Only interactions with these leads, also after their conversion.
    #[serde(default)]
    lead_id: Ids<Lead>,
    /// Only interactions with these companies, and with the leads that became theirs.
    #[schemars(extend("x-aliases" = ["customer_id"]))]
    #[serde(default)]
    company_id: Ids<Company>,
    /// Only interactions with these contacts.
    #[serde(default)]
    contact_id: Ids<Contact>,
    /// Only interactions about these opportunities.
    #[serde(default)]
    opportunity_id: Ids<Opportunity>,
    /// Only interactions about these tickets.
    #[serde(default)]
    ticket_id: Ids<Ticket>,
    /// Only interactions about these orders.
    #[serde(default)]
    order_id: Ids<Order>,
    /// Only interactions of this type, or of any of several.
    #[serde(default)]
    r#type: AnyOf<InteractionType>,
    /// Only interactions that this side began.
    #[serde(default)]
    direction: AnyOf<Direction>,
    /// Only interactions of these owners.
    #[schemars(extend("x-aliases" = ["assigned_to"]))]
    #[serde(default)]
    user_id: Ids<Member>,
    /// Only interactions in this range of time.
    #[serde(default)]
    date: InstantRange,
    /// Only interactions whose next action is to be done in this range of time.
    #[serde(default)]
    next_action_date: InstantRange,
    /// Only interactions whose next action is done (`true`), or only the others (`false`).
    #[serde(default)]
    next_action_done: Option<bool>,
    /// For true, only interactions with a next action that is not done; `false` is no filter.
    #[serde(default)]
    open_actions: bool,
    /// Only interactions created in this range of time.
    #[serde(default)]
    created_at: InstantRange,
    /// Only interactions with this text in their subject, description, outcome, next action or custom fields, ignoring case and
    /// accents.
    #[serde(default)]
    query: OptionalText<200>,
    /// Whether to list the values of custom fields, too.
    #[serde(default)]
    with_inputs: bool,
}

pub struct GetInteractions;

impl List for GetInteractions {
    type Record = Interaction;
    type Filters = Filters;

    const SUMMARY_IN_SPANISH: &'static str = "Lista las interacciones de un perfil, página por página.";
    const NAME: &'static str = "GetInteractions";
    const PLURAL: &'static str = "interactions";
    const SORTS: &'static [SortKey<Interaction>] = &[
        SortKey { name: "date", column: "date", of: Of::Number(|kept| kept.date.microseconds()) },
        SortKey {
            name: "next_action_date",
            column: "next_action_date",
            of: Of::NumberOrNull(|kept| kept.next_action_date.map(Instant::microseconds)),
        },
    ];
    const NULLABLE: &'static [&'static str] = &[
        "lead_id",
        "company_id",
        "contact_id",
        "opportunity_id",
        "ticket_id",
        "order_id",
        "direction",
        "subject",
        "description",
        "outcome",
        "next_action",
        "next_action_date",
        "user_id",
    ];
    const COUNTED: &'static [Counter<Filters>] = &[
        (BY_LEAD, |filters| filters.lead_id.take()),
        (BY_COMPANY, |filters| filters.company_id.take()),
        (BY_USER, |filters| filters.user_id.take()),
    ];

    fn check(reader: &mut Reader, filters: &Filters, problems: &mut Problems) -> Result<()> {
        check_referred::<Lead>(reader, "lead_id", &filters.lead_id, problems)?;
        check_referred::<Company>(reader, "company_id", &filters.company_id, problems)?;
        check_referred::<Contact>(reader, "contact_id", &filters.contact_id, problems)?;
        check_referred::<Opportunity>(reader, "opportunity_id", &filters.opportunity_id, problems)?;
        check_referred::<Ticket>(reader, "ticket_id", &filters.ticket_id, problems)?;
        check_referred::<Order>(reader, "order_id", &filters.order_id, problems)?;
        check_owners(reader, "user_id", &filters.user_id, BY_USER, problems)
    }

    fn rows(reader: &Reader, filters: &Filters) -> Rows<Interaction> {
        let rows = reader
            .rows::<Interaction>()
            .among(interactions::lead_id, filters.lead_id.given())
            .among(interactions::company_id, filters.company_id.given())
            .among(interactions::contact_id, filters.contact_id.given())
            .among(interactions::opportunity_id, filters.opportunity_id.given())
            .among(interactions::ticket_id, filters.ticket_id.given())
            .among(interactions::order_id, filters.order_id.given())
            .among(interactions::user_id, filters.user_id.given())
            .filter_if(filters.r#type.names(InteractionType::name), |names| interactions::kind.eq_any(names))
            .filter_if(filters.direction.names(Direction::name), |names| interactions::direction.eq_any(names))
            .filter_if(filters.date.from, |from| interactions::date.ge(from))
            .filter_if(filters.date.until, |until| interactions::date.lt(until))
            .filter_if(filters.next_action_date.from, |from| interactions::next_action_date.ge(from))
            .filter_if(filters.next_action_date.until, |until| interactions::next_action_date.lt(until))
            .filter_if(filters.next_action_done, |done| interactions::next_action_done.eq(done))
            .filter_if(filters.created_at.from, |from| interactions::created_at.ge(from))
            .filter_if(filters.created_at.until, |until| interactions::created_at.lt(until));
        if filters.open_actions {
            rows.filter(interactions::next_action_done.eq(false)).filter(interactions::next_action.is_not_null())
        } else {
            rows
        }
    }

    fn query(filters: &Filters) -> Option<&str> {
        filters.query.as_deref()
    }

    fn narrowing(filters: Filters) -> Filters {
        Filters { query: OptionalText::default(), with_inputs: false, ..filters }
    }

    fn with(reader: &mut Reader, filters: &Filters, rows: &[Recorded<Interaction>], withheld: &mut Withheld) -> Result<With> {
        Ok(With { inputs: shown_inputs(reader, filters.with_inputs, rows, withheld)? })
    }
}

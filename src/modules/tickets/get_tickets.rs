//! `Tickets.GetTickets`: the profile's tickets, all of them or a page.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use super::TicketStatus;
use crate::db::rows::Rows;
use crate::db::schema::tickets;
use crate::db::scope::Reader;
use crate::db::search::name_key;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::{AnyOf, Day, Ids, Instant, InstantRange, OptionalText, Range};
use crate::modules::catalogs::check_filter;
use crate::modules::files::files_of;
use crate::modules::inputs::shown_inputs;
use crate::modules::list::{Counter, LONGEST_SHORT_PAGE, List, Of, SortKey};
use crate::modules::profiles::check_owners;
use crate::modules::reference::check_referred;
use crate::modules::withheld::Withheld;
use crate::records::catalog;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::member::Member;
use crate::records::opportunity::Opportunity;
use crate::records::ticket::{BY_COMPANY, BY_USER, Comments, Ticket, With};
use crate::rpc::problems::Problems;

/// Lists the tickets of a profile: all of them, or a page where `page` or `pagination` is given.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    /// Only tickets that these users own.
    #[serde(default)]
    user_id: Ids<Member>,
    /// Only tickets of these companies.
    #[serde(default)]
    company_id: Ids<Company>,
    /// Only tickets of these contacts.
    #[serde(default)]
    contact_id: Ids<Contact>,
    /// Only tickets about these opportunities.
    #[serde(default)]
    opportunity_id: Ids<Opportunity>,
    /// Only tickets of these origins, entries of `Tickets.GetOrigins`.
    #[serde(default)]
    origin_id: Ids<CatalogEntry>,
    /// Only tickets of these cases, entries of `Tickets.GetCases`.
    #[serde(default)]
    case_id: Ids<CatalogEntry>,
    /// Only tickets of these priorities, entries of `Tickets.GetPriorities`.
    #[serde(default)]
    priority_id: Ids<CatalogEntry>,
    /// Only tickets with this status, or with any of a list.
    #[serde(default)]
    status: AnyOf<TicketStatus>,
    /// Only tickets created in this range of time.
    #[serde(default)]
    created_at: InstantRange,
    /// Only tickets expected to be done in this range of days.
    #[serde(default)]
    estimated_end_at: Range<Day>,
    /// Only tickets closed in this range of time.
    #[serde(default)]
    closed_at: InstantRange,
    /// Only tickets with this text in their titles or descriptions, ignoring case and accents.
    #[serde(default)]
    query: OptionalText<200>,
    /// Whether to list the comments on each ticket, too.
    #[serde(default)]
    with_comments: bool,
    /// Whether to show the values of custom fields.
    #[serde(default)]
    with_inputs: bool,
    /// Whether to list the files, too, each with its name and address.
    #[serde(default)]
    with_files: bool,
}

pub struct GetTickets;

impl List for GetTickets {
    type Record = Ticket;
    type Filters = Filters;

    const SUMMARY_IN_SPANISH: &'static str = "Lista los tickets de un perfil: todos, o una página si se indica `page` o `pagination`.";
    const NAME: &'static str = "GetTickets";
    const PLURAL: &'static str = "tickets";
    const SORTS: &'static [SortKey<Ticket>] = &[
        SortKey::by_name("title", |kept| name_key(&kept.title)),
        SortKey { name: "estimated_end_at", column: "estimated_end_at", of: Of::Text(|kept| kept.estimated_end_at.as_str().to_owned()) },
        SortKey { name: "solved_at", column: "solved_at", of: Of::NumberOrNull(|kept| kept.solved_at.map(Instant::microseconds)) },
        SortKey { name: "closed_at", column: "closed_at", of: Of::NumberOrNull(|kept| kept.closed_at.map(Instant::microseconds)) },
    ];
    const NULLABLE: &'static [&'static str] = &["contact_id", "opportunity_id", "solved_at", "closed_at"];
    const COUNTED: &'static [Counter<Filters>] =
        &[(BY_USER, |filters| filters.user_id.take()), (BY_COMPANY, |filters| filters.company_id.take())];
    const WHOLE: bool = true;

    fn check(reader: &mut Reader, filters: &Filters, problems: &mut Problems) -> Result<()> {
        check_owners(reader, "user_id", &filters.user_id, BY_USER, problems)?;
        check_referred::<Company>(reader, "company_id", &filters.company_id, problems)?;
        check_referred::<Contact>(reader, "contact_id", &filters.contact_id, problems)?;
        check_referred::<Opportunity>(reader, "opportunity_id", &filters.opportunity_id, problems)?;
        check_filter(reader, catalog::TICKET_ORIGINS, "origin_id", &filters.origin_id, problems)?;
        check_filter(reader, catalog::TICKET_CASES, "case_id", &filters.case_id, problems)?;
        check_filter(reader, catalog::TICKET_PRIORITIES, "priority_id", &filters.priority_id, problems)
    }

    fn rows(reader: &Reader, filters: &Filters) -> Rows<Ticket> {
        reader
            .rows::<Ticket>()
            .among(tickets::user_id, filters.user_id.given())
            .among(tickets::company_id, filters.company_id.given())
            .among(tickets::contact_id, filters.contact_id.given())
            .among(tickets::opportunity_id, filters.opportunity_id.given())
            .among(tickets::origin_id, filters.origin_id.given())
            .among(tickets::case_id, filters.case_id.given())
            .among(tickets::priority_id, filters.priority_id.given())
            .filter_if(filters.status.names(TicketStatus::name), |statuses| tickets::status.eq_any(statuses))
            .filter_if(filters.created_at.from, |from| tickets::created_at.ge(from))
            .filter_if(filters.created_at.until, |until| tickets::created_at.lt(until))
            .filter_if(filters.estimated_end_at.from.clone(), |from| tickets::estimated_end_at.ge(from))
            .filter_if(filters.estimated_end_at.to.clone(), |to| tickets::estimated_end_at.le(to))
            .filter_if(filters.closed_at.from, |from| tickets::closed_at.ge(from))
            .filter_if(filters.closed_at.until, |until| tickets::closed_at.lt(until))
    }

    fn query(filters: &Filters) -> Option<&str> {
        filters.query.as_deref()
    }

    fn narrowing(filters: Filters) -> Filters {
        Filters { query: OptionalText::default(), with_comments: false, with_inputs: false, with_files: false, ..filters }
    }

    fn with(reader: &mut Reader, filters: &Filters, rows: &[Recorded<Ticket>], withheld: &mut Withheld) -> Result<With> {
        let comments = if filters.with_comments { Some(Comments::load(reader, rows)?) } else { None };
        let files = files_of(reader, filters.with_files, rows, withheld)?;
        let inputs = shown_inputs(reader, filters.with_inputs, rows, withheld)?;
        Ok(With { comments, inputs, files })
    }

    fn longest_short_page(filters: &Filters) -> i64 {
        if filters.with_comments || filters.with_files { 0 } else { LONGEST_SHORT_PAGE }
    }
}

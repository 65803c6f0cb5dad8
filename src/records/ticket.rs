//! The ticket, with its comments.

use std::collections::HashMap;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::schema::{ticket_comments, tickets};
use crate::db::scope::Reader;
use crate::db::stored::{Facet, KeptInputs, Links, MentionColumns, Ownership, Record, Recorded, Reference, from_view, stored};
use crate::error::Result;
use crate::fields::external_ids::none_viewed;
use crate::fields::searched::Searched;
use crate::fields::viewed::{viewed, viewed_or_null};
use crate::fields::{Author, Day, Entity, Instant, Named, Verbatim};
use crate::records::attachment::{self, FilesView, ShownFiles};
use crate::records::catalog;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::opportunity::Opportunity;
use crate::records::shown_inputs::ShownInputs;
use crate::records::ticket_comment::{CommentView, TicketComment};

/// A ticket.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = tickets, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Ticket {
    pub title: String,
    pub description: String,
    pub company_id: i64,
    pub contact_id: Option<i64>,
    pub opportunity_id: Option<i64>,
    pub user_id: i64,
    pub origin_id: i64,
    pub case_id: i64,
    pub priority_id: i64,
    #[serde(deserialize_with = "viewed")]
    pub estimated_end_at: Day,
    pub status: String,
    #[serde(deserialize_with = "viewed_or_null")]
    pub solved_at: Option<Instant>,
    #[serde(deserialize_with = "viewed_or_null")]
    pub closed_at: Option<Instant>,
    /// JSON, as the wire shows it. Tickets had no inputs once.
    #[serde(default = "none_viewed", deserialize_with = "viewed")]
    pub inputs: String,
    /// The attached files: a JSON list.
    #[serde(default = "attachment::none", deserialize_with = "viewed")]
    pub files: String,
    /// JSON, as the wire shows it.
    #[serde(default = "none_viewed", deserialize_with = "viewed")]
    pub external_ids: String,
}

pub const BY_USER: Facet = Facet("tickets.user_id");
pub const BY_COMPANY: Facet = Facet("tickets.company_id");

stored!(Ticket, tickets, searched in search_text);

impl Named for Ticket {
    const ENTITY: Entity = Entity("ticket");
    const HAS_EXTERNAL_IDS: bool = true;
}

impl Record for Ticket {
    const ALL: Facet = Facet("tickets");
    const MENTION: MentionColumns = MentionColumns { within: "company_id", ..MentionColumns::NOTHING };
    const OWNERSHIP: Ownership = Ownership::Required;
    const REFERENCES: &'static [Reference] = &[
        Reference::to::<Company>("company_id"),
        Reference::to::<Contact>("contact_id").within("company_id"),
        Reference::to::<Opportunity>("opportunity_id").within("company_id"),
        Reference::to_entry("origin_id", catalog::TICKET_ORIGINS),
        Reference::to_entry("case_id", catalog::TICKET_CASES),
        Reference::to_entry("priority_id", catalog::TICKET_PRIORITIES),
    ];
    const EXTERNAL_IDS: Option<fn(&Self) -> &str> = Some(|ticket| &ticket.external_ids);
    const INPUTS: Option<KeptInputs<Self>> = Some(KeptInputs { kept: |ticket| &ticket.inputs, changed: |ticket| &mut ticket.inputs });
    const FILES: Option<fn(&Self) -> &str> = Some(|ticket| &ticket.files);

    type With = With;
    type View<'a> = TicketView<'a>;

    fn long_texts(&self) -> usize {
        self.description.len()
    }

    fn view<'a>(kept: &'a Recorded<Self>, with: &'a With) -> TicketView<'a> {
        TicketView::new(kept, with)
    }

    fn whole() -> With {
        With { comments: None, inputs: ShownInputs::AsKept, files: ShownFiles::AsKept }
    }

    fn facets(&self) -> Vec<(Facet, i64)> {
        vec![(BY_USER, self.user_id), (BY_COMPANY, self.company_id)]
    }

    fn search_text(&self) -> Option<String> {
        Some(Searched::named(&self.title).with([Some(self.description.as_str())]).with_inputs(&self.inputs).folded())
    }

    const LINKS: &'static [Links] = &[attachment::links("ticket_files", "ticket_id")];

    fn linked(&self) -> Vec<Vec<i64>> {
        vec![attachment::ids(&self.files)]
    }

    const REVIVE: Option<fn(&str) -> Result<Self>> = Some(from_view);
}

/// The parts of a ticket that are shown beside its own fields.
#[derive(Debug, Default)]
pub struct With {
    pub comments: Option<Comments>,
    pub inputs: ShownInputs,
    pub files: ShownFiles,
}

/// The comments on each ticket of a page.
#[derive(Debug, Default)]
pub struct Comments(HashMap<i64, Vec<Recorded<TicketComment>>>);

impl Comments {
    pub fn load(reader: &mut Reader, tickets: &[Recorded<Ticket>]) -> Result<Self> {
        let mut found: HashMap<i64, Vec<_>> = HashMap::new();
        let ids: Vec<i64> = tickets.iter().map(|ticket| ticket.id).collect();
        let rows = reader.rows::<TicketComment>().among(ticket_comments::ticket_id, Some(&ids));
        for comment in reader.load(rows)? {
            found.entry(comment.ticket_id).or_default().push(comment);
        }
        for comments in found.values_mut() {
            comments.sort_by_key(|comment| comment.id);
        }
        Ok(Comments(found))
    }

    /// The comments on one ticket, oldest first.
    pub fn on(&self, ticket_id: i64) -> &[Recorded<TicketComment>] {
        self.0.get(&ticket_id).map(Vec::as_slice).unwrap_or_default()
    }
}

/// A ticket.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Ticket")]
pub struct TicketView<'a> {
    id: i64,
    title: &'a str,
    description: &'a str,
    company_id: i64,
    contact_id: Option<i64>,
    opportunity_id: Option<i64>,
    /// The owner's user id.
    user_id: i64,
    /// An entry of `Tickets.GetOrigins`.
    origin_id: i64,
    /// An entry of `Tickets.GetCases`.
    case_id: i64,
    /// An entry of `Tickets.GetPriorities`.
    priority_id: i64,
    /// The day on which the ticket is expected to be done.
    estimated_end_at: &'a Day,
    /// The status: `open`, `pending`, `solved` or `closed`.
    status: &'a str,
    /// The time when the ticket was solved; null while it is not.
    solved_at: Option<Instant>,
    /// The time when the ticket was closed; null while it is not.
    closed_at: Option<Instant>,
    /// The comments, oldest first. Left out of lists without `with_comments`.
    #[serde(skip_serializing_if = "Option::is_none")]
    comments: Option<Vec<CommentView<'a>>>,
    /// The values of custom fields, by slug. Left out of lists without `with_inputs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<std::collections::BTreeMap<String, serde_json::Value>>")]
    inputs: Option<Verbatim<'a>>,
    /// The attached files, in their order: each with its name and address. Replies that change the record have their ids alone;
    /// otherwise left out without `with_files`.
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<FilesView<'a>>,
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

impl<'a> TicketView<'a> {
    fn new(kept: &'a Recorded<Ticket>, with: &'a With) -> Self {
        let comments = with.comments.as_ref().map(|comments| comments.on(kept.id).iter().map(CommentView::new).collect());
        TicketView {
            id: kept.id,
            title: &kept.title,
            description: &kept.description,
            company_id: kept.company_id,
            contact_id: kept.contact_id,
            opportunity_id: kept.opportunity_id,
            user_id: kept.user_id,
            origin_id: kept.origin_id,
            case_id: kept.case_id,
            priority_id: kept.priority_id,
            estimated_end_at: &kept.estimated_end_at,
            status: &kept.status,
            solved_at: kept.solved_at,
            closed_at: kept.closed_at,
            comments,
            inputs: with.inputs.view(kept.id, &kept.inputs),
            files: with.files.view(&kept.files),
            external_ids: Verbatim(Some(&kept.external_ids)),
            created_by: kept.created_by,
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
        }
    }
}

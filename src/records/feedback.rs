//! The feedback: a question to a customer, and the answer.
//!
//! Invariants: a request is open, answered or expired. While it is open, no other one of the same customer asks about the same thing
//! ([`Feedback::open_key`]). A rating belongs to the request's scale. That the days of an open request are over is kept nowhere until
//! somebody notes it: the moment tells.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::db::schema::feedback;
use crate::db::scope::Reader;
use crate::db::stored::{Facet, Record, Recorded, Reference, from_view, stored};
use crate::error::Result;
use crate::fields::external_ids::none_viewed;
use crate::fields::folding::fold;
use crate::fields::searched::Searched;
use crate::fields::viewed::{viewed, viewed_or_null};
use crate::fields::{Author, Entity, Instant, Money, Named, Verbatim};
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::order::Order;
use crate::records::ticket::Ticket;

/// A request for feedback, with its answer once there is one.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = feedback, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Feedback {
    pub company_id: i64,
    pub contact_id: Option<i64>,
    pub order_id: Option<i64>,
    pub ticket_id: Option<i64>,
    pub subject: Option<String>,
    pub scale: String,
    pub status: String,
    /// Stands for what an open request asks about; unique in the profile. Made of the other columns.
    #[serde(skip)]
    pub open_key: Option<String>,
    #[serde(deserialize_with = "viewed")]
    pub expires_at: Instant,
    #[serde(deserialize_with = "viewed_or_null")]
    pub mailed_at: Option<Instant>,
    pub reminders: i64,
    #[serde(deserialize_with = "viewed_or_null")]
    pub reminded_at: Option<Instant>,
    #[serde(deserialize_with = "viewed_or_null")]
    pub reminder_at: Option<Instant>,
    pub rating: Option<i64>,
    pub comment: Option<String>,
    pub category: Option<String>,
    #[serde(deserialize_with = "viewed_or_null")]
    pub answered_at: Option<Instant>,
    /// JSON, as the wire shows it.
    #[serde(default = "none_viewed", deserialize_with = "viewed")]
    pub external_ids: String,
}

pub const BY_COMPANY: Facet = Facet("feedback.company_id");

/// The status of a request that nobody has answered.
pub const OPEN: &str = "open";

/// The status of a request that was answered.
pub const ANSWERED: &str = "answered";

/// The status of a request that nobody answered in its days.
pub const EXPIRED: &str = "expired";

/// The scale of ratings from 1 to 5.
pub const STARS: &str = "stars";

/// The scale of ratings from 0 to 10, for the Net Promoter Score.
pub const NPS: &str = "nps";

stored!(Feedback, feedback, searched in search_text);

impl Named for Feedback {
    const ENTITY: Entity = Entity("feedback");
    const HAS_EXTERNAL_IDS: bool = true;
}

impl Feedback {
    /// The key of what the request asks about: the same for two requests that may not be open at once.
    pub fn key(&self) -> String {
        let id = |id: Option<i64>| id.unwrap_or(0);
        let about = [self.company_id, id(self.contact_id), id(self.order_id), id(self.ticket_id)].map(|id| id.to_string()).join(" ");
        let about = format!("{about} {}", fold(self.subject.as_deref().unwrap_or_default()));
        Sha256::digest(about).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The status at this moment.
    pub fn status_at(&self, moment: Instant) -> &str {
        if self.status == OPEN && self.expires_at <= moment { EXPIRED } else { &self.status }
    }

    /// The least and the greatest rating of the request's scale.
    pub fn bounds(&self) -> (i64, i64) {
        bounds(&self.scale)
    }
}

/// A rating as a score from 0 to 100, in which both scales can be compared: a star is 0, five are 100.
pub fn score(scale: &str, rating: i64) -> Money {
    const TEN: i64 = 100_000;
    const QUARTER: i64 = 250_000;
    Money::from_ten_thousandths(if scale == NPS { rating.saturating_mul(TEN) } else { (rating - 1).saturating_mul(QUARTER) })
}

/// The least and the greatest rating of a scale.
pub fn bounds(scale: &str) -> (i64, i64) {
    if scale == NPS { (0, 10) } else { (1, 5) }
}

impl Record for Feedback {
    const ALL: Facet = Facet("feedback");
    const REFERENCES: &'static [Reference] = &[
        Reference::to::<Company>("company_id"),
        Reference::to::<Contact>("contact_id").within("company_id"),
        Reference::to::<Order>("order_id").within("company_id"),
        Reference::to::<Ticket>("ticket_id"),
    ];
    const EXTERNAL_IDS: Option<fn(&Self) -> &str> = Some(|feedback| &feedback.external_ids);

    type With = With;
    type View<'a> = FeedbackView<'a>;

    fn long_texts(&self) -> usize {
        self.comment.as_ref().map_or(0, String::len)
    }

    fn view<'a>(kept: &'a Recorded<Self>, with: &'a With) -> FeedbackView<'a> {
        FeedbackView::new(kept, with)
    }

    /// The change record keeps the status that is kept: `expired` would be true at some moments only.
    fn whole() -> With {
        With::default()
    }

    fn shown(reader: &Reader) -> With {
        With { moment: Some(reader.moment()) }
    }

    fn facets(&self) -> Vec<(Facet, i64)> {
        vec![(BY_COMPANY, self.company_id)]
    }

    fn search_text(&self) -> Option<String> {
        let texts = [self.comment.as_deref(), self.category.as_deref()];
        Some(Searched::named(self.subject.as_deref().unwrap_or_default()).with(texts).folded())
    }

    fn refolded(self) -> Self {
        let open_key = (self.status == OPEN).then(|| self.key());
        Feedback { open_key, ..self }
    }

    const REVIVE: Option<fn(&str) -> Result<Self>> = Some(from_view);
}

/// The moment that tells whether an open request is expired. None for the status as it is kept.
#[derive(Debug, Default)]
pub struct With {
    pub moment: Option<Instant>,
}

/// A request for feedback, with its answer once there is one.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Feedback")]
pub struct FeedbackView<'a> {
    id: i64,
    /// The customer, which is a company.
    company_id: i64,
    /// The contact who is asked; null if the company itself is.
    contact_id: Option<i64>,
    /// The order that the request is about.
    order_id: Option<i64>,
    /// The ticket that the request is about.
    ticket_id: Option<i64>,
    /// The subject, in words that the customer reads.
    subject: Option<&'a str>,
    /// The scale of the rating: `stars` from 1 to 5, or `nps` from 0 to 10.
    scale: &'a str,
    /// The status: `open`, `answered` or `expired`.
    status: &'a str,
    /// The end of the request's 30 days. An open request is expired from then on.
    expires_at: Instant,
    /// The time at which the request was handed over to be mailed to the customer; null if it was not.
    mailed_at: Option<Instant>,
    /// The number of reminders so far.
    reminders: i64,
    /// The time of the latest reminder.
    reminded_at: Option<Instant>,
    /// The time from which on the next reminder is due; null if none is left.
    reminder_at: Option<Instant>,
    /// The rating, on the request's scale; null until the request is answered.
    rating: Option<i64>,
    /// The comment of the customer.
    comment: Option<&'a str>,
    /// The category of the answer, in the profile's own words.
    category: Option<&'a str>,
    /// The time of the answer.
    answered_at: Option<Instant>,
    /// The record's external IDs, by the name of the other system: `{"sap": "000123"}`.
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    external_ids: Verbatim<'a>,
    /// The record's version: 1 when created, one more with each change.
    version: i64,
    created_at: Instant,
    updated_at: Instant,
    /// The user or application token that made the request; null if the service did.
    created_by: Option<Author>,
}

impl<'a> FeedbackView<'a> {
    fn new(kept: &'a Recorded<Feedback>, with: &'a With) -> Self {
        FeedbackView {
            id: kept.id,
            company_id: kept.company_id,
            contact_id: kept.contact_id,
            order_id: kept.order_id,
            ticket_id: kept.ticket_id,
            subject: kept.subject.as_deref(),
            scale: &kept.scale,
            status: with.moment.map_or(&kept.status, |moment| kept.status_at(moment)),
            expires_at: kept.expires_at,
            mailed_at: kept.mailed_at,
            reminders: kept.reminders,
            reminded_at: kept.reminded_at,
            reminder_at: kept.reminder_at,
            rating: kept.rating,
            comment: kept.comment.as_deref(),
            category: kept.category.as_deref(),
            answered_at: kept.answered_at,
            external_ids: Verbatim(Some(&kept.external_ids)),
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
            created_by: kept.created_by,
        }
    }
}

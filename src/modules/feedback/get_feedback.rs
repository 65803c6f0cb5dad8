//! `Feedback.GetFeedback`: a page of the profile's requests for feedback, with their answers.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{FeedbackStatus, LONGEST_CATEGORY, Rating, Scale};
use crate::db::rows::Rows;
use crate::db::schema::feedback;
use crate::db::scope::Reader;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::{AnyOf, Ids, Instant, InstantRange, OptionalText, Range};
use crate::modules::list::{Counter, List, Of, SortKey};
use crate::modules::reference::check_referred;
use crate::modules::withheld::Withheld;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::feedback::{BY_COMPANY, EXPIRED, Feedback, OPEN, With};
use crate::records::order::Order;
use crate::records::ticket::Ticket;
use crate::rpc::problems::Problems;

/// Lists the requests for feedback of a profile with their answers, page by page.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    /// Only requests to these customers, by their companies.
    #[schemars(extend("x-aliases" = ["customer_id"]))]
    #[serde(default)]
    company_id: Ids<Company>,
    /// Only requests to these contacts.
    #[serde(default)]
    contact_id: Ids<Contact>,
    /// Only requests about these orders.
    #[serde(default)]
    order_id: Ids<Order>,
    /// Only requests about these tickets.
    #[serde(default)]
    ticket_id: Ids<Ticket>,
    /// Only requests with this status at this moment, or with any of a list.
    #[serde(default)]
    status: AnyOf<FeedbackStatus>,
    /// Only requests with this scale.
    #[serde(default)]
    scale: AnyOf<Scale>,
    /// Only answers with a rating in this range; a rating means another thing on each scale.
    #[serde(default)]
    rating: Range<Rating>,
    /// Only answers of this category, as it was written.
    #[serde(default)]
    category: OptionalText<LONGEST_CATEGORY>,
    /// Only answers that came in this range of time.
    #[serde(default)]
    answered_at: InstantRange,
    /// Only requests whose 30 days end in this range of time.
    #[serde(default)]
    expires_at: InstantRange,
    /// Only requests created in this range of time.
    #[serde(default)]
    created_at: InstantRange,
    /// Only requests with this text in their subject, comment or category, ignoring case and accents.
    #[serde(default)]
    query: OptionalText<200>,
}

pub struct GetFeedback;

impl List for GetFeedback {
    type Record = Feedback;
    type Filters = Filters;

    const SUMMARY_IN_SPANISH: &'static str = "Lista las solicitudes de opinión de un perfil con sus respuestas, página por página.";
    const NAME: &'static str = "GetFeedback";
    const PLURAL: &'static str = "feedback";
    const SORTS: &'static [SortKey<Feedback>] = &[
        SortKey { name: "answered_at", column: "answered_at", of: Of::NumberOrNull(|kept| kept.answered_at.map(Instant::microseconds)) },
        SortKey { name: "rating", column: "rating", of: Of::NumberOrNull(|kept| kept.rating) },
        SortKey { name: "expires_at", column: "expires_at", of: Of::Number(|kept| kept.expires_at.microseconds()) },
        SortKey { name: "reminder_at", column: "reminder_at", of: Of::NumberOrNull(|kept| kept.reminder_at.map(Instant::microseconds)) },
    ];
    const NULLABLE: &'static [&'static str] = &[
        "contact_id",
        "order_id",
        "ticket_id",
        "subject",
        "mailed_at",
        "reminded_at",
        "reminder_at",
        "rating",
        "comment",
        "category",
        "answered_at",
    ];
    const COUNTED: &'static [Counter<Filters>] = &[(BY_COMPANY, |filters| filters.company_id.take())];

    /// The moment tells which requests that nobody has answered are expired.
    fn is_of_the_moment(filters: &Filters) -> bool {
        let names = filters.status.names(FeedbackStatus::name);
        names.is_some_and(|names| names.contains(&OPEN) != names.contains(&EXPIRED))
    }

    fn check(reader: &mut Reader, filters: &Filters, problems: &mut Problems) -> Result<()> {
        check_referred::<Company>(reader, "company_id", &filters.company_id, problems)?;
        check_referred::<Contact>(reader, "contact_id", &filters.contact_id, problems)?;
        check_referred::<Order>(reader, "order_id", &filters.order_id, problems)?;
        check_referred::<Ticket>(reader, "ticket_id", &filters.ticket_id, problems)
    }

    fn rows(reader: &Reader, filters: &Filters) -> Rows<Feedback> {
        reader
            .rows::<Feedback>()
            .among(feedback::company_id, filters.company_id.given())
            .among(feedback::contact_id, filters.contact_id.given())
            .among(feedback::order_id, filters.order_id.given())
            .among(feedback::ticket_id, filters.ticket_id.given())
            .in_status(filters.status.names(FeedbackStatus::name).as_deref(), reader.moment())
            .filter_if(filters.scale.names(Scale::name), |names| feedback::scale.eq_any(names))
            .filter_if(filters.rating.from, |least| feedback::rating.ge(least.get()))
            .filter_if(filters.rating.to, |greatest| feedback::rating.le(greatest.get()))
            .filter_if(filters.category.as_deref().map(str::to_owned), |category| feedback::category.eq(category))
            .filter_if(filters.answered_at.from, |from| feedback::answered_at.ge(from))
            .filter_if(filters.answered_at.until, |until| feedback::answered_at.lt(until))
            .filter_if(filters.expires_at.from, |from| feedback::expires_at.ge(from))
            .filter_if(filters.expires_at.until, |until| feedback::expires_at.lt(until))
            .filter_if(filters.created_at.from, |from| feedback::created_at.ge(from))
            .filter_if(filters.created_at.until, |until| feedback::created_at.lt(until))
    }

    fn query(filters: &Filters) -> Option<&str> {
        filters.query.as_deref()
    }

    fn narrowing(filters: Filters) -> Filters {
        Filters { query: OptionalText::default(), ..filters }
    }

    fn with(reader: &mut Reader, _: &Filters, _: &[Recorded<Feedback>], _: &mut Withheld) -> Result<With> {
        Ok(With { moment: Some(reader.moment()) })
    }
}

//! `Feedback.RequestFeedback`: asks a customer for feedback.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use serde::{Deserialize, Serializer};

use super::letter::{self, Occasion, Recipient};
use super::{DAY, DAYS_OPEN, FIRST_REMINDER, Scale};
use crate::db::schema::feedback;
use crate::db::scope::Editor;
use crate::db::stored::{Record, Recorded};
use crate::error::{Error, Result};
use crate::fields::{Day, ExternalIds, Id, Instant, Named, OptionalText};
use crate::modules::reference::{check_of_company, referred};
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::feedback::{EXPIRED, Feedback, FeedbackView, OPEN, With};
use crate::records::order::Order;
use crate::records::ticket::Ticket;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Asks a customer for feedback, and gives the address of the page on which the customer answers.
///
/// If the service sends mail, the address is mailed to the contact, or to the company if no contact is named, in the profile's language;
/// an address that belongs to a contact with `mail_blocked` gets none. The request is open for 30 days. While it is, another request
/// about the same customer, contact, subject, order and ticket is a conflict that names the open one in `existing_id`.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The customer's id, which is its company's.
    #[schemars(extend("x-aliases" = ["customer_id"]))]
    company_id: Id<Company>,
    /// The contact at the company who is asked.
    #[serde(default)]
    contact_id: Option<Id<Contact>>,
    /// The subject, in words that the customer reads: `your delivery of 3 March`.
    #[serde(default)]
    subject: OptionalText<200>,
    /// The order that the request is about; an order of the company.
    #[serde(default)]
    order_id: Option<Id<Order>>,
    /// The ticket that the request is about; a ticket of the company.
    #[serde(default)]
    ticket_id: Option<Id<Ticket>>,
    /// The scale of the rating: `stars` from 1 to 5, or `nps` from 0 to 10. Default: `stars`.
    #[serde(default)]
    scale: Scale,
    /// Whether the address is mailed to the customer, if the service sends mail. Default: true.
    #[serde(default = "yes")]
    mail: bool,
    /// The record's external IDs: its ids in other systems, such as `{"sap": "000123"}`. Each is unique among records of its
    /// kind. Wherever an id is expected, an external ID may stand for it.
    #[serde(default)]
    external_ids: ExternalIds,
}

fn yes() -> bool {
    true
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RequestedFeedback")]
pub struct Response {
    #[serde(serialize_with = "shown")]
    #[schemars(with = "FeedbackView<'static>")]
    feedback: (Recorded<Feedback>, With),
    /// The address of the page on which the customer answers. Whoever has it can answer, once. Null if the operator has set no public
    /// address (`--public-url`).
    url: Option<String>,
}

fn shown<S: Serializer>((kept, with): &(Recorded<Feedback>, With), serializer: S) -> Result<S::Ok, S::Error> {
    Feedback::view(kept, with).serialize(serializer)
}

pub struct RequestFeedback;

/// The request as it will be kept, and an expired one about the same that is still kept as open.
pub struct Found {
    feedback: Feedback,
    former: Option<Recorded<Feedback>>,
    recipient: Option<Recipient>,
}

impl Method for RequestFeedback {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str =
        "Solicita la opinión de un cliente y devuelve la dirección de la página en la que responde, que también se le envía por correo.";

    fn name(&self) -> &'static str {
        "RequestFeedback"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        let moment = editor.moment();
        let company_id = parameters.company_id.get();
        referred::<Company>(editor, "company_id", company_id, problems)?;
        if let Some(id) = parameters.contact_id {
            check_of_company::<Contact>(editor, "contact_id", id, company_id, problems)?;
        }
        if let Some(id) = parameters.order_id {
            check_of_company::<Order>(editor, "order_id", id, company_id, problems)?;
        }
        if let Some(id) = parameters.ticket_id {
            check_of_company::<Ticket>(editor, "ticket_id", id, company_id, problems)?;
        }
        if !problems.is_empty() {
            return Ok(None);
        }
        let feedback = Feedback {
            company_id,
            contact_id: parameters.contact_id.map(Id::get),
            order_id: parameters.order_id.map(Id::get),
            ticket_id: parameters.ticket_id.map(Id::get),
            subject: parameters.subject.clone().into(),
            scale: parameters.scale.name().to_owned(),
            status: OPEN.to_owned(),
            open_key: None,
            expires_at: moment.plus_seconds(DAYS_OPEN * DAY),
            mailed_at: None,
            reminders: 0,
            reminded_at: None,
            reminder_at: Some(moment.plus_seconds(FIRST_REMINDER * DAY)),
            rating: None,
            comment: None,
            category: None,
            answered_at: None,
            external_ids: parameters.external_ids.as_kept()?,
        };
        let former = open_about_the_same(editor, &feedback, moment)?;
        let recipient = if parameters.mail { letter::recipient(editor, &feedback)? } else { None };
        let mailed_at = recipient.as_ref().map(|_| moment);
        Ok(Some(Found { feedback: Feedback { mailed_at, ..feedback }, former, recipient }))
    }

    fn call(&self, editor: &mut Editor, _: Parameters, Found { feedback, former, recipient }: Found) -> Result<Response> {
        if let Some(former) = former {
            let expired = Feedback { status: EXPIRED.to_owned(), reminder_at: None, ..former.record.clone() };
            editor.update(former, expired)?;
        }
        // If another caller was first, the database takes no second request; the transaction is run again and finds that one.
        let kept = editor.insert(feedback)?;
        if let Some(recipient) = recipient {
            letter::queue(editor, &kept, &recipient, Occasion::Request)?;
        }
        let url = editor.feedback_address(&kept);
        Ok(Response { feedback: (kept, Feedback::shown(editor)), url })
    }
}

/// The request about the same that is kept as open, if its days are over.
///
/// # Errors
///
/// `conflict` if it is open indeed.
fn open_about_the_same(editor: &mut Editor, wanted: &Feedback, moment: Instant) -> Result<Option<Recorded<Feedback>>> {
    let own = editor.rows::<Feedback>().filter(feedback::open_key.eq(wanted.key()));
    let Some(open) = editor.load(own)?.pop() else { return Ok(None) };
    if open.status_at(moment) != OPEN {
        return Ok(Some(open));
    }
    let until = Day::of(editor.time_zone().day_of(open.expires_at)).as_str().to_owned();
    let conflict = Error::conflict("company_id", "open", Sentence::FeedbackOpen { until });
    Err(if editor.may_read(Feedback::ENTITY) { conflict.existing(open.id) } else { conflict })
}

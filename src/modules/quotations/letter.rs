//! The mail that carries a quotation: its address, its words, and the PDF, which is printed when the mail leaves.
//!
//! Invariants: a quotation is mailed once to one address, however often `Send` is repeated. A contact whose mails are blocked gets none.

use schemars::JsonSchema;
use serde::Deserialize;

use super::QuotationStatus;
use crate::db::outbox::Letter;
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::error::{Error, Result};
use crate::fields::email::folded;
use crate::fields::{Email, Named, Text};
use crate::modules::contacts::blocked_addresses;
use crate::modules::documents::paper::refuse_unless_shown;
use crate::paper::day_as_written;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::quotation::Quotation;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// The mail that carries a quotation as a PDF. All parts may be left out: `{}`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GivenLetter {
    /// The recipient's e-mail address. Default: that of the quotation's contact, else of its company.
    #[schemars(extend("x-aliases" = ["email"]))]
    #[serde(default)]
    to: Option<Email>,
    /// The subject. Default: the number and the sender, in the profile's language.
    #[serde(default)]
    subject: Option<Text<200>>,
    /// The text. Default: a greeting, the number and the last day, in the profile's language.
    #[schemars(extend("x-aliases" = ["body"]))]
    #[serde(default)]
    message: Option<Text<10_000>>,
}

/// The recipient of a quotation.
#[derive(Debug)]
pub struct Recipient {
    email: String,
    name: Option<String>,
}

/// The recipient of this quotation, or None if it was mailed to that address before. All that is wrong is noted.
pub fn recipient_of(
    editor: &mut Editor,
    quotation: &Recorded<Quotation>,
    given: &GivenLetter,
    problems: &mut Problems,
) -> Result<Option<Recipient>> {
    refuse_unless_shown(editor, &**quotation)?;
    if !editor.mails() {
        problems.add("mail", "no_smtp", Sentence::QuotationsNotMailed);
        return Ok(None);
    }
    if QuotationStatus::today(editor, quotation) == QuotationStatus::Expired {
        let day = quotation.valid_until.as_ref().map(|day| day.as_str().to_owned()).unwrap_or_default();
        return Err(Error::conflict("quotation_id", "expired", Sentence::QuotationNotMailedExpired { day }));
    }
    let contact = quotation.contact_id.map(|id| editor.get::<Contact>(id)).transpose()?;
    let (path, email) = match &given.to {
        Some(email) => ("mail.to", Some(String::from(email.clone()))),
        None => ("mail", own_address(editor, quotation, contact.as_ref())?),
    };
    let Some(email) = email else {
        problems.add("mail.to", "required", Sentence::NobodyToMail);
        return Ok(None);
    };
    if !blocked_addresses(editor, [email.as_str()])?.is_empty() {
        problems.add(path, "mail_blocked", Sentence::MailBlocked { email });
        return Ok(None);
    }
    if quotation.mailed_to.as_ref().is_some_and(|before| folded(before) == folded(&email)) {
        return Ok(None);
    }
    let is_contacts = |contact: &Recorded<Contact>| contact.email.as_ref().is_some_and(|own| folded(own) == folded(&email));
    let name = contact.filter(is_contacts).map(|contact| contact.whole_name());
    Ok(Some(Recipient { email, name }))
}

/// The address of the quotation's contact, else of its company.
fn own_address(editor: &mut Editor, quotation: &Quotation, contact: Option<&Recorded<Contact>>) -> Result<Option<String>> {
    match contact.and_then(|contact| contact.email.clone()) {
        Some(email) => Ok(Some(email)),
        None => Ok(editor.get::<Company>(quotation.company_id)?.email.clone()),
    }
}

/// Queues the mail that carries a sent quotation with this id, and gives the quotation its address and time.
pub fn queue(editor: &mut Editor, id: i64, sent: &mut Quotation, recipient: Recipient, given: GivenLetter) -> Result<()> {
    let Recipient { email, name } = recipient;
    let (profile, language) = (editor.profile()?, editor.language());
    let own = profile.company_id.map(|id| editor.get::<Company>(id)).transpose()?;
    let sender = own.as_ref().map_or(&profile.name, |own| own.billing_name.as_ref().unwrap_or(&own.name)).clone();
    let owner = sent.user_id.map(|id| editor.users(vec![id])).transpose()?.and_then(|users| users.into_values().next());
    let reply_to = owner.map(|owner| owner.email).or_else(|| own.and_then(|own| own.email.clone()));
    let number = sent.number.clone().unwrap_or_default();
    let day = sent.valid_until.as_ref().map(|day| day_as_written(day, language));
    let subject = Sentence::QuotationMailSubject { number: number.clone(), sender: sender.clone() };
    let subject = given.subject.map_or_else(|| subject.text(language).into_owned(), String::from);
    let message = Sentence::QuotationMailText { name: name.clone(), number, day, sender };
    let body = given.message.map_or_else(|| message.text(language).into_owned(), String::from);
    editor.queue_letter(&Letter {
        recipient: &email,
        recipient_name: name.as_deref().unwrap_or_default(),
        reply_to: reply_to.as_deref(),
        subject: &subject,
        body: &body,
        paper: Some((Quotation::ENTITY, id)),
    })?;
    (sent.mailed_to, sent.mailed_at) = (Some(email), Some(editor.moment()));
    Ok(())
}

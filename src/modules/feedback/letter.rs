//! The mail with which a customer is asked for feedback, or reminded: its address and its words.
//!
//! Invariants: a contact whose mails are blocked gets none, and neither does the same address of a company. The address of the page is
//! the same in each mail of a request.

use crate::db::outbox::Letter;
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::email::folded;
use crate::modules::contacts::blocked_addresses;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::feedback::Feedback;
use crate::sentences::Sentence;

/// The recipient of a request.
#[derive(Debug, Clone)]
pub struct Recipient {
    email: String,
    name: Option<String>,
}

/// The occasion of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    Request,
    Reminder,
}

/// The recipient of this request; none if it can't be mailed.
pub fn recipient(editor: &mut Editor, feedback: &Feedback) -> Result<Option<Recipient>> {
    Ok(recipients(editor, &[feedback])?.pop().flatten())
}

/// The recipient of each of these requests, in their order: the same number of queries for any number of them.
pub fn recipients(editor: &mut Editor, requests: &[&Feedback]) -> Result<Vec<Option<Recipient>>> {
    if !editor.mails_links() {
        return Ok(vec![None; requests.len()]);
    }
    let contacts = editor.by_ids::<Contact>(requests.iter().filter_map(|request| request.contact_id))?;
    let companies = editor.by_ids::<Company>(requests.iter().map(|request| request.company_id))?;
    let recipient = |request: &&Feedback| {
        let contact = request.contact_id.and_then(|id| contacts.get(&id));
        let of_contact = contact.and_then(|contact| Some(Recipient { email: contact.email.clone()?, name: Some(contact.whole_name()) }));
        // A contact without an address is asked by nobody else's.
        if request.contact_id.is_some() {
            return of_contact;
        }
        companies.get(&request.company_id).and_then(|company| Some(Recipient { email: company.email.clone()?, name: None }))
    };
    let recipients: Vec<Option<Recipient>> = requests.iter().map(recipient).collect();
    let blocked = blocked_addresses(editor, recipients.iter().flatten().map(|recipient| recipient.email.as_str()))?;
    let is_free = |recipient: &Recipient| !blocked.contains(&folded(&recipient.email));
    Ok(recipients.into_iter().map(|recipient| recipient.filter(is_free)).collect())
}

/// Queues the mail with the address of the request's page, in the profile's language.
pub fn queue(editor: &mut Editor, kept: &Recorded<Feedback>, recipient: &Recipient, occasion: Occasion) -> Result<()> {
    let Some(url) = editor.feedback_address(kept) else { return Ok(()) };
    let (sender, language) = (editor.profile()?.name, editor.language());
    let Recipient { email, name } = recipient;
    let subject = Sentence::FeedbackMailSubject { sender: sender.clone(), reminder: occasion == Occasion::Reminder };
    let last = crate::paper::day_as_written(&crate::fields::Day::of(editor.time_zone().day_of(kept.expires_at)), language);
    let text = Sentence::FeedbackMailText { name: name.clone(), subject: kept.subject.clone(), url, last, sender };
    editor.queue_letter(&Letter {
        recipient: email,
        recipient_name: name.as_deref().unwrap_or_default(),
        reply_to: None,
        subject: &subject.text(language),
        body: &text.text(language),
        paper: None,
    })
}

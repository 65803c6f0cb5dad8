//! Mail: sends the outbox through an SMTP server.
//!
//! Invariants: each mail is sent at least once. It is taken under a lease, so that one of several nodes sends it; its
//! outcome is noted while the lease lasts. A node that dies between the two leaves a mail that may have been sent: when its lease
//! has ended it is sent again, under the same Message-ID, by which a server may know it. All of this happens on a thread of its
//! own, and nobody waits for it: a call is answered when its mail is in the outbox.
//!
//! The mail of a one-time link is written only now, with a token that nothing but the mail has: no table, no log.

use std::str::FromStr;
use std::time::{Duration, SystemTime};

use lettre::address::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue, MIME_VERSION_1_0};
use lettre::message::{Attachment, Mailbox, Message, MultiPart, SinglePart};
use lettre::{SmtpTransport, Transport};
use prometheus::IntCounterVec;

use crate::auth::one_time_link::{PublicUrl, Purpose};
use crate::auth::token::random_name;
use crate::db::Database;
use crate::db::invitations::Invited;
use crate::db::one_time_links::{self, LinkMail, LinkSubject};
use crate::db::outbox::{self, Mail, MailOutcome};
use crate::errand::{AFTER_AN_OUTAGE, BETWEEN_LOOKS, Errand, Stop, chain, one_line, report};
use crate::error::Result;
use crate::fields::Instant;
use crate::house::House;
use crate::printer::{Print, Printer};
use crate::sentences::{Language, Quoted, Sentence};
use crate::turns::Asker;

/// The time that the server has for one step of the conversation. A mail takes about ten steps, far less together than a lease
/// lasts.
const STEP: Duration = Duration::from_secs(15);

/// The lease of a mail in seconds.
const LEASE_SECONDS: i64 = 600;

/// The waits after each failed attempt, in seconds. After one more attempt the mail is given up.
const PAUSES: [i64; 6] = [60, 300, 1_800, 7_200, 21_600, 86_400];

/// The SMTP server that takes our mails, and their sender.
#[derive(Clone)]
pub struct Relay {
    server: SmtpTransport,
    from: Mailbox,
}

impl std::fmt::Debug for Relay {
    /// Shows only the sender: the server's URL has a password.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Relay(from {})", self.from)
    }
}

/// The reason why a mail was not sent.
struct Refusal {
    reason: String,
    /// Whether the mail will be refused each time.
    permanent: bool,
}

impl Refusal {
    fn permanent(cause: &dyn std::error::Error) -> Self {
        Refusal { reason: chain(cause), permanent: true }
    }
}

impl From<lettre::transport::smtp::Error> for Refusal {
    /// A refused sign-in is the fault of the settings, not of the mail, which is sent once they are right.
    fn from(cause: lettre::transport::smtp::Error) -> Self {
        const SIGN_IN: [u16; 4] = [530, 534, 535, 538];
        let about_sign_in = cause.status().is_some_and(|code| SIGN_IN.contains(&code.into()));
        Refusal { permanent: cause.is_permanent() && !about_sign_in, reason: chain(&cause) }
    }
}

impl Relay {
    /// Reads the server `smtps://user:password@host:465` or `smtp://host:587?tls=required`, and the sender `Name <address>`. The
    /// errors are for the operator, and do not repeat the URL.
    pub fn new(url: &str, from: &str) -> std::result::Result<Self, String> {
        let server = SmtpTransport::from_url(url).map_err(|cause| format!("VENTANILLA_SMTP_URL: {}", chain(&cause)))?;
        let from = Mailbox::from_str(from).map_err(|cause| format!("VENTANILLA_MAIL_FROM: {cause}"))?;
        Ok(Relay { server: server.timeout(Some(STEP)).build(), from })
    }

    fn send(&self, mail: &Mail, paper: Option<Print>) -> std::result::Result<(), Refusal> {
        let message = self.message(mail, paper)?;
        self.server.send(&message)?;
        Ok(())
    }

    fn message(&self, mail: &Mail, paper: Option<Print>) -> std::result::Result<Message, Refusal> {
        let address = Address::from_str(&mail.recipient).map_err(|cause| Refusal::permanent(&cause))?;
        let name = Some(one_line(&mail.recipient_name)).filter(|name| !name.is_empty());
        let moment = u64::try_from(mail.created_at.microseconds()).unwrap_or(0);
        let mut head = Message::builder()
            .message_id(Some(format!("<{}.{moment}@{}>", mail.id, self.from.email.domain())))
            .date(SystemTime::UNIX_EPOCH + Duration::from_micros(moment))
            .from(self.from.clone())
            .to(Mailbox::new(name, address))
            .subject(one_line(&mail.subject))
            // The header keeps out-of-office replies away.
            .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
            .header(MIME_VERSION_1_0);
        if let Some(address) = mail.reply_to.as_deref().and_then(|address| Address::from_str(address).ok()) {
            head = head.reply_to(Mailbox::new(None, address));
        }
        let message = match paper {
            None => head.header(ContentType::TEXT_PLAIN).body(lines(&mail.body)),
            Some(Print { name, file }) => {
                let content_type = ContentType::from_str("application/pdf").map_err(|cause| Refusal::permanent(&cause))?;
                // The same mail is the same message each time.
                let parts = MultiPart::mixed().boundary(format!("ventanilla-{}-{moment}", mail.id));
                let parts = parts.singlepart(SinglePart::plain(lines(&mail.body)));
                head.multipart(parts.singlepart(Attachment::new(one_line(&name)).body(file, content_type)))
            }
        };
        message.map_err(|cause| Refusal::permanent(&cause))
    }
}

/// The text with only line feeds between its lines, which the library turns into SMTP's line ends. It leaves a lone carriage
/// return as it is, and servers differ in whether that ends a line.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Writes the mails of one-time links.
#[derive(Clone)]
pub struct LinkWriter {
    public_url: PublicUrl,
    /// The language of recipients who chose none.
    otherwise: Language,
}

impl LinkWriter {
    /// None if the settings give no address to begin links with.
    pub fn of(house: &House) -> Option<Self> {
        Some(LinkWriter { public_url: house.public_url.clone()?, otherwise: house.language })
    }

    fn write(&self, link: &LinkMail) -> Mail {
        let language = link.language.unwrap_or(self.otherwise);
        let (purpose, subject, before, behind) = match &link.subject {
            LinkSubject::Reset => (Purpose::Reset, Sentence::ResetMailSubject, Sentence::ResetMailText, Sentence::ResetMailEnd),
            LinkSubject::Invitation(Invited { profile, inviter, role, .. }) => {
                let (profile, inviter): (Quoted, Quoted) = (one_line(profile).as_str().into(), one_line(inviter).as_str().into());
                let text = Sentence::InvitationMailText { inviter, profile: profile.clone(), role };
                (Purpose::Invitation, Sentence::InvitationMailSubject { profile }, text, Sentence::InvitationMailEnd)
            }
        };
        let [subject, before, behind] = [subject, before, behind].map(|sentence| sentence.text(language));
        Mail {
            id: link.id,
            profile_id: 0,
            recipient: link.recipient.clone(),
            recipient_name: link.recipient_name.clone(),
            reply_to: None,
            subject: subject.into_owned(),
            paper_kind: None,
            paper_id: None,
            body: format!("{before}\n\n{}\n\n{behind}\n", self.public_url.link(purpose, &link.token)),
            created_at: link.created_at,
            attempts: link.attempts,
        }
    }
}

/// Starts to send the mails of the outbox, with the papers that they carry, and those of links. The counters have the label `outcome`.
pub fn start(
    relay: Relay,
    database: Database,
    printer: Printer,
    outcomes: IntCounterVec,
    links: Option<LinkWriter>,
) -> std::io::Result<Errand> {
    let round = Round { relay, database, printer, outcomes, links };
    Errand::start("postman", "a mail was being sent when the service stopped; it may be sent twice", |stop| round.walk(stop))
}

/// The state of the sending thread.
struct Round {
    relay: Relay,
    database: Database,
    printer: Printer,
    outcomes: IntCounterVec,
    links: Option<LinkWriter>,
}

impl Round {
    async fn walk(self, mut stop: Stop) {
        let mut pause = Duration::ZERO;
        while stop.goes_on_after(pause).await {
            pause = match self.deliver_next(&mut stop).await {
                Ok(true) => Duration::ZERO,
                Ok(false) => BETWEEN_LOOKS,
                Err(cause) => {
                    report(&cause, "the outbox can't be reached");
                    AFTER_AN_OUTAGE
                }
            };
        }
    }

    /// Sends one mail. False if none was due. Links go first: they are few, and live for an hour.
    async fn deliver_next(&self, stop: &mut Stop) -> Result<bool> {
        Ok(self.deliver_link(stop).await? || self.deliver_one(stop).await?)
    }

    /// Sends one mail of the outbox. False if none was due.
    async fn deliver_one(&self, stop: &mut Stop) -> Result<bool> {
        let (now, lease) = (Instant::now(), random_name()?);
        let until = now.plus_seconds(LEASE_SECONDS);
        let Some(mail) = outbox::take(&self.database, now, lease.clone(), until).await? else { return Ok(false) };
        let attempt = match self.paper(&mail).await {
            Ok(paper) => self.relay.send(&mail, paper),
            Err(refusal) => Err(refusal),
        };
        let outcome = outcome(&mail, attempt);
        self.count(&mail, &outcome);
        stop.persist(until, async || self.settle(&mail, &lease, &outcome).await).await?;
        Ok(true)
    }

    /// The paper that the mail carries, if it carries one.
    async fn paper(&self, mail: &Mail) -> std::result::Result<Option<Print>, Refusal> {
        let (Some(kind), Some(id)) = (&mail.paper_kind, mail.paper_id) else { return Ok(None) };
        let refusal = |reason: String, permanent: bool| Refusal { reason, permanent };
        match self.printer.print(&Asker::service(), mail.profile_id, kind, id).await {
            Ok(Some(print)) => Ok(Some(print)),
            Ok(None) => Err(refusal("the document is gone".to_owned(), true)),
            Err(cause) => Err(refusal(chain(&cause), false)),
        }
    }

    /// Mails one link. False if none was due.
    async fn deliver_link(&self, stop: &mut Stop) -> Result<bool> {
        let Some(writer) = &self.links else { return Ok(false) };
        let (now, lease) = (Instant::now(), random_name()?);
        let until = now.plus_seconds(LEASE_SECONDS);
        let Some(link) = one_time_links::take(&self.database, now, lease.clone(), until).await? else { return Ok(false) };
        let mail = writer.write(&link);
        let attempt = self.relay.send(&mail, None).map_err(|refusal| match link.token.is_told_by(&refusal.reason) {
            // Filters quote the link that they dislike.
            true => Refusal { reason: "the server's answer repeats the link, and is left out here".to_owned(), ..refusal },
            false => refusal,
        });
        let outcome = match outcome(&mail, attempt) {
            // The link will have ended by then.
            MailOutcome::Delayed { due_at, failure } if due_at >= link.expires_at => MailOutcome::GivenUp { failure },
            outcome => outcome,
        };
        self.count(&mail, &outcome);
        let held = stop.persist(until, async || one_time_links::settle(&self.database, link.id, lease.clone(), outcome.clone()).await);
        if !held.await? {
            tracing::warn!(mail = mail.id, "a mail took longer than its lease; it may be sent twice");
        }
        Ok(true)
    }

    fn count(&self, mail: &Mail, outcome: &MailOutcome) {
        let outcome = match outcome {
            MailOutcome::Sent => "sent",
            MailOutcome::Delayed { failure, .. } => {
                tracing::warn!(mail = mail.id, cause = failure, "a mail was not taken and will be tried again");
                "delayed"
            }
            MailOutcome::GivenUp { failure } => {
                tracing::error!(mail = mail.id, cause = failure, "a mail was given up");
                "given_up"
            }
        };
        self.outcomes.with_label_values(&[outcome]).inc();
    }

    async fn settle(&self, mail: &Mail, lease: &str, outcome: &MailOutcome) -> Result<()> {
        if !outbox::settle(&self.database, mail, lease.to_owned(), Instant::now(), outcome.clone()).await? {
            tracing::warn!(mail = mail.id, "a mail took longer than its lease; it may be sent twice");
        }
        Ok(())
    }
}

/// The outcome of a mail after an attempt.
fn outcome(mail: &Mail, attempt: std::result::Result<(), Refusal>) -> MailOutcome {
    let Err(Refusal { reason, permanent }) = attempt else { return MailOutcome::Sent };
    let pause = usize::try_from(mail.attempts).ok().and_then(|before| PAUSES.get(before)).filter(|_| !permanent);
    match pause {
        Some(seconds) => MailOutcome::Delayed { due_at: Instant::now().plus_seconds(*seconds), failure: reason },
        None => MailOutcome::GivenUp { failure: reason },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn relay() -> Relay {
        Relay::new("smtps://ana:secret@mail.example.com", "Ventanilla <crm@example.com>").unwrap()
    }

    fn mail(subject: &str, recipient_name: &str, attempts: i64) -> Mail {
        Mail {
            id: 7,
            profile_id: 1,
            recipient: "luis@example.com".to_owned(),
            recipient_name: recipient_name.to_owned(),
            reply_to: None,
            subject: subject.to_owned(),
            body: "Hola".to_owned(),
            paper_kind: None,
            paper_id: None,
            created_at: Instant::from_microseconds(1_769_851_800_000_000),
            attempts,
        }
    }

    #[test]
    fn a_server_and_a_sender_are_needed() {
        for url in
            ["smtps://ana:secret@h", "smtp://h", "smtp://ana:se%40cret@h:587?tls=required", "smtp://h/crm.example.com?tls=opportunistic"]
        {
            let relay = Relay::new(url, "crm@example.com").unwrap();
            assert!(!format!("{relay:?}").contains("cret"));
        }
        for (url, from, setting) in [
            ("mail.example.com", "crm@example.com", "VENTANILLA_SMTP_URL"),
            ("http://ana:secret@h", "crm@example.com", "VENTANILLA_SMTP_URL"),
            ("smtp://ana:secret@h?tls=perhaps", "crm@example.com", "VENTANILLA_SMTP_URL"),
            ("smtp://ana:secret@:x", "crm@example.com", "VENTANILLA_SMTP_URL"),
            ("smtps://ana:secret@h", "crm", "VENTANILLA_MAIL_FROM"),
            ("smtps://ana:secret@h", "", "VENTANILLA_MAIL_FROM"),
        ] {
            let cause = Relay::new(url, from).unwrap_err();
            assert!(cause.starts_with(setting) && !cause.contains("secret"), "{cause}");
        }
    }

    #[test]
    fn a_mail_is_tried_for_a_day_and_a_half_and_then_given_up() {
        let refusal = |permanent| Err(Refusal { reason: "no".to_owned(), permanent });
        let mut waited = 0;
        for (attempts, pause) in (0..).zip(PAUSES) {
            let before = Instant::now();
            let MailOutcome::Delayed { due_at, .. } = outcome(&mail("", "", attempts), refusal(false)) else { panic!("{attempts}") };
            assert!(due_at >= before.plus_seconds(pause) && due_at <= Instant::now().plus_seconds(pause));
            waited += pause;
        }
        assert!(waited > 86_400 && waited < 2 * 86_400);
        for (attempts, permanent) in [(6, false), (7, false), (i64::MAX, false), (0, true)] {
            assert!(matches!(outcome(&mail("", "", attempts), refusal(permanent)), MailOutcome::GivenUp { .. }));
        }
    }

    #[test]
    fn a_message_is_the_same_each_time() {
        let formatted = |mail: &Mail| relay().message(mail, None).ok().unwrap().formatted();
        let mail = mail("Ñandú", "Luis", 0);
        assert_eq!(formatted(&mail), formatted(&Mail { attempts: 3, ..mail.clone() }));
        let text = String::from_utf8(formatted(&mail)).unwrap();
        assert!(text.contains("Message-ID: <7.1769851800000000@example.com>\r\n"), "{text}");
    }

    #[test]
    fn a_paper_goes_along_under_its_name_and_answers_go_to_whom_they_are_meant_for() {
        let mail = Mail { reply_to: Some("ventas@example.com".to_owned()), ..mail("Cotización", "Luis", 0) };
        let print = || Print { name: "Q-000001.pdf\r\nX: y".to_owned(), file: b"%PDF-1.7 \xff".to_vec() };
        let formatted = || String::from_utf8(relay().message(&mail, Some(print())).ok().unwrap().formatted()).unwrap();
        let text = formatted();
        assert_eq!(text, formatted(), "the same each time");
        for wanted in ["\r\nReply-To: ventas@example.com\r\n", "\r\nHola", "\r\nContent-Type: application/pdf\r\n", "JVBERi0xLjcg/w=="] {
            assert!(text.contains(wanted), "{wanted} in {text}");
        }
        assert!(text.contains("Content-Disposition: attachment; filename=\"Q-000001.pdf") && !text.contains("\r\nX: y"), "{text}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn lines_end_as_smtp_wants_it_and_in_no_other_way(texts in prop::array::uniform3("[a\r\nñ.]{0,12}")) {
            let [subject, name, body] = texts;
            let message = relay().message(&Mail { body, ..mail(&subject, &name, 0) }, None).ok().unwrap().formatted();
            let text = String::from_utf8(message).unwrap();
            prop_assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "{:?}", text);
        }

        #[test]
        fn no_text_adds_a_header(subject in any::<String>(), name in any::<String>()) {
            for (subject, name) in [(subject.clone(), name.clone()), (format!("{subject}\r\nBcc: x@y.z\n\n{name}"), format!("{name}\r\nBcc: <x@y.z>"))] {
                let message = relay().message(&mail(&subject, &name, 0), None).ok().unwrap().formatted();
                let text = String::from_utf8(message).unwrap();
                let (head, body) = text.split_once("\r\n\r\n").unwrap();
                prop_assert_eq!(body.trim_end(), "Hola");
                let mut headers: Vec<&str> = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t'])).map(|line| line.split_once(':').unwrap().0).collect();
                headers.sort_unstable();
                prop_assert_eq!(headers, ["Auto-Submitted", "Content-Transfer-Encoding", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To"]);
                prop_assert!(!head.replace("\r\n", "").contains(['\r', '\n']));
            }
        }
    }
}

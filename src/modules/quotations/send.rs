//! `Quotations.Send`: a draft becomes an offer with a number.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use super::letter::{self, GivenLetter, Recipient, recipient_of};
use super::{QuotationStatus, held};
use crate::db::schema::quotations;
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::db::versions::Subject;
use crate::error::{Error, Result};
use crate::fields::{Day, Id, Key};
use crate::modules::documents::number::{check_number, next_number};
use crate::modules::items::named_items::{named_items, validities};
use crate::modules::one::One;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::line::product_ids;
use crate::records::quotation::Quotation;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Sends a draft: it gets its number, the time of sending and its last day, and no longer changes. The former revision is superseded.
///
/// With `mail` the quotation is also mailed as a PDF, in the profile's language. The PDF shows the company, the contact and the products, so
/// an application token then also needs the right to read them.
///
/// A quotation that was sent before, and that nobody has answered, stays as it is; it is mailed to each address once.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The quotation's id.
    quotation_id: Id<Quotation>,
    /// The quotation's number, unique in the profile, in another form than that of the sequence, `Q-000001`. Default: the next number of
    /// the sequence. A later revision keeps the number of the first.
    #[serde(default)]
    number: Option<Key<50>>,
    /// The mail that carries the quotation as a PDF: `{}` for the contact's address, or the company's. Default: no mail.
    #[serde(default)]
    mail: Option<GivenLetter>,
}

pub struct Send;

/// The quotation, the former revision that the sent one supersedes, and the recipient of its mail, if there is to be one.
pub struct Found {
    before: Recorded<Quotation>,
    former: Vec<Recorded<Quotation>>,
    is_sent: bool,
    recipient: Option<Recipient>,
}

impl Method for Send {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found;
    type Response = One<Quotation>;

    const SUMMARY_IN_SPANISH: &'static str =
        "Envía el borrador de una cotización: recibe su número y su vigencia y ya no cambia; la revisión anterior queda sustituida.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Quotation>(parameters.quotation_id));

    fn name(&self) -> &'static str {
        "Send"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        check_number::<Quotation>(parameters.number.as_ref().map(Key::as_str), problems);
        if !problems.is_empty() {
            return Ok(None);
        }
        let before = held(editor, parameters.quotation_id)?;
        let kept = before.number.as_deref();
        if kept.is_some() && parameters.number.as_ref().is_some_and(|number| kept != Some(number.as_str())) {
            problems.add("number", "of_revision", Sentence::NumberOfRevision);
            return Ok(None);
        }
        let status = QuotationStatus::today(editor, &before);
        let conflict = |rule, sentence| Err(Error::conflict("quotation_id", rule, sentence));
        let is_sent = match status {
            QuotationStatus::Draft => false,
            QuotationStatus::Sent | QuotationStatus::Expired => true,
            QuotationStatus::Superseded => return conflict("superseded", Sentence::QuotationSuperseded),
            QuotationStatus::Accepted | QuotationStatus::Rejected => {
                return conflict("settled", Sentence::QuotationSettled { status: status.name().to_owned() });
            }
        };
        if !is_sent && product_ids(&before.lines)?.is_empty() {
            return conflict("no_lines", Sentence::QuotationWithoutLines);
        }
        let former = if is_sent { Vec::new() } else { former(editor, &before)? };
        if former.iter().any(|former| former.status == QuotationStatus::Accepted.name()) {
            return conflict("accepted", Sentence::QuotationAcceptedAlready);
        }
        let recipient = match &parameters.mail {
            Some(given) => recipient_of(editor, &before, given, problems)?,
            None => None,
        };
        Ok(Some(Found { before, former, is_sent, recipient }))
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, found: Found) -> Result<One<Quotation>> {
        let Found { before, former, is_sent, recipient } = found;
        let Parameters { number, mail, .. } = parameters;
        let mut quotation = if is_sent { before.record.clone() } else { sent(editor, &before, former, number)? };
        if let (Some(given), Some(recipient)) = (mail, recipient) {
            letter::queue(editor, before.id, &mut quotation, recipient, given)?;
        }
        let quotation = if quotation == before.record { before } else { editor.update(before, quotation)? };
        Ok(One::shown(editor, quotation))
    }
}

/// The draft as it is once it is sent, which supersedes its former revisions.
fn sent(editor: &mut Editor, draft: &Recorded<Quotation>, former: Vec<Recorded<Quotation>>, number: Option<Key<50>>) -> Result<Quotation> {
    let moment = editor.moment();
    for former in former {
        let superseded =
            Quotation { status: QuotationStatus::Superseded.name().to_owned(), superseded_at: Some(moment), ..former.record.clone() };
        editor.update(former, superseded)?;
    }
    let number = match (draft.number.clone(), number) {
        (Some(kept), _) => kept,
        (None, Some(own)) => own.into(),
        (None, None) => next_number::<Quotation>(editor)?,
    };
    let valid_until = match draft.valid_until.clone() {
        Some(day) => Some(day),
        None => last_day(editor, draft)?,
    };
    Ok(Quotation {
        number: Some(number),
        valid_until,
        status: QuotationStatus::Sent.name().to_owned(),
        sent_at: Some(moment),
        ..draft.record.clone()
    })
}

/// The revisions of this number that are not superseded yet.
fn former(editor: &mut Editor, draft: &Recorded<Quotation>) -> Result<Vec<Recorded<Quotation>>> {
    let Some(number) = draft.number.clone() else { return Ok(Vec::new()) };
    let rows = editor.rows::<Quotation>().filter(quotations::number.eq(number)).filter(quotations::revision.lt(draft.revision));
    let mut former = Vec::new();
    for revision in editor.load(rows)? {
        // Nobody answers the former revision while it is superseded.
        editor.hold::<Quotation>(revision.id)?;
        former.push(editor.get::<Quotation>(revision.id)?);
    }
    former.retain(|former| former.status != QuotationStatus::Superseded.name());
    Ok(former)
}

/// The last day of a quotation that is sent today: the least validity of its products, if any has one.
fn last_day(editor: &mut Editor, quotation: &Quotation) -> Result<Option<Day>> {
    const DAY: i64 = 10_000;
    let ids = product_ids(&quotation.lines)?;
    let items = named_items(editor, &ids)?;
    let validities = validities(editor, &items)?;
    let entries: HashMap<i64, Recorded<CatalogEntry>> = editor.by_ids::<CatalogEntry>(validities)?;
    let days = entries.values().filter_map(|entry| entry.value).map(|days| days.ten_thousandths() / DAY).min();
    let today = editor.time_zone().day_of(editor.moment());
    let last = |days: i64| -> Option<NaiveDate> { today.checked_add_days(Days::new(u64::try_from(days).ok()?)) };
    Ok(days.and_then(last).map(Day::of))
}

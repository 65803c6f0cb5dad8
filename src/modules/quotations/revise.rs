//! `Quotations.Revise`: a draft of the next revision.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{QuotationStatus, held};
use crate::db::schema::quotations;
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::db::versions::Subject;
use crate::error::{Error, Result};
use crate::fields::Id;
use crate::fields::external_ids::NONE;
use crate::modules::documents::lines::{lines_from, set_lines};
use crate::modules::one::One;
use crate::records::document::Document;
use crate::records::quotation::Quotation;
use crate::rpc::method::PlainMethod;
use crate::sentences::Sentence;

/// Makes a draft of the next revision of a quotation that was sent, with the same number and new lines that are like the former ones.
/// Once it is sent, the former revision is superseded. While there is such a draft, the call is a conflict.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The id of the quotation to revise: one that was sent, is expired, or was rejected.
    quotation_id: Id<Quotation>,
}

pub struct Revise;

impl PlainMethod for Revise {
    type Scope = Editor;
    type Parameters = Parameters;
    type Response = One<Quotation>;

    const SUMMARY_IN_SPANISH: &'static str = "Crea el borrador de la siguiente revisión de una cotización enviada, con el mismo número.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Quotation>(parameters.quotation_id));

    fn name(&self) -> &'static str {
        "Revise"
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters) -> Result<One<Quotation>> {
        let former = held(editor, parameters.quotation_id)?;
        let conflict = |rule, sentence| Err(Error::conflict("quotation_id", rule, sentence));
        match QuotationStatus::today(editor, &former) {
            QuotationStatus::Sent | QuotationStatus::Expired | QuotationStatus::Rejected => {}
            QuotationStatus::Draft => return conflict("draft", Sentence::QuotationDraftOfNone),
            QuotationStatus::Superseded => return conflict("superseded", Sentence::QuotationSuperseded),
            QuotationStatus::Accepted => return conflict("accepted", Sentence::QuotationAcceptedAlready),
        }
        if let Some(draft) = later(editor, &former)? {
            return Err(Error::conflict("quotation_id", "revised", Sentence::QuotationRevised).existing(draft.id));
        }
        let others = former.kept_lines()?.into_iter().map(|line| (line.line, line.net, line.inputs));
        let lines = lines_from::<Quotation>(editor, others)?;
        let mut draft = Quotation {
            revision: former.revision + 1,
            status: QuotationStatus::Draft.name().to_owned(),
            // The former day may be over. Sending counts it anew.
            valid_until: None,
            sent_at: None,
            mailed_to: None,
            mailed_at: None,
            rejected_at: None,
            rejected_reason: None,
            external_ids: NONE.to_owned(),
            ..former.record.clone()
        };
        let reserved = editor.reserve::<Quotation>()?;
        set_lines(editor, &mut draft, lines)?;
        let draft = editor.insert_reserved(reserved, draft)?;
        Ok(One::shown(editor, draft))
    }
}

/// A later revision of the same number. One that was sent has superseded the former, so that it can only be a draft.
fn later(editor: &mut Editor, former: &Recorded<Quotation>) -> Result<Option<Recorded<Quotation>>> {
    let Some(number) = former.number.clone() else { return Ok(None) };
    let rows = editor.rows::<Quotation>().filter(quotations::number.eq(number)).filter(quotations::revision.gt(former.revision));
    Ok(editor.load(rows)?.into_iter().next())
}

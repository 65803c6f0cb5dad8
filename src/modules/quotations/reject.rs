//! `Quotations.Reject`: the company declines an offer.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{QuotationStatus, held};
use crate::db::scope::Editor;
use crate::db::versions::Subject;
use crate::error::{Error, Result};
use crate::fields::{Id, OptionalText};
use crate::modules::one::One;
use crate::records::quotation::Quotation;
use crate::rpc::method::PlainMethod;
use crate::sentences::Sentence;

/// Rejects a quotation that was sent, also after its last day. Again, it gives the same answer.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The quotation's id.
    quotation_id: Id<Quotation>,
    /// The reason why it was rejected.
    #[serde(default)]
    reason: OptionalText<1000>,
}

pub struct Reject;

impl PlainMethod for Reject {
    type Scope = Editor;
    type Parameters = Parameters;
    type Response = One<Quotation>;

    const SUMMARY_IN_SPANISH: &'static str = "Rechaza una cotización enviada, también vencida; al repetirlo, la respuesta es la misma.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Quotation>(parameters.quotation_id));

    fn name(&self) -> &'static str {
        "Reject"
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters) -> Result<One<Quotation>> {
        let before = held(editor, parameters.quotation_id)?;
        let status = QuotationStatus::today(editor, &before);
        let conflict = |rule, sentence| Err(Error::conflict("quotation_id", rule, sentence));
        match status {
            QuotationStatus::Sent | QuotationStatus::Expired => {}
            QuotationStatus::Rejected => return Ok(One::shown(editor, before)),
            QuotationStatus::Draft => return conflict("draft", Sentence::QuotationUnsent),
            QuotationStatus::Superseded => return conflict("superseded", Sentence::QuotationSuperseded),
            QuotationStatus::Accepted => return conflict("settled", Sentence::QuotationSettled { status: status.name().to_owned() }),
        }
        let rejected = Quotation {
            status: QuotationStatus::Rejected.name().to_owned(),
            rejected_at: Some(editor.moment()),
            rejected_reason: parameters.reason.into(),
            ..before.record.clone()
        };
        let quotation = editor.update(before, rejected)?;
        Ok(One::shown(editor, quotation))
    }
}

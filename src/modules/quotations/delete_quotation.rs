//! `Quotations.DeleteQuotation`: deletes a draft.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{held, refuse_unless_draft};
use crate::db::references::Referent;
use crate::db::scope::Editor;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{Id, Named};
use crate::modules::one::One;
use crate::modules::referrers::Referrers;
use crate::records::document_line::QuotationLine;
use crate::records::quotation::Quotation;
use crate::rpc::method::PlainMethod;
use crate::sentences::Sentence;

/// Deletes a draft of a quotation with its lines, and returns its last state. A quotation that was sent is a conflict.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The quotation's id.
    quotation_id: Id<Quotation>,
}

pub struct DeleteQuotation;

impl PlainMethod for DeleteQuotation {
    type Scope = Editor;
    type Parameters = Parameters;
    type Response = One<Quotation>;

    const SUMMARY_IN_SPANISH: &'static str =
        "Elimina el borrador de una cotización con sus partidas y lo devuelve tal como estaba; una cotización enviada es un conflicto.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Quotation>(parameters.quotation_id));

    fn name(&self) -> &'static str {
        "DeleteQuotation"
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters) -> Result<One<Quotation>> {
        let quotation = held(editor, parameters.quotation_id)?;
        let named = Referent::of(&quotation).within(quotation.company_id);
        let referrers = Referrers::of_but(editor, &named, |kind| kind.entity == QuotationLine::ENTITY)?;
        let name = quotation.number.clone().unwrap_or_else(|| quotation.id.to_string());
        referrers.refuse::<Quotation>("quotation_id", &name, Sentence::AdviceDeleteThem)?;
        refuse_unless_draft(editor, "quotation_id", &quotation)?;
        editor.delete(&quotation)?;
        Ok(One::shown(editor, quotation))
    }
}

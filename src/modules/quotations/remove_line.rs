//! `Quotations.RemoveLine`: removes a line of a draft.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{LineOfQuotation, keep_lines, of_line, refuse_unless_draft, settled};
use crate::db::scope::Editor;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::Id;
use crate::modules::one::One;
use crate::records::document_line::QuotationLine;
use crate::rpc::method::PlainMethod;

/// Removes a line of a draft of a quotation, named by its id alone. Returns the quotation without it.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The line's id.
    line_id: Id<QuotationLine>,
}

pub struct RemoveLine;

impl PlainMethod for RemoveLine {
    type Scope = Editor;
    type Parameters = Parameters;
    type Response = LineOfQuotation;

    const SUMMARY_IN_SPANISH: &'static str = "Quita una partida del borrador de una cotización.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<QuotationLine>(parameters.line_id));

    fn name(&self) -> &'static str {
        "RemoveLine"
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters) -> Result<LineOfQuotation> {
        let line_id = parameters.line_id.get();
        let before = of_line(editor, parameters.line_id)?;
        refuse_unless_draft(editor, "line_id", &before)?;
        let mut lines = settled(&before)?;
        lines.retain(|line| line.line_id != Some(line_id));
        let quotation = keep_lines(editor, before, lines)?;
        Ok(LineOfQuotation { line_id, quotation: One::shown(editor, quotation) })
    }
}

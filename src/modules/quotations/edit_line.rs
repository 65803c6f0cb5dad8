//! `Quotations.EditLine`: changes a line of a draft.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{LineOfQuotation, keep_lines, of_line, refuse_unless_draft, settled};
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{Id, Money, Named, Replace};
use crate::modules::documents::lines::{GivenDocumentLine, LineId, SettledLine, check_lines, check_sums};
use crate::modules::inputs::Inputs;
use crate::modules::one::One;
use crate::records::document::Document;
use crate::records::document_line::QuotationLine;
use crate::records::item::AnyItem;
use crate::records::kinds::not_found;
use crate::records::quotation::Quotation;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Changes a line of a draft of a quotation, named by its id alone. Parameters that are left out stay as they are, and the total is
/// computed anew. Returns the quotation.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The line's id.
    line_id: Id<QuotationLine>,
    /// A product or a service of the profile that is not retired. Another one than before brings its own price, discount and taxes,
    /// unless they are given.
    #[serde(default)]
    product_id: Replace<Id<AnyItem>>,
    /// The number of units, more than 0; fractions are allowed.
    #[schemars(extend("x-aliases" = ["quantity"]))]
    #[serde(default)]
    amount: Replace<Money>,
    /// The price of one unit.
    #[serde(default)]
    price: Replace<Money>,
    /// The discount on the price of one unit, no more than the price.
    #[serde(default)]
    discount: Replace<Money>,
    /// The tax as a fraction, 0 to 1: 0.16 for 16 %.
    #[serde(default)]
    tax: Replace<Money>,
    /// The line's total: amount × (price − discount) × (1 + tax), rounded half up to two places; 0.01 more or less is accepted.
    #[serde(default)]
    total: Option<Money>,
    /// Values of the line's custom fields, by slug. Fields left out keep their value; null removes it.
    #[schemars(extend("x-aliases" = ["custom_fields"]))]
    #[serde(default)]
    inputs: Inputs,
}

pub struct EditLine;

/// The draft before the change, and its lines after the change.
pub struct Found {
    before: Recorded<Quotation>,
    lines: Vec<SettledLine>,
}

impl Method for EditLine {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found;
    type Response = LineOfQuotation;

    const SUMMARY_IN_SPANISH: &'static str = "Modifica una partida del borrador de una cotización: lo que se omite queda como está.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<QuotationLine>(parameters.line_id));

    fn name(&self) -> &'static str {
        "EditLine"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        if problems.concern("line_id") {
            return Ok(None);
        }
        let before = of_line(editor, parameters.line_id)?;
        let id = parameters.line_id.get();
        let kept = before.kept_lines()?;
        let line = kept.iter().find(|line| line.line_id == id).ok_or_else(|| not_found(QuotationLine::ENTITY))?.line;
        let of = |edit: &Replace<Money>| edit.given().copied();
        // An item that stays keeps its terms.
        let stays = parameters.product_id.given().is_none_or(|other| other.get() == line.product_id);
        let or_kept = |edit: &Replace<Money>, kept: Money| of(edit).or(stays.then_some(kept));
        let given = GivenDocumentLine {
            line_id: LineId(Some(id)),
            product_id: parameters.product_id.given().copied().unwrap_or_else(|| Id::kept(line.product_id)),
            amount: of(&parameters.amount).unwrap_or(line.amount),
            price: or_kept(&parameters.price, line.price),
            discount: or_kept(&parameters.discount, line.discount),
            tax: or_kept(&parameters.tax, line.tax),
            total: parameters.total,
            inputs: parameters.inputs.clone(),
        };
        let changed = check_lines::<Quotation>(editor, [(String::new(), &given)].into_iter(), &kept, before.currency_id, problems)?;
        let mut lines = settled(&before)?;
        if let (Some(place), Some(changed)) = (lines.iter_mut().find(|line| line.line_id == Some(id)), changed.into_iter().next()) {
            *place = changed;
        }
        check_sums("total", &lines, problems)?;
        if problems.is_empty() {
            refuse_unless_draft(editor, "line_id", &before)?;
        }
        Ok(Some(Found { before, lines }))
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, Found { before, lines }: Found) -> Result<LineOfQuotation> {
        let quotation = keep_lines(editor, before, lines)?;
        Ok(LineOfQuotation { line_id: parameters.line_id.get(), quotation: One::shown(editor, quotation) })
    }
}

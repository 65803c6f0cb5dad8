//! `Quotations.AddLine`: a new line of a draft.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{LineOfQuotation, held, keep_lines, refuse_unless_draft, settled};
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::db::versions::Subject;
use crate::error::{Error, Result};
use crate::fields::{Id, Money};
use crate::modules::documents::lines::{GivenDocumentLine, LineId, SettledLine, check_lines, check_sums};
use crate::modules::inputs::Inputs;
use crate::modules::lines::MOST_LINES;
use crate::modules::one::One;
use crate::records::document::Document;
use crate::records::item::AnyItem;
use crate::records::quotation::Quotation;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Adds a line to a draft of a quotation, behind its other lines. Returns the quotation, and the id of the new line.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The quotation's id.
    quotation_id: Id<Quotation>,
    /// Nothing, null or 0: the line is new.
    #[serde(default)]
    line_id: LineId,
    /// A product or a service of the profile that is not retired.
    product_id: Id<AnyItem>,
    /// The number of units, more than 0; fractions are allowed. Default: 1.
    #[schemars(extend("x-aliases" = ["quantity"]))]
    #[serde(default)]
    amount: Option<Money>,
    /// The price of one unit. Default: the product's own; an application token then also needs the right to read products, or services.
    /// Required for a product with another currency than the quotation's.
    #[serde(default)]
    price: Option<Money>,
    /// The discount on the price of one unit, no more than the price. Default: the product's own discount if `price` is left out,
    /// otherwise none.
    #[serde(default)]
    discount: Option<Money>,
    /// The tax as a fraction, 0 to 1: 0.16 for 16 %. Default: the sum of the product's own taxes.
    #[serde(default)]
    tax: Option<Money>,
    /// The line's total: amount × (price − discount) × (1 + tax), rounded half up to two places; 0.01 more or less is accepted. Default:
    /// computed.
    #[serde(default)]
    total: Option<Money>,
    /// Values of the line's custom fields, by slug; `Quotations.GetLineInputs` lists the fields.
    #[schemars(extend("x-aliases" = ["custom_fields"]))]
    #[serde(default)]
    inputs: Inputs,
}

impl Parameters {
    fn line(&self) -> GivenDocumentLine {
        let Parameters { line_id, product_id, amount, price, discount, tax, total, ref inputs, .. } = *self;
        let amount = amount.unwrap_or(Money::ONE);
        GivenDocumentLine { line_id, product_id, amount, price, discount, tax, total, inputs: inputs.clone() }
    }
}

pub struct AddLine;

/// The draft before the change, and its lines after the change.
pub struct Found {
    before: Recorded<Quotation>,
    lines: Vec<SettledLine>,
}

impl Method for AddLine {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found;
    type Response = LineOfQuotation;

    const SUMMARY_IN_SPANISH: &'static str = "Añade una partida al borrador de una cotización.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Quotation>(parameters.quotation_id));

    fn name(&self) -> &'static str {
        "AddLine"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        if problems.concern("quotation_id") {
            return Ok(None);
        }
        let before = match problems.is_empty() {
            true => held(editor, parameters.quotation_id)?,
            false => editor.get(parameters.quotation_id.get())?,
        };
        let line = parameters.line();
        let new = check_lines::<Quotation>(editor, [(String::new(), &line)].into_iter(), &[], before.currency_id, problems)?;
        let mut lines = settled(&before)?;
        lines.extend(new);
        check_sums("total", &lines, problems)?;
        if problems.is_empty() {
            refuse_unless_draft(editor, "quotation_id", &before)?;
            if before.kept_lines()?.len() >= MOST_LINES {
                return Err(Error::conflict("quotation_id", "too_many", Sentence::LinesTooMany { most: MOST_LINES }));
            }
        }
        Ok(Some(Found { before, lines }))
    }

    fn call(&self, editor: &mut Editor, _: Parameters, Found { before, lines }: Found) -> Result<LineOfQuotation> {
        let quotation = keep_lines(editor, before, lines)?;
        let line_id = quotation.kept_lines()?.last().map(|line| line.line_id).unwrap_or_default();
        Ok(LineOfQuotation { line_id, quotation: One::shown(editor, quotation) })
    }
}

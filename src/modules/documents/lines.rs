//! The lines of a document in a call: their rules, and the terms that a product or a service itself has.
//!
//! Invariants: a line that comes out of here has passed every rule. The price of an item in another currency than the document's is
//! never taken.

use std::collections::{BTreeSet, HashMap, HashSet};

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};
use serde_json::json;

use crate::db::scope::Editor;
use crate::error::{Error, Result};
use crate::fields::leaf::{self, Leaf, Violation, Written};
use crate::fields::{Id, Money, Named, Ordinal};
use crate::modules::inputs::Inputs;
use crate::modules::inputs::linked::{Keeping, keep_linked};
use crate::modules::inputs::values::LineInputs;
use crate::modules::items::named_items::{NamedItem, named_items};
use crate::modules::lines::{LinesOf, Numbers, OwnTerms, at, check_item, own_terms};
use crate::records::document::Document;
use crate::records::item::AnyItem;
use crate::records::line::{DocumentLine, Line, NO_INPUTS, Sums};
use crate::rpc::problems::Problems;
use crate::sentences::{Expected, Sentence};

/// The id of a line in a call; none, null and 0 mean a new line.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct LineId(pub Option<i64>);

impl Leaf for LineId {
    const WHAT: Expected = Expected::Id;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        if written.characters() == Some("0") {
            return Ok(LineId(None));
        }
        Ordinal::read(written).map(|id| LineId(Some(id.get())))
    }

    fn placeholder() -> Self {
        LineId(None)
    }
}

impl<'de> Deserialize<'de> for LineId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize_optional(deserializer)
    }
}

impl JsonSchema for LineId {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "LineId".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": ["integer", "string", "null"], "minimum": 0, "pattern": "^ *[0-9]+ *$" })
    }
}

/// A line of a document in a call.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "GivenDocumentLine")]
pub struct GivenDocumentLine {
    /// The id of a line that the document has; left out, null or 0 for a new line.
    #[serde(default)]
    pub line_id: LineId,
    /// A product or a service of the profile that is not retired.
    pub product_id: Id<AnyItem>,
    /// The number of units, more than 0; fractions are allowed.
    pub amount: Money,
    /// The price of one unit. Default: the product's own. Required for a product with another currency than the document's.
    #[serde(default)]
    pub price: Option<Money>,
    /// The discount on the price of one unit, no more than the price. Default: the product's own discount if `price` is left out,
    /// otherwise none.
    #[serde(default)]
    pub discount: Option<Money>,
    /// The tax as a fraction, 0 to 1: 0.16 for 16 %. Default: the sum of the product's own taxes.
    #[serde(default)]
    pub tax: Option<Money>,
    /// The line's total: amount × (price − discount) × (1 + tax), rounded half up to two places; 0.01 more or less is accepted. Default:
    /// computed.
    #[serde(default)]
    pub total: Option<Money>,
    /// Values of the line's custom fields, by slug.
    #[serde(default)]
    pub inputs: Inputs,
}

/// The lines of a document in a call.
pub type GivenDocumentLines = LinesOf<GivenDocumentLine>;

impl GivenDocumentLine {
    /// So many units of a product or a service, at its own terms.
    pub fn plain(product_id: Id<AnyItem>, amount: Money) -> Self {
        let line_id = LineId(None);
        GivenDocumentLine { line_id, product_id, amount, price: None, discount: None, tax: None, total: None, inputs: Inputs::default() }
    }
}

/// A line that has passed every rule. A new one gets its id when the document is written.
#[derive(Debug, Clone)]
pub struct SettledLine {
    pub line_id: Option<i64>,
    pub line: Line,
    pub net: Money,
    pub inputs: String,
}

impl From<DocumentLine> for SettledLine {
    fn from(DocumentLine { line_id, line, net, inputs }: DocumentLine) -> Self {
        SettledLine { line_id: Some(line_id), line, net, inputs }
    }
}

/// Notes problems of lines of a document of this kind and in this currency, each at its place. A line with an id is one of those that
/// the document has: it may keep a retired product, and keeps the inputs that are not mentioned. Returns the lines to keep; lines with
/// wrong numbers are left out.
pub fn check_lines<'l, D: Document>(
    editor: &mut Editor,
    given: impl Iterator<Item = (String, &'l GivenDocumentLine)>,
    kept: &[DocumentLine],
    currency_id: Option<i64>,
    problems: &mut Problems,
) -> Result<Vec<SettledLine>> {
    let given: Vec<(String, &GivenDocumentLine)> = given.collect();
    let ids: Vec<i64> = given.iter().map(|(_, line)| line.product_id.get()).collect();
    let items = named_items(editor, &ids)?;
    let terms = terms_of(editor, &given, &items)?;
    let own_currency = editor.profile()?.currency_id;
    let mut inputs = LineInputs::of(editor, D::Line::ENTITY)?;
    let (mut settled, mut seen) = (Vec::with_capacity(given.len()), HashSet::new());
    for (place, line) in given {
        let product_id = line.product_id.get();
        let before = line.line_id.0.and_then(|id| kept.iter().find(|line| line.line_id == id));
        if let Some(id) = line.line_id.0.filter(|_| !problems.concern(&at(&place, "line_id"))) {
            if before.is_none() {
                problems.add(&at(&place, "line_id"), "unknown_id", Sentence::NoSuchLine { id });
            } else if !seen.insert(id) {
                problems.add(&at(&place, "line_id"), "repeated", Sentence::LineRepeated { id });
            }
        }
        let has_already = kept.iter().any(|line| line.line.product_id == product_id);
        if !problems.concern(&at(&place, "product_id")) {
            check_item(editor, &at(&place, "product_id"), product_id, &items, has_already, problems)?;
        }
        let own = terms.get(&product_id);
        // A profile may have no currency. What is in none is not in another one.
        let currencies = own.and_then(|own| own.currency_id).or(own_currency).zip(currency_id.or(own_currency));
        let in_other_currency = currencies.is_some_and(|(of_item, of_document)| of_item != of_document);
        if line.price.is_none() && in_other_currency && !problems.concern(&at(&place, "price")) {
            problems.add(&at(&place, "price"), "required", Sentence::PriceInOtherCurrency);
        }
        let path = at(&place, "inputs");
        let inputs = match before {
            Some(before) => inputs.merged_into(&line.inputs, &before.inputs, &path, problems)?,
            None => inputs.of_new(&line.inputs, NO_INPUTS, &path, problems)?,
        };
        // Without the item there is no price, and so nothing to compute.
        if items.contains_key(&product_id)
            && let Some(line) = numbers(line, own).check(&place, product_id, true, problems)
        {
            match line.net() {
                Some(net) => settled.push(SettledLine { line_id: before.map(|line| line.line_id), line, net, inputs }),
                None => problems.add(&at(&place, "total"), "out_of_range", Sentence::TotalTooLarge),
            }
        }
    }
    if problems.is_empty() {
        inputs.hold(editor)?;
    }
    Ok(settled)
}

/// The own terms of the items whose lines lack a price or a tax. The reply shows these terms, so the caller needs the right to read the
/// items.
fn terms_of(
    editor: &mut Editor,
    given: &[(String, &GivenDocumentLine)],
    items: &HashMap<i64, NamedItem>,
) -> Result<HashMap<i64, OwnTerms>> {
    let lacking = given.iter().filter(|(_, line)| line.price.is_none() || line.tax.is_none());
    let lacking: BTreeSet<i64> = lacking.map(|(_, line)| line.product_id.get()).collect();
    for id in &lacking {
        if let Some(item) = items.get(id) {
            editor.refuse_unless_read(item.entity)?;
        }
    }
    own_terms(editor, items, &Vec::from_iter(lacking))
}

/// The numbers of a line, with its item's own for those that are left out.
fn numbers(line: &GivenDocumentLine, own: Option<&OwnTerms>) -> Numbers {
    let of_own = |part: fn(&OwnTerms) -> Money| own.map_or(Money::ZERO, part);
    let discount = match line.price {
        Some(_) => Money::ZERO,
        None => of_own(|own| own.discount),
    };
    Numbers {
        amount: line.amount,
        price: line.price.unwrap_or_else(|| of_own(|own| own.price)),
        discount: line.discount.unwrap_or(discount),
        tax: line.tax.unwrap_or_else(|| of_own(|own| own.tax)),
        total: line.total,
    }
}

/// Notes lines whose sums are too large for an amount.
pub fn check_sums(path: &str, lines: &[SettledLine], problems: &mut Problems) -> Result<()> {
    let whole: Vec<DocumentLine> = lines.iter().cloned().map(|line| line.with_id(0)).collect();
    if Sums::of(&whole)?.is_none() && !problems.concern(path) {
        problems.add(path, "out_of_range", Sentence::TotalTooLarge);
    }
    Ok(())
}

impl SettledLine {
    fn with_id(self, new: i64) -> DocumentLine {
        let SettledLine { line_id, line, net, inputs } = self;
        DocumentLine { line_id: line_id.unwrap_or(new), line, net, inputs }
    }
}

/// Gives the document these lines and their sums. New lines get their ids.
pub fn set_lines<D: Document>(editor: &mut Editor, document: &mut D, mut lines: Vec<SettledLine>) -> Result<()> {
    keep_linked_of_lines::<D>(editor, &document.kept_lines()?, &mut lines)?;
    let new = lines.iter().filter(|line| line.line_id.is_none()).count();
    let mut ids = editor.reserve_ids::<D::Line>(new)?.into_iter();
    let lines = lines.into_iter().map(|line| {
        let id = if line.line_id.is_some() { Some(0) } else { ids.next() };
        id.map(|id| line.with_id(id)).ok_or_else(|| Error::internal("a line is left without an id"))
    });
    let lines = lines.collect::<Result<Vec<_>>>()?;
    let sums = Sums::of(&lines)?.ok_or_else(|| Error::internal("the sums of a document's lines were not checked"))?;
    document.take_lines(&lines, sums)
}

/// Keeps with new lines, and with those that get another product or service, what their linked inputs show now.
fn keep_linked_of_lines<D: Document>(editor: &mut Editor, kept: &[DocumentLine], lines: &mut [SettledLine]) -> Result<()> {
    let is_written = |line: &SettledLine| {
        let before = kept.iter().find(|before| line.line_id == Some(before.line_id));
        before.is_none_or(|before| before.line.product_id != line.line.product_id)
    };
    let written = lines.iter_mut().filter(|line| is_written(line));
    let written = written.map(|SettledLine { line, inputs, .. }| Keeping { named: json!({ "product_id": line.product_id }), inputs });
    keep_linked(editor, D::Line::ENTITY, written.collect())
}

/// The lines of a document that comes from another one: new lines with the same numbers, and the inputs of the same slugs.
pub fn lines_from<D: Document>(editor: &mut Editor, others: impl IntoIterator<Item = (Line, Money, String)>) -> Result<Vec<SettledLine>> {
    let mut inputs = LineInputs::of(editor, D::Line::ENTITY)?;
    let lines = others
        .into_iter()
        .map(|(line, net, other)| Ok(SettledLine { line_id: None, line, net, inputs: inputs.carried(&other)? }))
        .collect::<Result<Vec<_>>>()?;
    inputs.hold(editor)?;
    Ok(lines)
}

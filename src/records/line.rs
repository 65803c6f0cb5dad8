//! The lines of opportunities and of documents, as these keep and show them: products and services with their amounts and prices. A
//! document's line has an id and inputs beside what every line has.
//!
//! Invariants: a kept line has passed every rule ([`crate::modules::lines`]). Its amounts are computed here, exactly, and nowhere
//! else.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::db::schema::products;
use crate::db::scope::Reader;
use crate::error::{Error, Result};
use crate::fields::money::hundredths_of;
use crate::fields::viewed::viewed;
use crate::fields::{Entity, Money, Named, Verbatim};
use crate::records::product::Product;
use crate::records::service::Service;

/// A line as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Line {
    pub product_id: i64,
    pub amount: Money,
    pub price: Money,
    pub discount: Money,
    pub tax: Money,
    pub total: Money,
}

impl Line {
    /// A line with its total. None if the total is too large for an amount.
    pub fn of(product_id: i64, amount: Money, price: Money, discount: Money, tax: Money) -> Option<Self> {
        let total = total(amount, price, discount, tax)?;
        Some(Line { product_id, amount, price, discount, tax, total })
    }

    /// The total without tax. None if it is too large for an amount.
    pub fn net(&self) -> Option<Money> {
        let each = self.price.ten_thousandths().checked_sub(self.discount.ten_thousandths())?;
        worth(self.amount, Money::from_ten_thousandths(each))
    }
}

/// The total of a line: amount × (price − discount) × (1 + tax), rounded half up to two places. None if it is too large for an
/// amount.
pub fn total(amount: Money, price: Money, discount: Money, tax: Money) -> Option<Money> {
    /// The product of three factors in ten-thousandths counts 10⁻¹²ths; a hundredth has this many of them.
    const PARTS_OF_A_HUNDREDTH: i128 = 10_000_000_000;
    let each = exact(price).checked_sub(exact(discount))?;
    let parts = exact(amount).checked_mul(each)?.checked_mul(exact(Money::ONE).checked_add(exact(tax))?)?;
    rounded(parts, PARTS_OF_A_HUNDREDTH)
}

/// So many units at this price for each, rounded half up to two places. None if it is too large for an amount.
pub fn worth(amount: Money, each: Money) -> Option<Money> {
    /// The product of two factors in ten-thousandths counts 10⁻⁸ths; a hundredth has this many of them.
    const PARTS_OF_A_HUNDREDTH: i128 = 1_000_000;
    rounded(exact(amount).checked_mul(exact(each))?, PARTS_OF_A_HUNDREDTH)
}

fn exact(amount: Money) -> i128 {
    i128::from(amount.ten_thousandths())
}

fn rounded(parts: i128, parts_of_a_hundredth: i128) -> Option<Money> {
    let ten_thousandths = hundredths_of(parts, parts_of_a_hundredth)?.checked_mul(100)?;
    i64::try_from(ten_thousandths).ok().map(Money::from_ten_thousandths)
}

/// The lines as an opportunity keeps them.
pub fn as_kept(lines: &[Line]) -> Result<String> {
    Ok(serde_json::to_string(lines)?)
}

/// A line of a document as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentLine {
    /// The line's id, which no other line of the profile has.
    pub line_id: i64,
    pub line: Line,
    /// The total without tax.
    pub net: Money,
    /// The values of its inputs: JSON, as the wire shows it.
    pub inputs: String,
}

/// The inputs of a line that has no values.
pub const NO_INPUTS: &str = "{}";

impl DocumentLine {
    /// The tax as an amount: the total without the net amount.
    pub fn tax_amount(&self) -> Money {
        Money::from_ten_thousandths(self.line.total.ten_thousandths().saturating_sub(self.net.ten_thousandths()))
    }
}

impl Serialize for DocumentLine {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Written<'a> {
            line_id: i64,
            #[serde(flatten)]
            line: &'a Line,
            net: Money,
            tax_amount: Money,
            inputs: Verbatim<'a>,
        }
        let DocumentLine { line_id, line, net, inputs } = self;
        Written { line_id: *line_id, line, net: *net, tax_amount: self.tax_amount(), inputs: Verbatim(Some(inputs)) }.serialize(serializer)
    }
}

/// The lines as a document keeps them.
pub fn document_lines_as_kept(lines: &[DocumentLine]) -> Result<String> {
    Ok(serde_json::to_string(lines)?)
}

/// The lines that a document keeps.
pub fn document_lines(text: &str) -> Result<Vec<DocumentLine>> {
    #[derive(Deserialize)]
    struct Kept {
        line_id: i64,
        product_id: i64,
        #[serde(deserialize_with = "viewed")]
        amount: Money,
        #[serde(deserialize_with = "viewed")]
        price: Money,
        #[serde(deserialize_with = "viewed")]
        discount: Money,
        #[serde(deserialize_with = "viewed")]
        tax: Money,
        #[serde(deserialize_with = "viewed")]
        total: Money,
        #[serde(deserialize_with = "viewed")]
        net: Money,
        #[serde(deserialize_with = "viewed")]
        inputs: String,
    }
    let kept: Vec<Kept> = serde_json::from_str(text)?;
    let lines = kept.into_iter().map(|Kept { line_id, product_id, amount, price, discount, tax, total, net, inputs }| DocumentLine {
        line_id,
        line: Line { product_id, amount, price, discount, tax, total },
        net,
        inputs,
    });
    Ok(lines.collect())
}

/// The sums of a document's lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Sums {
    /// The sum of the lines' net amounts.
    pub subtotal: Money,
    /// The sum of the lines' discounts, which the net amounts are without.
    pub discount: Money,
    /// The sum of the lines' taxes.
    pub tax: Money,
    /// The sum of the lines' totals.
    pub total: Money,
    /// The taxes by their rates: JSON, as the wire shows it.
    pub taxes: String,
}

/// The tax of a document at one rate.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "TaxOfRate")]
pub struct TaxOfRate {
    /// The rate, as a fraction.
    rate: Money,
    /// The sum of the net amounts of the lines with this rate.
    base: Money,
    /// The sum of the taxes of these lines.
    tax: Money,
}

impl Sums {
    /// The sums of these lines. None if one is too large for an amount.
    pub fn of(lines: &[DocumentLine]) -> Result<Option<Self>> {
        let mut rates: BTreeMap<Money, (i64, i64)> = BTreeMap::new();
        let (mut subtotal, mut discount, mut tax, mut total) = (0_i64, 0_i64, 0_i64, 0_i64);
        for line in lines {
            let (net, own_tax) = (line.net.ten_thousandths(), line.tax_amount().ten_thousandths());
            let added = (|| {
                subtotal = subtotal.checked_add(net)?;
                discount = discount.checked_add(worth(line.line.amount, line.line.discount)?.ten_thousandths())?;
                tax = tax.checked_add(own_tax)?;
                total = total.checked_add(line.line.total.ten_thousandths())?;
                let (base, tax) = rates.entry(line.line.tax).or_default();
                *base = base.checked_add(net)?;
                *tax = tax.checked_add(own_tax)?;
                Some(())
            })();
            if added.is_none() {
                return Ok(None);
            }
        }
        let money = Money::from_ten_thousandths;
        let taxes = rates.into_iter().map(|(rate, (base, tax))| TaxOfRate { rate, base: money(base), tax: money(tax) });
        Ok(Some(Sums {
            subtotal: money(subtotal),
            discount: money(discount),
            tax: money(tax),
            total: money(total),
            taxes: serde_json::to_string(&taxes.collect::<Vec<_>>())?,
        }))
    }
}

/// A kept line as it is read. Its numbers stay unparsed, because they were written in the form that the wire has.
#[derive(Deserialize)]
struct KeptLine<'a> {
    product_id: i64,
    #[serde(borrow)]
    amount: &'a RawValue,
    #[serde(borrow)]
    price: &'a RawValue,
    #[serde(borrow)]
    discount: &'a RawValue,
    #[serde(borrow)]
    tax: &'a RawValue,
    #[serde(borrow)]
    total: &'a RawValue,
    /// The fields that only a document's line has.
    #[serde(default)]
    line_id: Option<i64>,
    #[serde(borrow, default)]
    net: Option<&'a RawValue>,
    #[serde(borrow, default)]
    tax_amount: Option<&'a RawValue>,
    #[serde(borrow, default)]
    inputs: Option<&'a RawValue>,
}

fn read(text: &str) -> Result<Vec<KeptLine<'_>>> {
    Ok(serde_json::from_str(text)?)
}

/// The lines that an opportunity keeps.
pub fn kept(text: &str) -> Result<Vec<Line>> {
    let money = |number: &RawValue| number.get().parse().map_err(|_| Error::internal("a kept line has a number that is no amount"));
    let lines = read(text)?.into_iter().map(|KeptLine { product_id, amount, price, discount, tax, total, .. }| {
        Ok(Line {
            product_id,
            amount: money(amount)?,
            price: money(price)?,
            discount: money(discount)?,
            tax: money(tax)?,
            total: money(total)?,
        })
    });
    lines.collect()
}

/// The ids of the products and services in kept lines, one for each line.
pub fn product_ids(text: &str) -> Result<Vec<i64>> {
    Ok(read(text)?.iter().map(|line| line.product_id).collect())
}

/// The part of a product or a service that lines show.
#[derive(Debug)]
pub struct LineItem {
    pub kind: Entity,
    pub name: String,
    pub sku: Option<String>,
}

/// The id of an item, its name and its sku.
type Row = (i64, String, Option<String>);

impl LineItem {
    /// The items with these ids, by id, as far as the caller may read their kinds: a query for each kind, and none without ids.
    pub fn load(reader: &mut Reader, ids: &[i64]) -> Result<HashMap<i64, Self>> {
        const COLUMNS: (products::id, products::name, products::sku) = (products::id, products::name, products::sku);
        let mut items = HashMap::new();
        if !ids.is_empty() && reader.may_read(Product::ENTITY) {
            let rows = reader.rows::<Product>().among(products::id, Some(ids));
            items.extend(Self::of(Product::ENTITY, reader.columns(rows, COLUMNS)?));
        }
        let others: Vec<i64> = ids.iter().copied().filter(|id| !items.contains_key(id)).collect();
        if !others.is_empty() && reader.may_read(Service::ENTITY) {
            let rows = reader.rows::<Service>().among(products::id, Some(&others));
            items.extend(Self::of(Service::ENTITY, reader.columns(rows, COLUMNS)?));
        }
        Ok(items)
    }

    fn of(kind: Entity, rows: Vec<Row>) -> impl Iterator<Item = (i64, Self)> {
        rows.into_iter().map(move |(id, name, sku)| (id, LineItem { kind, name, sku }))
    }
}

/// The lines in a view: none, as kept, or with their products and services.
#[derive(Debug, Default)]
pub enum ShownLines {
    #[default]
    Not,
    AsKept,
    /// The lines with the names of their products and services.
    WithItems(HashMap<i64, LineItem>),
}

impl ShownLines {
    /// An opportunity's lines.
    pub fn view<'a>(&'a self, kept: &'a str) -> Option<LinesView<'a>> {
        match self {
            ShownLines::Not => None,
            ShownLines::AsKept => Some(LinesView::AsKept(Verbatim(Some(kept)))),
            ShownLines::WithItems(items) => Some(LinesView::with_items(kept, items)),
        }
    }

    /// A document's lines.
    pub fn view_of_document<'a>(&'a self, kept: &'a str) -> Option<DocumentLinesView<'a>> {
        match self {
            ShownLines::Not => None,
            ShownLines::AsKept => Some(DocumentLinesView::AsKept(Verbatim(Some(kept)))),
            ShownLines::WithItems(items) => {
                let lines = read(kept).unwrap_or_default().into_iter();
                Some(DocumentLinesView::WithItems(lines.map(|line| DocumentLineView::new(line, items)).collect()))
            }
        }
    }
}

/// A line on the wire.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "OpportunityLine")]
pub struct LineView<'a> {
    /// The product or the service.
    product_id: i64,
    /// The kind of the record that `product_id` names: `product` or `service`. Left out of replies that change the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    /// Its current name. Left out of replies that change the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    /// Its current stock-keeping number, if it has one. Left out of replies that change the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    sku: Option<&'a str>,
    /// The number of units.
    #[schemars(with = "Money")]
    amount: &'a RawValue,
    /// The price of one unit.
    #[schemars(with = "Money")]
    price: &'a RawValue,
    /// The discount on the price of one unit.
    #[schemars(with = "Money")]
    discount: &'a RawValue,
    /// The tax as a fraction, 0 to 1.
    #[schemars(with = "Money")]
    tax: &'a RawValue,
    /// The line's total: amount × (price − discount) × (1 + tax), rounded half up to two places.
    #[schemars(with = "Money")]
    total: &'a RawValue,
}

impl<'a> LineView<'a> {
    fn new(KeptLine { product_id, amount, price, discount, tax, total, .. }: &KeptLine<'a>, items: &'a HashMap<i64, LineItem>) -> Self {
        let (product_id, item) = (*product_id, items.get(product_id));
        LineView {
            product_id,
            kind: item.map(|item| item.kind.name()),
            name: item.map(|item| item.name.as_str()),
            sku: item.and_then(|item| item.sku.as_deref()),
            amount,
            price,
            discount,
            tax,
            total,
        }
    }
}

/// A line of a quotation or an order.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DocumentLine")]
pub struct DocumentLineView<'a> {
    /// The line's id, which no other line of the profile has.
    line_id: i64,
    #[serde(flatten)]
    line: LineView<'a>,
    /// The total without tax: amount × (price − discount), rounded half up to two places.
    #[schemars(with = "Money")]
    net: Option<&'a RawValue>,
    /// The tax as an amount: the total less `net`.
    #[schemars(with = "Money")]
    tax_amount: Option<&'a RawValue>,
    /// The values of the line's custom fields, by slug.
    #[schemars(with = "std::collections::BTreeMap<String, serde_json::Value>")]
    inputs: Option<&'a RawValue>,
}

impl<'a> DocumentLineView<'a> {
    fn new(kept: KeptLine<'a>, items: &'a HashMap<i64, LineItem>) -> Self {
        let line = LineView::new(&kept, items);
        let KeptLine { line_id, net, tax_amount, inputs, .. } = kept;
        DocumentLineView { line_id: line_id.unwrap_or_default(), line, net, tax_amount, inputs }
    }
}

/// An opportunity's lines on the wire.
#[derive(Debug)]
pub enum LinesView<'a> {
    AsKept(Verbatim<'a>),
    WithItems(Vec<LineView<'a>>),
}

/// A document's lines on the wire.
#[derive(Debug)]
pub enum DocumentLinesView<'a> {
    AsKept(Verbatim<'a>),
    WithItems(Vec<DocumentLineView<'a>>),
}

impl<'a> LinesView<'a> {
    /// The lines with their products and services. Unreadable lines, which this program never writes, count as none.
    pub fn with_items(text: &'a str, items: &'a HashMap<i64, LineItem>) -> Self {
        LinesView::WithItems(read(text).unwrap_or_default().iter().map(|line| LineView::new(line, items)).collect())
    }
}

impl Serialize for LinesView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            LinesView::AsKept(text) => text.serialize(serializer),
            LinesView::WithItems(lines) => lines.serialize(serializer),
        }
    }
}

impl Serialize for DocumentLinesView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            DocumentLinesView::AsKept(text) => text.serialize(serializer),
            DocumentLinesView::WithItems(lines) => lines.serialize(serializer),
        }
    }
}

impl JsonSchema for LinesView<'_> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "OpportunityLines".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Vec<LineView<'static>>>()
    }
}

impl JsonSchema for DocumentLinesView<'_> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "DocumentLines".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Vec<DocumentLineView<'static>>>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    /// The total of numbers given as texts.
    fn of(amount: &str, price: &str, discount: &str, tax: &str) -> Option<Money> {
        total(money(amount), money(price), money(discount), money(tax))
    }

    #[test]
    fn a_total_is_rounded_once_and_halves_go_up() {
        assert_eq!(of("3", "100", "10", "0.16"), Some(money("313.2")));
        assert_eq!(of("1", "0.005", "0", "0"), Some(money("0.01")));
        assert_eq!(of("1", "0.0049", "0", "0"), Some(money("0")));
        assert_eq!(of("0.5", "0.01", "0", "0"), Some(money("0.01")));
        assert_eq!(of("1.5", "33.33", "0", "0.0825"), Some(money("54.12")));
        assert_eq!(of("1", "10", "10", "1"), Some(Money::ZERO));
    }

    #[test]
    fn a_total_that_no_amount_can_be_is_none() {
        let greatest = "922337203685477.5807";
        assert_eq!(of("1", greatest, "0", "0"), Some(money("922337203685477.58")));
        assert_eq!(of("1.0001", greatest, "0", "0"), None);
        assert_eq!(of("2", "922337203685477", "461168601842739", "0"), Some(money("922337203685476")));
        assert_eq!(of(greatest, greatest, "0", "1"), None);
    }

    fn any_money() -> impl Strategy<Value = Money> {
        prop_oneof![0..=i64::MAX, 0..=10_000_000_i64, 0..=10_000_i64].prop_map(Money::from_ten_thousandths)
    }

    fn any_tax() -> impl Strategy<Value = Money> {
        (0..=10_000_i64).prop_map(Money::from_ten_thousandths)
    }

    proptest! {
        #[test]
        fn a_total_has_two_places_and_is_off_by_half_a_hundredth_at_the_most(
            amount in 0..=1_000_000_000_i64, price in 0..=1_000_000_000_i64, discount in 0..=1_000_000_000_i64, tax in 0..=10_000_i64,
        ) {
            let discount = discount.min(price);
            let [a, p, d, t] = [amount, price, discount, tax].map(Money::from_ten_thousandths);
            let total = i128::from(total(a, p, d, t).unwrap().ten_thousandths());
            prop_assert_eq!(total % 100, 0);
            let exact = i128::from(amount) * i128::from(price - discount) * i128::from(10_000 + tax);
            let off = total * 100_000_000 - exact;
            prop_assert!((-5_000_000_000 < off) && (off <= 5_000_000_000), "{}", off);
        }

        #[test]
        fn more_of_anything_but_discount_is_never_less(
            amount in any_money(), price in any_money(), discount in any_money(), tax in any_tax(), more in 0..=1_000_000_i64,
        ) {
            let least = total(amount, price, discount.min(price), tax);
            let plus = |money: Money| Money::from_ten_thousandths(money.ten_thousandths().saturating_add(more));
            for greater in [
                total(plus(amount), price, discount.min(price), tax),
                total(amount, plus(price), discount.min(price), tax),
                total(amount, price, discount.min(price), plus(tax)),
            ] {
                prop_assert!(greater.is_none() || least.is_some_and(|least| greater >= Some(least)));
            }
        }

        #[test]
        fn no_numbers_make_it_panic(numbers in any::<[i64; 4]>()) {
            let [amount, price, discount, tax] = numbers.map(Money::from_ten_thousandths);
            let _ = total(amount, price, discount, tax);
        }

        #[test]
        fn without_discount_and_tax_one_unit_costs_its_price(cents in 0..=i64::MAX / 100) {
            let price = Money::from_ten_thousandths(cents * 100);
            prop_assert_eq!(total(Money::ONE, price, Money::ZERO, Money::ZERO), Some(price));
        }
    }
}

//! The lines of an opportunity, as it keeps and shows them: products and services with their amounts and prices.
//!
//! Invariants: a kept line has passed every rule ([`crate::modules::opportunities::lines`]).

use std::borrow::Cow;
use std::collections::HashMap;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::db::schema::products;
use crate::db::scope::Reader;
use crate::error::{Error, Result};
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

/// The lines as an opportunity keeps them.
pub fn as_kept(lines: &[Line]) -> Result<String> {
    Ok(serde_json::to_string(lines)?)
}

/// A kept line as it is read. Its numbers stay unparsed, because they were written by [`as_kept`] in the form that the wire has.
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
}

fn read(text: &str) -> Result<Vec<KeptLine<'_>>> {
    Ok(serde_json::from_str(text)?)
}

/// The lines that an opportunity keeps.
pub fn kept(text: &str) -> Result<Vec<Line>> {
    let money = |number: &RawValue| number.get().parse().map_err(|_| Error::internal("a kept line has a number that is no amount"));
    let lines = read(text)?.into_iter().map(|KeptLine { product_id, amount, price, discount, tax, total }| {
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

/// The ids of the products and services in the lines of an opportunity, one for each line.
pub fn product_ids(text: &str) -> Result<Vec<i64>> {
    Ok(read(text)?.iter().map(|line| line.product_id).collect())
}

/// The part of a product or a service that lines show.
#[derive(Debug)]
pub struct LineItem {
    kind: Entity,
    name: String,
    sku: Option<String>,
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

/// A line on the wire.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "OpportunityLine")]
pub struct LineView<'a> {
    /// The product or the service.
    product_id: i64,
    /// The kind of the record that `product_id` names: `product` or `service`. Left out of replies that change an opportunity.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    /// Its current name. Left out of replies that change an opportunity.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    /// Its current stock-keeping number, if it has one. Left out of replies that change an opportunity.
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

/// The lines on the wire.
#[derive(Debug)]
pub enum LinesView<'a> {
    AsKept(Verbatim<'a>),
    WithItems(Vec<LineView<'a>>),
}

impl<'a> LinesView<'a> {
    /// The lines with their products and services. Unreadable lines, which this program never writes, count as none.
    pub fn with_items(text: &'a str, items: &'a HashMap<i64, LineItem>) -> Self {
        let lines = read(text).unwrap_or_default().into_iter().map(|KeptLine { product_id, amount, price, discount, tax, total }| {
            let item = items.get(&product_id);
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
        });
        LinesView::WithItems(lines.collect())
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

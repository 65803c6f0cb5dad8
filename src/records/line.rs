//! The lines of an opportunity, as it keeps and shows them: products with their amounts and prices.
//!
//! Invariants: a kept line has passed every rule ([`crate::modules::opportunities::lines`]).

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::db::schema::products;
use crate::db::scope::Reader;
use crate::error::{Error, Result};
use crate::fields::{Money, Verbatim};
use crate::records::product::Product;

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

/// The ids of the products in the lines of an opportunity, one for each line.
pub fn product_ids(text: &str) -> Result<Vec<i64>> {
    Ok(read(text)?.iter().map(|line| line.product_id).collect())
}

/// The part of a product that lines show.
#[derive(Debug, Queryable)]
pub struct LineProduct {
    name: String,
    sku: Option<String>,
}

impl LineProduct {
    /// The products with these ids, by id, in one query; without ids, no query.
    pub fn load(reader: &mut Reader, ids: impl IntoIterator<Item = i64>) -> Result<HashMap<i64, Self>> {
        let ids: BTreeSet<i64> = ids.into_iter().collect();
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let rows = reader.rows::<Product>().among(products::id, Some(&Vec::from_iter(ids)));
        let found = reader.columns(rows, (products::id, (products::name, products::sku)))?;
        Ok(found.into_iter().collect())
    }
}

/// A line on the wire.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "OpportunityLine")]
pub struct LineView<'a> {
    product_id: i64,
    /// The product's current name. Left out of replies that change an opportunity.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    /// The product's current stock-keeping number, if it has one. Left out of replies that change an opportunity.
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
    WithProducts(Vec<LineView<'a>>),
}

impl<'a> LinesView<'a> {
    /// The lines with their products. Unreadable lines, which this program never writes, count as none.
    pub fn with_products(text: &'a str, products: &'a HashMap<i64, LineProduct>) -> Self {
        let lines = read(text).unwrap_or_default().into_iter().map(|KeptLine { product_id, amount, price, discount, tax, total }| {
            let product = products.get(&product_id);
            LineView {
                product_id,
                name: product.map(|product| product.name.as_str()),
                sku: product.and_then(|product| product.sku.as_deref()),
                amount,
                price,
                discount,
                tax,
                total,
            }
        });
        LinesView::WithProducts(lines.collect())
    }
}

impl Serialize for LinesView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            LinesView::AsKept(text) => text.serialize(serializer),
            LinesView::WithProducts(lines) => lines.serialize(serializer),
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

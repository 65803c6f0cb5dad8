//! The lines of an opportunity: how much of which product at which price.

use std::borrow::Cow;
use std::collections::HashMap;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize, Serializer};

use crate::db::stored::Recorded;
use crate::error::{Error, Result};
use crate::fields::{Money, Verbatim};
use crate::modules::products::Product;
use crate::rpc::decode::decode;
use crate::rpc::tree::Tree;

/// A line as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub product_id: i64,
    pub amount: Money,
    pub price: Money,
    pub discount: Money,
    pub tax: Money,
    pub total: Money,
}

/// Reads the lines that an opportunity keeps.
pub fn kept(text: &str) -> Result<Vec<Line>> {
    let lines = decode::<Vec<Line>>(Tree::parse(text.as_bytes())?);
    lines.map(|lines| lines.parameters).map_err(|_| Error::internal("an opportunity's lines can't be read"))
}

/// A line on the wire.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "OpportunityLine")]
pub struct LineView<'a> {
    product_id: i64,
    /// The product's name today. Left out of the answers that change an opportunity.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    /// The product's number today, if it has one. Left out of the answers that change an opportunity.
    #[serde(skip_serializing_if = "Option::is_none")]
    sku: Option<&'a str>,
    /// How many units.
    amount: Money,
    /// The price of one unit.
    price: Money,
    /// What is taken off the price of one unit.
    discount: Money,
    /// The tax as a fraction, 0 to 1.
    tax: Money,
    /// amount × (price − discount) × (1 + tax), rounded half up to two places.
    total: Money,
}

/// The lines on the wire.
#[derive(Debug)]
pub enum LinesView<'a> {
    AsKept(Verbatim<'a>),
    WithProducts(Vec<LineView<'a>>),
}

impl<'a> LinesView<'a> {
    /// Lines that can't be read are none: they were written here.
    pub fn with_products(text: &str, products: &'a HashMap<i64, Recorded<Product>>) -> Self {
        let lines = kept(text).unwrap_or_default().into_iter().map(|Line { product_id, amount, price, discount, tax, total }| {
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

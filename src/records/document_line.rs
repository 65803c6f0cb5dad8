//! The rows of the lines of documents, a kind for each kind of document. They share one table, and so one sequence of ids.
//!
//! Invariants: rows are written along with the document that keeps the lines ([`crate::db::stored::KeptLines`]), and in no other way. So
//! they are in no feed: the document is, with all of its lines.

use std::collections::HashMap;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use crate::db::schema::document_lines;
use crate::db::stored::{Facet, KeptInputs, Record, Recorded, Reference, stored};
use crate::error::Result;
use crate::fields::{Author, Entity, Instant, Money, Named, Verbatim};
use crate::records::item;
use crate::records::line::LineItem;
use crate::records::order::Order;
use crate::records::quotation::Quotation;

/// The columns of a line of either kind of document.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = document_lines, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    /// The line's place in the document, from 1.
    pub position: i64,
    pub product_id: i64,
    pub amount: Money,
    pub price: Money,
    pub discount: Money,
    pub tax: Money,
    pub net: Money,
    pub total: Money,
    /// JSON, as the wire shows it.
    pub inputs: String,
}

/// A line of a quotation.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = document_lines, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct QuotationLine {
    pub quotation_id: Option<i64>,
    #[diesel(embed)]
    pub row: Row,
}

stored!(QuotationLine, document_lines, among document = "quotation");

impl Named for QuotationLine {
    const ENTITY: Entity = Entity("quotation_line");
    const HAS_EXTERNAL_IDS: bool = false;
}

impl Record for QuotationLine {
    const ALL: Facet = Facet("quotation_lines");
    const REFERENCES: &'static [Reference] =
        &[Reference::to::<Quotation>("quotation_id"), Reference { column: "product_id", to: item::EITHER, within: None }];
    const INPUTS: Option<KeptInputs<Self>> = Some(KeptInputs { kept: |line| &line.row.inputs, changed: |line| &mut line.row.inputs });

    type With = With;
    type View<'a> = QuotationLineView<'a>;

    fn view<'a>(kept: &'a Recorded<Self>, with: &'a With) -> QuotationLineView<'a> {
        QuotationLineView { quotation_id: kept.quotation_id.unwrap_or_default(), row: RowView::new(kept, &kept.row, with) }
    }

    fn whole() -> With {
        With { inputs: true, ..With::default() }
    }

    /// A line comes back with its document.
    const REVIVE: Option<fn(&str) -> Result<Self>> = None;
}

/// A line of a quotation.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "QuotationLine")]
pub struct QuotationLineView<'a> {
    #[serde(flatten)]
    row: RowView<'a>,
    quotation_id: i64,
}

/// A line of an order.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = document_lines, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct OrderLine {
    pub order_id: Option<i64>,
    #[diesel(embed)]
    pub row: Row,
}

stored!(OrderLine, document_lines, among document = "order");

impl Named for OrderLine {
    const ENTITY: Entity = Entity("order_line");
    const HAS_EXTERNAL_IDS: bool = false;
}

impl Record for OrderLine {
    const ALL: Facet = Facet("order_lines");
    const REFERENCES: &'static [Reference] =
        &[Reference::to::<Order>("order_id"), Reference { column: "product_id", to: item::EITHER, within: None }];
    const INPUTS: Option<KeptInputs<Self>> = Some(KeptInputs { kept: |line| &line.row.inputs, changed: |line| &mut line.row.inputs });

    type With = With;
    type View<'a> = OrderLineView<'a>;

    fn view<'a>(kept: &'a Recorded<Self>, with: &'a With) -> OrderLineView<'a> {
        OrderLineView { order_id: kept.order_id.unwrap_or_default(), row: RowView::new(kept, &kept.row, with) }
    }

    fn whole() -> With {
        With { inputs: true, ..With::default() }
    }

    /// A line comes back with its document.
    const REVIVE: Option<fn(&str) -> Result<Self>> = None;
}

/// A line of an order.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OrderLine")]
pub struct OrderLineView<'a> {
    #[serde(flatten)]
    row: RowView<'a>,
    order_id: i64,
}

/// The parts of a line that are shown beside its own columns.
#[derive(Debug, Default)]
pub struct With {
    pub inputs: bool,
    /// The products and services of the lines, if they are shown.
    pub items: HashMap<i64, LineItem>,
}

/// The columns of a line on the wire.
#[derive(Serialize, JsonSchema)]
pub struct RowView<'a> {
    /// The line's id, the `line_id` of the document's line.
    id: i64,
    /// The line's place in the document, from 1.
    position: i64,
    /// The product or the service.
    product_id: i64,
    /// The kind of the record that `product_id` names: `product` or `service`. Left out if the caller may not read that kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    /// Its current name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    /// Its current stock-keeping number, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    sku: Option<&'a str>,
    /// The number of units.
    amount: Money,
    /// The price of one unit.
    price: Money,
    /// The discount on the price of one unit.
    discount: Money,
    /// The tax as a fraction, 0 to 1.
    tax: Money,
    /// The total without tax: amount × (price − discount), rounded half up to two places.
    net: Money,
    /// The tax as an amount: the total less `net`.
    tax_amount: Money,
    /// The line's total: amount × (price − discount) × (1 + tax), rounded half up to two places.
    total: Money,
    /// The values of custom fields, by slug. Left out of lists without `with_inputs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<std::collections::BTreeMap<String, serde_json::Value>>")]
    inputs: Option<Verbatim<'a>>,
    /// The line's version: 1 when created, one more with each change.
    version: i64,
    created_at: Instant,
    updated_at: Instant,
    /// The user or application token that made the document; null if the service did.
    created_by: Option<Author>,
}

impl<'a> RowView<'a> {
    fn new<R>(kept: &Recorded<R>, row: &'a Row, with: &'a With) -> Self {
        let item = with.items.get(&row.product_id);
        RowView {
            id: kept.id,
            position: row.position,
            product_id: row.product_id,
            kind: item.map(|item| item.kind.name()),
            name: item.map(|item| item.name.as_str()),
            sku: item.and_then(|item| item.sku.as_deref()),
            amount: row.amount,
            price: row.price,
            discount: row.discount,
            tax: row.tax,
            net: row.net,
            tax_amount: Money::from_ten_thousandths(row.total.ten_thousandths().saturating_sub(row.net.ten_thousandths())),
            total: row.total,
            inputs: with.inputs.then_some(Verbatim(Some(&row.inputs))),
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
            created_by: kept.created_by,
        }
    }
}

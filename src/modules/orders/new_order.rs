//! A new order, of lines or of a quotation.
//!
//! Invariants: the number is taken in the transaction that keeps the order. The company becomes a customer in the same transaction.

use diesel::prelude::*;
use serde_json::json;

use super::OrderStatus;
use crate::db::schema::orders;
use crate::db::scope::{Editor, Reader};
use crate::db::stored::Recorded;
use crate::error::{Error, Result};
use crate::fields::external_ids::NONE;
use crate::fields::{Day, Instant, Money, Named};
use crate::modules::documents::lines::{SettledLine, lines_from, set_lines};
use crate::modules::documents::number::next_number;
use crate::modules::inputs::linked::{Keeping, keep_linked};
use crate::modules::inputs::values;
use crate::records::attachment;
use crate::records::company::Company;
use crate::records::document::Document;
use crate::records::kinds::Kind;
use crate::records::order::Order;
use crate::records::quotation::Quotation;
use crate::sentences::Sentence;

/// The kinds that are written with an order: its company becomes a customer.
pub fn touches(kind: &Kind) -> bool {
    kind.entity == Company::ENTITY
}

/// An order that has everything but its number and its lines.
pub fn blank(company_id: i64, order_date: Day) -> Order {
    Order {
        number: String::new(),
        company_id,
        contact_id: None,
        quotation_id: None,
        user_id: None,
        status: OrderStatus::Pending.name().to_owned(),
        order_date,
        currency_id: None,
        billing_address: None,
        shipping_address: None,
        lines: "[]".to_owned(),
        subtotal: Money::ZERO,
        discount: Money::ZERO,
        tax: Money::ZERO,
        total: Money::ZERO,
        taxes: "[]".to_owned(),
        notes: None,
        pending_at: None,
        processing_at: None,
        shipped_at: None,
        delivered_at: None,
        cancelled_at: None,
        inputs: values::NONE.to_owned(),
        files: attachment::none(),
        external_ids: NONE.to_owned(),
    }
}

/// Keeps a new order with these lines. Without a number it gets the next one of the sequence.
pub fn keep(editor: &mut Editor, mut order: Order, lines: Vec<SettledLine>, made_at: Option<Instant>) -> Result<Recorded<Order>> {
    let reserved = editor.reserve::<Order>()?.made_at(made_at);
    if order.number.is_empty() {
        order.number = next_number::<Order>(editor)?;
    }
    set_lines(editor, &mut order, lines)?;
    let Order { company_id, contact_id, quotation_id, currency_id, .. } = order;
    let named = json!({ "company_id": company_id, "contact_id": contact_id, "quotation_id": quotation_id, "currency_id": currency_id });
    keep_linked(editor, Order::ENTITY, vec![Keeping { named, inputs: &mut order.inputs }])?;
    let order = editor.insert_reserved(reserved, order)?;
    let company = editor.get::<Company>(order.company_id)?;
    if company.customer_since.is_none() {
        let mut customer = company.record.clone();
        customer.make_customer(editor.moment());
        editor.update(company, customer)?;
    }
    Ok(order)
}

/// The order of this quotation, if there is one.
pub fn order_of(reader: &mut Reader, quotation: &Recorded<Quotation>) -> Result<Option<Recorded<Order>>> {
    let rows = reader.rows::<Order>().filter(orders::quotation_id.eq(quotation.id));
    Ok(reader.load(rows)?.pop())
}

/// Refuses a quotation that is not accepted, or that has an order already.
pub fn refuse_unless_orderable(reader: &mut Reader, quotation: &Recorded<Quotation>) -> Result<()> {
    const ACCEPTED: &str = "accepted";
    let status = quotation.status_on(&reader.today());
    if status != ACCEPTED {
        return Err(Error::conflict("quotation_id", "not_accepted", Sentence::QuotationUnaccepted { status: status.to_owned() }));
    }
    match order_of(reader, quotation)? {
        Some(order) => {
            let conflict = Error::conflict("quotation_id", "ordered", Sentence::QuotationOrdered);
            Err(if reader.may_read(Order::ENTITY) { conflict.existing(order.id) } else { conflict })
        }
        None => Ok(()),
    }
}

/// The order that a quotation becomes: its company, contact, owner, currency, addresses and notes, and the inputs of the same slugs.
pub fn of_quotation(editor: &mut Editor, quotation: &Recorded<Quotation>, order_date: Day) -> Result<(Order, Vec<SettledLine>)> {
    let others = quotation.kept_lines()?.into_iter().map(|line| (line.line, line.net, line.inputs));
    let lines = lines_from::<Order>(editor, others)?;
    let order = Order {
        contact_id: quotation.contact_id,
        quotation_id: Some(quotation.id),
        user_id: quotation.user_id,
        currency_id: quotation.currency_id,
        billing_address: quotation.billing_address.clone(),
        shipping_address: quotation.shipping_address.clone(),
        notes: quotation.notes.clone(),
        inputs: values::carried_into_new(editor, Order::ENTITY, &quotation.inputs)?,
        ..blank(quotation.company_id, order_date)
    };
    Ok((order, lines))
}

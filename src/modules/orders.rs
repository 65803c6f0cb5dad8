//! Orders: what companies ordered, from the day it came in to its delivery. This file has what the methods share; the record is
//! [`crate::records::order`].
//!
//! Invariants: an order makes its company a customer, and no blocked customer gets one. The status goes forward, also past others; it
//! goes back only where the caller says so. A status that the order has reached has its time, and later ones have none.

mod create_order;
mod delete_order;
mod edit_order;
mod get_order;
pub mod get_orders;
mod get_pdf;
pub mod new_order;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::fields::{Instant, Named};
use crate::modules::inputs::list_inputs::ListInputs;
use crate::modules::list::Listing;
use crate::records::document_line::OrderLine;
use crate::records::order::Order;
use crate::rpc::registry::Registry;

pub fn register(registry: &mut Registry) {
    registry
        .module(
            "Orders",
            "Orders: what companies ordered, and how far each order is.",
            "Pedidos: lo que las empresas han pedido y en qué estado está cada pedido.",
        )
        .later()
        .method(Listing::of(get_orders::GetOrders))
        .method(get_order::GetOrder)
        .method(get_pdf::GetPdf)
        .method(create_order::CreateOrder)
        .method(edit_order::EditOrder)
        .method(delete_order::DeleteOrder)
        .method(Listing::of(ListInputs::of(Order::ENTITY)))
        .method(Listing::of(ListInputs::of_lines(OrderLine::ENTITY)));
}

/// The status of an order. They follow one another in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OrderStatus {
    Pending,
    Processing,
    Shipped,
    Delivered,
    Cancelled,
}

impl OrderStatus {
    pub const ALL: [OrderStatus; 5] =
        [OrderStatus::Pending, OrderStatus::Processing, OrderStatus::Shipped, OrderStatus::Delivered, OrderStatus::Cancelled];

    pub fn name(self) -> &'static str {
        match self {
            OrderStatus::Pending => "pending",
            OrderStatus::Processing => "processing",
            OrderStatus::Shipped => "shipped",
            OrderStatus::Delivered => "delivered",
            OrderStatus::Cancelled => "cancelled",
        }
    }

    /// The status of an order as it is kept. An unknown one, which this program never writes, counts as the last.
    fn of(order: &Order) -> Self {
        Self::ALL.into_iter().find(|status| status.name() == order.status).unwrap_or(OrderStatus::Cancelled)
    }

    /// Whether the lines of such an order may change.
    fn is_open(self) -> bool {
        matches!(self, OrderStatus::Pending | OrderStatus::Processing)
    }
}

impl Order {
    /// The time of a status.
    fn time_of(&mut self, status: OrderStatus) -> &mut Option<Instant> {
        match status {
            OrderStatus::Pending => &mut self.pending_at,
            OrderStatus::Processing => &mut self.processing_at,
            OrderStatus::Shipped => &mut self.shipped_at,
            OrderStatus::Delivered => &mut self.delivered_at,
            OrderStatus::Cancelled => &mut self.cancelled_at,
        }
    }

    /// Gives the order this status, and the status its time. Later statuses lose theirs; the times of earlier ones stay. The same
    /// status changes nothing.
    pub fn take_status(&mut self, status: OrderStatus, moment: Instant) {
        if self.status == status.name() && self.time_of(status).is_some() {
            return;
        }
        let is_back = status < OrderStatus::of(self);
        self.status = status.name().to_owned();
        for later in OrderStatus::ALL.into_iter().filter(|other| *other > status) {
            *self.time_of(later) = None;
        }
        let time = self.time_of(status);
        // An order that is opened again was in this status before, unless it had skipped it.
        if !is_back || time.is_none() {
            *time = Some(moment);
        }
    }
}

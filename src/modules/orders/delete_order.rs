//! `Orders.DeleteOrder`: deletes an order.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::references::Referent;
use crate::db::scope::Editor;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{Id, Named};
use crate::modules::one::One;
use crate::modules::referrers::Referrers;
use crate::records::document_line::OrderLine;
use crate::records::order::Order;
use crate::rpc::method::PlainMethod;
use crate::sentences::Sentence;

/// Deletes an order with its lines, and returns its last state. Its number is never given again; the company stays a customer. While
/// interactions or requests for feedback refer to the order, the call fails with a conflict that says how many do.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The order's id.
    order_id: Id<Order>,
}

pub struct DeleteOrder;

impl PlainMethod for DeleteOrder {
    type Scope = Editor;
    type Parameters = Parameters;
    type Response = One<Order>;

    const SUMMARY_IN_SPANISH: &'static str = "Elimina un pedido con sus partidas y lo devuelve tal como estaba; si hay interacciones o solicitudes de \
        opinión que se refieren a él, la llamada falla con un conflicto que indica cuántas.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Order>(parameters.order_id));

    fn name(&self) -> &'static str {
        "DeleteOrder"
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters) -> Result<One<Order>> {
        let order = editor.get::<Order>(parameters.order_id.get())?;
        let named = Referent::of(&order).within(order.company_id);
        let referrers = Referrers::of_but(editor, &named, |kind| kind.entity == OrderLine::ENTITY)?;
        referrers.refuse::<Order>("order_id", &order.number, Sentence::AdviceTakeOrder)?;
        editor.delete(&order)?;
        Ok(One::shown(editor, order))
    }
}

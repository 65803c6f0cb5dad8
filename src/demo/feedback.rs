//! The feedback: after some deliveries the customer is asked, and some answer. What they write is about five things, in Spanish and,
//! here and there, in English.

use super::year::Chance;
use crate::db::scope::Manager;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::Instant;
use crate::fields::external_ids::NONE;
use crate::records::feedback::{ANSWERED, Feedback, NPS, OPEN, STARS};
use crate::records::order::Order;

/// Rating in stars, category and comment.
const ANSWERS: [(i64, Option<&str>, &str); 20] = [
    (1, Some("entrega"), "El pedido llegó tarde y no avisaron."),
    (2, Some("entrega"), "Otra vez llegó tarde, casi a la hora de la comida."),
    (2, Some("entrega"), "Llegó muy tarde; tuvimos que abrir sin leche."),
    (1, Some("entrega"), "llego tarde"),
    (2, Some("entrega"), "The order arrived late again."),
    (2, Some("producto"), "El empaque venía roto."),
    (1, Some("producto"), "Empaque roto y dos platos quebrados."),
    (2, Some("producto"), "Todo bien con el café, pero el empaque venía roto."),
    (5, Some("atención"), "El repartidor muy amable, ayudó a acomodar las cajas."),
    (5, Some("atención"), "Repartidor amable y puntual."),
    (5, Some("atención"), "The driver was friendly and helpful."),
    (4, Some("atención"), "El repartidor fue amable."),
    (2, Some("facturación"), "La factura se demoró una semana."),
    (3, Some("facturación"), "Se demoró la factura, la pedimos tres veces."),
    (2, Some("facturación"), "Otra vez falta la factura del mes."),
    (5, None, "No llegó tarde esta vez. Gracias."),
    (5, None, "Todo perfecto, gracias."),
    (4, None, "Muy bien."),
    (5, Some("soporte"), "El técnico dejó la cafetera como nueva."),
    (4, Some("soporte"), "Vino el técnico y arregló el molino el mismo día."),
];

/// Asks a customer about an order that was delivered: most for stars, some whether they would recommend the business.
pub fn ask(manager: &mut Manager, order: &Recorded<Order>, chance: &mut Chance, moment: Instant) -> Result<Recorded<Feedback>> {
    const DAY: i64 = 86_400;
    let scale = if chance.happens(20) { NPS } else { STARS };
    manager.insert(Feedback {
        company_id: order.company_id,
        contact_id: order.contact_id,
        order_id: Some(order.id),
        ticket_id: None,
        subject: Some(format!("su pedido {}", order.number)),
        scale: scale.to_owned(),
        status: OPEN.to_owned(),
        open_key: None,
        expires_at: moment.plus_seconds(30 * DAY),
        mailed_at: None,
        reminders: 0,
        reminded_at: None,
        reminder_at: Some(moment.plus_seconds(3 * DAY)),
        rating: None,
        comment: None,
        category: None,
        answered_at: None,
        external_ids: NONE.to_owned(),
    })
}

/// The customer answers.
pub fn answer(manager: &mut Manager, before: Recorded<Feedback>, chance: &mut Chance, moment: Instant) -> Result<()> {
    let (stars, category, comment) = chance.pick(&ANSWERS)?;
    let rating = if before.scale == NPS { 2 * stars } else { stars };
    let answered = Feedback {
        status: ANSWERED.to_owned(),
        reminder_at: None,
        rating: Some(rating),
        comment: chance.happens(85).then(|| comment.to_owned()),
        category: category.map(ToOwned::to_owned),
        answered_at: Some(moment),
        ..before.record.clone()
    };
    manager.update(before, answered).map(drop)
}

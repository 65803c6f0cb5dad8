//! The tickets: customers' requests about their purchases, the comments on them, and how they end.

use super::story::{Business, Next};
use super::year::Chance;
use crate::db::scope::Manager;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::Instant;
use crate::fields::external_ids::NONE;
use crate::records::attachment;
use crate::records::catalog;
use crate::records::ticket::Ticket;
use crate::records::ticket_comment::TicketComment;

/// Case, title, description, first comment and last comment.
const CASES: [(&str, &str, &str, &str, &str); 14] = [
    (
        "Fault",
        "La cafetera no calienta",
        "El grupo izquierdo no llega a temperatura desde esta mañana.",
        "Agendé visita del técnico.",
        "Se cambió la resistencia y quedó trabajando.",
    ),
    (
        "Fault",
        "Fuga de agua en la máquina de hielo",
        "Gotea por la parte de atrás, ya cerramos la llave.",
        "Pedí fotos de la conexión.",
        "Era el empaque de la manguera; se cambió en sitio.",
    ),
    (
        "Fault",
        "El horno marca error E3",
        "Se apaga a los diez minutos de encendido.",
        "Consulté el manual con el fabricante.",
        "Se reemplazó el sensor de temperatura en garantía.",
    ),
    (
        "Fault",
        "La vitrina no enfría",
        "Está a 12 grados y tenemos pastel adentro.",
        "Urgente, va Luis en camino.",
        "Condensador sucio: se limpió y se dejó a 4 grados.",
    ),
    (
        "Fault",
        "El molino hace ruido",
        "Suena como si trajera una piedra.",
        "Les pedí no usarlo hasta revisarlo.",
        "Traía un tornillo en la tolva; las muelas están bien.",
    ),
    (
        "Complaint",
        "Pedido incompleto",
        "Faltaron dos cajas de vasos en la entrega.",
        "Revisé la remisión con almacén.",
        "Se enviaron las cajas faltantes sin costo.",
    ),
    (
        "Complaint",
        "Llegó loza rota",
        "Seis platos venían despostillados.",
        "Pedí fotos para el seguro.",
        "Se repusieron los platos y se cambió el empaque.",
    ),
    (
        "Complaint",
        "Cobro duplicado",
        "La factura de este mes aparece dos veces.",
        "Lo pasé a Ernesto, de contabilidad.",
        "Se canceló la factura repetida y se envió la nota de crédito.",
    ),
    (
        "Question",
        "¿Cada cuándo se cambia el filtro?",
        "Queremos saber cuándo toca y cuánto cuesta.",
        "Busco la ficha del equipo.",
        "Cada seis meses; se les mandó la cotización.",
    ),
    (
        "Question",
        "Dosis recomendada para el chai",
        "El sabor nos queda muy dulce.",
        "Pregunté a la capacitadora.",
        "30 g por 240 ml; se les mandó la receta.",
    ),
    (
        "Question",
        "¿Hay refacciones para el modelo anterior?",
        "Tenemos la semiautomática y no queremos cambiarla aún.",
        "Pregunté existencias al fabricante.",
        "Sí, hay empaques y válvulas por tres años más.",
    ),
    (
        "Request",
        "Capacitación para personal nuevo",
        "Entraron tres baristas y necesitan el curso básico.",
        "Propuse dos fechas.",
        "Se impartió el curso y se entregaron constancias.",
    ),
    (
        "Request",
        "Cambio de domicilio de entrega",
        "Nos mudamos a la vuelta, a partir del lunes.",
        "Avisé a reparto.",
        "Se actualizó el domicilio y la ruta.",
    ),
    (
        "Request",
        "Factura con otros datos",
        "Necesitamos la factura a nombre de la matriz.",
        "Pedí la constancia fiscal.",
        "Se emitió la factura con los datos nuevos.",
    ),
];

/// Days that a ticket may take, by its priority.
const PATIENCE: [(&str, usize); 4] = [("Low", 10), ("Normal", 5), ("High", 3), ("Urgent", 1)];

/// A ticket that is not closed.
pub struct Case {
    kept: Recorded<Ticket>,
    /// The first comment, and the comment with the solution.
    words: (&'static str, &'static str),
    patience: usize,
    chance: Chance,
}

impl Case {
    /// The next step, within this many days after today.
    fn within(mut self, days: usize, today: usize) -> Next<Case> {
        let day = today + 1 + self.chance.below(days);
        Next { day, user_id: self.kept.user_id, what: self }
    }
}

/// Opens a ticket. None if no customer has a request.
pub fn open(manager: &mut Manager, business: &mut Business, number: usize, today: usize, user_id: i64) -> Result<Option<Next<Case>>> {
    let mut chance = Chance::of("ticket", number);
    let start = chance.below(business.accounts.len());
    let complains =
        |place: &usize| business.accounts.get(*place).is_some_and(|known| known.customer == Some(true) && !known.contacts.is_empty());
    let Some(place) = (start..business.accounts.len()).chain(0..start).find(complains) else { return Ok(None) };
    let account = business.account(place)?;
    let (company_id, bought) = (account.company_id, account.bought);
    let contact_id = if chance.happens(90) { Some(chance.pick(&account.contacts)?) } else { None };
    let (case, title, description, first, last) = chance.pick(&CASES)?;
    // A fault seldom has a low priority, and a question is never urgent.
    let (priority, patience) = match case {
        "Fault" => chance.pick(&[PATIENCE[1], PATIENCE[2], PATIENCE[2], PATIENCE[3]])?,
        "Complaint" => chance.pick(&[PATIENCE[1], PATIENCE[2]])?,
        _ => chance.pick(&[PATIENCE[0], PATIENCE[1]])?,
    };
    let kept = manager.insert(Ticket {
        title: title.to_owned(),
        description: description.to_owned(),
        company_id,
        contact_id,
        opportunity_id: bought,
        user_id,
        origin_id: business.entries.at(catalog::TICKET_ORIGINS, chance.below(4))?,
        case_id: business.entries.named(catalog::TICKET_CASES, case)?,
        priority_id: business.entries.named(catalog::TICKET_PRIORITIES, priority)?,
        estimated_end_at: business.year.day(business.year.working_day(today + patience)),
        status: "open".to_owned(),
        solved_at: None,
        closed_at: None,
        inputs: if number.is_multiple_of(3) { format!(r#"{{"serial_number":"CV-{:05}"}}"#, 1000 + 7 * number) } else { NONE.to_owned() },
        files: attachment::none(),
        external_ids: NONE.to_owned(),
    })?;
    Ok(Some(Case { kept, words: (first, last), patience, chance }.within(2, today)))
}

/// The next step: the ticket is taken on, then solved, then closed.
pub fn go_on(manager: &mut Manager, case: Case, today: usize, moment: Instant) -> Result<Option<Next<Case>>> {
    let Case { kept, words: (first, last), patience, mut chance } = case;
    let mut next = kept.record.clone();
    let (status, comment, days) = match kept.status.as_str() {
        "open" => ("pending", Some(first), Some(2 * patience)),
        "pending" => ("solved", Some(last), Some(6)),
        _ => ("closed", None, None),
    };
    next.status = status.to_owned();
    next.solved_at = next.solved_at.or((status == "solved").then_some(moment));
    next.closed_at = (status == "closed").then_some(moment);
    if let Some(comment) = comment {
        manager.insert(TicketComment {
            ticket_id: kept.id,
            user_id: next.user_id,
            comment: comment.to_owned(),
            external_ids: NONE.to_owned(),
        })?;
    }
    let kept = manager.update(kept, next)?;
    let waits = status == "pending" && chance.happens(6);
    let case = Case { kept, words: (first, last), patience, chance };
    // Some tickets wait for a part, without an end.
    Ok(days.filter(|_| !waits).map(|days| case.within(days, today)))
}

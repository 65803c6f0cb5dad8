//! The opportunities: each moves from stage to stage, some days or weeks apart, until it is won or lost on the way.

use super::catalogue::Offer;
use super::story::{Business, Next};
use super::year::Chance;
use crate::db::scope::Manager;
use crate::db::stored::Recorded;
use crate::error::{Error, Result};
use crate::fields::external_ids::NONE;
use crate::fields::{Instant, Money};
use crate::records::attachment;
use crate::records::catalog;
use crate::records::company::Company;
use crate::records::interaction::Interaction;
use crate::records::line;
use crate::records::line::Line;
use crate::records::opportunity::Opportunity;

/// Titles of opportunities, by the category of their products.
const TITLES: [&[&str]; 6] = [
    &["Barra de café", "Renovación de la cafetera", "Café en grano para el trimestre", "Segunda barra de espresso"],
    &["Horno y amasado", "Ampliación de la panadería", "Moldes y charolas", "Insumos de temporada"],
    &["Equipamiento de cocina", "Cambio de refrigeración", "Cocina de la nueva sucursal", "Línea fría"],
    &["Vajilla y cristalería", "Reposición de loza", "Apertura de terraza"],
    &["Desechables para llevar", "Vasos y tapas, pedido anual", "Empaque para entregas"],
    &["Póliza de mantenimiento", "Capacitación del equipo", "Instalación y puesta en marcha"],
];

/// The categories, each as often as it is sold.
const CATEGORIES: [usize; 12] = [0, 0, 0, 1, 1, 2, 2, 2, 3, 4, 4, 5];

/// The opportunities of a hundred that are lost at the end of each stage: three of ten are won.
const LOST: [usize; 5] = [22, 25, 25, 18, 9];

const LOST_REASONS: [&str; 7] = [
    "Precio: eligieron una oferta más barata",
    "Sin presupuesto este año",
    "Se quedaron con su proveedor actual",
    "El plazo de entrega no les funcionó",
    "Dejaron de responder",
    "Compraron equipo usado",
    "Se canceló la apertura de la sucursal",
];

const COMPETITORS: [&str; 4] = ["Proveedora Gastronómica", "EquipaChef", "Distribuidora La Taza", "Importadora del Bajío"];

/// The stage, counted from 0, at which a discount may be given.
const NEGOTIATION: usize = 3;

/// An opportunity that is open.
pub struct Deal {
    kept: Recorded<Opportunity>,
    account: usize,
    /// The stage, counted from 0.
    stage: usize,
    lines: Vec<Line>,
    chance: Chance,
}

impl Deal {
    /// The next step, some days or weeks after today.
    fn next(mut self, today: usize) -> Next<Deal> {
        let day = today + 5 + self.chance.below(24);
        Next { day, user_id: self.kept.user_id, what: self }
    }
}

/// Begins an opportunity. None if there is no company to sell to.
pub fn open(manager: &mut Manager, business: &mut Business, number: usize, today: usize, user_id: i64) -> Result<Option<Next<Deal>>> {
    let mut chance = Chance::of("opportunity", number);
    let start = chance.below(business.accounts.len());
    let sells_to =
        |place: &usize| business.accounts.get(*place).is_some_and(|known| known.customer.is_some() && !known.contacts.is_empty());
    let Some(place) = (start..business.accounts.len()).chain(0..start).find(sells_to) else { return Ok(None) };
    let account = business.account(place)?;
    let contact_id = chance.pick(&account.contacts)?;
    let (company_id, customer) = (account.company_id, account.customer == Some(true));
    let category = chance.pick(&CATEGORIES)?;
    let titles = TITLES.get(category).copied().ok_or_else(|| Error::internal("the demonstration has no titles for this category"))?;
    let title = format!("{} para {}", chance.pick(titles)?, account.name);
    let (want_products, want_tax) = (chance.happens(88), chance.happens(94));
    let lines = if want_products { offered(&business.offers, category, want_tax, &mut chance)? } else { Vec::new() };
    let estimate = Money::from_ten_thousandths(i64::try_from(chance.below(150) + 4).unwrap_or(0) * 5_000_000);
    let stage = usize::from(customer && chance.happens(40));
    let end = today + 25 + chance.below(75);
    let renews = customer && chance.happens(45);
    let kind = match (customer, renews) {
        (_, true) => "Renewal",
        (true, false) => "Existing business",
        (false, false) => "New business",
    };
    let kept = manager.insert(Opportunity {
        user_id,
        title,
        value: if want_products { sum(&lines) } else { estimate },
        estimated_end_at: business.year.day(business.year.working_day(end)),
        prospect_type: if customer { "existing" } else { "new" }.to_owned(),
        operation_type: if renews { "renew" } else { "new" }.to_owned(),
        status: "active".to_owned(),
        lost_reason: None,
        closed_at: None,
        stage_id: business.entries.at(catalog::STAGES, stage)?,
        company_id,
        contact_id,
        campaign_id: if chance.happens(30) { Some(business.entries.at(catalog::CAMPAIGNS, chance.below(5))?) } else { None },
        lead_id: None,
        want_products,
        want_tax,
        products: line::as_kept(&lines)?,
        inputs: inputs(&mut chance)?,
        files: attachment::none(),
        external_ids: NONE.to_owned(),
        type_id: Some(business.entries.named(catalog::OPPORTUNITY_TYPES, kind)?),
        currency_id: Some(business.entries.named(catalog::CURRENCIES, "Mexican peso")?),
    })?;
    Ok(Some(Deal { kept, account: place, stage, lines, chance }.next(today)))
}

/// The next step: another stage, or the end.
pub fn go_on(manager: &mut Manager, business: &mut Business, deal: Deal, today: usize, moment: Instant) -> Result<Option<Next<Deal>>> {
    let Deal { kept, account, stage, mut lines, mut chance } = deal;
    let mut next = kept.record.clone();
    let last = stage + 1 == LOST.len();
    if chance.happens(LOST.get(stage).copied().unwrap_or(0)) {
        next.status = "lost".to_owned();
        next.lost_reason = Some(chance.pick(&LOST_REASONS)?.to_owned());
        next.closed_at = Some(moment);
    } else if last {
        next.status = "won".to_owned();
        next.closed_at = Some(moment);
    } else {
        next.stage_id = business.entries.at(catalog::STAGES, stage + 1)?;
        // The company has the whole offer and thinks about it.
        next.status = if stage + 1 > NEGOTIATION && chance.happens(50) { "pending" } else { "active" }.to_owned();
        if stage + 1 == NEGOTIATION && next.want_products && chance.happens(40) {
            for line in &mut lines {
                *line = with_discount(*line, 3)?;
            }
            next.value = sum(&lines);
            next.products = line::as_kept(&lines)?;
        }
        if chance.happens(25) {
            let end = today + 20 + chance.below(60);
            next.estimated_end_at = business.year.day(business.year.working_day(end)).max(next.estimated_end_at);
        }
    }
    let (won, closed) = (next.status == "won", next.closed_at.is_some());
    let kept = manager.update(kept, next)?;
    if chance.happens(40) {
        manager.insert(talk(&kept, &mut chance, moment)?)?;
    }
    if won {
        bought(manager, business, account, kept.id, moment)?;
    }
    let deal = Deal { kept, account, stage: stage + 1, lines, chance };
    Ok((!closed).then(|| deal.next(today)))
}

/// The talk with the company on the day of a step.
fn talk(deal: &Recorded<Opportunity>, chance: &mut Chance, moment: Instant) -> Result<Interaction> {
    const KINDS: [&str; 4] = ["call", "email", "meeting", "call"];
    const SUBJECTS: [&str; 6] = [
        "Revisión de la cotización",
        "Visita a la cocina",
        "Dudas sobre la garantía",
        "Fechas de entrega",
        "Forma de pago",
        "Prueba del equipo",
    ];
    const OUTCOMES: [&str; 4] = ["Quedó de confirmar", "Pidió un ajuste", "De acuerdo con el precio", "Lo comenta con su socio"];
    Ok(Interaction {
        lead_id: None,
        company_id: Some(deal.company_id),
        contact_id: Some(deal.contact_id),
        opportunity_id: Some(deal.id),
        ticket_id: None,
        order_id: None,
        kind: chance.pick(&KINDS)?.to_owned(),
        direction: Some(if chance.happens(35) { "inbound" } else { "outbound" }.to_owned()),
        subject: Some(chance.pick(&SUBJECTS)?.to_owned()),
        description: None,
        date: moment,
        outcome: Some(chance.pick(&OUTCOMES)?.to_owned()),
        next_action: None,
        next_action_date: None,
        next_action_done: false,
        user_id: Some(deal.user_id),
        reminded_for: None,
        escalated_for: None,
        inputs: "{}".to_owned(),
        external_ids: NONE.to_owned(),
    })
}

/// Makes a company that buys for the first time a customer.
fn bought(manager: &mut Manager, business: &mut Business, account: usize, opportunity_id: i64, moment: Instant) -> Result<()> {
    let type_id = business.entries.named(catalog::COMPANY_TYPES, "Customer")?;
    let account = business.account(account)?;
    account.bought = Some(opportunity_id);
    if account.customer.replace(true) == Some(false) {
        let company: Recorded<Company> = manager.get(account.company_id)?;
        let mut customer = Company { type_id: Some(type_id), ..company.record.clone() };
        customer.make_customer(moment);
        manager.update(company, customer)?;
    }
    Ok(())
}

/// Lines of one to five different products, most of them of the category.
fn offered(offers: &[Offer], category: usize, want_tax: bool, chance: &mut Chance) -> Result<Vec<Line>> {
    let own: Vec<Offer> = offers.iter().filter(|offer| offer.category == category).copied().collect();
    let mut lines: Vec<Line> = Vec::new();
    for _ in 0..1 + chance.below(5) {
        let offer = if chance.happens(80) { chance.pick(&own)? } else { chance.pick(offers)? };
        if lines.iter().any(|line| line.product_id == offer.product_id) {
            continue;
        }
        let amount = 1 + i64::try_from(chance.below(usize::try_from(offer.most).unwrap_or(1))).unwrap_or(0);
        let line = Line {
            product_id: offer.product_id,
            amount: Money::from_ten_thousandths(amount * 10_000),
            price: Money::from_ten_thousandths(offer.cents * 100),
            discount: Money::ZERO,
            tax: Money::from_ten_thousandths(if want_tax { offer.tax_percent * 100 } else { 0 }),
            total: Money::ZERO,
        };
        lines.push(with_discount(line, offer.discount_percent)?);
    }
    Ok(lines)
}

/// The line with this percentage of the price as a further discount, in whole cents, and its total.
fn with_discount(line: Line, percent: i64) -> Result<Line> {
    let off = line.price.ten_thousandths() * percent / 10_000 * 100;
    let discount = Money::from_ten_thousandths(line.discount.ten_thousandths() + off);
    let total = line::total(line.amount, line.price, discount, line.tax);
    Ok(Line { discount, total: total.ok_or_else(|| Error::internal("a line of the demonstration has no total"))?, ..line })
}

fn sum(lines: &[Line]) -> Money {
    Money::from_ten_thousandths(lines.iter().map(|line| line.total.ten_thousandths()).sum())
}

fn inputs(chance: &mut Chance) -> Result<String> {
    let terms = chance.pick(&["Cash", "15 days", "30 days"])?;
    let competitor = if chance.happens(25) { format!(r#""competitor":"{}","#, chance.pick(&COMPETITORS)?) } else { String::new() };
    Ok(format!(r#"{{{competitor}"payment_terms":"{terms}"}}"#))
}

//! Quotations, orders and deliveries: customers who order often, seldom, and no more.

use super::catalogue::Offer;
use super::feedback;
use super::pipeline::offered;
use super::story::{Business, Next};
use super::year::{Chance, DAYS};
use crate::db::scope::Manager;
use crate::db::stored::Recorded;
use crate::error::{Error, Result};
use crate::fields::external_ids::NONE;
use crate::fields::{Instant, Money};
use crate::modules::documents::lines::{SettledLine, set_lines};
use crate::modules::documents::number::next_number;
use crate::modules::orders::OrderStatus;
use crate::modules::orders::new_order::{blank, keep, of_quotation};
use crate::records::attachment;
use crate::records::catalog;
use crate::records::company::Company;
use crate::records::feedback::Feedback;
use crate::records::line::NO_INPUTS;
use crate::records::order::Order;
use crate::records::quotation::Quotation;

/// The way in which a customer orders, from first to last.
pub struct Habit {
    account: usize,
    /// The days between two orders.
    interval: usize,
    /// The day behind which the customer orders no more.
    until: usize,
    chance: Chance,
}

/// A step of a quotation or of an order.
pub enum Step {
    /// The customer wants something: a quotation, or an order at once.
    Wish(Habit),
    /// The draft is sent.
    Sent(Recorded<Quotation>, Chance),
    /// The customer answers.
    Answer(Recorded<Quotation>, Chance),
    /// The order goes on.
    Delivery(Recorded<Order>, Chance),
    /// The customer is asked about the delivery.
    Question(Recorded<Order>, Chance),
    /// The customer says how it was.
    Opinion(Recorded<Feedback>, Chance),
}

/// The habit of a customer, by its number: a third orders often, a third seldom, a sixth stopped during the year, and a sixth orders
/// nothing.
pub fn habit(account: usize, today: usize) -> Option<Next<Habit>> {
    let mut chance = Chance::of("habit", account);
    let (interval, until) = match account % 6 {
        0 | 3 => (14 + chance.below(16), DAYS),
        1 | 4 => (60 + chance.below(60), DAYS),
        2 => (20 + chance.below(40), 60 + chance.below(120)),
        _ => return None,
    };
    let day = today + 1 + chance.below(interval);
    Some(Next { day, user_id: 0, what: Habit { account, interval, until, chance } })
}

/// The steps that follow a step, each with its day.
pub type Following = Vec<Next<Step>>;

/// Makes a step happen.
pub fn go_on(manager: &mut Manager, business: &mut Business, step: Step, today: usize, moment: Instant, user_id: i64) -> Result<Following> {
    let then = |days: usize, step: Step| Next { day: today + days, user_id, what: step };
    match step {
        Step::Wish(mut habit) => {
            let mut following = Vec::new();
            let mut chance = Chance::of("wish", habit.account * DAYS + today);
            if chance.happens(30) {
                let quotation = draft(manager, business, &habit, &mut chance)?;
                following.push(then(1 + chance.below(3), Step::Sent(quotation, chance)));
            } else {
                let lines = lines(&business.offers, &mut chance)?;
                let mut order = ordered(manager, business, habit.account, today, &mut chance)?;
                order.take_status(OrderStatus::Pending, moment);
                let order = keep(manager, order, lines, None)?;
                following.push(then(1 + chance.below(6), Step::Delivery(order, chance)));
            }
            let day = habit.interval * 2 / 3 + habit.chance.below(habit.interval * 2 / 3);
            if today + day < habit.until {
                following.push(then(day.max(1), Step::Wish(habit)));
            }
            Ok(following)
        }
        Step::Sent(draft, mut chance) => {
            let sent = Quotation {
                number: Some(next_number::<Quotation>(manager)?),
                status: "sent".to_owned(),
                sent_at: Some(moment),
                valid_until: Some(business.year.day(today + 15)),
                ..draft.record.clone()
            };
            let quotation = manager.update(draft, sent)?;
            Ok(if chance.happens(85) { vec![then(2 + chance.below(10), Step::Answer(quotation, chance))] } else { Vec::new() })
        }
        Step::Answer(quotation, mut chance) => {
            if chance.happens(25) {
                let reason = chance.pick(&["Precio muy alto", "Ya lo compraron en otro lado", "Lo dejan para el próximo año"])?;
                let rejected = Quotation {
                    status: "rejected".to_owned(),
                    rejected_at: Some(moment),
                    rejected_reason: Some(reason.to_owned()),
                    ..quotation.record.clone()
                };
                manager.update(quotation, rejected)?;
                return Ok(Vec::new());
            }
            let accepted = Quotation { status: "accepted".to_owned(), accepted_at: Some(moment), ..quotation.record.clone() };
            let quotation = manager.update(quotation, accepted)?;
            let (mut order, lines) = of_quotation(manager, &quotation, business.year.day(today))?;
            order.take_status(OrderStatus::Pending, moment);
            let order = keep(manager, order, lines, None)?;
            Ok(vec![then(1 + chance.below(6), Step::Delivery(order, chance))])
        }
        Step::Delivery(order, mut chance) => {
            let status = match order.status.as_str() {
                "pending" if chance.happens(4) => OrderStatus::Cancelled,
                "pending" if chance.happens(80) => OrderStatus::Processing,
                "pending" | "processing" => OrderStatus::Shipped,
                _ => OrderStatus::Delivered,
            };
            let mut moved = order.record.clone();
            moved.take_status(status, moment);
            let order = manager.update(order, moved)?;
            Ok(match status {
                OrderStatus::Processing | OrderStatus::Shipped => vec![then(1 + chance.below(6), Step::Delivery(order, chance))],
                OrderStatus::Delivered if chance.happens(40) => vec![then(1, Step::Question(order, chance))],
                _ => Vec::new(),
            })
        }
        Step::Question(order, mut chance) => {
            let asked = feedback::ask(manager, &order, &mut chance, moment)?;
            Ok(if chance.happens(55) { vec![then(1 + chance.below(8), Step::Opinion(asked, chance))] } else { Vec::new() })
        }
        Step::Opinion(asked, mut chance) => {
            feedback::answer(manager, asked, &mut chance, moment)?;
            Ok(Vec::new())
        }
    }
}

/// The lines of a document: some products of a category, which are bought in pieces.
fn lines(offers: &[Offer], chance: &mut Chance) -> Result<Vec<SettledLine>> {
    let category = chance.below(4);
    let lines = offered(offers, category, true, chance)?.into_iter().map(|line| {
        let net = line.net().ok_or_else(|| Error::internal("a line of the demonstration has no net amount"))?;
        Ok(SettledLine { line_id: None, line, net, inputs: NO_INPUTS.to_owned() })
    });
    lines.collect()
}

/// An order of this customer, without its lines.
fn ordered(manager: &mut Manager, business: &mut Business, account: usize, today: usize, chance: &mut Chance) -> Result<Order> {
    let currency_id = Some(business.entries.named(catalog::CURRENCIES, "Mexican peso")?);
    let order_date = business.year.day(today);
    let account = business.account(account)?;
    let (contact_id, user_id) = (account.contacts.first().copied(), account.user_id);
    let company: Recorded<Company> = manager.get(account.company_id)?;
    let notes = chance.happens(15).then(|| "Entregar antes de las 11.".to_owned());
    Ok(Order {
        contact_id,
        user_id,
        currency_id,
        billing_address: company.billing_address.clone(),
        shipping_address: company.shipping_address.clone(),
        notes,
        ..blank(company.id, order_date)
    })
}

/// The draft of a quotation for this customer.
fn draft(manager: &mut Manager, business: &mut Business, habit: &Habit, chance: &mut Chance) -> Result<Recorded<Quotation>> {
    let lines = lines(&business.offers, chance)?;
    let currency_id = Some(business.entries.named(catalog::CURRENCIES, "Mexican peso")?);
    let account = business.account(habit.account)?;
    let (contact_id, user_id) = (account.contacts.first().copied(), account.user_id);
    let company: Recorded<Company> = manager.get(account.company_id)?;
    let mut quotation = Quotation {
        number: None,
        revision: 1,
        company_id: company.id,
        contact_id,
        opportunity_id: None,
        user_id,
        status: "draft".to_owned(),
        valid_until: None,
        currency_id,
        billing_address: company.billing_address.clone(),
        shipping_address: company.shipping_address.clone(),
        lines: "[]".to_owned(),
        subtotal: Money::ZERO,
        discount: Money::ZERO,
        tax: Money::ZERO,
        total: Money::ZERO,
        taxes: "[]".to_owned(),
        notes: Some("Precios con entrega en su local.".to_owned()),
        sent_at: None,
        accepted_at: None,
        rejected_at: None,
        mailed_to: None,
        mailed_at: None,
        rejected_reason: None,
        superseded_at: None,
        inputs: "{}".to_owned(),
        files: attachment::none(),
        external_ids: NONE.to_owned(),
    };
    let reserved = manager.reserve::<Quotation>()?;
    set_lines(manager, &mut quotation, lines)?;
    manager.insert_reserved(reserved, quotation)
}

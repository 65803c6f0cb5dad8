//! The leads: each asks for something, is called back, and is converted, is lost, or waits. A converted lead becomes a contact of
//! a company that the business knows.

use super::companies::phone;
use super::people::{NAMES, SURNAMES};
use super::pick;
use super::story::{Business, Next};
use super::year::Chance;
use crate::db::scope::Manager;
use crate::db::stored::Recorded;
use crate::error::{Error, Result};
use crate::fields::external_ids::NONE;
use crate::fields::folding::slug_of;
use crate::fields::{Instant, Money};
use crate::modules::leads::conversion::{Outlook, Wishes};
use crate::records::catalog;
use crate::records::interaction::Interaction;
use crate::records::lead::Lead;
use crate::rpc::problems::Problems;

/// The trades of the leads' companies.
const TRADES: [&str; 6] = ["Café", "Panadería", "Restaurante", "Cafetería", "Hotel", "Fonda"];

const NOTES: [&str; 7] = [
    "Pide cotización de una máquina de dos grupos",
    "Abre en marzo y busca proveedor de café en grano",
    "Nos conoció en la feria de Guadalajara",
    "Quiere comparar el costo del mantenimiento",
    "Preguntó por entregas en fin de semana",
    "Le interesa la capacitación de baristas",
    "Pide muestras antes de decidir",
];

const DESIGNATIONS: [&str; 5] = ["Dueña", "Gerente", "Jefe de compras", "Chef", "Administradora"];

/// The statuses on the way to a conversion.
const STEPS: [&str; 4] = ["contacted", "qualified", "proposal", "negotiation"];

/// The leads of a hundred that are lost at each step.
const LOST: [usize; 4] = [22, 18, 14, 12];

/// A lead that is neither converted nor lost.
pub struct Prospect {
    kept: Recorded<Lead>,
    /// The place of the company that it belongs to among those that are dealt with, if it does.
    account: Option<usize>,
    /// The number of steps taken.
    step: usize,
    user_id: i64,
    chance: Chance,
}

impl Prospect {
    fn next(mut self, today: usize) -> Next<Prospect> {
        let day = today + 1 + self.chance.below(12);
        Next { day, user_id: self.user_id, what: self }
    }
}

/// A lead arrives.
pub fn arrive(manager: &mut Manager, business: &Business, number: usize, today: usize, user_id: i64) -> Result<Option<Next<Prospect>>> {
    let mut chance = Chance::of("lead", number);
    let (name, surname) = (pick(&NAMES, number * 3)?, chance.pick(&SURNAMES)?);
    let account = chance.happens(45).then(|| chance.below(business.accounts.len().max(1))).filter(|place| *place < business.accounts.len());
    let company_id = account.and_then(|place| business.accounts.get(place)).map(|account| account.company_id);
    let is_whole = chance.happens(25);
    let offer = if chance.happens(40) { Some(chance.pick(&business.offers)?) } else { None };
    let [product_id, service_id] = [false, true].map(|is_service| offer.filter(|offer| offer.is_service == is_service));
    let entries = &business.entries;
    let lead = Lead {
        name: if is_whole { format!("{name} {surname}") } else { name.to_owned() },
        surname: (!is_whole).then(|| surname.to_owned()),
        mother_surname: None,
        email: chance.happens(85).then(|| format!("{}.{}{number}@correo.example.com", slug_of(name), slug_of(surname))),
        phone: chance.happens(30).then(|| phone(33, 5000 + number)),
        mobile: Some(phone(55, number)),
        company: if company_id.is_none() && chance.happens(70) {
            Some(format!("{} {}", chance.pick(&TRADES)?, chance.pick(&SURNAMES)?))
        } else {
            None
        },
        company_id,
        contact_id: None,
        designation: if chance.happens(40) { Some(chance.pick(&DESIGNATIONS)?.to_owned()) } else { None },
        type_id: Some(entries.at(catalog::LEAD_TYPES, chance.below(3))?),
        source_id: Some(entries.at(catalog::CONTACT_ORIGINS, chance.below(9))?),
        campaign_id: None,
        status: "new".to_owned(),
        score: Some(score(10 + chance.below(40))),
        product_id: product_id.map(|offer| offer.product_id),
        service_id: service_id.map(|offer| offer.product_id),
        notes: if chance.happens(60) { Some(chance.pick(&NOTES)?.to_owned()) } else { None },
        last_contact: None,
        consent: chance.happens(55),
        picture_id: None,
        user_id: chance.happens(85).then_some(user_id),
        converted_at: None,
        inputs: "{}".to_owned(),
        external_ids: NONE.to_owned(),
    };
    let kept = manager.insert(lead)?;
    Ok(Some(Prospect { kept, account, step: 0, user_id, chance }.next(today)))
}

/// A lead is called: it comes a step further, is lost, or is converted at the end.
pub fn go_on(
    manager: &mut Manager,
    business: &mut Business,
    mut prospect: Prospect,
    today: usize,
    moment: Instant,
) -> Result<Option<Next<Prospect>>> {
    let is_lost = LOST.get(prospect.step).is_some_and(|percent| prospect.chance.happens(*percent));
    let status = match STEPS.get(prospect.step) {
        _ if is_lost => "lost",
        Some(status) => status,
        // A lead of a company that nobody knows yet waits for the visit.
        None if prospect.account.is_none() => return Ok(None),
        None => return convert(manager, business, prospect),
    };
    let more = prospect.chance.below(15);
    let before = prospect.kept;
    let known = before.score.map_or(0, Money::ten_thousandths);
    let raised = Money::from_ten_thousandths(known + score(more).ten_thousandths());
    let lead = Lead { status: status.to_owned(), score: Some(raised), last_contact: Some(moment), ..before.record.clone() };
    prospect.kept = manager.update(before, lead)?;
    manager.insert(contacted(&mut prospect, moment, is_lost)?)?;
    prospect.step += 1;
    Ok((!is_lost).then(|| prospect.next(today)))
}

/// The interaction with a lead on this day, and the next thing to be done.
fn contacted(prospect: &mut Prospect, moment: Instant, is_lost: bool) -> Result<Interaction> {
    const KINDS: [&str; 4] = ["call", "email", "meeting", "call"];
    const TALKS: [&str; 6] = [
        "Se explicaron precios y tiempos de entrega",
        "Envió las medidas de su barra",
        "Pidió hablar con su socio antes de decidir",
        "Probó tres cafés y prefiere el de Chiapas",
        "Comparó el arrendamiento con la compra",
        "Preguntó por la garantía y las refacciones",
    ];
    const NEXT: [&str; 4] = ["Enviar cotización", "Llamar de nuevo", "Agendar una visita", "Mandar muestras"];
    const DAY: i64 = 86_400_000_000;
    let days = i64::try_from(2 + prospect.chance.below(9)).unwrap_or(2);
    let is_open = !is_lost && prospect.chance.happens(60);
    let is_done = prospect.chance.happens(70);
    Ok(Interaction {
        lead_id: Some(prospect.kept.id),
        company_id: None,
        contact_id: None,
        opportunity_id: None,
        ticket_id: None,
        order_id: None,
        kind: prospect.chance.pick(&KINDS)?.to_owned(),
        direction: Some(if prospect.chance.happens(30) { "inbound" } else { "outbound" }.to_owned()),
        subject: None,
        description: Some(prospect.chance.pick(&TALKS)?.to_owned()),
        date: moment,
        outcome: is_lost.then(|| "No le interesa por ahora".to_owned()),
        next_action: if is_open { Some(prospect.chance.pick(&NEXT)?.to_owned()) } else { None },
        next_action_date: is_open.then(|| Instant::from_microseconds(moment.microseconds() + days * DAY)),
        next_action_done: is_open && is_done,
        user_id: Some(prospect.user_id),
        reminded_for: None,
        escalated_for: None,
        inputs: "{}".to_owned(),
        external_ids: NONE.to_owned(),
    })
}

fn convert(manager: &mut Manager, business: &mut Business, prospect: Prospect) -> Result<Option<Next<Prospect>>> {
    let wishes = Wishes { customer: true, ..Wishes::default() };
    let outlook = Outlook::of(manager, prospect.kept.id, &wishes, &mut Problems::default())?;
    let outlook = outlook.ok_or_else(|| Error::internal("a lead of the demonstration can't be converted"))?;
    let converted = outlook.make(manager, None)?;
    if let Some(place) = prospect.account {
        business.account(place)?.contacts.push(converted.contact_id);
    }
    Ok(None)
}

fn score(whole: usize) -> Money {
    Money::from_ten_thousandths(i64::try_from(whole).unwrap_or(0) * 10_000)
}

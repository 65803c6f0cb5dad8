//! The companies: cafés, bakeries, restaurants and other kitchens, in eight cities of Mexico.

use super::entries::Entries;
use super::pick;
use crate::db::scope::Manager;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::external_ids::NONE;
use crate::fields::folding::slug_of;
use crate::fields::{Money, PostalAddress};
use crate::records::attachment;
use crate::records::catalog;
use crate::records::company::Company;

/// Trades, and the industries that they belong to.
const TRADES: [(&str, &str); 12] = [
    ("Panadería", "Food and beverages"),
    ("Cafetería", "Food and beverages"),
    ("Restaurante", "Food and beverages"),
    ("Pastelería", "Food and beverages"),
    ("Taquería", "Food and beverages"),
    ("Hotel", "Services"),
    ("Heladería", "Food and beverages"),
    ("Abarrotes", "Retail"),
    ("Comedor", "Manufacturing"),
    ("Colegio", "Education"),
    ("Clínica", "Health"),
    ("Fonda", "Food and beverages"),
];

const NAMES: [&str; 29] = [
    "La Esperanza",
    "San Ángel",
    "El Faro",
    "Núñez y Asociados",
    "Montealbán",
    "Los Álamos",
    "Quetzal",
    "Río Bravo",
    "Santa Lucía",
    "El Roble",
    "Guadalupe",
    "Tres Hermanos",
    "Sierra Alta",
    "La Paloma",
    "Aztlán",
    "Del Golfo",
    "El Trébol",
    "Peña Blanca",
    "Mar Azul",
    "La Estrella",
    "Cinco de Mayo",
    "Ibarra",
    "Nuevo León",
    "Las Américas",
    "Puente Real",
    "Xochimilco",
    "El Águila",
    "Camino Viejo",
    "Dos Ríos",
];

/// City, state, post code, latitude and longitude.
const CITIES: [(&str, &str, &str, &str, &str); 8] = [
    ("Guadalajara", "JAL", "44100", "20.6736", "-103.344"),
    ("Monterrey", "NLE", "64000", "25.6714", "-100.309"),
    ("Ciudad de México", "CMX", "06000", "19.4326", "-99.1332"),
    ("Puebla", "PUE", "72000", "19.0414", "-98.2063"),
    ("Mérida", "YUC", "97000", "20.967", "-89.6237"),
    ("Querétaro", "QUE", "76000", "20.5888", "-100.39"),
    ("Tijuana", "BCN", "22000", "32.5149", "-117.0382"),
    ("León", "GUA", "37000", "21.125", "-101.686"),
];

const STREETS: [&str; 7] =
    ["Av. Juárez", "Calle Hidalgo", "Blvd. Independencia", "Av. Reforma", "Calle Morelos", "Calzada del Ejército", "Av. Vallarta"];

const TERMS: [&str; 3] = ["Contado", "15 días", "30 días"];

/// The most that a company may owe: some tens of thousands of pesos.
fn credit(number: usize) -> Money {
    Money::from_ten_thousandths(i64::try_from(number % 7 + 2).unwrap_or(0) * 10_000 * 10_000)
}

/// Gives a company the contact that is asked first.
pub fn with_primary_contact(manager: &mut Manager, company_id: i64, contact_id: i64) -> Result<()> {
    let kept: Recorded<Company> = manager.get(company_id)?;
    let company = Company { primary_contact_id: Some(contact_id), ..kept.record.clone() };
    manager.update(kept, company).map(drop)
}

/// A company, and whether it has bought anything; none if nothing can be sold to it. Names repeat after 348 and then have a
/// number.
pub fn company(number: usize, entries: &Entries, is_old: bool, user_id: Option<i64>) -> Result<(Company, Option<bool>)> {
    let (trade, industry) = pick(&TRADES, number)?;
    let (kind, customer) = match number % 10 {
        9 => (pick(&["Partner", "Supplier", "Other"], number / 10)?, None),
        _ if is_old && !number.is_multiple_of(3) => ("Customer", Some(true)),
        _ => ("Prospect", Some(false)),
    };
    let serial = number / (TRADES.len() * NAMES.len());
    let suffix = if serial == 0 { String::new() } else { format!(" {serial}") };
    let name = format!("{trade} {}{suffix}", pick(&NAMES, number)?);
    let slug = slug_of(&name);
    let address = address(number)?;
    let city = address.city.clone().unwrap_or_default();
    let billing = PostalAddress { interior_number: None, latitude: None, longitude: None, ..address.clone() };
    let phone = |area| phone(area, number);
    let company = Company {
        client_number: format!("C{:06}", number + 1),
        type_id: Some(entries.named(catalog::COMPANY_TYPES, kind)?),
        industry_id: Some(entries.named(catalog::COMPANY_INDUSTRIES, industry)?),
        kind: Some("business".to_owned()),
        customer_since: None,
        customer_status: None,
        payment_terms: if customer == Some(true) { Some(pick(&TERMS, number / 2)?.to_owned()) } else { None },
        credit_limit: (customer == Some(true) && number.is_multiple_of(4)).then(|| credit(number)),
        primary_contact_id: None,
        contact_name: None,
        contact_position: None,
        notes: None,
        public: customer == Some(true) && number.is_multiple_of(5),
        website: number.is_multiple_of(2).then(|| format!("https://{slug}.example.com")),
        phone: Some(phone(33)),
        mobile: number.is_multiple_of(3).then(|| phone(55)),
        whatsapp: number.is_multiple_of(4).then(|| phone(81)),
        email: Some(format!("contacto@{slug}.example.com")),
        email_folded: None,
        bio: number.is_multiple_of(6).then(|| format!("{trade} en {city}, al servicio de la región desde {}.", 1950 + number % 70)),
        billing_name: Some(format!("{name}, S.A. de C.V.")),
        rfc: Some(format!("XAX{:06}{:03}", number % 1_000_000, number % 997)),
        rfc_folded: None,
        logo_id: None,
        shipping_address: (number % 3 != 2).then(|| address.as_kept()).transpose()?,
        billing_address: (number % 3 != 2).then(|| billing.as_kept()).transpose()?,
        inputs: inputs(number)?,
        slug,
        name,
        files: attachment::none(),
        external_ids: NONE.to_owned(),
        user_id,
    };
    Ok((company, customer))
}

/// The address of a company.
pub fn address(number: usize) -> Result<PostalAddress> {
    let (city, state, zip, latitude, longitude) = pick(&CITIES, number / 3)?;
    Ok(PostalAddress {
        text: None,
        country: Some("MX".to_owned()),
        state: Some(state.to_owned()),
        street: Some(pick(&STREETS, number / 2)?.to_owned()),
        number: Some((number % 900 + 1).to_string()),
        interior_number: number.is_multiple_of(5).then(|| format!("{}B", number % 9 + 1)),
        zip: Some(zip.to_owned()),
        suburb: Some("Centro".to_owned()),
        city: Some(city.to_owned()),
        latitude: Some(latitude.to_owned()),
        longitude: Some(longitude.to_owned()),
    })
}

/// A telephone number, unique in its area.
pub fn phone(area: usize, number: usize) -> String {
    format!("+52 {area} {:04} {:04}", number / 10_000 % 10_000, number % 10_000)
}

/// The values of inputs, which half of the companies have.
fn inputs(number: usize) -> Result<String> {
    if !number.is_multiple_of(2) {
        return Ok("{}".to_owned());
    }
    let (credit, employees) = (number.is_multiple_of(4), number % 250 + 1);
    let notes = if number.is_multiple_of(8) { r#""delivery_notes":"Entregar por la puerta de servicio, antes de las 11.","# } else { "" };
    let segment = pick(&["Gold", "Silver", "Bronze"], number / 2)?;
    Ok(format!(r#"{{"credit_approved":{credit},{notes}"employees":{employees},"segment":"{segment}"}}"#))
}

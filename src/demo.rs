//! A believable business to try things out on: a profile with its catalogs, two users, inputs, companies with
//! addresses. The same each time, and through the same write path as everything else.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::auth::password::Password;
use crate::config::Registration;
use crate::db::accounts::NewUser;
use crate::db::connection::Address as Database;
use crate::db::reads::Lease;
use crate::db::schema::catalog_entries;
use crate::db::scope::{Manager, Newcomer};
use crate::db::writes::Operator;
use crate::error::{Error, Result};
use crate::fields::leaf::{Leaf, Written};
use crate::fields::text::slug_of;
use crate::fields::{Address, Email};
use crate::house::Call;
use crate::modules::catalogs::{CatalogEntry, default_entries};
use crate::modules::companies::Company;
use crate::modules::inputs::Input;
use crate::modules::profiles::{Member, Role};

/// Who signs in to it, and how.
pub const EMAIL: &str = "ana@example.com";
pub const PASSWORD: &str = "ventanilla-demo";

/// How many companies a demonstration has where nothing else is said.
pub const COMPANIES: usize = 300;

/// Companies that share a transaction.
const TOGETHER: usize = 2000;

/// Fills an empty database; after each batch it tells how many companies there are. False where the database
/// was not empty, and was left as it is.
pub fn fill(database: &Database, companies: usize, mut progress: impl FnMut(usize)) -> Result<bool> {
    let mut operator = Operator::open(database)?;
    let Some(place) = found(&mut operator)? else { return Ok(false) };
    let numbers: Vec<usize> = (0..companies).collect();
    let mut made = 0;
    for batch in numbers.chunks(TOGETHER) {
        let call = Call::of_operator(Registration::Closed)?;
        operator.run(|lease| place.manager(lease, call), |manager| add_companies(manager, batch))?;
        made += batch.len();
        progress(made);
    }
    operator.tidy()?;
    Ok(true)
}

/// The demonstration's profile, and who manages it.
#[derive(Clone, Copy)]
struct Place {
    profile_id: i64,
    user_id: i64,
}

impl Place {
    fn manager(self, lease: Lease, call: Call) -> Manager {
        Manager::of_operator(lease, call, self.profile_id, self.user_id)
    }
}

/// Makes the users, the profile and its inputs.
fn found(operator: &mut Operator) -> Result<Option<Place>> {
    let (ana, luis) = (new_user("Ana Torres Vega", EMAIL)?, new_user("Luis Robles Díaz", "luis@example.com")?);
    let call = Call::of_operator(Registration::Open)?;
    let place = operator.run(
        |lease| Newcomer::of_operator(lease, call),
        |newcomer| {
            if !newcomer.is_first()? {
                return Ok(None);
            }
            let user = newcomer.register(ana)?.user;
            let profile = newcomer.found_profile("Comercial del Valle", default_entries())?;
            Ok(Some(Place { profile_id: profile.id, user_id: user.id }))
        },
    )?;
    let Some(place) = place else { return Ok(None) };
    let call = Call::of_operator(Registration::Closed)?;
    operator.run(
        |lease| place.manager(lease, call),
        |manager| {
            let user = manager.create_user(luis)?;
            manager.insert(Member { user_id: user.id, role: Role::Member.name().to_owned() })?;
            for input in inputs() {
                manager.insert(input)?;
            }
            Ok(())
        },
    )?;
    Ok(Some(place))
}

fn new_user(name: &str, email: &str) -> Result<NewUser> {
    let email = Email::read(Written::Text(email)).map_err(|violation| Error::internal(violation.message))?;
    Ok(NewUser { email, name: name.to_owned(), mobile: None, password: Password::new(PASSWORD).hash()? })
}

fn inputs() -> Vec<Input> {
    let inputs = [
        ("segment", "Segment", "list", r#"["Gold","Silver","Bronze"]"#),
        ("employees", "Employees", "integer", "[]"),
        ("credit_approved", "Credit approved", "checkbox", "[]"),
        ("delivery_notes", "Delivery notes", "string", "[]"),
    ];
    let inputs = (1..).zip(inputs).map(|(position, (slug, name, kind, options))| Input {
        entity: "company".to_owned(),
        slug: slug.to_owned(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        options: options.to_owned(),
        position,
    });
    inputs.collect()
}

const TRADES: [(&str, &str); 12] = [
    ("Panadería", "Food and beverages"),
    ("Abarrotes", "Retail"),
    ("Ferretería", "Retail"),
    ("Constructora", "Construction"),
    ("Clínica", "Health"),
    ("Transportes", "Transport"),
    ("Textiles", "Manufacturing"),
    ("Muebles", "Manufacturing"),
    ("Colegio", "Education"),
    ("Software", "Technology"),
    ("Viveros", "Agriculture"),
    ("Despacho", "Services"),
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

fn add_companies(manager: &mut Manager, numbers: &[usize]) -> Result<()> {
    let rows = manager.rows::<CatalogEntry>().filter(catalog_entries::catalog.eq_any(["company_types", "company_industries"]));
    let entries = manager.load(rows)?;
    let types: Vec<i64> = entries.iter().filter(|entry| entry.catalog == "company_types").map(|entry| entry.id).collect();
    let industries: HashMap<&str, i64> =
        entries.iter().filter(|entry| entry.catalog == "company_industries").map(|entry| (entry.name.as_str(), entry.id)).collect();
    for number in numbers {
        let company = company(*number, &types, &industries)?;
        manager.insert(company)?;
    }
    Ok(())
}

/// One of a cycle.
fn pick<T: Copy>(from: &[T], number: usize) -> Result<T> {
    from.get(number % from.len().max(1)).copied().ok_or_else(|| Error::internal("there is nothing to pick from"))
}

/// Two of three have both addresses, half have inputs; names repeat after 348 and then have a number.
fn company(number: usize, types: &[i64], industries: &HashMap<&str, i64>) -> Result<Company> {
    let (trade, industry) = pick(&TRADES, number)?;
    let (city, state, zip, latitude, longitude) = pick(&CITIES, number / 3)?;
    let serial = number / (TRADES.len() * NAMES.len());
    let suffix = if serial == 0 { String::new() } else { format!(" {serial}") };
    let name = format!("{trade} {}{suffix}", pick(&NAMES, number)?);
    let slug = slug_of(&name);
    let address = Address {
        country: "MX".to_owned(),
        state: Some(state.to_owned()),
        street: pick(&STREETS, number / 2)?.to_owned(),
        number: (number % 900 + 1).to_string(),
        interior_number: number.is_multiple_of(5).then(|| format!("{}B", number % 9 + 1)),
        zip: zip.to_owned(),
        suburb: Some("Centro".to_owned()),
        city: city.to_owned(),
        latitude: Some(latitude.to_owned()),
        longitude: Some(longitude.to_owned()),
    };
    let billing = Address { interior_number: None, latitude: None, longitude: None, ..address.clone() };
    let phone = |area: usize| format!("+52 {area} {:04} {:04}", number / 10_000 % 10_000, number % 10_000);
    Ok(Company {
        client_number: format!("C{:06}", number + 1),
        type_id: pick(types, number * 7 / 3)?,
        industry_id: industries
            .get(industry)
            .copied()
            .ok_or_else(|| Error::internal("the demonstration's industries are not in its catalog"))?,
        website: number.is_multiple_of(2).then(|| format!("https://{slug}.example.com")),
        phone: Some(phone(33)),
        mobile: number.is_multiple_of(3).then(|| phone(55)),
        whatsapp: number.is_multiple_of(4).then(|| phone(81)),
        email: Some(format!("contacto@{slug}.example.com")),
        bio: number.is_multiple_of(6).then(|| format!("{trade} en {city}, al servicio de la región desde {}.", 1950 + number % 70)),
        billing_name: Some(format!("{name}, S.A. de C.V.")),
        rfc: Some(format!("XAX{:06}{:03}", number % 1_000_000, number % 997)),
        logo_id: None,
        shipping_address: (number % 3 != 2).then(|| address.as_kept()).transpose()?,
        billing_address: (number % 3 != 2).then(|| billing.as_kept()).transpose()?,
        inputs: if number.is_multiple_of(2) {
            format!(
                r#"{{"credit_approved":{},"employees":{},"segment":"{}"}}"#,
                number.is_multiple_of(4),
                number % 250 + 1,
                pick(&["Gold", "Silver", "Bronze"], number / 2)?
            )
        } else {
            "{}".to_owned()
        },
        slug,
        name,
    })
}

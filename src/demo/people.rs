//! The team of Comercial del Valle, and the contacts at the companies.

use super::companies::{address, phone};
use super::pick;
use super::story::Business;
use super::year::Chance;
use crate::auth::password::Password;
use crate::auth::role::Role;
use crate::db::accounts::NewUser;
use crate::error::{Error, Result};
use crate::fields::Email;
use crate::fields::external_ids::NONE;
use crate::fields::folding::slug_of;
use crate::fields::leaf::{Leaf, Written};
use crate::records::attachment;
use crate::records::catalog;
use crate::records::contact::Contact;

/// The e-mail address and the password to sign in with; the other users have the same password.
pub const EMAIL: &str = "ana@example.com";
pub const PASSWORD: &str = "ventanilla-demo";

/// The e-mail address of a user who may not manage the profile.
pub const SELLER: &str = "luis@example.com";

/// Name, e-mail and role of the users: the owner, two sellers, and the accountant.
pub const TEAM: [(&str, &str, Role); 4] = [
    ("Ana Torres Vega", EMAIL, Role::Manager),
    ("Luis Robles Díaz", SELLER, Role::Member),
    ("Marisol Ibarra Peña", "marisol@example.com", Role::Member),
    ("Ernesto Quiroz Salas", "ernesto@example.com", Role::Viewer),
];

pub fn team() -> Result<[NewUser; 4]> {
    let [owner, seller, another, accountant] = TEAM;
    Ok([new_user(owner)?, new_user(seller)?, new_user(another)?, new_user(accountant)?])
}

fn new_user((name, email, _): (&str, &str, Role)) -> Result<NewUser> {
    let email = Email::read(Written::Text(email)).map_err(|violation| Error::internal(violation.sentence.to_string()))?;
    Ok(NewUser { email, name: name.to_owned(), mobile: None, password: Password::new(PASSWORD).hash()? })
}

/// First names of women and men in turn.
pub const NAMES: [&str; 28] = [
    "María",
    "Jorge",
    "Guadalupe",
    "Miguel Ángel",
    "Leticia",
    "Raúl",
    "Verónica",
    "Héctor",
    "Patricia",
    "Óscar",
    "Rocío",
    "Sergio",
    "Alejandra",
    "Fernando",
    "Gabriela",
    "Iván",
    "Claudia",
    "Ramón",
    "Adriana",
    "Julio",
    "Lourdes",
    "Andrés",
    "Norma",
    "Gerardo",
    "Silvia",
    "Tomás",
    "Beatriz",
    "Ulises",
];

pub const SURNAMES: [&str; 31] = [
    "Hernández",
    "García",
    "Martínez",
    "López",
    "González",
    "Pérez",
    "Rodríguez",
    "Sánchez",
    "Ramírez",
    "Cruz",
    "Flores",
    "Gómez",
    "Morales",
    "Vázquez",
    "Jiménez",
    "Reyes",
    "Gutiérrez",
    "Ruiz",
    "Mendoza",
    "Aguilar",
    "Ortiz",
    "Castillo",
    "Moreno",
    "Romero",
    "Álvarez",
    "Méndez",
    "Chávez",
    "Rivera",
    "Juárez",
    "Domínguez",
    "Núñez",
];

/// Position and department of the first, the second and the third contact of a company.
const PLACES: [(&str, &str); 3] = [("Owner", "Management"), ("Buyer", "Purchasing"), ("Manager", "Operations")];

/// The number of contacts of a company: one to three.
pub fn how_many(account: usize) -> usize {
    1 + account % 5 / 2
}

/// A contact of a company.
pub fn contact(business: &Business, account: usize, place: usize) -> Result<Contact> {
    let company = business.accounts.get(account).ok_or_else(|| Error::internal("the demonstration has no such company"))?;
    let entries = &business.entries;
    let number = 3 * company.number + place;
    let chance = &mut Chance::of("contact", number);
    // The people of one company have different names.
    let first = company.number * 5 + place * 9;
    let (name, surname) = (pick(&NAMES, first)?, chance.pick(&SURNAMES)?);
    let (position, department) = pick(&PLACES, place)?;
    let title = match (first.is_multiple_of(2), chance.below(8)) {
        (_, 0) => Some("Eng."),
        (_, 1 | 2) => Some("Lic."),
        (true, 3 | 4) => Some("Ms."),
        (false, 3 | 4) => Some("Mr."),
        _ => None,
    };
    let email = |name: &str, surname: &str| format!("{}.{}@{}.example.com", slug_of(name), slug_of(surname), company.slug);
    let address = (place == 0 && chance.happens(30)).then(|| address(company.number)).transpose()?;
    let address = address.map(|address| address.as_kept()).transpose()?;
    let assistant = if place == 0 && chance.happens(15) {
        let (name, surname, mother_surname) = (pick(&NAMES, first + 3)?, chance.pick(&SURNAMES)?, chance.pick(&SURNAMES)?);
        let (phone, email) = (phone(33, number), email(name, surname));
        Some(format!(
            r#"{{"name":"{name}","surname":"{surname}","mother_surname":"{mother_surname}","phone_office":"{phone}","phone_office_extension":"101","email":"{email}","skype":null,"linkedin":null}}"#
        ))
    } else {
        None
    };
    Ok(Contact {
        company_id: company.company_id,
        name: name.to_owned(),
        surname: Some(surname.to_owned()),
        mother_surname: chance.happens(80).then(|| chance.pick(&SURNAMES)).transpose()?.map(ToOwned::to_owned),
        title_id: title.map(|title| entries.named(catalog::CONTACT_TITLES, title)).transpose()?,
        origin_id: Some(entries.at(catalog::CONTACT_ORIGINS, chance.below(7))?),
        position_id: Some(entries.named(catalog::CONTACT_POSITIONS, position)?),
        department_id: Some(entries.named(catalog::CONTACT_DEPARTMENTS, department)?),
        phone_office: Some(phone(33, company.number)),
        phone_office_extension: (place > 0).then(|| (100 + place * 10).to_string()),
        phone_mobile: Some(phone(44, number)),
        phone_other: chance.happens(10).then(|| phone(22, number)),
        email: Some(email(name, surname)),
        email_folded: None,
        skype: None,
        linkedin: chance.happens(25).then(|| format!("https://linkedin.com/in/{}-{}-{number}", slug_of(name), slug_of(surname))),
        twitter: None,
        billing_address: address.clone(),
        shipping_address: address,
        assistant,
        picture_id: None,
        inputs: if chance.happens(60) {
            let channel = chance.pick(&["WhatsApp", "E-mail", "Telephone"])?;
            format!(r#"{{"newsletter":{},"preferred_channel":"{channel}"}}"#, chance.happens(50))
        } else {
            "{}".to_owned()
        },
        files: attachment::none(),
        external_ids: NONE.to_owned(),
        user_id: company.user_id,
        mail_blocked: number.is_multiple_of(19),
    })
}

//! Contacts: the people at the companies that a profile deals with.

use serde_json::{Value, json};

use crate::service::{Person, Service};

mod create_contact;
mod delete_contact;
mod edit_contact;
mod get_contact;
mod get_contacts;

/// The parameters of a new contact, with the required fields alone.
pub fn contact(service: &Service, person: &Person, company: &Value, name: &str) -> Value {
    json!({ "company_id": company["id"], "name": name, "surname": "Pérez", "origin_id": service.entry(person, "contact_origins", "Referral") })
}

/// Creates a contact and returns it.
pub fn create_contact(service: &Service, person: &Person, company: &Value, name: &str) -> Value {
    service.call(person, "CreateContact", contact(service, person, company, name))["contact"].clone()
}

/// The parameters of a contact with a value in every field.
fn full(service: &Service, person: &Person, company: &Value) -> Value {
    let entry = |catalog: &str, name: &str| service.entry(person, catalog, name);
    for (name, kind) in [("Birthday card", "checkbox"), ("Children", "integer")] {
        service.try_call(person, "Inputs.CreateInput", json!({ "entity": "contact", "name": name, "type": kind }));
    }
    json!({
        "company_id": company["id"], "name": "María José", "surname": "Ñáñez", "mother_surname": "Güemes",
        "title_id": entry("contact_titles", "Eng."), "origin_id": entry("contact_origins", "Website"),
        "position_id": entry("contact_positions", "Buyer"), "department_id": entry("contact_departments", "Purchasing"),
        "phone_office": "+52 33 1111 2222", "phone_office_extension": "104", "phone_mobile": "+52 33 3333 4444", "phone_other": "5",
        "email": "MariaJose@Example.com", "skype": "mj.nanez", "linkedin": "https://linkedin.example/in/mj", "twitter": "@mj",
        "shipping_address": address("Zapopan"), "billing_address": address("Tonalá"),
        "assistant": {
            "name": "Iván", "surname": "Solís", "mother_surname": "Luna", "phone_office": "6", "phone_office_extension": "7",
            "email": "ivan@example.com", "skype": "ivan", "linkedin": "https://linkedin.example/in/ivan",
        },
        "inputs": { "birthday_card": true, "children": 2 },
    })
}

fn address(city: &str) -> Value {
    json!({
        "country": "MX", "state": "JAL", "street": "Av. Hidalgo", "number": "7", "interior_number": null, "zip": "45100",
        "suburb": null, "city": city, "latitude": null, "longitude": null,
    })
}

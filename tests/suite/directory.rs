//! The public directory: what everybody sees of a profile that has one, and nothing else.

use serde_json::{Value, json};

use crate::service::{Person, Reply, Service};

mod fields;
mod get_companies;
mod get_products;
mod get_services;
mod limits;
mod pictures;
mod statements;
mod submit_lead;
mod tenancy;

/// Opens a person's profile to the public, and returns its slug.
pub fn open(service: &Service, person: &Person) -> String {
    let opened = service.call(person, "Profiles.EditProfile", json!({ "directory": true }));
    opened["profile"]["slug"].as_str().expect("a slug").to_owned()
}

/// Creates a company that is public, with further parameters, and returns it.
pub fn public_company(service: &Service, person: &Person, name: &str, others: Value) -> Value {
    let mut company = service.company(person, name);
    company["public"] = json!(true);
    company.as_object_mut().expect("an object").extend(others.as_object().expect("an object").clone());
    service.call(person, "Companies.CreateCompany", company)["company"].clone()
}

/// Creates a product that is public, with further parameters, and returns it.
pub fn public_product(service: &Service, person: &Person, name: &str, others: Value) -> Value {
    let mut product = json!({ "name": name, "value": 100, "public": true });
    product.as_object_mut().expect("an object").extend(others.as_object().expect("an object").clone());
    service.call(person, "Products.CreateProduct", product)["product"].clone()
}

/// Creates a service that is public, with further parameters, and returns it.
pub fn public_service(service: &Service, person: &Person, name: &str, others: Value) -> Value {
    let mut parameters = json!({ "name": name, "value": 100, "public": true });
    parameters.as_object_mut().expect("an object").extend(others.as_object().expect("an object").clone());
    service.call(person, "Services.CreateService", parameters)["service"].clone()
}

/// Calls a method of a directory without a token.
pub fn visit(service: &Service, profile: &str, method: &str, mut parameters: Value) -> Reply {
    parameters["profile"] = json!(profile);
    service.post(None, &format!("Directory.{method}"), parameters)
}

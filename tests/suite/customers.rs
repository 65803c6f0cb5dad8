//! Customers: the companies and people that buy from the business.

use serde_json::{Value, json};

use crate::service::{Person, Service};

mod create_customer;
mod delete_customer;
mod edit_customer;
mod get_customer;
mod get_customers;
mod get_health;
mod get_segments;

/// Creates a customer of this name, with further parameters, and returns it.
pub fn create_customer(service: &Service, person: &Person, name: &str, others: Value) -> Value {
    service.call(person, "Customers.CreateCustomer", asked(name, others))["customer"].clone()
}

/// The parameters of a new customer.
fn asked(name: &str, others: Value) -> Value {
    let mut parameters = json!({ "name": name, "email": format!("{}@example.com", name.to_lowercase().replace(' ', ".")) });
    parameters.as_object_mut().expect("an object").extend(others.as_object().expect("an object").clone());
    parameters
}

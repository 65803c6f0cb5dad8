//! Leads: the people who may become customers.

use serde_json::{Value, json};

use crate::service::{Person, Service};

mod convert_lead;
mod create_lead;
mod edit_lead;
mod get_lead;
mod get_leads;
mod get_status_history;

/// Creates a lead of this name, with further parameters, and returns it.
pub fn create_lead(service: &Service, person: &Person, name: &str, others: Value) -> Value {
    let mut parameters = json!({ "name": name, "email": format!("{}@example.com", name.to_lowercase().replace(' ', ".")) });
    let (parameters_of, others) = (parameters.as_object_mut().expect("an object"), others.as_object().expect("an object").clone());
    parameters_of.extend(others);
    service.call(person, "Leads.CreateLead", parameters)["lead"].clone()
}

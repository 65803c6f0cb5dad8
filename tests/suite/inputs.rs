//! Inputs: the custom fields of a profile, and their values on companies.

mod create_input;
mod delete_input;
mod edit_input;
mod linked;
mod rules;
mod values;

use serde_json::{Value, json};

use crate::service::{Person, Service};

/// Creates one input of every type: a list of Gold and Silver, and four others. Each is named after its type.
pub fn one_of_each(service: &Service, person: &Person) {
    for kind in ["list", "string", "integer", "double", "checkbox"] {
        let mut parameters = json!({ "entity": "company", "name": kind, "type": kind });
        if kind == "list" {
            parameters["options"] = json!(["Gold", "Silver"]);
        }
        service.call(person, "Inputs.CreateInput", parameters);
    }
}

/// Tries to create a company with these values of inputs.
pub fn create_with(service: &Service, person: &Person, inputs: Value) -> crate::service::Reply {
    let mut parameters = service.company(person, "Company");
    parameters["inputs"] = inputs;
    service.try_call(person, "CreateCompany", parameters)
}

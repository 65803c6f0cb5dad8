//! Tickets, mirroring src/modules/tickets; and a desk at which they are written.

mod add_comment;
mod create_ticket;
mod delete_ticket;
mod edit_ticket;
mod get_ticket;
mod get_tickets;

use serde_json::{Value, json};

use crate::notifications::{Mailing, as_operator};
use crate::records::opportunity;
use crate::service::{Person, Service};

/// A user's profile with two companies, each with a contact and an opportunity.
struct Desk<'s> {
    service: &'s Service,
    person: Person,
    companies: [i64; 2],
    contacts: [i64; 2],
    opportunities: [i64; 2],
}

impl<'s> Desk<'s> {
    fn of(service: &'s Service, name: &str) -> Self {
        let person = service.register(name);
        let companies = ["Panadería Ñandú", "Hardware & Sons"].map(|name| id(&service.create_company(&person, name)));
        let origin = service.entry(&person, "contact_origins", "Referral");
        let contacts = companies.map(|company| {
            let contact = json!({ "company_id": company, "name": "José", "surname": "Núñez", "origin_id": origin });
            id(&service.call(&person, "CreateContact", contact)["contact"])
        });
        let stage_id = service.entry(&person, "stages", "Proposal");
        let user_id = person.user_id;
        let made = |number: usize| opportunity(user_id, stage_id, companies[number], contacts[number], &[]);
        let opportunities = as_operator(&service.database.url, &person, Mailing::Off, |manager| {
            let first = manager.insert(made(0))?.id;
            Ok([first, manager.insert(made(1))?.id])
        });
        Desk { service, companies, contacts, opportunities: opportunities.unwrap(), person }
    }

    fn entry(&self, catalog: &str, name: &str) -> i64 {
        self.service.entry(&self.person, catalog, name)
    }

    /// The parameters of a new ticket: the required ones and these.
    fn parameters(&self, more: Value) -> Value {
        let parameters = json!({
            "title": "Fuga de agua", "description": "Gotea el lavabo.", "company_id": self.companies[0],
            "user_id": self.person.user_id, "origin_id": self.entry("ticket_origins", "Telephone"),
            "case_id": self.entry("ticket_cases", "Fault"), "priority_id": self.entry("ticket_priorities", "Normal"),
            "estimated_end_at": "2026-03-01", "notify": false,
        });
        merged(parameters, more)
    }

    /// Creates a ticket and returns it.
    fn create(&self, more: Value) -> Value {
        self.call("CreateTicket", self.parameters(more))["ticket"].clone()
    }

    fn get(&self, ticket: &Value) -> Value {
        self.call("GetTicket", json!({ "ticket_id": ticket["id"], "with_files": true }))["ticket"].clone()
    }

    fn call(&self, method: &str, parameters: Value) -> Value {
        self.service.call(&self.person, method, parameters)
    }
}

fn id(record: &Value) -> i64 {
    record["id"].as_i64().expect("an id")
}

fn merged(mut parameters: Value, more: Value) -> Value {
    parameters.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    parameters
}

/// The notifications of a person, in order: the ticket's id, the subject, the comment.
fn told(service: &Service, person: &Person) -> Vec<(Value, Value, Value)> {
    let listed = service.call(person, "GetNotifications", json!({}));
    let notifications = listed["notifications"].as_array().unwrap();
    assert!(notifications.iter().all(|one| one["entity"] == "ticket" && one["user_id"] == person.user_id), "{listed}");
    notifications.iter().map(|one| (one["record_id"].clone(), one["subject"].clone(), one["comment"].clone())).collect()
}

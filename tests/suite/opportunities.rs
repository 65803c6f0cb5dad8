//! Opportunities: possible sales, from the first talk to won or lost.

mod create_opportunity;
mod delete_opportunity;
mod edit_opportunity;
mod get_opportunities;
mod get_opportunity;
mod get_pipeline;
mod get_stage_history;
mod lines;
mod totals;

use serde_json::{Value, json};

use crate::contacts::create_contact;
use crate::service::{Person, Reply, Service};

/// The records that an opportunity needs: a company, a contact there, two products.
pub struct Shop<'s> {
    service: &'s Service,
    person: &'s Person,
    company: Value,
    contact: Value,
    products: [Value; 2],
}

impl<'s> Shop<'s> {
    pub fn open(service: &'s Service, person: &'s Person) -> Self {
        let company = service.create_company(person, "Café Núñez");
        let contact = create_contact(service, person, &company, "Lucía");
        let products = ["Grano", "Taza"].map(|name| {
            let product = json!({ "name": name, "value": 100, "sku": name.to_uppercase() });
            service.call(person, "CreateProduct", product)["product"].clone()
        });
        Shop { service, person, company, contact, products }
    }

    fn stage(&self, name: &str) -> i64 {
        self.service.entry(self.person, "stages", name)
    }

    /// The parameters of a new opportunity: the required ones, with these changed or added.
    fn parameters(&self, changes: Value) -> Value {
        let least = json!({
            "user_id": self.person.user_id, "title": "Venta", "value": "1500.50", "estimated_end_at": "31/12/26", "prospect_type": "new",
            "operation_type": "renew", "stage_id": self.stage("Prospecting"), "company_id": self.company["id"],
            "contact_id": self.contact["id"], "want_products": false, "want_tax": false, "notify": false,
        });
        changed(least, changes)
    }

    fn try_create(&self, changes: Value) -> Reply {
        self.service.try_call(self.person, "CreateOpportunity", self.parameters(changes))
    }

    pub fn create(&self, changes: Value) -> Value {
        self.try_create(changes).success()["opportunity"].clone()
    }

    /// An opportunity with two lines, one of them with a tax.
    fn create_with_lines(&self) -> Value {
        let lines = json!([self.line(json!({ "tax": "0.16", "total": "116" })), self.line(json!({}))]);
        self.create(json!({ "want_products": true, "want_tax": true, "products": lines }))
    }

    /// A line of one unit of the first product for 100, without discount and tax, with these changes.
    pub fn line(&self, changes: Value) -> Value {
        let least = json!({ "product_id": self.products[0]["id"], "amount": 1, "price": 100, "discount": 0, "tax": 0, "total": 100 });
        changed(least, changes)
    }

    fn try_edit(&self, opportunity: &Value, changes: Value) -> Reply {
        self.service.try_call(self.person, "EditOpportunity", changed(json!({ "opportunity_id": opportunity["id"] }), changes))
    }

    fn edit(&self, opportunity: &Value, changes: Value) -> Value {
        self.try_edit(opportunity, changes).success()["opportunity"].clone()
    }

    /// Creates a ticket about the opportunity.
    fn ticket(&self, opportunity: &Value) -> Value {
        let entry = |catalog: &str, name: &str| self.service.entry(self.person, catalog, name);
        let ticket = json!({
            "title": "Ticket", "description": "?", "company_id": self.company["id"], "opportunity_id": opportunity["id"],
            "user_id": self.person.user_id, "origin_id": entry("ticket_origins", "E-mail"), "case_id": entry("ticket_cases", "Question"),
            "priority_id": entry("ticket_priorities", "Low"), "estimated_end_at": "31/12/26", "notify": false,
        });
        self.service.call(self.person, "CreateTicket", ticket)["ticket"].clone()
    }
}

fn changed(mut object: Value, changes: Value) -> Value {
    object.as_object_mut().expect("an object").extend(changes.as_object().expect("an object").clone());
    object
}

/// The person's notifications.
fn notifications(service: &Service, person: &Person) -> Vec<Value> {
    service.call(person, "GetNotifications", json!({}))["notifications"].as_array().expect("a list").clone()
}

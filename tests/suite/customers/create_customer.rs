//! `Customers.CreateCustomer`: a company with its primary contact, a person, or a lead that becomes one.

use serde_json::{Value, json};

use super::{asked, create_customer};
use crate::calls::{changes, conflict, keys, number, rules};
use crate::contacts::create_contact;
use crate::leads::create_lead;
use crate::rights::script;
use crate::service::{Person, Service, services};

fn contact(service: &Service, person: &Person, id: &Value) -> Value {
    service.call(person, "GetContact", json!({ "search_by": "id", "search_value": id }))["contact"].clone()
}

/// An address that is one text, as replies show it.
fn text(address: &str) -> Value {
    json!({
        "text": address, "country": null, "state": null, "street": null, "number": null, "interior_number": null, "zip": null,
        "suburb": null, "city": null, "latitude": null, "longitude": null,
    })
}

#[test]
fn the_reference_with_its_own_words_makes_a_company_and_its_primary_contact() {
    for service in services() {
        let ana = service.register("Ana");
        service.call(&ana, "Inputs.CreateInput", json!({ "entity": "company", "name": "Segment", "type": "string" }));
        let channel = json!({ "entity": "contact", "name": "Channel", "type": "string", "default": "web" });
        service.call(&ana, "Inputs.CreateInput", channel);
        let reply = service.call(
            &ana,
            "Customers.CreateCustomer",
            json!({
                "name": "Jane Smith", "email": "jane@example.com", "phone": "+1234567890", "company": "Tech Corp", "type": "business",
                "status": "active", "billing_address": "123 Main St", "payment_terms": "Net 30", "credit_limit": "10000.00", "tax_id": "XAXX010101000",
                "custom_fields": { "segment": "Gold" }, "assigned_to": ana.user_id,
            }),
        );
        assert_eq!(keys(&reply), ["customer"]);
        let customer = &reply["customer"];
        for (field, value) in [
            ("name", json!("Tech Corp")),
            ("slug", json!("tech-corp")),
            ("kind", json!("business")),
            ("customer_status", json!("active")),
            ("email", json!("jane@example.com")),
            ("phone", json!("+1234567890")),
            ("billing_address", text("123 Main St")),
            ("shipping_address", Value::Null),
            ("payment_terms", json!("Net 30")),
            ("credit_limit", json!(10000)),
            ("rfc", json!("XAXX010101000")),
            ("inputs", json!({ "segment": "Gold" })),
            ("user_id", json!(ana.user_id)),
            ("type_id", Value::Null),
        ] {
            assert_eq!(customer[field], value, "{field}");
        }
        assert!(customer["customer_since"].is_string());
        let primary = contact(&service, &ana, &customer["primary_contact_id"]);
        assert_eq!(
            (&primary["name"], &primary["surname"], &primary["email"]),
            (&json!("Jane Smith"), &Value::Null, &json!("jane@example.com"))
        );
        assert_eq!((&primary["company_id"], &primary["phone_office"]), (&customer["id"], &json!("+1234567890")));
        assert_eq!(primary["inputs"], json!({ "channel": "web" }));
        // One record, and two modules that show it.
        let company = service.call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": customer["id"] }))["company"].clone();
        assert_eq!((&company["version"], &company["customer_since"]), (&customer["version"], &customer["customer_since"]));
        let snapshot = service.call(&ana, "Sync.GetSnapshot", json!({ "entities": ["company"] }));
        assert_eq!(snapshot["records"][0]["record"]["billing_address"], text("123 Main St"), "{snapshot}");
    }
}

#[test]
fn without_a_company_the_person_is_the_customer() {
    for service in services() {
        let ana = service.register("Ana");
        let customer =
            create_customer(&service, &ana, "José Ñáñez", json!({ "status": "inactive", "customer_since": "2026-01-05T12:00:00Z" }));
        assert_eq!((&customer["name"], &customer["kind"]), (&json!("José Ñáñez"), &json!("individual")));
        assert_eq!((&customer["customer_status"], &customer["primary_contact_id"]), (&json!("inactive"), &Value::Null));
        assert_eq!(customer["customer_since"], "2026-01-05T12:00:00.000000Z");
        assert_eq!(service.call(&ana, "GetContacts", json!({}))["total"], 0);
    }
}

#[test]
fn a_lead_becomes_a_customer_with_what_the_call_says() {
    for service in services() {
        let ana = service.register("Ana");
        let lead = create_lead(&service, &ana, "Rosa", json!({ "surname": "Lara", "company": "Panadería Lara", "phone": "55 1111 2222" }));
        let said = json!({ "lead_id": lead["id"], "email": "rosa@lara.example", "payment_terms": "Net 30", "credit_limit": 500 });
        let customer = create_customer(&service, &ana, "Rosa Lara", said.clone());
        assert_eq!((&customer["name"], &customer["kind"]), (&json!("Panadería Lara"), &json!("business")));
        assert_eq!((&customer["payment_terms"], &customer["credit_limit"]), (&json!("Net 30"), &json!(500)));
        assert_eq!((&customer["customer_status"], &customer["email"]), (&json!("active"), &json!("rosa@lara.example")));
        let found = service.call(&ana, "Leads.GetLead", json!({ "search_by": "id", "search_value": lead["id"] }))["lead"].clone();
        assert_eq!(
            (&found["status"], &found["company_id"], &found["contact_id"]),
            (&json!("converted"), &customer["id"], &customer["primary_contact_id"])
        );
        assert_eq!(contact(&service, &ana, &customer["primary_contact_id"])["surname"], "Lara");
        // The same again changes nothing.
        let before = changes(&service);
        assert_eq!(create_customer(&service, &ana, "Rosa Lara", said), customer);
        assert_eq!(changes(&service), before);

        // A company that was there keeps its name, and becomes a customer.
        let company = service.create_company(&ana, "Café Núñez");
        let lead = create_lead(&service, &ana, "Iván", json!({ "company_id": company["id"] }));
        let customer = create_customer(&service, &ana, "Iván", json!({ "lead_id": lead["id"], "status": "blocked" }));
        assert_eq!((&customer["id"], &customer["name"]), (&company["id"], &json!("Café Núñez")));
        assert_eq!((&customer["customer_status"], customer["customer_since"].is_string()), (&json!("blocked"), true));
    }
}

#[test]
fn a_lead_whose_address_contacts_have_becomes_a_customer_only_on_demand() {
    for service in services() {
        let ana = service.register("Ana");
        let there = create_contact(&service, &ana, &service.create_company(&ana, "Panadería"), "Rosa");
        service.call(&ana, "EditContact", json!({ "contact_id": there["id"], "email": "ROSA@example.com" }));
        let lead = create_lead(&service, &ana, "Rosa", json!({ "email": "rosa@example.com" }));
        let before = changes(&service);
        let attempt = |others: Value| service.try_call(&ana, "Customers.CreateCustomer", asked("Rosa", others));
        let (path, said) = conflict(&attempt(json!({ "lead_id": lead["id"] })));
        assert!(path == "lead_id" && said.contains(&there["id"].to_string()), "{said}");
        assert_eq!(changes(&service), before);
        let made = attempt(json!({ "lead_id": lead["id"], "allow_duplicate": true })).success()["customer"].clone();
        assert_ne!(made["primary_contact_id"], there["id"]);
        // A lead that was converted before is the customer that it became.
        assert_eq!(attempt(json!({ "lead_id": lead["id"] })).success()["customer"]["id"], made["id"]);
    }
}

#[test]
fn wrong_parameters_are_told_together_and_nothing_is_made() {
    for service in services() {
        let (ana, sara) = (service.register("Ana"), service.register("Sara"));
        let foreign = create_lead(&service, &sara, "Zoe", json!({}));
        let before = changes(&service);
        let wrong = json!({
            "email": "x", "type": "club", "status": "gold", "credit_limit": "-0.01", "customer_since": "2099-01-01", "lead_id": foreign["id"],
            "billing_address": 5, "shipping_address": { "city": "León" }, "type_id": 999_999, "nmae": "x",
        });
        assert_eq!(
            rules(&service.try_call(&ana, "Customers.CreateCustomer", wrong)),
            [
                "billing_address wrong_type",
                "credit_limit out_of_range",
                "customer_since future",
                "customer_status unknown_option",
                "email malformed_email",
                "kind unknown_option",
                "lead_id unknown_id",
                "name required",
                "nmae unknown_parameter",
                "shipping_address.country required",
                "type_id unknown_id",
            ]
        );
        let contradiction = asked("Ana", json!({ "status": "active", "customer_status": "blocked" }));
        assert_eq!(rules(&service.try_call(&ana, "Customers.CreateCustomer", contradiction)), ["status contradiction"]);
        assert_eq!(changes(&service), before);
    }
}

#[test]
fn a_customer_takes_the_rights_of_what_it_writes() {
    for service in services() {
        let ana = service.register("Ana");
        let rights = json!({ "Customers": ["write"], "Companies": ["write"], "Contacts": ["write"], "Leads": ["write"] });
        let lead = create_lead(&service, &ana, "Rosa", json!({}));
        let whole = asked("Rosa", json!({ "lead_id": lead["id"] }));
        for module in ["Customers", "Companies", "Contacts", "Leads"] {
            let mut fewer = rights.clone();
            fewer.as_object_mut().expect("rights").remove(module);
            service.try_call(&script(&service, &ana, fewer), "Customers.CreateCustomer", whole.clone()).failure("forbidden");
        }
        assert_eq!(number(&service, "SELECT count(*) AS number FROM companies"), 0);
        // A person is a company without a contact.
        let few = script(&service, &ana, json!({ "Customers": ["write"], "Companies": ["write"] }));
        service.call(&few, "Customers.CreateCustomer", asked("José", json!({})));
        service.call(&script(&service, &ana, rights), "Customers.CreateCustomer", whole);
    }
}

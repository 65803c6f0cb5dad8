//! `Contacts.CreateContact`: creates a contact at a company.

use serde_json::json;

use super::{contact, full};
use crate::calls::{changes, message, number, rules};
use crate::service::services;

#[test]
fn every_field_is_kept_as_it_was_said() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Café Núñez");
        let said = full(&service, &ana, &company);
        let made = service.call(&ana, "CreateContact", said.clone())["contact"].clone();
        for (key, value) in said.as_object().unwrap() {
            assert_eq!(&made[key], value, "{key}");
        }
        assert_eq!(made["version"], 1);
        let found = service.call(&ana, "GetContact", json!({ "search_by": "id", "search_value": made["id"], "with_files": true }));
        assert_eq!(found["contact"], made);
        let kept = format!(
            "SELECT count(*) AS number FROM changes WHERE entity = 'contact' AND record LIKE '%\"children\":2%' AND record_id = {}",
            made["id"]
        );
        assert_eq!(number(&service, &kept), 1);
    }
}

#[test]
fn a_script_without_a_company_is_sent_to_leads() {
    for service in services() {
        let ana = service.register("Ana");
        let theirs =
            json!({ "first_name": "Rosa", "last_name": "Lara", "email": "rosa@example.com", "ldsrc_id": 1, "mobile": "5512345678" });
        let reply = service.try_call(&ana, "CreateContact", theirs.clone());
        assert_eq!(rules(&reply), ["company_id required", "ldsrc_id unknown_parameter", "origin_id required"]);
        for path in ["company_id", "origin_id"] {
            assert!(message(&reply, path).contains("Leads.CreateLead"), "{}", reply.text);
        }
        assert!(message(&reply, "ldsrc_id").contains("Here it is 'origin_id'."), "{}", reply.text);
        // Null is no company, and a value that is wrong is told as wrong.
        let mut null = theirs.clone();
        null["company_id"] = serde_json::Value::Null;
        assert!(message(&service.try_call(&ana, "CreateContact", null), "company_id").contains("Leads.CreateLead"));
        let mut wrong = theirs;
        wrong["company_id"] = json!("x");
        assert!(!message(&service.try_call(&ana, "CreateContact", wrong), "company_id").contains("Leads.CreateLead"));
    }
}

#[test]
fn what_may_be_left_out_may_be_left_out_blank_or_null() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Acme");
        let least = contact(&service, &ana, &company, "John");
        let optional = [
            "mother_surname",
            "title_id",
            "position_id",
            "department_id",
            "phone_office",
            "phone_office_extension",
            "phone_mobile",
            "phone_other",
            "email",
            "skype",
            "linkedin",
            "twitter",
            "shipping_address",
            "billing_address",
            "assistant",
        ];
        let made = service.call(&ana, "CreateContact", least.clone())["contact"].clone();
        for key in optional {
            assert!(made[key].is_null(), "{key}");
        }
        for key in optional {
            let mut parameters = least.clone();
            parameters[key] = json!(null);
            service.call(&ana, "CreateContact", parameters);
        }
        let mut blank = least.clone();
        (blank["email"], blank["skype"], blank["phone_office"]) = (json!("  "), json!(""), json!(" "));
        let made = service.call(&ana, "CreateContact", blank)["contact"].clone();
        assert!(made["email"].is_null() && made["skype"].is_null() && made["phone_office"].is_null());
    }
}

#[test]
fn ids_may_be_texts_and_telephones_digits() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Acme");
        let mut parameters = contact(&service, &ana, &company, "John");
        parameters["company_id"] = json!(company["id"].to_string());
        parameters["origin_id"] = json!(format!(" {} ", parameters["origin_id"]));
        parameters["phone_office_extension"] = json!(104);
        let made = service.call(&ana, "CreateContact", parameters)["contact"].clone();
        assert_eq!((&made["company_id"], &made["phone_office_extension"]), (&company["id"], &json!("104")));
    }
}

#[test]
fn all_that_is_wrong_is_said_in_one_answer_and_nothing_is_kept() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let foreign = service.create_company(&berta, "Foreign");
        let before = changes(&service);
        let reply = service.try_call(
            &ana,
            "CreateContact",
            json!({
                "company_id": foreign["id"], "name": " ", "tittle_id": 1, "origin_id": service.entry(&berta, "contact_origins", "Other"),
                "title_id": service.entry(&ana, "contact_positions", "Buyer"), "email": "nobody", "inputs": { "x": 1 },
                "assistant": { "name": "A", "email": "@", "age": 3 }, "shipping_address": { "country": "MX", "state": "XX" },
            }),
        );
        let expected = [
            "assistant.age unknown_parameter",
            "assistant.email malformed_email",
            "assistant.surname required",
            "company_id unknown_id",
            "email malformed_email",
            "inputs.x unknown_input",
            "name empty",
            "origin_id unknown_id",
            "shipping_address.state unknown_state",
            "shipping_address.zip required",
            "surname required",
            "title_id unknown_id",
            "tittle_id unknown_parameter",
        ];
        assert_eq!(rules(&reply), expected);
        assert_eq!(changes(&service), before);
    }
}

#[test]
fn an_entry_that_is_retired_is_offered_to_no_new_contact() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Acme");
        let origin = service.entry(&ana, "contact_origins", "Referral");
        service.call(&ana, "Catalogs.EditEntry", json!({ "entry_id": origin, "retired": true }));
        let reply = service.try_call(&ana, "CreateContact", contact(&service, &ana, &company, "John"));
        assert_eq!(rules(&reply), ["origin_id retired"]);
    }
}

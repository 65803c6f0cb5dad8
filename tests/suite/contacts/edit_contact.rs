//! `Contacts.EditContact`: changes the given fields and keeps the others.

use serde_json::{Value, json};

use super::{address, create_contact, full};
use crate::calls::{changes, rules};
use crate::service::services;

#[test]
fn what_is_said_changes_and_what_is_left_out_stays() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, other) = (service.create_company(&ana, "Company"), service.create_company(&ana, "Other"));
        let mut contact = service.call(&ana, "CreateContact", full(&service, &ana, &company))["contact"].clone();
        let assistant = json!({
            "name": "Eva", "surname": "Ruiz", "mother_surname": null, "phone_office": null, "phone_office_extension": null, "email": null,
            "skype": null, "linkedin": null,
        });
        let edits = [
            ("name", json!("Ana María")),
            ("surname", json!("Ruiz")),
            ("mother_surname", json!("Sáenz")),
            ("company_id", other["id"].clone()),
            ("title_id", json!(service.entry(&ana, "contact_titles", "Dr."))),
            ("origin_id", json!(service.entry(&ana, "contact_origins", "Other"))),
            ("position_id", json!(service.entry(&ana, "contact_positions", "Owner"))),
            ("department_id", json!(service.entry(&ana, "contact_departments", "IT"))),
            ("phone_office", json!("1")),
            ("phone_office_extension", json!("2")),
            ("phone_mobile", json!("3")),
            ("phone_other", json!("4")),
            ("email", json!("new@example.com")),
            ("skype", json!("s")),
            ("linkedin", json!("l")),
            ("twitter", json!("t")),
            ("shipping_address", address("Celaya")),
            ("billing_address", address("Silao")),
            ("assistant", assistant),
        ];
        for (position, (key, value)) in edits.iter().enumerate() {
            let edited =
                service.call(&ana, "EditContact", json!({ "contact_id": contact["id"].to_string(), *key: value }))["contact"].clone();
            contact[*key] = value.clone();
            contact["version"] = json!(position + 2);
            contact["updated_at"] = edited["updated_at"].clone();
            assert_eq!(edited, contact, "{key}");
        }
        let edited =
            service.call(&ana, "EditContact", json!({ "contact_id": contact["id"], "inputs": { "children": 3 } }))["contact"].clone();
        assert_eq!(edited["inputs"], json!({ "birthday_card": true, "children": 3 }));
        // The contact is found by its new address, and no longer by the old one.
        let find = |email: &str| service.try_call(&ana, "GetContact", json!({ "search_by": "email", "search_value": email }));
        assert_eq!(find("NEW@example.com").success()["contact"]["id"], contact["id"]);
        find("mariajose@example.com").failure("not_found");
    }
}

#[test]
fn null_clears_what_may_be_empty_and_nothing_else() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Company");
        let contact = service.call(&ana, "CreateContact", full(&service, &ana, &company))["contact"].clone();
        let edit = |key: &str, value: Value| service.try_call(&ana, "EditContact", json!({ "contact_id": contact["id"], key: value }));
        for key in [
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
        ] {
            assert!(edit(key, Value::Null).success()["contact"][key].is_null(), "{key}");
        }
        for key in ["name", "surname", "company_id", "origin_id"] {
            assert_eq!(rules(&edit(key, Value::Null)), [format!("{key} required")]);
        }
        service.try_call(&ana, "GetContact", json!({ "search_by": "email", "search_value": "mariajose@example.com" })).failure("not_found");
    }
}

#[test]
fn an_edit_that_changes_nothing_writes_nothing() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Company");
        let contact = service.call(&ana, "CreateContact", full(&service, &ana, &company))["contact"].clone();
        let before = changes(&service);
        let mut same = contact.clone();
        for key in ["id", "version", "created_at", "created_by", "updated_at", "picture_url"] {
            same.as_object_mut().unwrap().remove(key);
        }
        same["contact_id"] = contact["id"].clone();
        assert_eq!(service.call(&ana, "EditContact", same)["contact"], contact);
        assert_eq!(changes(&service), before);
    }
}

#[test]
fn another_profiles_records_are_not_there() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let (own, foreign) = (service.create_company(&ana, "Own"), service.create_company(&berta, "Foreign"));
        let theirs = create_contact(&service, &berta, &foreign, "José");
        for id in [theirs["id"].clone(), json!(999_999)] {
            service.try_call(&ana, "EditContact", json!({ "contact_id": id, "name": "Mine" })).failure("not_found");
        }
        let contact = create_contact(&service, &ana, &own, "José");
        let reply = service.try_call(&ana, "EditContact", json!({ "contact_id": contact["id"], "company_id": foreign["id"], "name": "" }));
        assert_eq!(rules(&reply), ["company_id unknown_id", "name empty"]);
    }
}

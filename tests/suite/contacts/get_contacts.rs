//! `Contacts.GetContacts`: a page of the profile's contacts; and the contacts in a list of companies.

use serde_json::{Value, json};

use super::{contact, create_contact, full};
use crate::calls::{each, keys, rules};
use crate::service::services;

#[test]
fn the_list_is_narrowed_by_company_entries_and_time() {
    for service in services() {
        let ana = service.register("Ana");
        let (first, second) = (service.create_company(&ana, "First"), service.create_company(&ana, "Second"));
        let entry = |catalog: &str, name: &str| service.entry(&ana, catalog, name);
        let make = |company: &Value, title: &str, position: Option<&str>| {
            let mut parameters = contact(&service, &ana, company, "José");
            parameters["title_id"] = json!(entry("contact_titles", title));
            parameters["department_id"] = json!(entry("contact_departments", "Sales"));
            parameters["position_id"] = position.map_or(Value::Null, |position| json!(entry("contact_positions", position)));
            service.call(&ana, "CreateContact", parameters)["contact"]["id"].clone()
        };
        let ids = [make(&first, "Mr.", Some("Owner")), make(&first, "Ms.", None), make(&second, "Mr.", Some("Buyer"))];
        let other = create_contact(&service, &ana, &second, "Other")["id"].clone();
        let list = |filters: Value| service.call(&ana, "GetContacts", filters);
        let title = |name: &str| json!(entry("contact_titles", name));
        for (filters, expected) in [
            (json!({}), vec![&ids[0], &ids[1], &ids[2], &other]),
            (json!({ "company_id": first["id"] }), vec![&ids[0], &ids[1]]),
            (json!({ "company_id": [first["id"], second["id"].to_string()] }), vec![&ids[0], &ids[1], &ids[2], &other]),
            (json!({ "title_id": title("Mr.") }), vec![&ids[0], &ids[2]]),
            (json!({ "title_id": [title("Mr."), title("Ms.")] }), vec![&ids[0], &ids[1], &ids[2]]),
            (json!({ "title_id": [] }), vec![&ids[0], &ids[1], &ids[2], &other]),
            (json!({ "position_id": entry("contact_positions", "Buyer") }), vec![&ids[2]]),
            (json!({ "department_id": entry("contact_departments", "Sales"), "company_id": second["id"] }), vec![&ids[2]]),
            (json!({ "department_id": entry("contact_departments", "IT") }), vec![]),
            (json!({ "origin_id": entry("contact_origins", "Referral") }), vec![&ids[0], &ids[1], &ids[2], &other]),
            (json!({ "created_at": { "from": "01/01/20" }, "company_id": first["id"] }), vec![&ids[0], &ids[1]]),
            (json!({ "created_at": { "to": "31/12/19" } }), vec![]),
        ] {
            let found = list(filters.clone());
            assert_eq!(each(&found["contacts"], "id"), expected.into_iter().cloned().collect::<Vec<_>>(), "{filters}");
            assert_eq!(found["total"], found["contacts"].as_array().unwrap().len(), "{filters}");
        }
        let reply = service.try_call(
            &ana,
            "GetContacts",
            json!({ "company_id": [first["id"], 999_999], "origin_id": title("Mr."), "title_id": "x", "created_at": { "from": "31/02/24" } }),
        );
        assert_eq!(
            rules(&reply),
            ["company_id.1 unknown_id", "created_at.from no_such_date", "origin_id unknown_id", "title_id wrong_type"]
        );
    }
}

#[test]
fn contacts_who_want_no_mail_are_told_apart() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Acme");
        let silent = {
            let mut parameters = contact(&service, &ana, &company, "Silent");
            parameters["mail_blocked"] = json!("Yes");
            service.call(&ana, "CreateContact", parameters)["contact"].clone()
        };
        let other = create_contact(&service, &ana, &company, "Other");
        assert_eq!([&silent["mail_blocked"], &other["mail_blocked"]], [true, false]);
        let blocked = |blocked: Value| {
            let found = service.call(&ana, "GetContacts", json!({ "mail_blocked": blocked, "fields": ["mail_blocked"] }));
            assert_eq!(found["total"], found["contacts"].as_array().unwrap().len());
            each(&found["contacts"], "id")
        };
        assert_eq!(blocked(json!(true)), [silent["id"].clone()]);
        assert_eq!(blocked(json!("No")), [other["id"].clone()]);
        assert_eq!(blocked(Value::Null), [silent["id"].clone(), other["id"].clone()]);
        let edit = |value: Value| service.try_call(&ana, "EditContact", json!({ "contact_id": silent["id"], "mail_blocked": value }));
        assert_eq!(rules(&edit(Value::Null)), ["mail_blocked required"]);
        assert_eq!(edit(json!(false)).success()["contact"]["mail_blocked"], false);
        assert_eq!(blocked(json!(true)), [] as [Value; 0]);
        let record = json!({ "id": other["id"], "mail_blocked": true });
        service.call(&ana, "Sync.Upsert", json!({ "entity": "contact", "records": [record] }));
        assert_eq!(blocked(json!(true)), [other["id"].clone()]);
    }
}

#[test]
fn names_are_found_whole_without_regard_to_case_and_accents() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Acme");
        let parameters = full(&service, &ana, &company);
        service.call(&ana, "CreateContact", parameters);
        create_contact(&service, &ana, &company, "John");
        let total = |query: &str| service.call(&ana, "GetContacts", json!({ "query": query }))["total"].clone();
        for query in ["maria jose nanez guemes", "ÑÁÑEZ", "mariajose@EXAMPLE", "3333 4444", "mj.nanez", "@mj"] {
            assert_eq!(total(query), 1, "{query}");
        }
        for query in ["perez maria", "%", "_", "iván"] {
            assert_eq!(total(query), 0, "{query}");
        }
    }
}

#[test]
fn addresses_and_inputs_are_listed_for_who_asks() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Acme");
        let made = service.call(&ana, "CreateContact", full(&service, &ana, &company))["contact"].clone();
        let first = |flags: Value| service.call(&ana, "GetContacts", flags)["contacts"][0].clone();
        let plain = first(json!({}));
        for key in ["shipping_address", "billing_address", "inputs"] {
            assert!(plain.get(key).is_none(), "{key}");
        }
        assert_eq!(plain["assistant"], made["assistant"]);
        let whole = first(json!({ "with_addresses": "Yes", "with_inputs": 1, "with_files": true }));
        assert_eq!(whole, made);
    }
}

#[test]
fn companies_are_listed_with_their_contacts_for_who_asks() {
    for service in services() {
        let ana = service.register("Ana");
        let (first, second) = (service.create_company(&ana, "First"), service.create_company(&ana, "Second"));
        let made = service.call(&ana, "CreateContact", full(&service, &ana, &first))["contact"].clone();
        let other = create_contact(&service, &ana, &first, "Other");
        let listed = service.call(&ana, "GetCompanies", json!({ "with_contacts": true }))["companies"].clone();
        assert_eq!(each(&listed[0]["contacts"], "id"), [made["id"].clone(), other["id"].clone()]);
        assert_eq!(listed[1]["contacts"], json!([]));
        let shown = keys(&listed[0]["contacts"][0]);
        assert!(shown.contains(&"surname") && !shown.contains(&"inputs") && !shown.contains(&"shipping_address"), "{shown:?}");
        let plain = service.call(&ana, "GetCompanies", json!({}))["companies"].clone();
        assert!(plain[0].get("contacts").is_none());
        let one = |flag: bool| {
            service.call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": second["id"], "with_contacts": flag }))["company"]
                .clone()
        };
        assert_eq!(one(true)["contacts"], json!([]));
        assert!(one(false).get("contacts").is_none());
    }
}

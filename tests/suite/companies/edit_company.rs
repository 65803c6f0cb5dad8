//! `Companies.EditCompany`: changes the given fields and keeps the others.

use serde_json::{Value, json};

use crate::calls::{at_once, changes, conflict, number, rules};
use crate::service::{Person, Service, services};

/// A company with a value in every field.
fn full(service: &Service, ana: &Person) -> Value {
    let mut parameters = service.company(ana, "Tornillos");
    let given = json!({
        "client_number": "T-1", "slug": "tornillos", "website": "https://w.example", "phone": "1", "mobile": "2", "whatsapp": "3", "email": "e@w.example",
        "bio": "b", "billing_name": "n", "rfc": "r", "shipping_address": address("León"), "billing_address": address("Irapuato"),
    });
    parameters.as_object_mut().unwrap().extend(given.as_object().unwrap().clone());
    service.call(ana, "CreateCompany", parameters)["company"].clone()
}

fn address(city: &str) -> Value {
    json!({
        "country": "MX", "state": "GUA", "street": "Juárez", "number": "12", "interior_number": null, "zip": "37000",
        "suburb": null, "city": city, "latitude": null, "longitude": null,
    })
}

const OPTIONAL: [&str; 10] =
    ["website", "phone", "mobile", "whatsapp", "email", "bio", "billing_name", "rfc", "shipping_address", "billing_address"];

#[test]
fn what_is_said_changes_and_what_is_left_out_stays() {
    for service in services() {
        let ana = service.register("Ana");
        let mut company = full(&service, &ana);
        let edits = [
            ("name", json!("Tuercas")),
            ("type_id", json!(service.entry(&ana, "company_types", "Partner"))),
            ("industry_id", json!(service.entry(&ana, "company_industries", "Health"))),
            ("client_number", json!("T-2")),
            ("slug", json!("tuercas")),
            ("website", json!("https://w2.example")),
            ("phone", json!("12")),
            ("mobile", json!("22")),
            ("whatsapp", json!("32")),
            ("email", json!("e2@w.example")),
            ("bio", json!("b2")),
            ("billing_name", json!("n2")),
            ("rfc", json!("r2")),
            ("shipping_address", address("Celaya")),
            ("billing_address", address("Silao")),
        ];
        for (position, (key, value)) in edits.iter().enumerate() {
            let edited =
                service.call(&ana, "EditCompany", json!({ "company_id": company["id"].to_string(), *key: value }))["company"].clone();
            assert!(edited["updated_at"].as_str() >= company["updated_at"].as_str());
            company[*key] = value.clone();
            company["version"] = json!(position + 2);
            company["updated_at"] = edited["updated_at"].clone();
            assert_eq!(edited, company, "{key}");
        }
        let found = service.call(&ana, "GetCompany", json!({ "search_by": "client_number", "search_value": "T-2", "with_files": true }));
        assert_eq!(found["company"], company);
        let updates = number(&service, "SELECT count(*) AS number FROM changes WHERE entity = 'company' AND operation = 'update'");
        assert_eq!(updates, i64::try_from(edits.len()).unwrap());
    }
}

#[test]
fn null_clears_what_may_be_empty_and_nothing_else() {
    for service in services() {
        let ana = service.register("Ana");
        let company = full(&service, &ana);
        for key in OPTIONAL {
            let edited = service.call(&ana, "EditCompany", json!({ "company_id": company["id"], key: null }))["company"].clone();
            assert!(edited[key].is_null(), "{key}");
        }
        for key in ["name", "type_id", "industry_id", "client_number", "slug", "company_id"] {
            let mut parameters = json!({ "company_id": company["id"] });
            parameters[key] = json!(null);
            let reply = service.try_call(&ana, "EditCompany", parameters);
            assert_eq!(rules(&reply), [format!("{key} required")]);
        }
        for key in ["name", "client_number", "slug"] {
            let reply = service.try_call(&ana, "EditCompany", json!({ "company_id": company["id"], key: "  " }));
            assert_eq!(rules(&reply), [format!("{key} empty")]);
        }
    }
}

#[test]
fn an_edit_that_changes_nothing_writes_nothing() {
    for service in services() {
        let ana = service.register("Ana");
        let company = full(&service, &ana);
        let before = changes(&service);
        let mut same = json!({ "company_id": company["id"] });
        assert_eq!(service.call(&ana, "EditCompany", same.clone())["company"], company);
        for key in OPTIONAL.into_iter().chain(["name", "type_id", "industry_id", "client_number", "slug", "inputs"]) {
            same[key] = company[key].clone();
        }
        same["name"] = json!(" Tornillos ");
        same["type_id"] = json!(company["type_id"].to_string());
        same["shipping_address"]["state"] = json!("mx-gua");
        assert_eq!(service.call(&ana, "EditCompany", same)["company"], company);
        assert_eq!(changes(&service), before);
        assert_eq!(number(&service, "SELECT version AS number FROM companies"), 1);
    }
}

#[test]
fn a_number_or_slug_that_another_company_has_is_a_conflict() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, other) = (full(&service, &ana), service.create_company(&ana, "Other"));
        for key in ["client_number", "slug"] {
            let before = changes(&service);
            let reply = service.try_call(&ana, "EditCompany", json!({ "company_id": other["id"], key: company[key], "name": "x" }));
            assert_eq!(conflict(&reply).0, key);
            assert_eq!(changes(&service), before);
        }
        let found = service.call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": other["id"], "with_files": true }));
        assert_eq!(found["company"], other);
    }
}

#[test]
fn all_that_is_wrong_with_an_edit_is_said_in_one_answer() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let company = service.create_company(&ana, "Company")["id"].clone();
        let reply = service.try_call(
            &ana,
            "EditCompany",
            json!({
                "company_id": company, "name": "", "type_id": service.entry(&berta, "company_types", "Other"), "industry_id": "x",
                "inputs": { "size": 1 }, "titel": "x", "billing_address": { "country": "MX" }, "id": 1,
            }),
        );
        let expected = [
            "billing_address.zip required",
            "id unknown_parameter",
            "industry_id wrong_type",
            "inputs.size unknown_input",
            "name empty",
            "titel unknown_parameter",
            "type_id unknown_id",
        ];
        assert_eq!(rules(&reply), expected);
    }
}

#[test]
fn another_profiles_company_is_not_found() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let foreign = service.create_company(&berta, "Company");
        for id in [foreign["id"].clone(), json!(999_999)] {
            service.try_call(&ana, "EditCompany", json!({ "company_id": id, "name": "Mine" })).failure("not_found");
        }
        let found = service.call(&berta, "GetCompany", json!({ "search_by": "id", "search_value": foreign["id"], "with_files": true }));
        assert_eq!(found["company"], foreign);
    }
}

#[test]
fn edits_at_once_each_count_and_none_is_lost() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Company")["id"].clone();
        let value = |number: usize| match OPTIONAL[number] {
            "website" => format!("https://{number}.example"),
            "email" => format!("{number}@w.example"),
            _ => number.to_string(),
        };
        at_once(8, |number| service.call(&ana, "EditCompany", json!({ "company_id": company, OPTIONAL[number]: value(number) })));
        let found =
            service.call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": company, "with_files": true }))["company"].clone();
        for (number, key) in OPTIONAL.iter().take(8).enumerate() {
            assert_eq!(found[*key], value(number));
        }
        assert_eq!(found["version"], 9);
        at_once(40, |number| service.call(&ana, "EditCompany", json!({ "company_id": company, "phone": format!("+{number}") })));
        let versions = "SELECT count(DISTINCT version) AS number FROM changes WHERE entity = 'company'";
        assert_eq!(number(&service, versions), 49);
    }
}

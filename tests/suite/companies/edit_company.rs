//! `Companies.EditCompany`: changes the given fields and keeps the others.

use serde_json::{Value, json};

use crate::calls::{at_once, changes, conflict, number, rules};
use crate::contacts::create_contact;
use crate::inspect::Inspector;
use crate::service::{Person, Service, services};

/// A company with a value in every field.
fn full(service: &Service, ana: &Person) -> Value {
    let mut parameters = service.company(ana, "Tornillos");
    let given = json!({
        "client_number": "T-1", "slug": "tornillos", "website": "https://w.example", "phone": "1", "mobile": "2", "whatsapp": "3", "email": "e@w.example",
        "kind": "business", "customer_since": "2026-01-05T06:00:00.000000Z", "customer_status": "active", "payment_terms": "30 días", "credit_limit": 100,
        "contact_name": "Lucía", "contact_position": "Dueña", "notes": "Paga.", "bio": "b", "billing_name": "n", "rfc": "r", "shipping_address": address("León"), "billing_address": address("Irapuato"),
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

const OPTIONAL: [&str; 18] = [
    "website",
    "phone",
    "mobile",
    "whatsapp",
    "email",
    "bio",
    "billing_name",
    "rfc",
    "shipping_address",
    "billing_address",
    "kind",
    "customer_since",
    "customer_status",
    "payment_terms",
    "credit_limit",
    "contact_name",
    "contact_position",
    "notes",
];

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
            ("kind", json!("individual")),
            ("customer_since", json!("2026-02-05T06:00:00.000000Z")),
            ("customer_status", json!("blocked")),
            ("payment_terms", json!("contado")),
            ("credit_limit", json!(0)),
            ("contact_name", json!("Raúl")),
            ("contact_position", json!("Socio")),
            ("notes", json!("No paga.")),
            ("public", json!(true)),
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

#[test]
fn the_primary_contact_is_one_of_the_company_and_stays_as_long_as_it_is_named() {
    for service in services() {
        let ana = service.register("Ana");
        let mut parameters = service.company(&ana, "Café");
        (parameters["contact_name"], parameters["contact_position"]) = (json!("Tomás"), json!("Barista"));
        let company = service.call(&ana, "CreateCompany", parameters)["company"].clone();
        let other = service.create_company(&ana, "Otro");
        let own = create_contact(&service, &ana, &company, "Lucía");
        let foreign = create_contact(&service, &ana, &other, "Raúl");
        let named = |id: &Value| json!({ "company_id": company["id"], "primary_contact_id": id });
        assert_eq!(rules(&service.try_call(&ana, "EditCompany", named(&foreign["id"]))), ["primary_contact_id another_company"]);
        assert_eq!(rules(&service.try_call(&ana, "EditCompany", named(&json!(999_999)))), ["primary_contact_id unknown_id"]);
        let edited = service.call(&ana, "EditCompany", named(&own["id"]))["company"].clone();
        assert_eq!(
            (&edited["primary_contact_id"], &edited["contact_name"], &edited["contact_position"]),
            (&own["id"], &Value::Null, &Value::Null)
        );
        // The texts are kept, and the change record has them.
        let listed = service.call(&ana, "GetCompanies", json!({ "ids": [company["id"]] }))["companies"][0].clone();
        assert_eq!((&listed["primary_contact_id"], &listed["contact_name"]), (&own["id"], &Value::Null));
        let record =
            format!("SELECT record FROM changes WHERE entity = 'company' AND record_id = {} ORDER BY version DESC LIMIT 1", company["id"]);
        let kept: Value = serde_json::from_str(&Inspector::open(&service.database.url).texts(&record)[0]).expect("a record");
        assert_eq!((&kept["contact_name"], &kept["primary_contact_id"]), (&json!("Tomás"), &own["id"]));

        let (path, said) = conflict(&service.try_call(&ana, "DeleteContact", json!({ "contact_id": own["id"] })));
        assert!(path == "contact_id" && said.contains("1 company"), "{said}");
        let moved = json!({ "contact_id": own["id"], "company_id": other["id"] });
        let (path, said) = conflict(&service.try_call(&ana, "EditContact", moved));
        assert!(path == "company_id" && said.contains("1 company"), "{said}");
        let cleared = service.call(&ana, "EditCompany", named(&Value::Null))["company"].clone();
        assert_eq!((&cleared["contact_name"], &cleared["contact_position"]), (&json!("Tomás"), &json!("Barista")));
        service.call(&ana, "DeleteContact", json!({ "contact_id": own["id"] }));
        service.call(&ana, "DeleteCompany", json!({ "company_id": company["id"] }));
    }
}

#[test]
fn a_company_becomes_a_customer_and_is_active_unless_it_has_a_status() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Café")["id"].clone();
        let edit = |changes: Value| {
            let mut parameters = json!({ "company_id": company });
            parameters.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
            service.try_call(&ana, "EditCompany", parameters)
        };
        let status = |changes: Value| edit(changes).success()["company"]["customer_status"].clone();
        assert_eq!(status(json!({ "customer_since": "2026-01-05" })), "active");
        assert_eq!(status(json!({ "customer_status": "blocked" })), "blocked");
        assert_eq!(status(json!({ "customer_since": null })), "blocked");
        assert_eq!(status(json!({ "customer_since": "2026-01-06" })), "blocked");
        let wrong = json!({ "customer_since": "2099-01-01", "credit_limit": -1, "customer_status": "gold", "kind": "club" });
        assert_eq!(
            rules(&edit(wrong)),
            ["credit_limit out_of_range", "customer_since future", "customer_status unknown_option", "kind unknown_option"]
        );
    }
}

#[test]
fn an_address_that_is_one_text_is_written_back_as_it_is_read() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Café")["id"].clone();
        let text = json!({
            "text": "Av. Juárez 12, León", "country": null, "state": null, "street": null, "number": null, "interior_number": null,
            "zip": null, "suburb": null, "city": null, "latitude": null, "longitude": null,
        });
        let edit = |address: &Value| service.try_call(&ana, "EditCompany", json!({ "company_id": company, "billing_address": address }));
        assert_eq!(edit(&json!({ "text": "Av. Juárez 12, León" })).success()["company"]["billing_address"], text);
        let again = edit(&text).success()["company"].clone();
        assert_eq!((&again["billing_address"], &again["version"]), (&text, &json!(2)));
        assert_eq!(rules(&edit(&json!({ "text": "Av. Juárez 12", "city": "León" }))), ["billing_address.text contradiction"]);
        assert_eq!(rules(&edit(&json!({}))), ["billing_address.country required"]);
        assert_eq!(rules(&edit(&json!("Av. Juárez 12"))), ["billing_address wrong_type"]);
    }
}

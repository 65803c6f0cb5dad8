//! `Companies.CreateCompany`: creates a company.

use serde_json::{Value, json};

use crate::calls::{at_once, changes, conflict, each, keys, number, rules};
use crate::files::{PNG, upload};
use crate::service::{Reply, services};

/// The number of successful replies; every other one must be a conflict at this path.
#[track_caller]
fn succeeded(replies: &[Reply], path: &str) -> usize {
    for reply in replies.iter().filter(|reply| reply.status != 200) {
        assert_eq!(conflict(reply).0, path, "{}", reply.text);
    }
    replies.iter().filter(|reply| reply.status == 200).count()
}

#[test]
fn every_parameter_is_kept_and_shown() {
    for service in services() {
        let ana = service.register("Ana");
        service.call(&ana, "Inputs.CreateInput", json!({ "entity": "company", "name": "Employees", "type": "integer" }));
        let address = json!({
            "country": "MX", "state": "GUA", "street": "Juárez", "number": "12", "interior_number": "3", "zip": "37000",
            "suburb": "Centro", "city": "León", "latitude": "21.12", "longitude": "-101.68",
        });
        let mut parameters = service.company(&ana, "Tornillos");
        let given = json!({
            "client_number": "T-1", "slug": "tornillos-mx", "website": "https://tornillos.example", "phone": "1", "mobile": "2",
            "whatsapp": "3", "email": "a@tornillos.example", "bio": "Tornillos.", "billing_name": "Tornillos S.A.", "rfc": "XAXX010101000",
            "shipping_address": address, "billing_address": address, "inputs": { "employees": 40 },
            "logo_id": upload(&service, &ana, PNG)["id"], "external_ids": { "sap": "000123" },
            "kind": "business", "customer_since": "2026-01-05T06:00:00.000000Z", "customer_status": "inactive", "payment_terms": "30 días",
            "credit_limit": 25000.5, "contact_name": "Lucía Núñez", "contact_position": "Dueña", "notes": "Paga a tiempo.", "public": true,
            "user_id": ana.user_id, "files": [upload(&service, &ana, b"a text")["id"]],
        });
        parameters.as_object_mut().unwrap().extend(given.as_object().unwrap().clone());
        let reply = service.call(&ana, "CreateCompany", parameters.clone());
        assert_eq!(keys(&reply), ["company"]);
        let company = &reply["company"];
        for (key, value) in parameters.as_object().unwrap() {
            assert_eq!(&company[key], value, "{key}");
        }
        let mut expected: Vec<&str> = keys(&parameters)
            .into_iter()
            .chain(["created_at", "created_by", "id", "logo_url", "primary_contact_id", "updated_at", "version"])
            .collect();
        expected.sort_unstable();
        assert_eq!(keys(company), expected);
        assert_eq!((&company["version"], &company["created_at"]), (&json!(1), &company["updated_at"]));
    }
}

#[test]
fn the_least_is_a_name_a_type_and_an_industry() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Café Núñez, S.A.");
        assert_eq!(company["slug"], "cafe-nunez-s-a");
        assert!(company["client_number"].as_str().is_some_and(|number| !number.is_empty()));
        for key in [
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
            "logo_id",
        ] {
            assert!(company[key].is_null(), "{key}");
        }
        assert_eq!(company["inputs"], json!({}));
        let mut nulls = service.company(&ana, "Nulls");
        for key in ["client_number", "slug", "website", "phone", "shipping_address", "billing_address", "inputs"] {
            nulls[key] = json!(null);
        }
        service.call(&ana, "CreateCompany", nulls);
        assert_eq!(
            rules(&service.try_call(&ana, "CreateCompany", json!({}))),
            ["industry_id required", "name required", "type_id required"]
        );
    }
}

#[test]
fn a_type_or_industry_that_is_not_the_profiles_own_is_wrong_at_its_place() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let mut parameters = service.company(&berta, "Company");
        assert_eq!(rules(&service.try_call(&ana, "CreateCompany", parameters.clone())), ["industry_id unknown_id", "type_id unknown_id"]);
        let own = service.company(&ana, "Company");
        parameters["type_id"] = own["industry_id"].clone();
        parameters["industry_id"] = json!(999_999);
        assert_eq!(rules(&service.try_call(&ana, "CreateCompany", parameters)), ["industry_id unknown_id", "type_id unknown_id"]);
    }
}

#[test]
fn a_client_number_is_the_callers_or_made_up_and_never_given_twice_in_a_profile() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let create = |person, key: &str, value: Value| {
            let mut parameters = service.company(person, "Company");
            parameters[key] = value;
            service.try_call(person, "CreateCompany", parameters)
        };
        for key in ["client_number", "slug"] {
            assert_eq!(create(&ana, key, json!(" taken ")).success()["company"][key], "taken");
            let before = changes(&service);
            let (path, sentence) = conflict(&create(&ana, key, json!("taken")));
            assert_eq!((path.as_str(), sentence.contains(key)), (key, true), "{sentence}");
            assert_eq!(changes(&service), before, "a failed call changes nothing");
            assert_eq!(create(&ana, key, json!("Taken")).success()["company"][key], "Taken");
            create(&berta, key, json!("taken")).success();
        }
        // The next client numbers that the service would make up are taken already.
        let last = number(&service, "SELECT max(id) AS number FROM companies");
        for ahead in 1..4 {
            create(&ana, "client_number", json!(format!("C{:06}", last + ahead + 3))).success();
        }
        let made_up: Vec<Value> = (0..4).map(|_| service.create_company(&ana, "Company")["client_number"].clone()).collect();
        let mut all = each(&service.call(&ana, "GetCompanies", json!({}))["companies"], "client_number");
        let number = all.len();
        all.sort_by_key(Value::to_string);
        all.dedup();
        assert_eq!(all.len(), number, "{made_up:?}");
        let (first, second) = (service.create_company(&ana, "Same"), service.create_company(&ana, "Same"));
        assert_ne!(first["slug"], second["slug"]);
        for company in [first, second] {
            let number = format!("C{:06}", company["id"].as_i64().unwrap());
            assert_eq!(company["client_number"], number.as_str(), "the slug's trouble is none of the number's");
        }
    }
}

#[test]
fn companies_of_one_name_created_at_once_all_succeed() {
    for service in services() {
        let ana = service.register("Ana");
        let parameters = service.company(&ana, "Tornillos");
        let companies = at_once(16, |_| service.call(&ana, "CreateCompany", parameters.clone())["company"].clone());
        for key in ["id", "slug", "client_number"] {
            let mut values: Vec<String> = companies.iter().map(|company| company[key].to_string()).collect();
            values.sort();
            values.dedup();
            assert_eq!(values.len(), 16, "{key}");
        }
        assert_eq!(service.call(&ana, "GetCompanies", json!({}))["total"], 16);
    }
}

#[test]
fn fifty_who_create_the_same_client_number_at_once_make_one_company() {
    for service in services() {
        let ana = service.register("Ana");
        let mut parameters = service.company(&ana, "Tornillos");
        parameters["client_number"] = json!("T-1");
        let replies = at_once(50, |_| service.try_call(&ana, "CreateCompany", parameters.clone()));
        assert_eq!(succeeded(&replies, "client_number"), 1);
        let found = service.call(&ana, "GetCompanies", json!({}));
        assert_eq!((&found["total"], found["companies"].as_array().unwrap().len()), (&json!(1), 1));
        assert_eq!(number(&service, "SELECT count(*) AS number FROM changes WHERE entity = 'company'"), 1);
    }
}

#[test]
fn those_who_create_the_same_slug_at_once_make_one_company() {
    for service in services() {
        let ana = service.register("Ana");
        let mut parameters = service.company(&ana, "Tornillos");
        parameters["slug"] = json!("tornillos");
        let replies = at_once(8, |_| service.try_call(&ana, "CreateCompany", parameters.clone()));
        assert_eq!(succeeded(&replies, "slug"), 1);
    }
}

#[test]
fn a_call_that_fails_takes_no_other_along_however_many_come_at_once() {
    for service in services() {
        let ana = service.register("Ana");
        let taken = service.create_company(&ana, "Company")["client_number"].clone();
        let parameters = service.company(&ana, "Company");
        let before = changes(&service);
        let replies = at_once(24, |number| {
            let mut parameters = parameters.clone();
            match number % 3 {
                0 => parameters["client_number"] = taken.clone(),
                1 => parameters["type_id"] = json!(999_999),
                _ => {}
            }
            service.try_call(&ana, "CreateCompany", parameters).status
        });
        for (number, status) in replies.into_iter().enumerate() {
            assert_eq!(status, [409, 422, 200][number % 3]);
        }
        assert_eq!(changes(&service), before + 8);
        let found = service.call(&ana, "GetCompanies", json!({}));
        assert_eq!((&found["total"], found["companies"].as_array().unwrap().len()), (&json!(9), 9));
    }
}

#[test]
fn a_created_company_leaves_one_change_record_that_says_who_and_how() {
    for service in services() {
        let ana = service.register("Ana");
        let body = json!({ "method": "CreateCompany", "parameters": {
            "profile_id": ana.profile_id, "name": "Tornillos", "type_id": service.entry(&ana, "company_types", "Customer"),
            "industry_id": service.entry(&ana, "company_industries", "Retail"),
        }});
        let token = format!("Bearer {}", ana.token);
        let headers = [("Content-Type", "application/json"), ("Authorization", &token), ("X-Request-Id", "erp-1"), ("X-Origin", "erp")];
        let company = service.send_with("/api", &headers, body.to_string().as_bytes()).success()["company"].clone();
        let condition = format!(
            "entity = 'company' AND operation = 'create' AND version = 1 AND request_id = 'erp-1' AND origin = 'erp' \
             AND profile_id = {} AND user_id = {} AND record_id = {} AND record LIKE '%\"name\":\"Tornillos\"%'",
            ana.profile_id, ana.user_id, company["id"]
        );
        assert_eq!(number(&service, &format!("SELECT count(*) AS number FROM changes WHERE {condition}")), 1);
        assert_eq!(number(&service, "SELECT count(*) AS number FROM changes WHERE entity = 'company'"), 1);
    }
}

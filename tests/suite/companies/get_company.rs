//! `Companies.GetCompany`: a company by its id, or by another value that it has.

use serde_json::{Value, json};

use crate::calls::{keys, rules};
use crate::service::services;

#[test]
fn a_company_is_found_by_its_id_and_by_its_client_number() {
    for service in services() {
        let ana = service.register("Ana");
        let mut parameters = service.company(&ana, "Tornillos");
        parameters["client_number"] = json!("0042");
        let company = service.call(&ana, "CreateCompany", parameters.clone())["company"].clone();
        parameters["client_number"] = json!("77");
        let other = service.call(&ana, "CreateCompany", parameters)["company"].clone();
        let find = |by: &str, value: Value| {
            service.call(&ana, "GetCompany", json!({ "search_by": by, "search_value": value, "with_files": true }))
        };
        assert_eq!(keys(&find("id", company["id"].clone())), ["company"]);
        for (by, value, expected) in [
            ("id", company["id"].clone(), &company),
            ("id", json!(format!(" {} ", company["id"])), &company),
            ("client_number", json!("0042"), &company),
            ("client_number", json!(" 0042 "), &company),
            ("client_number", json!(77), &other),
        ] {
            assert_eq!(&find(by, value)["company"], expected);
        }
        for value in [json!("42"), json!("00420"), json!("004_"), json!("%")] {
            let reply = service.try_call(&ana, "GetCompany", json!({ "search_by": "client_number", "search_value": value }));
            reply.failure("not_found");
        }
    }
}

#[test]
fn what_is_not_there_and_what_is_anothers_read_the_same() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let foreign = service.create_company(&berta, "Company");
        let find = |by: &str, value: Value| service.try_call(&ana, "GetCompany", json!({ "search_by": by, "search_value": value }));
        let missing = find("id", json!(999_999));
        for reply in [find("id", foreign["id"].clone()), find("client_number", foreign["client_number"].clone())] {
            assert_eq!(reply.failure("not_found"), missing.failure("not_found"));
            assert_eq!(reply.envelope()["error"], missing.envelope()["error"]);
        }
    }
}

#[test]
fn what_is_searched_by_and_for_is_checked() {
    for service in services() {
        let ana = service.register("Ana");
        let wrong = |parameters: Value| rules(&service.try_call(&ana, "GetCompany", parameters));
        assert_eq!(wrong(json!({})), ["search_by required", "search_value required"]);
        assert_eq!(wrong(json!({ "search_by": "nmae", "search_value": "" })), ["search_by unknown_option", "search_value empty"]);
        for (value, rule) in
            [(json!("x"), "wrong_type"), (json!(0), "out_of_range"), (json!(1.5), "wrong_type"), (json!("C1"), "wrong_type")]
        {
            assert_eq!(wrong(json!({ "search_by": "id", "search_value": value })), [format!("search_value {rule}")]);
        }
        for value in [json!(true), json!([1]), json!({})] {
            assert_eq!(wrong(json!({ "search_by": "client_number", "search_value": value })), ["search_value wrong_type"]);
        }
        assert_eq!(wrong(json!({ "search_by": "id", "search_value": null })), ["search_value required"]);
    }
}

#[test]
fn a_company_is_found_by_its_tax_number_its_address_its_slug_and_its_name() {
    for service in services() {
        let ana = service.register("Ana");
        let make = |name: &str, rfc: Value, email: Value| {
            let mut company = service.company(&ana, name);
            (company["rfc"], company["email"]) = (rfc, email);
            service.call(&ana, "CreateCompany", company)["company"].clone()
        };
        let bakery = make("Panadería Straße", json!("NUÑ-010203 AB1"), json!("Ventas@Straße.example"));
        make("Nothing else", Value::Null, Value::Null);
        let find = |by: &str, value: &str| {
            service.try_call(&ana, "GetCompany", json!({ "search_by": by, "search_value": value, "with_files": true }))
        };
        for (by, value) in [
            ("rfc", "nuñ010203ab1"),
            ("rfc", "NUN\u{303} 010203-AB1"),
            ("email", "ventas@straße.EXAMPLE"),
            ("slug", bakery["slug"].as_str().unwrap()),
            ("name", "PANADERIA STRASSE"),
            ("name", " panadería straße "),
        ] {
            assert_eq!(find(by, value).success()["company"], bakery, "{by} {value}");
        }
        let nothing = [("rfc", "NUN010203AB1"), ("rfc", "--"), ("rfc", "%"), ("email", "ventas@strasse.example")];
        for (by, value) in nothing.into_iter().chain([("name", "Panadería"), ("name", "%"), ("slug", "STRASSE"), ("slug", "-")]) {
            find(by, value).failure("not_found");
        }
        // An edit moves what the company is found by.
        let edit = |parameters: Value| drop(service.call(&ana, "EditCompany", parameters));
        edit(json!({ "company_id": bakery["id"], "rfc": "XAXX010101000", "email": null, "name": "Bäckerei" }));
        find("rfc", "nuñ010203ab1").failure("not_found");
        find("email", "ventas@straße.example").failure("not_found");
        find("name", "panaderia strasse").failure("not_found");
        assert_eq!(find("rfc", "xaxx-010101-000").success()["company"]["id"], bakery["id"]);
        assert_eq!(find("name", "backerei").success()["company"]["id"], bakery["id"]);
    }
}

#[test]
fn what_several_companies_have_is_a_conflict_that_lists_them() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let make = |person, rfc: &str| {
            let mut company = service.company(person, "Same");
            company["rfc"] = json!(rfc);
            service.call(person, "CreateCompany", company)["company"]["id"].clone()
        };
        let ids: Vec<Value> = (0..22).map(|_| make(&ana, "XAXX010101000")).collect();
        make(&berta, "XAXX010101000");
        for (by, value) in [("rfc", "xaxx010101000"), ("name", "SAME")] {
            let reply = service.try_call(&ana, "GetCompany", json!({ "search_by": by, "search_value": value }));
            let details = reply.failure("conflict");
            assert_eq!((&details[0]["path"], &details[0]["rule"]), (&json!("search_value"), &json!("ambiguous")));
            assert_eq!(details[0]["values"]["ids"], json!(ids[..20]), "{by}");
            assert_eq!(details[0]["values"]["others"], true);
        }
    }
}

//! `Companies.GetCompany`: a company by its id or its client number.

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
        let find = |by: &str, value: Value| service.call(&ana, "GetCompany", json!({ "search_by": by, "search_value": value }));
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
        assert_eq!(wrong(json!({ "search_by": "name", "search_value": "" })), ["search_by unknown_option", "search_value empty"]);
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

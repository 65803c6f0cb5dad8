//! All that is wrong with a call is said in one answer: what the form shows, what only the database knows,
//! and both inside what is nested.

use serde_json::json;

use crate::calls::{changes, message, rules};
use crate::service::services;

#[test]
fn one_answer_names_everything_that_is_wrong_at_every_level() {
    for service in services() {
        let ana = service.register("Ana");
        let industry = service.entry(&ana, "company_industries", "Retail");
        let before = changes(&service);
        let reply = service.try_call(
            &ana,
            "CreateCompany",
            json!({
                "name": "",
                "type_id": industry,
                "website": 5,
                "tittle": "Dr.",
                "phone": ["55"],
                "inputs": { "segment": "Gold", "other": {} },
                "shipping_address": { "country": "MX", "state": "XXX", "street": "Juárez", "number": 1, "contry": "MX", "city": "León" },
                "billing_address": { "country": "XX", "state": "JAL", "street": "Juárez", "number": "1", "zip": "37000", "city": "León", "latitude": "91" },
            }),
        );
        let expected = [
            "billing_address.country unknown_country",
            "billing_address.latitude out_of_range",
            "industry_id required",
            "inputs.other wrong_type",
            "inputs.segment unknown_input",
            "name empty",
            "phone wrong_type",
            "shipping_address.contry unknown_parameter",
            "shipping_address.number wrong_type",
            "shipping_address.state unknown_state",
            "shipping_address.zip required",
            "tittle unknown_parameter",
            "type_id unknown_id",
            "website wrong_type",
        ];
        assert_eq!(rules(&reply), expected);
        assert!(message(&reply, "shipping_address.contry").contains("'country'"), "{}", reply.text);
        let sentence = reply.envelope()["error"].as_str().unwrap().to_owned();
        assert!(sentence.starts_with("14 parameters are wrong: "), "{sentence}");
        assert_eq!(changes(&service), before, "a failed call changes nothing");
    }
}

#[test]
fn a_missing_profile_is_named_together_with_the_rest() {
    for service in services() {
        let ana = service.register("Ana");
        let reply = service.post(Some(&ana.token), "CreateCompany", json!({ "name": 5 }));
        assert_eq!(rules(&reply), ["industry_id required", "name wrong_type", "profile_id required", "type_id required"]);
        for profile in [json!("x"), json!(0), json!(-1), json!(1.5), json!(true), json!([1, 2]), json!({})] {
            let reply = service.post(Some(&ana.token), "GetTypes", json!({ "profile_id": profile }));
            assert_eq!(reply.wrong(), ["profile_id"], "{profile}");
        }
        service.post(Some(&ana.token), "GetTypes", json!({ "profile_id": null })).failure("invalid_parameters");
    }
}

#[test]
fn a_stranger_is_told_nothing_about_the_parameters() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let foreign = service.post(Some(&berta.token), "CreateCompany", json!({ "profile_id": ana.profile_id, "nonsense": 1 }));
        let missing = service.post(Some(&berta.token), "CreateCompany", json!({ "profile_id": 999_999, "nonsense": 1 }));
        assert_eq!(foreign.failure("not_found"), missing.failure("not_found"));
        assert_eq!(foreign.envelope()["error"], missing.envelope()["error"]);
    }
}

#[test]
fn a_misspelt_parameter_is_wrong_and_its_message_suggests_the_nearest() {
    for service in services() {
        let ana = service.register("Ana");
        for (method, misspelt, meant) in [
            ("GetCompanies", "company_types", "company_type"),
            ("GetCompanies", "Query", "query"),
            ("GetCompanies", "with_adresses", "with_addresses"),
            ("GetCompany", "searchby", "search_by"),
        ] {
            let mut parameters = json!({ "search_by": "id", "search_value": 1 });
            if method == "GetCompanies" {
                parameters = json!({});
            }
            parameters[misspelt] = json!("x");
            let reply = service.try_call(&ana, method, parameters);
            assert_eq!(rules(&reply), [format!("{misspelt} unknown_parameter")]);
            assert!(message(&reply, misspelt).contains(&format!("Did you mean '{meant}'?")), "{}", reply.text);
        }
    }
}

#[test]
fn the_sentence_of_one_mistake_names_it_for_a_person() {
    for service in services() {
        let ana = service.register("Ana");
        let reply = service.try_call(&ana, "GetCompanies", json!({ "page": 0 }));
        assert_eq!(reply.wrong(), ["page"]);
        assert_eq!(reply.envelope()["error"], "The parameter page is wrong: This is a whole number from 1 to 1000000000.");
    }
}

#[test]
fn a_mistake_brings_no_second_one_about() {
    for service in services() {
        let ana = service.register("Ana");
        let reply = service.try_call(&ana, "Inputs.CreateInput", json!({ "entity": "company", "name": "Segment", "type": "text" }));
        assert_eq!(rules(&reply), ["type unknown_option"]);
        let reply =
            service.try_call(&ana, "Inputs.CreateInput", json!({ "entity": "company", "name": "", "type": "string", "slug": "No Slug" }));
        assert_eq!(rules(&reply), ["name empty", "slug malformed_slug"]);
        let reply = service.try_call(&ana, "Inputs.CreateInput", json!({ "entity": "company", "name": "", "type": "string" }));
        assert_eq!(rules(&reply), ["name empty"]);
        let reply = service.try_call(&ana, "GetCompany", json!({ "search_by": "name", "search_value": "Café" }));
        assert_eq!(rules(&reply), ["search_by unknown_option"]);
    }
}

#[test]
fn a_call_with_hundreds_of_mistakes_is_told_enough_of_them() {
    for service in services() {
        let ana = service.register("Ana");
        let many: serde_json::Map<String, serde_json::Value> = (0..500).map(|number| (format!("unknown_{number}"), json!(1))).collect();
        assert!(service.try_call(&ana, "GetCompanies", many.into()).wrong().len() >= 100);
        let ids: Vec<&str> = vec!["x"; 500];
        assert!(service.try_call(&ana, "GetCompanies", json!({ "company_type": ids })).wrong().len() >= 100);
        let ids: Vec<i64> = (1..=1001).collect();
        assert_eq!(rules(&service.try_call(&ana, "GetCompanies", json!({ "company_type": ids }))), ["company_type too_many"]);
    }
}

#[test]
fn who_may_not_call_a_method_is_told_that_and_not_what_is_wrong_with_the_call() {
    for service in services() {
        let ana = service.register("Ana");
        let vera = crate::calls::colleague(&service, &ana, "Vera", "viewer");
        let reply = service.try_call(&vera, "CreateCompany", json!({ "nonsense": 1 }));
        assert_eq!(reply.failure("forbidden"), json!([]));
    }
}

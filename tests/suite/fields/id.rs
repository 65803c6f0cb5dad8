//! Ids, as numbers and as numeric texts, alone or in lists.

use serde_json::json;

use crate::calls::{each, rules};
use crate::service::services;

#[test]
fn a_numeric_text_is_an_id_and_a_single_value_is_a_list_of_one() {
    for service in services() {
        let ana = service.register("Ana");
        let (customer, partner) = (service.entry(&ana, "company_types", "Customer"), service.entry(&ana, "company_types", "Partner"));
        service.create_company(&ana, "First");
        let mut other = service.company(&ana, "Second");
        other["type_id"] = json!(partner.to_string());
        let second = service.call(&ana, "CreateCompany", other)["company"].clone();
        assert_eq!(second["type_id"], partner);
        for filter in [
            json!(customer),
            json!([customer]),
            json!(customer.to_string()),
            json!([customer.to_string()]),
            json!(format!(" {customer} ")),
            json!([customer, customer.to_string()]),
        ] {
            let found = service.call(&ana, "GetCompanies", json!({ "company_type": filter }));
            assert_eq!(found["total"], 1, "{filter}");
            assert_eq!(each(&found["companies"], "name"), ["First"], "{filter}");
        }
        for none in [json!([]), json!(null)] {
            assert_eq!(service.call(&ana, "GetCompanies", json!({ "company_type": none }))["total"], 2, "{none}");
        }
        for id in [second["id"].clone(), json!(second["id"].to_string())] {
            assert_eq!(
                service.call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": id, "with_files": true }))["company"],
                second
            );
        }
        let profile = json!({ "profile_id": ana.profile_id.to_string() });
        service.post(Some(&ana.token), "GetTypes", profile).success();
    }
}

#[test]
fn what_is_no_id_is_said_where_it_stands() {
    for service in services() {
        let ana = service.register("Ana");
        for (filter, wrong) in [
            (json!(0), "company_type out_of_range"),
            (json!(-1), "company_type out_of_range"),
            (json!("x"), "company_type wrong_type"),
            (json!(""), "company_type wrong_type"),
            (json!(1.5), "company_type wrong_type"),
            (json!(true), "company_type wrong_type"),
            (json!({}), "company_type wrong_type"),
            (json!([0]), "company_type.0 out_of_range"),
            (json!([[1]]), "company_type.0 wrong_type"),
            (json!(9_223_372_036_854_775_807_i64), "company_type out_of_range"),
            (json!("99999999999999999999"), "company_type wrong_type"),
        ] {
            let reply = service.try_call(&ana, "GetCompanies", json!({ "company_type": filter }));
            assert_eq!(rules(&reply), [wrong], "{filter}");
        }
        // Null finds the companies without a type; no opportunity is without a stage.
        assert_eq!(rules(&service.try_call(&ana, "GetOpportunities", json!({ "stage": [null] }))), ["stage.0 required"]);
        let reply = service.try_call(&ana, "GetCompanies", json!({ "company_type": ["x", 0, true] }));
        assert_eq!(reply.wrong(), ["company_type.0", "company_type.1", "company_type.2"]);
    }
}

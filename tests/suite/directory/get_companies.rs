//! `Directory.GetCompanies` and `GetCompany`: filters, orders and pages.

use serde_json::json;

use super::{open, public_company, visit};
use crate::calls::{each, rules};
use crate::service::services;

#[test]
fn public_companies_are_listed_in_each_order_and_others_are_not() {
    for service in services() {
        let ana = service.register("Ana");
        let profile = open(&service, &ana);
        let wholesale = service.entry(&ana, "company_industries", "Manufacturing");
        for (name, others) in [("Óptica Luz", json!({})), ("Café 100 %", json!({ "industry_id": wholesale })), ("Librería", json!({}))] {
            public_company(&service, &ana, name, others);
        }
        service.create_company(&ana, "Agencia Secreta");
        let list = |parameters| {
            let listed = visit(&service, &profile, "GetCompanies", parameters).success();
            assert_eq!(listed["total"], listed["companies"].as_array().map(Vec::len).unwrap_or_default());
            each(&listed["companies"], "name")
        };
        for (asked, found) in [
            (json!({}), vec!["Café 100 %", "Librería", "Óptica Luz"]),
            (json!({ "sort": "name" }), vec!["Café 100 %", "Librería", "Óptica Luz"]),
            (json!({ "sort": "-name" }), vec!["Óptica Luz", "Librería", "Café 100 %"]),
            (json!({ "sort": "-created_at" }), vec!["Librería", "Café 100 %", "Óptica Luz"]),
            (json!({ "query": "OPTICA" }), vec!["Óptica Luz"]),
            (json!({ "query": "0 %" }), vec!["Café 100 %"]),
            (json!({ "query": "%" }), vec!["Café 100 %"]),
            (json!({ "query": "_" }), vec![]),
            (json!({ "query": "secreta" }), vec![]),
            (json!({ "category": "manufacturing" }), vec!["Café 100 %"]),
            (json!({ "category": "Retail", "query": "libreria" }), vec!["Librería"]),
            (json!({ "category": "Nothing of the kind" }), vec![]),
        ] {
            assert_eq!(list(asked.clone()), found, "{asked}");
        }
        let page = visit(&service, &profile, "GetCompanies", json!({ "sort": 2, "page": 2 })).success();
        assert_eq!((&page["total"], &page["current_page"], &page["last_page"]), (&json!(3), &json!(2), &json!(2)));
        assert_eq!(each(&page["companies"], "name"), ["Óptica Luz"]);
        for same in [json!({ "sort": "2" }), json!({ "pagination": 2 }), json!({ "limit": 2 }), json!({ "sort": 2, "pagination": "2" })] {
            let listed = visit(&service, &profile, "GetCompanies", same).success();
            assert_eq!(each(&listed["companies"], "name"), ["Café 100 %", "Librería"]);
        }
    }
}

#[test]
fn mistakes_are_told_all_at_once() {
    for service in services() {
        let ana = service.register("Ana");
        let profile = open(&service, &ana);
        for (asked, expected) in [
            (json!({ "sort": 0 }), "sort out_of_range"),
            (json!({ "sort": 101 }), "sort out_of_range"),
            (json!({ "sort": "rfc" }), "sort unknown_option"),
            (json!({ "sort": "value" }), "sort unknown_option"),
            (json!({ "pagination": 101 }), "pagination out_of_range"),
            (json!({ "pagination": 2, "sort": 3 }), "sort contradiction"),
            (json!({ "featured": true }), "featured unknown_parameter"),
        ] {
            assert_eq!(rules(&visit(&service, &profile, "GetCompanies", asked.clone())), [expected], "{asked}");
        }
        assert_eq!(visit(&service, &profile, "GetCompanies", json!({ "page": 0, "sort": "rfc" })).wrong(), ["page", "sort"]);
        assert_eq!(service.post(None, "Directory.GetCompanies", json!({ "page": 0 })).wrong(), ["page", "profile"]);
        assert_eq!(rules(&visit(&service, &profile, "GetCompany", json!({}))), ["slug required"]);
    }
}

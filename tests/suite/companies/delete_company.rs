//! `Companies.DeleteCompany`: deletes a company, unless other records refer to it.

use serde_json::json;

use crate::calls::{at_once, conflict, number, rules};
use crate::service::services;

#[test]
fn a_company_goes_and_is_answered_as_it_last_was() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Company");
        let gone = service.call(&ana, "DeleteCompany", json!({ "company_id": company["id"].to_string() }));
        assert_eq!(gone, json!({ "company": company }));
        for (method, parameters) in [
            ("GetCompany", json!({ "search_by": "id", "search_value": company["id"] })),
            ("GetCompany", json!({ "search_by": "client_number", "search_value": company["client_number"] })),
            ("EditCompany", json!({ "company_id": company["id"], "name": "x" })),
            ("DeleteCompany", json!({ "company_id": company["id"] })),
        ] {
            service.try_call(&ana, method, parameters).failure("not_found");
        }
        assert_eq!(service.call(&ana, "GetCompanies", json!({}))["total"], 0);
        let record = format!("record_id = {} AND operation = 'delete' AND record LIKE '%\"name\":\"Company\"%'", company["id"]);
        assert_eq!(number(&service, &format!("SELECT count(*) AS number FROM changes WHERE entity = 'company' AND {record}")), 1);
    }
}

#[test]
fn its_number_and_slug_are_free_again_and_its_id_is_not() {
    for service in services() {
        let ana = service.register("Ana");
        let mut parameters = service.company(&ana, "Company");
        (parameters["client_number"], parameters["slug"]) = (json!("T-1"), json!("company"));
        let first = service.call(&ana, "CreateCompany", parameters.clone())["company"]["id"].as_i64();
        service.call(&ana, "DeleteCompany", json!({ "company_id": first }));
        assert!(service.call(&ana, "CreateCompany", parameters)["company"]["id"].as_i64() > first);
    }
}

#[test]
fn another_profiles_company_stays() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let foreign = service.create_company(&berta, "Company")["id"].clone();
        service.try_call(&ana, "DeleteCompany", json!({ "company_id": foreign })).failure("not_found");
        assert_eq!(service.call(&berta, "GetCompanies", json!({}))["total"], 1);
        for (parameters, wrong) in [(json!({}), "company_id required"), (json!({ "company_id": "x" }), "company_id wrong_type")] {
            assert_eq!(rules(&service.try_call(&ana, "DeleteCompany", parameters)), [wrong]);
        }
    }
}

#[test]
fn of_several_who_delete_it_at_once_one_does() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Company")["id"].clone();
        let replies = at_once(6, |_| service.try_call(&ana, "DeleteCompany", json!({ "company_id": company })));
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
        for reply in replies.iter().filter(|reply| reply.status != 200) {
            reply.failure("not_found");
        }
        assert_eq!(service.call(&ana, "GetCompanies", json!({}))["total"], 0);
    }
}

#[test]
fn a_company_that_products_belong_to_stays_and_the_answer_says_how_many() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Aceros")["id"].clone();
        let create = || {
            let parameters = json!({ "name": "Tornillo", "value": 1, "company_id": company });
            service.call(&ana, "CreateProduct", parameters)["product"].clone()
        };
        let products = [create(), create()];
        let (path, sentence) = conflict(&service.try_call(&ana, "DeleteCompany", json!({ "company_id": company })));
        assert!(path == "company_id" && sentence.contains("'Aceros'") && sentence.contains("by 2 products."), "{sentence}");
        service.call(&ana, "DeleteProduct", json!({ "product_id": products[0]["id"] }));
        let freed = json!({ "product_id": products[1]["id"], "name": "Tornillo", "value": 1, "company_id": null });
        service.call(&ana, "EditProduct", freed);
        service.call(&ana, "DeleteCompany", json!({ "company_id": company }));
    }
}

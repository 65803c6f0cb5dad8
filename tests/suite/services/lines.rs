//! Services in the lines of opportunities: `product_id` takes either kind of item.

use serde_json::{Value, json};

use super::{create, create_product};
use crate::calls::{conflict, each, message, rules};
use crate::contacts::create_contact;
use crate::rights::script;
use crate::service::{Person, Service, services};

fn line(id: &Value) -> Value {
    json!({ "product_id": id, "amount": 1, "price": 100, "discount": 0, "tax": 0, "total": 100 })
}

/// The parameters of an opportunity with these lines.
fn deal(service: &Service, person: &Person, lines: Value) -> Value {
    let company = service.create_company(person, "Café Núñez");
    let contact = create_contact(service, person, &company, "Lucía");
    json!({
        "user_id": person.user_id, "title": "Venta", "value": 200, "estimated_end_at": "31/12/26", "prospect_type": "new",
        "operation_type": "renew", "stage_id": service.entry(person, "stages", "Prospecting"), "company_id": company["id"],
        "contact_id": contact["id"], "want_products": true, "want_tax": true, "notify": false, "products": lines,
    })
}

#[test]
fn a_line_names_a_product_or_a_service_and_shows_which() {
    for service in services() {
        let ana = service.register("Ana");
        let product = create_product(&service, &ana, json!({ "sku": "M-1", "external_ids": { "sap": "P" } }));
        let own = create(&service, &ana, json!({ "sku": "S-1", "slug": "afinacion", "external_ids": { "sap": "S" } }));
        let lines = json!([line(&json!({ "sap": "P" })), line(&json!({ "slug": "afinacion" })), line(&json!({ "sap": "S" }))]);
        let made = service.call(&ana, "CreateOpportunity", deal(&service, &ana, lines))["opportunity"].clone();
        assert_eq!(each(&made["products"], "product_id"), [&product["id"], &own["id"], &own["id"]].map(Clone::clone));
        let whole = json!({ "opportunity_id": made["id"], "with_products": true });
        let shown = service.call(&ana, "GetOpportunity", whole.clone())["opportunity"]["products"].clone();
        assert_eq!(each(&shown, "kind"), ["product", "service", "service"]);
        assert_eq!(each(&shown, "name"), ["Molino", "Afinación", "Afinación"]);
        assert_eq!(each(&shown, "sku"), ["M-1", "S-1", "S-1"]);
        for id in [&product["id"], &own["id"]] {
            assert_eq!(service.call(&ana, "GetOpportunities", json!({ "product_id": id }))["total"], 1);
        }
        let other = create(&service, &ana, json!({ "name": "Curso" }));
        assert_eq!(service.call(&ana, "GetOpportunities", json!({ "product_id": other["id"] }))["total"], 0);
        for (method, parameter, id) in
            [("Products.DeleteProduct", "product_id", &product["id"]), ("Services.DeleteService", "service_id", &own["id"])]
        {
            let (path, said) = conflict(&service.try_call(&ana, method, json!({ parameter: id })));
            assert!(path == parameter && said.contains("1 opportunity"), "{said}");
        }
        // A script sees the names of the kinds that it may read.
        let blind = script(&service, &ana, json!({ "Opportunities": ["read"] }));
        let one = script(&service, &ana, json!({ "Opportunities": ["read"], "Products": ["read"] }));
        let both = script(&service, &ana, json!({ "Opportunities": ["read"], "Products": ["read"], "Services": ["read"] }));
        let withheld = json!(["products.kind", "products.name", "products.sku"]);
        for (person, names, missing) in [
            (&blind, [None, None], Some(&withheld)),
            (&one, [Some("Molino"), None], Some(&withheld)),
            (&both, [Some("Molino"), Some("Afinación")], None),
        ] {
            let reply = service.call(person, "GetOpportunity", whole.clone());
            let lines = reply["opportunity"]["products"].as_array().unwrap();
            assert_eq!([&lines[0], &lines[1]].map(|line| line.get("name").and_then(Value::as_str)), names);
            assert_eq!(reply.get("withheld"), missing);
        }
    }
}

#[test]
fn an_external_id_of_both_kinds_is_ambiguous_where_either_may_stand() {
    for service in services() {
        let ana = service.register("Ana");
        let product = create_product(&service, &ana, json!({ "external_ids": { "sap": "1" } }));
        create(&service, &ana, json!({ "external_ids": { "sap": "1" } }));
        let either = service.try_call(&ana, "CreateOpportunity", deal(&service, &ana, json!([line(&json!({ "sap": "1" }))])));
        assert_eq!(rules(&either), ["products.0.product_id ambiguous"]);
        assert!(message(&either, "products.0.product_id").contains("A product and a service"));
        let neither = service.try_call(&ana, "CreateOpportunity", deal(&service, &ana, json!([line(&json!({ "sap": "2" }))])));
        assert_eq!(rules(&neither), ["products.0.product_id unknown_id"]);
        assert!(message(&neither, "products.0.product_id").contains("product or service"));
        let own = service.call(&ana, "GetProduct", json!({ "search_by": "id", "search_value": { "sap": "1" } }));
        assert_eq!(own["product"]["id"], product["id"], "each kind has its own external ids");
    }
}

#[test]
fn a_retired_service_stays_in_lines_and_comes_into_no_new_one() {
    for service in services() {
        let ana = service.register("Ana");
        let own = create(&service, &ana, json!({}));
        let parameters = deal(&service, &ana, json!([line(&own["id"])]));
        let made = service.call(&ana, "CreateOpportunity", parameters.clone())["opportunity"].clone();
        service.call(&ana, "Services.EditService", json!({ "service_id": own["id"], "retired": true }));
        let refused = service.try_call(&ana, "CreateOpportunity", parameters);
        assert_eq!(rules(&refused), ["products.0.product_id retired"]);
        assert!(message(&refused, "products.0.product_id").contains("Afinación"));
        let kept = json!({ "opportunity_id": made["id"], "products": [line(&own["id"]), line(&own["id"])], "notify": false });
        assert_eq!(service.call(&ana, "EditOpportunity", kept)["opportunity"]["products"].as_array().map(Vec::len), Some(2));
    }
}

#[test]
fn a_deal_of_a_lead_is_about_one_service() {
    for service in services() {
        let ana = service.register("Ana");
        let discount = service.entry(&ana, "product_discounts", "10 %");
        let own = create(&service, &ana, json!({ "value": 100, "product_discount_id": discount }));
        let lead = json!({ "name": "Rosa", "mobile": "+52 33 1111 2222", "company": "Panadería", "service_id": own["id"] });
        let lead = service.call(&ana, "Leads.CreateLead", lead)["lead"].clone();
        let stage = service.entry(&ana, "stages", "Proposal");
        let asked = json!({ "name": "Taller", "ld_id": lead["id"], "pro_id": own["id"], "sfun_id": stage, "value": 90, "closing_date": "30/06/26" });
        let made = service.call(&ana, "CreateOpportunity", asked.clone())["opportunity"].clone();
        assert_eq!(
            made["products"],
            json!([{ "product_id": own["id"], "amount": 1, "price": 100, "discount": 10, "tax": 0, "total": 90 }])
        );
        // The line shows the service's price.
        let rights = json!({ "Opportunities": ["write"], "Leads": ["read"], "Products": ["read"] });
        service.try_call(&script(&service, &ana, rights), "CreateOpportunity", asked).failure("forbidden");
    }
}

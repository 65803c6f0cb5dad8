//! `Products.DeleteProduct`: deletes a product, unless opportunities have it in their lines.

use serde_json::{Value, json};

use super::{create, try_edit};
use crate::calls::{at_once, changes, conflict, execute, number, rules};
use crate::service::{Person, Service, services};

/// Writes opportunities whose lines name this product straight into the tables: the test is about what holds up a deletion, not
/// about how the lines came there.
fn sell(service: &Service, person: &Person, product: &Value, times: usize) {
    let (profile, user) = (person.profile_id, person.user_id);
    let company = service.create_company(person, "Company")["id"].clone();
    let (origin, stage) = (service.entry(person, "contact_origins", "Website"), service.entry(person, "stages", "Proposal"));
    let columns = "profile_id, version, created_at, updated_at";
    execute(
        service,
        &format!(
            "INSERT INTO contacts ({columns}, company_id, name, surname, origin_id, inputs, search_text) \
             VALUES ({profile}, 1, 0, 0, {company}, 'Luz', 'Vega', {origin}, '{{}}', 'luz')"
        ),
    );
    for _ in 0..times {
        execute(
            service,
            &format!(
                "INSERT INTO opportunities ({columns}, user_id, title, value, estimated_end_at, prospect_type, operation_type, status, \
                 stage_id, company_id, contact_id, want_products, want_tax, products, inputs, search_text) \
                 SELECT {profile}, 1, 0, 0, {user}, 'Venta', 0, '2024-01-31', 'new', 'new', 'active', {stage}, {company}, max(id), true, \
                 false, '[{{\"product_id\":{product},\"amount\":1,\"price\":10,\"discount\":0,\"tax\":0,\"total\":10}}]', '{{}}', 'venta' \
                 FROM contacts"
            ),
        );
        execute(
            service,
            &format!(
                "INSERT INTO opportunity_products (profile_id, opportunity_id, product_id) \
                 SELECT {profile}, max(id), {product} FROM opportunities"
            ),
        );
    }
}

#[test]
fn a_product_goes_and_is_answered_as_it_last_was() {
    for service in services() {
        let ana = service.register("Ana");
        let tax = service.entry(&ana, "product_taxes", "Exempt");
        let product = create(&service, &ana, json!({ "sku": "T-1", "taxes": [tax] }));
        let gone = service.call(&ana, "DeleteProduct", json!({ "product_id": product["id"].to_string() }));
        assert_eq!(gone, json!({ "product": product }));
        for by in ["id", "sku", "slug"] {
            service.try_call(&ana, "GetProduct", json!({ "search_by": by, "search_value": product[by] })).failure("not_found");
        }
        try_edit(&service, &ana, &product, json!({})).failure("not_found");
        service.try_call(&ana, "DeleteProduct", json!({ "product_id": product["id"] })).failure("not_found");
        assert_eq!(service.call(&ana, "GetProducts", json!({}))["total"], 0);
        let record = format!("record_id = {} AND operation = 'delete' AND record LIKE '%\"sku\":\"T-1\"%'", product["id"]);
        assert_eq!(number(&service, &format!("SELECT count(*) AS number FROM changes WHERE entity = 'product' AND {record}")), 1);
        service.call(&ana, "Catalogs.DeleteEntry", json!({ "entry_id": tax }));
        let again = create(&service, &ana, json!({ "sku": "T-1", "slug": product["slug"] }));
        assert!(again["id"].as_i64() > product["id"].as_i64(), "its names are free again and its id is not");
    }
}

#[test]
fn a_product_in_the_lines_of_opportunities_stays_and_the_answer_says_how_many() {
    for service in services() {
        let ana = service.register("Ana");
        let (product, other) = (create(&service, &ana, json!({})), create(&service, &ana, json!({})));
        for (times, expected) in [(1, "by 1 opportunity."), (2, "by 3 opportunities.")] {
            sell(&service, &ana, &product["id"], times);
            let before = changes(&service);
            let (path, sentence) = conflict(&service.try_call(&ana, "DeleteProduct", json!({ "product_id": product["id"] })));
            assert_eq!(path, "product_id");
            assert!(sentence.contains(expected) && sentence.contains("retired: true"), "{sentence}");
            assert_eq!(changes(&service), before);
        }
        service.call(&ana, "DeleteProduct", json!({ "product_id": other["id"] }));
        execute(&service, "DELETE FROM opportunity_products");
        service.call(&ana, "DeleteProduct", json!({ "product_id": product["id"] }));
    }
}

#[test]
fn an_entry_that_a_product_names_stays() {
    for service in services() {
        let ana = service.register("Ana");
        let tax = service.entry(&ana, "product_taxes", "IVA 16 %");
        let measure = service.entry(&ana, "product_measures", "Piece");
        let product = create(&service, &ana, json!({ "taxes": tax, "product_measure_id": measure }));
        for entry in [tax, measure] {
            let (path, sentence) = conflict(&service.try_call(&ana, "Catalogs.DeleteEntry", json!({ "entry_id": entry })));
            assert!(path == "entry_id" && sentence.contains("by 1 product."), "{sentence}");
        }
        service.call(&ana, "DeleteProduct", json!({ "product_id": product["id"] }));
        for entry in [tax, measure] {
            service.call(&ana, "Catalogs.DeleteEntry", json!({ "entry_id": entry }));
        }
    }
}

#[test]
fn another_profiles_product_stays() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let foreign = create(&service, &berta, json!({}))["id"].clone();
        service.try_call(&ana, "DeleteProduct", json!({ "product_id": foreign })).failure("not_found");
        assert_eq!(service.call(&berta, "GetProducts", json!({}))["total"], 1);
        for (parameters, wrong) in [(json!({}), "product_id required"), (json!({ "product_id": "x" }), "product_id wrong_type")] {
            assert_eq!(rules(&service.try_call(&ana, "DeleteProduct", parameters)), [wrong]);
        }
    }
}

#[test]
fn of_several_who_delete_it_at_once_one_does() {
    for service in services() {
        let ana = service.register("Ana");
        let product = create(&service, &ana, json!({}))["id"].clone();
        let replies = at_once(6, |_| service.try_call(&ana, "DeleteProduct", json!({ "product_id": product })));
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1);
        for reply in replies.iter().filter(|reply| reply.status != 200) {
            reply.failure("not_found");
        }
    }
}

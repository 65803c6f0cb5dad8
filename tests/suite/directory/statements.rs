//! What a page of a directory costs: as many statements for many records as for few, each along an index of public records.

use serde_json::json;

use super::{open, public_company, public_product};
use crate::files::{picture, upload};
use crate::inspect::Inspector;
use crate::listening::Statements;
use crate::service::{Service, databases};

#[test]
fn a_page_of_many_costs_as_many_statements_as_one_of_two() {
    for database in databases() {
        let statements = Statements::of(&database);
        let service = Service::start_without_errands(database);
        let ana = service.register("Ana");
        let profile = open(&service, &ana);
        let logo = upload(&service, &ana, &picture("png"))["id"].clone();
        for number in 0..8 {
            let company = public_company(&service, &ana, &format!("Company {number}"), json!({ "logo_id": logo }));
            let others = json!({ "company_id": company["id"], "picture_id": logo, "featured": true, "tags": ["new"] });
            public_product(&service, &ana, &format!("Product {number}"), others);
        }
        for (method, plural, filters) in [
            ("GetCompanies", "companies", json!({})),
            ("GetCompanies", "companies", json!({ "query": "company", "sort": "-created_at" })),
            ("GetProducts", "products", json!({ "sort": "-value" })),
            ("GetProducts", "products", json!({ "featured": true, "tag": "new", "query": "product" })),
        ] {
            let [few, many] = [2, 8].map(|size| {
                let list = || {
                    let mut parameters = filters.clone();
                    parameters["profile"] = json!(profile);
                    parameters["pagination"] = json!(size);
                    service.post(None, &format!("Directory.{method}"), parameters).success()
                };
                list();
                statements.take();
                assert_eq!(list()[plural].as_array().map(Vec::len), Some(size));
                // The search index is written beside the calls.
                statements.take().into_iter().filter(|statement| statement.starts_with("SELECT") && !statement.contains("backlog")).count()
            });
            assert!(few > 2);
            assert_eq!(few, many, "{method} {filters}");
        }
    }
}

#[test]
fn each_order_of_a_directory_has_an_index_of_its_own_on_both_databases() {
    for database in databases() {
        let service = Service::start(database, |_| ());
        let mut inspector = Inspector::open(&service.database.url);
        let query = match service.database.is_sqlite() {
            true => "SELECT name || ' ' || sql FROM sqlite_schema WHERE type = 'index' AND name LIKE '%_directory_%'",
            false => "SELECT indexname || ' ' || indexdef FROM pg_indexes WHERE indexname LIKE '%_directory_%'",
        };
        let indexes = inspector.texts(query);
        for (table, columns) in
            [("companies", vec!["name_key", "created_at"]), ("products", vec!["name_key", "created_at", "value", "COALESCE"])]
        {
            for column in columns {
                let found = indexes.iter().any(|index| index.starts_with(table) && index.contains(column) && index.contains("WHERE"));
                assert!(found, "{table} {column}: {indexes:#?}");
            }
        }
    }
}

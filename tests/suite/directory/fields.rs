//! The listed fields of public records. Every column of a company and a product gets a value by which it is recognised, and none
//! that is not listed is found in any reply of the directory.
//!
//! Invariants: the columns come from the database's own catalog, so that one that is added later is held to it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{open, public_company, public_product, public_service, visit};
use crate::calls::{keys, try_execute};
use crate::inspect::Inspector;
use crate::service::{Service, services};

/// The columns that a directory shows, and those that can have no recognisable value: keys, and what decides whether it is shown.
const LISTED: [&str; 12] =
    ["name", "slug", "short_name", "bio", "description", "website", "phone", "email", "shipping_address", "tags", "value", "logo_id"];
const FIXED: [&str; 7] = ["id", "profile_id", "public", "retired", "name_key", "picture_id", "kind"];

/// The columns with a JSON value, and what is written into them.
fn as_json(column: &str) -> Option<String> {
    let mark = mark(column);
    match column {
        "tags" => Some(json!([mark]).to_string()),
        "taxes" | "files" => Some("[]".to_owned()),
        "shipping_address" | "billing_address" => Some(json!({ "country": "MX", "street": mark }).to_string()),
        "inputs" | "external_ids" => Some(json!({ "hidden": mark, "seen": "leak-of-the-seen" }).to_string()),
        _ => None,
    }
}

fn mark(column: &str) -> String {
    format!("leak-of-{column}")
}

/// Writes a recognisable value into each column of a record. Gives the marks of those that must not be seen, and of those that must.
fn fill(service: &Service, table: &str, id: &Value) -> (BTreeSet<String>, BTreeSet<String>) {
    let columns = Inspector::open(&service.database.url).columns(table);
    let (mut hidden, mut shown) = (BTreeSet::new(), BTreeSet::new());
    for (number, column) in columns.iter().enumerate().filter(|(_, column)| !FIXED.contains(&column.as_str())) {
        let query = match service.database.is_sqlite() {
            true => format!("SELECT type FROM pragma_table_info('{table}') WHERE name = '{column}'"),
            false => format!("SELECT data_type FROM information_schema.columns WHERE table_name = '{table}' AND column_name = '{column}'"),
        };
        let kind = Inspector::open(&service.database.url).texts(&query).concat().to_lowercase();
        let (value, mark) = match as_json(column) {
            Some(text) => (format!("'{text}'"), mark(column)),
            None if kind == "text" => (format!("'{}'", mark(column)), mark(column)),
            None if kind == "bigint" || kind == "integer" => ((7_700_000_000 + number).to_string(), (7_700_000_000 + number).to_string()),
            None => continue,
        };
        // A column that names another record takes no such value, and no id is shown.
        if try_execute(service, &format!("UPDATE {table} SET {column} = {value} WHERE id = {id}")).is_ok() {
            if LISTED.contains(&column.as_str()) {
                shown.insert(mark)
            } else {
                hidden.insert(mark)
            };
        }
    }
    (hidden, shown)
}

#[test]
fn no_field_is_shown_that_is_not_listed() {
    for service in services() {
        let ana = service.register("Ana");
        let profile = open(&service, &ana);
        for entity in ["company", "product", "service"] {
            let input = |name: &str, public: bool| json!({ "entity": entity, "name": name, "type": "string", "public": public });
            service.call(&ana, "Inputs.CreateInput", input("Hidden", false));
            service.call(&ana, "Inputs.CreateInput", input("Seen", true));
        }
        let company = public_company(&service, &ana, "Finca", json!({}));
        let product = public_product(&service, &ana, "Café", json!({ "company_id": company["id"] }));
        let (mut hidden, mut shown) = fill(&service, "companies", &company["id"]);
        let work = public_service(&service, &ana, "Afinación", json!({ "company_id": company["id"] }));
        for id in [&product["id"], &work["id"]] {
            let (of_items, seen_of_items) = fill(&service, "products", id);
            hidden.extend(of_items);
            shown.extend(seen_of_items);
        }
        assert!(hidden.len() > 25 && shown.len() > 8, "{hidden:?} {shown:?}");
        let slug = json!({ "slug": mark("slug") });
        let replies = [
            visit(&service, &profile, "GetCompanies", json!({})),
            visit(&service, &profile, "GetCompany", slug.clone()),
            visit(&service, &profile, "GetProducts", json!({ "unique": true, "tag": mark("tags"), "company": mark("slug") })),
            visit(&service, &profile, "GetProducts", json!({})),
            visit(&service, &profile, "GetProduct", slug.clone()),
            visit(&service, &profile, "GetServices", json!({ "unique": true, "tag": mark("tags"), "company": mark("slug") })),
            visit(&service, &profile, "GetService", slug),
        ];
        let told: String = replies.iter().map(|reply| reply.success().to_string()).collect();
        // An amount has a point in its middle.
        let digits = told.replace('.', "");
        let leaks: Vec<&String> =
            hidden.iter().filter(|mark| told.contains(&format!("{mark}\"")) || digits.contains(mark.as_str())).collect();
        assert!(leaks.is_empty(), "{leaks:?} in {told}");
        let missing: Vec<&String> = shown.iter().filter(|mark| !told.contains(mark.as_str()) && !digits.contains(mark.as_str())).collect();
        assert!(missing.is_empty(), "{missing:?} not in {told}");
        assert!(told.contains("leak-of-the-seen") && !told.contains("\"hidden\""), "{told}");
        let company = &replies[1].success()["company"];
        let expected = ["address", "bio", "category", "email", "inputs", "logo_url", "name", "phone", "slug", "website"];
        assert_eq!(keys(company).into_iter().collect::<BTreeSet<_>>(), BTreeSet::from(expected));
        assert_eq!(keys(company), keys(&replies[0].success()["companies"][0]));
        let product = &replies[4].success()["product"];
        let expected = [
            "category",
            "company",
            "currency",
            "description",
            "inputs",
            "measure",
            "name",
            "picture_url",
            "short_name",
            "slug",
            "subcategory",
            "tags",
            "value",
        ];
        assert_eq!(keys(product).into_iter().collect::<BTreeSet<_>>(), BTreeSet::from(expected));
        assert_eq!(keys(product), keys(&replies[3].success()["products"][0]));
        assert_eq!(keys(product), keys(&replies[5].success()["services"][0]));
        assert_eq!(keys(product), keys(&replies[6].success()["service"]));
    }
}

//! The pictures of contacts and products, which follow the rules of a company's logo.

use serde_json::{Value, json};

use super::{GIF, PNG, upload};
use crate::calls::{number, rules};
use crate::contacts;
use crate::service::{Person, Service, services};

/// A kind of record with a picture: its name, the common part of its methods' names, the parameters of a new record.
struct Kind {
    entity: &'static str,
    methods: &'static str,
    parameters: Value,
    /// The required parameters of its Edit method, besides the id.
    required: Value,
}

fn kinds(service: &Service, person: &Person) -> [Kind; 2] {
    let company = service.create_company(person, "Company");
    [
        Kind {
            entity: "contact",
            methods: "Contact",
            parameters: contacts::contact(service, person, &company, "José"),
            required: json!({}),
        },
        Kind {
            entity: "product",
            methods: "Product",
            parameters: json!({ "name": "Taza", "value": 95 }),
            required: json!({ "name": "Taza", "value": 95 }),
        },
    ]
}

fn with(parameters: &Value, more: &Value) -> Value {
    let mut parameters = parameters.clone();
    parameters.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    parameters
}

#[test]
fn a_picture_is_named_shown_replaced_and_cleared() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let (first, second) = (upload(&service, &ana, PNG), upload(&service, &ana, GIF));
        let foreign = upload(&service, &berta, PNG)["id"].clone();
        for Kind { entity, methods, parameters, required } in kinds(&service, &ana) {
            let shows = |record: &Value, file: &Value, bytes: &[u8]| {
                assert_eq!(record["picture_id"], file["id"]);
                let reply = service.get(record["picture_url"].as_str().expect("an address"));
                assert_eq!((reply.status, &reply.bytes[..]), (200, bytes));
            };
            let create = format!("Create{methods}");
            let made = service.call(&ana, &create, with(&parameters, &json!({ "picture_id": first["id"] })))[entity].clone();
            shows(&made, &first, PNG);
            let find = json!({ "search_by": "id", "search_value": made["id"] });
            shows(&service.call(&ana, &format!("Get{methods}"), find)[entity], &first, PNG);
            shows(&service.call(&ana, &format!("Get{methods}s"), json!({}))[format!("{entity}s")][0], &first, PNG);
            let edit = |picture: &Value| {
                let change = json!({ format!("{entity}_id"): made["id"], "picture_id": picture });
                service.try_call(&ana, &format!("Edit{methods}"), with(&required, &change))
            };
            shows(&edit(&second["id"]).success()[entity], &second, GIF);
            let cleared = edit(&Value::Null).success()[entity].clone();
            assert!(cleared["picture_id"].is_null() && cleared["picture_url"].is_null());
            for nobodys in [&foreign, &json!(999_999)] {
                assert_eq!(rules(&edit(nobodys)), ["picture_id unknown_id"]);
                let reply = service.try_call(&ana, &create, with(&parameters, &json!({ "picture_id": nobodys })));
                assert_eq!(rules(&reply), ["picture_id unknown_id"]);
            }
            let urls = format!("SELECT count(*) AS number FROM changes WHERE entity = '{entity}' AND record LIKE '%picture_url%'");
            assert_eq!(number(&service, &urls), 0);
        }
    }
}

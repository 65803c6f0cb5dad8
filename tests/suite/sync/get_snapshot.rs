//! `Sync.GetSnapshot` at the endpoint: the snapshot.

use serde_json::{Value, json};

use crate::service::services;
use crate::sync::ENTITIES;
use crate::sync::job::Mirror;
use crate::world::{everywhere, worlds};

/// Each record is as in its last change: a record does not change without its version.
#[test]
fn it_shows_what_the_feed_shows() {
    everywhere(worlds(), |world| {
        let call = |method: &str, mut parameters: Value| {
            parameters["profile_id"] = json!(1);
            Some(world.as_ana(method, parameters))
        };
        let mut of_feed = std::collections::BTreeMap::new();
        for change in call("Sync.GetChanges", json!({ "limit": 1000 })).unwrap()["changes"].as_array().unwrap() {
            let key = (change["entity"].as_str().unwrap().to_owned(), change["id"].as_i64().unwrap());
            match change["operation"].as_str() {
                Some("delete") => _ = of_feed.remove(&key),
                _ => _ = of_feed.insert(key, (change["version"].clone(), change["record"].clone())),
            }
        }
        for limit in [1, 3, 1000] {
            let (mut of_pages, mut cursor, mut kinds) = (std::collections::BTreeMap::new(), Value::Null, Vec::new());
            loop {
                let page = call("Sync.GetSnapshot", json!({ "cursor": cursor, "limit": limit })).unwrap();
                let entity = page["entity"].as_str().unwrap().to_owned();
                let records = page["records"].as_array().unwrap();
                assert!(records.len() <= limit);
                if kinds.last() != Some(&entity) {
                    kinds.push(entity.clone());
                }
                for copied in records {
                    let key = (entity.clone(), copied["id"].as_i64().unwrap());
                    let repeated = of_pages.insert(key, (copied["version"].clone(), copied["record"].clone()));
                    assert_eq!(repeated, None);
                }
                cursor = page["cursor"].clone();
                if cursor.is_null() {
                    let rest = call("Sync.GetChanges", json!({ "since": page["since"] })).unwrap();
                    assert_eq!(rest["changes"], json!([]), "nothing has happened since");
                    break;
                }
                assert_eq!(page["since"], Value::Null);
            }
            assert_eq!(of_pages, of_feed, "{limit} at a time");
            assert_eq!(kinds, ENTITIES);
        }
    });
}

/// A change between two pages is on a later page, or in the feed, or in both; a deletion is in the feed.
#[test]
fn what_happens_between_its_pages_comes_with_the_feed() {
    for service in services() {
        let ana = service.register("Ana");
        let companies: Vec<Value> = (0..6).map(|number| service.create_company(&ana, &format!("Café {number}"))).collect();
        let call = |method: &str, parameters: Value| Some(service.call(&ana, method, parameters));
        let rename = |company: &Value, name: &str| {
            service.call(&ana, "Companies.EditCompany", json!({ "company_id": company["id"], "name": name }));
        };
        let mut mirror = Mirror::default();
        let mut steps = 0;
        while mirror.step(&call, 2).unwrap() {
            // The edits fall between the pages of companies, among other moments.
            rename(&companies[steps % 3], &format!("Café {steps}, otra vez"));
            rename(&companies[5], &format!("Última {steps}"));
            match steps {
                3 => _ = service.call(&ana, "Companies.DeleteCompany", json!({ "company_id": companies[4]["id"] })),
                60 => _ = service.call(&ana, "Companies.DeleteCompany", json!({ "company_id": companies[3]["id"] })),
                _ => _ = service.create_company(&ana, &format!("Nueva {steps}")),
            }
            steps += 1;
            if steps > 80 {
                break;
            }
        }
        assert!(steps > 60);
        while mirror.step(&call, 1000).unwrap() {}
        mirror.compare(&call);
    }
}

#[test]
fn what_is_wrong_with_the_parameters_is_said() {
    for service in services() {
        let (ana, sara) = (service.register("Ana"), service.register("Sara"));
        let ask = |parameters: Value| service.try_call(&ana, "Sync.GetSnapshot", parameters);
        assert_eq!(ask(json!({ "entities": "companies", "limit": "many", "cursor": 5 })).wrong(), ["cursor", "entities", "limit"]);
        let page = ask(json!({ "limit": 1 })).success();
        assert_eq!(ask(json!({ "cursor": page["cursor"], "entities": "company" })).wrong(), ["entities"]);
        let theirs = service.call(&sara, "Sync.GetSnapshot", json!({ "limit": 1 }))["cursor"].clone();
        assert_eq!(ask(json!({ "cursor": theirs })).wrong(), ["cursor"]);
        let feed = service.call(&ana, "Sync.GetChanges", json!({}))["cursor"].clone();
        assert_eq!(ask(json!({ "cursor": feed })).wrong(), ["cursor"]);
        let one = ask(json!({ "entities": ["company"] })).success();
        assert_eq!((&one["entity"], &one["records"], &one["cursor"]), (&json!("company"), &json!([]), &Value::Null));
        assert!(one["since"].is_string());
    }
}

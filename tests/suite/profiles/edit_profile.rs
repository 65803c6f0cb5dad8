//! `Profiles.EditProfile`: the settings of a profile, and what they are good for.

use serde_json::{Value, json};

use crate::calls::{at_once, changes, colleague, conflict, each, number, rules};
use crate::service::{Person, Service, services};

fn edit(service: &Service, person: &Person, parameters: Value) -> Value {
    service.call(person, "Profiles.EditProfile", parameters)["profile"].clone()
}

#[test]
fn a_managers_settings_are_shown_to_every_member_and_to_the_feed() {
    for service in services() {
        let ana = service.register("Ana");
        let vera = colleague(&service, &ana, "Vera", "viewer");
        let shown = |person: &Person| service.post(Some(&person.token), "GetProfiles", json!({})).success()["profiles"][0].clone();
        let first = shown(&ana);
        assert_eq!(
            [&first["time_zone"], &first["currency_id"], &first["language"], &first["slug"], &first["directory"]],
            [&json!("UTC"), &Value::Null, &Value::Null, &json!("ana-s"), &json!(false)]
        );
        let euro = service.entry(&ana, "currencies", "Euro");
        let settings =
            json!({ "time_zone": "America/Mexico_City", "currency_id": euro, "language": "es", "slug": "ana", "directory": "Yes" });
        let edited = edit(&service, &ana, settings);
        assert_eq!(
            [&edited["time_zone"], &edited["currency_id"], &edited["language"], &edited["slug"], &edited["directory"], &edited["version"]],
            [&json!("America/Mexico_City"), &json!(euro), &json!("es"), &json!("ana"), &json!(true), &json!(2)]
        );
        assert_eq!(shown(&ana), edited);
        let Value::Object(mut as_viewer) = shown(&vera) else { panic!("a profile") };
        assert_eq!(as_viewer.insert("role".to_owned(), json!("manager")), Some(json!("viewer")));
        assert_eq!(Value::Object(as_viewer), edited);
        let fed = service.call(&ana, "Sync.GetChanges", json!({ "entities": ["profile"] }))["changes"].clone();
        assert_eq!(each(&fed, "record").last().unwrap()["time_zone"], "America/Mexico_City");

        let before = changes(&service);
        assert_eq!(edit(&service, &ana, json!({ "time_zone": "America/Mexico_City", "currency_id": euro })), edited);
        assert_eq!(changes(&service), before, "what stays as it is is not written");
        let cleared = edit(&service, &ana, json!({ "currency_id": null, "language": null, "directory": false }));
        assert_eq!([&cleared["currency_id"], &cleared["language"], &cleared["directory"]], [&Value::Null, &Value::Null, &json!(false)]);
        assert_eq!(cleared["time_zone"], "America/Mexico_City", "what is left out stays");
        service.try_call(&vera, "EditProfile", json!({ "time_zone": "UTC" })).failure("forbidden");
        let stale = service.try_call(&ana, "EditProfile", json!({ "time_zone": "UTC", "if_version": 2 }));
        assert_eq!(conflict(&stale).0, "if_version");
    }
}

#[test]
fn a_company_that_stands_for_the_business_is_the_profiles_own_and_stays() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let mut companies = [&ana, &berta].map(|person| service.create_company(person, "Talleres Ñandú")["id"].clone());
        let [own, foreign] = companies.each_mut().map(std::mem::take);
        assert_eq!(edit(&service, &ana, json!({ "company_id": own }))["company_id"], own);
        for unknown in [foreign, json!(999_999)] {
            assert_eq!(rules(&service.try_call(&ana, "EditProfile", json!({ "company_id": unknown }))), ["company_id unknown_id"]);
        }
        service.call(&ana, "Companies.EditCompany", json!({ "company_id": own, "customer_since": "2026-01-01" }));
        let before = changes(&service);
        for method in ["Companies.DeleteCompany", "Customers.DeleteCustomer"] {
            let (path, sentence) = conflict(&service.try_call(&ana, method, json!({ "company_id": own })));
            assert!(path == "company_id" && sentence.contains("1 profile"), "{method}: {path} {sentence}");
        }
        assert_eq!(changes(&service), before);
        assert_eq!(edit(&service, &ana, json!({ "company_id": null }))["company_id"], Value::Null);
        service.call(&ana, "Companies.DeleteCompany", json!({ "company_id": own }));
    }
}

#[test]
fn all_wrong_settings_are_told_at_once_and_change_nothing() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let [stage, foreign] = [service.entry(&ana, "stages", "Closing"), service.entry(&berta, "currencies", "Euro")];
        let before = changes(&service);
        let wrong = json!({ "time_zone": "Mexico City", "currency_id": stage, "language": "fr", "slug": " ", "directory": "perhaps" });
        let reply = service.try_call(&ana, "EditProfile", wrong);
        assert_eq!(
            rules(&reply),
            ["currency_id unknown_id", "directory wrong_type", "language unknown_option", "slug empty", "time_zone unknown_time_zone"]
        );
        assert!(reply.text.contains("Did you mean 'America/Mexico_City'?"), "{}", reply.text);
        for foreign in [json!(foreign), json!(999_999)] {
            assert_eq!(rules(&service.try_call(&ana, "EditProfile", json!({ "currency_id": foreign }))), ["currency_id unknown_id"]);
        }
        let euro = service.entry(&ana, "currencies", "Euro");
        service.call(&ana, "Catalogs.EditEntry", json!({ "entry_id": euro, "retired": true }));
        assert_eq!(rules(&service.try_call(&ana, "EditProfile", json!({ "currency_id": euro }))), ["currency_id retired"]);
        assert_eq!(
            rules(&service.try_call(&ana, "EditProfile", json!({ "time_zone": null, "slug": null }))),
            ["slug required", "time_zone required"]
        );
        assert_eq!(changes(&service), before + 1);
    }
}

#[test]
fn weights_and_cut_points_are_whole_and_in_order() {
    for service in services() {
        let ana = service.register("Ana");
        let shown = || service.post(Some(&ana.token), "GetProfiles", json!({})).success()["profiles"][0].clone();
        let weights = json!({ "interactions": 25, "orders": 25, "tickets": 20, "feedback": 20, "pipeline": 10 });
        let cuts = json!({ "recency": [30, 90, 180, 270], "frequency": [10, 6, 3, 2], "money": [4, 2, 1, 0.5] });
        assert_eq!([&shown()["health_weights"], &shown()["segment_cuts"]], [&weights, &cuts]);
        let edited = edit(
            &service,
            &ana,
            json!({ "health_weights": { "orders": "60", "tickets": 40 }, "segment_cuts": { "money": ["8.5", 4, 2, 0.3333] } }),
        );
        let other = json!({ "interactions": 0, "orders": 60, "tickets": 40, "feedback": 0, "pipeline": 0 });
        assert_eq!(edited["health_weights"], other);
        assert_eq!(
            edited["segment_cuts"],
            json!({ "recency": [30, 90, 180, 270], "frequency": [10, 6, 3, 2], "money": [8.5, 4, 2, 0.3333] })
        );
        assert_eq!(edit(&service, &ana, json!({ "health_weights": other }))["version"], edited["version"], "the same is not written");
        let history =
            service.call(&ana, "Audit.GetHistory", json!({ "entity": "profile", "record_id": ana.profile_id }))["changes"].clone();
        let change = history.as_array().unwrap().last().unwrap();
        let of_weights = change["fields"].as_array().unwrap().iter().find(|field| field["field"] == "health_weights").unwrap();
        assert_eq!([&of_weights["from"], &of_weights["to"]], [&weights, &other]);
        for (wrong, told) in [
            (json!({ "health_weights": { "orders": 99 } }), vec!["health_weights wrong_sum"]),
            (
                json!({ "health_weights": { "orders": -1, "tickets": 101 } }),
                vec!["health_weights.orders out_of_range", "health_weights.tickets out_of_range"],
            ),
            (
                json!({ "health_weights": { "ordres": 1, "tickets": 0.5 } }),
                vec!["health_weights.ordres unknown_parameter", "health_weights.tickets wrong_type"],
            ),
            (json!({ "health_weights": {} }), vec!["health_weights wrong_sum"]),
            (json!({ "health_weights": 5 }), vec!["health_weights wrong_type"]),
            (json!({ "segment_cuts": { "recency": [30, 90, 90, 270] } }), vec!["segment_cuts.recency wrong_order"]),
            (
                json!({ "segment_cuts": { "recency": [30, 90, 366, "x"] } }),
                vec!["segment_cuts.recency.2 out_of_range", "segment_cuts.recency.3 wrong_type"],
            ),
            (
                json!({ "segment_cuts": { "frequency": [1, 2, 3, 4], "recency": [1, 2, 3], "money": [4, 3, 2, 0] } }),
                vec!["segment_cuts.frequency wrong_order", "segment_cuts.recency wrong_length"],
            ),
            (json!({ "segment_cuts": { "money": [4, 3, 2, 0] } }), vec!["segment_cuts.money out_of_range"]),
            (json!({ "segment_cuts": { "money": [4, 3, 2, 1, 0] } }), vec!["segment_cuts.money too_many"]),
        ] {
            assert_eq!(rules(&service.try_call(&ana, "EditProfile", wrong.clone())), told, "{wrong}");
        }
        assert_eq!(shown()["version"], edited["version"]);
        let cleared = edit(&service, &ana, json!({ "health_weights": null, "segment_cuts": null }));
        assert_eq!([&cleared["health_weights"], &cleared["segment_cuts"]], [&weights, &cuts]);
    }
}

#[test]
fn a_slug_is_one_profiles_alone_in_the_whole_service() {
    for service in services() {
        let create = |person: &Person, parameters: Value| service.post(Some(&person.token), "Profiles.CreateProfile", parameters);
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let made = [&ana, &berta].map(|person| create(person, json!({ "name": "Café Núñez, S.A." })).success()["profile"].clone());
        assert_eq!(made[0]["slug"], "cafe-nunez-s-a");
        assert_eq!(made[1]["slug"], format!("cafe-nunez-s-a-{}", made[1]["id"]));
        let signs = create(&ana, json!({ "name": "¡¡¡" })).success()["profile"]["slug"].clone();
        assert_eq!(signs, "profile");
        let own = json!({ "name": "Own", "slug": "own", "time_zone": "Europe/Madrid", "language": "es", "directory": true });
        let own = create(&ana, own).success()["profile"].clone();
        assert_eq!(
            [&own["slug"], &own["time_zone"], &own["language"], &own["directory"]],
            [&json!("own"), &json!("Europe/Madrid"), &json!("es"), &json!(true)]
        );
        let before = changes(&service);
        assert_eq!(conflict(&create(&berta, json!({ "name": "Another", "slug": "own" }))).0, "slug");
        let taken = service.try_call(&berta, "EditProfile", json!({ "slug": "own" }));
        assert_eq!(conflict(&taken).0, "slug");
        assert!(!taken.text.contains("existing_id"), "another's profile is nobody's business: {}", taken.text);
        assert_eq!(changes(&service), before);
        let names = at_once(8, |_| create(&ana, json!({ "name": "At once" })).success()["profile"]["slug"].clone());
        let distinct: std::collections::BTreeSet<String> = names.iter().map(Value::to_string).collect();
        assert_eq!(distinct.len(), 8, "{names:?}");
    }
}

#[test]
fn the_currency_of_the_profile_can_not_go() {
    for service in services() {
        let ana = service.register("Ana");
        let euro = service.entry(&ana, "currencies", "Euro");
        edit(&service, &ana, json!({ "currency_id": euro }));
        let (path, sentence) = conflict(&service.try_call(&ana, "DeleteEntry", json!({ "entry_id": euro })));
        assert!(path == "entry_id" && sentence.contains("by 1 profile."), "{sentence}");
        edit(&service, &ana, json!({ "currency_id": null }));
        service.call(&ana, "DeleteEntry", json!({ "entry_id": euro }));
    }
}

#[test]
fn the_profile_never_names_a_currency_that_is_deleted_meanwhile() {
    for service in services() {
        let ana = service.register("Ana");
        for round in 0..5 {
            let create = json!({ "catalog": "currencies", "name": format!("Currency {round}"), "code": "XTS" });
            let entry = service.call(&ana, "CreateEntry", create)["entry"]["id"].clone();
            let statuses = at_once(2, |turn| match turn {
                0 => service.try_call(&ana, "EditProfile", json!({ "currency_id": entry })).status,
                _ => service.try_call(&ana, "DeleteEntry", json!({ "entry_id": entry })).status,
            });
            assert!(statuses == [200, 409] || statuses == [422, 200], "{statuses:?}");
            edit(&service, &ana, json!({ "currency_id": null }));
        }
        let dangling = "SELECT count(*) AS number FROM profiles WHERE currency_id NOT IN (SELECT id FROM catalog_entries)";
        assert_eq!(number(&service, dangling), 0);
    }
}

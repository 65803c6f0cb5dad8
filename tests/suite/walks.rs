//! The parameters of every list beside its own filters: walks by cursor, orders, ids, times, empty fields, chosen keys.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::calls::{each, execute, keys, rules};
use crate::service::{Person, Reply, Service, databases, services};
use crate::statements::filled;
use crate::world::{World, everywhere, worlds};

/// The lists, with the key under which each has its records.
const LISTS: [(&str, &str); 5] = [
    ("GetCompanies", "companies"),
    ("GetContacts", "contacts"),
    ("GetProducts", "products"),
    ("GetOpportunities", "opportunities"),
    ("GetTickets", "tickets"),
];

fn companies(service: &Service, person: &Person, number: usize) -> Vec<i64> {
    (0..number).map(|number| service.create_company(person, &format!("Company {}", number % 7))["id"].as_i64().expect("an id")).collect()
}

/// Walks a list to its end, and does something with each record.
fn walk(service: &Service, person: &Person, method: &str, plural: &str, asked: &Value, mut with: impl FnMut(&Value)) -> Vec<i64> {
    let (mut met, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let mut parameters = asked.clone();
        parameters["cursor"] = cursor;
        let reply = service.call(person, method, parameters);
        assert_eq!((&reply["current_page"], &reply["last_page"]), (&Value::Null, &Value::Null));
        for record in reply[plural].as_array().expect("records") {
            met.push(record["id"].as_i64().expect("an id"));
            with(record);
        }
        cursor = reply["next_cursor"].clone();
        if cursor.is_null() {
            return met;
        }
        assert!(met.len() < 10_000, "the walk does not end");
    }
}

#[test]
fn a_walk_meets_each_record_once_also_where_each_is_edited_or_deleted_on_the_way() {
    for service in services() {
        let ana = service.register("Ana");
        let ids = companies(&service, &ana, 29);
        let edit = |record: &Value| {
            service.call(&ana, "EditCompany", json!({ "company_id": record["id"], "bio": "Seen" }));
            service.create_company(&ana, "Another");
        };
        let met = walk(&service, &ana, "GetCompanies", "companies", &json!({ "pagination": 4, "sort": "-id" }), edit);
        assert_eq!(met, ids.iter().rev().copied().collect::<Vec<_>>());
        let delete = |record: &Value| drop(service.call(&ana, "DeleteCompany", json!({ "company_id": record["id"] })));
        let met = walk(&service, &ana, "GetCompanies", "companies", &json!({ "pagination": 4 }), delete);
        assert_eq!((met.len(), met.iter().collect::<BTreeSet<_>>().len()), (58, 58));
        assert_eq!(service.call(&ana, "GetCompanies", json!({}))["total"], 0);
    }
}

#[test]
fn every_list_is_walked_in_each_of_its_orders_as_it_is_paged() {
    everywhere(worlds(), |world: &World| {
        let (service, ana) = (&world.service, &world.people.ana);
        let definition = service.get("/openrpc.json").document();
        for (method, plural) in LISTS {
            let described = definition["methods"].as_array().expect("methods").iter();
            let described = described.filter(|entry| {
                // The directory has lists of the same names, and walks none of them.
                let is_listed = |name: &str| name.ends_with(&format!(".{method}")) && !name.starts_with("Directory.");
                entry["name"].as_str().is_some_and(is_listed)
            });
            let sort = described.flat_map(|entry| entry["params"].as_array().expect("params")).find(|param| param["name"] == "sort");
            let text = sort.expect("a sort").to_string();
            let keys = ["id", "created_at", "updated_at", "name", "title", "value", "estimated_end_at", "solved_at", "closed_at"];
            let keys: Vec<&str> = keys.into_iter().filter(|key| text.contains(&format!("\"-{key}\""))).collect();
            assert!(keys.len() >= 4, "{method}: {text}");
            for key in keys {
                let whole = |sort: &str| each(&service.call(ana, method, json!({ "sort": sort, "pagination": 1000 }))[plural], "id");
                let (upwards, downwards) = (whole(key), whole(&format!("-{key}")));
                assert_eq!(upwards, downwards.iter().rev().cloned().collect::<Vec<_>>(), "{method} by {key}");
                for (sort, whole) in [(key.to_owned(), upwards), (format!("-{key}"), downwards)] {
                    let walked = walk(service, ana, method, plural, &json!({ "sort": sort, "pagination": 1 }), |_| ());
                    assert_eq!(json!(walked), json!(whole), "{method} by {sort}");
                    let paged: Vec<Value> = (1..=whole.len())
                        .flat_map(|page| {
                            each(&service.call(ana, method, json!({ "sort": sort, "pagination": 1, "page": page }))[plural], "id")
                        })
                        .collect();
                    assert_eq!(paged, whole, "{method} by {sort}");
                }
            }
        }
    });
}

#[test]
fn records_that_are_equal_in_a_key_are_in_the_order_of_their_ids() {
    for service in services() {
        let ana = service.register("Ana");
        let made: Vec<(i64, i64)> = (0..20)
            .map(|number: i64| {
                let value = number % 3;
                let product = service.call(&ana, "CreateProduct", json!({ "name": format!("P{number}"), "value": value }));
                (value, product["product"]["id"].as_i64().expect("an id"))
            })
            .collect();
        let mut sorted = made.clone();
        sorted.sort_unstable();
        let ids: Vec<i64> = sorted.iter().map(|(_, id)| *id).collect();
        assert_eq!(walk(&service, &ana, "GetProducts", "products", &json!({ "sort": "value", "pagination": 4 }), |_| ()), ids);
        let backwards: Vec<i64> = ids.iter().rev().copied().collect();
        assert_eq!(
            walk(&service, &ana, "GetProducts", "products", &json!({ "sort": ["-value", "-id"], "pagination": 3 }), |_| ()),
            backwards
        );
        // All of it at once, in pieces, is in the same order.
        assert_eq!(json!(each(&service.call(&ana, "GetProducts", json!({ "sort": "-value" }))["products"], "id")), json!(backwards));
        let page = service.call(&ana, "GetProducts", json!({ "sort": "value", "pagination": 6, "page": 3 }));
        assert_eq!(json!(each(&page["products"], "id")), json!(ids[12..18]));
    }
}

#[test]
fn a_long_list_is_given_whole_in_each_order() {
    for service in services() {
        let ana = service.register("Ana");
        let insert = "INSERT INTO products (id, profile_id, version, created_at, updated_at, name, slug, value, taxes, featured, tags, retired, inputs, search_text, external_ids) \
                      VALUES (";
        for number in 0..2_300_i64 {
            let id = 10_000 + number;
            let value = (number * 7) % 11;
            let (yes, no) = if service.database.is_sqlite() { ("1", "0") } else { ("TRUE", "FALSE") };
            let _ = yes;
            execute(
                &service,
                &format!(
                    "{insert}{id}, {}, 1, {number}, {number}, 'P', 'p-{number}', {value}, '[]', {no}, '[]', {no}, '{{}}', '', '{{}}')",
                    ana.profile_id
                ),
            );
        }
        for sort in ["value", "-value", "-id", "updated_at"] {
            let whole = each(&service.call(&ana, "GetProducts", json!({ "sort": sort, "with_total": false }))["products"], "id");
            let walked = walk(&service, &ana, "GetProducts", "products", &json!({ "sort": sort, "pagination": 1000 }), |_| ());
            assert_eq!(json!(whole), json!(walked), "{sort}");
            assert_eq!(whole.len(), 2_300);
        }
    }
}

#[test]
fn a_cursor_goes_on_in_the_list_that_gave_it_alone() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        companies(&service, &ana, 5);
        companies(&service, &berta, 5);
        let first = service.call(&ana, "GetCompanies", json!({ "pagination": 2, "cursor": null, "query": "comp", "sort": "-id" }));
        let cursor = first["next_cursor"].as_str().expect("a cursor").to_owned();
        let wrong = |person: &Person, asked: Value| rules(&service.try_call(person, "GetCompanies", asked));
        let with = |mut asked: Value, cursor: &str| {
            asked["cursor"] = json!(cursor);
            asked
        };
        assert_eq!(first["total"], 5);
        // What is shown, and how many at once, is another matter.
        let asked = json!({ "query": "comp", "sort": "-id", "with_contacts": true, "pagination": 1, "with_total": false });
        let next = service.call(&ana, "GetCompanies", with(asked, &cursor));
        assert_eq!(
            (keys(&next), next["companies"].as_array().map(Vec::len)),
            (vec!["companies", "current_page", "last_page", "next_cursor"], Some(1))
        );
        assert_eq!(wrong(&berta, with(json!({ "query": "comp", "sort": "-id" }), &cursor)), ["cursor of_another_profile"]);
        for other in [
            json!({ "query": "comp" }),
            json!({ "sort": "-id" }),
            json!({ "query": "comp", "sort": "-updated_at" }),
            json!({ "query": "comp", "sort": "-id", "not_empty": ["bio"] }),
        ] {
            assert_eq!(wrong(&ana, with(other, &cursor)), ["cursor of_another_list"]);
        }
        assert_eq!(wrong(&ana, with(json!({ "query": "comp", "sort": "-id", "page": 1 }), &cursor)), ["page beside_cursor"]);
        for garbled in
            [cursor.replace(cursor.chars().nth(9).expect("a character"), "-"), format!("{cursor}A"), String::new(), "null".to_owned()]
        {
            assert_eq!(wrong(&ana, with(json!({ "query": "comp", "sort": "-id" }), &garbled)), ["cursor not_a_cursor"]);
        }
        // A page leads on to a walk.
        let page = service.call(&ana, "GetCompanies", json!({ "pagination": 2, "page": 2 }));
        let next = service.call(&ana, "GetCompanies", json!({ "pagination": 2, "cursor": page["next_cursor"] }));
        assert_eq!(next["companies"].as_array().map(Vec::len), Some(1));
        assert_eq!(next["next_cursor"], Value::Null);
    }
}

#[test]
fn only_some_ids_are_listed_and_those_that_are_not_here_are_named() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let (own, foreign) = (companies(&service, &ana, 4), companies(&service, &berta, 1)[0]);
        service.call(&ana, "EditCompany", json!({ "company_id": own[3], "external_ids": { "sap": "7" } }));
        let ids = json!([own[2], foreign, own[0], 999_999, own[2], { "sap": "7" }]);
        let listed = service.call(&ana, "GetCompanies", json!({ "ids": ids, "sort": "-id" }));
        assert_eq!(each(&listed["companies"], "id"), [json!(own[3]), json!(own[2]), json!(own[0])]);
        assert_eq!((&listed["missing_ids"], &listed["total"], &listed["last_page"]), (&json!([foreign, 999_999]), &json!(3), &json!(1)));
        let none = service.call(&ana, "GetCompanies", json!({ "ids": [] }));
        assert_eq!((&none["companies"], &none["total"], &none["missing_ids"]), (&json!([]), &json!(0), &json!([])));
        // A record that another filter leaves out is not missing.
        let filtered = service.call(&ana, "GetCompanies", json!({ "ids": own, "not_empty": ["bio"] }));
        assert_eq!((&filtered["companies"], &filtered["missing_ids"]), (&json!([]), &json!([])));
        let named = service.call(&ana, "GetCompanies", json!({ "ids": [own[0], { "sap": "nobody" }, 999_999] }));
        assert_eq!((&named["missing_ids"], &named["total"]), (&json!([999_999, { "sap": "nobody" }]), &json!(1)));
        // A list that is whole where no page is asked for has these alone, too.
        assert_eq!(service.call(&ana, "GetProducts", json!({ "ids": [1] }))["products"], json!([]));
    }
}

#[test]
fn empty_fields_times_and_filters_narrow_together() {
    for service in services() {
        let ana = service.register("Ana");
        let ids = companies(&service, &ana, 6);
        for (position, id) in ids.iter().enumerate() {
            let email = if position % 2 == 0 { json!("a@example.com") } else { Value::Null };
            let phone = if position % 3 == 0 { json!("+52 33 1234 5678") } else { Value::Null };
            service.call(&ana, "EditCompany", json!({ "company_id": id, "email": email, "phone": phone, "rfc": format!("R{position}") }));
        }
        let list = |asked: Value| {
            let reply = service.call(&ana, "GetCompanies", asked);
            let listed = each(&reply["companies"], "id");
            assert_eq!(reply["total"], listed.len());
            listed.iter().filter_map(Value::as_i64).collect::<Vec<_>>()
        };
        assert_eq!(list(json!({ "not_empty": ["email"] })), [ids[0], ids[2], ids[4]]);
        assert_eq!(list(json!({ "empty": ["email"], "not_empty": "phone" })), [ids[3]]);
        assert_eq!(list(json!({ "empty": ["email", "phone"], "query": "company 1" })), [ids[1]]);
        assert_eq!(list(json!({ "empty": [], "not_empty": [] })), ids);
        let times: BTreeMap<i64, String> = ids
            .iter()
            .map(|id| {
                let company = service.call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": id }));
                (*id, company["company"]["updated_at"].as_str().expect("a time").to_owned())
            })
            .collect();
        assert_eq!(list(json!({ "updated_at": { "from": times[&ids[2]], "to": times[&ids[4]] } })), ids[2..=4]);
        assert_eq!(list(json!({ "updated_at": { "from": times[&ids[4]] }, "sort": "-updated_at" })), [ids[5], ids[4]]);
        let wrong = service.try_call(&ana, "GetCompanies", json!({ "empty": ["emial"], "not_empty": ["name", "phone"], "sort": "nmae" }));
        assert_eq!(rules(&wrong), ["empty.0 unknown_field", "not_empty.0 unknown_field", "sort unknown_option"]);
        assert_eq!(rules(&service.try_call(&ana, "GetCompanies", json!({ "sort": ["-updated_at", "id"] }))), ["sort unknown_option"]);
    }
}

#[test]
fn a_record_has_the_keys_that_are_chosen() {
    everywhere(worlds(), |world: &World| {
        let (service, ana) = (&world.service, &world.people.ana);
        for (method, plural) in LISTS {
            let whole = service.call(ana, method, json!({}));
            let record = &whole[plural][0];
            let chosen = service.call(ana, method, json!({ "fields": ["updated_at", "external_ids"] }));
            assert_eq!(keys(&chosen[plural][0]), ["external_ids", "id", "updated_at", "version"], "{method}");
            for key in ["external_ids", "id", "updated_at", "version"] {
                assert_eq!(chosen[plural][0][key], record[key], "{method}");
            }
            assert_eq!((&chosen["total"], &chosen["current_page"]), (&whole["total"], &whole["current_page"]));
            assert_eq!(keys(&service.call(ana, method, json!({ "fields": [] }))[plural][0]), ["id", "version"], "{method}");
            let wrong: Reply = service.try_call(ana, method, json!({ "fields": ["id", "nothing"] }));
            assert_eq!(rules(&wrong), ["fields.1 unknown_field"], "{method}");
        }
        let chosen = service.call(ana, "GetCompanies", json!({ "fields": ["contacts"], "with_contacts": true }));
        assert_eq!(keys(&chosen["companies"][0]), ["contacts", "id", "version"]);
    });
}

/// A caller can compute the checksum of a cursor that no list gave.
#[test]
fn a_made_up_cursor_is_refused_where_its_key_is_of_another_type() {
    for service in services() {
        let ana = service.register("Ana");
        for (method, sort, key) in [
            ("GetProducts", "value", json!("ten")),
            ("GetOpportunities", "estimated_end_at", json!(7)),
            ("GetOpportunities", "estimated_end_at", json!("a\u{0}")),
        ] {
            let list = format!("{method} {sort}");
            let place = json!({ "profile_id": ana.profile_id, "list": list, "spot": { "key": key, "id": 1 } });
            let cursor = serde_json::to_value(ventanilla::fields::Cursor(place)).expect("JSON");
            assert_eq!(rules(&service.try_call(&ana, method, json!({ "cursor": cursor, "sort": sort }))), ["cursor not_a_cursor"]);
        }
    }
}

/// Any JSON that a caller may put where a cursor has its key.
fn any_key() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        any::<bool>().prop_map(Value::from),
        prop::sample::select(vec![i64::MIN, -1, 0, 1, i64::MAX]).prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop::sample::select(vec!["", "company", "\u{0}", "\u{10ffff}", "' OR 1 = 1 --", "9999-12-31"]).prop_map(Value::from),
        Just(json!([1])),
        Just(json!({ "a": 1 })),
        Just(Value::from("x".repeat(100_000))),
    ]
}

/// The checksum of a cursor has no key, so a caller can move one to any place. That does no harm: the reply is a part of the caller's own
/// list, or the cursor is refused.
#[test]
fn a_moved_cursor_shows_the_callers_own_records_or_is_refused() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let own: BTreeSet<i64> = companies(&service, &ana, 5).into_iter().collect();
        let others = companies(&service, &berta, 5);
        let lists =
            [("GetCompanies", "companies", "id"), ("GetCompanies", "companies", "name"), ("GetCompanies", "companies", "-updated_at")];
        let places = lists.map(|(method, plural, sort)| {
            let first = service.call(&ana, method, json!({ "cursor": null, "pagination": 1, "sort": sort }));
            let text = URL_SAFE_NO_PAD.decode(first["next_cursor"].as_str().expect("a cursor")).expect("base64");
            let place: Value = serde_json::from_slice(&text[6..]).expect("JSON behind the checksum");
            (method, plural, sort, place)
        });
        let profiles = prop::sample::select(vec![ana.profile_id, ana.profile_id, ana.profile_id, berta.profile_id, 0, i64::MAX]);
        let ids = prop_oneof![Just(0), Just(i64::MIN), Just(i64::MAX), prop::sample::select(others), any::<i64>()];
        let moved = (0..places.len(), profiles, any_key(), ids, 0..10_u8);
        let mut runner = TestRunner::new(Config { cases: 60, failure_persistence: None, max_shrink_iters: 0, ..Config::default() });
        let checked = runner.run(&moved, |(list, profile_id, key, id, more)| {
            let (method, plural, sort, mut place) = places[list].clone();
            place["profile_id"] = json!(profile_id);
            place["spot"] = json!({ "key": key, "id": id });
            if more == 0 {
                place["more"] = json!({ "profile_id": berta.profile_id });
            }
            let cursor = serde_json::to_value(ventanilla::fields::Cursor(place)).expect("JSON");
            let reply = service.try_call(&ana, method, json!({ "cursor": cursor, "sort": sort, "pagination": 3 }));
            if reply.status == 200 {
                let shown = each(&reply.envelope()["response"][plural], "id");
                prop_assert!(shown.len() <= 3 && shown.iter().all(|id| id.as_i64().is_some_and(|id| own.contains(&id))), "{:?}", shown);
                prop_assert_eq!(profile_id, ana.profile_id);
            } else {
                prop_assert_eq!(reply.status, 422, "{}", reply.text);
                prop_assert!(rules(&reply).iter().all(|rule| rule.starts_with("cursor ")), "{}", reply.text);
            }
            Ok(())
        });
        checked.unwrap();
    }
}

#[test]
fn null_in_a_parameter_that_may_be_left_out_leaves_it_out() {
    for service in services() {
        let ana = service.register("Ana");
        companies(&service, &ana, 2);
        let nothing = json!({
            "ids": null, "updated_at": null, "inputs": null, "empty": null, "not_empty": null, "mine": null, "fields": null, "sort": null,
            "with_total": null, "pagination": null, "page": null, "query": null, "created_at": null, "with_inputs": null,
            "with_contacts": null, "with_addresses": null, "with_files": null, "with_interactions": null,
        });
        assert_eq!(service.call(&ana, "GetCompanies", nothing), service.call(&ana, "GetCompanies", json!({})));
        let others = json!({ "sort": null, "with_total": null, "pagination": null, "page": null });
        for method in ["Notifications.GetNotifications", "Webhooks.GetDeliveries", "Profiles.GetStages", "Companies.GetInputs"] {
            assert_eq!(service.call(&ana, method, others.clone()), service.call(&ana, method, json!({})), "{method}");
        }
        // What is required, and what an edit can't clear, goes on being refused.
        let company = service.create_company(&ana, "Acme");
        let edit = json!({ "company_id": company["id"], "public": null, "name": null });
        assert_eq!(rules(&service.try_call(&ana, "EditCompany", edit)), ["name required", "public required"]);
    }
}

#[test]
fn each_field_that_may_be_empty_can_be_asked_for() {
    everywhere(worlds(), |world: &World| {
        let definition = world.service.get("/openrpc.json").document();
        let mut tried = 0;
        for (method, _) in LISTS {
            let entry = definition["methods"].as_array().expect("methods").iter();
            let entry = entry.filter(|entry| entry["name"].as_str().is_some_and(|name| name.ends_with(&format!(".{method}"))));
            let empty = entry.flat_map(|entry| entry["params"].as_array().expect("params")).find(|param| param["name"] == "empty");
            let names = empty.expect("a parameter")["schema"]["anyOf"][0]["items"]["enum"].as_array().expect("names").clone();
            for name in names {
                let total = |asked: Value| world.service.call(&world.people.ana, method, asked)["total"].as_i64().expect("a total");
                let (with, without) = (total(json!({ "not_empty": [name] })), total(json!({ "empty": [name] })));
                assert_eq!(with + without, total(json!({ "pagination": 1 })), "{method} {name}");
                tried += 1;
            }
        }
        assert!(tried > 30, "{tried}");
    });
}

#[test]
fn names_are_sorted_without_case_and_accents_and_the_same_on_both_databases() {
    let names = [
        "Zeta", "álamo", "Alamo", "ÁLAMO", "alamo\nB", "Ñandú", "nandu", "Łódź", "lodz", "straße", "STRASSE", "10", "9", "_", "東京", "Ω",
        "a b", "ab",
    ];
    let sorted = [
        "10", "9", "_", "a b", "ab", "álamo", "Alamo", "ÁLAMO", "alamo\nB", "Łódź", "lodz", "Ñandú", "nandu", "straße", "STRASSE", "Zeta",
        "Ω", "東京",
    ];
    for service in services() {
        let ana = service.register("Ana");
        for name in names {
            service.create_company(&ana, name);
        }
        let given = |sort: &str| each(&service.call(&ana, "GetCompanies", json!({ "sort": sort }))["companies"], "name");
        assert_eq!(given("name"), sorted);
        assert_eq!(given("-name"), sorted.iter().rev().copied().collect::<Vec<_>>());
        let walked = walk(&service, &ana, "GetCompanies", "companies", &json!({ "sort": "name", "pagination": 2 }), |_| ());
        assert_eq!(walked.len(), names.len());
    }
}

#[test]
fn records_without_a_value_come_before_all_others() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Acme");
        let made: Vec<i64> = (0..9)
            .map(|number| {
                let ticket = json!({
                    "title": format!("T{number}"), "description": "D", "company_id": company["id"], "user_id": ana.user_id,
                    "origin_id": service.entry(&ana, "ticket_origins", "Telephone"), "case_id": service.entry(&ana, "ticket_cases", "Fault"),
                    "priority_id": service.entry(&ana, "ticket_priorities", "Normal"), "estimated_end_at": "2026-03-01", "notify": false,
                });
                service.call(&ana, "CreateTicket", ticket)["ticket"]["id"].as_i64().expect("an id")
            })
            .collect();
        // Every third one is closed, the last of them first.
        for id in made.iter().rev().step_by(3) {
            service.call(&ana, "EditTicket", json!({ "ticket_id": id, "status": "closed" }));
        }
        let expected: Vec<i64> = [0, 1, 3, 4, 6, 7, 8, 5, 2].into_iter().map(|place: usize| made[place]).collect();
        for size in [1, 2, 4, 9] {
            let asked = |sort: &str| json!({ "sort": sort, "pagination": size });
            assert_eq!(walk(&service, &ana, "GetTickets", "tickets", &asked("closed_at"), |_| ()), expected);
            let backwards: Vec<i64> = expected.iter().rev().copied().collect();
            assert_eq!(walk(&service, &ana, "GetTickets", "tickets", &asked("-closed_at"), |_| ()), backwards);
        }
    }
}

#[test]
fn records_are_found_by_the_values_of_their_inputs() {
    for service in services() {
        let ana = service.register("Ana");
        for (slug, kind, options) in [
            ("colour", "list", json!(["red", "green", "blue"])),
            ("size", "integer", json!([])),
            ("weight", "double", json!([])),
            ("fragile", "checkbox", json!([])),
            ("note", "string", json!([])),
        ] {
            let input = json!({ "entity": "company", "slug": slug, "name": slug, "type": kind, "options": options });
            service.call(&ana, "CreateInput", input);
        }
        // A number of each, and every fifth record without any.
        let values = |number: i64| {
            let colour = ["red", "green", "blue"][usize::try_from(number % 3).expect("a place")];
            let (size, weight) = (number - 12, format!("{}.5", number * 7 - 80));
            json!({ "colour": colour, "size": size, "weight": weight, "fragile": number % 2 == 0, "note": format!("N{}", number % 4) })
        };
        let made: Vec<(i64, Value)> = (0..25)
            .map(|number| {
                let mut company = service.company(&ana, &format!("C{number}"));
                let inputs = if number % 5 == 4 { json!({}) } else { values(number) };
                company["inputs"] = inputs.clone();
                (service.call(&ana, "CreateCompany", company)["company"]["id"].as_i64().expect("an id"), inputs)
            })
            .collect();
        let weight = |inputs: &Value| inputs["weight"].as_str().and_then(|text| text.parse::<f64>().ok());
        let size = |inputs: &Value| inputs["size"].as_i64();
        type Holds<'h> = Box<dyn Fn(&Value) -> bool + 'h>;
        let cases: Vec<(Value, Holds<'_>)> = vec![
            (json!({ "colour": "red" }), Box::new(|inputs| inputs["colour"] == "red")),
            (json!({ "colour": ["red", "blue"] }), Box::new(|inputs| inputs["colour"] == "red" || inputs["colour"] == "blue")),
            (json!({ "colour": null }), Box::new(|inputs| inputs["colour"].is_null())),
            (json!({ "size": 3 }), Box::new(|inputs| size(inputs) == Some(3))),
            (json!({ "size": "-3" }), Box::new(|inputs| size(inputs) == Some(-3))),
            (json!({ "size": { "from": -2 } }), Box::new(|inputs| size(inputs).is_some_and(|size| size >= -2))),
            (json!({ "size": { "from": -9, "to": 9 } }), Box::new(|inputs| size(inputs).is_some_and(|size| (-9..=9).contains(&size)))),
            (json!({ "weight": { "to": -3.5 } }), Box::new(|inputs| weight(inputs).is_some_and(|weight| weight <= -3.5))),
            (
                json!({ "weight": { "from": "-31.50", "to": 1e2 } }),
                Box::new(|inputs| weight(inputs).is_some_and(|weight| (-31.5..=100.0).contains(&weight))),
            ),
            (json!({ "fragile": "Yes", "note": ["N0", "N2", "N9"] }), Box::new(|inputs| inputs["fragile"] == true)),
            (json!({ "fragile": false, "note": "N1" }), Box::new(|inputs| inputs["fragile"] == false && inputs["note"] == "N1")),
            (json!({ "note": "n1" }), Box::new(|_| false)),
            (json!({ "note": "N1", "size": null }), Box::new(|_| false)),
            (json!({ "size": [], "note": "N1" }), Box::new(|inputs| inputs["note"] == "N1")),
            (json!({ "size": {} }), Box::new(|inputs| size(inputs).is_some())),
            (json!({}), Box::new(|_| true)),
            (json!(null), Box::new(|_| true)),
        ];
        for (asked, holds) in &cases {
            let expected: Vec<i64> = made.iter().filter(|(_, inputs)| holds(inputs)).map(|(id, _)| *id).collect();
            let page = service.call(&ana, "GetCompanies", json!({ "inputs": asked }));
            assert_eq!((json!(each(&page["companies"], "id")), &page["total"]), (json!(expected), &json!(expected.len())), "{asked}");
            let walked =
                walk(&service, &ana, "GetCompanies", "companies", &json!({ "inputs": asked, "pagination": 3, "sort": "-name" }), |_| ());
            assert_eq!(walked.into_iter().collect::<BTreeSet<_>>(), expected.iter().copied().collect(), "{asked}");
        }
        let wrong = json!({ "inputs": { "color": "red", "colour": "pink", "size": ["1", "x"], "note": { "from": "a" }, "weight": { "from": "y", "until": 3 } } });
        let found = rules(&service.try_call(&ana, "GetCompanies", wrong));
        let expected = [
            "inputs.color unknown_input",
            "inputs.colour unknown_option",
            "inputs.note meaningless",
            "inputs.size.1 wrong_type",
            "inputs.weight.until unknown_parameter",
        ];
        assert_eq!(found, expected);
        let inverted = json!({ "inputs": { "size": { "from": 3, "to": -4 }, "weight": { "from": 2, "to": "2.0" } } });
        assert_eq!(rules(&service.try_call(&ana, "GetCompanies", inverted)), ["inputs.size.from inverted_range"]);
        // Records that change, records that go, and inputs that go.
        service.call(&ana, "EditCompany", json!({ "company_id": made[0].0, "inputs": { "colour": "green", "size": null } }));
        service.call(&ana, "DeleteCompany", json!({ "company_id": made[3].0 }));
        let red = service.call(&ana, "GetCompanies", json!({ "inputs": { "colour": "red" } }));
        assert!(!each(&red["companies"], "id").contains(&json!(made[0].0)) && !each(&red["companies"], "id").contains(&json!(made[3].0)));
        assert_eq!(service.call(&ana, "GetCompanies", json!({ "inputs": { "size": -12 } }))["total"], 0);
        let inputs = service.call(&ana, "Companies.GetInputs", json!({}));
        let colour = inputs["inputs"].as_array().expect("inputs").iter().find(|input| input["slug"] == "colour").expect("a colour");
        service.call(&ana, "DeleteInput", json!({ "input_id": colour["id"], "with_values": true }));
        assert_eq!(
            rules(&service.try_call(&ana, "GetCompanies", json!({ "inputs": { "colour": "red" } }))),
            ["inputs.colour unknown_input"]
        );
    }
}

#[test]
fn notifications_deliveries_and_a_records_history_are_walked_by_cursor_too() {
    for database in databases() {
        let service = Service::start_without_errands(database);
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let changed = filled(&service, &ana);
        let lists = [
            ("Notifications.GetNotifications", "notifications", "id", json!({ "unread": true })),
            ("Webhooks.GetDeliveries", "deliveries", "id", json!({ "status": "queued" })),
            ("Audit.GetHistory", "changes", "sequence", json!({ "entity": "company", "record_id": changed })),
        ];
        for (method, plural, key, asked) in lists {
            let with = |more: Value| {
                let mut parameters = asked.clone();
                parameters.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
                parameters
            };
            let whole = service.call(&ana, method, with(json!({ "pagination": 1000 })));
            assert_eq!(whole["next_cursor"], Value::Null, "{method}");
            for sort in ["id", "-id"] {
                let mut expected = each(&whole[plural], key);
                if sort == "-id" {
                    expected.reverse();
                }
                let (mut met, mut cursor) = (Vec::new(), Value::Null);
                loop {
                    let reply =
                        service.call(&ana, method, with(json!({ "cursor": cursor, "pagination": 130, "sort": sort, "with_total": false })));
                    assert_eq!((&reply["current_page"], &reply["last_page"], reply.get("total")), (&Value::Null, &Value::Null, None));
                    met.extend(each(&reply[plural], key));
                    cursor = reply["next_cursor"].clone();
                    if cursor.is_null() {
                        break;
                    }
                    let other = service.try_call(&berta, method, with(json!({ "cursor": cursor, "sort": sort })));
                    assert!(matches!(other.status, 404 | 422), "{other:?}");
                    let elsewhere =
                        service.try_call(&ana, method, with(json!({ "cursor": cursor, "sort": if sort == "id" { "-id" } else { "id" } })));
                    assert_eq!(rules(&elsewhere), ["cursor of_another_list"], "{method}");
                }
                assert_eq!(met, expected, "{method} by {sort}");
                let second = service.call(&ana, method, with(json!({ "page": 2, "pagination": 130, "sort": sort })));
                assert_eq!(each(&second[plural], key), expected[130..260], "{method} by {sort}");
                let uncounted =
                    service.call(&ana, method, with(json!({ "page": 4, "pagination": 125, "sort": sort, "with_total": false })));
                assert_eq!(
                    (each(&uncounted[plural], key).as_slice(), &uncounted["next_cursor"]),
                    (&expected[375..], &Value::Null),
                    "{method}"
                );
            }
        }
    }
}

#[test]
fn catalogs_and_inputs_are_given_whole_or_page_by_page_as_every_list() {
    for service in services() {
        let ana = service.register("Ana");
        for number in 0..7 {
            let input = json!({ "entity": "contact", "name": format!("I{number}"), "slug": format!("i{number}"), "type": "string" });
            service.call(&ana, "CreateInput", input);
        }
        let of_all = json!({ "catalog": "company_industries" });
        for (method, plural, asked) in [
            ("Companies.GetIndustries", "industries", json!({})),
            ("Catalogs.GetEntries", "entries", of_all),
            ("Contacts.GetInputs", "inputs", json!({})),
        ] {
            let with = |more: Value| {
                let mut parameters = asked.clone();
                parameters.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
                parameters
            };
            let whole = service.call(&ana, method, with(json!({})));
            let ids = each(&whole[plural], "id");
            let positions = each(&whole[plural], "position");
            assert!(positions.is_sorted_by_key(Value::as_i64) && ids.len() >= 7, "{method}: {positions:?}");
            let number = ids.len();
            assert_eq!((&whole["total"], &whole["last_page"], &whole["next_cursor"]), (&json!(number), &json!(1), &Value::Null));
            let page = service.call(&ana, method, with(json!({ "pagination": 3, "page": 2 })));
            assert_eq!((each(&page[plural], "id").as_slice(), &page["total"]), (&ids[3..6], &json!(number)), "{method}");
            let walked = walk(&service, &ana, method, plural, &with(json!({ "pagination": 2 })), |_| ());
            assert_eq!(json!(walked), json!(ids), "{method}");
            let backwards = service.call(&ana, method, with(json!({ "sort": "-position", "fields": ["name"], "pagination": 1 })));
            assert_eq!(keys(&backwards[plural][0]), ["id", "name", "version"], "{method}");
            assert_eq!(backwards[plural][0]["id"], ids[number - 1], "{method}");
            let some = service.call(&ana, method, with(json!({ "ids": [ids[1], ids[0], 999_999] })));
            assert_eq!((json!(each(&some[plural], "id")), &some["missing_ids"]), (json!(ids[..2]), &json!([999_999])), "{method}");
        }
        // A cursor is its own catalog's.
        let cursor = service.call(&ana, "Companies.GetIndustries", json!({ "pagination": 1 }))["next_cursor"].clone();
        assert_eq!(rules(&service.try_call(&ana, "Companies.GetTypes", json!({ "cursor": cursor }))), ["cursor of_another_list"]);
    }
}

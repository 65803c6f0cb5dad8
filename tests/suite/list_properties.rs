//! Properties of lists, held to random cases: totals are the rows that are walked, orders are the same on both databases, and a walk
//! beside changes meets each record that stays exactly once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::calls::each;
use crate::service::{Person, Service, services};

fn cases(cases: u32) -> TestRunner {
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

/// Walks all companies that are asked for.
fn walk(service: &Service, person: &Person, asked: &Value, size: usize) -> Vec<Value> {
    let (mut met, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let mut parameters = asked.clone();
        (parameters["cursor"], parameters["pagination"]) = (cursor, json!(size));
        let reply = service.call(person, "GetCompanies", parameters);
        met.extend(each(&reply["companies"], "id"));
        cursor = reply["next_cursor"].clone();
        if cursor.is_null() {
            return met;
        }
        assert!(met.len() < 10_000, "the walk does not end");
    }
}

/// A company with chosen properties.
#[derive(Debug, Clone)]
struct Made {
    name: String,
    phone: Option<String>,
    colour: Option<&'static str>,
    size: Option<i64>,
    kind: usize,
}

fn made() -> impl Strategy<Value = Made> {
    let name = proptest::sample::select(vec!["Café", "cafe", "Ñandú", "nandu", "Straße", "Zorro", "a b", "ab"]);
    let phone = proptest::option::of(proptest::sample::select(vec!["+52 33 1234 5678", "33 1234 5678", "55-8765-4321"]));
    let colour = proptest::option::of(proptest::sample::select(vec!["red", "green", "blue"]));
    (name, phone, colour, proptest::option::of(-5i64..5), 0usize..3).prop_map(|(name, phone, colour, size, kind)| Made {
        name: name.to_owned(),
        phone: phone.map(ToOwned::to_owned),
        colour,
        size,
        kind,
    })
}

/// Filters of a list, each by chance.
fn filters() -> impl Strategy<Value = BTreeMap<&'static str, Value>> {
    let values = [
        ("kind", vec![json!(0), json!([0, 2])]),
        ("query", vec![json!("cafe"), json!("1234 5678"), json!("n"), json!("red")]),
        (
            "inputs",
            vec![
                json!({ "colour": "red" }),
                json!({ "colour": null }),
                json!({ "size": { "from": -1, "to": 3 }, "colour": ["blue", "green"] }),
            ],
        ),
        ("empty", vec![json!(["phone"]), json!(["bio"])]),
        ("not_empty", vec![json!(["phone"])]),
        ("updated_at", vec![json!({ "from": "2020-01-01" }), json!({ "to": "2020-01-01" })]),
        ("mine", vec![json!(true)]),
        ("sort", vec![json!("name"), json!("-name"), json!("-updated_at"), json!("-id")]),
    ];
    let chosen = values
        .map(|(name, values)| proptest::option::weighted(0.35, proptest::sample::select(values)).prop_map(move |value| (name, value)));
    Vec::from(chosen).prop_map(|chosen| chosen.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
}

fn has_any(words: &Value, word: &str) -> bool {
    words == word || words.as_array().is_some_and(|words| words.iter().any(|other| other == word))
}

/// Whether a company is among those that are asked for.
fn is_asked_for(company: &Made, filter: &str, value: &Value) -> bool {
    let colour = company.colour;
    match filter {
        "kind" => *value == company.kind || value.as_array().is_some_and(|kinds| kinds.contains(&json!(company.kind))),
        "query" => match value.as_str() {
            Some("cafe") => ["Café", "cafe"].contains(&company.name.as_str()),
            Some("n") => ["Ñandú", "nandu"].contains(&company.name.as_str()) || colour == Some("green"),
            Some("red") => colour == Some("red"),
            _ => company.phone.as_deref().is_some_and(|phone| phone.ends_with("1234 5678")),
        },
        "inputs" => value.as_object().into_iter().flatten().all(|(slug, wanted)| match (slug.as_str(), wanted) {
            ("size", range) => company.size.is_some_and(|size| (range["from"].as_i64()..=range["to"].as_i64()).contains(&Some(size))),
            (_, Value::Null) => colour.is_none(),
            (_, words) => colour.is_some_and(|colour| has_any(words, colour)),
        }),
        "empty" => *value == json!(["bio"]) || company.phone.is_none(),
        "not_empty" => company.phone.is_some(),
        "updated_at" => value.get("from").is_some(),
        _ => true,
    }
}

#[test]
fn any_filters_together_give_what_counting_by_hand_gives_and_totals_are_the_rows_that_are_walked() {
    for service in services() {
        let ana = service.register("Ana");
        for (slug, kind, options) in [("colour", "list", json!(["red", "green", "blue"])), ("size", "integer", json!([]))] {
            let input = json!({ "entity": "company", "slug": slug, "name": slug, "type": kind, "options": options });
            service.call(&ana, "CreateInput", input);
        }
        let kinds = ["Prospect", "Customer", "Partner"].map(|name| service.entry(&ana, "company_types", name));
        let mut companies = Vec::new();
        let mut making = cases(40);
        let all = proptest::collection::vec(made(), 40).new_tree(&mut making).expect("companies").current();
        for company in all {
            let mut parameters = service.company(&ana, &company.name);
            (parameters["type_id"], parameters["client_number"]) = (json!(kinds[company.kind]), json!(format!("#{}", companies.len())));
            (parameters["slug"], parameters["phone"]) = (json!(format!("z{}", companies.len())), json!(company.phone));
            let mut inputs = json!({});
            if let Some(colour) = company.colour {
                inputs["colour"] = json!(colour);
            }
            if let Some(size) = company.size {
                inputs["size"] = json!(size);
            }
            parameters["inputs"] = inputs;
            companies.push((service.call(&ana, "CreateCompany", parameters)["company"]["id"].clone(), company));
        }
        let tried = cases(60).run(&(filters(), 1usize..9), |(filters, size)| {
            let mut asked = json!({});
            for (filter, value) in &filters {
                let type_ids = |kinds_asked: &Value| match kinds_asked.as_array() {
                    Some(several) => json!(
                        several.iter().filter_map(Value::as_u64).map(|kind| kinds[usize::try_from(kind).unwrap()]).collect::<Vec<_>>()
                    ),
                    None => json!(kinds[0]),
                };
                match *filter {
                    "kind" => asked["company_type"] = type_ids(value),
                    filter => asked[filter] = value.clone(),
                }
            }
            let expected =
                companies.iter().filter(|(_, company)| filters.iter().all(|(filter, value)| is_asked_for(company, filter, value)));
            let expected: BTreeSet<i64> = expected.filter_map(|(id, _)| id.as_i64()).collect();
            let walked = walk(&service, &ana, &asked, size);
            let paged = service.call(&ana, "GetCompanies", asked.clone());
            prop_assert_eq!(&each(&paged["companies"], "id"), &walked, "{}", asked);
            prop_assert_eq!(&paged["total"], &json!(walked.len()), "{}", asked);
            let ids: BTreeSet<i64> = walked.iter().filter_map(Value::as_i64).collect();
            prop_assert_eq!((ids.len(), &ids), (walked.len(), &expected), "{}", asked);
            Ok(())
        });
        tried.unwrap_or_else(|failure| panic!("{failure}"));
    }
}

#[test]
fn names_have_one_order_on_both_databases() {
    let services = services();
    let people: Vec<Person> = services.iter().map(|service| service.register("Ana")).collect();
    let names = proptest::collection::vec("[ -~¡-ſΑ-ω一-三𝟎-𝟗]{1,6}[!-~]", 120).new_tree(&mut cases(1)).expect("names").current();
    let orders = services.iter().zip(&people).map(|(service, ana)| {
        for name in &names {
            let reply = service.try_call(ana, "CreateCompany", service.company(ana, name));
            assert!([200, 422].contains(&reply.status), "{name}: {reply:?}");
        }
        ["name", "-name"].map(|sort| each(&service.call(ana, "GetCompanies", json!({ "sort": sort }))["companies"], "name"))
    });
    let orders: Vec<_> = orders.collect();
    assert!(orders[0][0].len() > 60);
    for [upwards, downwards] in &orders {
        assert_eq!(upwards, &orders[0][0]);
        // Equal names are in the order of their ids, which is turned around as well.
        assert_eq!(downwards.iter().rev().collect::<Vec<_>>(), upwards.iter().collect::<Vec<_>>());
    }
}

#[test]
fn a_walk_beside_changes_meets_each_record_that_stays_exactly_once() {
    for service in services() {
        let ana = service.register("Ana");
        let ids: Vec<i64> =
            (0..60).map(|number| service.create_company(&ana, &format!("C{number}"))["id"].as_i64().expect("an id")).collect();
        let stays = |id: &i64| id % 3 != 0;
        let walked = AtomicBool::new(false);
        std::thread::scope(|scope| {
            // One deletes, one edits, one creates, as long as others walk.
            scope.spawn(|| {
                for id in ids.iter().filter(|id| !stays(id)) {
                    service.call(&ana, "DeleteCompany", json!({ "company_id": id }));
                }
            });
            scope.spawn(|| {
                for (round, id) in ids.iter().cycle().filter(|id| stays(id)).enumerate() {
                    service.call(&ana, "EditCompany", json!({ "company_id": id, "name": format!("E{round}") }));
                    if walked.load(Ordering::Relaxed) {
                        break;
                    }
                }
            });
            scope.spawn(|| {
                for number in 0..40 {
                    service.create_company(&ana, &format!("New {number}"));
                }
            });
            for (size, sort) in [(1, "id"), (3, "-id"), (7, "id"), (4, "-id")] {
                let met = walk(&service, &ana, &json!({ "sort": sort }), size);
                let own: Vec<i64> = met.iter().filter_map(Value::as_i64).collect();
                assert_eq!(own.iter().collect::<BTreeSet<_>>().len(), own.len(), "none comes twice");
                let met: BTreeSet<i64> = own.into_iter().collect();
                assert!(ids.iter().filter(|id| stays(id)).all(|id| met.contains(id)), "none that stays is missed");
            }
            walked.store(true, Ordering::Relaxed);
        });
    }
}

//! `Customers.GetSegments`: customers by how lately, how often and for how much they order.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use super::create_customer;
use crate::calls::{each, execute, rules};
use crate::rights::script;
use crate::service::{Person, Service, services};

/// An order of a customer: the days before 2026-03-01, the total in cents, whether it was cancelled, the currency.
#[derive(Debug, Clone)]
struct Given {
    customer: i64,
    days: i64,
    cents: i64,
    is_cancelled: bool,
    currency_id: Option<i64>,
}

impl Given {
    fn of(customer: &Value, days: i64, cents: i64) -> Self {
        Given { customer: customer["id"].as_i64().expect("an id"), days, cents, is_cancelled: false, currency_id: None }
    }
}

const AS_OF: &str = "2026-03-01";

fn day(days: i64) -> String {
    let last = chrono::NaiveDate::from_ymd_opt(2026, 3, 1).expect("a day");
    (last - chrono::Duration::days(days)).to_string()
}

/// Keeps these orders and no others, as the table has them.
fn keep(service: &Service, person: &Person, orders: &[Given]) {
    execute(service, "DELETE FROM orders");
    let rows = orders.iter().zip(1..).map(|(order, number)| {
        let Given { customer, days, cents, is_cancelled, currency_id } = order;
        let (status, total) = (if *is_cancelled { "cancelled" } else { "delivered" }, cents * 100);
        let currency = currency_id.map_or("NULL".to_owned(), |id| id.to_string());
        format!(
            "({}, 1, 0, 0, 'X-{number}', {customer}, '{status}', '{}', {currency}, '[]', {total}, 0, 0, {total}, '[]', '{{}}', '[]', '{{}}', '')",
            person.profile_id,
            day(*days)
        )
    });
    let rows: Vec<String> = rows.collect();
    if !rows.is_empty() {
        let columns = "profile_id, version, created_at, updated_at, number, company_id, status, order_date, currency_id, lines, subtotal, \
                       discount, tax, total, taxes, inputs, files, external_ids, search_text";
        execute(service, &format!("INSERT INTO orders ({columns}) VALUES {}", rows.join(", ")));
        // The orders of each company are counted, as a call would have counted them.
        execute(service, "DELETE FROM counters WHERE facet = 'orders.company_id'");
        execute(
            service,
            "INSERT INTO counters (profile_id, facet, value, slot, amount)
             SELECT profile_id, 'orders.company_id', company_id, 0, COUNT(*) FROM orders GROUP BY profile_id, company_id",
        );
    }
}

fn segments(service: &Service, person: &Person, others: Value) -> Value {
    let mut parameters = json!({ "as_of": AS_OF });
    parameters.as_object_mut().unwrap().extend(others.as_object().unwrap().clone());
    service.call(person, "Customers.GetSegments", parameters)
}

/// The number of customers in each segment that has any.
fn counts(reply: &Value) -> BTreeMap<String, i64> {
    let segments = reply["segments"].as_array().expect("segments").iter();
    let counts = segments.map(|segment| (segment["segment"].as_str().unwrap().to_owned(), segment["count"].as_i64().unwrap()));
    counts.filter(|(_, count)| *count > 0).collect()
}

/// All customers in their segments.
fn all(service: &Service, person: &Person, reply: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    for segment in reply["segments"].as_array().expect("segments") {
        let page = segments(service, person, json!({ "segment": segment["segment"] }));
        let customers = page["customers"].as_array().expect("customers").clone();
        assert_eq!(page["total"], segment["count"]);
        assert!(customers.iter().all(|customer| customer["segment"] == segment["segment"]));
        all.extend(customers);
    }
    all
}

#[test]
fn no_customers_one_and_few_are_scored_by_the_cut_points() {
    for service in services() {
        let ana = service.register("Ana");
        let nobody = segments(&service, &ana, json!({}));
        assert_eq!((counts(&nobody).len(), &nobody["ranked"], &nobody["scored_by"]), (0, &json!(0), &json!("cut_points")));
        assert_eq!(nobody["segments"].as_array().unwrap().len(), 10);
        assert_eq!((&nobody["from"], &nobody["to"]), (&json!("2025-03-02"), &json!("2026-03-01")));
        assert_eq!(nobody["cuts"], json!({ "recency": [30, 90, 180, 270], "frequency": [10, 6, 3, 2], "money": [4, 2, 1, 0.5] }));

        let [jane, joe, eva, tom] = ["Jane", "Joe", "Eva", "Tom"].map(|name| create_customer(&service, &ana, name, json!({})));
        service.create_company(&ana, "No customer");
        keep(&service, &ana, &[Given::of(&jane, 364, 10_000), Given::of(&joe, 365, 500), Given::of(&eva, 0, 0)]);
        let reply = segments(&service, &ana, json!({}));
        let some = |pairs: &[(&str, i64)]| pairs.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect::<BTreeMap<_, _>>();
        assert_eq!(counts(&reply), some(&[("hibernating", 1), ("lapsed", 1), ("new", 1), ("prospect", 1)]));
        let found = all(&service, &ana, &reply);
        let of = |customer: &Value| found.iter().find(|found| found["company_id"] == customer["id"]).expect("a customer").clone();
        let of_jane = of(&jane);
        assert_eq!(of_jane["scores"], json!({ "recency": 1, "frequency": 1, "money": 4 }), "the median is 50");
        assert_eq!([&of_jane["days"], &of_jane["orders"], &of_jane["value"]], [&json!(364), &json!(1), &json!(100)]);
        assert_eq!([&of_jane["last_order"], &of_jane["name"]], [&json!("2025-03-02"), &json!("Jane")]);
        assert_eq!([&of(&joe)["segment"], &of(&joe)["scores"]], [&json!("lapsed"), &Value::Null]);
        assert_eq!([&of(&tom)["segment"], &of(&tom)["last_order"]], [&json!("prospect"), &Value::Null]);

        // The cut points are a setting.
        let cuts = json!({ "recency": [364, 365, 365, 365], "frequency": [4, 3, 2, 1], "money": [2, 1.5, 1.2, 1] });
        assert_eq!(rules(&service.try_call(&ana, "EditProfile", json!({ "segment_cuts": cuts }))), ["segment_cuts.recency wrong_order"]);
        service.call(&ana, "EditProfile", json!({ "segment_cuts": { "recency": [361, 362, 363, 364], "money": [2, 1.5, 1.2, 1] } }));
        let page = segments(&service, &ana, json!({ "segment": "hibernating" }));
        assert_eq!(page["customers"][0]["scores"], json!({ "recency": 2, "frequency": 1, "money": 5 }));
    }
}

#[test]
fn every_segment_is_reached_by_ranks() {
    for service in services() {
        let ana = service.register("Ana");
        let customers: Vec<Value> = (0..32).map(|number| create_customer(&service, &ana, &format!("C{number}"), json!({}))).collect();
        let mut orders = Vec::new();
        // Thirty customers with days, number of orders and cents of each; the last two have none in the window.
        for (place, customer) in customers.iter().take(30).enumerate() {
            let place = i64::try_from(place).unwrap();
            let (days, number, cents) = match place {
                0..=2 => (1, 10, 100_000),
                3..=5 => (300, 10, 100_000),
                6..=8 => (200, 6, 10),
                9..=11 => (150, 9, 20),
                12..=17 => (2, 1, 30),
                18..=20 => (3, 3, 40),
                21..=24 => (250, 1, 50),
                _ => (149, 2, 60),
            };
            orders.extend((0..number).map(|_| Given::of(customer, days, cents)));
        }
        orders.push(Given::of(&customers[30], 400, 1));
        keep(&service, &ana, &orders);
        let reply = segments(&service, &ana, json!({}));
        assert_eq!((&reply["scored_by"], &reply["ranked"]), (&json!("ranks"), &json!(30)));
        let counts = counts(&reply);
        assert_eq!(counts.len(), 10, "{counts:?}");
        assert_eq!(counts.values().sum::<i64>(), 32);
        // Pages, and customers of some owner.
        let first = segments(&service, &ana, json!({ "segment": "new", "pagination": 1 }));
        let second = segments(&service, &ana, json!({ "segment": "new", "pagination": 1, "page": 2 }));
        assert_eq!((&first["total"], &first["last_page"]), (&json!(counts["new"]), &json!(counts["new"])));
        assert!(first["customers"][0]["company_id"].as_i64() < second["customers"][0]["company_id"].as_i64());
        service.call(&ana, "EditCompany", json!({ "company_id": customers[0]["id"], "user_id": ana.user_id }));
        let owned = segments(&service, &ana, json!({ "user_id": ana.user_id, "segment": "champions" }));
        assert_eq!(each(&owned["customers"], "company_id"), [customers[0]["id"].clone()]);
        assert_eq!(each(&owned["segments"], "count").iter().filter(|count| **count == 1).count(), 1);
        assert_eq!(owned["ranked"], 30, "among all customers");
    }
}

/// The scores of customers with these days, orders and values, in the simplest words.
fn slowly(raw: &[(i64, i64, i128)]) -> Vec<[i64; 3]> {
    let number = i128::try_from(raw.len()).unwrap();
    let count = |is: &dyn Fn(&(i64, i64, i128)) -> bool| i128::try_from(raw.iter().filter(|own| is(own)).count()).unwrap();
    let mut values: Vec<i128> = raw.iter().map(|own| own.2).collect();
    values.sort_unstable();
    let score = |days: i64, orders: i64, value: i128| {
        if number >= 25 {
            let no_later = count(&|other| other.0 >= days);
            let shares = [
                (5 * no_later + number - 1) / number,
                1 + 5 * count(&|other| other.1 < orders) / number,
                1 + 5 * count(&|other| other.2 < value) / number,
            ];
            return shares.map(|share| i64::try_from(share).unwrap());
        }
        let median = values[(values.len() - 1) / 2] + values[values.len() / 2];
        let first = |fits: [bool; 4]| fits.iter().position(|fits| *fits).map_or(1, |place| 5 - i64::try_from(place).unwrap());
        [
            first([30, 90, 180, 270].map(|most| days <= most)),
            first([10, 6, 3, 2].map(|least| orders >= least)),
            first([8, 4, 2, 1].map(|halves| value * 4 >= halves * median)),
        ]
    };
    raw.iter().map(|(days, orders, value)| score(*days, *orders, *value)).collect()
}

fn segment_of([recency, frequency, money]: [i64; 3]) -> &'static str {
    match (recency, frequency, money) {
        (4.., 4.., 4..) => "champions",
        (1, 4.., 4..) => "cannot_lose",
        (..=2, 3.., _) => "at_risk",
        (_, 4.., _) => "loyal",
        (4.., 1, _) => "new",
        (4.., ..) => "potential",
        (..=2, ..) => "hibernating",
        _ => "attention",
    }
}

/// An exact amount in ten-thousandths.
fn ten_thousandths(amount: &Value) -> i128 {
    let text = amount.to_string();
    let (whole, places) = text.split_once('.').unwrap_or((&text, ""));
    whole.parse::<i128>().unwrap() * 10_000 + format!("{places:0<4}").parse::<i128>().unwrap()
}

#[test]
fn each_customers_scores_can_be_computed_again_from_the_reply() {
    const CUSTOMERS: usize = 32;
    for service in services() {
        let ana = service.register("Ana");
        let ids: Vec<i64> = (0..CUSTOMERS)
            .map(|number| create_customer(&service, &ana, &format!("C{number}"), json!({}))["id"].as_i64().unwrap())
            .collect();
        let [euro, peso, dollar] = ["Euro", "Mexican peso", "US dollar"].map(|name| service.entry(&ana, "currencies", name));
        service.call(&ana, "EditProfile", json!({ "currency_id": euro }));
        let currencies = vec![None, Some(euro), Some(euro), Some(dollar), Some(peso)];
        let order = (
            0..CUSTOMERS,
            prop_oneof![0_i64..40, 0_i64..500],
            prop_oneof![0_i64..5, 0_i64..1_000_000],
            0_u8..10,
            prop::sample::select(currencies),
        );
        let order = order.prop_map(move |(place, days, cents, cancelled, currency_id)| Given {
            customer: ids[place],
            days,
            cents,
            is_cancelled: cancelled == 0,
            currency_id,
        });
        let strategy = prop_oneof![prop::collection::vec(order.clone(), 0..40), prop::collection::vec(order, 80..300)];
        let mut runner = TestRunner::new(Config { cases: 8, failure_persistence: None, max_shrink_iters: 0, ..Config::default() });
        let checked = runner.run(&strategy, |orders| {
            keep(&service, &ana, &orders);
            let reply = segments(&service, &ana, json!({}));
            let found = all(&service, &ana, &reply);
            prop_assert_eq!(found.len(), CUSTOMERS, "the segments add up to all customers");
            let counting = |order: &&Given| !order.is_cancelled && order.currency_id.is_none_or(|id| id == euro);
            let mut raw = Vec::new();
            for customer in &found {
                let own: Vec<&Given> = orders.iter().filter(|order| customer["company_id"] == order.customer).filter(counting).collect();
                let within: Vec<&&Given> = own.iter().filter(|order| order.days < 365).collect();
                prop_assert_eq!(&customer["orders"], &json!(within.len()));
                prop_assert_eq!(&customer["days"], &json!(within.iter().map(|order| order.days).min()));
                let cents: i64 = within.iter().map(|order| order.cents).sum();
                prop_assert_eq!(ten_thousandths(&customer["value"]), i128::from(cents) * 100);
                match (within.is_empty(), own.is_empty()) {
                    (false, _) => {
                        raw.push((customer, (customer["days"].as_i64().unwrap(), customer["orders"].as_i64().unwrap(), i128::from(cents))))
                    }
                    (true, false) => prop_assert_eq!(&customer["segment"], "lapsed"),
                    (true, true) => prop_assert_eq!(&customer["segment"], "prospect"),
                }
            }
            let scores = slowly(&raw.iter().map(|(_, raw)| *raw).collect::<Vec<_>>());
            prop_assert_eq!(&reply["ranked"], &json!(raw.len()));
            for ((customer, _), scores) in raw.iter().zip(scores) {
                let [recency, frequency, money] = scores;
                prop_assert_eq!(&customer["scores"], &json!({ "recency": recency, "frequency": frequency, "money": money }));
                prop_assert_eq!(&customer["segment"], segment_of(scores));
            }
            let left_out = |is: &dyn Fn(&Given) -> bool| orders.iter().filter(|order| order.days < 365 && is(order)).count();
            prop_assert_eq!(&reply["left_out"]["cancelled"], &json!(left_out(&|order| order.is_cancelled)));
            let other = left_out(&|order| !order.is_cancelled && order.currency_id.is_some_and(|id| id != euro));
            prop_assert_eq!(&reply["left_out"]["other_currency"], &json!(other));
            Ok(())
        });
        checked.unwrap();
    }
}

#[test]
fn segments_are_of_one_profile_and_take_the_rights_of_what_they_show() {
    for service in services() {
        let (ana, sara) = (service.register("Ana"), service.register("Sara"));
        let jane = create_customer(&service, &ana, "Jane", json!({}));
        keep(&service, &ana, &[Given { cents: 90_071_992_547_409, ..Given::of(&jane, 5, 0) }, Given::of(&jane, 6, 1)]);
        let page = segments(&service, &ana, json!({ "segment": "potential" }));
        assert_eq!(page["customers"][0]["value"].to_string(), "900719925474.1");
        assert_eq!(counts(&segments(&service, &sara, json!({}))).len(), 0);
        for few in [json!({ "Customers": ["read"], "Companies": ["read"] }), json!({ "Customers": ["read"], "Orders": ["read"] })] {
            service.try_call(&script(&service, &ana, few), "Customers.GetSegments", json!({})).failure("forbidden");
        }
        let enough = script(&service, &ana, json!({ "Customers": ["read"], "Companies": ["read"], "Orders": ["read"] }));
        assert_eq!(segments(&service, &enough, json!({}))["ranked"], 1);
        let wrong = json!({ "as_of": "2099-01-01", "page": 1, "pagination": 5, "user_id": sara.user_id });
        assert_eq!(
            rules(&service.try_call(&ana, "Customers.GetSegments", wrong)),
            ["as_of future", "page meaningless", "pagination meaningless", "user_id unknown_id"]
        );
        let wrong = json!({ "segment": "gold", "page": 1 });
        assert_eq!(rules(&service.try_call(&ana, "Customers.GetSegments", wrong)), ["segment unknown_option"]);
    }
}

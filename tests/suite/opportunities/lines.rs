//! The lines of an opportunity: each rule alone, and the rules about `want_products` and `want_tax`.

use serde_json::{Value, json};

use super::Shop;
use crate::calls::{each, message, number, rules};
use crate::service::services;

#[test]
fn each_number_of_a_line_has_its_rule() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let wrong = |changes: Value| {
            let reply = shop.try_create(json!({ "want_products": true, "want_tax": true, "products": [shop.line(changes)] }));
            rules(&reply)
        };
        for (key, value, rule) in [
            ("amount", json!(0), "out_of_range"),
            ("amount", json!("-1"), "out_of_range"),
            ("amount", json!("0.00001"), "too_many_places"),
            ("amount", json!(true), "wrong_type"),
            ("price", json!("-0.0001"), "out_of_range"),
            ("discount", json!("-0.0001"), "out_of_range"),
            ("discount", json!("100.0001"), "out_of_range"),
            ("tax", json!("-0.0001"), "out_of_range"),
            ("tax", json!("1.0001"), "out_of_range"),
            ("tax", json!(16), "out_of_range"),
            ("total", json!("100.0101"), "wrong_total"),
            ("total", json!("99.9899"), "wrong_total"),
            ("total", json!("-100"), "wrong_total"),
            ("total", json!(null), "required"),
            ("product_id", json!(0), "out_of_range"),
            ("amonut", json!(1), "unknown_parameter"),
        ] {
            assert_eq!(wrong(json!({ key: value })), [format!("products.0.{key} {rule}")]);
        }
        for key in ["product_id", "amount", "price", "discount", "tax", "total"] {
            let mut line = shop.line(json!({}));
            line.as_object_mut().unwrap().remove(key);
            let reply = shop.try_create(json!({ "want_products": true, "want_tax": true, "products": [line] }));
            assert_eq!(rules(&reply), [format!("products.0.{key} required")]);
        }
        // The last right value, next to the first wrong one.
        for (changes, total) in [
            (json!({ "amount": "0.0001" }), "0.01"),
            (json!({ "amount": "0.00001e1" }), "0.01"),
            (json!({ "price": 0, "total": 0 }), "0"),
            (json!({ "discount": 100, "total": 0 }), "0"),
            (json!({ "tax": 1, "total": 200 }), "200"),
            (json!({ "total": "100.01" }), "100"),
            (json!({ "total": "99.99" }), "100"),
        ] {
            let line = if changes.get("total").is_some() { changes } else { super::changed(json!({ "total": total }), changes) };
            let created = shop.create(json!({ "want_products": true, "want_tax": true, "products": [shop.line(line.clone())] }));
            assert_eq!(created["products"][0]["total"].to_string(), total, "{line}");
        }
    }
}

#[test]
fn what_is_wrong_is_said_so_that_one_can_mend_it() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let refused =
            |changes: Value| shop.try_create(json!({ "want_products": true, "want_tax": true, "products": [shop.line(changes)] }));
        assert!(message(&refused(json!({ "tax": 16 })), "products.0.tax").contains("0.16"));
        let sentence = message(&refused(json!({ "amount": 3, "tax": "0.16", "total": 300 })), "products.0.total");
        assert!(sentence.contains("348") && sentence.contains("300"), "{sentence}");
    }
}

#[test]
fn a_total_that_is_too_large_is_out_of_range() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let greatest = "922337203685477.5807";
        for changes in [
            json!({ "amount": greatest, "price": greatest, "tax": 1, "total": greatest }),
            json!({ "amount": 2, "price": greatest, "total": greatest }),
            json!({ "amount": "1.0001", "price": greatest, "total": greatest }),
        ] {
            let reply = shop.try_create(json!({ "want_products": true, "want_tax": true, "products": shop.line(changes) }));
            assert_eq!(rules(&reply), ["products.total out_of_range"]);
        }
        let line = shop.line(json!({ "price": greatest, "total": greatest }));
        let created = shop.create(json!({ "want_products": true, "products": line }));
        assert_eq!(created["products"][0]["total"].to_string(), "922337203685477.58");
    }
}

#[test]
fn one_line_may_stand_without_a_list() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let create = |line: Value| shop.try_create(json!({ "want_products": true, "products": line }));
        let single = create(shop.line(json!({}))).success()["opportunity"]["products"].clone();
        assert_eq!(single, create(json!([shop.line(json!({}))])).success()["opportunity"]["products"]);
        for (changes, expected) in [
            (json!({ "tax": 16 }), "products.tax out_of_range"),
            (json!({ "total": "x" }), "products.total wrong_type"),
            (json!({ "total": 1 }), "products.total wrong_total"),
            (json!({ "product_id": 99_999 }), "products.product_id unknown_id"),
            (json!({ "prize": 1 }), "products.prize unknown_parameter"),
        ] {
            assert_eq!(rules(&create(shop.line(changes))), [expected]);
        }
        assert!(message(&create(shop.line(json!({ "prize": 1 }))), "products.prize").contains("'price'"));
        for wrong in [json!(1), json!("x"), json!([1]), json!(true)] {
            assert!(rules(&create(wrong))[0].ends_with("wrong_type"));
        }
    }
}

#[test]
fn lines_go_with_what_is_wanted() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let (plain, taxed) = (shop.line(json!({})), shop.line(json!({ "tax": "0.0001", "total": "100.01" })));
        for (want_products, want_tax, lines, expected) in [
            (true, true, json!([]), Some("products required")),
            (true, false, json!(null), Some("products required")),
            (false, true, json!([plain]), Some("products not_wanted")),
            (false, false, json!([taxed]), Some("products not_wanted")),
            (true, false, json!([plain, taxed]), Some("products.1.tax not_wanted")),
            (false, true, json!([]), None),
            (true, false, json!([plain]), None),
            (true, true, json!([plain, taxed]), None),
        ] {
            let reply = shop.try_create(json!({ "want_products": want_products, "want_tax": want_tax, "products": lines }));
            match expected {
                Some(expected) => assert_eq!(rules(&reply), [expected]),
                None => assert_eq!(reply.success()["opportunity"]["products"].as_array().unwrap().len(), lines.as_array().unwrap().len()),
            }
        }
    }
}

#[test]
fn five_hundred_lines_are_kept_in_their_order_and_one_more_is_too_many() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let lines = |number: usize| -> Value {
            let line = |position: usize| {
                let amount = position + 1;
                shop.line(json!({ "product_id": shop.products[position % 2]["id"], "amount": amount, "total": amount * 100 }))
            };
            (0..number).map(line).collect()
        };
        let created = shop.create(json!({ "want_products": true, "products": lines(500) }));
        let amounts: Vec<i64> = each(&created["products"], "amount").iter().map(|amount| amount.as_i64().unwrap()).collect();
        assert_eq!(amounts, (1..=500).collect::<Vec<i64>>());
        assert_eq!(number(&service, "SELECT count(*) AS number FROM opportunity_products"), 2);
        let reply = shop.try_create(json!({ "want_products": true, "products": lines(501) }));
        assert_eq!(rules(&reply), ["products too_many"]);
    }
}

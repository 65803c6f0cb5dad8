//! `Products.GetProducts`: the whole list or a page of it, and its filters.

use std::slice::from_ref;

use serde_json::{Value, json};

use super::{create, edit, retire, subcategory, thickness};
use crate::calls::{each, execute, keys, rules, wait_for_search_index};
use crate::service::{Person, Service, services};

fn found(service: &Service, person: &Person, parameters: Value) -> Vec<Value> {
    let list = service.call(person, "GetProducts", parameters.clone());
    let ids = each(&list["products"], "id");
    assert_eq!(list["total"], ids.len(), "{parameters}");
    ids
}

#[test]
fn all_are_listed_unless_a_page_is_asked_for() {
    for service in services() {
        let ana = service.register("Ana");
        let empty = service.call(&ana, "GetProducts", json!({}));
        assert_eq!(empty, json!({ "total": 0, "current_page": 1, "last_page": 1, "next_cursor": null, "products": [] }));
        let first = create(&service, &ana, json!({}))["id"].clone();
        let columns = "profile_id, version, created_at, updated_at, name, slug, value, taxes, featured, tags, retired, inputs, search_text";
        let numbers = "WITH RECURSIVE numbers(number) AS (SELECT 2 UNION ALL SELECT number + 1 FROM numbers WHERE number < 1203)";
        let made = columns.replace("slug", "'s' || number");
        execute(&service, &format!("INSERT INTO products ({columns}) {numbers} SELECT {made} FROM products, numbers WHERE id = {first}"));
        execute(&service, "UPDATE counters SET amount = 1203 WHERE facet = 'products'");
        for (asked, rows, page, last) in [
            (json!({}), 1203, 1, 1),
            (json!({ "sort": "-id" }), 1203, 1, 1),
            (json!({ "pagination": 500 }), 500, 1, 3),
            (json!({ "page": 3 }), 203, 3, 3),
            (json!({ "page": 2, "pagination": 1000 }), 203, 2, 2),
            (json!({ "page": 4 }), 0, 4, 3),
        ] {
            let list = service.call(&ana, "GetProducts", asked.clone());
            assert_eq!(list["products"].as_array().unwrap().len(), rows, "{asked}");
            assert_eq!((&list["total"], &list["current_page"], &list["last_page"]), (&json!(1203), &json!(page), &json!(last)), "{asked}");
        }
        let mut forwards = found(&service, &ana, json!({}));
        assert_eq!(forwards[0], first);
        forwards.reverse();
        assert_eq!(found(&service, &ana, json!({ "sort": "-id" })), forwards);
    }
}

/// A product in the test's own memory, for counting by hand.
struct Remembered {
    id: Value,
    category: usize,
    taxes: Vec<usize>,
    featured: bool,
    retired: bool,
    day: usize,
}

#[test]
fn all_filters_together_give_what_counting_by_hand_gives() {
    for service in services() {
        let ana = service.register("Ana");
        let categories = ["Goods", "Services"].map(|name| service.entry(&ana, "product_categories", name));
        let taxes = ["IVA 16 %", "IVA 8 %", "Exempt"].map(|name| service.entry(&ana, "product_taxes", name));
        let mut products = Vec::new();
        for number in 0..16_usize {
            let (category, featured, retired, day) = (number % 2, number % 3 == 0, number % 5 == 0, number / 4 % 3);
            let own: Vec<usize> = (0..3).filter(|tax| (number + 1) >> tax & 1 == 1).collect();
            let given = json!({
                "name": if number % 4 == 1 { "Lámina" } else { "Perfil" }, "product_category_id": categories[category],
                "taxes": own.iter().map(|tax| taxes[*tax]).collect::<Vec<_>>(), "featured": featured,
            });
            let product = create(&service, &ana, given);
            if retired {
                edit(&service, &ana, &product, json!({ "retired": true }));
            }
            let moment = 1_704_067_200_000_000_i64 + i64::try_from(day).unwrap() * 86_400_000_000;
            execute(&service, &format!("UPDATE products SET created_at = {moment} WHERE id = {}", product["id"]));
            products.push(Remembered { id: product["id"].clone(), category, taxes: own, featured, retired, day });
        }
        let flags = [(json!(null), None), (json!("Yes"), Some(true)), (json!(false), Some(false))];
        let chosen: [&[usize]; 3] = [&[], &[1], &[0, 2]];
        for category in [None, Some(1)] {
            for asked in chosen {
                for (featured, is_featured) in &flags {
                    for (retired, is_retired) in &flags {
                        for range in [json!({}), json!({ "from": "02/01/24", "to": "02/01/24" })] {
                            let expected: Vec<Value> = products
                                .iter()
                                .filter(|product| category.is_none_or(|category| product.category == category))
                                .filter(|product| asked.is_empty() || asked.iter().any(|tax| product.taxes.contains(tax)))
                                .filter(|product| is_featured.is_none_or(|flag| product.featured == flag))
                                .filter(|product| is_retired.is_none_or(|flag| product.retired == flag))
                                .filter(|product| range == json!({}) || product.day == 1)
                                .map(|product| product.id.clone())
                                .collect();
                            let parameters = json!({
                                "product_category_id": category.map(|category| categories[category]),
                                "taxes": asked.iter().map(|tax| taxes[*tax]).collect::<Vec<_>>(),
                                "featured": featured, "retired": retired, "created_at": range,
                            });
                            assert_eq!(found(&service, &ana, parameters.clone()), expected, "{parameters}");
                        }
                    }
                }
            }
        }
        let sheets: Vec<Value> = products.iter().skip(1).step_by(4).map(|product| product.id.clone()).collect();
        assert_eq!(found(&service, &ana, json!({ "query": "LAMINA" })), sheets);
        assert_eq!(
            found(&service, &ana, json!({ "query": "LAMINA", "product_category_id": categories[1], "featured": true })),
            sheets[2..3]
        );
    }
}

#[test]
fn a_list_is_narrowed_to_what_anybody_may_see() {
    for service in services() {
        let ana = service.register("Ana");
        let [hidden, shown] = [false, true].map(|public| create(&service, &ana, json!({ "public": public }))["id"].clone());
        assert_eq!(found(&service, &ana, json!({ "public": true })), from_ref(&shown));
        assert_eq!(found(&service, &ana, json!({ "public": false })), from_ref(&hidden));
        assert_eq!(found(&service, &ana, json!({})), [hidden, shown]);
    }
}

#[test]
fn a_list_is_narrowed_by_subcategory_currency_and_company() {
    for service in services() {
        let ana = service.register("Ana");
        let [first, second] = ["Uno", "Dos"].map(|name| subcategory(&service, &ana, name, "Goods"));
        let [euro, dollar] = ["Euro", "US dollar"].map(|name| json!(service.entry(&ana, "currencies", name)));
        let [one, other] = ["Uno", "Otro"].map(|name| service.create_company(&ana, name)["id"].clone());
        let both = |first: &Value, currency: &Value, company: &Value| {
            let given = json!({ "product_subcategory_id": first, "profile_currency_type_id": currency, "company_id": company });
            create(&service, &ana, given)["id"].clone()
        };
        let ids = [both(&first, &euro, &one), both(&second, &dollar, &other), create(&service, &ana, json!({}))["id"].clone()];
        for (key, values) in
            [("product_subcategory_id", [&first, &second]), ("profile_currency_type_id", [&euro, &dollar]), ("company_id", [&one, &other])]
        {
            for (value, id) in values.into_iter().zip(&ids) {
                assert_eq!(found(&service, &ana, json!({ key: value })), from_ref(id), "{key}");
                assert_eq!(found(&service, &ana, json!({ key: value.to_string() })), from_ref(id), "{key}");
            }
            assert_eq!(found(&service, &ana, json!({ key: values })), ids[..2], "{key}");
            assert_eq!(found(&service, &ana, json!({ key: [] })), ids, "{key}");
            assert_eq!(found(&service, &ana, json!({ key: null })), ids, "{key}");
        }
    }
}

#[test]
fn a_filter_that_names_what_the_profile_does_not_have_is_wrong_at_its_place() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let company = service.create_company(&berta, "Company")["id"].clone();
        let own = service.entry(&ana, "product_taxes", "Exempt");
        let foreign = service.entry(&berta, "product_taxes", "Exempt");
        let reply = service.try_call(
            &ana,
            "GetProducts",
            json!({
                "product_category_id": own, "product_subcategory_id": [own], "taxes": ["x", own, foreign], "company_id": company,
                "profile_currency_type_id": foreign, "featured": "often", "retired": 2, "page": 0, "search": "x",
            }),
        );
        let expected = [
            "company_id unknown_id",
            "featured wrong_type",
            "page out_of_range",
            "product_category_id unknown_id",
            "product_subcategory_id.0 unknown_id",
            "profile_currency_type_id unknown_id",
            "retired wrong_type",
            "search unknown_parameter",
            "taxes.0 wrong_type",
            "taxes.2 unknown_id",
        ];
        assert_eq!(rules(&reply), expected);
        retire(&service, &ana, &json!(own));
        assert!(found(&service, &ana, json!({ "taxes": own })).is_empty(), "who looks for a retired entry may");
    }
}

#[test]
fn a_search_looks_into_each_of_a_products_own_texts() {
    for service in services() {
        let ana = service.register("Ana");
        let given = json!({
            "name": "Brújula", "short_name": "Brúj.", "sku": "QX-7781", "slug": "aguascalientes", "description": "Señala el norte",
            "location": "Almacén «B»", "vendor": "Óptica Ávila", "tags": ["50 % menos", "dice \"hola\"", "árbol"],
        });
        let product = create(&service, &ana, given)["id"].clone();
        let other = create(&service, &ana, json!({ "name": "Other" }))["id"].clone();
        for _ in 0..2 {
            for query in
                ["BRUJULA", "bruj.", "qx-77", "AGUAS", "senala", "almacen «b", "optica avila", "0 %", "dice \"HOLA\"", "ARBOL", "árbol"]
            {
                assert_eq!(found(&service, &ana, json!({ "query": query })), from_ref(&product), "{query}");
            }
            for query in ["\",\"", "menos dice", "[\"", "norte50"] {
                assert!(found(&service, &ana, json!({ "query": query })).is_empty(), "{query}");
            }
            assert_eq!(found(&service, &ana, json!({ "query": " " })), [product.clone(), other.clone()]);
            wait_for_search_index(&service);
        }
    }
}

#[test]
fn inputs_are_listed_where_they_are_asked_for() {
    for service in services() {
        let ana = service.register("Ana");
        thickness(&service, &ana);
        let product = create(&service, &ana, json!({ "inputs": { "grosor": 3 } }));
        let with = service.call(&ana, "GetProducts", json!({ "with_inputs": true }));
        assert_eq!(with["products"], json!([product]));
        let without = service.call(&ana, "GetProducts", json!({}))["products"][0].clone();
        let expected: Vec<&str> = keys(&product).into_iter().filter(|key| *key != "inputs").collect();
        assert_eq!(keys(&without), expected);
    }
}

#[test]
fn one_profiles_products_are_none_of_anothers() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        create(&service, &ana, json!({}));
        for parameters in [json!({}), json!({ "query": "tornillo" }), json!({ "retired": false })] {
            assert!(found(&service, &berta, parameters).is_empty());
        }
    }
}

#[test]
fn all_products_come_in_pieces_and_none_is_left_out_or_comes_twice() {
    for service in services() {
        let ana = service.register("Ana");
        let first = create(&service, &ana, json!({}))["id"].clone();
        let columns = "profile_id, version, created_at, updated_at, name, slug, value, taxes, featured, tags, retired, inputs, search_text";
        let mut there: i64 = 1;
        for wanted in [1_000, 1_001, 2_000, 2_501] {
            let made = columns.replace("slug", "'s' || number");
            execute(
                &service,
                &format!(
                    "INSERT INTO products ({columns}) WITH RECURSIVE numbers (number) AS \
                     (SELECT {} UNION ALL SELECT number + 1 FROM numbers WHERE number < {wanted}) \
                     SELECT {made} FROM products, numbers WHERE id = {first}",
                    there + 1
                ),
            );
            execute(&service, &format!("UPDATE counters SET amount = {wanted} WHERE facet = 'products'"));
            there = wanted;
            let ids = |list: &Value| each(&list["products"], "id").iter().map(|id| id.as_i64().unwrap()).collect::<Vec<_>>();
            let all = service.call(&ana, "GetProducts", json!({}));
            let mut sorted = ids(&all);
            assert_eq!((i64::try_from(sorted.len()).unwrap(), &all["total"]), (wanted, &json!(wanted)));
            assert!(sorted.is_sorted_by(|one, next| one < next));
            assert_eq!((&all["current_page"], &all["last_page"]), (&json!(1), &json!(1)));
            let in_profile = json!({ "profile_id": ana.profile_id });
            let json_rpc = json!({ "jsonrpc": "2.0", "id": "x", "method": "Products.GetProducts", "params": in_profile });
            let reply = service.send("/api", Some(&ana.token), &json_rpc.to_string()).document();
            assert_eq!((ids(&reply["result"]), &reply["id"]), (sorted.clone(), &json!("x")));
            let own = json!({ "method": "Products.GetProducts", "parameters": in_profile });
            let array = service.send("/api", Some(&ana.token), &json!([json_rpc, own]).to_string()).document();
            assert_eq!((ids(&array[0]["result"]), ids(&array[1]["response"])), (sorted.clone(), sorted.clone()));
            let batch = service.post(Some(&ana.token), "Batch.Run", json!({ "calls": [own] })).success();
            assert_eq!(ids(&batch["replies"][0]["response"]), sorted);
            // The query is short enough to be searched row by row; the index does not know the rows that the test wrote by
            // itself.
            let name: String = all["products"][0]["name"].as_str().unwrap().chars().take(2).collect();
            let searched = service.call(&ana, "GetProducts", json!({ "query": name, "with_total": false, "sort": "-id" }));
            sorted.reverse();
            assert_eq!(ids(&searched), sorted);
            assert_eq!(service.call(&ana, "GetProducts", json!({ "page": 1 }))["products"].as_array().unwrap().len(), 500);
        }
    }
}

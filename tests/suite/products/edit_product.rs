//! `Products.EditProduct`: changes the given fields and keeps the others; the name and the price are required.

use serde_json::{Value, json};

use super::{create, edit, everything, retire, subcategory, thickness, try_edit};
use crate::calls::{at_once, changes, conflict, number, rules};
use crate::service::{Person, Service, services};

/// A product with a value in every field.
fn full(service: &Service, person: &Person) -> Value {
    thickness(service, person);
    let parameters = everything(service, person);
    create(service, person, parameters)
}

/// The parameters that null clears.
const OPTIONAL: [&str; 13] = [
    "short_name",
    "sku",
    "description",
    "profile_currency_type_id",
    "product_discount_id",
    "product_validity_id",
    "product_measury_id",
    "product_subcategory_id",
    "product_category_id",
    "location",
    "min_quantity",
    "vendor",
    "company_id",
];

#[test]
fn what_is_said_changes_and_what_is_left_out_stays() {
    for service in services() {
        let ana = service.register("Ana");
        let mut product = full(&service, &ana);
        let entry = |catalog: &str, name: &str| json!(service.entry(&ana, catalog, name));
        let edits = [
            ("name", json!("Tuerca")),
            ("short_name", json!("T")),
            ("value", json!(99.9999)),
            ("sku", json!("T-2")),
            ("description", json!("Hexagonal.")),
            ("profile_currency_type_id", entry("currencies", "US dollar")),
            ("product_discount_id", entry("product_discounts", "None")),
            ("product_validity_id", entry("product_validities", "30 days")),
            ("product_measury_id", entry("product_measures", "Kilogram")),
            ("product_subcategory_id", subcategory(&service, &ana, "Tuercas", "Goods")),
            ("taxes", json!([entry("product_taxes", "Exempt")])),
            ("slug", json!("tuerca")),
            ("featured", json!(false)),
            ("public", json!(false)),
            ("tags", json!(["latón"])),
            ("location", json!("Pasillo 4")),
            ("min_quantity", json!(12)),
            ("vendor", json!("Otro")),
            ("company_id", service.create_company(&ana, "Otra")["id"].clone()),
            ("retired", json!(true)),
            ("inputs", json!({ "grosor": 5 })),
            ("retired", json!(false)),
        ];
        for (position, (key, value)) in edits.iter().enumerate() {
            let edited = edit(&service, &ana, &product, json!({ *key: value }));
            product[*key] = value.clone();
            product["version"] = json!(position + 2);
            product["updated_at"] = edited["updated_at"].clone();
            assert_eq!(edited, product, "{key}");
        }
        let found = service.call(&ana, "GetProduct", json!({ "search_by": "sku", "search_value": "T-2" }));
        assert_eq!(found["product"], product);
        let updates = number(&service, "SELECT count(*) AS number FROM changes WHERE entity = 'product' AND operation = 'update'");
        assert_eq!(updates, i64::try_from(edits.len()).unwrap());
        let exempt = product["taxes"][0].clone();
        assert_eq!(service.call(&ana, "GetProducts", json!({ "taxes": exempt }))["total"], 1);
        let before = number(&service, "SELECT count(*) AS number FROM product_taxes");
        assert_eq!(before, 1, "the taxes that it had are forgotten");
    }
}

#[test]
fn the_name_and_the_price_are_needed_and_can_not_be_cleared() {
    for service in services() {
        let ana = service.register("Ana");
        let product = create(&service, &ana, json!({}));
        let wrong = |parameters: Value| rules(&service.try_call(&ana, "EditProduct", parameters));
        assert_eq!(wrong(json!({})), ["name required", "product_id required", "value required"]);
        assert_eq!(wrong(json!({ "product_id": product["id"], "retired": true })), ["name required", "value required"]);
        assert_eq!(wrong(json!({ "product_id": product["id"], "name": "A" })), ["value required"]);
        assert_eq!(wrong(json!({ "product_id": product["id"], "value": 1 })), ["name required"]);
        for key in ["name", "value", "product_id", "slug", "featured", "public", "retired"] {
            assert_eq!(rules(&try_edit(&service, &ana, &product, json!({ key: null }))), [format!("{key} required")]);
        }
        assert_eq!(rules(&try_edit(&service, &ana, &product, json!({ "name": " ", "value": -1 }))), ["name empty", "value out_of_range"]);
    }
}

#[test]
fn null_clears_what_may_be_empty() {
    for service in services() {
        let ana = service.register("Ana");
        let product = full(&service, &ana);
        for key in OPTIONAL {
            let edited = edit(&service, &ana, &product, json!({ key: null }));
            assert!(edited[key].is_null(), "{key}");
        }
        for none in [json!(null), json!([])] {
            let filled = edit(&service, &ana, &product, json!({ "taxes": product["taxes"], "tags": product["tags"] }));
            assert_eq!((&filled["taxes"], &filled["tags"]), (&product["taxes"], &product["tags"]));
            let edited = edit(&service, &ana, &product, json!({ "taxes": none, "tags": none }));
            assert_eq!((&edited["taxes"], &edited["tags"]), (&json!([]), &json!([])));
        }
        let edited = edit(&service, &ana, &product, json!({ "inputs": { "grosor": null }, "sku": "  " }));
        assert_eq!((&edited["inputs"], &edited["sku"]), (&json!({}), &json!(null)));
    }
}

#[test]
fn an_edit_that_changes_nothing_writes_nothing() {
    for service in services() {
        let ana = service.register("Ana");
        let product = full(&service, &ana);
        let before = changes(&service);
        assert_eq!(edit(&service, &ana, &product, json!({})), product);
        let mut same = json!({});
        for key in OPTIONAL.into_iter().chain(["taxes", "tags", "slug", "featured", "public", "retired", "inputs"]) {
            same[key] = product[key].clone();
        }
        same["name"] = json!(format!(" {} ", product["name"].as_str().unwrap()));
        same["value"] = json!("10.2500");
        same["product_measure_id"] = json!(product["product_measury_id"].to_string());
        assert_eq!(edit(&service, &ana, &product, same), product);
        assert_eq!(changes(&service), before);
        assert_eq!(number(&service, "SELECT version AS number FROM products"), 1);
    }
}

#[test]
fn what_it_has_may_be_retired_and_what_it_gets_may_not() {
    for service in services() {
        let ana = service.register("Ana");
        let product = full(&service, &ana);
        let entries = OPTIONAL.into_iter().filter(|key| key.ends_with("_id") && *key != "company_id");
        for key in entries.clone() {
            retire(&service, &ana, &product[key]);
        }
        for tax in product["taxes"].as_array().unwrap() {
            retire(&service, &ana, tax);
        }
        let mut same = json!({ "short_name": "Otro", "taxes": [product["taxes"][1]] });
        for key in entries.clone() {
            same[key] = product[key].clone();
        }
        let edited = edit(&service, &ana, &product, same.clone());
        assert_eq!((&edited["short_name"], &edited["taxes"]), (&json!("Otro"), &json!([product["taxes"][1]])));
        let other = create(&service, &ana, json!({}));
        same["taxes"] = product["taxes"].clone();
        let mut expected: Vec<String> = entries.map(|key| format!("{key} retired")).collect();
        expected.extend(["taxes.0 retired".to_owned(), "taxes.1 retired".to_owned()]);
        expected.sort();
        assert_eq!(rules(&try_edit(&service, &ana, &other, same)), expected);
    }
}

#[test]
fn the_category_and_the_subcategory_stay_together() {
    for service in services() {
        let ana = service.register("Ana");
        let [goods, others] = ["Goods", "Services"].map(|name| service.entry(&ana, "product_categories", name));
        let screws = subcategory(&service, &ana, "Tornillería", "Goods");
        let courses = subcategory(&service, &ana, "Cursos", "Services");
        let product = create(&service, &ana, json!({}));
        let wrong = |given: Value| rules(&try_edit(&service, &ana, &product, given));
        assert_eq!(
            wrong(json!({ "product_category_id": null, "product_subcategory_id": screws })),
            ["product_subcategory_id not_in_category"]
        );
        let edited = edit(&service, &ana, &product, json!({ "product_subcategory_id": screws }));
        assert_eq!((&edited["product_category_id"], &edited["product_subcategory_id"]), (&json!(goods), &screws));
        for given in
            [json!({ "product_category_id": others }), json!({ "product_category_id": null }), json!({ "product_subcategory_id": courses })]
        {
            assert_eq!(wrong(given), ["product_subcategory_id not_in_category"]);
        }
        let edited = edit(&service, &ana, &product, json!({ "product_category_id": others, "product_subcategory_id": courses }));
        assert_eq!((&edited["product_category_id"], &edited["product_subcategory_id"]), (&json!(others), &courses));
        // A subcategory that moves to another category leaves its products unchanged, and they can still be edited.
        service.call(&ana, "Catalogs.EditEntry", json!({ "entry_id": courses, "parent_id": goods }));
        let edited = edit(&service, &ana, &product, json!({ "short_name": "C", "product_subcategory_id": courses }));
        assert_eq!((&edited["product_category_id"], &edited["product_subcategory_id"]), (&json!(others), &courses));
        let edited = edit(&service, &ana, &product, json!({ "product_category_id": goods, "product_subcategory_id": null }));
        assert_eq!((&edited["product_category_id"], &edited["product_subcategory_id"]), (&json!(goods), &json!(null)));
    }
}

#[test]
fn the_measure_has_two_names() {
    for service in services() {
        let ana = service.register("Ana");
        let [piece, metre] = ["Piece", "Metre"].map(|name| service.entry(&ana, "product_measures", name));
        let product = create(&service, &ana, json!({ "product_measury_id": piece }));
        let measure = |given: Value| edit(&service, &ana, &product, given)["product_measury_id"].clone();
        assert_eq!(measure(json!({})), piece);
        assert_eq!(measure(json!({ "product_measure_id": metre })), metre);
        assert_eq!(measure(json!({ "product_measure_id": null })), Value::Null);
        assert_eq!(measure(json!({ "product_measury_id": piece, "product_measure_id": piece })), piece);
        for given in [
            json!({ "product_measury_id": piece, "product_measure_id": metre }),
            json!({ "product_measury_id": null, "product_measure_id": piece }),
            json!({ "product_measury_id": piece, "product_measure_id": null }),
        ] {
            assert_eq!(rules(&try_edit(&service, &ana, &product, given)), ["product_measure_id contradiction"]);
        }
        assert_eq!(measure(json!({ "product_measury_id": null, "product_measure_id": null })), Value::Null);
    }
}

#[test]
fn a_sku_or_slug_that_another_product_has_is_a_conflict() {
    for service in services() {
        let ana = service.register("Ana");
        let (product, other) = (full(&service, &ana), create(&service, &ana, json!({})));
        for key in ["sku", "slug"] {
            let before = changes(&service);
            assert_eq!(conflict(&try_edit(&service, &ana, &other, json!({ key: product[key], "name": "x" }))).0, key);
            assert_eq!(changes(&service), before);
        }
        let found = service.call(&ana, "GetProduct", json!({ "search_by": "id", "search_value": other["id"] }));
        assert_eq!(found["product"], other);
    }
}

#[test]
fn all_that_is_wrong_with_an_edit_is_said_in_one_answer() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        thickness(&service, &berta);
        let mut given = everything(&service, &berta);
        let product = create(&service, &ana, json!({}));
        for (key, value) in [
            ("name", json!("")),
            ("value", json!("x")),
            ("min_quantity", json!(0)),
            ("retired", json!("maybe")),
            ("tags", json!([""])),
            ("nmae", json!(1)),
        ] {
            given[key] = value;
        }
        let expected = [
            "company_id unknown_id",
            "inputs.grosor unknown_input",
            "min_quantity out_of_range",
            "name empty",
            "nmae unknown_parameter",
            "product_category_id unknown_id",
            "product_discount_id unknown_id",
            "product_measury_id unknown_id",
            "product_subcategory_id unknown_id",
            "product_validity_id unknown_id",
            "profile_currency_type_id unknown_id",
            "retired wrong_type",
            "tags.0 empty",
            "taxes.0 unknown_id",
            "taxes.1 unknown_id",
            "value wrong_type",
        ];
        assert_eq!(rules(&try_edit(&service, &ana, &product, given)), expected);
    }
}

#[test]
fn another_profiles_product_is_not_found() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let foreign = create(&service, &berta, json!({}));
        for id in [foreign["id"].clone(), json!(999_999)] {
            try_edit(&service, &ana, &foreign, json!({ "product_id": id, "name": "Mine" })).failure("not_found");
        }
        let found = service.call(&berta, "GetProduct", json!({ "search_by": "id", "search_value": foreign["id"] }));
        assert_eq!(found["product"], foreign);
    }
}

#[test]
fn edits_at_once_each_count_and_none_is_lost() {
    for service in services() {
        let ana = service.register("Ana");
        let product = create(&service, &ana, json!({}));
        let keys = ["short_name", "sku", "description", "location", "vendor", "slug"];
        at_once(keys.len(), |number| edit(&service, &ana, &product, json!({ keys[number]: number.to_string() })));
        let found = service.call(&ana, "GetProduct", json!({ "search_by": "id", "search_value": product["id"] }))["product"].clone();
        for (number, key) in keys.iter().enumerate() {
            assert_eq!(found[*key], number.to_string());
        }
        assert_eq!(found["version"], 7);
    }
}

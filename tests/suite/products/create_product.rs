//! `Products.CreateProduct`: creates a product.

use serde_json::{Value, json};

use super::{create, everything, retire, subcategory, thickness, try_create};
use crate::calls::{at_once, changes, conflict, keys, message, number, rules};
use crate::service::services;

#[test]
fn every_parameter_is_kept_and_shown() {
    for service in services() {
        let ana = service.register("Ana");
        thickness(&service, &ana);
        let parameters = everything(&service, &ana);
        let reply = service.call(&ana, "CreateProduct", parameters.clone());
        assert_eq!(keys(&reply), ["product"]);
        let product = &reply["product"];
        for (key, value) in parameters.as_object().unwrap() {
            assert_eq!(&product[key], value, "{key}");
        }
        let mut expected: Vec<&str> = keys(&parameters)
            .into_iter()
            .chain(["created_at", "created_by", "id", "picture_id", "picture_url", "retired", "updated_at", "user_id", "version"])
            .collect();
        expected.sort_unstable();
        assert_eq!(keys(product), expected);
        assert_eq!((&product["version"], &product["retired"]), (&json!(1), &json!(false)));
        let record = "entity = 'product' AND operation = 'create' AND record LIKE '%\"sku\":\"T-1\"%' AND record LIKE '%\"grosor\":4%'";
        assert_eq!(number(&service, &format!("SELECT count(*) AS number FROM changes WHERE {record}")), 1);
    }
}

#[test]
fn the_least_is_a_name_and_a_price() {
    for service in services() {
        let ana = service.register("Ana");
        let product = service.call(&ana, "CreateProduct", json!({ "name": "Café de olla, 1 kg", "value": 0 }))["product"].clone();
        assert_eq!((&product["slug"], &product["value"]), (&json!("cafe-de-olla-1-kg"), &json!(0)));
        let optional = [
            "short_name",
            "sku",
            "description",
            "profile_currency_type_id",
            "product_discount_id",
            "product_validity_id",
            "product_measury_id",
            "product_category_id",
            "product_subcategory_id",
            "location",
            "min_quantity",
            "vendor",
            "company_id",
        ];
        for key in optional {
            assert!(product[key].is_null(), "{key}");
        }
        assert_eq!((&product["taxes"], &product["tags"], &product["inputs"]), (&json!([]), &json!([]), &json!({})));
        assert_eq!([&product["featured"], &product["public"], &product["retired"]], [&json!(false); 3]);
        let mut nulls = json!({ "taxes": null, "tags": null, "slug": null, "inputs": null, "product_measure_id": null });
        for key in optional {
            nulls[key] = json!(null);
        }
        create(&service, &ana, nulls);
        assert_eq!(rules(&service.try_call(&ana, "CreateProduct", json!({}))), ["name required", "value required"]);
        let nulls = service.try_call(&ana, "CreateProduct", json!({ "name": null, "value": null }));
        assert_eq!(rules(&nulls), ["name required", "value required"]);
    }
}

#[test]
fn a_price_keeps_its_four_places() {
    for service in services() {
        let ana = service.register("Ana");
        for (sent, kept) in [
            (json!("10.1"), "10.1"),
            (json!("0.0001"), "0.0001"),
            (json!(1234.5678), "1234.5678"),
            (json!("100.0000"), "100"),
            (json!("9007199254740.9931"), "9007199254740.9931"),
        ] {
            let reply = try_create(&service, &ana, json!({ "value": sent, "min_quantity": sent }));
            reply.success();
            for key in ["value", "min_quantity"] {
                assert!(reply.text.contains(&format!("\"{key}\":{kept},")), "{sent}: {}", reply.text);
            }
        }
        for (key, value, rule) in [
            ("value", json!("-0.0001"), "out_of_range"),
            ("min_quantity", json!(0), "out_of_range"),
            ("min_quantity", json!(-1), "out_of_range"),
        ] {
            assert_eq!(rules(&try_create(&service, &ana, json!({ key: value }))), [format!("{key} {rule}")]);
        }
        for value in [json!("1.00001"), json!("1,5"), json!(true), json!(""), json!("1e40")] {
            assert_eq!(try_create(&service, &ana, json!({ "value": value, "min_quantity": value })).wrong(), ["min_quantity", "value"]);
        }
    }
}

#[test]
fn all_that_is_wrong_is_said_in_one_answer() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        thickness(&service, &berta);
        let foreign = everything(&service, &berta);
        let mut parameters = foreign.clone();
        parameters["name"] = json!("x".repeat(201));
        parameters["short_name"] = json!("x".repeat(101));
        parameters["value"] = json!(-1);
        parameters["min_quantity"] = json!("few");
        parameters["featured"] = json!("often");
        parameters["tags"] = json!(["ok", "", "x".repeat(101), 5]);
        parameters["taxes"] = json!([service.entry(&ana, "product_taxes", "Exempt"), foreign["taxes"][0], "x", foreign["company_id"]]);
        parameters["titel"] = json!(1);
        let expected = [
            "company_id unknown_id",
            "featured wrong_type",
            "inputs.grosor unknown_input",
            "min_quantity wrong_type",
            "name too_long",
            "product_category_id unknown_id",
            "product_discount_id unknown_id",
            "product_measury_id unknown_id",
            "product_subcategory_id unknown_id",
            "product_validity_id unknown_id",
            "profile_currency_type_id unknown_id",
            "short_name too_long",
            "tags.1 empty",
            "tags.2 too_long",
            "tags.3 wrong_type",
            "taxes.1 unknown_id",
            "taxes.2 wrong_type",
            "taxes.3 unknown_id",
            "titel unknown_parameter",
            "value out_of_range",
        ];
        let before = changes(&service);
        assert_eq!(rules(&service.try_call(&ana, "CreateProduct", parameters)), expected);
        assert_eq!(changes(&service), before);
        for (key, longest) in [("sku", 100), ("description", 5000), ("location", 200), ("vendor", 200), ("slug", 200), ("short_name", 100)]
        {
            create(&service, &ana, json!({ key: "ñ".repeat(longest) }));
            assert_eq!(rules(&try_create(&service, &ana, json!({ key: "ñ".repeat(longest + 1) }))), [format!("{key} too_long")]);
        }
    }
}

#[test]
fn an_entry_of_another_catalog_or_a_retired_one_is_wrong_at_its_place() {
    for service in services() {
        let ana = service.register("Ana");
        thickness(&service, &ana);
        let parameters = everything(&service, &ana);
        let stage = service.entry(&ana, "stages", "Proposal");
        for key in [
            "profile_currency_type_id",
            "product_discount_id",
            "product_validity_id",
            "product_measury_id",
            "product_category_id",
            "product_subcategory_id",
            "taxes",
        ] {
            assert_eq!(rules(&try_create(&service, &ana, json!({ key: stage }))), [format!("{key} unknown_id")]);
            let (entry, path) = if key == "taxes" { (&parameters[key][1], "taxes.1") } else { (&parameters[key], key) };
            retire(&service, &ana, entry);
            let mut given = json!({ key: parameters[key] });
            if key == "product_subcategory_id" {
                service.call(&ana, "Catalogs.EditEntry", json!({ "entry_id": parameters["product_category_id"], "retired": false }));
                given["product_category_id"] = parameters["product_category_id"].clone();
            }
            assert_eq!(rules(&try_create(&service, &ana, given)), [format!("{path} retired")]);
        }
    }
}

#[test]
fn ids_may_be_texts_and_taxes_one_id_and_none_is_stored_twice() {
    for service in services() {
        let ana = service.register("Ana");
        let [first, second] = ["Exempt", "IVA 16 %"].map(|name| service.entry(&ana, "product_taxes", name));
        for (sent, kept) in [
            (json!(first), json!([first])),
            (json!(first.to_string()), json!([first])),
            (json!([first.to_string(), second]), json!([first, second])),
            (json!([first, second, first, first.to_string()]), json!([first, second])),
            (json!([]), json!([])),
        ] {
            let currency = service.entry(&ana, "currencies", "Euro");
            let product = create(&service, &ana, json!({ "taxes": sent, "profile_currency_type_id": currency.to_string() }));
            assert_eq!((&product["taxes"], &product["profile_currency_type_id"]), (&kept, &json!(currency)));
        }
    }
}

#[test]
fn the_measure_has_two_names() {
    for service in services() {
        let ana = service.register("Ana");
        let [piece, metre] = ["Piece", "Metre"].map(|name| service.entry(&ana, "product_measures", name));
        for given in [
            json!({ "product_measury_id": piece }),
            json!({ "product_measure_id": piece.to_string() }),
            json!({ "product_measury_id": piece, "product_measure_id": piece.to_string() }),
            json!({ "product_measury_id": null, "product_measure_id": piece }),
        ] {
            let product = create(&service, &ana, given);
            assert_eq!(product["product_measury_id"], piece);
            assert!(product.get("product_measure_id").is_none());
        }
        let wrong = |given: Value| rules(&try_create(&service, &ana, given));
        assert_eq!(wrong(json!({ "product_measury_id": piece, "product_measure_id": metre })), ["product_measure_id contradiction"]);
        assert_eq!(wrong(json!({ "product_measury_id": "x", "product_measure_id": metre })), ["product_measury_id wrong_type"]);
        assert_eq!(wrong(json!({ "product_measure_id": 999_999 })), ["product_measure_id unknown_id"]);
        assert_eq!(wrong(json!({ "product_measury_id": 999_999 })), ["product_measury_id unknown_id"]);
        let twice = format!(
            r#"{{"method":"CreateProduct","parameters":{{"profile_id":{},"name":"A","value":1,"product_measure_id":{piece},"product_measure_id":{piece}}}}}"#,
            ana.profile_id
        );
        service.send("/api", Some(&ana.token), &twice).failure("malformed_request");
        let misspelt = try_create(&service, &ana, json!({ "product_mesure_id": piece }));
        assert!(message(&misspelt, "product_mesure_id").contains("product_measure_id"), "{}", misspelt.text);
        let definition = service.get("/openrpc.json").document();
        let method = definition["methods"].as_array().unwrap().iter().find(|method| method["name"] == "Products.CreateProduct").unwrap();
        for name in ["product_measury_id", "product_measure_id"] {
            assert!(method["params"].as_array().unwrap().iter().any(|param| param["name"] == name), "{name}");
        }
    }
}

#[test]
fn a_subcategory_is_a_part_of_the_category_and_tells_it() {
    for service in services() {
        let ana = service.register("Ana");
        let [goods, services_] = ["Goods", "Services"].map(|name| service.entry(&ana, "product_categories", name));
        let screws = subcategory(&service, &ana, "Tornillería", "Goods");
        let product = create(&service, &ana, json!({ "product_category_id": goods, "product_subcategory_id": screws }));
        assert_eq!((&product["product_category_id"], &product["product_subcategory_id"]), (&json!(goods), &screws));
        let told = create(&service, &ana, json!({ "product_subcategory_id": screws }));
        assert_eq!(told["product_category_id"], goods, "the subcategory tells the category");
        let reply = try_create(&service, &ana, json!({ "product_category_id": services_, "product_subcategory_id": screws }));
        assert_eq!(rules(&reply), ["product_subcategory_id not_in_category"]);
        let reply = try_create(&service, &ana, json!({ "product_category_id": 999_999, "product_subcategory_id": screws }));
        assert_eq!(rules(&reply), ["product_category_id unknown_id"]);
    }
}

#[test]
fn a_sku_and_a_slug_are_the_profiles_only_ones() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        for key in ["sku", "slug"] {
            assert_eq!(create(&service, &ana, json!({ key: " taken " }))[key], "taken");
            let before = changes(&service);
            let (path, sentence) = conflict(&try_create(&service, &ana, json!({ key: "taken" })));
            assert_eq!((path.as_str(), sentence.contains(key)), (key, true), "{sentence}");
            assert_eq!(changes(&service), before);
            assert_eq!(create(&service, &ana, json!({ key: "Taken" }))[key], "Taken");
            create(&service, &berta, json!({ key: "taken" }));
        }
        for none in [json!(""), json!("  "), json!(null), json!("")] {
            assert!(create(&service, &ana, json!({ "sku": none }))["sku"].is_null());
        }
        assert_eq!(rules(&try_create(&service, &ana, json!({ "slug": " " }))), ["slug empty"]);
    }
}

#[test]
fn products_of_one_name_created_at_once_all_succeed() {
    for service in services() {
        let ana = service.register("Ana");
        let products = at_once(12, |_| create(&service, &ana, json!({ "name": "¡!" })));
        let mut slugs: Vec<String> = products.iter().map(|product| product["slug"].to_string()).collect();
        slugs.sort();
        slugs.dedup();
        assert_eq!(slugs.len(), 12, "{slugs:?}");
        assert!(slugs.contains(&"\"product\"".to_owned()), "{slugs:?}");
        let replies = at_once(8, |_| try_create(&service, &ana, json!({ "sku": "T-1" })).status);
        assert_eq!(replies.iter().filter(|status| **status == 200).count(), 1);
        assert!(replies.iter().all(|status| [200, 409].contains(status)), "{replies:?}");
        assert_eq!(service.call(&ana, "GetProducts", json!({}))["total"], 13);
    }
}

#[test]
fn tags_are_up_to_fifty_texts() {
    for service in services() {
        let ana = service.register("Ana");
        let many = |number: usize| json!((0..number).map(|number| format!("etiqueta {number}")).collect::<Vec<_>>());
        assert_eq!(create(&service, &ana, json!({ "tags": many(50) }))["tags"], many(50));
        assert_eq!(rules(&try_create(&service, &ana, json!({ "tags": many(51) }))), ["tags too_many"]);
        assert_eq!(create(&service, &ana, json!({ "tags": "acero, obra" }))["tags"], json!(["acero, obra"]), "one text is one tag");
        let longest = json!([" ñ ", "ñ".repeat(100), "\"\\"]);
        assert_eq!(create(&service, &ana, json!({ "tags": longest }))["tags"], json!(["ñ", "ñ".repeat(100), "\"\\"]));
        assert_eq!(rules(&try_create(&service, &ana, json!({ "tags": ["a", null] }))), ["tags.1 required"]);
        assert_eq!(try_create(&service, &ana, json!({ "tags": { "a": 1 } })).wrong(), ["tags"]);
    }
}

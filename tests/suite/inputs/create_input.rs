//! `Inputs.CreateInput` and `Companies.GetInputs`: creates a custom field, and lists the custom fields.

use serde_json::{Value, json};

use super::one_of_each;
use crate::calls::{conflict, each, keys, rules};
use crate::service::{Person, Reply, Service, services};

fn create(service: &Service, person: &Person, changes: Value) -> Reply {
    let mut parameters = json!({ "entity": "company", "name": "Segment", "type": "string" });
    for (key, value) in changes.as_object().expect("an object") {
        parameters[key] = value.clone();
    }
    service.try_call(person, "Inputs.CreateInput", parameters)
}

#[test]
fn an_input_of_each_type_is_listed_in_its_order() {
    for service in services() {
        let ana = service.register("Ana");
        one_of_each(&service, &ana);
        create(&service, &ana, json!({ "position": 0 })).success();
        let listed = service.call(&ana, "Companies.GetInputs", json!({}));
        assert_eq!(keys(&listed), ["current_page", "inputs", "last_page", "next_cursor", "total"]);
        assert_eq!(each(&listed["inputs"], "slug"), ["segment", "list", "string", "integer", "double", "checkbox"]);
        assert_eq!(each(&listed["inputs"], "type"), ["string", "list", "string", "integer", "double", "checkbox"]);
        assert_eq!(listed["inputs"][1]["options"], json!(["Gold", "Silver"]));
        let expected = [
            "created_at",
            "default",
            "entity",
            "external_ids",
            "id",
            "link",
            "name",
            "options",
            "position",
            "public",
            "required",
            "slug",
            "type",
            "updated_at",
            "version",
        ];
        assert_eq!(keys(&listed["inputs"][0]), expected);
        assert_eq!(service.call(&service.register("Berta"), "Companies.GetInputs", json!({}))["inputs"], json!([]));
    }
}

#[test]
fn a_slug_is_made_of_the_name_or_given_and_stands_once() {
    for service in services() {
        let ana = service.register("Ana");
        for (changes, slug) in [
            (json!({ "name": "Número de Años" }), "numero_de_anos"),
            (json!({ "name": "50 % off!" }), "50_off"),
            (json!({ "name": "Segment", "slug": "size_2" }), "size_2"),
            (json!({ "name": "株式会社", "slug": "company_form" }), "company_form"),
        ] {
            assert_eq!(create(&service, &ana, changes).success()["input"]["slug"], slug);
        }
        for slug in ["Upper", "with space", "with-hyphen", "ñ", "a.b", "a\"b"] {
            assert_eq!(rules(&create(&service, &ana, json!({ "slug": slug }))), ["slug malformed_slug"], "{slug}");
        }
        assert_eq!(rules(&create(&service, &ana, json!({ "slug": "" }))), ["slug empty"]);
        assert_eq!(rules(&create(&service, &ana, json!({ "name": "株式会社" }))), ["slug malformed_slug"]);
        assert_eq!(conflict(&create(&service, &ana, json!({ "slug": "size_2" }))).0, "slug");
        create(&service, &service.register("Berta"), json!({ "slug": "size_2" })).success();
    }
}

#[test]
fn only_a_list_has_options_and_a_list_has_some() {
    for service in services() {
        let ana = service.register("Ana");
        for none in [json!(null), json!([])] {
            assert_eq!(rules(&create(&service, &ana, json!({ "type": "list", "options": none }))), ["options required"]);
            create(&service, &ana, json!({ "slug": format!("s{}", none.to_string().len()), "options": none })).success();
        }
        assert_eq!(rules(&create(&service, &ana, json!({ "options": ["x"] }))), ["options meaningless"]);
        let reply = create(&service, &ana, json!({ "type": "list", "options": ["Gold", " Gold ", "", 5] }));
        assert_eq!(rules(&reply), ["options.1 repeated", "options.2 empty", "options.3 wrong_type"]);
        let single = create(&service, &ana, json!({ "type": "list", "options": "Only", "slug": "single" }));
        assert_eq!(single.success()["input"]["options"], json!(["Only"]));
        for (key, value) in [("type", json!("text")), ("entity", json!("planet"))] {
            assert_eq!(rules(&create(&service, &ana, json!({ key: value }))), [format!("{key} unknown_option")]);
        }
    }
}

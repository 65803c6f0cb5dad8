//! The values of inputs: the accepted forms of each type, the stored form, and the merging of edits.

use serde_json::{Value, json};

use super::{create_with, one_of_each};
use crate::calls::{changes, message, rules};
use crate::service::services;

#[test]
fn each_type_takes_its_forms_and_gives_its_own_back() {
    for service in services() {
        let ana = service.register("Ana");
        one_of_each(&service, &ana);
        for (slug, sent, kept) in [
            ("list", json!("Gold"), "\"Gold\""),
            ("list", json!(" Silver "), "\"Silver\""),
            ("string", json!("  Größe \"L\" \\ "), r#""Größe \"L\" \\""#),
            ("integer", json!(40), "40"),
            ("integer", json!("-7"), "-7"),
            ("integer", json!(9_007_199_254_740_993_i64), "9007199254740993"),
            ("double", json!(10.1), "10.1"),
            ("double", json!("0.30000000000000004"), "0.30000000000000004"),
            ("double", json!("12345678901234567890.12"), "12345678901234567890.12"),
            ("double", json!(3), "3"),
            ("checkbox", json!(true), "true"),
            ("checkbox", json!("Yes"), "true"),
            ("checkbox", json!(1), "true"),
            ("checkbox", json!("1"), "true"),
            ("checkbox", json!("true"), "true"),
            ("checkbox", json!(false), "false"),
            ("checkbox", json!("No"), "false"),
            ("checkbox", json!(0), "false"),
            ("checkbox", json!("0"), "false"),
            ("checkbox", json!("false"), "false"),
        ] {
            let reply = create_with(&service, &ana, json!({ slug: sent }));
            reply.success();
            assert!(reply.text.contains(&format!("\"inputs\":{{\"{slug}\":{kept}}}")), "{slug} {sent}: {}", reply.text);
        }
        let listed = service.try_call(&ana, "GetCompanies", json!({ "with_inputs": true, "sort": "-id", "pagination": 14 }));
        assert!(listed.text.contains("\"inputs\":{\"double\":0.30000000000000004}"), "{}", listed.text);
    }
}

#[test]
fn a_value_that_its_type_does_not_take_is_wrong_at_its_slug() {
    for service in services() {
        let ana = service.register("Ana");
        one_of_each(&service, &ana);
        for (slug, wrong) in [
            ("list", vec![json!("gold"), json!("Bronze"), json!(""), json!(1), json!(true)]),
            ("string", vec![json!(5), json!(true), json!("a\u{0}"), json!("x".repeat(5001))]),
            ("integer", vec![json!(1.5), json!("1.0"), json!("many"), json!(true), json!("9223372036854775808"), json!("")]),
            ("double", vec![json!("1,5"), json!("many"), json!(true), json!("NaN"), json!("inf"), json!("1e999"), json!("")]),
            ("checkbox", vec![json!("on"), json!(2), json!("maybe"), json!("")]),
        ] {
            for value in wrong.into_iter().chain([json!([1]), json!({})]) {
                let reply = create_with(&service, &ana, json!({ slug: value }));
                assert_eq!(reply.wrong(), [format!("inputs.{slug}")], "{value}");
            }
        }
        let reply = create_with(&service, &ana, json!({ "list": "gold" }));
        assert!(message(&reply, "inputs.list").contains("Gold, Silver"), "{}", reply.text);
        let reply = create_with(&service, &ana, json!({ "intiger": 1, "list": "x", "double": "x", "checkbox": "x" }));
        assert_eq!(reply.wrong(), ["inputs.checkbox", "inputs.double", "inputs.intiger", "inputs.list"]);
        assert!(message(&reply, "inputs.intiger").contains("Did you mean 'integer'?"), "{}", reply.text);
        for other in [json!("x"), json!(5), json!([1])] {
            assert_eq!(rules(&create_with(&service, &ana, other)), ["inputs wrong_type"]);
        }
        for none in [json!(null), json!({}), json!([]), json!({ "list": null })] {
            assert_eq!(create_with(&service, &ana, none).success()["company"]["inputs"], json!({}));
        }
    }
}

#[test]
fn an_edit_merges_values_null_takes_one_away_and_the_rest_stays() {
    for service in services() {
        let ana = service.register("Ana");
        one_of_each(&service, &ana);
        let company = create_with(&service, &ana, json!({ "list": "Gold", "integer": 40, "checkbox": true })).success()["company"].clone();
        let edit =
            |inputs: Value| service.call(&ana, "EditCompany", json!({ "company_id": company["id"], "inputs": inputs }))["company"].clone();
        let edited = edit(json!({ "integer": 41, "double": "2.50", "list": null, "string": null }));
        assert_eq!(edited["inputs"].to_string(), r#"{"checkbox":true,"double":2.5,"integer":41}"#);
        assert_eq!(edited["version"], 2);
        let before = changes(&service);
        for nothing in
            [json!({}), json!([]), json!(null), json!({ "integer": "41" }), json!({ "list": null }), json!({ "checkbox": "Yes" })]
        {
            assert_eq!(edit(nothing), edited);
        }
        assert_eq!(changes(&service), before);
        let reply = service.try_call(&ana, "EditCompany", json!({ "company_id": company["id"], "inputs": { "integer": 1, "list": "x" } }));
        assert_eq!(rules(&reply), ["inputs.list unknown_option"]);
        let found = service.call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": company["id"], "with_files": true }));
        assert_eq!(found["company"], edited, "a failed call changes nothing");
    }
}

#[test]
fn another_profiles_inputs_are_unknown() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        one_of_each(&service, &ana);
        assert_eq!(rules(&create_with(&service, &berta, json!({ "integer": 1 }))), ["inputs.integer unknown_input"]);
    }
}

#[test]
fn all_values_of_a_record_and_all_options_of_a_kind_have_a_bound_together() {
    for service in services() {
        let ana = service.register("Ana");
        for letter in 'a'..='n' {
            service.call(&ana, "Inputs.CreateInput", json!({ "entity": "company", "name": letter.to_string(), "type": "string" }));
        }
        let values = |letters: std::ops::RangeInclusive<char>| {
            let values = letters.map(|letter| (letter.to_string(), json!("x".repeat(5_000))));
            Value::Object(values.collect())
        };
        let made = create_with(&service, &ana, values('a'..='m')).success()["company"].clone();
        assert_eq!(rules(&create_with(&service, &ana, values('a'..='n'))), ["inputs too_long"]);
        let edit = json!({ "company_id": made["id"], "inputs": values('n'..='n') });
        assert_eq!(rules(&service.try_call(&ana, "Companies.EditCompany", edit)), ["inputs too_long"]);

        let options = |length: usize| (0..6_000).map(|number| format!("{number:0length$}")).collect::<Vec<_>>();
        let list = |name: &str, length: usize| {
            let parameters = json!({ "entity": "company", "name": name, "type": "list", "options": options(length) });
            service.try_call(&ana, "Inputs.CreateInput", parameters)
        };
        let long = list("long", 100).success()["input"]["id"].clone();
        assert_eq!(rules(&list("other", 100)), ["options too_long"]);
        let short = list("short", 10).success()["input"]["id"].clone();
        let edit = |input: &Value| service.try_call(&ana, "Inputs.EditInput", json!({ "input_id": input, "options": options(90) }));
        assert_eq!(rules(&edit(&short)), ["options too_long"]);
        edit(&long).success();
    }
}

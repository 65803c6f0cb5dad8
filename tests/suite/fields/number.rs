//! Exact numbers at the endpoint, however many digits a client writes out for one.

use serde_json::{Value, json};

use crate::calls::{message, rules};
use crate::inputs::{create_with, one_of_each};
use crate::service::{Person, Service, services};

/// The replies to a product whose value has these digits: once as a number, once as a text.
fn both(service: &Service, ana: &Person, digits: &str) -> [crate::service::Reply; 2] {
    [digits.to_owned(), format!("\"{digits}\"")].map(|value| {
        let parameters = format!(r#"{{"profile_id":{},"name":"Grano","value":{value}}}"#, ana.profile_id);
        service.send("/api", Some(&ana.token), &format!(r#"{{"method":"Products.CreateProduct","parameters":{parameters}}}"#))
    })
}

#[test]
fn what_is_wrong_with_an_amount_is_said_by_its_right_name() {
    for service in services() {
        let ana = service.register("Ana");
        for (digits, rule) in [
            ("67.2000000000000028421709430404007434844970703125", "too_many_places"),
            ("0.00001", "too_many_places"),
            ("1e-400", "too_many_places"),
            ("1e-99999999999999999999", "too_many_places"),
            ("0.00000000000000000000000000000000000000000000000000001", "too_many_places"),
            ("1e400", "out_of_range"),
            ("1e99999999999999999999", "out_of_range"),
            ("1000000000000000", "out_of_range"),
            ("123456789012345678901234567890123456789012345678901234567890", "out_of_range"),
        ] {
            for reply in both(&service, &ana, digits) {
                assert_eq!(rules(&reply), [format!("value {rule}")], "{digits}");
            }
        }
        for (digits, kept) in [
            ("67.2000000000000000000000000000000000000000000000000", "67.2"),
            ("0.0000000000000000000000000000000000000000000001e45", "0.1"),
            ("0e99999999999999999999", "0"),
            ("1.5E+2", "150"),
        ] {
            for reply in both(&service, &ana, digits) {
                assert_eq!(reply.success()["product"]["value"].to_string(), kept, "{digits}");
            }
        }
    }
}

#[test]
fn degrees_may_have_all_the_digits_of_a_double() {
    for service in services() {
        let ana = service.register("Ana");
        let mut company = service.company(&ana, "Company");
        company["shipping_address"] = json!({
            "country": "MX", "state": "JAL", "street": "Juárez", "number": "12", "zip": "44100", "city": "Guadalajara",
            "latitude": "20.67360000000000042064412962645292282104492187500",
        });
        let kept = service.call(&ana, "CreateCompany", company)["company"]["shipping_address"]["latitude"].clone();
        assert_eq!(kept, "20.67360000000000042064412962645292282104492187500");
    }
}

#[test]
fn a_number_of_a_custom_field_has_one_form() {
    for service in services() {
        let ana = service.register("Ana");
        one_of_each(&service, &ana);
        let sent = |value: &str| {
            let parameters = format!(
                r#"{{"profile_id":{},"entity":"company","records":[{{"external_ids":{{"sap":"1"}},"name":"Café","type_id":{},"industry_id":{},"inputs":{{"double":{value}}}}}]}}"#,
                ana.profile_id,
                service.entry(&ana, "company_types", "Customer"),
                service.entry(&ana, "company_industries", "Retail"),
            );
            let reply = service.send("/api", Some(&ana.token), &format!(r#"{{"method":"Sync.Upsert","parameters":{parameters}}}"#));
            reply.success()["results"][0]["result"].clone()
        };
        let kept = || {
            let company = service.try_call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": { "sap": "1" } }));
            let text = company.text.split("\"double\":").nth(1).expect("a value").to_owned();
            text.split('}').next().expect("its end").to_owned()
        };
        assert_eq!(sent("1.50"), "created");
        assert_eq!(kept(), "1.5");
        for same in ["1.5", "\"1.50\"", "15e-1", "\" 0.15e1 \"", "1.50000000000000000000000000000000000000000000000000000000000"] {
            assert_eq!(sent(same), "unchanged", "{same}");
        }
        assert_eq!(sent("67.2000000000000028421709430404007434844970703125"), "updated");
        assert_eq!(kept(), "67.2");
        assert_eq!(sent("67.2"), "unchanged");
        assert_eq!(sent("-0.0"), "updated");
        assert_eq!(kept(), "0");
        assert_eq!(sent("0"), "unchanged");
    }
}

#[test]
fn a_number_that_was_kept_in_another_form_is_the_same() {
    for service in services() {
        let ana = service.register("Ana");
        one_of_each(&service, &ana);
        let company = create_with(&service, &ana, json!({ "double": 1 })).success()["company"].clone();
        crate::calls::execute(&service, r#"UPDATE companies SET inputs = '{"double":1.50}'"#);
        let edit = |value: Value| {
            let edit = json!({ "company_id": company["id"], "inputs": { "double": value } });
            service.call(&ana, "EditCompany", edit)["company"]["version"].clone()
        };
        assert_eq!(edit(json!(1.5)), 1);
        assert_eq!(edit(json!("15e-1")), 1);
        assert_eq!(edit(json!(1.6)), 2);
        let reply = service.try_call(&ana, "EditCompany", json!({ "company_id": company["id"], "inputs": { "double": "1e400" } }));
        assert!(message(&reply, "inputs.double").contains("a number"), "{}", reply.text);
    }
}

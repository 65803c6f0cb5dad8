//! `Contacts.GetContact`: a contact by its id or its e-mail address.

use serde_json::{Value, json};

use super::{contact, create_contact};
use crate::calls::{conflict, rules};
use crate::service::services;

#[test]
fn a_contact_is_found_by_its_id_and_by_its_address_in_any_letter_case() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Acme");
        let mut parameters = contact(&service, &ana, &company, "José");
        parameters["email"] = json!("José.Pérez@Example.com");
        let made = service.call(&ana, "CreateContact", parameters)["contact"].clone();
        create_contact(&service, &ana, &company, "Without an address");
        let find = |by: &str, value: Value| {
            service.call(&ana, "GetContact", json!({ "search_by": by, "search_value": value, "with_files": true }))["contact"].clone()
        };
        for (by, value) in [
            ("id", made["id"].clone()),
            ("id", json!(made["id"].to_string())),
            ("email", json!("José.Pérez@Example.com")),
            ("email", json!(" josé.pérez@EXAMPLE.com ")),
        ] {
            assert_eq!(find(by, value), made);
        }
        for value in ["jose.perez@example.com", "josé.pérez@example.co", "%", "josé.pérez@example.com_"] {
            service.try_call(&ana, "GetContact", json!({ "search_by": "email", "search_value": value })).failure("not_found");
        }
    }
}

#[test]
fn an_address_that_several_have_is_a_conflict_unless_the_company_settles_it() {
    for service in services() {
        let ana = service.register("Ana");
        let (first, second, third) =
            (service.create_company(&ana, "First"), service.create_company(&ana, "Second"), service.create_company(&ana, "Third"));
        let make = |company: &Value, name: &str| {
            let mut parameters = contact(&service, &ana, company, name);
            parameters["email"] = json!("info@example.com");
            service.call(&ana, "CreateContact", parameters)["contact"].clone()
        };
        let (one, _, _) = (make(&first, "One"), make(&second, "Two"), make(&second, "Three"));
        let find = |company: Option<&Value>| {
            let mut parameters = json!({ "search_by": "email", "search_value": "INFO@example.com", "with_files": true });
            if let Some(company) = company {
                parameters["company_id"] = company["id"].clone();
            }
            service.try_call(&ana, "GetContact", parameters)
        };
        let (path, sentence) = conflict(&find(None));
        assert_eq!(path, "search_value");
        assert!(sentence.contains('3') && sentence.contains("company_id"), "{sentence}");
        assert_eq!(find(Some(&first)).success()["contact"], one);
        let (path, sentence) = conflict(&find(Some(&second)));
        assert!(path == "search_value" && sentence.contains('2') && !sentence.contains("company_id"), "{sentence}");
        find(Some(&third)).failure("not_found");
        // The company narrows a search by id, too.
        let by_id =
            |company: &Value| json!({ "search_by": "id", "search_value": one["id"], "company_id": company["id"], "with_files": true });
        assert_eq!(service.call(&ana, "GetContact", by_id(&first))["contact"], one);
        service.try_call(&ana, "GetContact", by_id(&second)).failure("not_found");
    }
}

#[test]
fn what_is_searched_by_and_for_is_checked_and_what_is_anothers_is_not_there() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let wrong = |parameters: Value| rules(&service.try_call(&ana, "GetContact", parameters));
        assert_eq!(wrong(json!({})), ["search_by required", "search_value required"]);
        assert_eq!(wrong(json!({ "search_by": "mobile", "search_value": 1 })), ["search_by unknown_option"]);
        for value in [json!(1), json!("12345"), json!("call me"), json!("33 1234 5678, 33 8765 4321")] {
            assert_eq!(wrong(json!({ "search_by": "phone", "search_value": value })), ["search_value malformed_phone"], "{value}");
        }
        assert_eq!(wrong(json!({ "search_by": "id", "search_value": "x" })), ["search_value wrong_type"]);
        let company = service.create_company(&berta, "Foreign");
        let foreign = create_contact(&service, &berta, &company, "José");
        service.try_call(&ana, "GetContact", json!({ "search_by": "id", "search_value": foreign["id"] })).failure("not_found");
        let parameters = json!({ "search_by": "id", "search_value": foreign["id"], "company_id": company["id"] });
        assert_eq!(rules(&service.try_call(&ana, "GetContact", parameters)), ["company_id unknown_id"]);
    }
}

#[test]
fn a_contact_is_found_by_any_of_its_numbers_however_they_are_written() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, other) = (service.create_company(&ana, "Acme"), service.create_company(&ana, "Other"));
        let make = |company: &Value, key: &str, number: &str| {
            let mut parameters = contact(&service, &ana, company, "José");
            parameters[key] = json!(number);
            service.call(&ana, "CreateContact", parameters)["contact"].clone()
        };
        let office = make(&company, "phone_office", "+52 (33) 1234-5678");
        let mobile = make(&company, "phone_mobile", "33 8765.4321 ext. 12");
        // The digits of the first are a part of this one's.
        make(&company, "phone_other", "+52 33 1234 56789");
        let find = |number: &str| {
            service.try_call(&ana, "GetContact", json!({ "search_by": "phone", "search_value": number, "with_files": true }))
        };
        for (number, expected) in [
            ("33 1234 5678", &office),
            ("+523312345678", &office),
            ("0052 33 1234 5678", &office),
            ("(33) 1234–5678", &office),
            ("3387654321", &mobile),
            ("+52 33 8765 4321", &mobile),
        ] {
            assert_eq!(find(number).success()["contact"], *expected, "{number}");
        }
        find("33 1234 567").failure("not_found");
        find("33 0000 0000").failure("not_found");
        let same = make(&other, "phone_other", "33-1234-5678");
        let details = find("+52 33 1234 5678").failure("conflict");
        assert_eq!(details[0]["values"]["ids"], json!([office["id"], same["id"]]), "{details}");
        let at_other = json!({ "search_by": "phone", "search_value": "33 1234 5678", "company_id": other["id"], "with_files": true });
        assert_eq!(service.call(&ana, "GetContact", at_other)["contact"], same);
        // A number that travels as a JSON number.
        assert_eq!(
            service.call(&ana, "GetContact", json!({ "search_by": "phone", "search_value": 3_387_654_321_i64, "with_files": true }))["contact"],
            mobile
        );
    }
}

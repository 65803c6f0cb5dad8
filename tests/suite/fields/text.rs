//! Texts: trimmed, of any script, with a greatest length.

use serde_json::{Value, json};

use crate::calls::rules;
use crate::service::{Person, Service, services};

fn create(service: &Service, ana: &Person, key: &str, value: Value) -> crate::service::Reply {
    let mut parameters = service.company(ana, "Company");
    parameters[key] = value;
    service.try_call(ana, "CreateCompany", parameters)
}

#[test]
fn a_text_is_trimmed_and_otherwise_kept_as_it_came() {
    for service in services() {
        let ana = service.register("Ana");
        for (sent, kept) in [
            ("  Café \t Núñez \n", "Café \t Núñez"),
            ("\u{a0}Ünïcödé 株式会社 🏭\u{3000}", "Ünïcödé 株式会社 🏭"),
            ("Cafe\u{301}", "Cafe\u{301}"),
            ("O'Neil \"&\" <b>%_\\</b> ; DROP TABLE companies --", "O'Neil \"&\" <b>%_\\</b> ; DROP TABLE companies --"),
            ("شركة النور", "شركة النور"),
            ("\u{feff}Café\u{200b} \u{200f}", "Café"),
            ("\u{ad}a\u{200b}b\u{7f}\u{202c}", "a\u{200b}b"),
            ("❤\u{fe0f} ", "❤\u{fe0f}"),
            ("👩‍👩‍👧‍👦 and \u{1f3f4}\u{e0067}", "👩‍👩‍👧‍👦 and \u{1f3f4}\u{e0067}"),
        ] {
            let company = create(&service, &ana, "name", json!(sent)).success()["company"].clone();
            assert_eq!(company["name"], kept);
            let found = service.call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": company["id"] }));
            assert_eq!(found["company"]["name"], kept);
        }
    }
}

#[test]
fn a_required_text_is_not_empty() {
    for service in services() {
        let ana = service.register("Ana");
        for blank in ["", "   ", "\t\n\u{a0}\u{3000}", "\u{200b}", " \u{feff}\u{2060}\u{ad}", "\u{200d}\u{fe0f}", "\u{7f}\u{85}"] {
            assert_eq!(rules(&create(&service, &ana, "name", json!(blank))), ["name empty"], "{blank:?}");
        }
        assert_eq!(rules(&create(&service, &ana, "name", json!(null))), ["name required"]);
        for other in [json!(5), json!(true), json!(["a"]), json!({})] {
            assert_eq!(rules(&create(&service, &ana, "name", other)), ["name wrong_type"]);
        }
        assert_eq!(rules(&create(&service, &ana, "name", json!("a\u{0}b"))), ["name forbidden_character"]);
    }
}

#[test]
fn an_optional_text_that_is_empty_is_none() {
    for service in services() {
        let ana = service.register("Ana");
        for none in [json!(""), json!("  "), json!(null)] {
            for key in ["website", "phone", "mobile", "whatsapp", "email", "bio", "billing_name", "rfc"] {
                let company = create(&service, &ana, key, none.clone()).success()["company"].clone();
                assert!(company[key].is_null(), "{key} {none}");
            }
        }
    }
}

#[test]
fn every_text_has_a_maximum_length_that_counts_characters() {
    for service in services() {
        let ana = service.register("Ana");
        for (key, most) in [
            ("name", 200),
            ("client_number", 100),
            ("slug", 200),
            ("website", 500),
            ("phone", 50),
            ("mobile", 50),
            ("whatsapp", 50),
            ("email", 254),
            ("bio", 5000),
            ("billing_name", 200),
            ("rfc", 50),
        ] {
            let longest = match key {
                "website" => format!("https://ñ.example/{}", "ñ".repeat(most - "https://ñ.example/".chars().count())),
                "phone" | "mobile" | "whatsapp" => "1".repeat(most),
                _ => "ñ".repeat(most),
            };
            if key != "email" && key != "slug" {
                let company = create(&service, &ana, key, json!(format!(" {longest} "))).success()["company"].clone();
                assert_eq!(company[key], longest, "{key}");
            }
            let reply = create(&service, &ana, key, json!(format!("{longest}a")));
            assert_eq!(rules(&reply), [format!("{key} too_long")]);
            assert!(reply.text.contains(&format!("{most} characters")), "{}", reply.text);
        }
        assert_eq!(rules(&service.try_call(&ana, "GetCompanies", json!({ "query": "a".repeat(201) }))), ["query too_long"]);
    }
}

#[test]
fn a_telephone_number_may_come_as_a_number() {
    for service in services() {
        let ana = service.register("Ana");
        let company = create(&service, &ana, "phone", json!(5_512_345_678_i64)).success()["company"].clone();
        assert_eq!(company["phone"], "5512345678");
        for wrong in [json!(1.5), json!(-5), json!(true)] {
            assert_eq!(rules(&create(&service, &ana, "phone", wrong)), ["phone wrong_type"]);
        }
    }
}

#[test]
fn a_name_that_grows_when_it_is_folded_makes_no_failure() {
    for service in services() {
        let ana = service.register("Ana");
        let grows: String = "ﷺ㌖㌳㍄㍍㎨㋿㍻".chars().cycle().take(200).collect();
        let company = create(&service, &ana, "name", json!(grows)).success()["company"].clone();
        assert_eq!(company["name"], grows.as_str());
        assert!(company["slug"].as_str().unwrap().chars().count() <= 200, "{}", company["slug"]);
    }
}

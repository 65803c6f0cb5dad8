//! Postal addresses, with the countries and states of ISO 3166.

use serde_json::{Value, json};

use crate::calls::{message, rules};
use crate::service::{Person, Reply, Service, services};

fn address() -> Value {
    json!({ "country": "MX", "state": "JAL", "street": "Juárez", "number": "12", "zip": "44100", "city": "Guadalajara" })
}

fn create(service: &Service, ana: &Person, changes: Value) -> Reply {
    let mut address = address();
    for (key, value) in changes.as_object().expect("an object") {
        address[key] = value.clone();
    }
    let mut parameters = service.company(ana, "Company");
    parameters["shipping_address"] = address;
    service.try_call(ana, "CreateCompany", parameters)
}

#[test]
fn an_address_comes_back_whole_and_in_the_form_of_the_standard() {
    for service in services() {
        let ana = service.register("Ana");
        let changes = json!({
            "country": "mx", "state": "mx-jal", "interior_number": " B ", "suburb": "Centro", "latitude": 20.6736, "longitude": "-103.344",
        });
        let company = create(&service, &ana, changes).success()["company"].clone();
        let expected = json!({
            "country": "MX", "state": "JAL", "street": "Juárez", "number": "12", "interior_number": "B", "zip": "44100",
            "suburb": "Centro", "city": "Guadalajara", "latitude": "20.6736", "longitude": "-103.344",
        });
        assert_eq!(company["shipping_address"], expected);
        assert!(company["billing_address"].is_null());
        let least = create(&service, &ana, json!({ "interior_number": "", "suburb": null, "latitude": "" })).success();
        for empty in ["interior_number", "suburb", "latitude", "longitude"] {
            assert_eq!(least["company"]["shipping_address"][empty], Value::Null, "{empty}");
        }
    }
}

#[test]
fn a_state_is_taken_with_and_without_its_country() {
    for service in services() {
        let ana = service.register("Ana");
        for state in ["JAL", "MX-JAL", "jal", "mx-jal"] {
            let company = create(&service, &ana, json!({ "state": state })).success()["company"].clone();
            assert_eq!(company["shipping_address"]["state"], "JAL");
        }
        for state in ["US-JAL", "TX", "US-TX", "Jalisko", "MX", "-JAL", "MX-MX-JAL"] {
            let reply = create(&service, &ana, json!({ "state": state }));
            assert_eq!(rules(&reply), ["shipping_address.state unknown_state"], "{state}");
        }
        let reply = create(&service, &ana, json!({ "state": "JALI" }));
        assert!(message(&reply, "shipping_address.state").contains("Did you mean 'JAL'?"), "{}", reply.text);
    }
}

#[test]
fn a_state_is_taken_by_its_own_name_with_or_without_accents() {
    for service in services() {
        let ana = service.register("Ana");
        let state = |country: &str, state: &str| create(&service, &ana, json!({ "country": country, "state": state }));
        for (country, name, code) in [
            ("MX", "México", "MEX"),
            ("MX", "MEXICO", "MEX"),
            ("MX", " Jalisco\u{200b}", "JAL"),
            ("MX", "Nuevo Leo\u{301}n", "NLE"),
            ("MX", "ciudad de mexico", "CMX"),
            ("MX", "Baja California", "BCN"),
            ("MX", "Veracruz de Ignacio de la Llave", "VER"),
            ("ES", "Madrid", "M"),
            ("ES", "Comunidad de Madrid", "MD"),
            ("ES", "Madrid, Comunidad de", "MD"),
            ("ES", "castilla la mancha", "CM"),
            ("ES", "Malaga", "MA"),
            ("US", "new york", "NY"),
            ("PL", "Łódzkie", "10"),
            ("GB", "City of London", "LND"),
            // A code is taken as a code, even if a name is the same text.
            ("MX", "MEX", "MEX"),
            ("ES", "MA", "MA"),
        ] {
            let company = state(country, name).success()["company"].clone();
            assert_eq!(company["shipping_address"]["state"], code, "{country} {name}");
        }
        let reply = state("ES", "Cantabria");
        assert_eq!(rules(&reply), ["shipping_address.state ambiguous_state"]);
        let said = message(&reply, "shipping_address.state");
        assert!(said.contains("'CB'") && said.contains("'S'"), "{said}");
        for (country, name, meant) in [
            ("MX", "Mejico", "MEX"),
            ("MX", "Veracruz", "VER"),
            ("MX", "Michoacan", "MIC"),
            ("MX", "Estado de México", "MEX"),
            ("MX", "JALI", "JAL"),
            ("ES", "Valenciana", "VC"),
            ("ES", "Barcelonna", "B"),
            ("US", "Californa", "CA"),
        ] {
            let reply = state(country, name);
            assert_eq!(rules(&reply), ["shipping_address.state unknown_state"], "{country} {name}");
            let said = message(&reply, "shipping_address.state");
            assert!(said.contains(&format!("Did you mean '{meant}'?")), "{country} {name}: {said}");
        }
    }
}

#[test]
fn a_country_without_states_has_none() {
    for service in services() {
        let ana = service.register("Ana");
        for none in [json!(null), json!(""), json!("  ")] {
            let company = create(&service, &ana, json!({ "country": "AI", "state": none })).success()["company"].clone();
            assert_eq!(company["shipping_address"]["country"], "AI");
            assert!(company["shipping_address"]["state"].is_null());
        }
        assert_eq!(rules(&create(&service, &ana, json!({ "country": "AI", "state": "JAL" }))), ["shipping_address.state unknown_state"]);
    }
}

#[test]
fn what_is_wrong_in_an_address_is_said_where_it_is() {
    for service in services() {
        let ana = service.register("Ana");
        for country in ["XX", "UK", "MEX", "Mexico", "484"] {
            assert_eq!(rules(&create(&service, &ana, json!({ "country": country }))), ["shipping_address.country unknown_country"]);
        }
        assert_eq!(rules(&create(&service, &ana, json!({ "country": "" }))), ["shipping_address.country empty"]);
        assert_eq!(rules(&create(&service, &ana, json!({ "zip": "" }))), ["shipping_address.zip required"]);
        for key in ["country", "zip"] {
            assert_eq!(rules(&create(&service, &ana, json!({ key: null }))), [format!("shipping_address.{key} required")]);
            let mut parameters = service.company(&ana, "Company");
            parameters["billing_address"] = address();
            parameters["billing_address"].as_object_mut().expect("an object").remove(key);
            assert_eq!(rules(&service.try_call(&ana, "CreateCompany", parameters)), [format!("billing_address.{key} required")]);
        }
        let both = create(&service, &ana, json!({ "state": "XXX", "zip": null }));
        assert_eq!(rules(&both), ["shipping_address.state unknown_state", "shipping_address.zip required"]);
        for (latitude, longitude) in [("90.0001", "180.0001"), ("-91", "-181"), ("north", "east"), ("NaN", "inf"), ("1e9", "0x10")] {
            let reply = create(&service, &ana, json!({ "latitude": latitude, "longitude": longitude }));
            assert_eq!(rules(&reply), ["shipping_address.latitude out_of_range", "shipping_address.longitude out_of_range"]);
        }
        for wrong in [json!("Juárez 12"), json!(5), json!(true), json!(["MX"])] {
            let mut parameters = service.company(&ana, "Company");
            parameters["shipping_address"] = wrong;
            assert_eq!(rules(&service.try_call(&ana, "CreateCompany", parameters)), ["shipping_address wrong_type"]);
        }
    }
}

/// A company with this shipping address.
fn at(service: &Service, ana: &Person, address: Value) -> Reply {
    let mut parameters = service.company(ana, "Company");
    parameters["shipping_address"] = address;
    service.try_call(ana, "CreateCompany", parameters)
}

#[test]
fn an_address_needs_its_country_and_one_line_more() {
    for service in services() {
        let ana = service.register("Ana");
        for line in
            [json!({ "street": "Queen's Road" }), json!({ "number": "7" }), json!({ "suburb": "Wan Chai" }), json!({ "city": "Victoria" })]
        {
            let mut address = line.clone();
            address["country"] = json!("HK");
            let kept = at(&service, &ana, address).success()["company"]["shipping_address"].clone();
            for key in ["state", "street", "number", "interior_number", "zip", "suburb", "city", "latitude", "longitude"] {
                assert_eq!(kept[key], line.get(key).cloned().unwrap_or(Value::Null), "{key}");
            }
        }
        for nothing in [json!({}), json!({ "street": " ", "city": null }), json!({ "latitude": 1, "interior_number": "B" })] {
            let mut address = nothing;
            address["country"] = json!("HK");
            assert_eq!(rules(&at(&service, &ana, address.clone())), ["shipping_address incomplete"], "{address}");
        }
        assert_eq!(rules(&at(&service, &ana, json!({ "city": "Victoria" }))), ["shipping_address.country required"]);
    }
}

#[test]
fn a_postal_code_is_needed_only_where_the_country_has_any() {
    for service in services() {
        let ana = service.register("Ana");
        for country in ["MX", "ES", "US", "BR", "GB", "DE"] {
            assert_eq!(
                rules(&at(&service, &ana, json!({ "country": country, "city": "X" }))),
                ["shipping_address.zip required"],
                "{country}"
            );
            at(&service, &ana, json!({ "country": country, "city": "X", "zip": "12345" })).success();
        }
        for country in ["HK", "AE", "PA", "QA", "BO"] {
            let kept = at(&service, &ana, json!({ "country": country, "city": "X" })).success();
            assert!(kept["company"]["shipping_address"]["zip"].is_null(), "{country}");
            let kept = at(&service, &ana, json!({ "country": country, "city": "X", "zip": "00000" })).success();
            assert_eq!(kept["company"]["shipping_address"]["zip"], "00000", "a code that is given is kept");
        }
        let said = message(&at(&service, &ana, json!({ "country": "MX", "city": "X" })), "shipping_address.zip");
        assert!(said.contains("Mexico"), "{said}");
    }
}

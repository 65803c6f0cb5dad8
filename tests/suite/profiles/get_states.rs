//! `Profiles.GetStates`: ISO 3166-2, with the country's code beside it.

use serde_json::json;

use crate::calls::{each, keys, rules};
use crate::service::services;

#[test]
fn the_states_of_a_country_stand_beside_its_code() {
    for service in services() {
        let ana = service.register("Ana");
        for code in ["MX", "mx", " Mx "] {
            let reply = service.post(Some(&ana.token), "GetStates", json!({ "country": code })).success();
            assert_eq!(keys(&reply), ["country", "states"]);
            assert_eq!(reply["country"], "MX");
            let codes = each(&reply["states"], "code");
            assert_eq!(codes.len(), 32);
            assert!(codes.contains(&json!("JAL")) && codes.iter().all(|code| !code.as_str().unwrap().contains('-')));
        }
        let none = service.post(Some(&ana.token), "GetStates", json!({ "country": "AI" })).success();
        assert_eq!(none, json!({ "country": "AI", "states": [] }));
    }
}

#[test]
fn an_unknown_country_is_an_error() {
    for service in services() {
        let ana = service.register("Ana");
        for code in ["XX", "MEX", "Mexico", "M", "MX-JAL", "🇲🇽"] {
            let reply = service.post(Some(&ana.token), "GetStates", json!({ "country": code }));
            assert_eq!(rules(&reply), ["country unknown_country"], "{code}");
        }
        assert_eq!(rules(&service.post(Some(&ana.token), "GetStates", json!({}))), ["country required"]);
    }
}

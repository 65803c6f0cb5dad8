//! `Profiles.GetCountries`: ISO 3166-1, all of it.

use serde_json::json;

use crate::calls::{each, keys};
use crate::service::services;

#[test]
fn all_countries_are_listed_by_their_codes() {
    for service in services() {
        let ana = service.register("Ana");
        let reply = service.post(Some(&ana.token), "GetCountries", json!({})).success();
        assert_eq!(keys(&reply), ["countries"]);
        let codes = each(&reply["countries"], "code");
        assert_eq!(codes.len(), 249);
        assert!(codes.is_sorted_by_key(|code| code.as_str().unwrap().to_owned()));
        assert!(codes.iter().all(|code| code.as_str().unwrap().len() == 2));
        let mexico = reply["countries"].as_array().unwrap().iter().find(|country| country["code"] == "MX").expect("Mexico");
        assert_eq!(mexico, &json!({ "code": "MX", "name": "Mexico" }));
    }
}

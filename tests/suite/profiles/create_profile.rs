//! `Profiles.CreateProfile`, `EditProfile`, `GetProfiles`: the profiles of the caller and no others.

use serde_json::json;

use crate::calls::{at_once, changes, each, keys, number, rules};
use crate::service::{Person, services};

#[test]
fn who_makes_a_profile_manages_it_and_sees_the_own_ones_alone() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let made = service.post(Some(&ana.token), "CreateProfile", json!({ "name": " Second " })).success()["profile"].clone();
        assert_eq!(keys(&made), ["created_at", "id", "name", "role", "updated_at", "version"]);
        assert_eq!((&made["name"], &made["role"], &made["version"]), (&json!("Second"), &json!("manager"), &json!(1)));
        let profiles = service.post(Some(&ana.token), "GetProfiles", json!({})).success()["profiles"].clone();
        assert_eq!(each(&profiles, "name"), ["Ana's", "Second"]);
        assert_eq!(profiles[1], made);
        assert_eq!(each(&service.post(Some(&berta.token), "GetProfiles", json!({})).success()["profiles"], "name"), ["Berta's"]);
        let second = Person { profile_id: made["id"].as_i64().unwrap(), ..ana.clone() };
        assert!(!service.call(&second, "GetStages", json!({}))["stages"].as_array().unwrap().is_empty());
        service.create_company(&second, "Company");
        assert_eq!(service.call(&ana, "GetCompanies", json!({}))["total"], 0);
        assert_eq!(service.call(&second, "GetCompanies", json!({}))["total"], 1);
        assert_eq!(rules(&service.post(Some(&ana.token), "CreateProfile", json!({ "name": "" }))), ["name empty"]);
    }
}

#[test]
fn a_profile_is_renamed_and_an_edit_that_changes_nothing_writes_nothing() {
    for service in services() {
        let ana = service.register("Ana");
        let renamed = service.call(&ana, "EditProfile", json!({ "name": "Nuevo" }))["profile"].clone();
        assert_eq!((&renamed["name"], &renamed["version"]), (&json!("Nuevo"), &json!(2)));
        let before = changes(&service);
        for nothing in [json!({}), json!({ "name": " Nuevo " })] {
            assert_eq!(service.call(&ana, "EditProfile", nothing)["profile"], renamed);
        }
        assert_eq!(changes(&service), before);
        assert_eq!(rules(&service.try_call(&ana, "EditProfile", json!({ "name": null }))), ["name required"]);
    }
}

#[test]
fn renames_at_once_each_count_and_none_is_lost() {
    for service in services() {
        let ana = service.register("Ana");
        let named = at_once(16, |number| service.call(&ana, "EditProfile", json!({ "name": format!("Name {number}") }))["profile"].clone());
        let mut versions: Vec<i64> = named.iter().map(|profile| profile["version"].as_i64().unwrap()).collect();
        versions.sort_unstable();
        assert_eq!(versions, (2..18).collect::<Vec<i64>>());
        let records = "SELECT count(DISTINCT version) AS number FROM changes WHERE entity = 'profile'";
        assert_eq!(number(&service, records), 17);
    }
}

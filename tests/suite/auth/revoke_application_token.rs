//! `Auth.RevokeApplicationToken`: ends an application token at once.

use serde_json::{Value, json};

use crate::calls::colleague;
use crate::service::{Person, Service, services};

fn create(service: &Service, person: &Person) -> Value {
    service.call(person, "Auth.CreateApplicationToken", json!({ "name": "ERP", "rights": { "Companies": ["read"] } }))
}

#[test]
fn a_revoked_token_is_dead_at_the_next_call_and_so_is_what_was_made_of_it() {
    for service in services() {
        let ana = service.register("Ana");
        let (made, other) = (create(&service, &ana), create(&service, &ana));
        let access = service.post(None, "Auth.ApiLogin", json!({ "authCode": made["token"] })).success()["token"].clone();
        let asked = |token: &Value| service.post(token.as_str(), "Companies.GetCompanies", json!({ "profile_id": ana.profile_id }));
        asked(&made["token"]).success();
        asked(&access).success();
        let parameters = json!({ "application_token_id": made["application_token"]["id"] });
        let revoked = service.call(&ana, "Auth.RevokeApplicationToken", parameters.clone())["application_token"].clone();
        assert!(revoked["revoked_at"].is_string() && revoked["version"] == 2, "{revoked}");
        asked(&made["token"]).failure("unauthenticated");
        asked(&access).failure("unauthenticated");
        asked(&other["token"]).success();
        let again = service.call(&ana, "Auth.RevokeApplicationToken", parameters)["application_token"].clone();
        assert_eq!(again, revoked, "it can't end twice");
    }
}

#[test]
fn only_managers_of_the_profile_revoke_its_tokens() {
    for service in services() {
        let (ana, sara) = (service.register("Ana"), service.register("Sara"));
        let made = create(&service, &ana);
        let parameters = json!({ "application_token_id": made["application_token"]["id"] });
        let mario = colleague(&service, &ana, "Mario", "member");
        service.try_call(&mario, "Auth.RevokeApplicationToken", parameters.clone()).failure("forbidden");
        service.try_call(&sara, "Auth.RevokeApplicationToken", parameters.clone()).failure("not_found");
        service.post(made["token"].as_str(), "Companies.GetCompanies", json!({ "profile_id": ana.profile_id })).success();
        let berta = colleague(&service, &ana, "Berta", "manager");
        service.call(&berta, "Auth.RevokeApplicationToken", parameters);
    }
}

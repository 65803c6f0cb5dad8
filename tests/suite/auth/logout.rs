//! `Auth.Logout`: ends the caller's own access token.

use serde_json::json;

use crate::calls::another_token;
use crate::service::services;

#[test]
fn a_token_dies_at_once_when_its_user_logs_out_and_no_other_does() {
    for service in services() {
        let ana = service.register("Ana");
        let elsewhere = another_token(&service, &ana);
        service.post(Some(&ana.token), "GetProfiles", json!({})).success();
        service.post(Some(&ana.token), "Auth.Logout", json!({})).success();
        service.post(Some(&ana.token), "GetProfiles", json!({})).failure("unauthenticated");
        service.try_call(&ana, "GetCompanies", json!({})).failure("unauthenticated");
        service.try_call(&ana, "CreateCompany", json!({})).failure("unauthenticated");
        service.post(Some(&ana.token), "Auth.Logout", json!({})).failure("unauthenticated");
        service.post(Some(&elsewhere.token), "GetProfiles", json!({})).success();
    }
}

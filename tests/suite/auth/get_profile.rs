//! `Auth.GetProfile`: the signed-in user.

use serde_json::json;

use crate::calls::{another_token, keys, login};
use crate::service::{PASSWORD, services};

#[test]
fn the_caller_is_told_who_it_is_and_when_the_token_expires() {
    for service in services() {
        let ana = service.register("Ana");
        let signed_in = login(&service, &ana.email, PASSWORD).success();
        let reply = service.post(signed_in["token"].as_str(), "Auth.GetProfile", json!({}));
        let response = reply.success();
        assert_eq!(keys(&response), ["application_token", "expires_at", "user"]);
        assert_eq!(response["application_token"], json!(null));
        assert_eq!((&response["user"], &response["expires_at"]), (&signed_in["user"], &signed_in["expires_at"]));
        assert!(!reply.text.contains("password"), "{}", reply.text);
        let berta = another_token(&service, &service.register("Berta"));
        assert_eq!(service.post(Some(&berta.token), "Auth.GetProfile", json!({})).success()["user"]["id"], berta.user_id);
    }
}

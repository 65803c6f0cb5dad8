//! `Auth.GetApplicationTokens`: the application tokens with their rights and their last use.

use serde_json::{Value, json};

use crate::calls::{colleague, keys};
use crate::inspect::Inspector;
use crate::service::{Database, Person, Service, databases, services};

fn create(service: &Service, person: &Person, name: &str) -> Value {
    service.call(person, "Auth.CreateApplicationToken", json!({ "name": name, "rights": { "Companies": ["read"] } }))
}

fn listed(service: &Service, person: &Person) -> Vec<Value> {
    service.call(person, "Auth.GetApplicationTokens", json!({}))["application_tokens"].as_array().expect("tokens").clone()
}

fn use_once(service: &Service, person: &Person, made: &Value) {
    service.post(made["token"].as_str(), "Companies.GetCompanies", json!({ "profile_id": person.profile_id })).success();
}

#[test]
fn the_list_tells_everything_but_the_secret() {
    for service in services() {
        let (ana, sara) = (service.register("Ana"), service.register("Sara"));
        let berta = colleague(&service, &ana, "Berta", "manager");
        let (first, second) = (create(&service, &ana, "ERP"), create(&service, &berta, "Shop"));
        create(&service, &sara, "Sara's");
        service.call(&ana, "Auth.RevokeApplicationToken", json!({ "application_token_id": second["application_token"]["id"] }));
        service.call(&ana, "Profiles.RemoveUser", json!({ "user_id": berta.user_id }));
        let reply = service.try_call(&ana, "Auth.GetApplicationTokens", json!({}));
        for made in [&first, &second] {
            let secret = made["token"].as_str().expect("a token").rsplit('_').next().expect("a secret");
            assert!(!reply.text.contains(secret) && !reply.text.contains("hash"), "{}", reply.text);
        }
        let tokens = listed(&service, &ana);
        let names: Vec<Value> = tokens.iter().map(|token| json!([token["name"], token["user_name"]])).collect();
        assert_eq!(names, [json!(["ERP", "Ana"]), json!(["Shop", "Berta"])], "also of who has left");
        assert!(tokens[0]["revoked_at"].is_null() && tokens[1]["revoked_at"].is_string());
        let mut expected = keys(&first["application_token"]);
        expected.extend(["last_used_at", "user_name"]);
        expected.sort_unstable();
        assert_eq!(keys(&tokens[0]), expected);
        let mario = colleague(&service, &ana, "Mario", "member");
        service.try_call(&mario, "Auth.GetApplicationTokens", json!({})).failure("forbidden");
    }
}

#[test]
fn a_use_is_seen_at_once_and_changes_no_record() {
    for service in services() {
        let ana = service.register("Ana");
        let (used, signed_in, unused) = (create(&service, &ana, "1"), create(&service, &ana, "2"), create(&service, &ana, "3"));
        let mut inspector = Inspector::open(&service.database.url);
        let before = inspector.snapshot();
        use_once(&service, &ana, &used);
        service.post(None, "Auth.ApiLogin", json!({ "authCode": signed_in["token"] })).success();
        service.post(Some("vnt_3_nonsense"), "Companies.GetCompanies", json!({ "profile_id": ana.profile_id })).failure("unauthenticated");
        assert!(before == inspector.snapshot(), "a use is no change");
        let seen: Vec<bool> = listed(&service, &ana).iter().map(|token| token["last_used_at"].is_string()).collect();
        assert_eq!(seen, [true, true, false], "{unused}");
    }
}

#[test]
fn a_use_outlives_the_service_and_the_latest_counts() {
    for database in databases() {
        let start = || Service::start(Database::at(&database.url), |_| ());
        let first = start();
        let ana = first.register("Ana");
        let made = create(&first, &ana, "ERP");
        let last_use = |service: &Service| listed(service, &ana)[0]["last_used_at"].clone();
        // The second node uses the token later than the first one, and stops earlier.
        let second = start();
        use_once(&first, &ana, &made);
        let earlier = last_use(&first);
        use_once(&second, &ana, &made);
        let later = last_use(&second);
        assert!(earlier.as_str() < later.as_str(), "{earlier} {later}");
        drop(second);
        assert_eq!(last_use(&first), later, "what another node wrote is seen, too");
        drop(first);
        assert_eq!(last_use(&start()), later);
    }
}

//! Rights in a batch: with an application token each call needs the token's right in its own module. A kept reply is given only
//! to a caller who may still make the calls in it.

use serde_json::{Value, json};

use super::{item, reference, run};
use crate::calls::{changes, colleague, each, number};
use crate::service::{Person, Reply, Service, services};

/// A script with an application token of this person's, with these rights.
fn script(service: &Service, person: &Person, rights: Value) -> Person {
    let made = service.call(person, "Auth.CreateApplicationToken", json!({ "name": "ERP", "rights": rights }));
    Person { token: made["token"].as_str().expect("a token").to_owned(), ..person.clone() }
}

fn revoke(service: &Service, manager: &Person, script: &Person) {
    let id: i64 = script.token.split('_').nth(1).and_then(|id| id.parse().ok()).expect("an id");
    service.call(manager, "Auth.RevokeApplicationToken", json!({ "application_token_id": id }));
}

/// Runs a batch under an idempotency key.
fn keyed(service: &Service, person: &Person, key: &str, calls: &Value) -> Reply {
    let body = json!({ "method": "Batch.Run", "idempotency_key": key, "parameters": { "calls": calls } });
    service.send("/api", Some(&person.token), &body.to_string())
}

fn is_replayed(reply: &Reply) -> bool {
    reply.header("idempotency-replayed") == Some("true")
}

fn companies(service: &Service) -> i64 {
    number(service, "SELECT count(*) AS number FROM companies")
}

#[test]
fn each_call_needs_the_tokens_right_in_its_own_module() {
    for service in services() {
        let (ana, sara) = (service.register("Ana"), service.register("Sara"));
        let erp = script(&service, &ana, json!({ "Companies": ["read", "write"] }));
        let company = service.company(&ana, "Café Núñez");
        let made = service.create_company(&ana, "Café Luna");
        let create = item(&ana, "Companies.CreateCompany", company.clone());
        let allowed = json!([
            create,
            item(&ana, "Companies.GetCompanies", json!({})),
            item(&ana, "Companies.EditCompany", json!({ "company_id": reference("0.company.id"), "name": "Café" })),
            { "method": "System.Ping" },
            { "method": "Profiles.GetProfiles" },
            { "method": "Auth.GetProfile" },
        ]);
        let replies = run(&service, &erp, true, &allowed).success()["replies"].clone();
        assert_eq!(each(&replies, "success"), [true; 6]);
        assert_eq!(replies[4]["response"]["profiles"].as_array().map(Vec::len), Some(1));
        let noted = changes(&service);
        let token = json!({ "name": "X", "rights": { "*": ["read", "write", "delete"] } });
        let closed = [
            item(&ana, "Companies.DeleteCompany", json!({ "company_id": made["id"] })),
            item(&ana, "Contacts.GetContacts", json!({})),
            item(&ana, "Products.CreateProduct", json!({ "name": "A", "value": 1 })),
            item(&ana, "Profiles.GetUsers", json!({})),
            item(&ana, "Audit.GetHistory", json!({ "entity": "company", "record_id": made["id"] })),
            item(&ana, "Auth.CreateApplicationToken", token),
            json!({ "method": "Profiles.CreateProfile", "parameters": { "name": "X" } }),
            json!({ "method": "Auth.Logout" }),
        ];
        for call in &closed {
            let refused = run(&service, &erp, true, &json!([create, call]));
            refused.failure("forbidden");
            assert!(refused.text.contains("Call 1: "), "{}", refused.text);
        }
        run(&service, &erp, true, &json!([create, item(&sara, "Companies.GetCompanies", json!({}))])).failure("not_found");
        assert_eq!(changes(&service), noted);
        // Without `atomic` the allowed calls are made and the others are not.
        let mut calls = closed.to_vec();
        calls.push(create);
        let replies = run(&service, &erp, false, &json!(calls)).success()["replies"].clone();
        let codes: Vec<&Value> = (0..closed.len()).map(|place| &replies[place]["response"]["code"]).collect();
        assert_eq!(codes, vec!["forbidden"; closed.len()]);
        assert_eq!((&replies[closed.len()]["success"], changes(&service)), (&json!(true), noted + 1));
        let by_whom = "SELECT count(*) AS number FROM changes WHERE token_id LIKE 'application_token:%' AND entity = 'company'";
        assert_eq!(number(&service, by_whom), 3);
    }
}

#[test]
fn any_right_is_enough_for_a_batch_and_no_dead_token_is() {
    for service in services() {
        let ana = service.register("Ana");
        let erp = script(&service, &ana, json!({ "Products": ["query"] }));
        let ping = json!([{ "method": "System.Ping" }]);
        run(&service, &erp, true, &ping).success();
        let access = service.post(None, "Auth.ApiLogin", json!({ "authCode": erp.token })).success()["token"].clone();
        let signed_in = Person { token: access.as_str().expect("a token").to_owned(), ..erp.clone() };
        run(&service, &signed_in, true, &ping).success();
        revoke(&service, &ana, &erp);
        for dead in [&erp, &signed_in] {
            run(&service, dead, false, &ping).failure("unauthenticated");
            service.post(Some(&dead.token), "Batch.Run", json!({ "calls": 5, "stray": 1 })).failure("unauthenticated");
        }
        service.post(None, "Batch.Run", json!({ "calls": ping })).failure("unauthenticated");
    }
}

#[test]
fn a_key_is_a_tokens_own_and_that_of_its_access_tokens() {
    for service in services() {
        let ana = service.register("Ana");
        let rights = json!({ "Companies": ["read", "write"] });
        let (erp, shop) = (script(&service, &ana, rights.clone()), script(&service, &ana, rights));
        let create = item(&ana, "Companies.CreateCompany", service.company(&ana, "Café Núñez"));
        let single = |person: &Person| {
            let mut call = create.clone();
            call["idempotency_key"] = json!("single");
            service.send("/api", Some(&person.token), &call.to_string())
        };
        let batch = |person: &Person| keyed(&service, person, "batch", &json!([create]));
        let callers = [&ana, &erp, &shop];
        let first: Vec<(String, String)> = callers.iter().map(|person| (single(person).text, batch(person).text)).collect();
        assert_eq!(companies(&service), 6, "each has made its own");
        for (person, (of_single, of_batch)) in callers.iter().zip(&first) {
            assert_eq!((&single(person).text, &batch(person).text), (of_single, of_batch));
        }
        let access = service.post(None, "Auth.ApiLogin", json!({ "authCode": erp.token })).success()["token"].clone();
        let signed_in = Person { token: access.as_str().expect("a token").to_owned(), ..erp.clone() };
        assert!(is_replayed(&single(&signed_in)) && is_replayed(&batch(&signed_in)));
        revoke(&service, &ana, &erp);
        for dead in [&erp, &signed_in] {
            single(dead).failure("unauthenticated");
            batch(dead).failure("unauthenticated");
        }
        assert!(is_replayed(&single(&shop)) && is_replayed(&batch(&shop)) && is_replayed(&batch(&ana)));
        assert_eq!(companies(&service), 6);
    }
}

/// The rule is the same as for a call that stands alone.
#[test]
fn a_kept_reply_is_given_to_who_may_still_make_the_calls_that_succeeded() {
    for service in services() {
        let ana = service.register("Ana");
        let mario = colleague(&service, &ana, "Mario", "member");
        let erp = script(&service, &ana, json!({ "Companies": ["write"] }));
        let create = item(&ana, "Companies.CreateCompany", service.company(&ana, "Café Núñez"));
        // The profile's id may come from another call's reply, too.
        let mut referring = create.clone();
        referring["parameters"]["profile_id"] = reference("0.company.profile");
        let rename = item(&ana, "EditCompany", json!({ "company_id": reference("0.company.id"), "name": "Café Luna" }));
        let calls = json!([create, rename]);
        let first = keyed(&service, &mario, "k", &calls);
        first.success();
        assert_eq!(keyed(&service, &mario, "k", &calls).text, first.text);
        let reading = json!([{ "method": "Profiles.GetProfiles" }, {
            "method": "GetCompanies", "parameters": { "profile_id": reference("0.profiles.0.id") },
        }]);
        keyed(&service, &mario, "reading", &reading).success();
        let partly = |person: &Person| {
            let calls = json!([create, item(&ana, "Companies.DeleteCompany", json!({ "company_id": 987_654 })), referring]);
            let body = json!({ "method": "Batch.Run", "idempotency_key": "partly", "parameters": { "atomic": false, "calls": calls } });
            service.send("/api", Some(&person.token), &body.to_string())
        };
        assert_eq!(each(&partly(&erp).success()["replies"], "success"), [true, false, false]);
        assert!(is_replayed(&partly(&erp)), "what failed then needs no right now");
        service.call(&ana, "Profiles.EditUser", json!({ "user_id": mario.user_id, "role": "viewer" }));
        let refused = keyed(&service, &mario, "k", &calls);
        refused.failure("forbidden");
        assert!(refused.text.contains("Call 0: "), "{}", refused.text);
        assert!(!is_replayed(&keyed(&service, &mario, "reading", &reading)), "what only reads is read anew");
        keyed(&service, &mario, "reading", &reading).success();
        service.call(&ana, "Profiles.RemoveUser", json!({ "user_id": mario.user_id }));
        keyed(&service, &mario, "k", &calls).failure("not_found");
        keyed(&service, &mario, "reading", &reading).failure("invalid_parameters");
    }
}

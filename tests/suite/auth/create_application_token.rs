//! `Auth.CreateApplicationToken`, and the rights of its tokens.

use serde_json::{Value, json};

use crate::calls::{colleague, join, keys, message, rules};
use crate::inspect::Inspector;
use crate::service::{Person, Service, services};

/// Makes an application token with these rights and returns its text.
fn token(service: &Service, person: &Person, rights: Value) -> String {
    let made = service.call(person, "Auth.CreateApplicationToken", json!({ "name": "ERP", "rights": rights }));
    made["token"].as_str().expect("a token").to_owned()
}

#[test]
fn a_token_is_shown_once_and_kept_nowhere() {
    for service in services() {
        let ana = service.register("Ana");
        let parameters = json!({
            "name": "ERP nightly", "rights": { "Companies": ["write", "read", "read"], "Products": "read" },
            "expires_at": "31/12/2099", "origin": "sap",
        });
        let made = service.call(&ana, "Auth.CreateApplicationToken", parameters);
        let (token, shown) = (made["token"].as_str().expect("a token"), &made["application_token"]);
        let expected =
            ["created_at", "expires_at", "id", "name", "origin", "prefix", "revoked_at", "rights", "updated_at", "user_id", "version"];
        assert_eq!(keys(shown), expected);
        assert_eq!(shown["rights"], json!({ "Companies": ["read", "write"], "Products": ["read"] }));
        assert_eq!((&shown["user_id"], &shown["origin"]), (&json!(ana.user_id), &json!("sap")));
        assert_eq!(shown["expires_at"], "2100-01-01T00:00:00.000000Z", "the day counts whole");
        assert!(token.starts_with(&format!("vnt_{}_", shown["id"])) && token.starts_with(shown["prefix"].as_str().expect("a text")));
        assert!(token.len() > shown["prefix"].as_str().expect("a text").len() + 40, "what is shown does not help to guess the rest");

        service.post(Some(token), "Companies.GetCompanies", json!({ "profile_id": ana.profile_id })).success();
        let secret = token.rsplit('_').next().expect("a secret");
        let mut inspector = Inspector::open(&service.database.url);
        let everything = format!("{:?}", inspector.snapshot());
        assert!(everything.contains("ERP nightly") && !everything.contains(secret) && !everything.contains(secret.split_at(43).0));
        let hash = inspector.texts("SELECT hash FROM application_tokens").remove(0);
        assert!(!inspector.texts("SELECT record FROM changes").iter().any(|record| record.contains(&hash)));
    }
}

#[test]
fn everything_that_is_wrong_is_named_at_its_place() {
    for service in services() {
        let ana = service.register("Ana");
        let asked = |parameters: Value| service.try_call(&ana, "Auth.CreateApplicationToken", parameters);
        let reply = asked(json!({
            "name": "", "rights": { "Companies": ["read", "wirte"], "Compnies": ["read"], "Auth": ["read"], "Zzz": [] },
            "expires_at": "01/01/2020", "origin": "two words",
        }));
        let expected = [
            "expires_at past",
            "name empty",
            "origin malformed_origin",
            "rights.Auth unknown_module",
            "rights.Companies.1 unknown_option",
            "rights.Compnies unknown_module",
            "rights.Zzz unknown_module",
        ];
        assert_eq!(rules(&reply), expected);
        assert!(message(&reply, "rights.Compnies").contains("Did you mean 'Companies'?"), "{}", reply.text);
        assert!(message(&reply, "rights.Companies.1").contains("Did you mean 'write'?"), "{}", reply.text);
        assert!(message(&reply, "rights.Zzz").contains("Companies, "), "{}", reply.text);
        for nothing in [json!({}), json!([]), json!({ "Companies": [] })] {
            assert_eq!(rules(&asked(json!({ "name": "ERP", "rights": nothing }))), ["rights empty"]);
        }
        for (expires_at, rule) in
            [("2020-01-01T00:00:00Z", "past"), ("+262143-12-31T00:00:00Z", "malformed_date"), ("soon", "malformed_date")]
        {
            let reply = asked(json!({ "name": "ERP", "rights": { "*": ["read"] }, "expires_at": expires_at }));
            assert_eq!(rules(&reply), [format!("expires_at {rule}")]);
        }
        assert_eq!(Inspector::open(&service.database.url).number("SELECT count(*) FROM application_tokens"), 0);
    }
}

#[test]
fn a_token_never_does_more_than_who_made_it_may_do_now() {
    for service in services() {
        let ana = service.register("Ana");
        let berta = colleague(&service, &ana, "Berta", "manager");
        let token = token(&service, &berta, json!({ "*": ["read", "write", "delete"] }));
        let company = service.create_company(&ana, "Café");
        let call = |method: &str, mut parameters: Value| {
            parameters["profile_id"] = json!(ana.profile_id);
            service.post(Some(&token), method, parameters)
        };
        let entry = json!({ "catalog": "company_types", "name": "Distributor" });
        call("Catalogs.CreateEntry", entry.clone()).success();
        let becomes = |role: &str| {
            service.call(&ana, "Profiles.EditUser", json!({ "user_id": berta.user_id, "role": role }));
        };
        becomes("member");
        call("Catalogs.CreateEntry", entry).failure("forbidden");
        call("Companies.EditCompany", json!({ "company_id": company["id"], "name": "Café Núñez" })).success();
        becomes("viewer");
        call("Companies.EditCompany", json!({ "company_id": company["id"], "name": "Café" })).failure("forbidden");
        call("Companies.GetCompanies", json!({})).success();

        let access = service.post(None, "Auth.ApiLogin", json!({ "authCode": token })).success()["token"].clone();
        service.call(&ana, "Profiles.RemoveUser", json!({ "user_id": berta.user_id }));
        for dead in [token.as_str(), access.as_str().expect("a token")] {
            service.post(Some(dead), "Companies.GetCompanies", json!({ "profile_id": ana.profile_id })).failure("unauthenticated");
            service.post(Some(dead), "Profiles.GetProfiles", json!({})).failure("unauthenticated");
        }
        service.post(None, "Auth.ApiLogin", json!({ "authCode": token })).failure("unauthenticated");
    }
}

#[test]
fn what_ended_with_a_membership_stays_dead_when_its_maker_comes_back() {
    for service in services() {
        let ana = service.register("Ana");
        let berta = colleague(&service, &ana, "Berta", "manager");
        let earlier = token(&service, &berta, json!({ "*": ["read", "write"] }));
        let access_token = |token: &str| service.post(None, "Auth.ApiLogin", json!({ "authCode": token }));
        let access = access_token(&earlier).success()["token"].as_str().expect("a token").to_owned();
        let asked = |token: &str| service.post(Some(token), "Companies.GetCompanies", json!({ "profile_id": ana.profile_id }));
        asked(&earlier).success();
        asked(&access).success();
        for role in ["viewer", "member", "manager"] {
            service.call(&ana, "Profiles.RemoveUser", json!({ "user_id": berta.user_id }));
            join(&service, &ana, &berta, role);
            for dead in [&earlier, &access] {
                asked(dead).failure("unauthenticated");
                service.post(Some(dead), "Auth.GetProfile", json!({})).failure("unauthenticated");
                service.post(Some(dead), "Batch.Run", json!({ "calls": [{ "method": "System.Ping" }] })).failure("unauthenticated");
            }
            access_token(&earlier).failure("unauthenticated");
            // The user's session works again, because they are a member again.
            asked(&berta.token).success();
        }
        // A token made since then works, and so do other users' tokens.
        let later = token(&service, &berta, json!({ "*": ["read"] }));
        asked(&later).success();
        let anas = token(&service, &ana, json!({ "*": ["read"] }));
        service.call(&ana, "Profiles.EditUser", json!({ "user_id": berta.user_id, "role": "viewer" }));
        service.call(&ana, "Profiles.EditUser", json!({ "user_id": berta.user_id, "role": "manager" }));
        for living in [&later, &anas] {
            asked(living).success();
        }
        asked(&earlier).failure("unauthenticated");
    }
}

#[test]
fn a_script_is_told_who_it_is_and_of_its_own_profile_alone() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        join(&service, &berta, &ana, "manager");
        let token = token(&service, &ana, json!({ "Products": ["read"] }));
        assert_eq!(
            service.post(Some(&ana.token), "Profiles.GetProfiles", json!({})).success()["profiles"].as_array().map(Vec::len),
            Some(2)
        );
        let profiles = service.post(Some(&token), "Profiles.GetProfiles", json!({})).success()["profiles"].clone();
        assert_eq!((profiles.as_array().map(Vec::len), &profiles[0]["id"]), (Some(1), &json!(ana.profile_id)));

        let me = service.post(Some(&token), "Auth.GetProfile", json!({})).success();
        assert_eq!((&me["user"]["id"], &me["expires_at"]), (&json!(ana.user_id), &json!(null)));
        let own = &me["application_token"];
        assert_eq!(
            (&own["name"], &own["profile_id"], &own["rights"]),
            (&json!("ERP"), &json!(ana.profile_id), &json!({ "Products": ["read"] }))
        );
    }
}

#[test]
fn whoever_knows_neither_the_password_nor_the_session_keeps_the_token() {
    for service in services() {
        let ana = service.register("Ana");
        let token = token(&service, &ana, json!({ "Companies": ["read"] }));
        let changed = json!({ "password": crate::service::PASSWORD, "new_password": "another horse", "c_password": "another horse" });
        service.post(Some(&ana.token), "Auth.ChangePassword", changed).success();
        service.post(Some(&ana.token), "Auth.Logout", json!({})).success();
        service.post(Some(&token), "Companies.GetCompanies", json!({ "profile_id": ana.profile_id })).success();
    }
}

//! Access tokens: which are accepted, and when they end.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use ventanilla::auth::secret::Secret;

use crate::calls::{another_token, colleague, join};
use crate::service::{PASSWORD, Service, databases, services};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// `{"alg":"none","typ":"JWT"}`
const HEADER_WITHOUT_ALGORITHM: &str = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";

/// Services that sign with a secret known to the test.
fn services_with_secret() -> Vec<Service> {
    databases()
        .into_iter()
        .map(|database| Service::start(database, |settings| settings.secret = Some(Secret::new(SECRET).expect("it is long enough"))))
        .collect()
}

fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("it is after 1970");
    i64::try_from(since.as_secs()).expect("it is before the end of time")
}

fn signed(algorithm: Algorithm, secret: &str, claims: &Value) -> String {
    encode(&Header::new(algorithm), claims, &EncodingKey::from_secret(secret.as_bytes())).expect("it can be signed")
}

#[test]
fn a_forged_token_is_nobodys() {
    for service in services_with_secret() {
        let ana = service.register("Ana");
        let claims = json!({ "sub": ana.user_id.to_string(), "jti": "forged", "gen": 1, "iat": now(), "exp": now() + 60 });
        let asked = |token: &str| service.post(Some(token), "GetProfiles", json!({}));
        asked(&signed(Algorithm::HS256, SECRET, &claims)).success();

        let parts: Vec<&str> = ana.token.split('.').collect();
        let other = signed(Algorithm::HS256, SECRET, &json!({ "sub": "2", "jti": "forged", "gen": 1, "iat": now(), "exp": now() + 60 }));
        let other_claims = other.split('.').nth(1).expect("claims");
        for forged in [
            signed(Algorithm::HS256, "another secret of thirty-two byte", &claims),
            signed(Algorithm::HS512, SECRET, &claims),
            format!("{HEADER_WITHOUT_ALGORITHM}.{}.", parts[1]),
            format!("{HEADER_WITHOUT_ALGORITHM}.{}.{}", parts[1], parts[2]),
            format!("{}.{}.", parts[0], parts[1]),
            format!("{}.{other_claims}.{}", parts[0], parts[2]),
            format!("{}x", ana.token),
        ] {
            assert_eq!(asked(&forged).failure("unauthenticated"), json!([]), "{forged}");
        }
    }
}

#[test]
fn a_token_that_has_expired_or_is_incomplete_is_dead_to_the_second() {
    for service in services_with_secret() {
        let ana = service.register("Ana");
        let asked = |claims: Value| service.post(Some(&signed(Algorithm::HS256, SECRET, &claims)), "GetProfiles", json!({}));
        let user = ana.user_id.to_string();
        for claims in [
            json!({ "sub": user, "jti": "a", "gen": 1, "iat": now() - 60, "exp": now() - 1 }),
            json!({ "sub": user, "jti": "b", "gen": 1, "iat": now() }),
            json!({ "jti": "c", "gen": 1, "iat": now(), "exp": now() + 60 }),
            json!({ "sub": user, "jti": "d", "gen": 2, "iat": now(), "exp": now() + 60 }),
            json!({ "sub": "999999", "jti": "e", "gen": 1, "iat": now(), "exp": now() + 60 }),
        ] {
            asked(claims).failure("unauthenticated");
        }
    }
}

#[test]
fn what_is_signed_with_our_secret_for_others_or_for_later_is_dead() {
    for service in services_with_secret() {
        let ana = service.register("Ana");
        let asked = |change: Value| {
            let mut claims = json!({ "sub": ana.user_id.to_string(), "jti": "a", "gen": 1, "iat": now(), "exp": now() + 60 });
            claims.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
            service.post(Some(&signed(Algorithm::HS256, SECRET, &claims)), "GetProfiles", json!({}))
        };
        for living in [json!({}), json!({ "iss": "ventanilla", "aud": "ventanilla" }), json!({ "nbf": now() - 1 })] {
            asked(living).success();
        }
        for foreign in [json!("billing"), json!(["billing"]), json!(["ventanilla", "billing"]), json!(""), json!(7)] {
            asked(json!({ "aud": foreign })).failure("unauthenticated");
            asked(json!({ "iss": foreign })).failure("unauthenticated");
        }
        for later in [json!(now() + 30), json!("tomorrow")] {
            asked(json!({ "nbf": later })).failure("unauthenticated");
        }
        for never in [json!(null), json!("never")] {
            asked(json!({ "exp": never })).failure("unauthenticated");
        }
        // The service's own tokens name it as issuer and audience.
        let claims = ana.token.split('.').nth(1).expect("claims");
        let claims = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, claims).expect("base64");
        let claims: Value = serde_json::from_slice(&claims).expect("JSON");
        assert_eq!((&claims["iss"], &claims["aud"]), (&json!("ventanilla"), &json!("ventanilla")));
    }
}

#[test]
fn a_token_lives_as_long_as_the_setting_says() {
    for database in databases() {
        let service = Service::start(database, |settings| settings.token_seconds = 1);
        let parameters =
            json!({ "name": "Ana", "email": "ana@example.com", "company": "Ana's", "password": PASSWORD, "c_password": PASSWORD });
        let token = service.post(None, "Auth.Register", parameters).success()["token"].clone();
        std::thread::sleep(std::time::Duration::from_secs(2));
        service.post(token.as_str(), "GetProfiles", json!({})).failure("unauthenticated");
    }
}

#[test]
fn a_token_is_good_for_an_hour_and_that_is_what_its_user_is_told() {
    for service in services() {
        let ana = service.register("Ana");
        let reply = service.post(Some(&ana.token), "Auth.GetProfile", json!({})).success();
        let expires_at = reply["expires_at"].as_str().expect("an instant");
        let seconds = chrono::DateTime::parse_from_rfc3339(expires_at).expect("RFC 3339").timestamp() - now();
        assert!((3500..=3600).contains(&seconds), "{seconds}");
        assert!(expires_at.ends_with('Z'), "{expires_at}");
    }
}

#[test]
fn who_is_removed_from_a_profile_finds_it_gone_at_once_and_keeps_the_own_one() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        join(&service, &ana, &berta, "member");
        let guest = crate::service::Person { profile_id: ana.profile_id, ..berta.clone() };
        service.call(&guest, "GetCompanies", json!({}));
        service.call(&ana, "Profiles.RemoveUser", json!({ "user_id": berta.user_id }));
        for method in ["GetCompanies", "CreateCompany", "Catalogs.CreateEntry", "Profiles.GetUsers"] {
            service.try_call(&guest, method, json!({})).failure("not_found");
        }
        service.call(&berta, "GetCompanies", json!({}));
        let carla = colleague(&service, &ana, "Carla", "viewer");
        let elsewhere = another_token(&service, &carla);
        service.call(&ana, "Profiles.RemoveUser", json!({ "user_id": carla.user_id }));
        service.try_call(&elsewhere, "GetCompanies", json!({})).failure("not_found");
        assert_eq!(service.post(Some(&carla.token), "GetProfiles", json!({})).success()["profiles"], json!([]));
    }
}

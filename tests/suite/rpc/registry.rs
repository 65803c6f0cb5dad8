//! Method names: qualified, bare, in the path; ambiguous and unknown names.

use serde_json::json;

use crate::service::services;

#[test]
fn a_method_is_called_by_its_qualified_name_its_bare_name_or_with_its_module_in_the_path() {
    for service in services() {
        let ana = service.register("Ana");
        let expected = service.call(&ana, "Companies.GetTypes", json!({}));
        for (path, name) in
            [("/api", "Companies.GetTypes"), ("/api", "GetTypes"), ("/api/Companies", "GetTypes"), ("/api/Companies", "Companies.GetTypes")]
        {
            let body = json!({ "method": name, "parameters": { "profile_id": ana.profile_id } }).to_string();
            assert_eq!(service.send(path, Some(&ana.token), &body).success(), expected, "{path} {name}");
        }
    }
}

#[test]
fn a_bare_name_that_several_modules_have_is_never_guessed() {
    for service in services() {
        let ana = service.register("Ana");
        let reply = service.try_call(&ana, "GetOrigins", json!({}));
        assert_eq!(reply.failure("ambiguous_method"), json!(["Contacts.GetOrigins", "Tickets.GetOrigins"]));
        let body = json!({ "method": "GetOrigins", "parameters": { "profile_id": ana.profile_id } }).to_string();
        let origins = service.send("/api/Tickets", Some(&ana.token), &body).success();
        assert_eq!(origins, service.call(&ana, "Tickets.GetOrigins", json!({})));
    }
}

#[test]
fn an_unknown_method_is_answered_with_the_nearest_names() {
    for service in services() {
        for (path, asked, nearest) in [
            ("/api", "Companies.GetCompanys", Some("Companies.GetCompany")),
            ("/api", "companies.getcompanies", Some("Companies.GetCompanies")),
            ("/api", "GetCompanis", Some("GetCompanies")),
            ("/api/Companies", "GetInput", Some("Companies.GetInputs")),
            ("/api", "Zzzzzz", None),
            ("/api", "", None),
        ] {
            let reply = service.send(path, None, &json!({ "method": asked }).to_string());
            let suggestions = reply.failure("unknown_method");
            assert_eq!(suggestions[0].as_str(), nearest, "{asked}: {}", reply.text);
            assert!(nearest.is_none_or(|nearest| reply.envelope()["error"].as_str().unwrap().contains(nearest)), "{}", reply.text);
        }
    }
}

#[test]
fn the_module_in_the_path_keeps_the_methods_of_others_out() {
    for service in services() {
        for (path, name) in
            [("/api/Companies", "Ping"), ("/api/Companies", "System.Ping"), ("/api/Nothing", "Ping"), ("/api/system", "Ping")]
        {
            service.send(path, None, &json!({ "method": name }).to_string()).failure("unknown_method");
        }
    }
}

#[test]
fn a_name_of_a_megabyte_is_not_repeated_in_the_answer() {
    for service in services() {
        let ana = service.register("Ana");
        let reply = service.send("/api", Some(&ana.token), &json!({ "method": "x".repeat(900_000) }).to_string());
        reply.failure("unknown_method");
        assert!(reply.text.len() < 1000, "{}", reply.text.len());
    }
}

#[test]
fn a_token_is_taken_with_its_scheme_or_alone() {
    for service in services() {
        let ana = service.register("Ana");
        let made = service.call(&ana, "Auth.CreateApplicationToken", json!({ "name": "ERP", "rights": { "Companies": ["read"] } }));
        let application = made["token"].as_str().expect("a token");
        for token in [&ana.token, application] {
            for header in [
                token.to_owned(),
                format!("  {token} "),
                format!("Bearer {token}"),
                format!("bearer {token}"),
                format!("BEARER   {token}"),
                format!("Bearer\t{token}"),
            ] {
                let body = json!({ "method": "GetCompanies", "parameters": { "profile_id": ana.profile_id } }).to_string();
                let headers = [("Content-Type", "application/json"), ("Authorization", header.as_str())];
                service.send_with("/api", &headers, body.as_bytes()).success();
            }
            for header in [format!("Basic {token}"), format!("Token {token}"), format!("{token}x"), format!("Bearer {token} {token}")] {
                let body = json!({ "method": "GetProfiles" }).to_string();
                let headers = [("Content-Type", "application/json"), ("Authorization", header.as_str())];
                service.send_with("/api", &headers, body.as_bytes()).failure("unauthenticated");
            }
        }
    }
}

#[test]
fn only_the_public_methods_do_without_a_token() {
    for service in services() {
        service.post(None, "System.Ping", json!({})).success();
        service.post(None, "rpc.discover", json!({})).success();
        for header in ["", "Bearer", "Bearer ", "Bearer nonsense", "Basic YTpi", "nonsense"] {
            let body = json!({ "method": "GetProfiles" }).to_string();
            let headers = [("Content-Type", "application/json"), ("Authorization", header)];
            service.send_with("/api", &headers, body.as_bytes()).failure("unauthenticated");
        }
        service.post(None, "GetProfiles", json!({})).failure("unauthenticated");
        let anonymous = service.post(None, "CreateCompany", json!({ "nonsense": true }));
        assert_eq!(anonymous.failure("unauthenticated"), json!([]));
    }
}

//! E-mail addresses, web addresses, telephone numbers and accounts, each with one rule for all methods.

use serde_json::{Value, json};
use ventanilla::modules;
use ventanilla::rpc::description::describe;
use ventanilla::sentences::Language;

use crate::calls::{changes, execute, message, rules};
use crate::contacts::create_contact;
use crate::service::{PASSWORD, Service, services};
use crate::world::{everywhere, worlds};

/// The kind of value that a parameter's name promises.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Email,
    Website,
    Phone,
    Account,
}

fn kind(name: &str) -> Option<Kind> {
    let is = |part: &str| name == part || name.starts_with(&format!("{part}_")) || name.ends_with(&format!("_{part}"));
    match name {
        // `mail` is a letter, and `mail_blocked` says whether there may be one.
        _ if name.starts_with("with_") || name.starts_with("want_") || ["mail", "mail_blocked"].contains(&name) => None,
        _ if is("email") || is("mail") => Some(Kind::Email),
        _ if is("website") || is("url") || is("homepage") => Some(Kind::Website),
        _ if is("phone") || is("mobile") || is("whatsapp") || is("fax") => Some(Kind::Phone),
        _ if ["skype", "linkedin", "twitter", "facebook", "instagram"].iter().any(|network| is(network)) => Some(Kind::Account),
        _ => None,
    }
}

impl Kind {
    /// Values that are plainly wrong.
    fn wrong(self) -> &'static [&'static str] {
        match self {
            Kind::Email => &["N/A", "<a@b.com>", "a@b.com;", "a@b.com, c@d.com", "Ana <a@b.com>", "mailto:a@b.com", "a@b\u{200b}.com"],
            Kind::Website => &["N/A", "javascript:alert(1)", "ftp://example.com", "data:text/html,x", "ana@example.com", "https://", "//x"],
            Kind::Phone => &["N/A", "-", "ana@example.com", "https://example.com/1", "javascript:alert(1)"],
            Kind::Account => &["javascript:alert(1)", "data:text/html,x", "vbscript:x"],
        }
    }

    /// Values that are unusual and right.
    fn right(self) -> &'static [&'static str] {
        match self {
            Kind::Email => &["o'neil+x@sub.example.photography", "josé@ñandú.example", "ana@localhost"],
            Kind::Website => &["HTTP://Example.com:8080/a?b#c", "https://ñandú.example"],
            Kind::Phone => &["+52 (33) 1234-5678 ext. 9", "1-800-FLOWERS", "104"],
            Kind::Account => &["ana.ruiz", "@ana", "https://linkedin.com/in/ana"],
        }
    }
}

/// The paths of all parameters of these kinds, including those by which a person signs in or is found.
fn parameters(definition: &Value) -> Vec<(String, String, Kind)> {
    fn collect(definition: &Value, schema: &Value, method: &str, path: &str, depth: usize, found: &mut Vec<(String, String, Kind)>) {
        if depth == 0 {
            return;
        }
        if let Some(target) = schema["$ref"].as_str() {
            let target = definition.pointer(target.trim_start_matches('#')).expect("a schema");
            return collect(definition, target, method, path, depth - 1, found);
        }
        for part in ["anyOf", "oneOf", "allOf"] {
            for schema in schema[part].as_array().into_iter().flatten() {
                collect(definition, schema, method, path, depth - 1, found);
            }
        }
        if schema["items"].is_object() {
            collect(definition, &schema["items"], method, &format!("{path}.0"), depth - 1, found);
        }
        for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            match kind(name) {
                Some(kind) => found.push((method.to_owned(), path, kind)),
                None => collect(definition, schema, method, &path, depth - 1, found),
            }
        }
    }
    let mut found = Vec::new();
    for method in definition["methods"].as_array().expect("methods") {
        let name = method["name"].as_str().expect("a name");
        let params = method["params"].as_array().expect("params");
        let properties = params.iter().map(|param| (param["name"].as_str().expect("a name").to_owned(), param["schema"].clone()));
        let whole = json!({ "properties": properties.collect::<serde_json::Map<_, _>>() });
        collect(definition, &whole, name, "", 12, &mut found);
    }
    found.sort_by(|one, other| (&one.0, &one.1).cmp(&(&other.0, &other.1)));
    found.dedup();
    found
}

/// The parameters with this value at this path and nothing else; the reply reports the missing ones, too.
fn with(path: &str, value: &str) -> Value {
    path.rsplit('.').fold(json!(value), |inner, name| if name == "0" { json!([inner]) } else { json!({ name: inner }) })
}

#[test]
fn every_parameter_in_the_definition_keeps_the_rule_of_its_name() {
    let definition = describe(&modules::registry(), Language::English);
    let found = parameters(&definition);
    let has = |method: &str, path: &str| found.iter().any(|(name, at, _)| (name.as_str(), at.as_str()) == (method, path));
    for (method, path) in [
        ("Companies.CreateCompany", "website"),
        ("Companies.EditCompany", "email"),
        ("Contacts.EditContact", "assistant.phone_office"),
        ("Auth.Register", "mobile"),
        ("Webhooks.Create", "url"),
        ("Profiles.AddUser", "email"),
    ] {
        assert!(has(method, path), "{method} {path}: {found:?}");
    }
    everywhere(worlds(), |world| {
        let ana = &world.people.ana;
        for (method, path, kind) in &found {
            // Signing in accepts the address that the account was made with. A trap for programs takes anything.
            let is_trap = (method.as_str(), path.as_str()) == ("Directory.SubmitLead", "fax");
            if is_trap || ["Auth.Login", "Auth.RequestPasswordReset"].contains(&method.as_str()) {
                continue;
            }
            let told = |value: &str| {
                let mut parameters = with(path, value);
                parameters["profile_id"] = json!(1);
                for (id, value) in [("company_id", 1), ("contact_id", 1), ("webhook_id", 1)] {
                    if method.contains(".Edit") && definition_has(&definition, method, id) {
                        parameters[id] = json!(value);
                    }
                }
                // The unknown parameter makes the call fail, so that nothing is written.
                parameters["nothing_of_this_name"] = json!(1);
                let reply = world.service.post(Some(&ana.token), method, parameters);
                rules(&reply).into_iter().filter(|rule| rule.starts_with(&format!("{path} "))).collect::<Vec<_>>()
            };
            for wrong in kind.wrong() {
                assert_eq!(told(wrong).len(), 1, "{method} {path} {wrong}");
            }
            for right in kind.right().iter().filter(|_| method.split('.').next() != Some("Webhooks")) {
                assert_eq!(told(right), Vec::<String>::new(), "{method} {path} {right}");
            }
        }
    });
}

fn definition_has(definition: &Value, method: &str, name: &str) -> bool {
    let methods = definition["methods"].as_array().expect("methods");
    let described = methods.iter().find(|described| described["name"] == method).expect("the method");
    described["params"].as_array().expect("params").iter().any(|param| param["name"] == name)
}

#[test]
fn what_is_plainly_meant_is_said() {
    for service in services() {
        let ana = service.register("Ana");
        let said = |key: &str, value: &str| {
            let mut company = service.company(&ana, "Company");
            company[key] = json!(value);
            message(&service.try_call(&ana, "CreateCompany", company), key)
        };
        for meant in ["<a@b.com>", "a@b.com;", "Ana <a@b.com>", "mailto:a@b.com"] {
            assert!(said("email", meant).contains("Did you mean 'a@b.com'?"), "{meant}");
        }
        assert!(said("email", "a@b.com, c@d.com").contains("2 e-mail addresses"));
        assert!(said("website", "www.example.com").contains("Did you mean 'https://www.example.com'?"));
    }
}

/// A company and a contact with values that were accepted before these rules existed.
fn of_before(service: &Service, ana: &crate::service::Person) -> (Value, Value) {
    let company = service.create_company(ana, "Café Núñez");
    let mut parameters = json!({ "contact_id": create_contact(service, ana, &company, "Lucía")["id"] });
    parameters["assistant"] = json!({ "name": "Iván", "surname": "Solís", "email": "ivan@example.com", "phone_office": "1" });
    let contact = service.call(ana, "EditContact", parameters)["contact"].clone();
    execute(service, "UPDATE companies SET website = 'www.example.com', email = 'N/A', phone = 'none', mobile = '-', whatsapp = 'ask Ana'");
    execute(
        service,
        "UPDATE contacts SET email = 'a@b.com;', email_folded = 'a@b.com;', phone_mobile = 'none', linkedin = 'javascript:alert(1)', \
         assistant = '{\"name\":\"Iván\",\"surname\":\"Solís\",\"mother_surname\":null,\"phone_office\":\"none\",\
         \"phone_office_extension\":null,\"email\":\"<i@b.com>\",\"skype\":null,\"linkedin\":null}'",
    );
    (company["id"].clone(), contact["id"].clone())
}

#[test]
fn what_is_kept_from_before_stays_is_read_and_is_in_nobodys_way() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, contact) = of_before(&service, &ana);
        let read = |method: &str, id: &Value| service.call(&ana, method, json!({ "search_by": "id", "search_value": id }));
        assert_eq!(read("GetCompany", &company)["company"]["website"], "www.example.com");
        assert_eq!(read("GetContact", &contact)["contact"]["assistant"]["email"], "<i@b.com>");
        let by_email = service.call(&ana, "GetContact", json!({ "search_by": "email", "search_value": "A@b.com;" }));
        assert_eq!(by_email["contact"]["id"], contact);

        // An old value stays while another field is edited, and while the whole record is sent back as it was read.
        let edited = service.call(&ana, "EditCompany", json!({ "company_id": company, "bio": "Coffee." }))["company"].clone();
        assert_eq!((&edited["email"], &edited["phone"]), (&json!("N/A"), &json!("none")));
        let mut whole = json!({ "company_id": company, "bio": "Tea." });
        for key in ["website", "email", "phone", "mobile", "whatsapp"] {
            whole[key] = edited[key].clone();
        }
        let edited = service.call(&ana, "EditCompany", whole)["company"].clone();
        assert_eq!(
            (&edited["website"], &edited["whatsapp"], &edited["bio"]),
            (&json!("www.example.com"), &json!("ask Ana"), &json!("Tea."))
        );
        let kept = read("GetContact", &contact)["contact"].clone();
        let mut assistant = kept["assistant"].clone();
        assistant["name"] = json!("Eva");
        let whole = json!({ "contact_id": contact, "email": "a@b.com;", "linkedin": kept["linkedin"], "assistant": assistant });
        let edited = service.call(&ana, "EditContact", whole)["contact"].clone();
        assert_eq!((&edited["assistant"]["name"], &edited["assistant"]["email"]), (&json!("Eva"), &json!("<i@b.com>")));
        assert_eq!(edited["email"], "a@b.com;");

        // A wrong value that is not there already is refused.
        let before = changes(&service);
        let other = json!({ "company_id": company, "email": "n/a", "phone": "N/A", "website": "example.com", "mobile": "none" });
        let wrong = ["email malformed_email", "mobile malformed_phone", "phone malformed_phone", "website malformed_url"];
        assert_eq!(sorted(rules(&service.try_call(&ana, "EditCompany", other))), wrong);
        assistant["email"] = json!("<j@b.com>");
        let other = json!({ "contact_id": contact, "email": "b@b.com;", "twitter": "javascript:alert(1)", "assistant": assistant });
        let wrong = ["assistant.email malformed_email", "email malformed_email", "twitter malformed_account"];
        assert_eq!(sorted(rules(&service.try_call(&ana, "EditContact", other))), wrong);
        assert_eq!(changes(&service), before, "a failed call changes nothing");
    }
}

fn sorted(mut rules: Vec<String>) -> Vec<String> {
    rules.sort();
    rules
}

#[test]
fn an_account_of_before_signs_in_as_it_did() {
    for service in services() {
        let ana = service.register("Ana");
        execute(&service, "UPDATE users SET email = 'ana@example.com;'");
        let reply = service.post(None, "Auth.Login", json!({ "email": "Ana@example.com;", "password": PASSWORD }));
        assert_eq!(reply.success()["user"]["id"], json!(ana.user_id));
        service.post(None, "Auth.Login", json!({ "email": "ana@example.com", "password": PASSWORD })).failure("unauthenticated");
        service.post(None, "Auth.Login", json!({ "email": "N/A", "password": PASSWORD })).failure("invalid_parameters");
    }
}

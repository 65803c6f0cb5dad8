//! Conformance: the rules for every method, whatever it is for. The tests run over the registry, so that a new method is held to
//! them without anybody thinking of it.
//!
//! Invariants: a test names a method only to bring about a failure that only that method knows. Each test runs on both
//! databases, in a world with a stranger in the profile next door.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};
use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};
use ventanilla::auth::access::Access;
use ventanilla::auth::permission::Permission;
use ventanilla::auth::role::Role;
use ventanilla::modules;
use ventanilla::rpc::description::describe;
use ventanilla::rpc::registry::{Entry, Registry};
use ventanilla::sentences::Language;

use crate::calls::{conflict, execute, join};
use crate::examples::{described, parameters_of, perform};
use crate::inspect::{Inspector, Snapshot, Watch, Writes, difference};
use crate::service::{PASSWORD, Person, Reply};
use crate::world::{World, everywhere, neighbouring_worlds};

/// An id that no record has.
const NOBODYS: i64 = 987_654;

/// Tokens that are worth nothing: none, nonsense, and one in the form of an access token.
const BAD_TOKENS: [Option<&str>; 3] = [None, Some("nonsense"), Some("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.")];

/// The registry, the definition and a world: everything for calling each method once.
struct Calls<'w> {
    world: &'w World,
    registry: Registry,
    definition: Value,
}

/// A method with parameters that work in Ana's profile.
struct Working<'r> {
    entry: &'r Entry,
    access: Access,
    name: &'r str,
    parameters: Value,
    /// The parameters as the definition describes them: name, schema, whether required.
    params: &'r [Value],
}

impl<'w> Calls<'w> {
    fn of(world: &'w World) -> Self {
        Calls { world, registry: modules::registry(), definition: world.service.get("/openrpc.json").document() }
    }

    fn working(&self) -> Vec<Working<'_>> {
        let working = self.registry.entries().iter().map(|entry| Working {
            entry,
            access: entry.access,
            name: &entry.qualified,
            parameters: self.world.filled(parameters_of(&self.definition, entry)),
            params: described(&self.definition, entry)["params"].as_array().expect("params"),
        });
        working.collect()
    }
}

impl Working<'_> {
    /// The working parameters, with one of them changed or added.
    fn with(&self, parameter: &str, value: Value) -> Value {
        let mut parameters = self.parameters.clone();
        parameters[parameter] = value;
        parameters
    }

    fn without(&self, parameter: &str) -> Value {
        let mut parameters = self.parameters.clone();
        parameters.as_object_mut().expect("an object").remove(parameter);
        parameters
    }

    /// The names of the parameters that take one id or several.
    fn taking_ids(&self) -> impl Iterator<Item = &str> {
        let params = self.params.iter().filter(|param| {
            let name = param["name"].as_str().expect("a name");
            name != "profile_id" && (takes_an_id(&param["schema"]) || name == "search_value" && self.parameters["search_by"].is_string())
        });
        params.map(|param| param["name"].as_str().expect("a name"))
    }
}

fn takes_an_id(schema: &Value) -> bool {
    // An id, and an id that may be written as a UUID.
    const IDS: [&str; 2] = ["^ *[0-9]+ *$", "^ *([0-9]+|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}) *$"];
    let within = ["anyOf", "oneOf", "allOf"].iter().filter_map(|of| schema[*of].as_array()).flatten();
    IDS.iter().any(|id| schema["pattern"] == *id) || schema.get("items").is_some_and(takes_an_id) || within.into_iter().any(takes_an_id)
}

/// Posts under a request id that is always the same, so that two replies can be compared byte by byte.
fn post(world: &World, token: Option<&str>, method: &str, parameters: &Value) -> Reply {
    let body = json!({ "method": method, "parameters": parameters }).to_string();
    let bearer = token.map(|token| format!("Bearer {token}"));
    let mut headers = vec![("Content-Type", "application/json"), ("X-Request-Id", "the-same-for-all")];
    headers.extend(bearer.as_deref().map(|bearer| ("Authorization", bearer)));
    world.service.send_with("/api", &headers, body.as_bytes())
}

fn answer(reply: &Reply) -> (u16, String) {
    (reply.status, reply.text.clone())
}

#[test]
fn who_is_not_signed_in_is_refused() {
    everywhere(neighbouring_worlds(), |world| {
        for method in Calls::of(world).working().iter().filter(|method| method.access.signed_in) {
            for token in BAD_TOKENS {
                // A caller without a valid token is not told whether the parameters are wrong.
                for parameters in [&method.parameters, &json!({}), &method.with("stray_parameter", json!(1))] {
                    let reply = post(world, token, method.name, parameters);
                    assert_eq!(reply.status, 401, "{} {}", method.name, reply.text);
                    reply.failure("unauthenticated");
                }
            }
        }
    });
}

#[test]
fn the_public_methods_are_these() {
    let registry = modules::registry();
    let public = registry.entries().iter().filter(|entry| !entry.access.signed_in).map(|entry| entry.qualified.as_str());
    // The list of public methods may only shrink, unless an issue says so.
    let expected = [
        "System.Ping",
        "rpc.discover",
        "Auth.Login",
        "Auth.Register",
        "Auth.ApiLogin",
        "Auth.RequestPasswordReset",
        "Auth.ResetPassword",
        "Auth.AcceptInvitation",
        "Feedback.AnswerRequest",
        "Directory.GetCompanies",
        "Directory.GetCompany",
        "Directory.GetProducts",
        "Directory.GetProduct",
        "Directory.GetServices",
        "Directory.GetService",
        "Directory.SubmitLead",
    ];
    assert_eq!(public.collect::<Vec<_>>(), expected);
}

#[test]
fn a_stranger_is_answered_as_if_the_profile_did_not_exist() {
    everywhere(neighbouring_worlds(), |world| {
        let stranger = Some(world.sara().token.as_str());
        let mut inspector = Inspector::open(&world.service.database.url);
        let before = inspector.snapshot();
        for method in Calls::of(world).working().iter().filter(|method| method.access.role.is_some()) {
            let stray = method.with("stray_parameter", json!(1));
            let bare = json!({ "profile_id": 1 });
            for parameters in [&method.parameters, &stray, &bare] {
                let mut nowhere = parameters.clone();
                nowhere["profile_id"] = json!(NOBODYS);
                let foreign = post(world, stranger, method.name, parameters);
                assert_eq!(answer(&foreign), answer(&post(world, stranger, method.name, &nowhere)), "{}", method.name);
                foreign.failure("not_found");
            }
        }
        let after = inspector.snapshot();
        assert!(before == after, "a stranger has changed something: {}", difference(&before, &after));
    });
}

#[test]
fn ids_of_another_profile_are_as_unknown_as_those_of_nobody() {
    everywhere(neighbouring_worlds(), |world| {
        let ana = Some(world.people.ana.token.as_str());
        let sara = world.sara();
        let mut inspector = Inspector::open(&world.service.database.url);
        let before = inspector.snapshot_of_profile(sara.profile_id);
        let mut foreign_ids = inspector.ids_of_profile(sara.profile_id);
        foreign_ids.push(sara.user_id);
        let calls = Calls::of(world);
        let mut tried = 0;
        for method in calls.working().iter().filter(|method| method.access.role.is_some()) {
            for parameter in method.taking_ids() {
                let ask = |id: i64| {
                    let mut parameters = method.with(parameter, json!(id));
                    if parameter == "search_value" {
                        parameters["search_by"] = json!("id");
                    }
                    let reply = post(world, ana, method.name, &parameters);
                    (reply.status, reply.text.replace(&id.to_string(), "ID"))
                };
                let nobodys = ask(NOBODYS);
                // A reply to a foreign key's refusal does not name the parameter.
                assert!(!method.access.writes || [404, 422].contains(&nobodys.0), "{} {parameter}: {}", method.name, nobodys.1);
                for foreign_id in &foreign_ids {
                    assert_eq!(ask(*foreign_id), nobodys, "{} {parameter} {foreign_id}", method.name);
                    tried += 1;
                }
            }
        }
        let after = inspector.snapshot_of_profile(sara.profile_id);
        assert!(before == after, "another profile has changed: {}", difference(&before, &after));
        assert!(tried > foreign_ids.len() * 10, "hardly any parameter was recognised as an id: {tried}");
    });
}

#[test]
fn each_role_may_do_its_own_and_no_more() {
    everywhere(neighbouring_worlds(), |world| {
        for method in Calls::of(world).working() {
            let Some(needed) = method.access.role else { continue };
            for (role, person) in [(Role::Viewer, &world.people.vera), (Role::Member, &world.people.mario)] {
                let reply = post(world, Some(&person.token), method.name, &method.parameters);
                if role < needed {
                    reply.failure("forbidden");
                    // The role is refused even if the parameters are wrong, too.
                    post(world, Some(&person.token), method.name, &method.with("stray_parameter", json!(1))).failure("forbidden");
                } else {
                    assert_ne!(reply.status, 403, "{} {}", method.name, reply.text);
                }
            }
        }
    });
}

/// An application token with these rights, made by this person in their own profile; and its id.
fn application_token(world: &World, person: &Person, rights: &Value) -> (String, i64) {
    let made = world.service.call(person, "Auth.CreateApplicationToken", json!({ "name": "A script", "rights": rights }));
    (made["token"].as_str().expect("a token").to_owned(), made["application_token"]["id"].as_i64().expect("an id"))
}

/// Every right in every module.
fn all_rights() -> Value {
    json!({ "*": ["read", "write", "delete", "query"] })
}

#[test]
fn an_application_token_needs_the_right_of_the_module_and_nothing_else() {
    everywhere(neighbouring_worlds(), |world| {
        let ana = &world.people.ana;
        let calls = Calls::of(world);
        let working = calls.working();
        let needing = |method: &Working<'_>| match method.entry.permission {
            Permission::Needs(module, right) => Some((module, right)),
            Permission::Any | Permission::People => None,
        };
        let modules: BTreeSet<&str> = working.iter().filter_map(|method| Some(needing(method)?.0)).collect();
        let mut tokens = HashMap::new();
        for method in &working {
            let Some((module, right)) = needing(method) else { continue };
            let (without, with) = tokens.entry((module, right)).or_insert_with(|| {
                let mut only = json!({ module: [right] });
                if ["Sync", "Audit"].contains(&module) {
                    // Sync and Audit need a second right: the one in the module of the records that they write or show.
                    only["Companies"] = json!([right]);
                }
                if module == "Leads" {
                    // A conversion makes records of other kinds, and a lead's interactions go with it.
                    for other in ["Companies", "Contacts", "Opportunities"] {
                        only[other] = json!(["write"]);
                    }
                    only["Interactions"] = json!(["write", "delete"]);
                }
                if module == "Interactions" {
                    // A lead has the time of its last contact.
                    only["Leads"] = json!(["write"]);
                }
                if module == "Followups" {
                    // Follow-ups are kept with the interactions.
                    only["Interactions"] = json!([right]);
                }
                if module == "Reports" {
                    // A report shows figures of other kinds.
                    for other in ["Leads", "Companies", "Orders", "Opportunities"] {
                        only[other] = json!([right]);
                    }
                }
                if module == "Customers" {
                    // A customer is a company, which a new one gets with a contact.
                    only["Companies"] = json!([right]);
                    only["Contacts"] = json!(["write"]);
                    // Segments are made of orders.
                    only["Orders"] = json!(["read"]);
                }
                if ["Quotations", "Orders"].contains(&module) {
                    // A paper shows the company, the contact and the items; an order makes a customer; an acceptance makes an order.
                    for other in ["Companies", "Contacts", "Products", "Services", "Orders", "Opportunities"] {
                        if other != module {
                            only[other] = json!(["read", "write"]);
                        }
                    }
                }
                if module == "Inputs" {
                    // An input needs a second right, too: values go with it, which are written with their own module's right.
                    only["Companies"] = json!(["write"]);
                }
                let all = ["read", "write", "delete", "query"];
                let mut others: Value = modules.iter().map(|module| ((*module).to_owned(), json!(all))).collect::<Map<_, _>>().into();
                others[module] = all.iter().filter(|name| **name != right.name()).copied().collect();
                (application_token(world, ana, &others).0, application_token(world, ana, &only).0)
            });
            for parameters in [&method.parameters, &method.with("stray_parameter", json!(1)), &json!({})] {
                let refused = post(world, Some(without), method.name, parameters);
                refused.failure("forbidden");
                assert!(refused.text.contains(&format!("{module}: {}", right.name())), "{} {}", method.name, refused.text);
            }
            let accepted = post(world, Some(with), method.name, &method.parameters);
            if method.access.writes {
                // An earlier call may have changed the records that the example is about.
                assert!(![401, 403, 500, 503].contains(&accepted.status), "{} {}", method.name, accepted.text);
            } else {
                accepted.success();
            }
        }
        assert!(tokens.len() > 6, "hardly any right is asked for: {:?}", tokens.keys());
    });
}

#[test]
fn what_is_about_a_person_or_about_tokens_is_closed_to_application_tokens() {
    everywhere(neighbouring_worlds(), |world| {
        let (token, _) = application_token(world, &world.people.ana, &all_rights());
        let calls = Calls::of(world);
        let for_people: Vec<Working<'_>> =
            calls.working().into_iter().filter(|method| method.entry.permission == Permission::People).collect();
        let mut inspector = Inspector::open(&world.service.database.url);
        let before = inspector.snapshot();
        for method in &for_people {
            for parameters in [&method.parameters, &method.with("stray_parameter", json!(1))] {
                post(world, Some(&token), method.name, parameters).failure("forbidden");
            }
        }
        let after = inspector.snapshot();
        assert!(before == after, "a script has changed something: {}", difference(&before, &after));
        let names: Vec<&str> = for_people.iter().map(|method| method.name).collect();
        // The list of methods for people alone may only grow.
        for name in
            ["Auth.Logout", "Auth.ChangePassword", "Profiles.CreateProfile", "Auth.CreateApplicationToken", "Auth.GetApplicationTokens"]
        {
            assert!(names.contains(&name), "{name} is open to application tokens");
        }
    });
}

#[test]
fn an_application_token_of_another_profile_is_a_stranger() {
    everywhere(neighbouring_worlds(), |world| {
        // Ana is a member of both profiles; her token belongs to one.
        let sara = world.sara();
        join(&world.service, sara, &world.people.ana, "manager");
        let ana_there = Person { profile_id: sara.profile_id, ..world.people.ana.clone() };
        for stranger in [sara, &ana_there] {
            let (token, _) = application_token(world, stranger, &all_rights());
            for method in Calls::of(world).working().iter().filter(|method| method.access.role.is_some()) {
                for parameters in [method.parameters.clone(), method.with("stray_parameter", json!(1))] {
                    let mut nowhere = parameters.clone();
                    nowhere["profile_id"] = json!(NOBODYS);
                    let foreign = post(world, Some(&token), method.name, &parameters);
                    assert_eq!(answer(&foreign), answer(&post(world, Some(&token), method.name, &nowhere)), "{}", method.name);
                    foreign.failure("not_found");
                }
            }
        }
    });
}

#[test]
fn a_dead_application_token_is_refused_everywhere() {
    everywhere(neighbouring_worlds(), |world| {
        let ana = &world.people.ana;
        let made = || application_token(world, ana, &all_rights());
        let access_token_of = |token: &str| {
            let signed_in = world.service.post(None, "Auth.ApiLogin", json!({ "authCode": token })).success();
            signed_in["token"].as_str().expect("a token").to_owned()
        };
        let [(revoked, revoked_id), (expired, expired_id), (living, living_id)] = [made(), made(), made()];
        let mut dead = vec![access_token_of(&revoked), access_token_of(&expired)];
        world.service.call(ana, "Auth.RevokeApplicationToken", json!({ "application_token_id": revoked_id }));
        let past = format!("UPDATE application_tokens SET expires_at = 1 WHERE id = {expired_id}");
        execute(&world.service, &past);
        let last = living.chars().last().expect("a character");
        dead.push(format!("{}{}", living.trim_end_matches(last), if last == '0' { '1' } else { '0' }));
        dead.push(living.replacen(&format!("vnt_{living_id}_"), &format!("vnt_{revoked_id}_"), 1));
        dead.extend([revoked, expired, "vnt_".to_owned(), "vnt_1_".to_owned(), living.to_lowercase()]);
        for method in Calls::of(world).working().iter().filter(|method| method.access.signed_in) {
            let shapes = [method.parameters.clone(), json!({}), method.with("stray_parameter", json!(1))];
            // Each token and each shape is tried at each method; not each token with each shape, which has to do with no method.
            for (token, parameters) in dead.iter().zip(shapes.iter().cycle()) {
                let reply = post(world, Some(token), method.name, parameters);
                assert_eq!(reply.status, 401, "{} {token} {}", method.name, reply.text);
            }
        }
        post(world, Some(&living), "Profiles.GetProfiles", &json!({})).success();
    });
}

#[test]
fn who_writes_is_more_than_a_viewer() {
    let registry = modules::registry();
    let writing = registry.entries().iter().filter(|entry| entry.access.writes && entry.access.role == Some(Role::Viewer));
    // Viewers may only mark their own notifications. This list may only shrink, unless an issue says so.
    assert_eq!(writing.map(|entry| entry.qualified.as_str()).collect::<Vec<_>>(), ["Notifications.MarkRead"]);
}

#[test]
fn a_stray_parameter_is_refused_and_the_nearest_name_suggested() {
    everywhere(neighbouring_worlds(), |world| {
        for method in Calls::of(world).working() {
            let refused = |parameters: Value, path: &str| {
                let details = perform(world, method.entry, parameters).failure("invalid_parameters");
                let found = details.as_array().expect("details").iter().find(|problem| problem["path"] == path).cloned();
                let found = found.unwrap_or_else(|| panic!("{}: {path} is not in {details}", method.name));
                assert_eq!(found["rule"], "unknown_parameter", "{}", method.name);
                found["message"].as_str().expect("a sentence").to_owned()
            };
            refused(method.with("stray_parameter", json!(1)), "stray_parameter");
            refused(method.with("", Value::Null), "");
            for param in method.params {
                let name = param["name"].as_str().expect("a name");
                let misspelt = format!("{name}{}", name.chars().last().expect("a letter"));
                let value = method.parameters.get(name).cloned().unwrap_or_default();
                let mut parameters = method.without(name);
                parameters[&misspelt] = value;
                let message = refused(parameters, &misspelt);
                assert!(message.contains(&format!("'{name}'")), "{}: {misspelt} is told '{message}'", method.name);
            }
        }
    });
}

#[test]
fn a_required_parameter_is_missed_where_it_is_missing() {
    everywhere(neighbouring_worlds(), |world| {
        for method in Calls::of(world).working() {
            for param in method.params.iter().filter(|param| param["required"] == true) {
                let name = param["name"].as_str().expect("a name");
                let reply = perform(world, method.entry, method.without(name));
                assert_eq!(reply.wrong(), [name], "{}", method.name);
            }
        }
    });
}

/// Any JSON value as text, because a client can send more than a value in memory can hold.
fn any_json() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-1",
        "1.0",
        "1e2",
        "1E400",
        "-1e-400",
        "0.1000000000000000055511151231257827",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "18446744073709551616",
        "1099511627775",
        "1099511627776",
        "123456789012345678901234567890123456789012345678901234567890",
        "922337203685477.5807",
        "922337203685477.5808",
        r#""""#,
        r#"" ""#,
        r#""5""#,
        r#"" 5 ""#,
        r#""Yes""#,
        r#""31/02/24""#,
        r#""29/02/2024""#,
        r#""9999-12-31""#,
        r#""0000-00-00""#,
        r#""+262143-12-31T23:59:59Z""#,
        r#""2024-06-30T23:59:60Z""#,
        r#""2024-01-31T09:30:00+24:00""#,
        r#""\u0000""#,
        r#""a\u0000b""#,
        r#""\ud83d\ude00""#,
        r#""\u202e""#,
        r#""\ufeff""#,
        r#""\uffff""#,
        r#""e\u0301\u0301\u0301""#,
        r#""%_\\""#,
        r#""'; DROP TABLE companies; --""#,
        r#""\"""#,
        r#""İIıß""#,
        r#""NaN""#,
        r#""-Infinity""#,
        r#""\u001f\u001f\u001f""#,
        r#""a@b.c""#,
        r#""MX""#,
        r#""id""#,
        "[]",
        "{}",
        "[[]]",
        "[null]",
        "[{}]",
        r#"{"": null}"#,
        r#"{"from": "2024-01-02", "to": "2024-01-01"}"#,
        r#"{"from": "9999-12-31", "to": "9999-12-31"}"#,
        r#"{"by": "id"}"#,
        r#"{"$serde_json::private::Number": "1"}"#,
        r#"{"$serde_json::private::RawValue": "1"}"#,
        "[1, \"1\", 1]",
    ])
    .prop_map(ToOwned::to_owned);
    let number = "-?(0|[1-9][0-9]{0,39})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?".prop_map(|digits: String| digits);
    let text = any::<String>().prop_map(|text| json!(text).to_string());
    let long = (1_usize..20_000, any::<char>()).prop_map(|(length, character)| json!(String::from(character).repeat(length)).to_string());
    let deep = (1_usize..40, prop::bool::ANY).prop_map(|(depth, lists)| match lists {
        true => format!("{}{}", "[".repeat(depth), "]".repeat(depth)),
        false => format!("{}1{}", r#"{"country":"#.repeat(depth), "}".repeat(depth)),
    });
    let many = (0_usize..1200).prop_map(|length| json!((1..=length).collect::<Vec<_>>()).to_string());
    let single = prop_oneof![8 => odd, 4 => number, 4 => text, 1 => long, 1 => deep, 1 => many];
    single.prop_recursive(3, 12, 4, |inner| {
        let key = prop_oneof![
            prop::sample::select(vec!["country", "state", "from", "to", "by", "order", "segment", "credit_limit", "visits"])
                .prop_map(ToOwned::to_owned),
            any::<String>(),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::btree_map(key, inner, 0..4).prop_map(|entries| {
                let entries: Vec<String> = entries.iter().map(|(key, value)| format!("{}:{value}", json!(key))).collect();
                format!("{{{}}}", entries.join(","))
            }),
        ]
    })
}

/// Every place in a call where a value can stand: each parameter, and each value inside the example's.
fn places(method: &Working<'_>) -> Vec<Vec<String>> {
    let mut places: Vec<Vec<String>> = Vec::new();
    for param in method.params {
        let name = param["name"].as_str().expect("a name").to_owned();
        if let Some(value) = method.parameters.get(&name) {
            within(value, &mut vec![name.clone()], &mut places);
        }
        places.push(vec![name]);
    }
    places
}

fn within(value: &Value, path: &mut Vec<String>, places: &mut Vec<Vec<String>>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(entries) => entries.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect(),
        _ => return,
    };
    for (key, value) in inner {
        path.push(key);
        places.push(path.clone());
        within(value, path, places);
        path.pop();
    }
}

/// The call with this raw JSON in this place.
fn call_with(method: &Working<'_>, place: &[String], raw: &str) -> String {
    const HERE: &str = "the place of the value";
    let mut parameters = method.parameters.clone();
    let mut target = &mut parameters;
    for segment in place {
        target = match target {
            Value::Array(items) => &mut items[segment.parse::<usize>().expect("an index")],
            other => &mut other[segment.as_str()],
        };
    }
    *target = json!(HERE);
    json!({ "method": method.name, "parameters": parameters }).to_string().replace(&format!("\"{HERE}\""), raw)
}

/// Values that often break services: each is tried in every place, in addition to the random ones.
const SHARP: [&str; 16] = [
    "null",
    "-1",
    "1e400",
    "9223372036854775807",
    "123456789012345678901234567890",
    "0.00001",
    r#""""#,
    r#""5""#,
    r#""a\u0000b""#,
    r#""%_\\'\"""#,
    r#""\ud83d\ude00 İß e\u0301""#,
    r#""+262143-12-31T23:59:59Z""#,
    "[]",
    "{}",
    r#"[null, {"": [0]}]"#,
    r#"{"from": "9999-12-31", "to": "9999-12-31"}"#,
];

/// Sends any value in any place, and reports a wrong answer.
struct Prober<'w> {
    world: &'w World,
    writes: Writes,
    /// The fingerprint of the database after the last call that may have changed something.
    fingerprint: String,
}

impl Prober<'_> {
    fn probe(&mut self, method: &Working<'_>, place: &[String], raw: &str) -> Result<(), String> {
        /// The statuses of failures that a client causes. A 500 or a 503 is not among them.
        const EXPECTED: [u16; 7] = [400, 401, 403, 404, 409, 422, 429];
        let body = call_with(method, place, raw);
        let bearer = method.access.signed_in.then(|| format!("Bearer {}", self.world.people.ana.token));
        let mut headers = vec![("Content-Type", "application/json")];
        headers.extend(bearer.as_deref().map(|bearer| ("Authorization", bearer)));
        let reply = self.world.service.send_with("/api", &headers, body.as_bytes());
        // A method that only reads has most of the parameters. It is looked at once behind all its calls.
        let left = if method.access.writes { self.left() } else { None };
        if reply.status == 200 {
            return Ok(());
        }
        let envelope = reply.envelope();
        // Only `Batch.Run` may answer 413: a random array can have too many calls.
        let is_expected = EXPECTED.contains(&reply.status) || (reply.status == 413 && method.name == "Batch.Run");
        if !is_expected || envelope["success"] != false || !envelope["error"].is_string() {
            return Err(format!("{} {}", reply.status, reply.text));
        }
        left.map_or(Ok(()), |left| Err(format!("a refused call has left a trace: {left}")))
    }

    /// What has changed in the database since this was last asked.
    fn left(&mut self) -> Option<String> {
        if !self.writes.are_new() {
            return None;
        }
        let before = std::mem::replace(&mut self.fingerprint, self.writes.inspector.fingerprint());
        (before != self.fingerprint).then(|| format!("{before}, then {}", self.fingerprint))
    }
}

#[test]
fn no_value_of_any_parameter_breaks_the_service_or_leaves_a_trace_when_it_is_refused() {
    everywhere(neighbouring_worlds(), |world| {
        let calls = Calls::of(world);
        let mut writes = Writes::to(&world.service.database.url);
        let fingerprint = writes.inspector.fingerprint();
        let prober = RefCell::new(Prober { world, writes, fingerprint });
        for method in calls.working() {
            // Hashing makes a call slow, so methods with a password get fewer cases.
            let hashes = method.params.iter().any(|param| param["name"] == "password");
            for place in places(&method) {
                for raw in SHARP {
                    let outcome = prober.borrow_mut().probe(&method, &place, raw);
                    outcome.unwrap_or_else(|cause| panic!("{} at {} with {raw}: {cause}", method.name, place.join(".")));
                }
                // The variable PROPTEST_CASES asks for more cases.
                let default = ProptestConfig::default();
                let cases = match std::env::var_os("PROPTEST_CASES") {
                    Some(_) => default.cases,
                    None if hashes => 4,
                    None => 10,
                };
                let configuration = ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 200, ..default };
                let outcome = TestRunner::new(configuration)
                    .run(&any_json(), |raw| prober.borrow_mut().probe(&method, &place, &raw).map_err(TestCaseError::fail));
                outcome.unwrap_or_else(|cause| panic!("{} at {}: {cause}", method.name, place.join(".")));
            }
            let left = prober.borrow_mut().left();
            assert!(method.access.writes || left.is_none(), "{} only reads, and has left a trace: {left:?}", method.name);
        }
    });
}

/// Calls of Ana's that fail for a reason that only the method finds.
fn late_failures() -> Vec<(&'static str, Value, &'static str)> {
    vec![
        (
            "Auth.Register",
            json!({ "name": "A", "email": "ana@example.com", "company": "A", "password": PASSWORD, "c_password": PASSWORD }),
            "conflict",
        ),
        (
            "Auth.ChangePassword",
            json!({ "password": "not this one", "new_password": "some other one", "c_password": "some other one" }),
            "invalid_parameters",
        ),
        ("Profiles.AddUser", json!({ "email": "mario@example.com", "role": "viewer" }), "conflict"),
        ("Profiles.EditUser", json!({ "user_id": 1, "role": "viewer" }), "conflict"),
        ("Profiles.RemoveUser", json!({ "user_id": 1 }), "conflict"),
        ("Catalogs.CreateEntry", json!({ "catalog": "company_types", "name": "Customer" }), "conflict"),
        ("Catalogs.EditEntry", json!({ "entry_id": 9, "name": "Customer" }), "conflict"),
        ("Catalogs.DeleteEntry", json!({ "entry_id": 10 }), "conflict"),
        ("Inputs.CreateInput", json!({ "entity": "company", "name": "Segment", "type": "string" }), "conflict"),
        ("Inputs.DeleteInput", json!({ "input_id": 1 }), "conflict"),
        ("Companies.CreateCompany", json!({ "name": "A", "type_id": 10, "industry_id": 22, "client_number": "N-001" }), "conflict"),
        ("Companies.CreateCompany", json!({ "name": "A", "type_id": 10, "industry_id": 22, "slug": "cafe-nunez" }), "conflict"),
        ("Companies.CreateCompany", json!({ "name": "A", "type_id": 22, "industry_id": 10 }), "invalid_parameters"),
        ("Companies.EditCompany", json!({ "company_id": 2, "name": "B", "client_number": "N-001" }), "conflict"),
        ("Companies.EditCompany", json!({ "company_id": 2, "name": "B", "inputs": { "segment": "Lead" } }), "invalid_parameters"),
        ("Companies.DeleteCompany", json!({ "company_id": NOBODYS }), "not_found"),
        (
            "Opportunities.EditOpportunity",
            json!({ "opportunity_id": 1, "title": "B", "notify": true, "want_products": false }),
            "invalid_parameters",
        ),
        (
            "Opportunities.EditOpportunity",
            json!({ "opportunity_id": 1, "title": "B", "products": [{ "product_id": 1, "amount": 1, "price": 1, "discount": 0, "tax": 0, "total": 2 }] }),
            "invalid_parameters",
        ),
        ("Opportunities.DeleteOpportunity", json!({ "opportunity_id": NOBODYS }), "not_found"),
        ("Contacts.DeleteContact", json!({ "contact_id": 1 }), "conflict"),
        ("Notifications.MarkRead", json!({ "notification_id": [1, NOBODYS] }), "not_found"),
        ("Companies.DeleteCompany", json!({ "company_id": 1 }), "conflict"),
        ("Products.CreateProduct", json!({ "name": "A", "value": 1, "sku": "CAF-01" }), "conflict"),
        ("Products.CreateProduct", json!({ "name": "A", "value": 1, "slug": "cafe-de-altura", "taxes": [63, 64] }), "conflict"),
        ("Products.CreateProduct", json!({ "name": "A", "value": 1, "taxes": [63, 62] }), "invalid_parameters"),
        ("Products.EditProduct", json!({ "product_id": 1, "name": "A", "value": 1, "taxes": [64], "sku": "MOL-01" }), "conflict"),
        ("Products.EditProduct", json!({ "product_id": 1, "name": "A", "value": 1, "product_category_id": 52 }), "invalid_parameters"),
        ("Products.DeleteProduct", json!({ "product_id": NOBODYS }), "not_found"),
        ("Tickets.EditTicket", json!({ "ticket_id": 1, "title": "B", "notify": true, "contact_id": NOBODYS }), "invalid_parameters"),
        ("Tickets.EditTicket", json!({ "ticket_id": NOBODYS, "notify": true }), "not_found"),
        ("Tickets.AddComment", json!({ "ticket_id": NOBODYS, "comment": "B" }), "not_found"),
        ("Tickets.DeleteTicket", json!({ "ticket_id": NOBODYS }), "not_found"),
    ]
}

#[test]
fn a_failed_call_leaves_no_trace() {
    everywhere(neighbouring_worlds(), |world| {
        let mut watch = Watch::over(&world.service.database.url);
        let mut before = watch.snapshot();
        let mut unchanged = |what: &str, reply: &Reply| {
            let after = watch.snapshot();
            if reply.status != 200 {
                assert!(before == after, "{what} failed and left a trace: {}", difference(&before, &after));
            }
            before = after;
        };
        let people = &world.people;
        for (method, parameters, code) in late_failures() {
            let reply = world.service.try_call_or_bare(&people.ana, method, parameters);
            reply.failure(code);
            unchanged(method, &reply);
        }
        for method in Calls::of(world).working().iter().filter(|method| method.access.writes) {
            let mut wrong: Vec<Value> = vec![method.with("stray_parameter", json!(1))];
            for param in method.params {
                let name = param["name"].as_str().expect("a name");
                wrong.push(method.without(name));
                wrong.push(method.with(name, json!({ "nonsense": [true] })));
                wrong.push(method.with(name, json!(NOBODYS)));
            }
            for parameters in wrong {
                let reply = perform(world, method.entry, parameters);
                unchanged(method.name, &reply);
            }
            if method.access.signed_in {
                for token in [None, Some(&world.sara().token), Some(&people.vera.token)] {
                    if token.is_none() || method.access.role.is_some() {
                        let reply = post(world, token.map(String::as_str), method.name, &method.parameters);
                        assert_ne!(reply.status, 200, "{}", method.name);
                        unchanged(method.name, &reply);
                    }
                }
            }
        }
    });
}

#[test]
fn what_is_edited_or_deleted_is_left_alone_where_the_caller_knows_another_version() {
    everywhere(neighbouring_worlds(), |world| {
        let mut watch = Watch::over(&world.service.database.url);
        let (calls, mut done) = (Calls::of(world), 0);
        for method in calls.working() {
            let takes_it = method.params.iter().any(|param| param["name"] == "if_version");
            let changes_one = ["Edit", "Delete"].iter().any(|verb| method.entry.name.starts_with(verb));
            // A user belongs to no profile, and has no version.
            let of_profile = method.entry.access.role.is_some();
            assert!(takes_it || !changes_one || !of_profile, "{} has no if_version: it needs a SUBJECT", method.name);
            if !takes_it {
                continue;
            }
            let before = watch.snapshot();
            let stale = perform(world, method.entry, method.with("if_version", json!(NOBODYS)));
            // The record was deleted by an earlier call, so it has no version.
            if stale.status == 404 {
                continue;
            }
            let (path, sentence) = conflict(&stale);
            assert_eq!(path, "if_version", "{}", method.name);
            let after = watch.snapshot();
            assert!(before == after, "{} has left a trace: {}", method.name, difference(&before, &after));
            let version = sentence.split_once("version ").and_then(|(_, rest)| rest.split_once(' ')).expect("the version is said").0;
            let known = perform(world, method.entry, method.with("if_version", json!(version)));
            // The call may fail for another reason, such as a record that an earlier call has deleted.
            assert!(known.status == 200 || known.envelope()["response"]["details"][0]["path"] != "if_version", "{}", known.text);
            done += usize::from(known.status == 200);
        }
        assert!(done > 10, "hardly any was done: {done}");
    });
}

/// Each list, narrowed by an id that a row names, returns all such rows and no other. The total agrees, whether it was counted
/// now or comes from a counter.
#[test]
fn a_list_is_narrowed_by_each_id_that_its_rows_have() {
    everywhere(neighbouring_worlds(), |world| {
        let (ana, calls, mut tried) = (&world.people.ana, Calls::of(world), BTreeSet::new());
        let is_list = |method: &Working<'_>| {
            let required = method.params.iter().filter(|param| param["required"] == true);
            method.params.iter().any(|param| param["name"] == "with_total") && required.count() == 1
        };
        for method in calls.working().iter().filter(|method| is_list(method)) {
            let list = |narrowed: &str, id: i64| {
                let mut parameters = json!({ "pagination": 1000, "page": 1 });
                parameters[narrowed] = if narrowed == "pagination" { json!(1000) } else { json!(id) };
                let page = world.service.call(ana, method.name, parameters);
                let rows = page.as_object().expect("a page").values().find_map(Value::as_array).expect("a list of records").clone();
                (rows, page["total"].clone())
            };
            let (all, total) = list("pagination", 0);
            assert_eq!(total, all.len(), "{}", method.name);
            for parameter in method.taking_ids() {
                for id in all.iter().filter_map(|row| row[parameter].as_i64()).collect::<BTreeSet<_>>() {
                    let expected: Vec<Value> = all.iter().filter(|row| row[parameter] == id).cloned().collect();
                    let number = json!(expected.len());
                    assert_eq!(list(parameter, id), (expected, number), "{} {parameter} {id}", method.name);
                    tried.insert(format!("{} {parameter}", method.name));
                }
            }
        }
        assert!(tried.len() > 15, "{tried:?}");
    });
}

/// A failed write among others that share its commit changes nothing, and harms none of them.
#[test]
fn failures_among_successes_leave_no_trace_and_do_no_harm() {
    const CALLERS: usize = 8;
    const CALLS: usize = 12;
    everywhere(neighbouring_worlds(), |world| {
        let token = Some(world.people.ana.token.as_str());
        let mut inspector = Inspector::open(&world.service.database.url);
        let (companies, changes) = (inspector.number("SELECT count(*) FROM companies WHERE profile_id = 1"), inspector.changes());
        std::thread::scope(|scope| {
            for caller in 0..CALLERS {
                scope.spawn(move || {
                    for call in 0..CALLS {
                        let new = json!(format!("NEW-{caller}-{call}"));
                        let parameters = |client_number: Value, type_id: i64| {
                            json!({ "profile_id": 1, "name": "Same", "type_id": type_id, "industry_id": 22, "client_number": client_number })
                        };
                        post(world, token, "Companies.CreateCompany", &parameters(json!("N-001"), 10)).failure("conflict");
                        post(world, token, "Companies.CreateCompany", &parameters(new.clone(), 10)).success();
                        post(world, token, "Companies.CreateCompany", &parameters(new.clone(), 10)).failure("conflict");
                        post(world, token, "Companies.CreateCompany", &parameters(new, 22)).failure("invalid_parameters");
                    }
                });
            }
        });
        let made = i64::try_from(CALLERS * CALLS).expect("a few");
        assert_eq!(inspector.number("SELECT count(*) FROM companies WHERE profile_id = 1"), companies + made);
        assert_eq!(inspector.changes(), changes + made);
        let listed = world.as_ana("Companies.GetCompanies", json!({ "profile_id": 1, "query": "NEW-", "pagination": 1 }));
        assert_eq!(listed["total"], made);
        let listed = world.as_ana("Companies.GetCompanies", json!({ "profile_id": 1, "pagination": 1 }));
        assert_eq!(listed["total"], companies + made);
    });
}

/// Each change names its user, token and request; no client's change is ascribed to the command line.
#[test]
fn every_change_says_who_made_it() {
    everywhere(neighbouring_worlds(), |world| {
        let mut inspector = Inspector::open(&world.service.database.url);
        let unsigned = "SELECT count(*) FROM changes WHERE user_id IS NULL OR token_id IS NULL OR request_id IS NULL \
            OR token_id = 'command line' OR request_id = 'command line'";
        assert_eq!(inspector.number(unsigned), 0);
        assert!(inspector.changes() > 0);
        assert_eq!(inspector.texts("SELECT DISTINCT user_id FROM changes WHERE profile_id = 1"), ["1"]);
    });
}

/// The comparison of snapshots and fingerprints does notice a trace: this gives the tests above their worth.
#[test]
fn a_trace_would_be_seen() {
    everywhere(neighbouring_worlds(), |world| {
        let mut inspector = Inspector::open(&world.service.database.url);
        let mut watch = Watch::over(&world.service.database.url);
        let (before, fingerprint): (Snapshot, String) = (inspector.snapshot(), inspector.fingerprint());
        assert!(before == *watch.snapshot());
        world.as_ana("Companies.EditCompany", json!({ "profile_id": 1, "company_id": 1, "name": "Café Luna" }));
        let after = inspector.snapshot();
        let lines = difference(&before, &after);
        assert!(lines.contains("companies lost") && lines.contains("companies got") && lines.contains("changes got"), "{lines}");
        assert_ne!(fingerprint, inspector.fingerprint());
        assert!(after == *watch.snapshot());
    });
}

#[test]
fn every_method_refuses_unknown_parameters_by_its_type() {
    for entry in modules::registry().entries() {
        let schema = entry.parameters_schema(&mut SchemaGenerator::default()).to_value();
        assert_eq!(schema["additionalProperties"], false, "{}: its Parameters need #[serde(deny_unknown_fields)]", entry.qualified);
    }
}

#[test]
fn every_method_and_every_parameter_is_explained() {
    /// Parameters whose names need no description.
    const CLEAR: [&str; 21] = [
        "billing_address",
        "email",
        "industry_id",
        "linkedin",
        "mobile",
        "mother_surname",
        "name",
        "password",
        "phone",
        "phone_mobile",
        "phone_office",
        "phone_office_extension",
        "phone_other",
        "shipping_address",
        "skype",
        "sort",
        "surname",
        "twitter",
        "type_id",
        "website",
        "whatsapp",
    ];
    let definition = describe(&modules::registry(), Language::English);
    for method in definition["methods"].as_array().expect("methods") {
        assert!(method["summary"].as_str().is_some_and(|summary| summary.ends_with('.')), "{} has no summary", method["name"]);
        for param in method["params"].as_array().expect("params") {
            let name = param["name"].as_str().expect("a name");
            let explained = param["description"].as_str().is_some_and(|description| !description.is_empty());
            assert!(explained || CLEAR.contains(&name), "{}: what is {name}?", method["name"]);
        }
    }
}

//! Rights: an application token reads what its rights allow and nothing else, in any way. A token with the rights of one module
//! calls each method of that module, asks for everything that it can show, and must get nothing from a record of another kind.
//!
//! Invariants: the methods come from the registry and their `with_` parameters from the definition, so that a method or
//! parameter that is added later is held to it. The records' texts are read from the change record, kind by kind.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use ventanilla::auth::permission::Permission;
use ventanilla::auth::rights::Right;
use ventanilla::fields::Named;
use ventanilla::modules;
use ventanilla::records::kinds::{KINDS, Kind, Upserted};
use ventanilla::records::member::Member;
use ventanilla::rpc::registry::Entry;

use crate::calls::{changes, conflict, execute, rules};
use crate::contacts::contact;
use crate::examples::{described, parameters_of};
use crate::inputs;
use crate::inspect::Inspector;
use crate::service::{Person, Reply, Service, services};
use crate::world::{World, everywhere, worlds};

/// A script with an application token of this person's, with these rights.
pub fn script(service: &Service, person: &Person, rights: Value) -> Person {
    let made = service.call(person, "Auth.CreateApplicationToken", json!({ "name": "A script", "rights": rights }));
    Person { token: made["token"].as_str().expect("a token").to_owned(), ..person.clone() }
}

/// The module whose read right covers records of this kind; `None` if reading needs no right.
fn module_of(kind: &Kind) -> Option<&'static str> {
    match kind.reading {
        Permission::Needs(module, _) => Some(module),
        Permission::Any | Permission::People => None,
    }
}

/// The texts in a record that people wrote: no times, no fixed words, no short texts.
fn texts(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            let said = fields.iter().filter(|(key, _)| {
                !key.ends_with("_at") && !["type", "status", "entity", "catalog", "rights", "role"].contains(&key.as_str())
            });
            said.for_each(|(_, value)| texts(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::String(text) if text.chars().count() >= 5 => drop(found.insert(text.clone())),
        _ => {}
    }
}

/// The texts in the records of each kind; the members' include the users' names and addresses.
fn said_by_kind(world: &World) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut inspector = Inspector::open(&world.service.database.url);
    let said = KINDS.iter().map(|Kind { entity, .. }| {
        let mut found = BTreeSet::new();
        for record in inspector.texts(&format!("SELECT record FROM changes WHERE entity = '{}'", entity.name())) {
            texts(&serde_json::from_str(&record).expect("JSON"), &mut found);
        }
        if *entity == Member::ENTITY {
            found.extend(inspector.texts("SELECT name FROM users"));
            found.extend(inspector.texts("SELECT email FROM users"));
        }
        (entity.name(), found)
    });
    said.collect()
}

/// Texts of records that are words of the wire, too: within keys such as `directory` and `segment_cuts`, or in sentences.
const WORDS_OF_THE_WIRE: [&str; 12] =
    ["direct", "email", "website", "social", "campaign", "referral", "other", "existing", "active", "segment", "batch", "terms"];

/// The example's parameters, with every `with_` parameter set.
fn greedy(world: &World, definition: &Value, entry: &Entry) -> Value {
    let mut parameters = world.filled(parameters_of(definition, entry));
    for param in described(definition, entry)["params"].as_array().expect("params") {
        let name = param["name"].as_str().expect("a name");
        if name.starts_with("with_") && name != "with_values" {
            parameters[name] = json!(true);
        }
    }
    parameters
}

/// The text of a reply: its response and its sentence.
fn told(reply: &Reply) -> String {
    let envelope = reply.envelope();
    format!("{} {}", envelope["response"], envelope["error"])
}

#[test]
fn a_token_of_one_module_is_told_nothing_of_what_belongs_to_others() {
    everywhere(worlds(), |world| {
        let (registry, ana) = (modules::registry(), &world.people.ana);
        let definition = world.service.get("/openrpc.json").document();
        let said = said_by_kind(world);
        let readable = |module: &str| -> BTreeSet<&'static str> {
            let own = KINDS.iter().filter(|kind| module_of(kind) == Some(module));
            own.map(|kind| kind.entity.name()).chain(["profile"]).collect()
        };
        let (mut tried, mut complaints) = (0, Vec::new());
        for (module, _) in registry.modules() {
            let methods: Vec<&Entry> = registry
                .entries()
                .iter()
                .filter(|entry| matches!(entry.permission, Permission::Needs(needed, _) if needed == *module))
                .collect();
            if methods.is_empty() {
                continue;
            }
            // A module's own methods list the catalogs and inputs that it uses, so their names are allowed.
            let own_catalogs: BTreeSet<String> = methods
                .iter()
                .filter(|entry| !entry.access.writes && entry.name.starts_with("Get"))
                .filter(|entry| {
                    // Lists of catalogs and inputs are in the order of their positions.
                    let params = &described(&definition, entry)["params"];
                    params.to_string().contains("-position") || params.as_array().is_some_and(|params| params.len() <= 2)
                })
                .flat_map(|entry| {
                    let mut found = BTreeSet::new();
                    texts(&world.service.call(ana, &entry.qualified, greedy(world, &definition, entry)), &mut found);
                    found
                })
                .filter(|text| said["catalog_entry"].contains(text) || said["input"].contains(text))
                .collect();
            let allowed: BTreeSet<&String> = readable(module).iter().flat_map(|kind| &said[kind]).chain(&own_catalogs).collect();
            let foreign: Vec<(&str, &String)> = said
                .iter()
                .filter(|(kind, _)| !readable(module).contains(*kind))
                .flat_map(|(kind, texts)| texts.iter().map(move |text| (*kind, text)))
                .filter(|(_, text)| !WORDS_OF_THE_WIRE.contains(&text.as_str()))
                .filter(|(_, text)| !allowed.contains(text) && !allowed.iter().any(|own| own.contains(text.as_str())))
                .collect();
            for entry in methods {
                let world = &world.another();
                let script = script(&world.service, ana, json!({ *module: ["read", "write", "delete", "query"] }));
                let mut asked = vec![greedy(world, &definition, entry)];
                if entry.access.writes {
                    let mut shown = asked[0].clone();
                    shown["dry_run"] = json!(true);
                    asked.insert(0, shown);
                }
                for parameters in asked {
                    let alone = world.service.post(Some(&script.token), &entry.qualified, parameters.clone());
                    let call = json!({ "method": entry.qualified, "parameters": parameters });
                    let batch = json!({ "calls": [call], "atomic": false, "dry_run": true });
                    let inside = world.service.post(Some(&script.token), "Batch.Run", batch);
                    for reply in [alone, inside] {
                        tried += 1;
                        let (told, given) = (told(&reply), parameters.to_string());
                        let leaks = foreign.iter().filter(|(_, text)| {
                            let written = json!(text).to_string();
                            let within = written.trim_matches('"');
                            told.contains(within) && !given.contains(within)
                        });
                        complaints.extend(leaks.map(|(kind, text)| format!("{} tells of a {kind}: {text}", entry.qualified)));
                    }
                }
                let written = "SELECT DISTINCT entity FROM changes WHERE token_id LIKE 'application_token:%'";
                let written = Inspector::open(&world.service.database.url).texts(written);
                let foreign = written.iter().filter(|name| {
                    KINDS.iter().any(|kind| {
                        kind.entity.name() == **name && kind.writers.is_some() && module_of(kind).is_some_and(|own| own != *module)
                    })
                });
                complaints.extend(foreign.map(|name| format!("{} writes a {name}", entry.qualified)));
            }
        }
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
        assert!(tried > 150, "hardly any method was tried: {tried}");
    });
}

/// A token with all rights sees everything, which shows that the test above looks for texts that do appear.
#[test]
fn a_token_of_all_modules_is_told_all_that_is_asked_for() {
    everywhere(worlds(), |world| {
        let (registry, ana) = (modules::registry(), &world.people.ana);
        let definition = world.service.get("/openrpc.json").document();
        let script = script(&world.service, ana, json!({ "*": ["read", "write", "delete", "query"] }));
        for entry in registry.entries().iter().filter(|entry| !entry.access.writes && matches!(entry.permission, Permission::Needs(..))) {
            let parameters = greedy(world, &definition, entry);
            let reply = world.service.post(Some(&script.token), &entry.qualified, parameters.clone()).success();
            let whole = world.service.call(ana, &entry.qualified, parameters);
            // The tokens' names are shown to people alone.
            let people_alone: &[&str] = if entry.module == "Audit" { &["token"] } else { &[] };
            assert_eq!(reply.get("withheld"), (!people_alone.is_empty()).then(|| json!(people_alone)).as_ref(), "{}", entry.qualified);
            assert_eq!(whole.get("withheld"), None, "{}", entry.qualified);
        }
        let names = world.service.call(
            &script,
            "Opportunities.GetOpportunity",
            json!({ "opportunity_id": 1, "with_user": true, "with_products": true }),
        );
        assert!(names.to_string().contains("Ana Torres") && names.to_string().contains("Café de altura"), "{names}");
    });
}

#[test]
fn each_kind_belongs_to_a_module_that_has_rights() {
    let registry = modules::registry();
    let modules: BTreeSet<&str> = registry
        .entries()
        .iter()
        .filter_map(|entry| match entry.permission {
            Permission::Needs(module, _) => Some(module),
            Permission::Any | Permission::People => None,
        })
        .collect();
    for kind in KINDS {
        assert!(module_of(kind).is_none_or(|module| modules.contains(module)), "{}", kind.entity.name());
    }
}

/// A kind's row has the role and right that its own methods need. Otherwise the feed, or another kind's method, would show or
/// write what they refuse.
#[test]
fn a_kind_asks_of_whoever_writes_it_what_its_own_methods_ask() {
    let registry = modules::registry();
    for (kind, Upserted { create, edit, .. }) in KINDS.iter().filter_map(|kind| Some((kind, kind.upserted.as_ref()?))) {
        for method in [create, edit] {
            let (_, entry) = registry.find(None, method).expect("the method is there");
            assert_eq!((entry.access.role, entry.permission), (kind.writers, kind.writing(Right::Write)), "{method}");
        }
    }
}

#[test]
fn what_a_method_writes_of_another_kind_needs_the_right_of_that_kind() {
    for service in services() {
        let ana = service.register("Ana");
        let input = |entity: &str, slug: &str| {
            let parameters = json!({ "entity": entity, "name": slug, "type": "string" });
            service.call(&ana, "Inputs.CreateInput", parameters)["input"]["id"].clone()
        };
        let (size, unused, shoe_size) = (input("company", "size"), input("company", "unused"), input("contact", "shoe_size"));
        let company = inputs::create_with(&service, &ana, json!({ "size": "XL" })).success()["company"].clone();
        let mut contact = contact(&service, &ana, &company, "Eva");
        contact["inputs"] = json!({ "shoe_size": "39" });
        service.call(&ana, "Contacts.CreateContact", contact);
        let of_inputs = json!({ "Inputs": ["read", "write", "delete"], "Companies": ["read"] });
        let reader = script(&service, &ana, of_inputs);
        let writer = script(&service, &ana, json!({ "Inputs": ["delete"], "Companies": ["write"] }));
        let before = changes(&service);
        let delete = |token: &Person, input: &Value| {
            service.try_call(token, "Inputs.DeleteInput", json!({ "input_id": input, "with_values": true }))
        };
        let refused = delete(&reader, &size);
        refused.failure("forbidden");
        assert!(refused.envelope()["error"].as_str().is_some_and(|said| said.contains("Companies: write")), "{refused:?}");
        delete(&writer, &shoe_size).failure("forbidden");
        let parameters = json!({ "profile_id": reader.profile_id, "input_id": size, "with_values": true });
        let in_batch = json!({ "calls": [{ "method": "Inputs.DeleteInput", "parameters": parameters }] });
        let refused = service.post(Some(&reader.token), "Batch.Run", in_batch);
        assert!(refused.envelope().to_string().contains("forbidden"), "{refused:?}");
        assert_eq!(changes(&service), before);
        delete(&reader, &unused).success();
        delete(&writer, &size).success();
        let seen = service.call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": company["id"] }));
        assert_eq!((&seen["company"]["inputs"], &seen["company"]["version"]), (&json!({}), &json!(2)));
    }
}

#[test]
fn what_is_left_out_is_named_and_only_that_is_left_out() {
    everywhere(worlds(), |world| {
        let ana = &world.people.ana;
        let all = json!({ "opportunity_id": 1, "with_user": true, "with_company": true, "with_contact": true, "with_products": true, "with_inputs": true });
        let shown =
            |rights: Value, method: &str, parameters: Value| world.service.call(&script(&world.service, ana, rights), method, parameters);
        let whole = world.service.call(ana, "Opportunities.GetOpportunity", all.clone());
        assert_eq!(whole.get("withheld"), None);
        let one = shown(json!({ "Opportunities": ["read"] }), "Opportunities.GetOpportunity", all.clone());
        assert_eq!(one["withheld"], json!(["user", "company", "contact", "products.kind", "products.name", "products.sku"]));
        let mut expected = whole["opportunity"].clone();
        for key in ["user", "company", "contact"] {
            expected.as_object_mut().expect("an object").remove(key).expect("it was shown");
        }
        for line in expected["products"].as_array_mut().expect("lines") {
            let line = line.as_object_mut().expect("an object");
            line.remove("kind").expect("it was shown");
            line.remove("name").expect("it was shown");
            line.remove("sku");
        }
        assert_eq!(one["opportunity"], expected);
        let page = shown(
            json!({ "Opportunities": ["read"], "Contacts": ["read"] }),
            "Opportunities.GetOpportunities",
            json!({ "with_contact": true, "with_company": true }),
        );
        assert_eq!(page["withheld"], json!(["company"]));
        assert_eq!((page["opportunities"][0].get("company"), &page["opportunities"][0]["contact"]["name"]), (None, &json!("Lucía")));
        for (method, parameters) in [
            ("GetCompanies", json!({ "with_contacts": true })),
            ("GetCompany", json!({ "search_by": "id", "search_value": 1, "with_contacts": true })),
        ] {
            let reply = shown(json!({ "Companies": ["read"] }), &format!("Companies.{method}"), parameters);
            assert_eq!(reply["withheld"], json!(["contacts"]), "{method}");
            assert!(!reply.to_string().contains("Lucía"), "{reply}");
        }
        // A filter needs the right, too: its result would tell.
        for (filter, catalog, module) in
            [("contact_origin", "contact_origins", "Contacts"), ("company_industry", "company_industries", "Companies")]
        {
            let entries = world.service.call(ana, "Catalogs.GetEntries", json!({ "catalog": catalog }))["entries"].clone();
            let parameters = json!({ filter: entries[0]["id"] });
            let alone = script(&world.service, ana, json!({ "Opportunities": ["read"] }));
            world.service.try_call(&alone, "Opportunities.GetOpportunities", parameters.clone()).failure("forbidden");
            let both = script(&world.service, ana, json!({ "Opportunities": ["read"], module: ["read"] }));
            world.service.call(&both, "Opportunities.GetOpportunities", parameters);
        }
        // Records that were not asked for are not listed as withheld.
        assert_eq!(shown(json!({ "Companies": ["read"] }), "Companies.GetCompanies", json!({})).get("withheld"), None);
        let pipeline = shown(json!({ "Opportunities": ["read"] }), "Opportunities.GetPipeline", json!({}));
        assert_eq!((&pipeline["withheld"], pipeline["stages"][0].get("name")), (&json!(["name"]), None));
        for rights in
            [json!({ "Opportunities": ["read"], "Profiles": ["read"] }), json!({ "Opportunities": ["read"], "Catalogs": ["read"] })]
        {
            assert_eq!(shown(rights, "Opportunities.GetPipeline", json!({}))["stages"][0]["name"], "Prospecting");
        }
    });
}

#[test]
fn the_feed_the_snapshot_and_the_digest_are_of_what_may_be_read() {
    everywhere(worlds(), |world| {
        let (service, ana) = (&world.service, &world.people.ana);
        let kinds = |list: &Value| -> BTreeSet<String> {
            list.as_array().expect("a list").iter().map(|item| item["entity"].as_str().expect("a kind").to_owned()).collect()
        };
        let everything = kinds(&service.call(ana, "Sync.GetChanges", json!({ "limit": 1000 }))["changes"]);
        for (rights, readable) in [
            (json!({ "Sync": ["read"] }), vec!["profile"]),
            (json!({ "Sync": ["read"], "Tickets": ["read"] }), vec!["profile", "ticket", "ticket_comment"]),
            (json!({ "Sync": ["read"], "Companies": ["write", "delete"] }), vec!["profile"]),
        ] {
            let script = script(service, ana, rights);
            let readable: BTreeSet<String> = readable.into_iter().map(ToOwned::to_owned).collect();
            let changes = service.call(&script, "Sync.GetChanges", json!({ "limit": 1000 }));
            assert_eq!(kinds(&changes["changes"]), readable);
            let withheld: BTreeSet<String> =
                changes["withheld"].as_array().expect("kinds").iter().map(|kind| kind.as_str().expect("a name").to_owned()).collect();
            assert!(
                everything.difference(&readable).all(|kind| withheld.contains(kind)) && withheld.is_disjoint(&readable),
                "{withheld:?}"
            );
            let (mut seen, mut cursor, mut first) = (BTreeSet::new(), Value::Null, true);
            loop {
                let parameters = if first { json!({}) } else { json!({ "cursor": cursor }) };
                let page = service.call(&script, "Sync.GetSnapshot", parameters);
                assert_eq!(page.get("withheld").is_some(), first);
                seen.insert(page["entity"].as_str().expect("a kind").to_owned());
                (cursor, first) = (page["cursor"].clone(), false);
                if cursor.is_null() {
                    assert!(page["since"].is_string());
                    break;
                }
            }
            assert_eq!(seen, readable);
            for kind in &everything {
                let digest = service.try_call(&script, "Sync.GetDigest", json!({ "entity": kind }));
                if readable.contains(kind) { drop(digest.success()) } else { drop(digest.failure("forbidden")) }
            }
        }
        let alone = script(service, ana, json!({ "Sync": ["read"] }));
        let asked = service.call(&alone, "Sync.GetChanges", json!({ "entities": ["contact"] }));
        assert_eq!((&asked["changes"], &asked["withheld"]), (&json!([]), &json!(["contact"])));
        let asked = service.call(&alone, "Sync.GetSnapshot", json!({ "entities": ["contact"] }));
        assert_eq!((&asked["records"], &asked["cursor"], &asked["withheld"]), (&json!([]), &Value::Null, &json!(["contact"])));
        // Another caller's cursor shows no more.
        let theirs = service.call(ana, "Sync.GetSnapshot", json!({ "entities": ["company", "contact"], "limit": 1 }));
        let page = service.call(&alone, "Sync.GetSnapshot", json!({ "cursor": theirs["cursor"] }));
        assert_eq!((&page["records"], &page["withheld"]), (&json!([]), &json!(["company", "contact"])));
    });
}

#[test]
fn a_history_is_of_what_may_be_read_and_names_nobody_whom_the_caller_may_not_know() {
    everywhere(worlds(), |world| {
        let (service, ana) = (&world.service, &world.people.ana);
        let history = |person: &Person| service.try_call(person, "Audit.GetHistory", json!({ "entity": "company", "record_id": 1 }));
        let scripts = [
            json!({ "Audit": ["read"] }),
            json!({ "Audit": ["read"], "Companies": ["read"] }),
            json!({ "Audit": ["read"], "Companies": ["read"], "Profiles": ["read"] }),
        ];
        let [alone, companies, users] = scripts.map(|rights| script(service, ana, rights));
        history(&alone).failure("forbidden");
        let told = history(&companies).success();
        assert_eq!(
            (&told["withheld"], told["changes"][0].get("user_name"), told["changes"][0].get("token")),
            (&json!(["user_name", "token"]), None, None)
        );
        assert_eq!(told["changes"][0]["user_id"], ana.user_id);
        let told = history(&users).success();
        assert_eq!((&told["withheld"], &told["changes"][0]["user_name"]), (&json!(["token"]), &json!("Ana Torres")));
        let told = history(&world.people.vera).success();
        assert_eq!((&told["withheld"], &told["changes"][0]["user_name"]), (&json!(["token"]), &json!("Ana Torres")));
        assert_eq!(history(ana).success().get("withheld"), None);
        let of_token = json!({ "entity": "application_token", "record_id": 1 });
        let everything = script(service, ana, json!({ "*": ["read", "write", "delete", "query"] }));
        service.try_call(&everything, "Audit.GetHistory", of_token).failure("forbidden");
    });
}

#[test]
fn who_still_refers_to_a_record_is_told_as_far_as_it_may_be_read() {
    everywhere(worlds(), |world| {
        let (service, ana) = (&world.service, &world.people.ana);
        let delete = |rights: Value| {
            conflict(&service.try_call(&script(service, ana, rights), "Companies.DeleteCompany", json!({ "company_id": 1 }))).1
        };
        assert_eq!(
            delete(json!({ "Companies": ["delete"] })),
            "'Café Núñez' is still referred to by records that you may not read. Delete these first, or give them another company."
        );
        assert_eq!(
            delete(json!({ "Companies": ["delete"], "Contacts": ["read"] })),
            "'Café Núñez' is still referred to by 2 contacts and records that you may not read. Delete these first, or give them another company."
        );
        let input = json!({ "input_id": 1 });
        let refused = service.try_call(&script(service, ana, json!({ "Inputs": ["delete"] })), "Inputs.DeleteInput", input.clone());
        assert!(conflict(&refused).1.starts_with("Records that you may not read have a value for"), "{}", refused.text);
        assert!(conflict(&service.try_call(ana, "Inputs.DeleteInput", input)).1.starts_with("2 companies have a value for"));
        // A refusal does not name a record that the script may not read.
        let made = json!({ "title": "A", "value": 1, "user_id": ana.user_id, "prospect_type": "new", "operation_type": "new", "company_id": 1, "contact_id": 1,
            "stage_id": service.entry(ana, "stages", "Proposal"), "estimated_end_at": "2030-01-01", "want_products": true, "want_tax": false, "notify": false,
            "products": [{ "product_id": 3, "amount": 1, "price": 1, "discount": 0, "tax": 0, "total": 1 }] });
        let refused = |rights: Value| service.try_call(&script(service, ana, rights), "Opportunities.CreateOpportunity", made.clone()).text;
        assert!(refused(json!({ "Opportunities": ["write"] })).contains("The product 3 is retired"));
        assert!(refused(json!({ "Opportunities": ["write"], "Products": ["read"] })).contains("'Molino manual' is retired"));
    });
}

#[test]
fn a_notification_says_to_a_script_what_it_may_read() {
    everywhere(worlds(), |world| {
        let (service, ana) = (&world.service, &world.people.ana);
        let page = |rights: Value| service.call(&script(service, ana, rights), "Notifications.GetNotifications", json!({}));
        let told = page(json!({ "Notifications": ["read"] }));
        let first = &told["notifications"][0];
        assert_eq!(
            (&told["withheld"], first.get("subject"), first.get("comment"), &first["entity"]),
            (&json!(["subject", "comment"]), None, None, &json!("ticket"))
        );
        let told = page(json!({ "Notifications": ["read"], "Tickets": ["read"] }));
        assert_eq!((told.get("withheld"), &told["notifications"][0]["subject"]), (None, &json!("Máquina de espresso")));
        let marked = service.call(
            &script(service, ana, json!({ "Notifications": ["write"] })),
            "Notifications.MarkRead",
            json!({ "notification_id": 1 }),
        );
        assert_eq!((&marked["withheld"], marked["notifications"][0].get("subject")), (&json!(["subject", "comment"]), None));
    });
}

const ELSEWHERE: &str = "https://erp.example.com/elsewhere";

#[test]
fn a_webhook_that_a_token_has_to_do_with_tells_of_what_the_token_may_read() {
    for service in services() {
        let ana = service.register("Ana");
        let make = |person: &Person, more: Value| {
            let mut parameters = json!({ "url": "https://erp.example.com/hook", "enabled": false });
            parameters.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            service.try_call(person, "Webhooks.Create", parameters)
        };
        let narrow = script(&service, &ana, json!({ "Webhooks": ["read", "write"], "Companies": ["read"] }));
        assert_eq!(rules(&make(&narrow, json!({ "entities": ["company", "contact"] }))), ["entities.1 no_right"]);
        let made = make(&narrow, json!({})).success();
        assert_eq!(made["webhook"]["entities"], json!(["profile", "company"]));
        let withheld = made["withheld"].as_array().expect("kinds").clone();
        assert!(withheld.contains(&json!("contact")) && !withheld.contains(&json!("company")), "{made}");
        let own = made["webhook"]["id"].clone();
        let edit = |person: &Person, id: &Value, what: Value| {
            let mut parameters = what;
            parameters["webhook_id"] = id.clone();
            service.try_call(person, "Webhooks.Edit", parameters)
        };
        edit(&narrow, &own, json!({ "url": ELSEWHERE })).success();
        assert_eq!(rules(&edit(&narrow, &own, json!({ "entities": ["contact"] }))), ["entities.0 no_right"]);
        assert_eq!(edit(&narrow, &own, json!({ "entities": [] })).success()["webhook"]["entities"], json!(["profile", "company"]));

        // A script can't redirect a webhook that tells more than its own rights cover, nor one with such deliveries waiting.
        let all = make(&ana, json!({})).success();
        assert_eq!((all.get("withheld"), &all["webhook"]["entities"]), (None, &json!([])));
        let wide = &all["webhook"]["id"];
        for what in [
            json!({ "url": ELSEWHERE }),
            json!({ "entities": ["company"] }),
            json!({ "entities": ["company"], "url": ELSEWHERE }),
            json!({ "enabled": true }),
        ] {
            assert_eq!(rules(&edit(&narrow, wide, what)), ["webhook_id no_right"]);
        }
        let waiting = |entity: &str, record: i64| {
            execute(
                &service,
                &format!(
                    "INSERT INTO webhook_deliveries (profile_id, webhook_id, sequence, event, entity, record_id, created_at, status, attempts) \
                     VALUES ({}, {wide}, {record}, '{entity}.update', '{entity}', {record}, 1, 'failed', 3)",
                    ana.profile_id
                ),
            );
        };
        waiting("company", 1);
        waiting("contact", 2);
        service.call(&ana, "Webhooks.Test", json!({ "webhook_id": wide }));
        edit(&ana, wide, json!({ "entities": ["company"] })).success();
        edit(&narrow, wide, json!({ "description": "Ours" })).success();
        assert_eq!(rules(&edit(&narrow, wide, json!({ "url": ELSEWHERE }))), ["webhook_id no_right"]);
        let listed = |person: &Person| service.call(person, "Webhooks.GetDeliveries", json!({ "webhook_id": wide }));
        let (whole, shown) = (listed(&ana), listed(&narrow));
        assert_eq!((&whole["total"], whole.get("withheld")), (&json!(3), None));
        assert_eq!(shown["total"], 2);
        assert!(!shown["deliveries"].to_string().contains("contact") && shown["withheld"].as_array().unwrap().contains(&json!("contact")));
        let of_contact =
            whole["deliveries"].as_array().unwrap().iter().find(|delivery| delivery["entity"] == "contact").unwrap()["id"].clone();
        service.try_call(&narrow, "Webhooks.Redeliver", json!({ "delivery_id": of_contact })).failure("not_found");
        service.try_call(&ana, "Webhooks.Redeliver", json!({ "delivery_id": of_contact })).success();
    }
}

/// Another profile's webhook is not found, wherever one can be named.
#[test]
fn a_foreign_webhook_is_not_found() {
    for service in services() {
        let (ana, sara) = (service.register("Ana"), service.register("Sara"));
        let hook = json!({ "url": "https://erp.example.com/hook", "enabled": false });
        let foreign = service.call(&sara, "Webhooks.Create", hook)["webhook"]["id"].clone();
        for method in ["Get", "GetDeliveries", "Edit", "Delete", "Test"] {
            for id in [&foreign, &json!(987_654)] {
                let reply = service.try_call(&ana, &format!("Webhooks.{method}"), json!({ "webhook_id": id }));
                reply.failure("not_found");
                assert!(reply.text.contains("There is no such webhook."), "{}", reply.text);
            }
        }
        let parameters: Map<String, Value> = Map::new();
        service.call(&ana, "Webhooks.GetDeliveries", parameters.into());
    }
}

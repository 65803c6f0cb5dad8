//! External IDs: kept with a record, used to find it, and accepted wherever an id is.

use serde_json::{Value, json};
use ventanilla::modules;
use ventanilla::records::kinds::KINDS;

use crate::calls::{at_once, changes, colleague, conflict, message, rules};
use crate::examples::{described, parameters_of, perform, settled};
use crate::files::{GIF, PNG, encoded};
use crate::service::{Person, Service, services};
use crate::world::{Prepared, World, everywhere, neighbouring_worlds, worlds};

/// Creates a company with these external IDs and the required fields.
fn create(service: &Service, person: &Person, name: &str, external_ids: Value) -> Value {
    let mut company = service.company(person, name);
    company["external_ids"] = external_ids;
    service.call(person, "Companies.CreateCompany", company)["company"].clone()
}

#[test]
fn they_are_kept_shown_changed_and_forgotten() {
    for service in services() {
        let ana = service.register("Ana");
        let company = create(&service, &ana, "Café Núñez", json!({ "sap": "000123", "shop": 77 }));
        assert_eq!(company["external_ids"], json!({ "sap": "000123", "shop": "77" }));
        let edit = |external_ids: Value| {
            let parameters = json!({ "company_id": company["id"], "external_ids": external_ids });
            service.call(&ana, "Companies.EditCompany", parameters)["company"].clone()
        };
        let edited = edit(json!({ "shop": null, "erp-2": "A 1" }));
        assert_eq!(edited["external_ids"], json!({ "erp-2": "A 1", "sap": "000123" }), "what is left out stays");
        assert_eq!(edited["version"], 2);
        let before = changes(&service);
        assert_eq!(edit(json!({ "sap": "000123" }))["version"], 2, "nothing has changed");
        assert_eq!(edit(json!({}))["version"], 2);
        assert_eq!(changes(&service), before);
        let found = |name: Value| service.try_call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": name }));
        assert_eq!(found(json!({ "sap": "000123" })).success()["company"]["id"], company["id"]);
        found(json!({ "shop": "77" })).failure("not_found");
        assert_eq!(edit(Value::Null)["external_ids"], json!({}));
        found(json!({ "sap": "000123" })).failure("not_found");
        let history = service.call(&ana, "Audit.GetHistory", json!({ "entity": "company", "record_id": company["id"] }));
        assert_eq!(history["changes"][1]["fields"][0]["field"], "external_ids");
    }
}

#[test]
fn no_two_records_of_a_kind_have_the_same_and_what_is_gone_is_free() {
    for service in services() {
        let ana = service.register("Ana");
        let first = create(&service, &ana, "First", json!({ "sap": "1" }));
        create(&service, &ana, "Second", json!({ "sap": "2", "shop": "1" }));
        let before = changes(&service);
        let mut third = service.company(&ana, "Third");
        third["external_ids"] = json!({ "abc": "9", "sap": "1" });
        let (path, sentence) = conflict(&service.try_call(&ana, "CreateCompany", third.clone()));
        assert_eq!(path, "external_ids.sap");
        assert!(sentence.contains("Another company already has the id '1' in sap"), "{sentence}");
        let steal = json!({ "company_id": first["id"], "external_ids": { "sap": "2" } });
        assert_eq!(conflict(&service.try_call(&ana, "EditCompany", steal)).0, "external_ids.sap");
        assert_eq!(changes(&service), before, "a failed call changes nothing");
        // Each kind of record and each profile has its own namespace.
        let entry = json!({ "catalog": "stages", "name": "Pilot", "external_ids": { "sap": "1" } });
        service.call(&ana, "Catalogs.CreateEntry", entry);
        let other = service.post(Some(&ana.token), "Profiles.CreateProfile", json!({ "name": "Second business" })).success();
        let other = other["profile"]["id"].clone();
        let there = Person { profile_id: other.as_i64().unwrap(), ..ana.clone() };
        create(&service, &there, "First there", json!({ "sap": "1" }));
        service.call(&ana, "Companies.DeleteCompany", json!({ "company_id": { "sap": "1" } }));
        service.call(&ana, "CreateCompany", third);
    }
}

#[test]
fn what_is_no_external_id_is_said_where_it_stands() {
    for service in services() {
        let ana = service.register("Ana");
        for (external_ids, wrong) in [
            (json!({ "SAP": "1" }), "external_ids.SAP malformed_system"),
            (json!({ "": "1" }), "external_ids malformed_system"),
            (json!({ "s a p": "1" }), "external_ids.s a p malformed_system"),
            (json!({ "sap": "" }), "external_ids.sap empty"),
            (json!({ "sap": "  " }), "external_ids.sap empty"),
            (json!({ "sap": 1.5 }), "external_ids.sap wrong_type"),
            (json!({ "sap": -1 }), "external_ids.sap wrong_type"),
            (json!({ "sap": true }), "external_ids.sap wrong_type"),
            (json!({ "sap": ["1"] }), "external_ids.sap wrong_type"),
            (json!({ "sap": "\u{0}" }), "external_ids.sap forbidden_character"),
            (json!({ "sap": "x".repeat(201) }), "external_ids.sap too_long"),
            (json!("000123"), "external_ids wrong_type"),
            (Value::Object((0..21).map(|number| (format!("s{number}"), json!("1"))).collect()), "external_ids too_many"),
        ] {
            let mut company = service.company(&ana, "Café Núñez");
            company["external_ids"] = external_ids.clone();
            assert_eq!(rules(&service.try_call(&ana, "CreateCompany", company)), [wrong], "{external_ids}");
        }
        for (id, wrong) in [
            (json!({}), "company_id wrong_type"),
            (json!({ "sap": "1", "shop": "1" }), "company_id wrong_type"),
            (json!({ "SAP": "1" }), "company_id malformed_system"),
            (json!({ "sap": null }), "company_id.sap required"),
            (json!({ "sap": {} }), "company_id.sap wrong_type"),
        ] {
            assert_eq!(rules(&service.try_call(&ana, "DeleteCompany", json!({ "company_id": id }))), [wrong], "{id}");
        }
        let by_number = json!({ "search_by": "client_number", "search_value": { "sap": "1" } });
        assert_eq!(rules(&service.try_call(&ana, "GetCompany", by_number)), ["search_value wrong_type"]);
        let of_token = json!({ "application_token_id": { "sap": "1" } });
        assert_eq!(rules(&service.try_call(&ana, "Auth.RevokeApplicationToken", of_token)), ["application_token_id wrong_type"]);
    }
}

/// An unknown external ID is reported as an unknown id is, together with all other problems.
#[test]
fn an_unknown_one_is_a_record_that_does_not_exist() {
    everywhere(neighbouring_worlds(), |world| {
        let (service, ana) = (&world.service, &world.people.ana);
        let sara = world.sara();
        let hers = create(service, sara, "Sara's", json!({ "sap": "77" }));
        for unknown in [json!({ "sap": "77" }), json!({ "sap": "nobody's" })] {
            service.try_call(ana, "DeleteCompany", json!({ "company_id": unknown })).failure("not_found");
            let contact = json!({
                "company_id": unknown, "name": "", "surname": "Núñez", "origin_id": { "sap": "no entry" }, "title_id": 1_000_000,
            });
            let reply = service.try_call(ana, "CreateContact", contact);
            assert_eq!(rules(&reply), ["company_id unknown_id", "name empty", "origin_id unknown_id", "title_id unknown_id"]);
            assert_eq!(message(&reply, "company_id"), "The profile has no company with this external id.");
            let reply = service.try_call(ana, "GetContacts", json!({ "company_id": [1, unknown] }));
            assert_eq!(rules(&reply), ["company_id.1 unknown_id"]);
        }
        service.call(sara, "DeleteCompany", json!({ "company_id": { "sap": "77" } }));
        service.try_call(sara, "GetCompany", json!({ "search_by": "id", "search_value": hers["id"] })).failure("not_found");
    });
}

#[test]
fn of_many_who_give_one_at_once_one_has_it_and_the_others_a_conflict() {
    for service in services() {
        let ana = service.register("Ana");
        let ids: Vec<Value> = (0..4).map(|number| service.create_company(&ana, &format!("Old {number}"))["id"].clone()).collect();
        let replies = at_once(8, |caller| match ids.get(caller) {
            Some(id) => service.try_call(&ana, "EditCompany", json!({ "company_id": id, "external_ids": { "sap": "1" } })),
            None => {
                let mut company = service.company(&ana, &format!("New {caller}"));
                company["external_ids"] = json!({ "sap": "1" });
                service.try_call(&ana, "CreateCompany", company)
            }
        });
        let (had, others): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.envelope()["success"] == true);
        assert_eq!(had.len(), 1);
        assert!(others.iter().all(|reply| conflict(reply).0 == "external_ids.sap"));
    }
}

/// Two records can exchange their external IDs within one batch, if each is free when it is taken; otherwise nothing changes.
#[test]
fn two_records_exchange_theirs_in_one_batch() {
    for service in services() {
        let ana = service.register("Ana");
        let first = create(&service, &ana, "First", json!({ "sap": "1" }));
        let second = create(&service, &ana, "Second", json!({ "sap": "2" }));
        let edit = |company: &Value, external_ids: Value| {
            let parameters = json!({ "profile_id": ana.profile_id, "company_id": company, "external_ids": external_ids });
            json!({ "method": "EditCompany", "parameters": parameters })
        };
        let run = |calls: Value| service.post(Some(&ana.token), "Batch.Run", json!({ "calls": calls }));
        let before = changes(&service);
        let taken = run(json!([edit(&first["id"], json!({ "sap": "2" })), edit(&second["id"], json!({ "sap": "1" }))]));
        assert_eq!(conflict(&taken).0, "calls.0.parameters.external_ids.sap");
        assert_eq!(changes(&service), before);
        let named = json!({ "sap": { "$ref": "1.company.external_ids.sap" } });
        run(json!([
            edit(&first["id"], json!({ "sap": null })),
            edit(&json!({ "sap": "2" }), json!({ "sap": "1" })),
            edit(&first["id"], json!({ "sap": "2" })),
            edit(&named, json!({ "shop": "B" })),
        ]))
        .success();
        for (id, company) in [("1", &second), ("2", &first)] {
            let found = service.call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": { "sap": id } }));
            assert_eq!(found["company"]["id"], company["id"]);
        }
    }
}

/// The same picture can be uploaded again under its external ID; another picture can't take that.
#[test]
fn a_file_is_named_by_its_external_id_and_no_other_file_has_it() {
    for service in services() {
        let ana = service.register("Ana");
        let upload = |bytes: &[u8]| {
            let parameters = json!({ "content": encoded(bytes), "external_ids": { "shop": "logo" } });
            service.try_call(&ana, "Files.Upload", parameters)
        };
        let logo = upload(PNG).success()["file"].clone();
        assert_eq!(upload(PNG).success()["file"]["version"], 1);
        assert_eq!(conflict(&upload(GIF)).0, "external_ids.shop");
        let mut company = service.company(&ana, "Café Núñez");
        company["logo_id"] = json!({ "shop": "logo" });
        assert_eq!(service.call(&ana, "CreateCompany", company.clone())["company"]["logo_id"], logo["id"]);
        company["logo_id"] = json!({ "shop": "no file" });
        assert_eq!(rules(&service.try_call(&ana, "CreateCompany", company)), ["logo_id unknown_id"]);
    }
}

/// A parameter that takes a user accepts the member's external ID; a parameter that takes the member accepts it, too.
#[test]
fn a_members_history_is_the_members_and_not_that_of_whose_id_the_user_has() {
    for service in services() {
        let ana = service.register("Ana");
        let other = service.post(Some(&ana.token), "Profiles.CreateProfile", json!({ "name": "Second business" })).success();
        let there = Person { profile_id: other["profile"]["id"].as_i64().unwrap(), ..ana.clone() };
        let berta = colleague(&service, &there, "Berta", "member");
        let named = json!({ "user_id": berta.user_id, "external_ids": { "sap": "E7" } });
        service.call(&there, "Profiles.EditUser", named);
        let history = service.call(&there, "Audit.GetHistory", json!({ "entity": "member", "record_id": { "sap": "E7" } }));
        let fields = history["changes"][0]["fields"].as_array().expect("fields");
        let user = fields.iter().find(|field| field["field"] == "user_id").expect("a user");
        assert_eq!(user["to"], berta.user_id, "{history}");
        assert_eq!(history["total"], 2);
    }
}

/// Gives an external ID, made of kind and number, to every record that can have one.
fn name_all(world: &World) {
    let (service, ana) = (&world.service, &world.people.ana);
    for entity in KINDS.iter().filter(|kind| kind.upserted.is_some()).map(|kind| kind.entity.name()) {
        let snapshot = service.call(ana, "Sync.GetSnapshot", json!({ "entities": entity, "limit": 1000 }));
        let records: Vec<Value> = snapshot["records"].as_array().expect("records").iter().map(|item| item["record"].clone()).collect();
        let named =
            records.iter().map(|record| json!({ "id": record["id"], "external_ids": { "sap": format!("{entity} {}", record["id"]) } }));
        let named: Vec<Value> = named.collect();
        let answer = service.call(ana, "Sync.Upsert", json!({ "entity": entity, "records": named }));
        assert_eq!(answer["updated"], records.len(), "{answer}");
    }
    for person in [&world.people.ana, &world.people.mario, &world.people.vera] {
        let named = json!({ "user_id": person.user_id, "external_ids": { "sap": format!("member {}", person.user_id) } });
        service.call(ana, "Profiles.EditUser", named);
    }
}

/// The kind of record that a parameter names by an id; `None` for other parameters.
fn entity_in(schema: &Value) -> Option<&str> {
    let either = schema["anyOf"].as_array().map(Vec::as_slice).unwrap_or_default();
    let or_external = either.iter().any(|schema| schema["$ref"] == "#/components/schemas/ExternalId");
    let own = either.iter().filter_map(|schema| schema["x-entity"].as_str()).next().filter(|_| or_external);
    own.or_else(|| either.iter().filter_map(entity_in).next())
}

fn renamed(entity: &str, id: &Value) -> Value {
    match id {
        Value::Array(ids) => ids.iter().map(|id| renamed(entity, id)).collect(),
        id => json!({ "sap": format!("{entity} {}", id.as_str().map_or_else(|| id.to_string(), str::to_owned)) }),
    }
}

/// Every id in an example can be replaced by the record's external ID.
#[test]
fn any_id_of_any_method_may_be_another_systems() {
    let registry = modules::registry();
    for world in worlds() {
        name_all(&world);
        let definition = world.service.get("/openrpc.json").document();
        let named = Prepared::of(world);
        let reading = named.copy();
        let mut tried = Vec::new();
        for entry in registry.entries().iter().filter(|entry| entry.access.role.is_some()) {
            let ours = parameters_of(&definition, entry);
            let mut theirs = ours.clone();
            for param in described(&definition, entry)["params"].as_array().expect("params") {
                let name = param["name"].as_str().expect("a name");
                // A text that is no number is a name, where a name may stand for the record.
                let is_name = |given: &Value| given.as_str().is_some_and(|text| !text.bytes().all(|byte| byte.is_ascii_digit()));
                let given = ours.get(name).filter(|given| (given.is_number() || given.is_string() || given.is_array()) && !is_name(given));
                // Files and requests for feedback are named when they are made, and not afterwards.
                let entity = entity_in(&param["schema"]).filter(|entity| !["file", "feedback"].contains(entity));
                if let (Some(entity), Some(given)) = (entity, given) {
                    theirs[name] = renamed(entity, given);
                    tried.push(format!("{} {name}", entry.qualified));
                }
            }
            for line in theirs.get_mut("products").and_then(Value::as_array_mut).into_iter().flatten() {
                line["product_id"] = renamed("product", &line["product_id"]);
            }
            let make = |parameters: &Value| {
                let copy = entry.access.writes.then(|| named.copy());
                settled(&perform(copy.as_ref().unwrap_or(&reading), entry, parameters.clone()).success())
            };
            if theirs != ours {
                assert_eq!(make(&ours), make(&theirs), "{}", entry.qualified);
            }
        }
        assert!(tried.len() > 30, "{tried:?}");
    }
}

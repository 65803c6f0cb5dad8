//! `Sync.Upsert` at the endpoint.

use serde_json::{Value, json};
use ventanilla::fields::Named;
use ventanilla::modules;
use ventanilla::records::vehicle::Vehicle;
use ventanilla::rpc::description::describe;
use ventanilla::sentences::Language;

use crate::calls::{at_once, changes, colleague, each, number, rules};
use crate::service::{Person, Service, services};

/// Records of companies from an ERP, each with an external ID.
fn companies(service: &Service, person: &Person, numbers: std::ops::Range<usize>) -> Vec<Value> {
    let company = |number: usize| {
        let mut company = service.company(person, &format!("Company {number}"));
        company["external_ids"] = json!({ "sap": format!("{number:06}") });
        company
    };
    numbers.map(company).collect()
}

fn upsert(service: &Service, person: &Person, entity: &str, records: impl Into<Value>) -> Value {
    service.call(person, "Sync.Upsert", json!({ "entity": entity, "records": records.into() }))
}

fn counts(answer: &Value) -> [i64; 4] {
    ["created", "updated", "unchanged", "failed"].map(|count| answer[count].as_i64().expect("a number"))
}

#[test]
fn what_is_new_is_created_what_differs_updated_and_what_is_the_same_left_alone() {
    for service in services() {
        let ana = service.register("Ana");
        let mut records = companies(&service, &ana, 0..3);
        let created = upsert(&service, &ana, "company", records.clone());
        assert_eq!(counts(&created), [3, 0, 0, 0], "{created}");
        assert_eq!(each(&created["results"], "version"), [1, 1, 1]);
        let ids = each(&created["results"], "id");
        let kept = |id: &Value| service.call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": id }))["company"].clone();
        let first = kept(&ids[0]);
        records[1]["rfc"] = json!("CNU010203AB1");
        records[1]["external_ids"]["shop"] = json!("B-1");
        records.extend(companies(&service, &ana, 3..4));
        let before = changes(&service);
        let again = upsert(&service, &ana, "company", records);
        assert_eq!(counts(&again), [1, 1, 2, 0], "{again}");
        assert_eq!(each(&again["results"], "result"), ["unchanged", "updated", "unchanged", "created"]);
        assert_eq!(again["results"][1]["fields"], json!(["external_ids", "rfc"]));
        assert_eq!(again["results"][1]["version"], 2);
        assert_eq!(each(&again["results"], "id")[..3], ids);
        assert_eq!(changes(&service), before + 2);
        assert_eq!(kept(&ids[0]), first, "its version and its times have not moved");
        assert_eq!(kept(&ids[1])["external_ids"], json!({ "sap": "000001", "shop": "B-1" }));
        assert_eq!(service.call(&ana, "GetCompanies", json!({}))["total"], 4);
    }
}

#[test]
fn the_definition_says_which_kinds_there_are() {
    let definition = describe(&modules::registry(), Language::English);
    let methods = definition["methods"].as_array().unwrap();
    let params = methods.iter().find(|method| method["name"] == "Sync.Upsert").unwrap()["params"].as_array().unwrap();
    let entity = params.iter().find(|param| param["name"] == "entity").unwrap();
    for kind in entity["schema"]["enum"].as_array().unwrap().iter().filter(|kind| **kind != Vehicle::ENTITY.name()) {
        let (said, name) = (entity["description"].as_str().unwrap(), kind.as_str().unwrap());
        assert!(said.contains(&format!("`{name}`")), "{name} is not among them: {said}");
    }
}

#[test]
fn a_record_that_is_wrong_harms_no_other_and_says_what_is_wrong() {
    for service in services() {
        let ana = service.register("Ana");
        let mut records = companies(&service, &ana, 0..6);
        records[1]["name"] = json!("");
        records[1]["type_id"] = json!(1_000_000);
        records[2].as_object_mut().unwrap().remove("external_ids");
        records[3]["tittle"] = json!("x");
        records[4]["dry_run"] = json!(true);
        records.push(json!({ "id": 1_000_000, "external_ids": { "sap": "7" } }));
        let answer = upsert(&service, &ana, "company", records);
        assert_eq!(counts(&answer), [2, 0, 0, 5], "{answer}");
        let codes = each(&answer["results"], "code");
        assert_eq!(codes[1..5], vec![json!("invalid_parameters"); 4]);
        assert_eq!(codes[6], "not_found");
        let paths = |number: usize| each(&answer["results"][number]["details"], "path");
        assert_eq!(paths(1), ["name", "type_id"]);
        assert_eq!(paths(2), ["external_ids"]);
        assert_eq!(paths(3), ["tittle"]);
        assert_eq!(paths(4), ["dry_run"]);
        assert_eq!(service.call(&ana, "GetCompanies", json!({}))["total"], 2);
    }
}

/// The problems include those of a record that can't be found, and of a fixed value that differs.
#[test]
fn all_that_is_wrong_with_a_record_is_said_at_once() {
    for service in services() {
        let ana = service.register("Ana");
        let company = companies(&service, &ana, 1..2)[0].clone();
        let input = json!({ "entity": "company", "name": "Route", "type": "string", "slug": null, "external_ids": { "sap": "R1" } });
        assert_eq!(counts(&upsert(&service, &ana, "input", input.clone())), [1, 0, 0, 0]);
        assert_eq!(counts(&upsert(&service, &ana, "input", input)), [0, 0, 1, 0], "null said nothing when it was created");
        let mut complete = company.clone();
        complete["external_ids"] = json!({ "SAP": "000001" });
        let mut own_id = company.clone();
        own_id["company_id"] = json!(1);
        own_id["phone"] = json!([]);
        let before = changes(&service);
        for (entity, record, wrong) in [
            ("company", complete, vec!["external_ids.SAP malformed_system"]),
            (
                "company",
                json!({ "name": "", "type_id": { "sap": "no entry" } }),
                vec!["external_ids required", "name empty", "type_id unknown_id"],
            ),
            (
                "company",
                json!({ "id": "x", "name": null, "tittle": 1 }),
                vec!["id wrong_type", "name required", "tittle unknown_parameter"],
            ),
            ("company", own_id, vec!["company_id unknown_parameter", "phone wrong_type"]),
            (
                "input",
                json!({ "entity": "contact", "type": "integer", "name": "", "external_ids": { "sap": "R1" } }),
                vec!["entity fixed", "name empty", "type fixed"],
            ),
        ] {
            let answer = upsert(&service, &ana, entity, record);
            let details = answer["results"][0]["details"].as_array().expect("details");
            let mut found: Vec<String> = details
                .iter()
                .map(|problem| format!("{} {}", problem["path"].as_str().unwrap(), problem["rule"].as_str().unwrap()))
                .collect();
            found.sort();
            assert_eq!(found, wrong, "{answer}");
        }
        assert_eq!(changes(&service), before);
    }
}

/// The record is created and its owner notified, and then the edit fails: all of it is undone.
#[test]
fn nothing_of_a_record_that_fails_stays() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Café Núñez");
        let origin = service.entry(&ana, "contact_origins", "Referral");
        let contact = json!({ "company_id": company["id"], "name": "Lucía", "surname": "Núñez", "origin_id": origin });
        let contact = service.call(&ana, "CreateContact", contact)["contact"]["id"].clone();
        let opportunity = |number: usize, lost_reason: Value| {
            json!({
                "title": "Café para dos", "value": 100, "user_id": ana.user_id, "stage_id": service.entry(&ana, "stages", "Closing"),
                "company_id": company["id"], "contact_id": contact, "estimated_end_at": "30/06/26", "prospect_type": "new",
                "operation_type": "new", "notify": true, "want_products": false, "want_tax": false, "lost_reason": lost_reason,
                "external_ids": { "sap": number },
            })
        };
        let before = changes(&service);
        let answer = upsert(&service, &ana, "opportunity", json!([opportunity(1, json!("Too dear")), opportunity(2, Value::Null)]));
        assert_eq!(counts(&answer), [1, 0, 0, 1], "{answer}");
        assert_eq!(answer["results"][0]["details"][0]["path"], "lost_reason");
        assert_eq!(service.call(&ana, "GetOpportunities", json!({}))["total"], 1);
        assert_eq!(changes(&service), before + 2, "one opportunity, and what its owner was told");
        assert_eq!(number(&service, "SELECT count(*) AS number FROM notifications"), 1);
        assert_eq!(number(&service, "SELECT count(*) AS number FROM external_ids"), 1);
    }
}

#[test]
fn the_records_of_another_profile_are_not_found() {
    for service in services() {
        let (ana, sara) = (service.register("Ana"), service.register("Sara"));
        let hers = companies(&service, &sara, 1..2);
        upsert(&service, &sara, "company", hers);
        let id =
            service.call(&sara, "GetCompany", json!({ "search_by": "id", "search_value": { "sap": "000001" } }))["company"]["id"].clone();
        let answer = upsert(&service, &ana, "company", json!([{ "id": id, "name": "Mine" }]));
        assert_eq!(answer["results"][0]["code"], "not_found", "{answer}");
        let mine = companies(&service, &ana, 1..2);
        assert_eq!(counts(&upsert(&service, &ana, "company", mine)), [1, 0, 0, 0]);
    }
}

#[test]
fn a_record_is_found_by_any_of_its_ids_and_linked_by_the_one_here() {
    for service in services() {
        let ana = service.register("Ana");
        let old = service.create_company(&ana, "From before");
        let linked = upsert(&service, &ana, "company", json!([{ "id": old["id"], "external_ids": { "sap": "1", "shop": "one" } }]));
        assert_eq!(linked["results"][0]["fields"], json!(["external_ids"]), "{linked}");
        let renamed = upsert(&service, &ana, "company", json!({ "external_ids": { "shop": "one" }, "name": "Renamed" }));
        assert_eq!(renamed["results"][0]["id"], old["id"]);
        let other = companies(&service, &ana, 2..3);
        upsert(&service, &ana, "company", other);
        let both = json!([{ "external_ids": { "shop": "one", "sap": "000002" }, "name": "Whose?" }]);
        let answer = upsert(&service, &ana, "company", both);
        assert_eq!(answer["results"][0]["code"], "conflict");
        assert_eq!(answer["results"][0]["details"][0]["rule"], "several_records");
        // The second record of a call finds the record that the first one has created.
        let mut twice = companies(&service, &ana, 5..6);
        twice.extend(companies(&service, &ana, 5..6));
        twice[1]["phone"] = json!("+52 33 1234 5678");
        let answer = upsert(&service, &ana, "company", twice);
        assert_eq!(each(&answer["results"], "result"), ["created", "updated"]);
        assert_eq!(answer["results"][0]["id"], answer["results"][1]["id"]);
    }
}

#[test]
fn every_kind_is_upserted_and_names_the_others_by_their_own_ids() {
    for service in services() {
        let ana = service.register("Ana");
        let sap = |id: &str| json!({ "sap": id });
        let entries = json!([
            { "catalog": "stages", "name": "Pilot", "external_ids": sap("S1") },
            { "catalog": "contact_origins", "name": "Fair", "external_ids": sap("O1") },
        ]);
        let input = json!({ "entity": "company", "name": "Route", "type": "string", "external_ids": sap("R1") });
        let company = companies(&service, &ana, 1..2);
        let contact = json!({
            "company_id": sap("000001"), "name": "Lucía", "surname": "Núñez", "origin_id": sap("O1"), "external_ids": sap("P1"),
        });
        let product = json!({ "name": "Café", "value": "180.50", "retired": true, "external_ids": sap("M1") });
        let mug = json!({ "name": "Taza", "value": 95, "external_ids": sap("M2") });
        service.call(&ana, "Profiles.EditUser", json!({ "user_id": ana.user_id, "external_ids": sap("U1") }));
        let opportunity = json!({
            "title": "Café para dos", "value": 100, "user_id": sap("U1"), "stage_id": sap("S1"), "company_id": sap("000001"),
            "contact_id": sap("P1"), "estimated_end_at": "30/06/26", "prospect_type": "new", "operation_type": "new", "notify": true,
            "want_products": true, "want_tax": false, "status": "won", "external_ids": sap("A1"),
            "products": { "product_id": sap("M2"), "amount": 1, "price": 95, "discount": 0, "tax": 0, "total": 95 },
        });
        let ticket = json!({
            "title": "Roto", "description": "No calienta.", "company_id": sap("000001"), "opportunity_id": sap("A1"), "user_id": sap("U1"),
            "origin_id": service.entry(&ana, "ticket_origins", "Telephone"), "case_id": service.entry(&ana, "ticket_cases", "Fault"),
            "priority_id": service.entry(&ana, "ticket_priorities", "High"), "estimated_end_at": "28/02/26", "notify": false,
            "status": "solved", "external_ids": sap("T1"),
        });
        let all = [
            ("catalog_entry", entries),
            ("input", json!([input])),
            ("company", json!(company)),
            ("contact", json!([contact])),
            ("product", json!([product, mug])),
            ("opportunity", json!([opportunity])),
            ("ticket", json!([ticket])),
        ];
        for (entity, records) in &all {
            let answer = upsert(&service, &ana, entity, records.clone());
            let number = i64::try_from(records.as_array().unwrap().len()).unwrap();
            assert_eq!(counts(&answer), [number, 0, 0, 0], "{entity} {answer}");
        }
        let won = service.call(&ana, "GetOpportunity", json!({ "opportunity_id": sap("A1") }))["opportunity"].clone();
        assert_eq!(won["status"], "won");
        let told = || number(&service, "SELECT count(*) AS number FROM notifications");
        assert_eq!(told(), 1);
        let before = changes(&service);
        for (entity, records) in &all {
            let answer = upsert(&service, &ana, entity, records.clone());
            let number = i64::try_from(records.as_array().unwrap().len()).unwrap();
            assert_eq!(counts(&answer), [0, 0, number, 0], "{entity} {answer}");
        }
        assert_eq!(changes(&service), before);
        assert_eq!(told(), 1, "nobody is told of what has not changed");
        let moved = upsert(&service, &ana, "catalog_entry", json!([{ "catalog": "campaigns", "external_ids": sap("S1") }]));
        assert_eq!(moved["results"][0]["details"][0]["rule"], "fixed", "{moved}");
    }
}

#[test]
fn what_the_call_itself_is_wrong_about_is_said_before_anything_is_made() {
    for service in services() {
        let ana = service.register("Ana");
        let (before, one) = (changes(&service), companies(&service, &ana, 1..2));
        for (parameters, wrong) in [
            (json!({ "entity": "company" }), vec!["records required"]),
            (json!({ "records": one }), vec!["entity required"]),
            (json!({ "entity": "companies", "records": one }), vec!["entity unknown_entity"]),
            (json!({ "entity": "notification", "records": [] }), vec!["entity unknown_entity", "records too_short"]),
            (json!({ "entity": "company", "records": [one[0], 7] }), vec!["records.1 wrong_type"]),
            (json!({ "entity": "company", "records": vec![json!({}); 1001] }), vec!["records too_long"]),
            (json!({ "entity": "company", "records": one, "record": one }), vec!["record unknown_parameter"]),
            (json!({ "entity": "company", "records": one, "dry_run": null }), vec!["dry_run wrong_type"]),
        ] {
            let mut found = rules(&service.try_call(&ana, "Sync.Upsert", parameters));
            found.iter_mut().for_each(|rule| *rule = rule.replace("dry_run required", "dry_run wrong_type"));
            assert_eq!(found, wrong);
        }
        assert_eq!(changes(&service), before);
    }
}

#[test]
fn a_dry_run_tells_what_would_be_and_changes_nothing() {
    for service in services() {
        let ana = service.register("Ana");
        let mut records = companies(&service, &ana, 0..2);
        upsert(&service, &ana, "company", records.clone());
        records[0]["name"] = json!("Another");
        records.extend(companies(&service, &ana, 2..3));
        let before = changes(&service);
        let parameters = json!({ "entity": "company", "records": records, "dry_run": true });
        let shown = service.call(&ana, "Sync.Upsert", parameters);
        assert_eq!(each(&shown["results"], "result"), ["updated", "unchanged", "created"]);
        assert_eq!(changes(&service), before);
        assert_eq!(number(&service, "SELECT count(*) AS number FROM external_ids"), 2);
        assert_eq!(counts(&upsert(&service, &ana, "company", records)), [1, 1, 1, 0], "and then it is as was told");
    }
}

#[test]
fn it_gives_nobody_more_than_its_methods_do() {
    for service in services() {
        let ana = service.register("Ana");
        let (mario, vera) = (colleague(&service, &ana, "Mario", "member"), colleague(&service, &ana, "Vera", "viewer"));
        let company = companies(&service, &ana, 1..2);
        let entry = json!([{ "catalog": "stages", "name": "Pilot", "external_ids": { "sap": "1" } }]);
        service.try_call(&vera, "Sync.Upsert", json!({ "entity": "company", "records": company })).failure("forbidden");
        service.try_call(&mario, "Sync.Upsert", json!({ "entity": "catalog_entry", "records": entry })).failure("forbidden");
        assert_eq!(counts(&upsert(&service, &mario, "company", company.clone())), [1, 0, 0, 0]);
        for (rights, code) in [
            (json!({ "Sync": ["write"] }), Some("forbidden")),
            (json!({ "Companies": ["write"] }), Some("forbidden")),
            (json!({ "Sync": ["write"], "Companies": ["write"] }), None),
        ] {
            let made = service.call(&ana, "Auth.CreateApplicationToken", json!({ "name": "ERP", "rights": rights }));
            let erp = Person { token: made["token"].as_str().unwrap().to_owned(), ..ana.clone() };
            let reply = service.try_call(&erp, "Sync.Upsert", json!({ "entity": "company", "records": company }));
            match code {
                Some(code) => drop(reply.failure(code)),
                None => assert_eq!(counts(&reply.success()), [0, 0, 1, 0]),
            }
        }
    }
}

/// Concurrent upserts of the same records: one creates each record, and the others find it, by whichever of its keys they meet
/// it.
#[test]
fn many_at_once_make_one_record_of_each() {
    for service in services() {
        let ana = service.register("Ana");
        let mut records = companies(&service, &ana, 0..20);
        for record in &mut records {
            record["client_number"] = record["external_ids"]["sap"].clone();
        }
        let answers = at_once(8, |caller| {
            let mut own = records.clone();
            if caller % 2 == 1 {
                own.reverse();
            }
            upsert(&service, &ana, "company", own)
        });
        assert!(answers.iter().all(|answer| answer["failed"] == 0), "{answers:?}");
        let created: i64 = answers.iter().map(|answer| counts(answer)[0]).sum();
        assert_eq!(created, 20);
        assert_eq!(service.call(&ana, "GetCompanies", json!({}))["total"], 20);
    }
}

/// Other calls edit and delete the same records meanwhile: a deleted record is created again, and a change by others is not
/// reported as an update.
#[test]
fn what_others_do_meanwhile_fails_no_record() {
    for service in services() {
        let ana = service.register("Ana");
        let (edited, deleted) = (companies(&service, &ana, 0..1), companies(&service, &ana, 1..2));
        upsert(&service, &ana, "company", edited.clone());
        at_once(8, |caller| {
            for round in 0..15 {
                match caller % 4 {
                    0 => {
                        let phone = format!("+52 33 1234 {caller}{round:03}");
                        service.call(&ana, "EditCompany", json!({ "company_id": { "sap": "000000" }, "phone": phone }));
                    }
                    1 => drop(service.try_call(&ana, "DeleteCompany", json!({ "company_id": { "sap": "000001" } }))),
                    2 => assert_eq!(counts(&upsert(&service, &ana, "company", edited.clone())), [0, 0, 1, 0]),
                    _ => assert_eq!(counts(&upsert(&service, &ana, "company", deleted.clone()))[3], 0),
                }
            }
        });
    }
}

#[test]
fn a_key_gives_the_reply_again_only_to_who_may_still_make_the_records() {
    for service in services() {
        let ana = service.register("Ana");
        let mario = colleague(&service, &ana, "Mario", "member");
        let body = json!({
            "method": "Sync.Upsert", "idempotency_key": "night-8",
            "parameters": { "profile_id": ana.profile_id, "entity": "company", "records": companies(&service, &ana, 0..1) },
        });
        let send = || service.send("/api", Some(&mario.token), &body.to_string());
        assert_eq!(counts(&send().success()), [1, 0, 0, 0]);
        service.call(&ana, "Profiles.EditUser", json!({ "user_id": mario.user_id, "role": "viewer" }));
        send().failure("forbidden");
    }
}

#[test]
fn a_key_makes_it_once() {
    for service in services() {
        let ana = service.register("Ana");
        let records = companies(&service, &ana, 0..2);
        let body = json!({
            "method": "Sync.Upsert", "idempotency_key": "night-7",
            "parameters": { "profile_id": ana.profile_id, "entity": "company", "records": records },
        });
        let send = || service.send("/api", Some(&ana.token), &body.to_string());
        let (first, second) = (send(), send());
        assert_eq!(counts(&first.success()), [2, 0, 0, 0]);
        assert_eq!(first.text, second.text);
        assert_eq!(second.header("idempotency-replayed"), Some("true"));
    }
}

/// As many records as one call takes.
fn night(service: &Service, person: &Person) -> Vec<Value> {
    companies(service, person, 0..1000)
}

/// SQLite has one writer thread: a long upsert lets other writes in between.
#[test]
fn others_write_while_a_long_upsert_is_made() {
    for service in services() {
        let (ana, sara) = (service.register("Ana"), service.register("Sara"));
        let (records, one) = (night(&service, &ana), service.company(&sara, "Café Luna"));
        let created = std::thread::scope(|scope| {
            let long = scope.spawn(|| upsert(&service, &ana, "company", records.clone()));
            while !long.is_finished() {
                service.call(&sara, "CreateCompany", one.clone());
            }
            long.join().expect("the upsert ends")
        });
        assert_eq!(counts(&created), [1000, 0, 0, 0]);
        assert_eq!(number(&service, &format!("SELECT amount AS number FROM ({}) AS counted", total(ana.profile_id))), 1000);
        if service.database.is_sqlite() {
            let between = format!(
                "SELECT count(*) AS number FROM changes WHERE profile_id = {} AND entity = 'company' \
                 AND sequence > (SELECT min(sequence) FROM changes WHERE profile_id = {ana} AND entity = 'company') \
                 AND sequence < (SELECT max(sequence) FROM changes WHERE profile_id = {ana} AND entity = 'company')",
                sara.profile_id,
                ana = ana.profile_id
            );
            assert!(number(&service, &between) > 1, "Sara's calls were made between Ana's records");
        }
    }
}

fn total(profile_id: i64) -> String {
    format!("SELECT CAST(sum(amount) AS BIGINT) AS amount FROM counters WHERE profile_id = {profile_id} AND facet = 'companies'")
}

/// The token is revoked during the upsert: the records that are reported as created are there, and no others.
#[test]
fn an_upsert_that_is_broken_off_tells_what_was_made() {
    for service in services() {
        let ana = service.register("Ana");
        let made = service.call(
            &ana,
            "Auth.CreateApplicationToken",
            json!({ "name": "ERP", "rights": { "Sync": ["write"], "Companies": ["write"] } }),
        );
        let erp = Person { token: made["token"].as_str().expect("a token").to_owned(), ..ana.clone() };
        let records = night(&service, &ana);
        let there = || service.call(&ana, "GetCompanies", json!({}))["total"].as_i64().expect("a number");
        let answer = std::thread::scope(|scope| {
            let long = scope.spawn(|| upsert(&service, &erp, "company", records.clone()));
            while there() == 0 && !long.is_finished() {}
            service.call(&ana, "Auth.RevokeApplicationToken", json!({ "application_token_id": made["application_token"]["id"] }));
            long.join().expect("the upsert ends")
        });
        let [created, updated, unchanged, failed] = counts(&answer);
        assert_eq!((created + failed, updated + unchanged), (1000, 0), "{created} {failed}");
        assert_eq!(there(), created);
        if service.database.is_sqlite() {
            assert!(created > 0 && failed > 0, "{created} {failed}");
            let results = answer["results"].as_array().expect("results");
            let (made, refused) = results.split_at(usize::try_from(created).expect("a number"));
            assert!(made.iter().all(|result| result["result"] == "created"));
            assert!(refused.iter().all(|result| result["code"] == "unauthenticated"));
        }
    }
}

/// One call makes the upsert even if it takes several transactions, between which another call would find no reply yet.
#[test]
fn of_two_with_one_key_at_once_one_makes_it_and_both_have_its_reply() {
    for service in services() {
        let ana = service.register("Ana");
        let body = json!({
            "method": "Sync.Upsert", "idempotency_key": "night-9",
            "parameters": { "profile_id": ana.profile_id, "entity": "company", "records": companies(&service, &ana, 0..300) },
        })
        .to_string();
        let replies = at_once(3, |_| {
            // Another write, so that the upsert pauses for it.
            service.create_company(&ana, "Café Luna");
            service.send("/api", Some(&ana.token), &body)
        });
        assert!(replies.iter().all(|reply| reply.text == replies[0].text));
        assert_eq!(counts(&replies[0].success()), [300, 0, 0, 0]);
        let replayed = replies.iter().filter(|reply| reply.header("idempotency-replayed") == Some("true")).count();
        assert_eq!(replayed, 2);
    }
}

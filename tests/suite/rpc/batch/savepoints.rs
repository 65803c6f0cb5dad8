//! Savepoints: a failed call of a batch leaves nothing behind, whatever it had written.

use serde_json::{Value, json};
use ventanilla::modules;
use ventanilla::rpc::registry::Entry;

use super::{item, reference, run};
use crate::calls::{at_once, each, number, rules};
use crate::examples::{parameters_of, settled};
use crate::inspect::{Inspector, difference};
use crate::service::{FILES, PASSWORD, services};
use crate::world::{World, everywhere, worlds};

/// Whether the method writes in a profile and is allowed in a batch.
fn is_made_in_batches(entry: &&Entry) -> bool {
    entry.access.writes
        && entry.access.role.is_some()
        && entry.keeps_reply()
        && !["Files.Upload", "Sync.Upsert"].contains(&entry.qualified.as_str())
}

fn batch(world: &World, atomic: bool, calls: &[Value]) -> crate::service::Reply {
    run(&world.service, &world.people.ana, atomic, &json!(calls))
}

/// The same call with `dry_run`, so that it fails after all its work.
fn failing_late(call: &Value) -> Value {
    let mut call = call.clone();
    call["parameters"]["dry_run"] = json!(true);
    call
}

#[test]
fn no_write_that_fails_after_its_work_or_before_its_neighbours_leaves_a_trace() {
    everywhere(worlds(), |world| {
        let definition = world.service.get("/openrpc.json").document();
        let mut inspector = Inspector::open(&world.service.database.url);
        let (before, mut tried) = (inspector.snapshot(), 0);
        for entry in modules::registry().entries().iter().filter(is_made_in_batches) {
            let call = json!({ "method": entry.qualified, "parameters": parameters_of(&definition, entry) });
            let failed = batch(world, true, &[call.clone(), json!({ "method": "System.Ping" }), json!({ "method": "Nothing" })]);
            failed.failure("unknown_method");
            assert_eq!(rules(&batch(world, true, &[failing_late(&call)])), ["calls.0.parameters.dry_run in_batch"], "{}", entry.qualified);
            let late = batch(world, false, &[failing_late(&call), json!({ "method": "System.Ping" }), failing_late(&call)]).success();
            assert_eq!(each(&late["replies"], "success"), [false, true, false], "{}", entry.qualified);
            let after = inspector.snapshot();
            assert!(before == after, "{} has left a trace: {}", entry.qualified, difference(&before, &after));
            tried += 1;
        }
        assert!(tried > 20, "hardly any was tried: {tried}");
    });
}

/// The number of rows everywhere, and the counters. PostgreSQL spreads each counter over several rows.
///
/// PostgreSQL does not give back the ids of what was undone, so a record made later in a batch has another id there:
/// a total of the records that refer to it is compared without that id.
fn counted(inspector: &mut Inspector, is_sqlite: bool) -> (String, Vec<String>) {
    let value = if is_sqlite { "value" } else { "CASE WHEN facet LIKE '%\\_id' THEN 0 ELSE value END" };
    let counters = format!(
        "SELECT facet || ' ' || {value} || ' ' || sum(amount) FROM counters GROUP BY profile_id, facet, value \
         HAVING sum(amount) <> 0 ORDER BY profile_id, facet, {value}, sum(amount)"
    );
    (inspector.fingerprint(), inspector.texts(&counters))
}

#[test]
fn a_batch_comes_to_what_its_calls_come_to_alone_whatever_fails_between_them() {
    everywhere(worlds(), |world| {
        let (service, ana, other) = (&world.service, &world.people.ana, world.another());
        let definition = service.get("/openrpc.json").document();
        let registry = modules::registry();
        let entries: Vec<&Entry> = registry.entries().iter().filter(is_made_in_batches).collect();
        for entries in entries.chunks(25) {
            let calls: Vec<Value> =
                entries.iter().map(|entry| json!({ "method": entry.qualified, "parameters": parameters_of(&definition, entry) })).collect();
            let alone = calls.iter().map(|call| service.send("/api", Some(&ana.token), &call.to_string()).envelope());
            let alone: Vec<Value> = alone.map(|reply| settled(&reply)).collect();
            let between: Vec<Value> = calls.iter().flat_map(|call| [failing_late(call), call.clone()]).collect();
            let replies = batch(&other, false, &between).success()["replies"].clone();
            let together: Vec<Value> = replies.as_array().expect("replies").iter().skip(1).step_by(2).map(settled).collect();
            assert_eq!(each(&json!(together), "success"), each(&json!(alone), "success"));
            // PostgreSQL does not give back the ids of what was undone.
            if service.database.is_sqlite() {
                assert_eq!(together, alone);
            }
        }
        let [alone, together] =
            [world, &other].map(|world| counted(&mut Inspector::open(&world.service.database.url), service.database.is_sqlite()));
        assert_eq!(together, alone);
    });
}

#[test]
fn the_feed_and_the_totals_have_what_was_kept_in_its_order() {
    for service in services() {
        let ana = service.register("Ana");
        let since = service.call(&ana, "Sync.GetChanges", json!({}))["cursor"].clone();
        let create = |client_number: &str| {
            let mut company = service.company(&ana, client_number);
            company["client_number"] = json!(client_number);
            item(&ana, "CreateCompany", company)
        };
        let rename = |company: Value, version: Value, name: &str| {
            item(&ana, "EditCompany", json!({ "company_id": company, "if_version": version, "name": name }))
        };
        let (first, version) = (reference("0.company.id"), reference("0.company.version"));
        let calls = json!([
            create("N-1"),
            failing_late(&create("N-2")),
            rename(first.clone(), version.clone(), "Renamed"),
            rename(first.clone(), version, "Stale"),
            create("N-1"),
            rename(first.clone(), reference("2.company.version"), "Renamed twice"),
            create("N-3"),
            item(&ana, "DeleteCompany", json!({ "company_id": reference("6.company.id"), "if_version": 7 })),
            item(&ana, "DeleteCompany", json!({ "company_id": reference("6.company.id"), "if_version": reference("6.company.version") })),
            item(&ana, "GetCompanies", json!({})),
        ]);
        let replies = run(&service, &ana, false, &calls).success()["replies"].clone();
        assert_eq!(each(&replies, "success"), [true, false, true, false, false, true, true, false, true, true]);
        assert_eq!(replies[3]["response"]["code"], "conflict");
        assert_eq!((&replies[9]["response"]["total"], &replies[9]["response"]["companies"][0]["version"]), (&json!(1), &json!(3)));
        let feed = service.call(&ana, "Sync.GetChanges", json!({ "since": since }))["changes"].clone();
        assert_eq!(each(&feed, "operation"), ["create", "update", "update", "create", "delete"]);
        assert_eq!(each(&feed, "version"), [1, 2, 3, 1, 1]);
        assert_eq!(service.call(&ana, "GetCompanies", json!({}))["total"], 1);
    }
}

#[test]
fn what_handles_a_file_or_a_password_has_done_nothing_when_it_is_refused() {
    for service in services() {
        let ana = service.register("Ana");
        let mut inspector = Inspector::open(&service.database.url);
        let before = inspector.snapshot();
        let calls = json!([
            item(&ana, "Files.Upload", json!({ "content": "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" })),
            { "method": "Auth.ChangePassword", "parameters": { "password": PASSWORD, "new_password": "another horse", "c_password": "another horse" } },
            item(&ana, "Profiles.AddUser", json!({ "email": "x@example.com", "name": "X", "role": "viewer", "password": PASSWORD })),
        ]);
        let replies = run(&service, &ana, false, &calls).success()["replies"].clone();
        let codes: Vec<Value> = replies.as_array().expect("replies").iter().map(|reply| reply["response"]["code"].clone()).collect();
        assert_eq!(codes, ["malformed_request"; 3]);
        let after = inspector.snapshot();
        assert!(before == after, "{}", difference(&before, &after));
        let stored = std::fs::read_dir(service.files.path().join(FILES)).map_or(0, Iterator::count);
        assert_eq!(stored, 0, "no content was kept");
    }
}

/// Each batch on PostgreSQL may hold the row that another one waits for.
#[test]
fn batches_that_cross_each_other_are_all_made() {
    const BATCHES: usize = 6;
    for service in services() {
        let ana = service.register("Ana");
        let companies: Vec<Value> = (0..2).map(|number| service.create_company(&ana, &format!("Café {number}"))["id"].clone()).collect();
        let replies = at_once(BATCHES, |number| {
            let edit = |company: &Value, name: &str| {
                item(&ana, "EditCompany", json!({ "company_id": company, "name": format!("{name} {number}") }))
            };
            let (first, second) = (&companies[number % 2], &companies[(number + 1) % 2]);
            run(&service, &ana, number % 3 > 0, &json!([edit(first, "A"), edit(second, "B")]))
        });
        for reply in replies {
            assert_eq!(each(&reply.success()["replies"], "success"), [true, true]);
        }
        let versions = service.call(&ana, "GetCompanies", json!({}))["companies"].clone();
        assert_eq!(each(&versions, "version"), [BATCHES + 1, BATCHES + 1]);
    }
}

#[test]
fn what_a_batch_brings_into_memory_is_bounded() {
    for service in services() {
        let ana = service.register("Ana");
        let (discover, create) = (json!({ "method": "rpc.discover" }), item(&ana, "CreateCompany", service.company(&ana, "Café")));
        let definition = service.get("/openrpc.json").text.len();
        let many = 32 * 1024 * 1024 / definition + 1;
        assert!(many < 99, "the definition is too short for this: {definition}");
        let mut calls = vec![create];
        calls.extend(vec![discover.clone(); many]);
        let reply = run(&service, &ana, false, &json!(calls));
        reply.failure("payload_too_large");
        assert!(reply.text.contains("too long together"), "{}", reply.text);
        assert_eq!(number(&service, "SELECT count(*) AS number FROM companies"), 0);
        let large = item(&ana, "CreateCompany", json!({ "phone": reference("0.info.title"), "name": vec![reference("0.methods"); 90] }));
        let details = run(&service, &ana, true, &json!([discover, large])).failure("invalid_parameters");
        assert!(details[0]["path"].as_str().is_some_and(|path| path.starts_with("calls.1.parameters.name.")), "{details}");
        assert!(details[0]["message"].as_str().is_some_and(|message| message.contains("too much")), "{details}");
    }
}

/// A reference can put a value deeper into the parameters than a body could.
#[test]
fn odd_references_are_answered_like_anything_else() {
    for service in services() {
        let ana = service.register("Ana");
        let mut deep = reference("0");
        for _ in 0..25 {
            deep = json!([deep]);
        }
        let odd = [
            deep,
            json!({ "$ref": null }),
            json!({ "$ref": { "$ref": "0" } }),
            json!({ "$ref": "0", "x": 1 }),
            json!([reference("0"), reference("0.time")]),
            json!({ "$ref": "0..time" }),
            json!({ "$ref": "0.time." }),
            json!({ "$ref": "\u{0}" }),
            json!({ "$ref": ".".repeat(100_000) }),
        ];
        for value in odd {
            let calls = json!([
                { "method": "System.Ping" },
                item(&ana, "CreateCompany", json!({ "name": value, "inputs": value, "shipping_address": value, "type_id": value, "industry_id": value })),
            ]);
            let reply = run(&service, &ana, true, &calls);
            for path in reply.wrong() {
                assert!(path.starts_with("calls.1.parameters."), "{path}");
            }
        }
    }
}

//! Dry run (`dry_run`): the same code answers as if it wrote, and nothing is written.

use serde_json::{Value, json};
use ventanilla::modules;

use crate::calls::{changes, colleague, number, rules};
use crate::examples::{example_of, parameters_of, perform, settled};
use crate::inspect::{Inspector, difference};
use crate::service::services;
use crate::world::{everywhere, worlds};

#[test]
fn every_write_of_a_profile_shows_what_it_would_do_and_leaves_no_trace() {
    everywhere(worlds(), |world| {
        let definition = world.service.get("/openrpc.json").document();
        let mut inspector = Inspector::open(&world.service.database.url);
        let before = inspector.snapshot();
        let mut shown = 0;
        for entry in modules::registry().entries().iter().filter(|entry| entry.access.writes && entry.access.role.is_some()) {
            let mut parameters = parameters_of(&definition, entry);
            parameters["dry_run"] = json!(true);
            let reply = perform(world, entry, parameters);
            assert_eq!(reply.status, 200, "{} {}", entry.qualified, reply.text);
            // PostgreSQL does not give back the ids of a dry run, so replies are compared on SQLite alone.
            if let Some(example) = example_of(entry).filter(|_| world.service.database.is_sqlite()) {
                assert_eq!(settled(&reply.envelope()), example["reply"], "{}", entry.qualified);
            }
            let after = inspector.snapshot();
            assert!(before == after, "{} has left a trace: {}", entry.qualified, difference(&before, &after));
            shown += 1;
        }
        assert!(shown > 20, "hardly any was tried: {shown}");
    });
}

#[test]
fn what_would_fail_fails_and_what_is_meant_is_done() {
    for service in services() {
        let ana = service.register("Ana");
        let vera = colleague(&service, &ana, "Vera", "viewer");
        let mut company = service.company(&ana, "Café Núñez");
        company["client_number"] = json!("N-001");
        let with = |dry_run: Value| {
            let mut company = company.clone();
            company["dry_run"] = dry_run;
            company
        };
        let noted = changes(&service);
        for yes in [json!(true), json!("Yes"), json!(1)] {
            assert_eq!(service.call(&ana, "CreateCompany", with(yes))["company"]["client_number"], "N-001");
        }
        service.try_call(&vera, "CreateCompany", with(json!(true))).failure("forbidden");
        for wrong in [Value::Null, json!("maybe"), json!([])] {
            assert_eq!(service.try_call(&ana, "CreateCompany", with(wrong)).wrong(), ["dry_run"]);
        }
        assert_eq!(rules(&service.try_call(&ana, "GetCompanies", json!({ "dry_run": true }))), ["dry_run unknown_parameter"]);
        assert_eq!(changes(&service), noted);
        for no in [json!(false), json!("No")] {
            let reply = service.try_call(&ana, "CreateCompany", with(no.clone()));
            assert_eq!(reply.status, if no == json!(false) { 200 } else { 409 }, "{}", reply.text);
        }
        service.try_call(&ana, "CreateCompany", with(json!(true))).failure("conflict");
        assert_eq!(service.call(&ana, "GetCompanies", json!({}))["total"], 1);
    }
}

#[test]
fn a_key_is_not_used_up_by_what_is_only_shown() {
    for service in services() {
        let ana = service.register("Ana");
        let mut call = json!({ "method": "CreateCompany", "parameters": service.company(&ana, "Café Núñez"), "idempotency_key": "k" });
        call["parameters"]["profile_id"] = json!(ana.profile_id);
        let mut shown = call.clone();
        shown["parameters"]["dry_run"] = json!(true);
        let send = |call: &Value| service.send("/api", Some(&ana.token), &call.to_string());
        send(&shown).success();
        assert_eq!(number(&service, "SELECT count(*) AS number FROM idempotency_keys"), 0);
        let made = send(&call);
        made.success();
        assert!(send(&shown).header("idempotency-replayed").is_none());
        assert_eq!(send(&call).text, made.text);
        assert_eq!(service.call(&ana, "GetCompanies", json!({}))["total"], 1);
    }
}

/// Waiting writes share a commit on SQLite: a dry run among them undoes none of the others.
#[test]
fn what_is_only_shown_does_no_harm_to_what_is_made_at_the_same_time() {
    const CALLERS: usize = 8;
    const CALLS: usize = 10;
    for service in services() {
        let ana = service.register("Ana");
        let company = service.company(&ana, "Café Núñez");
        std::thread::scope(|scope| {
            for caller in 0..CALLERS {
                let (service, ana, company) = (&service, &ana, &company);
                scope.spawn(move || {
                    for call in 0..CALLS {
                        let mut company = company.clone();
                        company["client_number"] = json!(format!("N-{caller}-{call}"));
                        company["dry_run"] = json!(true);
                        service.call(ana, "CreateCompany", company.clone());
                        company["dry_run"] = json!(false);
                        service.call(ana, "CreateCompany", company.clone());
                        company["dry_run"] = json!(true);
                        service.try_call(ana, "CreateCompany", company).failure("conflict");
                    }
                });
            }
        });
        let made = i64::try_from(CALLERS * CALLS).expect("a few");
        assert_eq!(number(&service, "SELECT count(*) AS number FROM companies"), made);
        assert_eq!(number(&service, "SELECT count(*) AS number FROM changes WHERE entity = 'company'"), made);
        assert_eq!(service.call(&ana, "GetCompanies", json!({ "pagination": 1 }))["total"], made);
        assert_eq!(service.call(&ana, "GetCompanies", json!({ "query": "N-", "pagination": 1 }))["total"], made);
    }
}

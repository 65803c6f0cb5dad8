//! Days in the time zone of the profile: in every range over instants, and wherever a day stands for an instant.

use serde_json::{Value, json};

use crate::calls::{each, execute, rules};
use crate::service::{Person, Service, services};

/// Microseconds of an instant.
fn at(instant: &str) -> i64 {
    ventanilla::fields::Instant::parse(instant).expect("an instant").microseconds()
}

fn set_zone(service: &Service, ana: &Person, zone: &str) {
    service.call(ana, "Profiles.EditProfile", json!({ "time_zone": zone }));
}

/// Four companies around a day that begins and ends at these instants: just before it, in its first and last moment, and just
/// after it.
fn around(service: &Service, ana: &Person, begins: &str, ends: &str) {
    for (name, moment) in [("before", at(begins) - 1), ("first", at(begins)), ("last", at(ends) - 1), ("after", at(ends))] {
        let id = service.create_company(ana, name)["id"].clone();
        execute(service, &format!("UPDATE companies SET created_at = {moment}, updated_at = {moment} WHERE id = {id}"));
    }
}

fn found(service: &Service, ana: &Person, filters: Value) -> Vec<Value> {
    each(&service.call(ana, "GetCompanies", filters)["companies"], "name")
}

#[test]
fn a_day_is_one_of_the_profiles_zone_daylight_saving_included() {
    for (zone, day, begins, ends) in [
        ("America/Mexico_City", "31/01/24", "2024-01-31T06:00:00Z", "2024-02-01T06:00:00Z"),
        ("America/Tijuana", "2026-03-08", "2026-03-08T08:00:00Z", "2026-03-09T07:00:00Z"),
        ("America/Tijuana", "2026-11-01", "2026-11-01T07:00:00Z", "2026-11-02T08:00:00Z"),
        ("Europe/Madrid", "29/03/2026", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
        ("Europe/Madrid", "25/10/2026", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"),
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"),
        ("Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z"),
        ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z"),
    ] {
        for service in services() {
            let ana = service.register("Ana");
            set_zone(&service, &ana, zone);
            around(&service, &ana, begins, ends);
            let within = ["first", "last"];
            for key in ["created_at", "updated_at"] {
                assert_eq!(found(&service, &ana, json!({ key: { "from": day, "to": day } })), within, "{zone} {day} {key}");
            }
            assert_eq!(
                found(&service, &ana, json!({ "created_at": { "from": day, "to": ends } })),
                ["first", "last", "after"],
                "{zone} {day}"
            );
            assert_eq!(found(&service, &ana, json!({ "created_at": { "from": begins, "to": day } })), within, "{zone} {day}");
            assert_eq!(found(&service, &ana, json!({ "created_at": { "to": day } })), ["before", "first", "last"], "{zone} {day}");
            let exactly = json!({ "created_at": { "from": begins, "to": begins } });
            assert_eq!(found(&service, &ana, exactly), ["first"], "an instant is the same in every zone");
        }
    }
}

#[test]
fn a_day_that_the_zone_never_had_holds_nothing_and_is_no_mistake() {
    for service in services() {
        let ana = service.register("Ana");
        set_zone(&service, &ana, "Pacific/Apia");
        around(&service, &ana, "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z");
        let missing = json!({ "created_at": { "from": "2011-12-30", "to": "2011-12-30" } });
        assert!(found(&service, &ana, missing).is_empty());
        assert_eq!(found(&service, &ana, json!({ "created_at": { "from": "30/12/11" } })), ["after"]);
        assert_eq!(found(&service, &ana, json!({ "created_at": { "to": "30/12/11" } })), ["before", "first", "last"]);
        assert_eq!(found(&service, &ana, json!({ "created_at": { "from": "2011-12-29", "to": "2011-12-30" } })), ["first", "last"]);
    }
}

#[test]
fn another_zone_reads_the_past_anew_for_people_and_for_scripts() {
    for service in services() {
        let ana = service.register("Ana");
        around(&service, &ana, "2024-01-31T00:00:00Z", "2024-02-01T00:00:00Z");
        let token = json!({ "name": "Script", "rights": { "Companies": ["read"] } });
        let token = service.call(&ana, "Auth.CreateApplicationToken", token)["token"].as_str().expect("a token").to_owned();
        let script = Person { token, ..ana.clone() };
        let day = json!({ "created_at": { "from": "31/01/24", "to": "31/01/24" } });
        for (zone, expected) in
            [("UTC", vec!["first", "last"]), ("America/Mexico_City", vec!["last", "after"]), ("Asia/Tokyo", vec!["before", "first"])]
        {
            set_zone(&service, &ana, zone);
            for caller in [&ana, &script] {
                let reply = service.call(caller, "GetCompanies", day.clone());
                assert_eq!(
                    (each(&reply["companies"], "name"), &reply["total"]),
                    (expected.iter().map(|name| json!(name)).collect(), &json!(2)),
                    "{zone}"
                );
            }
            let calls = json!({ "calls": [{ "method": "Companies.GetCompanies", "parameters": { "profile_id": ana.profile_id, "created_at": day["created_at"] } }] });
            let batch = service.post(Some(&ana.token), "Batch.Run", calls);
            assert!(batch.text.contains(expected[0]), "{zone}: {}", batch.text);
        }
    }
}

#[test]
fn the_order_of_a_day_and_an_instant_is_judged_in_the_zone() {
    for service in services() {
        let ana = service.register("Ana");
        around(&service, &ana, "2024-01-31T06:00:00Z", "2024-02-01T06:00:00Z");
        let evening = json!({ "created_at": { "from": "2024-02-01T03:00:00Z", "to": "31/01/24" } });
        let morning = json!({ "created_at": { "from": "31/01/24", "to": "2024-01-31T03:00:00Z" } });
        let rules_of = |filters: &Value| rules(&service.try_call(&ana, "GetCompanies", filters.clone()));
        assert_eq!(rules_of(&evening), ["created_at.from inverted_range"]);
        assert!(found(&service, &ana, morning.clone()).is_empty());
        set_zone(&service, &ana, "America/Mexico_City");
        assert_eq!(found(&service, &ana, evening), ["last"]);
        assert_eq!(rules_of(&morning), ["created_at.from inverted_range"]);
        let wrong = json!({ "created_at": morning["created_at"], "company_type": { "sap": "unknown" }, "updated_at": { "from": "31/02/24" }, "more": 1 });
        assert_eq!(
            rules_of(&wrong),
            ["company_type unknown_id", "created_at.from inverted_range", "more unknown_parameter", "updated_at.from no_such_date"]
        );
    }
}

#[test]
fn a_list_is_walked_by_the_days_of_the_zone() {
    for service in services() {
        let ana = service.register("Ana");
        set_zone(&service, &ana, "America/Tijuana");
        around(&service, &ana, "2026-03-08T08:00:00Z", "2026-03-09T07:00:00Z");
        let mut asked = json!({ "created_at": { "from": "08/03/26", "to": "08/03/26" }, "pagination": 1, "cursor": null });
        let mut walked = Vec::new();
        loop {
            let reply = service.call(&ana, "GetCompanies", asked.clone());
            assert_eq!(reply["total"], 2);
            walked.extend(each(&reply["companies"], "name"));
            if reply["next_cursor"].is_null() {
                break;
            }
            asked["cursor"] = reply["next_cursor"].clone();
        }
        assert_eq!(walked, ["first", "last"]);
    }
}

#[test]
fn a_deadline_that_is_a_day_ends_with_the_day_in_the_zone() {
    for service in services() {
        let ana = service.register("Ana");
        set_zone(&service, &ana, "America/Tijuana");
        let token = json!({ "name": "Script", "rights": { "Companies": ["read"] }, "expires_at": "2099-07-01" });
        let made = service.call(&ana, "Auth.CreateApplicationToken", token);
        assert!(made.to_string().contains("2099-07-02T07:00:00.000000Z"), "{made}");
    }
}

//! Dates and ranges: all accepted forms, the whole of the last day, and never the month first.

use serde_json::{Value, json};

use crate::calls::{each, execute, rules};
use crate::service::{Person, Service, services};

/// 2024-01-31T00:00:00Z in microseconds.
const MIDNIGHT: i64 = 1_706_659_200_000_000;
const DAY: i64 = 86_400_000_000;

/// Four companies, created around 31 January 2024: just before it, in its first and last moment, and just after it.
fn around_a_day(service: &Service) -> Person {
    let ana = service.register("Ana");
    for (name, moment) in [("before", MIDNIGHT - 1), ("first", MIDNIGHT), ("last", MIDNIGHT + DAY - 1), ("after", MIDNIGHT + DAY)] {
        let id = service.create_company(&ana, name)["id"].clone();
        execute(service, &format!("UPDATE companies SET created_at = {moment} WHERE id = {id}"));
    }
    ana
}

fn found(service: &Service, ana: &Person, range: Value) -> Vec<Value> {
    let reply = service.call(ana, "GetCompanies", json!({ "created_at": range }));
    let names = each(&reply["companies"], "name");
    assert_eq!(reply["total"], names.len(), "{range}");
    names
}

#[test]
fn a_day_is_read_in_three_forms_and_an_instant_in_rfc_3339() {
    for service in services() {
        let ana = around_a_day(&service);
        for day in ["31/01/24", "31/01/2024", "2024-01-31", "31/1/24", " 31/01/24 "] {
            assert_eq!(found(&service, &ana, json!({ "from": day, "to": day })), ["first", "last"], "{day}");
        }
        for (from, to) in [
            ("2024-01-31T00:00:00Z", "2024-01-31T23:59:59.999999Z"),
            ("2024-01-30T18:00:00-06:00", "31/01/24"),
            ("31/01/24", "2024-02-01T01:59:59.999999+02:00"),
        ] {
            assert_eq!(found(&service, &ana, json!({ "from": from, "to": to })), ["first", "last"], "{from} {to}");
        }
        assert_eq!(found(&service, &ana, json!({ "from": "2024-01-31T00:00:00Z", "to": "2024-01-31T00:00:00Z" })), ["first"]);
    }
}

#[test]
fn the_last_day_of_a_range_counts_whole_and_either_end_may_be_open() {
    for service in services() {
        let ana = around_a_day(&service);
        assert_eq!(found(&service, &ana, json!({ "to": "30/01/24" })), ["before"]);
        assert_eq!(found(&service, &ana, json!({ "to": "31/01/24" })), ["before", "first", "last"]);
        assert_eq!(found(&service, &ana, json!({ "from": "31/01/24" })), ["first", "last", "after"]);
        assert_eq!(found(&service, &ana, json!({ "from": "01/02/24", "to": null })), ["after"]);
        for open in [json!({}), json!([]), json!(null), json!({ "from": null, "to": null })] {
            assert_eq!(found(&service, &ana, open).len(), 4);
        }
    }
}

#[test]
fn a_range_that_ends_before_it_begins_is_an_error() {
    for service in services() {
        let ana = service.register("Ana");
        for (from, to) in [("01/02/24", "31/01/24"), ("2024-01-31T12:00:01Z", "2024-01-31T12:00:00Z"), ("2024-02-01T00:00:00Z", "31/01/24")]
        {
            let reply = service.try_call(&ana, "GetCompanies", json!({ "created_at": { "from": from, "to": to } }));
            assert_eq!(rules(&reply), ["created_at.from inverted_range"], "{from} {to}");
        }
    }
}

#[test]
fn a_date_that_the_calendar_lacks_is_an_error_and_the_month_never_comes_first() {
    for service in services() {
        let ana = service.register("Ana");
        for day in ["31/02/24", "29/02/23", "31/04/2024", "12/31/24", "00/01/24", "2024-02-30", "2024-13-01"] {
            let reply = service.try_call(&ana, "GetCompanies", json!({ "created_at": { "from": day } }));
            assert_eq!(rules(&reply), ["created_at.from no_such_date"], "{day}");
        }
        for day in
            ["", "tomorrow", "31.01.24", "31-01-24", "2024/01/31", "20240131", "31/01", "2024-01-31T25:00:00Z", "2024-01-31T09:30:00"]
        {
            let reply = service.try_call(&ana, "GetCompanies", json!({ "created_at": { "to": day } }));
            assert_eq!(rules(&reply), ["created_at.to malformed_date"], "{day}");
        }
        for other in [json!(20_240_131), json!(true), json!([2024, 1, 31])] {
            let reply = service.try_call(&ana, "GetCompanies", json!({ "created_at": { "to": other } }));
            assert_eq!(rules(&reply), ["created_at.to wrong_type"]);
        }
        let reply = service.try_call(&ana, "GetCompanies", json!({ "created_at": { "from": "31/02/24", "to": "x", "until": "01/01/24" } }));
        assert_eq!(reply.wrong(), ["created_at.from", "created_at.to", "created_at.until"]);
        for range in [json!("31/01/24"), json!(5), json!(["31/01/24"])] {
            assert_eq!(service.try_call(&ana, "GetCompanies", json!({ "created_at": range })).wrong(), ["created_at"]);
        }
    }
}

#[test]
fn two_digits_of_a_year_are_of_this_century() {
    for service in services() {
        let ana = around_a_day(&service);
        assert!(found(&service, &ana, json!({ "from": "01/01/70" })).is_empty());
        assert_eq!(found(&service, &ana, json!({ "from": "01/01/1970", "to": "31/12/99" })).len(), 4);
        assert!(found(&service, &ana, json!({ "to": "31/12/1999" })).is_empty());
    }
}

#[test]
fn an_instant_goes_out_as_rfc_3339_in_utc() {
    for service in services() {
        let ana = around_a_day(&service);
        let companies = service.call(&ana, "GetCompanies", json!({}))["companies"].clone();
        let written =
            ["2024-01-30T23:59:59.999999Z", "2024-01-31T00:00:00.000000Z", "2024-01-31T23:59:59.999999Z", "2024-02-01T00:00:00.000000Z"];
        assert_eq!(each(&companies, "created_at"), written);
    }
}

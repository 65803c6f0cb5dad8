//! `Notifications.MarkRead`: marks the caller's own notifications as read.

use serde_json::{Value, json};

use super::{Mailing, tell};
use crate::calls::{at_once, changes, colleague, each, join, number, rules};
use crate::service::{Person, Service, services};

fn told(service: &Service, person: &Person, subjects: &[&str]) -> Vec<Value> {
    tell(&service.database.url, person, Mailing::Off, subjects);
    each(&service.call(person, "GetNotifications", json!({}))["notifications"], "id")
}

#[test]
fn a_viewer_marks_their_own_as_read_one_or_several() {
    for service in services() {
        let ana = service.register("Ana");
        let vera = colleague(&service, &ana, "Vera", "viewer");
        let ids = told(&service, &vera, &["1", "2", "3"]);
        let one = service.call(&vera, "MarkRead", json!({ "notification_id": ids[1].to_string() }));
        let [read] = one["notifications"].as_array().unwrap().as_slice() else { panic!("{one}") };
        assert_eq!((&read["id"], &read["version"], &read["read_at"]), (&ids[1], &json!(2), &read["updated_at"]));
        let several = service.call(&vera, "MarkRead", json!({ "notification_id": [ids[2], ids[0], ids[1], ids[0]] }));
        assert_eq!(each(&several["notifications"], "id"), ids);
        assert_eq!(several["notifications"][1], *read, "what was read before stays as it is");
        let before = changes(&service);
        assert_eq!(service.call(&vera, "MarkRead", json!({ "notification_id": ids })), several);
        assert_eq!(changes(&service), before);
        let marked = format!(
            "SELECT count(*) AS number FROM changes WHERE entity = 'notification' AND operation = 'update' AND user_id = {}",
            vera.user_id
        );
        assert_eq!(number(&service, &marked), 3);
    }
}

#[test]
fn anothers_notification_does_not_exist_and_then_none_is_marked() {
    for service in services() {
        let ana = service.register("Ana");
        let (vera, sara) = (colleague(&service, &ana, "Vera", "viewer"), service.register("Sara"));
        let (own, veras, saras) = (told(&service, &ana, &["1"]), told(&service, &vera, &["2"]), told(&service, &sara, &["3"]));
        let asked = |person: &Person, ids: Value| {
            let reply = service.try_call(person, "MarkRead", json!({ "notification_id": ids }));
            reply.failure("not_found");
            reply.envelope()["error"].clone()
        };
        let unknown = asked(&ana, json!(987_654));
        for ids in [json!(veras), json!(saras), json!([own[0], veras[0]]), json!([own[0], 987_654])] {
            assert_eq!(asked(&ana, ids), unknown);
        }
        assert_eq!(asked(&vera, json!(own)), unknown);
        // A notification is not found in another profile either, even by its own user.
        join(&service, &ana, &sara, "viewer");
        assert_eq!(asked(&Person { profile_id: ana.profile_id, ..sara.clone() }, json!(saras)), unknown);
        for person in [&ana, &vera, &sara] {
            assert_eq!(service.call(person, "GetNotifications", json!({ "unread": true }))["total"], 1);
        }
        // A user who has left the profile can't mark notifications there.
        service.call(&ana, "Profiles.RemoveUser", json!({ "user_id": vera.user_id }));
        service.try_call(&vera, "MarkRead", json!({ "notification_id": veras })).failure("not_found");
    }
}

#[test]
fn at_least_one_is_named() {
    for service in services() {
        let ana = service.register("Ana");
        for nothing in [json!({}), json!({ "notification_id": [] }), json!({ "notification_id": null })] {
            assert_eq!(rules(&service.try_call(&ana, "MarkRead", nothing)), ["notification_id required"]);
        }
        let wrong = service.try_call(&ana, "MarkRead", json!({ "notification_id": [1, "x"] }));
        assert_eq!(rules(&wrong), ["notification_id.1 wrong_type"]);
    }
}

#[test]
fn several_who_mark_the_same_at_once_all_succeed_and_it_is_marked_once() {
    for service in services() {
        let ana = service.register("Ana");
        let ids = told(&service, &ana, &["1", "2"]);
        at_once(6, |number| {
            let ids = if number % 2 == 0 { json!(ids) } else { json!([ids[1], ids[0]]) };
            service.call(&ana, "MarkRead", json!({ "notification_id": ids }))
        });
        let listed = service.call(&ana, "GetNotifications", json!({ "unread": false }));
        assert_eq!((&listed["total"], each(&listed["notifications"], "version")), (&json!(2), vec![json!(2), json!(2)]));
    }
}

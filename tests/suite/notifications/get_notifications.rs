//! `Notifications.GetNotifications`: the caller's own notifications and no others.

use serde_json::{Value, json};

use super::{Mailing, as_operator, notice, tell};
use crate::calls::{colleague, each, join, keys, number, rules};
use crate::service::{Person, Service, services};

fn subjects(service: &Service, person: &Person, parameters: Value) -> Vec<Value> {
    let listed = service.call(person, "Notifications.GetNotifications", parameters);
    let subjects = each(&listed["notifications"], "subject");
    assert_eq!(listed["total"], subjects.len());
    subjects
}

#[test]
fn a_notification_says_who_was_told_what_about_which_record() {
    for service in services() {
        let ana = service.register("Ana");
        let empty = service.call(&ana, "GetNotifications", json!({}));
        assert_eq!(empty, json!({ "total": 0, "current_page": 1, "last_page": 1, "next_cursor": null, "notifications": [] }));
        let told = notice(&ana, 41, "Ñandú\r\nBcc: x@y.z", None);
        as_operator(&service.database.url, &ana, Mailing::Off, |manager| ventanilla::modules::notifications::notify(manager, told))
            .unwrap();
        tell(&service.database.url, &ana, Mailing::Off, &["Again"]);
        let listed = service.call(&ana, "GetNotifications", json!({}));
        let [first, second] = listed["notifications"].as_array().unwrap().as_slice() else { panic!("{listed}") };
        assert_eq!(
            keys(first),
            ["comment", "created_at", "entity", "id", "read_at", "record_id", "subject", "updated_at", "user_id", "version"]
        );
        assert_eq!((&first["entity"], &first["record_id"]), (&json!("company"), &json!(41)));
        assert_eq!((&first["subject"], &first["comment"]), (&json!("Ñandú\r\nBcc: x@y.z"), &json!(null)));
        assert_eq!((&first["user_id"], &first["version"], &first["read_at"]), (&json!(ana.user_id), &json!(1), &json!(null)));
        assert_eq!((&second["subject"], &second["comment"]), (&json!("Again"), &json!("Call them back.")));
        // The change record keeps the notification as the wire shows it.
        let kept = "SELECT count(*) AS number FROM changes WHERE entity = 'notification' AND operation = 'create' AND record LIKE";
        assert_eq!(number(&service, &format!("{kept} '%\"subject\":\"Again\"%'")), 1);
        assert_eq!(number(&service, "SELECT count(*) AS number FROM mails"), 0);
    }
}

#[test]
fn each_sees_their_own_whatever_their_role() {
    for service in services() {
        let (ana, sara) = (service.register("Ana"), service.register("Sara"));
        let vera = colleague(&service, &ana, "Vera", "viewer");
        let sara_at_anas = Person { profile_id: ana.profile_id, ..sara.clone() };
        join(&service, &ana, &sara, "viewer");
        for (person, subject) in [(&ana, "For Ana"), (&vera, "For Vera"), (&sara, "For Sara"), (&sara_at_anas, "For Sara at Ana's")] {
            tell(&service.database.url, person, Mailing::Off, &[subject]);
            assert_eq!(subjects(&service, person, json!({})), [subject]);
        }
        assert_eq!(subjects(&service, &ana, json!({})), ["For Ana"]);
        assert_eq!(subjects(&service, &sara, json!({})), ["For Sara"]);
        assert_eq!(subjects(&service, &ana, json!({ "with_total": "1", "unread": "Yes" })), ["For Ana"]);
    }
}

#[test]
fn what_is_read_and_what_is_not_are_told_apart_and_counted() {
    for service in services() {
        let ana = service.register("Ana");
        let mario = colleague(&service, &ana, "Mario", "member");
        tell(&service.database.url, &ana, Mailing::Off, &["1", "2", "3", "4"]);
        tell(&service.database.url, &mario, Mailing::Off, &["5"]);
        let ids = each(&service.call(&ana, "GetNotifications", json!({}))["notifications"], "id");
        service.call(&ana, "MarkRead", json!({ "notification_id": [ids[1], ids[2]] }));
        assert_eq!(subjects(&service, &ana, json!({})), ["1", "2", "3", "4"]);
        assert_eq!(subjects(&service, &ana, json!({ "unread": true })), ["1", "4"]);
        assert_eq!(subjects(&service, &ana, json!({ "unread": false, "sort": "-id" })), ["3", "2"]);
        assert_eq!(subjects(&service, &ana, json!({ "unread": null })).len(), 4);
        assert_eq!(subjects(&service, &mario, json!({ "unread": false })), Vec::<Value>::new());
        let page = service.call(&ana, "GetNotifications", json!({ "unread": true, "pagination": 1, "page": 2 }));
        assert_eq!((&page["total"], &page["last_page"], each(&page["notifications"], "subject")), (&json!(2), &json!(2), vec![json!("4")]));
        let uncounted = service.call(&ana, "GetNotifications", json!({ "with_total": false, "pagination": 3 }));
        assert_eq!(keys(&uncounted), ["current_page", "next_cursor", "notifications"]);
        assert_eq!(rules(&service.try_call(&ana, "GetNotifications", json!({ "unread": "maybe" }))), ["unread wrong_type"]);
    }
}

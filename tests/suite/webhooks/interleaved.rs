//! Interleaved deliveries: something else happens between two of the courier's steps, which the test makes by hand.

use std::sync::Arc;

use serde_json::{Value, json};
use ventanilla::auth::registration::Registration;
use ventanilla::db::Database as Open;
use ventanilla::db::call::Call;
use ventanilla::db::deliveries::{Attempt, Taken, Verdict, due, follow, followers, settle, take};
use ventanilla::db::scope::Manager;
use ventanilla::fields::Instant;
use ventanilla::modules::webhooks::verdict::judge;

use super::delivery;
use crate::calls::each;
use crate::mail::finish;
use crate::service::{Folder, Person, Service, databases, settings};

/// A service without a courier, and everything for making the courier's steps.
struct Stage {
    service: Service,
    ana: Person,
    webhook: Value,
    open: Open,
    call: Arc<Call>,
}

fn stages(wanted: &Value) -> Vec<Stage> {
    let stages = databases().into_iter().map(|database| {
        let service = Service::start_without_errands(database);
        let ana = service.register("Ana");
        let mut parameters = json!({ "url": "https://erp.example.com/" });
        parameters.as_object_mut().unwrap().extend(wanted.as_object().unwrap().clone());
        let webhook = service.call(&ana, "Webhooks.Create", parameters)["webhook"]["id"].clone();
        let open = Open::open(&settings(&service.database.url, &Folder::new()).databases, std::time::Duration::from_secs(30)).unwrap();
        let call = Arc::new(Call::of_operator(Registration::Open).unwrap());
        Stage { service, ana, webhook, open, call }
    });
    stages.collect()
}

impl Stage {
    fn follow_all(&self) {
        for follower in finish(followers(&self.open)).unwrap() {
            finish(follow(&self.open, Arc::clone(&self.call), follower)).unwrap();
        }
    }

    fn edit(&self, mut more: Value) {
        more["webhook_id"] = self.webhook.clone();
        self.service.call(&self.ana, "Webhooks.Edit", more);
    }

    /// Takes the deliveries that are due at this moment, with a lease of a minute.
    fn take(&self, now: Instant, lease: &str) -> Vec<Arc<Taken>> {
        let webhooks = finish(due(&self.open, now)).unwrap();
        let taken =
            webhooks.into_iter().flat_map(|id| finish(take(&self.open, id, 4, now, lease.to_owned(), now.plus_seconds(60))).unwrap());
        taken.map(Arc::new).collect()
    }

    /// Settles a delivery whose endpoint answered 410 Gone; returns the verdict.
    fn gone(&self, taken: &Arc<Taken>, lease: &str) -> Option<Verdict> {
        finish(settle(&self.open, Arc::clone(&self.call), taken, lease.to_owned(), refusal(410), judge)).unwrap()
    }

    /// Settles a refusal that calls for a retry; returns the verdict, and the number of attempts that it was based on.
    fn delay(&self, taken: &Arc<Taken>, lease: &str, due_at: Instant) -> (Option<Verdict>, Option<i64>) {
        let (judged, numbers) = std::sync::mpsc::channel();
        let judge = move |_: &mut Manager, _: &Taken, _: &Attempt, attempts: i64| {
            let _ = judged.send(attempts);
            Ok(Verdict::Delayed { due_at })
        };
        let settled = settle(&self.open, Arc::clone(&self.call), taken, lease.to_owned(), refusal(500), judge);
        (finish(settled).unwrap(), numbers.try_iter().last())
    }
}

fn refusal(status_code: i64) -> Attempt {
    Attempt { attempted_at: Instant::now(), duration: 1, status_code: Some(status_code), failure: Some("no".to_owned()) }
}

#[test]
fn a_change_after_another_wish_is_told_also_by_who_had_looked_before() {
    for stage in stages(&json!({ "entities": ["company"] })) {
        stage.service.create_company(&stage.ana, "Café Núñez");
        let before = finish(followers(&stage.open)).unwrap();
        stage.edit(json!({ "entities": ["company", "input"] }));
        stage.service.call(&stage.ana, "Inputs.CreateInput", json!({ "entity": "company", "name": "Visits", "type": "integer" }));
        for follower in before {
            assert!(!finish(follow(&stage.open, Arc::clone(&stage.call), follower)).unwrap());
        }
        stage.follow_all();
        let told = stage.service.call(&stage.ana, "Webhooks.GetDeliveries", json!({}));
        assert_eq!(each(&told["deliveries"], "type"), ["company.create", "input.create"]);
    }
}

#[test]
fn what_two_nodes_have_read_becomes_one_delivery() {
    for stage in stages(&json!({ "entities": ["company"] })) {
        stage.service.create_company(&stage.ana, "Café Núñez");
        let nodes = [(); 2].map(|()| finish(followers(&stage.open)).unwrap());
        for follower in nodes.into_iter().flatten() {
            finish(follow(&stage.open, Arc::clone(&stage.call), follower)).unwrap();
        }
        assert_eq!(stage.service.call(&stage.ana, "Webhooks.GetDeliveries", json!({}))["total"], 1);
    }
}

#[test]
fn a_node_that_dies_takes_none_of_the_attempts_and_is_too_late_when_it_comes_back() {
    for stage in stages(&json!({ "entities": ["company"] })) {
        stage.service.create_company(&stage.ana, "Café Núñez");
        stage.follow_all();
        let mut now = Instant::now();
        for death in 0..12 {
            let taken = stage.take(now, &format!("death {death}"));
            assert_eq!(taken.len(), 1, "{death}");
            assert_eq!(stage.take(now.plus_seconds(59), "too early"), []);
            now = now.plus_seconds(61);
        }
        let taken = stage.take(now, "alive");
        assert_eq!(stage.delay(&taken[0], "death 11", now), (None, None));
        assert_eq!(stage.delay(&taken[0], "alive", now), (Some(Verdict::Delayed { due_at: now }), Some(1)));
        assert_eq!(delivery(&stage.service, &stage.ana, json!({}))["attempts"], 1);
    }
}

#[test]
fn what_was_given_up_at_the_old_place_is_tried_at_the_new_one() {
    for stage in stages(&json!({ "entities": ["company"] })) {
        stage.service.create_company(&stage.ana, "Café Núñez");
        stage.follow_all();
        let now = Instant::now();
        let taken = stage.take(now, "first");
        stage.delay(&taken[0], "first", now);
        let taken = stage.take(now, "second");
        stage.edit(json!({ "url": "https://new.example.com/" }));
        let settled = stage.gone(&taken[0], "second");
        assert!(matches!(settled, Some(Verdict::Delayed { .. })), "{settled:?}");
        let row = delivery(&stage.service, &stage.ana, json!({}));
        assert_eq!(row["attempts"], 1, "all begins anew");
        let taken = stage.take(Instant::now(), "third");
        assert_eq!(taken[0].webhook.url, "https://new.example.com/");
        // The new address answers 410, too. Further such answers do not notify again.
        for name in ["Panadería Luz", "Taller Sol"] {
            stage.service.create_company(&stage.ana, name);
        }
        stage.follow_all();
        let others = stage.take(Instant::now(), "fourth");
        for (taken, lease) in [(&taken[0], "third"), (&others[0], "fourth"), (&others[1], "fourth")] {
            assert_eq!(stage.gone(taken, lease), Some(Verdict::GivenUp));
        }
        assert_eq!(stage.service.call(&stage.ana, "Notifications.GetNotifications", json!({}))["total"], 1);
        let webhook = stage.service.call(&stage.ana, "Webhooks.Get", json!({}))["webhooks"][0].clone();
        let reason = json!("The endpoint answered 410 Gone: it wants to be told nothing more.");
        assert_eq!((&webhook["enabled"], &webhook["disabled_reason"]), (&json!(false), &reason));
    }
}

#[test]
fn a_webhook_that_is_deleted_under_way_leaves_nothing_behind() {
    for stage in stages(&json!({ "entities": ["company"] })) {
        stage.service.create_company(&stage.ana, "Café Núñez");
        let late = finish(followers(&stage.open)).unwrap();
        stage.follow_all();
        let taken = stage.take(Instant::now(), "lease");
        stage.service.call(&stage.ana, "Webhooks.Delete", json!({ "webhook_id": stage.webhook }));
        assert_eq!(stage.gone(&taken[0], "lease"), None);
        for follower in late {
            assert!(!finish(follow(&stage.open, Arc::clone(&stage.call), follower)).unwrap());
        }
        assert_eq!(stage.service.call(&stage.ana, "Webhooks.GetDeliveries", json!({}))["total"], 0);
    }
}

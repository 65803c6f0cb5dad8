//! `Customers.GetHealth`: the score of a customer and its parts.

use serde_json::{Value, json};

use super::create_customer;
use crate::calls::{execute, rules};
use crate::rights::script;
use crate::service::{Person, Service, services};

fn health(service: &Service, person: &Person, customer: &Value, as_of: &str) -> Value {
    service.call(person, "Customers.GetHealth", json!({ "customer_id": customer["id"], "as_of": as_of }))
}

fn interact(service: &Service, person: &Person, customer: &Value, date: &str) {
    let call = json!({ "customer_id": customer["id"], "type": "call", "subject": "Visita", "date": date });
    service.call(person, "Interactions.CreateInteraction", call);
}

fn ticket(service: &Service, person: &Person, customer: &Value, end: &str) -> Value {
    let parameters = json!({
        "title": "Falla", "description": "No calienta.", "company_id": customer["id"], "user_id": person.user_id,
        "origin_id": service.entry(person, "ticket_origins", "Telephone"), "case_id": service.entry(person, "ticket_cases", "Fault"),
        "priority_id": service.entry(person, "ticket_priorities", "High"), "estimated_end_at": end, "notify": false,
    });
    service.call(person, "Tickets.CreateTicket", parameters)["ticket"]["id"].clone()
}

#[test]
fn what_nothing_is_known_of_has_no_score() {
    for service in services() {
        let ana = service.register("Ana");
        let customer = create_customer(&service, &ana, "Jane", json!({}));
        let unknown = service.call(&ana, "Customers.GetHealth", json!({ "company_id": customer["id"] }));
        assert_eq!((&unknown["status"], &unknown["score"], &unknown["weight"]), (&json!("unknown"), &Value::Null, &json!(0)));
        for (part, weight) in [("interactions", 25), ("orders", 25), ("tickets", 20), ("feedback", 20), ("pipeline", 10)] {
            let part = &unknown["parts"][part];
            assert_eq!((&part["value"], &part["weight"]), (&Value::Null, &json!(weight)));
            assert!(part["reason"].as_str().is_some_and(|reason| !reason.is_empty()));
        }
        // An interaction alone weighs too little for a score.
        interact(&service, &ana, &customer, "2026-01-01T00:00:00Z");
        let alone = health(&service, &ana, &customer, "2026-01-01T00:00:00Z");
        assert_eq!(
            (&alone["status"], &alone["weight"], &alone["parts"]["interactions"]["value"]),
            (&json!("unknown"), &json!(25), &json!(100))
        );
        let company = service.create_company(&ana, "Café");
        service.try_call(&ana, "Customers.GetHealth", json!({ "company_id": company["id"] })).failure("not_found");
        let future = json!({ "company_id": customer["id"], "as_of": "2099-01-01" });
        assert_eq!(rules(&service.try_call(&ana, "Customers.GetHealth", future)), ["as_of future"]);
    }
}

#[test]
fn the_score_is_the_weighted_mean_of_the_parts_that_have_data() {
    for service in services() {
        let ana = service.register("Ana");
        let customer = create_customer(&service, &ana, "Jane", json!({ "company": "Tech Corp" }));
        interact(&service, &ana, &customer, "2026-01-01T00:00:00Z");
        interact(&service, &ana, &customer, "2026-06-01T00:00:00Z");
        let solved = ticket(&service, &ana, &customer, "31/12/25");
        service.call(&ana, "Tickets.EditTicket", json!({ "ticket_id": solved, "status": "solved" }));
        execute(&service, "UPDATE tickets SET created_at = 1767225600000000");
        // 45 days after the first interaction, half of the points are left.
        let healthy = health(&service, &ana, &customer, "2026-02-15T00:00:00Z");
        assert_eq!((&healthy["parts"]["interactions"]["value"], &healthy["parts"]["tickets"]["value"]), (&json!(50), &json!(100)));
        assert_eq!((&healthy["score"], &healthy["status"], &healthy["weight"]), (&json!(72.22), &json!("healthy"), &json!(45)));

        // Two open tickets, one of which is overdue, leave 40 points: 60 at risk or less.
        ticket(&service, &ana, &customer, "10/02/26");
        let pending = ticket(&service, &ana, &customer, "10/03/26");
        service.call(&ana, "Tickets.EditTicket", json!({ "ticket_id": pending, "status": "pending" }));
        let risky = health(&service, &ana, &customer, "2026-02-15T00:00:00Z");
        assert_eq!(risky["parts"]["tickets"]["value"], 40);
        assert_eq!((&risky["score"], &risky["status"]), (&json!(45.56), &json!("at_risk")));
        for _ in 0..4 {
            ticket(&service, &ana, &customer, "10/03/26");
        }
        let critical = health(&service, &ana, &customer, "2026-02-15T00:00:00Z");
        assert_eq!(
            (&critical["parts"]["tickets"]["value"], &critical["score"], &critical["status"]),
            (&json!(0), &json!(27.78), &json!("critical"))
        );

        let contact = customer["primary_contact_id"].clone();
        let opportunity = json!({
            "title": "Barra", "value": 100, "prospect_type": "new", "operation_type": "new", "stage_id": service.entry(&ana, "stages", "Proposal"),
            "company_id": customer["id"], "contact_id": contact, "user_id": ana.user_id, "estimated_end_at": "30/06/26", "want_products": false,
            "want_tax": false, "notify": false,
        });
        let opportunity = service.call(&ana, "CreateOpportunity", opportunity)["opportunity"]["id"].clone();
        let open = health(&service, &ana, &customer, "2026-02-15T00:00:00Z");
        assert_eq!((&open["parts"]["pipeline"]["value"], &open["weight"], &open["score"]), (&json!(100), &json!(55), &json!(40.91)));
        service.call(&ana, "EditOpportunity", json!({ "opportunity_id": opportunity, "status": "won" }));
        execute(&service, "UPDATE opportunities SET closed_at = 1767225600000000");
        let closed = health(&service, &ana, &customer, "2026-02-15T00:00:00Z");
        assert_eq!((&closed["parts"]["pipeline"]["value"], &closed["score"]), (&json!(0), &json!(22.73)));
        let later = health(&service, &ana, &customer, "2026-07-15T00:00:00Z");
        assert_eq!((&later["parts"]["pipeline"]["value"], &later["weight"]), (&Value::Null, &json!(45)));
    }
}

#[test]
fn the_answers_of_180_days_are_averaged_as_scores_of_both_scales() {
    for service in services() {
        let ana = service.register("Ana");
        let customer = create_customer(&service, &ana, "Jane", json!({}));
        let part = || {
            let health = service.call(&ana, "Customers.GetHealth", json!({ "company_id": customer["id"] }));
            health["parts"]["feedback"].clone()
        };
        assert_eq!(part()["value"], Value::Null);
        for (scale, rating) in [("stars", 5), ("stars", 1), ("nps", 9)] {
            let asked = json!({ "customer_id": customer["id"], "scale": scale, "subject": format!("{scale} {rating}") });
            let id = service.call(&ana, "Feedback.RequestFeedback", asked)["feedback"]["id"].clone();
            service.call(&ana, "Feedback.ProcessFeedback", json!({ "feedback_id": id, "rating": rating }));
        }
        assert_eq!(part()["value"], json!(63.33), "of 100, 0 and 90");
        execute(&service, "UPDATE feedback SET answered_at = answered_at - 15552000000000");
        assert_eq!(part()["value"], Value::Null);
    }
}

#[test]
fn orders_of_90_days_are_compared_with_those_of_the_90_days_before() {
    for service in services() {
        let ana = service.register("Ana");
        let customer = create_customer(&service, &ana, "Jane", json!({}));
        let mug = crate::orders::product(&service, &ana, "Mug", "10");
        let order = |date: &str| {
            let call = json!({ "customer_id": customer["id"], "product_id": mug, "quantity": 1, "order_date": date });
            service.call(&ana, "CreateOrder", call)["order"]["id"].clone()
        };
        let value = |as_of: &str| health(&service, &ana, &customer, as_of)["parts"]["orders"]["value"].clone();
        assert_eq!(value("2026-06-30"), Value::Null);
        // The 90 days from 2026-04-02 to 2026-06-30, and those from 2026-01-02 to 2026-04-01.
        let first = order("2026-04-02");
        assert_eq!(value("2026-06-30"), 100, "none before and some now");
        for date in ["2026-04-01", "2026-02-01", "2026-01-02"] {
            order(date);
        }
        order("2026-01-01");
        assert_eq!(value("2026-06-30"), json!(16.67));
        order("2026-06-30");
        order("2026-07-01");
        assert_eq!(value("2026-06-30"), json!(33.33));
        for _ in 0..5 {
            order("2026-05-05");
        }
        assert_eq!(value("2026-06-30"), 100, "at most");
        service.call(&ana, "EditOrder", json!({ "order_id": first, "status": "cancelled" }));
        execute(&service, "UPDATE orders SET status = 'cancelled' WHERE order_date > '2026-04-01'");
        assert_eq!(value("2026-06-30"), 0);
        assert_eq!(value("2026-11-01"), Value::Null);
    }
}

#[test]
fn the_weights_are_a_setting_of_the_profile() {
    for service in services() {
        let ana = service.register("Ana");
        let customer = create_customer(&service, &ana, "Jane", json!({}));
        interact(&service, &ana, &customer, "2026-01-01T00:00:00Z");
        ticket(&service, &ana, &customer, "10/03/26");
        // Half of the points are left of the interaction, and 80 with the open ticket.
        let scored = |weights: Value| {
            service.call(&ana, "EditProfile", json!({ "health_weights": weights }));
            let health = health(&service, &ana, &customer, "2026-02-15T00:00:00Z");
            let weight = |part: &str| health["parts"][part]["weight"].clone();
            (health["score"].clone(), health["weight"].clone(), weight("interactions"), weight("tickets"), weight("pipeline"))
        };
        let told = |score: Value, weight: i64, [interactions, tickets, pipeline]: [i64; 3]| {
            (score, json!(weight), json!(interactions), json!(tickets), json!(pipeline))
        };
        assert_eq!(scored(json!({ "interactions": 10, "tickets": "40", "pipeline": 50 })), told(json!(74), 50, [10, 40, 50]));
        assert_eq!(scored(json!({ "interactions": 100 })), told(json!(50), 100, [100, 0, 0]));
        assert_eq!(scored(json!({ "orders": 70, "tickets": 30 })).0, Value::Null, "what has data weighs too little");
        assert_eq!(scored(Value::Null), told(json!(63.33), 45, [25, 20, 10]));
    }
}

#[test]
fn a_part_that_the_caller_may_not_read_is_withheld_and_does_not_count() {
    for service in services() {
        let ana = service.register("Ana");
        let customer = create_customer(&service, &ana, "Jane", json!({}));
        interact(&service, &ana, &customer, "2026-01-01");
        ticket(&service, &ana, &customer, "10/03/26");
        let few = script(&service, &ana, json!({ "Customers": ["read"], "Companies": ["read"], "Interactions": ["read"] }));
        let seen = health(&service, &few, &customer, "2026-02-15T00:00:00Z");
        assert_eq!((&seen["withheld"], &seen["weight"]), (&json!(["orders", "tickets", "feedback", "pipeline"]), &json!(25)));
        assert_eq!(seen["parts"].as_object().expect("parts").keys().collect::<Vec<_>>(), ["interactions"]);
        let none = script(&service, &ana, json!({ "Customers": ["read"] }));
        service.try_call(&none, "Customers.GetHealth", json!({ "company_id": customer["id"] })).failure("forbidden");
    }
}

//! `Opportunities.EditOpportunity`: changes the given fields and keeps the others; changes of stage and status.

use serde_json::{Value, json};

use super::{Shop, notifications};
use crate::calls::{at_once, changes, colleague, conflict, each, rules};
use crate::contacts::create_contact;
use crate::service::services;

#[test]
fn what_is_said_changes_and_what_is_left_out_stays() {
    for service in services() {
        let ana = service.register("Ana");
        let mario = colleague(&service, &ana, "Mario", "viewer");
        let shop = Shop::open(&service, &ana);
        service.call(&ana, "Inputs.CreateInput", json!({ "entity": "opportunity", "name": "Competitors", "type": "integer" }));
        let campaign =
            service.call(&ana, "Catalogs.CreateEntry", json!({ "catalog": "campaigns", "name": "Spring" }))["entry"]["id"].clone();
        let colleague = create_contact(&service, &ana, &shop.company, "Raúl");
        let mut opportunity = shop.create_with_lines();
        let line = shop.line(json!({ "product_id": shop.products[1]["id"], "amount": 3, "total": 300 }));
        let edits = [
            ("user_id", json!(mario.user_id), json!(mario.user_id)),
            ("title", json!(" Barra "), json!("Barra")),
            ("value", json!("0.1"), json!(0.1)),
            ("estimated_end_at", json!("01/02/27"), json!("2027-02-01")),
            ("prospect_type", json!("existing"), json!("existing")),
            ("operation_type", json!("new"), json!("new")),
            ("stage_id", json!(shop.stage("Closing")), json!(shop.stage("Closing"))),
            ("contact_id", colleague["id"].clone(), colleague["id"].clone()),
            ("campaign_id", campaign.clone(), campaign.clone()),
            ("campaign_id", json!(null), json!(null)),
            ("products", json!([line]), json!([line])),
            ("want_tax", json!(false), json!(false)),
            ("inputs", json!({ "competitors": 2 }), json!({ "competitors": 2 })),
            ("status", json!("pending"), json!("pending")),
        ];
        for (position, (key, said, shown)) in edits.into_iter().enumerate() {
            let edited = shop.edit(&opportunity, json!({ key: said }));
            opportunity[key] = shown;
            opportunity["version"] = json!(position + 2);
            opportunity["updated_at"] = edited["updated_at"].clone();
            assert_eq!(edited.to_string(), opportunity.to_string(), "{key}");
        }
        let all = json!({ "opportunity_id": opportunity["id"], "with_inputs": true });
        let found = service.call(&ana, "GetOpportunity", all)["opportunity"].clone();
        assert_eq!((&found["version"], &found["inputs"]), (&opportunity["version"], &opportunity["inputs"]));
        assert!(notifications(&service, &mario).is_empty());
    }
}

#[test]
fn an_edit_that_changes_nothing_writes_nothing() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let opportunity = shop.create_with_lines();
        let lost = shop.edit(&opportunity, json!({ "status": "lost", "lost_reason": "Caro" }));
        let before = changes(&service);
        assert_eq!(shop.edit(&lost, json!({})), lost);
        let mut same = lost.clone();
        for key in ["id", "version", "created_at", "created_by", "updated_at", "closed_at"] {
            same.as_object_mut().unwrap().remove(key);
        }
        assert_eq!(shop.edit(&lost, same), lost);
        assert_eq!(changes(&service), before);
    }
}

#[test]
fn what_is_required_cannot_be_cleared() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let opportunity = shop.create(json!({}));
        for key in [
            "user_id",
            "title",
            "value",
            "estimated_end_at",
            "prospect_type",
            "operation_type",
            "status",
            "stage_id",
            "company_id",
            "contact_id",
            "want_products",
            "want_tax",
        ] {
            assert_eq!(rules(&shop.try_edit(&opportunity, json!({ key: null }))), [format!("{key} required")]);
        }
        // This is no field of the opportunity: null is the same as leaving it out.
        assert_eq!(shop.try_edit(&opportunity, json!({ "notify": null })).success()["opportunity"]["version"], 1);
        let wrong = json!({
            "user_id": 99_999, "title": "", "value": -1, "stage_id": 99_999, "company_id": 99_999, "contact_id": 99_999, "campaign_id": 99_999,
            "status": "open", "lost_reason": "a".repeat(1001), "comment": "Call.", "inputs": { "none": 1 }, "want_products": true,
        });
        let expected = [
            "campaign_id unknown_id",
            "comment without_notify",
            "company_id unknown_id",
            "contact_id unknown_id",
            "inputs.none unknown_input",
            "lost_reason too_long",
            "products required",
            "stage_id unknown_id",
            "status unknown_option",
            "title empty",
            "user_id unknown_id",
            "value out_of_range",
        ];
        let before = changes(&service);
        assert_eq!(rules(&shop.try_edit(&opportunity, wrong)), expected);
        assert_eq!(changes(&service), before);
    }
}

#[test]
fn won_or_lost_it_is_closed_and_reopened_it_forgets_that() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let opportunity = shop.create(json!({}));
        let state = |edited: &Value| (edited["status"].clone(), edited["closed_at"].is_string(), edited["lost_reason"].clone());
        for open in ["pending", "active"] {
            assert_eq!(state(&shop.edit(&opportunity, json!({ "status": open }))), (json!(open), false, json!(null)));
        }
        let won = shop.edit(&opportunity, json!({ "status": "won" }));
        assert_eq!(state(&won), (json!("won"), true, json!(null)));
        assert_eq!(won["closed_at"], won["updated_at"]);
        let again = shop.edit(&opportunity, json!({ "status": "won", "title": "Ganada" }));
        assert_eq!(again["closed_at"], won["closed_at"], "it is closed already");
        let lost = shop.edit(&opportunity, json!({ "status": "lost", "lost_reason": "Caro" }));
        assert_eq!(state(&lost), (json!("lost"), true, json!("Caro")));
        assert!(lost["closed_at"].as_str() > won["closed_at"].as_str());
        let reason = shop.edit(&opportunity, json!({ "lost_reason": "Muy caro" }));
        assert_eq!((&reason["closed_at"], &reason["lost_reason"]), (&lost["closed_at"], &json!("Muy caro")));
        assert_eq!(state(&shop.edit(&opportunity, json!({ "lost_reason": null }))), (json!("lost"), true, json!(null)));
        shop.edit(&opportunity, json!({ "lost_reason": "Caro" }));
        assert_eq!(state(&shop.edit(&opportunity, json!({ "status": "active" }))), (json!("active"), false, json!(null)));
        shop.edit(&opportunity, json!({ "status": "lost", "lost_reason": "Caro" }));
        assert_eq!(state(&shop.edit(&opportunity, json!({ "status": "won" }))), (json!("won"), true, json!(null)));
    }
}

#[test]
fn only_what_is_lost_has_a_reason() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let opportunity = shop.create(json!({}));
        let wrong = |changes: Value| rules(&shop.try_edit(&opportunity, changes));
        assert_eq!(wrong(json!({ "lost_reason": "Caro" })), ["lost_reason meaningless"]);
        assert_eq!(wrong(json!({ "lost_reason": "Caro", "status": "won" })), ["lost_reason meaningless"]);
        shop.edit(&opportunity, json!({ "status": "lost" }));
        assert_eq!(wrong(json!({ "lost_reason": "Caro", "status": "active" })), ["lost_reason meaningless"]);
        for nothing in [json!(null), json!(" ")] {
            shop.edit(&opportunity, json!({ "lost_reason": nothing, "status": "active" }));
        }
    }
}

#[test]
fn company_and_contact_belong_together_also_afterwards() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let opportunity = shop.create(json!({}));
        let elsewhere = service.create_company(&ana, "Elsewhere");
        let stranger = create_contact(&service, &ana, &elsewhere, "Raúl");
        let wrong = |changes: Value| rules(&shop.try_edit(&opportunity, changes));
        assert_eq!(wrong(json!({ "company_id": elsewhere["id"] })), ["contact_id another_company"]);
        assert_eq!(wrong(json!({ "contact_id": stranger["id"] })), ["contact_id another_company"]);
        assert_eq!(wrong(json!({ "company_id": elsewhere["id"], "contact_id": shop.contact["id"] })), ["contact_id another_company"]);
        assert_eq!(wrong(json!({ "company_id": 99_999 })), ["company_id unknown_id"]);
        shop.edit(&opportunity, json!({ "company_id": shop.company["id"] }));
        let moved = shop.edit(&opportunity, json!({ "company_id": elsewhere["id"], "contact_id": stranger["id"] }));
        assert_eq!((&moved["company_id"], &moved["contact_id"]), (&elsewhere["id"], &stranger["id"]));
    }
}

#[test]
fn tickets_hold_an_opportunity_at_its_company() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let opportunity = shop.create(json!({}));
        let elsewhere = service.create_company(&ana, "Elsewhere");
        let stranger = create_contact(&service, &ana, &elsewhere, "Raúl");
        let tickets = [shop.ticket(&opportunity), shop.ticket(&opportunity)];
        let move_away = json!({ "company_id": elsewhere["id"], "contact_id": stranger["id"], "title": "Otra" });
        let before = changes(&service);
        let (path, sentence) = conflict(&shop.try_edit(&opportunity, move_away.clone()));
        assert!(path == "company_id" && sentence.contains("2 tickets"), "{sentence}");
        assert_eq!(changes(&service), before);
        let other_contact = create_contact(&service, &ana, &shop.company, "Eva");
        shop.edit(&opportunity, json!({ "contact_id": other_contact["id"] }));
        for ticket in tickets {
            service.call(&ana, "DeleteTicket", json!({ "ticket_id": ticket["id"] }));
        }
        assert_eq!(shop.edit(&opportunity, move_away)["company_id"], elsewhere["id"]);
    }
}

/// The stored opportunity keeps the rules after every edit: each combination of earlier lines and wishes with edited ones is
/// tried.
#[test]
fn lines_go_with_what_is_wanted_after_every_edit() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let plain = shop.line(json!({ "amount": 2, "total": 200 }));
        let taxed = shop.line(json!({ "tax": "0.16", "total": 116 }));
        let starts = [
            json!({ "want_products": false, "want_tax": false, "products": [] }),
            json!({ "want_products": false, "want_tax": true, "products": [] }),
            json!({ "want_products": true, "want_tax": false, "products": [plain] }),
            json!({ "want_products": true, "want_tax": true, "products": [plain] }),
            json!({ "want_products": true, "want_tax": true, "products": [plain, taxed] }),
        ];
        let wishes = [None, Some(false), Some(true)];
        let lines = [None, Some(json!(null)), Some(json!([])), Some(json!([plain])), Some(json!([taxed]))];
        let (mut accepted, mut refused) = (0, 0);
        for start in &starts {
            let mut opportunity = shop.create(start.clone());
            for (want_products, want_tax) in wishes.iter().flat_map(|one| wishes.iter().map(move |other| (one, other))) {
                for given in &lines {
                    let mut said = json!({});
                    if let Some(want_products) = want_products {
                        said["want_products"] = json!(want_products);
                    }
                    if let Some(want_tax) = want_tax {
                        said["want_tax"] = json!(want_tax);
                    }
                    if let Some(given) = given {
                        said["products"] = given.clone();
                    }
                    let mut expected = super::changed(start.clone(), said.clone());
                    if expected["products"].is_null() {
                        expected["products"] = json!([]);
                    }
                    let kept = expected["products"].as_array().unwrap();
                    let fits = expected["want_products"] == !kept.is_empty()
                        && (expected["want_tax"] == true || kept.iter().all(|line| line["tax"] == 0));
                    let before = changes(&service);
                    let reply = shop.try_edit(&opportunity, said.clone());
                    if !fits {
                        assert!(!rules(&reply).is_empty(), "{start} {said}");
                        assert_eq!(changes(&service), before);
                        refused += 1;
                        continue;
                    }
                    let edited = reply.success()["opportunity"].clone();
                    accepted += 1;
                    for key in ["want_products", "want_tax"] {
                        assert_eq!(edited[key], expected[key], "{start} {said}");
                    }
                    assert_eq!(each(&edited["products"], "amount"), each(&expected["products"], "amount"), "{start} {said}");
                    opportunity = shop.edit(&edited, start.clone());
                }
            }
        }
        assert!(accepted > 50 && refused > 50, "{accepted} {refused}");
    }
}

#[test]
fn lines_that_would_be_left_over_are_named_where_the_wish_is() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let opportunity = shop.create_with_lines();
        let wrong = |changes: Value| rules(&shop.try_edit(&opportunity, changes));
        assert_eq!(wrong(json!({ "want_products": false })), ["want_products has_lines"]);
        assert_eq!(wrong(json!({ "want_tax": false })), ["want_tax has_tax"]);
        assert_eq!(wrong(json!({ "want_products": false, "want_tax": false })), ["want_products has_lines", "want_tax has_tax"]);
        assert_eq!(wrong(json!({ "products": [] })), ["products required"]);
        assert_eq!(wrong(json!({ "products": "x", "want_products": false })), ["products wrong_type"]);
        assert_eq!(wrong(json!({ "products": shop.line(json!({ "total": 1 })) })), ["products.total wrong_total"]);
        let empty = shop.edit(&opportunity, json!({ "want_products": false, "want_tax": false, "products": [] }));
        assert_eq!(empty["products"], json!([]));
        assert_eq!(rules(&shop.try_edit(&empty, json!({ "want_products": true }))), ["products required"]);
    }
}

#[test]
fn what_an_opportunity_has_it_may_keep() {
    for service in services() {
        let ana = service.register("Ana");
        let mario = colleague(&service, &ana, "Mario", "member");
        let shop = Shop::open(&service, &ana);
        let opportunity = shop.create(json!({ "user_id": mario.user_id, "want_products": true, "products": shop.line(json!({})) }));
        for product in &shop.products {
            let retired = json!({ "product_id": product["id"], "name": product["name"], "value": 1, "retired": true });
            service.call(&ana, "EditProduct", retired);
        }
        service.call(&ana, "Catalogs.EditEntry", json!({ "entry_id": shop.stage("Prospecting"), "retired": true }));
        service.call(&ana, "RemoveUser", json!({ "user_id": mario.user_id }));
        let twice = json!([shop.line(json!({})), shop.line(json!({ "amount": 2, "total": 200 }))]);
        let edited = shop.edit(
            &opportunity,
            json!({
                "user_id": mario.user_id, "stage_id": shop.stage("Prospecting"), "products": twice,
            }),
        );
        assert_eq!(each(&edited["products"], "total"), [100, 200]);
        let other = shop.line(json!({ "product_id": shop.products[1]["id"] }));
        assert_eq!(rules(&shop.try_edit(&opportunity, json!({ "products": [other] }))), ["products.0.product_id retired"]);
        assert_eq!(rules(&shop.try_edit(&opportunity, json!({ "notify": true }))), ["notify no_member"]);
        shop.edit(&opportunity, json!({ "user_id": ana.user_id, "notify": true }));
        assert_eq!(notifications(&service, &ana).len(), 1);
        assert_eq!(rules(&shop.try_edit(&opportunity, json!({ "user_id": mario.user_id }))), ["user_id unknown_id"]);
    }
}

#[test]
fn the_owner_that_it_then_has_is_told_once() {
    for service in services() {
        let ana = service.register("Ana");
        let mario = colleague(&service, &ana, "Mario", "member");
        let shop = Shop::open(&service, &ana);
        let opportunity = shop.create(json!({}));
        let wrong = json!({ "user_id": mario.user_id, "notify": true, "comment": "Tuya.", "value": -1 });
        assert_eq!(rules(&shop.try_edit(&opportunity, wrong)), ["value out_of_range"]);
        assert!(notifications(&service, &mario).is_empty());
        shop.edit(&opportunity, json!({ "user_id": mario.user_id, "notify": true, "comment": "Tuya." }));
        let told = notifications(&service, &mario);
        assert_eq!((told.len(), &told[0]["comment"], &told[0]["record_id"]), (1, &json!("Tuya."), &opportunity["id"]));
        assert!(notifications(&service, &ana).is_empty());
        shop.edit(&opportunity, json!({ "notify": true }));
        assert_eq!(notifications(&service, &mario).len(), 2, "also where nothing else is said");
    }
}

#[test]
fn edits_at_once_lose_nothing() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let opportunity = shop.create_with_lines();
        let stages = ["Prospecting", "Qualification", "Proposal", "Negotiation", "Closing"].map(|name| shop.stage(name));
        at_once(8, |number| {
            for round in 0..5 {
                let edit = json!({ "stage_id": stages[(number + round) % 5], "value": number * 10 + round });
                while shop.try_edit(&opportunity, edit.clone()).status == 503 {}
            }
        });
        let found = service.call(&ana, "GetOpportunities", json!({}))["opportunities"][0].clone();
        let counted: Vec<i64> = stages
            .iter()
            .map(|stage| service.call(&ana, "GetOpportunities", json!({ "stage": stage }))["total"].as_i64().unwrap())
            .collect();
        assert_eq!(counted.iter().sum::<i64>(), 1);
        assert_eq!(counted[stages.iter().position(|stage| found["stage_id"] == *stage).unwrap()], 1);
        let history = service.call(&ana, "GetStageHistory", json!({ "opportunity_id": opportunity["id"] }))["history"].clone();
        assert_eq!(each(&history, "stage_id").last(), Some(&found["stage_id"]));
    }
}

//! `Opportunities.CreateOpportunity`: creates an opportunity.

use serde_json::{Value, json};

use super::{Shop, changed, notifications};
use crate::calls::{changes, colleague, keys, message, number, rules};
use crate::contacts::create_contact;
use crate::leads::create_lead;
use crate::rights::script;
use crate::service::{Person, Service, services};

/// The parameters of a new opportunity that comes from the lead with this id.
fn of_lead(service: &Service, person: &Person, lead_id: &Value) -> Value {
    let stage = service.entry(person, "stages", "Proposal");
    json!({ "lead_id": lead_id, "title": "Horno", "value": 1, "stage_id": stage, "estimated_end_at": "31/12/26" })
}

#[test]
fn every_parameter_is_kept_and_shown() {
    for service in services() {
        let ana = service.register("Ana");
        let mario = colleague(&service, &ana, "Mario", "member");
        let shop = Shop::open(&service, &ana);
        service.call(&ana, "Inputs.CreateInput", json!({ "entity": "opportunity", "name": "Competitors", "type": "integer" }));
        let campaign =
            service.call(&ana, "Catalogs.CreateEntry", json!({ "catalog": "campaigns", "name": "Spring" }))["entry"]["id"].clone();
        let line = shop.line(json!({ "amount": "2.5", "price": "99.9999", "discount": "0.0001", "tax": "0.16", "total": 290 }));
        let created = shop.create(json!({
            "user_id": mario.user_id, "title": " Barra ", "value": "48000.1234", "estimated_end_at": "05/06/26", "prospect_type": "existing",
            "operation_type": "new", "campaign_id": campaign.to_string(), "want_products": "Yes", "want_tax": 1, "products": [line],
            "inputs": { "competitors": 3 }, "external_ids": { "sap": "0001" },
            "type_id": service.entry(&ana, "opportunity_types", "Renewal"), "currency_id": service.entry(&ana, "currencies", "Euro"),
        }));
        let expected = json!({
            "id": created["id"], "user_id": mario.user_id, "title": "Barra", "value": 48000.1234, "estimated_end_at": "2026-06-05",
            "prospect_type": "existing", "operation_type": "new", "status": "active", "lost_reason": null, "closed_at": null,
            "stage_id": shop.stage("Prospecting"), "company_id": shop.company["id"], "contact_id": shop.contact["id"],
            "type_id": service.entry(&ana, "opportunity_types", "Renewal"), "currency_id": service.entry(&ana, "currencies", "Euro"),
            "campaign_id": campaign, "lead_id": null, "want_products": true, "want_tax": true,
            "products": [{
                "product_id": shop.products[0]["id"], "amount": 2.5, "price": 99.9999, "discount": 0.0001, "tax": 0.16, "total": 290,
            }],
            "inputs": { "competitors": 3 }, "files": [], "external_ids": { "sap": "0001" }, "version": 1,
            "created_by": { "user_id": ana.user_id, "token_id": null }, "created_at": created["created_at"], "updated_at": created["created_at"],
        });
        assert_eq!(created.to_string(), expected.to_string());
        let found = json!({ "opportunity_id": created["id"], "with_inputs": true });
        assert_eq!(service.call(&ana, "GetOpportunity", found)["opportunity"]["inputs"], json!({ "competitors": 3 }));
        assert!(notifications(&service, &mario).is_empty() && notifications(&service, &ana).is_empty());
    }
}

#[test]
fn what_is_required_is_missed_and_the_rest_may_be_left_out_or_null() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let parameters = shop.parameters(json!({}));
        let required: Vec<String> = keys(&parameters).into_iter().map(|key| format!("{key} required")).collect();
        assert_eq!(rules(&service.try_call(&ana, "CreateOpportunity", json!({}))), required);
        let created = shop.create(json!({ "campaign_id": null, "products": null, "comment": null, "inputs": null }));
        assert_eq!((&created["products"], &created["inputs"], &created["campaign_id"]), (&json!([]), &json!({}), &Value::Null));
        for (key, rule) in [("status", "unknown_option"), ("lost_reason", "meaningless"), ("closed_at", "malformed_date")] {
            assert_eq!(rules(&shop.try_create(json!({ key: "over" }))), [format!("{key} {rule}")]);
        }
    }
}

#[test]
fn each_id_must_be_one_of_the_profile_and_foreign_and_missing_are_alike() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let (shop, other) = (Shop::open(&service, &ana), Shop::open(&service, &berta));
        let foreign = json!({
            "user_id": berta.user_id, "stage_id": other.stage("Closing"), "campaign_id": other.stage("Closing"),
            "company_id": other.company["id"], "contact_id": other.contact["id"],
        });
        let missing = json!({ "user_id": 99_999, "stage_id": 99_999, "campaign_id": 99_999, "company_id": 99_999, "contact_id": 99_999 });
        let before = changes(&service);
        let all = ["campaign_id", "company_id", "contact_id", "stage_id", "user_id"].map(|path| format!("{path} unknown_id"));
        assert_eq!(rules(&shop.try_create(foreign)), all);
        assert_eq!(rules(&shop.try_create(missing)), all);
        for product in [&other.products[0]["id"], &json!(99_999)] {
            let lines = json!([shop.line(json!({})), shop.line(json!({ "product_id": product }))]);
            let reply = shop.try_create(json!({ "want_products": true, "products": lines }));
            assert_eq!(rules(&reply), ["products.1.product_id unknown_id"]);
        }
        assert_eq!(changes(&service), before);
    }
}

#[test]
fn the_contact_must_belong_to_the_company() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let elsewhere = service.create_company(&ana, "Elsewhere");
        let stranger = create_contact(&service, &ana, &elsewhere, "Raúl");
        assert_eq!(rules(&shop.try_create(json!({ "contact_id": stranger["id"] }))), ["contact_id another_company"]);
        assert_eq!(rules(&shop.try_create(json!({ "company_id": elsewhere["id"] }))), ["contact_id another_company"]);
        assert_eq!(rules(&shop.try_create(json!({ "company_id": 99_999 }))), ["company_id unknown_id"]);
        shop.create(json!({ "company_id": elsewhere["id"], "contact_id": stranger["id"] }));
    }
}

#[test]
fn what_is_retired_or_gone_is_offered_to_no_new_opportunity() {
    for service in services() {
        let ana = service.register("Ana");
        let mario = colleague(&service, &ana, "Mario", "member");
        let shop = Shop::open(&service, &ana);
        service.call(&ana, "Catalogs.EditEntry", json!({ "entry_id": shop.stage("Closing"), "retired": true }));
        service.call(&ana, "EditProduct", json!({ "product_id": shop.products[0]["id"], "name": "Grano", "value": 1, "retired": true }));
        service.call(&ana, "RemoveUser", json!({ "user_id": mario.user_id }));
        let reply = shop.try_create(json!({
            "user_id": mario.user_id, "stage_id": shop.stage("Closing"), "want_products": true, "products": [shop.line(json!({}))],
        }));
        assert_eq!(rules(&reply), ["products.0.product_id retired", "stage_id retired", "user_id unknown_id"]);
    }
}

#[test]
fn single_values_have_their_rules() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        for (key, value, rule) in [
            ("value", json!(-0.0001), "out_of_range"),
            ("value", json!(1.00001), "too_many_places"),
            ("title", json!(" "), "empty"),
            ("title", json!("a".repeat(201)), "too_long"),
            ("estimated_end_at", json!("31/02/26"), "no_such_date"),
            ("estimated_end_at", json!("12/31/26"), "no_such_date"),
            ("prospect_type", json!("renew"), "unknown_option"),
            ("operation_type", json!("existing"), "unknown_option"),
            ("want_products", json!("maybe"), "wrong_type"),
            ("notify", json!(null), "required"),
        ] {
            assert_eq!(rules(&shop.try_create(json!({ key: value }))), [format!("{key} {rule}")]);
        }
        assert_eq!(shop.create(json!({ "value": 0 }))["value"], 0);
        assert_eq!(shop.create(json!({ "value": "922337203685477.5807" }))["value"].to_string(), "922337203685477.5807");
    }
}

#[test]
fn all_that_is_wrong_is_said_in_one_answer_and_nothing_is_kept() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        service.call(&ana, "Inputs.CreateInput", json!({ "entity": "opportunity", "name": "Competitors", "type": "integer" }));
        let before = changes(&service);
        let wrong = json!({
            "user_id": 99_999, "title": "", "value": -1, "estimated_end_at": "soon", "prospect_type": "old", "operation_type": null,
            "stage_id": shop.company["id"].as_i64().unwrap() + 5_000, "company_id": "x", "contact_id": 99_999, "campaign_id": 99_999,
            "want_products": true, "want_tax": false, "notify": false, "comment": "Call.", "inputs": { "competitors": "many" },
            "tittle": 1, "products": [
                { "product_id": 99_999, "amount": 0, "price": -1, "discount": -1, "tax": 16, "total": 1 },
                { "product_id": shop.products[0]["id"], "amount": 1, "price": 10, "discount": 11, "tax": "0.16", "total": "x", "extra": 1 },
                { "product_id": shop.products[0]["id"], "amount": 1, "price": 10, "discount": 1, "tax": 0, "total": 10 },
                {},
            ],
        });
        let expected = [
            "campaign_id unknown_id",
            "comment without_notify",
            "company_id wrong_type",
            "contact_id unknown_id",
            "estimated_end_at malformed_date",
            "inputs.competitors wrong_type",
            "operation_type required",
            "products.0.amount out_of_range",
            "products.0.discount out_of_range",
            "products.0.price out_of_range",
            "products.0.product_id unknown_id",
            "products.0.tax out_of_range",
            "products.1.discount out_of_range",
            "products.1.extra unknown_parameter",
            "products.1.tax not_wanted",
            "products.1.total wrong_type",
            "products.2.total wrong_total",
            "products.3.amount required",
            "products.3.discount required",
            "products.3.price required",
            "products.3.product_id required",
            "products.3.tax required",
            "products.3.total required",
            "prospect_type unknown_option",
            "stage_id unknown_id",
            "title empty",
            "tittle unknown_parameter",
            "user_id unknown_id",
            "value out_of_range",
        ];
        assert_eq!(rules(&shop.try_create(wrong)), expected);
        assert_eq!(changes(&service), before);
    }
}

#[test]
fn the_owner_is_told_exactly_once_and_only_where_that_is_wanted() {
    for service in services() {
        let ana = service.register("Ana");
        let mario = colleague(&service, &ana, "Mario", "viewer");
        let shop = Shop::open(&service, &ana);
        shop.create(json!({ "user_id": mario.user_id }));
        assert_eq!(rules(&shop.try_create(json!({ "user_id": mario.user_id, "comment": "Call." }))), ["comment without_notify"]);
        let failing = json!({ "user_id": mario.user_id, "notify": true, "comment": "Call.", "value": -1 });
        assert_eq!(rules(&shop.try_create(failing)), ["value out_of_range"]);
        assert!(notifications(&service, &mario).is_empty());
        let told = shop.create(json!({ "user_id": mario.user_id, "title": "Barra", "notify": true, "comment": " Call. " }));
        let found = notifications(&service, &mario);
        assert_eq!(found.len(), 1);
        for (key, value) in
            [("entity", json!("opportunity")), ("record_id", told["id"].clone()), ("comment", json!("Call.")), ("subject", json!("Barra"))]
        {
            assert_eq!(found[0][key], value, "{key}");
        }
        shop.create(json!({ "user_id": mario.user_id, "notify": true }));
        let comments: Vec<Value> = notifications(&service, &mario).iter().map(|told| told["comment"].clone()).collect();
        assert!(comments.len() == 2 && comments.contains(&Value::Null), "{comments:?}");
        assert!(notifications(&service, &ana).is_empty(), "who creates it is not told");
        assert_eq!(number(&service, "SELECT count(*) AS number FROM notifications"), 2);
    }
}

#[test]
fn a_wrong_wish_is_not_taken_for_a_no() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = Shop::open(&service, &ana);
        let line = shop.line(json!({ "tax": "0.16", "total": 116 }));
        let reply = shop.try_create(json!({ "want_products": "?", "want_tax": "?", "notify": "?", "comment": "Call.", "products": line }));
        assert_eq!(rules(&reply), ["notify wrong_type", "want_products wrong_type", "want_tax wrong_type"]);
        assert!(message(&reply, "want_tax").contains("true or false"));
    }
}

#[test]
fn a_script_that_may_not_read_leads_names_none() {
    for service in services() {
        let ana = service.register("Ana");
        let lead = create_lead(&service, &ana, "Rosa", json!({}));
        let converted = service.call(&ana, "ConvertLead", json!({ "lead_id": lead["id"] }));
        let blind = script(&service, &ana, json!({ "Opportunities": ["write"] }));
        let reader = script(&service, &ana, json!({ "Opportunities": ["write"], "Leads": ["read"] }));
        let before = changes(&service);
        for id in [&lead["id"], &json!(999_999)] {
            let refused = service.try_call(&blind, "CreateOpportunity", of_lead(&service, &ana, id));
            refused.failure("forbidden");
            assert!(refused.text.contains("Leads: read"), "{}", refused.text);
        }
        assert_eq!(changes(&service), before);
        let made = service.call(&reader, "CreateOpportunity", of_lead(&service, &ana, &lead["id"]))["opportunity"].clone();
        assert_eq!((&made["lead_id"], &made["company_id"]), (&lead["id"], &converted["company_id"]));
        let shop = Shop::open(&service, &ana);
        service.call(&blind, "CreateOpportunity", shop.parameters(json!({})));
    }
}

#[test]
fn values_of_the_lead_come_behind_those_of_the_call_and_before_defaults() {
    for service in services() {
        let ana = service.register("Ana");
        for (entity, name, more) in [
            ("lead", "Region", json!({})),
            ("lead", "Budget", json!({})),
            ("opportunity", "Region", json!({ "default": "Sur" })),
            ("opportunity", "Budget", json!({ "required": true })),
        ] {
            service.call(&ana, "Inputs.CreateInput", changed(json!({ "entity": entity, "name": name, "type": "string" }), more));
        }
        let [rosa, ivan, eva] =
            [("Rosa", json!({ "region": "Norte", "budget": "10" })), ("Iván", json!({ "region": "Norte" })), ("Eva", json!({}))]
                .map(|(name, inputs)| create_lead(&service, &ana, name, json!({ "inputs": inputs })));
        let attempt = |lead: &Value, inputs: Value| {
            let parameters = changed(of_lead(&service, &ana, &lead["id"]), json!({ "inputs": inputs }));
            service.try_call(&ana, "CreateOpportunity", parameters)
        };
        let before = changes(&service);
        for lead in [&ivan, &eva] {
            assert_eq!(rules(&attempt(lead, json!({}))), ["inputs.budget required"]);
        }
        assert_eq!(rules(&attempt(&rosa, json!({ "budget": null }))), ["inputs.budget required"]);
        assert_eq!(changes(&service), before);
        for (lead, said, kept) in [
            (&rosa, json!({}), json!({ "region": "Norte", "budget": "10" })),
            (&rosa, json!({ "region": "Este" }), json!({ "region": "Este", "budget": "10" })),
            (&rosa, json!({ "region": null }), json!({ "budget": "10" })),
            (&ivan, json!({ "budget": "5" }), json!({ "region": "Norte", "budget": "5" })),
            (&eva, json!({ "budget": "5" }), json!({ "region": "Sur", "budget": "5" })),
        ] {
            assert_eq!(attempt(lead, said.clone()).success()["opportunity"]["inputs"], kept, "{said}");
        }
    }
}

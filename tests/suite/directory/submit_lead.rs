//! `Directory.SubmitLead`: what a web form leaves behind, and what its sender is told.

use serde_json::{Value, json};

use super::{open, public_product, visit};
use crate::calls::{changes, colleague, each, rules};
use crate::service::{Service, services};

fn submit(service: &Service, profile: &str, headers: &[(&str, &str)], mut parameters: Value) -> Value {
    parameters["profile"] = json!(profile);
    let body = json!({ "method": "Directory.SubmitLead", "parameters": parameters }).to_string();
    let headers = [&[("Content-Type", "application/json")], headers].concat();
    service.send_with("/api", &headers, body.as_bytes()).success()
}

#[test]
fn a_lead_comes_from_the_directory_whatever_its_sender_says() {
    for service in services() {
        let ana = service.register("Ana");
        let [other, mario] = [("Berta", "manager"), ("Mario", "member")].map(|(name, role)| colleague(&service, &ana, name, role));
        let profile = open(&service, &ana);
        let product = public_product(&service, &ana, "Café", json!({}));
        let spring = json!({ "catalog": "campaigns", "name": "Primavera" });
        let spring = service.call(&ana, "Catalogs.CreateEntry", spring)["entry"]["id"].clone();
        let form = json!({
            "first_name": "Eva", "last_name": "Solís", "email": "eva@example.com", "phone": "+52 33 1234 5678", "mobile": "+52 33 8765 4321",
            "company": "Panadería", "designation": "Dueña", "message": "¿Hacen envíos?", "product_id": "cafe", "campaign": "PRIMAVERA",
            "consent": true, "fax": "",
        });
        let told = submit(&service, &profile, &[("X-Origin", "erp")], form);
        assert_eq!(told, json!({ "received": true }));
        let leads = service.call(&ana, "Leads.GetLeads", json!({}))["leads"].clone();
        assert_eq!(leads.as_array().map(Vec::len), Some(1));
        let lead = &leads[0];
        for (field, expected) in [
            ("name", json!("Eva")),
            ("surname", json!("Solís")),
            ("email", json!("eva@example.com")),
            ("company", json!("Panadería")),
            ("designation", json!("Dueña")),
            ("notes", json!("¿Hacen envíos?")),
            ("product_id", product["id"].clone()),
            ("campaign_id", spring),
            ("consent", json!(true)),
            ("status", json!("new")),
            ("user_id", Value::Null),
            ("created_by", Value::Null),
            ("source_id", json!(service.entry(&ana, "contact_origins", "Website"))),
        ] {
            assert_eq!(lead[field], expected, "{field}");
        }
        let history = service.call(&ana, "Audit.GetHistory", json!({ "entity": "lead", "record_id": lead["id"] }));
        let event = &history["changes"][0];
        assert_eq!((&event["user_id"], &event["origin"], &event["token"]), (&Value::Null, &json!("directory"), &Value::Null));
        let feed = |excluded: &str| service.call(&ana, "Sync.GetChanges", json!({ "entities": ["lead"], "exclude_origin": excluded }));
        assert_eq!(feed("erp")["changes"].as_array().map(Vec::len), Some(1), "nobody hides a lead from a copy");
        assert_eq!(feed("directory")["changes"], json!([]));
        for (person, expected) in [(&ana, 1), (&other, 1), (&mario, 0)] {
            let notified = service.call(person, "Notifications.GetNotifications", json!({}))["notifications"].clone();
            let about: Vec<&Value> = notified.as_array().expect("a list").iter().filter(|notice| notice["entity"] == "lead").collect();
            assert_eq!(about.len(), expected, "{notified}");
            assert!(about.iter().all(|notice| notice["record_id"] == lead["id"] && notice["comment"] == "Eva Solís"), "{notified}");
        }
    }
}

#[test]
fn a_filled_honeypot_is_answered_alike_and_nothing_is_made() {
    for service in services() {
        let ana = service.register("Ana");
        let profile = open(&service, &ana);
        let before = changes(&service);
        for fax in [json!("+1 555"), json!(5), json!(true)] {
            let told = submit(&service, &profile, &[], json!({ "name": "Bot", "email": "bot@example.com", "fax": fax }));
            assert_eq!(told, json!({ "received": true }));
        }
        assert_eq!(changes(&service), before);
        for fax in [json!(""), json!(" "), Value::Null, json!(false)] {
            submit(&service, &profile, &[], json!({ "name": "Eva", "email": "eva@example.com", "fax": fax }));
        }
        assert_eq!(service.call(&ana, "Leads.GetLeads", json!({}))["total"], 4);
    }
}

#[test]
fn mistakes_leave_nothing_behind_and_tell_of_no_record() {
    for service in services() {
        let ana = service.register("Ana");
        let profile = open(&service, &ana);
        let hidden = service.call(&ana, "Products.CreateProduct", json!({ "name": "Secreto", "value": 1 }))["product"]["id"].clone();
        let before = changes(&service);
        let eva = json!({ "name": "Eva", "email": "eva@example.com" });
        let with = |name: &str, value: Value| {
            let mut form = eva.clone();
            form[name] = value;
            visit(&service, &profile, "SubmitLead", form)
        };
        for (reply, expected) in [
            (visit(&service, &profile, "SubmitLead", json!({ "name": "Eva" })), "email required"),
            (visit(&service, &profile, "SubmitLead", json!({ "email": "eva@example.com" })), "name required"),
            (with("email", json!("eva")), "email malformed_email"),
            (with("product_id", json!("secreto")), "product_id unknown_id"),
            (with("product_id", hidden), "product_id unknown_id"),
            (with("product_id", json!(999_999)), "product_id unknown_id"),
            (with("source", json!("nowhere")), "source unknown_option"),
            (with("notes", json!("a".repeat(2001))), "notes too_long"),
            (with("user_id", json!(ana.user_id)), "user_id unknown_parameter"),
            (with("status", json!("won")), "status unknown_parameter"),
        ] {
            let told = rules(&reply);
            assert_eq!(told, [expected], "{}", reply.text);
        }
        assert_eq!(changes(&service), before);
    }
}

#[test]
fn a_campaign_that_the_profile_does_not_have_is_kept_in_the_notes() {
    for service in services() {
        let ana = service.register("Ana");
        let profile = open(&service, &ana);
        submit(&service, &profile, &[], json!({ "name": "Eva", "mobile": 3312345678_i64, "message": "Hola", "campaign": "Feria 26" }));
        service.call(&ana, "Profiles.EditProfile", json!({ "language": "es" }));
        submit(&service, &profile, &[], json!({ "name": "Iván", "phone": "33 1234 5678", "campaign": "Feria 26", "source": "social" }));
        let leads = service.call(&ana, "Leads.GetLeads", json!({}))["leads"].clone();
        assert_eq!(each(&leads, "notes"), ["Hola\n\nCampaign: Feria 26", "Campaña: Feria 26"]);
        assert_eq!(leads[1]["source_id"], service.entry(&ana, "contact_origins", "Social media"));
        assert_eq!(each(&leads, "campaign_id"), [Value::Null, Value::Null]);
    }
}

#[test]
fn a_retry_under_the_same_key_makes_no_second_lead() {
    for service in services() {
        let ana = service.register("Ana");
        let profile = open(&service, &ana);
        let form = json!({ "name": "Eva", "email": "eva@example.com" });
        for _ in 0..2 {
            submit(&service, &profile, &[("Idempotency-Key", "a-long-random-key")], form.clone());
        }
        assert_eq!(service.call(&ana, "Leads.GetLeads", json!({}))["total"], 1);
        // The key of another profile is another key.
        let sara = service.register("Sara");
        let saras = open(&service, &sara);
        submit(&service, &saras, &[("Idempotency-Key", "a-long-random-key")], form);
        assert_eq!(service.call(&sara, "Leads.GetLeads", json!({}))["total"], 1);
    }
}

#[test]
fn a_lead_has_no_place_in_a_batch() {
    for service in services() {
        let ana = service.register("Ana");
        let profile = open(&service, &ana);
        let call =
            json!({ "method": "Directory.SubmitLead", "parameters": { "profile": profile, "name": "Eva", "email": "eva@example.com" } });
        let refused = service.post(Some(&ana.token), "Batch.Run", json!({ "calls": [call], "atomic": false }));
        assert!(refused.text.contains("malformed_request"), "{}", refused.text);
        assert_eq!(service.call(&ana, "Leads.GetLeads", json!({}))["total"], 0);
    }
}

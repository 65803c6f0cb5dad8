//! `Leads.GetLeads`: the filters and the orders of the list.

use serde_json::{Value, json};

use super::create_lead;
use crate::calls::{each, rules};
use crate::service::services;

#[test]
fn each_filter_leaves_what_it_says() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Café Núñez");
        let product = service.call(&ana, "CreateProduct", json!({ "name": "Horno", "value": 100 }))["product"]["id"].clone();
        let campaign =
            service.call(&ana, "Catalogs.CreateEntry", json!({ "catalog": "campaigns", "name": "Feria" }))["entry"]["id"].clone();
        let hot = service.entry(&ana, "lead_types", "Hot");
        let all = [
            create_lead(
                &service,
                &ana,
                "Rosa",
                json!({ "status": "contacted", "source": "website", "score": 80, "consent": true, "phone": "+52 33 1234 5678" }),
            ),
            create_lead(
                &service,
                &ana,
                "Iván",
                json!({ "product_id": product, "score": "20.5", "company_id": company["id"], "user_id": ana.user_id, "type_id": hot }),
            ),
            create_lead(
                &service,
                &ana,
                "Álvaro",
                json!({ "status": "lost", "campaign_id": campaign, "last_contact": "2026-01-15T10:00:00Z", "company": "México Lindo" }),
            ),
        ];
        let list = |parameters: Value| {
            let listed = service.call(&ana, "GetLeads", parameters);
            assert_eq!(listed["total"], listed["leads"].as_array().map(Vec::len).unwrap_or_default());
            each(&listed["leads"], "name")
        };
        assert_eq!(list(json!({})), ["Rosa", "Iván", "Álvaro"]);
        for (filter, found) in [
            (json!({ "status": "contacted" }), vec!["Rosa"]),
            (json!({ "status": ["lost", "new"] }), vec!["Iván", "Álvaro"]),
            (json!({ "status": [] }), vec!["Rosa", "Iván", "Álvaro"]),
            (json!({ "source_id": all[0]["source_id"] }), vec!["Rosa"]),
            (json!({ "type_id": hot }), vec!["Iván"]),
            (json!({ "campaign_id": [campaign] }), vec!["Álvaro"]),
            (json!({ "score": { "from": 20.5, "to": 79 } }), vec!["Iván"]),
            (json!({ "product_id": product }), vec!["Iván"]),
            (json!({ "pro_id": product }), vec!["Iván"]),
            (json!({ "kind": "product" }), vec!["Iván"]),
            (json!({ "kind": "general" }), vec!["Rosa", "Álvaro"]),
            (json!({ "kind": ["general", "service"] }), vec!["Rosa", "Álvaro"]),
            (json!({ "kind": ["service", "product"] }), vec!["Iván"]),
            (json!({ "all": false }), vec!["Iván"]),
            (json!({ "all": true }), vec!["Rosa", "Iván", "Álvaro"]),
            (json!({ "company_id": company["id"] }), vec!["Iván"]),
            (json!({ "user_id": ana.user_id }), vec!["Iván"]),
            (json!({ "consent": true }), vec!["Rosa"]),
            (json!({ "last_contact": { "from": "15/01/26", "to": "15/01/26" } }), vec!["Álvaro"]),
            (json!({ "created_at": { "to": "01/01/20" } }), vec![]),
            (json!({ "converted_at": { "from": "01/01/20" } }), vec![]),
            (json!({ "query": "mexico" }), vec!["Álvaro"]),
            (json!({ "query": "3312345678" }), vec!["Rosa"]),
            (json!({ "query": "alvaro@", "status": "lost" }), vec!["Álvaro"]),
            (json!({ "mine": true }), vec!["Rosa", "Iván", "Álvaro"]),
            (json!({ "not_empty": ["score"] }), vec!["Rosa", "Iván"]),
            (json!({ "empty": "score" }), vec!["Álvaro"]),
            (json!({ "sort": "-score" }), vec!["Rosa", "Iván", "Álvaro"]),
            (json!({ "sort": "score" }), vec!["Álvaro", "Iván", "Rosa"]),
            (json!({ "sort": "name" }), vec!["Álvaro", "Iván", "Rosa"]),
            (json!({ "sort": "-last_contact" }), vec!["Álvaro", "Iván", "Rosa"]),
        ] {
            assert_eq!(list(filter.clone()), found, "{filter}");
        }
        let page = service.call(&ana, "GetLeads", json!({ "limit": 2 }));
        assert_eq!((&page["last_page"], page["leads"].as_array().map(Vec::len)), (&json!(2), Some(2)));
        let refused =
            service.try_call(&ana, "GetLeads", json!({ "status": "cold", "all": false, "kind": "general", "source_id": 999_999 }));
        assert_eq!(rules(&refused), ["all contradiction", "source_id unknown_id", "status unknown_option"]);
        for lead in all {
            service.call(&ana, "DeleteLead", json!({ "lead_id": lead["id"] }));
        }
        assert_eq!(list(json!({ "status": ["contacted", "lost"] })), Vec::<Value>::new());
    }
}

#[test]
fn a_types_and_sources_are_catalogs() {
    for service in services() {
        let ana = service.register("Ana");
        let types = service.call(&ana, "Leads.GetTypes", json!({}))["types"].clone();
        assert_eq!(each(&types, "name"), ["Cold", "Warm", "Hot"]);
        let sources = service.call(&ana, "Leads.GetSources", json!({}))["sources"].clone();
        assert_eq!(sources, service.call(&ana, "Contacts.GetOrigins", json!({}))["origins"]);
        let codes: Vec<Value> = each(&sources, "code").into_iter().filter(|code| !code.is_null()).collect();
        assert_eq!(codes, ["website", "referral", "campaign", "social", "other", "direct", "email"]);
        // The bare name means what it always meant.
        assert_eq!(service.call(&ana, "GetTypes", json!({})), service.call(&ana, "Companies.GetTypes", json!({})));
    }
}

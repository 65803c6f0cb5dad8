//! `Leads.EditLead` and `Leads.DeleteLead`: what can change, and what a lead must keep.

use serde_json::{Value, json};

use super::create_lead;
use crate::calls::{conflict, message, rules};
use crate::service::services;

#[test]
fn what_is_left_out_stays_and_null_clears() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Café Núñez");
        let lead = create_lead(
            &service,
            &ana,
            "Rosa",
            json!({ "score": 10, "source": "website", "company": "Panadería", "phone": "55 1111 2222" }),
        );
        let edit = |changes: Value| {
            let mut parameters = changes;
            parameters["lead_id"] = lead["id"].clone();
            service.call(&ana, "EditLead", parameters)["lead"].clone()
        };
        let changed =
            edit(json!({ "status": "qualified", "score": 85, "notes": "Updated notes", "last_name": "Lara", "company": company["id"] }));
        assert_eq!((&changed["status"], &changed["score"], &changed["surname"]), (&json!("qualified"), &json!(85), &json!("Lara")));
        assert_eq!((&changed["company"], &changed["company_id"]), (&json!("Panadería"), &company["id"]));
        assert_eq!((&changed["name"], &changed["source_id"]), (&lead["name"], &lead["source_id"]));
        assert_eq!(edit(json!({}))["version"], changed["version"], "nothing changes");
        assert_eq!(edit(json!({ "source": "referral" }))["source_id"], service.entry(&ana, "contact_origins", "Referral"));
        let cleared =
            edit(json!({ "score": null, "source_id": null, "company": null, "company_id": null, "surname": null, "email": null }));
        for field in ["score", "source_id", "company", "company_id", "surname", "email"] {
            assert_eq!(cleared[field], Value::Null, "{field}");
        }
        let found = service.call(&ana, "Leads.GetLead", json!({ "search_by": "id", "search_value": lead["id"] }))["lead"].clone();
        assert_eq!(found, cleared);
    }
}

#[test]
fn a_lead_stays_within_reach_and_nobody_converts_it_by_an_edit() {
    for service in services() {
        let ana = service.register("Ana");
        let lead = create_lead(&service, &ana, "Rosa", json!({}));
        let try_edit = |changes: Value| {
            let mut parameters = changes;
            parameters["lead_id"] = lead["id"].clone();
            service.try_call(&ana, "EditLead", parameters)
        };
        assert_eq!(rules(&try_edit(json!({ "email": null }))), ["email required"]);
        assert_eq!(rules(&try_edit(json!({ "status": "converted", "score": 101 }))), ["score out_of_range", "status converted"]);
        assert_eq!(rules(&try_edit(json!({ "name": null, "email": "nobody" }))), ["email malformed_email", "name required"]);
        try_edit(json!({ "email": null, "mobile": "55 1111 2222" })).success();
    }
}

#[test]
fn a_lead_is_deleted_and_what_it_names_is_not() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Café Núñez");
        let product = service.call(&ana, "CreateProduct", json!({ "name": "Horno", "value": 100 }))["product"]["id"].clone();
        let lead = create_lead(&service, &ana, "Rosa", json!({ "company_id": company["id"], "product_id": product }));
        let (path, said) = conflict(&service.try_call(&ana, "DeleteCompany", json!({ "company_id": company["id"] })));
        assert!(path == "company_id" && said.contains("1 lead"), "{said}");
        conflict(&service.try_call(&ana, "DeleteProduct", json!({ "product_id": product })));
        assert_eq!(service.call(&ana, "DeleteLead", json!({ "lead_id": lead["id"] }))["lead"], lead);
        service.try_call(&ana, "DeleteLead", json!({ "lead_id": lead["id"] })).failure("not_found");
        service.call(&ana, "DeleteCompany", json!({ "company_id": company["id"] }));
        service.call(&ana, "DeleteProduct", json!({ "product_id": product }));
        assert_eq!(service.call(&ana, "GetLeads", json!({}))["total"], 0);
    }
}

#[test]
fn a_source_that_is_cleared_and_named_in_one_call_is_a_contradiction() {
    for service in services() {
        let ana = service.register("Ana");
        let lead = create_lead(&service, &ana, "Rosa", json!({ "source": "referral" }));
        let try_edit = |changes: Value| {
            let mut parameters = changes;
            parameters["lead_id"] = lead["id"].clone();
            service.try_call(&ana, "EditLead", parameters)
        };
        let refused = try_edit(json!({ "source_id": null, "source": "website" }));
        assert_eq!(rules(&refused), ["source contradiction"]);
        assert!(message(&refused, "source").contains("'source_id'"), "{}", refused.text);
        assert_eq!(try_edit(json!({})).success()["lead"], lead);
        assert_eq!(try_edit(json!({ "source_id": null, "source": null })).success()["lead"]["source_id"], Value::Null);
    }
}

#[test]
fn a_retired_source_is_blamed_at_the_parameter_that_named_it() {
    for service in services() {
        let ana = service.register("Ana");
        let [rosa, ivan] = [("Rosa", "website"), ("Iván", "referral")]
            .map(|(name, source)| create_lead(&service, &ana, name, json!({ "source": source })));
        let website = service.entry(&ana, "contact_origins", "Website");
        service.call(&ana, "Catalogs.EditEntry", json!({ "entry_id": website, "retired": true }));
        let try_edit = |lead: &Value, changes: &Value| {
            let mut parameters = changes.clone();
            parameters["lead_id"] = lead["id"].clone();
            service.try_call(&ana, "EditLead", parameters)
        };
        for (said, blamed) in [
            (json!({ "source": "website" }), "source"),
            (json!({ "source_id": website }), "source_id"),
            (json!({ "source": "website", "source_id": website }), "source_id"),
        ] {
            assert_eq!(rules(&try_edit(&ivan, &said)), [format!("{blamed} retired")], "{said}");
            // The lead that has the source keeps it.
            assert_eq!(try_edit(&rosa, &said).success()["lead"], rosa, "{said}");
        }
    }
}

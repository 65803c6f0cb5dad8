//! `Leads.CreateLead`: what a lead has, under our words and those of other systems, and the possible duplicates.

use serde_json::{Value, json};

use super::create_lead;
use crate::calls::{each, message, rules};
use crate::contacts::contact;
use crate::rights::script;
use crate::service::services;

#[test]
fn a_lead_has_all_that_is_said_of_it() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Café Núñez");
        let product = service.call(&ana, "CreateProduct", json!({ "name": "Horno", "value": 100 }))["product"]["id"].clone();
        let campaign =
            service.call(&ana, "Catalogs.CreateEntry", json!({ "catalog": "campaigns", "name": "Feria" }))["entry"]["id"].clone();
        service.call(&ana, "Inputs.CreateInput", json!({ "entity": "lead", "name": "Budget", "type": "double" }));
        let said = json!({
            "name": "José", "surname": "Ñáñez", "mother_surname": "Güemes", "email": "Jose@Example.com", "phone": "+52 33 1111 2222",
            "mobile": "3333334444", "company": "Panadería", "company_id": company["id"], "designation": "Dueño",
            "type_id": service.entry(&ana, "lead_types", "Warm"), "source_id": service.entry(&ana, "contact_origins", "Referral"),
            "campaign_id": campaign, "status": "qualified", "score": 75.25, "product_id": product, "notes": "Llamar.",
            "consent": true, "user_id": ana.user_id, "inputs": { "budget": 5000 }, "external_ids": { "sap": "L1" },
        });
        let mut parameters = said.clone();
        parameters["last_contact"] = json!("31/01/26");
        let made = service.call(&ana, "Leads.CreateLead", parameters);
        let lead = &made["lead"];
        for (field, value) in said.as_object().expect("an object") {
            assert_eq!(lead[field], *value, "{field}");
        }
        assert_eq!(lead["last_contact"], "2026-01-31T00:00:00.000000Z");
        assert_eq!((&lead["contact_id"], &lead["converted_at"], &lead["version"]), (&Value::Null, &Value::Null, &json!(1)));
        assert_eq!(lead["created_by"], json!({ "user_id": ana.user_id, "token_id": null }));
        assert_eq!(made["possible_duplicates"], json!([]));
        let least = service.call(&ana, "CreateLead", json!({ "name": "Nadie", "mobile": 5512345678_u64 }))["lead"].clone();
        assert_eq!((&least["status"], &least["consent"], &least["score"]), (&json!("new"), &json!(false), &Value::Null));
        assert_eq!(least["mobile"], "5512345678");
    }
}

#[test]
fn the_words_of_other_systems_are_taken() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Café Núñez");
        let product = service.call(&ana, "CreateProduct", json!({ "name": "Horno", "value": 100 }))["product"]["id"].clone();
        service.call(&ana, "Inputs.CreateInput", json!({ "entity": "lead", "name": "Budget", "type": "double" }));
        // FinCRM's leads, and those of its products.
        let lead = json!({ "first_name": "Rosa", "last_name": "Lara", "email": "rosa@example.com", "company": company["id"], "designation": "Dueña", "phone": 1 });
        let lead = service.call(&ana, "CreateLead", lead)["lead"].clone();
        assert_eq!((&lead["name"], &lead["surname"], &lead["company_id"]), (&json!("Rosa"), &json!("Lara"), &company["id"]));
        let lead = json!({ "first_name": "Iván", "email": "ivan@example.com", "mobile": 5512345678_u64, "pro_id": product, "notes": "x" });
        assert_eq!(service.call(&ana, "CreateLead", lead)["lead"]["product_id"], product);
        // The CRM API's.
        let lead = json!({
            "name": "John Doe", "email": "john@example.com", "phone": "+1234567890", "company": "Acme Corp", "source": "website",
            "status": "new", "score": 75, "notes": "Interested in premium plan", "assigned_to": ana.user_id, "custom_fields": { "budget": 1 },
        });
        let lead = service.call(&ana, "CreateLead", lead)["lead"].clone();
        assert_eq!((&lead["company"], &lead["company_id"]), (&json!("Acme Corp"), &Value::Null));
        assert_eq!(lead["source_id"], service.entry(&ana, "contact_origins", "Website"));
        assert_eq!((&lead["user_id"], &lead["inputs"]), (&json!(ana.user_id), &json!({ "budget": 1 })));
        // Each code of the CRM API names a source.
        for code in ["campaign", "website", "referral", "direct", "social", "email", "other"] {
            let lead = create_lead(&service, &ana, code, json!({ "source": code }));
            assert!(lead["source_id"].is_i64(), "{code}");
        }
        // Both words at once say the same, or are a mistake.
        let same = json!({ "name": "A", "first_name": "A", "email": "a@example.com", "user_id": ana.user_id, "assigned_to": ana.user_id.to_string() });
        service.call(&ana, "CreateLead", same);
        let differing = json!({
            "name": "A", "first_name": "B", "email": "a@example.com", "source": "website",
            "source_id": service.entry(&ana, "contact_origins", "Other"), "company": company["id"], "company_id": 999_999,
        });
        let refused = service.try_call(&ana, "CreateLead", differing);
        assert_eq!(rules(&refused), ["company contradiction", "company_id unknown_id", "first_name contradiction", "source contradiction"]);
        assert!(message(&refused, "first_name").contains("'name'"));
        let refused = service.try_call(&ana, "CreateLead", json!({ "name": "A", "email": "a@example.com", "ldsrc_id": 1 }));
        assert!(message(&refused, "ldsrc_id").contains("'source_id'"), "{}", refused.text);
    }
}

#[test]
fn the_definition_names_the_aliases() {
    let service = &services()[0];
    let definition = service.get("/openrpc.json").document();
    let methods = definition["methods"].as_array().expect("methods");
    let method = methods.iter().find(|method| method["name"] == "Leads.CreateLead").expect("the method");
    let param = method["params"].as_array().expect("params").iter().find(|param| param["name"] == "user_id").expect("the parameter");
    assert_eq!(param["schema"]["x-aliases"], json!(["assigned_to"]));
    assert!(param["description"].as_str().expect("a text").ends_with("`assigned_to`."));
}

#[test]
fn all_mistakes_are_told_at_once() {
    for service in services() {
        let ana = service.register("Ana");
        let wrong = json!({
            "name": " ", "score": "100.01", "status": "converted", "type_id": 999_999, "source": "webseite", "campaign_id": 999_998,
            "product_id": 999_997, "company_id": 999_996, "user_id": 999_995, "picture_id": 999_994, "inputs": { "x": 1 },
        });
        let refused = service.try_call(&ana, "CreateLead", wrong);
        let expected = [
            "campaign_id unknown_id",
            "company_id unknown_id",
            "email required",
            "inputs.x unknown_input",
            "name required",
            "picture_id unknown_id",
            "product_id unknown_id",
            "score out_of_range",
            "source unknown_option",
            "status converted",
            "type_id unknown_id",
            "user_id unknown_id",
        ];
        let found = rules(&refused);
        assert_eq!(found.iter().map(|rule| rule.replace("name empty", "name required")).collect::<Vec<_>>(), expected);
        assert!(message(&refused, "source").contains("website"), "{}", refused.text);
        for score in [json!(-1), json!(100.001), json!("0.001")] {
            let refused = service.try_call(&ana, "CreateLead", json!({ "name": "A", "phone": "1", "score": score }));
            assert_eq!(rules(&refused), ["score out_of_range"]);
        }
        assert_eq!(service.call(&ana, "GetLeads", json!({}))["total"], 0);
    }
}

#[test]
fn a_retired_source_is_blamed_at_the_parameter_that_named_it() {
    for service in services() {
        let ana = service.register("Ana");
        let website = service.entry(&ana, "contact_origins", "Website");
        service.call(&ana, "Catalogs.EditEntry", json!({ "entry_id": website, "retired": true }));
        for (parameters, blamed) in [
            (json!({ "name": "Rosa", "phone": "1", "source": "website" }), "source"),
            (json!({ "name": "Rosa", "phone": "1", "source_id": website }), "source_id"),
            (json!({ "name": "Rosa", "phone": "1", "source": "website", "source_id": website }), "source_id"),
        ] {
            assert_eq!(rules(&service.try_call(&ana, "CreateLead", parameters)), [format!("{blamed} retired")]);
        }
        assert_eq!(service.call(&ana, "GetLeads", json!({}))["total"], 0);
    }
}

#[test]
fn who_may_be_the_same_is_told_as_far_as_the_caller_may_read() {
    for service in services() {
        let ana = service.register("Ana");
        let company = json!({
            "name": "Café Núñez", "type_id": service.entry(&ana, "company_types", "Customer"),
            "industry_id": service.entry(&ana, "company_industries", "Retail"), "email": "hola@nunez.example", "whatsapp": "+52 33 1234 5678",
        });
        let company = service.call(&ana, "CreateCompany", company)["company"].clone();
        let mut parameters = contact(&service, &ana, &company, "José");
        parameters["email"] = json!("Jose@Nunez.example");
        parameters["phone_mobile"] = json!("(33) 1234-5678");
        let person = service.call(&ana, "CreateContact", parameters)["contact"].clone();
        let other = create_lead(&service, &ana, "Otro", json!({ "mobile": "0052 33 1234 5678" }));
        create_lead(&service, &ana, "Distinto", json!({ "phone": "33 1234 5679", "email": "xjose@nunez.example" }));
        let lead = |email: &str| json!({ "name": "José N.", "email": email, "phone": "33 1234 5678" });
        let found = service.call(&ana, "CreateLead", lead("jose@nunez.example"))["possible_duplicates"].clone();
        let expected = json!([
            { "entity": "lead", "id": other["id"], "name": "Otro", "same": ["phone"] },
            { "entity": "contact", "id": person["id"], "name": "José Pérez", "same": ["email", "phone"] },
            { "entity": "company", "id": company["id"], "name": "Café Núñez", "same": ["phone"] },
        ]);
        assert_eq!(found, expected);
        let blind = script(&service, &ana, json!({ "Leads": ["read", "write"], "Companies": ["read"] }));
        let found = service.call(&blind, "CreateLead", lead("hola@nunez.example"))["possible_duplicates"].clone();
        assert_eq!(each(&found, "entity"), ["lead", "lead", "company"]);
        assert_eq!(found[2]["same"], json!(["email", "phone"]));
        // A stranger's records are nobody's duplicates.
        let sara = service.register("Sara");
        assert_eq!(service.call(&sara, "CreateLead", lead("jose@nunez.example"))["possible_duplicates"], json!([]));
    }
}

#[test]
fn a_lead_is_upserted_under_any_word() {
    for service in services() {
        let ana = service.register("Ana");
        let upsert = |record: Value| {
            service.call(&ana, "Sync.Upsert", json!({ "entity": "lead", "records": [record] }))["results"][0]["result"].clone()
        };
        let record = json!({ "external_ids": { "crm": "7" }, "first_name": "Rosa", "email": "rosa@example.com", "source": "social" });
        assert_eq!(upsert(record.clone()), "created");
        assert_eq!(upsert(record), "unchanged");
        let twin = json!({ "external_ids": { "crm": "8" }, "name": "Rosa", "email": "rosa@example.com" });
        assert_eq!(upsert(twin), "created");
        assert_eq!(upsert(json!({ "external_ids": { "crm": "7" }, "assigned_to": ana.user_id })), "updated");
        assert_eq!(
            service.call(&ana, "Leads.GetLead", json!({ "search_by": "id", "search_value": { "crm": "7" } }))["lead"]["user_id"],
            ana.user_id
        );
    }
}

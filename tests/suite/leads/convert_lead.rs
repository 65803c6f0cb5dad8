//! `Leads.ConvertLead`: a lead becomes a company and a contact, and an opportunity if one is asked for.

use serde_json::{Value, json};

use super::create_lead;
use crate::calls::{at_once, changes, conflict, each, number, rules};
use crate::contacts::contact;
use crate::rights::script;
use crate::service::{Person, Service, services};

fn convert(service: &Service, person: &Person, lead: &Value, others: Value) -> Value {
    service.call(person, "Leads.ConvertLead", asked(lead, others))
}

fn asked(lead: &Value, mut others: Value) -> Value {
    others["lead_id"] = lead["id"].clone();
    others
}

fn company(service: &Service, person: &Person, id: &Value) -> Value {
    service.call(person, "GetCompany", json!({ "search_by": "id", "search_value": id }))["company"].clone()
}

fn contact_of(service: &Service, person: &Person, id: &Value) -> Value {
    service.call(person, "GetContact", json!({ "search_by": "id", "search_value": id }))["contact"].clone()
}

fn opportunity(service: &Service, person: &Person) -> Value {
    let stage = service.entry(person, "stages", "Proposal");
    json!({ "title": "Barra", "value": "1500.50", "stage_id": stage, "estimated_end_at": "30/06/26" })
}

#[test]
fn what_is_missing_is_made_and_what_the_lead_has_goes_along() {
    for service in services() {
        let ana = service.register("Ana");
        for entity in ["lead", "company", "contact", "opportunity"] {
            service.call(&ana, "Inputs.CreateInput", json!({ "entity": entity, "name": "Region", "type": "string" }));
        }
        service.call(&ana, "Inputs.CreateInput", json!({ "entity": "lead", "name": "Secret", "type": "string" }));
        let lead = json!({
            "surname": "Lara", "phone": "55 1111 2222", "mobile": "55 3333 4444", "company": "Panadería Lara", "source": "website",
            "user_id": ana.user_id, "inputs": { "region": "Norte", "secret": "x" },
        });
        let lead = create_lead(&service, &ana, "Rosa", lead);
        let done = convert(&service, &ana, &lead, json!({ "opportunity": opportunity(&service, &ana) }));
        assert_eq!((&done["already_converted"], &done["lead"]["status"]), (&json!(false), &json!("converted")));
        assert_eq!((&done["lead"]["company_id"], &done["lead"]["contact_id"]), (&done["company_id"], &done["contact_id"]));
        assert!(done["lead"]["converted_at"].is_string());
        let made = company(&service, &ana, &done["company_id"]);
        for (field, value) in [
            ("name", json!("Panadería Lara")),
            ("kind", json!("business")),
            ("type_id", Value::Null),
            ("industry_id", Value::Null),
            ("user_id", json!(ana.user_id)),
            ("inputs", json!({ "region": "Norte" })),
            ("slug", json!("panaderia-lara")),
            ("email", Value::Null),
            ("customer_since", done["lead"]["converted_at"].clone()),
            ("customer_status", json!("active")),
        ] {
            assert_eq!(made[field], value, "{field}");
        }
        let made = contact_of(&service, &ana, &done["contact_id"]);
        for (field, value) in [
            ("company_id", done["company_id"].clone()),
            ("name", json!("Rosa")),
            ("surname", json!("Lara")),
            ("email", json!("rosa@example.com")),
            ("phone_office", json!("55 1111 2222")),
            ("phone_mobile", json!("55 3333 4444")),
            ("origin_id", json!(service.entry(&ana, "contact_origins", "Website"))),
            ("user_id", json!(ana.user_id)),
            ("inputs", json!({ "region": "Norte" })),
        ] {
            assert_eq!(made[field], value, "{field}");
        }
        let of_lead =
            service.call(&ana, "GetOpportunities", json!({ "lead_id": lead["id"], "with_inputs": true }))["opportunities"].clone();
        assert_eq!(each(&of_lead, "id"), [done["opportunity_id"].clone()]);
        for (field, value) in [
            ("company_id", done["company_id"].clone()),
            ("contact_id", done["contact_id"].clone()),
            ("user_id", json!(ana.user_id)),
            ("prospect_type", json!("new")),
            ("operation_type", json!("new")),
            ("value", json!(1500.5)),
            ("want_products", json!(false)),
            ("inputs", json!({ "region": "Norte" })),
        ] {
            assert_eq!(of_lead[0][field], value, "{field}");
        }
        // Again: the same ids, and nothing is written.
        let before = changes(&service);
        for again in [
            json!({}),
            json!({ "company_id": done["company_id"], "contact_id": done["contact_id"], "opportunity": opportunity(&service, &ana) }),
        ] {
            let again = convert(&service, &ana, &lead, again);
            for id in ["company_id", "contact_id", "opportunity_id"] {
                assert_eq!(again[id], done[id]);
            }
            assert_eq!(again["already_converted"], true);
        }
        assert_eq!(changes(&service), before);
        let history = service.call(&ana, "Leads.GetStatusHistory", json!({ "lead_id": lead["id"] }))["history"].clone();
        assert_eq!(each(&history, "status"), ["new", "converted"]);
    }
}

#[test]
fn a_person_without_a_company_is_an_individual_and_a_whole_name_stays_whole() {
    for service in services() {
        let ana = service.register("Ana");
        let lead = create_lead(&service, &ana, "José Ñáñez", json!({ "email": "jose@example.com", "mobile": "55 3333 4444" }));
        let done = convert(&service, &ana, &lead, json!({ "customer": false }));
        let made = company(&service, &ana, &done["company_id"]);
        assert_eq!((&made["name"], &made["kind"]), (&json!("José Ñáñez"), &json!("individual")));
        assert_eq!(
            (&made["customer_since"], &made["email"], &made["mobile"]),
            (&Value::Null, &json!("jose@example.com"), &json!("55 3333 4444"))
        );
        let person = contact_of(&service, &ana, &done["contact_id"]);
        assert_eq!((&person["name"], &person["surname"], &person["origin_id"]), (&json!("José Ñáñez"), &Value::Null, &Value::Null));
        assert_eq!(done["opportunity_id"], Value::Null);
        // Null stays what it is until somebody fills it, and then can't be cleared.
        let edit = |changes: Value| {
            let mut parameters = changes;
            parameters["contact_id"] = person["id"].clone();
            service.try_call(&ana, "EditContact", parameters)
        };
        assert_eq!(edit(json!({ "surname": null, "origin_id": null })).success()["contact"]["version"], person["version"]);
        edit(json!({ "surname": "Ñáñez" })).success();
        assert_eq!(rules(&edit(json!({ "surname": null }))), ["surname required"]);
        let other = create_lead(&service, &ana, "Otra", json!({}));
        let named = convert(&service, &ana, &other, json!({ "contact": { "name": "Eva", "surname": "Luna" } }));
        let person = contact_of(&service, &ana, &named["contact_id"]);
        assert_eq!((&person["name"], &person["surname"]), (&json!("Eva"), &json!("Luna")));
        assert_eq!(company(&service, &ana, &named["company_id"])["name"], "Otra");
    }
}

#[test]
fn companies_without_a_type_are_listed_and_counted() {
    for service in services() {
        let ana = service.register("Ana");
        let typed = service.create_company(&ana, "Con tipo");
        let lead = create_lead(&service, &ana, "Rosa", json!({}));
        let made = convert(&service, &ana, &lead, json!({}))["company_id"].clone();
        let list = |filter: Value| {
            let listed = service.call(&ana, "GetCompanies", filter);
            let ids = each(&listed["companies"], "id");
            assert_eq!(listed["total"], ids.len());
            ids
        };
        assert_eq!(list(json!({ "company_type": [null] })), std::slice::from_ref(&made));
        assert_eq!(list(json!({ "company_industry": [null] })), std::slice::from_ref(&made));
        assert_eq!(list(json!({ "company_type": [null, typed["type_id"]] })), [typed["id"].clone(), made.clone()]);
        assert_eq!(list(json!({ "company_type": typed["type_id"] })), [typed["id"].clone()]);
        assert_eq!(list(json!({ "company_type": null })), [typed["id"].clone(), made.clone()]);
        assert_eq!(
            rules(&service.try_call(&ana, "GetCompanies", json!({ "company_type": [null, 999_999] }))),
            ["company_type.1 unknown_id"]
        );
        let contacts = service.call(&ana, "GetContacts", json!({ "origin_id": [null] }));
        assert_eq!(contacts["total"], 1);
        let edit = |changes: Value| {
            let mut parameters = changes;
            parameters["company_id"] = made.clone();
            service.try_call(&ana, "EditCompany", parameters)
        };
        edit(json!({ "type_id": null, "phone": "1" })).success();
        edit(json!({ "type_id": typed["type_id"] })).success();
        assert_eq!(rules(&edit(json!({ "type_id": null }))), ["type_id required"]);
        assert_eq!(list(json!({ "company_type": [null] })), Vec::<Value>::new());
        assert_eq!(list(json!({ "company_type": typed["type_id"] })), [typed["id"].clone(), made.clone()]);
    }
}

#[test]
fn of_records_that_exist_only_empty_fields_are_filled() {
    for service in services() {
        let ana = service.register("Ana");
        let firm = service.create_company(&ana, "Café Núñez");
        let mut parameters = contact(&service, &ana, &firm, "José");
        parameters["phone_mobile"] = json!("55 9999 9999");
        let person = service.call(&ana, "CreateContact", parameters)["contact"].clone();
        let lead = json!({ "company": "Otro nombre", "company_id": firm["id"], "mobile": "55 3333 4444", "email": "jose@example.com", "user_id": ana.user_id });
        let lead = create_lead(&service, &ana, "Pepe", lead);
        let done = convert(&service, &ana, &lead, json!({ "contact_id": person["id"] }));
        assert_eq!((&done["company_id"], &done["contact_id"]), (&firm["id"], &person["id"]));
        let now = contact_of(&service, &ana, &person["id"]);
        assert_eq!((&now["name"], &now["phone_mobile"], &now["origin_id"]), (&json!("José"), &json!("55 9999 9999"), &person["origin_id"]));
        assert_eq!((&now["email"], &now["user_id"]), (&json!("jose@example.com"), &json!(ana.user_id)));
        let now = company(&service, &ana, &firm["id"]);
        assert_eq!((&now["name"], &now["type_id"], &now["user_id"]), (&json!("Café Núñez"), &firm["type_id"], &json!(ana.user_id)));
        // The contact found by its address is the lead itself.
        let found =
            service.call(&ana, "GetContact", json!({ "search_by": "email", "search_value": "JOSE@example.com" }))["contact"]["id"].clone();
        assert_eq!(found, person["id"]);
        // The lead's company alone: the contact is new.
        let other = create_lead(&service, &ana, "Eva", json!({ "company_id": firm["id"] }));
        let done = convert(&service, &ana, &other, json!({}));
        assert_eq!(done["company_id"], firm["id"]);
        assert_eq!(contact_of(&service, &ana, &done["contact_id"])["company_id"], firm["id"]);
        // A contact alone brings its company.
        let third = create_lead(&service, &ana, "Iván", json!({}));
        let done = convert(&service, &ana, &third, json!({ "contact_id": person["id"] }));
        assert_eq!(done["company_id"], firm["id"]);
    }
}

#[test]
fn what_can_not_be_converted_is_refused_and_nothing_changes() {
    for service in services() {
        let ana = service.register("Ana");
        let (firm, other) = (service.create_company(&ana, "Café Núñez"), service.create_company(&ana, "Otra"));
        let mut parameters = contact(&service, &ana, &firm, "José");
        parameters["email"] = json!("Rosa@Example.com");
        let person = service.call(&ana, "CreateContact", parameters)["contact"].clone();
        let lead = create_lead(&service, &ana, "Rosa", json!({ "company": "Panadería" }));
        let before = changes(&service);
        let attempt = |others: Value| service.try_call(&ana, "ConvertLead", asked(&lead, others));
        assert_eq!(rules(&attempt(json!({ "contact_id": person["id"], "company_id": other["id"] }))), ["contact_id another_company"]);
        let wrong = json!({
            "company_id": 999_999, "contact_id": 999_998, "contact": { "name": "X" },
            "opportunity": { "title": "X", "value": -1, "stage_id": 999_997, "estimated_end_at": "30/06/26", "user_id": 999_996 },
        });
        assert_eq!(
            rules(&attempt(wrong)),
            [
                "company_id unknown_id",
                "contact beside_id",
                "contact_id unknown_id",
                "opportunity.stage_id unknown_id",
                "opportunity.user_id unknown_id",
                "opportunity.value out_of_range"
            ]
        );
        let (path, said) = conflict(&attempt(json!({})));
        assert!(path == "lead_id" && said.contains(&person["id"].to_string()), "{said}");
        assert_eq!(changes(&service), before);
        service.try_call(&ana, "ConvertLead", json!({ "lead_id": 999_999 })).failure("not_found");
        let sara = service.register("Sara");
        service.try_call(&sara, "ConvertLead", asked(&lead, json!({}))).failure("not_found");
        service.call(&ana, "EditLead", asked(&lead, json!({ "status": "lost" })));
        assert_eq!(conflict(&attempt(json!({ "allow_duplicate": true }))).0, "lead_id");
        service.call(&ana, "EditLead", asked(&lead, json!({ "status": "won" })));
        let done = attempt(json!({ "allow_duplicate": true })).success();
        for (path, id) in [("company_id", &other["id"]), ("contact_id", &person["id"])] {
            let mut others = json!({});
            others[path] = id.clone();
            assert_eq!(conflict(&attempt(others)).0, path);
        }
        // A converted lead keeps its status and its company.
        let edit = |changes: Value| service.try_call(&ana, "EditLead", asked(&lead, changes));
        assert_eq!(rules(&edit(json!({ "status": "new", "company_id": other["id"] }))), ["company_id converted", "status converted"]);
        edit(json!({ "status": "converted", "company_id": done["company_id"], "score": 5 })).success();
        conflict(&service.try_call(&ana, "DeleteContact", json!({ "contact_id": done["contact_id"] })));
    }
}

#[test]
fn eight_callers_at_once_make_one_of_each() {
    for service in services() {
        let ana = service.register("Ana");
        for round in 0..3 {
            let lead = create_lead(&service, &ana, &format!("Rosa {round}"), json!({ "company": "Panadería" }));
            let parameters = json!({ "opportunity": opportunity(&service, &ana) });
            let count = |table: &str| number(&service, &format!("SELECT count(*) AS number FROM {table}"));
            let before = ["companies", "contacts", "opportunities"].map(count);
            let replies = at_once(8, |_| convert(&service, &ana, &lead, parameters.clone()));
            let after = ["companies", "contacts", "opportunities"].map(count);
            assert_eq!(after, before.map(|number| number + 1));
            for id in ["company_id", "contact_id", "opportunity_id"] {
                assert!(replies.iter().all(|reply| reply[id] == replies[0][id] && reply[id].is_i64()), "{id}");
            }
            assert_eq!(replies.iter().filter(|reply| reply["already_converted"] == false).count(), 1);
        }
    }
}

#[test]
fn of_eight_leads_with_one_address_one_makes_a_contact_and_the_others_are_told_of_it() {
    for service in services() {
        let ana = service.register("Ana");
        for round in 0..3 {
            let address = json!({ "email": format!("Rosa{round}@Example.com") });
            let leads: Vec<Value> = (0..8).map(|place| create_lead(&service, &ana, &format!("Rosa {place}"), address.clone())).collect();
            let count = || number(&service, "SELECT count(*) AS number FROM contacts");
            let before = count();
            let replies = at_once(8, |place| service.try_call(&ana, "ConvertLead", asked(&leads[place], json!({}))));
            assert_eq!(count(), before + 1);
            let made = number(&service, "SELECT max(id) AS number FROM contacts").to_string();
            let (done, refused): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.envelope()["success"] == true);
            assert_eq!((done.len(), refused.len()), (1, 7));
            for reply in refused {
                let (path, said) = conflict(reply);
                assert!(path == "lead_id" && said.contains(&made), "{said}");
            }
            // With permission all of them get one, and hold nobody up.
            let replies = at_once(8, |place| convert(&service, &ana, &leads[place], json!({ "allow_duplicate": true })));
            assert_eq!(replies.iter().filter(|reply| reply["already_converted"] == true).count(), 1);
            assert_eq!(count(), before + 8);
        }
    }
}

#[test]
fn a_conversion_needs_the_rights_of_what_it_writes_and_a_dry_run_writes_nothing() {
    for service in services() {
        let ana = service.register("Ana");
        let lead = create_lead(&service, &ana, "Rosa", json!({}));
        let before = changes(&service);
        let with = |rights: Value| script(&service, &ana, rights);
        let all = json!({ "Leads": ["read", "write"], "Companies": ["write"], "Contacts": ["write"], "Opportunities": ["write"] });
        let tokens = ["Leads", "Companies", "Contacts"].map(|module| {
            let mut rights = all.clone();
            rights.as_object_mut().expect("rights").remove(module);
            with(rights)
        });
        let made = changes(&service);
        assert!(made > before);
        for token in &tokens {
            service.try_call(token, "Leads.ConvertLead", asked(&lead, json!({}))).failure("forbidden");
        }
        let able = with(all);
        let made = changes(&service);
        let dry = service.call(&able, "Leads.ConvertLead", asked(&lead, json!({ "dry_run": true })));
        assert_eq!(dry["lead"]["status"], "converted");
        assert_eq!(changes(&service), made);
        assert_eq!(convert(&service, &able, &lead, json!({}))["already_converted"], false);
    }
}

#[test]
fn a_deal_of_a_lead_takes_company_and_contact_from_it() {
    for service in services() {
        let ana = service.register("Ana");
        let discount = service.entry(&ana, "product_discounts", "10 %");
        let tax = service.entry(&ana, "product_taxes", "IVA 16 %");
        let oven = json!({ "name": "Horno", "value": "100.55", "product_discount_id": discount, "taxes": [tax] });
        let oven = service.call(&ana, "CreateProduct", oven)["product"]["id"].clone();
        let lead = create_lead(&service, &ana, "Rosa", json!({ "company": "Panadería" }));
        let stage = service.entry(&ana, "stages", "Proposal");
        let deal = json!({ "name": "Horno nuevo", "ld_id": lead["id"], "pro_id": oven, "sfun_id": stage, "value": 200, "closing_date": "30/06/26" });
        let made = service.call(&ana, "CreateOpportunity", deal.clone())["opportunity"].clone();
        let converted = service.call(&ana, "GetLead", json!({ "search_by": "id", "search_value": lead["id"] }))["lead"].clone();
        assert_eq!(converted["status"], "converted");
        for (field, value) in [
            ("title", json!("Horno nuevo")),
            ("lead_id", lead["id"].clone()),
            ("company_id", converted["company_id"].clone()),
            ("contact_id", converted["contact_id"].clone()),
            ("user_id", json!(ana.user_id)),
            ("want_products", json!(true)),
            ("want_tax", json!(true)),
            ("prospect_type", json!("new")),
            ("stage_id", json!(stage)),
            ("estimated_end_at", json!("2026-06-30")),
            ("products", json!([{ "product_id": oven, "amount": 1, "price": 100.55, "discount": 10.055, "tax": 0.16, "total": 104.97 }])),
        ] {
            assert_eq!(made[field], value, "{field}");
        }
        assert_eq!(company(&service, &ana, &converted["company_id"])["customer_since"], Value::Null);
        assert_eq!(convert(&service, &ana, &lead, json!({}))["opportunity_id"], made["id"]);
        // Another deal of the same lead: the same company and contact.
        let another = service.call(&ana, "CreateOpportunity", deal)["opportunity"].clone();
        assert_eq!((&another["company_id"], &another["contact_id"]), (&made["company_id"], &made["contact_id"]));
        let edit = json!({ "opportunity_id": another["id"], "name": "Otro", "pro_id": oven, "closing_date": "01/07/26", "ld_id": null, "notify": false });
        let edited = service.call(&ana, "EditOpportunity", edit)["opportunity"].clone();
        assert_eq!((&edited["title"], &edited["lead_id"], &edited["products"]), (&json!("Otro"), &Value::Null, &made["products"]));
        // Without a lead everything is required as before.
        let least = json!({ "title": "X", "value": 1, "stage_id": stage, "estimated_end_at": "30/06/26" });
        let required = ["company_id", "contact_id", "notify", "operation_type", "prospect_type", "user_id", "want_products", "want_tax"];
        assert_eq!(rules(&service.try_call(&ana, "CreateOpportunity", least)), required.map(|name| format!("{name} required")));
        // While an opportunity comes from it, the lead stays.
        let (path, said) = conflict(&service.try_call(&ana, "DeleteLead", json!({ "lead_id": lead["id"] })));
        assert!(path == "lead_id" && said.contains("1 opportunity"), "{said}");
    }
}

#[test]
fn records_that_a_conversion_makes_begin_with_the_defaults_that_the_lead_leaves() {
    for service in services() {
        let ana = service.register("Ana");
        let firm = service.create_company(&ana, "Café Núñez");
        service.call(&ana, "Inputs.CreateInput", json!({ "entity": "lead", "name": "Region", "type": "string" }));
        for entity in ["company", "contact", "opportunity"] {
            for (name, default, required) in [("Region", Some("Sur"), false), ("Segment", Some("Oro"), false), ("Needed", None, true)] {
                let input = json!({ "entity": entity, "name": name, "type": "string", "default": default, "required": required });
                service.call(&ana, "Inputs.CreateInput", input);
            }
        }
        let rosa = create_lead(&service, &ana, "Rosa", json!({ "inputs": { "region": "Norte" } }));
        let ivan = create_lead(&service, &ana, "Iván", json!({ "company_id": firm["id"] }));
        let made = |lead: &Value| {
            let done = convert(&service, &ana, lead, json!({ "opportunity": opportunity(&service, &ana) }));
            let deals = service.call(&ana, "GetOpportunities", json!({ "lead_id": lead["id"], "with_inputs": true }));
            [
                company(&service, &ana, &done["company_id"])["inputs"].clone(),
                contact_of(&service, &ana, &done["contact_id"])["inputs"].clone(),
                deals["opportunities"][0]["inputs"].clone(),
            ]
        };
        let (norte, sur) = (json!({ "region": "Norte", "segment": "Oro" }), json!({ "region": "Sur", "segment": "Oro" }));
        assert_eq!(made(&rosa), [norte.clone(), norte.clone(), norte]);
        // The company that was there before begins nothing.
        assert_eq!(made(&ivan), [json!({}), sur.clone(), sur]);
    }
}

//! Interactions: whom they are about, what they need, and a lead's last contact.

use serde_json::{Value, json};

use crate::calls::{each, rules};
use crate::contacts::create_contact;
use crate::leads::create_lead;
use crate::rights::script;
use crate::service::{Person, Reply, Service, services};

fn create(service: &Service, person: &Person, parameters: Value) -> Value {
    service.call(person, "CreateInteraction", parameters)["interaction"].clone()
}

fn try_edit(service: &Service, person: &Person, interaction: &Value, mut changes: Value) -> Reply {
    changes["interaction_id"] = interaction["id"].clone();
    service.try_call(person, "EditInteraction", changes)
}

fn lead_of(service: &Service, person: &Person, lead: &Value) -> Value {
    service.call(person, "Leads.GetLead", json!({ "search_by": "id", "search_value": lead["id"] }))["lead"].clone()
}

#[test]
fn an_interaction_with_a_lead_takes_the_references_words_and_the_moment() {
    for service in services() {
        let ana = service.register("Ana");
        let lead = create_lead(&service, &ana, "Rosa", json!({}));
        let made = create(
            &service,
            &ana,
            json!({
                "lead_id": lead["id"], "type": "call", "notes": "Discussed pricing and features", "next_action": "Send proposal",
                "next_action_date": "2024-01-15T10:00:00Z",
            }),
        );
        assert_eq!(
            (&made["description"], &made["company_id"], &made["subject"]),
            (&json!("Discussed pricing and features"), &Value::Null, &Value::Null)
        );
        assert_eq!((&made["next_action_date"], &made["next_action_done"]), (&json!("2024-01-15T10:00:00.000000Z"), &json!(false)));
        assert_eq!(lead_of(&service, &ana, &lead)["last_contact"], made["date"]);
        let edit = json!({ "interaction_id": made["id"], "type": "meeting", "notes": "Updated notes", "next_action": "Follow up call" });
        let edited = service.call(&ana, "EditInteraction", edit)["interaction"].clone();
        assert_eq!((&edited["type"], &edited["description"], &edited["date"]), (&json!("meeting"), &json!("Updated notes"), &made["date"]));
        let found = service.call(&ana, "GetInteraction", json!({ "interaction_id": made["id"] }))["interaction"].clone();
        assert_eq!(found, edited);
        assert_eq!(service.call(&ana, "DeleteInteraction", json!({ "interaction_id": made["id"] }))["interaction"], edited);
        assert_eq!(service.call(&ana, "GetInteractions", json!({}))["total"], 0);
    }
}

#[test]
fn each_is_about_one_party_and_names_what_is_that_partys() {
    for service in services() {
        let ana = service.register("Ana");
        let lead = create_lead(&service, &ana, "Rosa", json!({}));
        let [acme, other] = ["Acme", "Other"].map(|name| service.create_company(&ana, name));
        let contact = create_contact(&service, &ana, &acme, "José");
        let told = |parameters: Value| rules(&service.try_call(&ana, "CreateInteraction", parameters));
        assert_eq!(told(json!({ "type": "call" })), ["lead_id required"]);
        let both = json!({ "type": "call", "lead_id": lead["id"], "company_id": acme["id"], "subject": "S", "date": "2026-01-01" });
        assert_eq!(told(both), ["company_id contradiction"]);
        assert_eq!(told(json!({ "type": "call", "customer_id": acme["id"] })), ["date required", "subject required"]);
        let of_lead = json!({ "type": "call", "lead_id": lead["id"], "contact_id": contact["id"], "next_action_date": "2026-01-01" });
        assert_eq!(told(of_lead), ["contact_id meaningless", "next_action_date meaningless"]);
        let strange =
            json!({ "type": "visit", "company_id": other["id"], "contact_id": contact["id"], "subject": "S", "date": "01/02/26" });
        assert_eq!(told(strange), ["contact_id another_company", "type unknown_option"]);
        assert_eq!(told(json!({ "type": "note", "lead_id": 999_999 })), ["lead_id unknown_id"]);
        let made = create(
            &service,
            &ana,
            json!({ "type": "support", "company_id": acme["id"], "contact_id": contact["id"], "subject": "S", "date": "01/02/26" }),
        );
        let edit = |changes: Value| {
            let mut parameters = changes;
            parameters["interaction_id"] = made["id"].clone();
            rules(&service.try_call(&ana, "EditInteraction", parameters))
        };
        assert_eq!(edit(json!({ "company_id": null, "contact_id": null })), ["lead_id required"]);
        assert_eq!(edit(json!({ "subject": null })), ["subject required"]);
        assert_eq!(edit(json!({ "company_id": other["id"] })), ["contact_id another_company"]);
        // A company that an interaction is about stays.
        let refused = service.try_call(&ana, "DeleteContact", json!({ "contact_id": contact["id"] }));
        assert_eq!(refused.envelope()["response"]["code"], "conflict");
    }
}

#[test]
fn the_last_contact_of_a_lead_is_its_latest_past_interaction() {
    for service in services() {
        let ana = service.register("Ana");
        let [rosa, ivan] = ["Rosa", "Iván"].map(|name| create_lead(&service, &ana, name, json!({})));
        let of = |lead: &Value, date: &str| create(&service, &ana, json!({ "type": "call", "lead_id": lead["id"], "date": date }));
        let last = |lead: &Value| lead_of(&service, &ana, lead)["last_contact"].clone();
        let (older, newer) = (of(&rosa, "2026-01-10"), of(&rosa, "2026-02-10"));
        of(&rosa, "2999-01-01");
        assert_eq!(last(&rosa), "2026-02-10T00:00:00.000000Z");
        service.call(&ana, "EditInteraction", json!({ "interaction_id": newer["id"], "date": "2026-01-05" }));
        assert_eq!(last(&rosa), older["date"]);
        service.call(&ana, "EditInteraction", json!({ "interaction_id": older["id"], "lead_id": ivan["id"] }));
        assert_eq!((last(&rosa), last(&ivan)), (json!("2026-01-05T00:00:00.000000Z"), older["date"].clone()));
        service.call(&ana, "DeleteInteraction", json!({ "interaction_id": newer["id"] }));
        assert_eq!(last(&rosa), Value::Null);
    }
}

#[test]
fn a_conversion_takes_the_interactions_along_and_a_deletion_takes_the_rest() {
    for service in services() {
        let ana = service.register("Ana");
        let rosa = create_lead(&service, &ana, "Rosa", json!({ "company": "Panadería" }));
        let made = create(&service, &ana, json!({ "type": "call", "lead_id": rosa["id"], "date": "2026-01-10" }));
        let converted = service.call(&ana, "ConvertLead", json!({ "lead_id": rosa["id"] }));
        let later = create(&service, &ana, json!({ "type": "note", "lead_id": rosa["id"], "date": "2026-03-10" }));
        let company_id = converted["company_id"].clone();
        let listed = service.call(&ana, "GetInteractions", json!({ "company_id": company_id, "sort": "date" }));
        assert_eq!(each(&listed["interactions"], "id"), [made["id"].clone(), later["id"].clone()]);
        assert_eq!(each(&listed["interactions"], "lead_id"), [rosa["id"].clone(), rosa["id"].clone()]);
        assert_eq!(each(&listed["interactions"], "contact_id"), [converted["contact_id"].clone(), converted["contact_id"].clone()]);
        // One that went along is edited like any other.
        service.call(&ana, "EditInteraction", json!({ "interaction_id": made["id"], "outcome": "Bought" }));
        let ivan = create_lead(&service, &ana, "Iván", json!({}));
        create(&service, &ana, json!({ "type": "call", "lead_id": ivan["id"] }));
        for lead in [rosa, ivan] {
            service.call(&ana, "DeleteLead", json!({ "lead_id": lead["id"] }));
        }
        let left = service.call(&ana, "GetInteractions", json!({}));
        assert_eq!((&left["total"], each(&left["interactions"], "lead_id")), (&json!(2), vec![Value::Null, Value::Null]));
    }
}

#[test]
fn an_interaction_that_moves_to_another_lead_leaves_what_came_of_the_one_before() {
    for service in services() {
        let ana = service.register("Ana");
        let [rosa, ivan, eva] = ["Rosa", "Iván", "Eva"].map(|name| create_lead(&service, &ana, name, json!({})));
        let [of_rosa, of_eva] = [&rosa, &eva].map(|lead| service.call(&ana, "ConvertLead", json!({ "lead_id": lead["id"] })));
        let entry = |catalog: &str, name: &str| service.entry(&ana, catalog, name);
        let deal = json!({
            "lead_id": rosa["id"], "title": "Horno", "value": 1, "stage_id": entry("stages", "Proposal"), "estimated_end_at": "31/12/26",
        });
        let deal = service.call(&ana, "CreateOpportunity", deal)["opportunity"]["id"].clone();
        let ticket = json!({
            "title": "Horno", "description": "?", "company_id": of_rosa["company_id"], "user_id": ana.user_id,
            "origin_id": entry("ticket_origins", "E-mail"), "case_id": entry("ticket_cases", "Question"),
            "priority_id": entry("ticket_priorities", "Low"), "estimated_end_at": "31/12/26", "notify": false,
        });
        let ticket = service.call(&ana, "CreateTicket", ticket)["ticket"]["id"].clone();
        let made = || {
            let made = create(&service, &ana, json!({ "type": "call", "lead_id": rosa["id"], "date": "2026-01-10" }));
            try_edit(&service, &ana, &made, json!({ "opportunity_id": deal, "ticket_id": ticket })).success()["interaction"].clone()
        };
        let names = |interaction: &Value| {
            ["lead_id", "company_id", "contact_id", "opportunity_id", "ticket_id"].map(|key| interaction[key].clone())
        };
        let (first, second) = (made(), made());
        let before = [&rosa["id"], &of_rosa["company_id"], &of_rosa["contact_id"], &deal, &ticket].map(Value::clone);
        assert_eq!((names(&first), names(&second)), (before.clone(), before));
        let moved = |interaction: &Value, lead: &Value| {
            names(&try_edit(&service, &ana, interaction, json!({ "lead_id": lead["id"] })).success()["interaction"])
        };
        assert_eq!(moved(&first, &ivan), [ivan["id"].clone(), Value::Null, Value::Null, Value::Null, Value::Null]);
        // A lead that was converted gives its own.
        let evas = [&eva["id"], &of_eva["company_id"], &of_eva["contact_id"], &Value::Null, &Value::Null].map(Value::clone);
        assert_eq!(moved(&second, &eva), evas);
    }
}

#[test]
fn a_lead_and_a_company_that_contradict_each_other_are_refused() {
    for service in services() {
        let ana = service.register("Ana");
        let acme = service.create_company(&ana, "Acme");
        let [rosa, ivan] = ["Rosa", "Iván"].map(|name| create_lead(&service, &ana, name, json!({})));
        let made = create(&service, &ana, json!({ "type": "call", "lead_id": rosa["id"], "date": "2026-01-10" }));
        let converted = service.call(&ana, "ConvertLead", json!({ "lead_id": rosa["id"] }));
        let (company, contact) = (&converted["company_id"], &converted["contact_id"]);
        let edit = |changes: Value| try_edit(&service, &ana, &made, changes);
        assert_eq!(rules(&edit(json!({ "lead_id": ivan["id"], "company_id": company }))), ["company_id contradiction"]);
        assert_eq!(rules(&edit(json!({ "lead_id": ivan["id"], "company_id": acme["id"] }))), ["company_id contradiction"]);
        assert_eq!(rules(&edit(json!({ "lead_id": ivan["id"], "contact_id": contact }))), ["contact_id meaningless"]);
        let same = edit(json!({ "lead_id": rosa["id"], "company_id": company, "outcome": "Bought" })).success()["interaction"].clone();
        assert_eq!((&same["lead_id"], &same["company_id"], &same["outcome"]), (&rosa["id"], company, &json!("Bought")));
        service.call(&ana, "DeleteLead", json!({ "lead_id": rosa["id"] }));
        assert_eq!(rules(&edit(json!({ "lead_id": ivan["id"] }))), ["company_id contradiction"]);
        let moved = json!({ "lead_id": ivan["id"], "company_id": null, "contact_id": null });
        assert_eq!(edit(moved).success()["interaction"]["lead_id"], ivan["id"]);
    }
}

#[test]
fn an_interaction_that_outlives_its_lead_is_edited_without_a_subject() {
    for service in services() {
        let ana = service.register("Ana");
        let rosa = create_lead(&service, &ana, "Rosa", json!({}));
        let made = create(&service, &ana, json!({ "type": "call", "lead_id": rosa["id"], "date": "2026-01-10" }));
        let converted = service.call(&ana, "ConvertLead", json!({ "lead_id": rosa["id"] }));
        let edit = |changes: Value| try_edit(&service, &ana, &made, changes);
        assert_eq!(rules(&edit(json!({ "lead_id": null }))), ["subject required"]);
        service.call(&ana, "DeleteLead", json!({ "lead_id": rosa["id"] }));
        let edited = edit(json!({ "outcome": "Bought" })).success()["interaction"].clone();
        assert_eq!((&edited["lead_id"], &edited["subject"], &edited["outcome"]), (&Value::Null, &Value::Null, &json!("Bought")));
        assert_eq!(edited["company_id"], converted["company_id"]);
        // A subject that it has been given can't be taken away.
        edit(json!({ "subject": "Horno" })).success();
        assert_eq!(rules(&edit(json!({ "subject": null }))), ["subject required"]);
    }
}

#[test]
fn a_planned_interaction_is_no_contact_and_a_later_time_that_was_said_stays() {
    for service in services() {
        let ana = service.register("Ana");
        let rosa = create_lead(&service, &ana, "Rosa", json!({ "last_contact": "2025-05-01" }));
        let ivan = create_lead(&service, &ana, "Iván", json!({}));
        let of = |lead: &Value, date: &str| create(&service, &ana, json!({ "type": "call", "lead_id": lead["id"], "date": date }));
        for lead in [&rosa, &ivan] {
            let planned = of(lead, "2999-01-01");
            assert_eq!(lead_of(&service, &ana, lead), *lead);
            try_edit(&service, &ana, &planned, json!({ "date": "2999-02-01" })).success();
            assert_eq!(lead_of(&service, &ana, lead), *lead);
            service.call(&ana, "DeleteInteraction", json!({ "interaction_id": planned["id"] }));
            assert_eq!(lead_of(&service, &ana, lead), *lead);
        }
        let older = of(&rosa, "2025-03-01");
        assert_eq!(lead_of(&service, &ana, &rosa), rosa);
        try_edit(&service, &ana, &older, json!({ "date": "2025-04-01" })).success();
        assert_eq!(lead_of(&service, &ana, &rosa), rosa);
        service.call(&ana, "DeleteInteraction", json!({ "interaction_id": older["id"] }));
        assert_eq!(lead_of(&service, &ana, &rosa), rosa);
    }
}

#[test]
fn the_last_contact_is_computed_again_when_the_interaction_that_gave_it_changes() {
    for service in services() {
        let ana = service.register("Ana");
        let [rosa, ivan] = [("Rosa", "2025-05-01"), ("Iván", "2025-08-01")]
            .map(|(name, said)| create_lead(&service, &ana, name, json!({ "last_contact": said })));
        let of = |lead: &Value, date: &str| create(&service, &ana, json!({ "type": "call", "lead_id": lead["id"], "date": date }));
        let last = |lead: &Value| lead_of(&service, &ana, lead)["last_contact"].clone();
        let (older, newer) = (of(&rosa, "2025-03-01"), of(&rosa, "2025-06-01"));
        assert_eq!(last(&rosa), newer["date"]);
        try_edit(&service, &ana, &newer, json!({ "date": "2999-01-01" })).success();
        assert_eq!(last(&rosa), older["date"]);
        try_edit(&service, &ana, &newer, json!({ "date": "2025-07-01" })).success();
        assert_eq!(last(&rosa), "2025-07-01T00:00:00.000000Z");
        try_edit(&service, &ana, &newer, json!({ "lead_id": ivan["id"] })).success();
        assert_eq!((last(&rosa), last(&ivan)), (older["date"].clone(), ivan["last_contact"].clone()));
        service.call(&ana, "DeleteInteraction", json!({ "interaction_id": older["id"] }));
        assert_eq!(last(&rosa), Value::Null);
    }
}

#[test]
fn filters_find_open_actions_types_and_words() {
    for service in services() {
        let ana = service.register("Ana");
        let acme = service.create_company(&ana, "Acme");
        let of = |more: Value| {
            let mut parameters = json!({ "company_id": acme["id"], "subject": "S", "date": "2026-01-10" });
            parameters.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            create(&service, &ana, parameters)["id"].clone()
        };
        let open = of(json!({ "type": "call", "next_action": "Send proposal", "next_action_date": "2026-02-01", "direction": "inbound" }));
        let done = of(json!({ "type": "email", "next_action": "Call", "next_action_done": true, "date": "2026-01-12" }));
        let plain = of(json!({ "type": "note", "description": "Prefiere café", "user_id": ana.user_id, "date": "2026-01-14" }));
        let found = |asked: Value| each(&service.call(&ana, "GetInteractions", asked)["interactions"], "id");
        assert_eq!(found(json!({ "open_actions": true })), std::slice::from_ref(&open));
        assert_eq!(found(json!({ "open_actions": false, "next_action_done": true })), std::slice::from_ref(&done));
        assert_eq!(found(json!({ "type": ["email", "note"], "sort": "-date" })), [plain.clone(), done]);
        assert_eq!(found(json!({ "direction": "inbound" })), std::slice::from_ref(&open));
        assert_eq!(found(json!({ "query": "CAFE" })), std::slice::from_ref(&plain));
        assert_eq!(found(json!({ "user_id": ana.user_id })), std::slice::from_ref(&plain));
        assert_eq!(found(json!({ "next_action_date": { "to": "2026-02-01" } })), [open]);
        assert_eq!(found(json!({ "date": { "from": "13/01/26" }, "customer_id": acme["id"] })), [plain]);
    }
}

#[test]
fn the_latest_five_are_shown_with_what_they_are_about() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Café");
        let quiet = service.create_company(&ana, "Otro");
        let contact = create_contact(&service, &ana, &company, "Lucía");
        let lead = create_lead(&service, &ana, "Rosa", json!({}));
        let opportunity = json!({
            "title": "Barra", "value": 100, "prospect_type": "new", "operation_type": "new", "stage_id": service.entry(&ana, "stages", "Proposal"),
            "company_id": company["id"], "contact_id": contact["id"], "user_id": ana.user_id, "estimated_end_at": "30/06/26",
            "want_products": false, "want_tax": false, "notify": false,
        });
        let opportunity = service.call(&ana, "CreateOpportunity", opportunity)["opportunity"].clone();
        // The latest date comes first, whatever was written last.
        for day in [3, 1, 7, 5, 2, 6, 4] {
            let date = format!("2026-01-0{day}");
            let of_company = json!({
                "company_id": company["id"], "contact_id": contact["id"], "opportunity_id": opportunity["id"], "type": "call",
                "subject": format!("{day}"), "date": date,
            });
            service.call(&ana, "Interactions.CreateInteraction", of_company);
            service.call(
                &ana,
                "Interactions.CreateInteraction",
                json!({ "lead_id": lead["id"], "type": "call", "subject": format!("{day}"), "date": date }),
            );
        }
        let shown = |record: &Value| each(&record["interactions"], "subject");
        let latest = ["7", "6", "5", "4", "3"];
        for (method, plural, id) in [
            ("Companies.GetCompanies", "companies", &company["id"]),
            ("Contacts.GetContacts", "contacts", &contact["id"]),
            ("Leads.GetLeads", "leads", &lead["id"]),
            ("Opportunities.GetOpportunities", "opportunities", &opportunity["id"]),
        ] {
            let listed = service.call(&ana, method, json!({ "with_interactions": true, "ids": [id] }));
            assert_eq!(shown(&listed[plural][0]), latest, "{method}");
            let plain = service.call(&ana, method, json!({ "ids": [id] }));
            assert!(plain[plural][0].get("interactions").is_none(), "{method}");
        }
        let of_both = service.call(&ana, "GetCompanies", json!({ "with_interactions": true }));
        assert_eq!((shown(&of_both["companies"][0]).len(), &of_both["companies"][1]["interactions"]), (5, &json!([])));
        assert_eq!(of_both["companies"][1]["id"], quiet["id"]);
        let by_id = |id: &Value| json!({ "search_by": "id", "search_value": id, "with_interactions": true });
        service.call(&ana, "EditCompany", json!({ "company_id": company["id"], "customer_since": "2026-01-01" }));
        for (method, kind, asked) in [
            ("Companies.GetCompany", "company", by_id(&company["id"])),
            ("Contacts.GetContact", "contact", by_id(&contact["id"])),
            ("Leads.GetLead", "lead", by_id(&lead["id"])),
            ("Opportunities.GetOpportunity", "opportunity", json!({ "opportunity_id": opportunity["id"], "with_interactions": true })),
            ("Customers.GetCustomer", "customer", json!({ "company_id": company["id"], "with_interactions": true })),
        ] {
            assert_eq!(shown(&service.call(&ana, method, asked.clone())[kind]), latest, "{method}");
            let few =
                json!({ "Companies": ["read"], "Contacts": ["read"], "Leads": ["read"], "Opportunities": ["read"], "Customers": ["read"] });
            let withheld = service.call(&script(&service, &ana, few), method, asked);
            assert!(
                withheld["withheld"] == json!(["interactions"]) && withheld[kind].get("interactions").is_none(),
                "{method}: {withheld}"
            );
        }
    }
}

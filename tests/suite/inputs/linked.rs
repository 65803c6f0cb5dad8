//! Linked inputs: fields of the records that a record names, read when the record is shown.

use serde_json::{Value, json};

use crate::calls::{changes, each, rules};
use crate::leads::create_lead;
use crate::listening::Statements;
use crate::rights::script;
use crate::service::{Person, Service, databases, services};

fn input(service: &Service, person: &Person, entity: &str, name: &str, others: Value) -> Value {
    let mut parameters = json!({ "entity": entity, "name": name, "type": "linked" });
    parameters.as_object_mut().unwrap().extend(others.as_object().unwrap().clone());
    service.call(person, "Inputs.CreateInput", parameters)["input"].clone()
}

fn link(through: &str, field: &str) -> Value {
    json!({ "link": { "through": through, "field": field } })
}

fn create_product(service: &Service, person: &Person, name: &str, others: Value) -> Value {
    let mut parameters = json!({ "name": name, "value": 1250 });
    parameters.as_object_mut().unwrap().extend(others.as_object().unwrap().clone());
    service.call(person, "CreateProduct", parameters)["product"].clone()
}

fn inputs_of(service: &Service, person: &Person, lead: &Value) -> Value {
    service.call(person, "Leads.GetLead", json!({ "search_by": "id", "search_value": lead["id"] }))["lead"]["inputs"].clone()
}

#[test]
fn a_linked_input_shows_what_the_other_record_has_at_this_moment() {
    for service in services() {
        let ana = service.register("Ana");
        service.call(&ana, "Inputs.CreateInput", json!({ "entity": "product", "name": "Warranty", "type": "integer" }));
        service.call(&ana, "Inputs.CreateInput", json!({ "entity": "lead", "name": "Region", "type": "string" }));
        let made = input(&service, &ana, "lead", "Warranty", link("product_id", "inputs.warranty"));
        assert_eq!(
            [&made["type"], &made["slug"], &made["link"]],
            [&json!("linked"), &json!("warranty"), &json!({ "through": "product_id", "field": "inputs.warranty" })]
        );
        input(&service, &ana, "lead", "List price", link("product_id", "value"));
        input(&service, &ana, "lead", "Asked of", link("company_id", "name"));
        input(&service, &ana, "lead", "Kind of lead", link("type_id", "name"));
        let product = create_product(&service, &ana, "Molino", json!({ "value": "1250.5", "inputs": { "warranty": 24 } }));
        let company = service.create_company(&ana, "Café Núñez");
        let given = json!({ "product_id": product["id"], "company_id": company["id"], "inputs": { "region": "Norte" } });
        let lead = create_lead(&service, &ana, "Rosa", given);
        assert_eq!(lead["inputs"], json!({ "region": "Norte" }), "a reply that changes the record has its own values alone");
        let whole = json!({ "region": "Norte", "warranty": 24, "list_price": 1250.5, "asked_of": "Café Núñez" });
        assert_eq!(inputs_of(&service, &ana, &lead), whole);
        let without = create_lead(&service, &ana, "Eva", json!({}));
        assert_eq!(inputs_of(&service, &ana, &without), json!({}));
        let listed = |parameters: Value| each(&service.call(&ana, "Leads.GetLeads", parameters)["leads"], "inputs");
        assert_eq!(listed(json!({ "with_inputs": true })), [whole.clone(), json!({})]);
        assert_eq!(listed(json!({ "with_inputs": true, "fields": ["inputs"] })), [whole, json!({})]);
        assert_eq!(listed(json!({})), [Value::Null, Value::Null]);

        // Live: the next look shows what has changed, and the lead is the same.
        service.call(&ana, "PatchProduct", json!({ "product_id": product["id"], "value": 999, "inputs": { "warranty": null } }));
        assert_eq!(inputs_of(&service, &ana, &lead), json!({ "region": "Norte", "list_price": 999, "asked_of": "Café Núñez" }));
        let found = service.call(&ana, "Leads.GetLead", json!({ "search_by": "id", "search_value": lead["id"] }));
        assert_eq!(found["lead"]["version"], lead["version"]);
    }
}

#[test]
fn what_is_linked_is_in_no_feed_snapshot_digest_and_history() {
    for service in services() {
        let ana = service.register("Ana");
        input(&service, &ana, "contact", "Website of company", link("company_id", "website"));
        let mut parameters = service.company(&ana, "Acme");
        parameters["website"] = json!("https://linked.example");
        let company = service.call(&ana, "CreateCompany", parameters)["company"].clone();
        let contact = crate::contacts::create_contact(&service, &ana, &company, "John");
        let shown = |contact: &Value| {
            service.call(&ana, "GetContact", json!({ "search_by": "id", "search_value": contact["id"] }))["contact"]["inputs"].clone()
        };
        assert_eq!(shown(&contact), json!({ "website_of_company": "https://linked.example" }));
        let digest = || service.call(&ana, "Sync.GetDigest", json!({ "entity": "contact" }));
        let before = digest();
        service.call(&ana, "EditCompany", json!({ "company_id": company["id"], "website": "https://other.example" }));
        assert_eq!(shown(&contact), json!({ "website_of_company": "https://other.example" }));
        assert_eq!(digest()["sha256"], before["sha256"]);
        service.call(&ana, "EditContact", json!({ "contact_id": contact["id"], "name": "Juan" }));
        for (method, parameters) in [
            ("Sync.GetChanges", json!({ "entities": ["contact"] })),
            ("Sync.GetSnapshot", json!({ "entities": ["contact"] })),
            ("Audit.GetHistory", json!({ "entity": "contact", "record_id": contact["id"] })),
        ] {
            let reply = service.call(&ana, method, parameters).to_string();
            assert!(!reply.contains("website_of_company"), "{method}: {reply}");
        }
    }
}

#[test]
fn what_is_linked_is_neither_written_nor_filtered_by() {
    for service in services() {
        let ana = service.register("Ana");
        let made = input(&service, &ana, "lead", "Price", link("product_id", "value"));
        let lead = create_lead(&service, &ana, "Rosa", json!({}));
        let before = changes(&service);
        for value in [json!(5), Value::Null] {
            let inputs = json!({ "price": value });
            let edit = json!({ "lead_id": lead["id"], "inputs": inputs });
            assert_eq!(rules(&service.try_call(&ana, "Leads.EditLead", edit)), ["inputs.price linked"]);
            let create = json!({ "name": "Eva", "email": "eva@example.com", "inputs": inputs });
            assert_eq!(rules(&service.try_call(&ana, "Leads.CreateLead", create)), ["inputs.price linked"]);
            assert_eq!(rules(&service.try_call(&ana, "Leads.GetLeads", json!({ "inputs": inputs }))), ["inputs.price linked"]);
        }
        let edit = |others: Value| {
            let mut parameters = json!({ "input_id": made["id"] });
            parameters.as_object_mut().unwrap().extend(others.as_object().unwrap().clone());
            service.try_call(&ana, "Inputs.EditInput", parameters)
        };
        let wrong = json!({ "required": true, "public": true, "default": 5, "options": ["a"] });
        assert_eq!(rules(&edit(wrong)), ["default meaningless", "options meaningless", "public meaningless", "required meaningless"]);
        assert_eq!(rules(&edit(json!({ "link": { "through": "company_id", "field": "name" } }))), ["link unknown_parameter"]);
        assert_eq!(changes(&service), before);
        edit(json!({ "name": "List price", "required": false, "position": 3 })).success();
        service.call(&ana, "Inputs.DeleteInput", json!({ "input_id": made["id"] }));
        assert_eq!(inputs_of(&service, &ana, &lead), json!({}));
    }
}

#[test]
fn a_link_leads_one_step_to_a_field_that_is_there() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        service.call(&berta, "Inputs.CreateInput", json!({ "entity": "product", "name": "Foreign", "type": "string" }));
        input(&service, &ana, "product", "Maker", link("company_id", "name"));
        let attempt = |others: Value| {
            let mut parameters = json!({ "entity": "lead", "name": "X", "type": "linked" });
            parameters.as_object_mut().unwrap().extend(others.as_object().unwrap().clone());
            rules(&service.try_call(&ana, "Inputs.CreateInput", parameters))
        };
        for (wrong, told) in [
            (json!({}), vec!["link required"]),
            (json!({ "type": "string", "link": { "through": "company_id", "field": "name" } }), vec!["link meaningless"]),
            (link("company", "name"), vec!["link.through unknown_field"]),
            (link("name", "name"), vec!["link.through unknown_field"]),
            (link("profile_id", "name"), vec!["link.through unknown_field"]),
            (link("company_id", "nmae"), vec!["link.field unknown_field"]),
            (link("company_id", "shipping_address"), vec!["link.field unknown_field"]),
            (link("company_id", "contacts"), vec!["link.field unknown_field"]),
            (link("company_id", "inputs"), vec!["link.field unknown_field"]),
            (link("product_id", "inputs.foreign"), vec!["link.field unknown_input"]),
            (link("product_id", "inputs.maker"), vec!["link.field link_to_link"]),
            (link("", "x"), vec!["link.through empty"]),
            (
                json!({ "link": { "through": "company_id", "field": "name", "more": 1 }, "required": true, "public": "Yes", "default": 1, "options": ["a"] }),
                vec![
                    "default meaningless",
                    "link.more unknown_parameter",
                    "options meaningless",
                    "public meaningless",
                    "required meaningless",
                ],
            ),
        ] {
            assert_eq!(attempt(wrong.clone()), told, "{wrong}");
        }
    }
}

#[test]
fn a_value_is_shown_to_those_who_may_read_its_record() {
    for service in services() {
        let ana = service.register("Ana");
        input(&service, &ana, "lead", "Price", link("product_id", "value"));
        input(&service, &ana, "lead", "Asked of", link("company_id", "name"));
        let product = create_product(&service, &ana, "Molino", json!({}));
        let company = service.create_company(&ana, "Acme");
        let lead = create_lead(&service, &ana, "Rosa", json!({ "product_id": product["id"], "company_id": company["id"] }));
        let some = script(&service, &ana, json!({ "Leads": ["read"], "Products": ["read"] }));
        for (method, parameters, key) in [
            ("Leads.GetLead", json!({ "search_by": "id", "search_value": lead["id"] }), "/lead"),
            ("Leads.GetLeads", json!({ "with_inputs": true }), "/leads/0"),
        ] {
            let reply = service.call(&some, method, parameters.clone());
            assert_eq!(reply.pointer(key).unwrap()["inputs"], json!({ "price": 1250 }), "{method}");
            assert_eq!(reply["withheld"], json!(["inputs.asked_of"]), "{method}");
            let all = service.call(&ana, method, parameters);
            assert_eq!(all.pointer(key).unwrap()["inputs"], json!({ "price": 1250, "asked_of": "Acme" }), "{method}");
            assert_eq!(all["withheld"], Value::Null);
        }
    }
}

#[test]
fn links_to_one_kind_cost_one_query_and_none_costs_none() {
    for database in databases() {
        let statements = Statements::of(&database);
        let service = Service::start_without_errands(database);
        let ana = service.register("Ana");
        let product = create_product(&service, &ana, "Molino", json!({}));
        create_lead(&service, &ana, "Rosa", json!({ "product_id": product["id"] }));
        // The statements about links and products; others may be those of the search index, which is brought up to date beside.
        let cost = |with_inputs: bool| {
            let list = || service.call(&ana, "Leads.GetLeads", json!({ "with_inputs": with_inputs }));
            list();
            statements.take();
            list();
            let plain = statements.take().into_iter().map(|statement| statement.replace(['"', '`'], ""));
            plain.filter(|statement| ["FROM inputs", "FROM products"].iter().any(|from| statement.contains(from))).collect::<Vec<_>>()
        };
        for with_inputs in [false, true] {
            assert_eq!(cost(with_inputs), Vec::<String>::new(), "a profile without links");
        }
        for (number, field) in ["value", "name", "sku", "retired"].into_iter().enumerate() {
            input(&service, &ana, "lead", &format!("Link {number}"), link("product_id", field));
            let statements = cost(true);
            assert_eq!(statements.len(), 2, "the links, and the products: {statements:#?}");
        }
        assert_eq!(cost(false), Vec::<String>::new());
    }
}

#[test]
fn a_line_and_an_order_keep_what_the_other_record_had_when_they_were_written() {
    for service in services() {
        let ana = service.register("Ana");
        service.call(&ana, "Inputs.CreateInput", json!({ "entity": "product", "name": "Warranty", "type": "integer" }));
        input(&service, &ana, "order_line", "Warranty", link("product_id", "inputs.warranty"));
        input(&service, &ana, "order", "Website", link("company_id", "website"));
        let through_order =
            json!({ "entity": "order_line", "name": "X", "type": "linked", "link": { "through": "order_id", "field": "number" } });
        assert_eq!(rules(&service.try_call(&ana, "Inputs.CreateInput", through_order)), ["link.through unknown_field"]);
        let [mill, cup] = [("Mill", 24), ("Cup", 6)]
            .map(|(name, warranty)| create_product(&service, &ana, name, json!({ "inputs": { "warranty": warranty } }))["id"].clone());
        let mut parameters = service.company(&ana, "Acme");
        parameters["website"] = json!("https://then.example");
        let company = service.call(&ana, "CreateCompany", parameters)["company"].clone();
        let call =
            json!({ "company_id": company["id"], "lines": [{ "product_id": mill, "amount": 1 }, { "product_id": cup, "amount": 2 }] });
        let order = service.call(&ana, "CreateOrder", call)["order"].clone();
        service.call(&ana, "PatchProduct", json!({ "product_id": mill, "inputs": { "warranty": 12 } }));
        service.call(&ana, "EditCompany", json!({ "company_id": company["id"], "website": "https://now.example" }));
        let shown = || service.call(&ana, "GetOrder", json!({ "order_id": order["id"], "with_inputs": true }))["order"].clone();
        let found = shown();
        assert_eq!(each(&found["lines"], "inputs"), [json!({ "warranty": 24 }), json!({ "warranty": 6 })]);
        assert_eq!(found["inputs"], json!({ "website": "https://then.example" }));
        // A line that stays keeps its value, and a line that gets another product is written anew.
        let ids = each(&found["lines"], "line_id");
        let lines = json!([{ "line_id": ids[0], "product_id": mill, "amount": 3 }, { "line_id": ids[1], "product_id": mill, "amount": 2 }]);
        service.call(&ana, "EditOrder", json!({ "order_id": order["id"], "lines": lines }));
        assert_eq!(each(&shown()["lines"], "inputs"), [json!({ "warranty": 24 }), json!({ "warranty": 12 })]);
        let wrong = json!({ "order_id": order["id"], "lines": [{ "line_id": ids[0], "product_id": mill, "amount": 3, "inputs": { "warranty": 99 } }] });
        assert_eq!(rules(&service.try_call(&ana, "EditOrder", wrong)), ["lines.0.inputs.warranty linked"]);
        // What is kept is in the feed, as the order is.
        let fed = service.call(&ana, "Sync.GetSnapshot", json!({ "entities": ["order"] })).to_string();
        assert!(fed.contains("https://then.example") && fed.contains("\"warranty\":24"), "{fed}");
    }
}

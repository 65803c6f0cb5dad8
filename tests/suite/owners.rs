//! Owners and authors of records, and the filter `mine`: on companies, contacts, products, services, quotations and orders, where an owner is optional, and on the
//! kinds that always have one or never do.

use serde_json::{Value, json};

use crate::calls::{colleague, each, execute, rules};
use crate::contacts::create_contact;
use crate::inspect::Inspector;
use crate::service::{Person, Reply, Service, services};

/// A kind whose owner is optional: its name, its plural, its module.
const OWNED: [(&str, &str, &str); 6] = [
    ("company", "companies", "Companies"),
    ("contact", "contacts", "Contacts"),
    ("product", "products", "Products"),
    ("service", "services", "Services"),
    ("quotation", "quotations", "Quotations"),
    ("order", "orders", "Orders"),
];

/// The parameters of a new record of a kind.
fn new_record(service: &Service, person: &Person, kind: &str, number: usize) -> Value {
    match kind {
        "company" => service.company(person, &format!("Company {number}")),
        "contact" => {
            let company = service.create_company(person, &format!("Company of contact {number}"));
            json!({
                "company_id": company["id"], "name": "José", "surname": "Núñez",
                "origin_id": service.entry(person, "contact_origins", "Website"),
            })
        }
        "quotation" | "order" => {
            let company = service.create_company(person, &format!("Company of {kind} {number}"));
            let product = json!({ "name": format!("Product of {kind} {number}"), "value": 1 });
            let product = service.call(person, "Products.CreateProduct", product)["product"]["id"].clone();
            json!({ "company_id": company["id"], "lines": [{ "product_id": product, "amount": 1 }] })
        }
        _ => json!({ "name": format!("Product {number}"), "value": 1 }),
    }
}

struct Script {
    id: i64,
    token: String,
}

fn script(service: &Service, person: &Person, name: &str) -> Script {
    let made = service.call(person, "Auth.CreateApplicationToken", json!({ "name": name, "rights": { "*": ["read", "write", "delete"] } }));
    Script { id: made["application_token"]["id"].as_i64().expect("an id"), token: made["token"].as_str().expect("a token").to_owned() }
}

fn by_script(service: &Service, script: &Script, person: &Person, method: &str, mut parameters: Value) -> Reply {
    parameters["profile_id"] = json!(person.profile_id);
    service.post(Some(&script.token), method, parameters)
}

#[test]
fn an_owner_is_a_member_of_the_profile_and_may_be_none() {
    for service in services() {
        let (ana, stranger) = (service.register("Ana"), service.register("Stranger"));
        let berta = colleague(&service, &ana, "Berta", "member");
        for (kind, plural, module) in OWNED {
            let list = format!("{module}.Get{module}");
            let (create, edit) = match kind {
                "company" => ("Companies.CreateCompany", "Companies.EditCompany"),
                "contact" => ("Contacts.CreateContact", "Contacts.EditContact"),
                "service" => ("Services.CreateService", "Services.EditService"),
                "quotation" => ("Quotations.CreateQuotation", "Quotations.EditQuotation"),
                "order" => ("Orders.CreateOrder", "Orders.EditOrder"),
                _ => ("Products.CreateProduct", "Products.PatchProduct"),
            };
            let mut parameters = new_record(&service, &ana, kind, 1);
            let unowned = service.call(&ana, create, parameters.clone())[kind].clone();
            assert_eq!((&unowned["user_id"], &unowned["created_by"]), (&Value::Null, &json!({ "user_id": ana.user_id, "token_id": null })));
            parameters["user_id"] = json!(stranger.user_id);
            parameters.as_object_mut().expect("an object").remove("slug");
            assert_eq!(rules(&service.try_call(&ana, create, parameters.clone())), ["user_id unknown_id"]);
            parameters["user_id"] = json!(berta.user_id.to_string());
            let owned = service.call(&ana, create, parameters.clone())[kind].clone();
            assert_eq!(owned["user_id"], berta.user_id);
            parameters["created_by"] = json!({ "user_id": berta.user_id, "token_id": null });
            assert_eq!(rules(&service.try_call(&ana, create, parameters)), ["created_by unknown_parameter"]);

            let id = format!("{kind}_id");
            let edited = |with: Value| {
                let mut parameters = with;
                parameters[&id] = unowned["id"].clone();
                service.try_call(&berta, edit, parameters)
            };
            assert_eq!(rules(&edited(json!({ "user_id": stranger.user_id }))), ["user_id unknown_id"]);
            let taken = edited(json!({ "user_id": ana.user_id })).success()[kind].clone();
            assert_eq!(
                (&taken["user_id"], &taken["created_by"], &taken["version"]),
                (&json!(ana.user_id), &unowned["created_by"], &json!(2))
            );
            let history = json!({ "entity": kind, "record_id": unowned["id"], "sort": "-id" });
            let change = service.call(&ana, "Audit.GetHistory", history)["changes"][0].clone();
            assert_eq!(change["fields"], json!([{ "field": "user_id", "from": null, "to": ana.user_id }]));

            let listed = |filter: Value| {
                let found = service.call(&ana, &list, filter);
                assert_eq!(found["total"], found[plural].as_array().expect("a list").len());
                each(&found[plural], "id")
            };
            assert_eq!(listed(json!({ "user_id": ana.user_id, "pagination": 10 })), [unowned["id"].clone()]);
            assert_eq!(listed(json!({ "user_id": [berta.user_id], "pagination": 10 })), [owned["id"].clone()]);
            assert_eq!(listed(json!({ "user_id": [berta.user_id, ana.user_id] })), [unowned["id"].clone(), owned["id"].clone()]);
            assert_eq!(rules(&service.try_call(&ana, &list, json!({ "user_id": [stranger.user_id] }))), ["user_id.0 unknown_id"]);

            assert_eq!(edited(json!({ "user_id": null })).success()[kind]["user_id"], Value::Null);
            assert_eq!(listed(json!({ "empty": ["user_id"], "ids": [unowned["id"], owned["id"]] })), [unowned["id"].clone()]);
            assert_eq!(listed(json!({ "user_id": ana.user_id })), Vec::<Value>::new());
        }
    }
}

#[test]
fn a_record_keeps_an_owner_who_has_left_and_is_found_by_them() {
    for service in services() {
        let ana = service.register("Ana");
        let berta = colleague(&service, &ana, "Berta", "member");
        let mut parameters = service.company(&ana, "Café");
        parameters["user_id"] = json!(berta.user_id);
        let company = service.call(&ana, "CreateCompany", parameters.clone())["company"].clone();
        service.call(&ana, "Profiles.RemoveUser", json!({ "user_id": berta.user_id }));
        let kept = service.call(&ana, "EditCompany", json!({ "company_id": company["id"], "name": "Bar", "user_id": berta.user_id }));
        assert_eq!(kept["company"]["user_id"], berta.user_id);
        assert_eq!(service.call(&ana, "GetCompanies", json!({ "user_id": berta.user_id }))["total"], 1);
        parameters["slug"] = json!("another");
        assert_eq!(rules(&service.try_call(&ana, "CreateCompany", parameters)), ["user_id unknown_id"]);
    }
}

#[test]
fn a_record_says_who_made_it_and_the_feed_does_too() {
    for service in services() {
        let ana = service.register("Ana");
        let berta = colleague(&service, &ana, "Berta", "member");
        let erp = script(&service, &ana, "ERP");
        let made = by_script(&service, &erp, &ana, "Companies.CreateCompany", service.company(&ana, "Café")).success()["company"].clone();
        let author = json!({ "user_id": ana.user_id, "token_id": erp.id });
        assert_eq!(made["created_by"], author);
        let edited = service.call(&berta, "EditCompany", json!({ "company_id": made["id"], "name": "Bar" }));
        assert_eq!(edited["company"]["created_by"], author);
        let changes = service.call(&ana, "Sync.GetChanges", json!({ "entities": "company" }))["changes"].clone();
        assert_eq!(
            changes.as_array().expect("a list").iter().map(|change| &change["record"]["created_by"]).collect::<Vec<_>>(),
            [&author, &author]
        );
        let contact = create_contact(&service, &berta, &made, "José");
        assert_eq!(contact["created_by"], json!({ "user_id": berta.user_id, "token_id": null }));
        let upserted = json!({ "entity": "contact", "records": [{ "id": contact["id"], "user_id": ana.user_id }] });
        by_script(&service, &erp, &ana, "Sync.Upsert", upserted).success();
        let found = service.call(&ana, "GetContacts", json!({}))["contacts"][0].clone();
        assert_eq!((&found["user_id"], &found["created_by"]), (&json!(ana.user_id), &contact["created_by"]));
    }
}

#[test]
fn mine_is_what_i_own_and_what_i_made_and_nobody_owns() {
    for service in services() {
        let ana = service.register("Ana");
        let berta = colleague(&service, &ana, "Berta", "member");
        let (erp, web) = (script(&service, &ana, "ERP"), script(&service, &ana, "Web"));
        let create = |name: &str, owner: Option<&Person>| {
            let mut parameters = service.company(&ana, name);
            parameters["user_id"] = json!(owner.map(|owner| owner.user_id));
            parameters
        };
        let id = |reply: Value| reply["company"]["id"].clone();
        let made = [
            id(service.call(&ana, "CreateCompany", create("By Ana", None))),
            id(service.call(&ana, "CreateCompany", create("By Ana for Berta", Some(&berta)))),
            id(service.call(&berta, "CreateCompany", create("By Berta", None))),
            id(service.call(&berta, "CreateCompany", create("By Berta for Ana", Some(&ana)))),
            id(by_script(&service, &erp, &ana, "Companies.CreateCompany", create("By a script", None)).success()),
            id(by_script(&service, &erp, &ana, "Companies.CreateCompany", create("By a script for Ana", Some(&ana))).success()),
        ];
        let of = |places: &[usize]| places.iter().map(|place| made[*place].clone()).collect::<Vec<_>>();
        let check = |found: Value, places: &[usize]| {
            assert_eq!(each(&found["companies"], "id"), of(places));
            assert_eq!(found["total"], places.len());
        };
        // The second time the totals are remembered.
        for _ in 0..2 {
            check(service.call(&ana, "GetCompanies", json!({ "mine": true })), &[0, 3, 5]);
            check(service.call(&berta, "GetCompanies", json!({ "mine": true })), &[1, 2]);
            check(by_script(&service, &erp, &ana, "Companies.GetCompanies", json!({ "mine": true })).success(), &[4]);
            check(by_script(&service, &web, &ana, "Companies.GetCompanies", json!({ "mine": true })).success(), &[]);
            check(service.call(&ana, "GetCompanies", json!({ "mine": false })), &[0, 1, 2, 3, 4, 5]);
            check(service.call(&ana, "GetCompanies", json!({ "mine": true, "query": "script" })), &[5]);
            check(service.call(&berta, "GetCompanies", json!({ "mine": "1", "sort": "-id", "pagination": 5 })), &[2, 1]);
        }
        let first = service.call(&ana, "GetCompanies", json!({ "mine": true, "cursor": null, "pagination": 2 }));
        check_walk(&first, &of(&[0, 3]));
        let next = json!({ "mine": true, "cursor": first["next_cursor"], "pagination": 2 });
        assert_eq!(rules(&service.try_call(&berta, "GetCompanies", next.clone())), ["cursor of_another_list"]);
        check_walk(&service.call(&ana, "GetCompanies", next), &of(&[5]));
        let without = json!({ "cursor": first["next_cursor"], "pagination": 2 });
        assert_eq!(rules(&service.try_call(&ana, "GetCompanies", without)), ["cursor of_another_list"]);
        service.call(&ana, "EditCompany", json!({ "company_id": made[1], "user_id": null }));
        check(service.call(&berta, "GetCompanies", json!({ "mine": true })), &[2]);
        check(service.call(&ana, "GetCompanies", json!({ "mine": true })), &[0, 1, 3, 5]);
    }
}

#[track_caller]
fn check_walk(found: &Value, expected: &[Value]) {
    assert_eq!(each(&found["companies"], "id"), expected);
    assert_eq!(found["total"], 3);
}

#[test]
fn without_owners_mine_is_what_i_made_and_with_owners_alone_what_i_own() {
    for service in services() {
        let ana = service.register("Ana");
        let berta = colleague(&service, &ana, "Berta", "member");
        let erp = script(&service, &ana, "ERP");
        let company = service.create_company(&ana, "Café");
        let vehicle = |plate: &str| json!({ "company_id": company["id"], "plate": plate, "name": "Furgoneta" });
        service.call(&ana, "CreateVehicle", vehicle("A"));
        service.call(&berta, "CreateVehicle", vehicle("B"));
        by_script(&service, &erp, &ana, "Vehicles.CreateVehicle", vehicle("E")).success();
        let plates = |found: Value| each(&found["vehicles"], "plate");
        assert_eq!(plates(service.call(&ana, "GetVehicles", json!({ "mine": true }))), ["A"]);
        assert_eq!(plates(service.call(&berta, "GetVehicles", json!({ "mine": true }))), ["B"]);
        assert_eq!(plates(by_script(&service, &erp, &ana, "Vehicles.GetVehicles", json!({ "mine": true })).success()), ["E"]);

        let ticket = |owner: &Person| {
            json!({
                "title": "Fuga", "description": "Gotea.", "company_id": company["id"], "user_id": owner.user_id,
                "origin_id": service.entry(&ana, "ticket_origins", "Telephone"), "case_id": service.entry(&ana, "ticket_cases", "Fault"),
                "priority_id": service.entry(&ana, "ticket_priorities", "Normal"), "estimated_end_at": "2026-03-01", "notify": false,
            })
        };
        let made = by_script(&service, &erp, &ana, "Tickets.CreateTicket", ticket(&berta)).success()["ticket"].clone();
        assert_eq!(made["created_by"], json!({ "user_id": ana.user_id, "token_id": erp.id }));
        let total = |found: Value| found["total"].clone();
        assert_eq!(total(service.call(&berta, "GetTickets", json!({ "mine": true }))), 1);
        assert_eq!(total(service.call(&ana, "GetTickets", json!({ "mine": true }))), 0);
        assert_eq!(total(by_script(&service, &erp, &ana, "Tickets.GetTickets", json!({ "mine": true })).success()), 0);
    }
}

/// Records of an earlier release have their author from the change that made them; where that says nobody, they have none.
#[test]
fn a_migration_finds_who_made_earlier_records() {
    for service in services() {
        let ana = service.register("Ana");
        let erp = script(&service, &ana, "ERP");
        let by_ana = service.create_company(&ana, "By Ana");
        by_script(&service, &erp, &ana, "Companies.CreateCompany", service.company(&ana, "By a script")).success();
        let nobodys = service.create_company(&ana, "By nobody");
        service.call(&ana, "EditCompany", json!({ "company_id": by_ana["id"], "name": "By Ana, still" }));
        execute(
            &service,
            &format!("UPDATE changes SET user_id = NULL, token_id = NULL WHERE entity = 'company' AND record_id = {}", nobodys["id"]),
        );
        let folder = if service.database.is_sqlite() { "sqlite" } else { "postgres" };
        let path = format!("{}/migrations/{folder}/2026-11-30-000020_owners/up.sql", env!("CARGO_MANIFEST_DIR"));
        let migration = std::fs::read_to_string(path).expect("the migration");
        execute(&service, "UPDATE companies SET created_by = NULL, created_by_token = NULL");
        for statement in migration.split(';').map(str::trim).filter(|statement| statement.starts_with("UPDATE")) {
            execute(&service, statement);
        }
        let found = service.call(&ana, "GetCompanies", json!({}))["companies"].clone();
        let expected =
            [json!({ "user_id": ana.user_id, "token_id": null }), json!({ "user_id": ana.user_id, "token_id": erp.id }), Value::Null];
        assert_eq!(each(&found, "created_by"), expected);
    }
}

/// Both filters are answered from an index of their own, in the order of the list.
#[test]
fn owners_and_mine_are_found_by_an_index() {
    for service in services() {
        for (kind, plural, _) in OWNED {
            // Products and services are the kinds of one table.
            let (table, among) = match kind {
                "product" | "service" => ("products", format!(" AND products.kind = '{kind}'")),
                _ => (plural, String::new()),
            };
            let whose = format!("COALESCE({table}.user_id, -{table}.created_by_token, {table}.created_by)");
            for (condition, index) in [(format!("{table}.user_id"), "user"), (whose, "mine")] {
                let query =
                    format!("SELECT id FROM {table} WHERE {table}.profile_id = 1{among} AND {condition} = 1 ORDER BY {table}.id LIMIT 10");
                let plan = plan(&service, &query);
                assert!(plan.contains(&format!("{table}_{index}")) && !plan.to_lowercase().contains("sort"), "{query}: {plan}");
            }
        }
    }
}

fn plan(service: &Service, query: &str) -> String {
    match Inspector::open(&service.database.url) {
        Inspector::Sqlite(connection) => {
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {query}")).expect("a query");
            let rows = statement.query_map([], |row| row.get::<_, String>(3)).expect("a plan");
            rows.collect::<Result<Vec<_>, _>>().expect("a plan").join("\n")
        }
        Inspector::Postgres(mut connection) => {
            use diesel::connection::SimpleConnection;
            use diesel::prelude::*;
            #[derive(QueryableByName)]
            struct Line {
                #[diesel(sql_type = diesel::sql_types::Text, column_name = "QUERY PLAN")]
                line: String,
            }
            // A small table is read whole otherwise.
            connection.batch_execute("SET enable_seqscan = off; SET enable_bitmapscan = off").expect("settings");
            let lines: Vec<Line> = diesel::sql_query(format!("EXPLAIN {query}")).load(&mut connection).expect("a plan");
            lines.into_iter().map(|line| line.line).collect::<Vec<_>>().join("\n")
        }
    }
}

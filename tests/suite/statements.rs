//! The number of statements: a page of ten costs as many as one of five hundred, and a call looks up all records that it names at
//! once.
//!
//! Invariants: the lists are found in the registry, each is asked for everything that it can show, and each row refers to
//! records of its own, so that a list that is added later is held to it without anybody thinking of it. Statements are counted
//! where diesel runs them, for this test's databases alone.

use diesel::prelude::*;
use serde_json::{Value, json};
use ventanilla::auth::registration::Registration;
use ventanilla::db::call::Call;
use ventanilla::db::connection::{AnyConnection, DatabaseAddress, Purpose, open};
use ventanilla::db::scope::Manager;
use ventanilla::db::writes::Operator;
use ventanilla::error::Result;
use ventanilla::fields::{Instant, Named};
use ventanilla::modules;
use ventanilla::modules::notifications::{Notice, Words, notify};
use ventanilla::records::catalog_entry::CatalogEntry;
use ventanilla::records::company::Company;
use ventanilla::records::document_line::{OrderLine, QuotationLine};
use ventanilla::records::input::Input;
use ventanilla::records::ticket::Ticket;
use ventanilla::records::ticket_comment::TicketComment;
use ventanilla::records::webhook::Webhook;
use ventanilla::rpc::registry::Entry;

use crate::contacts::create_contact;
use crate::examples::described;
use crate::listening::Statements;
use crate::records::{company, contact, feedback, interaction, lead, opportunity, order, product, quotation, service, ticket, vehicle};
use crate::service::{Database, Person, Service, databases};

/// The number of records of each kind, which is the size of the longer page.
const ROWS: usize = 500;

/// The methods that list any number of records: their reply has a total and a page number.
fn lists(definition: &Value) -> Vec<&'static Entry> {
    let registry = Box::leak(Box::new(modules::registry()));
    let listing = registry.entries().iter().filter(|entry| {
        let schema = &described(definition, entry)["result"]["schema"];
        let schema = schema["$ref"].as_str().map_or(schema, |reference| definition.pointer(reference.trim_start_matches('#')).unwrap());
        // Catalogs and inputs are read at once, because a profile has a bounded number of each.
        let is_bounded = described(definition, entry)["params"].to_string().contains("-position");
        // The lists of a directory have shorter pages, and a test of their own.
        !is_bounded && !entry.access.directory && ["total", "current_page"].iter().all(|key| schema["properties"].get(key).is_some())
    });
    listing.collect()
}

/// Parameters that ask a list for everything that it can show; a list about one record is asked about this company.
fn whole(definition: &Value, entry: &Entry, pagination: usize, company_id: i64) -> Value {
    let names = described(definition, entry)["params"].as_array().unwrap().iter().map(|param| param["name"].as_str().unwrap());
    let mut parameters = json!({ "pagination": pagination });
    for name in names {
        match name {
            "record_id" => (parameters["entity"], parameters["record_id"]) = (json!("company"), json!(company_id)),
            with if with.starts_with("with_") => parameters[with] = json!(true),
            _ => {}
        }
    }
    parameters
}

/// Creates this number of records of each kind, each with references of its own, and one company with as many changes. Returns
/// that company's id.
fn fill(manager: &mut Manager, user_id: i64) -> Result<i64> {
    let rows = manager.rows::<CatalogEntry>();
    let entries = manager.load(rows)?;
    let entry = |catalog: &str| entries.iter().find(|entry| entry.catalog == catalog).expect("an entry").id;
    let (kind, industry, origin) = (entry("company_types"), entry("company_industries"), entry("contact_origins"));
    let (tax, stage) = (entry("product_taxes"), entry("stages"));
    let about = ["ticket_origins", "ticket_cases", "ticket_priorities"].map(entry);
    manager.note_links()?;
    for (owner, through) in [
        ("contact", "company_id"),
        ("lead", "product_id"),
        ("lead", "company_id"),
        ("opportunity", "contact_id"),
        ("ticket", "company_id"),
        ("interaction", "contact_id"),
    ] {
        manager.insert(Input {
            entity: owner.to_owned(),
            slug: format!("by_{through}"),
            name: through.to_owned(),
            kind: "linked".to_owned(),
            options: "[]".to_owned(),
            position: 1,
            required: false,
            public: false,
            default_value: None,
            external_ids: "{}".to_owned(),
            link: Some(format!(r#"{{"through":"{through}","field":"name"}}"#)),
        })?;
    }
    for number in 0..ROWS {
        let since = Some(manager.moment());
        let company_id = manager.insert(Company { customer_since: since, ..company(number, kind, industry) })?.id;
        let contact_id = manager.insert(contact(company_id, origin))?.id;
        let product_id = manager.insert(product(number, tax))?.id;
        manager.insert(service(number, tax))?;
        manager.insert(lead(company_id, origin, product_id, user_id))?;
        manager.insert(interaction(company_id, contact_id, user_id))?;
        manager.insert(feedback(company_id, contact_id))?;
        let deal = manager.insert(opportunity(user_id, stage, company_id, contact_id, &[product_id]))?;
        manager.insert(vehicle(number, company_id, contact_id))?;
        let line = manager.reserve_ids::<QuotationLine>(1)?[0];
        manager.insert(quotation(company_id, contact_id, product_id, line))?;
        let line = manager.reserve_ids::<OrderLine>(1)?[0];
        manager.insert(order(number, company_id, contact_id, product_id, line))?;
        let ticket_id = manager.insert(ticket(user_id, deal.id, &deal, about))?.id;
        manager.insert(TicketComment { ticket_id, user_id, comment: "Sigue igual.".to_owned(), external_ids: "{}".to_owned() })?;
        let subject = Words::Written("Fuga".to_owned());
        notify(manager, Notice { user_ids: vec![user_id], entity: Ticket::ENTITY, record_id: ticket_id, subject, comment: None })?;
    }
    let webhook = Webhook {
        url: "https://erp.example.com/ventanilla".to_owned(),
        description: None,
        entities: "[]".to_owned(),
        operations: "[]".to_owned(),
        exclude_origin: None,
        enabled: false,
        disabled_at: None,
        disabled_reason: None,
        secret: String::new(),
        previous_secret: None,
        previous_secret_ends_at: None,
    };
    let webhook_id = manager.insert(webhook)?.id;
    for _ in 0..ROWS {
        manager.queue_test(webhook_id)?;
    }
    let mut changed = manager.insert(company(ROWS, kind, industry))?;
    for number in 1..ROWS {
        let next = Company { phone: Some(number.to_string()), ..changed.record.clone() };
        changed = manager.update(changed, next)?;
    }
    Ok(changed.id)
}

/// Fills the person's profile, and returns the id of the company with many changes.
pub fn filled(service: &Service, person: &Person) -> i64 {
    let mut operator = Operator::open(&DatabaseAddress::parse(&service.database.url).unwrap()).unwrap();
    let call = Call::of_operator(Registration::Closed).unwrap();
    let scope = |lease| Manager::of_operator(lease, call, person.profile_id, person.user_id, Instant::now());
    let changed = operator.run(scope, |manager| fill(manager, person.user_id)).unwrap();
    // The search index is brought up to date now, so that the writer does not do it while statements are counted.
    operator.tidy().unwrap();
    changed
}

#[test]
fn a_page_of_ten_costs_as_many_statements_as_one_of_five_hundred() {
    for database in databases() {
        let statements = Statements::of(&database);
        // The courier does not run, so that its statements are not counted.
        let service = Service::start_without_errands(database);
        let ana = service.register("Ana");
        let changed = filled(&service, &ana);
        let definition = service.get("/openrpc.json").document();
        let mut complaints = Vec::new();
        let lists = lists(&definition);
        for entry in &lists {
            let [ten, all] = [10, ROWS].map(|pagination| {
                let mut asked = whole(&definition, entry, pagination, changed);
                if entry.name == "GetSegments" {
                    let all = service.call(&ana, &entry.qualified, json!({}))["segments"].clone();
                    let largest = all.as_array().unwrap().iter().max_by_key(|segment| segment["count"].as_i64());
                    asked["segment"] = largest.expect("a segment")["segment"].clone();
                }
                let list = || service.call(&ana, &entry.qualified, asked.clone());
                // The first call may open connections and count what the second remembers.
                list();
                statements.take();
                let page = list();
                // Beside its records a reply may have a short list, such as the segments.
                let rows = page.as_object().unwrap().values().filter_map(Value::as_array).map(Vec::len).max();
                assert_eq!(rows, Some(pagination), "{}: this test has no {ROWS} such records; make them in fill", entry.qualified);
                statements.take()
            });
            assert!(!ten.is_empty(), "{}: no statement was heard", entry.qualified);
            if ten.len() != all.len() {
                let surplus = all.iter().take(2 * ten.len() + 3).map(|statement| statement.chars().take(200).collect::<String>());
                let surplus: Vec<String> = surplus.collect();
                complaints.push(format!("{}: {} and {}: {}", entry.qualified, ten.len(), all.len(), surplus.join("\n  ")));
            }
        }
        assert!(complaints.is_empty(), "a page of ten and one of {ROWS} differ:\n{}", complaints.join("\n"));
        let names: Vec<&str> = lists.iter().map(|entry| entry.qualified.as_str()).collect();
        for module in ["Companies", "Contacts", "Products", "Services", "Opportunities", "Tickets", "Quotations", "Orders", "Notifications"]
        {
            let known = format!("{module}.Get{module}");
            assert!(names.contains(&known.as_str()), "{known} is a list, and was not found among {names:?}");
        }
    }
}

/// The records of all kinds that a call names are looked up together, by their ids and by their external IDs.
#[test]
fn all_records_that_a_call_names_are_looked_up_in_one_statement() {
    const KINDS: [&str; 3] = ["catalog_entries", "companies", "contacts"];
    for database in databases() {
        let statements = Statements::of(&database);
        let service = Service::start_without_errands(database);
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Company");
        let contact = create_contact(&service, &ana, &company, "José");
        service.call(&ana, "EditContact", json!({ "contact_id": contact["id"], "external_ids": { "sap": "000123" } }));
        let entry = |catalog, name| service.entry(&ana, catalog, name);
        let ticket = json!({
            "title": "Fuga", "description": "Gotea.", "company_id": company["id"], "contact_id": { "sap": "000123" }, "user_id": ana.user_id,
            "origin_id": entry("ticket_origins", "Telephone"), "case_id": entry("ticket_cases", "Fault"),
            "priority_id": entry("ticket_priorities", "Normal"), "estimated_end_at": "2026-03-01", "notify": false,
        });
        let list = json!({
            "company_id": [company["id"]], "contact_id": contact["id"], "user_id": ana.user_id,
            "origin_id": [entry("ticket_origins", "Telephone"), entry("ticket_origins", "Chat")], "case_id": entry("ticket_cases", "Fault"),
        });
        for (method, parameters) in [("CreateTicket", ticket), ("GetTickets", list)] {
            statements.take();
            service.call(&ana, method, parameters);
            let heard = statements.take();
            // The writer may bring the search index up to date at any moment.
            let heard: Vec<&String> =
                heard.iter().filter(|statement| !statement.contains("search_backlog") && !statement.contains("_search")).collect();
            let looked_up: Vec<&&String> = heard.iter().filter(|statement| KINDS.iter().any(|kind| statement.contains(kind))).collect();
            let [only] = looked_up.as_slice() else { panic!("{method}: {heard:#?}") };
            assert!(KINDS.iter().chain(&["members"]).all(|kind| only.contains(kind)), "{method}: {only}");
        }
    }
}

/// Every statement is heard, on every connection: this gives the tests above their worth.
#[test]
fn every_statement_is_heard_and_those_of_other_databases_are_not() {
    let (heard, unheard) = (databases(), databases());
    for (database, other) in heard.iter().zip(&unheard) {
        let statements = Statements::of(database);
        let run = |database: &Database, times: usize| {
            let mut connection = open(&DatabaseAddress::parse(&database.url).unwrap(), Purpose::Write).unwrap();
            for _ in 0..times {
                match &mut connection {
                    AnyConnection::Sqlite(connection) => diesel::sql_query("SELECT 1").execute(connection),
                    AnyConnection::Postgres(connection) => diesel::sql_query("SELECT 1").execute(connection),
                }
                .unwrap();
            }
        };
        run(database, 3);
        run(other, 5);
        run(database, 4);
        assert_eq!(statements.take().len(), 7);
        assert_eq!(statements.take().len(), 0);
    }
}

//! Renewal: a database whose search texts were folded by an earlier program is brought up to date. Afterwards searches find what
//! they did not find before, nothing else has changed, and an interrupted renewal goes on where it stopped.

use std::sync::Barrier;

use serde_json::{Value, json};
use ventanilla::db::connection::{DatabaseAddress, Purpose, open};
use ventanilla::db::migrate::migrate;
use ventanilla::db::renewal::renew_some;
use ventanilla::fields::folding::VERSION;

use crate::calls::{changes, each, execute, number, wait_for_search_index};
use crate::contacts::create_contact;
use crate::inspect::Inspector;
use crate::service::{Database, Person, Service, databases, services};

/// A name, its text as the first folding made it, and a query that finds it now.
const NAMES: [(&str, &str, &str); 5] = [
    ("Straßenbau", "straßenbau", "STRASSENBAU"),
    ("Łódź", "łodz", "lodz"),
    ("ØRSTED", "ørsted", "orsted"),
    ("Đặng Þór", "đang þor", "dang thor"),
    ("Café Núñez", "cafe nunez", "CAFÉ NUNEZ"),
];

const TABLES: [&str; 5] = ["companies", "contacts", "products", "opportunities", "tickets"];

/// Fills a service with all kinds of record that are searched; their texts are as the first folding made them.
fn of_before(service: &Service) -> Person {
    let ana = service.register("Ana");
    for (name, ..) in NAMES {
        let company = service.create_company(&ana, name);
        let contact = create_contact(service, &ana, &company, name);
        service.call(&ana, "EditContact", json!({ "contact_id": contact["id"], "email": format!("{}@example.com", contact["id"]) }));
        service.call(&ana, "CreateProduct", json!({ "name": name, "value": 1 }));
        let opportunity = json!({
            "user_id": ana.user_id, "title": name, "value": 1, "estimated_end_at": "31/12/26", "prospect_type": "new", "operation_type": "renew",
            "stage_id": service.entry(&ana, "stages", "Prospecting"), "company_id": company["id"], "contact_id": contact["id"],
            "want_products": false, "want_tax": false, "notify": false,
        });
        service.call(&ana, "CreateOpportunity", opportunity);
        let ticket = json!({
            "title": name, "description": "Gotea.", "company_id": company["id"], "user_id": ana.user_id, "notify": false,
            "origin_id": service.entry(&ana, "ticket_origins", "Telephone"), "case_id": service.entry(&ana, "ticket_cases", "Fault"),
            "priority_id": service.entry(&ana, "ticket_priorities", "Normal"), "estimated_end_at": "2026-03-01",
        });
        service.call(&ana, "CreateTicket", ticket);
    }
    wait_for_search_index(service);
    for table in TABLES {
        for (position, (_, folded, _)) in NAMES.iter().enumerate() {
            let nth = format!("SELECT id FROM {table} ORDER BY id LIMIT 1 OFFSET {position}");
            execute(service, &format!("UPDATE {table} SET search_text = '{folded}' WHERE id = ({nth})"));
        }
        if service.database.is_sqlite() {
            execute(
                service,
                &format!("INSERT OR REPLACE INTO {table}_search (rowid, text) SELECT (profile_id << 40) + id, search_text FROM {table}"),
            );
        }
    }
    execute(
        service,
        "UPDATE contacts SET email = 'jose\u{301}@example.com', email_folded = 'jose\u{301}@example.com' WHERE id = (SELECT min(id) FROM contacts)",
    );
    execute(service, "DELETE FROM settings WHERE name = 'folding'");
    ana
}

fn found(service: &Service, ana: &Person, method: &str, plural: &str, query: &str) -> usize {
    // Totals are remembered for a moment, listed rows are not, so the rows are counted.
    each(&service.call(ana, method, json!({ "query": query, "pagination": 100, "page": 1 }))[plural], "id").len()
}

const LISTS: [(&str, &str); 5] = [
    ("Companies.GetCompanies", "companies"),
    ("Contacts.GetContacts", "contacts"),
    ("Products.GetProducts", "products"),
    ("Opportunities.GetOpportunities", "opportunities"),
    ("Tickets.GetTickets", "tickets"),
];

/// Starts a service on the database, which brings it up to date first.
fn started_on(before: &Service) -> Service {
    Service::start(Database::at(&before.database.url), |_| ())
}

fn assert_all_are_found(before: &Service, ana: &Person) {
    let service = &started_on(before);
    for settled in [false, true] {
        for (method, plural) in LISTS {
            for (name, _, query) in NAMES {
                assert_eq!(found(service, ana, method, plural, query), 1, "{method} {query}");
                assert_eq!(found(service, ana, method, plural, name), 1, "{method} {name}");
            }
        }
        if settled {
            break;
        }
        wait_for_search_index(service);
    }
}

fn address(service: &Service) -> DatabaseAddress {
    DatabaseAddress::parse(&service.database.url).expect("a URL")
}

/// The ids, versions and times of all records, which a renewal leaves alone.
fn records(service: &Service) -> Vec<String> {
    let mut inspector = Inspector::open(&service.database.url);
    let columns = "id || ' ' || version || ' ' || created_at || ' ' || updated_at";
    TABLES.iter().flat_map(|table| inspector.texts(&format!("SELECT '{table} ' || {columns} FROM {table} ORDER BY id"))).collect()
}

fn folding(service: &Service) -> Vec<String> {
    Inspector::open(&service.database.url).texts("SELECT name || ' ' || value FROM settings WHERE name LIKE 'folding%' ORDER BY name")
}

#[test]
fn a_new_database_has_nothing_to_renew() {
    for service in services() {
        assert_eq!(folding(&service), [format!("folding {VERSION}")]);
        let mut connection = open(&address(&service), Purpose::Write).expect("the database opens");
        assert!(!renew_some(&mut connection, 1000).expect("nothing is done"));
    }
}

#[test]
fn a_database_of_before_finds_what_it_did_not_find_and_nothing_else_changes() {
    for service in services() {
        let ana = of_before(&service);
        for (method, plural) in LISTS {
            for query in ["STRASSENBAU", "lodz", "orsted", "dang thor"] {
                assert_eq!(found(&service, &ana, method, plural, query), 0, "the texts are those of before: {method} {query}");
            }
        }
        let (before, records_before) = (changes(&service), records(&service));
        assert_eq!(migrate(&address(&service)).expect("it is brought up to date"), Vec::<String>::new());
        assert_all_are_found(&service, &ana);
        assert_eq!(folding(&service), [format!("folding {VERSION}")]);
        assert_eq!((changes(&service), records(&service)), (before, records_before));
        let contact = service.call(&ana, "GetContact", json!({ "search_by": "email", "search_value": "JOS\u{c9}@example.com" }));
        assert_eq!(contact["contact"]["email"], "jose\u{301}@example.com", "what is shown stays as it came");
    }
}

#[test]
fn whoever_is_interrupted_goes_on_where_they_were() {
    for service in services() {
        let ana = of_before(&service);
        let mut steps = 0;
        loop {
            // A new connection for each step, as after a kill.
            let mut connection = open(&address(&service), Purpose::Write).expect("the database opens");
            if !renew_some(&mut connection, 2).expect("some are renewed") {
                break;
            }
            steps += 1;
            let done = folding(&service);
            assert!(done.len() == 1 && done[0].starts_with(&format!("folding_under_way {VERSION} ")), "{done:?}");
            assert!(steps < 100, "it comes to an end");
            if steps == 2 {
                let renewed = number(&service, "SELECT count(*) AS number FROM companies WHERE search_text LIKE '%strassenbau%'");
                let waiting = number(&service, "SELECT count(*) AS number FROM companies WHERE search_text = 'cafe nunez'");
                assert_eq!((renewed, waiting), (1, 1), "it is in the middle");
                // A record that is created meanwhile has the new folding already.
                service.create_company(&ana, "Ħamrun");
            }
        }
        assert!(steps > 10, "{steps}");
        assert_all_are_found(&service, &ana);
        assert_eq!(found(&service, &ana, "Companies.GetCompanies", "companies", "hamrun"), 1);
        assert_eq!(folding(&service), [format!("folding {VERSION}")]);
    }
}

#[test]
fn another_folding_that_was_under_way_is_begun_anew() {
    for service in services() {
        let ana = of_before(&service);
        execute(&service, "INSERT INTO settings (name, value) VALUES ('folding_under_way', '1 tickets 5')");
        execute(&service, "INSERT INTO settings (name, value) VALUES ('folding', '1')");
        migrate(&address(&service)).expect("it is brought up to date");
        assert_all_are_found(&service, &ana);
    }
}

#[test]
fn nodes_that_start_together_renew_together() {
    const NODES: usize = 4;
    for database in databases().into_iter().filter(|database| !database.is_sqlite()) {
        let service = Service::start(Database::at(&database.url), |_| ());
        let ana = of_before(&service);
        let barrier = Barrier::new(NODES);
        std::thread::scope(|scope| {
            for _ in 0..NODES {
                scope.spawn(|| {
                    barrier.wait();
                    migrate(&address(&service)).expect("it is brought up to date");
                    assert_eq!(folding(&service), [format!("folding {VERSION}")], "each starts when all is renewed");
                });
            }
        });
        assert_all_are_found(&service, &ana);
    }
}

#[test]
fn slugs_that_exist_stay() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Łódź");
        assert_eq!(company["slug"], "lodz");
        execute(&service, "UPDATE companies SET slug = 'łodz'");
        execute(&service, "DELETE FROM settings WHERE name = 'folding'");
        migrate(&address(&service)).expect("it is brought up to date");
        let kept = service.call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": company["id"] }))["company"].clone();
        assert_eq!((&kept["slug"], &kept["version"]), (&Value::from("łodz"), &Value::from(1)));
    }
}

//! The demonstration: its amounts are exact, its times are real, its counters agree.

use serde_json::{Value, json};
use ventanilla::db::connection::DatabaseAddress;
use ventanilla::db::migrate::migrate;
use ventanilla::demo;
use ventanilla::fields::Instant;
use ventanilla::records::company::CUSTOMER_STATUSES;
use ventanilla::records::lead::STATUSES;

use crate::inspect::Inspector;
use crate::revival::revived;
use crate::service::{Database, Service, databases};

/// A demonstration of its usual size on each database.
fn filled() -> Vec<Database> {
    let filled = databases().into_iter().inspect(|database| {
        let address = DatabaseAddress::parse(&database.url).unwrap();
        migrate(&address).unwrap();
        let mut told = 0;
        assert!(demo::fill(&address, demo::COMPANIES, |companies| told = companies).unwrap());
        assert_eq!(told, demo::COMPANIES);
    });
    filled.collect()
}

#[test]
fn a_filled_database_holds_together() {
    for database in filled() {
        let mut inspector = Inspector::open(&database.url);
        lines_come_to_what_they_say(&mut inspector);
        what_is_closed_says_when(&mut inspector);
        times_grow_with_ids_and_are_past(&mut inspector);
        every_change_is_recorded(&mut inspector);
        counters_agree(&mut inspector);
        each_record_is_what_its_last_change_says(&database.url);
        who_signs_in_sees_it(database);
    }
}

#[test]
fn a_database_that_has_users_is_left_as_it_is() {
    for service in crate::service::services() {
        service.register("Ana");
        let mut inspector = Inspector::open(&service.database.url);
        let before = inspector.snapshot();
        assert!(!demo::fill(&DatabaseAddress::parse(&service.database.url).unwrap(), 10, |_| ()).unwrap());
        assert_eq!(inspector.snapshot(), before);
    }
}

#[test]
fn any_number_of_companies_will_do() {
    for companies in [0, 1, 7] {
        for database in databases() {
            let address = DatabaseAddress::parse(&database.url).unwrap();
            migrate(&address).unwrap();
            assert!(demo::fill(&address, companies, |_| ()).unwrap());
            let made = Inspector::open(&database.url).number("SELECT count(*) FROM companies");
            assert_eq!(made, i64::try_from(companies).unwrap());
        }
    }
}

fn lines_come_to_what_they_say(inspector: &mut Inspector) {
    let lines = inspector.texts("SELECT products FROM opportunities ORDER BY id");
    let values = inspector.texts("SELECT value FROM opportunities ORDER BY id");
    let taxed = inspector.texts("SELECT CASE WHEN want_tax THEN 'yes' ELSE 'no' END FROM opportunities ORDER BY id");
    assert_eq!((lines.len(), values.len()), (400, 400));
    let mut seen = 0;
    for ((lines, value), taxed) in lines.iter().zip(&values).zip(&taxed) {
        let lines: Vec<Value> = serde_json::from_str(lines).unwrap();
        let mut sum = 0;
        for line in &lines {
            let part = |name: &str| ten_thousandths(&line[name]);
            // The exact amount in units of 10⁻¹²; a hundredth has 10¹⁰ of them.
            let exact = part("amount") * (part("price") - part("discount")) * (10_000 + part("tax"));
            let hundredths = (exact + 5_000_000_000).div_euclid(10_000_000_000);
            assert_eq!(part("total"), hundredths * 100, "{line}");
            assert!(part("amount") > 0 && (0..=part("price")).contains(&part("discount")), "{line}");
            assert!(taxed == "yes" || part("tax") == 0, "{line}");
            sum += part("total");
            seen += 1;
        }
        if !lines.is_empty() {
            assert_eq!(value.parse::<i128>().unwrap(), sum, "{lines:?}");
        }
    }
    assert!(seen > 600, "{seen} lines");
}

fn ten_thousandths(number: &Value) -> i128 {
    let text = number.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    format!("{whole}{fraction:0<4}").parse().unwrap()
}

fn what_is_closed_says_when(inspector: &mut Inspector) {
    let none = |inspector: &mut Inspector, condition: &str| assert_eq!(inspector.number(&format!("SELECT count(*) FROM {condition}")), 0);
    none(inspector, "opportunities WHERE (status IN ('won', 'lost')) <> (closed_at IS NOT NULL)");
    none(inspector, "opportunities WHERE (status = 'lost') <> (lost_reason IS NOT NULL)");
    none(inspector, "opportunities WHERE closed_at < created_at");
    none(inspector, "opportunities WHERE want_products <> (products <> '[]')");
    none(inspector, "tickets WHERE (status IN ('solved', 'closed')) <> (solved_at IS NOT NULL)");
    none(inspector, "tickets WHERE (status = 'closed') <> (closed_at IS NOT NULL)");
    let count =
        |inspector: &mut Inspector, status| inspector.number(&format!("SELECT count(*) FROM opportunities WHERE status = '{status}'"));
    let [active, won, lost] = ["active", "won", "lost"].map(|status| count(inspector, status));
    assert!(active > 20 && (20..45).contains(&(100 * won / (won + lost))), "{active} active, {won} won, {lost} lost");
}

fn times_grow_with_ids_and_are_past(inspector: &mut Inspector) {
    let now = Instant::now().microseconds();
    let year = 366 * 86_400_000_000;
    for table in [
        "users",
        "profiles",
        "companies",
        "contacts",
        "products",
        "leads",
        "opportunities",
        "interactions",
        "tickets",
        "ticket_comments",
        "quotations",
        "orders",
        "feedback",
    ] {
        let unordered = format!(
            "SELECT count(*) FROM {table} AS one JOIN {table} AS other ON one.id < other.id WHERE other.created_at < one.created_at"
        );
        assert_eq!(inspector.number(&unordered), 0, "{table}");
        assert!(inspector.number(&format!("SELECT min(created_at) FROM {table}")) > now - year, "{table}");
    }
    for (table, column) in [
        ("companies", "updated_at"),
        ("contacts", "updated_at"),
        ("leads", "updated_at"),
        ("opportunities", "updated_at"),
        ("opportunities", "closed_at"),
        ("tickets", "updated_at"),
        ("ticket_comments", "created_at"),
        ("changes", "changed_at"),
    ] {
        assert!(inspector.number(&format!("SELECT max({column}) FROM {table}")) <= now, "{table}.{column}");
    }
    let unordered = "SELECT count(*) FROM changes AS one JOIN changes AS other ON other.sequence = one.sequence + 1 WHERE other.changed_at < one.changed_at";
    assert_eq!(inspector.number(unordered), 0);
}

fn every_change_is_recorded(inspector: &mut Inspector) {
    let kinds = [
        ("companies", "company"),
        ("opportunities", "opportunity"),
        ("tickets", "ticket"),
        ("products", "product"),
        ("services", "service"),
        ("interactions", "interaction"),
        ("quotations", "quotation"),
        ("orders", "order"),
        ("feedback", "feedback"),
    ];
    for (table, entity) in kinds {
        let recorded = format!("SELECT count(*) FROM changes WHERE entity = '{entity}' AND record_id = {table}.id");
        let rows = rows_of(table);
        assert_eq!(inspector.number(&format!("SELECT count(*) FROM {rows} WHERE version <> ({recorded})")), 0, "{table}");
    }
    let by_others = "SELECT count(*) FROM opportunities JOIN changes ON record_id = opportunities.id AND entity = 'opportunity' WHERE changes.user_id <> opportunities.user_id";
    assert_eq!(inspector.number(by_others), 0);
}

/// The rows of a kind; products and services have one table.
fn rows_of(kind: &str) -> String {
    match kind {
        "products" => "(SELECT * FROM products WHERE kind = 'product') AS products".to_owned(),
        "services" => "(SELECT * FROM products WHERE kind = 'service') AS services".to_owned(),
        "quotation_lines" => "(SELECT * FROM document_lines WHERE document = 'quotation') AS quotation_lines".to_owned(),
        "order_lines" => "(SELECT * FROM document_lines WHERE document = 'order') AS order_lines".to_owned(),
        table => table.to_owned(),
    }
}

fn counters_agree(inspector: &mut Inspector) {
    let counters =
        inspector.texts("SELECT facet || ' ' || value || ' ' || sum(amount) FROM counters WHERE facet <> 'revision' GROUP BY facet, value");
    for counter in &counters {
        let parts: Vec<&str> = counter.split(' ').collect();
        let counted = match parts[0].split_once('.') {
            // A status is counted by its place among the statuses.
            Some(("leads", "status")) => {
                let status = STATUSES[parts[1].parse::<usize>().expect("a place")];
                format!("SELECT count(*) FROM leads WHERE status = '{status}'")
            }
            Some(("companies", "customer_status")) => {
                let status = match parts[1].parse::<usize>().expect("a place").checked_sub(1) {
                    Some(place) => format!("= '{}'", CUSTOMER_STATUSES[place]),
                    None => "IS NULL".to_owned(),
                };
                format!("SELECT count(*) FROM companies WHERE customer_since IS NOT NULL AND customer_status {status}")
            }
            Some((table, column)) => format!("SELECT count(*) FROM {} WHERE {column} = {}", rows_of(table), parts[1]),
            None => format!("SELECT count(*) FROM {}", rows_of(parts[0])),
        };
        assert_eq!(inspector.number(&counted).to_string(), parts[2], "{counter}");
    }
    assert!(counters.iter().any(|counter| counter == "opportunities 0 400"), "{counters:?}");
    assert!(counters.iter().any(|counter| counter.starts_with("companies.customer_status 1 ")), "{counters:?}");
    assert!(counters.iter().any(|counter| counter.starts_with("tickets.company_id")), "{counters:?}");
}

fn each_record_is_what_its_last_change_says(url: &str) {
    let compared = revived(url).len();
    assert!(compared >= 9, "{compared} kinds");
}

fn who_signs_in_sees_it(database: Database) {
    let service = Service::start(database, |_| ());
    for (email, writes) in [(demo::EMAIL, true), ("ernesto@example.com", false)] {
        let login = service.post(None, "Auth.Login", json!({ "email": email, "password": demo::PASSWORD })).success();
        let token = login["token"].as_str();
        let page = service.post(token, "GetCompanies", json!({ "profile_id": 1, "pagination": 3 })).success();
        assert_eq!(page["total"], demo::COMPANIES);
        let everything = json!({
            "profile_id": 1, "pagination": 50,
            "with_user": true, "with_company": true, "with_contact": true, "with_products": true, "with_inputs": true,
        });
        let opportunities = service.post(token, "GetOpportunities", everything).success();
        assert_eq!(opportunities["total"], 400);
        for opportunity in opportunities["opportunities"].as_array().unwrap() {
            assert_eq!(opportunity["contact"]["company_id"], opportunity["company"]["id"], "{opportunity}");
            let moves = json!({ "profile_id": 1, "opportunity_id": opportunity["id"] });
            let history = service.post(token, "GetStageHistory", moves).success()["history"].clone();
            let stays = history.as_array().unwrap();
            assert_eq!(stays.last().unwrap()["stage_id"], opportunity["stage_id"], "{history}");
            assert_eq!(stays[0]["entered_at"], opportunity["created_at"], "{history}");
        }
        let tickets = service.post(token, "GetTickets", json!({ "profile_id": 1, "pagination": 3 })).success();
        assert_eq!(tickets["total"], 120);
        let leads = service.post(token, "GetLeads", json!({ "profile_id": 1, "pagination": 3 })).success();
        assert_eq!(leads["total"], 240);
        for status in ["new", "contacted", "converted", "lost"] {
            let some = service.post(token, "GetLeads", json!({ "profile_id": 1, "status": status })).success();
            assert!(some["total"].as_i64() > Some(0), "{status}");
        }
        let products = service.post(token, "GetProducts", json!({ "profile_id": 1, "pagination": 3 })).success();
        assert_eq!(products["total"], 57);
        let services = service.post(token, "GetServices", json!({ "profile_id": 1, "pagination": 3 })).success();
        assert_eq!(services["total"], 7);
        let customers = service.post(token, "GetCustomers", json!({ "profile_id": 1, "pagination": 3 })).success();
        assert!(customers["total"].as_i64() > Some(100), "{customers}");
        let interactions = service.post(token, "GetInteractions", json!({ "profile_id": 1, "pagination": 3 })).success();
        assert!(interactions["total"].as_i64() > Some(500), "{interactions}");
        for (list, statuses) in [
            ("GetOrders", ["pending", "processing", "shipped", "delivered", "cancelled"].as_slice()),
            ("GetQuotations", ["sent", "expired", "accepted", "rejected"].as_slice()),
        ] {
            for status in statuses {
                let some = service.post(token, list, json!({ "profile_id": 1, "status": status, "pagination": 1 })).success();
                assert!(some["total"].as_i64() > Some(0), "{list}: {status}");
            }
        }
        let themes = service.post(token, "Feedback.GetThemes", json!({ "profile_id": 1 })).success();
        let names: Vec<&str> = themes["themes"].as_array().unwrap().iter().map(|theme| theme["name"].as_str().unwrap()).collect();
        // What the customers of the demonstration speak of, and nothing that they did not mean.
        for spoken_of in ["tarde", "empaque", "amable", "factura", "técnico"] {
            assert!(names.iter().any(|name| name.contains(spoken_of)), "{spoken_of}: {themes}");
        }
        assert!(!names.iter().any(|name| ["gracias", "perfecto", "bien"].contains(name)), "{names:?}");
        assert!(names.iter().any(|name| ["llegó tarde", "tarde"].contains(name)), "what did not come late is another theme: {names:?}");
        let impact = |of: &str| {
            let theme = themes["themes"].as_array().unwrap().iter().find(|theme| theme["name"].as_str().unwrap().contains(of)).unwrap();
            theme["impact"].as_f64().unwrap()
        };
        assert!(impact("tarde") > 0.0 && impact("amable") < 0.0, "{themes}");
        let dashboard = service.post(token, "Feedback.GetDashboard", json!({ "profile_id": 1 })).success();
        assert!(dashboard["open"].as_i64() > Some(0) && dashboard["analytics"]["answered"].as_i64() > Some(100), "{dashboard}");
        let shown = service.post(None, "Directory.GetCompanies", json!({ "profile": "comercial-del-valle", "pagination": 3 })).success();
        assert!(shown["total"].as_i64() > Some(10), "{shown}");
        let found = service.post(token, "GetCompanies", json!({ "profile_id": 1, "query": "PANADERIA", "with_contacts": true })).success();
        assert_eq!(found["total"], 25);
        assert!(found["companies"][0]["contacts"].as_array().is_some_and(|contacts| !contacts.is_empty()), "{found}");
        let edit = json!({ "profile_id": 1, "company_id": 1, "phone": "+52 33 1234 5678" });
        assert_eq!(service.post(token, "EditCompany", edit).envelope()["success"], writes);
    }
}

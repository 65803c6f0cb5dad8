//! The plans of the lists: each order is read along an index, and each filter alone has one.
//!
//! Invariants: lists, orders and filters are found in the definition, so that one that is added later is held to it without
//! anybody thinking of it. Whether an index answers a filter, or a page is found sooner in the order of the list, is for the
//! database to choose, by how many records there are; so a filter is held to having an index.

use std::collections::{BTreeMap, BTreeSet};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde_json::{Value, json};

use crate::files::sweep::sweep;
use crate::files::upload;
use crate::inspect::Inspector;
use crate::listening::Statements;
use crate::service::{Person, Service, databases};
use crate::statements::filled;

/// Parameters of a list that are no filters, or have a table or an index of their own kind: ids, the search, inputs, whose they are,
/// and which fields are empty ([`crate::emptiness`]).
const NO_FILTERS: [&str; 13] =
    ["profile_id", "sort", "cursor", "with_total", "pagination", "page", "fields", "empty", "not_empty", "ids", "query", "inputs", "mine"];

/// The lists, by the method's whole name, with the schemas of their parameters.
pub fn lists(definition: &Value) -> BTreeMap<String, BTreeMap<String, Value>> {
    let methods = definition["methods"].as_array().expect("methods").iter();
    let described = methods.map(|method| {
        let params = method["params"].as_array().expect("params").iter();
        let params = params.map(|param| (param["name"].as_str().expect("a name").to_owned(), param["schema"].clone()));
        (method["name"].as_str().expect("a name").to_owned(), params.collect::<BTreeMap<_, _>>())
    });
    // Catalogs and inputs are read at once, because a profile has a bounded number of each.
    let is_bounded = |params: &BTreeMap<String, Value>| params["sort"].to_string().contains("position");
    described.filter(|(_, params)| params.contains_key("not_empty") && !is_bounded(params)).collect()
}

/// The SELECT of a page among the statements, without its values.
fn page(statements: &[String]) -> String {
    let found = statements.iter().map(|statement| statement.split(" -- binds: ").next().unwrap_or_default());
    let found = found.map(|statement| statement.replace('`', "\""));
    let mut pages =
        found.filter(|statement| statement.starts_with("SELECT") && statement.contains("ORDER BY") && statement.contains("LIMIT"));
    pages.next_back().unwrap_or_else(|| panic!("no page among {statements:#?}"))
}

fn sqlite_plan(inspector: &Inspector, page: &str) -> Vec<String> {
    let Inspector::Sqlite(connection) = inspector else { panic!("not SQLite") };
    let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {page}")).expect("a statement");
    let (mut rows, mut plan) = (statement.raw_query(), Vec::new());
    while let Some(row) = rows.next().expect("a plan") {
        plan.push(row.get::<_, String>(3).expect("a line"));
    }
    plan
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}

/// The plan where neither reading the whole table nor sorting is taken for cheap.
fn postgres_plan(inspector: &mut Inspector, page: &str) -> Vec<String> {
    let Inspector::Postgres(connection) = inspector else { panic!("not PostgreSQL") };
    let number = (1..100).take_while(|number| page.contains(&format!("${number}"))).count();
    let set = "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_sort = off; SET enable_incremental_sort = off; SET enable_bitmapscan = off";
    connection.batch_execute(&format!("{set}; PREPARE page AS {page}")).expect("a statement");
    let nulls = vec!["NULL"; number].join(", ");
    let plan: Vec<Line> = diesel::sql_query(format!("EXPLAIN EXECUTE page({nulls})")).load(connection).expect("a plan");
    connection.batch_execute("DEALLOCATE page").expect("it is there");
    plan.into_iter().map(|line| line.line).collect()
}

/// The plan of a statement that was sent, without its values.
pub fn plan(service: &Service, inspector: &mut Inspector, sent: &str) -> Vec<String> {
    let statement = sent.split(" -- binds: ").next().unwrap_or_default().replace('`', "\"");
    if service.database.is_sqlite() { sqlite_plan(inspector, &statement) } else { postgres_plan(inspector, &statement) }
}

#[test]
fn each_order_of_a_list_is_read_along_an_index() {
    for database in databases() {
        let statements = Statements::of(&database);
        let service = Service::start_without_errands(database);
        let ana = service.register("Ana");
        filled(&service, &ana);
        let mut inspector = Inspector::open(&service.database.url);
        // Statistics would tell that there is one profile alone.
        if let Inspector::Sqlite(connection) = &inspector {
            connection.execute_batch("DELETE FROM sqlite_stat1").expect("a table");
            inspector = Inspector::open(&service.database.url);
        }
        let mut complaints = Vec::new();
        for (method, params) in lists(&service.get("/openrpc.json").document()) {
            let sorts = params["sort"]["anyOf"][1]["enum"].as_array().expect("keys").clone();
            // What is due is found along the order of its dates, and is little enough to be sorted otherwise.
            let is_of_due = params.contains_key("until");
            for sort in sorts.into_iter().filter(|sort| !is_of_due || sort.to_string().contains("next_action_date")) {
                // The second part of a walk; where the first record lacks the value, the part behind those that do.
                let first = service.call(&ana, &method, json!({ "sort": sort, "pagination": 1, "with_total": false, "cursor": null }));
                for cursor in [Value::Null, first["next_cursor"].clone()] {
                    statements.take();
                    service.call(&ana, &method, json!({ "sort": sort, "pagination": 2, "with_total": false, "cursor": cursor }));
                    let page = page(&statements.take());
                    let plan = plan(&service, &mut inspector, &page);
                    let sorts_or_scans = |line: &String| {
                        line.contains("TEMP B-TREE") || line.contains("Sort") || line.contains("Seq Scan") || line.starts_with("SCAN")
                    };
                    if plan.iter().any(sorts_or_scans) {
                        complaints.push(format!("{method} by {sort}: {plan:#?}\n{page}"));
                    }
                }
            }
        }
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    }
}

/// The columns that a page's own condition narrows, by their tables.
fn narrowed_columns(page: &str) -> BTreeSet<(String, String)> {
    let condition = page.split_once(" WHERE ").map_or("", |(_, rest)| rest);
    let condition = condition.split(" ORDER BY ").next().unwrap_or_default().replace('"', "");
    let words: Vec<&str> = condition.split([' ', '(', ')', ',']).filter(|word| !word.is_empty()).collect();
    let compared = words.windows(2).filter(|pair| ["=", ">=", "<=", "<", ">", "IN"].contains(&pair[1]));
    let columns = compared.filter_map(|pair| pair[0].split_once('.'));
    let columns = columns.filter(|(_, column)| !["profile_id", "id", "rowid"].contains(column));
    columns.map(|(table, column)| (table.to_owned(), column.to_owned())).collect()
}

/// Which columns an index finds in a profile, or among those of its kind where kinds share a table.
fn indexed_columns(inspector: &mut Inspector) -> BTreeSet<(String, String)> {
    let query = match inspector {
        Inspector::Sqlite(_) => {
            "SELECT tables.name || ' ' || columns.name FROM sqlite_schema AS tables, pragma_index_list(tables.name) AS indexes, \
             pragma_index_info(indexes.name) AS first, pragma_index_info(indexes.name) AS second, pragma_index_info(indexes.name) AS columns \
             WHERE tables.type = 'table' AND first.seqno = 0 AND first.name = 'profile_id' AND second.seqno = 1 \
             AND (columns.seqno = 1 OR tables.name || ' ' || second.name IN ('products kind', 'document_lines document') AND columns.seqno = 2)"
        }
        Inspector::Postgres(_) => {
            "SELECT tables.relname || ' ' || columns.attname FROM pg_index AS indexes \
             JOIN pg_class AS tables ON tables.oid = indexes.indrelid \
             JOIN pg_attribute AS first ON first.attrelid = tables.oid AND first.attnum = indexes.indkey[0] AND first.attname = 'profile_id' \
             JOIN pg_attribute AS second ON second.attrelid = tables.oid AND second.attnum = indexes.indkey[1] \
             JOIN pg_attribute AS columns ON columns.attrelid = tables.oid AND (columns.attnum = indexes.indkey[1] \
             OR tables.relname || ' ' || second.attname IN ('products kind', 'document_lines document') AND columns.attnum = indexes.indkey[2])"
        }
    };
    let found = inspector.texts(query).into_iter();
    found.filter_map(|text| text.split_once(' ').map(|(table, column)| (table.to_owned(), column.to_owned()))).collect()
}

/// Values of which some filter takes one.
fn candidates() -> impl Iterator<Item = Value> {
    let some = [
        json!(true),
        json!({ "from": "2026-01-01" }),
        json!({ "from": 1 }),
        json!("new"),
        json!("open"),
        json!("draft"),
        json!("pending"),
        json!("won"),
        json!("call"),
        json!("active"),
        json!("business"),
        json!("inbound"),
        json!("stars"),
        json!("general"),
        json!("Company"),
        json!("2026-01-31"),
    ];
    some.into_iter().chain((1..200).map(Value::from))
}

/// A call that narrows a list by this filter alone; none if the filter takes nothing that is known here.
fn narrowed(service: &Service, person: &Person, method: &str, filter: &str, schema: &Value) -> Option<Value> {
    let words = schema.pointer("/enum").or_else(|| schema.pointer("/anyOf/0/enum")).and_then(Value::as_array).cloned();
    let tried = words.unwrap_or_default().into_iter().chain(candidates());
    let mut asked = tried.map(|value| json!({ filter: value, "pagination": 2, "with_total": false, "cursor": null }));
    asked.find(|asked| service.try_call(person, method, asked.clone()).envelope()["success"] == true)
}

#[test]
fn each_filter_of_a_list_alone_has_an_index() {
    for database in databases() {
        let statements = Statements::of(&database);
        let service = Service::start_without_errands(database);
        let mut inspector = Inspector::open(&service.database.url);
        let indexed = indexed_columns(&mut inspector);
        let ana = service.register("Ana");
        filled(&service, &ana);
        for (catalog, parent) in [
            ("campaigns", None),
            ("product_subcategories", Some("product_categories")),
            ("service_categories", None),
            ("service_subcategories", Some("service_categories")),
        ] {
            let mut entry = json!({ "catalog": catalog, "name": "Another" });
            if let Some(parent) = parent {
                entry["parent_id"] = service.call(&ana, "Catalogs.GetEntries", json!({ "catalog": parent }))["entries"][0]["id"].clone();
            }
            service.call(&ana, "Catalogs.CreateEntry", entry);
        }
        let mut complaints = Vec::new();
        for (method, params) in lists(&service.get("/openrpc.json").document()) {
            let filters = params.iter().filter(|(name, _)| !NO_FILTERS.contains(&name.as_str()) && !name.starts_with("with_"));
            for (filter, schema) in filters {
                let Some(asked) = narrowed(&service, &ana, &method, filter, schema) else {
                    complaints.push(format!("{method}: this test has no value for {filter}: {schema}"));
                    continue;
                };
                statements.take();
                service.call(&ana, &method, asked.clone());
                let page = page(&statements.take());
                let columns = narrowed_columns(&page);
                let columns: Vec<_> = columns.iter().filter(|column| !indexed.contains(*column)).collect();
                if !columns.is_empty() {
                    complaints.push(format!("{method} by {asked}: {columns:?}"));
                }
            }
        }
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    }
}

/// The sweep asks for each file whether any record names it, which takes an index on every column that names files.
#[test]
fn a_file_that_no_record_names_is_found_along_indexes() {
    for database in databases() {
        let statements = Statements::of(&database);
        let service = Service::start_without_errands(database);
        let ana = service.register("Ana");
        filled(&service, &ana);
        upload(&service, &ana, b"a text");
        statements.take();
        sweep(&service, 0);
        let sent = statements.take();
        let asked = sent.iter().find(|statement| statement.contains("NOT EXISTS") && statement.contains("FROM company_files"));
        let asked = asked.unwrap_or_else(|| panic!("no file is asked for among {sent:#?}"));
        let plan = plan(&service, &mut Inspector::open(&service.database.url), asked);
        // The ids come in a list, which SQLite reads as a table.
        let scans = |line: &&String| line.contains("Seq Scan") || (line.starts_with("SCAN") && !line.contains("json_each"));
        assert_eq!(plan.iter().filter(scans).collect::<Vec<_>>(), Vec::<&String>::new(), "{plan:#?}\n{asked}");
    }
}

/// The statements that a call sends, without their values.
fn sent(statements: &Statements, call: impl FnOnce()) -> Vec<String> {
    statements.take();
    call();
    let sent = statements.take();
    sent.iter().map(|statement| statement.split(" -- binds: ").next().unwrap_or_default().replace('`', "\"")).collect()
}

/// A customer may have a million interactions, and a page a thousand such customers.
#[test]
fn the_latest_interactions_and_the_health_of_a_customer_are_read_along_indexes() {
    for database in databases() {
        let statements = Statements::of(&database);
        let service = Service::start_without_errands(database);
        let ana = service.register("Ana");
        filled(&service, &ana);
        let mut inspector = Inspector::open(&service.database.url);
        let mut asked = Vec::new();
        for method in ["Companies.GetCompanies", "Contacts.GetContacts", "Leads.GetLeads", "Opportunities.GetOpportunities"] {
            let latest = sent(&statements, || drop(service.call(&ana, method, json!({ "with_interactions": true, "pagination": 100 }))));
            asked.extend(latest.into_iter().filter(|statement| statement.contains("CROSS JOIN")));
        }
        assert_eq!(asked.len(), 4, "{asked:#?}");
        let customer = service.call(&ana, "Customers.GetCustomers", json!({ "pagination": 1 }))["customers"][0]["id"].clone();
        let health = sent(&statements, || drop(service.call(&ana, "Customers.GetHealth", json!({ "company_id": customer }))));
        let parts = health.into_iter().filter(|statement| statement.contains("ORDER BY"));
        asked.extend(parts);
        assert!(asked.len() >= 7, "{asked:#?}");
        for statement in asked {
            let plan = plan(&service, &mut inspector, &statement);
            // The ids come in a list, which SQLite reads as a table.
            let dear = |line: &&String| {
                let scans = line.contains("Seq Scan") || (line.contains("SCAN") && !line.contains("json_each"));
                scans || line.contains("Sort") || line.contains("TEMP B-TREE")
            };
            assert_eq!(plan.iter().filter(dear).collect::<Vec<_>>(), Vec::<&String>::new(), "{plan:#?}\n{statement}");
        }
    }
}

/// A job asks for the actions that nobody was told of, however many wait and however many were told of.
#[test]
fn the_next_actions_to_be_told_are_found_along_their_index() {
    for database in databases() {
        let statements = Statements::of(&database);
        let service = Service::start_without_errands(database);
        let ana = service.register("Ana");
        filled(&service, &ana);
        statements.take();
        service.call(&ana, "Followups.ProcessFollowups", json!({ "now": "2026-01-31", "dry_run": true }));
        let sent = statements.take();
        let asked: Vec<&String> = sent.iter().filter(|statement| statement.contains("reminded_for <> ")).collect();
        assert!(!asked.is_empty(), "nothing is asked for among {sent:#?}");
        let mut inspector = Inspector::open(&service.database.url);
        for statement in asked {
            let plan = plan(&service, &mut inspector, statement);
            let goes_along = |line: &String| line.contains("interactions_follow_up");
            let sorts = |line: &String| line.contains("TEMP B-TREE") || line.contains("Sort");
            assert!(plan.iter().any(goes_along) && !plan.iter().any(sorts), "{plan:#?}\n{statement}");
        }
    }
}

/// A job asks for the requests that are due, however many wait; and figures and themes are read along indexes, however many there are.
#[test]
fn what_feedback_asks_for_is_read_along_indexes() {
    for database in databases() {
        let statements = Statements::of(&database);
        let service = Service::start_without_errands(database);
        let ana = service.register("Ana");
        filled(&service, &ana);
        let mut inspector = Inspector::open(&service.database.url);
        for (method, parameters) in [
            ("Feedback.ProcessReminders", json!({ "dry_run": true })),
            ("Feedback.GetAnalytics", json!({ "by": "month", "from": "2026-01-01" })),
            ("Feedback.GetThemes", json!({ "from": "2026-01-01" })),
            ("Feedback.GetDashboard", json!({})),
        ] {
            let asked = sent(&statements, || drop(service.call(&ana, method, parameters)));
            let asked: Vec<&String> =
                asked.iter().filter(|statement| statement.starts_with(['S', 'W']) && statement.contains("feedback")).collect();
            assert!(!asked.is_empty(), "{method} asks for nothing");
            for statement in asked {
                let plan = plan(&service, &mut inspector, statement);
                let scans = |line: &&String| {
                    line.contains("Seq Scan on feedback") || (line.starts_with("SCAN feedback") && !line.contains("USING"))
                };
                assert_eq!(plan.iter().filter(scans).collect::<Vec<_>>(), Vec::<&String>::new(), "{method}: {plan:#?}\n{statement}");
            }
        }
    }
}

//! An order of five lines, beside the same rows written by hand.
//!
//! Invariants: the rows by hand are those of an order that the service made, with ids and a number of their own, one commit each, on a
//! copy of the database with the same settings. No HTTP, no checks and no JSON are counted on that side: it is the bound.

use std::path::Path;
use std::time::Instant;

use rusqlite::types::Value as Cell;
use rusqlite::{Connection, params, params_from_iter};
use serde_json::{Value, json};

use crate::calls::{json_of, post};
use crate::report::{Report, median};
use crate::scenarios::{Place, milliseconds};
use crate::{Outcome, baseline};

impl Place<'_> {
    /// Measures creations of orders and the same by hand, one after another in turn.
    pub fn orders(&mut self, report: &mut Report) -> Outcome<()> {
        const NUMBER: usize = 400;
        if !self.arguments.wants("order") {
            return Ok(());
        }
        let order = self.order_of_five()?;
        // The second order of the company no longer makes a customer of it.
        for _ in 0..2 {
            post(&self.service, &self.token, "Orders.CreateOrder", order.clone())?;
        }
        let hand = Hand::copy(&self.database, &self.baseline_database)?;
        let (mut by_hand, mut by_service) = (Vec::new(), Vec::new());
        for _ in 0..NUMBER {
            let begin = Instant::now();
            post(&self.service, &self.token, "Orders.CreateOrder", order.clone())?;
            by_service.push(milliseconds(begin.elapsed()));
            let begin = Instant::now();
            hand.create()?;
            by_hand.push(milliseconds(begin.elapsed()));
        }
        let (service, hand) = (median(&by_service), median(&by_hand));
        let line = format!(
            "An order of five lines, {} companies: {service:.2} ms over HTTP, {:.1} times the same rows by hand in one process ({hand:.2} ms); \
             medians of {NUMBER}",
            self.companies,
            service / hand.max(1e-9)
        );
        println!("{line}");
        report.note(line);
        Ok(())
    }

    fn order_of_five(&self) -> Outcome<Value> {
        let products = json_of(&post(&self.service, &self.token, "Products.GetProducts", json!({ "profile_id": 1 }))?)?;
        let products = products["response"]["products"].as_array().ok_or("no products")?.iter();
        let sold = products.filter(|product| product["retired"] == false).take(5);
        let lines: Vec<Value> = sold
            .map(|product| json!({ "product_id": product["id"], "amount": 2, "price": "1189.5", "discount": 10, "tax": "0.16" }))
            .collect();
        Ok(json!({ "profile_id": 1, "company_id": 7, "lines": lines }))
    }
}

/// A row as a pattern for others: its columns but the generated ones, and its values. The id comes first.
struct Pattern {
    insert: String,
    cells: Vec<Cell>,
}

impl Pattern {
    fn of(connection: &Connection, table: &str, condition: &str) -> Outcome<Vec<Self>> {
        let columns: Vec<String> = connection
            .prepare(&format!("SELECT name FROM pragma_table_info('{table}')"))?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let places: Vec<String> = (1..=columns.len()).map(|place| format!("?{place}")).collect();
        let columns = columns.join(", ");
        let insert = format!("INSERT INTO {table} ({columns}) VALUES ({})", places.join(", "));
        let mut statement = connection.prepare(&format!("SELECT {columns} FROM {table} WHERE {condition}"))?;
        let number = statement.column_count();
        let rows = statement.query_map([], |row| (0..number).map(|place| row.get(place)).collect::<Result<Vec<Cell>, _>>())?;
        rows.map(|cells| Ok(Pattern { insert: insert.clone(), cells: cells? })).collect()
    }

    fn write(&self, connection: &Connection, changed: &[(usize, Cell)]) -> rusqlite::Result<i64> {
        let mut cells = self.cells.clone();
        for (place, cell) in changed {
            cells[*place].clone_from(cell);
        }
        connection.prepare_cached(&self.insert)?.execute(params_from_iter(cells))?;
        Ok(connection.last_insert_rowid())
    }
}

/// The writer by hand.
struct Hand {
    connection: Connection,
    order: Pattern,
    lines: Vec<Pattern>,
    change: Pattern,
    number_column: usize,
    order_column: usize,
    record_column: usize,
    counters: Vec<(String, i64, i64)>,
}

impl Hand {
    /// Takes the last order of one database as the pattern for orders in another.
    fn copy(from: &Path, to: &Path) -> Outcome<Self> {
        let source = Connection::open(from)?;
        let order_id: i64 = source.query_row("SELECT max(id) FROM orders", [], |row| row.get(0))?;
        let place = |table: &str, column: &str| -> rusqlite::Result<usize> {
            let query = format!("SELECT cid FROM pragma_table_info('{table}') WHERE name = ?1");
            source.query_row(&query, [column], |row| row.get::<_, i64>(0)).map(|place| place as usize)
        };
        let one = |mut rows: Vec<Pattern>| rows.pop().ok_or("no row");
        let (company, user): (i64, Option<i64>) =
            source.query_row("SELECT company_id, user_id FROM orders WHERE id = ?1", [order_id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let counter = |facet: &str, value: i64, amount: i64| (facet.to_owned(), value, amount);
        let mut counters = vec![
            counter("revision", 0, 1),
            counter("orders", 0, 1),
            counter("orders.company_id", company, 1),
            counter("order_lines", 0, 5),
        ];
        counters.extend(user.map(|user| counter("orders.user_id", user, 1)));
        Ok(Hand {
            order: one(Pattern::of(&source, "orders", &format!("id = {order_id}"))?)?,
            lines: Pattern::of(&source, "document_lines", &format!("document = 'order' AND order_id = {order_id}"))?,
            change: one(Pattern::of(&source, "changes", &format!("entity = 'order' AND record_id = {order_id}"))?)?,
            number_column: place("orders", "number")?,
            order_column: place("document_lines", "order_id")?,
            record_column: place("changes", "record_id")?,
            counters,
            connection: baseline::open(to, baseline::writes::PRAGMAS)?,
        })
    }

    fn create(&self) -> Outcome<()> {
        let connection = &self.connection;
        let run = |sql: &str| -> rusqlite::Result<usize> { connection.prepare_cached(sql)?.execute([]) };
        run("BEGIN IMMEDIATE")?;
        let number: i64 = connection
            .prepare_cached(
                "INSERT INTO numbers (profile_id, sequence, last) VALUES (1, 'by hand', 1)
                 ON CONFLICT (profile_id, sequence) DO UPDATE SET last = last + 1 RETURNING last",
            )?
            .query_row([], |row| row.get(0))?;
        let id = self.order.write(connection, &[(0, Cell::Null), (self.number_column, Cell::Text(format!("H-{number:06}")))])?;
        for line in &self.lines {
            line.write(connection, &[(0, Cell::Null), (self.order_column, Cell::Integer(id))])?;
        }
        self.change.write(connection, &[(0, Cell::Null), (self.record_column, Cell::Integer(id))])?;
        for (facet, value, amount) in &self.counters {
            connection
                .prepare_cached(
                    "INSERT INTO counters (profile_id, facet, value, slot, amount) VALUES (1, ?1, ?2, 0, ?3) \
                     ON CONFLICT (profile_id, facet, value, slot) DO UPDATE SET amount = amount + excluded.amount",
                )?
                .execute(params![facet, value, amount])?;
        }
        connection
            .prepare_cached("INSERT OR IGNORE INTO search_backlog (entity, profile_id, record_id) VALUES ('orders', 1, ?1)")?
            .execute([id])?;
        run("COMMIT")?;
        Ok(())
    }
}

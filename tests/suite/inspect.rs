//! The inspector looks into a database behind the service's back, at the stored rows themselves.
//!
//! Invariants: it skips the search index, which may trail behind the records and be brought up to date at any moment; the
//! uses of application tokens, which are written now and then; and, but for their ids, the webhooks' deliveries, which the
//! courier writes at any moment.

use std::collections::BTreeMap;
use std::rc::Rc;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use ventanilla::records::kinds::KINDS;

/// A connection of the test's own.
pub enum Inspector {
    Sqlite(rusqlite::Connection),
    Postgres(PgConnection),
}

/// The rows of every table, each as one text.
pub type Snapshot = BTreeMap<String, Vec<String>>;

#[derive(QueryableByName)]
struct One {
    #[diesel(sql_type = Nullable<Text>)]
    value: Option<String>,
}

impl Inspector {
    pub fn open(url: &str) -> Self {
        match url.strip_prefix("sqlite:") {
            Some(path) => {
                let connection = rusqlite::Connection::open(path).expect("the file is a database");
                connection.busy_timeout(std::time::Duration::from_secs(30)).expect("a setting of the connection");
                Inspector::Sqlite(connection)
            }
            None => Inspector::Postgres(PgConnection::establish(url).expect("the server answers")),
        }
    }

    /// The values of a query's only column, without the nulls.
    pub fn texts(&mut self, query: &str) -> Vec<String> {
        match self {
            Inspector::Sqlite(connection) => {
                let mut statement = connection.prepare(query).unwrap_or_else(|cause| panic!("{query}: {cause}"));
                let rows = statement.query_map([], |row| {
                    Ok(match row.get_ref(0)? {
                        rusqlite::types::ValueRef::Null => None,
                        rusqlite::types::ValueRef::Integer(value) => Some(value.to_string()),
                        other => Some(other.as_str()?.to_owned()),
                    })
                });
                rows.and_then(Iterator::collect::<Result<Vec<_>, _>>)
                    .unwrap_or_else(|cause| panic!("{query}: {cause}"))
                    .into_iter()
                    .flatten()
                    .collect()
            }
            Inspector::Postgres(connection) => {
                let query = format!("SELECT value::text AS value FROM ({query}) AS rows (value)");
                let rows: Vec<One> = diesel::sql_query(&query).load(connection).unwrap_or_else(|cause| panic!("{query}: {cause}"));
                rows.into_iter().filter_map(|row| row.value).collect()
            }
        }
    }

    /// Locks a table against other writers (on SQLite the whole database) as long as this connection is open.
    pub fn lock(mut self, table: &str) -> Self {
        match &mut self {
            Inspector::Sqlite(connection) => connection.execute_batch("BEGIN IMMEDIATE").expect("nobody else writes"),
            Inspector::Postgres(connection) => {
                SimpleConnection::batch_execute(connection, &format!("BEGIN; LOCK TABLE {table} IN EXCLUSIVE MODE"))
                    .expect("nobody else writes");
            }
        }
        self
    }

    pub fn number(&mut self, query: &str) -> i64 {
        self.texts(query).first().unwrap_or_else(|| panic!("{query} finds nothing")).parse().expect("a number")
    }

    /// The number of change records.
    pub fn changes(&mut self) -> i64 {
        self.number("SELECT count(*) FROM changes")
    }

    /// All tables but those that are written at any moment.
    pub fn tables(&mut self) -> Vec<String> {
        let tables = match self {
            Inspector::Sqlite(_) => self.texts("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"),
            Inspector::Postgres(_) => self.texts("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"),
        };
        tables.into_iter().filter(|table| !table.starts_with("sqlite_") && !table.contains("search") && !table.ends_with("_uses")).collect()
    }

    pub fn columns(&mut self, table: &str) -> Vec<String> {
        self.columns_by_table().remove(table).unwrap_or_default()
    }

    /// The columns of every table, in their order, from one query.
    fn columns_by_table(&mut self) -> BTreeMap<String, Vec<String>> {
        let columns = match self {
            Inspector::Sqlite(_) => self.texts(
                "SELECT tables.name || ' ' || columns.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns \
                 WHERE tables.type = 'table' ORDER BY tables.name, columns.cid",
            ),
            Inspector::Postgres(_) => self.texts(
                "SELECT relname || ' ' || attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid \
                 WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped \
                 ORDER BY relname, attnum",
            ),
        };
        let mut by_table = BTreeMap::<String, Vec<String>>::new();
        for column in columns {
            let (table, name) = column.split_once(' ').expect("no table has a space in its name");
            by_table.entry(table.to_owned()).or_default().push(name.to_owned());
        }
        by_table
    }

    /// The text of a row with these columns.
    fn row(&self, columns: &[String]) -> String {
        match self {
            Inspector::Sqlite(_) => {
                let columns: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
                columns.join(" || ',' || ")
            }
            Inspector::Postgres(_) => format!("ROW(\"{}\")::text", columns.join("\", \"")),
        }
    }

    /// These columns of the rows for which the condition holds.
    pub fn rows_of(&mut self, table: &str, columns: &[String], condition: &str) -> Vec<String> {
        let mut rows = self.texts(&format!("SELECT {} FROM \"{table}\" WHERE {condition}", self.row(columns)));
        rows.sort();
        rows
    }

    /// Everything in the database.
    pub fn snapshot(&mut self) -> Snapshot {
        self.snapshot_of(|_| Some("1 = 1".to_owned()))
    }

    /// Everything in the database that belongs to one profile.
    pub fn snapshot_of_profile(&mut self, profile_id: i64) -> Snapshot {
        self.snapshot_of(|columns| {
            let is_of_profile = columns.iter().any(|column| column == "profile_id");
            is_of_profile.then(|| format!("profile_id = {profile_id}"))
        })
    }

    /// The rows for which the table's condition holds, of every table that has one and that the courier does not write. One query
    /// reads them all, because a test may look after each of a thousand calls.
    fn snapshot_of(&mut self, condition: impl Fn(&[String]) -> Option<String>) -> Snapshot {
        let (mut columns, mut snapshot, mut parts) = (self.columns_by_table(), Snapshot::new(), Vec::new());
        for table in self.tables().into_iter().filter(|table| !table.starts_with("webhook_")) {
            let columns = columns.remove(&table).unwrap_or_default();
            let Some(condition) = condition(&columns) else { continue };
            parts.push(format!("SELECT '{table} ' || {} FROM \"{table}\" WHERE {condition}", self.row(&columns)));
            snapshot.insert(table, Vec::new());
        }
        for row in self.texts(&parts.join(" UNION ALL ")) {
            let (table, row) = row.split_once(' ').expect("a row stands behind the name of its table");
            snapshot.get_mut(table).expect("no other table was read").push(row.to_owned());
        }
        for rows in snapshot.values_mut() {
            rows.sort();
        }
        snapshot
    }

    /// One id of each kind of record that this profile has.
    pub fn ids_of_profile(&mut self, profile_id: i64) -> Vec<i64> {
        let mut ids = vec![profile_id];
        for table in self.tables() {
            let columns = self.columns(&table);
            if ["id", "profile_id"].iter().all(|needed| columns.iter().any(|column| column == needed)) {
                let found = self.texts(&format!("SELECT max(id) FROM \"{table}\" WHERE profile_id = {profile_id}"));
                ids.extend(found.iter().map(|id| id.parse::<i64>().expect("an id")));
            }
        }
        ids
    }

    /// The number of rows in each table that calls write to, from one query: cheap enough to be asked after every call.
    pub fn fingerprint(&mut self) -> String {
        const OTHERS: [&str; 7] = ["users", "revoked_tokens", "settings", "profiles", "changes", "mails", "webhook_positions"];
        let records = KINDS.iter().filter_map(|kind| Some(kind.kept.as_ref()?.rows.table));
        let counts: Vec<String> = records.chain(OTHERS).map(|table| format!("(SELECT count(*) FROM {table})")).collect();
        self.texts(&format!("SELECT {}", counts.join(" || ' ' || "))).remove(0)
    }

    /// Moves every kind of id to a range of its own, so that no number is an id of two kinds of record.
    pub fn spread_ids(&mut self) {
        match self {
            Inspector::Sqlite(connection) => {
                connection.execute("UPDATE sqlite_sequence SET seq = rowid * 10000", []).expect("the sequences can be moved");
            }
            Inspector::Postgres(_) => {
                self.texts(
                    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 10000 * row_number() OVER (ORDER BY sequencename)) \
                     FROM pg_sequences",
                );
            }
        }
    }
}

/// The writes to a database, noticed for the cost of one small query: a test may ask after each of a hundred thousand calls.
pub struct Writes {
    pub inspector: Inspector,
    /// The query of what each write changes.
    query: &'static str,
    seen: String,
}

impl Writes {
    pub fn to(url: &str) -> Self {
        let mut inspector = Inspector::open(url);
        let query = match &mut inspector {
            // It counts the commits of all other connections.
            Inspector::Sqlite(_) => "PRAGMA data_version",
            Inspector::Postgres(connection) => {
                let counting = "CREATE SEQUENCE IF NOT EXISTS test_writes;
                    CREATE OR REPLACE FUNCTION count_test_write() RETURNS trigger LANGUAGE plpgsql AS
                        'BEGIN PERFORM nextval(''test_writes''); RETURN NULL; END';
                    DO $$ DECLARE name text; BEGIN
                        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
                            EXECUTE format('CREATE OR REPLACE TRIGGER test_write AFTER INSERT OR UPDATE OR DELETE ON %I
                                FOR EACH STATEMENT EXECUTE FUNCTION count_test_write()', name);
                        END LOOP;
                    END $$";
                SimpleConnection::batch_execute(connection, counting).expect("the writes can be counted");
                "SELECT last_value FROM test_writes"
            }
        };
        let seen = inspector.texts(query).concat();
        Writes { inspector, query, seen }
    }

    /// Whether something was written since this was last asked.
    pub fn are_new(&mut self) -> bool {
        let seen = self.inspector.texts(self.query).concat();
        std::mem::replace(&mut self.seen, seen) != self.seen
    }
}

/// An inspector that is asked after each of thousands of calls: it reads the rows again only if something was written since.
pub struct Watch {
    writes: Writes,
    rows: Rc<Snapshot>,
}

impl Watch {
    pub fn over(url: &str) -> Self {
        let mut writes = Writes::to(url);
        let rows = Rc::new(writes.inspector.snapshot());
        Watch { writes, rows }
    }

    /// Everything in the database.
    pub fn snapshot(&mut self) -> Rc<Snapshot> {
        if self.writes.are_new() {
            self.rows = Rc::new(self.writes.inspector.snapshot());
        }
        Rc::clone(&self.rows)
    }
}

/// The rows that differ between two snapshots, as text for a failed assertion.
pub fn difference(before: &Snapshot, after: &Snapshot) -> String {
    let mut lines = Vec::new();
    for table in before.keys().chain(after.keys().filter(|table| !before.contains_key(*table))) {
        let (old, new) = (before.get(table).cloned().unwrap_or_default(), after.get(table).cloned().unwrap_or_default());
        lines.extend(old.iter().filter(|row| !new.contains(row)).map(|row| format!("{table} lost {row}")));
        lines.extend(new.iter().filter(|row| !old.contains(row)).map(|row| format!("{table} got {row}")));
    }
    lines.join("\n")
}

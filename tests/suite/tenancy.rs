//! Tenancy for many nodes: every key of a profile's tables begins with the profile, and every statement names the profile that it
//! is about.
//!
//! Invariants: the keys are read from the catalogs of both databases; the statements are those that the suite makes the
//! service run on PostgreSQL. The exceptions are listed by name, with the reason. The feed's sequence is another one: a single
//! node has to count it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::OnceLock;

use ventanilla::db::connection::DatabaseAddress;
use ventanilla::db::migrate::migrate;

use crate::inspect::Inspector;
use crate::migrations::FOLDERS;
use crate::service::databases;

/// The tables that belong to no profile.
const OF_NOBODY: [&str; 7] =
    ["__diesel_schema_migrations", "one_time_link_tokens", "one_time_links", "profiles", "revoked_tokens", "settings", "users"];

/// The tables that tell whose a row is, and are therefore looked up without the profile.
const LOOKED_UP_OTHERWISE: [(&str, &str); 3] = [
    ("application_tokens", "a token says nothing but its own id and secret, and who calls in which profile is found by it"),
    ("idempotency_keys", "a key is its caller's, who uses it once in all profiles"),
    ("search_backlog", "on SQLite alone"),
];

/// The table outside of the profile that every profile's records may refer to.
const REFERRED_TO: &str = "users";

/// The statements about no single profile, with their columns and parentheses left out.
const OF_ALL_PROFILES: [(&str, &str); 18] = [
    (
        "SELECT … FROM profiles INNER JOIN members ON members.profile_id = profiles.id WHERE members.user_id = $1 ORDER BY profiles.id",
        "in which profiles somebody is",
    ),
    ("SELECT … FROM members WHERE members.user_id = $1", "whether somebody is in one profile alone"),
    ("SELECT … FROM members WHERE members.user_id = $1 AND members.role = $2 LIMIT $3", "whether somebody manages any"),
    (
        "SELECT … FROM application_tokens LEFT OUTER JOIN members ON members.profile_id = application_tokens.profile_id \
         AND members.user_id = application_tokens.user_id AND members.id = application_tokens.member_id \
         INNER JOIN profiles ON profiles.id = application_tokens.profile_id WHERE application_tokens.id = $1",
        "who calls, which says in which profile",
    ),
    ("SELECT … FROM changes WHERE changes.user_id = $1 AND changes.changed_at > $2 LIMIT $3", "whether somebody wrote lately, wherever"),
    ("SELECT … FROM files WHERE files.id = $1", "the address of a file is signed for its profile, and does not name it"),
    (
        "SELECT … FROM files WHERE files.profile_id > $1 OR files.profile_id = $2 AND files.id > $3 \
         ORDER BY files.profile_id, files.id LIMIT $4",
        "whose files no record names",
    ),
    (
        "SELECT … FROM loose_contents WHERE loose_contents.since <= $1 \
         ORDER BY loose_contents.since, loose_contents.profile_id, loose_contents.stored_as LIMIT $2",
        "whose contents no file has",
    ),
    ("SELECT … FROM mails WHERE mails.due_at <= $1 ORDER BY mails.due_at, mails.id LIMIT $2", "whose mails are next"),
    ("SELECT … FROM mails WHERE mails.due_at IS NOT NULL", "how many are waiting"),
    ("DELETE FROM mails WHERE mails.given_up_at < $1", "what nobody needs any more"),
    (
        "SELECT … FROM webhooks WHERE webhooks.enabled = $1 AND EXISTS SELECT 1 FROM webhook_deliveries \
         WHERE webhook_deliveries.profile_id = webhooks.profile_id AND webhook_deliveries.webhook_id = webhooks.id AND due_at <= $2 \
         AND NOT EXISTS SELECT 1 FROM webhook_deliveries AS earlier WHERE earlier.profile_id = webhook_deliveries.profile_id \
         AND earlier.webhook_id = webhook_deliveries.webhook_id AND earlier.entity = webhook_deliveries.entity \
         AND earlier.record_id = webhook_deliveries.record_id AND earlier.sequence < webhook_deliveries.sequence \
         AND earlier.status <> 'delivered' LIMIT 1 OFFSET 0 LIMIT 1 OFFSET 0 ORDER BY webhooks.id",
        "whose webhooks are to be told something",
    ),
    (
        "SELECT … FROM webhooks INNER JOIN webhook_positions ON webhook_positions.profile_id = webhooks.profile_id \
         AND webhook_positions.webhook_id = webhooks.id WHERE webhooks.enabled = $1 AND EXISTS SELECT 1 FROM changes \
         WHERE changes.profile_id = webhooks.profile_id AND changes.sequence > webhook_positions.sequence ORDER BY webhooks.id",
        "whose webhooks have not seen all of the feed",
    ),
    (
        "SELECT … FROM webhook_deliveries WHERE webhook_deliveries.due_at IS NULL AND webhook_deliveries.attempted_at < $1 \
         AND webhook_deliveries.status = $2 OR webhook_deliveries.event = $3 LIMIT $4",
        "whose deliveries nobody needs any more",
    ),
    ("SELECT … FROM webhook_deliveries WHERE webhook_deliveries.due_at IS NOT NULL", "how many are waiting"),
    (
        "SELECT … FROM {table} WHERE {table}.profile_id, {table}.id > $1, $2 ORDER BY {table}.profile_id, {table}.id LIMIT $3",
        "what is computed anew of all records",
    ),
    (
        "SELECT … FROM products WHERE products.profile_id, products.id > $1, $2 AND products.kind = 'product' \
         ORDER BY products.profile_id, products.id LIMIT $3",
        "the same of a kind that shares its table",
    ),
    (
        "SELECT … FROM products WHERE products.profile_id, products.id > $1, $2 AND products.kind = 'service' \
         ORDER BY products.profile_id, products.id LIMIT $3",
        "the same of a kind that shares its table",
    ),
];

/// The tables whose rows belong to a profile, as the migrations on PostgreSQL make them.
fn of_profiles() -> &'static BTreeSet<String> {
    static TABLES: OnceLock<BTreeSet<String>> = OnceLock::new();
    TABLES.get_or_init(|| {
        let mut tables = BTreeSet::new();
        let folders = FOLDERS.map(|folder| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder).join("postgres"));
        for migration in folders.into_iter().flat_map(|folder| std::fs::read_dir(folder).expect("the migrations")) {
            let up = std::fs::read_to_string(migration.expect("a migration").path().join("up.sql")).expect("its way there");
            for made in up.split("CREATE TABLE ").skip(1) {
                let (name, columns) = made.split_once(" (").expect("a table has columns");
                if columns.split_once("\n);").is_some_and(|(columns, _)| columns.contains("\n    profile_id ")) {
                    tables.insert(name.to_owned());
                }
            }
        }
        tables.retain(|table| !LOOKED_UP_OTHERWISE.iter().any(|(name, _)| name == table));
        tables
    })
}

/// A statement in plain form: single blanks, no quotation marks, no needless parentheses, and `…` for the columns of its
/// outermost selection.
fn plain(statement: &str) -> String {
    let words = statement.replace('"', "").replace('(', " ( ").replace(')', " ) ").replace(',', " , ");
    let words: Vec<&str> = words.split_whitespace().collect();
    let mut depth = 0;
    let from = words.iter().position(|word| {
        match *word {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        depth == 0 && *word == "FROM"
    });
    match from {
        Some(from) if words[0] == "SELECT" => format!("SELECT … {}", words[from..].join(" ")),
        _ => words.join(" "),
    }
}

/// The complaint about a statement of the service. `None` if it names the profile of each profile's table that it touches, or is
/// one of the listed exceptions.
pub fn complaint(statement: &str) -> Option<String> {
    // Migrations apply to all rows, so they are not judged.
    if ["CREATE ", "ALTER TABLE ", "DROP "].iter().any(|word| statement.contains(word)) {
        return None;
    }
    let plain = plain(statement);
    let shape = plain.replace("( ", "").replace(" )", "").replace(" ,", ",");
    let first = shape.split_once(" FROM ").and_then(|(_, rest)| rest.split(' ').next()).unwrap_or_default();
    if OF_ALL_PROFILES.iter().any(|(listed, _)| listed.replace("{table}", first) == shape) {
        return None;
    }
    let words: Vec<&str> = plain.split(' ').collect();
    let word = |position: usize| words.get(position).copied().unwrap_or_default();
    // The number of times each table is touched, by its name in the statement.
    let mut touched: BTreeMap<&str, usize> = BTreeMap::new();
    for position in 0..words.len() {
        // A join's first table stands in a parenthesis.
        let table = words[position + 1..].iter().copied().find(|word| *word != "(").unwrap_or_default();
        if !["FROM", "JOIN", "UPDATE", "INTO"].contains(&word(position)) || !of_profiles().contains(table) {
            continue;
        }
        if word(position) == "INTO" {
            let columns = words[position..].iter().take_while(|word| **word != ")");
            if columns.into_iter().all(|column| *column != "profile_id") {
                return Some(format!("{table} gets rows without a profile: {shape}"));
            }
            continue;
        }
        let name = if word(position + 2) == "AS" { word(position + 3) } else { table };
        *touched.entry(name).or_default() += 1;
    }
    // The number of times each table is narrowed to a profile, and the tables whose profiles are set equal.
    let mut narrowed: BTreeMap<&str, usize> = BTreeMap::new();
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let mut equal: Vec<(&str, &str)> = Vec::new();
    for position in 1..words.len() {
        if word(position) != "=" {
            continue;
        }
        let owner = |side: &'_ str| side.strip_suffix("profile_id").map(|owner| owner.trim_end_matches('.').to_owned());
        let name = |side: &str| {
            let owner = owner(side)?;
            // A column without a table's name belongs to the only table.
            if owner.is_empty() {
                touched.keys().next().filter(|_| touched.len() == 1).copied()
            } else {
                touched.keys().find(|name| **name == owner).copied()
            }
        };
        let (left, right) = (name(word(position - 1)), name(word(position + 1)));
        for side in [left, right].into_iter().flatten() {
            *narrowed.entry(side).or_default() += 1;
        }
        match (left, right) {
            (Some(left), Some(right)) => equal.push((left, right)),
            (Some(side), None) if word(position + 1).starts_with(['$', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']) => {
                known.insert(side);
            }
            _ => {}
        }
    }
    for _ in &equal {
        for (left, right) in &equal {
            if known.contains(left) || known.contains(right) {
                known.extend([left, right]);
            }
        }
    }
    let lacking = touched.iter().find(|(name, times)| !known.contains(*name) || narrowed.get(*name) < Some(*times));
    lacking.map(|(name, _)| format!("{name} is not narrowed to a profile: {shape}"))
}

/// The tables and keys of a database, as its catalog has them.
struct Keys {
    /// The tables, and whether each has a column for the profile.
    tables: BTreeMap<String, bool>,
    /// The table, the key and the key's first column, of each primary and unique key.
    unique: Vec<[String; 3]>,
    /// The table, the referred table, and the first column of each, of every foreign key.
    foreign: Vec<[String; 4]>,
}

impl Keys {
    fn of(url: &str) -> Self {
        let mut inspector = Inspector::open(url);
        let (tables, unique, foreign) = match inspector {
            Inspector::Sqlite(_) => (
                "SELECT name || ' ' || EXISTS (SELECT 1 FROM pragma_table_info(t.name) AS c WHERE c.name = 'profile_id') \
                 FROM sqlite_master AS t WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%\\_search%' ESCAPE '\\'",
                // A row's id has no index of its own on SQLite.
                "SELECT t.name || ' ' || i.name || ' ' || (SELECT coalesce(c.name, '?') FROM pragma_index_info(i.name) AS c WHERE c.seqno = 0) \
                 FROM sqlite_master AS t, pragma_index_list(t.name) AS i WHERE t.type = 'table' AND i.\"unique\"",
                "SELECT t.name || ' ' || f.\"table\" || ' ' || f.\"from\" || ' ' || f.\"to\" \
                 FROM sqlite_master AS t, pragma_foreign_key_list(t.name) AS f WHERE t.type = 'table' AND f.seq = 0",
            ),
            Inspector::Postgres(_) => (
                "SELECT relname || ' ' || EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = c.oid AND attname = 'profile_id')::int \
                 FROM pg_class AS c WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace",
                "SELECT indrelid::regclass || ' ' || indexrelid::regclass || ' ' || coalesce(attname, '?') FROM pg_index \
                 LEFT JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0] \
                 WHERE indisunique AND indrelid::regclass::text NOT LIKE 'pg\\_%'",
                "SELECT conrelid::regclass || ' ' || confrelid::regclass || ' ' || own.attname || ' ' || theirs.attname FROM pg_constraint \
                 JOIN pg_attribute AS own ON own.attrelid = conrelid AND own.attnum = conkey[1] \
                 JOIN pg_attribute AS theirs ON theirs.attrelid = confrelid AND theirs.attnum = confkey[1] WHERE contype = 'f'",
            ),
        };
        fn parts<const NUMBER: usize>(inspector: &mut Inspector, query: &str) -> Vec<[String; NUMBER]> {
            let rows = inspector.texts(query).into_iter();
            rows.map(|row| row.split(' ').map(str::to_owned).collect::<Vec<_>>().try_into().expect("as many parts")).collect()
        }
        let tables = parts::<2>(&mut inspector, tables).into_iter().map(|[name, has]| (name, has == "1"));
        Keys { tables: tables.collect(), unique: parts(&mut inspector, unique), foreign: parts(&mut inspector, foreign) }
    }
}

#[test]
fn every_key_of_what_belongs_to_a_profile_begins_with_the_profile() {
    let otherwise: Vec<&str> = LOOKED_UP_OTHERWISE.iter().map(|(table, _)| *table).collect();
    for database in databases() {
        migrate(&DatabaseAddress::parse(&database.url).expect("a URL")).expect("the migrations apply");
        let keys = Keys::of(&database.url);
        let nobodys: Vec<&String> = keys.tables.iter().filter(|(_, has)| !**has).map(|(table, _)| table).collect();
        assert_eq!(nobodys, OF_NOBODY, "a table has no profile");
        let belongs = |table: &String| keys.tables.get(table) == Some(&true) && !otherwise.contains(&table.as_str());
        let belonging: BTreeSet<&String> = keys.tables.keys().filter(|table| belongs(table)).collect();
        assert_eq!(belonging, of_profiles().iter().collect::<BTreeSet<_>>());
        for [table, key, first] in keys.unique.iter().filter(|[table, ..]| belongs(table)) {
            assert_eq!(first, "profile_id", "{key} of {table}");
        }
        for [table, referred, own, theirs] in keys.foreign.iter().filter(|[table, ..]| belongs(table)) {
            if referred == REFERRED_TO {
                continue;
            }
            assert_eq!(own, "profile_id", "{table} refers to {referred}");
            assert_eq!(theirs, if referred == "profiles" { "id" } else { "profile_id" }, "{table} refers to {referred}");
        }
        let mut inspector = Inspector::open(&database.url);
        for table in belonging {
            let (has_id, key) = match inspector {
                Inspector::Sqlite(_) => (
                    inspector.columns(table).iter().any(|column| column == "id"),
                    inspector.texts(&format!(
                        "SELECT sql LIKE '%    id INTEGER PRIMARY KEY AUTOINCREMENT%' FROM sqlite_master WHERE name = '{table}'"
                    )),
                ),
                Inspector::Postgres(_) => {
                    (true, inspector.texts(&format!("SELECT count(*) FROM pg_index WHERE indisprimary AND indrelid = '{table}'::regclass")))
                }
            };
            assert!(!has_id || key == ["1"], "{table} has no primary key as it has to be");
        }
    }
}

#[test]
fn a_statement_that_does_not_name_its_profile_is_found() {
    let sound = [
        r#"SELECT "companies"."id", "companies"."profile_id" FROM "companies" WHERE (("companies"."profile_id" = $1) AND ("companies"."id" = $2))"#,
        r#"SELECT COUNT(*) FROM "companies" WHERE (("companies"."profile_id" = $1) AND companies.id IN (SELECT company_id FROM contacts
            WHERE contacts.profile_id = companies.profile_id AND name = $2))"#,
        r#"SELECT "users"."id" FROM ("users" LEFT OUTER JOIN "members" ON (("members"."user_id" = "users"."id") AND ("members"."profile_id" = $1)))"#,
        "SELECT version FROM tickets WHERE profile_id = 7 AND id = 8 FOR NO KEY UPDATE",
        "INSERT INTO counters (profile_id, facet, value, slot, amount) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (profile_id, facet, value, slot) \
            DO UPDATE SET amount = counters.amount + excluded.amount",
        r#"UPDATE "webhook_deliveries" SET "lease" = $1 WHERE (("webhook_deliveries"."profile_id" = $2) AND NOT EXISTS (SELECT 1 FROM
            webhook_deliveries AS earlier WHERE earlier.profile_id = webhook_deliveries.profile_id))"#,
        r#"DELETE FROM "mails" WHERE ("mails"."given_up_at" < $1)"#,
        r#"SELECT "users"."id" FROM "users" WHERE ("users"."email" = $1)"#,
    ];
    for statement in sound {
        assert_eq!(complaint(statement), None);
    }
    let unsound = [
        r#"SELECT "companies"."id", "companies"."profile_id" FROM "companies" WHERE ("companies"."id" = $1)"#,
        r#"SELECT COUNT(*) FROM "companies" WHERE (("companies"."profile_id" = $1) AND companies.id IN (SELECT company_id FROM contacts
            WHERE name = $2))"#,
        // Both tables have the same profile, but no statement says which.
        r#"SELECT "mails"."id" FROM ("mails" INNER JOIN "notifications" ON ("notifications"."profile_id" = "mails"."profile_id"))"#,
        r#"SELECT 1 FROM "tickets" WHERE ("tickets"."profile_id" = $1) AND EXISTS (SELECT 1 FROM tickets WHERE title = $2)"#,
        "UPDATE contacts SET name = $1 WHERE id = $2",
        "INSERT INTO external_ids (entity, system) VALUES ($1, $2)",
        r#"DELETE FROM "mails" WHERE ("mails"."id" = $1)"#,
    ];
    for statement in unsound {
        assert!(complaint(statement).is_some(), "{statement}");
    }
}

//! The records' declarations agree with both databases: their references are the foreign keys. A record that others refer to
//! can't be deleted.

use std::collections::BTreeSet;

use serde_json::json;
use ventanilla::db::stored::{Links, OwnRows, Reference, Target};
use ventanilla::fields::{Entity, Named};
use ventanilla::records::catalog_entry::CatalogEntry;
use ventanilla::records::kinds::{KINDS, Kept, Kind};
use ventanilla::sentences::Language;

use crate::calls::{conflict, execute};
use crate::inspect::Inspector;
use crate::service::services;
use crate::world::{World, everywhere, worlds};

/// The foreign keys of a database, each as `table columns table`.
const OF_SQLITE: &str = "SELECT name || ' ' || group_concat(\"from\") || ' ' || \"table\" FROM (\
    SELECT kept.name, named.id, named.\"from\", named.\"table\" FROM sqlite_schema AS kept, pragma_foreign_key_list(kept.name) AS named \
    WHERE kept.type = 'table' ORDER BY kept.name, named.id, named.seq) GROUP BY name, id";
const OF_POSTGRES: &str = "SELECT conrelid::regclass::text || ' ' || (SELECT string_agg(attname::text, ',' ORDER BY place) \
    FROM unnest(conkey) WITH ORDINALITY AS key (number, place) JOIN pg_attribute ON attrelid = conrelid AND attnum = key.number) \
    || ' ' || confrelid::regclass::text FROM pg_constraint WHERE contype = 'f'";

fn tables() -> impl Iterator<Item = (Entity, &'static Kept)> {
    KINDS.iter().filter_map(|kind| Some((kind.entity, kind.kept.as_ref()?)))
}

fn kinds_of(target: Target) -> Vec<&'static Kind> {
    let is_meant = |kind: &&Kind| match target {
        Target::Entry(_) => kind.entity == CatalogEntry::ENTITY,
        target => target.may_be(kind.entity),
    };
    KINDS.iter().filter(is_meant).collect()
}

fn rows_of(kind: &Kind) -> OwnRows {
    kind.kept.as_ref().expect("what is named is kept").rows
}

/// The table of what is named. Kinds that may be named by the same column share one.
fn table_of(target: Target) -> &'static str {
    let tables: BTreeSet<&str> = kinds_of(target).into_iter().map(|kind| rows_of(kind).table).collect();
    assert_eq!(tables.len(), 1, "{target:?}");
    tables.into_iter().next().expect("what is named has a row")
}

#[test]
fn the_references_of_the_records_are_the_foreign_keys_of_the_databases() {
    let mut said = BTreeSet::new();
    let mut own: BTreeSet<&str> = BTreeSet::new();
    for (_, Kept { rows: OwnRows { table, .. }, references, links, .. }) in tables() {
        own.insert(table);
        for reference in *references {
            let within = reference.within.map(|column| format!("{column},")).unwrap_or_default();
            said.insert(format!("{table} profile_id,{within}{} {}", reference.column, table_of(reference.to)));
        }
        for links in *links {
            own.insert(links.table);
            said.insert(format!("{} profile_id,{} {table}", links.table, links.owner));
            said.insert(format!("{} profile_id,{} {}", links.table, links.target, table_of(links.to)));
        }
    }
    for service in services() {
        let keys = if service.database.is_sqlite() { OF_SQLITE } else { OF_POSTGRES };
        let kept: BTreeSet<String> = Inspector::open(&service.database.url).texts(keys).into_iter().collect();
        let between_records = kept.into_iter().filter(|key| {
            let (from, to) = (key.split(' ').next().expect("a table"), key.split(' ').next_back().expect("a table"));
            own.contains(from) && own.contains(to)
        });
        assert_eq!(between_records.collect::<BTreeSet<_>>(), said);
    }
}

/// The columns whose names end as references do, and that refer to no record of the profile's.
const OTHERWISE: [&str; 16] = [
    "interactions.user_id",
    "application_tokens.member_id",
    "application_tokens.user_id",
    "companies.user_id",
    "contacts.user_id",
    "invitations.user_id",
    "leads.user_id",
    "members.user_id",
    "notifications.record_id",
    "notifications.user_id",
    "opportunities.user_id",
    "orders.user_id",
    "products.user_id",
    "quotations.user_id",
    "ticket_comments.user_id",
    "tickets.user_id",
];

/// An undeclared column would have no guard, no input and no search.
#[test]
fn what_a_table_has_its_record_declares() {
    for service in services() {
        let mut inspector = Inspector::open(&service.database.url);
        let mut undeclared = BTreeSet::new();
        for (_, Kept { rows: OwnRows { table, .. }, inputs, renew, .. }) in tables() {
            // Kinds that share a table declare its columns together.
            let of_table = tables().filter(|(_, kept)| kept.rows.table == *table);
            let references: Vec<&Reference> = of_table.flat_map(|(_, kept)| kept.references).collect();
            let columns = inspector.columns(table);
            let has = |name: &str| columns.iter().any(|column| column == name);
            assert_eq!(has("inputs"), inputs.is_some(), "{table}");
            assert_eq!(has("search_text"), renew.is_some(), "{table}");
            let naming = columns.iter().filter(|column| column.ends_with("_id") && *column != "profile_id");
            let naming = naming.filter(|column| references.iter().all(|reference| reference.column != *column));
            undeclared.extend(naming.map(|column| format!("{table}.{column}")));
        }
        assert_eq!(undeclared, OTHERWISE.map(str::to_owned).into(), "a column that names a record is one of the record's REFERENCES");
    }
}

/// PostgreSQL reports only the index of a key that is taken, so the index's name must contain the parameter's.
#[test]
fn a_key_that_may_be_taken_is_in_the_name_of_its_index() {
    let last = "SELECT indexrelid::regclass || ' ' || attname FROM pg_index JOIN pg_attribute ON attrelid = indexrelid \
        WHERE attnum = indnatts AND indisunique AND NOT indisprimary AND indrelid::regclass::text NOT LIKE 'pg\\_%'";
    for service in services().into_iter().filter(|service| !service.database.is_sqlite()) {
        for key in Inspector::open(&service.database.url).texts(last) {
            let (index, column) = key.split_once(' ').expect("a name and a column");
            assert!(column == "id" || index.contains("__"), "{index} is named table__parameter");
        }
    }
}

/// Makes a record refer to another one of this kind by that column, and returns the other one's id.
fn named(world: &World, own: OwnRows, reference: &Reference, kind: &Kind) -> i64 {
    let (table, OwnRows { table: target, among }) = (own.table, rows_of(kind));
    let mut condition = "named.profile_id = own.profile_id".to_owned();
    condition += &among.replace(&format!("{target}."), "named.");
    condition += &own.among.replace(&format!("{table}."), "own.");
    if target == table {
        condition += " AND named.id <> own.id";
    }
    if reference.is_of_own() {
        condition += " AND named.company_id = own.id";
    } else if let Some(within) = reference.within {
        condition += &format!(" AND named.{within} = own.{within}");
    }
    if let Target::Entry(catalog) = reference.to {
        condition += &format!(" AND named.catalog = '{catalog}'");
    }
    let pairs = format!(
        "SELECT own.id || ' ' || named.id FROM {table} AS own JOIN {target} AS named ON {condition} WHERE own.profile_id = 1 \
            ORDER BY own.id, named.id"
    );
    let pairs = Inspector::open(&world.service.database.url).texts(&pairs);
    let pair = pairs.first().unwrap_or_else(|| panic!("Ana's world has no {table} that could name one of {target}"));
    let (own, id) = pair.split_once(' ').expect("two ids");
    execute(&world.service, &format!("UPDATE {table} SET {} = {id} WHERE profile_id = 1 AND id = {own}", reference.column));
    id.parse().expect("an id")
}

/// Makes a record name another one of this kind in its table of links, and returns the other one's id.
fn linked(world: &World, own: OwnRows, links: &Links, kind: &Kind) -> i64 {
    let (OwnRows { table, among }, Links { table: of_links, owner, target, .. }) = (rows_of(kind), links);
    let of_catalog = match links.to {
        Target::Entry(catalog) => format!(" AND catalog = '{catalog}'"),
        _ => String::new(),
    };
    let mut inspector = Inspector::open(&world.service.database.url);
    let id = inspector.number(&format!("SELECT min(id) FROM {table} WHERE profile_id = 1{among}{of_catalog}"));
    let of_owner = format!("SELECT min(id) FROM {} WHERE {0}.profile_id = 1{}", own.table, own.among);
    let link = format!("INSERT INTO {of_links} (profile_id, {owner}, {target}) VALUES (1, ({of_owner}), {id}) ON CONFLICT DO NOTHING");
    execute(&world.service, &link);
    id
}

/// Kinds of record that are deleted with the record that they belong to, and that record's kind.
const PARTS: [(&str, &str); 4] =
    [("ticket_comment", "ticket"), ("interaction", "lead"), ("quotation_line", "quotation"), ("order_line", "order")];

/// The method that deletes a record names every kind that still refers to it, in whichever column.
#[test]
fn what_is_named_is_not_deleted() {
    everywhere(worlds(), |world| {
        let mut tried = BTreeSet::new();
        for kind in KINDS {
            let Some(Kept { rows, references, links, .. }) = &kind.kept else { continue };
            let by_columns = references.iter().map(|reference| (reference.to, Some(reference)));
            let by_links = links.iter().map(|links| (links.to, None));
            let targets =
                by_columns.chain(by_links).flat_map(|(to, reference)| kinds_of(to).into_iter().map(move |named| (to, named, reference)));
            for (target, named_kind, reference) in targets {
                if PARTS.contains(&(kind.entity.name(), named_kind.entity.name())) {
                    continue;
                }
                // Records that scripts can't create have no method that deletes them.
                let Some(upserted) = &named_kind.upserted else { continue };
                let id = match (reference, links.iter().find(|links| links.to == target)) {
                    (Some(reference), _) => named(world, *rows, reference, named_kind),
                    (None, Some(links)) => linked(world, *rows, links, named_kind),
                    (None, None) => continue,
                };
                let method = upserted.create.replacen(".Create", ".Delete", 1);
                let (path, said) = conflict(&world.service.try_call(&world.people.ana, &method, json!({ upserted.id: id })));
                let (one, several) = (kind.noun.one(Language::English), kind.noun.several(Language::English));
                assert!(path == upserted.id && (said.contains(one) || said.contains(several)), "{method} for a {one}: {path}: {said}");
                tried.insert((method, one));
            }
        }
        assert!(tried.len() > 10, "{tried:?}");
    });
}

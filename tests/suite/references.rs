//! The references that records declare are the foreign keys of both databases.

use std::collections::BTreeSet;

use ventanilla::db::stored::Target;
use ventanilla::fields::{Entity, Named};
use ventanilla::records::catalog_entry::CatalogEntry;
use ventanilla::records::kinds::{KINDS, Kept};

use crate::inspect::Inspector;
use crate::service::services;

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

fn table_of(target: Target) -> &'static str {
    let entity = match target {
        Target::Record(entity) => entity,
        Target::Entry(_) => CatalogEntry::ENTITY,
    };
    tables().find(|(other, _)| *other == entity).map(|(_, kept)| kept.table).expect("what is named is kept")
}

#[test]
fn the_references_of_the_records_are_the_foreign_keys_of_the_databases() {
    let mut said = BTreeSet::new();
    let mut own: BTreeSet<&str> = BTreeSet::new();
    for (_, Kept { table, references, links, .. }) in tables() {
        own.insert(table);
        for reference in *references {
            let within = reference.within.map(|column| format!("{column},")).unwrap_or_default();
            said.insert(format!("{table} profile_id,{within}{} {}", reference.column, table_of(reference.to)));
        }
        if let Some(links) = links {
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

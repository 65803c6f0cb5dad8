//! The way from other systems: docs/coming-from.md has each operation of four other APIs, with the method that does it here.
//!
//! Invariants: tests/fixtures/methods.tsv is the list of operations, and the tables of the page are made from it. A method that is
//! not there is called so in its row, and no row calls a method so that is there. Each method's own example is executed elsewhere
//! ([`crate::examples`]), the operations in [`operations`]. `VENTANILLA_RECORD_EXAMPLES=1 cargo test coming_from` writes the tables.

mod operations;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use serde_json::Value;
use ventanilla::modules;
use ventanilla::rpc::description::describe;
use ventanilla::sentences::Language;

use crate::examples::is_recording;

const OPERATIONS: &str = include_str!("../fixtures/methods.tsv");

/// What is no method of the registry: a method of JSON-RPC, and a command.
const ELSEWHERE: [&str; 2] = ["rpc.discover", "ventanilla describe postman"];

struct Operation {
    reference: &'static str,
    theirs: &'static str,
    ours: &'static str,
    how: &'static str,
}

fn operations() -> Vec<Operation> {
    let rows = OPERATIONS.lines().skip(1).map(|line| {
        let [reference, theirs, ours, how] = line.split('\t').collect::<Vec<_>>().try_into().expect("four columns");
        Operation { reference, theirs, ours, how }
    });
    rows.collect()
}

fn methods() -> BTreeSet<String> {
    let registry = modules::registry();
    registry.entries().iter().map(|entry| entry.qualified.clone()).chain(ELSEWHERE.map(str::to_owned)).collect()
}

/// The table of one reference, as the page has it.
fn table(reference: &str) -> String {
    let methods = methods();
    let mut table = String::from("| there | here | how |\n|---|---|---|\n");
    for Operation { theirs, ours, how, .. } in operations().iter().filter(|operation| operation.reference == reference) {
        let missing = if methods.contains(*ours) { "" } else { ", not there yet" };
        let _ = writeln!(table, "| `{theirs}` | `{ours}`{missing} | {how} |");
    }
    table
}

#[test]
fn the_page_has_each_operation_with_the_method_that_does_it() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/coming-from.md");
    let page = std::fs::read_to_string(&path).expect("the page is there");
    let references: BTreeSet<&str> = operations().iter().map(|operation| operation.reference).collect();
    assert_eq!(references, BTreeSet::from(["000", "001", "002", "003"]));
    let mut made = page.clone();
    for reference in references {
        let begin = format!("<!-- table {reference} -->\n");
        let (before, rest) = made.split_once(&begin).unwrap_or_else(|| panic!("no place for the table {reference}"));
        let (_, after) = rest.split_once("<!-- end of table -->").expect("the table has an end");
        made = format!("{before}{begin}{}<!-- end of table -->{after}", table(reference));
    }
    if is_recording() {
        std::fs::write(&path, &made).expect("the page can be written");
        return;
    }
    let differs = page.lines().zip(made.lines()).find(|(kept, made)| kept != made);
    assert!(page == made, "{differs:?}: VENTANILLA_RECORD_EXAMPLES=1 cargo test coming_from");
}

/// All names that a method's parameters have, at any depth, with their aliases.
fn names(schemas: &Value, value: &Value, names: &mut BTreeSet<String>, depth: usize) {
    if depth > 12 {
        return;
    }
    match value {
        Value::Object(entries) => {
            for (key, inner) in entries {
                match (key.as_str(), inner) {
                    ("properties", Value::Object(properties)) => names_of(properties.keys(), names),
                    ("x-aliases", Value::Array(aliases)) => names_of(aliases.iter().filter_map(Value::as_str), names),
                    ("$ref", Value::String(target)) => {
                        self::names(schemas, &schemas[target.rsplit('/').next().unwrap_or_default()], names, depth + 1);
                    }
                    _ => {}
                }
                self::names(schemas, inner, names, depth + 1);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| self::names(schemas, item, names, depth + 1)),
        _ => {}
    }
}

fn names_of<N: Into<String>>(found: impl Iterator<Item = N>, names: &mut BTreeSet<String>) {
    names.extend(found.map(Into::into));
}

#[test]
fn each_renamed_parameter_is_one_of_the_method() {
    let definition = describe(&modules::registry(), Language::English);
    let methods = definition["methods"].as_array().expect("methods");
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
    let (mut complaints, mut tried) = (BTreeSet::new(), 0);
    for Operation { ours, how, .. } in operations() {
        let Some(method) = methods.iter().find(|method| method["name"] == ours) else { continue };
        let mut known = BTreeSet::new();
        for param in method["params"].as_array().expect("params") {
            known.insert(param["name"].as_str().expect("a name").to_owned());
            names(&definition["components"]["schemas"], param, &mut known, 0);
        }
        for (theirs, here) in how.split([',', ';']).filter_map(|part| part.split_once(" = ")) {
            let (theirs, here) = (theirs.trim(), here.trim());
            if is_word(here) && ![theirs, here].iter().any(|name| known.contains(*name)) {
                complaints.insert(format!("{ours} {here}"));
            }
            tried += 1;
        }
    }
    assert!(tried > 20, "the renamed parameters are found: {tried}");
    assert_eq!(complaints, BTreeSet::new());
}

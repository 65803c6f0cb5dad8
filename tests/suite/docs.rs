//! The documentation pages, README.md and docs/: their examples run and get the answers that they show, their links lead
//! somewhere, and the table of settings agrees with the program.
//!
//! Invariants: docs/contributing.md, "Documentation that runs", says what becomes of each block. All pages share one service
//! on a demonstration, README first, so that its ids are those of a newcomer.

mod page;
mod session;
mod shape;

use std::collections::BTreeSet;

use clap::{Args, Command};
use ventanilla::config::ServeArguments;
use ventanilla::db::connection::DatabaseAddress;
use ventanilla::db::migrate::migrate;
use ventanilla::demo;

use crate::crash::Node;
use crate::service::databases;
use page::{Page, pages, slug};
use session::Session;

const SETTINGS: &str = "docs/settings.md";

#[test]
fn the_table_of_settings_has_every_flag_with_its_variable_and_default() {
    let page = Page::read(SETTINGS);
    let command = ServeArguments::augment_args(Command::new("serve"));
    let mut flags = 0;
    for argument in command.get_arguments() {
        let Some(flag) = argument.get_long() else { continue };
        let beginning = format!("| `--{flag}` |");
        let row = page.text.lines().find(|line| line.starts_with(&beginning));
        let row = row.unwrap_or_else(|| panic!("{SETTINGS} has no row for --{flag}"));
        if let Some(variable) = argument.get_env() {
            let variable = variable.to_string_lossy();
            assert!(row.contains(&format!("`{variable}`")), "the row of --{flag} does not name {variable}: {row}");
        }
        if argument.get_action().takes_values() {
            for default in argument.get_default_values() {
                let default = default.to_string_lossy();
                assert!(row.contains(&format!("`{default}`")), "the row of --{flag} does not name its default {default}: {row}");
            }
        }
        flags += 1;
    }
    assert!(flags > 10, "the settings are found");
}

#[test]
fn every_example_runs_and_is_answered_as_it_shows() {
    let database = databases().into_iter().find(|database| database.is_sqlite()).expect("SQLite is always there");
    let address = DatabaseAddress::parse(&database.url).expect("a URL");
    migrate(&address).expect("the database is new");
    assert!(demo::fill(&address, demo::COMPANIES, |_| ()).expect("the demonstration fits"));
    let node = Node::start(&database.url);
    let complaints: Vec<String> = pages().iter().filter_map(|page| Session::new(page, &node, &database.url).run().err()).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
}

#[test]
fn every_block_says_what_it_is() {
    const KNOWN: [&str; 10] = ["sh", "json", "python", "php", "console", "ini", "nginx", "caddy", "rust", "text"];
    for page in pages() {
        for block in &page.blocks {
            assert!(KNOWN.contains(&block.language.as_str()), "{}:{}: a block of '{}'", page.path, block.line, block.language);
            if block.language == "json" {
                shape::read(&block.text).unwrap_or_else(|cause| panic!("{}:{}: {cause}", page.path, block.line));
            }
        }
    }
}

#[test]
fn every_link_leads_to_a_file_and_a_heading() {
    for page in pages() {
        let (headings, links) = (page.headings(), page.links());
        let slugs: BTreeSet<String> = headings.iter().map(|heading| slug(heading)).collect();
        assert_eq!(slugs.len(), headings.len(), "two headings of {} are called the same", page.path);
        assert!(!links.is_empty(), "the links of {} are found", page.path);
        for link in links.iter().filter(|link| !link.contains("://")) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let file = if file.is_empty() { page.path.clone() } else { page.beside(file) };
            assert!(page::root().join(&file).exists(), "{}: {link} leads to no file", page.path);
            if !heading.is_empty() {
                let known: Vec<String> = Page::read(&file).headings().iter().map(|heading| slug(heading)).collect();
                assert!(known.iter().any(|known| known == heading), "{}: {link} leads to no heading", page.path);
            }
        }
    }
}

#[test]
fn readme_lists_every_page() {
    let pages = pages();
    let (readme, others) = pages.split_first().expect("README comes first");
    let links = readme.links();
    for page in others {
        assert!(links.contains(&page.path), "README.md does not list {}", page.path);
    }
    assert!(others.len() > 8, "the pages are found");
}

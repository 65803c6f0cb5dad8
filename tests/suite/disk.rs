//! A failing disk: SQLite's log can't be synced, which nobody can undo. No caller gets a false answer.
//!
//! Invariants: the program itself is unchanged. A library between it and the system fails the log's file syncs as long as a
//! certain file is there.

#![cfg(target_os = "linux")]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::crash::{Account, Caller, Node};
use crate::service::{Database, Folder, databases};

/// The library: its file syncs fail with EIO, as those of a dying disk do.
const FAILING_SYNCS: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int fails(int file) {
    const char *trigger = getenv("FAILING_SYNCS");
    if (!trigger || access(trigger, F_OK)) return 0;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path);
    return length > 4 && !memcmp(path + length - 4, "-wal", 4);
}

#define FAILING(name) \
    int name(int file) { \
        if (fails(file)) { errno = EIO; return -1; } \
        return ((int (*)(int))dlsym(RTLD_NEXT, #name))(file); \
    }

FAILING(fsync)
FAILING(fdatasync)
"#;

/// A disk that fails on demand, with its library.
struct Disk {
    folder: Folder,
    library: PathBuf,
}

impl Disk {
    fn new() -> Self {
        let folder = Folder::new();
        let (source, library) = (folder.path().join("failing.c"), folder.path().join("failing.so"));
        std::fs::write(&source, FAILING_SYNCS).expect("a file");
        let compiled = Command::new("cc").args(["-shared", "-fPIC", "-o"]).args([&library, &source]).arg("-ldl").status();
        assert!(compiled.expect("a C compiler, which SQLite is built with, too").success());
        Disk { folder, library }
    }

    fn trigger(&self) -> PathBuf {
        self.folder.path().join("failing")
    }

    fn fail(&self) {
        std::fs::write(self.trigger(), "").expect("a file");
    }

    fn mend(&self) {
        std::fs::remove_file(self.trigger()).expect("the file");
    }

    fn start(&self, url: &str) -> Node {
        let text = |path: &Path| path.display().to_string();
        Node::start_with(url, &[("LD_PRELOAD", &text(&self.library)), ("FAILING_SYNCS", &text(&self.trigger()))])
    }
}

fn sqlite() -> Database {
    databases().into_iter().find(Database::is_sqlite).expect("SQLite is always there")
}

fn ready(node: &Node) -> u16 {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    agent.get(format!("http://{}/readyz", node.address)).call().expect("an answer").status().as_u16()
}

/// Creates a company, and returns the failure's code or `success`.
fn create(node: &Node, account: &Account, name: &str, key: Option<&str>) -> String {
    let parameters = json!({
        "profile_id": account.profile_id, "name": name, "type_id": account.types[0], "industry_id": account.industries[0],
    });
    let mut body = json!({ "method": "CreateCompany", "parameters": parameters });
    if let Some(key) = key {
        body["idempotency_key"] = json!(key);
    }
    let reply = Caller::new(node, Some(&account.token)).send(&body).expect("an answer");
    let envelope: Value = serde_json::from_str(&reply).expect("an envelope");
    envelope["response"]["code"].as_str().unwrap_or("success").to_owned()
}

/// The list's total, and the names of all companies.
fn names(node: &Node, account: &Account) -> (i64, Vec<String>) {
    let (total, companies) = account.list(node, json!({}));
    let mut names: Vec<String> = companies.into_values().collect();
    names.sort();
    (total, names)
}

#[test]
fn a_commit_that_the_disk_did_not_take_is_not_called_undone_and_nothing_is_written_until_it_takes_one() {
    let (disk, database) = (Disk::new(), sqlite());
    let node = disk.start(&database.url);
    let account = Account::open(&node);
    assert_eq!(create(&node, &account, "Before", None), "success");
    disk.fail();
    assert_eq!(create(&node, &account, "Doubtful", None), "outcome_unknown");
    assert_eq!(create(&node, &account, "Refused", None), "unavailable");
    assert_eq!(create(&node, &account, "Repeated", Some("key")), "unavailable");
    assert_eq!(ready(&node), 503);
    assert_eq!(names(&node, &account), (1, vec!["Before".to_owned()]), "reads go on");
    disk.mend();
    while ready(&node) != 200 {
        std::thread::yield_now();
    }
    assert_eq!(create(&node, &account, "Repeated", Some("key")), "success");
    let there = (2, vec!["Before".to_owned(), "Repeated".to_owned()]);
    assert_eq!(names(&node, &account), there);
    node.crash();
    let node = Node::start(&database.url);
    assert_eq!(names(&node, &account), there, "the doubtful one did not come back with the log");
}

#[test]
fn what_was_doubtful_at_a_crash_is_told_by_its_key() {
    let (disk, database) = (Disk::new(), sqlite());
    let node = disk.start(&database.url);
    let account = Account::open(&node);
    disk.fail();
    assert_eq!(create(&node, &account, "Doubtful", Some("key")), "outcome_unknown");
    node.crash();
    let node = Node::start(&database.url);
    assert_eq!(create(&node, &account, "Doubtful", Some("key")), "success");
    assert_eq!(names(&node, &account), (1, vec!["Doubtful".to_owned()]), "made once, then or now");
}

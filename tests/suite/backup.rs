//! `ventanilla backup`: a complete copy of the database that only its owner can read.

use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Output};

use crate::inspect::Inspector;
use crate::service::{Folder, Service, databases, services};

fn backup(url: &str, file: &str) -> Output {
    // The umask of 000 lets others read every new file, unless the program forbids it.
    let script = format!("umask 000; exec '{}' backup '{file}'", env!("CARGO_BIN_EXE_ventanilla"));
    Command::new("sh").args(["-c", &script]).env("DATABASE_URL", url).output().expect("the program starts")
}

#[test]
fn nobody_but_its_owner_may_read_a_backup() {
    let database = databases().into_iter().find(|database| database.is_sqlite()).expect("SQLite is always there");
    let service = Service::start(database, |_| ());
    let ana = service.register("Ana");
    service.create_company(&ana, "Café Núñez");
    let folder = Folder::new();
    let file = folder.path().join("copy.db");
    let path = file.to_str().expect("a path");
    let made = backup(&service.database.url, path);
    assert!(made.status.success(), "{made:?}");
    let mode = std::fs::metadata(&file).expect("the file is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "{mode:o}");
    assert_eq!(Inspector::open(&format!("sqlite:{path}")).texts("SELECT name FROM companies"), ["Café Núñez"]);

    let before = std::fs::read(&file).expect("the file is there");
    let refused = backup(&service.database.url, path);
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("exists already"), "{refused:?}");
    assert_eq!(std::fs::read(&file).expect("the file is there"), before);
}

#[test]
fn what_can_not_be_copied_leaves_no_file() {
    let folder = Folder::new();
    let file = folder.path().join("copy.db");
    let missing = format!("sqlite:{}", folder.path().join("missing.db").display());
    let others = services().into_iter().filter(|service| !service.database.is_sqlite());
    let urls: Vec<(String, Option<Service>)> =
        others.map(|service| (service.database.url.clone(), Some(service))).chain([(missing, None)]).collect();
    for (url, _service) in &urls {
        assert!(!backup(url, file.to_str().expect("a path")).status.success());
        assert!(!file.exists(), "{url}");
    }
    let nowhere = folder.path().join("nowhere").join("copy.db");
    assert!(!backup(&urls[urls.len() - 1].0, nowhere.to_str().expect("a path")).status.success());
}

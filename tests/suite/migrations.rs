//! Migrations: the same on both databases, reversible, never edited, and run once when several nodes start together.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Barrier;

use diesel::connection::SimpleConnection;
use diesel_migrations::MigrationHarness;
use serde_json::json;
use sha2::{Digest, Sha256};
use ventanilla::db::connection::{AnyConnection, DatabaseAddress, Purpose, open};
use ventanilla::db::migrate::{POSTGRES, SQLITE, is_current, migrate};

use crate::calls::{colleague, execute, join, wait_for_search_index};
use crate::inspect::Inspector;
use crate::postgres;
use crate::service::{Database, Service, databases, empty_databases};

/// The folders of migrations: those that have landed, then those of the tests' own modules.
pub const FOLDERS: [&str; 2] = [LANDED, "tests/migrations"];

const LANDED: &str = "migrations";

/// The files of each migration in a folder, by the migration's name.
fn files(folder: &str, database: &str) -> BTreeMap<String, Vec<String>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(folder).join(database);
    let names = |folder: PathBuf| {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
            .collect();
        names.sort();
        names
    };
    names(folder.clone()).into_iter().map(|name| (name.clone(), names(folder.join(name)))).collect()
}

#[test]
fn both_databases_have_the_same_migrations_and_each_has_a_way_back() {
    for folder in FOLDERS {
        let sqlite = files(folder, "sqlite");
        assert_eq!(sqlite, files(folder, "postgres"));
        assert!(!sqlite.is_empty());
        for (name, files) in sqlite {
            assert_eq!(files, ["down.sql", "up.sql"], "{name}");
        }
    }
}

/// A landed migration stays as it is: a database keeps the names of its migrations and not their content, so after an edit older
/// databases would have other tables than newer ones. No line of the list is changed or removed; a new migration's lines go to
/// its end. `sha256sum --check` reads the list, too.
#[test]
fn a_migration_that_has_landed_is_never_edited() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let list = std::fs::read_to_string(root.join("tests/fixtures/migrations.sha256")).expect("the list of hashes");
    let listed: Vec<&str> = list.lines().collect();
    let mut found = Vec::new();
    for (name, files) in files(LANDED, "sqlite") {
        for database in ["postgres", "sqlite"] {
            for file in &files {
                let path = format!("migrations/{database}/{name}/{file}");
                let hash = Sha256::digest(std::fs::read(root.join(&path)).expect("a migration"));
                let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
                found.push(format!("{hash}  {path}"));
            }
        }
    }
    // The names begin with the date and a number, so that new migrations come last.
    let new: Vec<&String> = found.iter().skip(listed.len()).collect();
    assert_eq!(listed, found[..listed.len().min(found.len())], "a migration was edited, or one was put before others that have landed");
    assert!(new.is_empty(), "append to tests/fixtures/migrations.sha256: {new:#?}");
}

/// The names of the migrations.
pub fn names() -> Vec<String> {
    FOLDERS.iter().flat_map(|folder| files(folder, "sqlite").into_keys()).collect()
}

/// The structure of a database: everything in it but its rows.
pub fn structure(url: &str) -> Vec<String> {
    let mut inspector = Inspector::open(url);
    match inspector {
        Inspector::Sqlite(_) => inspector.texts(
            "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master \
             WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE '__diesel%' ORDER BY 1",
        ),
        Inspector::Postgres(_) => inspector.texts(
            "SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') \
               FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_diesel%' \
             UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE '\\_\\_diesel%' \
             UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint \
               WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE '\\_\\_diesel%' \
             UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace \
               AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e') \
             ORDER BY 1",
        ),
    }
}

/// Reverts all migrations. On SQLite it takes the one writer's place from the beginning, as `migrate` does: an idle service still
/// looks for work, and SQLite refuses a transaction that starts to write after another one has. Foreign keys are not enforced
/// meanwhile, as in the other direction.
fn revert(connection: &mut AnyConnection) {
    let reverted = match connection {
        AnyConnection::Sqlite(connection) => {
            connection.batch_execute("PRAGMA foreign_keys = OFF").expect("no transaction is open");
            connection.immediate_transaction(|connection| {
                let reverted = connection.revert_all_migrations(SQLITE).map(|names| names.len());
                diesel::QueryResult::Ok(reverted.expect("every migration has a way back"))
            })
        }
        AnyConnection::Postgres(connection) => {
            Ok(connection.revert_all_migrations(POSTGRES).map(|names| names.len()).expect("every migration has a way back"))
        }
    };
    assert!(reverted.expect("the way back is taken whole") > 0);
}

#[test]
fn up_down_and_up_again_is_up() {
    for database in empty_databases() {
        let address = DatabaseAddress::parse(&database.url).expect("a URL");
        let applied = migrate(&address).expect("the migrations apply");
        assert_eq!(applied.len(), names().len());
        assert_eq!(migrate(&address).expect("nothing is left to apply"), Vec::<String>::new());
        let first = structure(&database.url);
        assert!(first.len() > 20, "{first:?}");

        let mut connection = open(&address, Purpose::Write).expect("the database opens");
        assert!(is_current(&mut connection));
        revert(&mut connection);
        assert!(!is_current(&mut connection));
        assert_eq!(structure(&database.url), Vec::<String>::new());

        assert_eq!(migrate(&address).expect("the migrations apply again"), applied);
        assert_eq!(structure(&database.url), first);
        assert!(is_current(&mut connection));
    }
}

#[test]
fn going_back_from_a_database_with_records_works_too() {
    for database in databases() {
        let url = database.url.clone();
        let service = Service::start(database, |_| ());
        let ana = service.register("Ana");
        service.create_company(&ana, "Café Núñez");
        // The service is idle instead of stopped, as an operator would have it, so that it can be asked for its readiness.
        wait_for_search_index(&service);
        let mut connection = open(&DatabaseAddress::parse(&url).expect("a URL"), Purpose::Write).expect("the database opens");
        revert(&mut connection);
        assert_eq!(structure(&url), Vec::<String>::new());
        assert_eq!(service.get("/readyz").status, 503, "a database without its tables is not ready");
    }
}

/// An earlier release's token does not say under which membership it was made.
#[test]
fn a_token_of_an_earlier_release_lives_on_unless_its_maker_has_left_since() {
    for database in databases() {
        let url = database.url.clone();
        let service = Service::start(database, |_| ());
        let ana = service.register("Ana");
        let [berta, carla] = ["Berta", "Carla"].map(|name| colleague(&service, &ana, name, "manager"));
        let tokens = [&ana, &berta, &carla].map(|person| {
            let made = service.call(person, "Auth.CreateApplicationToken", json!({ "name": "ERP", "rights": { "*": ["read"] } }));
            made["token"].as_str().expect("a token").to_owned()
        });
        for person in [&berta, &carla] {
            service.call(&ana, "Profiles.RemoveUser", json!({ "user_id": person.user_id }));
        }
        join(&service, &ana, &berta, "manager");
        let path = |direction: &str| {
            let folder = if url.starts_with("sqlite:") { "sqlite" } else { "postgres" };
            let path = format!("migrations/{folder}/2026-11-29-000015_memberships/{direction}.sql");
            std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)).expect("the migration")
        };
        for direction in ["down", "up"] {
            for statement in path(direction).split(';').filter(|statement| !statement.trim().is_empty()) {
                execute(&service, statement);
            }
        }
        let asked =
            tokens.map(|token| service.post(Some(&token), "Companies.GetCompanies", json!({ "profile_id": ana.profile_id })).status);
        assert_eq!(asked, [200, 401, 401]);
    }
}

#[test]
fn nodes_that_start_together_on_one_database_share_it() {
    const NODES: usize = 4;
    let Some(database) = postgres::new_database() else { return };
    let barrier = Barrier::new(NODES);
    let nodes: Vec<Service> = std::thread::scope(|scope| {
        let starting: Vec<_> = (0..NODES)
            .map(|_| {
                scope.spawn(|| {
                    barrier.wait();
                    Service::start(Database::at(&database.url), |settings| settings.databases.connections = 2)
                })
            })
            .collect();
        starting.into_iter().map(|node| node.join().expect("every node comes up")).collect()
    });
    for (number, node) in nodes.iter().enumerate() {
        let person = node.register(&format!("Person{number}"));
        let company = node.create_company(&person, "Café Núñez");
        for other in &nodes {
            let found = other.call(
                &person,
                "Companies.GetCompany",
                json!({ "search_by": "id", "search_value": company["id"], "with_files": true }),
            );
            assert_eq!(found["company"], company);
        }
        node.post(Some(&person.token), "Auth.Logout", json!({})).success();
        for other in &nodes {
            other.post(Some(&person.token), "Auth.GetProfile", json!({})).failure("unauthenticated");
        }
    }
    let mut inspector = Inspector::open(&database.url);
    assert_eq!(inspector.number("SELECT count(*) FROM settings WHERE name = 'secret'"), 1);
    assert_eq!(inspector.number("SELECT count(*) FROM __diesel_schema_migrations"), i64::try_from(names().len()).expect("a few"));
}

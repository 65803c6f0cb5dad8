//! `Profiles.CreateProfile`, `EditProfile`, `GetProfiles`: the profiles of the caller and no others.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::json;
use ventanilla::auth::registration::{Profiles, Registration};

use crate::calls::{another_token, at_once, changes, colleague, each, keys, number, rules};
use crate::service::{PASSWORD, Person, Service, databases, services};

#[test]
fn who_makes_a_profile_manages_it_and_sees_the_own_ones_alone() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let made = service.post(Some(&ana.token), "CreateProfile", json!({ "name": " Second " })).success()["profile"].clone();
        assert_eq!(
            keys(&made),
            [
                "company_id",
                "created_at",
                "currency_id",
                "directory",
                "feedback_themes",
                "health_weights",
                "id",
                "language",
                "name",
                "role",
                "segment_cuts",
                "slug",
                "time_zone",
                "updated_at",
                "version"
            ]
        );
        assert_eq!((&made["name"], &made["role"], &made["version"]), (&json!("Second"), &json!("manager"), &json!(1)));
        let profiles = service.post(Some(&ana.token), "GetProfiles", json!({})).success()["profiles"].clone();
        assert_eq!(each(&profiles, "name"), ["Ana's", "Second"]);
        assert_eq!(profiles[1], made);
        assert_eq!(each(&service.post(Some(&berta.token), "GetProfiles", json!({})).success()["profiles"], "name"), ["Berta's"]);
        let second = Person { profile_id: made["id"].as_i64().unwrap(), ..ana.clone() };
        assert!(!service.call(&second, "GetStages", json!({}))["stages"].as_array().unwrap().is_empty());
        service.create_company(&second, "Company");
        assert_eq!(service.call(&ana, "GetCompanies", json!({}))["total"], 0);
        assert_eq!(service.call(&second, "GetCompanies", json!({}))["total"], 1);
        assert_eq!(rules(&service.post(Some(&ana.token), "CreateProfile", json!({ "name": "" }))), ["name empty"]);
    }
}

#[test]
fn a_profile_is_renamed_and_an_edit_that_changes_nothing_writes_nothing() {
    for service in services() {
        let ana = service.register("Ana");
        let renamed = service.call(&ana, "EditProfile", json!({ "name": "Nuevo" }))["profile"].clone();
        assert_eq!((&renamed["name"], &renamed["version"]), (&json!("Nuevo"), &json!(2)));
        let before = changes(&service);
        for nothing in [json!({}), json!({ "name": " Nuevo " })] {
            assert_eq!(service.call(&ana, "EditProfile", nothing)["profile"], renamed);
        }
        assert_eq!(changes(&service), before);
        assert_eq!(rules(&service.try_call(&ana, "EditProfile", json!({ "name": null }))), ["name required"]);
    }
}

#[test]
fn renames_at_once_each_count_and_none_is_lost() {
    for service in services() {
        let ana = service.register("Ana");
        let named = at_once(16, |number| service.call(&ana, "EditProfile", json!({ "name": format!("Name {number}") }))["profile"].clone());
        let mut versions: Vec<i64> = named.iter().map(|profile| profile["version"].as_i64().unwrap()).collect();
        versions.sort_unstable();
        assert_eq!(versions, (2..18).collect::<Vec<i64>>());
        let records = "SELECT count(DISTINCT version) AS number FROM changes WHERE entity = 'profile'";
        assert_eq!(number(&service, records), 17);
    }
}

/// The program, run on this database.
pub fn command(url: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ventanilla"));
    command.args(arguments).env("DATABASE_URL", url).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[test]
fn who_may_make_profiles_is_what_the_setting_says() {
    for (profiles, allowed) in
        [(Profiles::Anyone, [true, true, true]), (Profiles::Managers, [true, false, false]), (Profiles::Operator, [false; 3])]
    {
        for database in databases() {
            let service = Service::start(database, |settings| settings.profiles = profiles);
            let ana = service.register("Ana");
            let [mario, vera] = [("Mario", "member"), ("Vera", "viewer")].map(|(name, role)| colleague(&service, &ana, name, role));
            let create = |person: &Person| service.post(Some(&person.token), "Profiles.CreateProfile", json!({ "name": "Another" }));
            let before = changes(&service);
            for (person, allowed) in [&ana, &mario, &vera].into_iter().zip(allowed) {
                let inside =
                    json!({ "calls": [{ "method": "Profiles.CreateProfile", "parameters": { "name": "Another" } }], "dry_run": true });
                let batch = service.post(Some(&person.token), "Batch.Run", inside);
                assert_eq!(batch.status == 200, allowed, "{profiles:?} {}", batch.text);
                if !allowed {
                    create(person).failure("forbidden");
                    batch.failure("forbidden");
                }
            }
            assert_eq!(changes(&service), before);
            for (person, allowed) in [&ana, &mario, &vera].into_iter().zip(allowed) {
                if allowed {
                    create(person).success();
                }
            }
            if profiles == Profiles::Managers {
                // A member who becomes a manager may create profiles from then on; a viewer still may not.
                service.call(&ana, "Profiles.EditUser", json!({ "user_id": mario.user_id, "role": "manager" }));
                create(&mario).success();
                let profile = service.post(Some(&mario.token), "GetProfiles", json!({})).success()["profiles"][1]["id"].clone();
                assert!(profile.is_i64());
                create(&vera).failure("forbidden");
            }
        }
    }
}

#[test]
fn where_nobody_can_register_only_managers_make_profiles_unless_it_is_said_otherwise() {
    assert_eq!(Profiles::beside(Registration::Open), Profiles::Anyone);
    assert_eq!(Profiles::beside(Registration::First), Profiles::Managers);
    assert_eq!(Profiles::beside(Registration::Closed), Profiles::Managers);
    let refused = command("sqlite:/nowhere/at/all.db", &["serve", "--registration", "open", "--profiles", "operator"]).output().unwrap();
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("VENTANILLA_PROFILES"), "{refused:?}");
}

#[test]
fn the_operator_makes_profiles_on_the_command_line() {
    for database in databases() {
        let url = database.url.clone();
        let service =
            Service::start(database, |settings| (settings.registration, settings.profiles) = (Registration::Closed, Profiles::Operator));
        let user = ["user", "create", "--email", "ana@example.com", "--name", "Ana", "--company", "First"];
        let mut creating = command(&url, &user).stdin(Stdio::piped()).spawn().unwrap();
        creating.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
        assert!(creating.wait_with_output().unwrap().status.success());
        let nobody = Person { user_id: 0, profile_id: 0, email: "ana@example.com".to_owned(), token: String::new() };
        let ana = another_token(&service, &nobody);
        service.post(Some(&ana.token), "Profiles.CreateProfile", json!({ "name": "Second" })).failure("forbidden");
        let made = command(
            &url,
            &[
                "profile",
                "create",
                "--name",
                " Second ",
                "--manager",
                "ANA@example.com",
                "--time-zone",
                "Europe/Madrid",
                "--language",
                "es",
            ],
        )
        .output()
        .unwrap();
        assert!(made.status.success(), "{made:?}");
        let profiles = service.post(Some(&ana.token), "GetProfiles", json!({})).success()["profiles"].clone();
        assert_eq!((each(&profiles, "name"), each(&profiles, "role")), (vec![json!("First"), json!("Second")], vec![json!("manager"); 2]));
        assert_eq!(
            (&profiles[1]["time_zone"], &profiles[1]["language"], &profiles[1]["slug"]),
            (&json!("Europe/Madrid"), &json!("es"), &json!("second"))
        );
        let elsewhere = ["profile", "create", "--name", "Third", "--manager", "ana@example.com", "--time-zone", "Madrid"];
        let refused = command(&url, &elsewhere).output().unwrap();
        assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("Europe/Madrid"), "{refused:?}");
        let second = Person { profile_id: profiles[1]["id"].as_i64().unwrap(), ..ana };
        assert!(!service.call(&second, "GetStages", json!({}))["stages"].as_array().unwrap().is_empty());
        for (name, manager, said) in [("Third", "berta@example.com", "no user"), ("  ", "ana@example.com", ""), ("Third", "ana", "")] {
            let refused = command(&url, &["profile", "create", "--name", name, "--manager", manager]).output().unwrap();
            assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains(said), "{refused:?}");
        }
        assert_eq!(number(&service, "SELECT count(*) AS number FROM profiles"), 2);
    }
}

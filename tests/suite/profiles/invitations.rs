//! Invitations: `Profiles.AddUser` without a password, `Auth.AcceptInvitation`, `Profiles.RevokeInvitation`, and the page behind the
//! link.

use std::process::Output;

use serde_json::{Value, json};

use super::create_profile::command;
use crate::calls::{at_once, changes, colleague, conflict, each, execute, keys, login, number, rules};
use crate::listening::Statements;
use crate::mail::{PUBLIC_URL, PostOffice, linking_houses};
use crate::service::{Database, PASSWORD, Person, Reply, Service, databases, services};

const NEW: &str = "another horse entirely";

fn invite(service: &Service, manager: &Person, email: &str, role: &str) -> Value {
    let reply = service.call(manager, "Profiles.AddUser", json!({ "email": email, "role": role }));
    assert_eq!(reply["user"], Value::Null);
    reply["invitation"].clone()
}

/// The token of the link in the next mail.
fn token(office: &PostOffice) -> String {
    office.next().token(&format!("{PUBLIC_URL}/invitation/"))
}

fn accept(service: &Service, parameters: Value) -> Reply {
    service.post(None, "Auth.AcceptInvitation", parameters)
}

fn as_newcomer(token: &str, name: &str) -> Value {
    json!({ "token": token, "name": name, "password": NEW, "c_password": NEW })
}

fn invitations(service: &Service, manager: &Person) -> Value {
    service.call(manager, "Profiles.GetUsers", json!({}))["invitations"].clone()
}

#[test]
fn somebody_whom_nobody_knows_joins_with_a_new_account() {
    for (office, service, ana) in linking_houses() {
        let invitation = invite(&service, &ana, "Nora@example.com", "member");
        assert_eq!(
            (&invitation["email"], &invitation["role"], &invitation["user_id"]),
            (&json!("nora@example.com"), &json!("member"), &json!(ana.user_id))
        );
        assert_eq!(invitations(&service, &ana), json!([invitation]));
        let users = service.call(&ana, "Profiles.GetUsers", json!({}))["users"].clone();
        assert_eq!(each(&users, "id"), [json!(ana.user_id)]);
        let letter = office.next();
        assert!(letter.to.contains("<nora@example.com>"), "{}", letter.to);
        assert_eq!(letter.header("Subject"), "Invitation to Ana's");
        assert!(letter.body().starts_with("Ana invites you to the profile 'Ana's' as member."), "{}", letter.body());
        let token = letter.token(&format!("{PUBLIC_URL}/invitation/"));
        let joined = accept(&service, as_newcomer(&token, "Nora Paz")).success();
        assert_eq!(
            (&joined["profile"], &joined["profile_id"], &joined["role"]),
            (&json!("Ana's"), &json!(ana.profile_id), &json!("member"))
        );
        assert_eq!((&joined["user"]["name"], &joined["user"]["email"]), (&json!("Nora Paz"), &json!("nora@example.com")));
        let nora =
            Person { user_id: joined["user"]["id"].as_i64().unwrap(), token: joined["token"].as_str().unwrap().to_owned(), ..ana.clone() };
        service.create_company(&nora, "Café Núñez");
        login(&service, "nora@example.com", NEW).success();
        assert_eq!(invitations(&service, &ana), json!([]));
        accept(&service, as_newcomer(&token, "Nora Paz")).failure("not_found");
        let told = service.call(&ana, "Audit.GetHistory", json!({ "entity": "invitation", "record_id": invitation["id"] }));
        let mut operations = each(&told["changes"], "operation");
        operations.sort_by_key(ToString::to_string);
        assert_eq!(operations, ["create", "delete"]);
    }
}

#[test]
fn somebody_with_an_account_joins_with_its_password_and_nothing_is_told_before() {
    for (office, service, ana) in linking_houses() {
        let berta = service.register("Berta");
        execute(&service, &format!("UPDATE users SET language = 'es', name = 'Berta Ruiz' WHERE id = {}", berta.user_id));
        let known = service.try_call(&ana, "Profiles.AddUser", json!({ "email": berta.email, "role": "viewer" }));
        let letter = office.next();
        let unknown = service.try_call(&ana, "Profiles.AddUser", json!({ "email": "nobody@example.com", "role": "viewer" }));
        office.next();
        let (left, right) = (known.success(), unknown.success());
        assert_eq!((keys(&left), keys(&left["invitation"])), (keys(&right), keys(&right["invitation"])));
        assert!(left["user"] == right["user"] && left["invitation"]["name"] == right["invitation"]["name"]);
        assert!(!known.text.contains("Ruiz") && !service.call(&ana, "Profiles.GetUsers", json!({})).to_string().contains("Ruiz"));
        assert_eq!(letter.header("To"), "\"Berta Ruiz\" <berta@example.com>");
        assert!(letter.body().starts_with("Hay una invitación de Ana al perfil"), "{}", letter.body());
        let token = letter.token(&format!("{PUBLIC_URL}/invitation/"));
        let at_anas = |method: &str| service.post(Some(&berta.token), method, json!({ "profile_id": ana.profile_id }));
        at_anas("Profiles.GetUsers").failure("not_found");
        let wrong = accept(&service, json!({ "token": token, "password": "not hers at all" }));
        assert_eq!(rules(&wrong), ["password wrong"]);
        let as_new = accept(&service, as_newcomer(&token, "Mallory"));
        assert_eq!(rules(&as_new), ["c_password has_account", "name has_account", "password wrong"]);
        let joined = accept(&service, json!({ "token": token, "password": PASSWORD })).success();
        assert_eq!(joined["user"]["id"], berta.user_id);
        at_anas("Profiles.GetUsers").success();
        assert_eq!(each(&invitations(&service, &ana), "email"), ["nobody@example.com"]);
        // She has her own session and her own profile as before.
        service.call(&berta, "GetCompanies", json!({}));
    }
}

/// Whether an address is known is told neither by what a call answers nor by what it does.
#[test]
fn an_invitation_takes_the_same_work_whoever_is_invited() {
    for database in databases() {
        let statements = Statements::of(&database);
        let office = PostOffice::open();
        let service = office.linking_without_errands(database);
        let (ana, berta, carla) = (service.register("Ana"), service.register("Berta"), service.register("Carla"));
        let worked = |email: &str| {
            statements.take();
            invite(&service, &ana, email, "viewer");
            let worded = statements.take().into_iter().map(|statement| {
                let worded = statement.split(" -- binds: ").next().unwrap_or_default().to_owned();
                worded.split(" SET LOCAL statement_timeout").next().unwrap_or_default().to_owned()
            });
            worded.collect::<Vec<_>>()
        };
        // The first call prepares statements.
        worked(&carla.email);
        assert_eq!(worked(&berta.email), worked("nobody@example.com"));
    }
}

#[test]
fn inviting_again_renews_and_withdrawing_ends() {
    for (office, service, ana) in linking_houses() {
        let first = invite(&service, &ana, "nora@example.com", "viewer");
        let first_token = token(&office);
        let second = invite(&service, &ana, "NORA@example.com", "manager");
        let second_token = token(&office);
        assert_eq!((&second["id"], &second["version"], &second["role"]), (&first["id"], &json!(2), &json!("manager")));
        accept(&service, as_newcomer(&first_token, "Nora")).failure("not_found");
        let gone = service.call(&ana, "Profiles.RevokeInvitation", json!({ "invitation_id": first["id"] }));
        assert_eq!(gone["invitation"], second);
        accept(&service, as_newcomer(&second_token, "Nora")).failure("not_found");
        assert_eq!(invitations(&service, &ana), json!([]));
        service.try_call(&ana, "Profiles.RevokeInvitation", json!({ "invitation_id": first["id"] })).failure("not_found");
        // An account that is made at once takes the place of the invitation.
        invite(&service, &ana, "olga@example.com", "viewer");
        let olgas = token(&office);
        colleague(&service, &ana, "Olga", "viewer");
        assert_eq!(invitations(&service, &ana), json!([]));
        accept(&service, json!({ "token": olgas, "password": PASSWORD })).failure("not_found");
        assert_eq!(conflict(&service.try_call(&ana, "AddUser", json!({ "email": "olga@example.com", "role": "viewer" }))).0, "email");
    }
}

#[test]
fn of_eight_who_accept_at_once_one_joins() {
    for (office, service, ana) in linking_houses() {
        invite(&service, &ana, "nora@example.com", "viewer");
        let token = token(&office);
        let replies = at_once(8, |number| accept(&service, as_newcomer(&token, &format!("Nora {number}"))));
        assert_eq!(replies.iter().filter(|reply| reply.status == 200).count(), 1, "{replies:?}");
        assert!(replies.iter().all(|reply| [200, 404, 409, 422].contains(&reply.status)), "{replies:?}");
        assert_eq!(number(&service, "SELECT count(*) AS number FROM users"), 2);
        assert_eq!(number(&service, &format!("SELECT count(*) AS number FROM members WHERE profile_id = {}", ana.profile_id)), 2);
    }
}

#[test]
fn an_invitation_ends_with_its_hour_and_is_found_by_its_own_token_alone() {
    for (office, service, ana) in linking_houses() {
        invite(&service, &ana, "nora@example.com", "viewer");
        let noras = token(&office);
        service.post(None, "Auth.RequestPasswordReset", json!({ "email": ana.email })).success();
        let anas = office.next().token(&format!("{PUBLIC_URL}/reset/"));
        accept(&service, as_newcomer(&anas, "Mallory")).failure("not_found");
        let reset = json!({ "token": noras, "new_password": NEW, "c_password": NEW });
        service.post(None, "Auth.ResetPassword", reset).failure("not_found");
        assert_eq!(service.get(&format!("/reset/{noras}")).status, 404);
        execute(&service, "UPDATE one_time_links SET expires_at = created_at WHERE purpose = 'invitation'");
        accept(&service, as_newcomer(&noras, "Nora")).failure("not_found");
        invite(&service, &ana, "nora@example.com", "viewer");
        accept(&service, as_newcomer(&token(&office), "Nora")).success();
    }
}

#[test]
fn an_invitation_ends_when_its_sender_manages_the_profile_no_longer() {
    for (office, service, ana) in linking_houses() {
        for (name, email, method, mut change) in
            [("Mario", "nora@example.com", "EditUser", json!({ "role": "member" })), ("Gerda", "olga@example.com", "RemoveUser", json!({}))]
        {
            let sender = colleague(&service, &ana, name, "manager");
            let invitation = invite(&service, &sender, email, "manager");
            let dead = token(&office);
            let page = || service.get(&format!("/invitation/{dead}")).status;
            assert_eq!(page(), 200);
            change["user_id"] = json!(sender.user_id);
            service.call(&ana, method, change);
            assert_eq!(page(), 404, "{method}");
            accept(&service, as_newcomer(&dead, "Mallory")).failure("not_found");
            let again = invite(&service, &ana, email, "viewer");
            assert_eq!((&again["id"], &again["user_id"]), (&invitation["id"], &json!(ana.user_id)));
            accept(&service, as_newcomer(&token(&office), "Nora")).success();
        }
    }
}

#[test]
fn an_invitation_is_not_mailed_after_its_sender_has_left() {
    for database in databases() {
        let office = PostOffice::open();
        let silent = office.linking_without_errands(Database::at(&database.url));
        let ana = silent.register("Ana");
        let gerda = colleague(&silent, &ana, "Gerda", "manager");
        invite(&silent, &gerda, "nora@example.com", "viewer");
        silent.call(&ana, "RemoveUser", json!({ "user_id": gerda.user_id }));
        silent.post(None, "Auth.RequestPasswordReset", json!({ "email": ana.email })).success();
        drop(silent);
        let service = office.linking(Database::at(&database.url));
        // The postman takes links in their order, so that hers is the last.
        assert!(office.next().to.contains("<ana@example.com>"));
        assert!(office.is_empty());
        let due = "SELECT count(*) AS number FROM one_time_links WHERE due_at IS NOT NULL AND email = 'nora@example.com'";
        assert_eq!(number(&service, due), 0);
    }
}

#[test]
fn what_is_missing_is_said_in_one_answer_and_leaves_the_link_alive() {
    for (office, service, ana) in linking_houses() {
        invite(&service, &ana, "nora@example.com", "viewer");
        let token = token(&office);
        let before = changes(&service);
        assert_eq!(rules(&accept(&service, json!({ "token": token, "password": NEW }))), ["c_password required", "name required"]);
        let reply = accept(&service, json!({ "token": token, "name": "Nora", "password": "horse", "c_password": "horse" }));
        assert_eq!(rules(&reply), ["password too_short"]);
        let reply = accept(&service, json!({ "token": token, "name": "Nora", "password": NEW, "c_password": PASSWORD, "rol": 1 }));
        assert_eq!(rules(&reply), ["c_password different", "rol unknown_parameter"]);
        let with_ids = json!({ "email": "x@example.com", "role": "viewer", "external_ids": { "sap": "1" } });
        assert_eq!(rules(&service.try_call(&ana, "AddUser", with_ids)), ["external_ids without_password"]);
        let dry = service.call(&ana, "AddUser", json!({ "email": "x@example.com", "role": "viewer", "dry_run": true }));
        assert_eq!(dry["invitation"]["email"], "x@example.com");
        assert_eq!(changes(&service), before);
        accept(&service, as_newcomer(&token, "Nora")).success();
        assert!(office.is_empty(), "a dry run mails nothing");
    }
}

#[test]
fn who_is_invited_too_often_is_left_in_peace() {
    for (office, service, ana) in linking_houses() {
        for _ in 0..5 {
            invite(&service, &ana, "nora@example.com", "viewer");
        }
        let reply = service.try_call(&ana, "AddUser", json!({ "email": "nora@example.com", "role": "viewer" }));
        reply.failure("rate_limited");
        assert_eq!(reply.header("retry-after"), Some("3600"));
        invite(&service, &ana, "olga@example.com", "viewer");
        drop(office);
    }
}

/// A mail that is not sent is a link that is never due.
#[test]
fn an_address_that_many_profiles_invite_is_mailed_no_more_and_none_of_them_is_told() {
    for database in databases() {
        let office = PostOffice::open();
        let service = office.linking_without_errands(database);
        let due = |email: &str| {
            let due = "SELECT count(*) AS number FROM one_time_links WHERE due_at IS NOT NULL";
            number(&service, &format!("{due} AND email = '{email}'"))
        };
        let [eva, others @ ..] = ["Eva", "Ana", "Berta", "Carla", "Delia"].map(|name| service.register(name));
        for (profiles, manager) in (1..).zip(&others) {
            for _ in 0..5 {
                invite(&service, manager, "nora@example.com", "viewer");
                // The newest link of a profile ends those before it.
                assert_eq!(due("nora@example.com"), profiles);
            }
        }
        let [silent, mailed] = ["nora@example.com", "olga@example.com"]
            .map(|email| service.call(&eva, "AddUser", json!({ "email": email, "role": "viewer" })));
        assert_eq!((keys(&silent), keys(&silent["invitation"])), (keys(&mailed), keys(&mailed["invitation"])));
        assert_eq!((due("nora@example.com"), due("olga@example.com")), (4, 1));
        assert_eq!(each(&invitations(&service, &eva), "email"), ["nora@example.com", "olga@example.com"]);
        // An hour later the address has its mails again.
        execute(&service, "UPDATE one_time_links SET created_at = created_at - 3600000001");
        invite(&service, &eva, "nora@example.com", "viewer");
        assert_eq!(due("nora@example.com"), 5);
    }
}

#[test]
fn a_service_that_mails_no_links_says_so_alike_for_all() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let before = changes(&service);
        let told = [berta.email.as_str(), "nobody@example.com"].map(|email| {
            let reply = service.try_call(&ana, "AddUser", json!({ "email": email, "role": "viewer" }));
            assert_eq!(rules(&reply), ["name required", "password required"]);
            assert!(reply.text.contains("--public-url") && reply.text.contains("ventanilla profile add-user"), "{}", reply.text);
            reply.failure("invalid_parameters")
        });
        assert_eq!(told[0], told[1]);
        assert_eq!(changes(&service), before);
    }
}

#[test]
fn managers_alone_see_invitations() {
    for (_, service, ana) in linking_houses() {
        let vera = colleague(&service, &ana, "Vera", "viewer");
        invite(&service, &ana, "nora@example.com", "viewer");
        assert_eq!(keys(&service.call(&vera, "Profiles.GetUsers", json!({}))), ["users"]);
        assert_eq!(keys(&service.call(&ana, "Profiles.GetUsers", json!({}))), ["invitations", "users"]);
        service.try_call(&vera, "Profiles.RevokeInvitation", json!({ "invitation_id": 1 })).failure("forbidden");
    }
}

#[test]
fn the_page_asks_for_what_is_needed_and_takes_no_text_for_html() {
    for (office, service, ana) in linking_houses() {
        let berta = service.register("Berta");
        let evil = "<script>alert(1)</script>\"'&";
        service.call(&ana, "Profiles.EditProfile", json!({ "name": evil }));
        service.call(&ana, "Profiles.AddUser", json!({ "email": "nora@example.com", "name": evil, "role": "viewer" }));
        let path = format!("/invitation/{}", token(&office));
        let escaped = "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;";
        let shown = service.get(&path);
        assert!(shown.status == 200 && !shown.text.contains("<script") && shown.text.matches(escaped).count() == 2, "{}", shown.text);
        assert!(
            ["name", "password", "c_password"].iter().all(|name| shown.text.contains(&format!(r#"<label for="{name}">"#))),
            "{}",
            shown.text
        );
        assert_eq!((shown.header("referrer-policy"), shown.header("cache-control")), (Some("no-referrer"), Some("no-store")));
        let form = [("Content-Type", "application/x-www-form-urlencoded")];
        let post = |path: &str, body: &str| service.send_with(path, &form, body.as_bytes());
        let wrong = post(&path, "name=%3Cb%3E&password=short&c_password=short");
        assert!(
            wrong.status == 422 && wrong.text.contains(r#"value="&lt;b&gt;""#) && wrong.text.contains(r#"id="password-wrong""#),
            "{}",
            wrong.text
        );
        let done = post(&path, "name=Nora&password=another+horse+entirely&c_password=another+horse+entirely");
        assert!(done.status == 200 && done.text.contains("The invitation is accepted.") && !done.text.contains("eyJ"), "{}", done.text);
        login(&service, "nora@example.com", NEW).success();
        // Somebody with an account is asked for its password alone.
        invite(&service, &ana, &berta.email, "viewer");
        let path = format!("/invitation/{}", token(&office));
        let shown = service.get_with(&path, &[("Accept-Language", "es")]);
        assert!(shown.text.contains("Contraseña de esta cuenta") && !shown.text.contains("c_password"), "{}", shown.text);
        let wrong = post(&path, "password=not+hers");
        assert!(wrong.status == 422 && wrong.text.contains(r#"id="password-wrong""#), "{}", wrong.text);
        assert_eq!(post(&path, "password=correct+horse+battery").status, 200);
        assert_eq!(service.get(&path).status, 404);
    }
}

#[test]
fn the_operator_adds_a_user_on_the_command_line() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let add = |profile: i64, email: &str, role: &str| -> Output {
            let profile = profile.to_string();
            let arguments = ["profile", "add-user", "--profile", &profile, "--email", email, "--role", role];
            command(&service.database.url, &arguments).output().expect("the program runs")
        };
        assert!(add(ana.profile_id, "BERTA@example.com", "member").status.success());
        let there = Person { profile_id: ana.profile_id, ..berta };
        service.create_company(&there, "Café Núñez");
        for (profile, email, role) in [
            (ana.profile_id, "berta@example.com", "viewer"),
            (ana.profile_id, "nobody@example.com", "viewer"),
            (987_654, "berta@example.com", "viewer"),
            (ana.profile_id, "berta@example.com", "boss"),
        ] {
            assert!(!add(profile, email, role).status.success(), "{profile} {email} {role}");
        }
    }
}

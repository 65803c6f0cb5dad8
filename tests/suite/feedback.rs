//! Feedback: requests, answers by telephone and on the page, reminders, figures and themes.

use serde_json::{Value, json};
use ventanilla::fields::Instant;

use crate::calls::{at_once, conflict, each, execute, message, number, rules};
use crate::contacts::create_contact;
use crate::mail::{PUBLIC_URL, PostOffice, linking_houses, wait_for};
use crate::rights::script;
use crate::service::{Database, Person, Reply, Service, services};

const DAY: i64 = 86_400;

/// The moment in so many days, as a call says it.
fn in_days(days: i64) -> Value {
    serde_json::to_value(Instant::now().plus_seconds(days * DAY + 60)).expect("an instant")
}

fn request(service: &Service, person: &Person, parameters: Value) -> Value {
    service.call(person, "Feedback.RequestFeedback", parameters)
}

fn process(service: &Service, person: &Person, id: &Value, mut answer: Value) -> Reply {
    answer["feedback_id"] = id.clone();
    service.try_call(person, "Feedback.ProcessFeedback", answer)
}

/// A customer who was asked, and who answered.
fn answered(service: &Service, person: &Person, company: &Value, answer: Value) -> Value {
    let number = service.call(person, "Feedback.GetFeedback", json!({ "pagination": 1 }))["total"].clone();
    let scale = answer.get("scale").cloned().unwrap_or(json!("stars"));
    let asked = json!({ "customer_id": company["id"], "subject": format!("Pedido {number}"), "scale": scale, "mail": false });
    let id = request(service, person, asked)["feedback"]["id"].clone();
    let mut answer = answer;
    answer.as_object_mut().expect("an answer").remove("scale");
    process(service, person, &id, answer).success()["feedback"].clone()
}

#[test]
fn a_customer_is_asked_and_answers_once() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Acme");
        let contact = create_contact(&service, &ana, &company, "José");
        let asked = json!({ "customer_id": company["id"], "contact_id": contact["id"], "subject": "Entrega" });
        let reply = request(&service, &ana, asked.clone());
        let (feedback, id) = (&reply["feedback"], &reply["feedback"]["id"]);
        assert_eq!((&feedback["status"], &feedback["scale"], &feedback["rating"]), (&json!("open"), &json!("stars"), &Value::Null));
        assert_eq!(reply["url"], Value::Null, "the operator has set no public address");

        let again = service.try_call(&ana, "Feedback.RequestFeedback", asked);
        assert_eq!(conflict(&again).0, "company_id");
        assert_eq!(&again.failure("conflict")[0]["existing_id"], id);
        request(&service, &ana, json!({ "customer_id": company["id"], "subject": "Entrega" }));
        let accents = json!({ "customer_id": company["id"], "subject": "  ENTREGÁ" });
        conflict(&service.try_call(&ana, "Feedback.RequestFeedback", accents));

        for wrong in [0, 6, 10] {
            assert_eq!(rules(&process(&service, &ana, id, json!({ "rating": wrong }))), ["rating out_of_range"]);
        }
        assert_eq!(rules(&process(&service, &ana, id, json!({ "rating": 4.5 }))), ["rating wrong_type"]);
        let answer = json!({ "rating": 5, "comment": "Great service!" });
        let kept = process(&service, &ana, id, answer.clone()).success()["feedback"].clone();
        assert_eq!((&kept["status"], &kept["rating"], &kept["version"]), (&json!("answered"), &json!(5), &json!(2)));
        assert_eq!(process(&service, &ana, id, answer.clone()).success()["feedback"], kept, "the same again is the same");
        for other in [json!({ "rating": 4, "comment": "Great service!" }), json!({ "rating": 5 })] {
            assert_eq!(process(&service, &ana, id, other).failure("conflict")[0]["rule"], "answered");
        }
        let categorised = json!({ "rating": 5, "comment": "Great service!", "category": "support" });
        assert_eq!(process(&service, &ana, id, categorised).success()["feedback"]["category"], "support");
        let elsewhere = json!({ "rating": 5, "comment": "Great service!", "category": "sales" });
        assert_eq!(process(&service, &ana, id, elsewhere).failure("conflict")[0]["rule"], "answered");
        assert_eq!(process(&service, &ana, id, answer).success()["feedback"]["category"], "support");

        let list = |filters: Value| service.call(&ana, "Feedback.GetFeedback", filters)["feedback"].clone();
        assert_eq!(each(&list(json!({ "status": "answered" })), "id"), std::slice::from_ref(id));
        assert_eq!(
            each(&list(json!({ "rating": { "from": 5 }, "category": "support", "query": "great" })), "id"),
            std::slice::from_ref(id)
        );
        assert_eq!(each(&list(json!({ "status": "open" })), "subject"), [json!("Entrega")]);
        request(&service, &ana, json!({ "customer_id": company["id"], "contact_id": contact["id"], "subject": "Entrega" }));
        assert_eq!(service.try_call(&ana, "DeleteCompany", json!({ "company_id": company["id"] })).status, 409);
        for id in each(&list(json!({})), "id") {
            service.call(&ana, "DeleteFeedback", json!({ "feedback_id": id }));
        }
        assert_eq!(service.call(&ana, "Feedback.GetFeedback", json!({}))["total"], 0);
    }
}

#[test]
fn all_mistakes_are_told_at_once() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, other) = (service.create_company(&ana, "Acme"), service.create_company(&ana, "Other"));
        let contact = create_contact(&service, &ana, &other, "José");
        let asked = json!({ "customer_id": company["id"], "contact_id": contact["id"], "order_id": 77, "scale": "stars" });
        let told = rules(&service.try_call(&ana, "Feedback.RequestFeedback", asked));
        assert_eq!(told, ["contact_id another_company", "order_id unknown_id"]);
        let asked = json!({ "company_id": 77, "scale": "points", "subjekt": "x" });
        let told = rules(&service.try_call(&ana, "Feedback.RequestFeedback", asked));
        assert_eq!(told, ["company_id unknown_id", "scale unknown_option", "subjekt unknown_parameter"]);
        let forged = json!({ "token": "1-1-1-x", "rating": 5 });
        service.post(None, "Feedback.AnswerRequest", forged).failure("not_found");
        assert_eq!(number(&service, "SELECT count(*) AS number FROM feedback"), 0);
    }
}

#[test]
fn eight_callers_at_once_ask_once() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Acme");
        let asked = json!({ "customer_id": company["id"], "subject": "Entrega" });
        let replies = at_once(8, |_| service.try_call(&ana, "Feedback.RequestFeedback", asked.clone()));
        let made: Vec<&Reply> = replies.iter().filter(|reply| reply.status == 200).collect();
        assert_eq!(made.len(), 1, "{:?}", replies.iter().map(|reply| &reply.text).collect::<Vec<_>>());
        let id = &made[0].success()["feedback"]["id"];
        for refused in replies.iter().filter(|reply| reply.status != 200) {
            assert_eq!(&refused.failure("conflict")[0]["existing_id"], id);
        }
    }
}

#[test]
fn the_days_of_a_request_end_without_any_job() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Acme");
        let asked = json!({ "customer_id": company["id"] });
        let id = request(&service, &ana, asked.clone())["feedback"]["id"].clone();
        execute(&service, "UPDATE feedback SET expires_at = created_at - 1");
        let list = |status: &str| service.call(&ana, "Feedback.GetFeedback", json!({ "status": status }));
        assert_eq!((&list("open")["total"], &list("expired")["total"]), (&json!(0), &json!(1)));
        assert_eq!(list("expired")["feedback"][0]["status"], "expired");
        assert_eq!(process(&service, &ana, &id, json!({ "rating": 5 })).failure("conflict")[0]["rule"], "expired");
        let next = request(&service, &ana, asked)["feedback"]["id"].clone();
        assert_ne!(next, id);
        assert_eq!(number(&service, "SELECT count(*) AS number FROM feedback WHERE status = 'expired'"), 1);
    }
}

/// The path of the page of a request of this company.
fn page_of(service: &Service, person: &Person, asked: Value) -> (Value, String) {
    let reply = request(service, person, asked);
    let url = reply["url"].as_str().expect("an address").to_owned();
    (reply["feedback"]["id"].clone(), url.strip_prefix(PUBLIC_URL).expect("our address").to_owned())
}

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

#[test]
fn a_customer_answers_on_a_page_that_works_without_script() {
    for (_office, service, ana) in linking_houses() {
        service.call(&ana, "Profiles.EditProfile", json!({ "language": "es" }));
        let company = service.create_company(&ana, "Acme");
        let (id, path) = page_of(&service, &ana, json!({ "customer_id": company["id"], "subject": "<b>su pedido</b>" }));
        for _ in 0..3 {
            let shown = service.get(&path);
            assert_eq!(shown.status, 200, "{}", shown.text);
            let token = path.rsplit('/').next().unwrap();
            assert!(shown.text.contains("<html lang=\"es\">") && !shown.text.contains("<script") && !shown.text.contains(token));
            assert!(shown.text.contains("&lt;b&gt;su pedido&lt;/b&gt;") && shown.text.contains("Calificación"), "{}", shown.text);
            assert_eq!(shown.text.matches(r#"type="radio""#).count(), 5, "{}", shown.text);
            assert!(shown.header("content-security-policy").is_some_and(|policy| policy.starts_with("default-src 'none'")));
        }
        let send = |fields: &str| service.send_with(&path, &[FORM], fields.as_bytes());
        let wrong = send("rating=9&comment=Hola");
        assert_eq!(wrong.status, 422, "{}", wrong.text);
        assert!(wrong.text.contains("entre 1 y 5") && wrong.text.contains(">\nHola</textarea>"), "{}", wrong.text);
        assert_eq!(send("comment=Hola").status, 422);
        for _ in 0..2 {
            let done = send("rating=4&comment=Lleg%C3%B3+bien");
            assert_eq!(done.status, 200, "{}", done.text);
            assert!(done.text.contains("Gracias") && !done.text.contains("<form"), "{}", done.text);
        }
        assert!(!service.get(&path).text.contains("<form"), "an answered request says so");
        let other = send("rating=1&comment=");
        assert!(other.status == 409 && !other.text.contains("<form"), "{}", other.text);
        let kept = service.call(&ana, "Feedback.GetFeedback", json!({ "ids": [id] }))["feedback"][0].clone();
        assert_eq!((&kept["rating"], &kept["comment"], &kept["status"]), (&json!(4), &json!("Llegó bien"), &json!("answered")));
        let history = service.call(&ana, "Audit.GetHistory", json!({ "entity": "feedback", "record_id": id }));
        let by_page = history["changes"].as_array().unwrap().iter().find(|change| change["version"] == 2).unwrap().clone();
        assert_eq!((&by_page["origin"], &by_page["user_id"]), (&json!("feedback"), &Value::Null), "{by_page}");

        let (id, path) = page_of(&service, &ana, json!({ "customer_id": company["id"], "scale": "nps" }));
        assert_eq!(service.get(&path).text.matches(r#"type="radio""#).count(), 11);
        execute(&service, "UPDATE feedback SET status = 'expired', open_key = NULL WHERE scale = 'nps'");
        assert_eq!(service.get(&path).status, 404);
        service.call(&ana, "DeleteFeedback", json!({ "feedback_id": id }));
        for dead in [path.clone(), path.replace("/feedback/1-", "/feedback/2-"), format!("{path}x"), "/feedback/x".to_owned()] {
            assert_eq!((service.get(&dead).status, service.send_with(&dead, &[FORM], b"rating=5").status), (404, 404), "{dead}");
        }
    }
}

#[test]
fn a_request_is_mailed_in_the_profiles_language_and_not_to_who_wants_no_mail() {
    for (office, service, ana) in linking_houses() {
        service.call(&ana, "Profiles.EditProfile", json!({ "language": "es" }));
        let company = service.create_company(&ana, "Acme");
        let contact = create_contact(&service, &ana, &company, "José");
        let set = |changes: Value| {
            let mut parameters = changes;
            parameters["contact_id"] = contact["id"].clone();
            service.call(&ana, "EditContact", parameters);
        };
        set(json!({ "email": "jose@acme.example" }));
        let asked = |subject: &str| json!({ "customer_id": company["id"], "contact_id": contact["id"], "subject": subject });
        let reply = request(&service, &ana, asked("su pedido"));
        let letter = office.next();
        assert!(letter.to.contains("<jose@acme.example>") && letter.body().contains("su opinión sobre lo siguiente: su pedido"));
        assert_eq!(json!(format!("{PUBLIC_URL}/feedback/{}", letter.token(&format!("{PUBLIC_URL}/feedback/")))), reply["url"]);
        assert!(reply["feedback"]["mailed_at"].is_string());
        set(json!({ "mail_blocked": true }));
        assert_eq!(request(&service, &ana, asked("otro"))["feedback"]["mailed_at"], Value::Null);
        service.call(&ana, "EditCompany", json!({ "company_id": company["id"], "email": "JOSE@acme.example" }));
        assert_eq!(request(&service, &ana, json!({ "customer_id": company["id"] }))["feedback"]["mailed_at"], Value::Null);
        wait_for(&service, 0, "1 = 1");
        assert!(office.is_empty());
    }
}

fn remind(service: &Service, person: &Person, now: Value) -> Value {
    service.call(person, "Feedback.ProcessReminders", json!({ "now": now }))
}

#[test]
fn a_customer_is_reminded_on_the_third_and_the_seventh_day_and_no_more() {
    for (office, service, ana) in linking_houses() {
        let company = service.create_company(&ana, "Acme");
        service.call(&ana, "EditCompany", json!({ "company_id": company["id"], "email": "acme@example.com" }));
        let reply = request(&service, &ana, json!({ "customer_id": company["id"], "subject": "one" }));
        let first = office.next();
        let told = |reply: &Value| ["mailed", "notified", "expired"].map(|key| reply[key].as_i64().unwrap());
        assert_eq!(told(&remind(&service, &ana, in_days(2))), [0, 0, 0]);
        assert_eq!(told(&remind(&service, &ana, in_days(4))), [1, 0, 0]);
        assert_eq!(told(&remind(&service, &ana, in_days(4))), [0, 0, 0]);
        let second = office.next();
        assert!(second.header("Subject").contains("Reminder"), "{}", second.text);
        let token = |letter: &crate::mail::Letter| letter.token(&format!("{PUBLIC_URL}/feedback/"));
        assert_eq!(token(&second), token(&first), "a reminder has the same address");
        assert_eq!(told(&remind(&service, &ana, in_days(8))), [1, 0, 0]);
        assert_eq!(told(&remind(&service, &ana, in_days(20))), [0, 0, 0]);
        office.next();
        let kept = service.call(&ana, "Feedback.GetFeedback", json!({ "ids": [reply["feedback"]["id"]] }))["feedback"][0].clone();
        assert_eq!((&kept["reminders"], &kept["reminder_at"]), (&json!(2), &Value::Null));

        request(&service, &ana, json!({ "customer_id": company["id"], "subject": "two" }));
        office.next();
        assert_eq!(told(&remind(&service, &ana, in_days(9))), [1, 0, 0], "the newest alone where both are due");
        assert_eq!(told(&remind(&service, &ana, in_days(9))), [0, 0, 0]);
        office.next();
        let answered = request(&service, &ana, json!({ "customer_id": company["id"], "subject": "three" }))["feedback"]["id"].clone();
        office.next();
        process(&service, &ana, &answered, json!({ "rating": 5 })).success();
        assert_eq!(told(&remind(&service, &ana, in_days(31))), [0, 0, 2], "on day 30 requests expire, and nobody is reminded of them");
        wait_for(&service, 0, "1 = 1");
        assert!(office.is_empty());
    }
}

#[test]
fn several_nodes_remind_once_and_a_mail_server_that_is_away_is_no_second_reminder() {
    for database in crate::service::databases() {
        let office = PostOffice::open();
        let nodes = [office.linking_without_errands(Database::at(&database.url))];
        let nodes: Vec<Service> = match database.is_sqlite() {
            true => nodes.into(),
            false => nodes.into_iter().chain([office.linking_without_errands(Database::at(&database.url))]).collect(),
        };
        let ana = nodes[0].register("Ana");
        for number in 0..20 {
            let company = nodes[0].create_company(&ana, &format!("Company {number}"));
            let email = format!("company{number}@example.com");
            nodes[0].call(&ana, "EditCompany", json!({ "company_id": company["id"], "email": email }));
            request(&nodes[0], &ana, json!({ "customer_id": company["id"], "mail": false }));
        }
        let replies = at_once(6, |place| remind(&nodes[place % nodes.len()], &ana, in_days(4)));
        assert_eq!(replies.iter().map(|reply| reply["mailed"].as_i64().unwrap()).sum::<i64>(), 20, "{replies:?}");
        assert_eq!(number(&nodes[0], "SELECT count(*) AS number FROM mails"), 20);
        drop(nodes);
        // The mails were queued by nodes that are gone; another one sends each of them once, and reminds nobody again.
        let service = office.linking(Database::at(&database.url));
        assert_eq!(remind(&service, &ana, in_days(4))["mailed"], 0);
        let mut arrived: Vec<String> = (0..20).map(|_| office.next().to).collect();
        arrived.sort();
        arrived.dedup();
        assert_eq!(arrived.len(), 20);
        wait_for(&service, 0, "1 = 1");
        assert!(office.is_empty());
    }
}

#[test]
fn a_reminder_that_cannot_be_mailed_is_told_to_somebody_who_can_telephone() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Acme");
        request(&service, &ana, json!({ "customer_id": company["id"] }));
        let reply = remind(&service, &ana, in_days(4));
        assert_eq!((&reply["mailed"], &reply["notified"]), (&json!(0), &json!(1)));
        remind(&service, &ana, in_days(4));
        let told = service.call(&ana, "GetNotifications", json!({}));
        assert_eq!((&told["total"], &told["notifications"][0]["entity"]), (&json!(1), &json!("feedback")));
        assert_eq!(told["notifications"][0]["comment"], "Acme");
    }
}

#[test]
fn figures_are_told_for_each_scale_by_category_and_by_month() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Acme");
        for (rating, category) in [(5, "support"), (4, "support"), (1, "sales")] {
            answered(&service, &ana, &company, json!({ "rating": rating, "category": category }));
        }
        for rating in [10, 9, 7, 3] {
            answered(&service, &ana, &company, json!({ "scale": "nps", "rating": rating }));
        }
        request(&service, &ana, json!({ "customer_id": company["id"] }));
        let figures = service.call(&ana, "Feedback.GetAnalytics", json!({}));
        assert_eq!((&figures["requested"], &figures["answered"], &figures["response_rate"]), (&json!(8), &json!(7), &json!(0.875)));
        let stars = &figures["stars"];
        assert_eq!((&stars["requested"], &stars["average"], &stars["csat"]), (&json!(4), &json!(3.33), &json!(0.6667)));
        assert_eq!((&figures["nps"]["nps"], &figures["nps"]["average"]), (&json!(25), &json!(7.25)));
        let groups = service.call(&ana, "Feedback.GetAnalytics", json!({ "by": "category" }))["groups"].clone();
        assert_eq!(each(&groups, "name"), [json!("support"), json!("sales"), Value::Null]);
        assert_eq!(groups[0]["stars"]["average"], 4.5);
        let months = service.call(&ana, "Feedback.GetAnalytics", json!({ "by": "month" }));
        assert_eq!(months["groups"].as_array().unwrap().iter().map(|month| month["requested"].as_i64().unwrap()).sum::<i64>(), 8);
        let long_ago = service.call(&ana, "Feedback.GetAnalytics", json!({ "from": "2020-01-01", "to": "2020-03-15", "by": "month" }));
        assert_eq!(each(&long_ago["groups"], "name"), ["2020-01", "2020-02", "2020-03"].map(|month| json!(month)));
        assert_eq!((&long_ago["requested"], &long_ago["response_rate"]), (&json!(0), &Value::Null));
        let refused = service.try_call(&ana, "Feedback.GetAnalytics", json!({ "from": "2020-02-01", "to": "2020-01-01" }));
        assert_eq!(rules(&refused), ["from inverted_range"]);
        let refused = service.try_call(&ana, "Feedback.GetAnalytics", json!({ "from": "1900-01-01", "by": "month" }));
        assert!(!message(&refused, "from").is_empty());
    }
}

#[test]
fn themes_are_the_profiles_own_and_those_that_are_found() {
    for service in services() {
        let ana = service.register("Ana");
        let themes = || service.call(&ana, "Feedback.GetThemes", json!({}));
        assert_eq!((&themes()["insufficient_data"], &themes()["average"]), (&json!(true), &Value::Null));
        let comments = ["Llegó tarde", "llego TARDE", "Llegó muy tarde", "No llegó tarde", "No llegó tarde", "Nunca llegó tarde"];
        for number in 0..12 {
            let company = service.create_company(&ana, &format!("Company {number}"));
            let comment = comments.get(number).copied().unwrap_or("Gracias");
            answered(&service, &ana, &company, json!({ "rating": if number < 3 { 1 } else { 5 }, "comment": comment }));
        }
        let found = themes();
        assert_eq!((&found["answers"], &found["comments"], &found["average"]), (&json!(12), &json!(12), &json!(75)));
        let late = found["themes"].as_array().unwrap().iter().find(|theme| theme["name"] == "llegó tarde").expect("lateness").clone();
        assert_eq!((&late["customers"], &late["average"], &late["impact"]), (&json!(3), &json!(0), &json!(25)));
        let own = json!([{ "name": "Retrasos", "words": ["tarde", "retraso"] }]);
        service.call(&ana, "Profiles.EditProfile", json!({ "feedback_themes": own }));
        let found = themes();
        assert_eq!((&found["themes"][0]["name"], &found["themes"][0]["customers"]), (&json!("Retrasos"), &json!(3)));
        assert!(!each(&found["themes"], "name").contains(&json!("llegó tarde")), "{found}");
        let twice = json!([{ "name": "A", "words": "x" }, { "name": "á", "words": ["y"] }, { "name": "b", "words": [] }]);
        let refused = service.try_call(&ana, "Profiles.EditProfile", json!({ "feedback_themes": twice }));
        assert_eq!(rules(&refused), ["feedback_themes.1.name repeated"]);
        let dashboard = service.call(&ana, "Feedback.GetDashboard", json!({}));
        assert_eq!((&dashboard["open"], &dashboard["analytics"]["answered"]), (&json!(0), &json!(12)));
        assert_eq!((dashboard["latest"].as_array().unwrap().len(), &dashboard["themes"]["themes"][0]["name"]), (10, &json!("Retrasos")));
    }
}

#[test]
fn a_script_needs_the_right_to_feedback_and_no_other() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Acme");
        let reading = script(&service, &ana, json!({ "Feedback": ["read"] }));
        let writing = script(&service, &ana, json!({ "Feedback": ["write"] }));
        let asked = json!({ "customer_id": company["id"] });
        service.try_call(&reading, "Feedback.RequestFeedback", asked.clone()).failure("forbidden");
        request(&service, &writing, asked.clone());
        let again = service.try_call(&writing, "Feedback.RequestFeedback", asked);
        assert_eq!(again.failure("conflict")[0].get("existing_id"), None, "who may not read is not told which one");
        service.call(&reading, "Feedback.GetDashboard", json!({}));
        service.try_call(&writing, "Feedback.GetThemes", json!({})).failure("forbidden");
    }
}

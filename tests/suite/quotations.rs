//! Quotations: drafts and their lines, sending and what follows, revisions, and the order that one becomes.

use serde_json::{Value, json};

use crate::calls::{at_once, conflict, each, execute, rules};
use crate::contacts::create_contact;
use crate::mail::linking_houses;
use crate::orders::{product, shop};
use crate::rights::script;
use crate::service::{Database, Person, Reply, Service, services};

fn draft(service: &Service, person: &Person, company: &Value, product: &Value) -> Value {
    let lines = json!([{ "product_id": product, "amount": 2 }]);
    service.call(person, "CreateQuotation", json!({ "company_id": company, "lines": lines }))["quotation"].clone()
}

/// Calls a method of the module about this quotation.
fn try_move(service: &Service, person: &Person, method: &str, quotation: &Value, mut more: Value) -> Reply {
    more["quotation_id"] = quotation["id"].clone();
    service.try_call(person, &format!("Quotations.{method}"), more)
}

fn moved(service: &Service, person: &Person, method: &str, quotation: &Value) -> Value {
    try_move(service, person, method, quotation, json!({})).success()["quotation"].clone()
}

fn found(service: &Service, person: &Person, quotation: &Value) -> Value {
    service.call(person, "GetQuotation", json!({ "quotation_id": quotation["id"] }))["quotation"].clone()
}

/// Puts the last day of a quotation into the past, which no call does.
fn expire(service: &Service, quotation: &Value) {
    execute(service, &format!("UPDATE quotations SET valid_until = '2020-01-31' WHERE id = {}", quotation["id"]));
}

const STATUSES: [&str; 6] = ["draft", "sent", "expired", "accepted", "rejected", "superseded"];

/// A quotation that has this status.
fn with_status(service: &Service, person: &Person, status: &str, (company, product): &(Value, Value)) -> Value {
    let quotation = draft(service, person, company, product);
    if status == "draft" {
        return found(service, person, &quotation);
    }
    let sent = moved(service, person, "Send", &quotation);
    match status {
        "expired" => expire(service, &sent),
        "accepted" => drop(moved(service, person, "Accept", &sent)),
        "rejected" => drop(moved(service, person, "Reject", &sent)),
        "superseded" => {
            let revision = moved(service, person, "Revise", &sent);
            moved(service, person, "Send", &revision);
        }
        _ => {}
    }
    let found = found(service, person, &sent);
    assert_eq!(found["status"], status);
    found
}

#[test]
fn every_pair_of_status_and_step_is_allowed_or_refused() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = shop(&service, &ana);
        // The status that each step leads to, from each status; none where it is refused.
        let steps: [(&str, Value, [Option<&str>; 6]); 8] = [
            ("Send", json!({}), [Some("sent"), Some("sent"), Some("expired"), None, None, None]),
            ("Accept", json!({}), [None, Some("accepted"), None, Some("accepted"), None, None]),
            ("Accept", json!({ "even_if_expired": true }), [None, Some("accepted"), Some("accepted"), Some("accepted"), None, None]),
            ("Reject", json!({}), [None, Some("rejected"), Some("rejected"), None, Some("rejected"), None]),
            ("Revise", json!({}), [None, Some("draft"), Some("draft"), None, Some("draft"), None]),
            ("EditQuotation", json!({ "notes": "Nuevo" }), [Some("draft"), None, None, None, None, None]),
            ("AddLine", json!({ "product_id": shop.1, "amount": 1 }), [Some("draft"), None, None, None, None, None]),
            ("DeleteQuotation", json!({}), [Some("draft"), None, None, None, None, None]),
        ];
        for (method, more, outcomes) in steps {
            for (status, outcome) in STATUSES.iter().zip(outcomes) {
                let quotation = with_status(&service, &ana, status, &shop);
                let reply = try_move(&service, &ana, method, &quotation, more.clone());
                match outcome {
                    Some(after) => assert_eq!(reply.success()["quotation"]["status"], after, "{method} of one that is {status}"),
                    None => {
                        assert_eq!(conflict(&reply).0, "quotation_id", "{method} of one that is {status}");
                        assert_eq!(found(&service, &ana, &quotation), quotation, "{method} of one that is {status}");
                    }
                }
            }
        }
        for status in STATUSES {
            let quotation = with_status(&service, &ana, status, &shop);
            let line = &quotation["lines"][0]["line_id"];
            for (method, more) in [("EditLine", json!({ "line_id": line, "amount": 5 })), ("RemoveLine", json!({ "line_id": line }))] {
                let reply = service.try_call(&ana, &format!("Quotations.{method}"), more);
                if status == "draft" {
                    reply.success();
                } else {
                    assert_eq!(conflict(&reply).0, "line_id", "{method} of one that is {status}");
                }
            }
        }
    }
}

#[test]
fn a_draft_is_made_line_by_line() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, mug) = shop(&service, &ana);
        let pot = product(&service, &ana, "Pot", "30");
        service.call(&ana, "Inputs.CreateInput", json!({ "entity": "quotation_line", "name": "Colour", "type": "string" }));
        let quotation = service.call(&ana, "CreateQuotation", json!({ "company_id": company }))["quotation"].clone();
        assert_eq!((&quotation["total"], &quotation["status"], &quotation["number"]), (&json!(0), &json!("draft"), &Value::Null));
        assert_eq!(conflict(&try_move(&service, &ana, "Send", &quotation, json!({}))).0, "quotation_id");
        let add = |line: Value| try_move(&service, &ana, "AddLine", &quotation, line);
        let first = add(json!({ "line_id": 0, "product_id": mug, "quantity": 2, "inputs": { "colour": "Blue" } })).success();
        let second = add(json!({ "product_id": pot })).success();
        assert_eq!(second["quotation"]["total"], 50.1);
        assert_eq!(each(&second["quotation"]["lines"], "line_id"), [first["line_id"].clone(), second["line_id"].clone()]);
        assert_eq!(rules(&add(json!({ "product_id": 999_999, "amount": 0 }))), ["product_id unknown_id"]);
        assert_eq!(
            rules(&add(json!({ "product_id": pot, "amount": -1, "inputs": { "size": 1 } }))),
            ["amount out_of_range", "inputs.size unknown_input"]
        );
        let edit = |more: Value| service.try_call(&ana, "EditLine", more);
        let edited = edit(json!({ "line_id": first["line_id"], "amount": 1, "discount": "0.05" })).success();
        assert_eq!(
            (&edited["quotation"]["lines"][0]["total"], &edited["quotation"]["lines"][0]["inputs"]["colour"]),
            (&json!(10), &json!("Blue"))
        );
        let other = edit(json!({ "line_id": first["line_id"], "product_id": pot })).success();
        assert_eq!((&other["quotation"]["lines"][0]["price"], &other["quotation"]["lines"][0]["discount"]), (&json!(30), &json!(0)));
        edit(json!({ "line_id": 999_999, "amount": 1 })).failure("not_found");
        edit(json!({ "line_id": first["line_id"], "amount": 1, "if_version": 99 })).failure("conflict");
        let listed =
            service.call(&ana, "GetLines", json!({ "quotation_id": quotation["id"], "inputs": { "colour": "Blue" }, "with_inputs": true }));
        assert_eq!(each(&listed["lines"], "id"), [first["line_id"].clone()]);
        assert_eq!(
            (&listed["lines"][0]["version"], &listed["lines"][0]["name"], &listed["lines"][0]["inputs"]),
            (&json!(3), &json!("Pot"), &json!({ "colour": "Blue" }))
        );
        let removed = service.call(&ana, "RemoveLine", json!({ "line_id": first["line_id"] }));
        assert_eq!((&removed["quotation"]["total"], &removed["line_id"]), (&json!(30), &first["line_id"]));
        service.try_call(&ana, "RemoveLine", json!({ "line_id": first["line_id"] })).failure("not_found");
        let berta = service.register("Berta");
        service.try_call(&berta, "RemoveLine", json!({ "line_id": second["line_id"] })).failure("not_found");
    }
}

#[test]
fn lines_are_listed_across_quotations() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, mug) = shop(&service, &ana);
        let pot = product(&service, &ana, "Pot", "30");
        let other = service.create_company(&ana, "Other")["id"].clone();
        let of_mug = draft(&service, &ana, &company, &mug);
        let of_pot = draft(&service, &ana, &other, &pot);
        // The lines of orders are no quotations' lines.
        service.call(&ana, "CreateOrder", json!({ "company_id": company, "product_id": mug }));
        let listed = |filters: Value| each(&service.call(&ana, "GetLines", filters)["lines"], "quotation_id");
        assert_eq!(listed(json!({})), [of_mug["id"].clone(), of_pot["id"].clone()]);
        assert_eq!(listed(json!({ "company_id": other })), [of_pot["id"].clone()]);
        assert_eq!(listed(json!({ "product_id": [mug] })), [of_mug["id"].clone()]);
        assert_eq!(listed(json!({ "sort": "-total", "total": { "from": 20 } })), [of_pot["id"].clone(), of_mug["id"].clone()]);
        assert_eq!(service.call(&ana, "GetLines", json!({ "pagination": 1 }))["total"], 2);
        service.call(&ana, "DeleteQuotation", json!({ "quotation_id": of_pot["id"] }));
        assert_eq!(service.call(&ana, "GetLines", json!({ "pagination": 1 }))["total"], 1);
    }
}

#[test]
fn a_quotation_takes_the_lines_of_its_opportunity() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = crate::opportunities::Shop::open(&service, &ana);
        let line = shop.line(json!({ "amount": 3, "price": 100, "discount": 10, "tax": "0.16", "total": "313.2" }));
        let opportunity = shop.create(json!({ "want_products": true, "want_tax": true, "products": [line] }));
        let made = service.call(&ana, "CreateQuotation", json!({ "opportunity_id": opportunity["id"] }))["quotation"].clone();
        assert_eq!(
            (&made["company_id"], &made["contact_id"], &made["user_id"]),
            (&opportunity["company_id"], &opportunity["contact_id"], &opportunity["user_id"])
        );
        assert_eq!(
            (&made["subtotal"], &made["tax"], &made["total"], &made["discount"]),
            (&json!(270), &json!(43.2), &json!(313.2), &json!(30))
        );
        let sent = moved(&service, &ana, "Send", &made);
        let accepted = try_move(&service, &ana, "Accept", &sent, json!({ "win": true })).success();
        assert_eq!(accepted["won_opportunity_id"], opportunity["id"]);
        let won = service.call(&ana, "GetOpportunity", json!({ "opportunity_id": opportunity["id"] }))["opportunity"].clone();
        assert_eq!(won["status"], "won");
        let other = draft(&service, &ana, &opportunity["company_id"], &sent["lines"][0]["product_id"]);
        let other = moved(&service, &ana, "Send", &other);
        assert_eq!(rules(&try_move(&service, &ana, "Accept", &other, json!({ "win": true }))), ["win no_opportunity"]);
    }
}

#[test]
fn a_revision_has_the_number_and_supersedes_the_former() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, mug) = shop(&service, &ana);
        let first = moved(&service, &ana, "Send", &draft(&service, &ana, &company, &mug));
        let second = moved(&service, &ana, "Revise", &first);
        assert_eq!((&second["number"], &second["revision"], &second["status"]), (&first["number"], &json!(2), &json!("draft")));
        assert_ne!(second["lines"][0]["line_id"], first["lines"][0]["line_id"]);
        let refused = try_move(&service, &ana, "Revise", &first, json!({}));
        assert_eq!(refused.failure("conflict")[0]["existing_id"], second["id"]);
        assert_eq!(rules(&try_move(&service, &ana, "Send", &second, json!({ "number": "A-7" }))), ["number of_revision"]);
        service.call(&ana, "DeleteQuotation", json!({ "quotation_id": second["id"] }));
        let second = moved(&service, &ana, "Revise", &first);
        assert_eq!(second["revision"], 2);
        assert_eq!(found(&service, &ana, &first)["status"], "sent");
        moved(&service, &ana, "Send", &second);
        let former = found(&service, &ana, &first);
        assert_eq!((&former["status"], former["superseded_at"].is_null()), (&json!("superseded"), false));
        // A former revision that was accepted meanwhile stays.
        let third = moved(&service, &ana, "Revise", &second);
        moved(&service, &ana, "Accept", &second);
        assert_eq!(conflict(&try_move(&service, &ana, "Send", &third, json!({}))).0, "quotation_id");
        let own = draft(&service, &ana, &company, &mug);
        let named = try_move(&service, &ana, "Send", &own, json!({ "number": "A-7" })).success();
        assert_eq!(named["quotation"]["number"], "A-7");
        let again = draft(&service, &ana, &company, &mug);
        assert_eq!(conflict(&try_move(&service, &ana, "Send", &again, json!({ "number": "A-7" }))).0, "number");
        assert_eq!(rules(&try_move(&service, &ana, "Send", &again, json!({ "number": "Q-000009" }))), ["number of_sequence"]);
    }
}

#[test]
fn the_last_day_comes_from_the_products_and_tells_what_is_expired() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Acme")["id"].clone();
        let with_validity = |name: &str| {
            let validity = service.entry(&ana, "product_validities", name);
            let product = json!({ "name": format!("Mug {name}"), "value": 10, "product_validity_id": validity });
            service.call(&ana, "Products.CreateProduct", product)["product"]["id"].clone()
        };
        let (short, long) = (with_validity("15 days"), with_validity("30 days"));
        let quotation = |lines: Value| {
            let made = service.call(&ana, "CreateQuotation", json!({ "company_id": company, "lines": lines }))["quotation"].clone();
            moved(&service, &ana, "Send", &made)
        };
        let line = |product: &Value| json!({ "product_id": product, "amount": 1 });
        let (both, only) = (quotation(json!([line(&long), line(&short)])), quotation(json!([line(&long)])));
        let day =
            |quotation: &Value, key: &str| -> chrono::NaiveDate { quotation[key].as_str().unwrap().get(..10).unwrap().parse().unwrap() };
        assert_eq!((day(&both, "valid_until") - day(&both, "sent_at")).num_days(), 15);
        assert_eq!((day(&only, "valid_until") - day(&only, "sent_at")).num_days(), 30);
        expire(&service, &both);
        let listed = |status: Value| each(&service.call(&ana, "GetQuotations", json!({ "status": status }))["quotations"], "id");
        assert_eq!(listed(json!("expired")), [both["id"].clone()]);
        assert_eq!(listed(json!("sent")), [only["id"].clone()]);
        assert_eq!(listed(json!(["sent", "expired"])), [both["id"].clone(), only["id"].clone()]);
        assert_eq!(listed(json!(["draft", "expired"])), [both["id"].clone()]);
        assert_eq!(listed(json!("accepted")), Vec::<Value>::new());
    }
}

#[test]
fn eight_callers_who_accept_at_once_make_one_order() {
    for one in services() {
        let other = (!one.database.is_sqlite()).then(|| Service::start(Database::at(one.database.url.clone()), |_| ()));
        let ana = one.register("Ana");
        let (company, mug) = shop(&one, &ana);
        let input = |entity: &str| one.call(&ana, "Inputs.CreateInput", json!({ "entity": entity, "name": "Colour", "type": "string" }));
        input("quotation_line");
        input("order_line");
        let lines = json!([{ "product_id": mug, "amount": 2, "inputs": { "colour": "Blue" } }]);
        let made =
            one.call(&ana, "CreateQuotation", json!({ "company_id": company, "lines": lines, "notes": "Pronto" }))["quotation"].clone();
        let sent = moved(&one, &ana, "Send", &made);
        let orders = at_once(8, |caller| {
            let service = other.as_ref().filter(|_| caller % 2 == 1).unwrap_or(&one);
            let accepted = try_move(service, &ana, "Accept", &sent, json!({ "order": true })).success();
            assert_eq!(accepted["quotation"]["status"], "accepted");
            accepted["order"].clone()
        });
        assert!(orders.iter().all(|order| order == &orders[0]), "{orders:?}");
        assert_eq!(one.call(&ana, "GetOrders", json!({}))["total"], 1);
        let order = &orders[0];
        assert_eq!((&order["quotation_id"], &order["number"], &order["notes"]), (&sent["id"], &json!("O-000001"), &json!("Pronto")));
        assert_eq!((&order["total"], &order["lines"][0]["inputs"]["colour"]), (&sent["total"], &json!("Blue")));
        let again = one.try_call(&ana, "CreateOrder", json!({ "quotation_id": sent["id"] }));
        assert_eq!(again.failure("conflict")[0]["existing_id"], order["id"]);
    }
}

#[test]
fn an_order_comes_from_an_accepted_quotation_alone() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, mug) = shop(&service, &ana);
        let other = service.create_company(&ana, "Other")["id"].clone();
        let quotation = draft(&service, &ana, &company, &mug);
        let order = |more: Value| {
            let mut order = json!({ "quotation_id": quotation["id"] });
            order.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            service.try_call(&ana, "CreateOrder", order)
        };
        assert_eq!(conflict(&order(json!({}))).0, "quotation_id");
        moved(&service, &ana, "Send", &quotation);
        assert_eq!(conflict(&order(json!({}))).0, "quotation_id");
        moved(&service, &ana, "Accept", &quotation);
        assert_eq!(
            rules(&order(json!({ "company_id": other, "product_id": mug }))),
            ["company_id contradiction", "quotation_id contradiction"]
        );
        let made = order(json!({ "notes": "Urgente", "order_date": "2026-03-01", "status": "processing" })).success()["order"].clone();
        assert_eq!((&made["company_id"], &made["total"], &made["notes"]), (&company, &json!(20.1), &json!("Urgente")));
        assert_eq!(service.call(&ana, "GetOrders", json!({ "quotation_id": quotation["id"] }))["total"], 1);
    }
}

#[test]
fn a_blocked_customer_may_accept_but_gets_no_order() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, mug) = shop(&service, &ana);
        let sent = moved(&service, &ana, "Send", &draft(&service, &ana, &company, &mug));
        service.call(&ana, "EditCompany", json!({ "company_id": company, "customer_since": "2026-01-01", "customer_status": "blocked" }));
        assert_eq!(conflict(&try_move(&service, &ana, "Accept", &sent, json!({ "order": true }))).0, "order");
        assert_eq!(found(&service, &ana, &sent)["status"], "sent");
        moved(&service, &ana, "Accept", &sent);
    }
}

#[test]
fn what_accepting_writes_of_other_kinds_needs_their_rights() {
    for service in services() {
        let ana = service.register("Ana");
        let shop = crate::opportunities::Shop::open(&service, &ana);
        let line = shop.line(json!({ "amount": 1, "price": 100, "discount": 0, "tax": 0, "total": 100 }));
        let opportunity = shop.create(json!({ "want_products": true, "want_tax": true, "products": [line] }));
        let made = service.call(&ana, "CreateQuotation", json!({ "opportunity_id": opportunity["id"] }))["quotation"].clone();
        let only = script(&service, &ana, json!({ "Quotations": ["read", "write"] }));
        let own = json!({ "opportunity_id": opportunity["id"] });
        service.try_call(&only, "CreateQuotation", own).failure("forbidden");
        try_move(&service, &only, "Send", &made, json!({})).success();
        for wish in [json!({ "win": true }), json!({ "order": true })] {
            try_move(&service, &only, "Accept", &made, wish).failure("forbidden");
        }
        assert_eq!(found(&service, &ana, &made)["status"], "sent");
        let with_orders = script(&service, &ana, json!({ "Quotations": ["write"], "Orders": ["write"] }));
        // The company is no customer yet, and would become one.
        try_move(&service, &with_orders, "Accept", &made, json!({ "order": true })).failure("forbidden");
        let with_all = script(
            &service,
            &ana,
            json!({ "Quotations": ["write"], "Orders": ["write"], "Companies": ["write"], "Opportunities": ["write"] }),
        );
        let accepted = try_move(&service, &with_all, "Accept", &made, json!({ "order": true, "win": true })).success();
        assert_eq!((&accepted["order"]["total"], &accepted["won_opportunity_id"]), (&json!(100), &opportunity["id"]));
        let orders = script(&service, &ana, json!({ "Orders": ["write"] }));
        service.try_call(&orders, "CreateOrder", json!({ "quotation_id": made["id"] })).failure("forbidden");
    }
}

/// Sends this quotation by mail.
fn mail(service: &Service, person: &Person, quotation: &Value, mail: Value) -> Reply {
    try_move(service, person, "Send", quotation, json!({ "mail": mail }))
}

#[test]
fn a_quotation_is_mailed_once_to_an_address_with_its_pdf() {
    for (office, service, ana) in linking_houses() {
        let shop = shop(&service, &ana);
        let contact = |name: &str, email: &str, blocked: bool| {
            let id = create_contact(&service, &ana, &json!({ "id": shop.0 }), name)["id"].clone();
            let more = json!({ "contact_id": id, "surname": "López", "email": email, "mail_blocked": blocked });
            service.call(&ana, "Contacts.EditContact", more);
            id
        };
        let luis = contact("Luis", "luis@example.com", false);
        contact("Rosa", "Rosa@example.com", true);
        service.call(&ana, "Profiles.EditProfile", json!({ "language": "es", "company_id": shop.0 }));
        let quotation = draft(&service, &ana, &shop.0, &shop.1);
        service.call(&ana, "EditQuotation", json!({ "quotation_id": quotation["id"], "contact_id": luis, "valid_until": "2999-01-31" }));
        let send = |letter: Value| mail(&service, &ana, &quotation, letter);
        assert_eq!(rules(&send(json!({ "to": "rosa@example.com" }))), ["mail.to mail_blocked"]);
        assert_eq!(rules(&send(json!({ "to": "rosa", "subject": "" })))[0], "mail.subject required");
        assert_eq!(found(&service, &ana, &quotation)["status"], "draft");

        let sent = send(json!({})).success()["quotation"].clone();
        assert_eq!((&sent["number"], &sent["mailed_to"], &sent["version"]), (&json!("Q-000001"), &json!("luis@example.com"), &json!(3)));
        assert_eq!(sent["mailed_at"], sent["sent_at"]);
        let letter = office.next();
        assert_eq!(letter.header("To"), "=?utf-8?b?THVpcyBMw7NwZXo=?= <luis@example.com>");
        assert_eq!(letter.header("Reply-To"), "ana@example.com");
        assert!(letter.text.contains("Content-Disposition: attachment; filename=\"Q-000001.pdf\""), "{}", letter.text);
        assert!(letter.body().contains("Hola, Luis López:") && letter.body().contains("31/01/2999"), "{}", letter.body());

        for again in [json!({}), json!({ "to": "LUIS@example.com", "message": "Otra vez" })] {
            assert_eq!(send(again).success()["quotation"], sent);
        }
        let other = send(json!({ "to": "compras@example.com", "subject": "Oferta", "message": "Va adjunta." })).success();
        assert_eq!((&other["quotation"]["mailed_to"], &other["quotation"]["sent_at"]), (&json!("compras@example.com"), &sent["sent_at"]));
        let letter = office.next();
        assert_eq!((letter.header("To"), letter.header("Subject")), ("compras@example.com", "Oferta"));
        assert!(letter.body().contains("Va adjunta."));

        expire(&service, &sent);
        assert_eq!(conflict(&send(json!({ "to": "tarde@example.com" }))).0, "quotation_id");
        let rights = json!({ "Quotations": ["read", "write"], "Companies": ["read"], "Contacts": ["read"], "Products": ["read"] });
        let quotation = draft(&service, &ana, &shop.0, &shop.1);
        mail(&service, &script(&service, &ana, rights), &quotation, json!({ "to": "a@example.com" })).failure("forbidden");
        assert_eq!(rules(&mail(&service, &ana, &quotation, json!({}))), ["mail.to required"]);
        assert!(office.is_empty());
    }
    for service in services() {
        let ana = service.register("Ana");
        let shop = shop(&service, &ana);
        let quotation = draft(&service, &ana, &shop.0, &shop.1);
        assert_eq!(rules(&mail(&service, &ana, &quotation, json!({ "to": "a@example.com" }))), ["mail no_smtp"]);
        let address = service.call(&ana, "Quotations.GetPdf", json!({ "quotation_id": quotation["id"] }))["url"].clone();
        let paper = service.get(address.as_str().expect("a path"));
        assert_eq!(
            paper.header("content-disposition"),
            Some(format!("attachment; filename=\"quotation-{}.pdf\"", quotation["id"]).as_str())
        );
    }
}

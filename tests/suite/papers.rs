//! `GET /papers/{kind}/{id}`: the PDF of an order, for anybody with an address that `GetPdf` gave.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use ventanilla::db::outbox::Letter;
use ventanilla::fields::Named;
use ventanilla::records::order::Order;

use crate::calls::rules;
use crate::files::{PNG, upload};
use crate::mail::{PostOffice, wait_for};
use crate::notifications::{Mailing, as_operator};
use crate::orders::product;
use crate::rights::script;
use crate::service::{Person, Reply, Service, databases, services};

/// An order of two mugs.
fn order(service: &Service, person: &Person) -> Value {
    let company = service.create_company(person, "Acme Corporation");
    let mug = product(service, person, "Mug", "10.05");
    service.call(person, "Orders.CreateOrder", json!({ "customer_id": company["id"], "product_id": mug, "quantity": 2 }))["order"].clone()
}

fn address(service: &Service, person: &Person, order: &Value) -> String {
    service.call(person, "Orders.GetPdf", json!({ "order_id": order["id"] }))["url"].as_str().expect("a path").to_owned()
}

/// The paper at an address, whose own words are in plain letters: its title and its author.
fn paper(service: &Service, address: &str) -> String {
    let reply = service.get(address);
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("application/pdf")), "{address}");
    assert!(reply.bytes.starts_with(b"%PDF-1.7") && reply.bytes.ends_with(b"%%EOF"));
    String::from_utf8_lossy(&reply.bytes).into_owned()
}

/// A picture of one pixel.
fn pixel() -> Vec<u8> {
    const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    STANDARD.decode(PIXEL).expect("base64")
}

/// The status and sentence of a refusal, without its request id.
fn refusal(reply: &Reply) -> (u16, String) {
    let id = reply.header("x-request-id").expect("every answer has one");
    reply.failure("not_found");
    (reply.status, reply.text.replace(id, "ID"))
}

#[test]
fn an_orders_paper_is_saved_under_its_number_and_runs_nowhere() {
    for service in services() {
        let ana = service.register("Ana");
        let order = order(&service, &ana);
        let url = address(&service, &ana, &order);
        for headers in [&[][..], &[("Authorization", "Bearer nonsense")]] {
            let reply = service.get_with(&url, headers);
            for (name, value) in [
                ("content-type", "application/pdf"),
                ("content-disposition", "attachment; filename=\"O-000001.pdf\""),
                ("x-content-type-options", "nosniff"),
                ("content-security-policy", "default-src 'none'; sandbox"),
                ("cache-control", "private, no-store"),
            ] {
                assert_eq!(reply.header(name), Some(value), "{headers:?}");
            }
        }
        assert!(paper(&service, &url).contains("/Title (Order O-000001)"));
        assert_eq!(service.get(&url).bytes, service.get(&url).bytes, "the same document is the same bytes");
    }
}

#[test]
fn a_paper_shows_the_document_as_it_is_with_the_profiles_own_company_and_language() {
    for service in services() {
        let ana = service.register("Ana");
        let order = order(&service, &ana);
        let url = address(&service, &ana, &order);
        let before = service.get(&url).bytes;
        let own = service.create_company(&ana, "Talleres Nandu");
        service.call(&ana, "Profiles.EditProfile", json!({ "company_id": own["id"], "language": "es" }));
        let text = paper(&service, &url);
        assert!(
            text.contains("/Title (Pedido O-000001)") && text.contains("/Author (Talleres Nandu)") && !text.contains("/Logo"),
            "{text}"
        );
        // A picture that only begins as one is left out.
        for (picture, is_shown) in [(PNG, false), (&pixel(), true)] {
            let logo = upload(&service, &ana, picture)["id"].clone();
            service.call(&ana, "Companies.EditCompany", json!({ "company_id": own["id"], "logo_id": logo }));
            assert_eq!(paper(&service, &url).contains("/Logo"), is_shown);
        }
        service.call(&ana, "Orders.EditOrder", json!({ "order_id": order["id"], "notes": "Gracias" }));
        assert_ne!(service.get(&url).bytes, before);
        service.call(&ana, "Orders.DeleteOrder", json!({ "order_id": order["id"] }));
        refusal(&service.get(&url));
    }
}

#[test]
fn an_address_that_was_not_given_is_one_of_nothing() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let (own, other) = (order(&service, &ana), order(&service, &ana));
        let foreign = order(&service, &berta);
        let url = address(&service, &ana, &own);
        let nothing = refusal(&service.get("/files/999999?expires=1&signature=A"));
        let id = |order: &Value| format!("/papers/order/{}?", order["id"]);
        let profile = format!("profile={}", ana.profile_id);
        let expires = url.split("expires=").nth(1).and_then(|rest| rest.split('&').next()).expect("an end").to_owned();
        let later = format!("expires={}", expires.parse::<i64>().expect("seconds") + 900);
        for tampered in [
            url.replace(&id(&own), &id(&other)),
            url.replace(&id(&own), &id(&foreign)),
            url.replace("/order/", "/quotation/"),
            url.replace("/order/", "/company/"),
            url.replace(&profile, &format!("profile={}", berta.profile_id)),
            url.replace(&profile, "profile=x"),
            url.replace(&format!("{profile}&"), ""),
            url.replace(&format!("expires={expires}"), &later),
            url.replace(&format!("expires={expires}"), "expires=0"),
            format!("{url}A"),
            url.split('?').next().expect("a path").to_owned(),
            url.replace(&format!("{}?", own["id"]), "99999999999999999999?"),
        ] {
            assert_ne!(tampered, url);
            assert_eq!(refusal(&service.get(&tampered)), nothing, "{tampered}");
        }
        paper(&service, &url);
        let posted = service.send(&url, Some(&ana.token), "{}");
        assert_eq!((posted.status, posted.header("allow")), (405, Some("GET, HEAD")));
        assert_eq!(service.get("/papers/order").status, 404);
    }
}

#[test]
fn only_who_may_read_what_a_paper_shows_is_given_its_address() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let order = order(&service, &ana);
        let call = json!({ "order_id": order["id"] });
        service.try_call(&berta, "Orders.GetPdf", call.clone()).failure("not_found");
        let all = json!({ "Orders": ["read"], "Companies": ["read"], "Products": ["read"], "Services": ["read"] });
        service.call(&script(&service, &ana, all.clone()), "Orders.GetPdf", call.clone());
        for module in ["Orders", "Companies", "Products", "Services"] {
            let mut rights = all.clone();
            rights.as_object_mut().expect("an object").remove(module);
            service.try_call(&script(&service, &ana, rights), "Orders.GetPdf", call.clone()).failure("forbidden");
        }
        assert_eq!(rules(&service.try_call(&ana, "Orders.GetPdf", json!({ "order_id": 0 }))), ["order_id out_of_range"]);
    }
}

#[test]
fn a_mail_carries_the_paper_of_its_document_as_it_is_when_the_mail_goes_out() {
    for database in databases() {
        let (office, url) = (PostOffice::open(), database.url.clone());
        let service = office.linking(database);
        let ana = service.register("Ana");
        let order = order(&service, &ana);
        let queue = |id: i64| {
            let letter = Letter {
                recipient: "luis@example.com",
                recipient_name: "Luis",
                reply_to: Some("ventas@example.com"),
                subject: "Pedido O-000001",
                body: "Adjuntamos el pedido.",
                paper: Some((Order::ENTITY, id)),
            };
            as_operator(&url, &ana, Mailing::On, |manager| manager.queue_letter(&letter)).expect("it is queued");
        };
        queue(order["id"].as_i64().expect("an id"));
        let mail = office.next();
        assert_eq!((mail.header("Reply-To"), mail.header("To")), ("ventas@example.com", "Luis <luis@example.com>"));
        let (_, attached) = mail.text.split_once("Content-Disposition: attachment; filename=\"O-000001.pdf\"\r\n").expect("a file");
        let (_, content) = attached.split_once("\r\n\r\n").expect("its content");
        let content: String = content.lines().take_while(|line| !line.starts_with("--")).collect();
        assert_eq!(STANDARD.decode(content).expect("base64"), service.get(&address(&service, &ana, &order)).bytes);
        wait_for(&service, 0, "1 = 1");
        queue(999_999);
        wait_for(&service, 1, "given_up_at IS NOT NULL AND failure = 'the document is gone'");
        assert!(office.is_empty());
    }
}

//! The files of companies, contacts, opportunities, tickets, quotations and orders; `Files.GetFile` and `Files.DeleteFile`.

use serde_json::{Value, json};

use super::documents::upload_named;
use super::{PNG, upload};
use crate::calls::{at_once, colleague, rules};
use crate::rights::script;
use crate::service::services;
use crate::world::{everywhere, worlds};

/// Kinds with files: the name, the method that edits one, and the list.
const KINDS: [(&str, &str, &str); 6] = [
    ("company", "Companies.EditCompany", "Companies.GetCompanies"),
    ("contact", "Contacts.EditContact", "Contacts.GetContacts"),
    ("opportunity", "Opportunities.EditOpportunity", "Opportunities.GetOpportunities"),
    ("ticket", "Tickets.EditTicket", "Tickets.GetTickets"),
    ("quotation", "Quotations.EditQuotation", "Quotations.GetQuotations"),
    ("order", "Orders.EditOrder", "Orders.GetOrders"),
];

fn plural(kind: &str) -> String {
    kind.strip_suffix('y').map_or_else(|| format!("{kind}s"), |stem| format!("{stem}ies"))
}

/// The parameters that find the first record of a kind.
fn found_by(kind: &str, with_files: bool) -> Value {
    if ["company", "contact"].contains(&kind) {
        json!({ "search_by": "id", "search_value": 1, "with_files": with_files })
    } else {
        json!({ format!("{kind}_id"): 1, "with_files": with_files })
    }
}

fn ids(files: &Value) -> Vec<i64> {
    files.as_array().expect("files").iter().map(|file| file["id"].as_i64().expect("an id")).collect()
}

#[test]
fn files_are_attached_shown_in_their_order_and_cleared() {
    everywhere(worlds(), |world| {
        let (service, ana) = (&world.service, &world.people.ana);
        let first = upload_named(service, ana, b"%PDF-1.7 first", "first.pdf");
        let second = upload_named(service, ana, b"second", "second.txt");
        for (kind, edit, list) in KINDS {
            let id_of = format!("{kind}_id");
            let change = |files: Value| service.try_call(ana, edit, json!({ &id_of: 1, "files": files }));
            let order = [second["id"].as_i64().unwrap(), first["id"].as_i64().unwrap()];
            let edited = change(json!([order[0], order[1], order[0]])).success();
            assert_eq!(edited[kind]["files"], json!(order), "{kind}");
            let listed = service.call(ana, list, json!({ "ids": [1], "with_files": true }));
            let shown = &listed[plural(kind)][0]["files"];
            assert_eq!(ids(shown), order, "{kind}");
            assert_eq!((&shown[0]["name"], &shown[1]["content_type"]), (&json!("second.txt"), &json!("application/pdf")));
            assert_eq!(service.get(shown[0]["url"].as_str().expect("an address")).bytes, b"second");
            let one = edit.replacen("Edit", "Get", 1);
            let found = service.call(ana, &one, found_by(kind, true));
            assert_eq!(ids(&found[kind]["files"]), order, "{one}");
            let without = service.call(ana, list, json!({ "ids": [1] }));
            assert!(without[plural(kind)][0].get("files").is_none(), "{kind}");

            let wrong = change(json!([order[0], 999_999]));
            assert_eq!(rules(&wrong), ["files.1 unknown_id"], "{kind}");
            assert_eq!(rules(&change(json!((1..=51).collect::<Vec<_>>()))), ["files too_many"], "{kind}");

            let named = service.call(ana, "Files.GetFile", json!({ "file_id": order[1] }));
            assert_eq!(named["named_by"], json!([{ "entity": kind, "id": 1 }]));
            let refused = service.try_call(ana, "Files.DeleteFile", json!({ "file_id": order[1] }));
            let details = refused.failure("conflict");
            let told: Vec<&str> = details.as_array().unwrap().iter().map(|detail| detail["rule"].as_str().unwrap()).collect();
            assert_eq!(told, ["in_use", "named"], "{kind}");

            assert_eq!(change(Value::Null).success()[kind]["files"], json!([]), "{kind}");
            assert_eq!(change(json!(order[1])).success()[kind]["files"], json!([order[1]]), "{kind}");
            assert_eq!(change(json!([])).success()[kind]["files"], json!([]), "{kind}");
        }
        let deleted = service.call(ana, "Files.DeleteFile", json!({ "file_id": first["id"] }));
        assert_eq!(deleted["file"]["name"], "first.pdf");
        assert_eq!(service.get(first["url"].as_str().unwrap()).status, 404);
        service.try_call(ana, "Files.GetFile", json!({ "file_id": first["id"] })).failure("not_found");
        let again = upload_named(service, ana, b"%PDF-1.7 first", "again.pdf");
        assert_ne!(again["id"], first["id"]);
        assert_eq!(service.get(again["url"].as_str().unwrap()).bytes, b"%PDF-1.7 first");
    });
}

#[test]
fn a_foreign_file_is_a_missing_one_and_a_viewer_deletes_none() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let file = upload(&service, &berta, PNG);
        let company = service.create_company(&ana, "Café");
        let edit = json!({ "company_id": company["id"], "files": [file["id"]] });
        assert_eq!(rules(&service.try_call(&ana, "Companies.EditCompany", edit)), ["files.0 unknown_id"]);
        for method in ["Files.GetFile", "Files.DeleteFile"] {
            service.try_call(&ana, method, json!({ "file_id": file["id"] })).failure("not_found");
        }
        let viewer = colleague(&service, &berta, "Vera", "viewer");
        service.try_call(&viewer, "Files.DeleteFile", json!({ "file_id": file["id"] })).failure("forbidden");
    }
}

#[test]
fn a_logo_is_a_picture() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, file) = (service.create_company(&ana, "Café"), upload(&service, &ana, b"a text"));
        let edit = json!({ "company_id": company["id"], "logo_id": file["id"] });
        assert_eq!(rules(&service.try_call(&ana, "Companies.EditCompany", edit)), ["logo_id no_picture"]);
    }
}

/// However a call that names a file and one that deletes it meet, no record names a file that is gone.
#[test]
fn a_file_is_named_or_deleted_and_never_both() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Café");
        for round in 0..8 {
            let file = upload(&service, &ana, format!("round {round}").as_bytes());
            let replies = at_once(2, |who| match who {
                0 => service.try_call(&ana, "Companies.EditCompany", json!({ "company_id": company["id"], "files": [file["id"]] })),
                _ => service.try_call(&ana, "Files.DeleteFile", json!({ "file_id": file["id"] })),
            });
            let (named, deleted) = (replies[0].status == 200, replies[1].status == 200);
            assert!(named != deleted, "{} {}", replies[0].text, replies[1].text);
            let kept = service.try_call(&ana, "Files.GetFile", json!({ "file_id": file["id"] }));
            assert_eq!(kept.status == 200, named);
        }
    }
}

#[test]
fn a_new_record_takes_files_and_its_deletion_frees_them() {
    for service in services() {
        let ana = service.register("Ana");
        let file = upload(&service, &ana, b"a text");
        let company = service.create_company(&ana, "Café");
        let mut parameters = crate::contacts::contact(&service, &ana, &company, "José");
        parameters["files"] = file["id"].clone();
        let contact = service.call(&ana, "Contacts.CreateContact", parameters)["contact"].clone();
        assert_eq!(contact["files"], json!([file["id"]]));
        service.try_call(&ana, "Files.DeleteFile", json!({ "file_id": file["id"] })).failure("conflict");
        let deleted = service.call(&ana, "Contacts.DeleteContact", json!({ "contact_id": contact["id"] }));
        assert_eq!(deleted["contact"]["files"], json!([file["id"]]));
        service.call(&ana, "Files.DeleteFile", json!({ "file_id": file["id"] }));
    }
}

#[test]
fn files_are_withheld_from_a_script_without_the_right_to_read_them() {
    for service in services() {
        let ana = service.register("Ana");
        let (company, file) = (service.create_company(&ana, "Café"), upload(&service, &ana, b"a text"));
        service.call(&ana, "Companies.EditCompany", json!({ "company_id": company["id"], "files": [file["id"]] }));
        let (without, with) = (json!({ "Companies": ["read"] }), json!({ "Companies": ["read"], "Files": ["read"] }));
        let asked = || json!({ "search_by": "id", "search_value": company["id"], "with_files": true });
        let told = service.call(&script(&service, &ana, without), "Companies.GetCompany", asked());
        assert!(told["company"].get("files").is_none(), "{told}");
        assert_eq!(told["withheld"], json!(["files"]));
        let told = service.call(&script(&service, &ana, with.clone()), "Companies.GetCompany", asked());
        assert_eq!(ids(&told["company"]["files"]), [file["id"].as_i64().unwrap()]);

        // The right to read files shows no record of a kind that the script may not read.
        let told = service.call(&script(&service, &ana, json!({ "Files": ["read"] })), "Files.GetFile", json!({ "file_id": file["id"] }));
        assert_eq!((&told["named_by"], &told["withheld"]), (&json!([]), &json!(["named_by"])));
        let told = service.call(&script(&service, &ana, with), "Files.GetFile", json!({ "file_id": file["id"] }));
        assert_eq!(told["named_by"], json!([{ "entity": "company", "id": company["id"] }]));
    }
}

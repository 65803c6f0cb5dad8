//! Conflicts of uniqueness, whatever the kind: they name the record in the way to whoever may read it, and to nobody else.

use serde_json::{Value, json};

use crate::calls::{at_once, changes, colleague, each};
use crate::contacts::contact;
use crate::rights::script;
use crate::service::{Person, Reply, Service, services};

/// The place and the record in the way, of each detail of a conflict.
#[track_caller]
fn in_the_way(reply: &Reply) -> Vec<(String, Value)> {
    let details = reply.failure("conflict");
    let detail = |detail: &Value| (detail["path"].as_str().expect("a path").to_owned(), detail["existing_id"].clone());
    details.as_array().expect("details").iter().map(detail).collect()
}

/// A record of each kind that has something unique: the creating and the editing method, the parameters of one, the place of what
/// is unique, the parameter that names it.
fn unique(service: &Service, person: &Person) -> Vec<(&'static str, &'static str, Value, &'static str, &'static str)> {
    let company = |key: &str, value: Value| {
        let mut company = service.company(person, "Company");
        company[key] = value;
        company
    };
    let sap = json!({ "sap": "Ñ-1" });
    let named = |mut record: Value| {
        record["external_ids"] = sap.clone();
        record
    };
    let at = service.create_company(person, "Company with a contact");
    vec![
        ("Companies.CreateCompany", "Companies.EditCompany", company("client_number", json!("Ñandú")), "client_number", "company_id"),
        ("Companies.CreateCompany", "Companies.EditCompany", company("slug", json!("one-slug")), "slug", "company_id"),
        ("Companies.CreateCompany", "Companies.EditCompany", named(company("bio", json!("Café"))), "external_ids.sap", "company_id"),
        ("Products.CreateProduct", "Products.PatchProduct", json!({ "name": "Product", "value": 1, "sku": "Ü 1" }), "sku", "product_id"),
        (
            "Products.CreateProduct",
            "Products.PatchProduct",
            json!({ "name": "Product", "value": 1, "slug": "product-slug" }),
            "slug",
            "product_id",
        ),
        ("Contacts.CreateContact", "Contacts.EditContact", named(contact(service, person, &at, "Rosa")), "external_ids.sap", "contact_id"),
        ("Catalogs.CreateEntry", "Catalogs.EditEntry", json!({ "catalog": "company_types", "name": "Distribuïdor" }), "name", "entry_id"),
        ("Inputs.CreateInput", "", json!({ "entity": "company", "name": "Route", "slug": "route", "type": "string" }), "slug", "input_id"),
    ]
}

/// The record in a reply.
fn record(reply: &Value) -> &Value {
    reply.as_object().expect("a reply").values().next().expect("a record")
}

#[test]
fn a_conflict_names_the_record_in_the_way_to_whoever_may_read_it() {
    for service in services() {
        let ana = service.register("Ana");
        for (create, edit, parameters, place, named_by) in unique(&service, &ana) {
            let first = record(&service.call(&ana, create, parameters.clone()))["id"].clone();
            let before = changes(&service);
            let expected = vec![(place.to_owned(), first.clone())];
            assert_eq!(in_the_way(&service.try_call(&ana, create, parameters.clone())), expected, "{create}");
            // The same characters, composed in another way.
            let decomposed = decompose(&parameters.to_string());
            let decomposed: Value = serde_json::from_str(&decomposed).unwrap();
            assert_eq!(in_the_way(&service.try_call(&ana, create, decomposed)), expected, "{create}");
            let mut within = parameters.clone();
            within["profile_id"] = json!(ana.profile_id);
            let calls = json!([{ "method": create, "parameters": within }]);
            let post = |atomic: bool| service.post(Some(&ana.token), "Batch.Run", json!({ "calls": calls, "atomic": atomic }));
            assert_eq!(post(true).failure("conflict")[0]["existing_id"], first, "{create}");
            assert_eq!(post(false).success()["replies"][0]["response"]["details"][0]["existing_id"], first, "{create}");
            assert_eq!(changes(&service), before, "a failed call changes nothing");
            if edit.is_empty() {
                continue;
            }
            // The other record takes the value by an edit.
            let key = place.split('.').next().unwrap();
            let mut others = parameters.clone();
            let taken = others.as_object_mut().unwrap().remove(key).unwrap();
            if key == "name" {
                others["name"] = json!("Another name");
            }
            let second = record(&service.call(&ana, create, others))["id"].clone();
            let edited = service.try_call(&ana, edit, json!({ named_by: second, key: taken }));
            assert_eq!(in_the_way(&edited), expected, "{edit}");
        }
    }
}

fn decompose(text: &str) -> String {
    text.replace('Ñ', "N\u{303}").replace('ú', "u\u{301}").replace('é', "e\u{301}").replace('Ü', "U\u{308}").replace('ï', "i\u{308}")
}

#[test]
fn a_conflict_of_an_upsert_names_the_record_too() {
    for service in services() {
        let ana = service.register("Ana");
        let mut company = service.company(&ana, "Company");
        company["client_number"] = json!("7");
        let first = service.call(&ana, "CreateCompany", company.clone())["company"]["id"].clone();
        company["external_ids"] = json!({ "sap": "7" });
        let answer = service.call(&ana, "Sync.Upsert", json!({ "entity": "company", "records": company }));
        assert_eq!(answer["results"][0]["code"], "conflict", "{answer}");
        assert_eq!(each(&answer["results"][0]["details"], "existing_id"), [first]);
    }
}

#[test]
fn a_script_that_may_not_read_the_kind_is_not_told_which_record_is_in_the_way() {
    for service in services() {
        let ana = service.register("Ana");
        let (writer, both) =
            (script(&service, &ana, json!({ "Companies": ["write"] })), script(&service, &ana, json!({ "Companies": ["write", "read"] })));
        let mut company = service.company(&ana, "Company");
        company["client_number"] = json!("7");
        company["external_ids"] = json!({ "sap": "7" });
        let id = service.call(&ana, "CreateCompany", company.clone())["company"]["id"].clone();
        for key in ["client_number", "external_ids.sap"] {
            let reply = service.try_call(&writer, "CreateCompany", company.clone());
            let details = reply.failure("conflict");
            assert_eq!((&details[0]["path"], details[0].get("existing_id")), (&json!(key), None), "{details}");
            assert_eq!(in_the_way(&service.try_call(&both, "CreateCompany", company.clone())), [(key.to_owned(), id.clone())]);
            company.as_object_mut().unwrap().remove("client_number");
        }
    }
}

#[test]
fn a_member_in_the_way_is_named_by_the_users_id_and_a_user_of_another_profile_not_at_all() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let mario = colleague(&service, &ana, "Mario", "member");
        let again = service.try_call(&ana, "Profiles.AddUser", json!({ "email": mario.email, "role": "viewer" }));
        assert_eq!(in_the_way(&again), [("email".to_owned(), json!(mario.user_id))]);
        service.call(&ana, "Profiles.EditUser", json!({ "user_id": mario.user_id, "external_ids": { "ad": "mario" } }));
        let taken = service.try_call(&ana, "Profiles.EditUser", json!({ "user_id": ana.user_id, "external_ids": { "ad": "mario" } }));
        assert_eq!(in_the_way(&taken), [("external_ids.ad".to_owned(), json!(mario.user_id))]);
        let parameters = json!({ "email": berta.email, "password": crate::service::PASSWORD });
        let taken = service.post(Some(&ana.token), "Auth.EditProfile", parameters);
        assert_eq!(in_the_way(&taken), [("email".to_owned(), Value::Null)]);
    }
}

#[test]
fn of_several_who_take_one_value_at_once_each_loser_is_told_the_winner() {
    for service in services() {
        let ana = service.register("Ana");
        let made: Vec<Value> = ["One", "Two", "Three"].iter().map(|name| service.create_company(&ana, name)["id"].clone()).collect();
        for round in 0..4 {
            let mut company = service.company(&ana, "Company");
            company["client_number"] = json!(format!("N{round}"));
            company["external_ids"] = json!({ "sap": format!("S{round}") });
            let create = |_| service.try_call(&ana, "CreateCompany", company.clone());
            losers_know_the_winner(&at_once(4, create));
            let slug = format!("slug-{round}");
            let edit = |number: usize| service.try_call(&ana, "EditCompany", json!({ "company_id": made[number], "slug": slug }));
            losers_know_the_winner(&at_once(3, edit));
        }
    }
}

#[track_caller]
fn losers_know_the_winner(replies: &[Reply]) {
    let (won, lost): (Vec<&Reply>, Vec<&Reply>) = replies.iter().partition(|reply| reply.status == 200);
    assert_eq!(won.len(), 1, "{replies:?}");
    let winner = &won[0].success()["company"]["id"];
    for reply in lost {
        assert_eq!(in_the_way(reply)[0].1, *winner, "{}", reply.text);
    }
}

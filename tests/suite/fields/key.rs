//! Keys, by which records are looked up: invisible characters are trimmed, and each key is one whatever form its characters are
//! composed in.

use serde_json::{Value, json};

use crate::calls::{changes, conflict, execute, login, rules};
use crate::service::{PASSWORD, Person, Service, services};

const COMPOSED: &str = "Caf\u{e9}-1";
const DECOMPOSED: &str = "Cafe\u{301}-1";

fn create(service: &Service, ana: &Person, changes: Value) -> crate::service::Reply {
    let mut company = service.company(ana, "Company");
    for (key, value) in changes.as_object().expect("an object") {
        company[key] = value.clone();
    }
    service.try_call(ana, "CreateCompany", company)
}

fn by_number(service: &Service, ana: &Person, number: &str) -> crate::service::Reply {
    service.try_call(ana, "GetCompany", json!({ "search_by": "client_number", "search_value": number }))
}

#[test]
fn what_is_invisible_at_the_edges_is_no_part_of_a_key() {
    for service in services() {
        let ana = service.register("Ana");
        let company = create(
            &service,
            &ana,
            json!({ "client_number": "\u{feff}X1", "slug": "\u{200b}s1\u{ad}", "external_ids": { "sap": "\u{feff}1" } }),
        )
        .success()["company"]
            .clone();
        assert_eq!((&company["client_number"], &company["slug"]), (&json!("X1"), &json!("s1")));
        assert_eq!(company["external_ids"], json!({ "sap": "1" }));
        for number in ["X1", "\u{feff}X1", " X1\u{2060}"] {
            assert_eq!(by_number(&service, &ana, number).success()["company"]["id"], company["id"], "{number:?}");
        }
        assert_eq!(conflict(&create(&service, &ana, json!({ "client_number": "X1\u{200b}" }))).0, "client_number");
        assert_eq!(rules(&create(&service, &ana, json!({ "client_number": "\u{200b}" }))), ["client_number empty"]);
        assert_eq!(rules(&create(&service, &ana, json!({ "external_ids": { "sap": "\u{feff}" } }))), ["external_ids.sap empty"]);
        let boolean = service.call(&ana, "GetCompanies", json!({ "with_inputs": "\u{feff}Yes", "pagination": "\u{200b}5" }));
        assert_eq!(boolean["total"], 1);
    }
}

#[test]
fn a_key_is_one_however_it_is_composed() {
    for service in services() {
        let ana = service.register("Ana");
        let company =
            create(&service, &ana, json!({ "client_number": DECOMPOSED, "external_ids": { "sap": DECOMPOSED } })).success()["company"]
                .clone();
        for form in [COMPOSED, DECOMPOSED] {
            assert_eq!(by_number(&service, &ana, form).success()["company"]["id"], company["id"]);
            assert_eq!(conflict(&create(&service, &ana, json!({ "client_number": form }))).0, "client_number");
            assert_eq!(conflict(&create(&service, &ana, json!({ "external_ids": { "sap": form } }))).0, "external_ids.sap");
            let found = service.call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": { "sap": form } }));
            assert_eq!(found["company"]["id"], company["id"]);
            let record = json!({ "external_ids": { "sap": form }, "client_number": form });
            let upserted = service.call(&ana, "Sync.Upsert", json!({ "entity": "company", "records": [record] }));
            assert_eq!(upserted["results"][0]["result"], "unchanged");
        }
        for (key, value) in [("sku", "Grano-\u{e9}"), ("slug", "grano-\u{e9}")] {
            let product = |value: &str| service.try_call(&ana, "CreateProduct", json!({ "name": "Grano", "value": 1, key: value }));
            product(value).success();
            let decomposed = value.replace('\u{e9}', "e\u{301}");
            assert_eq!(conflict(&product(&decomposed)).0, key);
            let found = service.call(&ana, "GetProduct", json!({ "search_by": key, "search_value": decomposed }));
            assert_eq!(found["product"][key], value);
        }
        let entry = |name: &str| service.try_call(&ana, "Catalogs.CreateEntry", json!({ "catalog": "company_types", "name": name }));
        entry("Dise\u{f1}o").success();
        assert_eq!(conflict(&entry("Disen\u{303}o")).0, "name");
    }
}

#[test]
fn an_address_is_one_however_it_is_composed() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Company");
        let contact = json!({
            "company_id": company["id"], "name": "Jos\u{e9}", "surname": "Ruiz", "origin_id": service.entry(&ana, "contact_origins", "Website"),
            "email": "Jose\u{301}@example.com",
        });
        let contact = service.call(&ana, "CreateContact", contact)["contact"].clone();
        for form in ["jos\u{e9}@example.com", "JOSE\u{301}@example.com"] {
            let found = service.call(&ana, "GetContact", json!({ "search_by": "email", "search_value": form }));
            assert_eq!(found["contact"]["id"], contact["id"]);
        }
        let register = |email: &str| {
            let person = json!({ "name": "Eva", "email": email, "company": "Eva's", "password": PASSWORD, "c_password": PASSWORD });
            service.post(None, "Auth.Register", person)
        };
        register("Ev\u{e1}@example.com").success();
        assert_eq!(conflict(&register("eva\u{301}@example.com")).0, "email");
        login(&service, "EVA\u{301}@example.com", PASSWORD).success();
        // The account is older than the rule that addresses are composed in one form.
        execute(&service, "UPDATE users SET email = 'eva\u{301}@example.com' WHERE name = 'Eva'");
        for form in ["ev\u{e1}@example.com", "eva\u{301}@example.com"] {
            login(&service, form, PASSWORD).success();
            assert_eq!(conflict(&register(form)).0, "email");
            let add = json!({ "email": form, "role": "viewer", "name": "Eva", "password": PASSWORD });
            assert_eq!(rules(&service.try_call(&ana, "Profiles.AddUser", add)), ["password not_yours"]);
        }
    }
}

#[test]
fn a_key_of_before_stays_as_it_came_is_found_and_is_in_the_way() {
    for service in services() {
        let ana = service.register("Ana");
        let company =
            create(&service, &ana, json!({ "client_number": "1", "slug": "s", "external_ids": { "sap": "1" } })).success()["company"]
                .clone();
        execute(
            &service,
            &format!(
                "UPDATE companies SET client_number = '{DECOMPOSED}', slug = '{DECOMPOSED}', external_ids = '{{\"sap\":\"{DECOMPOSED}\"}}'"
            ),
        );
        execute(&service, &format!("UPDATE external_ids SET external_id = '{DECOMPOSED}'"));
        for form in [COMPOSED, DECOMPOSED] {
            let found = by_number(&service, &ana, form).success()["company"].clone();
            assert_eq!((&found["id"], &found["client_number"]), (&company["id"], &json!(DECOMPOSED)));
            assert_eq!(conflict(&create(&service, &ana, json!({ "client_number": form }))).0, "client_number");
            assert_eq!(conflict(&create(&service, &ana, json!({ "slug": form }))).0, "slug");
            assert_eq!(conflict(&create(&service, &ana, json!({ "external_ids": { "sap": form } }))).0, "external_ids.sap");
            let before = changes(&service);
            let edit = json!({ "company_id": { "sap": form }, "client_number": form, "slug": form, "external_ids": { "sap": form } });
            assert_eq!(service.call(&ana, "EditCompany", edit)["company"]["version"], 1);
            assert_eq!(changes(&service), before);
        }
        let other = create(&service, &ana, json!({ "client_number": "2" })).success()["company"].clone();
        let edit = json!({ "company_id": other["id"], "client_number": COMPOSED });
        assert_eq!(conflict(&service.try_call(&ana, "EditCompany", edit)).0, "client_number");
        let edit = json!({ "company_id": company["id"], "client_number": "3", "external_ids": { "shop": "1" } });
        assert_eq!(service.call(&ana, "EditCompany", edit)["company"]["external_ids"]["sap"], DECOMPOSED);

        // The name begins with a byte order mark, as the first cell of a file does.
        execute(
            &service,
            "UPDATE companies SET client_number = '\u{feff}X9', external_ids = '{\"sap\":\"\u{feff}9\"}' WHERE client_number = '2'",
        );
        execute(
            &service,
            &format!(
                "INSERT INTO external_ids (profile_id, entity, system, external_id, record_id) VALUES ({}, 'company', 'sap', '\u{feff}9', {})",
                ana.profile_id, other["id"],
            ),
        );
        for form in ["X9", "\u{feff}X9"] {
            assert_eq!(by_number(&service, &ana, form).success()["company"]["id"], other["id"]);
        }
        let found = service.call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": { "sap": "\u{feff}9" } }));
        assert_eq!(found["company"]["id"], other["id"]);
    }
}

#[test]
fn an_option_is_one_however_it_is_composed() {
    for service in services() {
        let ana = service.register("Ana");
        let input = json!({ "entity": "company", "name": "Area", "type": "list", "options": ["Dise\u{f1}o", "\u{feff}Otro"] });
        service.call(&ana, "Inputs.CreateInput", input);
        let value =
            |value: &str| create(&service, &ana, json!({ "inputs": { "area": value } })).success()["company"]["inputs"]["area"].clone();
        assert_eq!(value("Disen\u{303}o\u{200b}"), "Dise\u{f1}o");
        assert_eq!(value("\u{feff}Otro"), "Otro");
        let twice = json!({ "entity": "company", "name": "B", "type": "list", "options": ["\u{f1}", "n\u{303}"] });
        assert_eq!(rules(&service.try_call(&ana, "Inputs.CreateInput", twice)), ["options.1 repeated"]);
    }
}

//! A company's logo: a picture of the same profile.

use diesel::result::DatabaseErrorKind;
use diesel::result::Error::DatabaseError;
use serde_json::{Value, json};

use crate::calls::{changes, number, rules, try_execute};
use crate::files::{GIF, PNG, upload};
use crate::service::services;

#[test]
fn a_logo_is_named_shown_replaced_and_cleared() {
    for service in services() {
        let ana = service.register("Ana");
        let (first, second) = (upload(&service, &ana, PNG), upload(&service, &ana, GIF));
        let mut parameters = service.company(&ana, "Tornillos");
        parameters["logo_id"] = first["id"].clone();
        let company = service.call(&ana, "CreateCompany", parameters)["company"].clone();
        let shows = |company: &Value, file: &Value, bytes: &[u8]| {
            assert_eq!(company["logo_id"], file["id"]);
            let reply = service.get(company["logo_url"].as_str().expect("an address"));
            assert_eq!((reply.status, &reply.bytes[..]), (200, bytes));
        };
        shows(&company, &first, PNG);
        let find = || service.call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": company["id"] }))["company"].clone();
        shows(&find(), &first, PNG);
        shows(&service.call(&ana, "GetCompanies", json!({}))["companies"][0], &first, PNG);

        let edit = |change: Value| {
            let mut parameters = json!({ "company_id": company["id"] });
            parameters.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            service.call(&ana, "EditCompany", parameters)["company"].clone()
        };
        shows(&edit(json!({ "name": "Tuercas" })), &first, PNG);
        shows(&edit(json!({ "logo_id": second["id"].to_string() })), &second, GIF);
        let before = changes(&service);
        shows(&edit(json!({ "logo_id": second["id"] })), &second, GIF);
        assert_eq!(changes(&service), before, "the same logo again is no change");
        let cleared = edit(json!({ "logo_id": null }));
        assert!(cleared["logo_id"].is_null() && cleared["logo_url"].is_null());
        assert!(find().as_object().unwrap().contains_key("logo_url"));
        // The picture is kept when it is no longer the logo, and can become one again.
        shows(&edit(json!({ "logo_id": first["id"] })), &first, PNG);
        shows(&service.call(&ana, "DeleteCompany", json!({ "company_id": company["id"] }))["company"], &first, PNG);
    }
}

#[test]
fn two_companies_may_have_the_same_logo() {
    for service in services() {
        let ana = service.register("Ana");
        let logo = upload(&service, &ana, PNG)["id"].clone();
        for name in ["One", "Two", "None"] {
            let mut parameters = service.company(&ana, name);
            parameters["logo_id"] = if name == "None" { Value::Null } else { logo.clone() };
            service.call(&ana, "CreateCompany", parameters);
        }
        let companies = service.call(&ana, "GetCompanies", json!({}))["companies"].clone();
        let shown: Vec<bool> = companies.as_array().unwrap().iter().map(|company| company["logo_url"].is_string()).collect();
        assert_eq!(shown, [true, true, false]);
        assert_eq!(companies[0]["logo_url"], companies[1]["logo_url"]);
    }
}

#[test]
fn a_logo_is_a_file_of_the_profile() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let foreign = upload(&service, &berta, PNG)["id"].clone();
        let company = service.create_company(&ana, "Company");
        let before = changes(&service);
        for logo in [foreign, json!(999_999)] {
            let mut parameters = service.company(&ana, "Tornillos");
            parameters["logo_id"] = logo.clone();
            let reply = service.try_call(&ana, "CreateCompany", parameters.clone());
            assert_eq!(rules(&reply), ["logo_id unknown_id"]);
            parameters["type_id"] = json!(999_999);
            assert_eq!(rules(&service.try_call(&ana, "CreateCompany", parameters)), ["logo_id unknown_id", "type_id unknown_id"]);
            let reply = service.try_call(&ana, "EditCompany", json!({ "company_id": company["id"], "logo_id": logo, "name": "" }));
            assert_eq!(rules(&reply), ["logo_id unknown_id", "name empty"]);
        }
        for logo in [json!("x"), json!(true), json!([])] {
            let reply = service.try_call(&ana, "EditCompany", json!({ "company_id": company["id"], "logo_id": logo }));
            assert_eq!(rules(&reply), ["logo_id wrong_type"]);
        }
        assert_eq!(changes(&service), before);
    }
}

#[test]
fn the_change_record_names_the_logo_and_has_no_address() {
    for service in services() {
        let ana = service.register("Ana");
        let logo = upload(&service, &ana, PNG)["id"].clone();
        let mut parameters = service.company(&ana, "Tornillos");
        parameters["logo_id"] = logo.clone();
        let company = service.call(&ana, "CreateCompany", parameters)["company"]["id"].clone();
        service.call(&ana, "EditCompany", json!({ "company_id": company, "logo_id": null }));
        service.call(&ana, "DeleteCompany", json!({ "company_id": company }));
        let counted =
            |condition: &str| number(&service, &format!("SELECT count(*) AS number FROM changes WHERE entity = 'company' AND {condition}"));
        assert_eq!(counted(&format!("record LIKE '%\"logo_id\":{logo},%'")), 1);
        assert_eq!(counted("record LIKE '%\"logo_id\":null%'"), 2);
        assert_eq!(counted("record LIKE '%logo_url%'"), 0);
    }
}

/// The foreign key refuses another profile's file even if the method's check were to miss it.
#[test]
fn the_database_itself_refuses_another_profiles_file() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let foreign = upload(&service, &berta, PNG)["id"].clone();
        let company = service.create_company(&ana, "Company")["id"].clone();
        let own = upload(&service, &ana, PNG)["id"].clone();
        let name_logo = |logo: &Value| try_execute(&service, &format!("UPDATE companies SET logo_id = {logo} WHERE id = {company}"));
        assert!(matches!(name_logo(&foreign), Err(DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _))));
        assert!(matches!(name_logo(&own), Ok(1)));
    }
}

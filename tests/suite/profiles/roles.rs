//! Roles: a viewer reads, a member writes, a manager administers.

use serde_json::json;

use crate::calls::{changes, colleague};
use crate::service::services;

#[test]
fn each_role_may_do_what_is_its_own_and_is_told_what_is_not() {
    for service in services() {
        let ana = service.register("Ana");
        let (viewer, member) = (colleague(&service, &ana, "Vera", "viewer"), colleague(&service, &ana, "Marco", "member"));
        let manager = colleague(&service, &ana, "Gerda", "manager");
        let company = service.create_company(&member, "Company")["id"].clone();
        service.create_company(&manager, "Company");
        for person in [&viewer, &member, &manager] {
            for method in ["GetCompanies", "GetTypes", "Companies.GetInputs", "GetUsers", "Catalogs.GetCatalogs"] {
                service.call(person, method, json!({}));
            }
        }
        let before = changes(&service);
        let writes = [
            ("CreateCompany", service.company(&ana, "Company")),
            ("EditCompany", json!({ "company_id": company, "name": "x" })),
            ("DeleteCompany", json!({ "company_id": company })),
        ];
        for (method, parameters) in writes {
            let reply = service.try_call(&viewer, method, parameters);
            assert_eq!(reply.failure("forbidden"), json!([]));
            assert!(reply.text.contains("member") && reply.text.contains("viewer"), "{}", reply.text);
        }
        let administration = [
            ("Catalogs.CreateEntry", json!({ "catalog": "stages", "name": "x" })),
            ("Catalogs.EditEntry", json!({ "entry_id": 1 })),
            ("Catalogs.DeleteEntry", json!({ "entry_id": 1 })),
            ("Inputs.CreateInput", json!({ "entity": "company", "name": "x", "type": "string" })),
            ("Inputs.EditInput", json!({ "input_id": 1 })),
            ("Inputs.DeleteInput", json!({ "input_id": 1 })),
            ("Profiles.EditProfile", json!({ "name": "x" })),
            ("Profiles.AddUser", json!({ "email": "x@example.com", "role": "viewer", "name": "x", "password": "long enough" })),
            ("Profiles.EditUser", json!({ "user_id": ana.user_id, "role": "viewer" })),
            ("Profiles.RemoveUser", json!({ "user_id": ana.user_id })),
        ];
        for (method, parameters) in administration {
            for person in [&viewer, &member] {
                let reply = service.try_call(person, method, parameters.clone());
                reply.failure("forbidden");
                assert!(reply.text.contains("manager"), "{}", reply.text);
            }
        }
        assert_eq!(changes(&service), before);
    }
}

#[test]
fn a_change_of_role_holds_from_the_next_call() {
    for service in services() {
        let ana = service.register("Ana");
        let vera = colleague(&service, &ana, "Vera", "viewer");
        let parameters = service.company(&ana, "Company");
        service.try_call(&vera, "CreateCompany", parameters.clone()).failure("forbidden");
        service.call(&ana, "EditUser", json!({ "user_id": vera.user_id, "role": "member" }));
        service.call(&vera, "CreateCompany", parameters.clone());
        service.call(&ana, "EditUser", json!({ "user_id": vera.user_id, "role": "viewer" }));
        service.try_call(&vera, "CreateCompany", parameters).failure("forbidden");
    }
}

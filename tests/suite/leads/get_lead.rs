//! `Leads.GetLead`: a lead by its id or its e-mail address.

use serde_json::{Value, json};

use super::create_lead;
use crate::calls::conflict;
use crate::service::services;

#[test]
fn a_lead_is_found_by_its_id_and_by_its_address_in_any_letter_case() {
    for service in services() {
        let ana = service.register("Ana");
        let lead = create_lead(&service, &ana, "Rosa", json!({ "email": "Rosa@Example.com" }));
        let find = |by: &str, value: Value| service.try_call(&ana, "GetLead", json!({ "search_by": by, "search_value": value }));
        for (by, value) in [("id", lead["id"].clone()), ("email", json!(" ROSA@example.com"))] {
            assert_eq!(find(by, value).success()["lead"], lead);
        }
        find("email", json!("ros@example.com")).failure("not_found");
        create_lead(&service, &ana, "Otra", json!({ "email": "rosa@example.com" }));
        let (path, said) = conflict(&find("email", json!("rosa@example.com")));
        assert!(path == "search_value" && said.contains("Several leads"), "{said}");
        let sara = service.register("Sara");
        service.try_call(&sara, "GetLead", json!({ "search_by": "id", "search_value": lead["id"] })).failure("not_found");
    }
}

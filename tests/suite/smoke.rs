//! Smoke test: the whole way from a call to the disk and back.

use serde_json::json;

use crate::service::services;

#[test]
fn a_company_is_created_found_and_listed() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Café Núñez");
        let found = service.call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": company["id"], "with_files": true }));
        assert_eq!(found["company"], company);
        let listed = service.call(&ana, "GetCompanies", json!({ "query": "cafe nunez" }));
        assert_eq!(listed["total"], 1);
        assert_eq!(listed["companies"][0]["name"], "Café Núñez");
    }
}

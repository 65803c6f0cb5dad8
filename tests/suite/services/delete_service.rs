//! `Services.DeleteService`: deletes a service, unless lines have it or leads ask about it.

use serde_json::json;

use super::create;
use crate::calls::conflict;
use crate::service::services;

#[test]
fn a_service_goes_unless_a_lead_asks_about_it() {
    for service in services() {
        let ana = service.register("Ana");
        let own = create(&service, &ana, json!({}));
        let lead = json!({ "name": "Rosa", "mobile": "+52 33 1111 2222", "service_id": own["id"], "notes": "Pide fecha." });
        let lead = service.call(&ana, "Leads.CreateLead", lead)["lead"].clone();
        let (path, said) = conflict(&service.try_call(&ana, "Services.DeleteService", json!({ "service_id": own["id"] })));
        assert!(path == "service_id" && said.contains("1 lead"), "{said}");
        service.call(&ana, "Leads.EditLead", json!({ "lead_id": lead["id"], "service_id": null }));
        assert_eq!(service.call(&ana, "Services.DeleteService", json!({ "service_id": own["id"] })), json!({ "service": own }));
        assert_eq!(service.call(&ana, "Services.GetServices", json!({}))["total"], 0);
    }
}

//! `Contacts.DeleteContact`: deletes a contact; the records that it refers to can't be deleted before it.

use serde_json::json;

use super::create_contact;
use crate::calls::conflict;
use crate::service::services;

#[test]
fn a_contact_goes_and_is_answered_as_it_last_was() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Company");
        let contact = create_contact(&service, &ana, &company, "José");
        assert_eq!(service.call(&ana, "DeleteContact", json!({ "contact_id": contact["id"] })), json!({ "contact": contact }));
        service.try_call(&ana, "DeleteContact", json!({ "contact_id": contact["id"] })).failure("not_found");
        assert_eq!(service.call(&ana, "GetContacts", json!({}))["total"], 0);
    }
}

#[test]
fn a_company_with_contacts_and_an_entry_of_theirs_stay() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Company");
        let contacts: Vec<_> = ["José", "Inés"].iter().map(|name| create_contact(&service, &ana, &company, name)).collect();
        let (path, sentence) = conflict(&service.try_call(&ana, "DeleteCompany", json!({ "company_id": company["id"] })));
        assert!(path == "company_id" && sentence.contains("2 contacts"), "{sentence}");
        let (path, sentence) = conflict(&service.try_call(&ana, "Catalogs.DeleteEntry", json!({ "entry_id": contacts[0]["origin_id"] })));
        assert!(path == "entry_id" && sentence.contains("2 contacts"), "{sentence}");
        for contact in contacts {
            service.call(&ana, "DeleteContact", json!({ "contact_id": contact["id"] }));
        }
        service.call(&ana, "DeleteCompany", json!({ "company_id": company["id"] }));
    }
}

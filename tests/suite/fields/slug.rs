//! The texts that stand for an id beside an external ID: the slug of a company or a product, and a bare UUID.

use serde_json::{Value, json};

use crate::calls::{conflict, each, message, rules};
use crate::contacts::{contact, create_contact};
use crate::service::services;

const UUID: &str = "550e8400-e29b-41d4-a716-446655440000";

#[test]
fn a_slug_stands_for_the_id_of_a_company_or_a_product_wherever_one_is_taken() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let company = service.create_company(&ana, "Café Núñez");
        let (slug, id) = (json!({ "slug": company["slug"] }), &company["id"]);
        let other = service.create_company(&ana, "Other");
        create_contact(&service, &ana, &other, "Elsewhere");
        let mut parameters = contact(&service, &ana, &company, "Rosa");
        parameters["company_id"] = slug.clone();
        let made = service.call(&ana, "CreateContact", parameters)["contact"].clone();
        assert_eq!(made["company_id"], *id);
        let contacts = |company_id: Value| {
            let found = service.call(&ana, "GetContacts", json!({ "company_id": company_id }));
            each(&found["contacts"], "id")
        };
        assert_eq!(contacts(slug.clone()), [made["id"].clone()]);
        assert_eq!(contacts(json!([slug, { "slug": other["slug"] }])).len(), 2);
        assert_eq!(contacts(json!([id, slug])), [made["id"].clone()]);
        let found = service.call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": slug }));
        assert_eq!(found["company"]["id"], *id);
        let listed = service.call(&ana, "GetCompanies", json!({ "ids": [slug, { "slug": "no-such" }] }));
        assert_eq!((each(&listed["companies"], "id"), &listed["missing_ids"]), (vec![id.clone()], &json!([{ "slug": "no-such" }])));
        let history = service.call(&ana, "Audit.GetHistory", json!({ "entity": "company", "record_id": slug }));
        assert_eq!(each(&history["changes"], "operation"), ["create"]);
        let edited = service.call(&ana, "EditCompany", json!({ "company_id": slug, "slug": "Señal", "if_version": 1 }));
        assert_eq!(edited["company"]["version"], 2);
        // A slug is compared in the composed form, and in its letter case.
        service.call(&ana, "EditCompany", json!({ "company_id": { "slug": "Sen\u{303}al" }, "bio": "Here." }));
        let product = json!({ "name": "Nails", "value": 1, "slug": "nails", "company_id": { "slug": "Señal" } });
        assert_eq!(service.call(&ana, "CreateProduct", product)["product"]["company_id"], *id);
        service.call(&ana, "PatchProduct", json!({ "product_id": { "slug": "nails" }, "featured": true }));
        for unknown in [json!({ "slug": "señal" }), json!({ "slug": "%" }), json!({ "slug": company["slug"] })] {
            let reply = service.try_call(&ana, "GetContacts", json!({ "company_id": unknown }));
            assert_eq!(rules(&reply), ["company_id unknown_id"], "{unknown}");
        }
        let foreign = service.try_call(&berta, "GetContacts", json!({ "company_id": { "slug": "Señal" } }));
        let missing = service.try_call(&berta, "GetContacts", json!({ "company_id": { "slug": "no-such" } }));
        assert_eq!(foreign.failure("invalid_parameters"), missing.failure("invalid_parameters"));
        service.call(&ana, "DeleteProduct", json!({ "product_id": { "slug": "nails" } }));
    }
}

#[test]
fn a_kind_without_slugs_says_so_and_no_system_is_called_slug() {
    for service in services() {
        let ana = service.register("Ana");
        let company = service.create_company(&ana, "Company");
        let rosa = create_contact(&service, &ana, &company, "Rosa");
        let reply = service.try_call(&ana, "EditContact", json!({ "contact_id": { "slug": "rosa" } }));
        assert_eq!(rules(&reply), ["contact_id no_slug"]);
        assert!(message(&reply, "contact_id").contains("contact"), "{}", reply.text);
        let edit = |external_ids: Value| {
            let parameters = json!({ "contact_id": rosa["id"], "external_ids": external_ids });
            service.try_call(&ana, "EditContact", parameters)
        };
        assert_eq!(rules(&edit(json!({ "slug": "x", "sap": "1" }))), ["external_ids.slug reserved_system"]);
        edit(json!({ "slug": null, "sap": "1" })).success();
    }
}

#[test]
fn a_bare_uuid_is_the_external_id_of_the_system_uuid_in_any_letter_case() {
    for service in services() {
        let ana = service.register("Ana");
        let mut parameters = service.company(&ana, "Company");
        parameters["external_ids"] = json!({ "uuid": UUID.to_uppercase() });
        let company = service.call(&ana, "CreateCompany", parameters.clone())["company"].clone();
        assert_eq!(company["external_ids"], json!({ "uuid": UUID.to_uppercase() }), "it is kept as it came");
        for id in [json!(UUID), json!(format!(" {} ", UUID.to_uppercase())), json!({ "uuid": UUID })] {
            let found = service.call(&ana, "GetCompany", json!({ "search_by": "id", "search_value": id }));
            assert_eq!(found["company"]["id"], company["id"]);
            let edited = service.call(&ana, "EditCompany", json!({ "company_id": id }));
            assert_eq!(edited["company"]["id"], company["id"]);
            assert_eq!(service.call(&ana, "GetContacts", json!({ "company_id": [id] }))["total"], 0);
        }
        // The same UUID in other letters is the same.
        parameters["external_ids"] = json!({ "uuid": UUID });
        assert_eq!(conflict(&service.try_call(&ana, "CreateCompany", parameters)).0, "external_ids.uuid");
        let unknown = "550e8400-e29b-41d4-a716-446655440001";
        assert_eq!(rules(&service.try_call(&ana, "GetContacts", json!({ "company_id": unknown }))), ["company_id unknown_id"]);
        for malformed in ["550e8400e29b41d4a716446655440000", "550e8400-e29b-41d4-a716-44665544000g", "{550e8400}"] {
            let reply = service.try_call(&ana, "GetContacts", json!({ "company_id": malformed }));
            assert_eq!(rules(&reply), ["company_id wrong_type"], "{malformed}");
        }
        // Tokens have no external IDs.
        let of_token = service.try_call(&ana, "Auth.RevokeApplicationToken", json!({ "application_token_id": UUID }));
        assert_eq!(rules(&of_token), ["application_token_id wrong_type"]);
    }
}

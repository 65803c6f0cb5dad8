//! Strangers in a directory: a profile without one is a missing profile, and so is any record that is not public.

use serde_json::{Value, json};

use super::{open, public_company, public_product, visit};
use crate::service::{Reply, Service, services};

/// Calls a method, with a request id that is the same for all.
fn post(service: &Service, method: &str, parameters: &Value) -> (u16, String) {
    let body = json!({ "method": method, "parameters": parameters }).to_string();
    let headers = [("Content-Type", "application/json"), ("X-Request-Id", "the-same-for-all")];
    let Reply { status, text, .. } = service.send_with("/api", &headers, body.as_bytes());
    (status, text)
}

fn calls(profile: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("Directory.GetCompanies", json!({ "profile": profile })),
        ("Directory.GetCompanies", json!({ "profile": profile, "stray": 1, "page": 0 })),
        ("Directory.GetCompany", json!({ "profile": profile, "slug": "finca" })),
        ("Directory.GetProducts", json!({ "profile": profile })),
        ("Directory.GetProduct", json!({ "profile": profile, "slug": "cafe" })),
        ("Directory.SubmitLead", json!({ "profile": profile, "name": "Eva", "email": "eva@example.com" })),
        ("Directory.SubmitLead", json!({ "profile": profile })),
    ]
}

#[test]
fn a_profile_without_a_directory_is_a_missing_profile() {
    for service in services() {
        let ana = service.register("Ana");
        public_company(&service, &ana, "Finca", json!({}));
        public_product(&service, &ana, "Café", json!({}));
        let slug = service.call(&ana, "Profiles.EditProfile", json!({ "slug": "anas" }))["profile"]["slug"].clone();
        let missing = calls("nobodys").into_iter().map(|(method, parameters)| post(&service, method, &parameters));
        let missing: Vec<_> = missing.collect();
        let closed: Vec<_> = calls("anas").into_iter().map(|(method, parameters)| post(&service, method, &parameters)).collect();
        assert_eq!(closed, missing);
        assert!(closed.iter().all(|(status, _)| *status == 404), "{closed:?}");
        assert_eq!(slug, open(&service, &ana));
        visit(&service, "anas", "GetCompany", json!({ "slug": "finca" })).success();
        service.call(&ana, "Profiles.EditProfile", json!({ "directory": false }));
        let again: Vec<_> = calls("anas").into_iter().map(|(method, parameters)| post(&service, method, &parameters)).collect();
        assert_eq!(again, missing, "it is gone at once");
    }
}

#[test]
fn a_record_that_is_foreign_or_not_public_is_a_missing_record() {
    for service in services() {
        let (ana, sara) = (service.register("Ana"), service.register("Sara"));
        let (anas, saras) = (open(&service, &ana), open(&service, &sara));
        let company = public_company(&service, &sara, "Finca", json!({}));
        public_product(&service, &sara, "Café", json!({ "company_id": company["id"] }));
        service.create_company(&ana, "Finca Oculta");
        service.call(&ana, "Products.CreateProduct", json!({ "name": "Té", "value": 1 }));
        let asked = |method: &str, slug: &str| post(&service, method, &json!({ "profile": anas, "slug": slug }));
        for (method, slugs) in
            [("Directory.GetCompany", ["finca", "finca-oculta", "nada"]), ("Directory.GetProduct", ["cafe", "te", "nada"])]
        {
            let [foreign, hidden, missing] = slugs.map(|slug| asked(method, slug));
            assert_eq!((&foreign, &hidden), (&missing, &missing), "{method}");
            assert_eq!(missing.0, 404);
        }
        for method in ["GetCompanies", "GetProducts"] {
            assert_eq!(visit(&service, &anas, method, json!({})).success()["total"], 0);
            assert_eq!(visit(&service, &saras, method, json!({})).success()["total"], 1);
        }
        let by_company = |company: &str| visit(&service, &anas, "GetProducts", json!({ "company": company })).success()["total"].clone();
        assert_eq!((by_company("finca"), by_company("finca-oculta")), (json!(0), json!(0)));
        // A token changes nothing, and no profile but the one that is named can be meant.
        let named = json!({ "profile": anas, "profile_id": sara.profile_id });
        assert_eq!(service.post(Some(&sara.token), "Directory.GetCompanies", named).wrong(), ["profile_id"]);
    }
}

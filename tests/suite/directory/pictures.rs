//! The lasting addresses of a directory's pictures: alive as long as the directory shows them, and dead at once when it does not.

use serde_json::json;

use super::{open, public_company, public_product, visit};
use crate::files::{picture, upload};
use crate::service::services;

#[test]
fn an_address_lasts_as_long_as_a_public_record_has_the_picture() {
    for service in services() {
        let ana = service.register("Ana");
        let profile = open(&service, &ana);
        let [logo, other, private] = ["png", "gif", "jpeg"].map(|of| upload(&service, &ana, &picture(of)));
        let company = public_company(&service, &ana, "Finca", json!({ "logo_id": logo["id"] }));
        let mut hidden = service.company(&ana, "Bodega");
        hidden["logo_id"] = private["id"].clone();
        service.call(&ana, "Companies.CreateCompany", hidden);
        let shown = visit(&service, &profile, "GetCompany", json!({ "slug": "finca" })).success()["company"].clone();
        let address = shown["logo_url"].as_str().expect("an address").to_owned();
        let status = |address: &str| service.get(address).status;
        let fetched = service.get(&address);
        assert_eq!((fetched.status, fetched.header("cache-control")), (200, Some("public, no-cache")));
        assert_eq!(fetched.bytes, picture("png"));
        let tag = fetched.header("etag").expect("a tag").to_owned();
        assert_eq!(service.get_with(&address, &[("If-None-Match", &tag)]).status, 304);

        let (path, proof) = address.split_once('?').expect("a proof");
        let signature = proof.strip_prefix("lasting=").expect("it lasts");
        for wrong in [
            format!("/files/{}?lasting={signature}", private["id"]),
            format!("/files/{}?lasting={signature}", other["id"]),
            path.to_owned(),
            format!("{path}?lasting="),
            format!("{path}?lasting={signature}A"),
            format!("{path}?expires=9999999999&signature={signature}"),
            format!("{path}?lasting={signature}&expires=9999999999&signature={signature}"),
        ] {
            assert_eq!(status(&wrong), 404, "{wrong}");
        }

        let edit = |change: serde_json::Value| {
            let mut parameters = json!({ "company_id": company["id"], "name": "Finca" });
            parameters.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
            service.call(&ana, "Companies.EditCompany", parameters);
        };
        edit(json!({ "public": false }));
        assert_eq!(status(&address), 404, "the company is no longer public");
        edit(json!({ "public": true }));
        assert_eq!(status(&address), 200);
        service.call(&ana, "Profiles.EditProfile", json!({ "directory": false }));
        assert_eq!(status(&address), 404, "the profile has no directory");
        service.call(&ana, "Profiles.EditProfile", json!({ "directory": true }));
        assert_eq!(status(&address), 200);
        edit(json!({ "logo_id": other["id"] }));
        assert_eq!(status(&address), 404, "the company has another logo");
        let product = public_product(&service, &ana, "Café", json!({ "picture_id": logo["id"] }));
        assert_eq!(status(&address), 200, "a public product has the picture");
        let shown = visit(&service, &profile, "GetProduct", json!({ "slug": "cafe" })).success()["product"].clone();
        assert_eq!(shown["picture_url"], address.as_str());
        service.call(&ana, "Products.EditProduct", json!({ "product_id": product["id"], "name": "Café", "value": 1, "retired": true }));
        assert_eq!(status(&address), 404, "the product is retired");
    }
}

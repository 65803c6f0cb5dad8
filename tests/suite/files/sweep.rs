//! The sweep: files that no record has named for a day are deleted, and contents without a file are removed.

use serde_json::json;
use ventanilla::fields::Instant;
use ventanilla::server;
use ventanilla::sweep::Swept;

use super::documents::upload_named;
use super::{PNG, picture, try_upload, upload};
use crate::calls::number;
use crate::service::{FILES, Service, services, settings};

/// Makes a pass as at this many hours from now.
pub fn sweep(service: &Service, hours: i64) -> Swept {
    let settings = settings(&service.database.url, &service.files);
    actix_web::rt::System::new().block_on(async move {
        let node = server::Service::open(&settings).expect("the service opens");
        node.sweep().pass(Instant::now().plus_seconds(hours * 3600), None).await.expect("the pass ends")
    })
}

/// The number of contents in the store.
fn stored(service: &Service) -> usize {
    let profiles = std::fs::read_dir(service.files.path().join(FILES)).expect("the folder is there");
    profiles.map(|profile| std::fs::read_dir(profile.unwrap().path()).unwrap().count()).sum()
}

#[test]
fn a_file_that_no_record_names_for_a_day_is_deleted_with_its_content() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let logo = upload(&service, &ana, PNG);
        let contract = upload_named(&service, &ana, b"%PDF-1.7", "contract.pdf");
        let loose = upload(&service, &ana, &picture("loose"));
        let company = service.create_company(&ana, "Café");
        let edit = json!({ "company_id": company["id"], "logo_id": logo["id"], "files": [contract["id"]] });
        service.call(&ana, "Companies.EditCompany", edit);
        // The same content in another profile is another file.
        let same = upload(&service, &berta, &picture("loose"));
        let other = service.create_company(&berta, "Té");
        service.call(&berta, "Companies.EditCompany", json!({ "company_id": other["id"], "logo_id": same["id"] }));
        // A second upload of a content leaves no copy.
        try_upload(&service, &ana, PNG).success();
        assert_eq!(stored(&service), 4);

        for hours in [0, 1, 23] {
            assert_eq!(sweep(&service, hours), Swept::default(), "after {hours} hours");
        }
        assert_eq!(sweep(&service, 25).files, 1);
        sweep(&service, 50);
        assert_eq!(stored(&service), 3);
        service.try_call(&ana, "Files.GetFile", json!({ "file_id": loose["id"] })).failure("not_found");
        for file in [&logo, &contract, &same] {
            assert_eq!(service.get(file["url"].as_str().unwrap()).status, 200);
        }
        let deletions = "SELECT count(*) AS number FROM changes WHERE entity = 'file' AND operation = 'delete'";
        assert_eq!(number(&service, deletions), 1);
        assert_eq!(sweep(&service, 80), Swept::default());

        let again = upload(&service, &ana, &picture("loose"));
        assert_eq!(service.get(again["url"].as_str().unwrap()).bytes, picture("loose"));
    }
}

#[test]
fn a_file_that_is_named_or_uploaded_again_begins_its_day_anew() {
    for service in services() {
        let ana = service.register("Ana");
        let (named, repeated) = (upload(&service, &ana, PNG), upload(&service, &ana, b"a text"));
        let company = service.create_company(&ana, "Café");
        sweep(&service, 0);
        let edit = |files| service.call(&ana, "Companies.EditCompany", json!({ "company_id": company["id"], "files": files }));
        edit(json!([named["id"]]));
        sweep(&service, 20);
        edit(json!([]));
        upload(&service, &ana, b"a text");
        assert_eq!(sweep(&service, 25).files, 0);
        assert_eq!(sweep(&service, 40).files, 0);
        assert_eq!(sweep(&service, 50).files, 2);
        for file in [named, repeated] {
            service.try_call(&ana, "Files.GetFile", json!({ "file_id": file["id"] })).failure("not_found");
        }
    }
}

//! `Files.Upload`: stores a picture, which records can then name.

use serde_json::{Value, json};

use super::{GIF, JPEG, PNG, WEBP, encoded, picture, try_upload, upload};
use crate::calls::{at_once, changes, colleague, keys, message, number, rules};
use crate::service::{FILES, Service, databases, services};

/// The file's view without its address, which differs from reply to reply.
fn without_address(file: &Value) -> Value {
    let mut file = file.clone();
    for key in ["url", "url_expires_at"] {
        assert!(file.as_object_mut().unwrap().remove(key).is_some_and(|value| value.is_string()), "{key}");
    }
    file
}

/// The paths of all stored files, below the folder of files.
fn kept(service: &Service) -> Vec<String> {
    let folder = service.files.path().join(FILES);
    let profiles = std::fs::read_dir(&folder).expect("the folder is there").map(|entry| entry.unwrap().path());
    let objects = profiles.flat_map(|profile| std::fs::read_dir(profile).unwrap().map(|entry| entry.unwrap().path()));
    let mut paths: Vec<String> = objects.map(|path| path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned()).collect();
    paths.sort();
    paths
}

#[test]
fn each_kind_of_picture_is_taken_and_known_by_its_bytes() {
    for service in services() {
        let ana = service.register("Ana");
        for (bytes, content_type) in [(PNG, "image/png"), (JPEG, "image/jpeg"), (GIF, "image/gif"), (WEBP, "image/webp")] {
            let file = upload(&service, &ana, bytes);
            assert_eq!(
                keys(&file),
                [
                    "content_type",
                    "created_at",
                    "external_ids",
                    "id",
                    "name",
                    "sha256",
                    "size",
                    "stored_as",
                    "updated_at",
                    "url",
                    "url_expires_at",
                    "version"
                ]
            );
            assert_eq!((&file["content_type"], &file["size"], &file["version"]), (&json!(content_type), &json!(bytes.len()), &json!(1)));
            let fetched = service.get(file["url"].as_str().unwrap());
            assert_eq!((fetched.status, fetched.header("content-type"), &fetched.bytes[..]), (200, Some(content_type), bytes));
        }
        // The digest is the one that sha256sum prints.
        let file = upload(&service, &ana, GIF);
        assert_eq!(file["sha256"], "1f19970f056cd116a5fe3c02422c1ee1ac827136df470b5c89af492620512aa4");
    }
}

#[test]
fn what_an_address_says_of_the_type_is_not_believed() {
    for service in services() {
        let ana = service.register("Ana");
        let lying = |claimed: &str, bytes: &[u8]| {
            service.try_call(&ana, "Files.Upload", json!({ "content": format!("data:{claimed};base64,{}", encoded(bytes)) }))
        };
        let file = lying("text/html", PNG).success()["file"].clone();
        assert_eq!(file["content_type"], "image/png");
        assert_eq!(service.get(file["url"].as_str().unwrap()).header("content-type"), Some("image/png"));
        assert_eq!(lying("image/gif", PNG).success()["file"]["id"], file["id"]);
        for bytes in [&b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"[..], b"<!DOCTYPE html><p>", b"\0"] {
            assert_eq!(rules(&lying("image/png", bytes)), ["content unknown_type"]);
        }
        // Picture formats that not every browser shows.
        for bytes in [&b"BM\x1e\0\0\0\0\0\0\0\x1a\0\0\0"[..], b"II*\0\x08\0\0\0\0\0", b"\0\0\x01\0\x01\0\x01\x01"] {
            assert_eq!(rules(&try_upload(&service, &ana, bytes)), ["content unknown_type"]);
        }
    }
}

#[test]
fn what_is_no_picture_in_base64_is_refused() {
    for service in services() {
        let ana = service.register("Ana");
        let before = changes(&service);
        let wrong = |content: Value| rules(&service.try_call(&ana, "Files.Upload", json!({ "content": content })));
        for content in ["!", "iVBORw0KGgo*", "data:image/png,iVBORw0KGgo=", "iVBORw0KGgo-"] {
            assert_eq!(wrong(json!(content)), ["content malformed_base64"], "{content}");
        }
        for content in ["", " ", "data:image/png;base64,"] {
            assert_eq!(wrong(json!(content)), ["content empty"], "{content}");
        }
        for content in [json!(5), json!(true), json!([encoded(PNG)]), json!({})] {
            assert_eq!(wrong(content.clone()), ["content wrong_type"], "{content}");
        }
        assert_eq!(wrong(json!(null)), ["content required"]);
        assert_eq!(rules(&service.try_call(&ana, "Files.Upload", json!({ "nmae": "x" }))), ["content required", "nmae unknown_parameter"]);
        let two = service.try_call(&ana, "Files.Upload", json!({ "content": encoded(b"\0"), "nmae": "x" }));
        assert_eq!(rules(&two), ["content unknown_type", "nmae unknown_parameter"]);
        assert_eq!(changes(&service), before);
        assert_eq!(kept(&service), Vec::<String>::new());
    }
}

#[test]
fn padding_may_be_left_out() {
    for service in services() {
        let ana = service.register("Ana");
        let file = upload(&service, &ana, JPEG);
        let padded = encoded(JPEG);
        assert!(padded.ends_with('='), "{padded}");
        let bare = service.call(&ana, "Files.Upload", json!({ "content": padded.trim_end_matches('=') }));
        assert_eq!(bare["file"]["id"], file["id"]);
    }
}

#[test]
fn a_picture_over_the_limit_is_too_long() {
    for database in databases() {
        let service = Service::start(database, |settings| settings.file_limit = 100);
        let ana = service.register("Ana");
        let mut bytes = picture("");
        bytes.resize(100, 0);
        upload(&service, &ana, &bytes);
        bytes.push(0);
        let reply = try_upload(&service, &ana, &bytes);
        assert_eq!(rules(&reply), ["content too_long"]);
        let message = message(&reply, "content");
        assert!(message.contains("101") && message.contains("100"), "{message}");
        // The length is reported alone, though the content is no picture either.
        assert_eq!(rules(&try_upload(&service, &ana, &[0; 101])), ["content too_long"]);
        let two = service.try_call(&ana, "Files.Upload", json!({ "content": encoded(&bytes), "nmae": "x" }));
        assert_eq!(rules(&two), ["content too_long", "nmae unknown_parameter"]);
        assert_eq!(kept(&service).len(), 1);
    }
}

#[test]
fn the_largest_picture_fits_into_a_body() {
    for service in services() {
        let ana = service.register("Ana");
        let mut bytes = picture("");
        bytes.resize(700_000, 7);
        let file = upload(&service, &ana, &bytes);
        assert!(service.get(file["url"].as_str().unwrap()).bytes == bytes);
        bytes.push(7);
        assert_eq!(rules(&try_upload(&service, &ana, &bytes)), ["content too_long"]);
    }
}

#[test]
fn the_same_picture_again_is_the_same_file() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let first = upload(&service, &ana, PNG);
        let before = changes(&service);
        assert_eq!(without_address(&upload(&service, &ana, PNG)), without_address(&first));
        assert_eq!(changes(&service), before);
        assert_eq!(number(&service, "SELECT count(*) AS number FROM files"), 1);
        // Each profile has its own file, even for the same picture.
        let other = upload(&service, &berta, PNG);
        assert_ne!(other["id"], first["id"]);
        assert_eq!(other["sha256"], first["sha256"]);
        let key = |file: &Value| file["stored_as"].as_str().expect("a key").to_owned();
        assert!(key(&first).starts_with(first["sha256"].as_str().unwrap()), "{first}");
        assert_eq!(kept(&service), [format!("{}/{}", ana.profile_id, key(&first)), format!("{}/{}", berta.profile_id, key(&other))]);
    }
}

#[test]
fn several_who_upload_the_same_at_once_get_the_same_file() {
    for service in services() {
        let ana = service.register("Ana");
        let files = at_once(8, |_| without_address(&upload(&service, &ana, PNG)));
        assert!(files.iter().all(|file| file == &files[0]), "{files:?}");
        assert_eq!(number(&service, "SELECT count(*) AS number FROM files"), 1);
        assert_eq!(number(&service, "SELECT count(*) AS number FROM changes WHERE entity = 'file'"), 1);
        assert_eq!(kept(&service).len(), 1);
    }
}

#[test]
fn the_change_record_has_no_address() {
    for service in services() {
        let ana = service.register("Ana");
        let file = upload(&service, &ana, PNG);
        let created = format!("entity = 'file' AND operation = 'create' AND record_id = {} AND record LIKE '%image/png%'", file["id"]);
        assert_eq!(number(&service, &format!("SELECT count(*) AS number FROM changes WHERE {created}")), 1);
        assert_eq!(number(&service, "SELECT count(*) AS number FROM changes WHERE record LIKE '%url%' AND entity = 'file'"), 0);
    }
}

#[test]
fn who_may_not_write_leaves_nothing_in_the_store() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let viewer = colleague(&service, &ana, "Vera", "viewer");
        try_upload(&service, &viewer, PNG).failure("forbidden");
        let stranger = crate::service::Person { profile_id: ana.profile_id, ..berta };
        try_upload(&service, &stranger, PNG).failure("not_found");
        let nobody = json!({ "profile_id": ana.profile_id, "content": encoded(PNG) });
        service.post(None, "Files.Upload", nobody).failure("unauthenticated");
        assert_eq!(kept(&service), Vec::<String>::new());
    }
}

#[test]
fn a_store_that_is_gone_is_unavailable_until_it_is_back() {
    for service in services() {
        let ana = service.register("Ana");
        let file = upload(&service, &ana, PNG);
        let url = file["url"].as_str().unwrap();
        let (folder, aside) = (service.files.path().join(FILES), service.files.path().join("aside"));
        std::fs::rename(&folder, &aside).unwrap();
        std::fs::write(&folder, "no folder").unwrap();
        let before = changes(&service);
        try_upload(&service, &ana, GIF).failure("unavailable");
        service.get(url).failure("unavailable");
        assert_eq!(changes(&service), before);
        // Calls that need no file go on.
        service.create_company(&ana, "Company");
        assert_eq!(service.get("/readyz").status, 200);

        std::fs::remove_file(&folder).unwrap();
        std::fs::rename(&aside, &folder).unwrap();
        assert_eq!(service.get(url).bytes, PNG);
        upload(&service, &ana, GIF);
    }
}

/// A further upload of the same picture restores content that was lost.
#[test]
fn content_that_is_missing_is_unavailable_and_can_be_uploaded_again() {
    for service in services() {
        let ana = service.register("Ana");
        let file = upload(&service, &ana, PNG);
        let url = file["url"].as_str().unwrap();
        for path in kept(&service) {
            std::fs::remove_file(service.files.path().join(FILES).join(path)).unwrap();
        }
        service.get(url).failure("unavailable");
        assert_eq!(upload(&service, &ana, PNG)["id"], file["id"]);
        assert_eq!(service.get(url).bytes, PNG);
    }
}

#[test]
fn the_folder_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    for service in services() {
        let mode = std::fs::metadata(service.files.path().join(FILES)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}

//! `GET /files/{id}`: the content of a file, for anybody with an address that was signed for it.

use ventanilla::auth::secret::Secret;
use ventanilla::auth::signed_address::SignedAddresses;
use ventanilla::fields::Instant;

use super::{GIF, PNG, picture, upload};
use crate::service::{Person, Reply, Service, databases, services};

const SECRET: &str = "a secret that the tests know, too";

/// Services with a known secret, so that the tests can sign addresses as the services do.
fn services_with_known_secret() -> Vec<Service> {
    let secret = || Some(Secret::new(SECRET).expect("it is long enough"));
    databases().into_iter().map(|database| Service::start(database, |settings| settings.secret = secret())).collect()
}

fn signed(profile_id: i64, file_id: i64, expires: i64) -> String {
    let addresses = SignedAddresses::new(&Secret::new(SECRET).expect("it is long enough")).expect("a key");
    let end = Instant::from_microseconds(0).plus_seconds(expires);
    address(file_id, expires, &addresses.sign(profile_id, file_id, end))
}

fn address(file_id: i64, expires: impl std::fmt::Display, signature: &str) -> String {
    format!("/files/{file_id}?expires={expires}&signature={signature}")
}

/// An uploaded picture and the parts of its address.
struct Uploaded {
    id: i64,
    url: String,
    expires: i64,
    signature: String,
}

fn uploaded(service: &Service, person: &Person, bytes: &[u8]) -> Uploaded {
    let file = upload(service, person, bytes);
    let url = file["url"].as_str().unwrap().to_owned();
    let (path, query) = url.split_once('?').unwrap();
    assert_eq!(path, format!("/files/{}", file["id"]));
    let (expires, signature) = query.strip_prefix("expires=").unwrap().split_once("&signature=").unwrap();
    let (expires, signature) = (expires.parse().unwrap(), signature.to_owned());
    Uploaded { id: file["id"].as_i64().unwrap(), url, expires, signature }
}

/// The status and sentences of a refusal, without its request id.
fn refusal(reply: &Reply) -> (u16, String) {
    let id = reply.header("x-request-id").expect("every answer has one");
    reply.failure("not_found");
    (reply.status, reply.text.replace(id, "ID"))
}

#[test]
fn a_browser_is_given_a_picture_and_nothing_else() {
    for service in services() {
        let ana = service.register("Ana");
        let file = uploaded(&service, &ana, PNG);
        for headers in [&[][..], &[("Accept-Encoding", "gzip")], &[("Authorization", "Bearer nonsense")]] {
            let reply = service.get_with(&file.url, headers);
            assert_eq!((reply.status, &reply.bytes[..]), (200, PNG), "{headers:?}");
            for (name, value) in [
                ("content-type", "image/png"),
                ("x-content-type-options", "nosniff"),
                ("content-security-policy", "default-src 'none'; sandbox"),
                ("content-disposition", "inline"),
            ] {
                assert_eq!(reply.header(name), Some(value), "{headers:?}");
            }
            assert_eq!(reply.header("content-encoding"), None, "{headers:?}");
            assert!(reply.header("x-request-id").is_some());
        }
    }
}

#[test]
fn an_address_may_be_cached_until_it_ends() {
    for service in services() {
        let ana = service.register("Ana");
        let before = Instant::now().seconds();
        let file = upload(&service, &ana, PNG);
        let shown = uploaded(&service, &ana, PNG);
        let after = Instant::now().seconds();
        assert!((before + 900..=after + 1800).contains(&shown.expires), "{before} {} {after}", shown.expires);
        let end = file["url_expires_at"].as_str().unwrap();
        assert!(end.ends_with(":00.000000Z"), "{end} is no quarter of an hour");

        let reply = service.get(&shown.url);
        let now = Instant::now().seconds();
        let seconds = reply.header("cache-control").unwrap().strip_prefix("private, max-age=").unwrap().parse::<i64>().unwrap();
        assert!((shown.expires - now..=shown.expires - before).contains(&seconds), "{seconds}");
    }
}

#[test]
fn what_a_browser_has_already_is_not_sent_again() {
    for service in services() {
        let ana = service.register("Ana");
        let (file, other) = (uploaded(&service, &ana, PNG), uploaded(&service, &ana, GIF));
        let tag = service.get(&file.url).header("etag").expect("a tag").to_owned();
        let others = service.get(&other.url).header("etag").expect("a tag").to_owned();
        assert_ne!(tag, others);
        for known in [tag.clone(), format!("W/{tag}"), format!("{others}, {tag}"), "*".to_owned()] {
            let reply = service.get_with(&file.url, &[("If-None-Match", &known)]);
            assert_eq!((reply.status, reply.bytes.len()), (304, 0), "{known}");
            assert_eq!(reply.header("etag"), Some(tag.as_str()));
            assert!(reply.header("cache-control").is_some());
        }
        for unknown in [others.as_str(), "\"\"", "nonsense", ""] {
            assert_eq!(service.get_with(&file.url, &[("If-None-Match", unknown)]).bytes, PNG, "{unknown}");
        }
        // A matching `If-None-Match` is no substitute for the signature.
        let tampered = address(file.id, file.expires + 1, &file.signature);
        for known in [tag.as_str(), "*"] {
            refusal(&service.get_with(&tampered, &[("If-None-Match", known)]));
        }
    }
}

#[test]
fn an_address_that_was_tampered_with_is_one_of_nothing() {
    for service in services() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        let (file, own, foreign) =
            (uploaded(&service, &ana, PNG), uploaded(&service, &ana, &picture("own")), uploaded(&service, &berta, &picture("foreign")));
        let Uploaded { id, expires, signature, .. } = &file;
        let nothing = refusal(&service.get(&address(999_999, expires, signature)));
        let mut tampered = vec![
            address(own.id, expires, signature),
            address(foreign.id, expires, signature),
            address(*id, expires, &own.signature),
            address(*id, expires, &foreign.signature),
            address(*id, expires + 1, signature),
            address(*id, expires - 1, signature),
            address(*id, expires + 900, signature),
            address(*id, -expires, signature),
            address(*id, i64::MAX, signature),
            address(*id, "99999999999999999999", signature),
            address(*id, "", signature),
            address(*id, expires, ""),
            address(*id, expires, "%C3%A9"),
            address(*id, expires, &signature.chars().skip(1).collect::<String>()),
            address(*id, expires, &signature.chars().take(signature.len() - 1).collect::<String>()),
            address(*id, expires, &format!("{signature}A")),
            address(*id, expires, &format!("{signature}=")),
            address(*id, expires, &signature.chars().rev().collect::<String>()),
            format!("/files/{id}"),
            format!("/files/{id}?"),
            format!("/files/{id}?expires={expires}"),
            format!("/files/{id}?signature={signature}"),
            format!("{}&expires={}", file.url, expires + 900),
            format!("{}&signature={}", file.url, own.signature),
            file.url.replace('?', "x?"),
            file.url.replace("/files/", "/files/-"),
            format!("/files/x?expires={expires}&signature={signature}"),
            format!("/files/99999999999999999999?expires={expires}&signature={signature}"),
        ];
        // A change of any character makes the signature invalid.
        for place in 0..signature.len() {
            let mut characters: Vec<char> = signature.chars().collect();
            characters[place] = if characters[place] == 'A' { 'B' } else { 'A' };
            tampered.push(address(*id, expires, &characters.into_iter().collect::<String>()));
        }
        for address in tampered {
            assert_eq!(refusal(&service.get(&address)), nothing, "{address}");
        }
        assert_eq!(service.get(&file.url).bytes, PNG, "the address itself is good");
    }
}

#[test]
fn an_address_is_signed_for_its_profile_and_ends() {
    for service in services_with_known_secret() {
        let (ana, berta) = (service.register("Ana"), service.register("Berta"));
        // A first upload makes the file's id differ from the profile's id.
        upload(&service, &ana, GIF);
        let file = uploaded(&service, &ana, PNG);
        assert_ne!(file.id, ana.profile_id);
        assert_eq!(signed(ana.profile_id, file.id, file.expires), file.url, "the tests sign as the service does");
        let now = Instant::now().seconds();
        assert_eq!(service.get(&signed(ana.profile_id, file.id, now + 600)).bytes, PNG);
        let nothing = refusal(&service.get(&address(999_999, file.expires, &file.signature)));
        for address in [
            signed(ana.profile_id, file.id, now),
            signed(ana.profile_id, file.id, now - 1),
            signed(ana.profile_id, file.id, 0),
            signed(berta.profile_id, file.id, file.expires),
            signed(0, file.id, file.expires),
            signed(file.id, ana.profile_id, file.expires),
        ] {
            assert_eq!(refusal(&service.get(&address)), nothing, "{address}");
        }
    }
}

/// The secret of one installation signs no address of another.
#[test]
fn an_address_of_another_house_opens_nothing() {
    let [one, other] = ["first", "second"].map(|of| {
        let database = databases().remove(0);
        Service::start(database, |settings| settings.secret = Some(Secret::new(format!("{SECRET}, the {of}")).unwrap()))
    });
    let (ana, berta) = (one.register("Ana"), other.register("Ana"));
    let (file, same) = (uploaded(&one, &ana, PNG), uploaded(&other, &berta, PNG));
    assert_eq!((file.id, ana.profile_id), (same.id, berta.profile_id));
    refusal(&other.get(&file.url));
}

#[test]
fn files_are_fetched_with_get_alone() {
    for service in services() {
        let ana = service.register("Ana");
        let file = uploaded(&service, &ana, PNG);
        let posted = service.send(&file.url, Some(&ana.token), "{}");
        assert_eq!((posted.status, posted.header("allow")), (405, Some("GET, HEAD")));
        assert_eq!(service.get("/files").status, 404);
        assert_eq!(service.get("/files/").status, 404);
    }
}

//! `GET /files/{id}`: the content of a file, for every caller with an address that was signed for it. The address ends at its time,
//! or, if it lasts, as soon as no directory shows the picture.
//!
//! Invariants: the address is the proof, and no token is asked for. An address that was tampered with, has expired or was
//! never made is answered like the address of an unknown file. A browser shows a picture, saves any other content, and runs none.

use std::fmt::Write as _;
use std::net::IpAddr;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, ETag, EntityTag, Header, IfNoneMatch};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::{Service, failed, outgoing, request};
use crate::db::files::{Shown, show, show_public};
use crate::db::reads::Weight;
use crate::error::{Error, Result};
use crate::fields::Instant;
use crate::modules::files::content;
use crate::records::file::File;
use crate::sentences::Sentence;

/// The query of the address: the first two parts of one that expires, or the last of one that lasts.
#[derive(Deserialize)]
struct Proof {
    /// The moment at which the address expires, in seconds since 1970.
    expires: Option<i64>,
    signature: Option<String>,
    /// The signature of an address that lasts.
    lasting: Option<String>,
}

/// How long the content may be kept by others.
#[derive(Clone, Copy)]
enum Keeping {
    /// Until this moment, in seconds since 1970, by the caller's browser.
    Until(i64),
    /// By anybody who asks again each time whether it is still shown.
    AsLongAsShown,
}

impl Keeping {
    /// The header for caches.
    fn header(self, present: Instant) -> String {
        match self {
            Keeping::Until(expires) => format!("private, max-age={}", expires - present.seconds()),
            Keeping::AsLongAsShown => "public, no-cache".to_owned(),
        }
    }
}

pub async fn file(request: HttpRequest, service: web::Data<Service>) -> HttpResponse {
    let request_id = request::id(&request);
    answer(&request, &service, &request_id).await.unwrap_or_else(|cause| failed(&request, &service, &cause, &request_id))
}

async fn answer(request: &HttpRequest, service: &Service, request_id: &str) -> Result<HttpResponse> {
    let (present, address) = (Instant::now(), request::address(request, service.proxies));
    let (Shown { profile_id, id, file }, keeping) = shown(request, service, address, present).await?;
    let tag = EntityTag::new_strong(file.sha256.clone());
    let known = match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(&tag)),
        Err(_) => false,
    };
    let mut response = HttpResponse::build(if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    response
        .insert_header((request::REQUEST_ID, request_id))
        .insert_header(ETag(tag))
        .insert_header((header::CACHE_CONTROL, keeping.header(present)));
    if known {
        return Ok(response.finish());
    }
    let room = service.room(address);
    room.take(usize::try_from(file.size).unwrap_or(usize::MAX))?;
    let content = service.house.store.get(profile_id, file.key()).await?;
    let body = outgoing::body(content, room.into_permit());
    Ok(response
        .insert_header((header::CONTENT_TYPE, file.content_type.as_str()))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((header::CONTENT_DISPOSITION, disposition(id, &file)))
        .body(body))
}

/// Says that a picture is shown, and that all else is saved (RFC 6266), and under which name.
fn disposition(id: i64, file: &File) -> String {
    let is_picture = content::is_picture(&file.content_type);
    let name = match (&file.name, is_picture) {
        (None, true) => return "inline".to_owned(),
        (None, false) => format!("file-{id}.{}", content::ending_of(&file.content_type)),
        (Some(name), _) if name.contains('.') => name.clone(),
        (Some(name), _) => format!("{name}.{}", content::ending_of(&file.content_type)),
    };
    named(if is_picture { "inline" } else { "attachment" }, &name)
}

/// The disposition of this kind under this name.
pub fn named(kind: &str, name: &str) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || " ._-".contains(character);
    let plain: String = name.chars().map(|character| if is_plain(character) { character } else { '_' }).collect();
    if plain == name {
        return format!("{kind}; filename=\"{plain}\"");
    }
    // The name itself in the form of RFC 8187, behind one for readers that do not know it.
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

/// Whether a browser shows the file: a directory has nothing else.
fn is_picture(shown: &Shown) -> bool {
    content::is_picture(&shown.file.content_type)
}

/// The file that the address proves, and how long others may keep it.
async fn shown(request: &HttpRequest, service: &Service, address: IpAddr, present: Instant) -> Result<(Shown, Keeping)> {
    let nothing = || Error::NotFound(Sentence::NoSuchFile.into());
    let id: i64 = request.match_info().query("id").parse().map_err(|_| nothing())?;
    let proof = web::Query::<Proof>::from_query(request.query_string()).map_err(|_| nothing())?.into_inner();
    let house = Arc::clone(&service.house);
    let asker = house.regulars.asker(None, None, address, std::time::Instant::now() + service.deadline);
    let looking = move |mut lease| {
        let found = match proof {
            Proof { expires: Some(expires), signature: Some(signature), lasting: None } => {
                let end = Instant::from_microseconds(0).plus_seconds(expires);
                let found = show(&mut lease, id, |profile_id| house.addresses.admit(profile_id, id, end, &signature, present));
                found.map(|shown| shown.map(|shown| (shown, Keeping::Until(expires))))
            }
            Proof { expires: None, signature: None, lasting: Some(lasting) } => {
                let found = show_public(&mut lease, id, |profile_id| house.addresses.admit_lasting(profile_id, id, &lasting));
                found.map(|shown| shown.filter(is_picture).map(|shown| (shown, Keeping::AsLongAsShown)))
            }
            _ => Ok(None),
        };
        (lease, found)
    };
    service.database.reads.run(Weight::Short, &asker, looking).await??.ok_or_else(nothing)
}

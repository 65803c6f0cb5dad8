//! `GET /console/…`: the files of the browser console, which are embedded in the program. `/` leads there.
//!
//! Invariants: an address finds a file by its whole name in a table made at compile time, so that none reaches the file
//! system. An address that names no file is a screen of the console and is answered with the one frame page; the frame needs no
//! token, because it shows nothing of any profile. No answer permits a script, a style or a request from elsewhere.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, ETag, EntityTag, Header, HeaderValue, IfNoneMatch};
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;

use super::{Service, failed, read, request};
use crate::demo;
use crate::error::Error;
use crate::sentences::Sentence;

/// The name below `/console/`, the hash of the content, and the content of every file.
const FILES: &[(&str, &str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/console.rs"));

/// The endings of files and their types; an address with another ending is a screen.
const TYPES: [(&str, &str); 4] = [
    (".html", "text/html; charset=utf-8"),
    (".js", "text/javascript; charset=utf-8"),
    (".css", "text/css; charset=utf-8"),
    (".svg", "image/svg+xml"),
];

const FRAME: &str = "frame.html";

/// The place in the frame page that tells the demonstration's users.
const DEMO: &str = "data-demo=\"\"";

const POLICY: &str =
    "default-src 'self'; img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

/// The console of a service that has one.
pub(super) struct Console {
    frame: Bytes,
    frame_tag: String,
}

impl Console {
    /// Prepares the frame page. In a demonstration it tells how to sign in.
    pub fn new(with_demo: bool) -> Self {
        let (text, hash) = find(FRAME).map_or(("", ""), |(hash, content)| (std::str::from_utf8(content).unwrap_or_default(), hash));
        if !with_demo {
            return Console { frame: Bytes::from_static(text.as_bytes()), frame_tag: hash.to_owned() };
        }
        let users = format!("data-demo=\"{} {}\" data-demo-password=\"{}\"", demo::EMAIL, demo::SELLER, demo::PASSWORD);
        Console { frame: text.replace(DEMO, &users).into(), frame_tag: format!("{hash}-demo") }
    }
}

/// The routes of the console.
pub(super) fn routes(configuration: &mut web::ServiceConfig) {
    configuration.route("/", read().to(lead)).route("/console", read().to(lead)).route("/console/{path:.*}", read().to(answer));
}

/// Whether the console answers at this address.
pub(super) fn is_at(path: &str) -> bool {
    path == "/" || path == "/console" || path.starts_with("/console/")
}

fn find(name: &str) -> Option<(&'static str, &'static [u8])> {
    let place = FILES.binary_search_by_key(&name, |(known, _, _)| known).ok()?;
    FILES.get(place).map(|(_, hash, content)| (*hash, *content))
}

async fn lead(request: HttpRequest) -> HttpResponse {
    HttpResponse::build(StatusCode::FOUND)
        .insert_header((request::REQUEST_ID, request::id(&request)))
        .insert_header((header::LOCATION, "/console/"))
        .finish()
}

async fn answer(request: HttpRequest, service: web::Data<Service>) -> HttpResponse {
    let request_id = request::id(&request);
    let name = request.match_info().query("path");
    let content_type = TYPES.iter().find(|(ending, _)| name.ends_with(ending)).map(|(_, content_type)| *content_type);
    let found = match (content_type, &service.console) {
        (Some(content_type), Some(_)) => find(name).map(|(hash, content)| (content_type, hash.to_owned(), Bytes::from_static(content))),
        (None, Some(console)) => Some(("text/html; charset=utf-8", console.frame_tag.clone(), console.frame.clone())),
        (_, None) => None,
    };
    let Some((content_type, tag, content)) = found else {
        return failed(&request, &service, &Error::NotFound(Sentence::NothingAtAddress.into()), &request_id);
    };
    // The tag is weak because the content may be compressed on its way.
    let tag = EntityTag::new_weak(tag);
    let known = match IfNoneMatch::parse(&request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(&tag)),
        Err(_) => false,
    };
    let mut response = HttpResponse::build(if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    response
        .insert_header((request::REQUEST_ID, request_id))
        .insert_header(ETag(tag))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header(("Cross-Origin-Opener-Policy", HeaderValue::from_static("same-origin")));
    if known {
        return response.finish();
    }
    response.insert_header((header::CONTENT_TYPE, content_type)).body(content)
}

//! Readers of a request's head: id, token, origin, address, language, type and compression of the body.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::dev::ServiceRequest;
use actix_web::http::header::{self, AcceptEncoding, AcceptLanguage, Encoding, HeaderName, Quality};
use actix_web::{HttpMessage, HttpRequest};

use super::Service;
use super::intake::Compression;
use crate::auth::token::random_name;
use crate::db::spoken::Spoken;
use crate::error::{Error, Result};
use crate::fields::{IdempotencyKey, Origin};
use crate::rpc::body::Dialect;
use crate::sentences::{Language, Sentence};

pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const ORIGIN: HeaderName = HeaderName::from_static("x-origin");
pub const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The caller's request id, if it sent a sane one; else one of ours.
pub fn id(request: &HttpRequest) -> String {
    static PROCESS: LazyLock<String> = LazyLock::new(|| random_name().map(|name| name.chars().take(16).collect()).unwrap_or_default());
    static NUMBER: AtomicU64 = AtomicU64::new(1);
    let sent = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok());
    match sent {
        Some(sent) if Origin::is_sane(sent) => sent.to_owned(),
        _ => format!("{}-{:x}", *PROCESS, NUMBER.fetch_add(1, Ordering::Relaxed)),
    }
}

/// The bearer's token, with its scheme or alone. A header without a token is an error; without the header there is no token.
pub fn token(request: &HttpRequest) -> Result<Option<&str>, Sentence> {
    let Some(value) = request.headers().get(header::AUTHORIZATION) else { return Ok(None) };
    let malformed = || Sentence::AuthorizationMalformed;
    const SCHEME: &str = "bearer";
    let value = std::str::from_utf8(value.as_bytes().trim_ascii()).map_err(|_| malformed())?;
    match value.split_once([' ', '\t']) {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case(SCHEME) => Ok(Some(token.trim_ascii())),
        None if !value.is_empty() && !value.eq_ignore_ascii_case(SCHEME) => Ok(Some(value)),
        Some(_) | None => Err(malformed()),
    }
}

/// The name that the caller gives itself.
pub fn origin(request: &HttpRequest) -> Result<Option<String>, Sentence> {
    let Some(value) = request.headers().get(ORIGIN) else { return Ok(None) };
    match value.to_str() {
        Ok(origin) if Origin::is_sane(origin) => Ok(Some(origin.to_owned())),
        _ => Err(Sentence::OriginMalformed),
    }
}

/// The idempotency key of a write that may be retried.
pub fn idempotency_key(request: &HttpRequest) -> Result<Option<IdempotencyKey>, Sentence> {
    let mut values = request.headers().get_all(IDEMPOTENCY_KEY);
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(Sentence::IdempotencyHeaderTwice);
    }
    IdempotencyKey::parse(value.to_str().unwrap_or_default()).map(Some)
}

/// The module that the path names, or the method with its module.
pub fn named(request: &HttpRequest) -> (Option<String>, Option<String>) {
    let name = request.match_info().get("module").map(ToOwned::to_owned);
    if name.as_ref().is_some_and(|name| name.contains('.')) { (None, name) } else { (name, None) }
}

/// The language in which failures are told.
pub fn spoken(request: &HttpRequest, service: &Service) -> Spoken {
    let has_any = request.headers().contains_key(header::ACCEPT_LANGUAGE);
    let accepted: Option<AcceptLanguage> = if has_any { request.get_header() } else { None };
    // A language of no quality is not accepted (RFC 9110, 12.4.2).
    let wanted = accepted.map(|accepted| AcceptLanguage(accepted.0.into_iter().filter(|item| item.quality > Quality::ZERO).collect()));
    let ranked = wanted.map(|wanted| wanted.ranked()).unwrap_or_default();
    let asked = ranked.iter().filter_map(|language| language.item()).find_map(|language| Language::of_code(language.primary_language()));
    Spoken::new(asked, service.house.language)
}

/// The address of the caller: the peer's, or the one that the outermost of our own proxies saw.
pub fn address(request: &HttpRequest, proxies: usize) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    let Some(from_the_right) = proxies.checked_sub(1) else { return peer };
    let seen: Vec<&str> =
        request.headers().get_all(FORWARDED_FOR).filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).collect();
    seen.iter().rev().nth(from_the_right).and_then(|address| address.trim().parse().ok()).unwrap_or(peer)
}

/// Answers a client that accepts none of our encodings without any: a reply that can't be read is of more use than the library's
/// 406, which is no reply.
pub fn accept_some_encoding(request: &mut ServiceRequest) {
    if !request.headers().contains_key(header::ACCEPT_ENCODING) {
        return;
    }
    let ours = [Encoding::gzip(), Encoding::identity()];
    if request.get_header::<AcceptEncoding>().is_none_or(|accepted| accepted.negotiate(ours.iter()).is_none()) {
        request.headers_mut().remove(header::ACCEPT_ENCODING);
    }
}

/// The content types that some clients of JSON-RPC send.
const JSON_RPC: [&str; 2] = ["application/json-rpc", "application/jsonrequest"];

fn content_type(request: &HttpRequest) -> &str {
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    content_type.split(';').next().unwrap_or_default().trim()
}

/// The format that the headers announce.
pub fn dialect(request: &HttpRequest) -> Dialect {
    let content_type = content_type(request);
    let announced = JSON_RPC.iter().any(|known| content_type.eq_ignore_ascii_case(known));
    if announced { Dialect::JsonRpc } else { Dialect::Envelope }
}

/// The announced length of the body in bytes, if there is one.
pub fn announced(request: &HttpRequest) -> Option<usize> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The compression of a call's body. Fails if the content type is not JSON.
pub fn compression(request: &HttpRequest) -> Result<Option<Compression>> {
    // At the address of a method that needs no parameters a client need not send any.
    let has_body = request.headers().contains_key(header::TRANSFER_ENCODING) || announced(request).is_some_and(|length| length > 0);
    let needs_none = !has_body && named(request).1.is_some();
    if !needs_none && !content_type(request).eq_ignore_ascii_case("application/json") && dialect(request) == Dialect::Envelope {
        return Err(Error::UnsupportedMediaType(Sentence::ContentTypeNotJson.into()));
    }
    let Some(encoding) = request.headers().get(header::CONTENT_ENCODING) else { return Ok(None) };
    match encoding.to_str().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "identity" => Ok(None),
        "gzip" => Ok(Some(Compression::Gzip)),
        "deflate" => Ok(Some(Compression::Zlib)),
        _ => Err(Error::UnsupportedMediaType(Sentence::ContentEncodingUnknown.into())),
    }
}

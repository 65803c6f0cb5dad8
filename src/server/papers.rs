//! `GET /papers/{kind}/{id}`: the PDF of a quotation or an order, for every caller with an address that was signed for it.
//!
//! Invariants: the address is the proof, and no token is asked for. An address that was tampered with, has expired or was never
//! made is answered like the address of an unknown file. The paper is printed in its caller's turn, on no thread that answers others. A
//! browser saves it, and runs nothing of it.

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::{Service, failed, files, outgoing, request};
use crate::error::{Error, Result};
use crate::fields::Instant;
use crate::printer::Print;
use crate::sentences::Sentence;

/// The query of an address.
#[derive(Deserialize)]
struct Proof {
    profile: i64,
    /// The moment at which the address expires, in seconds since 1970.
    expires: i64,
    signature: String,
}

/// Whether a path is one of a paper.
pub fn is_at(path: &str) -> bool {
    let parts = path.strip_prefix("/papers/").and_then(|rest| rest.split_once('/'));
    parts.is_some_and(|(kind, id)| !kind.is_empty() && !id.is_empty() && !id.contains('/'))
}

pub async fn paper(request: HttpRequest, service: web::Data<Service>) -> HttpResponse {
    let request_id = request::id(&request);
    answer(&request, &service, &request_id).await.unwrap_or_else(|cause| failed(&request, &service, &cause, &request_id))
}

async fn answer(request: &HttpRequest, service: &Service, request_id: &str) -> Result<HttpResponse> {
    let (present, address) = (Instant::now(), request::address(request, service.proxies));
    let nothing = || Error::NotFound(Sentence::NoSuchFile.into());
    let kind = request.match_info().query("kind");
    let id: i64 = request.match_info().query("id").parse().map_err(|_| nothing())?;
    let Proof { profile, expires, signature } =
        web::Query::<Proof>::from_query(request.query_string()).map_err(|_| nothing())?.into_inner();
    let end = Instant::from_microseconds(0).plus_seconds(expires);
    if !service.house.addresses.admit_paper(profile, kind, id, end, &signature, present) {
        return Err(nothing());
    }
    let room = service.room(address);
    room.look()?;
    let asker = service.house.regulars.asker(None, None, address, std::time::Instant::now() + service.deadline);
    let Print { name, file } = service.printer.print(&asker, profile, kind, id).await?.ok_or_else(nothing)?;
    room.take(file.len())?;
    Ok(HttpResponse::Ok()
        .insert_header((request::REQUEST_ID, request_id))
        .insert_header((header::CONTENT_TYPE, "application/pdf"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"))
        .insert_header((header::CONTENT_DISPOSITION, files::named("attachment", &name)))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(outgoing::body(Bytes::from(file), room.into_permit())))
}

//! The definition of all methods for GET: `/openrpc.json`, and `/openapi.json` in two versions.
//!
//! Invariants: each document is made once for each language, before the service takes calls, because making it takes longer
//! than a call may keep others waiting. Every reader gets the same bytes.

use std::sync::LazyLock;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use serde::Deserialize;

use super::{Service, failed, outgoing, reply, request, tell_language};
use crate::error::{Error, Result};
use crate::modules;
use crate::modules::system::definition;
use crate::rpc::description::describe;
use crate::rpc::description::openapi::{self, Version};
use crate::sentences::{Language, Quoted, Sentence};

/// The OpenAPI documents, each with its version and its language.
static OPENAPI: LazyLock<Vec<(Version, Language, Bytes)>> = LazyLock::new(|| {
    let mut documents = Vec::new();
    for language in Language::ALL {
        let definition = describe(&modules::registry(), language);
        for version in Version::ALL {
            let document = openapi::openapi(&definition, version, language);
            documents.push((version, language, document.to_string().into()));
        }
    }
    documents
});

/// Makes all documents.
pub(super) fn make() -> Result<()> {
    for language in Language::ALL {
        definition(language)?;
    }
    LazyLock::force(&OPENAPI);
    Ok(())
}

pub(super) async fn openrpc(request: HttpRequest, service: web::Data<Service>) -> HttpResponse {
    answer(&request, &service, |language| Ok(definition(language)?.response()))
}

/// The query of the address, behind its question mark.
#[derive(Deserialize)]
pub(super) struct Asked {
    version: Option<String>,
}

pub(super) async fn openapi(
    request: HttpRequest,
    service: web::Data<Service>,
    asked: Result<web::Query<Asked>, actix_web::Error>,
) -> HttpResponse {
    // A version that is named twice is none.
    let named = asked.map_or_else(|_| Some(String::new()), |asked| asked.into_inner().version);
    answer(&request, &service, |language| {
        let name = named.as_deref().unwrap_or(Version::Current.name());
        let unknown = || Error::invalid("version", "unknown_version", Sentence::OpenApiVersionUnknown { version: Quoted::of(name) });
        let version = Version::of_name(name).ok_or_else(unknown)?;
        let document = OPENAPI.iter().find(|(of, spoken, _)| (*of, *spoken) == (version, language));
        document.map(|(_, _, text)| text.clone()).ok_or_else(|| Error::internal("the definition is in no such language"))
    })
}

fn answer(request: &HttpRequest, service: &Service, document: impl FnOnce(Language) -> Result<Bytes>) -> HttpResponse {
    let (request_id, language) = (request::id(request), request::spoken(request, service).language());
    match document(language) {
        Ok(document) => {
            let mut response = reply(StatusCode::OK, &request_id, outgoing::body(document, None));
            tell_language(language, &mut response);
            response
        }
        Err(cause) => failed(request, service, &cause, &request_id),
    }
}

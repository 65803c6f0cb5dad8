//! CORS: the origins whose pages a browser may let call us. The settings name them; all others are refused.
//!
//! The page itself adds the token to each call, never the browser, so that there is no mode with credentials. Without the setting
//! no CORS header is ever sent.

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderMap, HeaderValue};

/// The time in seconds that a browser may remember a preflight answer; no browser remembers longer than this.
const MAXIMUM_AGE: &str = "7200";

const ALLOWED_HEADERS: &str = "Content-Type, Authorization, X-Request-Id, X-Origin, Idempotency-Key";

const EXPOSED_HEADERS: &str = "X-Request-Id, Retry-After, RateLimit, RateLimit-Policy, Idempotency-Replayed";

/// The origins whose pages may call.
#[derive(Clone)]
pub struct Origins(Vec<HeaderValue>);

impl Origins {
    pub fn new(origins: &[String]) -> Self {
        Origins(origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()).collect())
    }

    /// The origin of a request, if the settings name it.
    pub fn named(&self, request: &HeaderMap) -> Option<HeaderValue> {
        let origin = request.get(header::ORIGIN)?;
        self.0.contains(origin).then(|| origin.clone())
    }

    /// Lets the page of a named origin read an answer. Every answer says that it depends on the origin, so that no cache gives it
    /// to another.
    pub fn permit(&self, named: Option<HeaderValue>, answer: &mut HeaderMap) {
        if self.0.is_empty() {
            return;
        }
        answer.append(header::VARY, HeaderValue::from_static("Origin"));
        if let Some(origin) = named {
            answer.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            answer.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED_HEADERS));
        }
    }
}

/// The answer to a browser's preflight request.
pub fn preflight() -> HttpResponse {
    HttpResponse::NoContent()
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "POST"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, MAXIMUM_AGE))
        .finish()
}

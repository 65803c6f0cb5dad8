//! The URL of a webhook, as a caller writes it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use url::Url;

use crate::db::scope::Reader;
use crate::fields::leaf::{self, Leaf, Violation, Written};
use crate::fields::text::trim;
use crate::rpc::problems::Problems;
use crate::sentences::{Expected, Sentence};

/// An absolute HTTP URL, in its normal form: a host that is an IP address is written as one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint(Option<Url>);

const LONGEST: usize = 2_000;

impl From<Endpoint> for String {
    fn from(endpoint: Endpoint) -> String {
        endpoint.0.map(String::from).unwrap_or_default()
    }
}

/// Notes a URL that deliveries may not go to.
pub fn check_endpoint(reader: &Reader, endpoint: &Endpoint, problems: &mut Problems) {
    if let Some(url) = &endpoint.0
        && let Err(violation) = reader.call().house.guard.check(url)
    {
        problems.add("url", violation.rule, violation.sentence);
    }
}

impl Leaf for Endpoint {
    const WHAT: Expected = Expected::Url;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let Written::Text(text) = written else {
            return Err(Violation::new("wrong_type", Sentence::Takes { expected: Self::WHAT }));
        };
        let malformed = |sentence| Violation::new("malformed_url", sentence);
        if text.len() > LONGEST {
            return Err(Violation::new("too_long", Sentence::UrlTooLong { most: LONGEST }));
        }
        let url = Url::parse(trim(text)).map_err(|_| malformed(Sentence::UrlMalformed))?;
        if !["http", "https"].contains(&url.scheme()) || url.host_str().is_none_or(str::is_empty) {
            return Err(malformed(Sentence::UrlWithoutScheme));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(malformed(Sentence::UrlWithPassword));
        }
        if url.fragment().is_some() {
            return Err(malformed(Sentence::UrlWithFragment));
        }
        Ok(Endpoint(Some(url)))
    }

    fn placeholder() -> Self {
        Endpoint(None)
    }
}

impl<'de> Deserialize<'de> for Endpoint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl JsonSchema for Endpoint {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Endpoint".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "uri", "maxLength": LONGEST })
    }
}

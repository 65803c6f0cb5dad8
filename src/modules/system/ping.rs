//! `System.Ping`: the smallest method.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::fields::Instant;
use crate::rpc::method::Answer;

/// Says that the service answers, and with which version. Asks no database.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    /// The version of the service.
    version: &'static str,
    /// The server's time.
    time: Instant,
}

pub struct Ping;

impl Answer for Ping {
    type Parameters = Parameters;
    type Response = Response;

    fn name(&self) -> &'static str {
        "Ping"
    }

    fn answer(&self, _: &Parameters) -> Result<Response> {
        Ok(Response { version: env!("CARGO_PKG_VERSION"), time: Instant::now() })
    }
}

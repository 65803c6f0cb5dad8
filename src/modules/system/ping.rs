//! `System.Ping`: the smallest method, without the database.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::fields::Instant;
use crate::rpc::envelope::Written;
use crate::rpc::method::Answer;
use crate::sentences::Language;

/// Answers with the version of the service. Uses no database.
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

    const SUMMARY_IN_SPANISH: &'static str = "Responde con la versión del servicio, sin consultar la base de datos.";

    fn name(&self) -> &'static str {
        "Ping"
    }

    fn answer(&self, _: &Parameters, _: Language) -> Result<Written<Response>> {
        Written::new(&Response { version: env!("CARGO_PKG_VERSION"), time: Instant::now() })
    }
}

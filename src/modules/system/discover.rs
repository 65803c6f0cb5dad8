//! `rpc.discover`: the OpenRPC document, as `GET /openrpc.json` has it.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::error::Result;
use crate::modules;
use crate::rpc::description::describe;
use crate::rpc::method::Answer;

/// Describes every method: its parameters, its reply, an example. The document is the one of `GET /openrpc.json`.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {}

pub struct Discover;

impl Answer for Discover {
    type Parameters = Parameters;
    type Response = Value;

    fn name(&self) -> &'static str {
        "discover"
    }

    fn answer(&self, _: Parameters) -> Result<Value> {
        Ok(describe(&modules::registry()))
    }
}

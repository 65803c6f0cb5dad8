//! `rpc.discover`: the OpenRPC document, as `GET /openrpc.json` has it.

use std::borrow::Cow;
use std::sync::LazyLock;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use crate::error::{Error, Result};
use crate::modules;
use crate::rpc::description::describe;
use crate::rpc::method::Answer;

/// Describes every method: its parameters, its reply, an example. The document is the one of `GET /openrpc.json`.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {}

/// The document, written once: to make it anew takes longer than any call may keep others waiting.
#[derive(Serialize)]
#[serde(transparent)]
pub struct Definition(&'static RawValue);

impl JsonSchema for Definition {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Definition".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Value::json_schema(generator)
    }
}

pub struct Discover;

impl Answer for Discover {
    type Parameters = Parameters;
    type Response = Definition;

    fn name(&self) -> &'static str {
        "discover"
    }

    fn answer(&self, _: &Parameters) -> Result<Definition> {
        static WRITTEN: LazyLock<Option<Box<RawValue>>> = LazyLock::new(|| to_raw_value(&describe(&modules::registry())).ok());
        WRITTEN.as_deref().map(Definition).ok_or_else(|| Error::internal("the definition can't be written"))
    }
}

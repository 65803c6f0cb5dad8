//! `rpc.discover`: the OpenRPC document, as in `GET /openrpc.json`.
//!
//! Invariants: the document is made once for each language, before the service takes calls, because making it takes longer
//! than a call may keep others waiting. Every caller gets the same bytes.

use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::error::{Error, Result};
use crate::modules;
use crate::rpc::description::describe;
use crate::rpc::envelope::Written;
use crate::rpc::method::Answer;
use crate::sentences::Language;

/// Describes every method: its parameters, its reply, an example. `GET /openrpc.json` gives the same document.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {}

pub struct Discover;

impl Answer for Discover {
    type Parameters = Parameters;
    type Response = Value;

    const SUMMARY_IN_SPANISH: &'static str =
        "Describe cada método: sus parámetros, su respuesta y un ejemplo, en el mismo documento que da `GET /openrpc.json`.";

    fn name(&self) -> &'static str {
        "discover"
    }

    fn answer(&self, _: &Parameters, language: Language) -> Result<Written<Value>> {
        definition(language).map(Written::again)
    }
}

/// The document in this language, with the reply around it.
pub fn definition(language: Language) -> Result<&'static Written<Value>> {
    type Kept = LazyLock<Option<Written<Value>>>;
    static ENGLISH: Kept = LazyLock::new(|| written(Language::English));
    static SPANISH: Kept = LazyLock::new(|| written(Language::Spanish));
    let kept = match language {
        Language::English => &ENGLISH,
        Language::Spanish => &SPANISH,
    };
    kept.as_ref().ok_or_else(|| Error::internal("the definition can't be written"))
}

fn written(language: Language) -> Option<Written<Value>> {
    Written::new(&describe(&modules::registry(), language)).ok()
}

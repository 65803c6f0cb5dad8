//! `rpc.discover`: the OpenRPC document, as `GET /openrpc.json` has it.
//!
//! What holds here: the document is made once for each language, before anybody is served, because to make it takes longer
//! than any call may keep others waiting; whoever asks for it is given the same bytes.

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

/// Describes every method: its parameters, its reply, an example. The document is the one of `GET /openrpc.json`.
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

/// The document in this language, in the reply that has it.
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

//! JSON-RPC 2.0: its request, read into the same call as an envelope, and its response.
//! <https://www.jsonrpc.org/specification>
//!
//! Invariants: an id comes back as it was written. Members that the specification does not know are ignored, because clients
//! send such; only the idempotency key is ours. A request without an id is never answered.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::body::{Form, Item};
use super::envelope::{self, Envelope};
use super::tree::Tree;
use crate::error::{Error, Result};
use crate::fields::IdempotencyKey;
use crate::sentences::{Language, Sentence};

/// The error number of a body that is not JSON.
pub const PARSE_ERROR: i32 = -32_700;

/// The id in the answer to a request whose id is missing or can't be read.
pub const NO_ID: &str = "null";

/// Reads a request from its tree and its text.
pub fn open<'t>(tree: Tree<'t>, text: &[u8]) -> Item<'t> {
    let Tree::Object(entries) = tree else {
        return Item { form: with_id(NO_ID), call: Err(Error::MalformedRequest(Sentence::JsonRpcNoObject.into())) };
    };
    let (mut version, mut method, mut params, mut id) = (None, None, Tree::Null, None);
    let (mut idempotency_key, mut called_parameters) = (None, false);
    for (key, value) in entries {
        match key.as_ref() {
            "jsonrpc" => version = Some(value),
            "method" => method = Some(value),
            "params" => params = value,
            "id" => id = Some(value),
            IdempotencyKey::NAME => idempotency_key = Some(value),
            "parameters" => called_parameters = true,
            _ => {}
        }
    }
    let written = id.as_ref().map(|id| written(id, text));
    let call = match (version, method) {
        _ if written == Some(None) => Err(Error::MalformedRequest(Sentence::JsonRpcId.into())),
        (Some(Tree::Text(version)), _) if version != "2.0" => Err(Error::MalformedRequest(Sentence::JsonRpcOtherVersion.into())),
        // Other unknown members may be ignored: this one would make a call without its parameters.
        _ if called_parameters => Err(Error::MalformedRequest(Sentence::JsonRpcParametersMisnamed.into())),
        (Some(Tree::Text(_)), Some(Tree::Text(method))) => {
            let call = |key| {
                Envelope::new(&method, key, params).ok_or_else(|| Error::MalformedRequest(Sentence::JsonRpcParametersNoObject.into()))
            };
            IdempotencyKey::read(idempotency_key).and_then(call)
        }
        (Some(Tree::Text(_)), _) => Err(Error::MalformedRequest(Sentence::JsonRpcMethodNoText.into())),
        _ => Err(Error::MalformedRequest(Sentence::JsonRpcVersionMissing.into())),
    };
    let form = match written {
        Some(written) => with_id(written.as_deref().unwrap_or(NO_ID)),
        None if call.is_ok() => Form::Notification,
        None => with_id(NO_ID),
    };
    Item { form, call }
}

fn with_id(id: &str) -> Form {
    Form::JsonRpc { id: id.to_owned() }
}

/// An id as JSON; none if it is not an id. It is read from the text, because a parsed number keeps its digits but not its
/// exponent as it was written.
fn written(id: &Tree<'_>, text: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Request<'t> {
        #[serde(borrow)]
        id: &'t RawValue,
    }
    match id {
        Tree::Null | Tree::Number(_) | Tree::Text(_) => serde_json::from_slice(text).ok().map(|Request { id }| id.get().to_owned()),
        _ => None,
    }
}

/// The response to a call that succeeded, made from our own reply to it.
pub fn success(reply: &[u8], id: &str) -> Result<Vec<u8>> {
    let result = envelope::response_in(reply).ok_or_else(|| Error::internal("a reply is not in the form of a success"))?;
    Ok([br#"{"jsonrpc":"2.0","result":"#, result, br#","id":"#, id.as_bytes(), b"}"].concat())
}

/// The response to a call that failed. The number is the failure code's own, except for a body that is not JSON.
pub fn failure(error: &Error, number: i32, id: &str, request_id: &str, language: Language) -> Vec<u8> {
    #[derive(Serialize)]
    struct Failure<'a> {
        code: i32,
        message: Cow<'static, str>,
        data: envelope::Failure<'a>,
    }
    let failure = Failure { code: number, message: error.text(language), data: envelope::Failure::new(error, request_id, language) };
    let failure = serde_json::to_vec(&failure).unwrap_or_default();
    [br#"{"jsonrpc":"2.0","error":"#, failure.as_slice(), br#","id":"#, id.as_bytes(), b"}"].concat()
}

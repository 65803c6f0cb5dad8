//! JSON-RPC 2.0: its request, read into the same call as an envelope, and its response.
//! <https://www.jsonrpc.org/specification>
//!
//! What holds here: an id comes back as it was written; members that the specification does not know are passed over,
//! because clients send such (but the idempotency key is ours); what has no id and is a request is never answered.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::body::{Form, Item};
use super::envelope::{self, Envelope};
use super::tree::Tree;
use crate::error::{Error, Result};
use crate::fields::IdempotencyKey;
use crate::sentences::{Language, Sentence};

/// The number of what is not JSON.
pub const PARSE_ERROR: i32 = -32_700;

/// The id in the answer to what has none that can be read.
pub const NO_ID: &str = "null";

/// Reads a request, of which the text is at hand, too.
pub fn open<'t>(tree: Tree<'t>, text: &[u8]) -> Item<'t> {
    let Tree::Object(entries) = tree else {
        return Item { form: with_id(NO_ID), call: Err(Error::MalformedRequest(Sentence::JsonRpcNoObject)) };
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
        _ if written == Some(None) => Err(Error::MalformedRequest(Sentence::JsonRpcId)),
        (Some(Tree::Text(version)), _) if version != "2.0" => Err(Error::MalformedRequest(Sentence::JsonRpcOtherVersion)),
        // The others may be passed over: this one would be a call without what it was given.
        _ if called_parameters => Err(Error::MalformedRequest(Sentence::JsonRpcParametersMisnamed)),
        (Some(Tree::Text(_)), Some(Tree::Text(method))) => {
            let call =
                |key| Envelope::new(&method, key, params).ok_or_else(|| Error::MalformedRequest(Sentence::JsonRpcParametersNoObject));
            IdempotencyKey::read(idempotency_key).and_then(call)
        }
        (Some(Tree::Text(_)), _) => Err(Error::MalformedRequest(Sentence::JsonRpcMethodNoText)),
        _ => Err(Error::MalformedRequest(Sentence::JsonRpcVersionMissing)),
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

/// An id as JSON, if it is one: out of the text, because a number that was read has its digits but not its exponent as
/// they were written.
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

/// The response to a call that succeeded, made of our own reply to it.
pub fn success(reply: &[u8], id: &str) -> Result<Vec<u8>> {
    let result = envelope::response_in(reply).ok_or_else(|| Error::internal("a reply is not in the form of a success"))?;
    Ok([br#"{"jsonrpc":"2.0","result":"#, result, br#","id":"#, id.as_bytes(), b"}"].concat())
}

/// The response to a call that failed. The number is the code's own, except where there was no JSON.
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

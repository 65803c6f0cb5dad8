//! The envelope: the form of a call, and of its reply. A reply always has exactly three keys.

use std::borrow::Cow;
use std::marker::PhantomData;

use bytes::Bytes;
use serde::Serialize;

use super::tree::Tree;
use crate::error::{Error, Result};
use crate::fields::IdempotencyKey;
use crate::fields::text::trim;
use crate::sentences::{Language, Quoted, Sentence};

/// A call, from its envelope or from its JSON-RPC request.
#[derive(Debug)]
pub struct Envelope<'t> {
    pub method: String,
    /// The idempotency key beside the method.
    pub key: Option<IdempotencyKey>,
    parameters: Tree<'t>,
}

impl<'t> Envelope<'t> {
    /// Opens the envelope. `parameters` may be missing, `{}`, `[]` or null where a method needs none.
    pub fn open(tree: Tree<'t>) -> Result<Self> {
        let malformed = |sentence: Sentence| Err(Error::MalformedRequest(sentence.into()));
        let Tree::Object(entries) = tree else {
            return malformed(Sentence::EnvelopeNoObject);
        };
        let (mut method, mut idempotency_key) = (None, None);
        let mut parameters = Tree::Null;
        for (key, value) in entries {
            match key.as_ref() {
                "method" => match value {
                    Tree::Text(name) => method = Some(name),
                    _ => return malformed(Sentence::EnvelopeMethodNoText),
                },
                "parameters" => parameters = value,
                IdempotencyKey::NAME => idempotency_key = Some(value),
                other => return malformed(Sentence::EnvelopeKeyUnknown { key: Quoted::of(other) }),
            }
        }
        let Some(method) = method else {
            return malformed(Sentence::EnvelopeMethodMissing);
        };
        let by_position = matches!(&parameters, Tree::List(items) if !items.is_empty());
        match Envelope::new(&method, IdempotencyKey::read(idempotency_key)?, parameters) {
            Some(envelope) if !by_position => Ok(envelope),
            _ => malformed(Sentence::EnvelopeParametersNoObject),
        }
    }

    /// The call of a method that the address names, with these parameters.
    pub(super) fn of(method: &str, parameters: Tree<'t>) -> Result<Self> {
        const MEMBERS: [&str; 3] = ["method", "parameters", IdempotencyKey::NAME];
        let sentence = match &parameters {
            Tree::List(items) if !items.is_empty() => Sentence::ArrayAtMethod,
            Tree::Object(_) if parameters.has("jsonrpc") => Sentence::JsonRpcAtMethod,
            Tree::Object(entries) if parameters.has("method") && entries.iter().all(|(key, _)| MEMBERS.contains(&key.as_ref())) => {
                Sentence::EnvelopeAtMethod
            }
            _ => return Envelope::new(method, None, parameters).ok_or(Error::MalformedRequest(Sentence::BodyAtMethodNoObject.into())),
        };
        Err(Error::MalformedRequest(sentence.into()))
    }

    /// Makes a call; none if the parameters are neither an object nor a list.
    pub(super) fn new(method: &str, key: Option<IdempotencyKey>, parameters: Tree<'t>) -> Option<Self> {
        let parameters = match parameters {
            Tree::Null => Tree::Object(Vec::new()),
            Tree::List(items) if items.is_empty() => Tree::Object(Vec::new()),
            Tree::Object(_) | Tree::List(_) => parameters,
            _ => return None,
        };
        Some(Envelope { method: trim(method).to_owned(), key, parameters })
    }

    /// The parameters by name. Fails if they came by position, which no method takes.
    pub fn parameters(self) -> Result<Tree<'t>> {
        match self.parameters {
            Tree::List(_) => Err(Error::invalid("params", "by_position", Sentence::ParametersByPosition)),
            parameters => Ok(parameters),
        }
    }
}

/// The bytes before and after the response in a reply to a call that succeeded.
pub(super) const SUCCESS: (&[u8], &[u8]) = (b"{\"success\":true,\"response\":", b",\"error\":null}");

/// A reply without its end, whose response ends with a list of records.
pub fn before_the_end_of_a_list<'r>(reply: &'r [u8], ending: &[u8]) -> Option<&'r [u8]> {
    reply.strip_suffix(ending)?.strip_suffix(LIST_END)
}

/// The end of a response that ends with a list of records.
pub const LIST_END: &[u8] = b"]}";

/// The records in a piece of a list: everything between its brackets.
pub fn records_in(piece: &[u8]) -> Option<&[u8]> {
    response_in(piece)?.strip_prefix(b"[")?.strip_suffix(b"]")
}

/// The response alone, out of a reply that [`success`] made.
pub(super) fn response_in(reply: &[u8]) -> Option<&[u8]> {
    reply.strip_prefix(SUCCESS.0)?.strip_suffix(SUCCESS.1)
}

/// The reply to a call that succeeded.
pub fn success<R: Serialize>(response: &R) -> Result<Vec<u8>> {
    thread_local! {
        /// The length of the last reply: the next one is often as long, and need not grow into it step by step.
        static LENGTH: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
    }
    let mut body = Vec::with_capacity(LENGTH.get().clamp(512, 65_536));
    body.extend_from_slice(SUCCESS.0);
    serde_json::to_writer(&mut body, response)?;
    body.extend_from_slice(SUCCESS.1);
    LENGTH.set(body.len());
    Ok(body)
}

/// The written reply to a call that succeeded, whose response is of this type. It can be kept and given any number of times, and
/// is in memory once.
pub struct Written<R> {
    reply: Bytes,
    of: PhantomData<fn() -> R>,
}

impl<R: Serialize> Written<R> {
    pub fn new(response: &R) -> Result<Self> {
        Ok(Written { reply: success(response)?.into(), of: PhantomData })
    }
}

impl<R> Written<R> {
    /// The same reply once more, not copied.
    pub fn again(&self) -> Self {
        Written { reply: self.reply.clone(), of: PhantomData }
    }

    /// The reply, whole.
    pub fn into_reply(self) -> Bytes {
        self.reply
    }

    /// The response alone.
    pub fn response(&self) -> Bytes {
        response_in(&self.reply).map(|response| self.reply.slice_ref(response)).unwrap_or_default()
    }
}

/// A list whose items are made while it is written, so that no second list is built.
pub fn each<'a, T, V: Serialize>(items: &'a [T], view: impl Fn(&'a T) -> V) -> impl Serialize {
    struct Each<I>(std::cell::Cell<Option<I>>);
    impl<I: Iterator<Item: Serialize>> Serialize for Each<I> {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_seq(self.0.take().into_iter().flatten())
        }
    }
    Each(std::cell::Cell::new(Some(items.iter().map(view))))
}

/// The error in a reply, beside its sentence.
#[derive(Serialize)]
pub(super) struct Failure<'a> {
    code: &'static str,
    details: serde_json::Value,
    /// The number of wrong parameters beside those in the details.
    #[serde(skip_serializing_if = "is_none")]
    more: usize,
    request_id: &'a str,
}

impl<'a> Failure<'a> {
    pub(super) fn new(error: &Error, request_id: &'a str, language: Language) -> Self {
        Failure { code: error.code().name, details: error.details(language), more: error.more(), request_id }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
pub(super) fn is_none(number: &usize) -> bool {
    *number == 0
}

/// The reply to a call that failed.
pub fn failure(error: &Error, request_id: &str, language: Language) -> Vec<u8> {
    #[derive(Serialize)]
    struct Reply<'a> {
        success: bool,
        response: Failure<'a>,
        error: Cow<'static, str>,
    }
    let response = Failure::new(error, request_id, language);
    serde_json::to_vec(&Reply { success: false, response, error: error.text(language) }).unwrap_or_default()
}

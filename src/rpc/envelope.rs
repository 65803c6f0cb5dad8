//! The envelope: what a call looks like, and a reply. A reply has exactly three keys, always.

use serde::Serialize;

use super::tree::Tree;
use crate::error::{Error, Result};

/// A call as its envelope says it.
#[derive(Debug)]
pub struct Envelope<'t> {
    pub method: String,
    pub parameters: Tree<'t>,
}

impl<'t> Envelope<'t> {
    /// Opens the envelope. `parameters` may be missing, `{}`, `[]` or null where a method needs none.
    pub fn open(body: &'t [u8]) -> Result<Self> {
        let malformed = |message: &str| Err(Error::MalformedRequest(message.to_owned()));
        let Tree::Object(entries) = Tree::parse(body)? else {
            return malformed("The body is a JSON object: {\"method\": \"Module.Method\", \"parameters\": {…}}.");
        };
        let mut method = None;
        let mut parameters = Tree::Null;
        for (key, value) in entries {
            match key.as_ref() {
                "method" => match value {
                    Tree::Text(name) => method = Some(name.trim().to_owned()),
                    _ => return malformed("The key method holds the method's name, a text."),
                },
                "parameters" => parameters = value,
                other => return malformed(&format!("The envelope has the keys method and parameters, and no '{other}'.")),
            }
        }
        let Some(method) = method else {
            return malformed("The key method is missing: {\"method\": \"Module.Method\", \"parameters\": {…}}.");
        };
        let parameters = match parameters {
            Tree::Null => Tree::Object(Vec::new()),
            Tree::List(items) if items.is_empty() => Tree::Object(Vec::new()),
            Tree::Object(entries) => Tree::Object(entries),
            _ => return malformed("The key parameters holds an object."),
        };
        Ok(Envelope { method, parameters })
    }
}

/// The reply to a call that succeeded.
pub fn success<R: Serialize>(response: &R) -> Result<Vec<u8>> {
    thread_local! {
        /// How long the last reply was: the next one is often as long, and need not grow into it step by step.
        static LENGTH: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
    }
    let mut body = Vec::with_capacity(LENGTH.get().clamp(512, 65_536));
    body.extend_from_slice(b"{\"success\":true,\"response\":");
    serde_json::to_writer(&mut body, response)?;
    body.extend_from_slice(b",\"error\":null}");
    LENGTH.set(body.len());
    Ok(body)
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

/// The reply to a call that failed.
pub fn failure(error: &Error, request_id: &str) -> Vec<u8> {
    #[derive(Serialize)]
    struct Reply<'a> {
        success: bool,
        response: Response<'a>,
        error: String,
    }
    #[derive(Serialize)]
    struct Response<'a> {
        code: &'static str,
        details: serde_json::Value,
        request_id: &'a str,
    }
    let response = Response { code: error.code().name, details: error.details(), request_id };
    serde_json::to_vec(&Reply { success: false, response, error: error.to_string() }).unwrap_or_default()
}

//! A request's body: one call or an array of them, each as an envelope or as a JSON-RPC 2.0 request, and each answered in its own
//! form.
//!
//! Invariants: each item of an array is read when its turn comes, so that a wrong item does not affect the others and a
//! large array is not in memory as trees. A body that is not a call is one item that fails.

use bytes::Bytes;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::envelope::{self, Envelope};
use super::jsonrpc;
use super::tree::{Tree, not_readable};
use crate::error::{Error, Result};
use crate::sentences::{Language, Sentence};

/// The most calls in an array.
pub const MOST_CALLS: usize = 100;

/// The form in which a call is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// Our own reply of three keys.
    Envelope,
    /// A JSON-RPC response with this id, as the caller wrote it.
    JsonRpc { id: String },
    /// No answer.
    Notification,
    /// The JSON-RPC response to a body that is not JSON.
    NotJson,
}

impl Form {
    /// The answer to a call that succeeded, made from our own reply to it.
    pub fn success(&self, reply: Bytes) -> Result<Option<Bytes>> {
        match self {
            Form::Envelope => Ok(Some(reply)),
            Form::JsonRpc { id } => jsonrpc::success(&reply, id).map(|answer| Some(answer.into())),
            Form::Notification | Form::NotJson => Ok(None),
        }
    }

    /// The end of the answer to a call that succeeded: all that follows the response.
    pub fn ending(&self) -> Vec<u8> {
        match self {
            Form::JsonRpc { id } => [br#","id":"#, id.as_bytes(), b"}"].concat(),
            Form::Envelope | Form::Notification | Form::NotJson => envelope::SUCCESS.1.to_vec(),
        }
    }

    /// The same form, without its id if that is longer than `most`.
    pub fn with_short_id(self, most: usize) -> Self {
        match self {
            Form::JsonRpc { id } if id.len() > most => Form::JsonRpc { id: jsonrpc::NO_ID.to_owned() },
            form => form,
        }
    }

    /// The answer to a call that failed.
    pub fn failure(&self, error: &Error, request_id: &str, language: Language) -> Option<Vec<u8>> {
        match self {
            Form::Envelope => Some(envelope::failure(error, request_id, language)),
            Form::JsonRpc { id } => Some(jsonrpc::failure(error, error.code().number, id, request_id, language)),
            Form::NotJson => Some(jsonrpc::failure(error, jsonrpc::PARSE_ERROR, jsonrpc::NO_ID, request_id, language)),
            Form::Notification => None,
        }
    }
}

/// A call, or the error in its place, with the form of its answer.
#[derive(Debug)]
pub struct Item<'t> {
    pub form: Form,
    pub call: Result<Envelope<'t>>,
}

/// The format of a call that does not show it by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Envelope,
    JsonRpc,
}

impl Dialect {
    /// The probable format of a text that can't be read, judged by the keys in it.
    fn of(text: &str, otherwise: Dialect) -> Dialect {
        if text.contains("\"jsonrpc\"") {
            Dialect::JsonRpc
        } else if text.contains("\"method\"") {
            Dialect::Envelope
        } else {
            otherwise
        }
    }

    /// The form of the answer to a call that does not show its own.
    pub fn form(self) -> Form {
        match self {
            Dialect::Envelope => Form::Envelope,
            Dialect::JsonRpc => Form::JsonRpc { id: jsonrpc::NO_ID.to_owned() },
        }
    }
}

/// The calls in a body.
#[derive(Debug)]
pub enum Body {
    One(Sealed),
    Several(Vec<Sealed>),
}

/// The text of one call, not read yet, or the error in its place.
#[derive(Debug)]
pub enum Sealed {
    Text {
        text: Bytes,
        dialect: Dialect,
        /// Whether the text is an item of an array, and so certainly JSON.
        in_array: bool,
    },
    /// The parameters of a method that the address names.
    Parameters {
        text: Bytes,
        method: String,
    },
    Refused(Form, Error),
}

impl Body {
    /// The call of the method that the address names; the body is its parameters.
    pub fn of_method(body: Bytes, method: String) -> Self {
        Body::One(Sealed::Parameters { text: body, method })
    }

    /// Opens a body. `dialect` is the format that the request's headers announce; the body itself overrules it. An array takes
    /// time in proportion to its length, a single call none.
    pub fn open(body: &Bytes, dialect: Dialect) -> Self {
        // Some editors, and programs that read their files, begin every text with a byte order mark.
        let body = &body.strip_prefix("\u{feff}".as_bytes()).map_or_else(|| body.clone(), |rest| body.slice_ref(rest));
        if body.trim_ascii_start().first() != Some(&b'[') {
            return Body::One(Sealed::Text { text: body.clone(), dialect, in_array: false });
        }
        let dialect = Dialect::of(&String::from_utf8_lossy(body), dialect);
        let (form, cause) = match serde_json::from_slice::<Vec<&RawValue>>(body) {
            Err(cause) if dialect == Dialect::JsonRpc => (Form::NotJson, not_readable(&cause)),
            Err(cause) => (Form::Envelope, not_readable(&cause)),
            Ok(texts) if texts.is_empty() => (dialect.form(), Error::MalformedRequest(Sentence::ArrayEmpty.into())),
            Ok(texts) if texts.len() > MOST_CALLS => {
                (dialect.form(), Error::PayloadTooLarge(Sentence::ArrayTooLong { number: texts.len(), most: MOST_CALLS }.into()))
            }
            Ok(texts) => {
                let item = |text: &RawValue| Sealed::Text { text: body.slice_ref(text.get().as_bytes()), dialect, in_array: true };
                return Body::Several(texts.into_iter().map(item).collect());
            }
        };
        Body::One(Sealed::Refused(form, cause))
    }

    /// A body that could not be received.
    pub fn refused(error: Error) -> Self {
        Body::One(Sealed::Refused(Form::Envelope, error))
    }

    /// An array of which no call is made.
    pub fn refused_array(dialect: Dialect, error: Error) -> Sealed {
        Sealed::Refused(dialect.form(), error)
    }

    /// The number of calls in the body.
    pub fn calls(&self) -> usize {
        match self {
            Body::One(_) => 1,
            Body::Several(items) => items.len(),
        }
    }
}

impl Sealed {
    /// The length of the text in bytes.
    pub fn length(&self) -> usize {
        match self {
            Sealed::Text { text, .. } | Sealed::Parameters { text, .. } => text.len(),
            Sealed::Refused(..) => 0,
        }
    }

    /// The format of the body around the call.
    pub fn dialect(&self) -> Dialect {
        match self {
            Sealed::Text { dialect, .. } => *dialect,
            Sealed::Parameters { .. } | Sealed::Refused(Form::Envelope, _) => Dialect::Envelope,
            Sealed::Refused(..) => Dialect::JsonRpc,
        }
    }

    /// Reads the call, in time proportional to its length.
    pub fn open(&mut self) -> Item<'_> {
        match self {
            Sealed::Refused(form, cause) => Item { form: form.clone(), call: Err(std::mem::replace(cause, Error::too_late())) },
            Sealed::Parameters { text, method } => {
                Item { form: Form::Envelope, call: parameters(text).and_then(|tree| Envelope::of(method, tree)) }
            }
            Sealed::Text { text, dialect, in_array } => match Item::open(text, *dialect) {
                Item { form: Form::NotJson, call } if *in_array => Item { form: Dialect::JsonRpc.form(), call },
                item => item,
            },
        }
    }
}

/// Reads the parameters that are a body by themselves; none where it is empty.
fn parameters(text: &[u8]) -> Result<Tree<'_>> {
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    if text.trim_ascii().is_empty() { Ok(Tree::Null) } else { Tree::parse(text) }
}

impl<'t> Item<'t> {
    fn open(text: &'t [u8], dialect: Dialect) -> Self {
        match Tree::parse(text) {
            Ok(tree) if tree.has("jsonrpc") || dialect == Dialect::JsonRpc && !tree.has("method") => jsonrpc::open(tree, text),
            Ok(tree) => Item { form: Form::Envelope, call: Envelope::open(tree) },
            Err(cause) => {
                let form = match Dialect::of(&String::from_utf8_lossy(text), dialect) {
                    Dialect::JsonRpc if !is_json(text) => Form::NotJson,
                    dialect => dialect.form(),
                };
                Item { form, call: Err(cause) }
            }
        }
    }
}

/// Whether the text is JSON. Texts that we refuse for other reasons, such as a repeated key, are JSON too.
fn is_json(text: &[u8]) -> bool {
    std::str::from_utf8(text).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The form of the only answer to this body.
    fn form(body: &str, dialect: Dialect) -> Form {
        match Body::open(&Bytes::copy_from_slice(body.as_bytes()), dialect) {
            Body::One(mut sealed) => sealed.open().form,
            Body::Several(_) => panic!("{body} is one call"),
        }
    }

    fn forms(body: &str, dialect: Dialect) -> Vec<Form> {
        match Body::open(&Bytes::copy_from_slice(body.as_bytes()), dialect) {
            Body::One(sealed) => panic!("{body} is an array: {sealed:?}"),
            Body::Several(items) => items.into_iter().map(|mut sealed| sealed.open().form).collect(),
        }
    }

    fn with_id(id: &str) -> Form {
        Form::JsonRpc { id: id.to_owned() }
    }

    #[test]
    fn what_says_which_form_it_has_is_answered_in_that() {
        for dialect in [Dialect::Envelope, Dialect::JsonRpc] {
            assert_eq!(form(r#"{"method":"A"}"#, dialect), Form::Envelope);
            assert_eq!(form(r#"{"jsonrpc":"2.0","method":"A","id":7}"#, dialect), with_id("7"));
            assert_eq!(form(r#"{"jsonrpc":"2.0","method":"A"}"#, dialect), Form::Notification);
            assert_eq!(form(r#"{"jsonrpc":"1.0","method":"A","id":7}"#, dialect), with_id("7"));
            let mixed = r#"[{"jsonrpc":"2.0","method":"A","id":"x"},{"method":"A"},{"jsonrpc":"2.0","method":"A"}]"#;
            assert_eq!(forms(mixed, dialect), [with_id("\"x\""), Form::Envelope, Form::Notification]);
        }
    }

    #[test]
    fn what_does_not_say_it_is_answered_as_what_surrounds_it() {
        for (body, dialect, expected) in [
            ("5", Dialect::Envelope, Form::Envelope),
            ("5", Dialect::JsonRpc, with_id("null")),
            ("[]", Dialect::Envelope, Form::Envelope),
            ("[]", Dialect::JsonRpc, with_id("null")),
            ("{", Dialect::Envelope, Form::Envelope),
            ("{", Dialect::JsonRpc, Form::NotJson),
            (r#"{"jsonrpc":"#, Dialect::Envelope, Form::NotJson),
            (r#"[{"jsonrpc":"2.0"},"#, Dialect::Envelope, Form::NotJson),
            (r#"{"method":"#, Dialect::JsonRpc, Form::Envelope),
            (r#"{"jsonrpc":"2.0","id":1,"id":2}"#, Dialect::Envelope, with_id("null")),
        ] {
            assert_eq!(form(body, dialect), expected, "{body} {dialect:?}");
        }
        assert_eq!(forms(r#"[1,{"foo":"boo"}]"#, Dialect::Envelope), [Form::Envelope, Form::Envelope]);
        assert_eq!(
            forms(r#"[1,{"jsonrpc":"2.0","method":"A","id":1},{"foo":"boo"},{"method":"A","method":"A"}]"#, Dialect::Envelope),
            [with_id("null"), with_id("1"), with_id("null"), Form::Envelope]
        );
        assert_eq!(forms(r#"[{"jsonrpc":"2.0","jsonrpc":"2.0"}]"#, Dialect::Envelope), [with_id("null")]);
    }
}

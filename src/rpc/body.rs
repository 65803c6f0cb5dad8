//! What a body holds: one call or an array of them, each as an envelope or as a JSON-RPC 2.0 request, and each
//! answered in its own form.
//!
//! What holds here: an item of an array is read by itself, when its turn comes, so that one that is wrong harms no
//! other and a large array is not in memory as trees; a body that is no call at all is one item that fails.

use bytes::Bytes;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::envelope::{self, Envelope};
use super::jsonrpc;
use super::tree::{Tree, not_readable};
use crate::error::{Error, Result};
use crate::sentences::{Language, Sentence};

/// How many calls an array may hold.
pub const MOST_CALLS: usize = 100;

/// How a call is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Form {
    /// With our own reply of three keys.
    Envelope,
    /// As JSON-RPC says, with this id, as it was written.
    JsonRpc { id: String },
    /// Not at all.
    Notification,
    /// As JSON-RPC says of what is not even JSON.
    NotJson,
}

impl Form {
    /// The answer to a call that succeeded, made of our own reply to it.
    pub fn success(&self, reply: Bytes) -> Result<Option<Bytes>> {
        match self {
            Form::Envelope => Ok(Some(reply)),
            Form::JsonRpc { id } => jsonrpc::success(&reply, id).map(|answer| Some(answer.into())),
            Form::Notification | Form::NotJson => Ok(None),
        }
    }

    /// What the answer to a call that succeeded ends with, after the response.
    pub fn ending(&self) -> Vec<u8> {
        match self {
            Form::JsonRpc { id } => [br#","id":"#, id.as_bytes(), b"}"].concat(),
            Form::Envelope | Form::Notification | Form::NotJson => envelope::SUCCESS.1.to_vec(),
        }
    }

    /// The same form, without an id that is longer than this.
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

/// A call, or what stands where one should, with the form of its answer.
#[derive(Debug)]
pub struct Item<'t> {
    pub form: Form,
    pub call: Result<Envelope<'t>>,
}

/// The language of what does not say it by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Envelope,
    JsonRpc,
}

impl Dialect {
    /// What a text that can't be read was probably meant to be, by the keys that stand in it.
    fn of(text: &str, otherwise: Dialect) -> Dialect {
        if text.contains("\"jsonrpc\"") {
            Dialect::JsonRpc
        } else if text.contains("\"method\"") {
            Dialect::Envelope
        } else {
            otherwise
        }
    }

    /// How it is answered what does not say its own form.
    pub fn form(self) -> Form {
        match self {
            Dialect::Envelope => Form::Envelope,
            Dialect::JsonRpc => Form::JsonRpc { id: jsonrpc::NO_ID.to_owned() },
        }
    }
}

/// What a body holds.
#[derive(Debug)]
pub enum Body {
    One(Sealed),
    Several(Vec<Sealed>),
}

/// The text of one call, which has not been read yet; or why there is none.
#[derive(Debug)]
pub enum Sealed {
    Text {
        text: Bytes,
        dialect: Dialect,
        /// Whether it is an item of an array, and so JSON for sure.
        in_array: bool,
    },
    Refused(Form, Error),
}

impl Body {
    /// Opens a body. `dialect` is what the request's headers say; the body itself knows better. An array takes as long as it
    /// is, a single call nothing.
    pub fn open(body: &Bytes, dialect: Dialect) -> Self {
        // Some editors, and what reads their files, begin every text with a byte order mark.
        let body = &body.strip_prefix("\u{feff}".as_bytes()).map_or_else(|| body.clone(), |rest| body.slice_ref(rest));
        if body.trim_ascii_start().first() != Some(&b'[') {
            return Body::One(Sealed::Text { text: body.clone(), dialect, in_array: false });
        }
        let dialect = Dialect::of(&String::from_utf8_lossy(body), dialect);
        let (form, cause) = match serde_json::from_slice::<Vec<&RawValue>>(body) {
            Err(cause) if dialect == Dialect::JsonRpc => (Form::NotJson, not_readable(&cause)),
            Err(cause) => (Form::Envelope, not_readable(&cause)),
            Ok(texts) if texts.is_empty() => (dialect.form(), Error::MalformedRequest(Sentence::ArrayEmpty)),
            Ok(texts) if texts.len() > MOST_CALLS => {
                (dialect.form(), Error::PayloadTooLarge(Sentence::ArrayTooLong { number: texts.len(), most: MOST_CALLS }))
            }
            Ok(texts) => {
                let item = |text: &RawValue| Sealed::Text { text: body.slice_ref(text.get().as_bytes()), dialect, in_array: true };
                return Body::Several(texts.into_iter().map(item).collect());
            }
        };
        Body::One(Sealed::Refused(form, cause))
    }

    /// Stands for a body that could not be received.
    pub fn refused(error: Error) -> Self {
        Body::One(Sealed::Refused(Form::Envelope, error))
    }

    /// Stands for an array of which no call is made.
    pub fn refused_array(dialect: Dialect, error: Error) -> Sealed {
        Sealed::Refused(dialect.form(), error)
    }

    /// How many calls it asks for.
    pub fn calls(&self) -> usize {
        match self {
            Body::One(_) => 1,
            Body::Several(items) => items.len(),
        }
    }
}

impl Sealed {
    /// How long it is, in bytes.
    pub fn length(&self) -> usize {
        match self {
            Sealed::Text { text, .. } => text.len(),
            Sealed::Refused(..) => 0,
        }
    }

    /// The language of its surroundings.
    pub fn dialect(&self) -> Dialect {
        match self {
            Sealed::Text { dialect, .. } => *dialect,
            Sealed::Refused(Form::Envelope, _) => Dialect::Envelope,
            Sealed::Refused(..) => Dialect::JsonRpc,
        }
    }

    /// Reads it. It takes as long as it is.
    pub fn open(&mut self) -> Item<'_> {
        match self {
            Sealed::Refused(form, cause) => Item { form: form.clone(), call: Err(std::mem::replace(cause, Error::too_late())) },
            Sealed::Text { text, dialect, in_array } => match Item::open(text, *dialect) {
                Item { form: Form::NotJson, call } if *in_array => Item { form: Dialect::JsonRpc.form(), call },
                item => item,
            },
        }
    }
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

/// Whether it is JSON at all: what we refuse beyond that, such as a key that stands twice, is another matter.
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

//! The reply to a call that succeeded, as its executor hands it on and as it is kept under an idempotency key.

use bytes::Bytes;

use crate::sentences::Language;

/// The reply to a call that succeeded.
pub struct Reply {
    /// The reply's bytes, whole.
    pub body: Bytes,
    /// The language of the reply, if it is a kept one that is given again.
    pub replayed: Option<Language>,
}

impl From<Bytes> for Reply {
    fn from(body: Bytes) -> Self {
        Reply { body, replayed: None }
    }
}

impl From<Vec<u8>> for Reply {
    fn from(body: Vec<u8>) -> Self {
        Bytes::from(body).into()
    }
}

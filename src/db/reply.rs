//! The reply to a call that succeeded, as its executor hands it on and as it is kept under an idempotency key.

use bytes::Bytes;

use crate::sentences::Language;

/// The reply to a call that succeeded.
pub struct Reply {
    /// As whoever makes the call has written it, whole.
    pub body: Bytes,
    /// The language of a reply that the same call had before, where this is one.
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

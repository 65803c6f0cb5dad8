//! The reply to a call that succeeded, as its executor hands it on and as it is kept under an idempotency key.

use crate::sentences::Language;

/// The reply to a call that succeeded.
pub struct Reply {
    /// As whoever makes the call has written it, whole.
    pub body: Vec<u8>,
    /// The language of a reply that the same call had before, where this is one.
    pub replayed: Option<Language>,
}

impl From<Vec<u8>> for Reply {
    fn from(body: Vec<u8>) -> Self {
        Reply { body, replayed: None }
    }
}

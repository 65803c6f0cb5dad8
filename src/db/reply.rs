//! The reply to a call that succeeded, as its executor hands it on and as it is kept under an idempotency key.

/// The reply to a call that succeeded.
pub struct Reply {
    /// As whoever makes the call has written it, whole.
    pub body: Vec<u8>,
    /// Whether it is the reply that the same call had before.
    pub replayed: bool,
}

impl From<Vec<u8>> for Reply {
    fn from(body: Vec<u8>) -> Self {
        Reply { body, replayed: false }
    }
}

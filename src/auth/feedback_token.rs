//! The token of a request for feedback: the last part of its address, which lets its holder answer this one request.
//!
//! Invariants: a token names the profile, the request and the moment at which it expires, and is signed
//! ([`super::signed_address`]), so that it is kept nowhere and a reminder has the same one. It is never printed.

use std::borrow::Cow;
use std::fmt::{Debug, Formatter};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use crate::auth::signed_address::SignedAddresses;
use crate::error::Result;
use crate::fields::Instant;
use crate::fields::leaf::{self, Leaf, Violation, Written};
use crate::fields::text::trim;
use crate::sentences::{Expected, Sentence};

/// The longest text that is read as a token, in bytes.
const MOST: usize = 200;

/// The request that a token names, before its signature is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Named {
    pub profile_id: i64,
    pub feedback_id: i64,
    /// The end of the request's days, in whole seconds.
    pub end: Instant,
}

/// A token as a caller presents it.
#[derive(Clone, PartialEq, Eq)]
pub struct FeedbackToken(Option<(Named, String)>);

impl FeedbackToken {
    /// The token of a request, for its address.
    pub fn issue(addresses: &SignedAddresses, named: Named) -> String {
        let Named { profile_id, feedback_id, end } = named;
        format!("{profile_id}-{feedback_id}-{}-{}", end.seconds(), addresses.sign_feedback(profile_id, feedback_id, end))
    }

    pub fn of(text: &str) -> Self {
        let mut parts = trim(text).splitn(4, '-');
        let mut number = || parts.next()?.parse::<i64>().ok();
        let numbers = (number(), number(), number());
        let (Some(profile_id), Some(feedback_id), Some(seconds)) = numbers else { return FeedbackToken(None) };
        let end = Instant::from_microseconds(0).plus_seconds(seconds);
        FeedbackToken(parts.next().map(|signature| (Named { profile_id, feedback_id, end }, signature.to_owned())))
    }

    /// The request that the token names, if the token is ours.
    pub fn admit(&self, addresses: &SignedAddresses) -> Option<Named> {
        let (named, signature) = self.0.as_ref()?;
        addresses.admit_feedback(named.profile_id, named.feedback_id, named.end, signature).then_some(*named)
    }
}

impl Debug for FeedbackToken {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("FeedbackToken(…)")
    }
}

impl Leaf for FeedbackToken {
    const WHAT: Expected = Expected::Text;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        match written {
            Written::Text(text) if trim(text).is_empty() => Err(Violation::new("empty", Sentence::Empty)),
            Written::Text(text) if text.len() > MOST => Err(Violation::new("too_long", Sentence::TextTooLong { most: MOST })),
            Written::Text(text) => Ok(FeedbackToken::of(text)),
            _ => Err(Violation::new("wrong_type", Sentence::Takes { expected: Self::WHAT })),
        }
    }

    fn placeholder() -> Self {
        FeedbackToken(None)
    }
}

impl<'de> Deserialize<'de> for FeedbackToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl JsonSchema for FeedbackToken {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "FeedbackToken".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "writeOnly": true, "minLength": 1, "maxLength": MOST })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::secret::Secret;

    #[test]
    fn a_token_answers_its_own_request_alone_and_is_never_printed() {
        let addresses = |secret: &str| SignedAddresses::new(&Secret::new(secret).unwrap()).unwrap();
        let ours = addresses("0123456789abcdef0123456789abcdef");
        let named = Named { profile_id: 1, feedback_id: 2, end: Instant::from_microseconds(0).plus_seconds(1800) };
        let token = FeedbackToken::issue(&ours, named);
        assert!(FeedbackToken::of(&format!(" {token} ")).admit(&ours) == Some(named));
        assert!(FeedbackToken::of(&token).admit(&addresses("another secret of thirty-two bytes")).is_none());
        assert_eq!(format!("{:?}", FeedbackToken::of(&token)), "FeedbackToken(…)");
        let signature = token.splitn(4, '-').last().unwrap();
        for numbers in ["2-1-1800", "1-3-1800", "1-2-1801", "1-2-", "-1-2-1800", "1-2"] {
            assert!(FeedbackToken::of(&format!("{numbers}-{signature}")).admit(&ours).is_none(), "{numbers}");
        }
        for wrong in ["", "-", "1-2-1800", "1-2-1800-", "é-é-é-é", "99999999999999999999-2-1800-a", &token.to_lowercase()] {
            assert!(FeedbackToken::of(wrong).admit(&ours).is_none(), "{wrong}");
        }
    }
}

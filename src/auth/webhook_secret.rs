//! The secret that signs a webhook's deliveries, according to the Standard Webhooks specification: `whsec_` and 24 to 64 bytes in
//! base64. Unlike a password it is stored as plain text, because it signs.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use sha2::Sha256;

use crate::error::{Error, Result};
use crate::fields::leaf::{self, Leaf, Violation, Written};
use crate::fields::text::trim;
use crate::sentences::{Expected, Sentence};

const PREFIX: &str = "whsec_";

/// The number of bytes in a random secret.
const BYTES: usize = 32;

/// The least and the greatest number of bytes in any secret.
const LEAST: usize = 24;
const MOST: usize = 64;

/// A webhook's secret; it is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret(String);

impl WebhookSecret {
    pub fn random() -> Result<Self> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).map_err(Error::internal)?;
        Ok(WebhookSecret(format!("{PREFIX}{}", STANDARD.encode(bytes))))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for WebhookSecret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("WebhookSecret(…)")
    }
}

/// The bytes of a secret; None if it is malformed.
fn bytes(secret: &str) -> Option<Vec<u8>> {
    let bytes = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
    (LEAST..=MOST).contains(&bytes.len()).then_some(bytes)
}

/// The header `webhook-signature`: one signature for each of these secrets.
pub fn signatures<'a>(secrets: impl IntoIterator<Item = &'a str>, id: &str, seconds: i64, body: &str) -> Result<String> {
    let signed = format!("{id}.{seconds}.{body}");
    let each = secrets.into_iter().map(|secret| {
        let key = bytes(secret).ok_or_else(|| Error::internal("a webhook has no secret that could sign"))?;
        let keyed = Hmac::<Sha256>::new_from_slice(&key).map_err(Error::internal)?;
        Ok(format!("v1,{}", STANDARD.encode(keyed.chain_update(&signed).finalize().into_bytes())))
    });
    Ok(each.collect::<Result<Vec<_>>>()?.join(" "))
}

impl Leaf for WebhookSecret {
    const WHAT: Expected = Expected::Secret;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        match written {
            Written::Text(text) if bytes(trim(text)).is_some() => Ok(WebhookSecret(trim(text).to_owned())),
            Written::Text(_) => {
                Err(Violation::new("malformed_secret", Sentence::SecretMalformed { prefix: PREFIX, least: LEAST, most: MOST }))
            }
            _ => Err(Violation::new("wrong_type", Sentence::Takes { expected: Expected::Text })),
        }
    }

    fn placeholder() -> Self {
        WebhookSecret(PREFIX.to_owned())
    }
}

impl<'de> Deserialize<'de> for WebhookSecret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl JsonSchema for WebhookSecret {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "WebhookSecret".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^whsec_[A-Za-z0-9+/]{32,86}={0,2}$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The example that the specification's reference libraries are tested with.
    #[test]
    fn a_signature_is_that_of_the_specification() {
        let signature = signatures(
            ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signature.unwrap(), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_secret_has_24_to_64_bytes() {
        for (length, good) in [(0, false), (23, false), (24, true), (64, true), (65, false)] {
            let text = format!("whsec_{}", STANDARD.encode(vec![7; length]));
            assert_eq!(WebhookSecret::read(Written::Text(&text)).is_ok(), good, "{length}");
            assert!(WebhookSecret::read(Written::Text(text.trim_start_matches("whsec_"))).is_err(), "{length}");
        }
        let ours = WebhookSecret::random().unwrap();
        assert!(bytes(ours.as_str()).is_some() && ours != WebhookSecret::random().unwrap());
        assert!(!format!("{ours:?}").contains(ours.as_str()));
    }

    proptest! {
        #[test]
        fn the_reference_library_takes_each_of_our_signatures(old: [u8; 24], new: [u8; 32], id in "[a-z0-9_]{1,40}", body: String) {
            let [old, new] = [STANDARD.encode(old), STANDARD.encode(new)];
            let secrets = [format!("whsec_{new}"), format!("whsec_{old}")];
            let seconds = crate::fields::Instant::now().seconds();
            let header = signatures(secrets.iter().map(String::as_str), &id, seconds, &body).unwrap();
            for secret in &secrets {
                let webhook = standardwebhooks::Webhook::new(secret).unwrap();
                let alone = signatures([secret.as_str()], &id, seconds, &body).unwrap();
                prop_assert_eq!(&webhook.sign(&id, seconds, body.as_bytes()).unwrap(), &alone);
                prop_assert!(header.split(' ').any(|signature| signature == alone));
            }
        }
    }
}

//! Access tokens: JSON Web Tokens, signed with HMAC-SHA-256 (RFC 7519), valid for an hour unless set otherwise.
//!
//! A token names its user, itself and its generation; a token that was made from an application token names that instead of a
//! generation. The signature shows that the token is ours. Every call looks up whether it is still alive, in the query that looks
//! up the role.

use std::collections::HashMap;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use super::application_token::{self, Presented};
use super::jwt_hmac;
use crate::auth::secret::Secret;
use crate::error::{Error, Result};
use crate::fields::Instant;

/// The caller, as far as the token alone tells. Only the database knows whether the token is alive.
#[derive(Debug, Clone, PartialEq)]
pub enum Bearer {
    /// A person who has signed in.
    Person(Claims),
    /// A script, with its application token or with an access token made from that.
    Application { id: i64, proof: Proof },
}

/// The proof that a script has the application token that it names.
#[derive(Debug, Clone, PartialEq)]
pub enum Proof {
    /// The application token itself, as the hash of its secret.
    Secret { hash: String },
    /// An access token that we signed for the application token.
    AccessToken { expires_at: Instant },
}

impl Bearer {
    /// The user's id, if the token itself has it.
    pub fn user_id(&self) -> Option<i64> {
        match self {
            Bearer::Person(claims) => Some(claims.user_id),
            Bearer::Application { .. } => None,
        }
    }

    pub fn application_token_id(&self) -> Option<i64> {
        match self {
            Bearer::Person(_) => None,
            Bearer::Application { id, .. } => Some(*id),
        }
    }

    /// The application token, if the call brought it and only the database can confirm it.
    pub fn presented(&self) -> Option<Presented> {
        match self {
            Bearer::Application { id, proof: Proof::Secret { hash } } => Some(Presented { id: *id, hash: hash.clone() }),
            Bearer::Application { .. } | Bearer::Person(_) => None,
        }
    }
}

impl From<Claims> for Bearer {
    fn from(claims: Claims) -> Self {
        match claims.application_token_id {
            Some(id) => Bearer::Application { id, proof: Proof::AccessToken { expires_at: claims.expires_at() } },
            None => Bearer::Person(claims),
        }
    }
}

impl From<Presented> for Bearer {
    fn from(presented: Presented) -> Self {
        Bearer::Application { id: presented.id, proof: Proof::Secret { hash: presented.hash } }
    }
}

/// The claims of an access token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claims {
    #[serde(rename = "sub", with = "as_text")]
    pub user_id: i64,
    #[serde(rename = "jti")]
    pub token_id: String,
    /// The generation of the user's tokens; 0, which no user has, for an application token's.
    #[serde(rename = "gen")]
    pub generation: i64,
    /// The application token that this token was made from, if it is not a person's.
    #[serde(rename = "app", default, skip_serializing_if = "Option::is_none")]
    pub application_token_id: Option<i64>,
    #[serde(rename = "iat")]
    issued_at: i64,
    #[serde(rename = "exp")]
    expires_at: i64,
    /// This service. Tokens of earlier releases lack it.
    #[serde(rename = "iss", default, skip_serializing_if = "Option::is_none")]
    issuer: Option<String>,
    /// This service again: a token that our secret signed for somebody else is not accepted.
    #[serde(rename = "aud", default, skip_serializing_if = "Option::is_none")]
    audience: Option<String>,
}

/// The name of the token's issuer and audience.
const OURSELVES: &str = "ventanilla";

/// The number as a text, which RFC 7519 asks of `sub`.
mod as_text {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(value: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Claims {
    fn new(user_id: i64, generation: i64, application_token_id: Option<i64>, issued_at: i64, expires_at: i64) -> Result<Self> {
        let [issuer, audience] = [OURSELVES, OURSELVES].map(|name| Some(name.to_owned()));
        Ok(Claims { user_id, token_id: random_name()?, generation, application_token_id, issued_at, expires_at, issuer, audience })
    }

    pub fn expires_at(&self) -> Instant {
        Instant::from_microseconds(self.expires_at.saturating_mul(1_000_000))
    }
}

/// The signer and verifier of access tokens.
pub struct Signer {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
    seconds: i64,
}

impl Signer {
    pub fn new(secret: &Secret, seconds: u32) -> Self {
        jwt_hmac::install();
        let mut validation = Validation::new(Algorithm::HS256);
        // The library's leeway would let an expired token live for another minute.
        validation.leeway = 0;
        validation.set_required_spec_claims(&["exp", "sub"]);
        validation.validate_nbf = true;
        validation.set_issuer(&[OURSELVES]);
        validation.set_audience(&[OURSELVES]);
        Signer {
            encoding: EncodingKey::from_secret(secret.bytes()),
            decoding: DecodingKey::from_secret(secret.bytes()),
            validation,
            seconds: i64::from(seconds),
        }
    }

    /// Makes a new token for a user.
    pub fn issue(&self, user_id: i64, generation: i64) -> Result<(String, Instant)> {
        let issued_at = Instant::now().seconds();
        self.sign(&Claims::new(user_id, generation, None, issued_at, issued_at + self.seconds)?)
    }

    /// Makes an access token for an application token. It does not outlive that.
    pub fn issue_for_application(&self, id: i64, user_id: i64, ends_at: Option<Instant>) -> Result<(String, Instant)> {
        let issued_at = Instant::now().seconds();
        let expires_at = ends_at.map_or(i64::MAX, Instant::seconds).min(issued_at + self.seconds);
        self.sign(&Claims::new(user_id, 0, Some(id), issued_at, expires_at)?)
    }

    fn sign(&self, claims: &Claims) -> Result<(String, Instant)> {
        let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &self.encoding).map_err(Error::internal)?;
        Ok((token, claims.expires_at()))
    }

    /// The claims of a token, if the token is ours and has not expired.
    pub fn verify(&self, token: &str) -> Option<Claims> {
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &self.validation).ok()?.claims;
        // The library accepts a token in the very second of its expiry, which RFC 7519, 4.1.4 forbids.
        (claims.expires_at > Instant::now().seconds()).then_some(claims)
    }
}

/// A random name that nobody can guess: 128 bits in hexadecimal.
pub fn random_name() -> Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(Error::internal)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// The claims of recently verified tokens. A lookup here costs a twentieth of another verification. The database is still asked
/// whether a token is revoked.
///
/// A token is found by its signature, which is short beside the whole, and then compared.
#[derive(Default)]
pub struct Verified(HashMap<String, (String, Claims)>);

impl Verified {
    const MOST: usize = 1000;

    /// The bearer of a token of either kind; None if it is not ours or has expired.
    pub fn bearer(&mut self, signer: &Signer, token: &str) -> Option<Bearer> {
        if application_token::is_meant_by(token) {
            return application_token::read(token).map(Bearer::from);
        }
        self.claims(signer, token).map(Bearer::from)
    }

    fn claims(&mut self, signer: &Signer, token: &str) -> Option<Claims> {
        let signature = token.rsplit('.').next().unwrap_or(token);
        if let Some((_, claims)) = self.0.get(signature).filter(|(known, _)| known == token) {
            if claims.expires_at > Instant::now().seconds() {
                return Some(claims.clone());
            }
            self.0.remove(signature);
            return None;
        }
        let claims = signer.verify(token)?;
        if self.0.len() >= Self::MOST {
            self.0.clear();
        }
        self.0.insert(signature.to_owned(), (token.to_owned(), claims.clone()));
        Some(claims)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signer(secret: &str) -> Signer {
        Signer::new(&Secret::new(secret).unwrap(), 3600)
    }

    #[test]
    fn only_our_own_living_tokens_are_taken() {
        let ours = signer("0123456789abcdef0123456789abcdef");
        let (token, _) = ours.issue(7, 1).unwrap();
        assert_eq!(ours.verify(&token).unwrap().user_id, 7);
        assert!(signer("another secret of thirty-two bytes").verify(&token).is_none());
        assert!(ours.verify("").is_none() && ours.verify("a.b.c").is_none());

        let claims = Claims { expires_at: Instant::now().seconds() - 1, ..ours.verify(&token).unwrap() };
        let expired = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &ours.encoding).unwrap();
        assert!(ours.verify(&expired).is_none(), "no leeway");

        let claims = ours.verify(&token).unwrap();
        let other_algorithm = jsonwebtoken::encode(&Header::new(Algorithm::HS512), &claims, &ours.encoding).unwrap();
        assert!(ours.verify(&other_algorithm).is_none());
        // The same claims with a header that names another algorithm, signed with our key.
        let (_, rest) = token.split_once('.').unwrap();
        for header in ["eyJhbGciOiJIUzUxMiJ9", "eyJhbGciOiJub25lIn0", "eyJhbGciOiJSUzI1NiJ9"] {
            assert!(ours.verify(&format!("{header}.{rest}")).is_none(), "{header}");
        }
        assert_eq!(ours.verify(&token).unwrap(), claims);
    }

    #[test]
    fn what_is_signed_with_our_secret_for_others_or_for_later_is_no_token() {
        use serde_json::{Value, json};
        let ours = signer("0123456789abcdef0123456789abcdef");
        let now = Instant::now().seconds();
        let plain = json!({ "sub": "7", "jti": "a", "gen": 1, "iat": now, "exp": now + 60 });
        let takes = |change: &dyn Fn(&mut Value)| {
            let mut claims = plain.clone();
            change(&mut claims);
            let token = jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &ours.encoding).unwrap();
            ours.verify(&token).is_some()
        };
        assert!(takes(&|_| ()), "as earlier releases wrote it");
        assert!(takes(&|claims| (claims["iss"], claims["aud"]) = (json!("ventanilla"), json!("ventanilla"))));
        assert!(takes(&|claims| claims["nbf"] = json!(now)));
        for foreign in [json!("billing"), json!(""), json!(["billing"]), json!(["ventanilla", "billing"]), json!([]), json!(5), json!({})] {
            assert!(!takes(&|claims| claims["aud"] = foreign.clone()), "aud {foreign}");
            assert!(!takes(&|claims| claims["iss"] = foreign.clone()), "iss {foreign}");
        }
        for later in [json!(now + 30), json!("soon"), json!(f64::MAX)] {
            assert!(!takes(&|claims| claims["nbf"] = later.clone()), "nbf {later}");
        }
        assert!(!takes(&|claims| drop(claims.as_object_mut().unwrap().remove("exp"))), "no exp");
        for never in [json!(null), json!("never"), json!(now), json!(now - 1), json!(-1)] {
            assert!(!takes(&|claims| claims["exp"] = never.clone()), "exp {never}");
        }
    }

    #[test]
    fn an_access_token_of_an_application_is_nobodys_in_person_and_does_not_outlive_it() {
        let ours = signer("0123456789abcdef0123456789abcdef");
        let ends_at = Instant::now().plus_seconds(60);
        let (token, expires_at) = ours.issue_for_application(7, 3, Some(ends_at)).unwrap();
        assert!(expires_at <= ends_at);
        let claims = ours.verify(&token).unwrap();
        assert_eq!(claims.generation, 0, "a node that knows no application tokens takes it for a dead one");
        assert_eq!(Bearer::from(claims), Bearer::Application { id: 7, proof: Proof::AccessToken { expires_at } });
        let (_, expires_at) = ours.issue_for_application(7, 3, None).unwrap();
        assert!(expires_at <= Instant::now().plus_seconds(3600));
    }

    #[test]
    fn a_remembered_token_expires_all_the_same() {
        let ours = signer("0123456789abcdef0123456789abcdef");
        let (token, _) = ours.issue(7, 1).unwrap();
        let mut verified = Verified::default();
        assert!(verified.claims(&ours, &token).is_some());
        verified.0.get_mut(token.rsplit('.').next().unwrap()).unwrap().1.expires_at = Instant::now().seconds();
        assert!(verified.claims(&ours, &token).is_none());
    }
}

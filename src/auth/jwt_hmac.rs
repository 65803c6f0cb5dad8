//! HMAC for the library of JSON Web Tokens, with the crates that sign everything else here.
//!
//! Invariants: there is only HMAC. The library's own providers bring RSA and elliptic curves along, which nothing here needs
//! and which have had holes. [`super::token`] allows SHA-256 alone for signatures of tokens.

use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::signature::{Error as SignatureError, Signer, Verifier};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, EncodingKey};
use sha2::{Sha256, Sha384, Sha512};

type Result<T, E = Error> = std::result::Result<T, E>;

static PROVIDER: CryptoProvider =
    CryptoProvider { signer_factory: signer, verifier_factory: verifier, key_utils: KeyUtils::new_unimplemented() };

/// Lets the library sign and verify with this provider. Calling this again changes nothing: every caller brings the same
/// provider.
pub fn install() {
    let _ = PROVIDER.install_default();
}

fn signer(algorithm: &Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>> {
    let (family, bytes) = (key.family(), key.as_bytes());
    Ok(match algorithm {
        Algorithm::HS256 => Box::new(keyed::<Hmac<Sha256>>(*algorithm, family, bytes)?),
        Algorithm::HS384 => Box::new(keyed::<Hmac<Sha384>>(*algorithm, family, bytes)?),
        Algorithm::HS512 => Box::new(keyed::<Hmac<Sha512>>(*algorithm, family, bytes)?),
        _ => return Err(ErrorKind::InvalidAlgorithm.into()),
    })
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>> {
    let (family, bytes) = (key.family(), key.try_get_as_bytes()?);
    Ok(match algorithm {
        Algorithm::HS256 => Box::new(keyed::<Hmac<Sha256>>(*algorithm, family, bytes)?),
        Algorithm::HS384 => Box::new(keyed::<Hmac<Sha384>>(*algorithm, family, bytes)?),
        Algorithm::HS512 => Box::new(keyed::<Hmac<Sha512>>(*algorithm, family, bytes)?),
        _ => return Err(ErrorKind::InvalidAlgorithm.into()),
    })
}

/// A key that signs and verifies.
struct Keyed<M> {
    mac: M,
    algorithm: Algorithm,
}

fn keyed<M: KeyInit>(algorithm: Algorithm, family: AlgorithmFamily, key: &[u8]) -> Result<Keyed<M>> {
    if family != AlgorithmFamily::Hmac {
        return Err(ErrorKind::InvalidKeyFormat.into());
    }
    let mac = M::new_from_slice(key).map_err(|_| Error::from(ErrorKind::InvalidKeyFormat))?;
    Ok(Keyed { mac, algorithm })
}

impl<M: Mac + Clone> Signer<Vec<u8>> for Keyed<M> {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, SignatureError> {
        Ok(self.mac.clone().chain_update(message).finalize().into_bytes().to_vec())
    }
}

impl<M: Mac + Clone> Verifier<Vec<u8>> for Keyed<M> {
    /// Compares in constant time, wherever the first difference is.
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), SignatureError> {
        self.mac.clone().chain_update(message).verify_slice(signature).map_err(|_| SignatureError::new())
    }
}

impl<M: Mac + Clone> JwtSigner for Keyed<M> {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl<M: Mac + Clone> JwtVerifier for Keyed<M> {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{Header, Validation, decode, encode};
    use serde_json::{Value, json};

    use super::*;

    /// The example of RFC 7515, appendix A.1, signed by another program.
    #[test]
    fn the_token_of_the_specification_is_verified_and_an_altered_one_is_not() {
        install();
        let token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9\
            .eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ\
            .dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let key = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ+EstJQLr/T+1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow==";
        let key = DecodingKey::from_base64_secret(key).unwrap();
        let mut validation = Validation::new(Algorithm::HS256);
        validation.validate_exp = false;
        assert_eq!(decode::<Value>(token, &key, &validation).unwrap().claims["iss"], "joe");
        assert!(decode::<Value>(token.replace("dBjf", "dBjg"), &key, &validation).is_err());
        assert!(decode::<Value>(token.replace(".dBjftJeZ4CVP", ".dBjf"), &key, &validation).is_err());
    }

    #[test]
    fn there_is_nothing_but_hmac() {
        install();
        let key = EncodingKey::from_secret(&[7; 32]);
        for algorithm in [Algorithm::RS256, Algorithm::PS512, Algorithm::ES256, Algorithm::EdDSA] {
            assert!(encode(&Header::new(algorithm), &json!({}), &key).is_err(), "{algorithm:?}");
        }
        for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
            assert!(encode(&Header::new(algorithm), &json!({}), &key).is_ok(), "{algorithm:?}");
        }
    }
}

//! Signed addresses: each lets its holder fetch one file without a token, for a while or as long as a directory shows the file; or
//! one paper, the PDF of a quotation or an order, for a while; or answer one request for feedback.
//!
//! Invariants: the signature (HMAC-SHA-256) covers the profile, the file and the time when it expires, if it does. Its key is
//! derived from the service's secret and differs from the key for tokens; addresses that last have another key than those that
//! expire, those of papers a third one, and those of requests for feedback a fourth one. Signatures are compared in constant time.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::auth::secret::Secret;
use crate::error::{Error, Result};
use crate::fields::Instant;

/// The signer and verifier of the addresses of files and papers.
pub struct SignedAddresses {
    /// The HMAC with its key, before any data.
    keyed: Hmac<Sha256>,
    /// The same for addresses that last.
    lasting: Hmac<Sha256>,
    /// The same for addresses of papers.
    papers: Hmac<Sha256>,
    /// The same for the tokens of requests for feedback.
    feedback: Hmac<Sha256>,
}

impl std::fmt::Debug for SignedAddresses {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SignedAddresses(…)")
    }
}

impl SignedAddresses {
    /// The quarter of an hour that addresses are aligned to: an address is valid for one whole quarter and the rest of the
    /// current one. Within a quarter it stays the same, so that browsers can cache a picture.
    const QUARTER_SECONDS: i64 = 15 * 60;

    pub fn new(secret: &Secret) -> Result<Self> {
        let keyed_for = |purpose: &[u8]| {
            let mut derivation = Hmac::<Sha256>::new_from_slice(secret.bytes()).map_err(Error::internal)?;
            derivation.update(purpose);
            Hmac::new_from_slice(&derivation.finalize().into_bytes()).map_err(Error::internal)
        };
        Ok(SignedAddresses {
            keyed: keyed_for(b"ventanilla: addresses of files")?,
            lasting: keyed_for(b"ventanilla: lasting addresses of files")?,
            papers: keyed_for(b"ventanilla: addresses of papers")?,
            feedback: keyed_for(b"ventanilla: addresses of feedback")?,
        })
    }

    /// The expiry of an address that is made at this moment: in 15 to 30 minutes.
    pub fn end(moment: Instant) -> Instant {
        let quarter = moment.seconds().div_euclid(Self::QUARTER_SECONDS);
        Instant::from_microseconds(0).plus_seconds((quarter + 2) * Self::QUARTER_SECONDS)
    }

    /// The signature of an address with this expiry: 43 letters, digits, `-` and `_`.
    pub fn sign(&self, profile_id: i64, file_id: i64, end: Instant) -> String {
        URL_SAFE_NO_PAD.encode(self.over(profile_id, file_id, end).finalize().into_bytes())
    }

    /// Whether the signature is ours, for exactly this file and expiry, and has not expired.
    pub fn admit(&self, profile_id: i64, file_id: i64, end: Instant, signature: &str, present: Instant) -> bool {
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
        let ours = self.over(profile_id, file_id, end).verify_slice(&signature).is_ok();
        ours && present < end
    }

    /// The signature of an address that lasts.
    pub fn sign_lasting(&self, profile_id: i64, file_id: i64) -> String {
        URL_SAFE_NO_PAD.encode(self.over_lasting(profile_id, file_id).finalize().into_bytes())
    }

    /// Whether the signature is ours, for exactly this file. Whether the file is still shown is for the caller to ask.
    pub fn admit_lasting(&self, profile_id: i64, file_id: i64, signature: &str) -> bool {
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
        self.over_lasting(profile_id, file_id).verify_slice(&signature).is_ok()
    }

    /// The signature of an address with this expiry, of the paper of a document of this kind.
    pub fn sign_paper(&self, profile_id: i64, kind: &str, id: i64, end: Instant) -> String {
        URL_SAFE_NO_PAD.encode(self.over_paper(profile_id, kind, id, end).finalize().into_bytes())
    }

    /// Whether the signature is ours, for exactly this document and expiry, and has not expired.
    pub fn admit_paper(&self, profile_id: i64, kind: &str, id: i64, end: Instant, signature: &str, present: Instant) -> bool {
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
        let ours = self.over_paper(profile_id, kind, id, end).verify_slice(&signature).is_ok();
        ours && present < end
    }

    /// The signature of the token of a request for feedback, whose days have this end.
    pub fn sign_feedback(&self, profile_id: i64, feedback_id: i64, end: Instant) -> String {
        URL_SAFE_NO_PAD.encode(self.over_feedback(profile_id, feedback_id, end).finalize().into_bytes())
    }

    /// Whether the signature is ours, for exactly this request and end. Whether its days are over is for the caller to ask: the page
    /// of an answered request says so for longer.
    pub fn admit_feedback(&self, profile_id: i64, feedback_id: i64, end: Instant, signature: &str) -> bool {
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
        self.over_feedback(profile_id, feedback_id, end).verify_slice(&signature).is_ok()
    }

    fn over_feedback(&self, profile_id: i64, feedback_id: i64, end: Instant) -> Hmac<Sha256> {
        let numbers = [profile_id, feedback_id, end.seconds()];
        numbers.iter().fold(self.feedback.clone(), |keyed, number| keyed.chain_update(number.to_be_bytes()))
    }

    /// The HMAC over three numbers, eight bytes each, and the kind behind them.
    fn over_paper(&self, profile_id: i64, kind: &str, id: i64, end: Instant) -> Hmac<Sha256> {
        let numbers = [profile_id, id, end.seconds()];
        let over = numbers.iter().fold(self.papers.clone(), |keyed, number| keyed.chain_update(number.to_be_bytes()));
        over.chain_update(kind)
    }

    fn over_lasting(&self, profile_id: i64, file_id: i64) -> Hmac<Sha256> {
        [profile_id, file_id].iter().fold(self.lasting.clone(), |keyed, number| keyed.chain_update(number.to_be_bytes()))
    }

    /// The HMAC over the three numbers, eight bytes each, so that no two triples read the same.
    fn over(&self, profile_id: i64, file_id: i64, end: Instant) -> Hmac<Sha256> {
        let numbers = [profile_id, file_id, end.seconds()];
        numbers.iter().fold(self.keyed.clone(), |keyed, number| keyed.chain_update(number.to_be_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(secret: &str) -> SignedAddresses {
        SignedAddresses::new(&Secret::new(secret).unwrap()).unwrap()
    }

    fn at(seconds: i64) -> Instant {
        Instant::from_microseconds(0).plus_seconds(seconds)
    }

    #[test]
    fn an_address_opens_its_own_file_alone() {
        let ours = addresses("0123456789abcdef0123456789abcdef");
        let end = at(1800);
        let signature = ours.sign(1, 2, end);
        assert!(ours.admit(1, 2, end, &signature, at(0)));
        assert!(!ours.admit(2, 2, end, &signature, at(0)) && !ours.admit(1, 3, end, &signature, at(0)));
        assert!(!ours.admit(2, 1, end, &signature, at(0)), "the numbers do not change places");
        assert!(!ours.admit(1, 2, at(1801), &signature, at(0)) && !ours.admit(1, 2, at(1799), &signature, at(0)));
        assert!(!addresses("another secret of thirty-two bytes").admit(1, 2, end, &signature, at(0)));
        for wrong in ["", "A", "é", &signature.replacen(|_| true, "", 1), &format!("{signature}A"), &signature.to_lowercase()] {
            assert!(!ours.admit(1, 2, end, wrong, at(0)), "{wrong}");
        }
    }

    #[test]
    fn an_address_ends() {
        let ours = addresses("0123456789abcdef0123456789abcdef");
        let signature = ours.sign(1, 2, at(1800));
        assert!(ours.admit(1, 2, at(1800), &signature, Instant::from_microseconds(1_799_999_999)));
        assert!(!ours.admit(1, 2, at(1800), &signature, at(1800)));
    }

    #[test]
    fn an_address_lives_for_fifteen_to_thirty_minutes_and_stays_the_same_meanwhile() {
        for (made, end) in [(0, 1800), (1, 1800), (899, 1800), (900, 2700), (1_795_338_000, 1_795_339_800)] {
            assert_eq!(SignedAddresses::end(at(made)), at(end), "{made}");
        }
    }

    #[test]
    fn an_address_that_lasts_opens_its_own_file_alone_and_is_none_that_expires() {
        let ours = addresses("0123456789abcdef0123456789abcdef");
        let signature = ours.sign_lasting(1, 2);
        assert!(ours.admit_lasting(1, 2, &signature));
        assert!(!ours.admit_lasting(2, 1, &signature) && !ours.admit_lasting(1, 3, &signature) && !ours.admit_lasting(1, 2, ""));
        assert!(!ours.admit_lasting(1, 2, &ours.sign(1, 2, at(1800))) && !ours.admit(1, 2, at(1800), &signature, at(0)));
        assert!(!addresses("another secret of thirty-two bytes").admit_lasting(1, 2, &signature));
    }

    #[test]
    fn the_address_of_a_paper_opens_its_own_document_alone() {
        let ours = addresses("0123456789abcdef0123456789abcdef");
        let end = at(1800);
        let signature = ours.sign_paper(1, "order", 2, end);
        assert!(ours.admit_paper(1, "order", 2, end, &signature, at(0)));
        assert!(!ours.admit_paper(1, "quotation", 2, end, &signature, at(0)) && !ours.admit_paper(2, "order", 1, end, &signature, at(0)));
        assert!(!ours.admit_paper(1, "order", 3, end, &signature, at(0)) && !ours.admit_paper(1, "order", 2, at(1801), &signature, at(0)));
        assert!(!ours.admit_paper(1, "order", 2, end, &signature, end) && !ours.admit_paper(1, "order", 2, end, "", at(0)));
        assert!(!ours.admit(1, 2, end, &signature, at(0)) && !ours.admit_paper(1, "", 2, end, &ours.sign(1, 2, end), at(0)));
        assert!(!addresses("another secret of thirty-two bytes").admit_paper(1, "order", 2, end, &signature, at(0)));
    }

    #[test]
    fn the_key_is_not_the_one_that_signs_tokens() {
        let secret = b"0123456789abcdef0123456789abcdef";
        let numbers = [1_i64, 2, 1800].map(i64::to_be_bytes).concat();
        let by_the_secret = Hmac::<Sha256>::new_from_slice(secret).unwrap().chain_update(numbers).finalize().into_bytes();
        let signature = addresses(std::str::from_utf8(secret).unwrap()).sign(1, 2, at(1800));
        assert_ne!(signature, URL_SAFE_NO_PAD.encode(by_the_secret));
    }
}

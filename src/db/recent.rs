//! Standings that the primary has confirmed within the last minute: with these a replica is read while the primary is gone.
//!
//! Invariants: while the primary answers, no entry here counts, and a revoked token is dead at its next call. A token that
//! the primary has refused is forgotten. Memory is bounded.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};

use super::standing::Standing;
use crate::auth::token::{Bearer, Proof};

/// The most standings. When there are more, all are forgotten.
const MOST: usize = 50_000;

/// The age after which a standing counts for nothing.
const LASTS: Duration = Duration::from_secs(60);

/// The age up to which a standing need not be noted anew.
const FRESH: Duration = Duration::from_secs(5);

/// A token, and the profile that its call names.
type CallerIn = (String, Option<i64>);

/// The standings of recent callers.
#[derive(Debug, Default)]
pub struct Recent(RwLock<HashMap<CallerIn, (Standing, Instant)>>);

impl Recent {
    pub(crate) fn note(&self, bearer: &Bearer, profile_id: Option<i64>, standing: &Standing) {
        let (key, now) = (key(bearer, profile_id), Instant::now());
        let is_fresh = |noted: &(Standing, Instant)| now.duration_since(noted.1) < FRESH;
        if self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key).is_some_and(is_fresh) {
            return;
        }
        let mut noted = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if noted.len() >= MOST {
            noted.clear();
        }
        noted.insert(key, (standing.clone(), now));
    }

    /// Forgets a token that the primary has refused.
    pub(crate) fn forget(&self, bearer: &Bearer, profile_id: Option<i64>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(&key(bearer, profile_id));
    }

    /// The standing of this token, if the primary has confirmed it within the last minute.
    pub(crate) fn standing(&self, bearer: &Bearer, profile_id: Option<i64>) -> Option<Standing> {
        let noted = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (standing, confirmed) = noted.get(&key(bearer, profile_id))?;
        (confirmed.elapsed() < LASTS).then(|| standing.clone())
    }
}

fn key(bearer: &Bearer, profile_id: Option<i64>) -> CallerIn {
    let token = match bearer {
        Bearer::Person(claims) => format!("person {}", claims.token_id),
        Bearer::Application { id, proof: Proof::Secret { hash } } => format!("application {id} {hash}"),
        Bearer::Application { id, proof: Proof::AccessToken { expires_at } } => format!("access {id} {}", expires_at.microseconds()),
    };
    (token, profile_id)
}

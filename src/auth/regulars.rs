//! Regulars: the callers that the database has confirmed, who wait in their own party's queue. Unconfirmed claims of a token
//! count for nothing.
//!
//! A profile's share of expensive work is spent by its members alone: a caller who names somebody else's profile waits in another
//! queue. Recent confirmations of the database are remembered, because asking it before each turn would cost too much. They
//! grant no access: rights are looked up with every call.
//!
//! Invariants: memory is bounded. The next call confirms again what was forgotten.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::{PoisonError, RwLock};
use std::time::Instant;

use super::application_token::Presented;
use super::network::network;
use super::token::Bearer;
use crate::turns::{Asker, Party};

/// The most entries of a kind. Beyond that, all entries of the kind are forgotten.
const MOST: usize = 50_000;

/// The memberships and tokens that the database confirmed lately.
#[derive(Debug, Default)]
pub struct Regulars {
    /// The users and the profiles that they are members of.
    members: RwLock<HashSet<(i64, i64)>>,
    /// The application tokens, each with its profile and the user who made it.
    tokens: RwLock<HashMap<i64, (i64, i64)>>,
    /// The application tokens as they were presented, with the hash of the secret.
    presented: RwLock<HashSet<Presented>>,
}

impl Regulars {
    /// Remembers a member of a profile, who came with their own token or with an application token.
    pub fn note(&self, bearer: &Bearer, profile_id: i64, user_id: i64) {
        match bearer {
            Bearer::Person(_) => remember(&self.members, |members| {
                members.insert((user_id, profile_id));
                members.len()
            }),
            Bearer::Application { id, .. } => {
                remember(&self.tokens, |tokens| {
                    tokens.insert(*id, (profile_id, user_id));
                    tokens.len()
                });
            }
        }
    }

    /// Remembers an application token that the database has confirmed.
    pub fn accept(&self, token: Presented) {
        remember(&self.presented, |presented| {
            presented.insert(token);
            presented.len()
        });
    }

    /// Whether the token's claim is proven: by our signature, or lately by the database.
    pub fn is_proven(&self, bearer: &Bearer) -> bool {
        bearer.presented().is_none_or(|token| read(&self.presented, |presented| presented.contains(&token)))
    }

    /// The party in whose queue a call waits: the profile that it names, if the bearer is confirmed as a member.
    pub fn asker(&self, bearer: Option<&Bearer>, profile_id: Option<i64>, address: IpAddr, deadline: Instant) -> Asker {
        let (party, also) = match bearer {
            None => (Party::Network(network(address)), None),
            Some(bearer) if !self.is_proven(bearer) => (Party::Network(network(address)), None),
            Some(Bearer::Person(claims)) => match profile_id {
                Some(profile_id) if read(&self.members, |members| members.contains(&(claims.user_id, profile_id))) => {
                    (Party::Profile(profile_id), Some(Party::User(claims.user_id)))
                }
                _ => (Party::User(claims.user_id), None),
            },
            Some(Bearer::Application { id, .. }) => match read(&self.tokens, |tokens| tokens.get(id).copied()) {
                Some((profile_id, user_id)) => (Party::Profile(profile_id), Some(Party::User(user_id))),
                None => (Party::ApplicationToken(*id), None),
            },
        };
        Asker { party, also, deadline }
    }
}

fn read<C, T>(known: &RwLock<C>, ask: impl FnOnce(&C) -> T) -> T {
    ask(&known.read().unwrap_or_else(PoisonError::into_inner))
}

/// Adds an entry; `add` returns how many there are then.
fn remember<C: Default>(known: &RwLock<C>, add: impl FnOnce(&mut C) -> usize) {
    let mut known = known.write().unwrap_or_else(PoisonError::into_inner);
    if add(&mut known) > MOST {
        *known = C::default();
    }
}

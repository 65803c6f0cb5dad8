//! Whose work a call is, for its turn: what a token claims counts for nothing until the database has confirmed it.
//!
//! A profile's share of what is dear is spent by its members alone: a caller who names somebody else's profile waits in
//! a queue of their own. To ask the database for it before each turn would cost more than it is worth, so what it
//! confirmed lately is remembered. Nothing is allowed because of that: rights are looked up with every call.
//!
//! What holds here: memory is bounded; what is forgotten is confirmed again by the next call.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::{PoisonError, RwLock};
use std::time::Instant;

use super::application_token::Presented;
use super::network::network;
use super::token::Bearer;
use crate::turns::{Asker, Party};

/// When there are more of a kind, all of it are forgotten.
const MOST: usize = 50_000;

/// Memberships and tokens that the database confirmed lately.
#[derive(Debug, Default)]
pub struct Regulars {
    /// People with profiles that they are members of.
    members: RwLock<HashSet<(i64, i64)>>,
    /// Application tokens, each with its profile and who made it.
    tokens: RwLock<HashMap<i64, (i64, i64)>>,
    /// Application tokens as they were presented, secret and all.
    presented: RwLock<HashSet<Presented>>,
}

impl Regulars {
    /// Remembers a member of a profile, by their own token or by an application token.
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

    /// Remembers an application token that the database knew.
    pub fn accept(&self, token: Presented) {
        remember(&self.presented, |presented| {
            presented.insert(token);
            presented.len()
        });
    }

    /// Whether the bearer is whom the token claims: signed by us, or lately found in the database.
    pub fn is_proven(&self, bearer: &Bearer) -> bool {
        bearer.presented().is_none_or(|token| read(&self.presented, |presented| presented.contains(&token)))
    }

    /// In whose name a call waits: the profile's that it names, where the bearer was found to be of it.
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

/// Adds to what is known; `add` says how much there is then.
fn remember<C: Default>(known: &RwLock<C>, add: impl FnOnce(&mut C) -> usize) {
    let mut known = known.write().unwrap_or_else(PoisonError::into_inner);
    if add(&mut known) > MOST {
        *known = C::default();
    }
}

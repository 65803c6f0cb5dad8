//! Runs a call of any method from its parameters to its reply: chooses the thread, the database connection and the turn.
//! [`super::opening`] does the steps inside the transaction.
//!
//! Invariants: no code here knows the method's types, so that it is compiled once and not for each method.

use std::sync::Arc;

use super::calling::Calling;
use super::opening::{Made, Opened};
use super::ready::Returned;
use crate::db::Database;
use crate::db::call::Call;
use crate::db::contents::{announce, discard_unless_kept};
use crate::db::reads::{Lease, Weight};
use crate::db::standing::{standing_remembered, wrote_lately};
use crate::db::writes::{Failed, Work};
use crate::errand::report;
use crate::error::{Error, Result};
use crate::fields::Instant;
use crate::store::Object;
use crate::turns::{Asker, Party};

/// Runs a call from its parameters to its reply.
pub(super) async fn run(mut call: Box<dyn Opened>, database: &Database) -> Result<Returned> {
    let (access, weight) = (call.access(), call.weight());
    if access.directory {
        let Call { house, address, .. } = &*call.calling().call;
        house.visits.admit_call(*address)?;
        if access.writes && call.is_sound() {
            house.visits.admit_lead(*address)?;
        }
    }
    // A short read that waits for nothing needs no turn.
    if call.is_sound() && !access.writes && database.reads.is_immediate(weight) {
        let call: Arc<dyn Opened> = call.into();
        let (deadline, asking) = (call.calling().call.deadline, Arc::clone(&call));
        let asker = move || asking.calling().asker(access, weight, asking.common().profile_id);
        return replied(database.reads.run_short(deadline, asker, move |lease| call.make(lease)).await?);
    }
    let common = call.common();
    let asker = call.calling().asker(access, weight, common.profile_id);
    if common.profile_id.is_some() && !matches!(asker.party, Party::Profile(_)) {
        call.remember_caller();
    }
    if !call.is_sound() {
        return Err(database.reads.run(Weight::Long, &asker, move |lease| call.refuse(lease)).await?);
    }
    if access.writes {
        if weight == Weight::Hashing {
            call = database.reads.run(Weight::Hashing, &asker, move |lease| call.prepare(lease)).await??;
        }
        match (call.object(), common.profile_id, common.dry_run) {
            (Some(object), Some(profile_id), false) => write_with(object, profile_id, call, database, &asker).await,
            _ => database.writes.run(&asker, into_work(call)).await.map(Returned::from),
        }
    } else if access.role.is_some() && !call.on_primary() && database.reads.has_replica() {
        read_on_replica(call.into(), database, &asker).await
    } else {
        replied(database.reads.run(weight, &asker, move |lease| call.make(lease)).await?)
    }
}

/// Makes a write whose content goes to the store first. Content that the write did not keep is removed again, at once if possible.
async fn write_with(object: Object, profile_id: i64, call: Box<dyn Opened>, database: &Database, asker: &Asker) -> Result<Returned> {
    let (house, key, is_new) = (Arc::clone(&call.calling().call.house), object.key.clone(), object.is_new);
    if is_new {
        announce(database, profile_id, key.clone(), Instant::now()).await?;
    }
    asker.wait_for(house.store.put(profile_id, object)).await??;
    let made = database.writes.run(asker, into_work(call)).await.map(Returned::from);
    if is_new
        && !matches!(made, Err(Error::OutcomeUnknown))
        && let Err(cause) = discard_unless_kept(database, &house.store, profile_id, key).await
    {
        report(&cause, "content that no file has stays in the store for a day");
    }
    made
}

fn replied(made: Result<Made, Failed>) -> Result<Returned> {
    made.map(Returned::from).map_err(|failed| failed.cause)
}

/// A write, as its executor runs it, perhaps more than once.
fn into_work(call: Box<dyn Opened>) -> Work {
    let (is_provisional, key) = (call.common().dry_run, call.key());
    let make = move |lease| {
        let (lease, made) = call.make(lease);
        (lease, made.map(|made| made.done))
    };
    Work::new(make).provisional(is_provisional).under(key)
}

/// Reads on a replica. The primary says whether the token is alive: a revoked token is dead at once, however late the replica is.
/// While the primary does not answer, its last answer holds for a minute.
async fn read_on_replica(call: Arc<dyn Opened>, database: &Database, asker: &Asker) -> Result<Returned> {
    let (asking, reads, profile_id) = (Arc::clone(&call), &database.reads, call.common().profile_id);
    let asked = move |mut lease: Lease| {
        let standing = asking.standing(&mut lease);
        let answer = standing.and_then(|standing| {
            let wrote_lately = wrote_lately(&mut lease, &standing)?;
            Ok((standing, wrote_lately))
        });
        (lease, answer)
    };
    let Calling { bearer, permission, .. } = call.calling();
    let known = bearer.as_ref().and_then(|bearer| reads.recent.standing(bearer, profile_id));
    let answer = match &known {
        Some(_) => reads.ask_primary(asker, asked).await,
        None => reads.run(Weight::Long, asker, asked).await.flatten().map(Some),
    };
    if let (Err(cause), Some(bearer)) = (&answer, bearer)
        && !cause.is_nobodys_fault()
    {
        reads.recent.forget(bearer, profile_id);
    }
    let (standing, wrote_lately) = match (answer?, known, bearer) {
        (Some((standing, wrote_lately)), _, Some(bearer)) => {
            reads.recent.note(bearer, profile_id, &standing);
            (standing, wrote_lately)
        }
        (None, Some(known), _) => (standing_remembered(call.access(), known, *permission, profile_id)?, false),
        _ => return Err(Error::without_token()),
    };
    let reading = {
        let call = Arc::clone(&call);
        move |lease: Lease| call.make_as(standing, lease)
    };
    if wrote_lately {
        replied(reads.run(Weight::Long, asker, reading).await?)
    } else {
        reads.run_on_replica(asker, reading).await.map(Returned::from)
    }
}

//! The sweep: the errand that deletes the files that no record has named for a day, and removes contents that no file has.
//!
//! Invariants: a content that a file has, or will have when an upload ends, is never removed ([`crate::db::contents`] says
//! why). The sweep works in bounded steps on a thread of its own. At most one pass begins in ten minutes on all nodes together; each
//! step can be done again, so that two passes that meet do no harm.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::db::Database;
use crate::db::call::Call;
use crate::db::contents;
use crate::errand::{BETWEEN_LOOKS, Errand, Stop, report};
use crate::error::Result;
use crate::fields::Instant;
use crate::house::House;

/// The time for which a file without a record stays, and a content without a file, in seconds.
const GRACE: i64 = 86_400;

/// The pause between two passes, in seconds.
const BETWEEN_PASSES: i64 = 600;

/// The most files, and the most contents, of a step.
const TOGETHER: i64 = 1_000;

/// The work of the errand.
pub struct Sweep {
    database: Database,
    /// The call in whose name files are deleted: it has no caller.
    call: Arc<Call>,
}

/// The results of a pass.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Swept {
    pub files: usize,
    pub contents: usize,
}

/// Starts to sweep.
pub fn start(sweep: Sweep) -> std::io::Result<Errand> {
    Errand::start("sweep", "files were being swept when the service stopped; the next pass goes on", |stop| sweep.work(stop))
}

impl Sweep {
    pub fn new(database: Database, house: Arc<House>) -> Self {
        let call = Arc::new(Call::of_service(house, Arc::clone(&database.memory)));
        Sweep { database, call }
    }

    async fn work(self, mut stop: Stop) {
        const PAUSE: Duration = Duration::from_secs(60);
        while stop.goes_on_after(PAUSE).await {
            let now = Instant::now();
            match contents::begin_pass(&self.database, now, BETWEEN_PASSES).await {
                Ok(false) => {}
                Ok(true) => match self.pass(now, Some(&mut stop)).await {
                    Ok(Swept { files: 0, contents: 0 }) => {}
                    Ok(Swept { files, contents }) => tracing::info!(files, contents, "files without a record are gone"),
                    Err(cause) => report(&cause, "the sweep of files could not go on"),
                },
                Err(cause) => report(&cause, "the sweep of files could not begin"),
            }
        }
    }

    /// Makes a pass over all files and over all announced contents, as at this moment. It ends early when the service stops.
    pub async fn pass(&self, now: Instant, mut stop: Option<&mut Stop>) -> Result<Swept> {
        let (before, mut swept, mut place) = (now.plus_seconds(-GRACE), Swept::default(), (0, 0));
        loop {
            let step = contents::files_beyond(&self.database, place, TOGETHER).await?;
            let Some(last) = step.last() else { break };
            place = *last;
            let mut by_profile: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
            for (profile_id, id) in step {
                by_profile.entry(profile_id).or_default().push(id);
            }
            for (profile_id, ids) in by_profile {
                // A file that a call names at this moment is looked at again in the next pass, with its neighbours.
                match contents::judge(&self.database, &self.call, profile_id, ids, (now, before)).await {
                    Ok(deleted) => swept.files += deleted,
                    Err(cause) if cause.is_nobodys_fault() => return Err(cause),
                    Err(cause) => report(&cause, "some files without a record stay for the next pass"),
                }
            }
            if !goes_on(stop.as_deref_mut()).await {
                return Ok(swept);
            }
        }
        loop {
            let step = contents::announced_before(&self.database, before, TOGETHER).await?;
            if step.is_empty() {
                return Ok(swept);
            }
            for (profile_id, stored_as) in step {
                self.call.house.store.remove(profile_id, &stored_as).await?;
                contents::removed(&self.database, profile_id, stored_as).await?;
                swept.contents += 1;
            }
            if !goes_on(stop.as_deref_mut()).await {
                return Ok(swept);
            }
        }
    }
}

/// Lets others have their turn. False as soon as the service stops.
async fn goes_on(stop: Option<&mut Stop>) -> bool {
    match stop {
        Some(stop) => stop.goes_on_after(BETWEEN_LOOKS).await,
        None => true,
    }
}

//! Who makes a call, and what the method asks of an application token: what every way to a scope needs, whether the call
//! comes alone, in a batch or as one of the records of an upsert.

use std::sync::Arc;

use super::permission::Permission;
use super::problems::Problems;
use crate::auth::token::Bearer;
use crate::db::Database;
use crate::db::reads::{Lease, Weight};
use crate::db::scope::{Admission, Scope, admit};
use crate::db::standing::{Standing, standing};
use crate::error::{Error, Result};
use crate::house::Call;

/// A call with its caller.
#[derive(Clone)]
pub struct Calling {
    pub call: Arc<Call>,
    /// Nobody where the method is open to all.
    pub bearer: Option<Bearer>,
    pub permission: Permission,
}

impl Calling {
    /// The caller's standing at this moment, where it is enough for the scope and the method.
    pub(super) fn standing<S: Scope>(&self, lease: &mut Lease, profile_id: Option<i64>) -> Result<Standing> {
        standing::<S>(lease, &self.call, self.bearer.as_ref(), self.permission, profile_id)
    }

    /// Opens the scope.
    pub(super) fn admit<S: Scope>(&self, lease: Lease, profile_id: Option<i64>) -> Admission<S> {
        admit(lease, Arc::clone(&self.call), self.bearer.as_ref(), self.permission, profile_id)
    }

    /// The failure of a call that something is wrong with, which nobody is told who would not be admitted.
    pub(super) async fn refusal<S: Scope>(self, database: &Database, profile_id: Option<i64>, problems: Problems) -> Result<Error> {
        let asking = move |mut lease: Lease| {
            let refused = self.standing::<S>(&mut lease, profile_id).err();
            (lease, refused.unwrap_or_else(|| problems.refusal()))
        };
        database.reads.run(Weight::Long, asking).await
    }
}

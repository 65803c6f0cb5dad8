//! A call's caller, and the right that its method asks of an application token: every way to a scope needs both, whether the call
//! comes alone, in a batch or as a record of an upsert.

use std::sync::Arc;

use super::problems::Problems;
use crate::auth::access::Access;
use crate::auth::network::network;
use crate::auth::permission::Permission;
use crate::auth::token::Bearer;
use crate::db::Database;
use crate::db::call::Call;
use crate::db::idempotency::{Keeper, Retry};
use crate::db::reads::{Lease, Weight};
use crate::db::scope::{Scope, Session};
use crate::db::standing::{Standing, standing};
use crate::error::{Error, Result};
use crate::turns::{Asker, Party};

/// A call with its caller.
#[derive(Clone)]
pub struct Calling {
    pub call: Arc<Call>,
    /// The caller's token; none if the method is open to all.
    pub bearer: Option<Bearer>,
    pub permission: Permission,
}

impl Calling {
    /// The caller's standing at this moment, or an error if it is not enough for the scope and the method.
    pub(super) fn standing(&self, access: Access, lease: &mut Lease, profile_id: Option<i64>) -> Result<Standing> {
        standing(access, lease, &self.call, self.bearer.as_ref(), self.permission, profile_id)
    }

    /// Asks the database whether the token is alive, and nothing else. The call waits in the turn of unknown callers.
    pub async fn prove(self, database: &Database) -> Result<()> {
        let Call { address, deadline, .. } = &*self.call;
        let asker = Asker { party: Party::Network(network(*address)), also: None, deadline: *deadline };
        let asking = move |mut lease: Lease| {
            let standing = self.standing(Session::ACCESS, &mut lease, None).map(drop);
            (lease, standing)
        };
        database.reads.run(Weight::Short, &asker, asking).await?
    }

    /// The party in whose turn the call waits.
    pub(super) fn asker(&self, access: Access, weight: Weight, profile_id: Option<i64>) -> Asker {
        let Call { house, address, deadline, .. } = &*self.call;
        if weight == Weight::Hashing && !access.signed_in && !access.writes {
            return Asker { party: Party::SigningIn(network(*address)), also: None, deadline: *deadline };
        }
        house.regulars.asker(self.bearer.as_ref(), profile_id, *address, *deadline)
    }

    /// Remembers that the caller belongs to the profile.
    pub(super) fn remember(&self, standing: &Standing, profile_id: Option<i64>) {
        if let (Some(bearer), Some(profile_id), Some(user_id)) = (&self.bearer, profile_id, standing.user_id()) {
            self.call.house.regulars.note(bearer, profile_id, user_id);
        }
    }

    /// The idempotency key as the caller's own: two callers may use the same key.
    pub(super) fn key(&self, retry: &Retry) -> Option<String> {
        let keeper = match self.bearer.as_ref()? {
            Bearer::Person(claims) => Keeper::User(claims.user_id),
            Bearer::Application { id, .. } => Keeper::ApplicationToken(*id),
        };
        Some(format!("idempotency key of {keeper}: {}", retry.key.as_str()))
    }

    /// The failure of a call with wrong parameters. A caller who would not be admitted is told that instead.
    pub(super) async fn refusal(self, access: Access, database: &Database, profile_id: Option<i64>, problems: Problems) -> Result<Error> {
        self.refusal_of(access, database, profile_id, problems.refusal()).await
    }

    /// The same for a call that is refused as a whole.
    pub(super) async fn refusal_of(self, access: Access, database: &Database, profile_id: Option<i64>, cause: Error) -> Result<Error> {
        let asker = self.asker(access, Weight::Long, profile_id);
        let asking = move |mut lease: Lease| {
            let refused = self.standing(access, &mut lease, profile_id).err();
            (lease, refused.unwrap_or(cause))
        };
        database.reads.run(Weight::Long, &asker, asking).await
    }
}

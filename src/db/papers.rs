//! The papers of documents: their addresses, and reads for the holder of an address.
//!
//! Invariants: an address names its profile, its kind and its document, and all three are signed. Who holds it was given it by
//! somebody who may read the document and all that its paper shows.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use super::Database;
use super::call::Call;
use super::chores::scope;
use super::reads::{Lease, Weight};
use super::scope::{Reader, Scope};
use crate::auth::signed_address::SignedAddresses;
use crate::error::Result;
use crate::fields::{Entity, Instant};
use crate::turns::Asker;

/// Where a paper can be fetched.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PaperAddress {
    /// The path of the PDF on this service, valid without a token until `url_expires_at`. It shows the document as it is when it is
    /// fetched.
    url: String,
    /// The expiry of `url`, 15 to 30 minutes after this reply.
    url_expires_at: Instant,
}

impl Reader {
    /// The address of the paper of a document of this kind, for a reply.
    pub fn paper_address(&self, kind: Entity, id: i64) -> PaperAddress {
        let (profile_id, end) = (self.base.profile_id, SignedAddresses::end(self.base.moment));
        let signature = self.base.call.house.addresses.sign_paper(profile_id, kind.name(), id, end);
        let url = format!("/papers/{}/{id}?profile={profile_id}&expires={}&signature={signature}", kind.name(), end.seconds());
        PaperAddress { url, url_expires_at: end }
    }
}

/// Reads in a profile, in the turn of the asker, who was given the profile by an address of ours.
pub async fn read_for<T: Send + 'static>(
    database: &Database,
    call: Arc<Call>,
    asker: &Asker,
    profile_id: i64,
    work: impl FnOnce(&mut Reader) -> Result<T> + Send + 'static,
) -> Result<T> {
    let reading = move |lease: Lease| {
        let mut reader = scope::<Reader>(lease, call, profile_id);
        let result = reader.snapshot(work);
        (reader.leave().into_parts().0, result)
    };
    database.reads.run(Weight::Long, asker, reading).await?
}

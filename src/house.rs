//! The state that all calls share, beside the database: the signers of tokens and addresses, limits, the rules for registration
//! and profiles, mails, files and webhooks; and the bytes that calls have in memory at once ([`flight`]).

pub mod flight;

use std::sync::Arc;

use crate::auth::guard::Guard;
use crate::auth::one_time_link::PublicUrl;
use crate::auth::registration::{Profiles, Registration};
use crate::auth::regulars::Regulars;
use crate::auth::secret::Secret;
use crate::auth::signed_address::SignedAddresses;
use crate::auth::throttle::Throttle;
use crate::auth::token::{Signer, random_name};
use crate::auth::visits::Visits;
use crate::error::{Error, Result};
use crate::sentences::{Language, Sentence};
use crate::store::Store;

/// Keys, limits and settings: all that is settled for every call when the service starts, and needs no database.
pub struct House {
    pub signer: Signer,
    pub throttle: Throttle,
    /// Slows down who asks for links to set a new password.
    pub reset_requests: Throttle,
    /// Counts the calls of public directories.
    pub visits: Visits,
    /// Knows the party of a caller.
    pub regulars: Regulars,
    pub registration: Registration,
    pub profiles: Profiles,
    /// The default language of the service.
    pub language: Language,
    /// Whether notifications are mailed, beside being stored.
    pub mails: bool,
    /// The address with which one-time links begin; without it there are none.
    pub public_url: Option<PublicUrl>,
    /// Signs the addresses of files.
    pub addresses: Arc<SignedAddresses>,
    /// The content of files.
    pub store: Store,
    /// The largest file that is taken, in bytes.
    pub file_limit: usize,
    /// Decides where webhooks may lead.
    pub guard: Guard,
}

impl House {
    /// Whether one-time links are mailed by this service.
    pub fn mails_links(&self) -> bool {
        self.mails && self.public_url.is_some()
    }

    /// Refuses what would mail a one-time link, if this service can't.
    pub fn refuse_unless_links_are_mailed(&self) -> Result<()> {
        if self.mails_links() { Ok(()) } else { Err(Error::Forbidden(Sentence::LinksNotMailed.into())) }
    }

    /// The command line's house: no token that it signs lets anybody sign in.
    pub fn of_operator(registration: Registration) -> Result<Self> {
        let secret = Secret::new(random_name()?).map_err(Error::internal)?;
        Ok(House {
            signer: Signer::new(&secret, 60),
            throttle: Throttle::default(),
            reset_requests: Throttle::default(),
            visits: Visits::default(),
            regulars: Regulars::default(),
            registration,
            profiles: Profiles::beside(registration),
            language: Language::default(),
            mails: false,
            public_url: None,
            addresses: Arc::new(SignedAddresses::new(&secret)?),
            store: Store::of_operator(),
            file_limit: 0,
            guard: Guard::default(),
        })
    }
}

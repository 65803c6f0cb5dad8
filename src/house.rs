//! What all calls share, beside the database: who signs tokens and addresses, how patient we are, who may register,
//! whether notifications are mailed, where files are kept, where webhooks may lead; and how much of them is in memory at
//! once ([`flight`]).

pub mod flight;

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::auth::address::Addresses;
use crate::auth::guard::Guard;
use crate::auth::registration::{Profiles, Registration};
use crate::auth::regulars::Regulars;
use crate::auth::secret::Secret;
use crate::auth::throttle::Throttle;
use crate::auth::token::{Signer, random_name};
use crate::db::list::Totals;
use crate::db::uses::Uses;
use crate::error::{Error, Result};
use crate::rpc::batch::ledger::Ledger;
use crate::rpc::retry::Retry;
use crate::store::Store;
use flight::Permit;

pub struct House {
    pub signer: Signer,
    pub throttle: Throttle,
    /// Whose work a call is.
    pub regulars: Regulars,
    pub registration: Registration,
    pub profiles: Profiles,
    /// Whether notifications are mailed, beside being stored.
    pub mails: bool,
    /// Counted totals of lists.
    pub totals: Arc<Totals>,
    /// When application tokens were last used.
    pub uses: Uses,
    /// Signs the addresses of files.
    pub addresses: Arc<Addresses>,
    /// The content of files.
    pub store: Store,
    /// The largest file that is taken, in bytes.
    pub file_limit: usize,
    /// Knows where webhooks may lead.
    pub guard: Guard,
}

/// What is known of one call beside its parameters.
pub struct Call {
    pub request_id: String,
    /// What the caller calls itself, so that it can tell its own echoes.
    pub origin: Option<String>,
    /// Where the call comes from.
    pub address: std::net::IpAddr,
    /// When nobody waits for its answer any more.
    pub deadline: Instant,
    /// Set for a write that came with an idempotency key.
    pub retry: Option<Retry>,
    /// Whether it is made inside a batch: what it sees may never come to be.
    pub is_in_batch: bool,
    /// What became of the calls inside it, where it is a batch.
    pub ledger: Ledger,
    /// Counts the body that it came in as bytes in flight until it is over, also where its caller has left meanwhile.
    pub body: Option<Arc<Permit>>,
    pub house: Arc<House>,
}

impl Call {
    /// One of several calls inside this one.
    pub fn inside(&self, request_id: String) -> Self {
        Call {
            request_id,
            origin: self.origin.clone(),
            address: self.address,
            deadline: self.deadline,
            retry: None,
            is_in_batch: true,
            ledger: Ledger::default(),
            body: self.body.clone(),
            house: Arc::clone(&self.house),
        }
    }

    /// The same call with another deadline.
    pub fn until(&self, deadline: Instant) -> Self {
        Call { deadline, is_in_batch: self.is_in_batch, ..self.inside(self.request_id.clone()) }
    }

    /// The command line's: nobody can sign in with what it signs.
    pub fn of_operator(registration: Registration) -> Result<Self> {
        let secret = Secret::new(random_name()?).map_err(Error::internal)?;
        let house = House {
            signer: Signer::new(&secret, 60),
            throttle: Throttle::default(),
            regulars: Regulars::default(),
            registration,
            profiles: Profiles::beside(registration),
            mails: false,
            totals: Arc::default(),
            uses: Uses::default(),
            addresses: Arc::new(Addresses::new(&secret)?),
            store: Store::of_operator(),
            file_limit: 0,
            guard: Guard::default(),
        };
        Ok(Call::of_nobody("command line", Arc::new(house)))
    }

    /// The service's own, for what nobody asked it for.
    pub fn of_service(house: Arc<House>) -> Self {
        Call::of_nobody("service", house)
    }

    fn of_nobody(request_id: &str, house: Arc<House>) -> Self {
        const PATIENCE: Duration = Duration::from_secs(60);
        Call {
            request_id: request_id.to_owned(),
            origin: None,
            address: std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST),
            deadline: Instant::now() + PATIENCE,
            retry: None,
            is_in_batch: false,
            ledger: Ledger::default(),
            body: None,
            house,
        }
    }
}

//! A call: its caller's address, its deadline and all else beside its parameters.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Memory;
use super::idempotency::Retry;
use super::ledger::Ledger;
use super::spoken::Spoken;
use crate::auth::registration::Registration;
use crate::error::Result;
use crate::house::House;
use crate::house::flight::Permit;

pub struct Call {
    pub request_id: String,
    /// The name that the caller gives itself, so that it can leave its own changes out of the feed.
    pub origin: Option<String>,
    /// The caller's address.
    pub address: IpAddr,
    /// The deadline: nobody waits for the answer after it.
    pub deadline: Instant,
    /// The idempotency key and the fingerprint of the request; only of a write that came with a key.
    pub retry: Option<Retry>,
    /// Whether the call is made inside a batch: the state that it sees may be rolled back.
    pub is_in_batch: bool,
    /// The outcomes of the calls inside, if this is a batch.
    pub ledger: Ledger,
    /// Counts the request's body as bytes in flight until the call is over, also if its caller has left meanwhile.
    pub body: Option<Arc<Permit>>,
    /// The language in which failures are told.
    pub spoken: Arc<Spoken>,
    pub house: Arc<House>,
    pub memory: Arc<Memory>,
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
            spoken: Arc::clone(&self.spoken),
            house: Arc::clone(&self.house),
            memory: Arc::clone(&self.memory),
        }
    }

    /// The same call with another deadline.
    pub fn until(&self, deadline: Instant) -> Self {
        Call { deadline, is_in_batch: self.is_in_batch, ..self.inside(self.request_id.clone()) }
    }

    /// The command line's call: no token that it signs lets anybody sign in.
    pub fn of_operator(registration: Registration) -> Result<Self> {
        let house = House::of_operator(registration)?;
        Ok(Call::of_nobody("command line", Arc::new(house), Arc::default()))
    }

    /// The service's own call, for work that no caller asked for.
    pub fn of_service(house: Arc<House>, memory: Arc<Memory>) -> Self {
        Call::of_nobody("service", house, memory)
    }

    fn of_nobody(request_id: &str, house: Arc<House>, memory: Arc<Memory>) -> Self {
        const PATIENCE: Duration = Duration::from_secs(60);
        Call {
            request_id: request_id.to_owned(),
            origin: None,
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            deadline: Instant::now() + PATIENCE,
            retry: None,
            is_in_batch: false,
            ledger: Ledger::default(),
            body: None,
            spoken: Arc::default(),
            house,
            memory,
        }
    }
}

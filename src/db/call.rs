//! A call: all that is known of it beside its parameters.

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
    /// What the caller calls itself, so that it can tell its own echoes.
    pub origin: Option<String>,
    /// Where the call comes from.
    pub address: IpAddr,
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
    /// In which language failures are told.
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

    /// The command line's: nobody can sign in with what it signs.
    pub fn of_operator(registration: Registration) -> Result<Self> {
        let house = House::of_operator(registration)?;
        Ok(Call::of_nobody("command line", Arc::new(house), Arc::default()))
    }

    /// The service's own, for what nobody asked it for.
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

//! The limits of the public directory: calls a minute, and submitted leads an hour, of each network address. They are on unless
//! the settings turn them off, because everybody may call.
//!
//! Invariants: a token changes nothing. Calls inside a batch count, too.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use super::meter::{Meter, Wanted, seconds};
use super::network::network;
use crate::error::{Error, Result};
use crate::sentences::Sentence;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// The visits of each address.
#[derive(Debug, Default)]
pub struct Visits {
    calls: Option<Meter<IpAddr>>,
    leads: Option<Meter<IpAddr>>,
}

impl Visits {
    /// Zero is no limit.
    pub fn new(calls_a_minute: u32, leads_an_hour: u32) -> Self {
        Visits { calls: Meter::new(calls_a_minute, MINUTE), leads: Meter::new(leads_an_hour, HOUR) }
    }

    /// Admits a call of the directory from this address, or says how long to wait.
    pub fn admit_call(&self, address: IpAddr) -> Result<()> {
        admit(self.calls.as_ref(), address, |a_minute| Sentence::DirectoryCallsSpent { a_minute })
    }

    /// Admits a lead from this address, or says how long to wait.
    pub fn admit_lead(&self, address: IpAddr) -> Result<()> {
        admit(self.leads.as_ref(), address, |an_hour| Sentence::LeadsSpent { an_hour })
    }
}

fn admit(meter: Option<&Meter<IpAddr>>, address: IpAddr, sentence: impl FnOnce(u32) -> Sentence) -> Result<()> {
    let Some(meter) = meter else { return Ok(()) };
    let taken = meter.take(network(address), Wanted::Several(1), Instant::now());
    if taken.admitted == 1 {
        return Ok(());
    }
    Err(Error::RateLimited { sentence: sentence(meter.most()).into(), retry_after_seconds: seconds(taken.retry_in) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_own_allowance_and_a_network_shares_one() {
        let visits = Visits::new(2, 1);
        let at = |text: &str| text.parse::<IpAddr>().unwrap();
        assert!(visits.admit_call(at("10.0.0.1")).is_ok() && visits.admit_call(at("10.0.0.1")).is_ok());
        let Err(Error::RateLimited { retry_after_seconds, .. }) = visits.admit_call(at("10.0.0.1")) else { panic!() };
        assert_eq!(retry_after_seconds, 30);
        assert!(visits.admit_call(at("10.0.0.2")).is_ok());
        assert!(visits.admit_lead(at("2001:db8::1")).is_ok() && visits.admit_lead(at("2001:db8::2")).is_err());
        assert!(visits.admit_lead(at("2001:db8:0:1::1")).is_ok());
    }

    #[test]
    fn zero_is_no_limit() {
        let visits = Visits::new(0, 0);
        assert!((0..1000).all(|_| visits.admit_call([10, 0, 0, 1].into()).is_ok() && visits.admit_lead([10, 0, 0, 1].into()).is_ok()));
    }
}

//! The command line's own writer: nobody else waits for it, and one failure ends its transaction.

use diesel::connection::{SimpleConnection, TransactionManager};

use super::super::connection::{DatabaseAddress, Purpose, open};
use super::super::counters::{self, Tally};
use super::super::reads::Lease;
use super::super::scope::Scope;
use super::super::search;
use super::Transactions;
use super::desk::{begin, roll_back};
use crate::error::{Error, Result};

/// The command line's own writer, with no one else waiting.
pub struct Operator {
    lease: Option<Lease>,
}

impl Operator {
    pub fn open(address: &DatabaseAddress) -> Result<Self> {
        Ok(Operator { lease: Some(Lease::Own(Box::new(open(address, Purpose::Write)?))) })
    }

    /// Works in one transaction, in a scope that is made from the connection.
    pub fn run<S: Scope, T>(&mut self, scope: impl FnOnce(Lease) -> S, work: impl FnOnce(&mut S) -> Result<T>) -> Result<T> {
        self.together(|together| together.run(scope, work))
    }

    /// Works in one transaction and in many scopes, one after another, so that each write has its own caller and moment.
    pub fn together<T>(&mut self, work: impl FnOnce(&mut Together<'_>) -> Result<T>) -> Result<T> {
        begin(self.lease()?)?;
        let mut together = Together { operator: self, tally: Tally::default() };
        let result = work(&mut together);
        let mut tally = together.tally;
        let lease = self.lease()?;
        let result = result.and_then(|value| {
            counters::flush(&mut tally, lease)?;
            Transactions::commit_transaction(&mut **lease)?;
            Ok(value)
        });
        if result.is_err() {
            roll_back(lease);
        }
        result
    }

    fn lease(&mut self) -> Result<&mut Lease> {
        self.lease.as_mut().ok_or_else(|| Error::internal("the connection is lent out"))
    }

    /// Cleans up after many writes: completes the search index and renews the planner's statistics.
    pub fn tidy(&mut self) -> Result<()> {
        if let Some(lease) = &mut self.lease {
            while search::index_some(lease, 1000)? > 0 {}
            lease.batch_execute("ANALYZE")?;
        }
        Ok(())
    }
}

/// The command line's open transaction. One failure ends all of it.
pub struct Together<'a> {
    operator: &'a mut Operator,
    tally: Tally,
}

impl Together<'_> {
    /// Works in a scope that is made from the connection.
    pub fn run<S: Scope, T>(&mut self, scope: impl FnOnce(Lease) -> S, work: impl FnOnce(&mut S) -> Result<T>) -> Result<T> {
        let lease = self.operator.lease.take().ok_or_else(|| Error::internal("the connection is lent out"))?;
        let mut scope = scope(lease);
        let result = work(&mut scope);
        let (lease, tally, _) = scope.leave().into_parts();
        self.operator.lease = Some(lease);
        self.tally.add(tally);
        result
    }
}

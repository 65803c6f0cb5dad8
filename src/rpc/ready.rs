//! A call of any method that can be made, and the outcome that it gives back.

use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::calling::Calling;
use super::decode::{Decoded, decode};
use super::envelope::Written;
use super::method::Answer;
use super::problems::Problems;
use super::tree::Tree;
use crate::auth::access::Access;
use crate::db::Database;
use crate::db::reads::Lease;
use crate::db::reply::Reply;
use crate::db::writes::{Done, Failed};
use crate::error::Result;

/// A call whose parameters have been read, as far as they could be without the database.
pub trait Ready: Send {
    /// Makes the call in a transaction of its own.
    fn run<'a>(self: Box<Self>, database: &'a Database, calling: Calling) -> Running<'a>;

    /// Whether the call may change something. Mostly the method's access says that.
    fn writes(&self, access: Access) -> bool {
        access.writes
    }

    /// Makes the call inside the caller's transaction, perhaps more than once. The caller has begun the transaction and will end
    /// it.
    fn run_inside(&self, lease: Lease, calling: Calling) -> (Lease, Result<Done, Failed>);
}

/// The outcome of a call that succeeded.
pub struct Returned {
    pub reply: Reply,
    /// The call that gives the next piece of a long list, which is the last thing in the response. The response of that call is a
    /// list of records, and nothing else.
    pub rest: Option<Rest>,
}

impl From<Reply> for Returned {
    fn from(reply: Reply) -> Self {
        Returned { reply, rest: None }
    }
}

/// The call that gives the next piece of a long list.
pub struct Rest {
    pub(super) ready: Box<dyn Ready>,
    pub(super) calling: Calling,
}

impl Rest {
    /// Reads the next piece, as a call of its own, with a whole deadline: the caller may have lost access meanwhile.
    pub async fn read(self, database: &Database, longest: Duration) -> Result<Returned> {
        let Rest { ready, mut calling } = self;
        calling.call = Arc::new(calling.call.until(Instant::now() + longest));
        ready.run(database, calling).await
    }
}

/// A call that is under way.
pub type Running<'a> = Pin<Box<dyn Future<Output = Result<Returned>> + 'a>>;

/// A call of a method that needs no database.
pub struct ReadAnswer<A: Answer> {
    method: Arc<A>,
    parameters: Result<Decoded<A::Parameters>, Problems>,
}

impl<A: Answer> ReadAnswer<A> {
    pub fn read(method: &Arc<A>, parameters: &Tree<'_>) -> Self {
        ReadAnswer { method: Arc::clone(method), parameters: decode(parameters) }
    }

    fn answer(&self, calling: &Calling) -> Result<Bytes> {
        match &self.parameters {
            Ok(Decoded { parameters, problems }) => {
                problems.clone().settle()?;
                self.method.answer(parameters, calling.call.spoken.language()).map(Written::into_reply)
            }
            Err(problems) => Err(problems.clone().refusal()),
        }
    }
}

impl<A: Answer> Ready for ReadAnswer<A> {
    fn run<'a>(self: Box<Self>, _: &'a Database, calling: Calling) -> Running<'a> {
        Box::pin(std::future::ready(self.answer(&calling).map(|body| Reply::from(body).into())))
    }

    fn run_inside(&self, lease: Lease, calling: Calling) -> (Lease, Result<Done, Failed>) {
        (lease, self.answer(&calling).map(Done::of_nothing).map_err(|cause| Failed { cause, wrote: false }))
    }
}

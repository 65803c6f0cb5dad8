//! Turns the text of a call into a call that can be made: it is read, admitted by the rate limit, found, and its parameters are
//! decoded. Long texts are read away from the threads that serve everybody.
//!
//! Invariants: a call with an unproven token is not decoded before the database knows the token. A body without a living
//! token is small. One caller's long bodies wait for each other.

use std::sync::Arc;
use std::time::Instant;

use actix_web::web;
use bytes::Bytes;

use super::Service;
use super::account::Account;
use super::heading::{Heading, Token};
use super::limits::Allowance;
use crate::auth::permission::Permission;
use crate::auth::token::Bearer;
use crate::db::call::Call;
use crate::db::idempotency::Retry;
use crate::db::ledger::Ledger;
use crate::error::{Error, Result};
use crate::fields::IdempotencyKey;
use crate::rpc::body::{Body, Dialect, Form, Sealed};
use crate::rpc::calling::Calling;
use crate::rpc::envelope::Envelope;
use crate::rpc::ready::{Ready, Returned};
use crate::sentences::Sentence;
use crate::turns::stand_back;

/// The length from which a text is read on a blocking thread, in its caller's turn. The slowest shorter text takes less than a
/// millisecond.
const LONG: usize = 16 * 1024;

/// The longest body without a living token, in bytes: calls that need no token are short.
pub const LONGEST_OF_A_STRANGER: usize = 64 * 1024;

/// A call as it was opened.
pub struct Opened {
    pub form: Form,
    pub account: Account,
    pub call: Result<ToMake>,
}

/// A call that can be made.
pub struct ToMake {
    position: usize,
    call: Arc<Call>,
    bearer: Option<Bearer>,
    ready: Box<dyn Ready>,
    /// Whether the call holds other calls.
    pub holds_calls: bool,
}

impl ToMake {
    pub async fn make(self, service: &Service, account: &mut Account) -> Result<Returned> {
        let ToMake { position, call, bearer, ready, .. } = self;
        let entry = service.registry.entries().get(position).ok_or_else(|| Error::internal("a method has no place in the registry"))?;
        let replied = entry.run(&service.database, Arc::clone(&call), bearer, ready).await;
        account.inside = call.ledger.take();
        replied
    }
}

/// Opens the body of a request. A long body, or an unproven token, is first checked with the database.
pub async fn open_body(service: &web::Data<Service>, heading: &mut Heading, body: Bytes, dialect: Dialect, deadline: Instant) -> Body {
    let is_long = body.len() > LONG;
    if is_long || !heading.is_proven {
        prove(service, heading, deadline).await;
    }
    if body.len() > LONGEST_OF_A_STRANGER
        && let Err(refused) = heading.token.bearer()
    {
        return Body::refused(refused);
    }
    if let Some(method) = heading.method.clone() {
        return Body::of_method(body, method);
    }
    if !is_long {
        return Body::open(&body, dialect);
    }
    let opened = elsewhere(service, heading, deadline, move || Body::open(&body, dialect)).await;
    opened.unwrap_or_else(Body::refused)
}

/// Asks the database whether the token is alive.
async fn prove(service: &Service, heading: &mut Heading, deadline: Instant) {
    let Token::Of(bearer) = &heading.token else { return };
    let presented = bearer.presented();
    let call = Arc::new(call_of(service, heading, String::new(), None, None, deadline));
    let asked = Calling { call, bearer: Some(bearer.clone()), permission: Permission::Any }.prove(&service.database).await;
    match asked {
        Ok(()) => {
            presented.into_iter().for_each(|token| service.house.regulars.accept(token));
            heading.is_proven = true;
        }
        Err(Error::Unauthenticated(why)) => heading.token = Token::Refused(*why),
        Err(Error::Unavailable(why) | Error::Contended(why)) => heading.token = Token::NotAsked(*why),
        Err(_) => heading.token = Token::NotAsked(Sentence::TokenNotLookedUp),
    }
}

/// Does work that may take long on a blocking thread, in the caller's turn.
async fn elsewhere<T: Send + 'static>(
    service: &Service,
    heading: &Heading,
    deadline: Instant,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    let bearer = if let Token::Of(bearer) = &heading.token { Some(bearer) } else { None };
    let asker = service.house.regulars.asker(bearer, None, heading.address, deadline);
    let turn = service.decoding.take(&asker).await?;
    let working = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        stand_back();
        work()
    });
    working.await.map_err(Error::internal)
}

/// Opens one call, on the thread that its length asks for.
pub async fn open(
    service: &web::Data<Service>,
    heading: &Arc<Heading>,
    mut sealed: Sealed,
    request_id: String,
    allowance: &mut Option<Allowance>,
    deadline: Instant,
) -> Opened {
    if sealed.length() <= LONG {
        return open_here(service, heading, &mut sealed, request_id, allowance, deadline);
    }
    let form = sealed.dialect().form();
    let (shared, heading_there, mut allowed) = (service.clone(), Arc::clone(heading), allowance.clone());
    let opening = move || {
        let opened = open_here(&shared, &heading_there, &mut sealed, request_id, &mut allowed, deadline);
        (opened, allowed)
    };
    match elsewhere(service, heading, deadline, opening).await {
        Ok((opened, allowed)) => {
            *allowance = allowed;
            opened
        }
        Err(cause) => Opened { form, account: Account::default(), call: Err(cause) },
    }
}

fn open_here(
    service: &Service,
    heading: &Heading,
    sealed: &mut Sealed,
    request_id: String,
    allowance: &mut Option<Allowance>,
    deadline: Instant,
) -> Opened {
    let item = sealed.open();
    let mut account = Account::default();
    let call = match item.call {
        Ok(envelope) => to_make(service, heading, envelope, request_id, allowance, deadline, &mut account),
        Err(error) => Err(allowance.as_mut().map_or(Ok(()), Allowance::admit).err().unwrap_or(error)),
    };
    Opened { form: item.form, account, call }
}

fn to_make(
    service: &Service,
    heading: &Heading,
    mut envelope: Envelope<'_>,
    request_id: String,
    allowance: &mut Option<Allowance>,
    deadline: Instant,
    account: &mut Account,
) -> Result<ToMake> {
    let module = heading.module.as_deref();
    account.position = service.registry.position(module, &envelope.method);
    allowance.as_mut().map_or(Ok(()), Allowance::admit)?;
    let (position, entry) = service.registry.find(module, &envelope.method)?;
    let key = IdempotencyKey::of_call(heading.key()?, envelope.key.take())?;
    let parameters = envelope.parameters()?;
    let calls_in = entry.calls_in(&parameters);
    let holds_calls = calls_in.is_some();
    if let (Some((parameter, calls)), Some(allowance)) = (calls_in, allowance)
        && calls > 1
    {
        // The calls inside a batch count, too; the batch itself stands for the first of them. They are admitted all or none.
        let bearer = heading.proven();
        allowance.admit_further(parameter, calls - 1, |calls| service.limits.take_further(bearer, heading.address, calls))?;
    }
    let bearer = if entry.access.signed_in { Some(heading.token.bearer()?) } else { None };
    account.user_id = bearer.as_ref().and_then(Bearer::user_id);
    account.application_token_id = bearer.as_ref().and_then(Bearer::application_token_id);
    let retry = key.map(|key| entry.retry(key, &parameters)).transpose()?.flatten();
    let call = Arc::new(call_of(service, heading, request_id, heading.origin()?, retry, deadline));
    let ready = entry.read(&service.registry, parameters);
    account.writes = ready.writes(entry.access);
    Ok(ToMake { position, call, bearer, ready, holds_calls })
}

fn call_of(
    service: &Service,
    heading: &Heading,
    request_id: String,
    origin: Option<String>,
    retry: Option<Retry>,
    deadline: Instant,
) -> Call {
    let (address, body, house) = (heading.address, heading.body.clone(), Arc::clone(&service.house));
    let (spoken, memory) = (Arc::clone(&heading.spoken), Arc::clone(&service.database.memory));
    Call { request_id, origin, address, deadline, retry, is_in_batch: false, ledger: Ledger::default(), body, spoken, house, memory }
}

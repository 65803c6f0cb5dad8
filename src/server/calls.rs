//! From a body to its answer: each call in it is admitted, found, made, logged and counted.
//!
//! What holds here: the calls of an array are made one after the other, so that a later one sees what an earlier one
//! wrote; each has a request id of its own, the request's with its place in the array; the first that fails stops none.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};

use super::intake::{Intake, receive, refusal};
use super::limits::Allowance;
use super::outgoing::Room;
use super::{Service, named, reply, request};
use crate::auth::application_token;
use crate::auth::token::{Bearer, Verified};
use crate::error::{Code, Error, Result};
use crate::house::Call;
use crate::house::flight::Permit;
use crate::rpc::batch::ledger::{Ledger, Made};
use crate::rpc::body::{Array, Body, Dialect, Form, Item};
use crate::rpc::envelope::{Envelope, Reply};
use crate::rpc::retry::Key;

/// When the answers to an array hold so many bytes, the rest of its calls is not made: what waits to be sent is in memory.
const MOST_ANSWERED: usize = 32 * 1024 * 1024;

/// Says that the reply is one that was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// One request, for the calls in it.
struct Received<'r> {
    request: &'r HttpRequest,
    service: &'r Service,
    request_id: &'r str,
    /// Counts the body as long as its calls are made.
    body: Option<Arc<Permit>>,
    room: Room,
}

/// What the log and the metrics know of a call at its end.
#[derive(Default)]
struct Account {
    position: Option<usize>,
    user_id: Option<i64>,
    application_token_id: Option<i64>,
    /// Whether it may have changed something.
    writes: bool,
    /// The calls that were made inside it.
    inside: Vec<Made>,
}

/// A call that was made, or refused.
struct Answered {
    /// What HTTP says if this is the only call.
    status: StatusCode,
    /// Nothing where nobody wants to know.
    answer: Option<Vec<u8>>,
    /// Whether the only call was answered as it was before.
    replayed: bool,
    retry_after_seconds: Option<u64>,
}

/// Answers one request.
pub async fn call(request: HttpRequest, payload: web::Payload, service: web::Data<Service>) -> HttpResponse {
    let started = Instant::now();
    let request_id = request::id(&request);
    let mut received = Received { request: &request, service: &service, request_id: &request_id, body: None, room: service.room(&request) };
    let mut payload = payload.into_inner();
    match receive(&request, &mut payload, &service).await {
        Ok(Intake { bytes, permit }) => {
            received.body = Some(permit);
            received.answer(Body::open(&bytes, request::dialect(&request)), started).await
        }
        Err(error) => refusal(received.answer(Body::refused(error), started).await, payload),
    }
}

impl Received<'_> {
    async fn answer(self, body: Body<'_>, started: Instant) -> HttpResponse {
        let mut allowance = self.allowance(body.calls());
        let Answered { status, answer, replayed, retry_after_seconds } = match body {
            Body::One(item) => self.make(item, self.request_id.to_owned(), &mut allowance, started).await,
            // One key can't be that of several calls.
            Body::Several(array) if self.request.headers().contains_key(request::IDEMPOTENCY_KEY) => {
                let message = "The header Idempotency-Key belongs to one call: in an array give each its own idempotency_key.";
                let refused = array.refused(Error::MalformedRequest(message.to_owned()));
                self.make(refused, self.request_id.to_owned(), &mut allowance, started).await
            }
            Body::Several(array) => self.make_each(array, &mut allowance).await,
        };
        let mut response = match answer {
            Some(answer) => {
                reply(status, self.request_id, self.service.reading(self.request_id).body(answer.into(), self.room.into_permit()))
            }
            None => named(HttpResponse::new(self.status_of_nothing()), self.request_id),
        };
        if replayed {
            response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
        }
        if let Some(seconds) = retry_after_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(allowance) = allowance {
            allowance.tell(response.headers_mut());
        }
        response
    }

    /// What may be done of this, where a limit is set.
    fn allowance(&self, calls: usize) -> Option<Allowance> {
        if !self.service.limits.are_set() {
            return None;
        }
        // A token that is no good is none: whoever makes them up shares the allowance of an address.
        let bearer = self.bearer().ok().flatten();
        self.service.limits.take(bearer.as_ref(), request::address(self.request, self.service.proxies), calls)
    }

    /// The clients that announce JSON-RPC in the content type take any status but 200 for a failure.
    fn status_of_nothing(&self) -> StatusCode {
        match request::dialect(self.request) {
            Dialect::JsonRpc => StatusCode::OK,
            Dialect::Envelope => StatusCode::NO_CONTENT,
        }
    }

    async fn make_each(&self, array: Array<'_>, allowance: &mut Option<Allowance>) -> Answered {
        let (mut answers, mut retry_after_seconds) = (Vec::new(), None);
        for (number, mut item) in array.into_items().enumerate() {
            if answers.len() > MOST_ANSWERED {
                item.call =
                    Err(Error::Unavailable("The answers to the calls before this one are too long. Send the rest anew.".to_owned()));
            }
            let made = self.make(item, format!("{}.{number}", self.request_id), allowance, Instant::now()).await;
            retry_after_seconds = retry_after_seconds.max(made.retry_after_seconds);
            if let Some(answer) = made.answer {
                answers.push(if answers.is_empty() { b'[' } else { b',' });
                answers.extend(answer);
            }
        }
        let answer = (!answers.is_empty()).then(|| {
            answers.push(b']');
            answers
        });
        Answered { status: StatusCode::OK, answer, replayed: false, retry_after_seconds }
    }

    /// Makes one call, and tells the log and the metrics.
    async fn make(&self, item: Item<'_>, request_id: String, allowance: &mut Option<Allowance>, started: Instant) -> Answered {
        let Item { form, call } = item;
        let mut account = Account::default();
        let result = match call {
            Ok(call) => self.run(call, &request_id, allowance, &mut account).await,
            Err(error) => Err(allowance.as_mut().map_or(Ok(()), Allowance::admit).err().unwrap_or(error)),
        };
        let result = result.and_then(|reply| {
            let answer = form.success(reply.body)?;
            self.take_room(&account, answer.as_ref().map_or(0, Vec::len))?;
            Ok((answer, reply.replayed))
        });
        self.note(result.as_ref().err(), &request_id, &account, started);
        let status = |number| StatusCode::from_u16(number).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        match result {
            Ok((answer, replayed)) => Answered { status: StatusCode::OK, answer, replayed, retry_after_seconds: None },
            Err(error) => {
                let (answer, error) = self.failure(&form, error, &request_id);
                Answered {
                    status: if form == Form::Envelope { status(error.code().status) } else { StatusCode::OK },
                    answer,
                    replayed: false,
                    retry_after_seconds: match error {
                        Error::RateLimited { retry_after_seconds, .. } => Some(retry_after_seconds),
                        _ => None,
                    },
                }
            }
        }
    }

    /// What was written is told in any case: to call it safe to try again would be a lie.
    fn take_room(&self, account: &Account, bytes: usize) -> Result<()> {
        if account.writes { self.room.take_in_any_case(bytes) } else { self.room.take(bytes) }
    }

    /// The answer to a call that failed, and the failure that it tells. Where it is long, and there is no room for it, it is
    /// told shortly that there is none.
    fn failure(&self, form: &Form, error: Error, request_id: &str) -> (Option<Vec<u8>>, Error) {
        const SHORT: usize = 4 * 1024;
        let answer = form.failure(&error, request_id);
        let length = answer.as_ref().map_or(0, Vec::len);
        if length <= SHORT {
            return (answer, error);
        }
        match self.room.take(length) {
            Ok(()) => (answer, error),
            Err(no_room) => (form.clone().with_short_id(SHORT / 4).failure(&no_room, request_id), no_room),
        }
    }

    async fn run(
        &self,
        mut call: Envelope<'_>,
        request_id: &str,
        allowance: &mut Option<Allowance>,
        account: &mut Account,
    ) -> Result<Reply> {
        let (service, module) = (self.service, self.request.match_info().get("module"));
        account.position = service.registry.position(module, &call.method);
        allowance.as_mut().map_or(Ok(()), Allowance::admit)?;
        let (_, entry) = service.registry.find(module, &call.method)?;
        account.writes = entry.access.writes;
        let key = Key::of_call(request::idempotency_key(self.request)?, call.key.take())?;
        let parameters = call.parameters()?;
        if let Some((parameter, calls)) = entry.calls_in(&parameters) {
            self.room.look()?;
            self.admit_further(parameter, calls.saturating_sub(1), allowance)?;
        }
        let bearer = if entry.access.signed_in { self.bearer()? } else { None };
        account.user_id = bearer.as_ref().and_then(Bearer::user_id);
        account.application_token_id = bearer.as_ref().and_then(Bearer::application_token_id);
        let presented = bearer.as_ref().and_then(Bearer::presented);
        let call = Call {
            request_id: request_id.to_owned(),
            origin: request::origin(self.request)?,
            address: request::address(self.request, service.proxies),
            retry: key.map(|key| entry.retry(key, &parameters)).transpose()?.flatten(),
            is_in_batch: false,
            ledger: Ledger::default(),
            body: self.body.clone(),
            house: Arc::clone(&service.house),
        };
        let call = Arc::new(call);
        let replied = entry.run(&service.registry, &service.database, Arc::clone(&call), bearer, parameters).await;
        account.inside = call.ledger.take();
        let reply = replied?;
        if let Some(presented) = presented {
            service.limits.accept(presented);
        }
        Ok(reply)
    }

    /// The calls inside a batch count, too; the batch itself stands for the first of them. They are admitted all or none.
    fn admit_further(&self, parameter: &str, calls: usize, allowance: &mut Option<Allowance>) -> Result<()> {
        match allowance {
            Some(allowance) if calls > 0 => {
                let bearer = self.bearer().ok().flatten();
                let address = request::address(self.request, self.service.proxies);
                allowance.admit_further(parameter, calls, |calls| self.service.limits.take_further(bearer.as_ref(), address, calls))
            }
            _ => Ok(()),
        }
    }

    /// Whom the token in the header speaks for; nothing where there is no token.
    fn bearer(&self) -> Result<Option<Bearer>> {
        let Some(token) = request::token(self.request)? else { return Ok(None) };
        let signer = &self.service.house.signer;
        let bearer = match self.request.app_data::<RefCell<Verified>>() {
            Some(verified) => verified.borrow_mut().bearer(signer, token),
            None => Verified::default().bearer(signer, token),
        };
        let refused = || if application_token::is_meant_by(token) { Error::dead_application_token() } else { Error::dead_token() };
        bearer.map(Some).ok_or_else(refused)
    }

    /// The log line of a call, and what is counted; and the same of each call inside it.
    fn note(&self, failure: Option<&Error>, request_id: &str, account: &Account, started: Instant) {
        for made in &account.inside {
            self.note_inside(made, failure.is_some(), account);
        }
        let Account { position, user_id, application_token_id, .. } = *account;
        let elapsed = started.elapsed();
        let (method, microseconds) = (self.count(position, failure.map(Error::code), elapsed), microseconds(elapsed));
        match failure {
            None => tracing::info!(request_id, method, user_id, application_token_id, microseconds, "call"),
            Some(error) => log_failure(error, request_id, method, account, microseconds),
        }
    }

    /// A call inside a batch that failed: what it did is undone, and it counts for nothing, unless it failed itself.
    fn note_inside(&self, made: &Made, undone: bool, account: &Account) {
        let Account { user_id, application_token_id, .. } = *account;
        let Made { request_id, position, failure, elapsed } = made;
        let microseconds = microseconds(*elapsed);
        match failure {
            None if undone => {
                let method = self.name(*position);
                tracing::info!(request_id, method, user_id, application_token_id, microseconds, "call undone");
            }
            None => {
                let method = self.count(*position, None, *elapsed);
                tracing::info!(request_id, method, user_id, application_token_id, microseconds, "call");
            }
            // What lies behind it, if anything does, is in the line of the batch.
            Some(Code { name: code, .. }) => {
                let method = self.count(*position, *failure, *elapsed);
                tracing::info!(request_id, method, user_id, application_token_id, microseconds, code, "call failed");
            }
        }
    }

    /// Counts a call, and gives the name of its method.
    fn count(&self, position: Option<usize>, failure: Option<Code>, elapsed: Duration) -> &str {
        let method = self.name(position);
        let instruments = position.and_then(|position| self.service.metrics.of(position));
        if let Some(instruments) = instruments {
            instruments.latency.observe(elapsed.as_secs_f64());
        }
        match (failure, instruments) {
            (Some(code), _) => self.service.metrics.failed(method, code),
            (None, Some(instruments)) => instruments.succeeded.inc(),
            (None, None) => {}
        }
        method
    }

    /// The name of a method; empty where none was found.
    fn name(&self, position: Option<usize>) -> &str {
        let entry = position.and_then(|position| self.service.registry.entries().get(position));
        entry.map_or("", |entry| entry.qualified.as_str())
    }
}

fn microseconds(elapsed: Duration) -> u64 {
    u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX)
}

/// An internal failure is logged with everything that led to it; the caller is told none of that.
fn log_failure(error: &Error, request_id: &str, method: &str, account: &Account, microseconds: u64) {
    let code = error.code().name;
    let Account { user_id, application_token_id, .. } = *account;
    match error {
        Error::Internal(cause) => {
            let mut chain = cause.to_string();
            let mut source = cause.source();
            while let Some(cause) = source {
                chain.push_str(": ");
                chain.push_str(&cause.to_string());
                source = cause.source();
            }
            tracing::error!(request_id, method, user_id, application_token_id, microseconds, code, cause = chain, "call failed");
        }
        Error::Unavailable(_) => tracing::warn!(request_id, method, user_id, application_token_id, microseconds, code, "call failed"),
        _ => tracing::info!(request_id, method, user_id, application_token_id, microseconds, code, "call failed"),
    }
}

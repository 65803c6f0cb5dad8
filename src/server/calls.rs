//! Makes the calls in a body and builds its answer: each call is admitted, found, made, logged and counted.
//!
//! Invariants: the calls of an array are made one after the other, so that a later one sees the writes of an earlier one.
//! Each has a request id of its own, the request's with its place in the array. A failed call stops no other.

use std::sync::Arc;
use std::time::Instant;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;

use super::account::Account;
use super::heading::Heading;
use super::intake::{Intake, receive, refusal};
use super::limits::Allowance;
use super::opening::{self, Opened, ToMake};
use super::outgoing::{self, Room};
use super::streaming::Beginning;
use super::{Service, named, reply, request, tell_language};
use crate::db::reply::Reply;
use crate::error::{Error, Result};
use crate::rpc::body::{Body, Dialect, Form, Sealed};
use crate::rpc::ready::{Rest, Returned};
use crate::sentences::{Language, Sentence};

/// The most bytes that the answers to an array may hold. The calls after that are not made: answers that wait to be sent are in
/// memory.
const MOST_ANSWERED: usize = 32 * 1024 * 1024;

/// The header that marks a reply as one that was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// One request, for the calls in it.
struct Received<'r> {
    service: &'r web::Data<Service>,
    heading: Arc<Heading>,
    dialect: Dialect,
    request_id: &'r str,
    room: Room,
}

/// A call that was made, or refused.
struct Answered {
    /// The HTTP status, if this is the only call.
    status: StatusCode,
    /// The answer; none for a notification.
    answer: Option<Answer>,
    /// The language of a reply that was given before; only of the only call.
    replayed: Option<Language>,
    retry_after_seconds: Option<u64>,
}

/// An answer, as far as it is in memory.
enum Answer {
    Whole(Bytes),
    InPieces(Beginning),
}

impl Answer {
    /// The bytes of the answer that are in memory.
    fn length(&self) -> usize {
        match self {
            Answer::Whole(answer) => answer.len(),
            Answer::InPieces(beginning) => beginning.length(),
        }
    }
}

/// Answers one request.
pub async fn call(request: HttpRequest, payload: web::Payload, service: web::Data<Service>) -> HttpResponse {
    let started = Instant::now();
    let (request_id, dialect) = (request::id(&request), request::dialect(&request));
    let mut heading = Heading::of(&request, &service);
    let room = service.room(heading.address);
    let has_key = request.headers().contains_key(request::IDEMPOTENCY_KEY);
    let mut payload = payload.into_inner();
    let received = receive(&request, &mut payload, &service, heading.address).await;
    let (body, is_refused) = match received {
        Ok(Intake { bytes, permit }) => {
            heading.body = Some(permit);
            (opening::open_body(&service, &mut heading, bytes, dialect, started + service.deadline).await, false)
        }
        Err(error) => (Body::refused(error), true),
    };
    let received = Received { service: &service, heading: Arc::new(heading), dialect, request_id: &request_id, room };
    let response = received.answer(body, has_key, started).await;
    if is_refused { refusal(&request, response, payload) } else { response }
}

/// The reply to a call that a form stands for.
pub struct FormReply {
    pub status: StatusCode,
    /// The reply, as any other caller would read it.
    pub reply: Bytes,
    pub retry_after_seconds: Option<u64>,
}

/// Makes the call that a page's form stands for, like any other call.
pub async fn call_of_form(
    service: &web::Data<Service>,
    heading: Heading,
    (method, parameters): (&str, Bytes),
    request_id: &str,
    started: Instant,
) -> FormReply {
    let room = service.room(heading.address);
    let received = Received { service, heading: Arc::new(heading), dialect: Dialect::Envelope, request_id, room };
    let mut allowance = received.allowance(1);
    let call = Sealed::Parameters { text: parameters, method: method.to_owned() };
    let Answered { status, answer, retry_after_seconds, .. } =
        received.make(call, request_id.to_owned(), &mut allowance, started, true).await;
    let reply = match answer {
        Some(Answer::Whole(reply)) => reply,
        // No method of a page answers with a long list.
        Some(Answer::InPieces(_)) | None => Bytes::new(),
    };
    FormReply { status, reply, retry_after_seconds }
}

impl Received<'_> {
    async fn answer(self, body: Body, has_key: bool, started: Instant) -> HttpResponse {
        let mut allowance = self.allowance(body.calls());
        let Answered { status, answer, replayed, retry_after_seconds } = match body {
            Body::One(sealed) => self.make(sealed, self.request_id.to_owned(), &mut allowance, started, true).await,
            // One key can't stand for several calls.
            Body::Several(items) if has_key => {
                let dialect = items.first().map_or(self.dialect, Sealed::dialect);
                let refused = Body::refused_array(dialect, Error::MalformedRequest(Sentence::IdempotencyHeaderOfArray.into()));
                self.make(refused, self.request_id.to_owned(), &mut allowance, started, true).await
            }
            Body::Several(items) => self.make_each(items, &mut allowance).await,
        };
        let mut response = match answer {
            Some(Answer::Whole(answer)) => reply(status, self.request_id, outgoing::body(answer, self.room.into_permit())),
            Some(Answer::InPieces(beginning)) => beginning.response(self.service.clone(), self.request_id, self.room.into_permit()),
            None => named(HttpResponse::new(self.status_of_nothing()), self.request_id),
        };
        if replayed.is_some() {
            response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
        }
        tell_language(replayed.unwrap_or_else(|| self.heading.spoken.language()), &mut response);
        if let Some(seconds) = retry_after_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(allowance) = allowance {
            allowance.tell(response.headers_mut());
        }
        response
    }

    /// The calls that this request may make under the rate limit; none if no limit is set.
    fn allowance(&self, calls: usize) -> Option<Allowance> {
        if !self.service.limits.are_set() {
            return None;
        }
        // An unproven token is no token: a caller who makes tokens up shares the allowance of an address.
        self.service.limits.take(self.heading.proven(), self.heading.address, calls)
    }

    /// The status of an empty answer. Clients that announce JSON-RPC in the content type take any status but 200 for a failure.
    fn status_of_nothing(&self) -> StatusCode {
        match self.dialect {
            Dialect::JsonRpc => StatusCode::OK,
            Dialect::Envelope => StatusCode::NO_CONTENT,
        }
    }

    async fn make_each(&self, items: Vec<Sealed>, allowance: &mut Option<Allowance>) -> Answered {
        let (mut answers, mut retry_after_seconds) = (Vec::new(), None);
        for (number, item) in items.into_iter().enumerate() {
            let item = if answers.len() > MOST_ANSWERED {
                Body::refused_array(item.dialect(), Error::Unavailable(Sentence::AnswersTooLong.into()))
            } else {
                item
            };
            let made = self.make(item, format!("{}.{number}", self.request_id), allowance, Instant::now(), false).await;
            retry_after_seconds = retry_after_seconds.max(made.retry_after_seconds);
            let answer = match made.answer {
                Some(Answer::Whole(answer)) => Some(answer),
                // An answer of an array is in memory as a whole.
                Some(Answer::InPieces(_)) | None => None,
            };
            if let Some(answer) = answer {
                answers.push(if answers.is_empty() { b'[' } else { b',' });
                answers.extend(answer);
            }
            // Other requests have their turn between two calls, however little these wait for.
            tokio::task::yield_now().await;
        }
        let answer = (!answers.is_empty()).then(|| {
            answers.push(b']');
            answers
        });
        Answered { status: StatusCode::OK, answer: answer.map(|answer| Answer::Whole(answer.into())), replayed: None, retry_after_seconds }
    }

    /// Begins an answer whose rest is still to be read. An item of an array is read at once.
    async fn begin(&self, form: &Form, body: Bytes, rest: Rest, is_alone: bool) -> Result<Option<Answer>> {
        match Beginning::of(form, body, rest)? {
            None => Ok(None),
            Some(beginning) if is_alone => Ok(Some(Answer::InPieces(beginning))),
            Some(beginning) => beginning.whole(self.service, MOST_ANSWERED).await.map(|answer| Some(Answer::Whole(answer.into()))),
        }
    }

    /// Makes one call, logs it and counts it.
    async fn make(
        &self,
        sealed: Sealed,
        request_id: String,
        allowance: &mut Option<Allowance>,
        started: Instant,
        is_alone: bool,
    ) -> Answered {
        let deadline = started + self.service.deadline;
        let Opened { form, mut account, call } =
            opening::open(self.service, &self.heading, sealed, request_id.clone(), allowance, deadline).await;
        let result = match call {
            Ok(call) => self.run(call, &mut account).await,
            Err(error) => Err(error),
        };
        let result = match result {
            Ok(Returned { reply, rest: Some(rest) }) => self.begin(&form, reply.body, rest, is_alone).await.map(|answer| (answer, None)),
            Ok(Returned { reply: Reply { body, replayed }, rest: None }) => {
                form.success(body).map(|answer| (answer.map(Answer::Whole), replayed))
            }
            Err(error) => Err(error),
        };
        let result = result.and_then(|(answer, replayed)| {
            self.take_room(&account, answer.as_ref().map_or(0, Answer::length))?;
            Ok((answer, replayed))
        });
        self.service.note(result.as_ref().err(), &request_id, &account, started);
        let status = |number| StatusCode::from_u16(number).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        match result {
            Ok((answer, replayed)) => Answered { status: StatusCode::OK, answer, replayed, retry_after_seconds: None },
            Err(error) => {
                let (answer, error) = self.failure(&form, error, &request_id);
                Answered {
                    status: if form == Form::Envelope { status(error.code().status) } else { StatusCode::OK },
                    answer: answer.map(|answer| Answer::Whole(answer.into())),
                    replayed: None,
                    retry_after_seconds: match error {
                        Error::RateLimited { retry_after_seconds, .. } => Some(retry_after_seconds),
                        _ => None,
                    },
                }
            }
        }
    }

    async fn run(&self, call: ToMake, account: &mut Account) -> Result<Returned> {
        if call.holds_calls {
            self.room.look()?;
        }
        call.make(self.service, account).await
    }

    /// Takes room for an answer. A write that was made is answered in any case: to call it safe to retry would be a lie.
    fn take_room(&self, account: &Account, bytes: usize) -> Result<()> {
        if account.writes { self.room.take_in_any_case(bytes) } else { self.room.take(bytes) }
    }

    /// The answer to a failed call, and the failure that it tells. If the answer is long and there is no room for it, a short
    /// answer says that there is none.
    fn failure(&self, form: &Form, error: Error, request_id: &str) -> (Option<Vec<u8>>, Error) {
        const SHORT: usize = 4 * 1024;
        let language = self.heading.spoken.language();
        let answer = form.failure(&error, request_id, language);
        let length = answer.as_ref().map_or(0, Vec::len);
        if length <= SHORT {
            return (answer, error);
        }
        match self.room.take(length) {
            Ok(()) => (answer, error),
            Err(no_room) => (form.clone().with_short_id(SHORT / 4).failure(&no_room, request_id, language), no_room),
        }
    }
}

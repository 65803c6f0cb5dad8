//! The head of a request, read once for all its calls: the caller, the address, the idempotency key.

use std::cell::RefCell;
use std::net::IpAddr;
use std::sync::Arc;

use actix_web::HttpRequest;

use super::{Service, request};
use crate::auth::application_token;
use crate::auth::token::{Bearer, Verified};
use crate::db::spoken::Spoken;
use crate::error::{Error, Result};
use crate::fields::IdempotencyKey;
use crate::house::flight::Permit;
use crate::sentences::Sentence;

/// The things that all calls of a request share. A mistake is kept as its sentence, for each call that needs it.
pub struct Heading {
    /// The module that the path names.
    pub module: Option<String>,
    /// The method that the path names, with its module: the body is then its parameters.
    pub method: Option<String>,
    key: Result<Option<IdempotencyKey>, Sentence>,
    origin: Result<Option<String>, Sentence>,
    pub token: Token,
    /// Whether the token was signed by us or found in the database, lately or for this request.
    pub is_proven: bool,
    pub address: IpAddr,
    /// The language in which failures are told.
    pub spoken: Arc<Spoken>,
    /// Counts the body as bytes in flight while its calls are made.
    pub body: Option<Arc<Permit>>,
}

/// The token in the header.
pub enum Token {
    /// No token came with the request.
    None,
    /// The token of this bearer: proven by its signature, or only by its form until the database was asked.
    Of(Bearer),
    /// The token is not ours, or dead.
    Refused(Sentence),
    /// The database could not be asked about the token.
    NotAsked(Sentence),
}

impl Heading {
    pub fn of(request: &HttpRequest, service: &Service) -> Self {
        let token = Token::of(request, service);
        let (module, method) = request::named(request);
        let is_proven = matches!(&token, Token::Of(bearer) if service.house.regulars.is_proven(bearer));
        let user_id = if let Token::Of(bearer) = &token { bearer.user_id() } else { None };
        let remembered = user_id.and_then(|user_id| service.database.memory.languages.of(user_id));
        Heading {
            module,
            method,
            key: request::idempotency_key(request),
            origin: request::origin(request),
            token,
            is_proven,
            address: request::address(request, service.proxies),
            spoken: Arc::new(request::spoken(request, service).remembering(remembered)),
            body: None,
        }
    }

    pub fn key(&self) -> Result<Option<IdempotencyKey>> {
        self.key.clone().map_err(|why| Error::MalformedRequest(why.into()))
    }

    pub fn origin(&self) -> Result<Option<String>> {
        self.origin.clone().map_err(|why| Error::MalformedRequest(why.into()))
    }

    /// The bearer, if the token is proven.
    pub fn proven(&self) -> Option<&Bearer> {
        match &self.token {
            Token::Of(bearer) if self.is_proven => Some(bearer),
            _ => None,
        }
    }
}

impl Token {
    fn of(request: &HttpRequest, service: &Service) -> Self {
        let token = match request::token(request) {
            Ok(Some(token)) => token,
            Ok(None) => return Token::None,
            Err(cause) => return Token::Refused(cause),
        };
        let signer = &service.house.signer;
        let bearer = match request.app_data::<RefCell<Verified>>() {
            Some(verified) => verified.borrow_mut().bearer(signer, token),
            None => Verified::default().bearer(signer, token),
        };
        let is_meant = application_token::is_meant_by(token);
        let refused = || if is_meant { Sentence::ApplicationTokenDead } else { Sentence::TokenDead };
        bearer.map_or_else(|| Token::Refused(refused()), Token::Of)
    }

    /// The bearer, for a method that is not open to all.
    pub fn bearer(&self) -> Result<Bearer> {
        match self {
            Token::None => Err(Error::without_token()),
            Token::Of(bearer) => Ok(bearer.clone()),
            Token::Refused(why) => Err(Error::Unauthenticated(why.clone().into())),
            Token::NotAsked(why) => Err(Error::Unavailable(why.clone().into())),
        }
    }
}

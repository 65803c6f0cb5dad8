//! HTTP: the one route, the limits, the log of each call, shutdown; and what is read with GET: health,
//! readiness, metrics, the definition.
//!
//! What holds here: every answer under /api is a reply of three keys and names its request id, also when the
//! request never became a call; a body counts against its limit after decompression; no log line holds a
//! password, a token or a body.

pub mod log;
pub mod metrics;
pub mod request;

use std::cell::RefCell;
use std::net::{SocketAddr, TcpListener};
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::dev::{ServerHandle, Service as _};
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};

use crate::auth::application_token;
use crate::auth::throttle::Throttle;
use crate::auth::token::{Bearer, Signer, Verified, random_name};
use crate::config::{Secret, Settings};
use crate::db::connection::{Purpose, check_sqlite_version, open};
use crate::db::reads::Weight;
use crate::db::uses::Uses;
use crate::db::{Database, accounts, migrate};
use crate::error::{Error, Result};
use crate::house::{Call, House};
use crate::modules;
use crate::rpc::description::describe;
use crate::rpc::envelope::{self, Envelope};
use crate::rpc::registry::Registry;
use metrics::Metrics;

/// Everything that answers a request.
pub struct Service {
    pub registry: Registry,
    pub database: Database,
    house: Arc<House>,
    metrics: Metrics,
    definition: String,
    body_limit: usize,
    proxies: usize,
}

impl Service {
    /// Brings the database up to date and opens it.
    pub fn open(settings: &Settings) -> Result<Self> {
        check_sqlite_version().map_err(Error::internal)?;
        for name in migrate::migrate(&settings.databases.primary)? {
            tracing::info!(migration = name, "applied");
        }
        let secret = match &settings.secret {
            Some(secret) => secret.clone(),
            None => kept_secret(settings)?,
        };
        let registry = modules::registry();
        let definition = describe(&registry).to_string();
        let database = Database::open(&settings.databases)?;
        let house = House {
            signer: Signer::new(&secret, settings.token_seconds),
            throttle: Throttle::default(),
            registration: settings.registration,
            totals: Arc::clone(&database.totals),
            uses: Uses::default(),
        };
        Ok(Service {
            metrics: Metrics::new(&registry)?,
            registry,
            database,
            house: Arc::new(house),
            definition,
            body_limit: settings.body_limit,
            proxies: settings.proxies,
        })
    }
}

/// The secret that the nodes on one database share: made by the first of them.
fn kept_secret(settings: &Settings) -> Result<Secret> {
    let proposal = format!("{}{}", random_name()?, random_name()?);
    let mut connection = open(&settings.databases.primary, Purpose::Write)?;
    Secret::new(accounts::setting(&mut connection, "secret", &proposal)?).map_err(Error::internal)
}

/// A service that listens.
pub struct Running {
    pub address: SocketAddr,
    pub handle: ServerHandle,
    /// Ends when the service has been stopped and has answered what it had taken.
    pub server: Pin<Box<dyn Future<Output = std::io::Result<()>>>>,
}

/// How long a client may take to send its headers, or its body.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long calls in flight may take after the service was told to stop.
const FAREWELL_SECONDS: u64 = 30;

/// Binds the address and starts to serve. Without `signals` only the handle stops it.
pub fn start(settings: &Settings, service: Service, signals: bool) -> std::io::Result<Running> {
    let listener = TcpListener::bind(settings.listen)?;
    let address = listener.local_addr()?;
    let service = web::Data::new(service);
    let kept = service.clone();
    let mut server = HttpServer::new(move || {
        App::new()
            .app_data(service.clone())
            .app_data(RefCell::new(Verified::default()))
            .wrap(actix_web::middleware::Compress::default())
            .wrap_fn(|mut request, application| {
                request::accept_some_encoding(&mut request);
                application.call(request)
            })
            .route("/api", web::post().to(call))
            .route("/api/{module}", web::post().to(call))
            .route("/healthz", web::get().to(health))
            .route("/readyz", web::get().to(readiness))
            .route("/metrics", web::get().to(measurements))
            .route("/openrpc.json", web::get().to(definition))
            .default_service(web::to(nothing_here))
    })
    .client_request_timeout(PATIENCE)
    .keep_alive(Duration::from_secs(75))
    .shutdown_timeout(FAREWELL_SECONDS);
    if let Some(workers) = settings.workers {
        server = server.workers(workers.max(1));
    }
    if !signals {
        server = server.disable_signals();
    }
    let server = server.listen(listener)?.run();
    Ok(Running { address, handle: server.handle(), server: Box::pin(serve(server, kept)) })
}

/// Serves until the service is stopped. Meanwhile, and at the end, it is written down when application tokens were used.
async fn serve(mut server: actix_web::dev::Server, service: web::Data<Service>) -> std::io::Result<()> {
    const PAUSE: Duration = Duration::from_secs(60);
    loop {
        let ended = tokio::time::timeout(PAUSE, &mut server).await;
        if let Err(cause) = service.house.uses.write(&service.database).await {
            tracing::warn!(%cause, "the last uses of application tokens could not be written");
        }
        if let Ok(ended) = ended {
            return ended;
        }
    }
}

/// What the log and the metrics know of a call at its end.
#[derive(Default)]
struct Account {
    position: Option<usize>,
    user_id: Option<i64>,
    application_token_id: Option<i64>,
}

async fn call(request: HttpRequest, payload: web::Payload, service: web::Data<Service>) -> HttpResponse {
    let started = Instant::now();
    let request_id = request::id(&request);
    let mut account = Account::default();
    let answer = answer(&request, payload, &service, &request_id, &mut account).await;
    let elapsed = started.elapsed();
    let entry = account.position.and_then(|position| service.registry.entries().get(position));
    let method = entry.map_or("", |entry| entry.qualified.as_str());
    let instruments = account.position.and_then(|position| service.metrics.of(position));
    if let Some(instruments) = instruments {
        instruments.latency.observe(elapsed.as_secs_f64());
    }
    let microseconds = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
    match answer {
        Ok(body) => {
            if let Some(instruments) = instruments {
                instruments.succeeded.inc();
            }
            let Account { user_id, application_token_id, .. } = account;
            tracing::info!(request_id, method, user_id, application_token_id, microseconds, "call");
            reply(StatusCode::OK, &request_id, body)
        }
        Err(error) => {
            let code = error.code();
            service.metrics.failed(method, code);
            log_failure(&error, &request_id, method, &account, microseconds);
            let status = StatusCode::from_u16(code.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let mut response = reply(status, &request_id, envelope::failure(&error, &request_id));
            if let Error::RateLimited { retry_after_seconds, .. } = error {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after_seconds));
            }
            response
        }
    }
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

async fn answer(
    request: &HttpRequest,
    payload: web::Payload,
    service: &Service,
    request_id: &str,
    account: &mut Account,
) -> Result<Vec<u8>> {
    request::check_content_type(request)?;
    let body = tokio::time::timeout(PATIENCE, request::body(request, payload, service.body_limit))
        .await
        .map_err(|_| Error::MalformedRequest("The body did not arrive in time.".to_owned()))??;
    let envelope = Envelope::open(&body)?;
    let (position, entry) = service.registry.find(request.match_info().get("module"), &envelope.method)?;
    account.position = Some(position);
    let bearer = if entry.access.signed_in { bearer(request, service)? } else { None };
    account.user_id = bearer.as_ref().and_then(Bearer::user_id);
    account.application_token_id = bearer.as_ref().and_then(Bearer::application_token_id);
    let call = Call {
        request_id: request_id.to_owned(),
        origin: request::origin(request)?,
        address: request::address(request, service.proxies),
        house: Arc::clone(&service.house),
    };
    entry.run(&service.database, Arc::new(call), bearer, envelope.parameters).await
}

/// Whom the token in the header speaks for; nothing where there is no token.
fn bearer(request: &HttpRequest, service: &Service) -> Result<Option<Bearer>> {
    let Some(token) = request::token(request)? else { return Ok(None) };
    let bearer = match request.app_data::<RefCell<Verified>>() {
        Some(verified) => verified.borrow_mut().bearer(&service.house.signer, token),
        None => Verified::default().bearer(&service.house.signer, token),
    };
    let refused = || if application_token::is_meant_by(token) { Error::dead_application_token() } else { Error::dead_token() };
    bearer.map(Some).ok_or_else(refused)
}

fn reply(status: StatusCode, request_id: &str, body: Vec<u8>) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CONTENT_TYPE, HeaderValue::from_static("application/json")));
    if let Ok(value) = HeaderValue::from_str(request_id) {
        response.insert_header((request::REQUEST_ID, value));
    }
    response.body(body)
}

/// Any other address, and any other verb.
async fn nothing_here(request: HttpRequest, service: web::Data<Service>) -> HttpResponse {
    let request_id = request::id(&request);
    let path = request.path();
    let is_call = path == "/api" || (path.starts_with("/api/") && path.matches('/').count() == 2);
    let error = if is_call && request.method() != Method::POST {
        Error::MalformedRequest("Calls are sent with POST.".to_owned())
    } else {
        Error::NotFound("There is nothing at this address. Calls are sent with POST /api.".to_owned())
    };
    service.metrics.failed("", error.code());
    let status = StatusCode::from_u16(error.code().status).unwrap_or(StatusCode::NOT_FOUND);
    reply(status, &request_id, envelope::failure(&error, &request_id))
}

/// An answer to who operates the service: no reply, but with a request id like one.
fn plain(request: &HttpRequest, status: StatusCode, content_type: &'static str, body: impl Into<Vec<u8>>) -> HttpResponse {
    let mut response = reply(status, &request::id(request), body.into());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

const TEXT: &str = "text/plain; charset=utf-8";

/// The process lives.
async fn health(request: HttpRequest) -> HttpResponse {
    plain(&request, StatusCode::OK, TEXT, "ok")
}

/// The database is reachable and has all migrations.
async fn readiness(request: HttpRequest, service: web::Data<Service>) -> HttpResponse {
    let current = service.database.reads.run(Weight::Long, |mut lease| {
        let current = migrate::is_current(&mut lease);
        (lease, current)
    });
    match current.await {
        Ok(true) => plain(&request, StatusCode::OK, TEXT, "ready"),
        _ => plain(&request, StatusCode::SERVICE_UNAVAILABLE, TEXT, "the database is not reachable, or lacks migrations"),
    }
}

async fn measurements(request: HttpRequest, service: web::Data<Service>) -> HttpResponse {
    match service.metrics.text(&service.database) {
        Ok(text) => plain(&request, StatusCode::OK, "text/plain; version=0.0.4; charset=utf-8", text),
        Err(_) => plain(&request, StatusCode::INTERNAL_SERVER_ERROR, TEXT, "the metrics can't be written"),
    }
}

async fn definition(request: HttpRequest, service: web::Data<Service>) -> HttpResponse {
    plain(&request, StatusCode::OK, "application/json", service.definition.clone())
}

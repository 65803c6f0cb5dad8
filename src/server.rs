//! HTTP: the one route for calls, shutdown, and the pages for GET: health, readiness, metrics, the definition, files; and the pages
//! behind links, whose forms are calls, too. The rooms below read a request, make, limit and log its calls, and say what a browser
//! may do.
//!
//! Invariants: every answer under /api names its request id and is a reply of three keys or a JSON-RPC response, also when
//! the request never became a call. Bodies and answers have a bound, alone and together. No log line holds a password, a token or
//! a body.

mod account;
mod ahead;
mod calls;
mod connection;
mod console;
mod cors;
mod definitions;
mod files;
mod heading;
mod inflate;
mod intake;
mod limits;
mod listener;
pub mod log;
pub mod metrics;
mod opening;
mod outgoing;
mod pages;
mod papers;
pub mod request;
mod streaming;

use std::cell::RefCell;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_http::error::DispatchError;
use actix_http::{Extensions, HttpServiceBuilder};
use actix_server::ServerBuilder;
use actix_service::{ServiceFactoryExt as _, map_config};
use actix_web::body::MessageBody;
use actix_web::dev::{AppConfig, ServerHandle, Service as _, ServiceFactory, ServiceRequest, ServiceResponse, fn_service};
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::rt::net::TcpStream;
use actix_web::{App, HttpRequest, HttpResponse, Route, guard, web};
use tokio::sync::Semaphore;

use crate::auth::network::network;
use crate::auth::regulars::Regulars;
use crate::auth::secret::Secret;
use crate::auth::signed_address::SignedAddresses;
use crate::auth::throttle::Throttle;
use crate::auth::token::{Signer, Verified, random_name};
use crate::auth::visits::Visits;
use crate::config::Settings;
use crate::db::connection::{Purpose, check_sqlite_version, open};
use crate::db::reads::Weight;
use crate::db::{Database, accounts, deliveries, migrate, one_time_links, outbox};
use crate::errand::{Errand, report};
use crate::error::{Error, Result};
use crate::house::House;
use crate::house::flight::{Direction, Flight};
use crate::mail::{self, LinkWriter, Relay};
use crate::printer::Printer;
use crate::rpc::envelope;
use crate::rpc::registry::Registry;
use crate::sentences::{Language, Sentence};
use crate::store::Store;
use crate::sweep::{self, Sweep};
use crate::turns::{Asker, Turns};
use crate::{courier, modules};
use ahead::{Answer, Answering};
use connection::{Connection, Patience};
use console::Console;
use cors::Origins;
use limits::Limits;
use metrics::Metrics;
use outgoing::Room;

/// Everything that answers a request.
pub struct Service {
    pub registry: Arc<Registry>,
    pub database: Database,
    house: Arc<House>,
    metrics: Metrics,
    limits: Limits,
    /// The turns of callers whose calls take long to read.
    decoding: Arc<Turns>,
    /// The longest time that a call may take.
    deadline: Duration,
    origins: Origins,
    body_limit: usize,
    bodies: Arc<Flight>,
    answers: Arc<Flight>,
    /// Bounds how many bodies are in the middle of being inflated.
    inflating: Semaphore,
    proxies: usize,
    relay: Option<Relay>,
    printer: Printer,
    /// The console for browsers, unless the service is without one.
    console: Option<Console>,
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
        let registry = Arc::new(modules::registry());
        definitions::make()?;
        let cores = std::thread::available_parallelism().map_err(Error::internal)?;
        let database = Database::open(&settings.databases, settings.deadline)?;
        let house = House {
            signer: Signer::new(&secret, settings.token_seconds),
            throttle: Throttle::default(),
            reset_requests: Throttle::default(),
            visits: Visits::new(settings.directory_calls_per_minute, settings.directory_leads_per_hour),
            regulars: Regulars::default(),
            registration: settings.registration,
            language: settings.language,
            profiles: settings.profiles,
            mails: settings.relay.is_some(),
            public_url: settings.public_url.clone(),
            addresses: Arc::new(SignedAddresses::new(&secret)?),
            store: Store::open(&settings.files)?,
            file_limit: settings.file_limit,
            guard: settings.guard.clone(),
        };
        let house = Arc::new(house);
        Ok(Service {
            metrics: Metrics::new(&registry)?,
            registry,
            printer: Printer::new(database.clone(), Arc::clone(&house)),
            database,
            house,
            limits: Limits::new(settings),
            decoding: decoding(),
            deadline: settings.deadline,
            origins: Origins::new(&settings.cors_origins),
            body_limit: settings.body_limit,
            bodies: Arc::new(Flight::new(Direction::In, settings.bytes_in_flight)),
            answers: Arc::new(Flight::new(Direction::Out, settings.bytes_in_flight)),
            inflating: Semaphore::new(cores.get()),
            proxies: settings.proxies,
            relay: settings.relay.clone(),
            console: settings.console.then(|| Console::new(settings.demo)),
        })
    }

    /// The removal of files that no record names.
    pub fn sweep(&self) -> Sweep {
        Sweep::new(self.database.clone(), Arc::clone(&self.house))
    }

    /// Room for the answer to a request from this address.
    fn room(&self, address: IpAddr) -> Room {
        Room::new(&self.answers, network(address))
    }
}

/// The turns for long bodies: as many are read at a time as there are cores, and half of them of one caller.
fn decoding() -> Arc<Turns> {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    Turns::new(cores, cores / 2)
}

/// The signing secret that the nodes on one database share. The first of them makes it.
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
    /// The threads that work beside the calls until dropped: deliveries to webhooks, the removal of files, and mails, if they are sent.
    pub errands: Vec<Errand>,
}

/// The longest time in seconds that calls in flight may take after the service was told to stop.
const FAREWELL_SECONDS: u64 = 30;

/// The longest time that a connection may be idle between two requests.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// The time that a client has to read a refusal while it is still sending the refused body.
const LAST_LOOK: Duration = Duration::from_secs(5);

/// A route for GET and HEAD.
fn read() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// Binds the address and starts to serve. Without `signals` only the handle stops it.
pub fn start(settings: &Settings, service: Service, signals: bool) -> std::io::Result<Running> {
    let listener = listener::bind(settings.listen, settings.write_timeout)?;
    let address = listener.local_addr()?;
    let database = || service.database.clone();
    let mut errands =
        vec![courier::start(database(), Arc::clone(&service.house), service.metrics.deliveries())?, sweep::start(service.sweep())?];
    match &service.relay {
        Some(relay) => {
            let writer = LinkWriter::of(&service.house);
            errands.push(mail::start(relay.clone(), database(), service.printer.clone(), service.metrics.mails(), writer)?);
        }
        None => tracing::info!("no SMTP server is set: notifications are stored and not mailed"),
    }
    let service = web::Data::new(service);
    let kept = service.clone();
    let patience = Patience::of(settings.write_timeout);
    let mut server = ServerBuilder::new().shutdown_timeout(FAREWELL_SECONDS);
    if let Some(workers) = settings.workers {
        server = server.workers(workers.max(1));
    }
    if !signals {
        server = server.disable_signals();
    }
    let farewell = server.graceful_shutdown_signal();
    let answering = move || {
        let farewell = farewell.clone();
        let http = HttpServiceBuilder::default()
            .client_request_timeout(intake::PATIENCE)
            .client_disconnect_timeout(LAST_LOOK)
            .keep_alive(KEEP_ALIVE)
            .local_addr(address)
            .on_connect_ext(|connection: &Connection, extensions: &mut Extensions| {
                extensions.insert(connection.ahead());
            })
            .graceful_shutdown_signal(move || {
                let farewell = farewell.clone();
                async move { farewell.notified().await }
            })
            .h1(map_config(application(service.clone()), |()| AppConfig::default()));
        fn_service(move |stream: TcpStream| async move {
            let peer = stream.peer_addr().ok();
            Ok::<_, DispatchError>((Connection::new(stream, patience), peer))
        })
        .and_then(http)
    };
    let server = server.listen("http", listener, answering)?.run();
    Ok(Running { address, handle: server.handle(), server: Box::pin(serve(server, kept)), errands })
}

/// The application: its routes, and the layers that each request passes on its way to them.
fn application(
    service: web::Data<Service>,
) -> App<
    impl ServiceFactory<ServiceRequest, Config = (), Response = ServiceResponse<impl MessageBody>, Error = actix_web::Error, InitError = ()>,
> {
    let origins = service.origins.clone();
    let with_console = service.console.is_some();
    App::new()
        .app_data(service)
        .app_data(RefCell::new(Verified::default()))
        .wrap_fn(|request, application| {
            let answering = Answering::begin(request.request());
            let answer = application.call(request);
            async move { Ok(answer.await?.map_body(|_, body| Answer::new(body, answering))) }
        })
        .wrap(actix_web::middleware::Compress::default())
        .wrap_fn(|mut request, application| {
            request::accept_some_encoding(&mut request);
            application.call(request)
        })
        .wrap_fn(move |request, application| {
            let (origins, named) = (origins.clone(), origins.named(request.headers()));
            let answering = application.call(request);
            async move {
                let mut answer = answering.await?;
                origins.permit(named, answer.headers_mut());
                Ok(answer)
            }
        })
        .route("/api", web::post().to(calls::call))
        .route("/api/{module}", web::post().to(calls::call))
        .route("/files/{id}", read().to(files::file))
        .route("/papers/{kind}/{id}", read().to(papers::paper))
        .configure(pages::routes)
        .configure(move |configuration| {
            if with_console {
                console::routes(configuration);
            }
        })
        .route("/healthz", read().to(health))
        .route("/readyz", read().to(readiness))
        .route("/metrics", read().to(measurements))
        .route("/openrpc.json", read().to(definitions::openrpc))
        .route("/openapi.json", read().to(definitions::openapi))
        .default_service(web::to(nothing_here))
}

/// Serves until the service is stopped. Meanwhile, and at the end, the uses of application tokens are written.
async fn serve(mut server: actix_web::dev::Server, service: web::Data<Service>) -> std::io::Result<()> {
    const PAUSE: Duration = Duration::from_secs(60);
    loop {
        let ended = tokio::time::timeout(PAUSE, &mut server).await;
        if let Err(cause) = service.database.memory.token_uses.write(&service.database).await {
            report(&cause, "the last uses of application tokens could not be written");
        }
        if let Ok(ended) = ended {
            return ended;
        }
    }
}

fn reply(status: StatusCode, request_id: &str, body: impl MessageBody + 'static) -> HttpResponse {
    let content_type = (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    named(HttpResponse::build(status).insert_header(content_type).body(body), request_id)
}

/// Adds the request id to an answer.
fn named(mut response: HttpResponse, request_id: &str) -> HttpResponse {
    if let Ok(value) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert(request::REQUEST_ID, value);
    }
    response
}

/// Answers any other address and any other verb.
async fn nothing_here(request: HttpRequest, service: web::Data<Service>) -> HttpResponse {
    let request_id = request::id(&request);
    let path = request.path();
    let below = |folder: &str| path.strip_prefix(folder).is_some_and(|rest| !rest.is_empty() && !rest.contains('/'));
    let (verbs, sentence) = if pages::PAGES.iter().any(|page| page.is_at(path)) {
        ("GET, HEAD, POST", Sentence::PageByGetAndPost)
    } else if path == "/api" || below("/api/") {
        if request.method() == Method::OPTIONS && service.origins.named(request.headers()).is_some() {
            return named(cors::preflight(), &request_id);
        }
        ("POST", Sentence::CallsByPost)
    } else if ["/healthz", "/readyz", "/metrics", "/openrpc.json", "/openapi.json"].contains(&path)
        || below("/files/")
        || papers::is_at(path)
        || service.console.is_some() && console::is_at(path)
    {
        ("GET, HEAD", Sentence::ReadByGet)
    } else {
        let error = Error::NotFound(Sentence::NothingAtAddress.into());
        return failed(&request, &service, &error, &request_id);
    };
    let mut response = failed(&request, &service, &Error::MalformedRequest(sentence.into()), &request_id);
    *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(verbs));
    response
}

/// The answer to a request that failed and was no call.
fn failed(request: &HttpRequest, service: &Service, error: &Error, request_id: &str) -> HttpResponse {
    service.metrics.failed("", error.code());
    let status = StatusCode::from_u16(error.code().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let language = request::spoken(request, service).language();
    let mut response = reply(status, request_id, envelope::failure(error, request_id, language));
    tell_language(language, &mut response);
    response
}

/// Names the language of an answer, and tells caches that another request may get another.
fn tell_language(language: Language, response: &mut HttpResponse) {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.code()));
    headers.append(header::VARY, HeaderValue::from_static("Accept-Language"));
}

/// An answer to the operator of the service: not a reply, but with a request id like one.
fn plain(request_id: &str, status: StatusCode, content_type: &'static str, body: impl MessageBody + 'static) -> HttpResponse {
    let mut response = reply(status, request_id, body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

const TEXT: &str = "text/plain; charset=utf-8";

/// Answers that the process lives.
async fn health(request: HttpRequest) -> HttpResponse {
    plain(&request::id(&request), StatusCode::OK, TEXT, "ok")
}

/// Answers whether the database is reachable and has all migrations.
async fn readiness(request: HttpRequest, service: web::Data<Service>) -> HttpResponse {
    const PATIENCE: Duration = Duration::from_secs(5);
    let asker = Asker { deadline: Instant::now() + PATIENCE, ..Asker::service() };
    let current = service.database.reads.run(Weight::Long, &asker, |mut lease| {
        let current = migrate::is_current(&mut lease);
        (lease, current)
    });
    let (status, text) = match current.await {
        _ if service.database.writes.are_halted() => {
            (StatusCode::SERVICE_UNAVAILABLE, "the disk failed at a commit: nothing is written until the database has been verified")
        }
        Ok(true) => (StatusCode::OK, "ready"),
        _ => (StatusCode::SERVICE_UNAVAILABLE, "the database is not reachable, or lacks migrations"),
    };
    plain(&request::id(&request), status, TEXT, text)
}

async fn measurements(request: HttpRequest, service: web::Data<Service>) -> HttpResponse {
    let (request_id, metrics) = (request::id(&request), &service.metrics);
    if service.house.mails
        && let Ok(waiting) = outbox::waiting(&service.database).await
        && let Ok(links) = one_time_links::waiting(&service.database).await
    {
        metrics.mails_waiting(waiting + links);
    }
    if let Ok(waiting) = deliveries::waiting(&service.database).await {
        metrics.deliveries_waiting(waiting);
    }
    metrics.bytes_in_flight("in", service.bodies.held());
    metrics.bytes_in_flight("out", service.answers.held());
    let room = service.room(request::address(&request, service.proxies));
    match metrics.text(&service.database).and_then(|text| room.take(text.len()).map(|()| text)) {
        Ok(text) => {
            let body = outgoing::body(text.into(), room.into_permit());
            plain(&request_id, StatusCode::OK, "text/plain; version=0.0.4; charset=utf-8", body)
        }
        Err(cause) => failed(&request, &service, &cause, &request_id),
    }
}

//! The baseline: the service's work written by hand, in a process of its own, without dispatch, authentication or checks. It is
//! the bound that the service is measured against.
//!
//! Invariants: the baseline runs as many actix-web workers as the service does, on the same SQLite with the same settings,
//! and its replies are the service's own, which each run verifies. The baseline is meant to be hard to beat, so that a good ratio
//! means something.

pub mod company;
pub mod lists;
pub mod opportunity;
pub mod reads;
pub mod writes;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use actix_web::http::header::ContentType;
use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpResponse, HttpServer, web};
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::Outcome;

/// The first argument of a process that serves the baseline.
pub const ARGUMENT: &str = "--serve-baseline";

/// The settings of the baseline's process, in the order of its arguments.
pub struct Settings {
    pub address: SocketAddr,
    pub workers: usize,
    pub database: PathBuf,
    /// The file with the service's reply to Ping.
    pub ping: PathBuf,
    /// The file with the service's reply to the first page.
    pub page: PathBuf,
    /// The user who makes the changes, as the service notes it.
    pub user_id: i64,
    /// The token's id in the changes, of the same length as a real one.
    pub token_id: String,
}

impl Settings {
    pub fn write(&self, command: &mut std::process::Command) {
        command.arg(ARGUMENT).arg(self.address.to_string()).arg(self.workers.to_string());
        command.arg(&self.database).arg(&self.ping).arg(&self.page).arg(self.user_id.to_string()).arg(&self.token_id);
    }

    fn read(mut arguments: impl Iterator<Item = String>) -> Option<Self> {
        Some(Settings {
            address: arguments.next()?.parse().ok()?,
            workers: arguments.next()?.parse().ok()?,
            database: arguments.next()?.into(),
            ping: arguments.next()?.into(),
            page: arguments.next()?.into(),
            user_id: arguments.next()?.parse().ok()?,
            token_id: arguments.next()?,
        })
    }
}

/// Serves until the process is told to end.
pub fn serve(arguments: impl Iterator<Item = String>) -> Outcome<()> {
    let settings = Settings::read(arguments).ok_or("the baseline's arguments are not whole")?;
    let constants =
        Data::new(Constants { ping: Bytes::from(std::fs::read(&settings.ping)?), page: Bytes::from(std::fs::read(&settings.page)?) });
    let place = Data::new(reads::Place(settings.database.clone()));
    let writer = Data::new(writes::Writer::start(&settings)?);
    actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || {
            App::new()
                .app_data(constants.clone())
                .app_data(place.clone())
                .app_data(writer.clone())
                .route("/constant/ping", web::post().to(constant_ping))
                .route("/constant/page", web::post().to(constant_page))
                .route("/page", web::post().to(reads::page))
                .route("/plain-page", web::post().to(reads::plain_page))
                .route("/list/{name}", web::post().to(lists::list))
                .route("/company/{id}", web::post().to(reads::company))
                .route("/opportunities", web::post().to(opportunity::page))
                .route("/create", web::post().to(writes::create))
                .route("/create-opportunity", web::post().to(writes::create_opportunity))
        });
        // Idle connections are kept as long as the service keeps them: a round of the other side may outlast actix-web's default
        // of five seconds.
        server.keep_alive(Duration::from_secs(75)).workers(settings.workers).bind(settings.address)?.run().await
    })?;
    Ok(())
}

struct Constants {
    ping: Bytes,
    page: Bytes,
}

async fn constant_ping(_body: Bytes, constants: Data<Constants>) -> HttpResponse {
    reply(constants.ping.clone())
}

async fn constant_page(_body: Bytes, constants: Data<Constants>) -> HttpResponse {
    reply(constants.page.clone())
}

fn reply(body: impl Into<Bytes>) -> HttpResponse {
    HttpResponse::Ok().insert_header(ContentType::json()).body(body.into())
}

/// A reply that tells the load generator what went wrong.
fn failure(cause: &dyn std::fmt::Display) -> HttpResponse {
    HttpResponse::InternalServerError().body(cause.to_string())
}

/// Opens the database with the settings that the service has.
pub fn open(path: &Path, pragmas: &str) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(32);
    connection.execute_batch(pragmas)?;
    Ok(connection)
}

//! Every setting, once: its flag, its environment variable, its default, its check.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use clap::Args;

use crate::auth::guard::{Guard, Network};
use crate::auth::one_time_link::PublicUrl;
use crate::auth::registration::{Profiles, Registration};
use crate::auth::secret::Secret;
use crate::db::connection::DatabaseAddress;
use crate::db::databases::{Databases, IDLE_TIMEOUT, LOCK_TIMEOUT};
use crate::mail::Relay;
use crate::sentences::Language;
use crate::store::Place;

/// The database settings of the command line.
#[derive(Debug, Clone, Args)]
pub struct DatabaseArguments {
    /// The database: sqlite:FILE or postgres://USER:PASSWORD@HOST/DATABASE; also from the file named by DATABASE_URL_FILE
    #[arg(long, env = "DATABASE_URL", default_value = "sqlite:ventanilla.db", hide_env_values = true, value_name = "URL")]
    pub database_url: String,
    /// A streaming replica for the methods that only read (PostgreSQL); also from the file named by DATABASE_REPLICA_URL_FILE
    #[arg(long, env = "DATABASE_REPLICA_URL", hide_env_values = true, value_name = "URL")]
    pub database_replica_url: Option<String>,
    /// Connections to PostgreSQL: so many for reading, so many for writing, so many to the replica
    #[arg(long, env = "VENTANILLA_CONNECTIONS", default_value_t = 16, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub connections: u32,
    /// How many seconds a write waits for what another write holds; then it is undone and answered as unavailable (PostgreSQL)
    #[arg(long, env = "VENTANILLA_LOCK_TIMEOUT", default_value_t = LOCK_TIMEOUT, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub lock_timeout: u32,
    /// How many seconds the database waits for a node in the middle of a write, such as one that is frozen or cut off; then it
    /// undoes that write and frees what the write held (PostgreSQL)
    #[arg(long, env = "VENTANILLA_IDLE_TIMEOUT", default_value_t = IDLE_TIMEOUT, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub idle_timeout: u32,
}

/// The settings of `serve` on the command line.
#[derive(Debug, Clone, Args)]
pub struct ServeArguments {
    #[command(flatten)]
    pub database: DatabaseArguments,
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, env = "VENTANILLA_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// The callers that may register
    #[arg(long, env = "VENTANILLA_REGISTRATION", default_value = "first", value_enum)]
    pub registration: Registration,
    /// The language of sentences and mails where neither the request nor the user says one: en or es
    #[arg(long, env = "VENTANILLA_LANGUAGE", default_value = "en", value_name = "LANGUAGE", value_parser = language)]
    pub language: Language,
    /// The callers that may create profiles, and then add others to them; by default anyone while registration is open, else
    /// managers
    #[arg(long, env = "VENTANILLA_PROFILES", value_enum)]
    pub profiles: Option<Profiles>,
    /// The secret that signs access tokens, 32 bytes or more; also from the file named by VENTANILLA_SECRET_FILE. By default it
    /// is made once and kept in the database
    #[arg(long, env = "VENTANILLA_SECRET", hide_env_values = true, value_name = "SECRET")]
    pub secret: Option<String>,
    /// How long an access token lives, in seconds
    #[arg(long, env = "VENTANILLA_TOKEN_SECONDS", default_value_t = 3600, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(60..=31_536_000))]
    pub token_seconds: u32,
    /// The largest request body in bytes, also after decompression
    #[arg(long, env = "VENTANILLA_BODY_LIMIT", default_value_t = 1_048_576, value_name = "BYTES")]
    pub body_limit: usize,
    /// How many bytes of bodies may be in memory at once while they are received and worked on, and as many of answers that are
    /// still to be read; one address may have three eighths
    #[arg(long, env = "VENTANILLA_BYTES_IN_FLIGHT", default_value_t = 67_108_864, value_name = "BYTES", value_parser = clap::value_parser!(u64).range(1_048_576..))]
    pub bytes_in_flight: u64,
    /// How many seconds a client may take nothing of its answer before its connection ends
    #[arg(long, env = "VENTANILLA_WRITE_TIMEOUT", default_value_t = 30, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub write_timeout: u32,
    /// Where files are kept: file:FOLDER or s3://BUCKET/PREFIX; by default in a folder beside the SQLite database
    /// (ventanilla-files for ventanilla.db), with PostgreSQL in ./ventanilla-files
    #[arg(long, env = "VENTANILLA_FILES", value_name = "PLACE")]
    pub files: Option<String>,
    /// The largest file in bytes; as base64 it must fit into a body, too
    #[arg(long, env = "VENTANILLA_FILE_LIMIT", default_value_t = 700_000, value_name = "BYTES")]
    pub file_limit: usize,
    /// How many seconds a call may take, waiting included; a call that has not ended by then is undone and answered as
    /// unavailable
    #[arg(long, env = "VENTANILLA_DEADLINE", default_value_t = 30, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub deadline: u32,
    /// Threads that take requests; by default the number of cores
    #[arg(long, env = "VENTANILLA_WORKERS", value_name = "NUMBER")]
    pub workers: Option<usize>,
    /// How many proxies in front add to X-Forwarded-For
    #[arg(long, env = "VENTANILLA_PROXIES", default_value_t = 0, value_name = "NUMBER")]
    pub proxies: usize,
    /// The server that mails notifications: smtps://USER:PASSWORD@HOST or smtp://USER:PASSWORD@HOST:587?tls=required; also from
    /// the file named by VENTANILLA_SMTP_URL_FILE. Without one notifications are stored and not mailed
    #[arg(long, env = "VENTANILLA_SMTP_URL", hide_env_values = true, value_name = "URL")]
    pub smtp_url: Option<String>,
    /// The sender of mails: ADDRESS or 'NAME <ADDRESS>'; an SMTP server needs it
    #[arg(long, env = "VENTANILLA_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,
    /// The address at which people reach the service: https://crm.example.com. Links in mails begin with it; without it none are sent
    #[arg(long, env = "VENTANILLA_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Networks into which webhooks may lead beside the public internet, also without encryption, separated by commas: 10.1.0.0/16,fd00::/8
    #[arg(long, env = "VENTANILLA_WEBHOOK_NETWORKS", value_delimiter = ',', value_name = "NETWORKS")]
    pub webhook_networks: Vec<String>,
    /// How many calls each token may make a minute; 0 is no limit
    #[arg(long, env = "VENTANILLA_CALLS_PER_MINUTE", default_value_t = 0, value_name = "NUMBER")]
    pub calls_per_minute: u32,
    /// How many calls without a valid token each address may make a minute; 0 is no limit
    #[arg(long, env = "VENTANILLA_ANONYMOUS_CALLS_PER_MINUTE", default_value_t = 0, value_name = "NUMBER")]
    pub anonymous_calls_per_minute: u32,
    /// How many calls of public directories each address may make a minute; 0 is no limit
    #[arg(long, env = "VENTANILLA_DIRECTORY_CALLS_PER_MINUTE", default_value_t = 60, value_name = "NUMBER")]
    pub directory_calls_per_minute: u32,
    /// How many leads each address may submit an hour through public directories; 0 is no limit
    #[arg(long, env = "VENTANILLA_DIRECTORY_LEADS_PER_HOUR", default_value_t = 5, value_name = "NUMBER")]
    pub directory_leads_per_hour: u32,
    /// Origins whose pages a browser may let call, separated by commas
    #[arg(long, env = "VENTANILLA_CORS_ORIGINS", value_delimiter = ',', value_name = "ORIGINS")]
    pub cors_origins: Vec<String>,
    /// The log's level: error, warn, info, debug, trace, or a filter such as ventanilla=debug
    #[arg(long, env = "VENTANILLA_LOG", default_value = "info", value_name = "FILTER")]
    pub log: String,
    /// Leave the console for browsers out
    #[arg(long, env = "VENTANILLA_NO_CONSOLE")]
    pub no_console: bool,
    /// Fill an empty database with a believable profile and print how to sign in
    #[arg(long)]
    pub demo: bool,
}

/// A language, by its code.
pub fn language(code: &str) -> Result<Language, String> {
    let known = Language::ALL.into_iter().find(|language| language.code() == code);
    known.ok_or_else(|| "the languages are en and es".to_owned())
}

/// The service's settings, checked.
#[derive(Debug, Clone)]
pub struct Settings {
    pub databases: Databases,
    pub listen: SocketAddr,
    pub registration: Registration,
    pub language: Language,
    pub profiles: Profiles,
    pub secret: Option<Secret>,
    pub token_seconds: u32,
    pub body_limit: usize,
    /// The limit in each direction.
    pub bytes_in_flight: usize,
    pub write_timeout: Duration,
    pub files: Place,
    pub file_limit: usize,
    /// The longest time that a call may take.
    pub deadline: Duration,
    pub workers: Option<usize>,
    pub proxies: usize,
    /// The SMTP server for notifications; without it they are stored and not mailed.
    pub relay: Option<Relay>,
    /// The address with which links begin; without it there are none.
    pub public_url: Option<PublicUrl>,
    /// Decides where webhooks may lead.
    pub guard: Guard,
    pub calls_per_minute: u32,
    pub anonymous_calls_per_minute: u32,
    pub directory_calls_per_minute: u32,
    pub directory_leads_per_hour: u32,
    pub cors_origins: Vec<String>,
    /// Whether browsers find the console.
    pub console: bool,
    /// Whether the console tells how to sign in to the demonstration.
    pub demo: bool,
}

impl DatabaseArguments {
    pub fn check(&self) -> Result<Databases, String> {
        let url = from_file("DATABASE_URL")?.unwrap_or_else(|| self.database_url.clone());
        let replica = from_file("DATABASE_REPLICA_URL")?.or_else(|| self.database_replica_url.clone());
        let primary = DatabaseAddress::parse(&url).map_err(|cause| format!("DATABASE_URL: {cause}"))?;
        let replica =
            replica.map(|url| DatabaseAddress::parse(&url)).transpose().map_err(|cause| format!("DATABASE_REPLICA_URL: {cause}"))?;
        if replica.is_some() && matches!(primary, DatabaseAddress::Sqlite(_)) {
            return Err("DATABASE_REPLICA_URL: only PostgreSQL has replicas".to_owned());
        }
        let seconds = |number: u32| Duration::from_secs(number.into());
        let (lock_timeout, idle_timeout) = (seconds(self.lock_timeout), seconds(self.idle_timeout));
        Ok(Databases { primary, replica, connections: self.connections, lock_timeout, idle_timeout })
    }
}

impl ServeArguments {
    pub fn check(&self) -> Result<Settings, String> {
        let secret = from_file("VENTANILLA_SECRET")?.or_else(|| self.secret.clone());
        let databases = self.database.check()?;
        let files = self.files.as_deref().map(Place::parse).transpose().map_err(|cause| format!("VENTANILLA_FILES: {cause}"))?;
        let smtp_url = from_file("VENTANILLA_SMTP_URL")?.or_else(|| self.smtp_url.clone());
        let cors_origins = listed(&self.cors_origins);
        cors_origins.iter().try_for_each(|origin| check_origin(origin)).map_err(|cause| format!("VENTANILLA_CORS_ORIGINS: {cause}"))?;
        let networks: Result<Vec<Network>, String> = listed(&self.webhook_networks).iter().map(|network| network.parse()).collect();
        Ok(Settings {
            files: files.unwrap_or_else(|| files_beside(&databases.primary)),
            databases,
            listen: self.listen,
            registration: self.registration,
            language: self.language,
            profiles: self.profiles()?,
            secret: secret.map(Secret::new).transpose().map_err(|cause| format!("VENTANILLA_SECRET: {cause}"))?,
            token_seconds: self.token_seconds,
            body_limit: self.body_limit,
            bytes_in_flight: usize::try_from(self.bytes_in_flight).unwrap_or(usize::MAX),
            write_timeout: Duration::from_secs(self.write_timeout.into()),
            file_limit: self.file_limit,
            deadline: Duration::from_secs(self.deadline.into()),
            workers: self.workers,
            proxies: self.proxies,
            relay: smtp_url.map(|url| self.relay(&url)).transpose()?,
            public_url: self.public_url()?,
            guard: Guard::new(networks.map_err(|cause| format!("VENTANILLA_WEBHOOK_NETWORKS: {cause}"))?),
            calls_per_minute: self.calls_per_minute,
            anonymous_calls_per_minute: self.anonymous_calls_per_minute,
            directory_calls_per_minute: self.directory_calls_per_minute,
            directory_leads_per_hour: self.directory_leads_per_hour,
            cors_origins,
            console: !self.no_console,
            demo: self.demo,
        })
    }

    fn profiles(&self) -> Result<Profiles, String> {
        let profiles = self.profiles.unwrap_or_else(|| Profiles::beside(self.registration));
        if (profiles, self.registration) == (Profiles::Operator, Registration::Open) {
            let message =
                "VENTANILLA_PROFILES: with open registration anyone creates a profile by registering; operator needs first or closed";
            return Err(message.to_owned());
        }
        Ok(profiles)
    }

    fn public_url(&self) -> Result<Option<PublicUrl>, String> {
        let public_url = self.public_url.as_deref().map(PublicUrl::parse).transpose();
        public_url.map_err(|cause| format!("VENTANILLA_PUBLIC_URL: {cause}"))
    }

    fn relay(&self, url: &str) -> Result<Relay, String> {
        let from =
            self.mail_from.as_deref().ok_or("VENTANILLA_MAIL_FROM: an SMTP server is set, and it is not said whom mails come from")?;
        Relay::new(url, from)
    }
}

/// The default place of files: beside a SQLite database, `ventanilla-files` for `ventanilla.db`; with PostgreSQL in the folder in
/// which the service is started.
fn files_beside(database: &DatabaseAddress) -> Place {
    let database = match database {
        DatabaseAddress::Sqlite(path) => Path::new(path),
        DatabaseAddress::Postgres(_) => Path::new("ventanilla"),
    };
    let name = database.file_stem().unwrap_or_default().to_string_lossy();
    Place::Folder(database.with_file_name(format!("{name}-files")))
}

/// The items of a list that is separated by commas.
fn listed(items: &[String]) -> Vec<String> {
    items.iter().map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
}

/// Checks that an origin is written as a browser writes it; else it would never match.
fn check_origin(origin: &str) -> Result<(), String> {
    let (scheme, host) = origin.split_once("://").unwrap_or_default();
    let default_port = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => "",
    };
    let is_plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && !byte.is_ascii_uppercase());
    if !is_plain(scheme) || !is_plain(host) || host.contains(['/', '?', '#', '@', '*', ',']) {
        return Err(format!("'{origin}' is not an origin as a browser sends it, such as https://crm.example.com or http://localhost:5173"));
    }
    if !default_port.is_empty() && host.ends_with(default_port) {
        return Err(format!("a browser leaves out the {default_port} of '{origin}'; leave it out, too"));
    }
    Ok(())
}

/// A secret from a file, as systems that hand out secrets provide it: `NAME_FILE` names the file.
fn from_file(name: &str) -> Result<Option<String>, String> {
    let Ok(path) = std::env::var(format!("{name}_FILE")) else { return Ok(None) };
    match std::fs::read_to_string(&path) {
        Ok(content) => Ok(Some(content.trim_end_matches(['\n', '\r']).to_owned())),
        Err(cause) => Err(format!("{name}_FILE: {path} can't be read: {cause}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_a_browser_sends_it() {
        for origin in ["https://crm.example.com", "http://localhost:5173", "http://[::1]:3000", "capacitor://localhost", "https://a:8443"] {
            assert_eq!(check_origin(origin), Ok(()), "{origin}");
        }
        for origin in [
            "",
            "*",
            "null",
            "crm.example.com",
            "https://",
            "://a",
            "https://*.example.com",
            "https://crm.example.com/",
            "https://A.example.com",
            "HTTPS://a.example.com",
            "https://a b",
            "https://a:443",
            "http://a:80",
            "https://user@a",
            "https://a,https://b",
            "https://ä.example",
        ] {
            assert!(check_origin(origin).is_err(), "{origin}");
        }
    }

    #[test]
    fn files_are_kept_beside_the_database_unless_something_else_is_said() {
        for (database, folder) in [
            ("sqlite:ventanilla.db", "ventanilla-files"),
            ("sqlite:/var/lib/ventanilla/crm.db", "/var/lib/ventanilla/crm-files"),
            ("sqlite:data/crm", "data/crm-files"),
            ("postgres://localhost/crm", "ventanilla-files"),
        ] {
            assert_eq!(files_beside(&DatabaseAddress::parse(database).unwrap()), Place::Folder(folder.into()), "{database}");
        }
    }
}

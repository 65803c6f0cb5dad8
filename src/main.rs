//! The command line.

use std::io::{IsTerminal, Read, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use tracing_subscriber::EnvFilter;
use ventanilla::auth::password::Password;
use ventanilla::auth::registration::Registration;
use ventanilla::auth::role::Role;
use ventanilla::client;
use ventanilla::config::{DatabaseArguments, ServeArguments, language};
use ventanilla::db::accounts::NewUser;
use ventanilla::db::backup::backup;
use ventanilla::db::call::Call;
use ventanilla::db::migrate::migrate;
use ventanilla::db::scope::Newcomer;
use ventanilla::db::writes::Operator;
use ventanilla::error::Error;
use ventanilla::fields::leaf::{Leaf, Written};
use ventanilla::fields::{Email, Instant, Key, SignInEmail, Text};
use ventanilla::modules::catalogs::default_entries;
use ventanilla::records::profile::NewProfile;
use ventanilla::rpc::description::openapi::{Version, openapi};
use ventanilla::rpc::description::{describe, markdown, postman};
use ventanilla::sentences::Language;
use ventanilla::server::log::{JsonLine, Pile};
use ventanilla::server::{Service, start};
use ventanilla::{demo, modules};

/// The allocator. A page of fifty companies is a thousand small texts, made and dropped: a fifth faster than with glibc's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Gives free memory back to the system at once. The allocator would keep it for ten seconds, and a large list of each of
/// many threads in turn is a hundred megabytes.
fn give_memory_back() {
    // `mi_option_purge_delay` of mimalloc.h, in milliseconds.
    const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;
    // SAFETY: sets a number that the allocator reads when something is freed.
    unsafe { libmimalloc_sys::mi_option_set(PURGE_DELAY, 0) };
}

/// A self-hosted CRM behind one POST endpoint
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the service
    Serve(Box<ServeArguments>),
    /// Bring the database up to date, as `serve` does at its start
    Migrate(DatabaseArguments),
    /// Manage users
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Manage profiles
    Profile {
        #[command(subcommand)]
        command: ProfileCommand,
    },
    /// Fill an empty database with a believable profile, to measure with
    Demo {
        #[command(flatten)]
        database: DatabaseArguments,
        /// The number of companies
        #[arg(long, default_value_t = demo::COMPANIES, value_name = "NUMBER")]
        companies: usize,
    },
    /// Write a client of the service in another language
    Client {
        language: client::Language,
        /// The file to write; standard output by default
        #[arg(long, value_name = "FILE")]
        output: Option<String>,
    },
    /// Write the definition of all methods for other tools
    Describe {
        format: Format,
        /// The language of summaries: en or es
        #[arg(long, default_value = "en", value_name = "LANGUAGE", value_parser = language)]
        language: Language,
        /// The version of OpenAPI
        #[arg(long, default_value = "3.1", value_name = "VERSION", value_parser = openapi_version)]
        openapi_version: Version,
        /// The file to write; standard output by default
        #[arg(long, value_name = "FILE")]
        output: Option<String>,
    },
    /// Copy a SQLite database into a new file while it is in use
    Backup {
        #[command(flatten)]
        database: DatabaseArguments,
        /// The new file
        file: String,
    },
}

/// A form of the definition.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// OpenRPC 1.4, as GET /openrpc.json
    #[value(name = "openrpc")]
    OpenRpc,
    /// OpenAPI, as GET /openapi.json
    #[value(name = "openapi")]
    OpenApi,
    /// A collection for Postman, version 2.1
    Postman,
    /// One page to read
    Markdown,
}

#[derive(Subcommand)]
enum UserCommand {
    /// Make a user with a first profile. The password is read from standard input
    Create {
        #[command(flatten)]
        database: DatabaseArguments,
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: String,
        /// The name of the user's first profile
        #[arg(long)]
        company: String,
    },
    /// Set another password for a user, which ends all their sessions. The password is read from standard input
    ResetPassword {
        #[command(flatten)]
        database: DatabaseArguments,
        #[arg(long)]
        email: String,
    },
}

#[derive(Subcommand)]
enum ProfileCommand {
    /// Make another profile of a user, who manages it
    Create {
        #[command(flatten)]
        database: DatabaseArguments,
        /// The name of the profile
        #[arg(long)]
        name: String,
        /// The e-mail address of the user who manages it
        #[arg(long)]
        manager: String,
        /// The time zone, by its name in the IANA database, such as America/Mexico_City
        #[arg(long, default_value = "UTC", value_name = "ZONE")]
        time_zone: String,
        /// The language of its mails and pages; the service's by default
        #[arg(long, value_name = "LANGUAGE", value_parser = language)]
        language: Option<Language>,
        /// The name in web addresses; made from the name by default
        #[arg(long)]
        slug: Option<String>,
    },
    /// Add a user who has an account to a profile
    AddUser {
        #[command(flatten)]
        database: DatabaseArguments,
        /// The id of the profile
        #[arg(long)]
        profile: i64,
        #[arg(long)]
        email: String,
        #[arg(long, value_parser = ["viewer", "member", "manager"])]
        role: String,
    },
}

type CommandResult = Result<(), Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    give_memory_back();
    let command = Arguments::parse().command;
    if !matches!(command, Command::Serve(_)) {
        tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(tracing::Level::WARN).without_time().init();
    }
    let outcome = match command {
        Command::Serve(arguments) => serve(&arguments),
        Command::Migrate(arguments) => apply(&arguments),
        Command::User { command: UserCommand::Create { database, email, name, company } } => create_user(&database, &email, name, &company),
        Command::User { command: UserCommand::ResetPassword { database, email } } => reset_password(&database, &email),
        Command::Profile { command: ProfileCommand::AddUser { database, profile, email, role } } => {
            add_user(&database, profile, &email, &role)
        }
        Command::Profile { command: ProfileCommand::Create { database, name, manager, time_zone, language, slug } } => {
            let settings = NewProfileArguments { name, time_zone, language, slug };
            create_profile(&database, &manager, &settings)
        }
        Command::Demo { database, companies } => fill(&database, companies),
        Command::Client { language, output } => write_client(language, output.as_deref()),
        Command::Describe { format, language, openapi_version, output } => {
            write_definition(format, language, openapi_version, output.as_deref())
        }
        Command::Backup { database, file } => copy(&database, &file),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            // A client is told nothing of the cause of an internal failure; an operator is.
            let cause = match cause.downcast_ref::<Error>() {
                Some(Error::Internal(inner)) => &**inner,
                _ => &*cause as &dyn std::error::Error,
            };
            eprintln!("ventanilla: {cause}");
            let mut source = cause.source();
            while let Some(cause) = source {
                eprintln!("  because {cause}");
                source = cause.source();
            }
            ExitCode::FAILURE
        }
    }
}

fn serve(arguments: &ServeArguments) -> CommandResult {
    let settings = arguments.check()?;
    let filter = EnvFilter::try_new(&arguments.log).map_err(|cause| format!("VENTANILLA_LOG: {cause}"))?;
    let (pile, _last_lines) = Pile::new()?;
    tracing_subscriber::fmt().event_format(JsonLine).with_env_filter(filter).with_writer(pile).init();
    migrate(&settings.databases.primary)?;
    let filled = arguments.demo && demo::fill(&settings.databases.primary, demo::COMPANIES, |_| ())?;
    actix_web::rt::System::new().block_on(async {
        let service = Service::open(&settings)?;
        let running = start(&settings, service, true)?;
        tracing::info!(address = %running.address, database = %settings.databases.primary, "listening");
        if arguments.demo {
            greet(&format!("http://{}", running.address), filled);
        }
        running.server.await?;
        drop(running.errands);
        tracing::info!("stopped");
        Ok(())
    })
}

/// Prints how to sign in to the demonstration, with a line to paste.
fn greet(address: &str, filled: bool) {
    if !filled {
        println!("The database was not empty: nothing was added to it. If it was filled with --demo before, this still works.");
    }
    let (email, password) = (demo::EMAIL, demo::PASSWORD);
    println!(
        "\nVentanilla answers at {address}/api. Sign in as {email} with the password {password}.\n\
         Paste this to sign in and see the first companies:\n\n\
         TOKEN=$(curl -s {address}/api -H 'Content-Type: application/json' -d '{{\"method\": \"Auth.Login\", \"parameters\": {{\"email\": \"{email}\", \"password\": \"{password}\"}}}}' | sed 's/.*\"token\":\"\\([^\"]*\\)\".*/\\1/') && \
         curl -s {address}/api -H 'Content-Type: application/json' -H \"Authorization: Bearer $TOKEN\" -d '{{\"method\": \"GetCompanies\", \"parameters\": {{\"profile_id\": 1, \"pagination\": 3}}}}'\n"
    );
}

fn apply(arguments: &DatabaseArguments) -> CommandResult {
    let applied = migrate(&arguments.check()?.primary)?;
    match applied.len() {
        0 => println!("The database is up to date."),
        number => println!("Applied {number}: {}.", applied.join(", ")),
    }
    Ok(())
}

fn create_user(arguments: &DatabaseArguments, email: &str, name: String, company: &str) -> CommandResult {
    let databases = arguments.check()?;
    let password = new_password()?;
    let email: Email = read(email)?;
    let user = NewUser { email, name, mobile: None, password: password.hash()? };
    migrate(&databases.primary)?;
    let call = Call::of_operator(Registration::Open)?;
    let (user, profile) = Operator::open(&databases.primary)?.run(
        |lease| Newcomer::of_operator(lease, call, Instant::now()),
        |newcomer| Ok((newcomer.register(user)?.user, newcomer.found_profile(NewProfile::named(company), default_entries())?)),
    )?;
    println!("Made user {} ({}), who manages profile {} ({}).", user.id, user.email, profile.id, profile.name);
    Ok(())
}

fn reset_password(arguments: &DatabaseArguments, address: &str) -> CommandResult {
    let databases = arguments.check()?;
    let password = new_password()?.hash()?;
    let email: SignInEmail = read(address)?;
    migrate(&databases.primary)?;
    let call = Call::of_operator(Registration::Closed)?;
    let user = Operator::open(&databases.primary)?.run(
        |lease| Newcomer::of_operator(lease, call, Instant::now()),
        |newcomer| newcomer.replace_password_of(email.as_email(), &password),
    )?;
    let user = user.ok_or_else(|| format!("there is no user {address}"))?;
    println!("Set the password of user {} ({}), whose sessions have ended.", user.id, user.email);
    Ok(())
}

/// A new password from standard input.
fn new_password() -> Result<Password, Box<dyn std::error::Error>> {
    if std::io::stdin().is_terminal() {
        eprintln!("Type the password and end it with Control-D:");
    }
    let mut password = String::new();
    std::io::stdin().read_to_string(&mut password)?;
    let password = Password::new(password.trim_end_matches(['\n', '\r']));
    password.check_new().map_err(|violation| violation.sentence.to_string())?;
    Ok(password)
}

/// An argument, read as the same parameter of a method is.
fn read<L: Leaf>(argument: &str) -> Result<L, String> {
    L::read(Written::Text(argument)).map_err(|violation| violation.sentence.to_string())
}

fn add_user(arguments: &DatabaseArguments, profile_id: i64, address: &str, role: &str) -> CommandResult {
    let databases = arguments.check()?;
    let (email, role): (SignInEmail, Role) = (read(address)?, Role::parse(role)?);
    migrate(&databases.primary)?;
    let call = Call::of_operator(Registration::Closed)?;
    let user = Operator::open(&databases.primary)?.run(
        |lease| Newcomer::of_operator(lease, call, Instant::now()),
        |newcomer| newcomer.add_member(email.as_email(), profile_id, role),
    )?;
    println!("Added user {} ({}) to profile {profile_id} as {}.", user.id, user.email, role.name());
    Ok(())
}

/// The first settings of a profile, as they were written.
struct NewProfileArguments {
    name: String,
    time_zone: String,
    language: Option<Language>,
    slug: Option<String>,
}

fn create_profile(database: &DatabaseArguments, manager: &str, settings: &NewProfileArguments) -> CommandResult {
    let NewProfileArguments { name, time_zone, language, slug } = settings;
    let databases = database.check()?;
    let email: Email = read(manager)?;
    let new = NewProfile {
        slug: slug.as_deref().map(read::<Key<200>>).transpose()?.map(String::from),
        time_zone: read(time_zone)?,
        language: *language,
        ..NewProfile::named(read::<Text<200>>(name)?)
    };
    migrate(&databases.primary)?;
    let call = Call::of_operator(Registration::Closed)?;
    let profile = Operator::open(&databases.primary)?.run(
        |lease| Newcomer::of_operator(lease, call, Instant::now()),
        |newcomer| newcomer.found_profile_of(&email, new, default_entries()),
    )?;
    let profile = profile.ok_or_else(|| format!("there is no user {manager}; ventanilla user create makes one"))?;
    println!("Made profile {} ({}), which {manager} manages.", profile.id, profile.name);
    Ok(())
}

fn fill(arguments: &DatabaseArguments, companies: usize) -> CommandResult {
    let databases = arguments.check()?;
    migrate(&databases.primary)?;
    let bar = ProgressBar::new(u64::try_from(companies)?);
    bar.set_style(ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} companies, {elapsed} passed, {eta} to go")?);
    bar.enable_steady_tick(Duration::from_millis(250));
    let filled = demo::fill(&databases.primary, companies, |made| bar.set_position(u64::try_from(made).unwrap_or(0)))?;
    bar.finish();
    if !filled {
        return Err("the database is not empty; nothing was added".into());
    }
    println!("Made {companies} companies. Sign in as {} with the password {}.", demo::EMAIL, demo::PASSWORD);
    Ok(())
}

fn write_client(language: client::Language, output: Option<&str>) -> CommandResult {
    write(&client::write(language, &describe(&modules::registry(), Language::English)), output)
}

/// A version of OpenAPI, by its name.
fn openapi_version(name: &str) -> Result<Version, String> {
    Version::of_name(name).ok_or_else(|| "the versions are 3.1 and 3.0".to_owned())
}

fn write_definition(format: Format, language: Language, version: Version, output: Option<&str>) -> CommandResult {
    let definition = describe(&modules::registry(), language);
    let text = match format {
        Format::OpenRpc => serde_json::to_string_pretty(&definition)?,
        Format::OpenApi => serde_json::to_string_pretty(&openapi(&definition, version, language))?,
        Format::Postman => serde_json::to_string_pretty(&postman::collection(&definition, language))?,
        Format::Markdown => markdown::page(&definition, language),
    };
    write(&(text.trim_end().to_owned() + "\n"), output)
}

/// Writes a text into a file, or to standard output.
fn write(text: &str, output: Option<&str>) -> CommandResult {
    match output {
        Some(file) => std::fs::write(file, text).map_err(|cause| format!("{file}: {cause}"))?,
        None => std::io::stdout().write_all(text.as_bytes())?,
    }
    Ok(())
}

fn copy(arguments: &DatabaseArguments, file: &str) -> CommandResult {
    backup(&arguments.check()?.primary, file)?;
    println!("Copied the database to {file}.");
    Ok(())
}

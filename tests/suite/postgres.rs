//! A throwaway PostgreSQL server for the tests, so that `cargo test` covers both databases without any set-up.
//!
//! Invariants:
//!
//! * [`new_database`] gives every caller an empty database of its own on one shared server, and takes it away again when the
//!   caller is done, because a thousand of them fill a disk. The server is started when first asked for and lives as long as the
//!   test process.
//! * A test that stops its server, or starts it again, takes a [`Server`] of its own; the shared one is never stopped under the
//!   other tests.
//! * No server and no directory outlives the test process, however that ends: see [`KEEPER`].
//! * The answer is `None` where PostgreSQL is not installed, with one loud message. With `VENTANILLA_REQUIRE_POSTGRES=1` it is a
//!   panic, so that no continuous integration passes by leaving half of the tests out. A server that is installed but does not
//!   start is always a panic.
//! * A PostgreSQL already running on the machine is neither used nor touched: own data directory, own port, no Unix socket, and
//!   no `PG…` variable of the environment is passed on.
//!
//! The server trusts every connection from this machine. It holds test data only.

use std::collections::hash_map::RandomState;
use std::ffi::OsString;
use std::fs::{self, DirBuilder};
use std::hash::BuildHasher;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// The only role on the server, and its superuser.
const ROLE: &str = "ventanilla";

/// The variable that names the directory of PostgreSQL's server programs, if they are not found by themselves.
const BINARIES_VARIABLE: &str = "VENTANILLA_POSTGRES_BINARIES";

/// The variable that makes a missing PostgreSQL a failure, if it is `1`.
const REQUIRE_VARIABLE: &str = "VENTANILLA_REQUIRE_POSTGRES";

/// The settings of every server: its data need not survive a crash of the machine, so nothing waits for the disk. The data does
/// survive a crash of the server itself.
const SETTINGS: [&str; 5] =
    ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "full_page_writes=off", "max_connections=300"];

/// The additional settings of the shared server, which nobody stops. Other servers do without them: an immediate stop would lose
/// the transactions committed in the last moments, and a test that restarts its server would find its rows missing now and then.
const SHARED_SETTINGS: [&str; 1] = ["synchronous_commit=off"];

/// The shell script that owns a server: it creates the data, starts and stops the postmaster as its
/// own child, and takes everything away in the end.
///
/// It takes its orders from its standard input, a pipe whose other end only the test process has
/// (Rust opens its pipes close-on-exec, so no other child inherits it). Statics are not dropped in
/// Rust and a killed process drops nothing at all, but the operating system closes the pipe in
/// every case, and the script's `read` ends.
///
/// * The signals are ignored because the script must outlive the Ctrl-C that ends the tests, and
///   because an answer written to a test process already gone must not end it either. PostgreSQL
///   installs its own handlers, so it does not inherit this.
/// * `ready` is looked for in the lock file of this very data directory: an answer on the port could
///   come from somebody else's server that took the port first.
/// * A lock file left behind by a killed postmaster still says `ready`, hence the `rm` before the
///   start.
const KEEPER: &str = r#"
trap '' HUP INT TERM PIPE
binaries=$1 directory=$2 role=$3
shift 3
exec 2>>"$directory/log"
postmaster=

end() {
    [ -n "$postmaster" ] || return 0
    kill -QUIT "$postmaster"
    wait "$postmaster"
    postmaster=
}

start() {
    end
    rm -f "$directory/data/postmaster.pid"
    "$binaries/postgres" -D "$directory/data" "$@" </dev/null >>"$directory/log" &
    postmaster=$!
    patience=3000
    until grep -q '^ready' "$directory/data/postmaster.pid"; do
        if ! kill -0 "$postmaster"; then
            postmaster=
            return 1
        fi
        patience=$((patience - 1))
        [ "$patience" -gt 0 ] || kill -KILL "$postmaster"
        sleep 0.02 || sleep 1
    done 2>/dev/null
}

if "$binaries/initdb" --pgdata="$directory/data" --username="$role" --auth=trust \
    --encoding=UTF8 --no-locale --no-sync </dev/null >>"$directory/log"
then echo created
else echo failed
fi

while read -r order port; do
    case $order in
    start) if start -p "$port" "$@"; then echo ready; else echo failed; fi ;;
    stop) end; echo stopped ;;
    esac
done

end
cd /
rm -rf "$directory"
"#;

/// A database on the shared server, which is dropped with this value.
pub struct Database {
    pub url: String,
    name: String,
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(server) = shared_server() {
            // A service that a failed test left running may still be connected.
            server.execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted(&self.name)));
        }
    }
}

/// A new, empty database on the shared server, or `None` where PostgreSQL is not found.
pub fn new_database() -> Option<Database> {
    // The template is template0: unlike template1 it admits no connections, so nobody is in the way of copying it.
    new_database_from("template0")
}

/// A copy of a database on the shared server, given by its name or its URL. Copying a migrated database is faster than migrating
/// an empty one. Nobody may be connected to the template meanwhile; PostgreSQL waits five seconds for them to leave.
pub fn new_database_from(template: &str) -> Option<Database> {
    static CREATED: AtomicUsize = AtomicUsize::new(0);
    let server = shared_server()?;
    let name = format!("test_{}", CREATED.fetch_add(1, Ordering::Relaxed) + 1);
    let template = template.rsplit('/').next().unwrap_or(template);
    server.copy_database(template, &name);
    Some(Database { url: server.url(&name), name })
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn shared_server() -> Option<&'static Server> {
    // The failure is kept, too: a server that did not start once is not tried again by each of some hundred tests.
    static SHARED: OnceLock<Result<Option<Server>, String>> = OnceLock::new();
    SHARED
        .get_or_init(|| installed().map(|binaries| Server::launch(binaries, &SHARED_SETTINGS)).transpose())
        .as_ref()
        .unwrap_or_else(|reason| panic!("{reason}"))
        .as_ref()
}

/// The directory of PostgreSQL's server programs: the one that the environment names, else the first with all of them among the
/// search path, the newest version of the usual places, and the directory that `pg_config` prints.
///
/// # Panics
///
/// A named directory without the programs panics: that is a mistake to report, not a machine without PostgreSQL.
pub fn server_binaries() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os(BINARIES_VARIABLE) {
        let named = PathBuf::from(named);
        assert!(
            has_server_binaries(&named),
            "{BINARIES_VARIABLE} names {}, which does not have initdb, postgres and psql",
            named.display()
        );
        return Some(named);
    }
    let search_path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&search_path)
        .chain(versions("/usr/lib/postgresql", "", "bin"))
        .chain(versions("/usr", "pgsql-", "bin"))
        .chain(versions("/usr/libexec", "postgresql", ""))
        .chain([PathBuf::from("/usr/local/pgsql/bin")])
        .chain(versions("/opt/homebrew/opt", "postgresql", "bin"))
        .chain(versions("/usr/local/opt", "postgresql", "bin"))
        .find(|directory| has_server_binaries(directory))
        .or_else(|| configured_binaries().filter(|directory| has_server_binaries(directory)))
}

fn has_server_binaries(directory: &Path) -> bool {
    // An empty entry of the search path means the working directory, which has none of PostgreSQL's programs.
    directory.is_absolute() && ["initdb", "postgres", "psql"].iter().all(|program| directory.join(program).is_file())
}

/// The `inner` directories of those in `parent` that are called `prefix` and a version, the newest
/// first. Compared as numbers: 9.6 is older than 15.
fn versions(parent: &str, prefix: &str, inner: &str) -> Vec<PathBuf> {
    let mut found: Vec<(Vec<u32>, PathBuf)> = fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let version = name.strip_prefix(prefix)?.trim_start_matches('@');
            let numbers = version.split('.').map_while(|part| part.parse().ok());
            Some((numbers.collect(), entry.path().join(inner)))
        })
        .collect();
    found.sort();
    found.into_iter().rev().map(|(_, path)| path).collect()
}

fn configured_binaries() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim()))
}

/// [`server_binaries`], with a message to the developer if there are none.
fn installed() -> Option<PathBuf> {
    static SAID: OnceLock<()> = OnceLock::new();
    let binaries = server_binaries();
    if binaries.is_none() {
        let message = format!(
            "POSTGRESQL NOT FOUND: no directory with initdb, postgres and psql; the tests run on \
             SQLite alone. Install PostgreSQL's server or set {BINARIES_VARIABLE} to that directory."
        );
        let required = std::env::var_os(REQUIRE_VARIABLE).is_some_and(|value| value == "1");
        assert!(!required, "{message} ({REQUIRE_VARIABLE}=1)");
        SAID.get_or_init(|| {
            // The message bypasses eprintln!, whose output the test harness hides when a test passes. A closed standard error has
            // no reader.
            let _ = std::io::stderr().write_all(format!("\n{message}\n\n").as_bytes());
        });
    }
    binaries
}

/// A PostgreSQL server of the test's own, gone with its data when dropped.
pub struct Server {
    pub port: u16,
    binaries: PathBuf,
    directory: PathBuf,
    keeper: Child,
    answers: BufReader<ChildStdout>,
}

impl Server {
    /// A new server with new data, or `None` where PostgreSQL is not found.
    pub fn start() -> Option<Server> {
        let server = Server::launch(installed()?, &[]);
        Some(server.unwrap_or_else(|reason| panic!("{reason}")))
    }

    /// The URL of a database on this server, whether it exists or not.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{ROLE}@127.0.0.1:{}/{database}", self.port)
    }

    /// Creates an empty database.
    pub fn create_database(&self, name: &str) {
        self.copy_database("template0", name);
    }

    /// Stops the server at once, as a crash would: the connections are cut, nothing is tidied up. Committed rows are there again
    /// after [`Server::restart`].
    pub fn stop(&mut self) {
        let answer = self.order("stop");
        assert_eq!(answer, "stopped", "{}", self.complaint("did not stop"));
    }

    /// Starts the server again with the same data on the same port; a running one is stopped first.
    pub fn restart(&mut self) {
        self.stop();
        // The port may have been taken meanwhile, so the start is tried again.
        let patience = Instant::now() + Duration::from_secs(10);
        while self.order(&format!("start {}", self.port)) != "ready" {
            assert!(Instant::now() < patience, "{}", self.complaint("did not start again"));
            thread::sleep(Duration::from_millis(100));
        }
    }

    fn launch(binaries: PathBuf, more_settings: &[&str]) -> Result<Server, String> {
        let directory = std::env::temp_dir().join(format!("ventanilla-{}-{:x}", std::process::id(), random_number()));
        let cannot = |what: &str, reason: std::io::Error| format!("cannot {what} {}: {reason}", directory.display());
        DirBuilder::new().mode(0o700).create(&directory).map_err(|reason| cannot("create", reason))?;

        let mut command = Command::new("sh");
        command.arg("-c").arg(KEEPER).arg("sh").args([&binaries, &directory]).arg(ROLE);
        for setting in SETTINGS.iter().chain(more_settings) {
            command.args(["-c", setting]);
        }
        // Its own process group keeps the Ctrl-C of the terminal away from the postmaster too.
        command.current_dir(&directory).process_group(0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        without_postgres_variables(&mut command);
        // The owner of a new file is the user of this process. PostgreSQL refuses to run as root.
        let owner = fs::metadata(&directory).map_err(|reason| cannot("look at", reason))?;
        if owner.uid() == 0 {
            let (user, group) = unprivileged_user()?;
            chown(&directory, Some(user), Some(group)).map_err(|reason| cannot("give away", reason))?;
            command.uid(user).gid(group);
        }
        let mut keeper = command.spawn().map_err(|reason| {
            // The keeper did not start, so it can't remove the directory.
            let _ = fs::remove_dir_all(&directory);
            let hint = " (as root, an unprivileged user has to reach TMPDIR)";
            cannot("start a shell in", reason) + hint
        })?;
        let answers = BufReader::new(keeper.stdout.take().expect("standard output is piped"));

        let mut server = Server { port: 0, binaries, directory, keeper, answers };
        if server.answer() != "created" {
            return Err(server.complaint("could not create its data"));
        }
        for _ in 0..10 {
            server.port = free_port();
            if server.order(&format!("start {}", server.port)) == "ready" {
                return Ok(server);
            }
        }
        Err(server.complaint("did not start"))
    }

    fn order(&mut self, order: &str) -> String {
        let orders = self.keeper.stdin.as_mut();
        let orders = orders.expect("the pipe is open until the server is dropped");
        writeln!(orders, "{order}").expect("the keeper of the PostgreSQL server takes orders");
        self.answer()
    }

    fn answer(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("the keeper of the PostgreSQL server answers");
        line.trim_end().to_owned()
    }

    fn complaint(&self, what: &str) -> String {
        let log = fs::read(self.directory.join("log")).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        let tail = lines[lines.len().saturating_sub(30)..].join("\n");
        format!("PostgreSQL from {} {what}. Its log ends:\n{tail}", self.binaries.display())
    }

    fn copy_database(&self, template: &str, name: &str) {
        // Copied as files, a thousand databases are there ten times as fast as through the log. Earlier servers know no other way.
        let strategy = if self.version() < 15 { "" } else { " STRATEGY file_copy" };
        let statement = format!("CREATE DATABASE {} TEMPLATE {}{strategy}", quoted(name), quoted(template));
        let output = self.execute(&statement);
        assert!(output.status.success(), "{statement}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// The major version, as the data directory says it.
    fn version(&self) -> u32 {
        let version = fs::read_to_string(self.directory.join("data").join("PG_VERSION")).unwrap_or_default();
        version.trim().parse().unwrap_or_default()
    }

    fn execute(&self, statement: &str) -> Output {
        let mut command = Command::new(self.binaries.join("psql"));
        without_postgres_variables(&mut command);
        command
            .args(["--no-psqlrc", "--quiet", "--no-password"])
            .args(["--dbname", &self.url("postgres"), "--command", statement])
            .stdin(Stdio::null())
            .output()
            .expect("psql of the PostgreSQL under test runs")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Waiting closes the pipe first, which is what the keeper ends on.
        let _ = self.keeper.wait();
        // The directory is left over only if the unprivileged user may not remove entries of TMPDIR.
        let _ = fs::remove_dir(&self.directory);
    }
}

/// Removes `PGPORT`, `PGOPTIONS` and their like, which are meant for the developer's own databases.
fn without_postgres_variables(command: &mut Command) {
    let is_postgres = |name: &OsString| name.as_encoded_bytes().starts_with(b"PG");
    for (name, _) in std::env::vars_os().filter(|(name, _)| is_postgres(name)) {
        command.env_remove(name);
    }
    // The messages are in English, for readers of a failed test.
    command.env("LC_ALL", "C");
}

/// The user and group that run the server if the tests run as root.
fn unprivileged_user() -> Result<(u32, u32), String> {
    let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
    ["postgres", "nobody"]
        .iter()
        .find_map(|wanted| {
            accounts.lines().find_map(|line| {
                let fields: Vec<&str> = line.split(':').collect();
                let [name, _, user, group, ..] = fields[..] else {
                    return None;
                };
                (name == *wanted).then_some((user.parse().ok()?, group.parse().ok()?))
            })
        })
        .ok_or_else(|| "PostgreSQL does not run as root, and /etc/passwd has neither postgres nor nobody".to_owned())
}

/// A port without a listener, below those that the operating system hands out by itself (from 32768 on Linux, 49152 elsewhere):
/// while a test has its server stopped, the port must not become that of another test's listener or outgoing connection.
fn free_port() -> u16 {
    loop {
        let offset = u16::try_from(random_number() % 12_000).expect("less than 12000");
        let port = 20_000 + offset;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// A random number from the seed of a hash map, the standard library's only source of randomness.
fn random_number() -> u64 {
    RandomState::new().hash_one(0)
}

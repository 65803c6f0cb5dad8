//! Mails, received by an SMTP server of the test's own, which answers as it is told.
//!
//! Invariants: no test waits for the pause before a retry; it moves the mail's time instead. Whether a mail came twice is
//! checked when the outbox has none left to send.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant as Clock};

use clap::{Args, FromArgMatches};
use serde_json::{Value, json};
use ventanilla::auth::one_time_link::PublicUrl;
use ventanilla::config::{ServeArguments, Settings};
use ventanilla::db::outbox::{MailOutcome, settle, take};
use ventanilla::error::Error;
use ventanilla::fields::Instant;
use ventanilla::mail::Relay;
use ventanilla::modules::notifications::notify;
use ventanilla::sentences::USER;

use crate::calls::{at_once, execute, number};
use crate::inspect::Inspector;
use crate::notifications::{Mailing, as_operator, notice, tell};
use crate::service::{Database, Folder, Person, Service, databases, settings};

/// The timeout for a mail that nothing holds up.
const PATIENCE: Duration = Duration::from_secs(60);

/// The address with which links begin in tests.
pub const PUBLIC_URL: &str = "https://crm.example.com";

/// The server's behaviour with the next mail, if it does not simply accept it.
#[derive(Debug, Clone, Copy)]
enum Mood {
    /// Refuses the sign-in with this answer.
    RefuseSignIn(&'static str),
    /// Refuses the mail with this answer.
    Refuse(&'static str),
    HangUp,
    /// Accepts the mail, and hangs up before it says so.
    TakeAndHangUp,
}

/// An SMTP server that accepts mails.
pub struct PostOffice {
    pub url: String,
    letters: Receiver<Letter>,
    moods: Arc<Mutex<VecDeque<Mood>>>,
}

/// A mail as it arrived.
pub struct Letter {
    pub to: String,
    pub text: String,
}

impl Letter {
    /// The first of several parts, with its own head.
    pub fn first_part(&self) -> Letter {
        let (_, rest) = self.text.split_once("boundary=\"").expect("there are parts");
        let (boundary, rest) = rest.split_once('"').expect("a boundary");
        let part = rest.split(&format!("--{boundary}\r\n")).nth(1).expect("a part");
        Letter { to: self.to.clone(), text: part.to_owned() }
    }

    /// The text, decoded.
    pub fn body(&self) -> String {
        let (_, body) = self.text.split_once("\r\n\r\n").expect("a mail has a body");
        if !self.text.contains("Content-Transfer-Encoding: quoted-printable\r\n") {
            return body.to_owned();
        }
        let mut bytes = Vec::new();
        let mut rest = body.replace("=\r\n", "").into_bytes().into_iter();
        while let Some(byte) = rest.next() {
            if byte == b'=' {
                let digits = [rest.next().expect("a digit"), rest.next().expect("a digit")];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).expect("digits"), 16).expect("digits"));
            } else {
                bytes.push(byte);
            }
        }
        String::from_utf8(bytes).expect("a text")
    }

    /// The token of the one link in the mail, which begins with this address.
    pub fn token(&self, beginning: &str) -> String {
        let body = self.body();
        let found: Vec<&str> = body.split_whitespace().filter_map(|word| word.strip_prefix(beginning)).collect();
        let [token] = found.as_slice() else { panic!("there is not one link: {body}") };
        (*token).to_owned()
    }

    /// The value of a header on a single line.
    pub fn header(&self, name: &str) -> &str {
        let beginning = format!("{name}: ");
        let found: Vec<&str> = self.text.split("\r\n").filter_map(|line| line.strip_prefix(&beginning)).collect();
        let [value] = found.as_slice() else { panic!("{name} is not there once: {}", self.text) };
        value
    }
}

impl PostOffice {
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let place = listener.local_addr().unwrap();
        let (taken, letters) = channel();
        let moods = Arc::new(Mutex::new(VecDeque::new()));
        let shared = Arc::clone(&moods);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, taken, moods) = (stream.unwrap(), taken.clone(), Arc::clone(&shared));
                // The client may leave in the middle of the conversation.
                std::thread::spawn(move || converse(&stream, &taken, &moods));
            }
        });
        PostOffice { url: format!("smtp://crm:secret@{place}"), letters, moods }
    }

    /// A service that mails links through this server.
    pub fn linking(&self, database: Database) -> Service {
        Service::start(database, |settings: &mut Settings| self.link_through(settings))
    }

    /// The same without the service's errands, so that no statement runs but a call's own.
    pub fn linking_without_errands(&self, database: Database) -> Service {
        Service::start_without_errands_with(database, |settings| self.link_through(settings))
    }

    fn link_through(&self, settings: &mut Settings) {
        settings.relay = self.relay();
        settings.public_url = Some(PublicUrl::parse(PUBLIC_URL).unwrap());
    }

    fn will(&self, mood: Mood) {
        self.moods.lock().unwrap().push_back(mood);
    }

    pub fn next(&self) -> Letter {
        self.letters.recv_timeout(PATIENCE).expect("a mail arrives")
    }

    /// Whether nothing has arrived that was not read.
    pub fn is_empty(&self) -> bool {
        self.letters.try_recv().is_err()
    }

    /// The relay that sends through this server.
    pub fn relay(&self) -> Option<Relay> {
        Some(Relay::new(&self.url, "Ventanilla <crm@example.com>").unwrap())
    }

    fn node(&self, url: &str) -> Service {
        Service::start(Database::at(url), |settings: &mut Settings| settings.relay = self.relay())
    }
}

fn converse(stream: &TcpStream, taken: &Sender<Letter>, moods: &Mutex<VecDeque<Mood>>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let say = |answer: &str| (&*stream).write_all(format!("{answer}\r\n").as_bytes());
    say("220 post.example")?;
    let mood = moods.lock().unwrap().pop_front();
    let mut to = String::new();
    while let Some(line) = lines.next().transpose()? {
        let command = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        match (command.as_str(), mood) {
            ("EHLO", _) => say("250-post.example\r\n250-8BITMIME\r\n250 AUTH PLAIN")?,
            ("AUTH", Some(Mood::RefuseSignIn(answer))) => say(answer)?,
            ("AUTH", _) => say("235 2.7.0 welcome")?,
            ("MAIL", Some(Mood::Refuse(answer))) => say(answer)?,
            ("MAIL", Some(Mood::HangUp)) => return Ok(()),
            ("RCPT", _) => {
                to = line;
                say("250 2.1.5 ok")?;
            }
            ("DATA", _) => {
                say("354 go ahead")?;
                let mut text = Vec::new();
                for line in lines.by_ref() {
                    match line? {
                        line if line == "." => break,
                        // SMTP doubles the dot at the beginning of a line.
                        line => text.push(line.strip_prefix('.').unwrap_or(&line).to_owned()),
                    }
                }
                let _ = taken.send(Letter { to: to.clone(), text: text.join("\r\n") });
                match mood {
                    Some(Mood::TakeAndHangUp) => return Ok(()),
                    _ => say("250 2.0.0 taken")?,
                }
            }
            ("QUIT", _) => return say("221 bye"),
            _ => say("250 ok")?,
        }
    }
    Ok(())
}

/// A service that mails links, on each database, with Ana.
pub fn linking_houses() -> Vec<(PostOffice, Service, Person)> {
    let houses = databases().into_iter().map(|database| {
        let office = PostOffice::open();
        let service = office.linking(database);
        let ana = service.register("Ana");
        (office, service, ana)
    });
    houses.collect()
}

/// The number of mails in the outbox that meet this condition.
fn mails(service: &Service, condition: &str) -> i64 {
    number(service, &format!("SELECT count(*) AS number FROM mails WHERE {condition}"))
}

/// Waits until the outbox has this number of mails that meet this condition.
pub fn wait_for(service: &Service, mails_left: i64, condition: &str) {
    let started = Clock::now();
    while mails(service, condition) != mails_left {
        assert!(started.elapsed() < PATIENCE, "{condition}: {}, not {mails_left}", mails(service, condition));
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A database of each kind with Ana in it; no service runs that would send mails.
fn houses() -> Vec<(Database, Person)> {
    let houses = databases().into_iter().map(|database| {
        let service = Service::start(Database::at(&database.url), |_| ());
        let ana = service.register("Ana");
        (database, ana)
    });
    houses.collect()
}

#[test]
fn a_mail_says_what_the_user_was_told() {
    for (database, ana) in houses() {
        let office = PostOffice::open();
        let service = office.node(&database.url);
        let told = notice(&ana, 7, "Ñandú\r\nBcc: mallory@example.com", Some("Llámale mañana.\n.\nAna"));
        as_operator(&database.url, &ana, Mailing::On, |manager| notify(manager, told)).unwrap();
        let letter = office.next();
        assert!(letter.to.contains("<ana@example.com>"), "{}", letter.to);
        assert_eq!(letter.header("From"), "Ventanilla <crm@example.com>");
        assert_eq!(letter.header("To"), "Ana <ana@example.com>");
        // The subject is encoded in base64 and stays one header, even with a line break in it.
        assert_eq!(letter.header("Subject"), "=?utf-8?b?w5FhbmTDug==?= Bcc: mallory@example.com");
        assert_eq!(letter.header("Auto-Submitted"), "auto-generated");
        assert!(letter.header("Content-Type").starts_with("text/plain; charset=utf-8"), "{}", letter.text);
        let (_, body) = letter.text.split_once("\r\n\r\n").unwrap();
        assert_eq!(letter.header("Content-Transfer-Encoding"), "quoted-printable");
        assert_eq!(body, "Ll=C3=A1male ma=C3=B1ana.\r\n.\r\nAna\r\n\r\ncompany 7, Ana's\r\n");
        wait_for(&service, 0, "1 = 1");
        assert!(office.letters.try_recv().is_err());
    }
}

#[test]
fn a_mail_is_in_the_language_of_its_recipient() {
    for (database, ana) in houses() {
        let office = PostOffice::open();
        let service = office.node(&database.url);
        execute(&service, &format!("UPDATE users SET language = 'es' WHERE id = {}", ana.user_id));
        as_operator(&database.url, &ana, Mailing::On, |manager| notify(manager, notice(&ana, 7, "Hola", None))).unwrap();
        assert!(office.next().text.ends_with("\r\n\r\nempresa 7, Ana's\r\n"));
    }
}

/// A bare carriage return ends a line for some servers and not for others: text for one server is a header or the end of the mail
/// for another.
#[test]
fn every_line_of_a_mail_ends_in_the_one_way() {
    for (database, ana) in houses() {
        let office = PostOffice::open();
        let service = office.node(&database.url);
        let said = "one\rtwo\r\nthree\nfour\r.\r\rMAIL FROM:<mallory@example.com>\n\rend\r";
        execute(&service, "UPDATE users SET name = 'Ana\rTorres'");
        let told = notice(&ana, 7, "Hello\rBcc: mallory@example.com", Some(said));
        as_operator(&database.url, &ana, Mailing::On, |manager| notify(manager, told)).unwrap();
        let letter = office.next();
        assert!(!letter.text.replace("\r\n", "").contains(['\r', '\n']), "{:?}", letter.text);
        assert_eq!(letter.header("Subject"), "Hello Bcc: mallory@example.com");
        assert_eq!(letter.header("To"), "\"Ana Torres\" <ana@example.com>");
        let (_, body) = letter.text.split_once("\r\n\r\n").unwrap();
        assert!(body.starts_with("one\r\ntwo\r\nthree\r\nfour\r\n.\r\n\r\nMAIL FROM:<mallory@example.com>\r\n\r\nend\r\n"), "{body:?}");
    }
}

#[test]
fn several_nodes_send_each_mail_once() {
    const MAILS: usize = 30;
    for (database, ana) in houses() {
        let office = PostOffice::open();
        let nodes = if database.is_sqlite() { 1 } else { 3 };
        let nodes: Vec<Service> = (0..nodes).map(|_| office.node(&database.url)).collect();
        let subjects: Vec<String> = (0..MAILS).map(|number| number.to_string()).collect();
        tell(&database.url, &ana, Mailing::On, &subjects.iter().map(String::as_str).collect::<Vec<_>>());
        let letters: Vec<Letter> = (0..MAILS).map(|_| office.next()).collect();
        wait_for(&nodes[0], 0, "1 = 1");
        assert!(office.letters.try_recv().is_err(), "a mail came twice");
        let mut arrived: Vec<usize> = letters.iter().map(|letter| letter.header("Subject").parse().unwrap()).collect();
        arrived.sort_unstable();
        assert_eq!(arrived, (0..MAILS).collect::<Vec<_>>());
        let sent = |node: &Service| {
            let metrics = node.get("/metrics").text;
            assert!(metrics.contains("ventanilla_mails_waiting 0\n"), "{metrics}");
            let line = metrics.lines().find_map(|line| line.strip_prefix("ventanilla_mails_total{outcome=\"sent\"} "));
            line.map_or(0, |number| number.parse::<usize>().unwrap())
        };
        assert_eq!(nodes.iter().map(sent).sum::<usize>(), MAILS);
    }
}

#[test]
fn a_mail_waits_for_a_node_that_sends_and_nothing_is_mailed_that_was_told_without() {
    for (database, ana) in houses() {
        tell(&database.url, &ana, Mailing::Off, &["Stored"]);
        tell(&database.url, &ana, Mailing::On, &["Mailed"]);
        let silent = Service::start(Database::at(&database.url), |_| ());
        assert_eq!(silent.call(&ana, "GetNotifications", serde_json::json!({}))["total"], 2);
        assert_eq!(mails(&silent, "due_at IS NOT NULL"), 1);
        drop(silent);
        let office = PostOffice::open();
        let service = office.node(&database.url);
        assert_eq!(office.next().header("Subject"), "Mailed");
        wait_for(&service, 0, "1 = 1");
        assert!(office.letters.try_recv().is_err());
    }
}

#[test]
fn a_link_is_mailed_before_what_waits_in_the_outbox() {
    for (database, ana) in houses() {
        let office = PostOffice::open();
        let silent = office.linking_without_errands(Database::at(&database.url));
        tell(&database.url, &ana, Mailing::On, &["First", "Second"]);
        silent.post(None, "Auth.RequestPasswordReset", json!({ "email": ana.email })).success();
        drop(silent);
        let service = office.linking(Database::at(&database.url));
        let letters = [office.next(), office.next(), office.next()];
        assert_eq!(letters.each_ref().map(|letter| letter.header("Subject")), ["Set a new password", "First", "Second"]);
        wait_for(&service, 0, "1 = 1");
    }
}

#[test]
fn a_mail_that_is_not_taken_now_is_tried_again_later() {
    for (database, ana) in houses() {
        let office = PostOffice::open();
        let service = office.node(&database.url);
        let moods = [Mood::Refuse("451 4.3.0 later, Ana"), Mood::HangUp, Mood::RefuseSignIn("535 5.7.8 who?"), Mood::TakeAndHangUp];
        for (attempts, mood) in (1..).zip(moods) {
            office.will(mood);
            match attempts {
                1 => tell(&database.url, &ana, Mailing::On, &["Patience"]),
                // The pause before the retry is over.
                _ => execute(&service, "UPDATE mails SET due_at = 0"),
            }
            let now = Instant::now().microseconds();
            wait_for(&service, 1, &format!("attempts = {attempts} AND lease IS NULL AND due_at > {now} AND failure IS NOT NULL"));
            if let Mood::Refuse(_) = mood {
                assert_eq!(mails(&service, "failure LIKE '%451%later, Ana%'"), 1);
            }
        }
        let lost = office.next();
        execute(&service, "UPDATE mails SET due_at = 0");
        let letter = office.next();
        // The server took the mail and its answer was lost, so the mail comes twice, with the same Message-ID.
        assert_eq!(letter.header("Message-ID"), lost.header("Message-ID"));
        assert_eq!(letter.text, lost.text);
        wait_for(&service, 0, "1 = 1");
        assert!(service.get("/metrics").text.contains("ventanilla_mails_total{outcome=\"delayed\"} 4\n"));
    }
}

#[test]
fn a_mail_that_is_refused_for_good_is_given_up_and_forgotten_after_a_month() {
    for (database, ana) in houses() {
        let office = PostOffice::open();
        let service = office.node(&database.url);
        office.will(Mood::Refuse("550 5.1.1 nobody of that name"));
        tell(&database.url, &ana, Mailing::On, &["Nobody"]);
        let given_up = "due_at IS NULL AND lease IS NULL AND given_up_at IS NOT NULL AND failure LIKE '%550%nobody%'";
        wait_for(&service, 1, given_up);
        let metrics = service.get("/metrics").text;
        assert!(metrics.contains("ventanilla_mails_total{outcome=\"given_up\"} 1\n"), "{metrics}");
        assert!(metrics.contains("ventanilla_mails_waiting 0\n"), "{metrics}");
        // A month later another mail is given up, which was refused for the whole time that it has.
        execute(&service, "UPDATE mails SET subject = 'Old', given_up_at = given_up_at - 2592001000000");
        office.will(Mood::Refuse("421 4.3.0 later"));
        tell(&database.url, &ana, Mailing::On, &["Tired"]);
        wait_for(&service, 1, "subject = 'Tired' AND lease IS NULL AND attempts = 1");
        office.will(Mood::HangUp);
        execute(&service, "UPDATE mails SET due_at = 0, attempts = 6 WHERE subject = 'Tired'");
        wait_for(&service, 1, "subject = 'Tired' AND due_at IS NULL AND given_up_at IS NOT NULL");
        assert_eq!(mails(&service, "subject = 'Old'"), 0);
        assert!(office.letters.try_recv().is_err());
    }
}

#[test]
fn what_is_rolled_back_is_told_to_nobody() {
    for (database, ana) in houses() {
        let failed = as_operator(&database.url, &ana, Mailing::On, |manager| {
            notify(manager, notice(&ana, 1, "Never", None))?;
            Err::<(), _>(Error::not_found(&USER))
        });
        assert!(failed.is_err());
        let mut inspector = Inspector::open(&database.url);
        assert_eq!(inspector.number("SELECT (SELECT count(*) FROM mails) + (SELECT count(*) FROM notifications)"), 0);
    }
}

pub fn finish<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(work)
}

#[test]
fn a_mail_is_taken_by_one_at_a_time_and_settled_by_who_holds_it() {
    const MAILS: i64 = 12;
    for (database, ana) in houses() {
        let subjects: Vec<String> = (0..MAILS).map(|number| number.to_string()).collect();
        tell(&database.url, &ana, Mailing::On, &subjects.iter().map(String::as_str).collect::<Vec<_>>());
        let open = ventanilla::db::Database::open(&settings(&database.url, &Folder::new()).databases, Duration::from_secs(30)).unwrap();
        let (now, later) = (Instant::now(), Instant::now().plus_seconds(600));
        let due = format!("SELECT count(*) FROM mails WHERE due_at <= {}", now.microseconds());
        let taken = at_once(4, |taker| {
            let mut taken = Vec::new();
            // A taker that meets others at the same mail may get none for the moment.
            while Inspector::open(&database.url).number(&due) > 0 {
                taken.extend(finish(take(&open, now, format!("lease of {taker}"), later)).unwrap());
            }
            taken
        });
        let mut ids: Vec<i64> = taken.iter().flatten().map(|mail| mail.id).collect();
        ids.sort_unstable();
        assert_eq!(ids, (1..=MAILS).collect::<Vec<_>>());
        // The mail is free again only when its lease has ended. The next taker gets it, and the first one has lost it.
        assert_eq!(finish(take(&open, now, "early".to_owned(), later)).unwrap(), None);
        let after = later.plus_seconds(1);
        let again = finish(take(&open, after, "next".to_owned(), after.plus_seconds(600))).unwrap().unwrap();
        assert_eq!(again.attempts, 1);
        let holder = (0..4).find(|taker| taken[*taker].iter().any(|mail| mail.id == again.id)).unwrap();
        let settled = |lease: String, outcome: MailOutcome| finish(settle(&open, &again, lease, after, outcome)).unwrap();
        let failure = || "x".to_owned();
        for outcome in
            [MailOutcome::Sent, MailOutcome::Delayed { due_at: now, failure: failure() }, MailOutcome::GivenUp { failure: failure() }]
        {
            assert!(!settled(format!("lease of {holder}"), outcome));
        }
        assert!(settled("next".to_owned(), MailOutcome::Sent));
        assert!(!settled("next".to_owned(), MailOutcome::Sent));
        assert_eq!(Inspector::open(&database.url).number("SELECT count(*) FROM mails"), MAILS - 1);
    }
}

/// The program with these settings, as an operator starts it.
fn program(url: &str, variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ventanilla"));
    for (name, _) in std::env::vars_os() {
        // The developer's own settings are removed from the environment.
        if ["VENTANILLA_", "DATABASE_"].iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
            command.env_remove(name);
        }
    }
    command.args(["serve", "--listen", "127.0.0.1:0", "--workers", "1", "--database-url", url]).envs(variables.iter().copied());
    command.stdin(Stdio::null()).stderr(Stdio::piped());
    command
}

/// Starts the program, waits for `until`, stops the program with a signal, and returns the messages of its log.
fn messages(mut command: Command, until: impl FnOnce()) -> Vec<String> {
    let mut process = command.spawn().unwrap();
    let mut log = BufReader::new(process.stderr.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .map(|line| serde_json::from_str(&line).unwrap_or(json!(line)));
    let mut entries: Vec<Value> = Vec::new();
    for entry in log.by_ref() {
        entries.push(entry);
        if entries.last().is_some_and(|entry| entry["message"] == "listening") {
            break;
        }
    }
    // The program handles signals from its first answer on, not yet when its address is bound.
    let health = entries.last().map(|entry| format!("http://{}/healthz", entry["address"].as_str().unwrap_or_default())).unwrap();
    ureq::get(&health).call().unwrap();
    until();
    let stopped = Command::new("kill").args(["-TERM", &process.id().to_string()]).status().unwrap();
    entries.extend(log);
    assert!(stopped.success() && process.wait().unwrap().success(), "{entries:?}");
    entries.iter().map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_program_mails_where_it_is_told_to_and_says_once_when_it_is_not() {
    const SILENT: &str = "no SMTP server is set: notifications are stored and not mailed";
    for (database, ana) in houses() {
        tell(&database.url, &ana, Mailing::On, &["From the program"]);
        let pictures = Folder::new();
        let files = format!("file:{}", pictures.path().display());
        let files = ("VENTANILLA_FILES", files.as_str());
        let log = messages(program(&database.url, &[files]), || ());
        assert_eq!(log.iter().filter(|message| *message == SILENT).count(), 1, "{log:?}");
        let (office, folder) = (PostOffice::open(), Folder::new());
        let file = folder.path().join("smtp-url");
        std::fs::write(&file, format!("{}\n", office.url)).unwrap();
        let variables = [files, ("VENTANILLA_SMTP_URL_FILE", file.to_str().unwrap()), ("VENTANILLA_MAIL_FROM", "crm@example.com")];
        let log = messages(program(&database.url, &variables), || assert_eq!(office.next().header("Subject"), "From the program"));
        assert!(!log.iter().any(|message| message == SILENT), "{log:?}");
        assert_eq!(Inspector::open(&database.url).number("SELECT count(*) FROM mails"), 0, "it is settled before the program ends");
    }
}

#[test]
fn a_server_without_a_sender_is_a_mistake_in_the_settings() {
    let check = |arguments: &[&str]| {
        let command = ServeArguments::augment_args(clap::Command::new("serve"));
        let matches = command.try_get_matches_from(["serve"].iter().chain(arguments)).unwrap();
        ServeArguments::from_arg_matches(&matches).unwrap().check().map(|settings| settings.relay.is_some())
    };
    assert_eq!(check(&[]), Ok(false));
    assert_eq!(check(&["--mail-from", "crm@example.com"]), Ok(false));
    assert_eq!(check(&["--smtp-url", "smtp://localhost", "--mail-from", "CRM <crm@example.com>"]), Ok(true));
    assert!(check(&["--smtp-url", "smtp://localhost"]).unwrap_err().starts_with("VENTANILLA_MAIL_FROM"));
    assert!(check(&["--smtp-url", "localhost", "--mail-from", "crm@example.com"]).unwrap_err().starts_with("VENTANILLA_SMTP_URL"));
}

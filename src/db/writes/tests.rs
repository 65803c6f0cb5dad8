//! Tests of SQLite's writer, with invented calls.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use tokio::task::JoinHandle;

use super::super::connection::{AnyConnection, DatabaseAddress, Purpose, open};
use super::super::migrate::migrate;
use super::super::reads::Reads;
use super::desk::LONGEST_GROUP;
use super::writer::Writer;
use super::{Done, Failed, Work};
use crate::db::databases::Databases;
use crate::db::reply::Reply;
use crate::error::{Error, Result};
use crate::sentences::RECORD;
use crate::turns::{Asker, Party};

/// A writer on a database of its own, held up until it is released.
struct Held {
    writer: Arc<Writer>,
    path: PathBuf,
    go: Sender<()>,
    /// The calls that were run, in their order.
    ran: Arc<Mutex<Vec<&'static str>>>,
    holding: JoinHandle<Result<Reply>>,
}

fn asker(party: i64, longest: Duration) -> Asker {
    Asker { party: Party::Profile(party), also: None, deadline: Instant::now() + longest }
}

const FAR: Duration = Duration::from_secs(600);

impl Held {
    async fn new() -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let name = format!("ventanilla-writer-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir(&folder).unwrap();
        let path = folder.join("writer.db");
        let primary = DatabaseAddress::Sqlite(path.display().to_string());
        migrate(&primary).unwrap();
        let databases = Databases::of(primary);
        let reads = Arc::new(Reads::open(&databases, FAR).unwrap());
        let writer = Arc::new(Writer::start(&path.display().to_string(), &reads).unwrap());
        let ((go, wait), (begun, beginning)) = (channel::<()>(), channel());
        let holding = Work::new(move |lease| {
            let _ = begun.send(());
            let _ = wait.recv();
            // The group takes no other call in: those that wait make one of their own.
            std::thread::sleep(LONGEST_GROUP);
            (lease, Ok(Done::of_nothing(Vec::new())))
        });
        let holder = Arc::clone(&writer);
        let holding = tokio::spawn(async move { holder.run(&asker(0, FAR), holding).await });
        while beginning.try_recv().is_err() {
            tokio::task::yield_now().await;
        }
        Held { writer, path, go, ran: Arc::default(), holding }
    }

    /// Adds a call that notes that it was run, writes its name, and ends with `end`.
    async fn add(&self, party: i64, name: &'static str, is_provisional: bool, end: fn() -> Result<(), Error>) -> JoinHandle<Result<Reply>> {
        let mut noting = self.noting(name, end);
        let work = Work::new(move |lease| {
            let (lease, done) = noting.run(lease);
            (lease, done.map(|done| Done { provisional: is_provisional, ..done }))
        });
        self.add_work(party, FAR, work.provisional(is_provisional)).await
    }

    /// The work of such a call.
    fn noting(&self, name: &'static str, end: fn() -> Result<(), Error>) -> Work {
        let ran = Arc::clone(&self.ran);
        Work::new(move |mut lease| {
            ran.lock().unwrap().push(name);
            let written = lease.batch_execute(&format!("INSERT INTO settings (name, value) VALUES ('{name}', '')"));
            let ended = written.map_err(Error::from).and_then(|()| end());
            let done = ended.map(|()| Done::of_nothing(Vec::new()));
            (lease, done.map_err(|cause| Failed { cause, wrote: true }))
        })
    }

    async fn add_work(&self, party: i64, longest: Duration, work: Work) -> JoinHandle<Result<Reply>> {
        let (writer, before) = (Arc::clone(&self.writer), self.writer.waiting());
        let added = tokio::spawn(async move { writer.run(&asker(party, longest), work).await });
        while self.writer.waiting() == before && !added.is_finished() {
            tokio::task::yield_now().await;
        }
        added
    }

    /// Releases the writer, waits for all calls, and gives the calls that were run and the names that were kept.
    async fn end(self, added: Vec<JoinHandle<Result<Reply>>>) -> (Vec<&'static str>, Vec<String>, Vec<bool>) {
        self.go.send(()).unwrap();
        self.holding.await.unwrap().unwrap();
        let mut succeeded = Vec::new();
        for call in added {
            succeeded.push(call.await.unwrap().is_ok());
        }
        let mut connection = open(&DatabaseAddress::Sqlite(self.path.display().to_string()), Purpose::Read).unwrap();
        let kept = kept(&mut connection);
        drop((connection, self.writer));
        let _ = std::fs::remove_dir_all(self.path.parent().unwrap());
        (std::mem::take(&mut *self.ran.lock().unwrap()), kept, succeeded)
    }
}

fn kept(connection: &mut AnyConnection) -> Vec<String> {
    use diesel::prelude::*;

    use super::super::schema::settings;
    settings::table.filter(settings::value.eq("")).order(settings::name).select(settings::name).load(connection).unwrap()
}

fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(test);
}

fn well() -> Result<()> {
    Ok(())
}

#[test]
fn parties_take_turns() {
    run(async {
        let held = Held::new().await;
        let mut added = Vec::new();
        for (party, name) in [(1, "a"), (1, "b"), (1, "c"), (2, "d")] {
            added.push(held.add(party, name, false, well).await);
        }
        let (ran, kept, succeeded) = held.end(added).await;
        assert_eq!(ran, ["a", "d", "b", "c"]);
        assert_eq!(kept, ["a", "b", "c", "d"]);
        assert_eq!(succeeded, [true; 4]);
    });
}

#[test]
fn a_large_write_joins_no_group_and_the_small_ones_behind_it_share_its_commit() {
    run(async {
        let large = |held: &Held, name: &'static str| held.noting(name, well).of(100);
        let held = Held::new().await;
        let mut added = vec![held.add(1, "a", false, well).await];
        added.push(held.add_work(2, FAR, large(&held, "large")).await);
        added.push(held.add(3, "b", false, well).await);
        let writer = Arc::clone(&held.writer);
        let (ran, _, _) = held.end(added).await;
        assert_eq!(ran, ["a", "b", "large"]);
        assert_eq!(writer.commits(), 3, "the one that held the writer up, the small ones, the large one");

        let held = Held::new().await;
        let added = vec![held.add_work(1, FAR, large(&held, "large")).await, held.add(2, "a", false, well).await];
        let writer = Arc::clone(&held.writer);
        let (ran, _, _) = held.end(added).await;
        assert_eq!(ran, ["large", "a"]);
        assert_eq!(writer.commits(), 2);
    });
}

#[test]
fn what_is_only_shown_causes_nobody_elses_work_to_be_repeated() {
    run(async {
        let held = Held::new().await;
        let added = vec![
            held.add(1, "a", false, well).await,
            held.add(1, "shown", true, well).await,
            held.add(1, "wrong", true, || Err(Error::not_found(&RECORD))).await,
            held.add(1, "b", false, well).await,
        ];
        let (ran, kept, succeeded) = held.end(added).await;
        assert_eq!(ran, ["a", "shown", "wrong", "b"], "each once");
        assert_eq!(kept, ["a", "b"]);
        assert_eq!(succeeded, [true, true, false, true]);
    });
}

#[test]
fn what_fails_by_nobodys_fault_is_done_again_on_its_own_and_the_others_without_it() {
    run(async {
        let held = Held::new().await;
        let added = vec![
            held.add(1, "a", false, well).await,
            held.add(1, "broken", false, || Err(Error::internal("broken"))).await,
            held.add(1, "b", false, well).await,
        ];
        let (ran, kept, succeeded) = held.end(added).await;
        assert_eq!(ran, ["a", "broken", "a", "broken", "b"]);
        assert_eq!(kept, ["a", "b"]);
        assert_eq!(succeeded, [true, false, true]);
    });
}

#[test]
fn a_call_that_waits_is_withdrawn_at_its_deadline_and_never_run() {
    run(async {
        let held = Held::new().await;
        let ran = Arc::clone(&held.ran);
        let work = Work::new(move |lease| {
            ran.lock().unwrap().push("late");
            (lease, Ok(Done::of_nothing(Vec::new())))
        });
        let late = held.add_work(1, Duration::ZERO, work).await;
        assert!(matches!(late.await.unwrap(), Err(Error::Unavailable(_))));
        let added = vec![held.add(1, "a", false, well).await];
        let (ran, _, succeeded) = held.end(added).await;
        assert_eq!((ran, succeeded), (vec!["a"], vec![true]));
    });
}

#[test]
fn a_call_that_runs_on_is_interrupted_and_the_others_of_its_group_are_kept() {
    run(async {
        let held = Held::new().await;
        let endless = Work::new(|mut lease| {
            let counted = lease.batch_execute(
                "INSERT INTO settings (name, value) WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*), '' FROM n",
            );
            let done = counted.map_err(|cause| Failed { cause: cause.into(), wrote: true });
            (lease, done.map(|()| Done::of_nothing(Vec::new())))
        });
        // The call would be withdrawn before it is begun, but for the time that its caller takes to look.
        let added = vec![
            held.add(1, "a", false, well).await,
            held.add_work(1, Duration::from_secs(2), endless).await,
            held.add(1, "b", false, well).await,
        ];
        let (_, kept, succeeded) = held.end(added).await;
        assert_eq!((kept, succeeded), (vec!["a".to_owned(), "b".to_owned()], vec![true, false, true]));
    });
}

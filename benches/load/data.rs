//! Prepared databases: made once by the program itself, kept as long as what makes them stays the same, and
//! copied for each run, so that no run sees what another has written.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::Outcome;

/// Where databases are kept between runs, and a run's own folder within.
pub struct Folder {
    kept: PathBuf,
    own: PathBuf,
}

impl Folder {
    pub fn new() -> Outcome<Self> {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().ok_or("the target folder has no parent")?;
        let kept = target.join("bench-data");
        let own = kept.join(format!("run-{}", std::process::id()));
        std::fs::create_dir_all(&own)?;
        let folder = Folder { kept, own };
        folder.tidy()?;
        Ok(folder)
    }

    /// Removes what a run that was killed has left, and databases that nobody will ask for again.
    fn tidy(&self) -> Outcome<()> {
        let current = what_makes_them()?;
        for left in std::fs::read_dir(&self.kept)? {
            let left = left?;
            let name = left.file_name().to_string_lossy().into_owned();
            match name.strip_prefix("run-") {
                Some(process) if !Path::new("/proc").join(process).exists() => std::fs::remove_dir_all(left.path())?,
                None if name.ends_with(".db") && !name.starts_with(&current) => std::fs::remove_file(left.path())?,
                _ => {}
            }
        }
        Ok(())
    }

    /// A file of this run.
    pub fn file(&self, name: &str) -> PathBuf {
        self.own.join(name)
    }

    /// A fresh copy of the database with so many companies.
    pub fn database(&self, companies: u64, name: &str) -> Outcome<PathBuf> {
        let kept = self.kept.join(format!("{}-{companies}.db", what_makes_them()?));
        if !kept.exists() {
            self.make(Path::new(env!("CARGO_BIN_EXE_ventanilla")), companies, &kept)?;
        }
        let copy = self.file(name);
        std::fs::copy(&kept, &copy)?;
        Ok(copy)
    }

    /// A database with so many companies that another program made.
    pub fn database_of(&self, program: &Path, companies: u64, name: &str) -> Outcome<PathBuf> {
        let made = self.file(name);
        self.make(program, companies, &made)?;
        Ok(made)
    }

    fn make(&self, program: &Path, companies: u64, kept: &Path) -> Outcome<()> {
        let begin = Instant::now();
        let unfinished = self.file("unfinished.db");
        let filled = Command::new(program)
            .args(["demo", "--companies", &companies.to_string(), "--database-url"])
            .arg(format!("sqlite:{}", unfinished.display()))
            .stdout(std::process::Stdio::null())
            .status()?;
        if !filled.success() {
            return Err("ventanilla demo failed".into());
        }
        // What is copied is one file: nothing may be left in the log.
        let connection = rusqlite::Connection::open(&unfinished)?;
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        drop(connection);
        std::fs::rename(&unfinished, kept)?;
        println!("made a database with {companies} companies in {:.0} s", begin.elapsed().as_secs_f64());
        Ok(())
    }

    /// Removes this run's files of a database.
    pub fn remove(&self, database: &Path) {
        for suffix in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{suffix}", database.display()));
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.own);
    }
}

/// A name that changes with the migrations and with the demonstration.
fn what_makes_them() -> Outcome<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![root.join("src/demo.rs")];
    for part in std::fs::read_dir(root.join("src/demo"))? {
        files.push(part?.path());
    }
    for migration in std::fs::read_dir(root.join("migrations/sqlite"))? {
        files.push(migration?.path().join("up.sql"));
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        std::fs::read(file)?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

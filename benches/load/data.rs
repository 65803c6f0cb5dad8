//! Prepared databases: the program itself makes each once, and it is kept until the migrations or the demonstration change. Each
//! run works on a copy, so that no run sees what another has written.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::Outcome;

/// The folder where databases are kept between runs, and the run's own folder inside.
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

    /// Removes the folders of runs that were killed, and databases of earlier migrations or demonstrations.
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

    /// The path of a file in this run's own folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.own.join(name)
    }

    /// A fresh copy of the database with this many companies.
    pub fn database(&self, companies: u64, name: &str) -> Outcome<PathBuf> {
        let kept = self.kept.join(format!("{}-{companies}.db", what_makes_them()?));
        if !kept.exists() {
            self.make(Path::new(env!("CARGO_BIN_EXE_ventanilla")), companies, &kept)?;
        }
        let copy = self.file(name);
        std::fs::copy(&kept, &copy)?;
        Ok(copy)
    }

    /// A database with this many companies, made by another program.
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
        // The copy is one file, so nothing may be left in the write-ahead log.
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

/// A hash of the migrations and of the demonstration's code, which names the databases made by them.
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

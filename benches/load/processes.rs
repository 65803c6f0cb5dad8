//! The processes of a run: the cores of each, its start and end, the processor time and memory that it takes.
//!
//! Invariants: the service and the baseline share the same three quarters of the cores, the load has the rest. A process
//! ends when its value is dropped, even if the measurement fails.

use std::ffi::OsString;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Outcome;

/// The division of the cores between the servers and the load.
pub struct Cores {
    service: Vec<usize>,
    load: Vec<usize>,
    pinned: bool,
    leashed: bool,
}

impl Cores {
    /// Gives three quarters to the servers and the rest to the load. With one core, or without `taskset`, all share all.
    pub fn divide() -> Self {
        let all = allowed();
        let load = (all.len() / 4).max(1);
        let leashed = is_there("setpriv");
        if all.len() < 2 || !is_there("taskset") {
            return Cores { service: all.clone(), load: all, pinned: false, leashed };
        }
        let (service, load) = all.split_at(all.len() - load);
        Cores { service: service.to_vec(), load: load.to_vec(), pinned: true, leashed }
    }

    pub fn workers(&self) -> usize {
        self.service.len().max(1)
    }

    /// A command that runs a program on the servers' cores. If the system offers it, the program ends when this process does,
    /// however this one ends.
    pub fn serving(&self, program: &Path) -> Command {
        let mut words: Vec<OsString> = Vec::new();
        if self.leashed {
            words.extend(["setpriv", "--pdeathsig", "TERM"].map(OsString::from));
        }
        if self.pinned {
            words.extend(["taskset", "-c", &list(&self.service)].map(OsString::from));
        }
        words.push(program.into());
        let mut words = words.into_iter();
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words);
        command
    }

    /// Moves this process with all its threads to the load's cores.
    pub fn move_here(&self) {
        if self.pinned {
            let id = std::process::id().to_string();
            let moved = Command::new("taskset").args(["-a", "-c", "-p", &list(&self.load), &id]).stdout(Stdio::null()).status();
            if !moved.is_ok_and(|status| status.success()) {
                eprintln!("taskset could not move the load generator: its cores are not its own");
            }
        }
    }

    pub fn describe(&self) -> String {
        let placed = if self.pinned { "pinned with taskset" } else { "not pinned (no taskset): all processes share all cores" };
        format!("{} cores for the service and for the baseline, {} for the load, {placed}", self.service.len(), self.load.len())
    }
}

/// Whether a program of util-linux is installed.
fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn list(cores: &[usize]) -> String {
    cores.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// The cores that this process may use, as the kernel lists them: `0-3,8`.
fn allowed() -> Vec<usize> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ranges = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).map(str::trim).unwrap_or_default();
    let mut cores = Vec::new();
    for range in ranges.split(',') {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        if let (Ok(first), Ok(last)) = (first.parse::<usize>(), last.parse::<usize>()) {
            cores.extend(first..=last);
        }
    }
    if cores.is_empty() { (0..std::thread::available_parallelism().map_or(1, usize::from)).collect() } else { cores }
}

/// A server of this run.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// An address that is free at the moment.
    pub fn free_address() -> Outcome<SocketAddr> {
        Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
    }

    /// Starts a server and waits until it takes connections.
    pub fn start(mut command: Command, address: SocketAddr) -> Outcome<Self> {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn()?;
        let mut server = Server { child, address };
        let begin = Instant::now();
        while TcpStream::connect(address).is_err() {
            if let Some(status) = server.child.try_wait()? {
                return Err(format!("a server ended while it started: {status}").into());
            }
            if begin.elapsed() > Duration::from_secs(60) {
                return Err("a server did not listen within a minute".into());
            }
            std::thread::sleep(Duration::from_micros(200));
        }
        Ok(server)
    }

    /// The processor time that the server has used, all threads together.
    pub fn processor_time(&self) -> Duration {
        let tasks = std::fs::read_dir(format!("/proc/{}/task", self.child.id()));
        let times = tasks.into_iter().flatten().flatten().map(|task| scheduled(&task.path().join("schedstat"), 1));
        times.sum()
    }

    /// The resident memory at this moment, in bytes.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse::<u64>().ok());
        kilobytes.unwrap_or(0) * 1024
    }

    /// Ends the server as an operator would, and waits for its end.
    pub fn stop(mut self) -> Outcome<()> {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let begin = Instant::now();
        while asked.as_ref().is_ok_and(|status| status.success()) && begin.elapsed() < Duration::from_secs(40) {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Err("a server did not end when it was told to".into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// The time for which this thread had work: it ran, or waited for a core to run on.
pub fn busy_time_of_this_thread() -> Duration {
    scheduled(Path::new("/proc/thread-self/schedstat"), 2)
}

/// The kernel's counts of nanoseconds: the first is the time that a thread has run, the second the time that it waited for a
/// core.
fn scheduled(path: &Path, counts: usize) -> Duration {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    Duration::from_nanos(text.split_whitespace().take(counts).filter_map(|number| number.parse::<u64>().ok()).sum())
}

//! A reader's session with one page: its shell blocks one after the other, then its programs in Python and in PHP.

use std::os::unix::fs::symlink;
use std::process::Command;

use serde_json::{Value, json};
use ventanilla::demo;

use super::page::{Page, root};
use super::shape;
use crate::clients::is_found;
use crate::crash::{Caller, Node};
use crate::service::Folder;

/// The service's address on the pages.
const ADDRESS: &str = "http://127.0.0.1:8080";

/// The mark before the output of each block.
const MARK: char = '\u{1e}';

/// The programs without which a block can be left out.
const INTERPRETERS: [&str; 2] = ["python3", "php"];

pub struct Session<'p> {
    page: &'p Page,
    folder: Folder,
    url: String,
    token: String,
    database_url: String,
}

impl<'p> Session<'p> {
    /// Prepares a folder as the page expects it, and signs in.
    pub fn new(page: &'p Page, node: &Node, database_url: &str) -> Self {
        let folder = Folder::new();
        std::fs::create_dir_all(folder.path().join("target/release")).expect("the folder can be written");
        symlink(env!("CARGO_BIN_EXE_ventanilla"), folder.path().join("target/release/ventanilla")).expect("the folder can be written");
        symlink(root().join("examples"), folder.path().join("examples")).expect("the folder can be written");
        let credentials = json!({ "email": demo::EMAIL, "password": demo::PASSWORD });
        let reply = Caller::new(node, None).call("Auth.Login", credentials).expect("an answer");
        let token = reply["token"].as_str().expect("a token").to_owned();
        Session { page, folder, url: format!("http://{}", node.address), token, database_url: database_url.to_owned() }
    }

    /// Runs the page to its end, or to the first difference from what it says.
    pub fn run(&self) -> Result<(), String> {
        self.run_shell()?;
        self.run_program("python", "python3", "")?;
        self.run_program("php", "php", "<?php\n")
    }

    fn run_shell(&self) -> Result<(), String> {
        let blocks = || self.page.blocks.iter().enumerate().filter(|(_, block)| block.language == "sh");
        let mut script = format!("set -eu\n{}\n", self.here(&definition_of_call()));
        for (number, block) in blocks() {
            let first = block.text.split_whitespace().next().unwrap_or_default();
            if INTERPRETERS.contains(&first) && !is_found(first) {
                eprintln!("{first} was not found: {}:{} did not run", self.page.path, block.line);
                continue;
            }
            script.push_str(&format!("printf '{MARK}{number}\\n'\n{}\n", self.here(&block.text)));
        }
        let (succeeded, printed, complaint) = self.execute("sh", "page.sh", &script);
        let mut parts = printed.split(MARK).skip(1).peekable();
        while let Some(part) = parts.next() {
            let (number, printed) = part.split_once('\n').unwrap_or((part, ""));
            let number: usize = number.parse().map_err(|_| format!("{}: a block printed the mark: {part}", self.page.path))?;
            if !succeeded && parts.peek().is_none() {
                return Err(format!("{}:{}: a command failed:\n{printed}\n{complaint}", self.page.path, self.page.blocks[number].line));
            }
            self.check(number, printed)?;
        }
        if succeeded { Ok(()) } else { Err(format!("{}: the session failed: {complaint}", self.page.path)) }
    }

    /// Compares the output of a block with the reply that the page shows after it.
    fn check(&self, number: usize, printed: &str) -> Result<(), String> {
        let (block, shown) = (&self.page.blocks[number], self.page.blocks.get(number + 1).filter(|block| block.language == "json"));
        let complain = |cause: &str| Err(format!("{}:{}: {cause}\n{printed}", self.page.path, block.line));
        let mut replies: Vec<Value> = printed.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        if let Some(shown) = shown {
            let Some(reply) = replies.pop() else { return complain("no reply was printed, and the page shows one") };
            if let Some(difference) = shape::difference(&shape::read(&shown.text)?, &reply) {
                return complain(&format!("the reply is not as it is shown: {difference}"));
            }
        }
        match replies.iter().any(has_failed) {
            true => complain("a call failed, and the page does not say so"),
            false => Ok(()),
        }
    }

    fn run_program(&self, language: &str, interpreter: &str, beginning: &str) -> Result<(), String> {
        let blocks: Vec<_> = self.page.blocks.iter().filter(|block| block.language == language).collect();
        let Some(first) = blocks.first() else { return Ok(()) };
        if !is_found(interpreter) {
            eprintln!("{interpreter} was not found: the {language} of {} did not run", self.page.path);
            return Ok(());
        }
        let program: String = blocks.iter().map(|block| self.here(&block.text)).collect();
        match self.execute(interpreter, &format!("page.{language}"), &format!("{beginning}{program}")) {
            (true, _, _) => Ok(()),
            (false, printed, complaint) => Err(format!("{}:{}: the program failed:\n{printed}\n{complaint}", self.page.path, first.line)),
        }
    }

    /// The text with the service's own address in place of the page's.
    fn here(&self, text: &str) -> String {
        text.replace(ADDRESS, &self.url)
    }

    /// Runs a program: whether it succeeded, its output, its error output.
    fn execute(&self, interpreter: &str, name: &str, program: &str) -> (bool, String, String) {
        std::fs::write(self.folder.path().join(name), program).expect("the folder can be written");
        let mut command = Command::new(interpreter);
        for (name, _) in std::env::vars_os() {
            if ["VENTANILLA_", "DATABASE_", "AWS_"].iter().any(|prefix| name.to_string_lossy().starts_with(prefix)) {
                command.env_remove(name);
            }
        }
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{}:{path}", self.folder.path().join("target/release").display()));
        command.env("TOKEN", &self.token).env("VENTANILLA_URL", &self.url).env("DATABASE_URL", &self.database_url);
        // A proxy of the machine is bypassed, between the test and its own service.
        command.env("NO_PROXY", "*").env("no_proxy", "*").env("PYTHONIOENCODING", "utf-8").env("PYTHONDONTWRITEBYTECODE", "1");
        let output = command.current_dir(self.folder.path()).arg(name).output().expect("the interpreter starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.success(), text(&output.stdout), text(&output.stderr))
    }
}

/// The function that all pages use, as README defines it.
fn definition_of_call() -> String {
    let readme = Page::read("README.md");
    let mut lines = readme.blocks.iter().flat_map(|block| block.text.lines());
    lines.find(|line| line.starts_with("call() {")).expect("README defines the function").to_owned()
}

/// Whether a reply is a failure in either form, or contains one.
fn has_failed(reply: &Value) -> bool {
    match reply {
        Value::Array(replies) => replies.iter().any(has_failed),
        Value::Object(reply) => {
            reply.get("success") == Some(&json!(false)) || (reply.contains_key("jsonrpc") && reply.contains_key("error"))
        }
        _ => false,
    }
}

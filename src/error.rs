//! The failures of calls, each once, with its code on the wire, its HTTP status and its JSON-RPC number.
//!
//! Invariants: `code` and `status` are exhaustive, the sentence of an `Internal` failure never
//! leaves the program, and a database that is gone is never mistaken for a record that is missing.

use std::borrow::Cow;
use std::fmt::{Display, Formatter};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::sentences::{Language, Noun, Sentence, shortened};

/// A problem with one parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The place of the parameter: `shipping_address.state`, `company_type.1`.
    pub path: String,
    /// The name of the broken rule, for programs: `required`, `unknown_state`.
    pub rule: String,
    /// The problem in a sentence, for people.
    pub sentence: Box<Sentence>,
    /// The record that has the value already, if the caller may see it.
    pub existing_id: Option<i64>,
}

/// A problem with one parameter, as the reply shows it.
#[derive(Debug, Serialize)]
struct Told<'p> {
    path: &'p str,
    rule: &'p str,
    message: Cow<'static, str>,
    values: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    existing_id: Option<i64>,
}

impl Problem {
    /// The longest sentence about one parameter, in characters.
    const LONGEST: usize = 1000;

    pub fn new(path: impl Into<String>, rule: impl Into<String>, sentence: impl Into<Box<Sentence>>) -> Self {
        Problem { path: path.into(), rule: rule.into(), sentence: sentence.into(), existing_id: None }
    }

    fn told(&self, language: Language) -> Told<'_> {
        let message = self.sentence.text(language);
        let message = match shortened(&message, Self::LONGEST) {
            Cow::Borrowed(_) => message,
            Cow::Owned(shortened) => shortened.into(),
        };
        Told { path: &self.path, rule: &self.rule, message, values: self.sentence.values(), existing_id: self.existing_id }
    }
}

/// The reason why a call failed. Each variant is one row of the contract's table of failures.
#[derive(Debug)]
pub enum Error {
    MalformedRequest(Box<Sentence>),
    AmbiguousMethod {
        sentence: Box<Sentence>,
        candidates: Vec<String>,
    },
    Unauthenticated(Box<Sentence>),
    Forbidden(Box<Sentence>),
    UnknownMethod {
        sentence: Box<Sentence>,
        suggestions: Vec<String>,
    },
    NotFound(Box<Sentence>),
    Conflict {
        sentence: Box<Sentence>,
        details: Vec<Problem>,
    },
    PayloadTooLarge(Box<Sentence>),
    UnsupportedMediaType(Box<Sentence>),
    /// The first problems, and the number of further ones.
    InvalidParameters {
        problems: Vec<Problem>,
        more: usize,
    },
    RateLimited {
        sentence: Box<Sentence>,
        retry_after_seconds: u64,
    },
    /// The database failed during the commit, so nobody knows yet whether it happened.
    OutcomeUnknown,
    /// A failure of the program itself; its cause goes to the log alone.
    Internal(Box<dyn std::error::Error + Send + Sync>),
    Unavailable(Box<Sentence>),
    /// Another call changed the same records at the same moment, and this call has left nothing. Its executor retries it from the
    /// start, and fails with this only if that did not help.
    Contended(Box<Sentence>),
}

impl Display for Error {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.text(Language::English))
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Internal(cause) => Some(&**cause),
            _ => None,
        }
    }
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The code of a failure, by which clients decide what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    pub name: &'static str,
    pub status: u16,
    /// The number in JSON-RPC: the specification's own if it has one, otherwise one from the range for servers, with the last
    /// digits of the status.
    pub number: i32,
}

/// All codes, in the order of the contract's table.
pub const CODES: [Code; 14] = [
    Code { name: "malformed_request", status: 400, number: -32_600 },
    Code { name: "ambiguous_method", status: 400, number: -32_601 },
    Code { name: "unauthenticated", status: 401, number: -32_001 },
    Code { name: "forbidden", status: 403, number: -32_003 },
    Code { name: "unknown_method", status: 404, number: -32_601 },
    Code { name: "not_found", status: 404, number: -32_004 },
    Code { name: "conflict", status: 409, number: -32_009 },
    Code { name: "payload_too_large", status: 413, number: -32_013 },
    Code { name: "unsupported_media_type", status: 415, number: -32_015 },
    Code { name: "invalid_parameters", status: 422, number: -32_602 },
    Code { name: "rate_limited", status: 429, number: -32_029 },
    Code { name: "outcome_unknown", status: 500, number: -32_055 },
    Code { name: "internal", status: 500, number: -32_603 },
    Code { name: "unavailable", status: 503, number: -32_053 },
];

impl Error {
    /// The failure's row in [`CODES`].
    pub fn code(&self) -> Code {
        let [
            malformed,
            ambiguous,
            unauthenticated,
            forbidden,
            unknown,
            not_found,
            conflict,
            large,
            media,
            invalid,
            limited,
            unknown_outcome,
            internal,
            unavailable,
        ] = CODES;
        match self {
            Error::MalformedRequest(_) => malformed,
            Error::AmbiguousMethod { .. } => ambiguous,
            Error::Unauthenticated(_) => unauthenticated,
            Error::Forbidden(_) => forbidden,
            Error::UnknownMethod { .. } => unknown,
            Error::NotFound(_) => not_found,
            Error::Conflict { .. } => conflict,
            Error::PayloadTooLarge(_) => large,
            Error::UnsupportedMediaType(_) => media,
            Error::InvalidParameters { .. } => invalid,
            Error::RateLimited { .. } => limited,
            Error::OutcomeUnknown => unknown_outcome,
            Error::Internal(_) => internal,
            Error::Unavailable(_) | Error::Contended(_) => unavailable,
        }
    }

    /// The failure in one sentence.
    pub fn text(&self, language: Language) -> Cow<'static, str> {
        match self {
            Error::MalformedRequest(sentence)
            | Error::AmbiguousMethod { sentence, .. }
            | Error::Unauthenticated(sentence)
            | Error::Forbidden(sentence)
            | Error::UnknownMethod { sentence, .. }
            | Error::NotFound(sentence)
            | Error::Conflict { sentence, .. }
            | Error::PayloadTooLarge(sentence)
            | Error::UnsupportedMediaType(sentence)
            | Error::RateLimited { sentence, .. } => sentence.text(language),
            Error::InvalidParameters { problems, more } => invalid_parameters(problems, *more).text(language),
            Error::OutcomeUnknown => Sentence::OutcomeUnknown.text(language),
            Error::Internal(_) => Sentence::Internal.text(language),
            Error::Unavailable(sentence) | Error::Contended(sentence) => {
                format!("{} {}", sentence.text(language), Sentence::SafeToTryAgain.text(language)).into()
            }
        }
    }

    /// The details of the failure in the reply.
    pub fn details(&self, language: Language) -> Value {
        match self {
            Error::InvalidParameters { problems, .. } | Error::Conflict { details: problems, .. } => {
                serde_json::json!(problems.iter().map(|problem| problem.told(language)).collect::<Vec<_>>())
            }
            Error::AmbiguousMethod { candidates, .. } => serde_json::json!(candidates),
            Error::UnknownMethod { suggestions, .. } => serde_json::json!(suggestions),
            _ => serde_json::json!([]),
        }
    }

    /// The number of wrong parameters that the details leave out.
    pub fn more(&self) -> usize {
        match self {
            Error::InvalidParameters { more, .. } => *more,
            _ => 0,
        }
    }

    /// A failure with one wrong parameter.
    pub fn invalid(path: impl Into<String>, rule: &str, sentence: impl Into<Box<Sentence>>) -> Self {
        Error::InvalidParameters { problems: vec![Problem::new(path, rule, sentence)], more: 0 }
    }

    /// A conflict over a unique column: another record has the same value.
    pub fn taken(column: &str) -> Self {
        Error::conflict(column, "taken", Sentence::Taken { column: column.to_owned() })
    }

    /// The retryable failure of two callers who were given the same made-up key at once: the later one is given another. A key that
    /// the caller chose stays taken. Each parameter says whether its key is made up.
    pub fn or_given_meanwhile(self, made_up: &[(&str, bool)]) -> Self {
        match self {
            Error::Conflict { details, .. } if details.iter().any(|problem| made_up.contains(&(problem.path.as_str(), true))) => {
                Error::Contended(Sentence::NameGivenMeanwhile.into())
            }
            other => other,
        }
    }

    /// A conflict that one parameter causes.
    pub fn conflict(path: impl Into<String>, rule: &str, sentence: impl Into<Box<Sentence>>) -> Self {
        let sentence = sentence.into();
        Error::Conflict { details: vec![Problem::new(path, rule, sentence.clone())], sentence }
    }

    /// The same conflict, with the record that has the value already.
    pub fn existing(mut self, id: i64) -> Self {
        if let Error::Conflict { details, .. } = &mut self {
            details.iter_mut().for_each(|problem| problem.existing_id = Some(id));
        }
        self
    }

    /// A failure whose cause only the operator may see.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Error::Internal(cause.into())
    }

    /// The failure of a call without a token to a method that needs one.
    pub fn without_token() -> Self {
        Error::Unauthenticated(Sentence::TokenNeeded.into())
    }

    /// The failure of a token that is not ours, or no longer alive.
    pub fn dead_token() -> Self {
        Error::Unauthenticated(Sentence::TokenDead.into())
    }

    /// The failure of an application token that does not work, for whatever reason.
    pub fn dead_application_token() -> Self {
        Error::Unauthenticated(Sentence::ApplicationTokenDead.into())
    }

    /// The failure of a call that missed its deadline and was undone.
    pub fn too_late() -> Self {
        Error::Unavailable(Sentence::PastDeadline.into())
    }

    /// The failure of a call whose records others kept changing.
    pub fn contended() -> Self {
        Error::Contended(Sentence::Contended.into())
    }

    /// Whether the failure has nothing to do with the call itself. The executor then retries or gives up, and the log has it.
    pub fn is_nobodys_fault(&self) -> bool {
        matches!(self, Error::Internal(_) | Error::Unavailable(_) | Error::Contended(_) | Error::OutcomeUnknown)
    }

    /// The failure for a missing record, or another profile's; the two read the same.
    pub fn not_found(what: &'static Noun) -> Self {
        Error::NotFound(Sentence::NoSuch { what }.into())
    }
}

/// The most parameters that the sentence names; the details have more.
const MOST_NAMED: usize = 20;

fn invalid_parameters(problems: &[Problem], more: usize) -> Sentence {
    if let ([only], 0) = (problems, more) {
        return Sentence::ParameterIsWrong { path: only.path.clone(), sentence: only.sentence.clone() };
    }
    let named = problems.iter().take(MOST_NAMED).map(|problem| problem.path.clone()).collect();
    Sentence::ParametersAreWrong { number: problems.len().saturating_add(more), named }
}

/// The one mapping from the database's failures.
///
/// A unique or foreign-key violation that a method could not foresee (two callers at once) is a conflict; a passing failure is
/// `unavailable`; all others are internal.
impl From<diesel::result::Error> for Error {
    fn from(cause: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind as Kind, Error as Database};
        match &cause {
            Database::DatabaseError(Kind::UniqueViolation, information) => {
                let path = column_of(information.constraint_name(), information.message());
                Error::taken(&path)
            }
            Database::DatabaseError(Kind::ForeignKeyViolation, _) => {
                Error::Conflict { sentence: Sentence::StillReferredToOrGone.into(), details: Vec::new() }
            }
            Database::DatabaseError(Kind::SerializationFailure, _) => Error::contended(),
            Database::DatabaseError(_, information) if information.message().contains("deadlock detected") => Error::contended(),
            Database::DatabaseError(Kind::ClosedConnection | Kind::UnableToSendCommand, _) => {
                Error::Unavailable(Sentence::DatabaseUnreachable.into())
            }
            Database::DatabaseError(_, information) if information.message().contains("canceling statement due to lock timeout") => {
                Error::Unavailable(Sentence::LockedTooLong.into())
            }
            Database::DatabaseError(_, information) if is_too_late(information.message()) => Error::too_late(),
            Database::DatabaseError(_, information) if is_passing(information.message()) => {
                Error::Unavailable(Sentence::DatabaseBusy.into())
            }
            Database::BrokenTransactionManager => Error::Unavailable(Sentence::DatabaseUnreachable.into()),
            _ => Error::Internal(Box::new(cause)),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(cause: serde_json::Error) -> Self {
        Error::internal(cause)
    }
}

/// The parameter of a violated uniqueness. PostgreSQL names the index, whose name ends with the parameter after two underscores
/// (`companies__client_number`). SQLite names the columns (`companies.profile_id, companies.client_number`), or the index if it
/// is over an expression.
fn column_of(constraint: Option<&str>, message: &str) -> String {
    let name = constraint.unwrap_or(message);
    if let Some((_, parameter)) = name.rsplit_once("__") {
        return parameter.trim_end_matches('\'').to_owned();
    }
    name.rsplit(['.', ' ']).next().unwrap_or(name).to_owned()
}

/// Whether SQLite or PostgreSQL reports a statement that was stopped.
fn is_too_late(message: &str) -> bool {
    message == "interrupted" || message.contains("canceling statement due to statement timeout")
}

fn is_passing(message: &str) -> bool {
    const PASSING: [&str; 6] = [
        "database is locked",
        "disk I/O error",
        "database or disk is full",
        "the database system is",
        "terminating connection",
        "server closed the connection",
    ];
    PASSING.iter().any(|passing| message.contains(passing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_names_few_parameters_and_the_number_of_all() {
        let sentence = |number: usize, more| {
            let problems = (0..number).map(|number| Problem::new(format!("p{number}"), "wrong", Sentence::WrongType)).collect();
            Error::InvalidParameters { problems, more }.to_string()
        };
        assert_eq!(sentence(1, 0), "The parameter p0 is wrong: This value does not have the type of the parameter.");
        assert_eq!(sentence(3, 0), "3 parameters are wrong: p0, p1, p2.");
        assert_eq!(sentence(MOST_NAMED, 0).split_once(" and "), None);
        let many = sentence(100, 89_900);
        assert!(many.starts_with("90000 parameters are wrong: p0, p1,") && many.ends_with(", p19 and 89980 more."), "{many}");
    }

    #[test]
    fn a_long_sentence_about_a_parameter_is_cut() {
        let known: Vec<String> = (0..1_000).map(|number| format!("name{number}")).collect();
        let problem = Problem::new("p", "unknown_parameter", Sentence::NoSuchParameter { name: "é".into(), known, meant: None });
        let told = problem.told(Language::Spanish);
        assert_eq!(told.message.chars().count(), Problem::LONGEST);
        assert!(told.message.ends_with('…'), "{}", told.message);
    }

    #[test]
    fn a_violated_constraint_names_its_column_on_both_databases() {
        assert_eq!(column_of(None, "UNIQUE constraint failed: companies.profile_id, companies.client_number"), "client_number");
        assert_eq!(column_of(None, "UNIQUE constraint failed: index 'catalog_entries__name'"), "name");
        assert_eq!(column_of(Some("companies__client_number"), "duplicate key value"), "client_number");
    }
}

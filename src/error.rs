//! Every way a call can fail, once, with its code on the wire, its HTTP status and its number in JSON-RPC.
//!
//! What holds here: `code` and `status` are exhaustive, the sentence of an `Internal` failure never
//! leaves the program, and a database that is gone is never mistaken for a record that is missing.

use serde::Serialize;

/// One wrong parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Where it is: `shipping_address.state`, `company_type.1`.
    pub path: String,
    /// The rule that it breaks, for programs: `required`, `unknown_state`.
    pub rule: String,
    /// The same for a person, in one sentence.
    pub message: String,
}

impl Problem {
    pub fn new(path: impl Into<String>, rule: impl Into<String>, message: impl Into<String>) -> Self {
        Problem { path: path.into(), rule: rule.into(), message: message.into() }
    }
}

/// Why a call failed. Each variant is one row of the contract's table of failures.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0}")]
    MalformedRequest(String),
    #[error("{message}")]
    AmbiguousMethod { message: String, candidates: Vec<String> },
    #[error("{0}")]
    Unauthenticated(String),
    #[error("{0}")]
    Forbidden(String),
    #[error("{message}")]
    UnknownMethod { message: String, suggestions: Vec<String> },
    #[error("{0}")]
    NotFound(String),
    #[error("{message}")]
    Conflict { message: String, details: Vec<Problem> },
    #[error("{0}")]
    PayloadTooLarge(String),
    #[error("{0}")]
    UnsupportedMediaType(String),
    /// The first of them, and how many there are beside these.
    #[error("{}", invalid_parameters_sentence(.problems, *.more))]
    InvalidParameters { problems: Vec<Problem>, more: usize },
    #[error("{message}")]
    RateLimited { message: String, retry_after_seconds: u64 },
    /// The database failed at the commit: nobody can say yet whether there was one.
    #[error(
        "The connection to the database, or its disk, failed while this call was committed: it may have been made. Repeat it with the \
         same idempotency key, which tells; without a key, look first."
    )]
    OutcomeUnknown,
    #[error("Something went wrong on our side. The request id names the entry in the log that says what.")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("{0} It is safe to try again.")]
    Unavailable(String),
    /// Another call changed the same records at the same moment, and nothing is kept of this one: its executor makes it again
    /// from the start. A caller is told so only where that did not help either.
    #[error("{0} It is safe to try again.")]
    Contended(String),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything a client can be told to do about a failure hangs on this word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    pub name: &'static str,
    pub status: u16,
    /// What JSON-RPC calls it: the specification's own number where it has one, else one of the range that it leaves
    /// to servers, with the last digits of the status.
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
    /// The failure's place in [`CODES`].
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

    /// What the reply lists under `details`.
    pub fn details(&self) -> serde_json::Value {
        match self {
            Error::InvalidParameters { problems, .. } | Error::Conflict { details: problems, .. } => serde_json::json!(problems),
            Error::AmbiguousMethod { candidates, .. } => serde_json::json!(candidates),
            Error::UnknownMethod { suggestions, .. } => serde_json::json!(suggestions),
            _ => serde_json::json!([]),
        }
    }

    /// How many wrong parameters there are beside those in the details.
    pub fn more(&self) -> usize {
        match self {
            Error::InvalidParameters { more, .. } => *more,
            _ => 0,
        }
    }

    /// One wrong parameter.
    pub fn invalid(path: impl Into<String>, rule: &str, message: impl Into<String>) -> Self {
        Error::InvalidParameters { problems: vec![Problem::new(path, rule, message)], more: 0 }
    }

    /// Another record has the same in a column in which each has its own.
    pub fn taken(column: &str) -> Self {
        Error::conflict(column, "taken", format!("Another record has this {column} already."))
    }

    /// A conflict that one parameter brings about.
    pub fn conflict(path: impl Into<String>, rule: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        Error::Conflict { details: vec![Problem::new(path, rule, message.clone())], message }
    }

    /// A failure whose cause is nobody's business but the operator's.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Error::Internal(cause.into())
    }

    /// A call without a token, of a method that needs one.
    pub fn without_token() -> Self {
        Error::Unauthenticated("This method needs a token: send the header Authorization: Bearer <token>.".to_owned())
    }

    /// A token that is not ours, or no longer alive.
    pub fn dead_token() -> Self {
        Error::Unauthenticated("This token is not valid any more. Sign in again.".to_owned())
    }

    /// The same of an application token, whatever the reason.
    pub fn dead_application_token() -> Self {
        Error::Unauthenticated("This application token is not valid: it is misspelt, expired or revoked.".to_owned())
    }

    /// A call that did not come to its end before its deadline, and was undone.
    pub fn too_late() -> Self {
        Error::Unavailable("This call did not end before its deadline, and nothing was changed.".to_owned())
    }

    /// A call whose records others were changing all the while.
    pub fn contended() -> Self {
        Error::Contended("Other calls changed the same records at the same moment.".to_owned())
    }

    /// Whether the call itself has no part in it: it is for the executor to do again or to give up, and for the log.
    pub fn is_nobodys_fault(&self) -> bool {
        matches!(self, Error::Internal(_) | Error::Unavailable(_) | Error::Contended(_) | Error::OutcomeUnknown)
    }

    /// A record that is not there, or not the caller's; the two read the same.
    pub fn not_found(what: &str) -> Self {
        Error::NotFound(format!("There is no such {what}."))
    }
}

/// How many of what, for a sentence: `1 company`, `2 companies`.
pub fn counted(number: i64, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

/// So many wrong parameters are named in the sentence; all that are told stand in the details.
const MOST_NAMED: usize = 20;

fn invalid_parameters_sentence(problems: &[Problem], more: usize) -> String {
    if let ([only], 0) = (problems, more) {
        return format!("The parameter {} is wrong: {}", only.path, only.message);
    }
    let number = problems.len().saturating_add(more);
    let named: Vec<&str> = problems.iter().take(MOST_NAMED).map(|problem| problem.path.as_str()).collect();
    let others = match number.saturating_sub(named.len()) {
        0 => String::new(),
        others => format!(" and {others} more"),
    };
    format!("{number} parameters are wrong: {}{others}.", named.join(", "))
}

/// The one mapping from the database's failures.
///
/// A unique or foreign-key violation that a method could not foresee (two callers at once) is a conflict;
/// what only time can mend is `unavailable`; the rest is ours to answer for.
impl From<diesel::result::Error> for Error {
    fn from(cause: diesel::result::Error) -> Self {
        use diesel::result::{DatabaseErrorKind as Kind, Error as Database};
        match &cause {
            Database::DatabaseError(Kind::UniqueViolation, information) => {
                let path = column_of(information.constraint_name(), information.message());
                Error::taken(&path)
            }
            Database::DatabaseError(Kind::ForeignKeyViolation, _) => Error::Conflict {
                message: "A record that this call names is still referred to, or was removed a moment ago.".to_owned(),
                details: Vec::new(),
            },
            Database::DatabaseError(Kind::SerializationFailure, _) => Error::contended(),
            Database::DatabaseError(_, information) if information.message().contains("deadlock detected") => Error::contended(),
            Database::DatabaseError(Kind::ClosedConnection | Kind::UnableToSendCommand, _) => {
                Error::Unavailable("The database is not reachable at the moment.".to_owned())
            }
            Database::DatabaseError(_, information) if information.message().contains("canceling statement due to lock timeout") => {
                Error::Unavailable("Another call holds for too long what this one needs.".to_owned())
            }
            Database::DatabaseError(_, information) if is_too_late(information.message()) => Error::too_late(),
            Database::DatabaseError(_, information) if is_passing(information.message()) => {
                Error::Unavailable("The database is busy at the moment.".to_owned())
            }
            Database::BrokenTransactionManager => Error::Unavailable("The database is not reachable at the moment.".to_owned()),
            _ => Error::Internal(Box::new(cause)),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(cause: serde_json::Error) -> Self {
        Error::internal(cause)
    }
}

/// The parameter that a violated uniqueness is about. PostgreSQL names the index, whose name holds it after two
/// underscores (`companies__client_number`); SQLite names the columns (`companies.profile_id,
/// companies.client_number`), or the index where that is over an expression.
fn column_of(constraint: Option<&str>, message: &str) -> String {
    let name = constraint.unwrap_or(message);
    if let Some((_, parameter)) = name.rsplit_once("__") {
        return parameter.trim_end_matches('\'').to_owned();
    }
    name.rsplit(['.', ' ']).next().unwrap_or(name).to_owned()
}

/// SQLite's and PostgreSQL's words for a statement that was stopped.
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
            let problems = (0..number).map(|number| Problem::new(format!("p{number}"), "wrong", "No.")).collect();
            Error::InvalidParameters { problems, more }.to_string()
        };
        assert_eq!(sentence(1, 0), "The parameter p0 is wrong: No.");
        assert_eq!(sentence(3, 0), "3 parameters are wrong: p0, p1, p2.");
        assert_eq!(sentence(MOST_NAMED, 0).split_once(" and "), None);
        let many = sentence(100, 89_900);
        assert!(many.starts_with("90000 parameters are wrong: p0, p1,") && many.ends_with(", p19 and 89980 more."), "{many}");
    }

    #[test]
    fn a_violated_constraint_names_its_column_on_both_databases() {
        assert_eq!(column_of(None, "UNIQUE constraint failed: companies.profile_id, companies.client_number"), "client_number");
        assert_eq!(column_of(None, "UNIQUE constraint failed: index 'catalog_entries__name'"), "name");
        assert_eq!(column_of(Some("companies__client_number"), "duplicate key value"), "client_number");
    }
}

//! Everything that is wrong with a call's parameters, gathered so that one answer names it all.

use super::decode::Decoded;
use crate::error::{Error, Problem, Result};

/// The wrong parameters found so far.
#[derive(Debug, Default, Clone)]
pub struct Problems {
    found: Vec<Problem>,
}

impl Problems {
    /// Notes a wrong parameter, unless something is known to be wrong there, around it or inside it: what
    /// follows from a first mistake would only confuse.
    pub fn add(&mut self, path: &str, rule: &str, message: impl Into<String>) {
        if !self.concern(path) {
            self.found.push(Problem::new(path, rule, message));
        }
    }

    /// Notes a wrong parameter that reading found. Of two at the same place the first counts.
    pub(super) fn push(&mut self, problem: Problem) {
        if problem.path.is_empty() || !self.concern(&problem.path) {
            self.found.push(problem);
        }
    }

    /// Takes over what was found wrong while something was read; gives what could be read of it.
    pub fn collect<P>(&mut self, read: Result<Decoded<P>, Problems>) -> Option<P> {
        let (parameters, problems) = match read {
            Ok(Decoded { parameters, problems }) => (Some(parameters), problems),
            Err(problems) => (None, problems),
        };
        for problem in problems.found {
            self.push(problem);
        }
        parameters
    }

    /// Takes over what was found wrong inside this parameter.
    pub(super) fn add_within(&mut self, parameter: &str, other: Problems) {
        for problem in other.found {
            let path = if problem.path.is_empty() { parameter.to_owned() } else { format!("{parameter}.{}", problem.path) };
            self.push(Problem { path, ..problem });
        }
    }

    /// Whether something is wrong at this place, around it or inside it.
    pub fn concern(&self, path: &str) -> bool {
        self.found.iter().any(|problem| is_within(&problem.path, path) || is_within(path, &problem.path))
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The failure of a call that something is wrong with.
    pub fn refusal(self) -> Error {
        self.settle().err().unwrap_or_else(|| Error::internal("a call was refused for nothing"))
    }

    /// Ends the call if anything is wrong.
    pub fn settle(self) -> Result<()> {
        if self.found.is_empty() { Ok(()) } else { Err(Error::InvalidParameters(self.found)) }
    }
}

fn is_within(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_from_a_first_mistake_is_not_reported() {
        let mut problems = Problems::default();
        problems.add("shipping_address.country", "unknown_country", "…");
        problems.add("shipping_address", "incomplete", "…");
        problems.add("shipping_address.country", "again", "…");
        problems.add("shipping_address_other", "different", "…");
        assert_eq!(problems.found.len(), 2);
    }
}

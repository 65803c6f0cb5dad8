//! The mistakes in a call's parameters, gathered so that one answer names them all.
//!
//! Invariants: to note a problem costs no more than its path is long, however many there are. The first [`MOST_TOLD`] are
//! told, and the others counted. Nothing that is told is long, whatever the caller wrote.

use super::decode::Decoded;
use super::hashes::Hashes;
use super::path::{Path, keys_of};
use crate::error::{Error, Problem, Result};
use crate::fields::{Edit, OrKept};
use crate::sentences::{Expected, Sentence, shortened};

/// The most problems that a caller is told. A caller with more has made one mistake many times.
pub const MOST_TOLD: usize = 100;

/// The longest path that is told, in characters.
const LONGEST_PATH: usize = 500;

/// The wrong parameters found so far.
#[derive(Debug, Default, Clone)]
pub struct Problems {
    /// The problems; none while all is right, as it mostly is.
    found: Option<Box<Found>>,
}

#[derive(Debug, Default, Clone)]
struct Found {
    told: Vec<Problem>,
    /// The number of problems beside the told ones.
    more: usize,
    /// The keys of the paths with a problem, and of the paths around them, those of untold problems included.
    wrong: Hashes,
    around: Hashes,
}

impl Problems {
    /// Notes a wrong parameter, unless a problem is known at its path, around it or inside it: consequences of a first mistake
    /// would only confuse.
    pub fn add(&mut self, path: &str, rule: &str, sentence: impl Into<Box<Sentence>>) {
        self.add_with(path, rule, || sentence.into());
    }

    /// Notes a field of an edit whose value breaks the rule of its type and is not the value that the record has.
    pub fn add_unkept<L>(&mut self, path: &str, said: Option<&OrKept<L>>, kept: Option<&str>) {
        if let Some(violation) = said.and_then(|said| said.violation(kept)) {
            self.add(path, violation.rule, violation.sentence.clone());
        }
    }

    /// Notes an edit that would clear a field which only a record that never had it may lack.
    pub fn add_cleared<T>(&mut self, path: &str, said: &Edit<T>, is_empty: bool, expected: Expected) {
        if matches!(said, Edit::Clear) && !is_empty {
            self.add(path, "required", Sentence::NotNull { expected });
        }
    }

    pub fn add_with<S: Into<Box<Sentence>>>(&mut self, path: &str, rule: &str, sentence: impl FnOnce() -> S) {
        let (own, around) = keys_of(path);
        let found = self.found.get_or_insert_default();
        found.note(own, around.into_iter(), || shortened(path, LONGEST_PATH).into_owned(), rule, sentence);
    }

    /// Notes a problem at a path with names that the caller chose. The sentence is made only if it is told.
    pub fn add_at<S: Into<Box<Sentence>>>(&mut self, path: &Path<'_>, rule: &str, sentence: impl FnOnce() -> S) {
        let found = self.found.get_or_insert_default();
        found.note(path.key(), path.keys_around(), || path.to_string(), rule, sentence);
    }

    /// Takes over the problems of a reading, and gives the parameters as far as they could be read. No problem of them has been
    /// noted here before.
    pub fn collect<P>(&mut self, read: Result<Decoded<P>, Problems>) -> Option<P> {
        let (parameters, Problems { found }) = match read {
            Ok(Decoded { parameters, problems }) => (Some(parameters), problems),
            Err(problems) => (None, problems),
        };
        match (&mut self.found, found) {
            (Some(known), Some(found)) => known.add(*found),
            (known @ None, found) => *known = found,
            (Some(_), None) => {}
        }
        parameters
    }

    /// Takes over the problems of the value of a parameter, each with its path in that value.
    pub fn take_inside(&mut self, parameter: &str, Problems { found }: Problems) {
        let Some(found) = found else { return };
        for Problem { path, rule, sentence, .. } in found.told {
            let path = if path.is_empty() { parameter.to_owned() } else { format!("{parameter}.{path}") };
            self.add(&path, &rule, sentence);
        }
        if let Some(known) = &mut self.found {
            known.more += found.more;
        }
    }

    /// Names the method for callers without a required parameter, in the sentence for each of these that is missing.
    pub(super) fn name_methods(&mut self, without: &[(&str, &'static str)]) {
        let Some(found) = &mut self.found else { return };
        for (parameter, method) in without {
            for problem in found.told.iter_mut().filter(|problem| problem.rule == "required" && problem.path == *parameter) {
                problem.sentence = Sentence::RequiredOrElse { method }.into();
            }
        }
    }

    /// Takes over problems that another call told, and the number of untold ones, except those known here.
    pub(super) fn take_over(&mut self, told: Vec<Problem>, more: usize) {
        for Problem { path, rule, sentence, .. } in told {
            self.add(&path, &rule, sentence);
        }
        if let Some(found) = &mut self.found {
            found.more += more;
        }
    }

    /// Whether a problem is known at this path, around it or inside it.
    pub fn concern(&self, path: &str) -> bool {
        self.found.as_ref().is_some_and(|found| {
            let (own, around) = keys_of(path);
            found.concern(own, around.into_iter())
        })
    }

    /// The same for a path with names that the caller chose.
    pub(super) fn concern_at(&self, path: &Path<'_>) -> bool {
        self.found.as_ref().is_some_and(|found| found.concern(path.key(), path.keys_around()))
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_none()
    }

    /// The failure of a call with problems.
    pub fn refusal(self) -> Error {
        self.settle().err().unwrap_or_else(|| Error::internal("a call was refused for nothing"))
    }

    /// Fails if there are any problems.
    pub fn settle(self) -> Result<()> {
        match self.found {
            Some(found) => Err(Error::InvalidParameters { problems: found.told, more: found.more }),
            None => Ok(()),
        }
    }
}

impl Found {
    fn note<S: Into<Box<Sentence>>>(
        &mut self,
        own: u64,
        around: impl Iterator<Item = u64> + Clone,
        path: impl FnOnce() -> String,
        rule: &str,
        sentence: impl FnOnce() -> S,
    ) {
        if self.concern(own, around.clone()) {
            return;
        }
        self.wrong.insert(own);
        for key in around {
            if !self.around.insert(key) {
                // All paths around it are in the set, too.
                break;
            }
        }
        if self.told.len() < MOST_TOLD {
            self.told.push(Problem::new(path(), rule, sentence()));
        } else {
            self.more += 1;
        }
    }

    fn concern(&self, own: u64, mut around: impl Iterator<Item = u64>) -> bool {
        self.wrong.contains(&own) || self.around.contains(&own) || around.any(|key| self.wrong.contains(&key))
    }

    /// Adds the problems that were found elsewhere.
    fn add(&mut self, other: Found) {
        let Found { mut told, more, wrong, around } = other;
        let untold = told.split_off(told.len().min(MOST_TOLD.saturating_sub(self.told.len())));
        self.told.append(&mut told);
        self.more += untold.len() + more;
        self.wrong.extend(wrong);
        self.around.extend(around);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(problems: Problems) -> (Vec<Problem>, usize) {
        match problems.settle() {
            Ok(()) => (Vec::new(), 0),
            Err(Error::InvalidParameters { problems, more }) => (problems, more),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn what_follows_from_a_first_mistake_is_not_reported() {
        let mut problems = Problems::default();
        problems.add("shipping_address.country", "unknown_country", Sentence::WrongType);
        problems.add("shipping_address", "incomplete", Sentence::WrongType);
        problems.add("shipping_address.country", "again", Sentence::WrongType);
        problems.add("shipping_address_other", "different", Sentence::WrongType);
        assert_eq!(told(problems).0.len(), 2);
    }

    #[test]
    fn those_that_are_not_told_are_counted_and_concern_their_paths_all_the_same() {
        let mut problems = Problems::default();
        let mut written = 0;
        for number in 0..1000 {
            for _ in 0..2 {
                problems.add_with(&format!("lines.{number}.total"), "wrong_total", || {
                    written += 1;
                    Sentence::WrongType
                });
            }
        }
        assert_eq!(written, MOST_TOLD, "what is not told is not written either");
        for concerned in ["lines", "lines.999", "lines.999.total", "lines.999.total.more"] {
            assert!(problems.concern(concerned), "{concerned}");
        }
        assert!(!problems.concern("lines.1000") && !problems.concern("lines.999.tax") && !problems.concern("line"));
        let (told, more) = told(problems);
        assert_eq!((told.len(), more), (MOST_TOLD, 900));
    }

    #[test]
    fn two_findings_are_put_together_within_the_bound() {
        let of = |name: &str, number: usize| {
            let mut problems = Problems::default();
            (0..number).for_each(|number| problems.add(&format!("{name}.{number}"), "wrong", Sentence::WrongType));
            problems
        };
        let mut problems = of("first", 70);
        assert_eq!(problems.collect(Ok(Decoded { parameters: 5, problems: of("second", 150) })), Some(5));
        assert!(problems.concern("first.69") && problems.concern("second.149") && problems.concern("second"));
        let (told, more) = told(problems);
        assert_eq!((told.len(), more), (MOST_TOLD, 120));
    }

    #[test]
    fn nothing_that_is_told_is_long() {
        let mut problems = Problems::default();
        problems.add(&"long.".repeat(10_000), "wrong", Sentence::WrongType);
        let (told, _) = told(problems);
        let [problem] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!(problem.path.chars().count(), LONGEST_PATH);
    }

    /// The rule, in the simplest words: paths are lists of names, and one concerns the other where it begins it.
    fn naive(paths: &[Vec<&str>]) -> Vec<String> {
        let mut noted: Vec<&Vec<&str>> = Vec::new();
        for path in paths {
            if !noted.iter().any(|known| path.starts_with(known) || known.starts_with(path)) {
                noted.push(path);
            }
        }
        noted.iter().map(|path| path.join(".")).collect()
    }

    proptest! {
        #[test]
        fn the_sets_say_what_a_look_at_each_path_would(paths in prop::collection::vec(prop::collection::vec("[ab]", 1..5), 0..40)) {
            let paths: Vec<Vec<&str>> = paths.iter().map(|path| path.iter().map(String::as_str).collect()).collect();
            let mut problems = Problems::default();
            for path in &paths {
                problems.add(&path.join("."), "wrong", Sentence::WrongType);
            }
            let (told, more) = told(problems);
            let told: Vec<String> = told.into_iter().map(|problem| problem.path).collect();
            prop_assert_eq!((told, more), (naive(&paths), 0));
        }
    }
}

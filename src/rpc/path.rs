//! The place of a value in the parameters of a call: the names and numbers on the way to it.
//!
//! Invariants: a path costs nothing until there is a mistake at its value, because each of its steps lies on the stack of
//! the function that reads the value around. Names that a caller chose are shown shortened.

use std::cell::Cell;
use std::fmt::{Display, Formatter};
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;

use crate::sentences::shortened;

/// The way to a value, from the value outwards.
#[derive(Debug)]
pub struct Path<'p> {
    around: Option<&'p Path<'p>>,
    step: Step<'p>,
    /// The key, once [`Path::key`] has computed it.
    key: Cell<Option<u64>>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'p> {
    Whole,
    Name(&'p str),
    Number(usize),
}

/// The longest name in a shown path, in characters.
const LONGEST_STEP: usize = 200;

/// The longest shown path, in characters.
const LONGEST: usize = 500;

/// The key of the path to all parameters.
const WHOLE: u64 = 0;

impl<'p> Path<'p> {
    /// All parameters together: the path without a step.
    pub fn whole() -> Self {
        Path { around: None, step: Step::Whole, key: Cell::new(Some(WHOLE)) }
    }

    /// The path to the value of this name in the object here.
    pub fn at<'i>(&'i self, name: &'i str) -> Path<'i> {
        Path { around: Some(self), step: Step::Name(name), key: Cell::new(None) }
    }

    /// The path to the value at this place, from 0, in the list here.
    pub fn nth<'i>(&'i self, number: usize) -> Path<'i> {
        Path { around: Some(self), step: Step::Number(number), key: Cell::new(None) }
    }

    pub fn is_whole(&self) -> bool {
        matches!(self.step, Step::Whole)
    }

    /// The path's key in a set of paths: 64 bits that no caller can foresee.
    pub(super) fn key(&self) -> u64 {
        if let Some(key) = self.key.get() {
            return key;
        }
        let around = self.around.map_or(WHOLE, Path::key);
        let key = match self.step {
            Step::Whole => WHOLE,
            Step::Name(name) => key_within(around, name),
            Step::Number(number) => key_within(around, &number.to_string()),
        };
        self.key.set(Some(key));
        key
    }

    /// The keys of all paths around this one, from the inside out, without the path to all parameters.
    pub(super) fn keys_around(&self) -> impl Iterator<Item = u64> + Clone {
        let around = |path: &'p Path<'p>| path.around;
        std::iter::successors(self.around, move |path| around(path)).filter(|path| !path.is_whole()).map(Path::key)
    }
}

/// The key of a path in writing, `shipping_address.state`, and those of all paths around it, from the inside out.
pub(super) fn keys_of(path: &str) -> (u64, Vec<u64>) {
    let (mut own, mut around) = (WHOLE, Vec::new());
    for step in path.split('.').filter(|_| !path.is_empty()) {
        if own != WHOLE {
            around.push(own);
        }
        own = key_within(own, step);
    }
    around.reverse();
    (own, around)
}

fn key_within(around: u64, step: &str) -> u64 {
    static STATE: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    STATE.hash_one((around, step))
}

impl Display for Path<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        let mut steps: Vec<Step<'_>> = Vec::new();
        let mut path = Some(self);
        while let Some(&Path { around, step, .. }) = path {
            steps.push(step);
            path = around;
        }
        // An empty name leads nowhere that could be shown.
        let shown = steps.iter().rev().filter_map(|step| match step {
            Step::Whole | Step::Name("") => None,
            Step::Name(name) => Some(shortened(name, LONGEST_STEP)),
            Step::Number(number) => Some(number.to_string().into()),
        });
        let shown: Vec<_> = shown.collect();
        formatter.write_str(&shortened(&shown.join("."), LONGEST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_the_same_whether_walked_or_written_out() {
        let whole = Path::whole();
        let calls = whole.at("calls");
        let call = calls.nth(3);
        let method = call.at("method");
        assert_eq!(method.to_string(), "calls.3.method");
        for (path, written) in [(&method, "calls.3.method"), (&call, "calls.3"), (&calls, "calls"), (&whole, "")] {
            assert_eq!((path.key(), path.keys_around().collect()), keys_of(written), "{written}");
        }
        assert_eq!(whole.to_string(), "");
    }

    #[test]
    fn long_names_and_long_ways_are_shortened_and_stay_different_paths() {
        let whole = Path::whole();
        let (first, second) = ("a".repeat(100_000), format!("{}b", "a".repeat(100_000)));
        let (first, second) = (whole.at(&first), whole.at(&second));
        assert_eq!(first.to_string().chars().count(), LONGEST_STEP);
        assert!(first.to_string().ends_with("a…"));
        assert_ne!(first.key(), second.key());
        let inner = [first.at("b"), first.at("é")];
        assert!(inner[1].to_string().ends_with(".é"), "{}", inner[1]);
        let name = "ñ".repeat(300);
        let (one, two, three);
        one = whole.at(&name);
        two = one.at(&name);
        three = two.at(&name);
        assert_eq!(three.to_string().chars().count(), LONGEST);
    }

    #[test]
    fn a_dot_in_a_name_is_no_step() {
        let whole = Path::whole();
        let dotted = whole.at("inputs.a");
        assert_eq!(dotted.keys_around().count(), 0);
        assert_ne!(dotted.key(), whole.at("inputs").at("a").key());
    }
}

//! Decodes JSON into a method's typed parameters, and reports *all* mistakes in one answer.
//!
//! Serde stops at the first error. Here each mistake is noted where it is met, and a placeholder is put in its place, so that the
//! reading goes on and the method's own checks still run over the values that were right. This deserializer does so where it
//! knows the expected type; the type itself does so where the rule is its own ([`crate::fields::attempt`]). The contract's
//! leniency lives here too, once for all methods: `"5"` is 5, `"Yes"` is true, one value stands for a list of one, and PHP's `[]`
//! is an empty object.
//!
//! Invariants: each value is read once, however many mistakes there are. Serde does not say beforehand which fields a struct
//! requires; this is learnt by failing, once for each field ([`required`]).
//!
//! An external ID may stand wherever an id is expected, and a day where an instant is. Only the database knows the record that an
//! external ID names, and the time zone in which a day begins. Such parameters are read twice: once to see whether there are any,
//! and once more with the ids and the zone that were found ([`Mentions`]).

mod access;
mod foreign;
mod mistake;
mod required;
#[cfg(test)]
mod tests;
mod value;

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::de::DeserializeOwned;

use mistake::Mistake;
use required::Required;
use value::Value;

use crate::db::mentions::Mentioned;
use crate::fields::TimeZone;
use crate::fields::external_ids::Called;
use crate::fields::leaf::Violation;
use crate::rpc::path::Path;
use crate::rpc::problems::Problems;
use crate::rpc::tree::Tree;
use crate::sentences::Sentence;

/// The parameters as far as they could be read, and the mistakes in them. With any problem the values may hold placeholders: the
/// call must end after the checks.
pub struct Decoded<P> {
    pub parameters: P,
    pub problems: Problems,
}

/// The parts of a call that only the database knows: records, by their external IDs and by their ids, and days.
pub struct Mentions {
    externals: Externals,
    ids: RefCell<Vec<Mentioned>>,
    days: Days,
}

/// The days that stand for instants.
enum Days {
    /// The profile has not been looked up yet. Whether there are any days.
    Sought(Cell<bool>),
    /// Days are days of this time zone.
    In(TimeZone),
}

/// All that has been gathered in a reading.
pub struct Gathered {
    /// The external IDs to look up.
    pub externals: Vec<Called>,
    /// Whether there are days, which need the time zone of the profile.
    pub has_days: bool,
    pub ids: Vec<Mentioned>,
}

/// The records that a call names by external IDs.
enum Externals {
    /// External IDs that are being gathered, to be looked up. A placeholder stands for each.
    Sought(RefCell<HashSet<Called>>),
    /// External IDs that were looked up. The profile has no record for one that is missing here: it gets an id that no record
    /// has, so that a method reports it like any other unknown record.
    Found(HashMap<Called, i64>),
}

impl Mentions {
    /// Gathers what has not been looked up yet.
    pub fn to_be_sought() -> Self {
        Mentions { externals: Externals::Sought(RefCell::default()), ids: RefCell::default(), days: Days::Sought(Cell::default()) }
    }

    /// Replaces the external IDs by the ids that were found, and days by their instants in this zone.
    pub fn found(externals: HashMap<Called, i64>, zone: TimeZone) -> Self {
        Mentions { externals: Externals::Found(externals), ids: RefCell::default(), days: Days::In(zone) }
    }

    /// For a value that names no records, and no days of a profile.
    pub fn none() -> Self {
        Self::found(HashMap::new(), TimeZone::UTC)
    }

    pub fn into_gathered(self) -> Gathered {
        let externals = match self.externals {
            Externals::Sought(sought) => sought.into_inner().into_iter().collect(),
            Externals::Found(_) => Vec::new(),
        };
        let has_days = matches!(self.days, Days::Sought(seen) if seen.get());
        Gathered { externals, has_days, ids: self.ids.into_inner() }
    }

    /// The name of the zone of days, if it is known. Notes that it is wanted.
    fn zone(&self) -> Option<&'static str> {
        match &self.days {
            Days::Sought(wanted) => {
                wanted.set(true);
                None
            }
            Days::In(zone) => Some(zone.name()),
        }
    }

    fn note(&self, entity: &'static str, id: i64) {
        self.ids.borrow_mut().push((entity, id));
    }
}

/// Reads a value that names no records.
pub fn decode<P: DeserializeOwned>(tree: &Tree<'_>) -> Result<Decoded<P>, Problems> {
    decode_beside(tree, &[], &Mentions::none())
}

/// Reads the parameters of a method. Fails if they are so wrong that nothing can be checked further. The parameters named in
/// `elsewhere` are allowed too, and read by another function; a misspelt parameter is suggested their names as well.
pub fn decode_beside<P: DeserializeOwned>(
    tree: &Tree<'_>,
    elsewhere: &[&'static str],
    mentions: &Mentions,
) -> Result<Decoded<P>, Problems> {
    read(tree, &Path::whole(), Others::But(elsewhere), mentions)
}

/// Reads the parameters that the type has, and ignores all others.
pub fn decode_some<P: DeserializeOwned>(tree: &Tree<'_>, mentions: &Mentions) -> Result<Decoded<P>, Problems> {
    read(tree, &Path::whole(), Others::Any, mentions)
}

/// Notes a parameter that is missing, where its own type does not require it.
pub fn require(tree: &Tree<'_>, name: &str, problems: &mut Problems) {
    if !tree.has(name) {
        problems.add(name, "required", Sentence::Required);
    }
}

/// Reads the value of one parameter; none if it is wrong.
pub(super) fn decode_one<P: DeserializeOwned>(tree: &Tree<'_>, name: &str, problems: &mut Problems) -> Option<P> {
    let read = read(tree, &Path::whole().at(name), Others::But(&[]), &Mentions::none());
    problems.collect(read).filter(|_| !problems.concern(name))
}

/// The parameters that may stand beside the type's own.
#[derive(Clone, Copy)]
enum Others<'r> {
    But(&'r [&'static str]),
    Any,
}

/// The context of a reading: the known names, and the records found so far.
struct Reading<'r> {
    others: Others<'r>,
    mentions: &'r Mentions,
    required: Arc<Required>,
    problems: RefCell<Problems>,
}

impl Reading<'_> {
    fn note<S: Into<Box<Sentence>>>(&self, path: &Path<'_>, rule: &str, sentence: impl FnOnce() -> S) {
        self.problems.borrow_mut().add_at(path, rule, sentence);
    }

    fn note_violation(&self, path: &Path<'_>, violation: Violation) {
        let Violation { rule, sentence, at, of_whole, other } = violation;
        if let Some(other) = other {
            self.note_violation(path, *other);
        }
        if of_whole && self.problems.borrow().concern_at(path) {
            return;
        }
        match at {
            Some(part) => self.note(&path.at(&part), rule, || sentence),
            None => self.note(path, rule, || sentence),
        }
    }
}

fn read<P: DeserializeOwned>(tree: &Tree<'_>, path: &Path<'_>, others: Others<'_>, mentions: &Mentions) -> Result<Decoded<P>, Problems> {
    loop {
        let reading = Reading { others, mentions, required: Required::known(), problems: RefCell::default() };
        let read = P::deserialize(Value { given: Some(tree), path, reading: &reading, optional: None });
        match read {
            Ok(parameters) => return Ok(Decoded { parameters, problems: reading.problems.into_inner() }),
            Err(Mistake::Again) => continue,
            Err(Mistake::Noted) => {}
            Err(Mistake::Broken(violation)) => reading.note_violation(path, violation),
            Err(Mistake::Missing(field)) => reading.note(&path.at(field), "required", || Sentence::Required),
        }
        return Err(reading.problems.into_inner());
    }
}

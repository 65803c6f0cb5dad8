//! From JSON as it came to a method's typed parameters, with *all* that is wrong in one answer.
//!
//! Serde stops at the first error. Here what is wrong is noted where it is met, and something is put in its place at once,
//! so that the reading goes on and the method's own checks still run over what was right: by this deserializer where it
//! knows what is expected, and by the type itself where the rule is the type's own ([`crate::fields::attempt`]). The
//! contract's leniency lives here too, once for all methods: `"5"` is 5, `"Yes"` is true, one value stands for a list of
//! one, and PHP's `[]` is an empty object.
//!
//! What holds here: each value is read once, whatever is wrong. Only what serde does not say beforehand, which fields a
//! struct requires, is learnt by failing, once for each of them ([`required`]).
//!
//! Where an id is expected a caller may write what another system calls the record. Which record that is only the
//! database knows, so such parameters are read twice: once to find out what is to be looked up, and once more with what
//! was found ([`Mentions`]).

mod access;
mod mistake;
mod required;
#[cfg(test)]
mod tests;
mod value;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::de::DeserializeOwned;

use mistake::Mistake;
use required::Required;
use value::Value;

use crate::db::mentions::Mentioned;
use crate::fields::external_ids::Called;
use crate::fields::leaf::Violation;
use crate::rpc::path::Path;
use crate::rpc::problems::Problems;
use crate::rpc::tree::Tree;
use crate::sentences::Sentence;

/// The parameters as far as they could be read, and what is wrong with them. With any problem the values may
/// hold placeholders: the call must end after the checks.
pub struct Decoded<P> {
    pub parameters: P,
    pub problems: Problems,
}

/// The records that a call mentions, wherever an id is expected: by what other systems call them, and by their ids.
pub struct Mentions {
    externals: Externals,
    ids: RefCell<Vec<Mentioned>>,
}

/// The records that a call names by what other systems call them.
enum Externals {
    /// They are gathered, to be looked up; what stands for each is a placeholder.
    Sought(RefCell<HashSet<Called>>),
    /// They were looked up. What is not here the profile does not have: it gets an id that no record has, so that a method
    /// says of it what it says of any other record that is not there.
    Found(HashMap<Called, i64>),
}

impl Mentions {
    /// What other systems call a record is gathered.
    pub fn to_be_sought() -> Self {
        Mentions { externals: Externals::Sought(RefCell::default()), ids: RefCell::default() }
    }

    /// What other systems call them was looked up.
    pub fn found(externals: HashMap<Called, i64>) -> Self {
        Mentions { externals: Externals::Found(externals), ids: RefCell::default() }
    }

    /// Where no records are named.
    pub fn none() -> Self {
        Self::found(HashMap::new())
    }

    /// What has been gathered: what is to be looked up first, and the ids that are known.
    pub fn into_gathered(self) -> (Vec<Called>, Vec<Mentioned>) {
        let sought = match self.externals {
            Externals::Sought(sought) => sought.into_inner().into_iter().collect(),
            Externals::Found(_) => Vec::new(),
        };
        (sought, self.ids.into_inner())
    }

    fn note(&self, entity: &'static str, id: i64) {
        self.ids.borrow_mut().push((entity, id));
    }
}

/// Reads something that names no records.
pub fn decode<P: DeserializeOwned>(tree: &Tree<'_>) -> Result<Decoded<P>, Problems> {
    decode_beside(tree, &[], &Mentions::none())
}

/// Reads the parameters of a method. An error where they are so wrong that nothing can be checked further. The caller may
/// send parameters of the names that are `elsewhere`, too, which somebody else reads: a misspelt one is suggested them as
/// well.
pub fn decode_beside<P: DeserializeOwned>(
    tree: &Tree<'_>,
    elsewhere: &[&'static str],
    mentions: &Mentions,
) -> Result<Decoded<P>, Problems> {
    read(tree, &Path::whole(), Others::But(elsewhere), mentions)
}

/// Reads those parameters that the type has. All others are somebody else's to read.
pub fn decode_some<P: DeserializeOwned>(tree: &Tree<'_>, mentions: &Mentions) -> Result<Decoded<P>, Problems> {
    read(tree, &Path::whole(), Others::Any, mentions)
}

/// Notes a parameter that is missing, where its own type does not require it.
pub fn require(tree: &Tree<'_>, name: &str, problems: &mut Problems) {
    if !tree.has(name) {
        problems.add(name, "required", Sentence::Required);
    }
}

/// Reads the value of one parameter; nothing where it is wrong.
pub(super) fn decode_one<P: DeserializeOwned>(tree: &Tree<'_>, name: &str, problems: &mut Problems) -> Option<P> {
    let read = read(tree, &Path::whole().at(name), Others::But(&[]), &Mentions::none());
    problems.collect(read).filter(|_| !problems.concern(name))
}

/// Which parameters that the type does not have may stand beside its own.
#[derive(Clone, Copy)]
enum Others<'r> {
    But(&'r [&'static str]),
    Any,
}

/// What is known and found while something is read.
struct Reading<'r> {
    others: Others<'r>,
    mentions: &'r Mentions,
    required: Arc<Required>,
    problems: RefCell<Problems>,
}

impl Reading<'_> {
    fn note(&self, path: &Path<'_>, rule: &str, sentence: impl FnOnce() -> Sentence) {
        self.problems.borrow_mut().add_at(path, rule, sentence);
    }

    fn note_violation(&self, path: &Path<'_>, violation: Violation) {
        let Violation { rule, sentence, at, of_whole } = violation;
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
        let read = P::deserialize(Value { given: Some(tree), path, reading: &reading });
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

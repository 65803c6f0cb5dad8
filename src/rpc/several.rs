//! Several things of a kind in one parameter: the calls of a batch, the records of an upsert.

use super::problems::Problems;
use super::tree::Tree;
use crate::sentences::{Noun, Sentence};

/// A parameter that is a list of objects, of which one may stand without a list.
pub(super) struct Several {
    pub name: &'static str,
    /// The noun for one of them.
    pub one: &'static Noun,
    pub most: usize,
}

impl Several {
    /// Takes the objects out of the parameters. Mistakes in the list are noted.
    ///
    /// # Errors
    ///
    /// A sentence for the caller, if there are too many.
    pub fn take<'t>(&self, parameters: &mut Tree<'t>, problems: &mut Problems) -> Result<Vec<Tree<'t>>, Sentence> {
        let Several { name, one, most } = *self;
        let given = match parameters.take(name) {
            Some(Tree::List(given)) => given,
            Some(single @ Tree::Object(_)) => vec![single],
            None | Some(Tree::Null) => {
                problems.add(name, "required", Sentence::Required);
                return Ok(Vec::new());
            }
            Some(other) => {
                problems.add(name, "wrong_type", Sentence::ListOf { name, found: other.shape() });
                return Ok(Vec::new());
            }
        };
        match given.len() {
            0 => problems.add(name, "too_short", Sentence::NoneHere { what: one }),
            number if number > most => {
                return Err(Sentence::TooManyAtOnce { what: one, number, most });
            }
            _ => {}
        }
        // PHP writes an empty list for an empty object.
        let is_empty = |item: &Tree<'_>| matches!(item, Tree::List(items) if items.is_empty());
        Ok(given.into_iter().map(|item| if is_empty(&item) { Tree::Object(Vec::new()) } else { item }).collect())
    }
}

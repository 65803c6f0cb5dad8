//! The numbers of documents: those of the sequence, and a caller's own.
//!
//! Invariants: no number that a caller gives has the sequence's form, so that the sequence never meets one.

use crate::db::scope::Editor;
use crate::error::Result;
use crate::records::document::Document;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// The least digits of a number of the sequence.
const DIGITS: usize = 6;

/// The next number of the sequence: `O-000001`.
pub fn next_number<D: Document>(editor: &mut Editor) -> Result<String> {
    let number = editor.next_number(D::ENTITY.name())?;
    Ok(format!("{}-{number:0DIGITS$}", D::LETTER))
}

/// Notes a number that has the sequence's form.
pub fn check_number<D: Document>(number: Option<&str>, problems: &mut Problems) {
    if number.is_some_and(|number| has_form_of_sequence(D::LETTER, number)) && !problems.concern("number") {
        problems.add("number", "of_sequence", Sentence::NumberOfSequence { letter: D::LETTER.to_string() });
    }
}

/// Whether a number looks like one of the sequence, in either case: people don't tell `o-000001` from `O-000001`.
fn has_form_of_sequence(letter: char, number: &str) -> bool {
    let digits = number.strip_prefix(letter).or_else(|| number.strip_prefix(letter.to_ascii_lowercase()));
    let digits = digits.and_then(|rest| rest.strip_prefix('-'));
    digits.is_some_and(|digits| digits.len() >= DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::has_form_of_sequence;

    #[test]
    fn only_the_form_of_the_sequence_is_the_sequences() {
        for number in ["O-000001", "o-000001", "O-123456", "O-1234567"] {
            assert!(has_form_of_sequence('O', number), "{number}");
        }
        for number in ["O-00001", "O000001", "Q-000001", "O-00000A", "O-", "2026-000001", "O-000001/B", "O -000001"] {
            assert!(!has_form_of_sequence('O', number), "{number}");
        }
    }
}

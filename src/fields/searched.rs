//! The text of a record that a search looks into, and the texts that a search looks for.
//!
//! Invariants: line breaks keep a search from matching across two fields. The first line is the record's name.

use serde_json::{Map, Value};

use super::folding::fold;
use super::phone;

/// The text of a record, as it grows.
#[derive(Debug)]
pub struct Searched(String);

impl Searched {
    /// Begins with the record's name, in one line.
    pub fn named(name: &str) -> Self {
        Searched(in_one_line(name))
    }

    /// With these texts.
    pub fn with<'a>(mut self, texts: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        for text in texts.into_iter().flatten() {
            self.0.push('\n');
            self.0.push_str(text);
        }
        self
    }

    /// With these telephone numbers: as they are written, and by their digits alone.
    pub fn with_phones<'a>(mut self, numbers: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        for number in numbers.into_iter().flatten() {
            self = self.with([Some(number)]);
            for digits in phone::digits(number).filter(|digits| digits != number) {
                self = self.with([Some(digits.as_str())]);
            }
        }
        self
    }

    /// With the texts among the values of inputs, which are kept as JSON.
    pub fn with_inputs(self, inputs: &str) -> Self {
        if inputs.len() <= "{}".len() {
            return self;
        }
        let values: Map<String, Value> = serde_json::from_str(inputs).unwrap_or_default();
        self.with(values.values().map(Value::as_str))
    }

    /// The text as the database keeps it.
    pub fn folded(self) -> String {
        fold(&self.0)
    }
}

/// A name as the first line of the text has it, which ends with the first line break.
pub fn in_one_line(name: &str) -> String {
    name.replace('\n', " ")
}

/// The folded texts of which a record must hold one: the text itself and, if it is a telephone number, its digits with and without
/// the country's calling code.
pub fn wanted(query: &str) -> Vec<String> {
    let mut texts = vec![fold(query)];
    texts.extend(phone::spellings(query));
    texts.dedup();
    texts
}

//! Quoted texts of a caller, as a sentence gives them back.

use std::borrow::Cow;
use std::fmt::{Display, Formatter};

use serde::Serialize;

/// The greatest length of a quoted text, in characters.
const LONGEST: usize = 200;

/// A caller's text in a sentence. A long text is cut, so that callers can't make sentences of any length.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Quoted(String);

impl Quoted {
    pub fn of(text: &str) -> Self {
        Quoted(shortened(text, LONGEST).into_owned())
    }
}

impl Display for Quoted {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl From<&str> for Quoted {
    fn from(text: &str) -> Self {
        Quoted::of(text)
    }
}

impl From<&String> for Quoted {
    fn from(text: &String) -> Self {
        Quoted::of(text)
    }
}

/// A text of at most this many characters; a cut text ends with an ellipsis.
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    // The number of bytes is at least that of characters.
    if text.len() <= most || text.chars().nth(most).is_none() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().take(most.saturating_sub(1)).chain(['…']).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_shortened_to_so_many_characters_and_not_before() {
        assert_eq!(shortened("ñandú", 5), "ñandú");
        assert_eq!(shortened("ñandúes", 5), "ñand…");
        assert_eq!(shortened("", 0), "");
    }
}

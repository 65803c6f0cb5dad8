//! What a caller wrote, as it is given back in a sentence.

use std::borrow::Cow;
use std::fmt::{Display, Formatter};

use serde::Serialize;

/// The longest that is given back, in characters.
const LONGEST: usize = 200;

/// A text of the caller's. A longer one is cut, so that no sentence is as long as a caller likes.
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

/// A text of at most so many characters; one that is cut ends with an ellipsis.
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    // Bytes bound characters from above.
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

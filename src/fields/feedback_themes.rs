//! The themes that a profile looks for in the comments of customers: a setting of the profile.
//!
//! Invariants: each theme has a name of its own and at least one word. A word may be several words in a row.

use std::collections::BTreeSet;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize};

use super::attempt::checked;
use super::bounded::ListOf;
use super::folding::fold;
use super::leaf::Violation;
use super::text::Text;
use crate::error::Result;
use crate::sentences::Sentence;

/// The most themes of a profile, and the most words of a theme.
const MOST: usize = 100;

/// A theme that is looked for in comments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FeedbackTheme {
    /// The name of the theme.
    pub name: String,
    /// The words of the theme: a comment with one of them is about it, in any form of the word.
    pub words: Vec<String>,
}

/// A theme that is looked for in comments.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "GivenFeedbackTheme")]
struct Said {
    /// The name of the theme, which no other one has.
    name: Text<100>,
    /// The words of the theme, at most 100. A comment with one of them is about the theme, in any form of the word: `entrega` finds
    /// `entregaron`. A word may be several words in a row: `llegó tarde`. Negated words are others: `no funciona` finds no `funciona`.
    words: ListOf<Text<100>, MOST>,
}

/// The themes that a caller sets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GivenFeedbackThemes(Vec<FeedbackTheme>);

impl GivenFeedbackThemes {
    /// The themes as a profile keeps them: JSON, as the wire shows it.
    pub fn as_kept(&self) -> Result<String> {
        Ok(serde_json::to_string(&self.0)?)
    }
}

impl FeedbackTheme {
    /// The themes that a profile keeps.
    pub fn read_kept(kept: &str) -> Result<Vec<Self>> {
        Ok(serde_json::from_str(kept)?)
    }
}

impl<'de> Deserialize<'de> for GivenFeedbackThemes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let themes = checked(deserializer, |said: ListOf<Said, MOST>| {
            let (mut names, mut themes) = (BTreeSet::new(), Vec::new());
            for (place, Said { name, words }) in said.into_iter().enumerate() {
                let words: Vec<String> = words.into_iter().map(String::from).collect();
                if !names.insert(fold(name.as_str())) {
                    return Err(Violation::new("repeated", Sentence::ThemeTwice).at(&format!("{place}.name")));
                }
                if words.is_empty() {
                    return Err(Violation::new("empty", Sentence::ThemeWithoutWords).at(&format!("{place}.words")));
                }
                themes.push(FeedbackTheme { name: name.into(), words });
            }
            Ok(GivenFeedbackThemes(themes))
        })?;
        Ok(themes.unwrap_or_default())
    }
}

impl JsonSchema for GivenFeedbackThemes {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "GivenFeedbackThemes".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        ListOf::<Said, MOST>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn themes_are_read_as_they_are_kept() {
        let theme = FeedbackTheme { name: "Envíos".to_owned(), words: vec!["llegó tarde".to_owned()] };
        let kept = GivenFeedbackThemes(vec![theme.clone()]).as_kept().unwrap();
        assert_eq!(kept, r#"[{"name":"Envíos","words":["llegó tarde"]}]"#);
        assert_eq!(FeedbackTheme::read_kept(&kept).unwrap(), [theme]);
        assert_eq!(GivenFeedbackThemes::default().as_kept().unwrap(), "[]");
    }
}

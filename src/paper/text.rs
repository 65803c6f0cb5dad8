//! Texts broken into lines.
//!
//! Invariants: a line is never wider than its place, unless a single character is. Nothing is lost but the spaces at which a line
//! ends, and what no typeface shows: marks of invisible layout and variants.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::typeface::Weight;

/// A look of text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    pub weight: Weight,
    pub size: f32,
    /// The lightness of its grey, 0 to 1.
    pub grey: f32,
}

impl Style {
    pub fn width(self, text: &str) -> f32 {
        self.weight.width(text, self.size)
    }
}

/// The character says how others are laid out, and is never seen.
fn is_unseen(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

/// The character belongs to the one before it.
fn is_combining(character: char) -> bool {
    unicode_normalization::char::is_combining_mark(character)
}

/// The text as it is set: composed, without what is never seen, with spaces for tabs.
fn set(text: &str) -> Cow<'_, str> {
    let is_plain = |character: char| character != '\t' && character != '\u{2028}' && character != '\u{2029}' && !is_unseen(character);
    if is_nfc(text) && text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let characters = text.nfc().filter(|character| !is_unseen(*character));
    Cow::Owned(characters.map(|character| if is_plain(character) { character } else { ' ' }).collect())
}

/// The text on as many lines of this width as it needs. An empty text has none, an empty paragraph has one.
pub fn wrapped(text: &str, style: Style, width: f32) -> Vec<String> {
    let text = text.trim_end();
    if text.is_empty() {
        return Vec::new();
    }
    let mut lines = Vec::new();
    for paragraph in text.replace("\r\n", "\n").split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']) {
        break_paragraph(set(paragraph).trim_end(), style, width, &mut lines);
    }
    lines
}

/// The text on this many lines at most. The last one ends with an ellipsis if there is more.
pub fn wrapped_within(text: &str, style: Style, width: f32, most: usize) -> Vec<String> {
    let mut lines = wrapped(text, style, width);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while !last.is_empty() && style.width(last) + style.width("…") > width {
                last.pop();
            }
            last.truncate(last.trim_end().len());
            last.push('…');
        }
    }
    lines
}

/// Breaks at the last space, or behind the last hyphen or slash, that fits; else behind the last character that fits.
fn break_paragraph(paragraph: &str, style: Style, width: f32, lines: &mut Vec<String>) {
    let face = style.weight.face();
    let most = f64::from(width) * 1000.0 / f64::from(style.size);
    let mut rest = paragraph;
    loop {
        let mut used = 0.0;
        let (mut at_space, mut at_character) = (None, None);
        let mut before = None;
        let mut fits = true;
        for (position, character) in rest.char_indices() {
            if position > 0 && !is_combining(character) {
                at_character = Some(position);
                let behind = |before: char| matches!(before, '-' | '/' | '@' | '\u{2010}' | '–' | '—' | ' ') && character != ' ';
                if before.is_some_and(behind) && !(before == Some('-') && character.is_ascii_digit()) {
                    at_space = Some(position);
                }
            }
            used += f64::from(face.width(character));
            // A space at the end of a line takes no place.
            if used > most && character != ' ' && at_character.is_some() {
                fits = false;
                break;
            }
            before = Some(character);
        }
        let end = if fits { rest.len() } else { at_space.or(at_character).unwrap_or(rest.len()) };
        let (line, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        lines.push(line.trim_end_matches(' ').to_owned());
        if after.is_empty() {
            return;
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STYLE: Style = Style { weight: Weight::Regular, size: 10.0, grey: 0.0 };

    #[test]
    fn a_line_breaks_at_spaces_and_hyphens_and_else_anywhere() {
        let of = |text: &str, width: &str| wrapped(text, STYLE, STYLE.width(width) + 0.01);
        assert_eq!(of("one two three", "one two"), ["one two", "three"]);
        assert_eq!(of("one  two", "one"), ["one", "two"]);
        assert_eq!(of("well-kept", "well-k"), ["well-", "kept"]);
        assert_eq!(of("abcdefgh", "abc"), ["abc", "def", "gh"]);
        assert_eq!(of("1 000\u{a0}kg", "1 000"), ["1", "000\u{a0}k", "g"]);
        assert_eq!(of("a\nb\r\n\r\nc\n\n", "abc"), ["a", "b", "", "c"]);
        assert_eq!(of("", "a"), Vec::<String>::new());
        assert_eq!(of("MMM", "i"), ["M", "M", "M"], "a single character may be wider than its place");
    }

    #[test]
    fn accents_are_composed_and_stay_with_their_letters() {
        assert_eq!(wrapped("An\u{303}o", STYLE, 100.0), ["Año"]);
        assert_eq!(wrapped("x\u{301}x\u{301}", STYLE, 6.0), ["x\u{301}", "x\u{301}"]);
        assert_eq!(wrapped("a\u{200b}b\u{fe0f}\tc", STYLE, 100.0), ["ab c"]);
    }

    #[test]
    fn a_text_that_is_too_long_ends_with_an_ellipsis() {
        assert_eq!(wrapped_within("one two three four", STYLE, STYLE.width("one two") + 0.01, 2), ["one two", "three…"]);
        assert_eq!(wrapped_within("one", STYLE, 100.0, 1), ["one"]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_nothing_is_lost(text in "[a-zñŁ日🚀 \\-/\u{301}]{0,80}", width in 1.0..200.0_f32) {
            let lines = wrapped(&text, STYLE, width);
            for line in &lines {
                let characters = line.chars().filter(|character| !is_combining(*character)).count();
                prop_assert!(characters <= 1 || STYLE.width(line) <= width + 0.01, "{:?}", line);
            }
            let without_spaces = |text: &str| text.nfc().filter(|character| *character != ' ').collect::<String>();
            prop_assert_eq!(without_spaces(&lines.concat()), without_spaces(&text));
        }
    }
}

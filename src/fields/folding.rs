//! Folding: the form in which texts are searched and names compared, without case and accents.
//!
//! Invariants: a folded text folds to itself. A character folds the same beside any neighbours, so that a part of a text is
//! found in the whole. A change to folding must raise [`VERSION`]: the next start then folds the texts in the database anew
//! ([`crate::db::renewal`]).

use unicase::UniCase;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// The version of folding for the texts in the database. The first one lacked [`APART`], and `ß` as `ss`; the
/// second lacked the digits of telephone numbers and the inputs, the third the folded addresses and tax numbers of companies.
pub const VERSION: i64 = 5;

/// The letters that Unicode does not decompose although people type them without their marks: in small letters, after the plain
/// letter that finds them. Catalan's `l·l` is a long `l`.
const APART: &[(&str, &str)] = &[
    ("a", "ᶏⱥ"),
    ("aa", "ꜳ"),
    ("ae", "æ"),
    ("ao", "ꜵ"),
    ("au", "ꜷ"),
    ("av", "ꜹꜻ"),
    ("ay", "ꜽ"),
    ("b", "ƀƃɓᵬᶀꞗ"),
    ("c", "ƈȼɕꞓꞔ𝼝"),
    ("d", "ðđƌȡɖɗᵭᶁᶑꟈ"),
    ("e", "ǝɇəɛᶒⱸꬴ"),
    ("f", "ƒᵮᶂꞙ"),
    ("g", "ǥɠᶃꞡ"),
    ("h", "ħɦⱨꞕ"),
    ("hv", "ƕ"),
    ("i", "ıɨᶖ𝼚"),
    ("j", "ȷɉɟʄʝ"),
    ("k", "ƙᶄⱪꝁꝃꝅꞣ"),
    ("l", "łƚȴɫɬɭᶅⱡꝉꞎꬷꬸꬹ𝼑𝼓"),
    ("m", "ɱᵯᶆꬺ"),
    ("n", "ŋƞȵɲɳᵰᶇꞑꞥꬻ"),
    ("o", "øɔⱺꝋꝍ𝼛"),
    ("oe", "œ"),
    ("oo", "ꝏ"),
    ("ou", "ȣ"),
    ("p", "ƥᵱᵽᶈꝑꝓꝕ"),
    ("q", "ĸɋʠꝗꝙ"),
    ("r", "ɍɼɽɾᵲᵳᶉꞧꭉ𝼖"),
    ("s", "ȿʂᵴᶊꞩꟊ𝼞"),
    ("t", "ŧƫƭȶʈᵵⱦ𝼉"),
    ("th", "þꝥꝧ"),
    ("tz", "ꜩ"),
    ("u", "ᶙꞹꭎꭒ"),
    ("v", "ʋᶌⱱⱴꝟ"),
    ("vy", "ꝡ"),
    ("w", "ⱳ"),
    ("x", "ᶍꭖꭗꭘꭙ"),
    ("y", "ƴɏỿꭚ"),
    ("z", "ƶȥɀʐʑᵶᶎⱬ"),
    ("", "·"),
];

/// The plain letters for a character, if Unicode's own tables lack it.
fn apart(character: char) -> Option<&'static str> {
    // Most other scripts lie in these ranges and need no lookup.
    if matches!(character, '\u{300}'..'\u{1d00}' | '\u{2c80}'..'\u{a720}' | '\u{ab70}'..'\u{1df00}') {
        return None;
    }
    APART.iter().find(|(_, letters)| letters.contains(character)).map(|(plain, _)| *plain)
}

/// The form in which texts are searched. `MÉXICO` and `mexico` fold to the same text, and so do `STRASSE` and `straße`.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for character in UniCase::unicode(text).to_folded_case().chars() {
        if character.is_ascii() {
            folded.push(character);
            continue;
        }
        // Decomposition may bring capitals, as in `№` to `No`, so the case is folded again.
        decompose_compatible(character, |part| {
            if part.is_ascii() {
                folded.push(part.to_ascii_lowercase());
            } else if !is_combining_mark(part) {
                push_apart(&mut folded, part);
            }
        });
    }
    folded
}

fn push_apart(folded: &mut String, part: char) {
    let mut letter = [0; 4];
    for small in UniCase::unicode(part.encode_utf8(&mut letter)).to_folded_case().chars().filter(|small| !is_combining_mark(*small)) {
        match apart(small) {
            Some(plain) => folded.push_str(plain),
            None => folded.push(small),
        }
    }
}

/// The longest made-up slug. It leaves room for a suffix that makes it unique. Folding may make a text many times longer: one
/// character can stand for eighteen.
const LONGEST_SLUG: usize = 160;

/// The slug of a text, for web addresses: `Café Núñez, S.A.` is `cafe-nunez-s-a`.
pub fn slug_of(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for character in fold(text).nfc().take(LONGEST_SLUG) {
        if character.is_alphanumeric() {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// Candidates for a slug of the record with this id: the text's own slug, or the kind's name if the text has no letter; then the
/// same with the id and a number appended.
pub fn slugs(text: &str, kind: &str, id: i64) -> impl Fn(u32) -> String + use<> {
    let slug = Some(slug_of(text)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| kind.to_owned());
    move |tried| match tried {
        0 => slug.clone(),
        1 => format!("{slug}-{id}"),
        tried => format!("{slug}-{id}-{}", tried - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_forgets_case_and_accents() {
        for (text, folded) in [
            ("MÉXICO", "mexico"),
            ("Ñandú", "nandu"),
            ("Straßenbau", "strassenbau"),
            ("STRASSENBAU", "strassenbau"),
            ("ẞ", "ss"),
            ("İstanbul Işık", "istanbul isik"),
            ("Łódź", "lodz"),
            ("ØRSTED", "orsted"),
            ("Đặng", "dang"),
            ("Ðór Þór", "dor thor"),
            ("ÆGIR æ Œuvre", "aegir ae oeuvre"),
            ("Ħamrun Ŧ Ŋ", "hamrun t n"),
            ("Paraŀlel Paral·lel", "parallel parallel"),
            ("ΣΊΣΥΦΟΣ σίσυφος", "σισυφοσ σισυφοσ"),
            ("ﬃ №", "ffi no"),
            ("e\u{301}", "e"),
            ("50%_off", "50%_off"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn folding_twice_changes_nothing_more() {
        for character in '\0'..=char::MAX {
            let folded = fold(&character.to_string());
            assert_eq!(fold(&folded), folded, "{character}");
        }
    }

    #[test]
    fn large_and_small_letters_fold_to_the_same() {
        for character in '\0'..=char::MAX {
            let folded = fold(&character.to_string());
            // `İ` and `ı` are two letters in Turkish, and one in a search.
            assert_eq!(fold(&character.to_uppercase().to_string()), folded, "{character}");
            assert_eq!(fold(&character.to_lowercase().to_string()), folded, "{character}");
        }
    }

    #[test]
    fn each_letter_apart_stands_once_and_folds_to_letters_that_are_not_apart() {
        let mut seen = std::collections::HashSet::new();
        for (plain, letters) in APART {
            assert!(plain.bytes().all(|byte| byte.is_ascii_lowercase()), "{plain}");
            for letter in letters.chars() {
                assert!(seen.insert(letter), "{letter} stands twice");
                assert_eq!(fold(&letter.to_string()), *plain, "{letter} comes to this by the table alone");
            }
        }
    }

    #[test]
    fn slugs_hold_letters_digits_and_single_hyphens() {
        assert_eq!(slug_of("Café Núñez, S.A. de C.V."), "cafe-nunez-s-a-de-c-v");
        assert_eq!(slug_of("  --  "), "");
        assert_eq!(slug_of("한국 전력"), "한국-전력");
        assert_eq!(slug_of(&"ﷺ".repeat(200)).chars().count(), LONGEST_SLUG);
    }
}

//! Tax numbers, in the form in which they are compared.

use super::text::composed;

/// A tax number without letter case and without what people write between its characters: `XAXX-010101-000` is `xaxx010101000`.
pub fn folded(number: &str) -> String {
    let composed = composed(number);
    let characters = composed.chars().filter(|character| character.is_alphanumeric());
    characters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn a_tax_number_is_compared_by_its_letters_and_digits() {
        for number in ["NUÑ-010203-AB1", " nuñ 010203 ab1", "NUN\u{303}010203AB1"] {
            assert_eq!(folded(number), "nuñ010203ab1");
        }
        assert_eq!(folded("--"), "");
    }
}

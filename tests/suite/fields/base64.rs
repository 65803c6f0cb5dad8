//! Bytes in base64: with padding and without, alone or in a `data:` address.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use proptest::prelude::*;
use ventanilla::fields::Base64;
use ventanilla::fields::leaf::{Leaf, Written};

fn read(text: &str) -> Result<Vec<u8>, &'static str> {
    Base64::read(Written::Text(text)).map(|read| read.bytes().to_vec()).map_err(|violation| violation.rule)
}

proptest! {
    #[test]
    fn what_was_encoded_is_read_again(bytes in prop::collection::vec(any::<u8>(), 1..200)) {
        let (padded, bare) = (STANDARD.encode(&bytes), STANDARD_NO_PAD.encode(&bytes));
        for text in [padded.clone(), bare.clone(), format!(" {padded}\n"), format!("data:image/png;base64,{padded}"),
            format!("DATA:text/html;charset=utf-8;Base64,{bare}"), format!("data:;base64,{bare}")] {
            prop_assert_eq!(read(&text), Ok(bytes.clone()), "{}", text);
        }
    }

    /// No two texts decode to the same bytes, but for the padding.
    #[test]
    fn a_changed_character_is_seen(bytes in prop::collection::vec(any::<u8>(), 1..40), place in any::<prop::sample::Index>(), other in any::<char>()) {
        let text: Vec<char> = STANDARD_NO_PAD.encode(&bytes).chars().collect();
        let mut changed = text.clone();
        *place.get_mut(&mut changed) = other;
        if changed != text && !other.is_whitespace() && other != '=' {
            prop_assert_ne!(read(&changed.into_iter().collect::<String>()), Ok(bytes));
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        let _ = read(&text);
        let _ = read(&format!("data:{text}"));
    }
}

#[test]
fn what_is_no_base64_is_refused() {
    for text in
        ["!", "a", "aGk-", "aG k=", "aGk==", "aGl=aGk=", "aGl", "ñ", "data:,hi", "data:image/png,aGk=", "data:base64,aGk=", "data:aGk="]
    {
        assert_eq!(read(text), Err("malformed_base64"), "{text}");
    }
    for text in ["", "  ", "data:image/png;base64,"] {
        assert_eq!(read(text), Err("empty"), "{text}");
    }
    for written in [Written::Number("5"), Written::Boolean(true)] {
        assert_eq!(Base64::read(written).unwrap_err().rule, "wrong_type");
    }
}

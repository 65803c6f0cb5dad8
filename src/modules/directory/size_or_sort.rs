//! The parameter `sort` of the directory's lists. Elsewhere it is an order; in FinCRM's public lists it is the number of records
//! on a page. Both are taken: a whole number is a size, any other text is an order.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use super::LONGEST_PAGE;
use crate::fields::PageSize;
use crate::fields::leaf::{self, Leaf, Violation, Written};
use crate::fields::text::trim;
use crate::sentences::{Expected, Sentence};

/// A number of records, or an order.
#[derive(Debug, Clone, PartialEq)]
pub enum SizeOrSort {
    Size(PageSize),
    Sort(String),
}

/// The longest text that is read as an order.
const LONGEST: usize = 50;

impl Leaf for SizeOrSort {
    const WHAT: Expected = Expected::TextOrNumber;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match written {
            Written::Text(text) if !is_number(trim(text)) => match trim(text) {
                "" => Err(Violation::new("empty", Sentence::Empty)),
                text if text.len() > LONGEST => Err(Violation::new("too_long", Sentence::TextTooLong { most: LONGEST })),
                text => Ok(SizeOrSort::Sort(text.to_owned())),
            },
            written => {
                let size = PageSize::read(written)?;
                if i64::from(size) > LONGEST_PAGE {
                    let sentence = Sentence::TakesWholeNumberBetween { least: 1, greatest: LONGEST_PAGE };
                    return Err(Violation::new("out_of_range", sentence));
                }
                Ok(SizeOrSort::Size(size))
            }
        }
    }

    fn placeholder() -> Self {
        SizeOrSort::Size(PageSize::of(1))
    }
}

impl<'de> Deserialize<'de> for SizeOrSort {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl JsonSchema for SizeOrSort {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "SizeOrSort".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "integer"], "minLength": 1, "maxLength": LONGEST, "minimum": 1, "maximum": LONGEST_PAGE })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_is_a_size_and_any_other_text_an_order() {
        for written in [Written::Number("18"), Written::Text("18"), Written::Text(" 18 ")] {
            assert_eq!(SizeOrSort::read(written), Ok(SizeOrSort::Size(PageSize::of(18))));
        }
        assert_eq!(SizeOrSort::read(Written::Text(" -value ")), Ok(SizeOrSort::Sort("-value".to_owned())));
        for wrong in [
            Written::Number("0"),
            Written::Number("101"),
            Written::Text("1001"),
            Written::Text(" "),
            Written::Number("1.5"),
            Written::Boolean(true),
        ] {
            assert!(SizeOrSort::read(wrong).is_err(), "{wrong:?}");
        }
    }
}

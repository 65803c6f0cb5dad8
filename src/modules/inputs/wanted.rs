//! Filters by the values of inputs: `{"colour": "red", "size": {"from": 3}, "tags": ["a", "b"], "note": null}`.

use std::borrow::Cow;
use std::fmt::Formatter;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::values::{WrittenValue, unknown, value};
use super::{InputType, inputs_of};
use crate::db::input_values::{WantedValues, is_behind};
use crate::db::rows::Rows;
use crate::db::scope::Reader;
use crate::db::stored::{Recorded, Stored};
use crate::error::Result;
use crate::fields::MapOf;
use crate::fields::attempt::attempt;
use crate::fields::bounded::{items, too_many};
use crate::fields::leaf::{Leaf, Violation, Written};
use crate::records::input::Input;
use crate::rpc::path::Path;
use crate::rpc::problems::Problems;
use crate::sentences::{Quoted, Sentence};

/// The values that a list is narrowed to, by the slugs of their inputs; several narrow together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WantedInputs(MapOf<Option<Wanted>, MOST_INPUTS>);

/// The most inputs that narrow a list together.
const MOST_INPUTS: usize = 10;

/// The most values of one input.
const MOST_VALUES: usize = 100;

/// The values of an input, as the caller wrote them.
#[derive(Debug, Clone, PartialEq)]
enum Wanted {
    Any(Vec<WrittenValue>),
    Between(Option<WrittenValue>, Option<WrittenValue>),
}

/// The values that a list is narrowed to, once their inputs are known.
#[derive(Debug, Clone, Default)]
pub struct FoundInputs(Vec<(String, WantedValues)>);

impl FoundInputs {
    /// Narrows to the records with these values.
    pub fn narrow<R: Stored>(&self, reader: &Reader, rows: Rows<R>) -> Rows<R> {
        self.0.iter().fold(rows, |rows, (slug, wanted)| reader.with_input(rows, slug, wanted))
    }
}

impl WantedInputs {
    /// Whether no record is left out: an empty list is no filter, as everywhere.
    pub fn narrow_nothing(&self) -> bool {
        self.0.as_map().values().all(|wanted| matches!(wanted, Some(Wanted::Any(values)) if values.is_empty()))
    }

    /// Finds the inputs. Problems are noted.
    pub fn find<R: Stored>(&self, reader: &mut Reader, problems: &mut Problems) -> Result<FoundInputs> {
        if self.0.as_map().is_empty() {
            return Ok(FoundInputs::default());
        }
        let definitions = if R::INPUTS.is_some() { inputs_of(reader, R::ENTITY)? } else { Vec::new() };
        let path = Path::whole();
        let path = path.at("inputs");
        let mut found = Vec::with_capacity(self.0.as_map().len());
        for (slug, wanted) in self.0.as_map() {
            let path = path.at(slug);
            let Some(definition) = definitions.iter().find(|definition| definition.slug == *slug) else {
                problems.add_at(&path, "unknown_input", || unknown(slug, &definitions));
                continue;
            };
            if definition.kind == InputType::Linked.name() {
                problems.add_at(&path, "linked", || Sentence::FilterOfLinkedInput);
            } else if !matches!(wanted, Some(Wanted::Any(values)) if values.is_empty()) {
                found.push((slug.clone(), of_input(definition, wanted.as_ref(), &path, problems)?));
            }
        }
        Ok(FoundInputs(found))
    }
}

fn of_input(input: &Recorded<Input>, wanted: Option<&Wanted>, path: &Path<'_>, problems: &mut Problems) -> Result<WantedValues> {
    let mut read = |written: &WrittenValue, path: &Path<'_>| -> Result<Option<Value>> {
        Ok(match value(input, written)? {
            Ok(value) => Some(value),
            Err(violation) => {
                problems.add_at(path, violation.rule, || violation.sentence);
                None
            }
        })
    };
    match wanted {
        None => Ok(WantedValues::Nothing),
        Some(Wanted::Any(values)) => {
            let single = values.len() == 1;
            let mut any = Vec::with_capacity(values.len());
            for (position, written) in values.iter().enumerate() {
                let place = position.to_string();
                let at = path.at(&place);
                any.extend(read(written, if single { path } else { &at })?);
            }
            // In one order, so that the same values are one list to a cursor, however they are written.
            any.sort_by_key(Value::to_string);
            any.dedup();
            Ok(WantedValues::Any(any))
        }
        Some(Wanted::Between(from, to)) => {
            let end = |name: &'static str,
                       written: &Option<WrittenValue>,
                       read: &mut dyn FnMut(&WrittenValue, &Path<'_>) -> Result<Option<Value>>| {
                written.as_ref().map_or(Ok(None), |written| read(written, &path.at(name)))
            };
            let (from, to) = (end("from", from, &mut read)?, end("to", to, &mut read)?);
            if !InputType::parse(&input.kind)?.is_ordered() {
                problems.add_at(path, "meaningless", || Sentence::RangeOfUnorderedInput);
            } else if from.as_ref().zip(to.as_ref()).is_some_and(|(from, to)| is_behind(from, to)) {
                problems.add_at(&path.at("from"), "inverted_range", || Sentence::RangeInverted);
            }
            Ok(WantedValues::Between(from, to))
        }
    }
}

impl<'de> Deserialize<'de> for WantedInputs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(WantedInputs(Option::deserialize(deserializer)?.unwrap_or_default()))
    }
}

impl<'de> Deserialize<'de> for Wanted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(attempt(deserializer, WantedVisitor)?.unwrap_or(Wanted::Any(Vec::new())))
    }
}

struct WantedVisitor;

impl<'de> DeserializeSeed<'de> for WantedVisitor {
    type Value = Wanted;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Wanted, D::Error> {
        deserializer.deserialize_any(self)
    }
}

fn one<E: serde::de::Error>(written: Written<'_>) -> Result<Wanted, E> {
    WrittenValue::read(written).map(|value| Wanted::Any(vec![value])).map_err(Violation::into_error)
}

impl<'de> Visitor<'de> for WantedVisitor {
    type Value = Wanted;

    fn expecting(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("a value, a list of values, or a range")
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Wanted, E> {
        one(Written::Boolean(value))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Wanted, E> {
        one(Written::Text(text))
    }

    /// A number: its digits.
    fn visit_bytes<E: serde::de::Error>(self, digits: &[u8]) -> Result<Wanted, E> {
        one(Written::Number(std::str::from_utf8(digits).map_err(E::custom)?))
    }

    fn visit_none<E>(self) -> Result<Wanted, E> {
        Ok(Wanted::Any(Vec::new()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Wanted, A::Error> {
        Ok(Wanted::Any(items(list, MOST_VALUES, || too_many(MOST_VALUES))?))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Wanted, A::Error> {
        let (mut from, mut to) = (None, None);
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            match &*name {
                "from" => from = map.next_value()?,
                "to" => to = map.next_value()?,
                other => {
                    let known = ["from", "to"].map(ToOwned::to_owned).to_vec();
                    let sentence = Sentence::NoSuchParameter { name: Quoted::of(other), known, meant: None };
                    return Err(Violation::new("unknown_parameter", sentence).at(other).into_error());
                }
            }
        }
        Ok(Wanted::Between(from, to))
    }
}

impl JsonSchema for WantedInputs {
    fn schema_name() -> Cow<'static, str> {
        "WantedInputs".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let one = ["string", "number", "boolean"];
        json_schema!({
            "description": "Values by the slugs of their inputs: a value, a list of values of which a record has one, a range \
                (`from`, `to`) of numbers or dates, or null for records without a value.",
            "type": ["object", "null"],
            "additionalProperties": {
                "anyOf": [
                    { "type": one },
                    { "type": "array", "items": { "type": one }, "maxItems": MOST_VALUES },
                    {
                        "type": "object",
                        "properties": { "from": { "type": one }, "to": { "type": one } },
                        "additionalProperties": false,
                    },
                    { "type": "null" },
                ],
            },
            "maxProperties": MOST_INPUTS,
        })
    }
}

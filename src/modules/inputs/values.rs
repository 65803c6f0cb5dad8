//! The values of inputs, as callers write them and as records keep them.
//!
//! Invariants: a record is given a value only of an input that exists until the write is committed. No foreign key leads from a
//! value to its input, so the write holds the input.

use std::borrow::Cow;
use std::collections::BTreeSet;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Number, Value};

use super::{InputType, inputs_of};
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::error::{Error, Result};
use crate::fields::decimal::Decimal;
use crate::fields::leaf::{self, Leaf, Violation, Written};
use crate::fields::nearest::nearest;
use crate::fields::text::{is_same_key, trim};
use crate::fields::{Day, Entity, MapOf, Website};
use crate::records::input::Input;
use crate::rpc::path::Path;
use crate::rpc::problems::Problems;
use crate::sentences::{Expected, Sentence};

/// Values by the slugs of their inputs: `{"segment": "Gold", "employees": 40}`. Null removes a value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Inputs(MapOf<Option<WrittenValue>, MOST>);

/// The most values in a call, far more than the inputs of any kind of record.
const MOST: usize = 500;

impl<'de> Deserialize<'de> for Inputs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Inputs(Option::deserialize(deserializer)?.unwrap_or_default()))
    }
}

impl JsonSchema for Inputs {
    fn schema_name() -> Cow<'static, str> {
        "Inputs".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Values by the slugs of their inputs. Null takes a value away.",
            "type": ["object", "null"],
            "additionalProperties": { "type": ["string", "number", "boolean", "null"] },
            "maxProperties": MOST,
        })
    }
}

/// A value as the caller wrote it, before its input is known.
#[derive(Debug, Clone, PartialEq)]
pub enum WrittenValue {
    Text(String),
    Number(String),
    Boolean(bool),
}

impl Leaf for WrittenValue {
    const WHAT: Expected = Expected::TextNumberOrBoolean;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        match written {
            Written::Text(text) if text.contains('\0') => Err(Violation::new("forbidden_character", Sentence::NulCharacter)),
            Written::Text(text) => Ok(WrittenValue::Text(trim(text).to_owned())),
            Written::Number(digits) => Ok(WrittenValue::Number(digits.to_owned())),
            Written::Boolean(value) => Ok(WrittenValue::Boolean(value)),
        }
    }

    fn placeholder() -> Self {
        WrittenValue::Boolean(false)
    }
}

impl WrittenValue {
    fn as_written(&self) -> Written<'_> {
        match self {
            WrittenValue::Text(text) => Written::Text(text),
            WrittenValue::Number(digits) => Written::Number(digits),
            WrittenValue::Boolean(value) => Written::Boolean(*value),
        }
    }
}

impl<'de> Deserialize<'de> for WrittenValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl JsonSchema for WrittenValue {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "WrittenValue".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number", "boolean"] })
    }
}

/// The inputs of a record that has no values.
pub const NONE: &str = "{}";

const LONGEST_TEXT: usize = 5000;

/// The greatest size of a record's values together. A page may have a thousand records.
const LARGEST: usize = 64 << 10;

impl Inputs {
    pub fn is_empty(&self) -> bool {
        self.0.as_map().is_empty()
    }

    /// The inputs of a new record: these values, and the defaults of inputs that are not mentioned. Problems are noted.
    pub fn of_new(&self, editor: &mut Editor, entity: Entity, problems: &mut Problems) -> Result<String> {
        self.of_new_from(NONE, editor, entity, problems)
    }

    /// The inputs of a new record that comes from another one: these values, then those of the other record, then the defaults.
    /// Problems are noted.
    pub fn of_new_from(&self, other: &str, editor: &mut Editor, entity: Entity, problems: &mut Problems) -> Result<String> {
        let definitions = inputs_of(editor, entity)?;
        let merged = self.of_new_among(&definitions, other, "inputs", problems)?;
        hold(editor, &definitions, |slug| merged.contains_key(slug))?;
        as_kept(&merged, "inputs", problems)
    }

    /// The values of a new record, at the path of its inputs: as [`Inputs::of_new_from`] has them.
    fn of_new_among(&self, definitions: &[Recorded<Input>], other: &str, at: &str, problems: &mut Problems) -> Result<Values> {
        let mut values = Values::new();
        carry(definitions, other, &mut values)?;
        add_defaults(definitions, &mut values)?;
        values.retain(|slug, _| !self.0.as_map().contains_key(slug));
        let merged = self.merged(values, definitions, at, problems)?;
        let path = Path::whole();
        let path = path.at(at);
        for definition in definitions.iter().filter(|definition| definition.required && !merged.contains_key(&definition.slug)) {
            if !problems.concern(&format!("{at}.{}", definition.slug)) {
                problems.add_at(&path.at(&definition.slug), "required", || Sentence::Required);
            }
        }
        Ok(merged)
    }

    /// The record's inputs after these values are added to those that it has. Problems are noted.
    pub fn merged_into(&self, kept: &str, editor: &mut Editor, entity: Entity, problems: &mut Problems) -> Result<String> {
        if self.is_empty() {
            return Ok(kept.to_owned());
        }
        let definitions = inputs_of(editor, entity)?;
        let merged = self.merged(serde_json::from_str(kept)?, &definitions, "inputs", problems)?;
        hold(editor, &definitions, |slug| self.0.as_map().get(slug).is_some_and(Option::is_some))?;
        as_kept(&merged, "inputs", problems)
    }

    fn merged(&self, mut values: Values, definitions: &[Recorded<Input>], at: &str, problems: &mut Problems) -> Result<Values> {
        let path = Path::whole();
        let path = path.at(at);
        for (slug, written) in self.0.as_map() {
            let path = path.at(slug);
            let Some(definition) = definitions.iter().find(|definition| definition.slug == *slug) else {
                problems.add_at(&path, "unknown_input", || unknown(slug, definitions));
                continue;
            };
            if definition.kind == InputType::Linked.name() {
                problems.add_at(&path, "linked", || Sentence::InputIsLinked);
                continue;
            }
            match written.as_ref().map(|written| value(definition, written)).transpose()? {
                // A number that an earlier version kept in another form counts as unchanged.
                Some(Ok(value)) if values.get(slug).is_some_and(|kept| is_same_number(kept, &value)) => {}
                Some(Ok(value)) if definition.required && value == "" => problems.add_at(&path, "empty", || Sentence::Empty),
                Some(Ok(value)) => {
                    values.insert(slug.clone(), value);
                }
                Some(Err(violation)) => problems.add_at(&path, violation.rule, || violation.sentence),
                // A record that is older than the rule may go on without a value.
                None if definition.required && values.contains_key(slug) => problems.add_at(&path, "required", || Sentence::Required),
                None => {
                    values.remove(slug);
                }
            }
        }
        Ok(values)
    }
}

/// The inputs of the lines of one document. They are looked up once, and held together.
pub struct LineInputs {
    definitions: Vec<Recorded<Input>>,
    /// The slugs of the inputs that lines are given values of.
    given: BTreeSet<String>,
}

impl LineInputs {
    /// The inputs of lines of this kind.
    pub fn of(editor: &mut Editor, entity: Entity) -> Result<Self> {
        Ok(LineInputs { definitions: inputs_of(editor, entity)?, given: BTreeSet::new() })
    }

    /// The inputs of a new line, at the path of its inputs: these values, then those of the line that it comes from, then the defaults.
    /// Problems are noted.
    pub fn of_new(&mut self, values: &Inputs, other: &str, at: &str, problems: &mut Problems) -> Result<String> {
        let merged = values.of_new_among(&self.definitions, other, at, problems)?;
        self.given.extend(merged.keys().cloned());
        as_kept(&merged, at, problems)
    }

    /// The inputs of a line, at the path of its inputs, after these values are added to those that it has. Problems are noted.
    pub fn merged_into(&mut self, values: &Inputs, kept: &str, at: &str, problems: &mut Problems) -> Result<String> {
        let merged = values.merged(serde_json::from_str(kept)?, &self.definitions, at, problems)?;
        self.given.extend(values.0.as_map().iter().filter(|(_, value)| value.is_some()).map(|(slug, _)| slug.clone()));
        as_kept(&merged, at, problems)
    }

    /// The inputs of a new line that nobody gives values, but that comes from another line: the other line's values, and defaults. An
    /// input that is required may have no value then.
    pub fn carried(&mut self, other: &str) -> Result<String> {
        let mut values = Values::new();
        carry(&self.definitions, other, &mut values)?;
        add_defaults(&self.definitions, &mut values)?;
        self.given.extend(values.keys().cloned());
        Ok(serde_json::to_string(&values)?)
    }

    /// Holds the inputs that lines are given values of.
    pub fn hold(self, editor: &mut Editor) -> Result<()> {
        hold(editor, &self.definitions, |slug| self.given.contains(slug))
    }
}

/// The inputs of a record of this kind after it took over those of another record: the values that its own inputs of the same slug
/// may have, and that it lacks.
pub fn carried(editor: &mut Editor, entity: Entity, from: &str, into: &str) -> Result<String> {
    if from == NONE {
        return Ok(into.to_owned());
    }
    let definitions = inputs_of(editor, entity)?;
    let mut values = serde_json::from_str(into)?;
    carry(&definitions, from, &mut values)?;
    hold(editor, &definitions, |slug| values.contains_key(slug))?;
    let carried = serde_json::to_string(&values)?;
    Ok(if carried.len() > LARGEST { into.to_owned() } else { carried })
}

/// The inputs of a new record that nobody gives values, but that takes over those of another record: these, and defaults. An input
/// that is required may have no value then.
pub fn carried_into_new(editor: &mut Editor, entity: Entity, from: &str) -> Result<String> {
    let definitions = inputs_of(editor, entity)?;
    let mut values = Values::new();
    carry(&definitions, from, &mut values)?;
    add_defaults(&definitions, &mut values)?;
    hold(editor, &definitions, |slug| values.contains_key(slug))?;
    let carried = serde_json::to_string(&values)?;
    Ok(if carried.len() > LARGEST { NONE.to_owned() } else { carried })
}

/// Holds the inputs that a record is given values of. A caller who deletes one of them at once waits, and then finds the values.
fn hold(editor: &mut Editor, definitions: &[Recorded<Input>], is_given: impl Fn(&str) -> bool) -> Result<()> {
    let given: Vec<i64> = definitions.iter().filter(|definition| is_given(&definition.slug)).map(|definition| definition.id).collect();
    match editor.hold_named::<Input>(&given)? {
        true => Ok(()),
        // Another caller has deleted one of them: the transaction is run again from the start.
        false => Err(Error::Contended(Sentence::RecordDeletedMeanwhile.into())),
    }
}

/// Adds the values of another record that these inputs may have, where there is none yet.
fn carry(definitions: &[Recorded<Input>], from: &str, values: &mut Values) -> Result<()> {
    for (slug, own) in serde_json::from_str::<Values>(from)? {
        let written = match own {
            Value::String(text) => WrittenValue::Text(text),
            Value::Number(number) => WrittenValue::Number(number.to_string()),
            Value::Bool(own) => WrittenValue::Boolean(own),
            _ => continue,
        };
        let definition = definitions.iter().find(|definition| definition.slug == slug && !values.contains_key(&slug));
        if let Some(Ok(value)) = definition.map(|definition| value(definition, &written)).transpose()? {
            values.insert(slug, value);
        }
    }
    Ok(())
}

/// Adds the default values of these inputs, where there is none yet.
fn add_defaults(definitions: &[Recorded<Input>], values: &mut Values) -> Result<()> {
    for definition in definitions {
        if let (false, Some(default)) = (values.contains_key(&definition.slug), definition.default()?) {
            values.insert(definition.slug.clone(), default);
        }
    }
    Ok(())
}

/// Values by the slugs of their inputs, as records keep them.
type Values = Map<String, Value>;

/// The values as a record keeps them. Too many are noted.
fn as_kept(values: &Values, at: &str, problems: &mut Problems) -> Result<String> {
    let kept = serde_json::to_string(values)?;
    if kept.len() > LARGEST {
        problems.add(at, "too_long", Sentence::InputsTooLong);
    }
    Ok(kept)
}

pub(super) fn unknown(slug: &str, definitions: &[Recorded<Input>]) -> Sentence {
    let near = nearest(slug, definitions.iter().map(|definition| definition.slug.as_str()));
    Sentence::UnknownInput { meant: near.first().map(ToString::to_string) }
}

fn no_option(options: &[String]) -> Sentence {
    const MOST_NAMED: usize = 20;
    let (named, others) = options.split_at_checked(MOST_NAMED).unwrap_or((options, &[]));
    Sentence::NoOption { options: named.iter().map(Into::into).collect(), others: others.len() }
}

/// A number in the one form that records keep: `1.5`, `"1.50"` and `15e-1` are the same.
fn number(text: &str) -> Option<Number> {
    /// A longer number is a double written out in full. The fewest digits that identify the double are kept instead.
    const MOST_DIGITS: usize = 40;
    let decimal = Decimal::read(text)?;
    // The float only shows whether the number is finite.
    let float = text.parse::<f64>().ok().filter(|float| float.is_finite())?;
    let decimal = if decimal.digits.len() <= MOST_DIGITS { decimal } else { Decimal::read(&format!("{float:e}"))? };
    decimal.canonical().parse().ok()
}

fn is_same_number(kept: &Value, value: &Value) -> bool {
    match (kept, value) {
        (Value::Number(kept), Value::Number(value)) => number(kept.as_str()).is_some_and(|kept| kept == *value),
        _ => false,
    }
}

/// The value that new records begin with, as the input keeps it. A value that the input may not have is noted.
pub(super) fn default_value(input: &Input, written: &WrittenValue, problems: &mut Problems) -> Result<Option<String>> {
    match value(input, written)? {
        Ok(value) => Ok(Some(serde_json::to_string(&value)?)),
        Err(violation) => {
            problems.add("default", violation.rule, violation.sentence);
            Ok(None)
        }
    }
}

/// The value as the record keeps it, if the input may have it.
pub(super) fn value(input: &Input, written: &WrittenValue) -> Result<Result<Value, Violation>> {
    let wrong = |sentence| Ok(Err(Violation::new("wrong_type", sentence)));
    let takes = |expected| wrong(Sentence::Takes { expected });
    let characters = match written {
        WrittenValue::Text(text) | WrittenValue::Number(text) => Some(text.as_str()),
        WrittenValue::Boolean(_) => None,
    };
    Ok(match (InputType::parse(&input.kind)?, written) {
        (InputType::List, _) => {
            let options = input.options()?;
            match written {
                WrittenValue::Text(text) => match options.iter().find(|option| is_same_key(trim(option), text)) {
                    Some(option) => Ok(Value::from(option.as_str())),
                    None => Err(Violation::new("unknown_option", no_option(&options))),
                },
                _ => Err(Violation::new("unknown_option", no_option(&options))),
            }
        }
        (InputType::String, WrittenValue::Text(text)) if text.chars().count() > LONGEST_TEXT => {
            Err(Violation::new("too_long", Sentence::TextTooLong { most: LONGEST_TEXT }))
        }
        (InputType::String, WrittenValue::Text(text)) => Ok(Value::from(text.as_str())),
        (InputType::String, _) => return takes(Expected::Text),
        (InputType::Integer, _) => match characters.map(str::parse::<i64>) {
            Some(Ok(number)) => Ok(Value::from(number)),
            _ => return takes(Expected::WholeNumber),
        },
        (InputType::Double, _) => match characters.and_then(number) {
            Some(number) => Ok(Value::Number(number)),
            None => return takes(Expected::Number),
        },
        (InputType::Checkbox, WrittenValue::Boolean(value)) => Ok(Value::from(*value)),
        (InputType::Checkbox, _) => match characters {
            Some("1" | "true" | "Yes") => Ok(Value::from(true)),
            Some("0" | "false" | "No") => Ok(Value::from(false)),
            _ => return wrong(Sentence::TakesBoolean),
        },
        (InputType::Linked, _) => Err(Violation::new("linked", Sentence::InputIsLinked)),
        (InputType::Date, _) => Day::read(written.as_written()).map(|day| Value::from(day.as_str())),
        (InputType::Url, _) => match Website::read(written.as_written()) {
            Ok(website) => website.as_deref().map(Value::from).ok_or_else(|| Violation::new("empty", Sentence::Empty)),
            Err(violation) => Err(violation),
        },
    })
}

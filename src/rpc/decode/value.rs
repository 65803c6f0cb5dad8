//! One value on its way to a type: the leniency, and the placeholder for a wrong value.

use std::borrow::Cow;

use serde::de::{DeserializeSeed, Deserializer, Visitor};

use super::access::{Attempt, Entries, Fields, InZone, Items, OneOption};
use super::mistake::Mistake;
use super::required::{Field, Required};
use super::{Externals, Reading};
use crate::fields::attempt::{ATTEMPT, NEVER_NULL, ONE_OR_SEVERAL, TEXT_OR_OTHER};
use crate::fields::external_ids::{External, SLUG};
use crate::fields::id::{ID, NO_RECORD, Ordinal};
use crate::fields::leaf::{Leaf, Violation, Written};
use crate::fields::nearest::nearest;
use crate::fields::text::trim;
use crate::fields::time::IN_ZONE;
use crate::records::kinds::KINDS;
use crate::rpc::path::Path;
use crate::rpc::tree::Tree;
use crate::sentences::{Expected, Quoted, RECORD, Sentence};

/// A value with the path to it.
#[derive(Clone, Copy)]
pub(super) struct Value<'a, 't> {
    /// The value; none if a mistake is known already and only a placeholder is to be made.
    pub given: Option<&'a Tree<'t>>,
    pub path: &'a Path<'a>,
    pub reading: &'a Reading<'a>,
    /// The field that has the value, if the value is null and the field may be left out.
    pub optional: Option<Field>,
}

impl<'a, 't> Value<'a, 't> {
    /// Reads the value as the seed does. A type that fails without an attempt ends the reading and gives the reason.
    pub(super) fn read<'de, S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Mistake> {
        seed.deserialize(self).map_err(|mistake| match mistake {
            Mistake::Broken(violation) => {
                self.reading.note_violation(self.path, violation);
                Mistake::Noted
            }
            other => other,
        })
    }

    fn note(self, rule: &str, sentence: impl FnOnce() -> Sentence) {
        self.reading.note(self.path, rule, sentence);
    }

    /// Notes that another type is expected.
    fn note_expected(self, expected: Expected, found: &Tree<'_>) {
        match found {
            Tree::Null => self.note("required", || Sentence::NotNull { expected }),
            _ => self.note("wrong_type", || Sentence::TakesNot { expected, found: found.shape() }),
        }
    }

    /// Begins the reading again if null stands in a field that may be left out, and of a type that takes no null: the field is then
    /// left out.
    fn leave_out_null(self) -> Result<(), Mistake> {
        let Some(field) = self.optional else { return Ok(()) };
        Required::learn_null(field);
        Err(Mistake::Again)
    }

    fn boolean(self) -> bool {
        match self.given {
            None => return false,
            Some(Tree::Boolean(value)) => return *value,
            Some(Tree::Number(text) | Tree::Text(text)) => match trim(text) {
                "1" | "true" | "Yes" => return true,
                "0" | "false" | "No" => {}
                _ => self.note("wrong_type", || Sentence::TakesBoolean),
            },
            Some(other) => self.note_expected(Expected::Boolean, other),
        }
        false
    }

    fn integer(self) -> i64 {
        const PLACEHOLDER: i64 = 1;
        match self.given {
            None => {}
            Some(Tree::Number(text) | Tree::Text(text)) => match trim(text).parse() {
                Ok(value) => return value,
                Err(_) => self.note("wrong_type", || Sentence::TakesWholeNumberBetween { least: i64::MIN, greatest: i64::MAX }),
            },
            Some(other) => self.note_expected(Expected::WholeNumber, other),
        }
        PLACEHOLDER
    }

    fn text(self) -> &'a str {
        match self.given {
            None => {}
            Some(Tree::Text(text)) => return text,
            Some(other) => self.note_expected(Expected::Text, other),
        }
        ""
    }

    /// The entries of an object; none if the value is not an object.
    fn entries(self) -> Option<&'a [(Cow<'t, str>, Tree<'t>)]> {
        match self.given? {
            Tree::Object(entries) => Some(entries),
            Tree::List(items) if items.is_empty() => Some(&[]),
            other => {
                self.note_expected(Expected::Object, other);
                None
            }
        }
    }

    /// The option of an enum that the value names.
    fn option(self, options: &'static [&'static str]) -> &'static str {
        match self.given {
            None => {}
            Some(Tree::Text(text)) => {
                let text = trim(text);
                match options.iter().find(|option| **option == text) {
                    Some(option) => return option,
                    None => self.note("unknown_option", || no_such_option(text, options)),
                }
            }
            Some(other) => self.note_expected(Expected::Text, other),
        }
        options.first().copied().unwrap_or_default()
    }

    /// Reads the id of a record of this kind, or what may stand in its place: an external ID, a slug, a bare UUID.
    fn id<'de, V: Visitor<'de>>(self, kind: &[&'static str], visitor: V) -> Result<V::Value, Mistake> {
        match self.named(kind)? {
            NamedRecord::AsWritten => self.deserialize_any(visitor),
            NamedRecord::Sought => visitor.visit_none(),
            NamedRecord::Found(id) => visitor.visit_bytes(id.to_string().as_bytes()),
        }
    }

    /// The record that the value names. The words are the name of its kind, or the names of two kinds, and [`SLUG`] where such
    /// records have slugs.
    fn named(self, words: &[&'static str]) -> Result<NamedRecord, Mistake> {
        let (entities, has_slugs) = match words.split_last() {
            Some((last, entities)) if *last == SLUG => (entities, true),
            _ => (words, false),
        };
        let Some(entity) = entities.first() else { return Ok(NamedRecord::AsWritten) };
        let noun = |entity: &str| KINDS.iter().find(|kind| kind.entity.name() == entity).map_or(&RECORD, |kind| kind.noun);
        let note = |id| entities.iter().for_each(|entity| self.reading.mentions.note(entity, id));
        let external = match self.given {
            Some(Tree::Object(entries)) => Some(External::read(Entries::of(self, entries))?),
            Some(Tree::List(items)) if items.is_empty() => Some(External::read(Entries::of(self, &[]))?),
            Some(Tree::Text(text)) => External::of_uuid(text),
            _ => None,
        };
        let Some(external) = external else {
            if let Some(Tree::Number(text) | Tree::Text(text)) = self.given
                && let Ok(id) = Ordinal::read(Written::Text(text))
            {
                note(id.get());
            }
            return Ok(NamedRecord::AsWritten);
        };
        if external.system == SLUG && !has_slugs {
            return Err(Violation::new("no_slug", Sentence::KindWithoutSlug { what: noun(entity) }).into_error());
        }
        let called = entities.iter().map(|entity| (*entity, external.clone()));
        match &self.reading.mentions.externals {
            Externals::Sought(all) => {
                all.borrow_mut().extend(called);
                Ok(NamedRecord::Sought)
            }
            Externals::Found(found) => {
                let mut named = called.filter_map(|called| Some((called.0, *found.get(&called)?)));
                match (named.next(), named.next()) {
                    (Some((one, _)), Some((other, _))) => {
                        let sentence = Sentence::ExternalIdOfTwoKinds { one: noun(one), other: noun(other) };
                        Err(Violation::new("ambiguous", sentence).into_error())
                    }
                    (found, _) => {
                        let id = found.map_or(NO_RECORD, |(_, id)| id);
                        note(id);
                        Ok(NamedRecord::Found(id))
                    }
                }
            }
        }
    }
}

/// A record as a value names it.
enum NamedRecord {
    /// By its id, or by something that the visitor refuses.
    AsWritten,
    /// By an external ID, a slug or a UUID that is yet to be looked up.
    Sought,
    /// By one that was looked up.
    Found(i64),
}

fn no_such_option(text: &str, options: &[&'static str]) -> Sentence {
    let meant = nearest(text, options.iter().copied()).first().map(|meant| (*meant).to_owned());
    Sentence::NotOneOf { value: Quoted::of(text), options: options.iter().map(ToString::to_string).collect(), meant }
}

impl<'de> Deserializer<'de> for Value<'_, '_> {
    type Error = Mistake;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.given {
            None => visitor.visit_none(),
            Some(Tree::Null) => visitor.visit_unit(),
            Some(Tree::Boolean(value)) => visitor.visit_bool(*value),
            // The digits of a number travel as bytes, so that a leaf can tell them from a text.
            Some(Tree::Number(digits)) => visitor.visit_bytes(digits.as_bytes()),
            Some(Tree::Text(text)) => visitor.visit_str(text),
            Some(Tree::List(items)) => visitor.visit_seq(Items::of(self, items)),
            Some(Tree::Object(entries)) => visitor.visit_map(Entries::of(self, entries)),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Mistake> {
        match (name, self.given) {
            (ATTEMPT, _) => visitor.visit_seq(Attempt(Some(self))),
            (IN_ZONE, _) => visitor.visit_seq(InZone::of(self)),
            (NEVER_NULL, _) => visitor.visit_newtype_struct(Value { optional: None, ..self }),
            (TEXT_OR_OTHER, Some(Tree::Text(text))) => visitor.visit_str(text),
            (ONE_OR_SEVERAL, None | Some(Tree::Null | Tree::List(_))) => self.deserialize_any(visitor),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.given {
            None | Some(Tree::Null) => visitor.visit_none(),
            Some(_) => visitor.visit_some(self),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.leave_out_null()?;
        visitor.visit_bool(self.boolean())
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_i64(self.integer())
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        let value = u64::try_from(self.integer()).unwrap_or_else(|_| {
            self.note("out_of_range", || Sentence::NotNegative);
            0
        });
        visitor.visit_u64(value)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_str(self.text())
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_str(self.text())
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        self.leave_out_null()?;
        match self.given {
            Some(Tree::List(items)) => visitor.visit_seq(Items::of(self, items)),
            Some(null @ Tree::Null) => {
                self.note_expected(Expected::List, null);
                visitor.visit_seq(Items::of(self, &[]))
            }
            Some(one) => visitor.visit_seq(Items::single(self, one)),
            None => visitor.visit_seq(Items::of(self, &[])),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_map(Entries::of(self, self.entries().unwrap_or_default()))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        if name == ID {
            return self.id(fields, visitor);
        }
        let required = self.reading.required.of::<V>();
        let read = visitor.visit_map(match self.entries() {
            Some(entries) => Fields::of::<V>(self, entries, fields, required),
            None => Fields::placeholders::<V>(self, fields, required),
        });
        match read {
            Err(Mistake::Missing(field)) if required.contains(&field) => {
                self.reading.note(&self.path.at(field), "required", || Sentence::Required);
                Err(Mistake::Noted)
            }
            Err(Mistake::Missing(field)) => {
                Required::learn::<V>(field, fields);
                Err(Mistake::Again)
            }
            read => read,
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(self, _: &'static str, options: &'static [&'static str], visitor: V) -> Result<V::Value, Mistake> {
        self.leave_out_null()?;
        visitor.visit_enum(OneOption(self.option(options)))
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u32 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct identifier ignored_any
    }
}

//! The parts that a value's visitor walks through: the items of a list, the entries of a map, the fields of a struct, an attempt.

use std::borrow::Cow;
use std::slice;

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, EnumAccess, Error as _, MapAccess, SeqAccess, VariantAccess, Visitor};

use super::foreign::meant_by;
use super::mistake::Mistake;
use super::required::{Field, StructOf, kind};
use super::value::Value;
use super::{Others, Reading};
use crate::fields::nearest::nearest;
use crate::fields::time::is_exact;
use crate::rpc::path::Path;
use crate::rpc::tree::Tree;
use crate::sentences::{Quoted, Sentence};

type Entry<'t> = (Cow<'t, str>, Tree<'t>);

/// A value that its type may find wrong: the mistake is then noted, and the attempt holds nothing.
pub(super) struct Attempt<'a, 't>(pub Option<Value<'a, 't>>);

impl<'de> SeqAccess<'de> for Attempt<'_, '_> {
    type Error = Mistake;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Mistake> {
        let Some(value) = self.0.take().filter(|value| value.given.is_some()) else { return Ok(None) };
        match seed.deserialize(value) {
            Ok(read) => Ok(Some(read)),
            Err(Mistake::Broken(violation)) => {
                value.reading.note_violation(value.path, violation);
                Ok(None)
            }
            Err(mistake) => Err(mistake),
        }
    }
}

/// The name of the profile's time zone, empty while it is not known, and then a value that may be a day.
pub(super) struct InZone<'a, 't> {
    zone: Option<&'static str>,
    value: Value<'a, 't>,
}

impl<'a, 't> InZone<'a, 't> {
    pub(super) fn of(value: Value<'a, 't>) -> Self {
        // An instant is the same everywhere, and must not cost its caller a second reading.
        let is_day = matches!(value.given, Some(Tree::Text(text)) if !is_exact(text));
        let zone = if is_day { value.reading.mentions.zone() } else { None };
        InZone { zone: Some(zone.unwrap_or_default()), value }
    }
}

impl<'de> SeqAccess<'de> for InZone<'_, '_> {
    type Error = Mistake;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Mistake> {
        match self.zone.take() {
            Some(zone) => seed.deserialize(StrDeserializer::new(zone)).map(Some),
            None => seed.deserialize(self.value).map(Some),
        }
    }
}

pub(super) struct Items<'a, 't> {
    items: slice::Iter<'a, Tree<'t>>,
    position: usize,
    /// Whether a single value stands for a list of one: its path has no number.
    single: bool,
    path: &'a Path<'a>,
    reading: &'a Reading<'a>,
}

impl<'a, 't> Items<'a, 't> {
    pub(super) fn of(list: Value<'a, 't>, items: &'a [Tree<'t>]) -> Self {
        Items { items: items.iter(), position: 0, single: false, path: list.path, reading: list.reading }
    }

    pub(super) fn single(value: Value<'a, 't>, item: &'a Tree<'t>) -> Self {
        Items { single: true, ..Items::of(value, slice::from_ref(item)) }
    }
}

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = Mistake;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Mistake> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let own = self.path.nth(self.position);
        let path = if self.single { self.path } else { &own };
        self.position += 1;
        Value { given: Some(item), path, reading: self.reading, optional: None }.read(seed).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// The entries of a map with arbitrary names.
pub(super) struct Entries<'a, 't> {
    entries: slice::Iter<'a, Entry<'t>>,
    /// The entry whose name was given last.
    current: Option<&'a Entry<'t>>,
    path: &'a Path<'a>,
    reading: &'a Reading<'a>,
}

impl<'a, 't> Entries<'a, 't> {
    pub(super) fn of(map: Value<'a, 't>, entries: &'a [Entry<'t>]) -> Self {
        Entries { entries: entries.iter(), current: None, path: map.path, reading: map.reading }
    }
}

impl<'de> MapAccess<'de> for Entries<'_, '_> {
    type Error = Mistake;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Mistake> {
        self.current = self.entries.next();
        self.current.map(|(name, _)| seed.deserialize(StrDeserializer::new(name))).transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Mistake> {
        let (name, value) = self.current.ok_or_else(|| Mistake::custom("a value without a name"))?;
        Value { given: Some(value), path: &self.path.at(name), reading: self.reading, optional: None }.read(seed)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

/// The fields of a struct: those that are given, and then, as placeholders, the other required ones. A name that the struct does
/// not have is noted and passed over.
pub(super) struct Fields<'a, 't> {
    entries: slice::Iter<'a, Entry<'t>>,
    names: &'static [&'static str],
    kind: StructOf,
    /// The fields that are known to be required.
    required: &'a [&'static str],
    /// Fields that are known to be required and have not been met.
    missing: Vec<&'static str>,
    /// Whether missing fields are a mistake. They are none if the whole struct is a placeholder.
    noted: bool,
    /// The field whose name was given last.
    current: Option<(&'a str, Option<&'a Tree<'t>>)>,
    path: &'a Path<'a>,
    reading: &'a Reading<'a>,
}

impl<'a, 't> Fields<'a, 't> {
    pub(super) fn of<V>(
        given: Value<'a, 't>,
        entries: &'a [Entry<'t>],
        names: &'static [&'static str],
        required: &'a [&'static str],
    ) -> Self {
        Fields {
            entries: entries.iter(),
            names,
            kind: kind::<V>(),
            required,
            missing: required.to_vec(),
            noted: true,
            current: None,
            path: given.path,
            reading: given.reading,
        }
    }

    pub(super) fn placeholders<V>(of: Value<'a, 't>, names: &'static [&'static str], required: &'a [&'static str]) -> Self {
        Fields { noted: false, ..Fields::of::<V>(of, &[], names, required) }
    }

    /// The field with this name, if null is given and the field may be left out.
    fn optional(&self, name: &str, given: Option<&Tree<'t>>) -> Option<Field> {
        let may_be_left_out = matches!(given, Some(Tree::Null)) && !self.required.contains(&name);
        let own = self.names.iter().find(|own| **own == name).filter(|_| may_be_left_out)?;
        Some((self.kind, *own))
    }

    /// Notes a name that the struct does not have, unless another function reads it.
    fn pass_over(&self, name: &str) {
        let elsewhere = match self.reading.others {
            Others::Any if self.path.is_whole() => return,
            Others::But(elsewhere) if self.path.is_whole() => elsewhere,
            _ => &[],
        };
        if !elsewhere.contains(&name) {
            let message = || no_such_parameter(name, &[self.names, elsewhere].concat());
            self.reading.note(&self.path.at(name), "unknown_parameter", message);
        }
    }
}

impl<'de> MapAccess<'de> for Fields<'_, '_> {
    type Error = Mistake;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Mistake> {
        while let Some((name, value)) = self.entries.next() {
            if self.optional(name, Some(value)).is_some_and(|field| self.reading.required.is_left_out_by_null(field)) {
                continue;
            }
            if self.names.contains(&name.as_ref()) {
                self.missing.retain(|missing| missing != name);
                self.current = Some((name, Some(value)));
                return seed.deserialize(StrDeserializer::new(name)).map(Some);
            }
            self.pass_over(name);
        }
        if self.missing.is_empty() {
            return Ok(None);
        }
        let name = self.missing.remove(0);
        if self.noted {
            self.reading.note(&self.path.at(name), "required", || Sentence::Required);
        }
        self.current = Some((name, None));
        seed.deserialize(StrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Mistake> {
        let (name, given) = self.current.take().ok_or_else(|| Mistake::custom("a value without a name"))?;
        let optional = self.optional(name, given);
        Value { given, path: &self.path.at(name), reading: self.reading, optional }.read(seed)
    }
}

fn no_such_parameter(name: &str, known: &[&'static str]) -> Sentence {
    if let Some(meant) = meant_by(name, known) {
        return Sentence::ParameterCalledOtherwise { name: Quoted::of(name), meant: meant.to_owned() };
    }
    let meant = nearest(name, known.iter().copied()).first().map(|near| (*near).to_owned());
    Sentence::NoSuchParameter { name: Quoted::of(name), known: known.iter().map(ToString::to_string).collect(), meant }
}

/// The name of one option of an enum. Options carry no values.
pub(super) struct OneOption(pub &'static str);

impl<'de> EnumAccess<'de> for OneOption {
    type Error = Mistake;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Mistake> {
        let name = seed.deserialize(StrDeserializer::<Mistake>::new(self.0))?;
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for OneOption {
    type Error = Mistake;

    fn unit_variant(self) -> Result<(), Mistake> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _: S) -> Result<S::Value, Mistake> {
        Err(Mistake::custom("an option carries no value"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Mistake> {
        Err(Mistake::custom("an option carries no value"))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Mistake> {
        Err(Mistake::custom("an option carries no value"))
    }
}

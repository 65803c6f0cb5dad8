//! From JSON as it came to a method's typed parameters, with *all* that is wrong in one answer.
//!
//! Serde stops at the first error. Here the wrong place is noted, replaced by a placeholder that any type
//! takes, and the reading starts again, until it succeeds; so the method's own checks still run over what
//! was right. The contract's leniency lives here too, once for all methods: `"5"` is 5, `"Yes"` is true,
//! one value stands for a list of one, and PHP's `[]` is an empty object.
//!
//! Where an id is expected a caller may write what another system calls the record. Which record that is only the
//! database knows, so such parameters are read twice: once to find out what is to be looked up, and once more with what
//! was found ([`Externals`]).

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::fmt::Display;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, VariantAccess, Visitor};

use crate::error::Problem;
use crate::fields::external_ids::External;
use crate::fields::id::{ID, IDS, NO_RECORD};
use crate::fields::leaf::{LEAF, Violation};
use crate::rpc::problems::Problems;
use crate::rpc::suggest::nearest;
use crate::rpc::tree::Tree;

/// The parameters as far as they could be read, and what is wrong with them. With any problem the values may
/// hold placeholders: the call must end after the checks.
pub struct Decoded<P> {
    pub parameters: P,
    pub problems: Problems,
}

/// More problems than this are not looked for: the caller has been told enough.
const MOST_PROBLEMS: usize = 100;

/// A record by the name of its kind and what another system calls it.
pub type Called = (&'static str, External);

/// The records that a call names by what other systems call them.
pub enum Externals {
    /// They are gathered, to be looked up; what stands for each is a placeholder.
    Sought(RefCell<HashSet<Called>>),
    /// They were looked up. What is not here the profile does not have: it gets an id that no record has, so that a method
    /// says of it what it says of any other record that is not there.
    Found(HashMap<Called, i64>),
}

impl Externals {
    pub fn to_be_sought() -> Self {
        Externals::Sought(RefCell::default())
    }

    /// Where no records are named.
    pub fn none() -> Self {
        Externals::Found(HashMap::new())
    }

    /// What has been gathered.
    pub fn into_sought(self) -> Vec<Called> {
        match self {
            Externals::Sought(sought) => sought.into_inner().into_iter().collect(),
            Externals::Found(_) => Vec::new(),
        }
    }
}

/// Reads something that names no records.
pub fn decode<P: DeserializeOwned>(tree: &Tree<'_>) -> Result<Decoded<P>, Problems> {
    decode_beside(tree, &[], &Externals::none())
}

/// Reads the parameters of a method. An error where they are so wrong that nothing can be checked further. The caller may
/// send parameters of the names that are `elsewhere`, too, that were read before: a misspelt one is suggested them as
/// well.
pub fn decode_beside<P: DeserializeOwned>(
    tree: &Tree<'_>,
    elsewhere: &[&'static str],
    externals: &Externals,
) -> Result<Decoded<P>, Problems> {
    let mut problems = Problems::default();
    // Copied only once something is found wrong.
    let mut tree = Cow::Borrowed(tree);
    for _ in 0..MOST_PROBLEMS {
        match P::deserialize(Value { tree: &tree, externals }) {
            Ok(parameters) => return Ok(Decoded { parameters, problems }),
            Err(mut mistake) => {
                mistake.path.reverse();
                if let (Some(fields), [name]) = (mistake.unknown, mistake.path.as_slice()) {
                    mistake.message = no_such_parameter(name, &[fields, elsewhere].concat());
                }
                problems.push(Problem::new(mistake.path.join("."), mistake.rule, mistake.message));
                if !put_aside(tree.to_mut(), &mistake.path, mistake.unknown.is_some()) {
                    break;
                }
            }
        }
    }
    Err(problems)
}

/// Takes the wrong value out of the way. A place that is wrong although it holds a placeholder already is
/// wrong because of its surroundings, which then make way themselves.
fn put_aside(tree: &mut Tree<'_>, path: &[String], unknown: bool) -> bool {
    let Some((last, parents)) = path.split_last() else {
        let fresh = *tree != Tree::Placeholder;
        *tree = Tree::Placeholder;
        return fresh;
    };
    let mut place = &mut *tree;
    for segment in parents {
        match step(place, segment) {
            Some(next) => place = next,
            None => return put_aside(tree, parents, false),
        }
    }
    let replaced = match place {
        Tree::Object(entries) if unknown => {
            let before = entries.len();
            entries.retain(|(name, _)| name != last);
            entries.len() < before
        }
        Tree::Object(entries) => match entries.iter_mut().find(|(name, _)| name == last) {
            Some((_, Tree::Placeholder)) => false,
            Some((_, value)) => {
                *value = Tree::Placeholder;
                true
            }
            None => {
                entries.push((Cow::Owned(last.clone()), Tree::Placeholder));
                true
            }
        },
        Tree::List(items) => match last.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
            Some(Tree::Placeholder) | None => false,
            Some(item) => {
                *item = Tree::Placeholder;
                true
            }
        },
        _ => false,
    };
    replaced || put_aside(tree, parents, false)
}

fn step<'a, 't>(tree: &'a mut Tree<'t>, segment: &str) -> Option<&'a mut Tree<'t>> {
    match tree {
        Tree::Object(entries) => entries.iter_mut().find(|(name, _)| name == segment).map(|(_, value)| value),
        Tree::List(items) => items.get_mut(segment.parse::<usize>().ok()?),
        _ => None,
    }
}

/// One wrong place, with its path from the inside out while it travels up.
#[derive(Debug)]
pub struct Mistake {
    path: Vec<String>,
    rule: Cow<'static, str>,
    message: String,
    /// The names that would have been known, where the name is what is wrong.
    unknown: Option<&'static [&'static str]>,
}

impl Mistake {
    fn new(rule: &'static str, message: impl Into<String>) -> Self {
        Mistake { path: Vec::new(), rule: rule.into(), message: message.into(), unknown: None }
    }

    fn expected(what: &str, found: &Tree<'_>) -> Self {
        match found {
            Tree::Null => Mistake::new("required", format!("This can't be null: it takes {what}.")),
            _ => Mistake::new("wrong_type", format!("This takes {what}, not {}.", found.kind())),
        }
    }

    fn within(mut self, segment: impl Into<String>) -> Self {
        self.path.push(segment.into());
        self
    }
}

impl Display for Mistake {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Mistake {}

impl serde::de::Error for Mistake {
    fn custom<T: Display>(message: T) -> Self {
        let Violation { rule, message, at } = Violation::parse(message.to_string());
        Mistake { path: at.into_iter().collect(), rule: rule.into(), message, unknown: None }
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        unknown_parameter(field, expected)
    }

    fn missing_field(field: &'static str) -> Self {
        Mistake::new("required", "This parameter is required.").within(field)
    }

    fn invalid_type(_: serde::de::Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Mistake::new("wrong_type", format!("This takes {expected}."))
    }
}

/// One value on its way to a type.
#[derive(Clone, Copy)]
struct Value<'a, 't> {
    tree: &'a Tree<'t>,
    externals: &'a Externals,
}

impl<'a> Value<'a, '_> {
    fn boolean(self) -> Result<bool, Mistake> {
        match self.tree {
            Tree::Boolean(value) => Ok(*value),
            Tree::Placeholder => Ok(false),
            Tree::Number(text) | Tree::Text(text) => match text.trim() {
                "1" | "true" | "Yes" => Ok(true),
                "0" | "false" | "No" => Ok(false),
                _ => Err(Mistake::new("wrong_type", "This takes true or false (or 1, 0, \"Yes\", \"No\").")),
            },
            other => Err(Mistake::expected("true or false", other)),
        }
    }

    fn integer(self) -> Result<i64, Mistake> {
        const WHAT: &str = "a whole number";
        match self.tree {
            Tree::Placeholder => Ok(1),
            Tree::Number(text) | Tree::Text(text) => text
                .trim()
                .parse()
                .map_err(|_| Mistake::new("wrong_type", format!("This takes {WHAT} between {} and {}.", i64::MIN, i64::MAX))),
            other => Err(Mistake::expected(WHAT, other)),
        }
    }

    fn text(self) -> Result<Cow<'a, str>, Mistake> {
        match self.tree {
            Tree::Text(text) => Ok(Cow::Borrowed(text)),
            Tree::Placeholder => Ok(Cow::Borrowed("")),
            other => Err(Mistake::expected("a text", other)),
        }
    }
}

impl<'de> Deserializer<'de> for Value<'_, '_> {
    type Error = Mistake;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.tree {
            Tree::Null => visitor.visit_unit(),
            Tree::Placeholder => visitor.visit_none(),
            Tree::Boolean(value) => visitor.visit_bool(*value),
            // The digits of a number travel as bytes, so that a leaf can tell them from a text.
            Tree::Number(digits) => visitor.visit_bytes(digits.as_bytes()),
            Tree::Text(text) => visitor.visit_str(text),
            Tree::List(items) => visitor.visit_seq(self.items(items, false)),
            Tree::Object(entries) => visitor.visit_map(Entries { entries, position: 0, fields: None, externals: self.externals }),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Mistake> {
        if name == LEAF { self.deserialize_any(visitor) } else { visitor.visit_newtype_struct(self) }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.tree {
            Tree::Null | Tree::Placeholder => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_bool(self.boolean()?)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_i64(self.integer()?)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match u64::try_from(self.integer()?) {
            Ok(value) => visitor.visit_u64(value),
            Err(_) => Err(Mistake::new("out_of_range", "This can't be less than 0.")),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_str(&self.text()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_str(&self.text()?)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_str(&self.text()?)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        match self.tree {
            Tree::List(items) => visitor.visit_seq(self.items(items, false)),
            Tree::Placeholder => visitor.visit_seq(self.items(&[], false)),
            Tree::Null => Err(Mistake::expected("a list", self.tree)),
            one => visitor.visit_seq(self.items(std::slice::from_ref(one), true)),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_map(Entries { entries: self.entries()?, position: 0, fields: None, externals: self.externals })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        match (name, self.tree) {
            (ID, Tree::Object(entries)) => match fields {
                [entity] => match self.record_called(entity, entries)? {
                    Some(id) => visitor.visit_bytes(id.to_string().as_bytes()),
                    None => visitor.visit_none(),
                },
                _ => self.deserialize_any(visitor),
            },
            (ID, _) | (IDS, Tree::Null | Tree::Placeholder | Tree::List(_)) => self.deserialize_any(visitor),
            (IDS, _) => visitor.visit_newtype_struct(self),
            (_, Tree::Placeholder) => visitor.visit_map(Placeholders { fields, position: 0, externals: self.externals }),
            _ => visitor.visit_map(Entries { entries: self.entries()?, position: 0, fields: Some(fields), externals: self.externals }),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mistake> {
        let name = match self.tree {
            Tree::Placeholder => variants.first().copied().unwrap_or_default(),
            Tree::Text(text) => match variants.iter().find(|variant| **variant == text.trim()) {
                Some(variant) => variant,
                None => {
                    let options: Vec<String> = variants.iter().map(|variant| format!("'{variant}'")).collect();
                    let message = format!("'{}' is not one of {}.", text.trim(), options.join(", "));
                    let meant = nearest(text.trim(), variants.iter().copied()).first().map(|meant| format!(" Did you mean '{meant}'?"));
                    return Err(Mistake::new("unknown_option", message + &meant.unwrap_or_default()));
                }
            },
            other => return Err(Mistake::expected("a text", other)),
        };
        visitor.visit_enum(OneOption(name))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mistake> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u32 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct
    }
}

impl<'a, 't> Value<'a, 't> {
    fn items(self, items: &'a [Tree<'t>], single: bool) -> Items<'a, 't> {
        Items { items, position: 0, single, externals: self.externals }
    }

    /// The id of the record that another system calls so. Nothing while it is only being found out which are to be looked
    /// up.
    fn record_called(self, entity: &'static str, entries: &'a [(Cow<'t, str>, Tree<'t>)]) -> Result<Option<i64>, Mistake> {
        let called = (entity, External::read(Entries { entries, position: 0, fields: None, externals: self.externals })?);
        Ok(match self.externals {
            Externals::Sought(all) => {
                all.borrow_mut().insert(called);
                None
            }
            Externals::Found(found) => Some(found.get(&called).copied().unwrap_or(NO_RECORD)),
        })
    }

    fn entries(self) -> Result<&'a [(Cow<'t, str>, Tree<'t>)], Mistake> {
        match self.tree {
            Tree::Object(entries) => Ok(entries),
            Tree::Placeholder => Ok(&[]),
            Tree::List(items) if items.is_empty() => Ok(&[]),
            other => Err(Mistake::expected("an object", other)),
        }
    }
}

struct Items<'a, 't> {
    items: &'a [Tree<'t>],
    position: usize,
    /// A single value that stands for a list of one: its path has no index.
    single: bool,
    externals: &'a Externals,
}

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = Mistake;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Mistake> {
        let Some(item) = self.items.get(self.position) else { return Ok(None) };
        let result = seed.deserialize(Value { tree: item, externals: self.externals });
        let result = if self.single { result } else { result.map_err(|mistake| mistake.within(self.position.to_string())) };
        self.position += 1;
        result.map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        self.items.len().checked_sub(self.position)
    }
}

struct Entries<'a, 't> {
    entries: &'a [(Cow<'t, str>, Tree<'t>)],
    position: usize,
    /// The names that a struct has; a map takes any.
    fields: Option<&'static [&'static str]>,
    externals: &'a Externals,
}

impl<'de> MapAccess<'de> for Entries<'_, '_> {
    type Error = Mistake;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Mistake> {
        let Some((name, _)) = self.entries.get(self.position) else { return Ok(None) };
        if let Some(fields) = self.fields
            && !fields.contains(&name.as_ref())
        {
            return Err(unknown_parameter(name, fields));
        }
        seed.deserialize(serde::de::value::StrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Mistake> {
        let (name, value) = self.entries.get(self.position).ok_or_else(|| Mistake::custom("a value without a key"))?;
        self.position += 1;
        seed.deserialize(Value { tree: value, externals: self.externals }).map_err(|mistake| mistake.within(name.as_ref()))
    }
}

fn unknown_parameter(name: &str, fields: &'static [&'static str]) -> Mistake {
    let mut mistake = Mistake::new("unknown_parameter", no_such_parameter(name, fields)).within(name);
    mistake.unknown = Some(fields);
    mistake
}

fn no_such_parameter(name: &str, known: &[&'static str]) -> String {
    match nearest(name, known.iter().copied()).first() {
        Some(near) => format!("There is no parameter '{name}'. Did you mean '{near}'?"),
        None if known.is_empty() => format!("There is no parameter '{name}': this takes none of its own."),
        None => format!("There is no parameter '{name}'. What goes here: {}.", known.join(", ")),
    }
}

/// A struct whose every field is a placeholder.
struct Placeholders<'a> {
    fields: &'static [&'static str],
    position: usize,
    externals: &'a Externals,
}

impl<'de> MapAccess<'de> for Placeholders<'_> {
    type Error = Mistake;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Mistake> {
        let Some(field) = self.fields.get(self.position) else { return Ok(None) };
        self.position += 1;
        seed.deserialize(serde::de::value::StrDeserializer::new(field)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Mistake> {
        seed.deserialize(Value { tree: &Tree::Placeholder, externals: self.externals })
    }
}

/// The name of one of an enum's options; they carry no values.
struct OneOption(&'static str);

impl<'de> serde::de::EnumAccess<'de> for OneOption {
    type Error = Mistake;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Mistake> {
        let name = seed.deserialize(serde::de::value::StrDeserializer::<Mistake>::new(self.0))?;
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

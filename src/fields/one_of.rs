//! Reads one of several names that are known only at run time, as if they were declared as an enum: a wrong name is refused in
//! the same words.

use std::borrow::Cow;
use std::fmt::{Formatter, Result as Written};

use serde::de::{DeserializeSeed, EnumAccess, Error, VariantAccess, Visitor};
use serde::{Deserialize, Deserializer};

type Names = &'static [&'static str];

/// The given name, if it is one of these.
pub fn one_of<'de, D: Deserializer<'de>>(deserializer: D, what: &'static str, names: Names) -> Result<&'static str, D::Error> {
    deserializer.deserialize_enum(what, names, OneOf(names))
}

struct OneOf(Names);

impl<'de> Visitor<'de> for OneOf {
    type Value = &'static str;

    fn expecting(&self, formatter: &mut Formatter<'_>) -> Written {
        write!(formatter, "one of {}", self.0.join(", "))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Self::Value, A::Error> {
        let (name, variant) = access.variant_seed(self)?;
        variant.unit_variant()?;
        Ok(name)
    }
}

impl<'de> DeserializeSeed<'de> for OneOf {
    type Value = &'static str;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let written = Cow::<'de, str>::deserialize(deserializer)?;
        self.0.iter().copied().find(|name| *name == written).ok_or_else(|| Error::unknown_variant(&written, self.0))
    }
}

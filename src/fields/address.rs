//! Postal addresses. Reading one checks its country and state against ISO 3166, unless the address is one text, as some systems keep
//! it: then it has nothing else.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{DeserializeSeed, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::attempt::{TEXT_OR_OTHER, attempt, checked};
use super::country::{Country, Meant, State, country, meant};
use super::leaf::{self, Leaf, Violation, Written};
use super::postal_codes::has_postal_codes;
use super::text::{OptionalText, Text};
use crate::sentences::{CodeOf, Expected, Sentence};

/// A postal address: its country, and at least one line more; or one text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
#[schemars(try_from = "AddressAsWritten", rename = "Address")]
pub struct PostalAddress {
    /// The whole address, if it was given as one text: the other keys are null then. Otherwise left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The country's code, ISO 3166-1 alpha-2, from `Profiles.GetCountries`: `MX`. Null only beside `text`.
    pub country: Option<String>,
    /// The state's code, ISO 3166-2 without the country, from `Profiles.GetStates`: `JAL`. Null if none.
    pub state: Option<String>,
    pub street: Option<String>,
    /// The house number.
    pub number: Option<String>,
    /// The number of the flat or office; null if none.
    pub interior_number: Option<String>,
    /// The postal code.
    pub zip: Option<String>,
    /// The suburb; null if none.
    pub suburb: Option<String>,
    pub city: Option<String>,
    /// The latitude in degrees north, -90 to 90: a text, with its digits as they were sent.
    pub latitude: Option<String>,
    /// The longitude in degrees east, -180 to 180: a text, with its digits as they were sent.
    pub longitude: Option<String>,
}

impl PostalAddress {
    /// The address as a record keeps it: JSON, as the wire shows it.
    pub fn as_kept(&self) -> crate::error::Result<String> {
        Ok(serde_json::to_string(self)?)
    }
}

impl<'de> Deserialize<'de> for PostalAddress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The stand-in for a wrong address is never stored.
        Ok(checked::<AddressAsWritten, _, _>(deserializer, PostalAddress::try_from)?.unwrap_or_default())
    }
}

/// A postal address in a call: the country, and at least one line more; or one text.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AddressParameters")]
pub struct AddressAsWritten {
    /// The whole address in one text, instead of all other keys.
    #[serde(default)]
    text: OptionalText<LONGEST_TEXT>,
    /// The country's code, ISO 3166-1 alpha-2, from `Profiles.GetCountries`: `MX`. Required without `text`.
    #[serde(default)]
    country: Option<Text<100>>,
    /// The state, ISO 3166-2, from `Profiles.GetStates`: its code (`JAL` or `MX-JAL`), or its name with or without accents
    /// (`Jalisco`).
    #[serde(default)]
    state: OptionalText<100>,
    #[serde(default)]
    street: OptionalText<200>,
    /// The house number.
    #[serde(default)]
    number: OptionalText<50>,
    /// The number of the flat or office.
    #[serde(default)]
    interior_number: OptionalText<50>,
    /// The postal code. Required if the country has postal codes.
    #[serde(default)]
    zip: OptionalText<20>,
    /// The suburb.
    #[serde(default)]
    suburb: OptionalText<200>,
    #[serde(default)]
    city: OptionalText<200>,
    /// The latitude in degrees north, -90 to 90.
    #[serde(default)]
    latitude: Degrees<90>,
    /// The longitude in degrees east, -180 to 180.
    #[serde(default)]
    longitude: Degrees<180>,
}

impl TryFrom<AddressAsWritten> for PostalAddress {
    type Error = Violation;

    fn try_from(written: AddressAsWritten) -> Result<Self, Violation> {
        if let Some(text) = written.text.as_deref() {
            return match written.has_parts() {
                true => Err(Violation::new("contradiction", Sentence::AddressTextAlone).at("text")),
                false => Ok(PostalAddress { text: Some(text.to_owned()), ..PostalAddress::default() }),
            };
        }
        let Some(code) = written.country.as_ref().map(Text::as_str) else {
            return Err(Violation::new("required", Sentence::Required).at("country"));
        };
        let Some(country) = country(code) else {
            return Err(Violation::new("unknown_country", Sentence::CountryUnknown { country: code.into() }).at("country"));
        };
        let state = written.state.as_deref().map(|text| match meant(country, text) {
            Meant::One(state) => Ok(state.code.to_owned()),
            Meant::Several(states) => Err(ambiguous_state(country, text, &states)),
            Meant::Perhaps(states) => Err(unknown_state(country, text, &states)),
        });
        let zip = match written.zip.as_deref() {
            None if has_postal_codes(country) => {
                let sentence = Sentence::PostalCodeMissing { country: country.code, country_name: country.name };
                Err(Violation::new("required", sentence).at("zip"))
            }
            zip => Ok(zip.map(ToOwned::to_owned)),
        };
        let (state, zip) = match (state.transpose(), zip) {
            (Ok(state), Ok(zip)) => (state, zip),
            (Err(violation), Err(other)) => return Err(violation.and(other)),
            (Err(violation), _) | (_, Err(violation)) => return Err(violation),
        };
        let lines = [written.street.as_deref(), written.number.as_deref(), written.suburb.as_deref(), written.city.as_deref()];
        if state.is_none() && zip.is_none() && lines.iter().all(Option::is_none) {
            return Err(Violation::new("incomplete", Sentence::AddressWithoutLines).of_whole());
        }
        Ok(PostalAddress {
            text: None,
            country: Some(country.code.to_owned()),
            state,
            street: written.street.into(),
            number: written.number.into(),
            interior_number: written.interior_number.into(),
            zip,
            suburb: written.suburb.into(),
            city: written.city.into(),
            latitude: written.latitude.0,
            longitude: written.longitude.0,
        })
    }
}

impl AddressAsWritten {
    /// Whether the address has anything beside its text.
    fn has_parts(&self) -> bool {
        let parts = [
            self.country.as_ref().map(Text::as_str),
            self.state.as_deref(),
            self.street.as_deref(),
            self.number.as_deref(),
            self.interior_number.as_deref(),
            self.zip.as_deref(),
            self.suburb.as_deref(),
            self.city.as_deref(),
            self.latitude.0.as_deref(),
            self.longitude.0.as_deref(),
        ];
        parts.iter().any(Option::is_some)
    }
}

/// The characters of an address that is one text.
const LONGEST_TEXT: usize = 1000;

/// A postal address in a call of a method that also takes a plain text for it. An empty text is no address.
#[derive(Debug, Clone)]
pub struct AddressOrText(Option<PostalAddress>);

impl From<AddressOrText> for Option<PostalAddress> {
    fn from(AddressOrText(address): AddressOrText) -> Self {
        address
    }
}

impl<'de> Deserialize<'de> for AddressOrText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(AddressOrText(attempt(deserializer, TextOrParts)?.flatten()))
    }
}

struct TextOrParts;

impl<'de> DeserializeSeed<'de> for TextOrParts {
    type Value = Option<PostalAddress>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_newtype_struct(TEXT_OR_OTHER, self)
    }
}

impl<'de> Visitor<'de> for TextOrParts {
    type Value = Option<PostalAddress>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str("an address")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
        let text = OptionalText::<LONGEST_TEXT>::read(Written::Text(text)).map_err(Violation::into_error)?;
        Ok(text.as_deref().map(|text| PostalAddress { text: Some(text.to_owned()), ..PostalAddress::default() }))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        PostalAddress::deserialize(deserializer).map(Some)
    }
}

impl JsonSchema for AddressOrText {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "AddressOrText".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let parts = generator.subschema_for::<PostalAddress>();
        json_schema!({ "anyOf": [parts, { "type": "string", "maxLength": LONGEST_TEXT }] })
    }
}

fn unknown_state(country: &Country, text: &str, perhaps: &[&State]) -> Violation {
    let likeliest = perhaps.first();
    let sentence = Sentence::StateUnknown {
        state: text.into(),
        country: country.code,
        meant: likeliest.map(|state| state.code.to_owned()),
        name_of_meant: likeliest.map(|state| state.name),
    };
    Violation::new("unknown_state", sentence).at("state")
}

fn ambiguous_state(country: &Country, text: &str, states: &[&State]) -> Violation {
    let states = states.iter().map(|state| CodeOf { code: state.code, name: state.name }).collect();
    let sentence = Sentence::StateAmbiguous { state: text.into(), country: country.code, country_name: country.name, states };
    Violation::new("ambiguous_state", sentence).at("state")
}

/// An optional coordinate; its digits are kept as they were sent.
#[derive(Debug, Clone, Default, PartialEq)]
struct Degrees<const GREATEST: u16>(Option<String>);

impl<const GREATEST: u16> Leaf for Degrees<GREATEST> {
    const WHAT: Expected = Expected::Degrees;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        /// The length of a double of this size, written out in full.
        const LONGEST: usize = 100;
        let wrong = |rule| Violation::new(rule, Sentence::TakesDegrees { greatest: GREATEST });
        let characters = written.characters().ok_or_else(|| wrong("wrong_type"))?;
        if characters.is_empty() {
            return Ok(Degrees(None));
        }
        let plain = characters.len() <= LONGEST && characters.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
        match characters.parse::<f64>() {
            // The float only shows whether the place exists. The text itself is kept.
            Ok(degrees) if plain && degrees.abs() <= f64::from(GREATEST) => Ok(Degrees(Some(characters.to_owned()))),
            _ => Err(wrong("out_of_range")),
        }
    }

    fn placeholder() -> Self {
        Degrees(None)
    }
}

impl<'de, const GREATEST: u16> Deserialize<'de> for Degrees<GREATEST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize_optional(deserializer)
    }
}

impl<const GREATEST: u16> JsonSchema for Degrees<GREATEST> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Degrees".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "number", "null"], "maximum": GREATEST, "minimum": -i32::from(GREATEST) })
    }
}

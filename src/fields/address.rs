//! Postal addresses. A country and its state are checked against ISO 3166 as they are read.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use super::attempt::checked;
use super::country::{Country, Meant, State, country, meant, states};
use super::leaf::{self, Leaf, Violation, Written};
use super::text::{OptionalText, Text};
use crate::sentences::{CodeOf, Expected, Sentence};

/// A postal address.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(try_from = "AddressAsWritten", rename = "Address")]
pub struct PostalAddress {
    /// The country, ISO 3166-1 alpha-2, as `Profiles.GetCountries` lists it: `MX`.
    pub country: String,
    /// The state, ISO 3166-2 without the country, as `Profiles.GetStates` lists it: `JAL`. Null where the country has none.
    pub state: Option<String>,
    pub street: String,
    /// The number of the house.
    pub number: String,
    /// The number of the flat or office, if there is one.
    pub interior_number: Option<String>,
    pub zip: String,
    /// The suburb, if there is one.
    pub suburb: Option<String>,
    pub city: String,
    /// Degrees north, -90 to 90, as a text with its own digits.
    pub latitude: Option<String>,
    /// Degrees east, -180 to 180, as a text with its own digits.
    pub longitude: Option<String>,
}

impl PostalAddress {
    /// The address as it is kept: JSON, as the wire shows it.
    pub fn as_kept(&self) -> crate::error::Result<String> {
        Ok(serde_json::to_string(self)?)
    }

    /// For the checks that go on where an address was found wrong. Never stored.
    fn placeholder() -> Self {
        PostalAddress {
            country: String::new(),
            state: None,
            street: String::new(),
            number: String::new(),
            interior_number: None,
            zip: String::new(),
            suburb: None,
            city: String::new(),
            latitude: None,
            longitude: None,
        }
    }
}

impl<'de> Deserialize<'de> for PostalAddress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(checked::<AddressAsWritten, _, _>(deserializer, PostalAddress::try_from)?.unwrap_or_else(PostalAddress::placeholder))
    }
}

/// An address as callers write it.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "AddressParameters")]
pub struct AddressAsWritten {
    /// The country, ISO 3166-1 alpha-2, as `Profiles.GetCountries` lists it: `MX`.
    country: Text<100>,
    /// The state, ISO 3166-2, as `Profiles.GetStates` lists it: its code (`JAL`, or `MX-JAL`), or its name, with or without
    /// accents (`Jalisco`). May be left out where the country has none.
    #[serde(default)]
    state: OptionalText<100>,
    street: Text<200>,
    /// The number of the house.
    number: Text<50>,
    /// The number of the flat or office, if there is one.
    #[serde(default)]
    interior_number: OptionalText<50>,
    zip: Text<20>,
    /// The suburb, if there is one.
    #[serde(default)]
    suburb: OptionalText<200>,
    city: Text<200>,
    /// Degrees north, -90 to 90.
    #[serde(default)]
    latitude: Degrees<90>,
    /// Degrees east, -180 to 180.
    #[serde(default)]
    longitude: Degrees<180>,
}

impl TryFrom<AddressAsWritten> for PostalAddress {
    type Error = Violation;

    fn try_from(written: AddressAsWritten) -> Result<Self, Violation> {
        let Some(country) = country(written.country.as_str()) else {
            let sentence = Sentence::CountryUnknown { country: written.country.as_str().into() };
            return Err(Violation::new("unknown_country", sentence).at("country"));
        };
        let state = match written.state.as_deref() {
            Some(text) => match meant(country, text) {
                Meant::One(state) => Some(state.code.to_owned()),
                Meant::Several(states) => return Err(ambiguous_state(country, text, &states)),
                Meant::Perhaps(states) => return Err(unknown_state(country, text, &states)),
            },
            None if states(country).is_empty() => None,
            None => {
                let sentence = Sentence::StateMissing { country: country.code, country_name: country.name };
                return Err(Violation::new("required", sentence).at("state"));
            }
        };
        Ok(PostalAddress {
            country: country.code.to_owned(),
            state,
            street: written.street.into(),
            number: written.number.into(),
            interior_number: written.interior_number.into(),
            zip: written.zip.into(),
            suburb: written.suburb.into(),
            city: written.city.into(),
            latitude: written.latitude.0,
            longitude: written.longitude.0,
        })
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

/// A coordinate, if there is one: its digits are kept as they came.
#[derive(Debug, Clone, Default, PartialEq)]
struct Degrees<const GREATEST: u16>(Option<String>);

impl<const GREATEST: u16> Leaf for Degrees<GREATEST> {
    const WHAT: Expected = Expected::Degrees;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        /// What a double's digits are at this size, written out.
        const LONGEST: usize = 100;
        let wrong = |rule| Violation::new(rule, Sentence::TakesDegrees { greatest: GREATEST });
        let characters = written.characters().ok_or_else(|| wrong("wrong_type"))?;
        if characters.is_empty() {
            return Ok(Degrees(None));
        }
        let plain = characters.len() <= LONGEST && characters.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
        match characters.parse::<f64>() {
            // The float only tells whether the place exists; it is not what is kept.
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

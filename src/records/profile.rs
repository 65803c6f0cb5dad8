//! The profile: the tenant that records belong to, not itself a record within one.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use crate::db::schema::profiles;
use crate::fields::{Entity, FeedbackTheme, HealthWeights, Instant, Named, SegmentCuts, TimeZone, Verbatim};
use crate::sentences::Language;

/// A profile: the data of one business, closed to all others.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Serialize, JsonSchema)]
#[diesel(table_name = profiles)]
#[diesel(treat_none_as_null = true)]
pub struct Profile {
    pub id: i64,
    pub name: String,
    /// The profile's name in web addresses, unique among all profiles of the service.
    pub slug: String,
    /// The time zone of the business, by its name in the IANA database, such as `America/Mexico_City`. Days begin and end there.
    pub time_zone: TimeZone,
    /// The currency of the business, an entry of `Profiles.GetCurrencies`; null if none was chosen.
    pub currency_id: Option<i64>,
    /// The company that stands for the business itself: the sender of its quotations and orders. Null if none was chosen.
    pub company_id: Option<i64>,
    /// The language of the business: of its pages, and of mails to people who have chosen none. Null is the service's default.
    #[schemars(with = "Option<Language>")]
    pub language: Option<String>,
    /// Whether the profile has a public directory: anybody sees its public records by the methods of `Directory`.
    pub directory: bool,
    /// The weights of the parts of a customer's health, which are 100 together.
    #[serde(serialize_with = "verbatim")]
    #[schemars(with = "HealthWeights")]
    pub health_weights: String,
    /// The cut points by which customers are scored while there are fewer than 25 with orders.
    #[serde(serialize_with = "verbatim")]
    #[schemars(with = "SegmentCuts")]
    pub segment_cuts: String,
    /// The themes that are looked for in the comments of customers, each with its words.
    #[serde(serialize_with = "verbatim")]
    #[schemars(with = "Vec<FeedbackTheme>")]
    pub feedback_themes: String,
    pub version: i64,
    pub created_at: Instant,
    pub updated_at: Instant,
}

/// Writes JSON as it is kept.
fn verbatim<S: Serializer>(kept: &str, serializer: S) -> Result<S::Ok, S::Error> {
    Verbatim(Some(kept)).serialize(serializer)
}

impl Named for Profile {
    const ENTITY: Entity = Entity("profile");
    const HAS_EXTERNAL_IDS: bool = false;
}

/// A profile that is to be founded. Its currency comes later: the catalogs are founded with it.
#[derive(Debug, Clone)]
pub struct NewProfile {
    pub name: String,
    /// The name in web addresses; none to have it made from the name.
    pub slug: Option<String>,
    pub time_zone: TimeZone,
    pub language: Option<Language>,
    pub directory: bool,
}

impl NewProfile {
    /// A profile that has nothing of its own but its name.
    pub fn named(name: impl Into<String>) -> Self {
        NewProfile { name: name.into(), slug: None, time_zone: TimeZone::UTC, language: None, directory: false }
    }
}

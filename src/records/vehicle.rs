//! The vehicle: a kind of record for the tests alone, behind the feature `vehicles`. It stands for the next kind, and shows that
//! a kind is its six places and nothing else. Tests hold all that follows from a row to this kind, too.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::schema::vehicles;
use crate::db::stored::{Facet, KeptInputs, MentionColumns, Record, Recorded, Reference, UniqueKey, from_view, stored};
use crate::error::Result;
use crate::fields::external_ids::none_viewed;
use crate::fields::folding::fold;
use crate::fields::viewed::viewed;
use crate::fields::{Author, Entity, Instant, Named, Verbatim};
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::shown_inputs::ShownInputs;

/// A vehicle.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = vehicles, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Vehicle {
    pub company_id: i64,
    pub contact_id: Option<i64>,
    pub plate: String,
    pub name: String,
    /// JSON, as the wire shows it.
    #[serde(deserialize_with = "viewed")]
    pub inputs: String,
    /// JSON, as the wire shows it.
    #[serde(default = "none_viewed", deserialize_with = "viewed")]
    pub external_ids: String,
}

pub const BY_COMPANY: Facet = Facet("vehicles.company_id");

stored!(Vehicle, vehicles, searched in search_text);

impl Named for Vehicle {
    const ENTITY: Entity = Entity("vehicle");
    const HAS_EXTERNAL_IDS: bool = true;
}

impl Record for Vehicle {
    const ALL: Facet = Facet("vehicles");
    const MENTION: MentionColumns = MentionColumns { within: "company_id", name: "plate", ..MentionColumns::NOTHING };
    const REFERENCES: &'static [Reference] =
        &[Reference::to::<Company>("company_id"), Reference::to::<Contact>("contact_id").within("company_id")];
    const EXTERNAL_IDS: Option<fn(&Self) -> &str> = Some(|vehicle| &vehicle.external_ids);
    const INPUTS: Option<KeptInputs<Self>> = Some(KeptInputs { kept: |vehicle| &vehicle.inputs, changed: |vehicle| &mut vehicle.inputs });

    type With = With;
    type View<'a> = VehicleView<'a>;

    fn view<'a>(kept: &'a Recorded<Self>, with: &'a With) -> VehicleView<'a> {
        VehicleView::new(kept, with)
    }

    fn whole() -> With {
        With { inputs: ShownInputs::AsKept }
    }

    fn facets(&self) -> Vec<(Facet, i64)> {
        vec![(BY_COMPANY, self.company_id)]
    }

    fn search_text(&self) -> Option<String> {
        Some(fold(&format!("{}\n{}", self.plate, self.name)))
    }

    fn keys(&self) -> Vec<UniqueKey<'_>> {
        vec![UniqueKey::of_profile("plate", &self.plate)]
    }

    const REVIVE: Option<fn(&str) -> Result<Self>> = Some(from_view);
}

/// The parts of a vehicle that are shown beside its own fields.
#[derive(Debug, Default)]
pub struct With {
    pub inputs: ShownInputs,
}

/// A vehicle.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Vehicle")]
pub struct VehicleView<'a> {
    id: i64,
    /// The company that has the vehicle.
    company_id: i64,
    /// The driver: a contact of this company.
    contact_id: Option<i64>,
    /// The licence plate, unique in the profile.
    plate: &'a str,
    name: &'a str,
    /// The values of custom fields, by slug. Left out of lists without `with_inputs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<std::collections::BTreeMap<String, serde_json::Value>>")]
    inputs: Option<Verbatim<'a>>,
    /// The record's external IDs, by the name of the other system: `{"sap": "000123"}`.
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    external_ids: Verbatim<'a>,
    /// The user or application token that made the record; null if the service itself did.
    created_by: Option<Author>,
    /// The record's version: 1 when created, one more with each change.
    version: i64,
    created_at: Instant,
    updated_at: Instant,
}

impl<'a> VehicleView<'a> {
    fn new(kept: &'a Recorded<Vehicle>, with: &'a With) -> Self {
        VehicleView {
            id: kept.id,
            company_id: kept.company_id,
            contact_id: kept.contact_id,
            plate: &kept.plate,
            name: &kept.name,
            inputs: with.inputs.view(kept.id, &kept.inputs),
            external_ids: Verbatim(Some(&kept.external_ids)),
            created_by: kept.created_by,
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
        }
    }
}

//! `Vehicles.GetVehicle`: one vehicle, by its id or its plate.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::look_ups::LookUp;
use crate::db::reads::Weight;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::SearchValue;
use crate::modules::lookup::{Sought, by_id, by_text, sought};
use crate::modules::one::One;
use crate::records::vehicle::Vehicle;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Finds a vehicle, with its inputs.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The field to search by: the vehicle's `id` or its `plate`.
    search_by: SearchBy,
    /// The id or the plate.
    search_value: SearchValue,
}

#[derive(Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum SearchBy {
    Id,
    Plate,
}

pub struct GetVehicle;

impl Method for GetVehicle {
    type Scope = Reader;
    type Parameters = Parameters;
    type Found = Sought;
    type Response = One<Vehicle>;

    const SUMMARY_IN_SPANISH: &'static str = "Busca un vehículo, con sus campos adicionales.";

    fn name(&self) -> &'static str {
        "GetVehicle"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn check(&self, _: &mut Reader, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Sought>> {
        Ok(sought(parameters.search_by == SearchBy::Id, &parameters.search_value, problems))
    }

    fn call(&self, reader: &mut Reader, _: Parameters, sought: Sought) -> Result<One<Vehicle>> {
        let vehicle = match sought {
            Sought::Id(id) => by_id(reader, &id)?,
            Sought::Text(plate) => by_text(reader, reader.rows::<Vehicle>(), &LookUp::key("plate"), &plate, Sentence::AdviceSearchById)?,
        };
        Ok(One::whole(vehicle))
    }
}

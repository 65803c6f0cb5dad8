//! `Vehicles.DeleteVehicle`: deletes a vehicle.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::scope::Editor;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::Id;
use crate::modules::one::One;
use crate::records::vehicle::Vehicle;
use crate::rpc::method::PlainMethod;

/// Deletes a vehicle and returns its last state.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The vehicle's id.
    vehicle_id: Id<Vehicle>,
}

pub struct DeleteVehicle;

impl PlainMethod for DeleteVehicle {
    type Scope = Editor;
    type Parameters = Parameters;
    type Response = One<Vehicle>;

    const SUMMARY_IN_SPANISH: &'static str = "Elimina un vehículo y lo devuelve tal como estaba.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Vehicle>(parameters.vehicle_id));

    fn name(&self) -> &'static str {
        "DeleteVehicle"
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters) -> Result<One<Vehicle>> {
        let vehicle = editor.get::<Vehicle>(parameters.vehicle_id.get())?;
        editor.delete(&vehicle)?;
        Ok(One::whole(vehicle))
    }
}

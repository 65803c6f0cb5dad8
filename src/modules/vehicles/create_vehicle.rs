//! `Vehicles.CreateVehicle`: a new vehicle.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::scope::Editor;
use crate::error::Result;
use crate::fields::{ExternalIds, Id, Key, Named, Text};
use crate::modules::inputs::Inputs;
use crate::modules::one::One;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::vehicle::Vehicle;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Creates a vehicle.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The company that has the vehicle.
    company_id: Id<Company>,
    /// The driver: a contact of this company.
    #[serde(default)]
    contact_id: Option<Id<Contact>>,
    /// The licence plate, unique in the profile.
    plate: Key<20>,
    name: Text<200>,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`; `Vehicles.GetInputs` lists the fields.
    #[serde(default)]
    inputs: Inputs,
    /// The record's external IDs: its ids in other systems, such as `{"sap": "000123"}`. Each is unique among records of its
    /// kind. Wherever an id is expected, an external ID may stand for it.
    #[serde(default)]
    external_ids: ExternalIds,
}

pub struct CreateVehicle;

impl Method for CreateVehicle {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Vehicle;
    type Response = One<Vehicle>;

    const SUMMARY_IN_SPANISH: &'static str = "Crea un vehículo.";

    fn name(&self) -> &'static str {
        "CreateVehicle"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Vehicle>> {
        let Parameters { company_id, contact_id, plate, name, inputs, external_ids } = parameters.clone();
        let vehicle = Vehicle {
            company_id: company_id.get(),
            contact_id: contact_id.map(Id::get),
            plate: plate.into(),
            name: name.into(),
            inputs: inputs.of_new(editor, Vehicle::ENTITY, problems)?,
            external_ids: external_ids.as_kept()?,
        };
        vehicle.check(editor, None, problems)?;
        Ok(Some(vehicle))
    }

    fn call(&self, editor: &mut Editor, _: Parameters, vehicle: Vehicle) -> Result<One<Vehicle>> {
        editor.insert(vehicle).map(One::whole)
    }
}

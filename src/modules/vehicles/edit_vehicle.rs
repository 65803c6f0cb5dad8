//! `Vehicles.EditVehicle`: changes a vehicle.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{Edit, ExternalIds, Id, Key, Named, Replace, Text};
use crate::modules::inputs::Inputs;
use crate::modules::one::One;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::vehicle::Vehicle;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Changes a vehicle. Parameters that are left out stay as they are; null clears a field that may be empty.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The vehicle's id.
    vehicle_id: Id<Vehicle>,
    /// The company that has the vehicle. The driver must belong to it, even if the driver stays the same.
    #[serde(default)]
    company_id: Replace<Id<Company>>,
    /// The driver: a contact of the company.
    #[serde(default)]
    contact_id: Edit<Id<Contact>>,
    /// The licence plate, unique in the profile.
    #[serde(default)]
    plate: Replace<Key<20>>,
    #[serde(default)]
    name: Replace<Text<200>>,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`. Fields left out keep their value; null removes it.
    #[serde(default)]
    inputs: Inputs,
    /// The record's external IDs, such as `{"sap": "000123"}`. External IDs that are left out stay; null removes one of them, or all.
    #[serde(default)]
    external_ids: ExternalIds,
}

pub struct EditVehicle;

/// The vehicle before and after the change.
pub struct Found {
    before: Recorded<Vehicle>,
    vehicle: Vehicle,
}

impl Method for EditVehicle {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found;
    type Response = One<Vehicle>;

    const SUMMARY_IN_SPANISH: &'static str =
        "Modifica un vehículo: lo que se omite queda como está y null borra lo que puede quedar vacío.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Vehicle>(parameters.vehicle_id));

    fn name(&self) -> &'static str {
        "EditVehicle"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        if problems.concern("vehicle_id") {
            return Ok(None);
        }
        let Parameters { vehicle_id, company_id, contact_id, plate, name, inputs, external_ids } = parameters.clone();
        let before = editor.get::<Vehicle>(vehicle_id.get())?;
        let mut vehicle = before.record.clone();
        company_id.apply(&mut vehicle.company_id);
        contact_id.apply(&mut vehicle.contact_id);
        plate.apply_key(&mut vehicle.plate);
        name.apply(&mut vehicle.name);
        vehicle.inputs = inputs.merged_into(&before.inputs, editor, Vehicle::ENTITY, problems)?;
        vehicle.external_ids = external_ids.merged_into(&before.external_ids)?;
        vehicle.check(editor, Some(&before), problems)?;
        Ok(Some(Found { before, vehicle }))
    }

    fn call(&self, editor: &mut Editor, _: Parameters, Found { before, vehicle }: Found) -> Result<One<Vehicle>> {
        editor.update(before, vehicle).map(One::whole)
    }
}

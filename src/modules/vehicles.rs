//! Vehicles: a kind of record for the tests alone, with a company and a driver. This file has what its methods share; the record
//! is [`crate::records::vehicle`].

mod create_vehicle;
mod delete_vehicle;
mod edit_vehicle;
mod get_vehicle;
mod get_vehicles;

use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::Named;
use crate::modules::inputs::list_inputs::ListInputs;
use crate::modules::list::Listing;
use crate::modules::reference::{check_of_company, referred};
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::vehicle::Vehicle;
use crate::rpc::problems::Problems;
use crate::rpc::registry::Registry;

pub fn register(registry: &mut Registry) {
    registry
        .module("Vehicles", "Vehicles: what the people of a company drive.", "Vehículos: los que conduce la gente de una empresa.")
        .method(Listing::of(get_vehicles::GetVehicles))
        .method(get_vehicle::GetVehicle)
        .method(create_vehicle::CreateVehicle)
        .method(edit_vehicle::EditVehicle)
        .method(delete_vehicle::DeleteVehicle)
        .method(Listing::of(ListInputs::of(Vehicle::ENTITY)));
}

impl Vehicle {
    /// Notes problems of the records that the vehicle names. Its driver must belong to its company, even if only the company
    /// changes.
    fn check(&self, reader: &mut Reader, before: Option<&Vehicle>, problems: &mut Problems) -> Result<()> {
        let moved = before.is_none_or(|before| before.company_id != self.company_id);
        if moved {
            referred::<Company>(reader, "company_id", self.company_id, problems)?;
        }
        let is_new = |id: &i64| moved || before.and_then(|before| before.contact_id) != Some(*id);
        match self.contact_id.filter(is_new) {
            Some(id) => check_of_company::<Contact>(reader, "contact_id", id, self.company_id, problems),
            None => Ok(()),
        }
    }
}

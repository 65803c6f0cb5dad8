//! `Vehicles.GetVehicles`: a page of the profile's vehicles.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::rows::Rows;
use crate::db::schema::vehicles;
use crate::db::scope::Reader;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::{Ids, OptionalText};
use crate::modules::inputs::shown_inputs;
use crate::modules::list::{Counter, List};
use crate::modules::reference::check_referred;
use crate::modules::withheld::Withheld;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::vehicle::{BY_COMPANY, Vehicle, With};
use crate::rpc::problems::Problems;

/// Lists the vehicles of a profile, page by page.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    /// Only vehicles of this company, or of any of several.
    #[serde(default)]
    company_id: Ids<Company>,
    /// Only vehicles that this contact drives, or any of several.
    #[serde(default)]
    contact_id: Ids<Contact>,
    /// Only vehicles with this text in their plates or names, ignoring case and accents.
    #[serde(default)]
    query: OptionalText<200>,
    /// Whether to list the values of custom fields, too.
    #[serde(default)]
    with_inputs: bool,
}

pub struct GetVehicles;

impl List for GetVehicles {
    type Record = Vehicle;
    type Filters = Filters;

    const SUMMARY_IN_SPANISH: &'static str = "Lista los vehículos de un perfil, página por página.";
    const NAME: &'static str = "GetVehicles";
    const PLURAL: &'static str = "vehicles";
    const NULLABLE: &'static [&'static str] = &["contact_id"];
    const COUNTED: &'static [Counter<Filters>] = &[(BY_COMPANY, |filters| filters.company_id.take())];

    fn check(reader: &mut Reader, filters: &Filters, problems: &mut Problems) -> Result<()> {
        check_referred::<Company>(reader, "company_id", &filters.company_id, problems)?;
        check_referred::<Contact>(reader, "contact_id", &filters.contact_id, problems)
    }

    fn rows(reader: &Reader, filters: &Filters) -> Rows<Vehicle> {
        reader
            .rows::<Vehicle>()
            .among(vehicles::company_id, filters.company_id.given())
            .among(vehicles::contact_id, filters.contact_id.given())
    }

    fn query(filters: &Filters) -> Option<&str> {
        filters.query.as_deref()
    }

    fn narrowing(filters: Filters) -> Filters {
        Filters { query: OptionalText::default(), with_inputs: false, ..filters }
    }

    fn with(reader: &mut Reader, filters: &Filters, rows: &[Recorded<Vehicle>], withheld: &mut Withheld) -> Result<With> {
        Ok(With { inputs: shown_inputs(reader, filters.with_inputs, rows, withheld)? })
    }
}

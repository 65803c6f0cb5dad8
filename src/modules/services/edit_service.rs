//! `Services.EditService`: changes a service.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::scope::Editor;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{Edit, Id, OptionalText};
use crate::modules::items::changed_item::{ChangedItem, Found, OwnOfChanged};
use crate::modules::items::in_two::{InTwo, OwnParameters};
use crate::modules::one::One;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::service::Service;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Changes a service. Parameters that are left out stay as they are; null clears a field that may be empty.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Own {
    /// The service's id.
    service_id: Id<Service>,
    /// An entry of `Services.GetCategories`. It can't change without the subcategory, if the service has one.
    #[schemars(extend("x-aliases" = ["servcategory_id"]))]
    #[serde(default)]
    service_category_id: Edit<Id<CatalogEntry>>,
    /// An entry of `Services.GetSubcategories` that is a part of the category. A service without a category takes the
    /// subcategory's category.
    #[schemars(extend("x-aliases" = ["serv_subcategory_id"]))]
    #[serde(default)]
    service_subcategory_id: Edit<Id<CatalogEntry>>,
    /// The brand under which the service is offered.
    #[serde(default)]
    brand: Edit<OptionalText<200>>,
}

impl OwnParameters for Own {
    const NAMES: &'static [&'static str] = &["service_id", "service_category_id", "service_subcategory_id", "brand"];
}

impl OwnOfChanged for Own {
    type Kind = Service;

    const ID: &'static str = "service_id";

    fn id(&self) -> Id<Service> {
        self.service_id
    }

    fn says_category(&self) -> bool {
        self.service_category_id.is_said()
    }

    fn apply(self, service: &mut Service) {
        self.service_category_id.apply(&mut service.own.service_category_id);
        self.service_subcategory_id.apply(&mut service.own.service_subcategory_id);
        self.brand.apply(&mut service.own.brand);
    }
}

pub type Parameters = InTwo<ChangedItem, Own>;

pub struct EditService;

impl Method for EditService {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found<Service>;
    type Response = One<Service>;

    const SUMMARY_IN_SPANISH: &'static str =
        "Modifica un servicio: lo que se omite queda como está y null borra lo que puede quedar vacío.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(Parameters::named);

    fn name(&self) -> &'static str {
        "EditService"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found<Service>>> {
        parameters.check(editor, problems)
    }

    fn call(&self, editor: &mut Editor, _: Parameters, found: Found<Service>) -> Result<One<Service>> {
        found.change(editor)
    }
}

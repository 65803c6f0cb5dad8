//! `Services.CreateService`: a new service.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::scope::Editor;
use crate::error::Result;
use crate::fields::{Id, OptionalText};
use crate::modules::items::in_two::{InTwo, OwnParameters};
use crate::modules::items::new_item::{NewItem, OwnOfNew};
use crate::modules::one::One;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::item::Item;
use crate::records::service::{self, Service};
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Creates a service.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Own {
    /// An entry of `Services.GetCategories`. Default: the subcategory's category.
    #[schemars(extend("x-aliases" = ["servcategory_id"]))]
    #[serde(default)]
    service_category_id: Option<Id<CatalogEntry>>,
    /// An entry of `Services.GetSubcategories` that is a part of the category.
    #[schemars(extend("x-aliases" = ["serv_subcategory_id"]))]
    #[serde(default)]
    service_subcategory_id: Option<Id<CatalogEntry>>,
    /// The brand under which the service is offered.
    #[serde(default)]
    brand: OptionalText<200>,
}

impl OwnParameters for Own {
    const NAMES: &'static [&'static str] = &["service_category_id", "service_subcategory_id", "brand"];
}

impl OwnOfNew for Own {
    type Kind = Service;

    fn completed(self, item: Item) -> Service {
        let own = service::Own {
            service_category_id: self.service_category_id.map(Id::get),
            service_subcategory_id: self.service_subcategory_id.map(Id::get),
            brand: self.brand.into(),
        };
        Service { item, own }
    }
}

pub struct CreateService;

impl Method for CreateService {
    type Scope = Editor;
    type Parameters = InTwo<NewItem, Own>;
    /// The service, still without a made-up slug.
    type Found = Service;
    type Response = One<Service>;

    const SUMMARY_IN_SPANISH: &'static str = "Crea un servicio.";

    fn name(&self) -> &'static str {
        "CreateService"
    }

    fn check(&self, editor: &mut Editor, parameters: &InTwo<NewItem, Own>, problems: &mut Problems) -> Result<Option<Service>> {
        parameters.check(editor, problems)
    }

    fn call(&self, editor: &mut Editor, parameters: InTwo<NewItem, Own>, service: Service) -> Result<One<Service>> {
        parameters.create(editor, service)
    }
}

//! Services: the work that the business sells. Its methods share with those of products what is in [`crate::modules::items`]; the
//! record is [`crate::records::service`].

mod create_service;
mod delete_service;
mod edit_service;
mod get_service;
pub mod get_services;

use diesel::prelude::*;

use crate::db::rows::Rows;
use crate::db::schema::products;
use crate::fields::Named;
use crate::modules::inputs::list_inputs::ListInputs;
use crate::modules::items::{EntryColumn, KindOfItem};
use crate::modules::list::Listing;
use crate::records::catalog;
use crate::records::service::Service;
use crate::rpc::registry::Registry;

pub fn register(registry: &mut Registry) {
    registry
        .module("Services", "Services: the work that the business sells.", "Servicios: los trabajos que vende el negocio.")
        .later()
        .method(Listing::of(get_services::GetServices))
        .method(get_service::GetService)
        .method(create_service::CreateService)
        .method(edit_service::EditService)
        .method(delete_service::DeleteService)
        .method(Listing::of(ListInputs::of(Service::ENTITY)));
}

impl KindOfItem for Service {
    const CATEGORY: EntryColumn<Service> = ("service_category_id", catalog::SERVICE_CATEGORIES, |service| service.own.service_category_id);
    const SUBCATEGORY: EntryColumn<Service> =
        ("service_subcategory_id", catalog::SERVICE_SUBCATEGORIES, |service| service.own.service_subcategory_id);

    fn category(&mut self) -> &mut Option<i64> {
        &mut self.own.service_category_id
    }

    fn with_slug(rows: Rows<Service>, slug: String) -> Rows<Service> {
        rows.filter(products::slug.eq(slug))
    }
}

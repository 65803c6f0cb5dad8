//! Products: the goods that the business sells. Its methods share with those of services what is in [`crate::modules::items`]; the
//! record is [`crate::records::product`].

mod create_product;
mod delete_product;
mod edit_product;
mod get_product;
pub mod get_products;
mod patch_product;

use diesel::prelude::*;

use crate::db::rows::Rows;
use crate::db::schema::products;
use crate::fields::Named;
use crate::modules::inputs::list_inputs::ListInputs;
use crate::modules::items::{EntryColumn, KindOfItem};
use crate::modules::list::Listing;
use crate::records::catalog;
use crate::records::product::Product;
use crate::rpc::registry::Registry;

pub fn register(registry: &mut Registry) {
    registry
        .module("Products", "Products: what the business sells.", "Productos: lo que vende el negocio.")
        .method(Listing::of(get_products::GetProducts))
        .method(get_product::GetProduct)
        .method(create_product::CreateProduct)
        .method(edit_product::EditProduct)
        .method(patch_product::PatchProduct)
        .method(delete_product::DeleteProduct)
        .method(Listing::of(ListInputs::of(Product::ENTITY)));
}

impl KindOfItem for Product {
    const CATEGORY: EntryColumn<Product> = ("product_category_id", catalog::PRODUCT_CATEGORIES, |product| product.own.product_category_id);
    const SUBCATEGORY: EntryColumn<Product> =
        ("product_subcategory_id", catalog::PRODUCT_SUBCATEGORIES, |product| product.own.product_subcategory_id);

    fn category(&mut self) -> &mut Option<i64> {
        &mut self.own.product_category_id
    }

    fn with_slug(rows: Rows<Product>, slug: String) -> Rows<Product> {
        rows.filter(products::slug.eq(slug))
    }
}

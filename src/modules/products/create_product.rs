//! `Products.CreateProduct`: a new product.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::scope::Editor;
use crate::error::Result;
use crate::fields::Id;
use crate::modules::items::in_two::{InTwo, OwnParameters};
use crate::modules::items::new_item::{NewItem, OwnOfNew};
use crate::modules::one::One;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::item::Item;
use crate::records::product::{self, Product};
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Creates a product.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Own {
    /// An entry of `Products.GetCategories`. Default: the subcategory's category.
    #[schemars(extend("x-aliases" = ["procat_id"]))]
    #[serde(default)]
    product_category_id: Option<Id<CatalogEntry>>,
    /// An entry of `Products.GetSubcategories` that is a part of the category.
    #[schemars(extend("x-aliases" = ["prosubcat_id"]))]
    #[serde(default)]
    product_subcategory_id: Option<Id<CatalogEntry>>,
}

impl OwnParameters for Own {
    const NAMES: &'static [&'static str] = &["product_category_id", "product_subcategory_id"];
}

impl OwnOfNew for Own {
    type Kind = Product;

    fn completed(self, item: Item) -> Product {
        let own = product::Own {
            product_category_id: self.product_category_id.map(Id::get),
            product_subcategory_id: self.product_subcategory_id.map(Id::get),
        };
        Product { item, own }
    }
}

pub struct CreateProduct;

impl Method for CreateProduct {
    type Scope = Editor;
    type Parameters = InTwo<NewItem, Own>;
    /// The product, still without a made-up slug.
    type Found = Product;
    type Response = One<Product>;

    const SUMMARY_IN_SPANISH: &'static str = "Crea un producto.";

    fn name(&self) -> &'static str {
        "CreateProduct"
    }

    fn check(&self, editor: &mut Editor, parameters: &InTwo<NewItem, Own>, problems: &mut Problems) -> Result<Option<Product>> {
        parameters.check(editor, problems)
    }

    fn call(&self, editor: &mut Editor, parameters: InTwo<NewItem, Own>, product: Product) -> Result<One<Product>> {
        parameters.create(editor, product)
    }
}

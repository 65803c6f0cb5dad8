//! `Products.PatchProduct`: changes some fields of a product.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::scope::Editor;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{Edit, Id};
use crate::modules::items::changed_item::{ChangedItem, Found, OwnOfChanged};
use crate::modules::items::in_two::{InTwo, OwnParameters};
use crate::modules::one::One;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::product::Product;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Changes some fields of a product. Parameters that are left out stay as they are; null clears a field that may be empty.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Own {
    /// The product's id.
    product_id: Id<Product>,
    /// An entry of `Products.GetCategories`. It can't change without the subcategory, if the product has one.
    #[schemars(extend("x-aliases" = ["procat_id"]))]
    #[serde(default)]
    product_category_id: Edit<Id<CatalogEntry>>,
    /// An entry of `Products.GetSubcategories` that is a part of the category. A product without a category takes the
    /// subcategory's category.
    #[schemars(extend("x-aliases" = ["prosubcat_id"]))]
    #[serde(default)]
    product_subcategory_id: Edit<Id<CatalogEntry>>,
}

impl OwnParameters for Own {
    const NAMES: &'static [&'static str] = &["product_id", "product_category_id", "product_subcategory_id"];
}

impl OwnOfChanged for Own {
    type Kind = Product;

    const ID: &'static str = "product_id";

    fn id(&self) -> Id<Product> {
        self.product_id
    }

    fn says_category(&self) -> bool {
        self.product_category_id.is_said()
    }

    fn apply(self, product: &mut Product) {
        self.product_category_id.apply(&mut product.own.product_category_id);
        self.product_subcategory_id.apply(&mut product.own.product_subcategory_id);
    }
}

pub type Parameters = InTwo<ChangedItem, Own>;

pub struct PatchProduct;

impl Method for PatchProduct {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found<Product>;
    type Response = One<Product>;

    const SUMMARY_IN_SPANISH: &'static str =
        "Modifica lo que se indica de un producto: lo que se omite queda como está y null borra lo que puede quedar vacío.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(Parameters::named);

    fn name(&self) -> &'static str {
        "PatchProduct"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found<Product>>> {
        parameters.check(editor, problems)
    }

    fn call(&self, editor: &mut Editor, _: Parameters, found: Found<Product>) -> Result<One<Product>> {
        found.change(editor)
    }
}

//! The product: goods that the business sells.

use std::ops::{Deref, DerefMut};

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::look_ups::LookUp;
use crate::db::schema::products;
use crate::db::scope::Reader;
use crate::db::stored::{Facet, KeptInputs, Links, MentionColumns, Ownership, Record, Recorded, Reference, UniqueKey, stored};
use crate::error::Result;
use crate::fields::{Entity, Named};
use crate::records::catalog;
use crate::records::company::Company;
use crate::records::file::File;
use crate::records::item::{self, Item, ItemView, With};

/// A product.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = products, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Product {
    #[diesel(embed)]
    pub item: Item,
    #[diesel(embed)]
    pub own: Own,
}

/// The columns that only a product has.
#[derive(Debug, Clone, Default, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = products, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Own {
    pub product_category_id: Option<i64>,
    pub product_subcategory_id: Option<i64>,
}

pub const BY_USER: Facet = Facet("products.user_id");

stored!(Product, products, searched in search_text, among kind = "product");

impl Named for Product {
    const ENTITY: Entity = Entity("product");
    const HAS_EXTERNAL_IDS: bool = true;
    const HAS_SLUG: bool = true;
}

impl Deref for Product {
    type Target = Item;

    fn deref(&self) -> &Item {
        &self.item
    }
}

impl DerefMut for Product {
    fn deref_mut(&mut self) -> &mut Item {
        &mut self.item
    }
}

impl Record for Product {
    const ALL: Facet = Facet("products");
    const MENTION: MentionColumns = MentionColumns { name: "name", retired: "retired", ..MentionColumns::NOTHING };
    const OWNERSHIP: Ownership = Ownership::Optional;
    const REFERENCES: &'static [Reference] = &[
        Reference::to::<Company>("company_id"),
        Reference::to_entry("profile_currency_type_id", catalog::CURRENCIES),
        Reference::to_entry("product_discount_id", catalog::PRODUCT_DISCOUNTS),
        Reference::to_entry("product_validity_id", catalog::PRODUCT_VALIDITIES),
        Reference::to_entry("product_measury_id", catalog::PRODUCT_MEASURES),
        Reference::to_entry("product_category_id", catalog::PRODUCT_CATEGORIES),
        Reference::to_entry("product_subcategory_id", catalog::PRODUCT_SUBCATEGORIES),
        Reference::to::<File>("picture_id"),
    ];
    const EXTERNAL_IDS: Option<fn(&Self) -> &str> = Some(|product| &product.external_ids);
    const INPUTS: Option<KeptInputs<Self>> = Some(KeptInputs { kept: |product| &product.inputs, changed: |product| &mut product.inputs });

    type With = With;
    type View<'a> = ProductView<'a>;

    fn long_texts(&self) -> usize {
        self.description.as_ref().map_or(0, String::len)
    }

    fn view<'a>(kept: &'a Recorded<Self>, with: &'a With) -> ProductView<'a> {
        ProductView::new(kept, with)
    }

    fn whole() -> With {
        With::whole()
    }

    fn shown(reader: &Reader) -> With {
        With::shown(reader)
    }

    fn facets(&self) -> Vec<(Facet, i64)> {
        self.user_id.map(|user_id| (BY_USER, user_id)).into_iter().collect()
    }

    fn keys(&self) -> Vec<UniqueKey<'_>> {
        self.item.keys()
    }

    const LOOKED_UP: &'static [LookUp] = &[LookUp::key("sku"), LookUp::key("slug")];

    fn search_text(&self) -> Option<String> {
        Some(self.item.searched(None))
    }

    const LINKS: &'static [Links] = &[item::TAXES];

    fn linked(&self) -> Vec<Vec<i64>> {
        vec![self.tax_ids()]
    }

    const REVIVE: Option<fn(&str) -> Result<Self>> =
        Some(|view| Ok(Product { item: serde_json::from_str(view)?, own: serde_json::from_str(view)? }));
}

/// A product.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Product")]
pub struct ProductView<'a> {
    #[serde(flatten)]
    item: ItemView<'a>,
    /// An entry of `Products.GetCategories`.
    product_category_id: Option<i64>,
    /// An entry of `Products.GetSubcategories`.
    product_subcategory_id: Option<i64>,
}

impl<'a> ProductView<'a> {
    fn new(kept: &'a Recorded<Product>, with: &'a With) -> Self {
        ProductView {
            item: ItemView::new(kept, &kept.item, with),
            product_category_id: kept.own.product_category_id,
            product_subcategory_id: kept.own.product_subcategory_id,
        }
    }
}

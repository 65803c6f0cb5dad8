//! The service: work that the business sells, an item as a product is.

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

/// A service.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = products, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Service {
    #[diesel(embed)]
    pub item: Item,
    #[diesel(embed)]
    pub own: Own,
}

/// The columns that only a service has.
#[derive(Debug, Clone, Default, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = products, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Own {
    pub service_category_id: Option<i64>,
    pub service_subcategory_id: Option<i64>,
    pub brand: Option<String>,
}

pub const BY_USER: Facet = Facet("services.user_id");

stored!(Service, products, searched in search_text, among kind = "service");

impl Named for Service {
    const ENTITY: Entity = Entity("service");
    const HAS_EXTERNAL_IDS: bool = true;
    const HAS_SLUG: bool = true;
}

impl Deref for Service {
    type Target = Item;

    fn deref(&self) -> &Item {
        &self.item
    }
}

impl DerefMut for Service {
    fn deref_mut(&mut self) -> &mut Item {
        &mut self.item
    }
}

impl Record for Service {
    const ALL: Facet = Facet("services");
    const MENTION: MentionColumns = MentionColumns { name: "name", retired: "retired", ..MentionColumns::NOTHING };
    const OWNERSHIP: Ownership = Ownership::Optional;
    const REFERENCES: &'static [Reference] = &[
        Reference::to::<Company>("company_id"),
        Reference::to_entry("profile_currency_type_id", catalog::CURRENCIES),
        Reference::to_entry("product_discount_id", catalog::PRODUCT_DISCOUNTS),
        Reference::to_entry("product_validity_id", catalog::PRODUCT_VALIDITIES),
        Reference::to_entry("product_measury_id", catalog::PRODUCT_MEASURES),
        Reference::to_entry("service_category_id", catalog::SERVICE_CATEGORIES),
        Reference::to_entry("service_subcategory_id", catalog::SERVICE_SUBCATEGORIES),
        Reference::to::<File>("picture_id"),
    ];
    const EXTERNAL_IDS: Option<fn(&Self) -> &str> = Some(|service| &service.external_ids);
    const INPUTS: Option<KeptInputs<Self>> = Some(KeptInputs { kept: |service| &service.inputs, changed: |service| &mut service.inputs });

    type With = With;
    type View<'a> = ServiceView<'a>;

    fn long_texts(&self) -> usize {
        self.description.as_ref().map_or(0, String::len)
    }

    fn view<'a>(kept: &'a Recorded<Self>, with: &'a With) -> ServiceView<'a> {
        ServiceView::new(kept, with)
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
        Some(self.item.searched(self.own.brand.as_deref()))
    }

    const LINKS: &'static [Links] = &[item::TAXES];

    fn linked(&self) -> Vec<Vec<i64>> {
        vec![self.tax_ids()]
    }

    const REVIVE: Option<fn(&str) -> Result<Self>> =
        Some(|view| Ok(Service { item: serde_json::from_str(view)?, own: serde_json::from_str(view)? }));
}

/// A service.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Service")]
pub struct ServiceView<'a> {
    #[serde(flatten)]
    item: ItemView<'a>,
    /// An entry of `Services.GetCategories`.
    service_category_id: Option<i64>,
    /// An entry of `Services.GetSubcategories`.
    service_subcategory_id: Option<i64>,
    /// The brand under which the service is offered.
    brand: Option<&'a str>,
}

impl<'a> ServiceView<'a> {
    fn new(kept: &'a Recorded<Service>, with: &'a With) -> Self {
        ServiceView {
            item: ItemView::new(kept, &kept.item, with),
            service_category_id: kept.own.service_category_id,
            service_subcategory_id: kept.own.service_subcategory_id,
            brand: kept.own.brand.as_deref(),
        }
    }
}

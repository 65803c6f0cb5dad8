//! The product.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::look_ups::LookUp;
use crate::db::schema::products;
use crate::db::scope::Reader;
use crate::db::stored::{
    Facet, KeptInputs, Links, MentionColumns, Ownership, Record, Recorded, Reference, Target, UniqueKey, from_view, stored,
};
use crate::error::Result;
use crate::fields::external_ids::none_viewed;
use crate::fields::searched::Searched;
use crate::fields::viewed::{viewed, viewed_or_null};
use crate::fields::{Author, Entity, Instant, Money, Named, Verbatim};
use crate::records::catalog;
use crate::records::company::Company;
use crate::records::file::File;
use crate::records::file::Pictures;

/// A product.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = products, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Product {
    pub name: String,
    pub slug: String,
    pub short_name: Option<String>,
    #[serde(deserialize_with = "viewed")]
    pub value: Money,
    pub sku: Option<String>,
    pub description: Option<String>,
    pub profile_currency_type_id: Option<i64>,
    pub product_discount_id: Option<i64>,
    pub product_validity_id: Option<i64>,
    pub product_measury_id: Option<i64>,
    pub product_category_id: Option<i64>,
    pub product_subcategory_id: Option<i64>,
    /// A JSON list of ids.
    #[serde(deserialize_with = "viewed")]
    pub taxes: String,
    pub featured: bool,
    /// A JSON list of texts.
    #[serde(deserialize_with = "viewed")]
    pub tags: String,
    pub location: Option<String>,
    #[serde(deserialize_with = "viewed_or_null")]
    pub min_quantity: Option<Money>,
    pub vendor: Option<String>,
    pub company_id: Option<i64>,
    pub picture_id: Option<i64>,
    pub retired: bool,
    /// JSON, as the wire shows it.
    #[serde(deserialize_with = "viewed")]
    pub inputs: String,
    /// JSON, as the wire shows it.
    #[serde(default = "none_viewed", deserialize_with = "viewed")]
    pub external_ids: String,
    /// The owner, if there is one.
    pub user_id: Option<i64>,
    #[serde(default)]
    pub public: bool,
}

pub const BY_USER: Facet = Facet("products.user_id");

stored!(Product, products, searched in search_text);

impl Named for Product {
    const ENTITY: Entity = Entity("product");
    const HAS_EXTERNAL_IDS: bool = true;
    const HAS_SLUG: bool = true;
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

    fn view<'a>(kept: &'a Recorded<Self>, with: &'a With) -> ProductView<'a> {
        ProductView::new(kept, with)
    }

    fn whole() -> With {
        With { inputs: true, pictures: Pictures::none() }
    }

    fn shown(reader: &Reader) -> With {
        With { pictures: reader.pictures(), ..Self::whole() }
    }

    fn facets(&self) -> Vec<(Facet, i64)> {
        self.user_id.map(|user_id| (BY_USER, user_id)).into_iter().collect()
    }

    fn keys(&self) -> Vec<UniqueKey<'_>> {
        let sku = self.sku.as_deref().map(|sku| UniqueKey::of_profile("sku", sku));
        sku.into_iter().chain([UniqueKey::of_profile("slug", &self.slug)]).collect()
    }

    const LOOKED_UP: &'static [LookUp] = &[LookUp::key("sku"), LookUp::key("slug")];

    fn search_text(&self) -> Option<String> {
        let tags: Vec<String> = serde_json::from_str(&self.tags).unwrap_or_default();
        let optional = [&self.short_name, &self.sku, &self.description, &self.location, &self.vendor];
        let text = Searched::named(&self.name).with([Some(self.slug.as_str())]).with(tags.iter().map(|tag| Some(tag.as_str())));
        Some(text.with(optional.map(Option::as_deref)).with_inputs(&self.inputs).folded())
    }

    const LINKS: &'static [Links] =
        &[Links { table: "product_taxes", owner: "product_id", target: "tax_id", to: Target::Entry(catalog::PRODUCT_TAXES) }];

    fn linked(&self) -> Vec<Vec<i64>> {
        vec![self.tax_ids()]
    }

    const REVIVE: Option<fn(&str) -> Result<Self>> = Some(from_view);
}

impl Product {
    /// The ids of the product's taxes, in their order.
    pub fn tax_ids(&self) -> Vec<i64> {
        serde_json::from_str(&self.taxes).unwrap_or_default()
    }
}

/// The parts of a product that are shown beside its own fields.
#[derive(Debug, Default)]
pub struct With {
    pub inputs: bool,
    pub pictures: Pictures,
}

/// A product.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Product")]
pub struct ProductView<'a> {
    id: i64,
    name: &'a str,
    /// The product's name in web addresses, unique in the profile.
    slug: &'a str,
    short_name: Option<&'a str>,
    /// The price of one unit, without taxes.
    value: Money,
    /// The product's stock-keeping number, unique in the profile.
    sku: Option<&'a str>,
    description: Option<&'a str>,
    /// An entry of `Profiles.GetCurrencies`.
    profile_currency_type_id: Option<i64>,
    /// An entry of `Products.GetDiscounts`.
    product_discount_id: Option<i64>,
    /// An entry of `Products.GetValidities`.
    product_validity_id: Option<i64>,
    /// An entry of `Products.GetMeasures`.
    product_measury_id: Option<i64>,
    /// An entry of `Products.GetCategories`.
    product_category_id: Option<i64>,
    /// An entry of `Products.GetSubcategories`.
    product_subcategory_id: Option<i64>,
    /// Entries of `Products.GetTaxes`.
    #[schemars(with = "Vec<i64>")]
    taxes: Verbatim<'a>,
    /// Whether to show the product before others.
    featured: bool,
    /// Whether anybody may see the product, in the profile's directory.
    public: bool,
    #[schemars(with = "Vec<String>")]
    tags: Verbatim<'a>,
    location: Option<&'a str>,
    /// The least quantity that is sold at once.
    min_quantity: Option<Money>,
    /// The maker or supplier of the product.
    vendor: Option<&'a str>,
    /// The company that the product belongs to.
    company_id: Option<i64>,
    /// The id of a picture from `Files.Upload`.
    picture_id: Option<i64>,
    /// The path of the picture on this service, valid without a token for at least 15 minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    picture_url: Option<Option<String>>,
    /// Whether the product is retired: opportunities that have it keep it, and no new line may name it.
    retired: bool,
    /// The values of custom fields, by slug. Left out of lists without `with_inputs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<std::collections::BTreeMap<String, serde_json::Value>>")]
    inputs: Option<Verbatim<'a>>,
    /// The record's external IDs, by the name of the other system: `{"sap": "000123"}`.
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    external_ids: Verbatim<'a>,
    /// The owner's user id; null if nobody is in charge.
    user_id: Option<i64>,
    /// The user or application token that made the record; null if the service itself did.
    created_by: Option<Author>,
    /// The record's version: 1 when created, one more with each change.
    version: i64,
    created_at: Instant,
    updated_at: Instant,
}

impl<'a> ProductView<'a> {
    fn new(kept: &'a Recorded<Product>, with: &With) -> Self {
        ProductView {
            id: kept.id,
            name: &kept.name,
            slug: &kept.slug,
            short_name: kept.short_name.as_deref(),
            value: kept.value,
            sku: kept.sku.as_deref(),
            description: kept.description.as_deref(),
            profile_currency_type_id: kept.profile_currency_type_id,
            product_discount_id: kept.product_discount_id,
            product_validity_id: kept.product_validity_id,
            product_measury_id: kept.product_measury_id,
            product_category_id: kept.product_category_id,
            product_subcategory_id: kept.product_subcategory_id,
            taxes: Verbatim(Some(&kept.taxes)),
            featured: kept.featured,
            public: kept.public,
            tags: Verbatim(Some(&kept.tags)),
            location: kept.location.as_deref(),
            min_quantity: kept.min_quantity,
            vendor: kept.vendor.as_deref(),
            company_id: kept.company_id,
            picture_id: kept.picture_id,
            picture_url: with.pictures.shown_url(kept.picture_id),
            retired: kept.retired,
            inputs: with.inputs.then_some(Verbatim(Some(&kept.inputs))),
            external_ids: Verbatim(Some(&kept.external_ids)),
            user_id: kept.user_id,
            created_by: kept.created_by,
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
        }
    }
}

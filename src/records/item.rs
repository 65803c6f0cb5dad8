//! The item: what a product and a service have in common. Both are rows of one table, and have one sequence of ids.
//!
//! Invariants: the column `kind` tells a product from a service. Each kind's record declares it ([`stored!`]), so that no statement of
//! one kind finds the other. Slugs and stock-keeping numbers are unique within the kind.
//!
//! [`stored!`]: crate::db::stored

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::schema::products;
use crate::db::scope::Reader;
use crate::db::stored::{Links, Recorded, Target, UniqueKey};
use crate::fields::external_ids::none_viewed;
use crate::fields::searched::Searched;
use crate::fields::viewed::{viewed, viewed_or_null};
use crate::fields::{Author, Entity, Instant, Money, Named, Verbatim};
use crate::records::catalog;
use crate::records::file::Pictures;
use crate::records::product::Product;
use crate::records::service::Service;
use crate::records::shown_inputs::ShownInputs;
use crate::sentences::Noun;

/// The columns of an item of either kind.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = products, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Item {
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

/// The kinds of item.
pub const KINDS: [Entity; 2] = [Product::ENTITY, Service::ENTITY];

/// An item of either kind, as a target of references.
pub const EITHER: Target = Target::OneOf(&KINDS);

/// The noun for an item of either kind.
pub static NOUN: Noun =
    Noun::masculine("item", ("product or service", "products or services"), ("producto o servicio", "productos o servicios"));

/// An item of either kind, as ids name it.
#[derive(Debug)]
pub struct AnyItem;

impl Named for AnyItem {
    const ENTITY: Entity = Product::ENTITY;
    const HAS_EXTERNAL_IDS: bool = Product::HAS_EXTERNAL_IDS;
    const HAS_SLUG: bool = Product::HAS_SLUG;
    const OTHER: Option<Entity> = Some(Service::ENTITY);
}

/// The table of the taxes that an item names.
pub const TAXES: Links = Links { table: "product_taxes", owner: "product_id", target: "tax_id", to: Target::Entry(catalog::PRODUCT_TAXES) };

impl Item {
    /// The ids of the item's taxes, in their order.
    pub fn tax_ids(&self) -> Vec<i64> {
        serde_json::from_str(&self.taxes).unwrap_or_default()
    }

    /// The texts that are unique within the kind.
    pub fn keys(&self) -> Vec<UniqueKey<'_>> {
        let sku = self.sku.as_deref().map(|sku| UniqueKey::of_profile("sku", sku));
        sku.into_iter().chain([UniqueKey::of_profile("slug", &self.slug)]).collect()
    }

    /// The text that is searched, with a text that only one kind has.
    pub fn searched(&self, own: Option<&str>) -> String {
        let tags: Vec<String> = serde_json::from_str(&self.tags).unwrap_or_default();
        let optional = [&self.short_name, &self.sku, &self.description, &self.location, &self.vendor];
        let text = Searched::named(&self.name).with([Some(self.slug.as_str())]).with(tags.iter().map(|tag| Some(tag.as_str())));
        text.with(optional.map(Option::as_deref)).with([own]).with_inputs(&self.inputs).folded()
    }
}

/// The parts of an item that are shown beside its own fields.
#[derive(Debug, Default)]
pub struct With {
    pub inputs: ShownInputs,
    pub pictures: Pictures,
}

impl With {
    pub fn whole() -> Self {
        With { inputs: ShownInputs::AsKept, pictures: Pictures::none() }
    }

    pub fn shown(reader: &Reader) -> Self {
        With { pictures: reader.pictures(), ..Self::whole() }
    }
}

/// The fields of an item of either kind.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Item")]
pub struct ItemView<'a> {
    id: i64,
    name: &'a str,
    /// The name in web addresses, unique among the profile's records of the kind.
    slug: &'a str,
    short_name: Option<&'a str>,
    /// The price of one unit, without taxes.
    value: Money,
    /// The stock-keeping number, unique among the profile's records of the kind.
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
    /// Entries of `Products.GetTaxes`.
    #[schemars(with = "Vec<i64>")]
    taxes: Verbatim<'a>,
    /// Whether to show it before others.
    featured: bool,
    /// Whether anybody may see it, in the profile's directory.
    public: bool,
    #[schemars(with = "Vec<String>")]
    tags: Verbatim<'a>,
    location: Option<&'a str>,
    /// The least quantity that is sold at once.
    min_quantity: Option<Money>,
    /// The maker or supplier.
    vendor: Option<&'a str>,
    /// The company that it belongs to.
    company_id: Option<i64>,
    /// The id of a picture from `Files.Upload`.
    picture_id: Option<i64>,
    /// The path of the picture on this service, valid without a token for at least 15 minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    picture_url: Option<Option<String>>,
    /// Whether it is retired: opportunities that have it keep it, and no new line may name it.
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

impl<'a> ItemView<'a> {
    pub fn new<R>(kept: &'a Recorded<R>, item: &'a Item, with: &'a With) -> Self {
        ItemView {
            id: kept.id,
            name: &item.name,
            slug: &item.slug,
            short_name: item.short_name.as_deref(),
            value: item.value,
            sku: item.sku.as_deref(),
            description: item.description.as_deref(),
            profile_currency_type_id: item.profile_currency_type_id,
            product_discount_id: item.product_discount_id,
            product_validity_id: item.product_validity_id,
            product_measury_id: item.product_measury_id,
            taxes: Verbatim(Some(&item.taxes)),
            featured: item.featured,
            public: item.public,
            tags: Verbatim(Some(&item.tags)),
            location: item.location.as_deref(),
            min_quantity: item.min_quantity,
            vendor: item.vendor.as_deref(),
            company_id: item.company_id,
            picture_id: item.picture_id,
            picture_url: with.pictures.shown_url(item.picture_id),
            retired: item.retired,
            inputs: with.inputs.view(kept.id, &item.inputs),
            external_ids: Verbatim(Some(&item.external_ids)),
            user_id: item.user_id,
            created_by: kept.created_by,
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
        }
    }
}

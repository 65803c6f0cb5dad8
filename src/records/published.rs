//! The records of a public directory, as everybody sees them: views of their own, each with a listed set of fields.
//!
//! Invariants: a field of a record is shown only if it stands here. A column that a record gets one day is not shown by that. Ids
//! are not shown: records are named by their slugs.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::db::directory::{Published, Surroundings};
use crate::db::stored::Recorded;
use crate::fields::{Money, PostalAddress};
use crate::records::catalog;
use crate::records::company::Company;
use crate::records::item::Item;
use crate::records::product::Product;
use crate::records::service::Service;

/// A company, as the directory shows it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PublicCompany")]
pub struct PublicCompany {
    name: String,
    /// The company's name in web addresses, unique in the profile.
    slug: String,
    /// The name of the company's industry.
    category: Option<String>,
    /// A description of the company, in its own words.
    bio: Option<String>,
    website: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    /// The address at which the company is found: its shipping address.
    #[schemars(with = "Option<PostalAddress>")]
    address: Option<Box<RawValue>>,
    /// The path of the logo on this service, without a token. It lasts as long as the directory shows the company with this logo.
    logo_url: Option<String>,
    /// The values of those custom fields that are public, by slug.
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    inputs: BTreeMap<String, Box<RawValue>>,
}

/// A product or a service, as the directory shows it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PublicItem")]
pub struct PublicItem {
    name: String,
    /// The name in web addresses, unique in the profile.
    slug: String,
    short_name: Option<String>,
    description: Option<String>,
    /// The price of one unit, without taxes.
    value: Money,
    /// The code of the currency, such as `MXN`; null if neither the record nor the profile has one.
    currency: Option<String>,
    /// The name of the unit in which it is sold.
    measure: Option<String>,
    /// The name of the category.
    category: Option<String>,
    /// The name of the subcategory.
    subcategory: Option<String>,
    tags: Vec<String>,
    /// The slug of the company that it belongs to; null if there is none, or if that company is not public itself.
    company: Option<String>,
    /// The path of the picture on this service, without a token. It lasts as long as the directory shows the record with this picture.
    picture_url: Option<String>,
    /// The values of those custom fields that are public, by slug.
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    inputs: BTreeMap<String, Box<RawValue>>,
}

/// The values of public inputs among those that a record keeps.
fn inputs(kept: &str, surroundings: &Surroundings) -> BTreeMap<String, Box<RawValue>> {
    let mut values: BTreeMap<String, Box<RawValue>> = serde_json::from_str(kept).unwrap_or_default();
    values.retain(|slug, _| surroundings.shows_input(slug));
    values
}

impl Published for Company {
    const PUBLIC: &'static str = "companies.public = TRUE";
    const PICTURE: &'static str = "logo_id";
    const CATEGORY: &'static str = "industry_id";
    const CATEGORIES: &'static str = catalog::COMPANY_INDUSTRIES;

    type Shown = PublicCompany;

    fn published(kept: &Recorded<Company>, surroundings: &Surroundings) -> PublicCompany {
        let Company { name, slug, industry_id, bio, website, phone, email, shipping_address, logo_id, .. } = kept.record.clone();
        PublicCompany {
            name,
            slug,
            category: surroundings.name(industry_id),
            bio,
            website,
            phone,
            email,
            address: shipping_address.and_then(|address| RawValue::from_string(address).ok()),
            logo_url: surroundings.pictures.url(logo_id),
            inputs: inputs(&kept.inputs, surroundings),
        }
    }

    fn entries(&self) -> Vec<i64> {
        self.industry_id.into_iter().collect()
    }
}

/// An item of either kind, with the categories that its kind has.
fn item(item: &Item, [category_id, subcategory_id]: [Option<i64>; 2], surroundings: &Surroundings) -> PublicItem {
    PublicItem {
        name: item.name.clone(),
        slug: item.slug.clone(),
        short_name: item.short_name.clone(),
        description: item.description.clone(),
        value: item.value,
        currency: surroundings.currency(item.profile_currency_type_id),
        measure: surroundings.name(item.product_measury_id),
        category: surroundings.name(category_id),
        subcategory: surroundings.name(subcategory_id),
        tags: serde_json::from_str(&item.tags).unwrap_or_default(),
        company: surroundings.company(item.company_id),
        picture_url: surroundings.pictures.url(item.picture_id),
        inputs: inputs(&item.inputs, surroundings),
    }
}

/// The condition that a public item fulfils: a retired one is no longer offered.
const PUBLIC_ITEM: &str = "products.public = TRUE AND products.retired = FALSE";

impl Published for Product {
    const PUBLIC: &'static str = PUBLIC_ITEM;
    const PICTURE: &'static str = "picture_id";
    const CATEGORY: &'static str = "product_category_id";
    const CATEGORIES: &'static str = catalog::PRODUCT_CATEGORIES;

    type Shown = PublicItem;

    fn published(kept: &Recorded<Product>, surroundings: &Surroundings) -> PublicItem {
        item(&kept.item, [kept.own.product_category_id, kept.own.product_subcategory_id], surroundings)
    }

    fn entries(&self) -> Vec<i64> {
        let categories = [self.own.product_category_id, self.own.product_subcategory_id];
        categories.into_iter().chain([self.profile_currency_type_id, self.product_measury_id]).flatten().collect()
    }

    fn company(&self) -> Option<i64> {
        self.company_id
    }
}

impl Published for Service {
    const PUBLIC: &'static str = PUBLIC_ITEM;
    const PICTURE: &'static str = "picture_id";
    const CATEGORY: &'static str = "service_category_id";
    const CATEGORIES: &'static str = catalog::SERVICE_CATEGORIES;

    type Shown = PublicItem;

    fn published(kept: &Recorded<Service>, surroundings: &Surroundings) -> PublicItem {
        item(&kept.item, [kept.own.service_category_id, kept.own.service_subcategory_id], surroundings)
    }

    fn entries(&self) -> Vec<i64> {
        let categories = [self.own.service_category_id, self.own.service_subcategory_id];
        categories.into_iter().chain([self.profile_currency_type_id, self.product_measury_id]).flatten().collect()
    }

    fn company(&self) -> Option<i64> {
        self.company_id
    }
}

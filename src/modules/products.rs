//! Products: what the business sells. The model, its view on the wire, and what its methods share.

mod create_product;
mod delete_product;
mod edit_product;
mod get_product;
mod get_products;
mod patch_product;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use crate::db::schema::products;
use crate::db::scope::Reader;
use crate::db::stored::{Facet, Links, Record, Recorded, UniqueKey};
use crate::error::Result;
use crate::fields::folding::fold;
use crate::fields::{Edit, Entity, Id, Ids, Instant, Money, Verbatim};
use crate::modules::catalogs::{CatalogEntry, check_entries, check_entry};
use crate::modules::companies::Company;
use crate::modules::files::{Pictures, check_picture};
use crate::modules::inputs::list_inputs::ListInputs;
use crate::modules::inputs::{HasInputs, Owner};
use crate::modules::list::Listing;
use crate::modules::reference::referred;
use crate::rpc::problems::Problems;
use crate::rpc::registry::Registry;

pub fn register(registry: &mut Registry) {
    registry
        .module("Products", "Products: what the business sells.")
        .method(Listing(get_products::GetProducts))
        .method(get_product::GetProduct)
        .method(create_product::CreateProduct)
        .method(edit_product::EditProduct)
        .method(patch_product::PatchProduct)
        .method(delete_product::DeleteProduct)
        .method(ListInputs(Owner::Product));
}

/// A product.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = products, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Product {
    pub name: String,
    pub slug: String,
    pub short_name: Option<String>,
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
    pub taxes: String,
    pub featured: bool,
    /// A JSON list of texts.
    pub tags: String,
    pub location: Option<String>,
    pub min_quantity: Option<Money>,
    pub vendor: Option<String>,
    pub company_id: Option<i64>,
    pub picture_id: Option<i64>,
    pub retired: bool,
    /// JSON, as the wire shows it.
    pub inputs: String,
    /// JSON, as the wire shows it.
    pub external_ids: String,
}

impl Record for Product {
    const ENTITY: Entity = Entity::Product;
    const ALL: Facet = Facet("products");
    const EXTERNAL_IDS: Option<fn(&Self) -> &str> = Some(|product| &product.external_ids);

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

    fn keys(&self) -> Vec<UniqueKey<'_>> {
        let sku = self.sku.as_deref().map(|sku| UniqueKey::of_profile("sku", sku));
        sku.into_iter().chain([UniqueKey::of_profile("slug", &self.slug)]).collect()
    }

    fn search_text(&self) -> Option<String> {
        let tags: Vec<String> = serde_json::from_str(&self.tags).unwrap_or_default();
        let own = [&self.name, &self.slug].into_iter().chain(&tags).map(String::as_str);
        let optional = [&self.short_name, &self.sku, &self.description, &self.location, &self.vendor];
        let texts: Vec<&str> = own.chain(optional.into_iter().filter_map(Option::as_deref)).collect();
        Some(fold(&texts.join("\n")))
    }

    const LINKS: Option<Links> = Some(Links { table: "product_taxes", owner: "product_id", target: "tax_id" });

    fn linked(&self) -> Vec<i64> {
        serde_json::from_str(&self.taxes).unwrap_or_default()
    }
}

impl Product {
    /// Gives a product that has a subcategory and no category the subcategory's own.
    fn take_category_of_subcategory(&mut self, reader: &mut Reader) -> Result<()> {
        if let (None, Some(subcategory)) = (self.product_category_id, self.product_subcategory_id) {
            let found = reader.find::<CatalogEntry>(subcategory)?.filter(|entry| entry.catalog == SUBCATEGORIES);
            self.product_category_id = found.and_then(|entry| entry.parent_id);
        }
        Ok(())
    }
}

impl HasInputs for Product {
    fn inputs(&mut self) -> &mut String {
        &mut self.inputs
    }
}

/// What is shown of a product beside its own fields.
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
    /// The name in web addresses; no other product of the profile has it.
    slug: &'a str,
    short_name: Option<&'a str>,
    /// The price of one unit, without taxes.
    value: Money,
    /// The number under which stock knows it; no other product of the profile has it.
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
    /// Whether it is shown before others.
    featured: bool,
    #[schemars(with = "Vec<String>")]
    tags: Verbatim<'a>,
    location: Option<&'a str>,
    /// The least that is sold of it at once.
    min_quantity: Option<Money>,
    /// Who makes or delivers it.
    vendor: Option<&'a str>,
    /// The company that it belongs to.
    company_id: Option<i64>,
    /// A picture that `Files.Upload` took.
    picture_id: Option<i64>,
    /// Where the picture can be fetched without a token for 15 minutes or more: a path of this service.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    picture_url: Option<Option<String>>,
    /// Whether it is kept for the opportunities that have it, and offered to no new ones.
    retired: bool,
    /// The values of the profile's own fields, by slug. Left out of lists that don't ask for it with `with_inputs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<std::collections::BTreeMap<String, serde_json::Value>>")]
    inputs: Option<Verbatim<'a>>,
    /// The record's ids in other systems, by the system's name.
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    external_ids: Verbatim<'a>,
    /// 1 when created, one more with each change.
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
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
        }
    }
}

const SUBCATEGORIES: &str = "product_subcategories";

/// The entries that a product names: the parameter, the catalog, and what a product has there.
type Named = (&'static str, &'static str, fn(&Product) -> Option<i64>);

const NAMED: [Named; 5] = [
    ("profile_currency_type_id", "currencies", |product| product.profile_currency_type_id),
    ("product_discount_id", "product_discounts", |product| product.product_discount_id),
    ("product_validity_id", "product_validities", |product| product.product_validity_id),
    ("product_category_id", "product_categories", |product| product.product_category_id),
    ("product_subcategory_id", SUBCATEGORIES, |product| product.product_subcategory_id),
];

/// Notes what is wrong with a product as a call would leave it. What it has already may be retired.
fn check_product(
    reader: &mut Reader,
    product: &Product,
    kept: Option<&Product>,
    measure: &Measure,
    taxes: &Ids<CatalogEntry>,
    problems: &mut Problems,
) -> Result<()> {
    measure.check(problems);
    let measures: Named = (measure.parameter, "product_measures", |product| product.product_measury_id);
    for (parameter, catalog, named) in NAMED.into_iter().chain([measures]) {
        if let Some(id) = named(product) {
            check_entry(reader, catalog, parameter, id, kept.and_then(named), problems)?;
        }
    }
    check_subcategory(reader, product, kept, problems)?;
    check_entries(reader, "product_taxes", "taxes", taxes, &kept.map(Record::linked).unwrap_or_default(), problems)?;
    if let Some(id) = product.company_id.filter(|id| kept.and_then(|kept| kept.company_id) != Some(*id)) {
        referred::<Company>(reader, "company_id", id, problems)?;
    }
    check_picture(reader, "picture_id", product.picture_id, kept.and_then(|kept| kept.picture_id), problems)?;
    if product.value < Money::ZERO {
        problems.add("value", "out_of_range", "A price is 0 or more.");
    }
    if product.min_quantity.is_some_and(|quantity| quantity <= Money::ZERO) {
        problems.add("min_quantity", "out_of_range", "What is sold at once is more than 0.");
    }
    Ok(())
}

/// Notes it when a subcategory is no part of the category. A product may keep the two that it has: the catalogs may
/// have been put in another order since.
fn check_subcategory(reader: &mut Reader, product: &Product, kept: Option<&Product>, problems: &mut Problems) -> Result<()> {
    let both = |product: &Product| (product.product_category_id, product.product_subcategory_id);
    let Some(id) = product.product_subcategory_id else { return Ok(()) };
    if kept.map(both) == Some(both(product)) || problems.concern("product_category_id") || problems.concern("product_subcategory_id") {
        return Ok(());
    }
    let subcategory = reader.find::<CatalogEntry>(id)?;
    if let Some(entry) = subcategory.filter(|entry| entry.parent_id != product.product_category_id) {
        let message = format!("The subcategory '{}' is no part of the product's category: name one that is, or none.", entry.name);
        problems.add("product_subcategory_id", "not_in_category", message);
    }
    Ok(())
}

/// What is said of the measure. Its parameter has two names: the one that scripts know, and the one that is spelt right.
struct Measure {
    measury: Edit<Id<CatalogEntry>>,
    measure: Edit<Id<CatalogEntry>>,
    /// The name under which it is said.
    parameter: &'static str,
}

impl Measure {
    fn new(measury: Edit<Id<CatalogEntry>>, measure: Edit<Id<CatalogEntry>>) -> Self {
        let parameter = if measury.is_said() || !measure.is_said() { "product_measury_id" } else { "product_measure_id" };
        Measure { measury, measure, parameter }
    }

    fn check(&self, problems: &mut Problems) {
        let both = self.measury.is_said() && self.measure.is_said();
        if both && self.measury != self.measure && !problems.concern("product_measury_id") {
            problems.add("product_measure_id", "contradiction", "This is the same as product_measury_id, which says something else.");
        }
    }

    fn apply(self, measure: &mut Option<i64>) {
        self.measure.apply(measure);
        self.measury.apply(measure);
    }
}

//! Products: the goods and services that the business sells. This file has what its methods share; the record is
//! [`crate::records::product`].

mod create_product;
mod delete_product;
mod edit_product;
mod get_product;
mod get_products;
mod patch_product;

use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::{Edit, Id, Ids, Money, Named};
use crate::modules::catalogs::{check_entries, check_entry};
use crate::modules::files::check_picture;
use crate::modules::inputs::list_inputs::ListInputs;
use crate::modules::list::Listing;
use crate::modules::profiles::check_owner;
use crate::modules::reference::referred;
use crate::records::catalog;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::product::Product;
use crate::rpc::problems::Problems;
use crate::rpc::registry::Registry;
use crate::sentences::Sentence;

pub fn register(registry: &mut Registry) {
    registry
        .module("Products", "Products: what the business sells.", "Productos: lo que vende el negocio.")
        .method(Listing::of(get_products::GetProducts))
        .method(get_product::GetProduct)
        .method(create_product::CreateProduct)
        .method(edit_product::EditProduct)
        .method(patch_product::PatchProduct)
        .method(delete_product::DeleteProduct)
        .method(Listing::of(ListInputs(Product::ENTITY)));
}

impl Product {
    /// Sets the category of a product that has only a subcategory: the subcategory's own.
    fn take_category_of_subcategory(&mut self, reader: &mut Reader) -> Result<()> {
        if let (None, Some(subcategory)) = (self.product_category_id, self.product_subcategory_id) {
            let found = reader.mention::<CatalogEntry>(subcategory)?.filter(|entry| entry.class == SUBCATEGORIES);
            self.product_category_id = found.and_then(|entry| entry.within);
        }
        Ok(())
    }
}

const SUBCATEGORIES: &str = catalog::PRODUCT_SUBCATEGORIES;

/// A catalog entry that a product names: the parameter, the catalog, and the product's current entry.
type EntryColumn = (&'static str, &'static str, fn(&Product) -> Option<i64>);

const ENTRY_COLUMNS: [EntryColumn; 5] = [
    ("profile_currency_type_id", catalog::CURRENCIES, |product| product.profile_currency_type_id),
    ("product_discount_id", catalog::PRODUCT_DISCOUNTS, |product| product.product_discount_id),
    ("product_validity_id", catalog::PRODUCT_VALIDITIES, |product| product.product_validity_id),
    ("product_category_id", catalog::PRODUCT_CATEGORIES, |product| product.product_category_id),
    ("product_subcategory_id", SUBCATEGORIES, |product| product.product_subcategory_id),
];

/// Notes problems of a product as a call would leave it. The product may keep a retired entry that it has already.
fn check_product(
    reader: &mut Reader,
    product: &Product,
    kept: Option<&Product>,
    measure: &Measure,
    taxes: &Ids<CatalogEntry>,
    problems: &mut Problems,
) -> Result<()> {
    measure.check(problems);
    let measures: EntryColumn = (measure.parameter, catalog::PRODUCT_MEASURES, |product| product.product_measury_id);
    for (parameter, catalog, named) in ENTRY_COLUMNS.into_iter().chain([measures]) {
        if let Some(id) = named(product) {
            check_entry(reader, catalog, parameter, id, kept.and_then(named), problems)?;
        }
    }
    check_subcategory(reader, product, kept, problems)?;
    check_entries(reader, catalog::PRODUCT_TAXES, "taxes", taxes, &kept.map(Product::tax_ids).unwrap_or_default(), problems)?;
    if let Some(id) = product.company_id.filter(|id| kept.and_then(|kept| kept.company_id) != Some(*id)) {
        referred::<Company>(reader, "company_id", id, problems)?;
    }
    check_owner(reader, product.user_id, kept.and_then(|kept| kept.user_id), problems)?;
    check_picture(reader, "picture_id", product.picture_id, kept.and_then(|kept| kept.picture_id), problems)?;
    if product.value < Money::ZERO {
        problems.add("value", "out_of_range", Sentence::NotNegative);
    }
    if product.min_quantity.is_some_and(|quantity| quantity <= Money::ZERO) {
        problems.add("min_quantity", "out_of_range", Sentence::NotPositive);
    }
    Ok(())
}

/// Notes a subcategory that is not part of the category. A product may keep its two entries, because the catalogs may have been
/// rearranged since.
fn check_subcategory(reader: &mut Reader, product: &Product, kept: Option<&Product>, problems: &mut Problems) -> Result<()> {
    let both = |product: &Product| (product.product_category_id, product.product_subcategory_id);
    let Some(id) = product.product_subcategory_id else { return Ok(()) };
    if kept.map(both) == Some(both(product)) || problems.concern("product_category_id") || problems.concern("product_subcategory_id") {
        return Ok(());
    }
    let subcategory = reader.mention::<CatalogEntry>(id)?;
    if let Some(entry) = subcategory.filter(|entry| entry.within != product.product_category_id) {
        let sentence = Sentence::SubcategoryElsewhere { name: (&entry.name).into() };
        problems.add("product_subcategory_id", "not_in_category", sentence);
    }
    Ok(())
}

/// The unit of measure in a call. The parameter has two names: `product_measury_id`, which scripts know, and the correctly spelt
/// one.
struct Measure {
    measury: Edit<Id<CatalogEntry>>,
    measure: Edit<Id<CatalogEntry>>,
    /// The name that the caller used.
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
            problems.add("product_measure_id", "contradiction", Sentence::MeasuresDiffer);
        }
    }

    fn apply(self, measure: &mut Option<i64>) {
        self.measure.apply(measure);
        self.measury.apply(measure);
    }
}

//! Items: what the methods of products and of services share, and what the methods share that name either. The record is
//! [`crate::records::item`].

pub mod changed_item;
pub mod found_item;
pub mod in_two;
pub mod named_items;
pub mod new_item;

use std::ops::DerefMut;

use crate::db::rows::Rows;
use crate::db::scope::Reader;
use crate::db::stored::{Record, Stored};
use crate::error::Result;
use crate::fields::{Edit, Id, Ids, Money};
use crate::modules::catalogs::{check_entries, check_entry};
use crate::modules::files::check_picture;
use crate::modules::profiles::check_owner;
use crate::modules::reference::referred;
use crate::records::catalog;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::item::{Item, With};
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// A catalog entry that an item names: the parameter, the catalog, and the item's current entry.
pub type EntryColumn<R> = (&'static str, &'static str, fn(&R) -> Option<i64>);

/// A kind of item: products, services.
pub trait KindOfItem: Stored + Record<With = With> + DerefMut<Target = Item> {
    /// The category.
    const CATEGORY: EntryColumn<Self>;

    /// The subcategory, whose parent is the category.
    const SUBCATEGORY: EntryColumn<Self>;

    /// The category, to be changed.
    fn category(&mut self) -> &mut Option<i64>;

    /// Narrows to the items with this slug.
    fn with_slug(rows: Rows<Self>, slug: String) -> Rows<Self>;
}

/// The catalog entries that items of both kinds name.
const ENTRIES: [EntryColumn<Item>; 3] = [
    ("profile_currency_type_id", catalog::CURRENCIES, |item| item.profile_currency_type_id),
    ("product_discount_id", catalog::PRODUCT_DISCOUNTS, |item| item.product_discount_id),
    ("product_validity_id", catalog::PRODUCT_VALIDITIES, |item| item.product_validity_id),
];

/// Sets the category of an item that has only a subcategory: the subcategory's own.
fn take_category_of_subcategory<R: KindOfItem>(reader: &mut Reader, item: &mut R) -> Result<()> {
    let ((_, _, category), (_, subcategories, subcategory)) = (R::CATEGORY, R::SUBCATEGORY);
    if let (None, Some(subcategory)) = (category(item), subcategory(item)) {
        let found = reader.mention::<CatalogEntry>(subcategory)?.filter(|entry| entry.class == subcategories);
        *item.category() = found.and_then(|entry| entry.within);
    }
    Ok(())
}

/// Notes problems of an item as a call would leave it. The item may keep a retired entry that it has already.
fn check_item<R: KindOfItem>(
    reader: &mut Reader,
    item: &R,
    kept: Option<&R>,
    measure: &Measure,
    taxes: &Ids<CatalogEntry>,
    problems: &mut Problems,
) -> Result<()> {
    measure.check(problems);
    let measures: EntryColumn<Item> = (measure.parameter, catalog::PRODUCT_MEASURES, |item| item.product_measury_id);
    for (parameter, catalog, named) in ENTRIES.into_iter().chain([measures]) {
        if let Some(id) = named(item) {
            check_entry(reader, catalog, parameter, id, kept.and_then(|kept| named(kept)), problems)?;
        }
    }
    for (parameter, catalog, named) in [R::CATEGORY, R::SUBCATEGORY] {
        if let Some(id) = named(item) {
            check_entry(reader, catalog, parameter, id, kept.and_then(named), problems)?;
        }
    }
    check_subcategory(reader, item, kept, problems)?;
    check_entries(reader, catalog::PRODUCT_TAXES, "taxes", taxes, &kept.map(|kept| kept.tax_ids()).unwrap_or_default(), problems)?;
    if let Some(id) = item.company_id.filter(|id| kept.and_then(|kept| kept.company_id) != Some(*id)) {
        referred::<Company>(reader, "company_id", id, problems)?;
    }
    check_owner(reader, item.user_id, kept.and_then(|kept| kept.user_id), problems)?;
    check_picture(reader, "picture_id", item.picture_id, kept.and_then(|kept| kept.picture_id), problems)?;
    if item.value < Money::ZERO {
        problems.add("value", "out_of_range", Sentence::NotNegative);
    }
    if item.min_quantity.is_some_and(|quantity| quantity <= Money::ZERO) {
        problems.add("min_quantity", "out_of_range", Sentence::NotPositive);
    }
    Ok(())
}

/// Notes a subcategory that is not part of the category. An item may keep its two entries, because the catalogs may have been
/// rearranged since.
fn check_subcategory<R: KindOfItem>(reader: &mut Reader, item: &R, kept: Option<&R>, problems: &mut Problems) -> Result<()> {
    let ((of_category, _, category), (of_subcategory, _, subcategory)) = (R::CATEGORY, R::SUBCATEGORY);
    let both = |item: &R| (category(item), subcategory(item));
    let Some(id) = subcategory(item) else { return Ok(()) };
    if kept.map(both) == Some(both(item)) || problems.concern(of_category) || problems.concern(of_subcategory) {
        return Ok(());
    }
    let found = reader.mention::<CatalogEntry>(id)?;
    if let Some(entry) = found.filter(|entry| entry.within != category(item)) {
        let sentence = Sentence::SubcategoryElsewhere { name: (&entry.name).into() };
        problems.add(of_subcategory, "not_in_category", sentence);
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

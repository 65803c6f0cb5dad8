//! `Products.PatchProduct`: changes some fields of a product.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Measure, check_product};
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{Beginning, Edit, ExternalIds, Id, Ids, Instant, Key, Money, Named, OptionalKey, OptionalText, Replace, Tags, Text};
use crate::modules::inputs::Inputs;
use crate::modules::moved_history::{check_times, said};
use crate::modules::one::One;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::file::File;
use crate::records::member::Member;
use crate::records::product::Product;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Changes some fields of a product. Parameters that are left out stay as they are; null clears a field that may be empty.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The product's id.
    product_id: Id<Product>,
    #[serde(default)]
    name: Replace<Text<200>>,
    /// A short form of the name, for narrow places.
    #[serde(default)]
    short_name: Edit<OptionalText<100>>,
    /// The price of one unit, without taxes: 0 or more.
    #[serde(default)]
    value: Replace<Money>,
    /// The product's stock-keeping number, unique in the profile.
    #[serde(default)]
    sku: Edit<OptionalKey<100>>,
    /// A description for buyers.
    #[serde(default)]
    description: Edit<OptionalText<5000>>,
    /// The currency of the price, an entry of `Profiles.GetCurrencies`.
    #[serde(default)]
    profile_currency_type_id: Edit<Id<CatalogEntry>>,
    /// An entry of `Products.GetDiscounts`.
    #[serde(default)]
    product_discount_id: Edit<Id<CatalogEntry>>,
    /// An entry of `Products.GetValidities`.
    #[serde(default)]
    product_validity_id: Edit<Id<CatalogEntry>>,
    /// An entry of `Products.GetMeasures`.
    #[serde(default)]
    product_measury_id: Edit<Id<CatalogEntry>>,
    /// An alias of `product_measury_id`. If both are given, they must be equal.
    #[serde(default)]
    product_measure_id: Edit<Id<CatalogEntry>>,
    /// An entry of `Products.GetCategories`. It can't change without the subcategory, if the product has one.
    #[serde(default)]
    product_category_id: Edit<Id<CatalogEntry>>,
    /// An entry of `Products.GetSubcategories` that is a part of the category. A product without a category takes the
    /// subcategory's category.
    #[serde(default)]
    product_subcategory_id: Edit<Id<CatalogEntry>>,
    /// Entries of `Products.GetTaxes`: they replace the taxes before. Null or an empty list removes all.
    #[serde(default)]
    taxes: Replace<Ids<CatalogEntry>>,
    /// The product's name in web addresses, unique in the profile, such as `red-chair`.
    #[serde(default)]
    slug: Replace<Key<200>>,
    /// Whether to show the product before others.
    #[serde(default)]
    featured: Replace<bool>,
    /// Whether anybody may see the product, in the profile's directory.
    #[serde(default)]
    public: Replace<bool>,
    /// Up to 50 texts: they replace the tags before. A text with commas is one tag. Null or an empty list removes all.
    #[serde(default)]
    tags: Replace<Tags>,
    /// The place where the product is.
    #[serde(default)]
    location: Edit<OptionalText<200>>,
    /// The least quantity that is sold at once: more than 0.
    #[serde(default)]
    min_quantity: Edit<Money>,
    /// The maker or supplier of the product.
    #[serde(default)]
    vendor: Edit<OptionalText<200>>,
    /// The company that the product belongs to.
    #[serde(default)]
    company_id: Edit<Id<Company>>,
    /// The product's picture: the id of a picture from `Files.Upload`.
    #[serde(default)]
    picture_id: Edit<Id<File>>,
    /// Whether the product is retired: opportunities that have it keep it, and no new line may name it.
    #[serde(default)]
    retired: Replace<bool>,
    /// The owner, who is in charge of the product: a user who is a member of the profile.
    #[serde(default)]
    user_id: Edit<Id<Member>>,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`. Fields left out keep their value; null removes it.
    #[serde(default)]
    inputs: Inputs,
    /// The record's external IDs, such as `{"sap": "000123"}`. External IDs that are left out stay; null removes one of them, or all.
    #[serde(default)]
    external_ids: ExternalIds,
    /// The time when the product was made, in the system that it comes from; never in the future. It takes the right `migrate`.
    #[serde(default)]
    created_at: Replace<Beginning>,
}

impl Parameters {
    /// The product that the call changes.
    pub fn named(&self) -> Subject {
        Subject::record::<Product>(self.product_id)
    }

    fn measure(&self) -> Measure {
        Measure::new(self.product_measury_id.clone(), self.product_measure_id.clone())
    }

    /// The product after the change, except for its inputs.
    fn applied_to(self, product: &Product, editor: &mut Editor) -> Result<Product> {
        let mut product = product.clone();
        self.measure().apply(&mut product.product_measury_id);
        self.name.apply(&mut product.name);
        self.short_name.apply(&mut product.short_name);
        self.value.apply(&mut product.value);
        self.sku.apply_key(&mut product.sku);
        self.description.apply(&mut product.description);
        self.profile_currency_type_id.apply(&mut product.profile_currency_type_id);
        self.product_discount_id.apply(&mut product.product_discount_id);
        self.product_validity_id.apply(&mut product.product_validity_id);
        let category_is_said = self.product_category_id.is_said();
        self.product_category_id.apply(&mut product.product_category_id);
        self.product_subcategory_id.apply(&mut product.product_subcategory_id);
        if !category_is_said {
            product.take_category_of_subcategory(editor)?;
        }
        if let Some(taxes) = self.taxes.given() {
            product.taxes = serde_json::to_string(&taxes.in_order())?;
        }
        self.slug.apply_key(&mut product.slug);
        self.featured.apply(&mut product.featured);
        self.public.apply(&mut product.public);
        if let Some(tags) = self.tags.given() {
            product.tags = tags.as_kept()?;
        }
        self.location.apply(&mut product.location);
        self.min_quantity.apply(&mut product.min_quantity);
        self.vendor.apply(&mut product.vendor);
        self.company_id.apply(&mut product.company_id);
        self.picture_id.apply(&mut product.picture_id);
        self.user_id.apply(&mut product.user_id);
        self.retired.apply(&mut product.retired);
        product.external_ids = self.external_ids.merged_into(&product.external_ids)?;
        Ok(product)
    }

    /// Notes problems of the parameters.
    pub fn check(&self, editor: &mut Editor, problems: &mut Problems) -> Result<Option<Found>> {
        if problems.concern("product_id") {
            return Ok(None);
        }
        let before = editor.get::<Product>(self.product_id.get())?;
        let created_at = self.created_at.given().copied();
        check_times::<Product>(editor, &[("created_at", created_at)], problems)?;
        let mut product = self.clone().applied_to(&before, editor)?;
        let taxes = self.taxes.given().cloned().unwrap_or_default();
        check_product(editor, &product, Some(&before), &self.measure(), &taxes, problems)?;
        product.inputs = self.inputs.merged_into(&before.inputs, editor, Product::ENTITY, problems)?;
        Ok(Some(Found { before, product, created_at: said(created_at) }))
    }
}

/// The product before and after the change.
pub struct Found {
    before: Recorded<Product>,
    product: Product,
    /// The time when it was made, if the call says another one.
    created_at: Option<Instant>,
}

impl Found {
    /// Changes the product.
    pub fn change(self, editor: &mut Editor) -> Result<One<Product>> {
        let product = editor.update_made_at(self.before, self.product, self.created_at)?;
        Ok(One::shown(editor, product))
    }
}

pub struct PatchProduct;

impl Method for PatchProduct {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found;
    type Response = One<Product>;

    const SUMMARY_IN_SPANISH: &'static str =
        "Modifica lo que se indica de un producto: lo que se omite queda como está y null borra lo que puede quedar vacío.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(Parameters::named);

    fn name(&self) -> &'static str {
        "PatchProduct"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        parameters.check(editor, problems)
    }

    fn call(&self, editor: &mut Editor, _: Parameters, found: Found) -> Result<One<Product>> {
        found.change(editor)
    }
}

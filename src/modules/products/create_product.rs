//! `Products.CreateProduct`: a new product.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Measure, check_product};
use crate::db::rows::Rows;
use crate::db::schema::products;
use crate::db::scope::Editor;
use crate::error::Result;
use crate::fields::folding::slugs;
use crate::fields::{Beginning, ExternalIds, Id, Ids, Key, Money, Named, OptionalKey, OptionalText, Tags, Text};
use crate::modules::free_name::free_name;
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

/// Creates a product.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    name: Text<200>,
    /// A short form of the name, for narrow places.
    #[serde(default)]
    short_name: OptionalText<100>,
    /// The price of one unit, without taxes: 0 or more.
    value: Money,
    /// The product's stock-keeping number, unique in the profile.
    #[serde(default)]
    sku: OptionalKey<100>,
    /// A description for buyers.
    #[serde(default)]
    description: OptionalText<5000>,
    /// The currency of the price, an entry of `Profiles.GetCurrencies`.
    #[serde(default)]
    profile_currency_type_id: Option<Id<CatalogEntry>>,
    /// An entry of `Products.GetDiscounts`.
    #[serde(default)]
    product_discount_id: Option<Id<CatalogEntry>>,
    /// An entry of `Products.GetValidities`.
    #[serde(default)]
    product_validity_id: Option<Id<CatalogEntry>>,
    /// An entry of `Products.GetMeasures`.
    #[serde(default)]
    product_measury_id: Option<Id<CatalogEntry>>,
    /// An alias of `product_measury_id`. If both are given, they must be equal.
    #[serde(default)]
    product_measure_id: Option<Id<CatalogEntry>>,
    /// An entry of `Products.GetCategories`. Default: the subcategory's category.
    #[serde(default)]
    product_category_id: Option<Id<CatalogEntry>>,
    /// An entry of `Products.GetSubcategories` that is a part of the category.
    #[serde(default)]
    product_subcategory_id: Option<Id<CatalogEntry>>,
    /// Entries of `Products.GetTaxes`.
    #[serde(default)]
    taxes: Ids<CatalogEntry>,
    /// The product's name in web addresses, unique in the profile, such as `red-chair`. Default: made from `name`.
    #[serde(default)]
    slug: Option<Key<200>>,
    /// Whether to show the product before others.
    #[serde(default)]
    featured: bool,
    /// Whether anybody may see the product, in the profile's directory.
    #[serde(default)]
    public: bool,
    /// Up to 50 texts. A text with commas is one tag.
    #[serde(default)]
    tags: Tags,
    /// The place where the product is.
    #[serde(default)]
    location: OptionalText<200>,
    /// The least quantity that is sold at once: more than 0.
    #[serde(default)]
    min_quantity: Option<Money>,
    /// The maker or supplier of the product.
    #[serde(default)]
    vendor: OptionalText<200>,
    /// The company that the product belongs to.
    #[serde(default)]
    company_id: Option<Id<Company>>,
    /// The product's picture: the id of a picture from `Files.Upload`.
    #[serde(default)]
    picture_id: Option<Id<File>>,
    /// The owner, who is in charge of the product: a user who is a member of the profile.
    #[serde(default)]
    user_id: Option<Id<Member>>,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`; `Products.GetInputs` lists the fields.
    #[serde(default)]
    inputs: Inputs,
    /// The record's external IDs: its ids in other systems, such as `{"sap": "000123"}`. Each is unique among records of its
    /// kind. Wherever an id is expected, an external ID may stand for it.
    #[serde(default)]
    external_ids: ExternalIds,
    /// The time when the product was made, in the system that it comes from; never in the future. It takes the right `migrate`. Default: now.
    #[serde(default)]
    created_at: Option<Beginning>,
}

impl Parameters {
    fn measure(&self) -> Measure {
        Measure::new(self.product_measury_id.into(), self.product_measure_id.into())
    }

    /// The product from these parameters, before anything that depends on the profile's other records: a made-up slug, and the
    /// inputs.
    fn product(self, editor: &mut Editor) -> Result<Product> {
        let measure = self.measure();
        let mut product = Product {
            name: self.name.into(),
            slug: self.slug.map(String::from).unwrap_or_default(),
            short_name: self.short_name.into(),
            value: self.value,
            sku: self.sku.into(),
            description: self.description.into(),
            profile_currency_type_id: self.profile_currency_type_id.map(Id::get),
            product_discount_id: self.product_discount_id.map(Id::get),
            product_validity_id: self.product_validity_id.map(Id::get),
            product_measury_id: None,
            product_category_id: self.product_category_id.map(Id::get),
            product_subcategory_id: self.product_subcategory_id.map(Id::get),
            taxes: serde_json::to_string(&self.taxes.in_order())?,
            featured: self.featured,
            tags: self.tags.as_kept()?,
            location: self.location.into(),
            min_quantity: self.min_quantity,
            vendor: self.vendor.into(),
            company_id: self.company_id.map(Id::get),
            picture_id: self.picture_id.map(Id::get),
            retired: false,
            inputs: String::new(),
            external_ids: self.external_ids.as_kept()?,
            user_id: self.user_id.map(Id::get),
            public: self.public,
        };
        measure.apply(&mut product.product_measury_id);
        product.take_category_of_subcategory(editor)?;
        Ok(product)
    }
}

pub struct CreateProduct;

impl Method for CreateProduct {
    type Scope = Editor;
    type Parameters = Parameters;
    /// The product, still without a made-up slug.
    type Found = Product;
    type Response = One<Product>;

    const SUMMARY_IN_SPANISH: &'static str = "Crea un producto.";

    fn name(&self) -> &'static str {
        "CreateProduct"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Product>> {
        check_times::<Product>(editor, &[("created_at", parameters.created_at)], problems)?;
        let mut product = parameters.clone().product(editor)?;
        check_product(editor, &product, None, &parameters.measure(), &parameters.taxes, problems)?;
        product.inputs = parameters.inputs.of_new(editor, Product::ENTITY, problems)?;
        Ok(Some(product))
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, mut product: Product) -> Result<One<Product>> {
        let reserved = editor.reserve::<Product>()?.made_at(said(parameters.created_at));
        let slug_is_made_up = parameters.slug.is_none();
        if slug_is_made_up {
            let slugs = slugs(&product.name, "product", reserved.id());
            product.slug = free_name(editor, slugs, |rows: Rows<Product>, slug| rows.filter(products::slug.eq(slug)))?;
        }
        let inserted = editor.insert_reserved(reserved, product);
        let product = inserted.map_err(|cause| cause.or_given_meanwhile(&[("slug", slug_is_made_up)]))?;
        Ok(One::shown(editor, product))
    }
}

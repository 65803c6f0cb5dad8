//! The creation of an item of either kind.

use schemars::JsonSchema;
use serde::Deserialize;

use super::in_two::{InTwo, OwnParameters};
use super::{KindOfItem, Measure, check_item, take_category_of_subcategory};
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
use crate::records::item::Item;
use crate::records::member::Member;
use crate::rpc::problems::Problems;

/// The parameters of a new item of either kind.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewItem {
    #[schemars(extend("x-aliases" = ["title"]))]
    name: Text<200>,
    /// A short form of the name, for narrow places.
    #[serde(default)]
    short_name: OptionalText<100>,
    /// The price of one unit, without taxes: 0 or more.
    #[schemars(extend("x-aliases" = ["price"]))]
    value: Money,
    /// The stock-keeping number, unique among the profile's records of the kind.
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
    #[schemars(extend("x-aliases" = ["unit"]))]
    #[serde(default)]
    product_measure_id: Option<Id<CatalogEntry>>,
    /// Entries of `Products.GetTaxes`.
    #[serde(default)]
    taxes: Ids<CatalogEntry>,
    /// The name in web addresses, unique among the profile's records of the kind, such as `red-chair`. Default: made from `name`.
    #[serde(default)]
    slug: Option<Key<200>>,
    /// Whether to show it before others.
    #[serde(default)]
    featured: bool,
    /// Whether anybody may see it, in the profile's directory.
    #[serde(default)]
    public: bool,
    /// Up to 50 texts. A text with commas is one tag.
    #[serde(default)]
    tags: Tags,
    /// The place where it is.
    #[serde(default)]
    location: OptionalText<200>,
    /// The least quantity that is sold at once: more than 0.
    #[serde(default)]
    min_quantity: Option<Money>,
    /// The maker or supplier.
    #[serde(default)]
    vendor: OptionalText<200>,
    /// The company that it belongs to.
    #[schemars(extend("x-aliases" = ["company"]))]
    #[serde(default)]
    company_id: Option<Id<Company>>,
    /// The id of a picture from `Files.Upload`.
    #[schemars(extend("x-aliases" = ["picture", "image"]))]
    #[serde(default)]
    picture_id: Option<Id<File>>,
    /// The owner, who is in charge of it: a user who is a member of the profile.
    #[serde(default)]
    user_id: Option<Id<Member>>,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`; the module's `GetInputs` lists the fields.
    #[serde(default)]
    inputs: Inputs,
    /// The record's external IDs: its ids in other systems, such as `{"sap": "000123"}`. Each is unique among records of its
    /// kind. Wherever an id is expected, an external ID may stand for it.
    #[serde(default)]
    external_ids: ExternalIds,
    /// The time when it was made, in the system that it comes from; never in the future. It takes the right `migrate`. Default: now.
    #[serde(default)]
    created_at: Option<Beginning>,
}

/// The parameters of a new item that only this kind takes.
pub trait OwnOfNew: OwnParameters + Clone {
    type Kind: KindOfItem;

    /// The item with them.
    fn completed(self, item: Item) -> Self::Kind;
}

impl NewItem {
    fn measure(&self) -> Measure {
        Measure::new(self.product_measury_id.into(), self.product_measure_id.into())
    }

    /// The item from these parameters, before anything that depends on the profile's other records: a made-up slug, and the
    /// inputs.
    fn item(self) -> Result<Item> {
        let measure = self.measure();
        let mut item = Item {
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
        measure.apply(&mut item.product_measury_id);
        Ok(item)
    }
}

impl<Own: OwnOfNew> InTwo<NewItem, Own> {
    /// Notes problems of the parameters. Returns the item, still without a made-up slug.
    pub fn check(&self, editor: &mut Editor, problems: &mut Problems) -> Result<Option<Own::Kind>> {
        let InTwo { shared, own } = self;
        check_times::<Own::Kind>(editor, &[("created_at", shared.created_at)], problems)?;
        let mut item = own.clone().completed(shared.clone().item()?);
        take_category_of_subcategory(editor, &mut item)?;
        check_item(editor, &item, None, &shared.measure(), &shared.taxes, problems)?;
        item.inputs = shared.inputs.of_new(editor, Own::Kind::ENTITY, problems)?;
        Ok(Some(item))
    }

    /// Keeps the item.
    pub fn create(self, editor: &mut Editor, mut item: Own::Kind) -> Result<One<Own::Kind>> {
        let reserved = editor.reserve::<Own::Kind>()?.made_at(said(self.shared.created_at));
        let slug_is_made_up = self.shared.slug.is_none();
        if slug_is_made_up {
            let slugs = slugs(&item.name, Own::Kind::ENTITY.name(), reserved.id());
            item.slug = free_name(editor, slugs, Own::Kind::with_slug)?;
        }
        let inserted = editor.insert_reserved(reserved, item);
        let item = inserted.map_err(|cause| cause.or_given_meanwhile(&[("slug", slug_is_made_up)]))?;
        Ok(One::shown(editor, item))
    }
}

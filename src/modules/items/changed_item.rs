//! The change of an item of either kind.

use schemars::JsonSchema;
use serde::Deserialize;

use super::in_two::{InTwo, OwnParameters};
use super::{KindOfItem, Measure, check_item, take_category_of_subcategory};
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
use crate::records::item::Item;
use crate::records::member::Member;
use crate::rpc::problems::Problems;

/// The parameters of a changed item of either kind.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangedItem {
    #[schemars(extend("x-aliases" = ["title"]))]
    #[serde(default)]
    name: Replace<Text<200>>,
    /// A short form of the name, for narrow places.
    #[serde(default)]
    short_name: Edit<OptionalText<100>>,
    /// The price of one unit, without taxes: 0 or more.
    #[schemars(extend("x-aliases" = ["price"]))]
    #[serde(default)]
    value: Replace<Money>,
    /// The stock-keeping number, unique among the profile's records of the kind.
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
    #[schemars(extend("x-aliases" = ["unit"]))]
    #[serde(default)]
    product_measure_id: Edit<Id<CatalogEntry>>,
    /// Entries of `Products.GetTaxes`: they replace the taxes before. Null or an empty list removes all.
    #[serde(default)]
    taxes: Replace<Ids<CatalogEntry>>,
    /// The name in web addresses, unique among the profile's records of the kind, such as `red-chair`.
    #[serde(default)]
    slug: Replace<Key<200>>,
    /// Whether to show it before others.
    #[serde(default)]
    featured: Replace<bool>,
    /// Whether anybody may see it, in the profile's directory.
    #[serde(default)]
    public: Replace<bool>,
    /// Up to 50 texts: they replace the tags before. A text with commas is one tag. Null or an empty list removes all.
    #[serde(default)]
    tags: Replace<Tags>,
    /// The place where it is.
    #[serde(default)]
    location: Edit<OptionalText<200>>,
    /// The least quantity that is sold at once: more than 0.
    #[serde(default)]
    min_quantity: Edit<Money>,
    /// The maker or supplier.
    #[serde(default)]
    vendor: Edit<OptionalText<200>>,
    /// The company that it belongs to.
    #[schemars(extend("x-aliases" = ["company"]))]
    #[serde(default)]
    company_id: Edit<Id<Company>>,
    /// The id of a picture from `Files.Upload`.
    #[schemars(extend("x-aliases" = ["picture", "image"]))]
    #[serde(default)]
    picture_id: Edit<Id<File>>,
    /// Whether it is retired: opportunities that have it keep it, and no new line may name it.
    #[serde(default)]
    retired: Replace<bool>,
    /// The owner, who is in charge of it: a user who is a member of the profile.
    #[serde(default)]
    user_id: Edit<Id<Member>>,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`. Fields left out keep their value; null removes it.
    #[serde(default)]
    inputs: Inputs,
    /// The record's external IDs, such as `{"sap": "000123"}`. External IDs that are left out stay; null removes one of them, or all.
    #[serde(default)]
    external_ids: ExternalIds,
    /// The time when it was made, in the system that it comes from; never in the future. It takes the right `migrate`.
    #[serde(default)]
    created_at: Replace<Beginning>,
}

/// The parameters of a changed item that only this kind takes.
pub trait OwnOfChanged: OwnParameters + Clone {
    type Kind: KindOfItem;

    /// The parameter with the item's id.
    const ID: &'static str;

    fn id(&self) -> Id<Self::Kind>;

    /// Whether the category is among them.
    fn says_category(&self) -> bool;

    /// Changes the item.
    fn apply(self, item: &mut Self::Kind);
}

impl ChangedItem {
    fn measure(&self) -> Measure {
        Measure::new(self.product_measury_id.clone(), self.product_measure_id.clone())
    }

    /// Changes the item, except for its inputs.
    fn apply(self, item: &mut Item) -> Result<()> {
        self.measure().apply(&mut item.product_measury_id);
        self.name.apply(&mut item.name);
        self.short_name.apply(&mut item.short_name);
        self.value.apply(&mut item.value);
        self.sku.apply_key(&mut item.sku);
        self.description.apply(&mut item.description);
        self.profile_currency_type_id.apply(&mut item.profile_currency_type_id);
        self.product_discount_id.apply(&mut item.product_discount_id);
        self.product_validity_id.apply(&mut item.product_validity_id);
        if let Some(taxes) = self.taxes.given() {
            item.taxes = serde_json::to_string(&taxes.in_order())?;
        }
        self.slug.apply_key(&mut item.slug);
        self.featured.apply(&mut item.featured);
        self.public.apply(&mut item.public);
        if let Some(tags) = self.tags.given() {
            item.tags = tags.as_kept()?;
        }
        self.location.apply(&mut item.location);
        self.min_quantity.apply(&mut item.min_quantity);
        self.vendor.apply(&mut item.vendor);
        self.company_id.apply(&mut item.company_id);
        self.picture_id.apply(&mut item.picture_id);
        self.user_id.apply(&mut item.user_id);
        self.retired.apply(&mut item.retired);
        item.external_ids = self.external_ids.merged_into(&item.external_ids)?;
        Ok(())
    }
}

/// The item before and after the change.
pub struct Found<R: KindOfItem> {
    before: Recorded<R>,
    item: R,
    /// The time when it was made, if the call says another one.
    created_at: Option<Instant>,
}

impl<Own: OwnOfChanged> InTwo<ChangedItem, Own> {
    /// The item that the call changes.
    pub fn named(&self) -> Subject {
        Subject::record::<Own::Kind>(self.own.id())
    }

    /// Notes problems of the parameters.
    pub fn check(&self, editor: &mut Editor, problems: &mut Problems) -> Result<Option<Found<Own::Kind>>> {
        let InTwo { shared, own } = self;
        if problems.concern(Own::ID) {
            return Ok(None);
        }
        let before = editor.get::<Own::Kind>(own.id().get())?;
        let created_at = shared.created_at.given().copied();
        check_times::<Own::Kind>(editor, &[("created_at", created_at)], problems)?;
        let mut item = before.record.clone();
        shared.clone().apply(&mut item)?;
        own.clone().apply(&mut item);
        if !own.says_category() {
            take_category_of_subcategory(editor, &mut item)?;
        }
        let taxes = shared.taxes.given().cloned().unwrap_or_default();
        check_item(editor, &item, Some(&before.record), &shared.measure(), &taxes, problems)?;
        item.inputs = shared.inputs.merged_into(&before.inputs, editor, Own::Kind::ENTITY, problems)?;
        Ok(Some(Found { before, item, created_at: said(created_at) }))
    }
}

impl<R: KindOfItem> Found<R> {
    /// Changes the item.
    pub fn change(self, editor: &mut Editor) -> Result<One<R>> {
        let item = editor.update_made_at(self.before, self.item, self.created_at)?;
        Ok(One::shown(editor, item))
    }
}

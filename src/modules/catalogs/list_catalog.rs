//! `Companies.GetTypes`, `Profiles.GetStages` and the like: one catalog under its own name.

use std::borrow::Cow;
use std::fmt::Debug;
use std::marker::PhantomData;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{BY_POSITION, Catalog, NULLABLE, SORTS, check_filter, offered};
use crate::db::rows::Rows;
use crate::db::schema::catalog_entries;
use crate::db::scope::Reader;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::{Ids, Order};
use crate::modules::list::{List, SortKey};
use crate::modules::withheld::Withheld;
use crate::records::catalog;
use crate::records::catalog_entry::CatalogEntry;
use crate::rpc::problems::Problems;
use crate::sentences::Language;

/// The entries that a call chooses.
pub trait Chosen: DeserializeOwned + JsonSchema + Clone + Debug + Default + PartialEq + Send + Sync + 'static {
    /// Whether to list retired entries, too.
    fn with_retired(&self) -> bool;

    /// The parents whose entries alone are listed, with the catalog that they are of and the parameter that names them; none where the
    /// entries have no parents.
    fn parents(&self) -> Option<(&'static str, &'static str, &Ids<CatalogEntry>)>;
}

/// Entries of a catalog without parents.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Filters")]
pub struct OfAll {
    /// Whether to list retired entries, too: those that no new record may name.
    #[serde(default)]
    with_retired: bool,
}

/// Stages of some pipelines.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Filters")]
pub struct OfPipelines {
    /// Only the stages of this pipeline, or of any of several: entries of `Profiles.GetPipelines`.
    #[serde(default)]
    pipeline_id: Ids<CatalogEntry>,
    /// Whether to list retired entries, too: those that no new record may name.
    #[serde(default)]
    with_retired: bool,
}

/// Subcategories of some categories of products.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Filters")]
pub struct OfCategories {
    /// Only the subcategories of this category, or of any of several: entries of `Products.GetCategories`.
    #[serde(default)]
    category_id: Ids<CatalogEntry>,
    /// Whether to list retired entries, too: those that no new record may name.
    #[serde(default)]
    with_retired: bool,
}

/// Subcategories of some categories of services.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Filters")]
pub struct OfServiceCategories {
    /// Only the subcategories of this category, or of any of several: entries of `Services.GetCategories`.
    #[serde(default)]
    category_id: Ids<CatalogEntry>,
    /// Whether to list retired entries, too: those that no new record may name.
    #[serde(default)]
    with_retired: bool,
}

impl Chosen for OfAll {
    fn with_retired(&self) -> bool {
        self.with_retired
    }

    fn parents(&self) -> Option<(&'static str, &'static str, &Ids<CatalogEntry>)> {
        None
    }
}

impl Chosen for OfPipelines {
    fn with_retired(&self) -> bool {
        self.with_retired
    }

    fn parents(&self) -> Option<(&'static str, &'static str, &Ids<CatalogEntry>)> {
        Some((catalog::PIPELINES, "pipeline_id", &self.pipeline_id))
    }
}

impl Chosen for OfCategories {
    fn with_retired(&self) -> bool {
        self.with_retired
    }

    fn parents(&self) -> Option<(&'static str, &'static str, &Ids<CatalogEntry>)> {
        Some((catalog::PRODUCT_CATEGORIES, "category_id", &self.category_id))
    }
}

impl Chosen for OfServiceCategories {
    fn with_retired(&self) -> bool {
        self.with_retired
    }

    fn parents(&self) -> Option<(&'static str, &'static str, &Ids<CatalogEntry>)> {
        Some((catalog::SERVICE_CATEGORIES, "category_id", &self.category_id))
    }
}

/// The method that lists one catalog; the catalog gives it its name.
pub struct ListCatalog<C>(&'static Catalog, PhantomData<fn() -> C>);

impl<C> ListCatalog<C> {
    pub const fn of(catalog: &'static Catalog) -> Self {
        ListCatalog(catalog, PhantomData)
    }
}

impl<C: Chosen> List for ListCatalog<C> {
    type Record = CatalogEntry;
    type Filters = C;

    const SUMMARY_IN_SPANISH: &'static str = "Lista, en su orden, las entradas de un catálogo.";
    const NAME: &'static str = "GetEntries";
    const PLURAL: &'static str = "entries";
    const WHOLE: bool = true;
    const FEW: bool = true;
    const ORDER: Order = BY_POSITION;
    const SORTS: &'static [SortKey<CatalogEntry>] = SORTS;
    const NULLABLE: &'static [&'static str] = NULLABLE;

    fn check(reader: &mut Reader, filters: &C, problems: &mut Problems) -> Result<()> {
        filters.parents().map_or(Ok(()), |(catalog, parameter, ids)| check_filter(reader, catalog, parameter, ids, problems))
    }

    fn rows(reader: &Reader, filters: &C) -> Rows<CatalogEntry> {
        let parents = filters.parents().and_then(|(_, _, ids)| ids.given());
        offered(reader.rows::<CatalogEntry>(), filters.with_retired()).among(catalog_entries::parent_id, parents)
    }

    fn narrowing(filters: C) -> C {
        filters
    }

    fn with(_: &mut Reader, _: &C, _: &[Recorded<CatalogEntry>], _: &mut Withheld) -> Result<()> {
        Ok(())
    }

    fn part(&self, rows: Rows<CatalogEntry>) -> Rows<CatalogEntry> {
        rows.filter(catalog_entries::catalog.eq(self.0.name))
    }

    fn identity(&self) -> &'static str {
        let Catalog { name, .. } = self.0;
        name
    }

    fn name(&self) -> &'static str {
        let Catalog { method, .. } = self.0;
        method
    }

    fn plural(&self) -> &'static str {
        self.0.plural
    }

    fn summary(&self) -> Option<Cow<'static, str>> {
        let mut text = format!("Lists the profile's {}, in their order.", self.0.name.replace('_', " "));
        let value = self.0.value.as_ref().map(|number| number.text(Language::English));
        let code = self.0.code.map(|meaning| meaning.text(Language::English).to_owned());
        for (field, meaning) in [("value", value), ("code", code)] {
            if let Some(meaning) = meaning {
                text.push_str(&format!("\n\nThe `{field}` of an entry is {meaning}."));
            }
        }
        Some(text.into())
    }

    fn summary_in_spanish(&self) -> Cow<'static, str> {
        format!("Lista, en su orden, {} del perfil.", self.0.in_spanish).into()
    }
}

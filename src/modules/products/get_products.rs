//! `Products.GetProducts`: the profile's products, all of them if no page is asked for.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::rows::Rows;
use crate::db::schema::products;
use crate::db::scope::Reader;
use crate::db::search::name_key;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::{Ids, InstantRange, OptionalText};
use crate::modules::catalogs::check_filter;
use crate::modules::inputs::shown_inputs;
use crate::modules::list::{Counter, List, Of, SortKey};
use crate::modules::profiles::check_owners;
use crate::modules::reference::check_referred;
use crate::modules::withheld::Withheld;
use crate::records::catalog;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::item::{TAXES, With};
use crate::records::member::Member;
use crate::records::product::{BY_USER, Product};
use crate::rpc::problems::Problems;

/// Lists the products of a profile, retired ones among them: all at once, or page by page where `page` or
/// `pagination` is given.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    /// Only products of these categories, entries of `Products.GetCategories`.
    #[serde(default)]
    product_category_id: Ids<CatalogEntry>,
    /// Only products of these subcategories, entries of `Products.GetSubcategories`.
    #[serde(default)]
    product_subcategory_id: Ids<CatalogEntry>,
    /// Only products with at least one of these taxes, entries of `Products.GetTaxes`.
    #[serde(default)]
    taxes: Ids<CatalogEntry>,
    /// Only products priced in these currencies, entries of `Profiles.GetCurrencies`.
    #[serde(default)]
    profile_currency_type_id: Ids<CatalogEntry>,
    /// Only products that belong to this company, or to any of several.
    #[serde(default)]
    company_id: Ids<Company>,
    /// Only featured products (true), or only others (false).
    #[serde(default)]
    featured: Option<bool>,
    /// Only products that anybody may see (true), or only others (false).
    #[serde(default)]
    public: Option<bool>,
    /// Only retired products (true), or only others (false). Default: both.
    #[serde(default)]
    retired: Option<bool>,
    /// Only products of these owners.
    #[serde(default)]
    user_id: Ids<Member>,
    /// Only products created in this range of time.
    #[serde(default)]
    created_at: InstantRange,
    /// Only products with this text in their names, sku, description, tags, location, vendor or custom fields, ignoring case and accents.
    #[serde(default)]
    query: OptionalText<200>,
    /// Whether to list the values of custom fields, too.
    #[serde(default)]
    with_inputs: bool,
}

pub struct GetProducts;

impl List for GetProducts {
    type Record = Product;
    type Filters = Filters;

    const SUMMARY_IN_SPANISH: &'static str = "Lista los productos de un perfil, incluidos los retirados: todos a la vez, o \
        página por página si se indica `page` o `pagination`.";
    const NAME: &'static str = "GetProducts";
    const PLURAL: &'static str = "products";
    const SORTS: &'static [SortKey<Product>] = &[
        SortKey::by_name("name", |kept| name_key(&kept.name)),
        SortKey { name: "value", column: "value", of: Of::Number(|kept| kept.value.ten_thousandths()) },
    ];
    const NULLABLE: &'static [&'static str] = &[
        "short_name",
        "sku",
        "description",
        "profile_currency_type_id",
        "product_discount_id",
        "product_validity_id",
        "product_measury_id",
        "product_category_id",
        "product_subcategory_id",
        "location",
        "min_quantity",
        "vendor",
        "company_id",
        "picture_id",
        "user_id",
    ];
    const WHOLE: bool = true;
    const COUNTED: &'static [Counter<Filters>] = &[(BY_USER, |filters| filters.user_id.take())];

    fn check(reader: &mut Reader, filters: &Filters, problems: &mut Problems) -> Result<()> {
        check_owners(reader, "user_id", &filters.user_id, BY_USER, problems)?;
        check_filter(reader, catalog::PRODUCT_CATEGORIES, "product_category_id", &filters.product_category_id, problems)?;
        check_filter(reader, catalog::PRODUCT_SUBCATEGORIES, "product_subcategory_id", &filters.product_subcategory_id, problems)?;
        check_filter(reader, catalog::PRODUCT_TAXES, "taxes", &filters.taxes, problems)?;
        check_filter(reader, catalog::CURRENCIES, "profile_currency_type_id", &filters.profile_currency_type_id, problems)?;
        check_referred::<Company>(reader, "company_id", &filters.company_id, problems)
    }

    fn rows(reader: &Reader, filters: &Filters) -> Rows<Product> {
        reader
            .rows::<Product>()
            .among(products::product_category_id, filters.product_category_id.given())
            .among(products::product_subcategory_id, filters.product_subcategory_id.given())
            .among(products::profile_currency_type_id, filters.profile_currency_type_id.given())
            .among(products::company_id, filters.company_id.given())
            .linked_to_any(TAXES.to, filters.taxes.given())
            .filter_if(filters.featured, |featured| products::featured.eq(featured))
            .filter_if(filters.public, |public| products::public.eq(public))
            .filter_if(filters.retired, |retired| products::retired.eq(retired))
            .among(products::user_id, filters.user_id.given())
            .filter_if(filters.created_at.from, |from| products::created_at.ge(from))
            .filter_if(filters.created_at.until, |until| products::created_at.lt(until))
    }

    fn query(filters: &Filters) -> Option<&str> {
        filters.query.as_deref()
    }

    fn narrowing(filters: Filters) -> Filters {
        Filters { query: OptionalText::default(), with_inputs: false, ..filters }
    }

    fn with(reader: &mut Reader, filters: &Filters, rows: &[Recorded<Product>], withheld: &mut Withheld) -> Result<With> {
        let inputs = shown_inputs(reader, filters.with_inputs, rows, withheld)?;
        Ok(With { inputs, pictures: reader.pictures() })
    }
}

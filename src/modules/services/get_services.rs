//! `Services.GetServices`: the profile's services, all of them if no page is asked for.

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
use crate::records::service::{BY_USER, Service};
use crate::rpc::problems::Problems;

/// Lists the services of a profile, retired ones among them: all at once, or page by page where `page` or
/// `pagination` is given.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    /// Only services of these categories, entries of `Services.GetCategories`.
    #[serde(default)]
    service_category_id: Ids<CatalogEntry>,
    /// Only services of these subcategories, entries of `Services.GetSubcategories`.
    #[serde(default)]
    service_subcategory_id: Ids<CatalogEntry>,
    /// Only services with at least one of these taxes, entries of `Products.GetTaxes`.
    #[serde(default)]
    taxes: Ids<CatalogEntry>,
    /// Only services priced in these currencies, entries of `Profiles.GetCurrencies`.
    #[serde(default)]
    profile_currency_type_id: Ids<CatalogEntry>,
    /// Only services that belong to this company, or to any of several.
    #[serde(default)]
    company_id: Ids<Company>,
    /// Only featured services (true), or only others (false).
    #[serde(default)]
    featured: Option<bool>,
    /// Only services that anybody may see (true), or only others (false).
    #[serde(default)]
    public: Option<bool>,
    /// Only retired services (true), or only others (false). Default: both.
    #[serde(default)]
    retired: Option<bool>,
    /// Only services of these owners.
    #[serde(default)]
    user_id: Ids<Member>,
    /// Only services created in this range of time.
    #[serde(default)]
    created_at: InstantRange,
    /// Only services with this text in their names, sku, description, tags, location, vendor, brand or custom fields, ignoring case and accents.
    #[serde(default)]
    query: OptionalText<200>,
    /// Whether to list the values of custom fields, too.
    #[serde(default)]
    with_inputs: bool,
}

pub struct GetServices;

impl List for GetServices {
    type Record = Service;
    type Filters = Filters;

    const SUMMARY_IN_SPANISH: &'static str = "Lista los servicios de un perfil, incluidos los retirados: todos a la vez, o \
        página por página si se indica `page` o `pagination`.";
    const NAME: &'static str = "GetServices";
    const PLURAL: &'static str = "services";
    const SORTS: &'static [SortKey<Service>] = &[
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
        "service_category_id",
        "service_subcategory_id",
        "location",
        "min_quantity",
        "vendor",
        "brand",
        "company_id",
        "picture_id",
        "user_id",
    ];
    const WHOLE: bool = true;
    const COUNTED: &'static [Counter<Filters>] = &[(BY_USER, |filters| filters.user_id.take())];

    fn check(reader: &mut Reader, filters: &Filters, problems: &mut Problems) -> Result<()> {
        check_owners(reader, "user_id", &filters.user_id, BY_USER, problems)?;
        check_filter(reader, catalog::SERVICE_CATEGORIES, "service_category_id", &filters.service_category_id, problems)?;
        check_filter(reader, catalog::SERVICE_SUBCATEGORIES, "service_subcategory_id", &filters.service_subcategory_id, problems)?;
        check_filter(reader, catalog::PRODUCT_TAXES, "taxes", &filters.taxes, problems)?;
        check_filter(reader, catalog::CURRENCIES, "profile_currency_type_id", &filters.profile_currency_type_id, problems)?;
        check_referred::<Company>(reader, "company_id", &filters.company_id, problems)
    }

    fn rows(reader: &Reader, filters: &Filters) -> Rows<Service> {
        reader
            .rows::<Service>()
            .among(products::service_category_id, filters.service_category_id.given())
            .among(products::service_subcategory_id, filters.service_subcategory_id.given())
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

    fn with(reader: &mut Reader, filters: &Filters, rows: &[Recorded<Service>], withheld: &mut Withheld) -> Result<With> {
        let inputs = shown_inputs(reader, filters.with_inputs, rows, withheld)?;
        Ok(With { inputs, pictures: reader.pictures() })
    }
}

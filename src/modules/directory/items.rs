//! The filters that the lists of products and of services share.

use schemars::JsonSchema;
use serde::Deserialize;

use super::size_or_sort::SizeOrSort;
use super::{BY_AGE, BY_NAME, BY_PRICE, paging};
use crate::db::directory::Sought;
use crate::fields::{OptionalText, PageNumber, PageSize, Paging};
use crate::rpc::problems::Problems;

/// The filters, and the page.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Only records with this text in their names, ignoring case and accents.
    #[serde(default)]
    query: OptionalText<200>,
    /// Only records of the category with this name, ignoring case and accents.
    #[serde(default)]
    category: OptionalText<200>,
    /// Only records that belong to the public company with this slug.
    #[serde(default)]
    company: OptionalText<200>,
    /// Only records with this tag, to the letter.
    #[serde(default)]
    tag: OptionalText<100>,
    /// Only featured records; `false` is no filter.
    #[serde(default)]
    featured: bool,
    /// Only one record of each owner, the newest; where a record has no owner, its author stands for the owner. Default: false.
    #[serde(default)]
    unique: bool,
    /// The order: `name`, `created_at` or `value` (the price), or one of them behind `-` for the greatest first, so that
    /// `-created_at` gives the newest first. Default: `name`. A whole number is the number of records on a page, as in `pagination`.
    #[serde(default)]
    sort: Option<SizeOrSort>,
    /// The number of records on a page: 1 to 100. Default: 20.
    #[schemars(extend("x-aliases" = ["limit"], "maximum" = 100))]
    #[serde(default)]
    pagination: Option<PageSize>,
    /// The page's number, from 1. Default: 1.
    #[serde(default)]
    page: Option<PageNumber>,
}

impl Parameters {
    /// The page that is asked for. Mistakes are noted.
    pub fn paging(&self, problems: &mut Problems) -> Paging {
        let Parameters { sort, pagination, page, .. } = self;
        paging(sort.as_ref(), *pagination, *page, &[BY_NAME, BY_AGE, BY_PRICE], problems)
    }
}

impl From<Parameters> for Sought {
    fn from(parameters: Parameters) -> Sought {
        let Parameters { query, category, company, tag, featured, unique, .. } = parameters;
        Sought { query: query.into(), category: category.into(), company: company.into(), tag: tag.into(), featured, one_per_owner: unique }
    }
}

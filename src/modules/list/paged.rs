//! Sequences that are no [`super::List`]: pages and walks in the order of the ids.

use std::fmt::Debug;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::with_properties;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::page::{Part, Portion, with_total};
use crate::fields::{Cursor, Edit, Order, PageNumber, PageSize, Paging, Sort};
use crate::rpc::decode::{Decoded, Mentions, decode_beside, decode_some};
use crate::rpc::method::FromTree;
use crate::rpc::problems::Problems;
use crate::rpc::tree::Tree;
use crate::sentences::Sentence;

/// The parameters of a method that lists what is no [`super::List`].
#[derive(Debug, Clone)]
pub struct Paged<F> {
    page: PageParameters,
    filters: F,
}

#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PageParameters {
    /// Whether to count the records, for `total` and `last_page` in the reply. Default: true. A script that walks all pages can
    /// do without.
    #[serde(default = "with_total")]
    with_total: bool,
    #[serde(default)]
    sort: Sort,
    /// The place in the list from which to read on, instead of `page`: null for the first records, then the `next_cursor` of
    /// each reply. The cost does not grow with depth.
    #[serde(default)]
    cursor: Edit<Cursor<Position>>,
    /// The number of records on a page: 1 to 1000. Default: 500.
    #[schemars(extend("x-aliases" = ["limit", "Size"]))]
    #[serde(default)]
    pagination: Option<PageSize>,
    /// The page's number, from 1. Default: 1.
    #[schemars(extend("x-aliases" = ["Page"]))]
    #[serde(default)]
    page: Option<PageNumber>,
}

impl PageParameters {
    const NAMES: [&'static str; 5] = ["with_total", "sort", "cursor", "pagination", "page"];
}

/// Where a cursor stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Position {
    profile_id: i64,
    /// Stands for the list: the method, its filters and its order.
    list: String,
    id: i64,
}

/// Where the records of a reply stand in their list.
#[derive(Serialize, JsonSchema)]
pub struct Reached {
    /// The number of records on all pages. Left out with `with_total: false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<i64>,
    /// The number of this page; null where the list is walked by cursor.
    current_page: Option<i64>,
    /// The last page with any record; at least 1. Null where the list is walked by cursor; left out with `with_total: false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<i64>")]
    last_page: Option<Option<i64>>,
    /// The `cursor` that gives the records behind these; null at the end of the list.
    #[schemars(with = "Option<String>")]
    next_cursor: Option<Cursor<Position>>,
}

impl<F: Debug> Paged<F> {
    fn paging(&self) -> Paging {
        let PageParameters { sort, pagination, page, .. } = self.page;
        Paging::new(pagination.unwrap_or_default(), page.unwrap_or_default(), sort)
    }

    /// The part of the list that is asked for.
    pub fn part(&self) -> Part {
        let paging = self.paging();
        let (size, order) = (paging.size(), paging.order());
        match &self.page.cursor {
            Edit::Keep => Part::Page(paging),
            Edit::Clear => Part::Behind { id: None, size, order },
            Edit::Set(Cursor(position)) => Part::Behind { id: Some(position.id), size, order },
        }
    }

    /// Whether the part is short and near an end of the list.
    pub fn is_near(&self) -> bool {
        let paging = self.paging();
        paging.size() <= super::LONGEST_SHORT_PAGE && (self.page.cursor.is_said() || paging.depth() <= 10_000)
    }

    /// Whether to count the records.
    pub fn with_total(&self) -> bool {
        self.page.with_total
    }

    pub fn filters(&self) -> &F {
        &self.filters
    }

    /// Notes a cursor that is not this list's.
    pub fn check(&self, reader: &Reader, list: &str, problems: &mut Problems) {
        if self.page.page.is_some() && self.page.cursor.is_said() {
            problems.add("page", "beside_cursor", Sentence::PageBesideCursor);
        }
        if let Some(Cursor(position)) = self.page.cursor.given() {
            if position.profile_id != reader.profile_id() {
                problems.add("cursor", "of_another_profile", Sentence::CursorOfAnotherProfile);
            } else if position.list != self.fingerprint(list) {
                problems.add("cursor", "of_another_list", Sentence::CursorOfAnotherList);
            }
        }
    }

    /// Where these records stand, the last of which has this id.
    pub fn reached<R>(&self, reader: &Reader, list: &str, portion: &Portion<R>, id: impl FnOnce(&R) -> i64) -> Reached {
        let last = portion.rows.last().filter(|_| portion.has_more);
        let next_cursor = last.map(|last| {
            let position = Position { profile_id: reader.profile_id(), list: self.fingerprint(list), id: id(last) };
            Cursor(position)
        });
        let total = portion.total.filter(|_| self.page.with_total);
        match self.part() {
            Part::Page(paging) => {
                let place = paging.place(total);
                Reached { total, current_page: Some(place.current_page), last_page: place.last_page.map(Some), next_cursor }
            }
            Part::Behind { .. } => Reached { total, current_page: None, last_page: Some(None), next_cursor },
        }
    }

    fn fingerprint(&self, list: &str) -> String {
        let Order { descending, .. } = self.paging().order();
        let asked = format!("{list} {descending} {:?}", self.filters);
        Sha256::digest(asked).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

impl<F: DeserializeOwned + JsonSchema + Clone + Send + 'static> FromTree for Paged<F> {
    fn read(tree: &Tree<'_>, elsewhere: &[&'static str], mentions: &Mentions) -> Result<Decoded<Self>, Problems> {
        let mut problems = Problems::default();
        let page = problems.collect(decode_some::<PageParameters>(tree, mentions));
        let filters = problems.collect(decode_beside::<F>(tree, &[elsewhere, &PageParameters::NAMES].concat(), mentions));
        match (page, filters) {
            (Some(page), Some(filters)) => Ok(Decoded { parameters: Paged { page, filters }, problems }),
            _ => Err(problems),
        }
    }
}

impl<F: JsonSchema> JsonSchema for Paged<F> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        F::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        with_properties::<F>(PageParameters::json_schema(generator), generator)
    }
}

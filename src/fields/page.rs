//! Pages: their size, their number, and what the reply says about the rest.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use super::leaf::{self, Leaf, Violation, Written};
use crate::sentences::{Expected, Sentence};

/// The number of rows on a page: 1 to 1000. Default: 500.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSize(i64);

/// The page's number, from 1. Default: 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageNumber(i64);

impl Default for PageSize {
    fn default() -> Self {
        PageSize(500)
    }
}

impl From<PageSize> for i64 {
    fn from(size: PageSize) -> i64 {
        size.0
    }
}

impl PageSize {
    /// Room for so many rows, as far as a page can have them.
    pub fn of(rows: usize) -> Self {
        PageSize(i64::try_from(rows).unwrap_or(GREATEST_SIZE).clamp(1, GREATEST_SIZE))
    }
}

impl Default for PageNumber {
    fn default() -> Self {
        PageNumber(1)
    }
}

fn within(written: Written<'_>, greatest: i64) -> Result<i64, Violation> {
    let wrong = |rule| Violation::new(rule, Sentence::TakesWholeNumberBetween { least: 1, greatest });
    let value = written.characters().and_then(|characters| characters.parse::<i64>().ok());
    match value {
        Some(value) if (1..=greatest).contains(&value) => Ok(value),
        Some(_) => Err(wrong("out_of_range")),
        None => Err(wrong("wrong_type")),
    }
}

const GREATEST_SIZE: i64 = 1000;
const GREATEST_NUMBER: i64 = 1_000_000_000;

impl Leaf for PageSize {
    const WHAT: Expected = Expected::PageSize;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        within(written, GREATEST_SIZE).map(PageSize)
    }

    fn placeholder() -> Self {
        PageSize::default()
    }
}

impl Leaf for PageNumber {
    const WHAT: Expected = Expected::PageNumber;

    fn read(written: Written<'_>) -> Result<Self, Violation> {
        within(written, GREATEST_NUMBER).map(PageNumber)
    }

    fn placeholder() -> Self {
        PageNumber::default()
    }
}

impl<'de> Deserialize<'de> for PageSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl<'de> Deserialize<'de> for PageNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        leaf::deserialize(deserializer)
    }
}

impl Serialize for PageSize {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Serialize for PageNumber {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl JsonSchema for PageSize {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "PageSize".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["integer", "string"], "minimum": 1, "maximum": GREATEST_SIZE })
    }
}

impl JsonSchema for PageNumber {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "PageNumber".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["integer", "string"], "minimum": 1, "maximum": GREATEST_NUMBER })
    }
}

/// The page of a list that a call asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paging {
    size: i64,
    number: i64,
    order: Order,
}

/// The rows to read, counted from the nearer end of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub order: Order,
    pub skip: i64,
    pub take: i64,
    /// Whether the rows are read from the list's end, and must be reversed.
    pub from_the_end: bool,
}

impl Paging {
    pub fn new(size: PageSize, number: PageNumber, order: impl Into<Order>) -> Self {
        Paging { size: size.0, number: number.0, order: order.into() }
    }

    /// So many rows from the front.
    pub fn first(size: i64, order: Order) -> Self {
        Paging { size, number: 1, order }
    }

    /// All rows on one page.
    pub fn whole(order: Order) -> Self {
        Paging { size: i64::from(i32::MAX), number: 1, order }
    }

    pub fn order(self) -> Order {
        self.order
    }

    pub fn number(self) -> i64 {
        self.number
    }

    pub fn size(self) -> i64 {
        self.size
    }

    /// The page's rows in a list of this length; None if the page is past the end. Without a length, the page is counted from the
    /// front.
    pub fn window(self, total: Option<i64>) -> Option<Window> {
        let order = self.order;
        let skip = (self.number - 1).saturating_mul(self.size);
        let Some(total) = total else {
            return Some(Window { order, skip, take: self.size, from_the_end: false });
        };
        let take = self.size.min(total - skip);
        if take <= 0 {
            return None;
        }
        let behind = total - skip - take;
        let from_the_end = behind < skip;
        let order = Order { descending: order.descending != from_the_end, ..order };
        Some(Window { order, skip: skip.min(behind), take, from_the_end })
    }

    /// The number of rows up to the end of the page.
    pub fn depth(self) -> i64 {
        self.number.saturating_mul(self.size)
    }

    /// The place of the page, for the reply.
    pub fn place(self, total: Option<i64>) -> Place {
        Place { total, current_page: self.number, last_page: total.map(|total| ((total + self.size - 1) / self.size).max(1)) }
    }
}

/// The length of a list, and the page's place in it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Place {
    /// The number of records on all pages. Left out with `with_total: false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
    /// The number of this page.
    pub current_page: i64,
    /// The last page with any record; at least 1. Left out with `with_total: false`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_page: Option<i64>,
}

/// One page of a list.
#[derive(Debug)]
pub struct Page<R> {
    pub rows: Vec<R>,
    pub place: Place,
}

/// The part of a sequence that a call asks for: a page, or the rows behind one of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Part {
    Page(Paging),
    /// The rows behind the one with this id, or the first ones.
    Behind {
        id: Option<i64>,
        size: i64,
        order: Order,
    },
}

/// The rows of a part, how many there are in all if they were counted, and whether others follow.
#[derive(Debug)]
pub struct Portion<R> {
    pub rows: Vec<R>,
    pub total: Option<i64>,
    pub has_more: bool,
}

impl Part {
    /// The rows to read in a sequence of this length; none if the part is past the end. Where no length tells whether others
    /// follow, one more row does.
    pub fn window(self, total: Option<i64>) -> Option<Window> {
        match self {
            Part::Page(paging) => {
                let window = paging.window(total)?;
                Some(if total.is_some() { window } else { Window { take: window.take.saturating_add(1), ..window } })
            }
            Part::Behind { size, order, .. } => Some(Window { order, skip: 0, take: size.saturating_add(1), from_the_end: false }),
        }
    }

    /// The id of the row behind which the part begins.
    pub fn behind(self) -> Option<i64> {
        match self {
            Part::Page(_) => None,
            Part::Behind { id, .. } => id,
        }
    }

    /// Takes the row away that only tells whether others follow, and says whether they do.
    pub fn cut<R>(self, rows: &mut Vec<R>, total: Option<i64>) -> bool {
        let size = match (self, total) {
            (Part::Page(paging), Some(total)) => return paging.depth() < total,
            (Part::Page(paging), None) => paging.size(),
            (Part::Behind { size, .. }, _) => size,
        };
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let has_more = rows.len() > size;
        rows.truncate(size);
        has_more
    }
}

/// The default of `with_total`: a list is counted.
pub fn with_total() -> bool {
    true
}

/// The order of a list: by a column, and by the id among records that are equal in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    pub column: &'static str,
    /// The greatest first, and among equal ones the greatest id.
    pub descending: bool,
    /// Whether the column may have no value. A record without one comes before all others.
    pub nullable: bool,
}

impl Order {
    /// The oldest record first.
    pub const BY_ID: Order = Order { column: "id", descending: false, nullable: false };

    pub fn is_by_id(self) -> bool {
        self.column == Self::BY_ID.column
    }
}

impl From<Sort> for Order {
    fn from(sort: Sort) -> Self {
        Order { descending: sort == Sort::Descending, ..Order::BY_ID }
    }
}

/// The order of a list by its ids, and so by the creation of its records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Sort {
    /// Oldest first.
    #[default]
    #[serde(rename = "id")]
    Ascending,
    /// Newest first.
    #[serde(rename = "-id")]
    Descending,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn walking_the_pages_meets_every_row_once(total in 0i64..500, size in 1i64..60, newest_first: bool) {
            let sort = if newest_first { Sort::Descending } else { Sort::Ascending };
            let at = |number| Paging { size, number, order: sort.into() };
            let last = at(1).place(Some(total)).last_page.unwrap();
            let mut met = Vec::new();
            for number in 1..=last {
                if let Some(window) = at(number).window(Some(total)) {
                    let mut rows: Vec<i64> = if window.order.descending { (0..total).rev().collect() } else { (0..total).collect() };
                    let (skip, take) = (usize::try_from(window.skip).unwrap(), usize::try_from(window.take).unwrap());
                    rows = rows.into_iter().skip(skip).take(take).collect();
                    if window.from_the_end {
                        rows.reverse();
                    }
                    prop_assert!(window.skip <= total / 2, "the nearer end");
                    met.extend(rows);
                }
            }
            let mut expected: Vec<i64> = (0..total).collect();
            if newest_first {
                expected.reverse();
            }
            prop_assert_eq!(met, expected);
            prop_assert_eq!(at(last + 1).window(Some(total)), None);
        }
    }

    #[test]
    fn an_empty_list_has_one_page() {
        let paging = Paging { size: 50, number: 9, order: Order::BY_ID };
        assert_eq!(paging.place(Some(0)), Place { total: Some(0), current_page: 9, last_page: Some(1) });
    }
}

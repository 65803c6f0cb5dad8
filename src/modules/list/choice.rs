//! The parameters that all lists share: which records, in which order, how many and from where on, and which of their keys.
//!
//! Invariants: a cursor leads on in the list that gave it, and in no other.

use std::collections::BTreeSet;
use std::fmt::Debug;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::db::emptiness::Emptiness;
use crate::db::rows::Rows;
use crate::db::scope::Reader;
use crate::db::search::NAME_KEY;
use crate::db::sql::{Key, Spot};
use crate::db::stored::{Recorded, Stored};
use crate::error::Result;
use crate::fields::id::NO_RECORD;
use crate::fields::nearest::nearest;
use crate::fields::page::with_total;
use crate::fields::{Author, Cursor, Edit, Ids, InstantRange, ListOf, Named, Order, PageNumber, PageSize, Paging};
use crate::modules::inputs::WantedInputs;
use crate::modules::inputs::wanted::FoundInputs;
use crate::rpc::problems::Problems;
use crate::rpc::tree::Tree;
use crate::sentences::{Quoted, Sentence};

/// The parameters that all lists share, beside their own filters.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "")]
#[schemars(bound = "R: Named")]
pub struct Choice<R: Named> {
    /// Only the records with these ids, 1,000 at most; an empty list gives none. The page has room for all of them unless
    /// `pagination` says otherwise. Ids and external IDs that the profile does not have are listed in `missing_ids`.
    #[serde(default)]
    ids: Option<Ids<R>>,
    /// Only records whose last change is in this range of time.
    #[serde(default)]
    updated_at: InstantRange,
    /// Only records with these values of custom fields, by slug: a value, a list of values of which the record has one, a range of
    /// numbers or dates (`{"from": 3}`), or null for records without a value. Several narrow together.
    #[serde(default)]
    inputs: WantedInputs,
    /// Only records in which all of these fields have no value: `["email"]`.
    #[serde(default)]
    empty: Names,
    /// Only records in which all of these fields have a value.
    #[serde(default)]
    not_empty: Names,
    /// Only the caller's own records: those whose owner (`user_id`) the caller is, and those without an owner that the caller
    /// made. For an application token: the records without an owner that the token made. `false` is no filter.
    #[serde(default)]
    mine: bool,
    /// The keys that each record has in the reply, beside `id` and `version`: `["name", "email"]`. Default: all.
    #[serde(default)]
    fields: Option<Names>,
    /// The order: a key, or a key behind `-` for the greatest first. Default: `id`. Between equal records the id decides.
    #[serde(default)]
    sort: Names,
    /// The place in the list from which to read on, instead of `page`: null for the first records, then the `next_cursor` of
    /// each reply. The cost does not grow with depth. A walk by id shows each record that is in the list throughout exactly
    /// once, whatever is changed meanwhile.
    #[serde(default)]
    cursor: Edit<Cursor<Standing>>,
    /// Whether to count the records, for `total` and `last_page` in the reply. Default: true. A script that walks a list can do
    /// without.
    #[serde(default = "with_total")]
    with_total: bool,
    /// The number of records on a page: 1 to 1000. Default: 500, or room for all `ids`.
    #[schemars(extend("x-aliases" = ["limit", "Size"]))]
    #[serde(default)]
    pagination: Option<PageSize>,
    /// The page's number, from 1. Default: 1.
    #[schemars(extend("x-aliases" = ["Page"]))]
    #[serde(default)]
    page: Option<PageNumber>,
}

/// Names of fields.
type Names = ListOf<String, 100>;

/// The names of these parameters.
pub const NAMES: [&str; 12] =
    ["ids", "updated_at", "inputs", "empty", "not_empty", "mine", "fields", "sort", "cursor", "with_total", "pagination", "page"];

impl<R: Named> Clone for Choice<R> {
    fn clone(&self) -> Self {
        Choice {
            ids: self.ids.clone(),
            updated_at: self.updated_at,
            inputs: self.inputs.clone(),
            empty: self.empty.clone(),
            not_empty: self.not_empty.clone(),
            mine: self.mine,
            fields: self.fields.clone(),
            sort: self.sort.clone(),
            cursor: self.cursor.clone(),
            with_total: self.with_total,
            pagination: self.pagination,
            page: self.page,
        }
    }
}

/// Where a cursor stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    profile_id: i64,
    /// Stands for the list: its filters and its order.
    list: String,
    spot: Spot,
}

/// A key that a list can be sorted by.
pub struct SortKey<R> {
    pub name: &'static str,
    pub column: &'static str,
    /// Its value in a record.
    pub of: Of<R>,
}

/// A value of a record, by its type: a cursor with another type is none.
pub enum Of<R> {
    Number(fn(&Recorded<R>) -> i64),
    NumberOrNull(fn(&Recorded<R>) -> Option<i64>),
    Text(fn(&Recorded<R>) -> String),
    TextOrNull(fn(&Recorded<R>) -> Option<String>),
}

impl<R> Of<R> {
    fn key(&self, kept: &Recorded<R>) -> Key {
        match self {
            Of::Number(of) => Key::Number(of(kept)),
            Of::NumberOrNull(of) => of(kept).map_or(Key::Null, Key::Number),
            Of::Text(of) => Key::Text(of(kept)),
            Of::TextOrNull(of) => of(kept).map_or(Key::Null, Key::Text),
        }
    }

    /// Whether the column can be compared with this. A text with NUL is none to PostgreSQL.
    fn takes(&self, key: &Key) -> bool {
        match (self, key) {
            (Of::Number(_) | Of::NumberOrNull(_), Key::Number(_)) | (Of::NumberOrNull(_) | Of::TextOrNull(_), Key::Null) => true,
            (Of::Text(_) | Of::TextOrNull(_), Key::Text(text)) => !text.contains('\0'),
            _ => false,
        }
    }
}

impl<R> SortKey<R> {
    /// By the record's name, which the wire calls so.
    pub const fn by_name(name: &'static str, of: fn(&Recorded<R>) -> String) -> Self {
        SortKey { name, column: NAME_KEY, of: Of::Text(of) }
    }

    fn order(&self, descending: bool) -> Order {
        Order { column: self.column, descending, nullable: matches!(self.of, Of::NumberOrNull(_) | Of::TextOrNull(_)) }
    }

    /// The keys that every list can be sorted by.
    pub const COMMON: [SortKey<R>; 3] = [
        SortKey { name: "id", column: "id", of: Of::Number(|kept| kept.id) },
        SortKey { name: "created_at", column: "created_at", of: Of::Number(|kept| kept.created_at.microseconds()) },
        SortKey { name: "updated_at", column: "updated_at", of: Of::Number(|kept| kept.updated_at.microseconds()) },
    ];
}

/// The facts of a list that a choice needs: the keys that it is sorted by, the fields that may be empty, and all fields.
pub struct Known<'k, R: 'static> {
    /// The order if the caller asks for none.
    pub order: Order,
    pub sorts: &'static [SortKey<R>],
    pub nullable: &'static [&'static str],
    pub fields: &'k [String],
}

impl<'k, R: 'static> Known<'k, R> {
    fn sort_keys(&self) -> impl Iterator<Item = &'static SortKey<R>> {
        const { &SortKey::<R>::COMMON }.iter().chain(self.sorts)
    }

    fn sort_key(&self, order: Order) -> Option<&'static SortKey<R>> {
        self.sort_keys().find(|key| key.column == order.column)
    }
}

impl<R: Stored> Choice<R> {
    /// Notes what is wrong with it, of itself or in this profile, and finds the inputs that it names.
    pub fn check(
        &self,
        reader: &mut Reader,
        known: &Known<'_, R>,
        list: impl FnOnce(&FoundInputs) -> String,
        problems: &mut Problems,
    ) -> Result<FoundInputs> {
        let inputs = self.inputs.find::<R>(reader, problems)?;
        if let Err(sentence) = self.try_order(known) {
            problems.add("sort", "unknown_option", sentence);
        }
        let nullable: Vec<&str> = known.nullable.to_vec();
        let fields: Vec<&str> = known.fields.iter().map(String::as_str).collect();
        check_names("empty", self.empty.as_slice(), &nullable, problems);
        check_names("not_empty", self.not_empty.as_slice(), &nullable, problems);
        check_names("fields", self.fields.as_ref().map_or(&[], Names::as_slice), &fields, problems);
        if self.page.is_some() && self.cursor.is_said() {
            problems.add("page", "beside_cursor", Sentence::PageBesideCursor);
        }
        if let Some(Cursor(standing)) = self.cursor.given() {
            if standing.profile_id != reader.profile_id() {
                problems.add("cursor", "of_another_profile", Sentence::CursorOfAnotherProfile);
            } else if standing.list != list(&inputs) {
                problems.add("cursor", "of_another_list", Sentence::CursorOfAnotherList);
            } else if known.sort_key(self.order(known)).is_none_or(|sorted| !sorted.of.takes(&standing.spot.key)) {
                problems.add("cursor", "not_a_cursor", Sentence::CursorMalformed);
            }
        }
        Ok(inputs)
    }

    /// The names of other systems among the ids that no record of the profile has, as the caller wrote them.
    pub fn unknown_names(&self, asked: &Tree<'_>) -> Vec<Tree<'static>> {
        let Some(ids) = &self.ids else { return Vec::new() };
        let written = |place: &str| place.split('.').try_fold(asked, |tree, key| tree.get(key)).cloned().map(Tree::into_owned);
        let unknown = ids.places("ids").filter(|(_, id)| *id == NO_RECORD).filter_map(|(place, _)| written(&place));
        unknown.filter(|tree| matches!(tree, Tree::Object(_) | Tree::Text(_))).collect()
    }

    /// The rows that it leaves.
    pub fn narrow(&self, reader: &Reader, rows: Rows<R>, known: &Known<'_, R>) -> Rows<R> {
        let rows = match &self.ids {
            Some(ids) => rows.only(&ids.in_order()),
            None => rows,
        };
        let rows = rows.updated(&self.updated_at);
        let columns = |names: &Names| {
            known.nullable.iter().copied().filter(|column| names.as_slice().iter().any(|name| name == column)).collect::<Vec<_>>()
        };
        let rows = columns(&self.empty).into_iter().fold(rows, |rows, column| rows.with_value(column, false));
        let rows = columns(&self.not_empty).into_iter().fold(rows, |rows, column| rows.with_value(column, true));
        if self.mine { rows.belonging_to(reader.as_author()) } else { rows }
    }

    /// The caller, where only the caller's own records are asked for.
    pub fn whose(&self, reader: &Reader) -> Option<Author> {
        reader.as_author().filter(|_| self.mine)
    }

    /// Whether it leaves all rows.
    pub fn narrows_nothing(&self) -> bool {
        !self.narrows_by_fields() && self.narrows_by_fields_alone()
    }

    fn narrows_by_fields(&self) -> bool {
        !self.empty.as_slice().is_empty() || !self.not_empty.as_slice().is_empty()
    }

    fn narrows_by_fields_alone(&self) -> bool {
        self.ids.is_none() && self.updated_at == InstantRange::default() && self.inputs.narrow_nothing() && !self.mine
    }

    /// Which fields are to be empty and which are not, if nothing else of it narrows the list. All records of the list have a value
    /// in these fields.
    pub fn emptiness(&self, known: &Known<'_, R>, filled: &[&str]) -> Option<Emptiness> {
        let is_among = |names: &Names, field: &str| names.as_slice().iter().any(|name| name == field);
        let is_filled = |field: &str| is_among(&self.not_empty, field) || filled.contains(&field);
        let narrows_alone = self.narrows_by_fields() && self.narrows_by_fields_alone();
        narrows_alone.then(|| Emptiness::of(known.nullable, |field| is_among(&self.empty, field), is_filled))
    }

    /// The order that is asked for; the list's own where something is wrong with it.
    pub fn order(&self, known: &Known<'_, R>) -> Order {
        self.try_order(known).unwrap_or(known.order)
    }

    fn try_order(&self, known: &Known<'_, R>) -> Result<Order, Sentence> {
        let (said, others) = match self.sort.as_slice() {
            [] => return Ok(known.order),
            [said, others @ ..] => (said, others),
        };
        let (name, descending) = said.strip_prefix('-').map_or((said.as_str(), false), |name| (name, true));
        let names = || known.sort_keys().map(|key| key.name);
        let key = known.sort_keys().find(|key| key.name == name).ok_or_else(|| {
            let meant = nearest(name, names()).first().map(|near| (*near).to_owned());
            Sentence::NoSuchSort { key: Quoted::of(name), known: names().map(ToOwned::to_owned).collect(), meant }
        })?;
        let last = if descending { "-id" } else { "id" };
        match others {
            [] => Ok(key.order(descending)),
            [other] if other == last => Ok(key.order(descending)),
            _ => Err(Sentence::SortOfSeveral { last: last.to_owned() }),
        }
    }

    /// The list's fingerprint in its cursors: filters and order, however they are written.
    pub fn list(&self, name: &str, order: Order, filters: &impl Debug, inputs: &FoundInputs, author: Option<Author>) -> String {
        let ids = self.ids.as_ref().map(|ids| ids.in_order().into_iter().collect::<BTreeSet<_>>());
        let [empty, not_empty] = [&self.empty, &self.not_empty].map(|names| names.as_slice().iter().collect::<BTreeSet<_>>());
        let updated_at = &self.updated_at;
        let asked = format!("{name} {order:?} {filters:?} {ids:?} {updated_at:?} {inputs:?} {empty:?} {not_empty:?} {author:?}");
        Sha256::digest(asked).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The cursor that leads on behind this record.
    pub fn next(&self, reader: &Reader, known: &Known<'_, R>, list: String, order: Order, last: &Recorded<R>) -> Option<Cursor<Standing>> {
        let spot = self.spot(known, order, last)?;
        Some(Cursor(Standing { profile_id: reader.profile_id(), list, spot }))
    }

    /// The spot of a record in this order.
    pub fn spot(&self, known: &Known<'_, R>, order: Order, of: &Recorded<R>) -> Option<Spot> {
        Some(Spot { key: known.sort_key(order)?.of.key(of), id: of.id })
    }

    /// Behind which spot the walk goes on; nothing where the list is not walked by cursor.
    pub fn walk(&self) -> Option<Option<&Spot>> {
        match &self.cursor {
            Edit::Keep => None,
            Edit::Clear => Some(None),
            Edit::Set(Cursor(standing)) => Some(Some(&standing.spot)),
        }
    }

    /// Whether neither a page nor a part of the list is asked for.
    pub fn is_whole(&self) -> bool {
        self.pagination.is_none() && self.page.is_none() && self.ids.is_none() && !self.cursor.is_said()
    }

    pub fn paging(&self, order: Order) -> Paging {
        let size = self.pagination.unwrap_or_else(|| match &self.ids {
            Some(ids) => PageSize::of(ids.in_order().len()),
            None => PageSize::default(),
        });
        Paging::new(size, self.page.unwrap_or_default(), order)
    }

    pub fn with_total(&self) -> bool {
        self.with_total
    }

    /// The ids that are asked for and that the profile does not have, or that are not in the part of the table that the list is
    /// of; nothing where none are asked for.
    pub fn missing_ids(&self, reader: &mut Reader, part: impl Fn(&Reader) -> Option<Rows<R>>) -> Result<Option<Vec<i64>>> {
        let Some(ids) = &self.ids else { return Ok(None) };
        let asked: Vec<i64> = ids.in_order().into_iter().filter(|id| *id != NO_RECORD).collect();
        let found: BTreeSet<i64> = match part(reader) {
            Some(rows) => reader.ids(rows.only(&asked))?.into_iter().collect(),
            None => reader.all_mentioned::<R>(&asked)?.into_keys().collect(),
        };
        Ok(Some(asked.into_iter().filter(|id| !found.contains(id)).collect()))
    }

    /// The keys that each record has in the reply; nothing where it has all.
    pub fn fields<'k>(&self, known: &'k [String]) -> Option<Vec<&'k str>> {
        const ALWAYS: [&str; 2] = ["id", "version"];
        let chosen = self.fields.as_ref()?;
        let is_chosen = |key: &&'k str| ALWAYS.contains(key) || chosen.as_slice().iter().any(|name| name == key);
        Some(known.iter().map(String::as_str).filter(is_chosen).collect())
    }
}

/// The values that `sort` takes.
pub fn sort_names<R>(sorts: &'static [SortKey<R>]) -> Vec<String> {
    let names = SortKey::<R>::COMMON.into_iter().map(|key| key.name).chain(sorts.iter().map(|key| key.name));
    names.flat_map(|name| [name.to_owned(), format!("-{name}")]).collect()
}

/// Notes the names that are none of these.
fn check_names(parameter: &str, names: &[String], known: &[&str], problems: &mut Problems) {
    for (number, name) in names.iter().enumerate().filter(|(_, name)| !known.contains(&name.as_str())) {
        problems.add_with(&format!("{parameter}.{number}"), "unknown_field", || {
            let meant = nearest(name, known.iter().copied()).first().map(|near| (*near).to_owned());
            Sentence::NoSuchField { name: Quoted::of(name), known: known.iter().map(ToString::to_string).collect(), meant }
        });
    }
}

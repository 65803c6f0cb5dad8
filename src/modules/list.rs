//! Lists: pages, order, totals and search, shared by all list methods. A list method adds its filters and its view, nothing more.

use std::fmt::Debug;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

use crate::db::list::Counted;
use crate::db::reads::Weight;
use crate::db::rows::Rows;
use crate::db::scope::Reader;
use crate::db::stored::{Facet, Record, Recorded, Stored};
use crate::error::Result;
use crate::fields::page::with_total;
use crate::fields::{Page, PageNumber, PageSize, Paging, Place, Sort};
use crate::modules::withheld::Withheld;
use crate::rpc::decode::{Decoded, Mentions, decode_beside, decode_some};
use crate::rpc::envelope::each;
use crate::rpc::method::{FromTree, Method};
use crate::rpc::problems::Problems;
use crate::rpc::tree::Tree;

/// A method that lists records of one kind.
pub trait List: Send + Sync + 'static {
    type Record: Stored;

    /// The filters of the list, and the switches for what it shows. The doc comment is the method's documentation.
    type Filters: DeserializeOwned + JsonSchema + Clone + Debug + Default + PartialEq + Send + Sync + 'static;

    /// The method's summary in Spanish, as in [`Method::SUMMARY_IN_SPANISH`].
    const SUMMARY_IN_SPANISH: &'static str;

    /// The method's name without the module: `GetCompanies`.
    const NAME: &'static str;

    /// The key of the records in the reply.
    const PLURAL: &'static str;

    /// Whether the list gives all records if the caller asks for no page.
    const WHOLE: bool = false;

    /// The filters whose matches a counter keeps, if such a filter narrows the list alone.
    const COUNTED: &'static [Counter<Self::Filters>] = &[];

    /// Notes problems of the filters that only the database knows.
    fn check(_reader: &mut Reader, _filters: &Self::Filters, _problems: &mut Problems) -> Result<()> {
        Ok(())
    }

    /// The records that match the filters, before the text search.
    fn rows(reader: &Reader, filters: &Self::Filters) -> Rows<Self::Record>;

    /// The text that is searched for.
    fn query(_filters: &Self::Filters) -> Option<&str> {
        None
    }

    /// The filters that narrow the list: without the text, and without the switches for what is shown. Filters that are added one
    /// day must stay in it.
    fn narrowing(filters: Self::Filters) -> Self::Filters;

    /// The related data that the page shows, loaded for all its records at once. Data that the caller may not see is noted.
    fn with(
        reader: &mut Reader,
        filters: &Self::Filters,
        rows: &[Recorded<Self::Record>],
        withheld: &mut Withheld,
    ) -> Result<<Self::Record as Record>::With>;

    /// The longest page that is a short read, with its related data; 0 if each record may bring any number of others.
    fn longest_short_page(_filters: &Self::Filters) -> i64 {
        LONGEST_SHORT_PAGE
    }
}

/// The longest page that is a short read without related data.
pub const LONGEST_SHORT_PAGE: i64 = 100;

/// A facet whose records are counted as they change, and the function that takes its values out of a list's filters.
pub type Counter<F> = (Facet, fn(&mut F) -> Option<Vec<i64>>);

/// The kind of filters that a list has, beside the text search.
#[derive(Debug, PartialEq)]
enum Narrowing {
    Nothing,
    /// One facet alone.
    By(Facet, Vec<i64>),
    Otherwise,
}

impl Narrowing {
    fn of<L: List>(filters: &L::Filters) -> Self {
        let (filters, none) = (L::narrowing(filters.clone()), L::Filters::default());
        if filters == none {
            return Narrowing::Nothing;
        }
        let alone = L::COUNTED.iter().find_map(|(facet, take)| {
            let mut others = filters.clone();
            let values = take(&mut others)?;
            (others == none).then_some(Narrowing::By(*facet, values))
        });
        alone.unwrap_or(Narrowing::Otherwise)
    }
}

/// The method that serves a list.
pub struct Listing<L>(pub L);

impl<L: List> Method for Listing<L> {
    type Scope = Reader;
    type Parameters = Listed<L::Filters>;
    type Found = ();
    type Response = PageOf<L>;

    const SUMMARY_IN_SPANISH: &'static str = L::SUMMARY_IN_SPANISH;

    fn name(&self) -> &'static str {
        L::NAME
    }

    /// Short is a short page near the front of the list, along one index and with a counted total.
    fn weight(&self, asked: &Listed<L::Filters>) -> Weight {
        let paging = asked.paging::<L>();
        let near = paging.size() <= L::longest_short_page(&asked.filters) && paging.depth() <= 10_000;
        let counted = !asked.page.with_total
            || match Narrowing::of::<L>(&asked.filters) {
                Narrowing::Nothing => true,
                Narrowing::By(_, values) => values.len() == 1,
                Narrowing::Otherwise => false,
            };
        if near && counted && L::query(&asked.filters).is_none() { Weight::Short } else { Weight::Long }
    }

    fn check(&self, reader: &mut Reader, asked: &Listed<L::Filters>, problems: &mut Problems) -> Result<Option<()>> {
        L::check(reader, &asked.filters, problems).map(Some)
    }

    fn call(&self, reader: &mut Reader, asked: Listed<L::Filters>, (): ()) -> Result<PageOf<L>> {
        // In a batch the whole list is one reply; otherwise a long list is read and sent in pieces.
        let in_pieces = asked.is_whole::<L>() && !reader.call().is_in_batch;
        let listed = match asked.after {
            Some(after) => self.read_on(reader, &asked, after)?,
            None => self.read(reader, &asked, in_pieces)?,
        };
        let is_last = !in_pieces || listed.page.rows.len() < PIECE || listed.page.place.total == Some(PIECE_LENGTH);
        let after = listed.page.rows.last().map(|row| row.id).filter(|_| !is_last);
        let rest = after.map(|after| Listed { after: Some(after), ..asked });
        Ok(PageOf { rest, ..listed })
    }

    fn rest(&self, response: &PageOf<L>) -> Option<Listed<L::Filters>> {
        response.rest.clone()
    }
}

/// The number of records in a piece of a whole list.
const PIECE: usize = 1000;
const PIECE_LENGTH: i64 = 1000;

impl<L: List> Listing<L> {
    /// Reads the next piece of a list: its current records after the last record of the piece before.
    fn read_on(&self, reader: &mut Reader, asked: &Listed<L::Filters>, after: i64) -> Result<PageOf<L>> {
        reader.snapshot(|reader| {
            let rows = L::rows(reader, &asked.filters);
            let rows = match L::query(&asked.filters) {
                Some(query) => reader.matching(rows, query),
                None => rows,
            };
            let rows = reader.behind(rows, after, asked.page.sort, PIECE_LENGTH)?;
            // The first piece has already noted what is withheld.
            let with = L::with(reader, &asked.filters, &rows, &mut Withheld::default())?;
            let page = Page { rows, place: asked.paging::<L>().place(None) };
            Ok(PageOf { page, with, withheld: Withheld::default(), rest: None, is_piece: true })
        })
    }

    fn read(&self, reader: &mut Reader, asked: &Listed<L::Filters>, in_pieces: bool) -> Result<PageOf<L>> {
        let Listed { page: PageParameters { with_total, sort, .. }, filters, .. } = asked;
        let with_total = *with_total;
        let paging = if in_pieces { Paging::first(PIECE_LENGTH, *sort) } else { asked.paging::<L>() };
        reader.snapshot(|reader| {
            let page = match (L::query(filters), &Narrowing::of::<L>(filters)) {
                (Some(query), Narrowing::Nothing) => reader.matching_page(paging, query, with_total)?,
                (query, narrowing) => {
                    let counted = match (with_total, query, narrowing) {
                        (false, ..) => Counted::Not,
                        (_, None, Narrowing::Nothing) => Counted::All,
                        (_, None, Narrowing::By(facet, values)) => Counted::By(*facet, values),
                        _ => Counted::Remembered(format!("{filters:?}")),
                    };
                    reader.page(paging, counted, |reader| {
                        let rows = L::rows(reader, filters);
                        match query {
                            Some(query) => reader.matching(rows, query),
                            None => rows,
                        }
                    })?
                }
            };
            let mut withheld = Withheld::default();
            let with = L::with(reader, filters, &page.rows, &mut withheld)?;
            let place = if in_pieces { asked.paging::<L>().place(page.place.total) } else { page.place };
            Ok(PageOf { page: Page { place, ..page }, with, withheld, rest: None, is_piece: false })
        })
    }
}

/// The parameters of a list: its filters, and the page.
#[derive(Debug, Clone)]
pub struct Listed<F> {
    page: PageParameters,
    filters: F,
    /// The last record of the piece before, if a whole list is read on.
    after: Option<i64>,
}

/// The parameters that all lists share.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PageParameters {
    /// Whether to count the records, for `total` and `last_page` in the reply. Default: true. A script that walks all pages can
    /// do without.
    #[serde(default = "with_total")]
    with_total: bool,
    #[serde(default)]
    sort: Sort,
    /// The number of records on a page: 1 to 1000. Default: 500.
    #[serde(default)]
    pagination: Option<PageSize>,
    /// The page's number, from 1. Default: 1.
    #[serde(default)]
    page: Option<PageNumber>,
}

impl PageParameters {
    const NAMES: [&'static str; 4] = ["with_total", "sort", "pagination", "page"];
}

impl<F> Listed<F> {
    /// Whether the caller asks for all records.
    fn is_whole<L: List>(&self) -> bool {
        L::WHOLE && self.page.pagination.is_none() && self.page.page.is_none()
    }

    fn paging<L: List>(&self) -> Paging {
        if self.is_whole::<L>() { Paging::whole(self.page.sort) } else { self.paged() }
    }

    /// The page that the caller asks for, for a list method that is no [`List`].
    pub fn paged(&self) -> Paging {
        let PageParameters { sort, pagination, page, .. } = self.page;
        Paging::new(pagination.unwrap_or_default(), page.unwrap_or_default(), sort)
    }

    /// Whether to count the records.
    pub fn with_total(&self) -> bool {
        self.page.with_total
    }

    pub fn filters(&self) -> &F {
        &self.filters
    }
}

impl<F: DeserializeOwned + JsonSchema + Clone + Send + 'static> FromTree for Listed<F> {
    fn read(tree: &Tree<'_>, elsewhere: &[&'static str], mentions: &Mentions) -> Result<Decoded<Self>, Problems> {
        let mut problems = Problems::default();
        let page = problems.collect(decode_some::<PageParameters>(tree));
        let filters = problems.collect(decode_beside::<F>(tree, &[elsewhere, &PageParameters::NAMES].concat(), mentions));
        match (page, filters) {
            (Some(page), Some(filters)) => Ok(Decoded { parameters: Listed { page, filters, after: None }, problems }),
            _ => Err(problems),
        }
    }
}

impl<F: JsonSchema> JsonSchema for Listed<F> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        F::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = F::json_schema(generator);
        let mut own = PageParameters::json_schema(generator);
        let properties = schema.ensure_object().entry("properties").or_insert_with(|| serde_json::json!({}));
        if let (Some(properties), Some(serde_json::Value::Object(own))) =
            (properties.as_object_mut(), own.ensure_object().remove("properties"))
        {
            properties.extend(own);
        }
        schema
    }
}

/// A page of a list, as the reply shows it.
pub struct PageOf<L: List> {
    page: Page<Recorded<L::Record>>,
    with: <L::Record as Record>::With,
    withheld: Withheld,
    /// The parameters for the next piece, if there is one.
    rest: Option<Listed<L::Filters>>,
    /// Whether this piece follows another: it is then the records alone.
    is_piece: bool,
}

impl<L: List> Serialize for PageOf<L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_piece {
            return each(&self.page.rows, |kept| L::Record::view(kept, &self.with)).serialize(serializer);
        }
        let Place { total, current_page, last_page } = self.page.place;
        let mut reply = serializer.serialize_map(None)?;
        if let Some(total) = total {
            reply.serialize_entry("total", &total)?;
        }
        reply.serialize_entry("current_page", &current_page)?;
        if let Some(last_page) = last_page {
            reply.serialize_entry("last_page", &last_page)?;
        }
        // The list comes last in the reply, because further pieces may follow.
        if !self.withheld.is_empty() {
            reply.serialize_entry("withheld", &self.withheld)?;
        }
        reply.serialize_entry(L::PLURAL, &each(&self.page.rows, |kept| L::Record::view(kept, &self.with)))?;
        reply.end()
    }
}

impl<L: List> JsonSchema for PageOf<L> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("PageOf_{}", L::PLURAL).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let records = generator.subschema_for::<Vec<<L::Record as Record>::View<'static>>>();
        let withheld = generator.subschema_for::<Withheld>();
        let mut schema = Place::json_schema(generator);
        let object = schema.ensure_object();
        object.insert("description".to_owned(), format!("A page of {}.", L::PLURAL).into());
        if let Some(properties) = object.get_mut("properties").and_then(serde_json::Value::as_object_mut) {
            properties.insert(L::PLURAL.to_owned(), records.to_value());
            properties.insert("withheld".to_owned(), withheld.to_value());
        }
        if let Some(required) = object.get_mut("required").and_then(serde_json::Value::as_array_mut) {
            required.push(L::PLURAL.into());
        }
        schema
    }
}

//! The shared parts of all lists: pages, walks by cursor, order, totals, search. A list method is its filters and what it shows,
//! nothing more.

mod answer;
mod choice;
mod paged;

use std::borrow::Cow;
use std::fmt::Debug;
use std::sync::OnceLock;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;

use crate::db::emptiness::Patterns;
use crate::db::list::Counted;
use crate::db::reading::{begin_anew, is_too_much};
use crate::db::reads::Weight;
use crate::db::rows::Rows;
use crate::db::scope::Reader;
use crate::db::sql::Spot;
use crate::db::stored::{Facet, Record, Recorded, Stored};
use crate::error::Result;
use crate::fields::folding::fold;
use crate::fields::{Author, Order, Page, Paging};
use crate::modules::inputs::wanted::FoundInputs;
use crate::modules::withheld::Withheld;
use crate::rpc::decode::{Decoded, Mentions, decode_beside, decode_some};
use crate::rpc::method::{FromTree, Method};
use crate::rpc::problems::Problems;
use crate::rpc::tree::Tree;
pub use answer::Listed;
use answer::{At, Missing};
use choice::{Choice, Known};
pub use choice::{Of, SortKey};
pub use paged::{Paged, Reached};

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

    /// The order if the caller asks for none.
    const ORDER: Order = Order::BY_ID;

    /// Whether the list is a part of its table that no counter counts: of so few records that they are read and counted at once.
    const FEW: bool = false;

    /// Whether the list is of the records that are due at the present moment: no counter counts them, and no total is remembered.
    const OF_THE_MOMENT: bool = false;

    /// Whether these filters make it a list of the present moment.
    fn is_of_the_moment(_filters: &Self::Filters) -> bool {
        Self::OF_THE_MOMENT
    }

    /// Whether the list gives all records if the caller asks for no page.
    const WHOLE: bool = false;

    /// The values of a facet that count the whole list, if the list is not of all records of its kind.
    const OF: Option<(Facet, &'static [i64])> = None;

    /// The filters whose matches a counter keeps, if such a filter narrows the list alone.
    const COUNTED: &'static [Counter<Self::Filters>] = &[];

    /// The keys that it can be sorted by, beside the id and the times. Each column has an index behind the profile; on PostgreSQL
    /// with the records without a value first.
    const SORTS: &'static [SortKey<Self::Record>] = &[];

    /// The fields that may have no value, which are columns of the same name, in the order of the index of filled fields
    /// ([`crate::db::emptiness`]).
    const NULLABLE: &'static [&'static str];

    /// The nullable fields in which all records of the list have a value.
    const FILLED: &'static [&'static str] = &[];

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

    /// The part of the table that the list is of, if the method stands in several places, each with a part of its own.
    fn part(&self, rows: Rows<Self::Record>) -> Rows<Self::Record> {
        rows
    }

    /// The method's name in this place, as [`Method::name`].
    fn name(&self) -> &'static str {
        Self::NAME
    }

    /// Stands for the list in cursors and in totals that are remembered: no other part of the table has it.
    fn identity(&self) -> &'static str {
        Self::NAME
    }

    /// The key of the records in the reply in this place.
    fn plural(&self) -> &'static str {
        Self::PLURAL
    }

    /// The method's documentation in this place, as [`Method::summary`].
    fn summary(&self) -> Option<Cow<'static, str>> {
        None
    }

    /// The method's summary in Spanish in this place, as [`Method::summary_in_spanish`].
    fn summary_in_spanish(&self) -> Cow<'static, str> {
        Self::SUMMARY_IN_SPANISH.into()
    }

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
    fn of<L: List>(asked: &Asked<L>) -> Self {
        let (filters, none) = (L::narrowing(asked.filters.clone()), L::Filters::default());
        if L::FEW || L::is_of_the_moment(&asked.filters) || !asked.choice.narrows_nothing() {
            return Narrowing::Otherwise;
        }
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
pub struct Listing<L> {
    list: L,
    /// The keys of a record in the reply.
    fields: OnceLock<Vec<String>>,
}

impl<L: List> Listing<L> {
    pub const fn of(list: L) -> Self {
        Listing { list, fields: OnceLock::new() }
    }

    fn known(&self) -> Known<'_, L::Record> {
        Known { order: L::ORDER, sorts: L::SORTS, nullable: L::NULLABLE, fields: self.fields.get_or_init(fields::<L>) }
    }
}

/// The keys of a record in the reply of a list.
fn fields<L: List>() -> Vec<String> {
    let mut generator = SchemaSettings::draft07().for_serialize().with(|settings| settings.inline_subschemas = true).into_generator();
    let schema = <L::Record as Record>::View::<'static>::json_schema(&mut generator).to_value();
    let properties = schema.get("properties").and_then(serde_json::Value::as_object);
    properties.into_iter().flatten().map(|(name, _)| name.clone()).collect()
}

impl<L: List> Method for Listing<L> {
    type Scope = Reader;
    type Parameters = Asked<L>;
    type Found = FoundInputs;
    type Response = Listed<L>;

    const SUMMARY_IN_SPANISH: &'static str = L::SUMMARY_IN_SPANISH;

    fn name(&self) -> &'static str {
        self.list.name()
    }

    fn summary(&self) -> Option<Cow<'static, str>> {
        self.list.summary()
    }

    fn summary_in_spanish(&self) -> Cow<'static, str> {
        self.list.summary_in_spanish()
    }

    /// Short is a short page near the front of the list, along one index and with a counted total.
    fn weight(&self, asked: &Asked<L>) -> Weight {
        if L::FEW {
            return Weight::Short;
        }
        let order = asked.choice.order(&self.known());
        let paging = asked.paging(order);
        let near = paging.size() <= L::longest_short_page(&asked.filters) && paging.depth() <= 10_000;
        let narrowing = Narrowing::of(asked);
        // The index of another key knows nothing of the filters.
        let along_an_index = order.is_by_id() || narrowing == Narrowing::Nothing;
        let counted = match narrowing {
            Narrowing::Nothing => true,
            _ if !asked.choice.with_total() => asked.choice.narrows_nothing(),
            Narrowing::By(_, values) => values.len() == 1,
            Narrowing::Otherwise => false,
        };
        if near && along_an_index && counted && L::query(&asked.filters).is_none() { Weight::Short } else { Weight::Long }
    }

    fn check(&self, reader: &mut Reader, asked: &Asked<L>, problems: &mut Problems) -> Result<Option<FoundInputs>> {
        let known = self.known();
        let whose = asked.choice.whose(reader);
        let list = |inputs: &FoundInputs| self.fingerprint(asked, inputs, asked.choice.order(&known), whose);
        let inputs = asked.choice.check(reader, &known, list, problems)?;
        L::check(reader, &asked.filters, problems).map(|()| Some(inputs))
    }

    fn call(&self, reader: &mut Reader, asked: Asked<L>, inputs: FoundInputs) -> Result<Listed<L>> {
        // In a batch the whole list is one reply; otherwise a long list is read and sent in pieces.
        let in_pieces = asked.is_whole() && !L::FEW && !reader.call().is_in_batch;
        let piece = in_pieces.then_some(PIECE);
        match self.piece(reader, &asked, &inputs, piece) {
            Err(cause) if in_pieces && is_too_much(&cause) => {
                begin_anew();
                self.piece(reader, &asked, &inputs, Some(SHORT_PIECE))
            }
            listed => listed,
        }
    }

    fn rest(&self, response: &Listed<L>) -> Option<Asked<L>> {
        response.rest.clone()
    }

    fn response_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        answer::schema::<L>(self.list.plural(), generator)
    }
}

/// The number of records in a piece of a whole list.
const PIECE: i64 = 1000;

/// The number of records in a piece of a whole list, where those of a [`PIECE`] are too long together.
const SHORT_PIECE: i64 = 100;

impl<L: List> Listing<L> {
    /// Reads the list that is asked for, or a piece of it with so many records: the first one, or the one behind another.
    fn piece(&self, reader: &mut Reader, asked: &Asked<L>, inputs: &FoundInputs, piece: Option<i64>) -> Result<Listed<L>> {
        let mut listed = match (&asked.after, piece) {
            (Some(after), Some(piece)) => self.read_on(reader, asked, inputs, after, piece)?,
            _ => self.read(reader, asked, inputs, piece)?,
        };
        let is_full = |piece| i64::try_from(listed.rows.len()).is_ok_and(|read| read >= piece) && listed.total() != Some(piece);
        if let (Some(row), true) = (listed.rows.last(), piece.is_some_and(is_full)) {
            let known = self.known();
            let after = asked.choice.spot(&known, asked.choice.order(&known), row);
            listed.rest = after.map(|after| Asked { after: Some(after), ..asked.clone() });
        }
        Ok(listed)
    }

    /// Reads the next piece of a list: its current records after the last record of the piece before.
    fn read_on(&self, reader: &mut Reader, asked: &Asked<L>, inputs: &FoundInputs, after: &Spot, piece: i64) -> Result<Listed<L>> {
        let known = self.known();
        let order = asked.choice.order(&known);
        reader.snapshot(|reader| {
            let patterns = self.patterns(reader, asked, order)?;
            let rows = self.behind(reader, asked, inputs, patterns.as_ref(), Some(after), piece)?;
            // The first piece has already noted what is withheld.
            let with = L::with(reader, &asked.filters, &rows, &mut Withheld::default())?;
            Ok(Listed {
                is_piece: true,
                ..Listed::new(self.list.plural(), rows, At::Cursor(None), with, asked.choice.fields(known.fields))
            })
        })
    }

    fn read(&self, reader: &mut Reader, asked: &Asked<L>, inputs: &FoundInputs, piece: Option<i64>) -> Result<Listed<L>> {
        let known = self.known();
        let order = asked.choice.order(&known);
        reader.snapshot(|reader| {
            let (rows, at, has_more) = match asked.choice.walk() {
                Some(spot) => self.walk(reader, asked, inputs, spot)?,
                None => self.page(reader, asked, inputs, piece)?,
            };
            let mut withheld = Withheld::default();
            let with = L::with(reader, &asked.filters, &rows, &mut withheld)?;
            let last = rows.last().filter(|_| has_more && piece.is_none());
            let next_cursor = last.and_then(|last| {
                asked.choice.next(reader, &known, self.fingerprint(asked, inputs, order, asked.choice.whose(reader)), order, last)
            });
            let missing_ids = asked
                .choice
                .missing_ids(reader, |reader| self.unfiltered(reader))?
                .map(|ids| Missing { ids, names: asked.unknown_names.clone() });
            let listed = Listed::new(self.list.plural(), rows, at, with, asked.choice.fields(known.fields));
            Ok(Listed { next_cursor, missing_ids, withheld, ..listed })
        })
    }

    /// The records behind a spot of the list, or its first ones; and whether others follow.
    fn walk(&self, reader: &mut Reader, asked: &Asked<L>, inputs: &FoundInputs, spot: Option<&Spot>) -> Result<Read<L>> {
        let known = self.known();
        let order = asked.choice.order(&known);
        let narrowing = Narrowing::of(asked);
        let patterns = self.patterns(reader, asked, order)?;
        let total = self.total(reader, asked, inputs, &narrowing, patterns.as_ref())?;
        let size = asked.paging(order).size();
        let mut rows = self.behind(reader, asked, inputs, patterns.as_ref(), spot, size.saturating_add(1))?;
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let has_more = rows.len() > size;
        rows.truncate(size);
        Ok((rows, At::Cursor(total), has_more))
    }

    /// A page of the list; and whether others follow.
    fn page(&self, reader: &mut Reader, asked: &Asked<L>, inputs: &FoundInputs, piece: Option<i64>) -> Result<Read<L>> {
        let known = self.known();
        let order = asked.choice.order(&known);
        let paging = piece.map_or_else(|| asked.paging(order), |piece| Paging::first(piece, order));
        let narrowing = Narrowing::of(asked);
        if L::FEW && asked.is_whole() {
            let rows = reader.page(paging, Counted::Not, |reader| self.rows(reader, asked, inputs))?.rows;
            let total = i64::try_from(rows.len()).ok().filter(|_| asked.choice.with_total());
            return Ok((rows, At::Page(paging.place(total)), false));
        }
        let patterns = self.patterns(reader, asked, order)?;
        let Page { rows, place } = match (L::query(&asked.filters), &narrowing, &patterns) {
            (Some(query), Narrowing::Nothing, _) if L::OF.is_none() => reader.matching_page(paging, query, asked.choice.with_total())?,
            (.., Some(patterns)) => {
                let total = self.total(reader, asked, inputs, &narrowing, Some(patterns))?;
                reader.page_of_patterns(|reader| self.rows(reader, asked, inputs), patterns, paging, total)?
            }
            _ => reader.page(paging, self.counted(asked, inputs, &narrowing, reader), |reader| self.rows(reader, asked, inputs))?,
        };
        let has_more = match place.total {
            Some(total) => paging.depth() < total,
            // Without a total a full page may be the last one.
            None => match rows.last().filter(|_| i64::try_from(rows.len()).is_ok_and(|read| read == paging.size())) {
                Some(last) => {
                    let spot = asked.choice.spot(&known, order, last);
                    !self.behind(reader, asked, inputs, patterns.as_ref(), spot.as_ref(), 1)?.is_empty()
                }
                None => false,
            },
        };
        let place = if piece.is_some() { asked.paging(order).place(place.total) } else { place };
        Ok((rows, At::Page(place), has_more))
    }

    /// All records of the list, if it is not of all records of its kind.
    fn unfiltered(&self, reader: &Reader) -> Option<Rows<L::Record>> {
        let own = || L::rows(reader, &L::Filters::default());
        // A list of few is also of the retired ones.
        L::OF.map(|_| own()).or_else(|| L::FEW.then(|| self.list.part(reader.rows())))
    }

    /// The records of the list that is asked for, on whatever page.
    pub fn rows(&self, reader: &Reader, asked: &Asked<L>, inputs: &FoundInputs) -> Rows<L::Record> {
        let rows = self.list.part(L::rows(reader, &asked.filters));
        let rows = inputs.narrow(reader, asked.choice.narrow(reader, rows, &self.known()));
        match L::query(&asked.filters) {
            Some(query) => reader.matching(rows, query),
            None => rows,
        }
    }

    /// The patterns of filled fields that are asked for, if nothing else is and the list is in the order of the ids.
    fn patterns(&self, reader: &mut Reader, asked: &Asked<L>, order: Order) -> Result<Option<Patterns>> {
        let is_plain = order.is_by_id() && !L::FEW && !L::is_of_the_moment(&asked.filters) && L::query(&asked.filters).is_none();
        let wanted = asked.choice.emptiness(&self.known(), L::FILLED).filter(|_| is_plain);
        match wanted {
            Some(wanted) if L::narrowing(asked.filters.clone()) == L::Filters::default() => reader.patterns::<L::Record>(wanted),
            _ => Ok(None),
        }
    }

    /// The next records behind a spot of the list, or its first ones.
    fn behind(
        &self,
        reader: &mut Reader,
        asked: &Asked<L>,
        inputs: &FoundInputs,
        patterns: Option<&Patterns>,
        spot: Option<&Spot>,
        most: i64,
    ) -> Result<Vec<Recorded<L::Record>>> {
        let order = asked.choice.order(&self.known());
        let rows = |reader: &Reader| self.rows(reader, asked, inputs);
        match patterns {
            Some(patterns) => reader.behind_of_patterns(rows, patterns, order, spot, most),
            None => reader.behind(rows, order, spot, most),
        }
    }

    /// How many records the list has, where that is asked for.
    fn total(
        &self,
        reader: &mut Reader,
        asked: &Asked<L>,
        inputs: &FoundInputs,
        narrowing: &Narrowing,
        patterns: Option<&Patterns>,
    ) -> Result<Option<i64>> {
        let counted = self.counted(asked, inputs, narrowing, reader);
        reader.total(counted, |reader| match patterns {
            Some(patterns) => reader.rows::<L::Record>().of_patterns(patterns),
            None => self.rows(reader, asked, inputs),
        })
    }

    fn counted<'n>(&self, asked: &Asked<L>, inputs: &FoundInputs, narrowing: &'n Narrowing, reader: &Reader) -> Counted<'n> {
        match (asked.choice.with_total(), L::query(&asked.filters), narrowing) {
            (false, ..) => Counted::Not,
            (_, None, Narrowing::Nothing) => L::OF.map_or(Counted::All, |(facet, values)| Counted::By(facet, values)),
            (_, None, Narrowing::By(facet, values)) => Counted::By(*facet, values),
            _ if L::is_of_the_moment(&asked.filters) => Counted::Now,
            _ => Counted::Remembered(self.fingerprint(asked, inputs, Order::BY_ID, asked.choice.whose(reader))),
        }
    }

    /// Stands for the list that is asked for, whatever is shown of its records.
    fn fingerprint(&self, asked: &Asked<L>, inputs: &FoundInputs, order: Order, whose: Option<Author>) -> String {
        let filters = (L::narrowing(asked.filters.clone()), L::query(&asked.filters).map(fold));
        let name = self.list.identity();
        // Most walks are through all records, and their pages are read fast.
        if filters == (L::Filters::default(), None) && asked.choice.narrows_nothing() {
            return format!("{name} {}{}", order.column, if order.descending { " backwards" } else { "" });
        }
        asked.choice.list(name, order, &filters, inputs, whose)
    }
}

/// Records that were read, where they stand in the list, and whether others follow.
type Read<L> = (Vec<Recorded<<L as List>::Record>>, At, bool);

/// The parameters of a list: its filters, and what every list takes.
pub struct Asked<L: List> {
    choice: Choice<L::Record>,
    filters: L::Filters,
    /// The names of other systems among `ids` that stand for no record, as they were written.
    unknown_names: Vec<Tree<'static>>,
    /// The last record of the piece before, if a whole list is read on.
    after: Option<Spot>,
}

impl<L: List> Clone for Asked<L> {
    fn clone(&self) -> Self {
        Asked {
            choice: self.choice.clone(),
            filters: self.filters.clone(),
            unknown_names: self.unknown_names.clone(),
            after: self.after.clone(),
        }
    }
}

impl<L: List> Asked<L> {
    /// Whether the caller asks for all records.
    fn is_whole(&self) -> bool {
        L::WHOLE && self.choice.is_whole()
    }

    fn paging(&self, order: Order) -> Paging {
        if self.is_whole() { Paging::whole(order) } else { self.choice.paging(order) }
    }
}

impl<L: List> FromTree for Asked<L> {
    fn read(tree: &Tree<'_>, elsewhere: &[&'static str], mentions: &Mentions) -> Result<Decoded<Self>, Problems> {
        let mut problems = Problems::default();
        let choice = problems.collect(decode_some::<Choice<L::Record>>(tree, mentions));
        let filters = problems.collect(decode_beside::<L::Filters>(tree, &[elsewhere, &choice::NAMES].concat(), mentions));
        match (choice, filters) {
            (Some(choice), Some(filters)) => {
                let unknown_names = choice.unknown_names(tree);
                Ok(Decoded { parameters: Asked { choice, filters, unknown_names, after: None }, problems })
            }
            _ => Err(problems),
        }
    }
}

impl<L: List> JsonSchema for Asked<L> {
    fn schema_name() -> Cow<'static, str> {
        L::Filters::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = with_properties::<L::Filters>(Choice::<L::Record>::json_schema(generator), generator);
        let names = |names: &[&str]| serde_json::json!({ "type": "string", "enum": names });
        let sorts = choice::sort_names(L::SORTS);
        let nullable = names(L::NULLABLE);
        let fields: Vec<String> = fields::<L>();
        let fields = names(&fields.iter().map(String::as_str).collect::<Vec<_>>());
        let mut describe = |name: &str, key: &str, value: serde_json::Value| {
            if let Some(property) = schema.ensure_object().get_mut("properties").and_then(|properties| properties.get_mut(name)) {
                property[key] = value;
            }
        };
        for name in ["empty", "not_empty"].into_iter().filter(|_| !L::NULLABLE.is_empty()) {
            describe(name, "items", nullable.clone());
        }
        describe("fields", "items", fields);
        if !L::ORDER.is_by_id() {
            let text = format!(
                "The order: a key, or a key behind `-` for the greatest first. Default: `{}`. Between equal records the id decides.",
                L::ORDER.column
            );
            describe("sort", "description", text.into());
        }
        describe("sort", "items", serde_json::json!({ "type": "string", "enum": sorts }));
        schema
    }
}

/// The schema of a list's filters, with these properties beside its own.
fn with_properties<F: JsonSchema>(mut others: Schema, generator: &mut SchemaGenerator) -> Schema {
    let mut schema = F::json_schema(generator);
    let properties = schema.ensure_object().entry("properties").or_insert_with(|| serde_json::json!({}));
    if let (Some(properties), Some(serde_json::Value::Object(others))) =
        (properties.as_object_mut(), others.ensure_object().remove("properties"))
    {
        properties.extend(others);
    }
    schema
}

//! The lines of an opportunity: products and services with their amounts and prices.
//!
//! Invariants: a kept line has passed every rule, and its total is computed here, exactly; the caller's total is only
//! compared with it.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{DeserializeSeed, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::attempt::{ONE_OR_SEVERAL, attempt};
use crate::fields::bounded::items;
use crate::fields::leaf::Violation;
use crate::fields::{Entity, Id, Money, Named};
use crate::modules::items::named_items::{NamedItem, named_items, unknown_item};
use crate::modules::withheld::Withheld;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::item::{AnyItem, Item, KINDS};
use crate::records::kinds::kind_of;
use crate::records::line::{Line, LineItem, ShownLines, product_ids};
use crate::records::product::Product;
use crate::records::service::Service;
use crate::rpc::problems::Problems;
use crate::sentences::{Expected, Language, Sentence};

/// The lines of a page of records, with the names of their products and services as far as the caller may read them; the keys that
/// are missing otherwise are noted. A caller who may read neither kind gets the lines as the records keep them.
pub fn with_items<'r>(
    reader: &mut Reader,
    records: impl Iterator<Item = &'r str>,
    of_items: [&'static str; 3],
    withheld: &mut Withheld,
) -> Result<ShownLines> {
    if !KINDS.into_iter().any(|kind| reader.may_read(kind)) {
        withheld.note(&of_items);
        return Ok(ShownLines::AsKept);
    }
    let mut ids = BTreeSet::new();
    for lines in records {
        ids.extend(product_ids(lines)?);
    }
    let ids = Vec::from_iter(ids);
    let items = LineItem::load(reader, &ids)?;
    if ids.iter().any(|id| !items.contains_key(id)) {
        withheld.note(&of_items);
    }
    Ok(ShownLines::WithItems(items))
}

/// Notes a product or service of a line that the profile does not have, or that is retired. A record may keep a retired one that it
/// has already.
pub fn check_item(
    reader: &Reader,
    path: &str,
    id: i64,
    items: &HashMap<i64, NamedItem>,
    has_already: bool,
    problems: &mut Problems,
) -> Result<()> {
    match items.get(&id) {
        None => problems.add(path, "unknown_id", unknown_item(id)),
        Some(NamedItem { entity, mention }) if mention.retired && !has_already => {
            let what = kind_of(*entity)?.noun;
            let sentence = match reader.may_read(*entity) {
                true => Sentence::Retired { what, name: (&mention.name).into() },
                false => Sentence::RetiredUnseen { what, id },
            };
            problems.add(path, "retired", sentence);
        }
        Some(_) => {}
    }
    Ok(())
}

/// The numbers of a line in a call.
#[derive(Debug, Clone, Copy)]
pub struct Numbers {
    pub amount: Money,
    pub price: Money,
    pub discount: Money,
    pub tax: Money,
    /// The caller's total, if there is one.
    pub total: Option<Money>,
}

impl Numbers {
    /// Notes problems of the numbers, at the line's place. Returns the line to keep, if there are none.
    pub fn check(&self, place: &str, product_id: i64, want_tax: bool, problems: &mut Problems) -> Option<Line> {
        let Numbers { amount, price, discount, tax, total: given } = *self;
        let wish_is_wrong = problems.concern("want_tax");
        let mut refuse = |name: &str, rule: &str, sentence: Sentence| problems.add(&at(place, name), rule, sentence);
        if amount <= Money::ZERO {
            refuse("amount", "out_of_range", Sentence::NotPositive);
        }
        if price < Money::ZERO {
            refuse("price", "out_of_range", Sentence::NotNegative);
        }
        if discount < Money::ZERO {
            refuse("discount", "out_of_range", Sentence::NotNegative);
        } else if price >= Money::ZERO && discount > price {
            refuse("discount", "out_of_range", Sentence::DiscountOverPrice);
        }
        if tax < Money::ZERO || tax > Money::ONE {
            refuse("tax", "out_of_range", Sentence::TaxNoFraction);
        } else if tax > Money::ZERO && !want_tax && !wish_is_wrong {
            refuse("tax", "not_wanted", Sentence::TaxNotWanted);
        }
        if ["amount", "price", "discount", "tax"].iter().any(|name| problems.concern(&at(place, name))) {
            return None;
        }
        let path = at(place, "total");
        let Some(line) = Line::of(product_id, amount, price, discount, tax) else {
            problems.add(&path, "out_of_range", Sentence::TotalTooLarge);
            return None;
        };
        if let Some(given) = given.filter(|given| line.total.ten_thousandths().abs_diff(given.ten_thousandths()) > TOLERANCE) {
            let differs = || Sentence::TotalDiffers { total: line.total.to_string(), given: given.to_string() };
            problems.add_with(&path, "wrong_total", differs);
            return None;
        }
        Some(line)
    }
}

/// The path of a field of the line at this place; the line's fields stand for themselves if the place has no name.
pub fn at(place: &str, name: &str) -> String {
    if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") }
}

/// The price, the discount and the tax of one unit that an item itself has.
#[derive(Debug, Clone, Copy)]
pub struct OwnTerms {
    pub price: Money,
    pub discount: Money,
    pub tax: Money,
    /// The item's currency; none for the profile's.
    pub currency_id: Option<i64>,
}

/// The terms of these items, by id: a query for each kind, and one for their taxes and discounts. The caller may read the kinds.
pub fn own_terms(reader: &mut Reader, items: &HashMap<i64, NamedItem>, ids: &[i64]) -> Result<HashMap<i64, OwnTerms>> {
    let of = |kind: Entity| ids.iter().copied().filter(move |id| items.get(id).is_some_and(|item| item.entity == kind));
    let mut found: Vec<(i64, Item)> = Vec::new();
    found.extend(reader.by_ids::<Product>(of(Product::ENTITY))?.into_iter().map(|(id, kept)| (id, kept.record.item)));
    found.extend(reader.by_ids::<Service>(of(Service::ENTITY))?.into_iter().map(|(id, kept)| (id, kept.record.item)));
    let named = found.iter().flat_map(|(_, item)| item.tax_ids().into_iter().chain(item.product_discount_id));
    let entries = reader.by_ids::<CatalogEntry>(named.collect::<Vec<_>>())?;
    let value = |id: &i64| entries.get(id).and_then(|entry| entry.value).unwrap_or(Money::ZERO).ten_thousandths();
    let one = Money::ONE.ten_thousandths();
    let terms = found.into_iter().map(|(id, item)| {
        let tax = Money::from_ten_thousandths(item.tax_ids().iter().map(value).sum::<i64>().min(one));
        let share = i128::from(item.product_discount_id.as_ref().map_or(0, value));
        let discount = (i128::from(item.value.ten_thousandths()) * share + i128::from(one / 2)) / i128::from(one);
        let discount = Money::from_ten_thousandths(i64::try_from(discount).unwrap_or(0));
        (id, OwnTerms { price: item.value, discount, tax, currency_id: item.profile_currency_type_id })
    });
    Ok(terms.collect())
}

/// A line in a call.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "GivenLine")]
pub struct GivenLine {
    /// A product or a service of the profile that is not retired.
    product_id: Id<AnyItem>,
    /// The number of units, more than 0; fractions are allowed.
    amount: Money,
    /// The price of one unit.
    price: Money,
    /// The discount on the price of one unit, no more than the price.
    discount: Money,
    /// The tax as a fraction, 0 to 1: 0.16 for 16 %.
    tax: Money,
    /// The line's total: amount × (price − discount) × (1 + tax), rounded half up to two places; 0.01 more or less is accepted.
    total: Money,
}

/// The lines in a call. A single line may stand without a list; null is an empty list.
#[derive(Debug, Clone, PartialEq)]
pub struct LinesOf<L> {
    lines: Vec<L>,
    /// Whether a single line stands without a list.
    single: bool,
}

/// The lines of an opportunity in a call.
pub type GivenLines = LinesOf<GivenLine>;

/// The most lines of a record.
pub const MOST_LINES: usize = 500;

impl<L> Default for LinesOf<L> {
    fn default() -> Self {
        LinesOf { lines: Vec::new(), single: false }
    }
}

impl<L> LinesOf<L> {
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The lines, each with its place in the parameter at this path.
    pub fn places<'l>(&'l self, path: &'l str) -> impl Iterator<Item = (String, &'l L)> {
        let place = move |position: usize| if self.single { path.to_owned() } else { format!("{path}.{position}") };
        self.lines.iter().enumerate().map(move |(position, line)| (place(position), line))
    }
}

impl GivenLines {
    /// Notes missing lines where lines are wanted, and lines where none are wanted.
    pub fn check_presence(&self, want_products: bool, problems: &mut Problems) {
        match (want_products, self.lines.is_empty()) {
            _ if problems.concern("want_products") => {}
            (true, true) => problems.add("products", "required", Sentence::LinesMissing),
            (false, false) => problems.add("products", "not_wanted", Sentence::LinesNotWanted),
            _ => {}
        }
    }

    /// Notes problems of the lines in the parameter at this path. An opportunity may keep a retired product that it has already. Returns the lines to keep,
    /// with their exact totals; lines with wrong numbers are left out.
    pub fn check(&self, path: &str, reader: &mut Reader, kept: &[Line], want_tax: bool, problems: &mut Problems) -> Result<Vec<Line>> {
        let ids: Vec<i64> = self.lines.iter().map(|line| line.product_id.get()).collect();
        let items = named_items(reader, &ids)?;
        let mut settled = Vec::with_capacity(self.lines.len());
        for (place, line) in self.places(path) {
            let id = line.product_id.get();
            let has_already = kept.iter().any(|line| line.product_id == id);
            check_item(reader, &at(&place, "product_id"), id, &items, has_already, problems)?;
            let GivenLine { amount, price, discount, tax, total, .. } = *line;
            let numbers = Numbers { amount, price, discount, tax, total: Some(total) };
            settled.extend(numbers.check(&place, id, want_tax, problems));
        }
        Ok(settled)
    }
}

/// One unit of a product or a service as a line, at its own price, with its own discount and taxes.
pub fn line_of(reader: &mut Reader, path: &str, product_id: Id<AnyItem>, problems: &mut Problems) -> Result<Option<Line>> {
    if problems.concern(path) {
        return Ok(None);
    }
    let id = product_id.get();
    let found = named_items(reader, &[id])?.remove(&id);
    // The line shows the item's price, so this needs the right to read its kind.
    reader.refuse_unless_read(found.as_ref().map_or(AnyItem::ENTITY, |item| item.entity))?;
    let Some(NamedItem { entity, mention }) = found else {
        problems.add(path, "unknown_id", unknown_item(id));
        return Ok(None);
    };
    if mention.retired {
        problems.add(path, "retired", Sentence::RetiredUnseen { what: kind_of(entity)?.noun, id });
        return Ok(None);
    }
    let item = HashMap::from([(id, NamedItem { entity, mention })]);
    let Some(OwnTerms { price, discount, tax, .. }) = own_terms(reader, &item, &[id])?.remove(&id) else { return Ok(None) };
    let line = Line::of(id, Money::ONE, price, discount, tax);
    if line.is_none() {
        problems.add(path, "out_of_range", Sentence::TotalTooLarge);
    }
    Ok(line)
}

/// The tolerance for the caller's total, in ten-thousandths. Some callers round each step.
const TOLERANCE: u64 = 100;

impl<'de, L: Deserialize<'de>> Deserialize<'de> for LinesOf<L> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(attempt(deserializer, LinesVisitor(PhantomData))?.unwrap_or_default())
    }
}

struct LinesVisitor<L>(PhantomData<L>);

impl<'de, L: Deserialize<'de>> DeserializeSeed<'de> for LinesVisitor<L> {
    type Value = LinesOf<L>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<LinesOf<L>, D::Error> {
        deserializer.deserialize_newtype_struct(ONE_OR_SEVERAL, self)
    }
}

impl<'de, L: Deserialize<'de>> Visitor<'de> for LinesVisitor<L> {
    type Value = LinesOf<L>;

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str(Expected::LineOrLines.text(Language::English))
    }

    fn visit_unit<E>(self) -> Result<LinesOf<L>, E> {
        Ok(LinesOf::default())
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, single: D) -> Result<LinesOf<L>, D::Error> {
        Ok(LinesOf { lines: vec![L::deserialize(single)?], single: true })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<LinesOf<L>, A::Error> {
        let too_many = || Violation::new("too_many", Sentence::LinesTooMany { most: MOST_LINES });
        Ok(LinesOf { lines: items(list, MOST_LINES, too_many)?, single: false })
    }
}

impl<L: JsonSchema> JsonSchema for LinesOf<L> {
    fn schema_name() -> Cow<'static, str> {
        format!("{}s", L::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let line = generator.subschema_for::<L>();
        json_schema!({
            "anyOf": [{ "type": "array", "items": line, "maxItems": MOST_LINES }, line, { "type": "null" }],
        })
    }
}

/// Notes kept lines that contradict the opportunity's new `want_products` or `want_tax`.
pub fn check_kept(lines: &[Line], want_products: bool, want_tax: bool, problems: &mut Problems) {
    if !problems.concern("want_products") {
        match (want_products, lines.len()) {
            (true, 0) => problems.add("products", "required", Sentence::LinesMissing),
            (false, number @ 1..) => problems.add("want_products", "has_lines", Sentence::LinesKept { number }),
            _ => {}
        }
    }
    let taxed = lines.iter().filter(|line| line.tax > Money::ZERO).count();
    if !want_tax && taxed > 0 && !problems.concern("want_tax") {
        problems.add("want_tax", "has_tax", Sentence::LinesKeptWithTax { number: taxed });
    }
}

//! The lines of an opportunity: products and services with their amounts and prices.
//!
//! Invariants: a kept line has passed every rule, and its total is computed here, exactly; the caller's total is only
//! compared with it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{DeserializeSeed, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::attempt::{ONE_OR_SEVERAL, attempt};
use crate::fields::bounded::items;
use crate::fields::leaf::Violation;
use crate::fields::money::hundredths_of;
use crate::fields::{Id, Money, Named};
use crate::modules::items::named_items::{NamedItem, item_of, named_items, unknown_item};
use crate::records::catalog_entry::CatalogEntry;
use crate::records::item::AnyItem;
use crate::records::kinds::kind_of;
use crate::records::line::Line;
use crate::rpc::problems::Problems;
use crate::sentences::{Expected, Language, Sentence};

/// The total of a line: amount × (price − discount) × (1 + tax), rounded half up to two places. None if it is too large for an
/// amount.
pub fn total(amount: Money, price: Money, discount: Money, tax: Money) -> Option<Money> {
    /// The product of three factors in ten-thousandths counts 10⁻¹²ths; a hundredth has this many of them.
    const PARTS_OF_A_HUNDREDTH: i128 = 10_000_000_000;
    let exact = |amount: Money| i128::from(amount.ten_thousandths());
    let parts =
        exact(amount).checked_mul(exact(price).checked_sub(exact(discount))?)?.checked_mul(exact(Money::ONE).checked_add(exact(tax))?)?;
    let ten_thousandths = hundredths_of(parts, PARTS_OF_A_HUNDREDTH)?.checked_mul(100)?;
    i64::try_from(ten_thousandths).ok().map(Money::from_ten_thousandths)
}

/// A line in a call.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "GivenLine")]
struct GivenLine {
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
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GivenLines {
    lines: Vec<GivenLine>,
    /// Whether a single line stands without a list.
    single: bool,
}

impl GivenLines {
    const MOST: usize = 500;

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

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
        for (position, line) in self.lines.iter().enumerate() {
            let place = if self.single { path.to_owned() } else { format!("{path}.{position}") };
            let id = line.product_id.get();
            match items.get(&id) {
                None => problems.add(&format!("{place}.product_id"), "unknown_id", unknown_item(id)),
                Some(NamedItem { entity, mention }) if mention.retired && !kept.iter().any(|line| line.product_id == id) => {
                    let what = kind_of(*entity)?.noun;
                    let sentence = match reader.may_read(*entity) {
                        true => Sentence::Retired { what, name: (&mention.name).into() },
                        false => Sentence::RetiredUnseen { what, id },
                    };
                    problems.add(&format!("{place}.product_id"), "retired", sentence);
                }
                Some(_) => {}
            }
            settled.extend(line.check(&place, want_tax, problems));
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
    let item = item_of(reader, entity, id)?;
    let taxes: Vec<i64> = serde_json::from_str(&item.taxes)?;
    let entries = reader.by_ids::<CatalogEntry>(taxes.iter().copied().chain(item.product_discount_id))?;
    let value = |id: &i64| entries.get(id).and_then(|entry| entry.value).unwrap_or(Money::ZERO).ten_thousandths();
    let one = Money::ONE.ten_thousandths();
    let tax = Money::from_ten_thousandths(taxes.iter().map(value).sum::<i64>().min(one));
    let share = i128::from(item.product_discount_id.as_ref().map_or(0, value));
    let discount = (i128::from(item.value.ten_thousandths()) * share + i128::from(one / 2)) / i128::from(one);
    let discount = Money::from_ten_thousandths(i64::try_from(discount).unwrap_or(0));
    let Some(total) = total(Money::ONE, item.value, discount, tax) else {
        problems.add(path, "out_of_range", Sentence::TotalTooLarge);
        return Ok(None);
    };
    Ok(Some(Line { product_id: id, amount: Money::ONE, price: item.value, discount, tax, total }))
}

impl GivenLine {
    /// Notes problems of the line's numbers, at the line's place. Returns the line to keep, if it has none.
    fn check(&self, place: &str, want_tax: bool, problems: &mut Problems) -> Option<Line> {
        let GivenLine { product_id, amount, price, discount, tax, total: given } = *self;
        let wish_is_wrong = problems.concern("want_tax");
        let mut refuse = |name: &str, rule: &str, sentence: Sentence| problems.add(&format!("{place}.{name}"), rule, sentence);
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
        if ["amount", "price", "discount", "tax"].iter().any(|name| problems.concern(&format!("{place}.{name}"))) {
            return None;
        }
        let path = format!("{place}.total");
        let Some(total) = total(amount, price, discount, tax) else {
            problems.add(&path, "out_of_range", Sentence::TotalTooLarge);
            return None;
        };
        if total.ten_thousandths().abs_diff(given.ten_thousandths()) > TOLERANCE {
            let differs = || Sentence::TotalDiffers { total: total.to_string(), given: given.to_string() };
            problems.add_with(&path, "wrong_total", differs);
            return None;
        }
        Some(Line { product_id: product_id.get(), amount, price, discount, tax, total })
    }
}

/// The tolerance for the caller's total, in ten-thousandths. Some callers round each step.
const TOLERANCE: u64 = 100;

impl<'de> Deserialize<'de> for GivenLines {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(attempt(deserializer, LinesVisitor)?.unwrap_or_default())
    }
}

struct LinesVisitor;

impl<'de> DeserializeSeed<'de> for LinesVisitor {
    type Value = GivenLines;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<GivenLines, D::Error> {
        deserializer.deserialize_newtype_struct(ONE_OR_SEVERAL, self)
    }
}

impl<'de> Visitor<'de> for LinesVisitor {
    type Value = GivenLines;

    fn expecting(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
        formatter.write_str(Expected::LineOrLines.text(Language::English))
    }

    fn visit_unit<E>(self) -> Result<GivenLines, E> {
        Ok(GivenLines::default())
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, single: D) -> Result<GivenLines, D::Error> {
        Ok(GivenLines { lines: vec![GivenLine::deserialize(single)?], single: true })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<GivenLines, A::Error> {
        let too_many = || Violation::new("too_many", Sentence::LinesTooMany { most: GivenLines::MOST });
        Ok(GivenLines { lines: items(list, GivenLines::MOST, too_many)?, single: false })
    }
}

impl JsonSchema for GivenLines {
    fn schema_name() -> Cow<'static, str> {
        "GivenLines".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let line = generator.subschema_for::<GivenLine>();
        json_schema!({
            "anyOf": [{ "type": "array", "items": line, "maxItems": GivenLines::MOST }, line, { "type": "null" }],
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    /// The total of numbers given as texts.
    fn of(amount: &str, price: &str, discount: &str, tax: &str) -> Option<Money> {
        total(money(amount), money(price), money(discount), money(tax))
    }

    #[test]
    fn a_total_is_rounded_once_and_halves_go_up() {
        assert_eq!(of("3", "100", "10", "0.16"), Some(money("313.2")));
        assert_eq!(of("1", "0.005", "0", "0"), Some(money("0.01")));
        assert_eq!(of("1", "0.0049", "0", "0"), Some(money("0")));
        assert_eq!(of("0.5", "0.01", "0", "0"), Some(money("0.01")));
        assert_eq!(of("1.5", "33.33", "0", "0.0825"), Some(money("54.12")));
        assert_eq!(of("1", "10", "10", "1"), Some(Money::ZERO));
    }

    #[test]
    fn a_total_that_no_amount_can_be_is_none() {
        let greatest = "922337203685477.5807";
        assert_eq!(of("1", greatest, "0", "0"), Some(money("922337203685477.58")));
        assert_eq!(of("1.0001", greatest, "0", "0"), None);
        assert_eq!(of("2", "922337203685477", "461168601842739", "0"), Some(money("922337203685476")));
        assert_eq!(of(greatest, greatest, "0", "1"), None);
    }

    fn any_money() -> impl Strategy<Value = Money> {
        prop_oneof![0..=i64::MAX, 0..=10_000_000_i64, 0..=10_000_i64].prop_map(Money::from_ten_thousandths)
    }

    fn any_tax() -> impl Strategy<Value = Money> {
        (0..=10_000_i64).prop_map(Money::from_ten_thousandths)
    }

    proptest! {
        #[test]
        fn a_total_has_two_places_and_is_off_by_half_a_hundredth_at_the_most(
            amount in 0..=1_000_000_000_i64, price in 0..=1_000_000_000_i64, discount in 0..=1_000_000_000_i64, tax in 0..=10_000_i64,
        ) {
            let discount = discount.min(price);
            let [a, p, d, t] = [amount, price, discount, tax].map(Money::from_ten_thousandths);
            let total = i128::from(total(a, p, d, t).unwrap().ten_thousandths());
            prop_assert_eq!(total % 100, 0);
            let exact = i128::from(amount) * i128::from(price - discount) * i128::from(10_000 + tax);
            let off = total * 100_000_000 - exact;
            prop_assert!((-5_000_000_000 < off) && (off <= 5_000_000_000), "{}", off);
        }

        #[test]
        fn more_of_anything_but_discount_is_never_less(
            amount in any_money(), price in any_money(), discount in any_money(), tax in any_tax(), more in 0..=1_000_000_i64,
        ) {
            let least = total(amount, price, discount.min(price), tax);
            let plus = |money: Money| Money::from_ten_thousandths(money.ten_thousandths().saturating_add(more));
            for greater in [
                total(plus(amount), price, discount.min(price), tax),
                total(amount, plus(price), discount.min(price), tax),
                total(amount, price, discount.min(price), plus(tax)),
            ] {
                prop_assert!(greater.is_none() || least.is_some_and(|least| greater >= Some(least)));
            }
        }

        #[test]
        fn no_numbers_make_it_panic(numbers in any::<[i64; 4]>()) {
            let [amount, price, discount, tax] = numbers.map(Money::from_ten_thousandths);
            let _ = total(amount, price, discount, tax);
        }

        #[test]
        fn without_discount_and_tax_one_unit_costs_its_price(cents in 0..=i64::MAX / 100) {
            let price = Money::from_ten_thousandths(cents * 100);
            prop_assert_eq!(total(Money::ONE, price, Money::ZERO, Money::ZERO), Some(price));
        }
    }
}

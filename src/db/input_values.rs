//! The values of inputs, and the records that have them.
//!
//! A record keeps its values in its own row. The table `input_values` is written along with the record, and is the index by which
//! records are found by their values.
//!
//! Invariants: two values of an input have the same key only if they are equal. Numbers, days and texts of up to 800 bytes are in the
//! order of their keys; longer texts are only told apart.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::connection::{AnyConnection, either};
use super::rows::Rows;
use super::schema::input_values;
use super::scope::{Editor, Reader};
use super::sql::{Piece, Sql, Texts};
use super::stored::{Recorded, Stored};
use crate::error::Result;
use crate::fields::decimal::Decimal;
use crate::fields::text::composed;

/// The values of an input that a list is narrowed to.
#[derive(Debug, Clone, PartialEq)]
pub enum WantedValues {
    /// Any of these.
    Any(Vec<Value>),
    /// From one to another, both included.
    Between(Option<Value>, Option<Value>),
    /// None at all: records without a value.
    Nothing,
}

/// The key of a value: a text that is compared byte by byte.
fn key(value: &Value) -> Option<String> {
    /// The longest text that is its own key: an index takes no longer ones. It has room for every option of a list.
    const LONGEST: usize = 800;
    match value {
        Value::String(text) => {
            let text = composed(text);
            if text.len() <= LONGEST {
                return Some(format!("s{text}"));
            }
            let digest: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
            Some(format!("s{}\u{1}{digest}", text.chars().take(100).collect::<String>()))
        }
        Value::Number(number) => Some(key_of_number(&Decimal::read(number.as_str())?)),
        Value::Bool(value) => Some(if *value { "b1" } else { "b0" }.to_owned()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Whether the one value comes behind the other in the order of an input.
pub fn is_behind(one: &Value, other: &Value) -> bool {
    key(one) > key(other)
}

/// The key of a number: its sign, its magnitude, its digits. Those of a negative number are counted from nine downwards.
fn key_of_number(number: &Decimal) -> String {
    /// A double's digits begin at most some hundred places before or behind the point.
    const FARTHEST: i64 = 4_999;
    let magnitude = number.digits_before_point().clamp(-FARTHEST, FARTHEST) + FARTHEST;
    match (number.digits.as_str(), number.negative) {
        ("", _) => "n1".to_owned(),
        (digits, false) => format!("n2{magnitude:04}{digits}"),
        (digits, true) => {
            let digits: String = digits.bytes().map(|digit| char::from(b'9' - digit.saturating_sub(b'0'))).collect();
            format!("n0{:04}{digits}~", 2 * FARTHEST - magnitude)
        }
    }
}

/// The keys of a record's values, by the slugs of their inputs.
fn keys<R: Stored>(kept: Option<&Recorded<R>>) -> Result<BTreeMap<String, String>> {
    let (Some(inputs), Some(kept)) = (R::INPUTS, kept) else { return Ok(BTreeMap::new()) };
    keys_of((inputs.kept)(&kept.record))
}

/// The keys of values as a record keeps them, by the slugs of their inputs.
fn keys_of(text: &str) -> Result<BTreeMap<String, String>> {
    if text.len() <= "{}".len() {
        return Ok(BTreeMap::new());
    }
    let values: Map<String, Value> = serde_json::from_str(text)?;
    Ok(values.into_iter().filter_map(|(slug, value)| Some((slug, key(&value)?))).collect())
}

/// Writes what has changed of a record's values into the index: all of a new record's, none of a removed one's.
pub(super) fn change<R: Stored>(connection: &mut AnyConnection, before: Option<&Recorded<R>>, after: Option<&Recorded<R>>) -> Result<()> {
    let Some(inputs) = R::INPUTS else { return Ok(()) };
    let text = |kept: Option<&Recorded<R>>| kept.map(|kept| (inputs.kept)(&kept.record).to_owned());
    let (Some(kept), false) = (after.or(before), text(before) == text(after)) else { return Ok(()) };
    replace(connection, (kept.profile_id, R::ENTITY.name(), kept.id), &keys(before)?, &keys(after)?)
}

/// Writes what has changed of the values of a document's line, as the document keeps them.
pub(super) fn change_of_line(connection: &mut AnyConnection, of: Owner, before: &str, after: &str) -> Result<()> {
    if before == after { Ok(()) } else { replace(connection, of, &keys_of(before)?, &keys_of(after)?) }
}

/// Replaces the keys of a record's values.
fn replace(connection: &mut AnyConnection, of: Owner, had: &BTreeMap<String, String>, has: &BTreeMap<String, String>) -> Result<()> {
    let gone: Vec<(&String, &String)> = had.iter().filter(|(slug, key)| has.get(*slug) != Some(*key)).collect();
    let new: Vec<(&String, &String)> = has.iter().filter(|(slug, key)| had.get(*slug) != Some(*key)).collect();
    remove_some(connection, of, &gone)?;
    add_some(connection, of, &new)
}

/// Adds a record's values to the index, whether or not they stand there.
pub(super) fn renew<R: Stored>(connection: &mut AnyConnection, kept: &Recorded<R>) -> Result<()> {
    let keys = keys(Some(kept))?;
    let values: Vec<(&String, &String)> = keys.iter().collect();
    let of = (kept.profile_id, R::ENTITY.name(), kept.id);
    remove_some(connection, of, &values)?;
    add_some(connection, of, &values)
}

/// The profile, the kind and the id of a record.
pub(super) type Owner = (i64, &'static str, i64);

/// The most values in one statement.
const TOGETHER: usize = 100;

fn add_some(connection: &mut AnyConnection, (profile_id, entity, id): Owner, values: &[(&String, &String)]) -> Result<()> {
    for values in values.chunks(TOGETHER) {
        let mut insert = vec![Piece::sql("INSERT INTO input_values (profile_id, entity, slug, value, record_id) VALUES ")];
        for (position, (slug, key)) in values.iter().enumerate() {
            insert.push(Piece::sql(if position == 0 { "(" } else { ", (" }));
            insert.extend([Piece::Number(profile_id), Piece::sql(", "), Piece::text(entity), Piece::sql(", ")]);
            insert.extend([Piece::text((*slug).clone()), Piece::sql(", "), Piece::text((*key).clone()), Piece::sql(", ")]);
            insert.extend([Piece::Number(id), Piece::sql(")")]);
        }
        either!(connection, connection => Sql(insert).execute(connection))?;
    }
    Ok(())
}

fn remove_some(connection: &mut AnyConnection, (profile_id, entity, id): Owner, values: &[(&String, &String)]) -> Result<()> {
    for values in values.chunks(TOGETHER) {
        let mut delete = vec![Piece::sql("DELETE FROM input_values WHERE ")];
        for (position, (slug, key)) in values.iter().enumerate() {
            // Each row is named by its whole key: SQLite looks only such rows up one by one.
            delete.push(Piece::sql(if position == 0 { "(input_values.profile_id = " } else { " OR (input_values.profile_id = " }));
            delete.extend([Piece::Number(profile_id), Piece::sql(" AND entity = "), Piece::text(entity)]);
            delete.extend([Piece::sql(" AND slug = "), Piece::text((*slug).clone()), Piece::sql(" AND value = ")]);
            delete.extend([Piece::text((*key).clone()), Piece::sql(" AND record_id = "), Piece::Number(id), Piece::sql(")")]);
        }
        either!(connection, connection => Sql(delete).execute(connection))?;
    }
    Ok(())
}

impl Reader {
    /// Narrows to the records with one of these values of an input.
    pub fn with_input<R: Stored>(&self, rows: Rows<R>, slug: &str, wanted: &WantedValues) -> Rows<R> {
        let table = R::TABLE;
        let mut condition = match (wanted, &*self.base.lease) {
            (WantedValues::Nothing, AnyConnection::Postgres(_)) => {
                vec![Piece::sql(format!(
                    "NOT EXISTS (SELECT 1 FROM input_values WHERE record_id = {table}.id AND input_values.profile_id = "
                ))]
            }
            (WantedValues::Nothing, AnyConnection::Sqlite(_)) => {
                vec![Piece::sql(format!("{table}.id NOT IN (SELECT record_id FROM input_values WHERE input_values.profile_id = "))]
            }
            _ => vec![Piece::sql(format!("{table}.id IN (SELECT record_id FROM input_values WHERE input_values.profile_id = "))],
        };
        condition.extend([Piece::Number(self.base.profile_id), Piece::sql(" AND entity = "), Piece::text(R::ENTITY.name())]);
        condition.extend([Piece::sql(" AND slug = "), Piece::text(slug.to_owned())]);
        let bound = |value: &Option<Value>| value.as_ref().and_then(key);
        match wanted {
            WantedValues::Any(values) => {
                condition.push(Piece::sql(" AND value"));
                condition.push(Piece::AmongTexts(Texts(values.iter().filter_map(key).collect())));
            }
            WantedValues::Between(from, to) => {
                condition.extend(bound(from).into_iter().flat_map(|key| [Piece::sql(" AND value >= "), Piece::text(key)]));
                condition.extend(bound(to).into_iter().flat_map(|key| [Piece::sql(" AND value <= "), Piece::text(key)]));
            }
            WantedValues::Nothing => {}
        }
        condition.push(Piece::sql(")"));
        Rows(R::holding(rows.0, Sql(condition)))
    }

    /// The ids of records of this kind that have a value for this input, at most `most` of them.
    pub fn ids_with_input<R: Stored>(&mut self, slug: &str, most: i64) -> Result<Vec<i64>> {
        let rows = input_values::table
            .filter(input_values::profile_id.eq(self.base.profile_id))
            .filter(input_values::entity.eq(R::ENTITY.name()))
            .filter(input_values::slug.eq(slug))
            .order((input_values::value, input_values::record_id))
            .limit(most)
            .select(input_values::record_id);
        either!(&mut *self.base.lease, connection => rows.load(connection)).map_err(Into::into)
    }
}

impl Editor {
    /// Removes this input's value from these records of this kind.
    pub fn take_input<R: Stored>(&mut self, slug: &str, ids: &[i64]) -> Result<()> {
        /// The most records that are in memory at a time.
        const TOGETHER: usize = 100;
        let Some(inputs) = R::INPUTS else { return Ok(()) };
        for ids in ids.chunks(TOGETHER) {
            let rows = self.rows::<R>().only(ids);
            for record in self.load(rows)? {
                let mut without = record.record.clone();
                let kept = (inputs.changed)(&mut without);
                let mut values: Map<String, Value> = serde_json::from_str(kept)?;
                values.remove(slug);
                *kept = serde_json::to_string(&values)?;
                self.update(record, without)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn number(text: &str) -> String {
        key_of_number(&Decimal::read(text).unwrap())
    }

    proptest! {
        #[test]
        fn numbers_are_in_the_order_of_their_keys(one: i64, other: i64, places in 0u32..6) {
            let text = |number: i64| format!("{number}e-{places}");
            prop_assert_eq!(number(&text(one)).cmp(&number(&text(other))), one.cmp(&other));
        }

        #[test]
        fn doubles_are_in_the_order_of_their_keys(one in proptest::num::f64::NORMAL, other in proptest::num::f64::NORMAL) {
            prop_assert_eq!(number(&format!("{one:e}")).cmp(&number(&format!("{other:e}"))), one.total_cmp(&other));
        }
    }

    #[test]
    fn equal_numbers_have_one_key() {
        for (one, other) in [("0", "-0.0"), ("10", "1e1"), ("-1.50", "-15e-1"), ("0.001", "1e-3")] {
            assert_eq!(number(one), number(other));
        }
        assert!(number("-1.52") < number("-1.5") && number("-1.5") < number("0") && number("0") < number("0.1"));
    }

    #[test]
    fn long_texts_have_short_keys_of_their_own() {
        let long = |end: &str| key(&Value::from(format!("{}{end}", "á".repeat(3000)))).unwrap();
        assert_ne!(long("a"), long("b"));
        assert!(long("a").len() < 400);
    }
}

//! The values of linked inputs, read for a whole page of records at once, or kept with a document when it is written.
//!
//! Invariants: the linked records are read with one query for each kind of them, however many records and links there are. A value
//! is shown only to callers who may read the record that has it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use diesel::prelude::*;
use serde_json::{Map, Value};

use super::InputType;
use super::link::Link;
use crate::db::schema::inputs;
use crate::db::scope::Reader;
use crate::db::stored::{Recorded, Stored};
use crate::error::Result;
use crate::fields::Entity;
use crate::modules::withheld::Withheld;
use crate::records::input::Input;
use crate::records::kinds::kind_of;
use crate::records::shown_inputs::ShownInputs;
use crate::rpc::chosen::{Chosen, Keys};

/// The values of inputs of these records, if they are asked for, with those that are linked.
pub fn shown_inputs<R: Stored>(reader: &mut Reader, wanted: bool, records: &[Recorded<R>], withheld: &mut Withheld) -> Result<ShownInputs> {
    if !wanted {
        return Ok(ShownInputs::Not);
    }
    if records.is_empty() || !reader.has_links() {
        return Ok(ShownInputs::AsKept);
    }
    let links = readable_links(reader, R::ENTITY, withheld)?;
    if links.is_empty() {
        return Ok(ShownInputs::AsKept);
    }
    let named = named_by(records, &links)?;
    let found = read(reader, &links, &named)?;
    let Some(kept) = R::INPUTS.map(|inputs| inputs.kept) else { return Ok(ShownInputs::AsKept) };
    let mut all = HashMap::with_capacity(records.len());
    for (record, named) in records.iter().zip(&named) {
        let values = with_linked(kept(&record.record), &links, named, &found)?;
        all.insert(record.id, serde_json::to_string(&values)?);
    }
    Ok(ShownInputs::Linked(all))
}

/// A record that keeps the values of its linked inputs: the fields by which it names others, and its inputs.
pub struct Keeping<'r> {
    pub named: Value,
    pub inputs: &'r mut String,
}

/// Keeps what linked inputs show at this moment with documents or their lines, as far as the caller may read it.
pub fn keep_linked(reader: &mut Reader, entity: Entity, written: Vec<Keeping<'_>>) -> Result<()> {
    if written.is_empty() || !reader.has_links() {
        return Ok(());
    }
    let links = readable_links(reader, entity, &mut Withheld::default())?;
    let (named, inputs): (Vec<Value>, Vec<&mut String>) = written.into_iter().map(|Keeping { named, inputs }| (named, inputs)).unzip();
    let found = read(reader, &links, &named)?;
    for (named, inputs) in named.iter().zip(inputs) {
        *inputs = serde_json::to_string(&with_linked(inputs, &links, named, &found)?)?;
    }
    Ok(())
}

/// Values of inputs with those that are linked.
fn with_linked(kept: &str, links: &[Link], named: &Value, found: &HashMap<(usize, i64), Value>) -> Result<Map<String, Value>> {
    let mut values: Map<String, Value> = serde_json::from_str(kept)?;
    for (place, link) in links.iter().enumerate() {
        match named.get(&link.through).and_then(Value::as_i64).and_then(|id| found.get(&(place, id))) {
            Some(value) => values.insert(link.slug.clone(), value.clone()),
            None => values.remove(&link.slug),
        };
    }
    Ok(values)
}

/// The linked inputs of a kind of record that lead to kinds that the caller may read. The others are noted.
fn readable_links(reader: &mut Reader, entity: Entity, withheld: &mut Withheld) -> Result<Vec<Link>> {
    let rows = reader.rows::<Input>().filter(inputs::entity.eq(entity.name())).filter(inputs::kind.eq(InputType::Linked.name()));
    let mut links = Vec::new();
    for input in reader.load(rows)? {
        let Some(mut link) = Link::of(&input)? else { continue };
        let all = link.kinds.len();
        link.kinds.retain(|kind| reader.may_read(*kind));
        if link.kinds.len() < all {
            withheld.note_owned(format!("inputs.{}", link.slug));
        }
        if !link.kinds.is_empty() {
            links.push(link);
        }
    }
    Ok(links)
}

/// The ids by which the records name others, by field.
fn named_by<R: Stored>(records: &[Recorded<R>], links: &[Link]) -> Result<Vec<Value>> {
    let fields: Vec<String> = links.iter().map(|link| link.through.clone()).collect();
    let whole = R::whole();
    records.iter().map(|record| Ok(serde_json::to_value(Chosen(R::view(record, &whole), Keys(&fields)))?)).collect()
}

/// The values behind each link, by the place of the link and the id of the record that has the value.
fn read(reader: &mut Reader, links: &[Link], named: &[Value]) -> Result<HashMap<(usize, i64), Value>> {
    let mut wanted: BTreeMap<&'static str, (Entity, BTreeSet<i64>)> = BTreeMap::new();
    for link in links {
        let ids: BTreeSet<i64> = named.iter().filter_map(|record| record.get(&link.through)?.as_i64()).collect();
        for kind in &link.kinds {
            wanted.entry(kind.name()).or_insert_with(|| (*kind, BTreeSet::new())).1.extend(&ids);
        }
    }
    let mut found = HashMap::new();
    for (kind, ids) in wanted.into_values() {
        let behind: Vec<(usize, &Link)> = links.iter().enumerate().filter(|(_, link)| link.kinds.contains(&kind)).collect();
        kind_of(kind)?.show_each(reader, &Vec::from_iter(ids), &mut |id, record| {
            let values = behind.iter().filter_map(|(place, link)| Some(((*place, id), link.value_in(&record)?)));
            found.extend(values);
        })?;
    }
    Ok(found)
}

//! The items that a call names, of either kind: those of its lines, or of its filters.

use std::collections::HashMap;

use crate::db::mentions::Mention;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::{Entity, Ids, Named};
use crate::modules::reference::unknown_id;
use crate::records::item::{AnyItem, Item, NOUN};
use crate::records::product::Product;
use crate::records::service::Service;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// An item that a call names, and its kind.
#[derive(Debug, Clone)]
pub struct NamedItem {
    pub entity: Entity,
    pub mention: Mention,
}

/// The items of either kind with these ids, by id. Items that the profile does not have are left out.
pub fn named_items(reader: &mut Reader, ids: &[i64]) -> Result<HashMap<i64, NamedItem>> {
    let of = |entity: Entity| move |(id, mention): (i64, Mention)| (id, NamedItem { entity, mention });
    let products = reader.all_mentioned::<Product>(ids)?;
    let services = reader.all_mentioned::<Service>(ids)?;
    Ok(products.into_iter().map(of(Product::ENTITY)).chain(services.into_iter().map(of(Service::ENTITY))).collect())
}

/// These items, whole, by id: a query for each kind, and none for a kind that none is of.
pub fn items_of(reader: &mut Reader, items: &HashMap<i64, NamedItem>, ids: &[i64]) -> Result<HashMap<i64, Item>> {
    let of = |kind: Entity| ids.iter().copied().filter(move |id| items.get(id).is_some_and(|item| item.entity == kind));
    let mut found = HashMap::new();
    found.extend(reader.by_ids::<Product>(of(Product::ENTITY))?.into_iter().map(|(id, kept)| (id, kept.record.item)));
    found.extend(reader.by_ids::<Service>(of(Service::ENTITY))?.into_iter().map(|(id, kept)| (id, kept.record.item)));
    Ok(found)
}

/// The validities that these items have.
pub fn validities(reader: &mut Reader, items: &HashMap<i64, NamedItem>) -> Result<Vec<i64>> {
    let ids: Vec<i64> = items.keys().copied().collect();
    Ok(items_of(reader, items, &ids)?.into_values().filter_map(|item| item.product_validity_id).collect())
}

/// Notes the ids in a filter that no item of the profile has.
pub fn check_items(reader: &mut Reader, path: &str, ids: &Ids<AnyItem>, problems: &mut Problems) -> Result<()> {
    let Some(distinct) = ids.given() else { return Ok(()) };
    let found = named_items(reader, distinct)?;
    for (place, id) in ids.places(path) {
        if !found.contains_key(&id) {
            problems.add(&place, "unknown_id", unknown_item(id));
        }
    }
    Ok(())
}

/// The sentence for a missing item.
pub fn unknown_item(id: i64) -> Sentence {
    unknown_id(&NOUN, id)
}

//! The items that a call names, of either kind: those of its lines, or of its filters.

use std::collections::HashMap;

use crate::db::mentions::Mention;
use crate::db::scope::Reader;
use crate::db::stored::Recorded;
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

/// The item, whole.
pub fn item_of(reader: &mut Reader, entity: Entity, id: i64) -> Result<Item> {
    if entity == Service::ENTITY {
        return reader.get(id).map(|kept: Recorded<Service>| kept.record.item);
    }
    reader.get(id).map(|kept: Recorded<Product>| kept.record.item)
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

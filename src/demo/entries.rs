//! The entries of the profile's catalogs, as the demonstration's records name them.

use std::collections::BTreeMap;

use crate::db::scope::Reader;
use crate::db::stored::Recorded;
use crate::error::{Error, Result};
use crate::records::catalog_entry::CatalogEntry;

/// Names and ids by catalog, in the catalog's order.
pub struct Entries(BTreeMap<String, Vec<(String, i64)>>);

impl Entries {
    pub fn load(reader: &mut Reader) -> Result<Self> {
        let rows = reader.rows::<CatalogEntry>();
        let mut found = reader.load(rows)?;
        found.sort_by_key(|entry| (entry.position, entry.id));
        let mut entries = BTreeMap::<String, Vec<_>>::new();
        for Recorded { id, record, .. } in found {
            entries.entry(record.catalog).or_default().push((record.name, id));
        }
        Ok(Entries(entries))
    }

    /// The entry of this name.
    pub fn named(&self, catalog: &str, name: &str) -> Result<i64> {
        let found = self.all(catalog)?.iter().find(|(own, _)| own == name);
        found.map(|(_, id)| *id).ok_or_else(|| Error::internal(format!("the demonstration's {catalog} have no {name}")))
    }

    /// The entry at this place, counted round and round.
    pub fn at(&self, catalog: &str, place: usize) -> Result<i64> {
        let all = self.all(catalog)?;
        let found = all.get(place % all.len().max(1));
        found.map(|(_, id)| *id).ok_or_else(|| Error::internal(format!("the demonstration has no {catalog}")))
    }

    fn all(&self, catalog: &str) -> Result<&[(String, i64)]> {
        self.0.get(catalog).map(Vec::as_slice).ok_or_else(|| Error::internal(format!("the demonstration has no {catalog}")))
    }
}

//! The source of a lead: an entry of the catalog of contact origins, because there is one vocabulary of where people come from.
//! Programs may name an entry by its code.

use crate::db::scope::Reader;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::folding::fold;
use crate::fields::nearest::nearest;
use crate::modules::catalogs::{default_name, entries, may_read_catalog};
use crate::records::catalog;
use crate::records::catalog_entry::CatalogEntry;
use crate::rpc::problems::Problems;
use crate::sentences::{Quoted, Sentence};

/// The one of these entries that a code means. A profile that is older than the codes has entries without one: there the name that a
/// new profile's entry has counts, and so does the entry's own name everywhere.
pub fn meant<'e>(known: &'e [Recorded<CatalogEntry>], code: &str) -> Option<&'e Recorded<CatalogEntry>> {
    let has_code = |entry: &&Recorded<CatalogEntry>| entry.code.as_deref() == Some(code);
    let names = [Some(code), default_name(catalog::CONTACT_ORIGINS, code)];
    let is_called = |entry: &&Recorded<CatalogEntry>| names.iter().flatten().any(|name| fold(name) == fold(&entry.name));
    known.iter().find(has_code).or_else(|| known.iter().find(is_called))
}

/// The source with this code. A missing source is noted at `source`.
pub fn with_code(reader: &mut Reader, code: &str, problems: &mut Problems) -> Result<Option<i64>> {
    let known = entries(reader, catalog::CONTACT_ORIGINS)?;
    if let Some(found) = meant(&known, code) {
        return Ok(Some(found.id));
    }
    let codes: Vec<String> = if may_read_catalog(reader, catalog::CONTACT_ORIGINS) {
        known.iter().filter(|entry| !entry.retired).map(|entry| entry.code.clone().unwrap_or_else(|| entry.name.clone())).collect()
    } else {
        Vec::new()
    };
    let meant = nearest(code, codes.iter().map(String::as_str)).first().map(ToString::to_string);
    problems.add(
        "source",
        "unknown_option",
        Sentence::UnknownSource {
            code: Quoted::of(code),
            codes: codes.into_iter().take(20).map(|code| Quoted::of(&code)).collect(),
            meant,
        },
    );
    Ok(None)
}

/// The source that a call names by its id, by its code, or by both.
pub fn settled(reader: &mut Reader, id: Option<i64>, code: Option<&str>, problems: &mut Problems) -> Result<Option<i64>> {
    let Some(code) = code.filter(|_| !problems.concern("source")) else { return Ok(id) };
    let meant = with_code(reader, code, problems)?;
    if let (Some(id), Some(meant)) = (id, meant)
        && id != meant
    {
        problems.add("source", "contradiction", Sentence::OtherNameOf { parameter: "source_id".to_owned() });
    }
    Ok(id.or(meant))
}

//! Referrers: the records that still refer to one that is to be deleted, counted by kind.

use schemars::JsonSchema;
use serde::Serialize;

use crate::db::references::Referent;
use crate::db::scope::Reader;
use crate::db::stored::Stored;
use crate::error::{Error, Result};
use crate::modules::withheld::Withheld;
use crate::records::kinds::{KINDS, Kept, Kind, kind_of};
use crate::sentences::{Noun, NumberOf, Quoted, Sentence};

/// The records that refer to one record.
#[derive(Debug, Default)]
pub struct Referrers {
    told: Vec<NumberOf>,
    /// Whether there are referrers of kinds that the caller may not read.
    others: bool,
}

impl Referrers {
    /// Counts the referrers in every kind that has a column for this record. The numbers of kinds that the caller may not read
    /// are not told.
    pub fn of(reader: &mut Reader, named: &Referent<'_>) -> Result<Self> {
        Self::of_but(reader, named, |_| false)
    }

    /// The same without the kinds that do not count.
    pub fn of_but(reader: &mut Reader, named: &Referent<'_>, passed_over: impl Fn(&Kind) -> bool) -> Result<Self> {
        let mut referrers = Referrers::default();
        for kind in KINDS.iter().filter(|kind| !passed_over(kind)) {
            referrers.count(reader, kind, named)?;
        }
        if reader.is_named_by_profile(named)? {
            referrers.told.push(NumberOf { number: 1, what: Kind::PROFILE.noun });
        }
        Ok(referrers)
    }

    /// Counts the referrers in one kind alone.
    pub fn among<R: Stored>(reader: &mut Reader, named: &Referent<'_>) -> Result<Self> {
        let mut referrers = Referrers::default();
        referrers.count(reader, kind_of(R::ENTITY)?, named)?;
        Ok(referrers)
    }

    fn count(&mut self, reader: &mut Reader, kind: &'static Kind, named: &Referent<'_>) -> Result<()> {
        let Kind { entity, noun, kept, .. } = kind;
        let Some(Kept { count_naming, .. }) = kept else { return Ok(()) };
        let number = count_naming(reader, named)?;
        if number > 0 && reader.may_read(*entity) {
            self.told.push(NumberOf { number, what: noun });
        } else if number > 0 {
            self.others = true;
        }
        Ok(())
    }

    /// Fails with a conflict if anything refers to the record of this kind and name, which the parameter at this path names. The
    /// advice tells the caller what to do instead.
    pub fn refuse<R: Stored>(self, path: &str, name: &str, advice: Sentence) -> Result<()> {
        let Referrers { told: referrers, others } = self;
        if referrers.is_empty() && !others {
            return Ok(());
        }
        let (what, name) = (kind_of(R::ENTITY)?.noun, Quoted::of(name));
        Err(Error::conflict(path, "in_use", Sentence::InUse { what, name, referrers, others, advice: Box::new(advice) }))
    }
}

/// A record that names another one.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Naming")]
pub struct Naming {
    /// The kind of the record: `company`.
    entity: &'static str,
    id: i64,
    #[serde(skip)]
    noun: &'static Noun,
}

impl Naming {
    /// The most records of each kind.
    const MOST: i64 = 20;

    /// The records that name this one, of the kinds that the caller may read. Other kinds that name it are noted.
    pub fn all(reader: &mut Reader, named: &Referent<'_>, withheld: &mut Withheld) -> Result<Vec<Self>> {
        let mut all = Vec::new();
        for Kind { entity, noun, kept, .. } in KINDS {
            let Some(Kept { ids_naming, .. }) = kept else { continue };
            let ids = ids_naming(reader, named, Self::MOST)?;
            if !ids.is_empty() && withheld.shows(reader, *entity, &["named_by"]) {
                all.extend(ids.into_iter().map(|id| Naming { entity: entity.name(), id, noun }));
            }
        }
        Ok(all)
    }

    /// The record, in a sentence.
    pub fn sentence(&self) -> Sentence {
        Sentence::NamesIt { what: self.noun, id: self.id }
    }
}

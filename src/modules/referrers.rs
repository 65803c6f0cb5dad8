//! Referrers: the records that still refer to one that is to be deleted, counted by kind.

use crate::db::references::Referent;
use crate::db::scope::Reader;
use crate::db::stored::Stored;
use crate::error::{Error, Result};
use crate::records::kinds::{KINDS, Kept, Kind, kind_of};
use crate::sentences::{NumberOf, Quoted, Sentence};

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
        let mut referrers = Referrers::default();
        for kind in KINDS {
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

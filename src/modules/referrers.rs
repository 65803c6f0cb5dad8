//! Referrers: the records that still refer to one that is to be deleted, counted by kind.

use crate::db::references::Referent;
use crate::db::scope::Reader;
use crate::error::{Error, Result, counted};
use crate::records::kinds::{KINDS, Kept, Kind};

/// The records that refer to one.
#[derive(Debug, Default)]
pub struct Referrers {
    told: Vec<String>,
    /// Whether there are any of kinds that the caller may not read.
    others: bool,
}

impl Referrers {
    /// Counts those of every kind that has a column for it. How many there are of what the caller may not read is not told.
    pub fn of(reader: &mut Reader, named: &Referent<'_>) -> Result<Self> {
        let mut referrers = Referrers::default();
        for Kind { entity, nouns: (one, several), kept, .. } in KINDS {
            let Some(Kept { count_naming, .. }) = kept else { continue };
            let number = count_naming(reader, named)?;
            if number > 0 && reader.may_read(*entity) {
                referrers.told.push(counted(number, one, several));
            } else if number > 0 {
                referrers.others = true;
            }
        }
        Ok(referrers)
    }

    /// A conflict where anything refers to what the parameter at this path names. The advice says what to do instead.
    pub fn refuse(self, path: &str, what: &str, advice: &str) -> Result<()> {
        let Referrers { mut told, others } = self;
        if others {
            told.push("records that you may not read".to_owned());
        }
        match told.as_slice() {
            [] => Ok(()),
            referrers => {
                Err(Error::conflict(path, "in_use", format!("{what} is still referred to by {}. {advice}", enumerated(referrers))))
            }
        }
    }
}

/// `1 contact`, `1 contact and 2 tickets`, `1 contact, 3 opportunities and 2 tickets`.
fn enumerated(referrers: &[String]) -> String {
    match referrers {
        [] => String::new(),
        [only] => only.clone(),
        [several @ .., last] => format!("{} and {last}", several.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uses_are_enumerated_as_a_sentence_does() {
        let referrers = |number: usize| enumerated(&vec!["1 contact".to_owned(); number]);
        assert_eq!(referrers(1), "1 contact");
        assert_eq!(referrers(2), "1 contact and 1 contact");
        assert_eq!(referrers(3), "1 contact, 1 contact and 1 contact");
    }
}

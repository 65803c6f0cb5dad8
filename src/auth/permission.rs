//! Which application tokens may call a method: derived from what the registry knows of it anyway, in this one place.

use crate::auth::access::Access;
use crate::auth::rights::{Right, Rights};
use crate::error::{Error, Result};
use crate::sentences::Sentence;

/// What a method asks of an application token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// It is public, or tells any living token about itself.
    Any,
    /// This right in this module.
    Needs(&'static str, Right),
    /// It is for people: no token may call it.
    People,
}

impl Permission {
    /// A method of a profile needs a right of its module, unless the module is for people. Of the others, those that
    /// need no token or only tell the caller who he is are open; those that change a person's own are for people.
    pub fn of(module: &'static str, for_people: bool, name: &str, access: Access) -> Self {
        match access.role {
            Some(_) if for_people => Permission::People,
            Some(_) => Permission::Needs(module, Right::needed_by(name, access.writes)),
            None if access.signed_in && access.writes => Permission::People,
            None => Permission::Any,
        }
    }

    /// Refuses a token with these rights, where they are not enough.
    pub fn check(self, rights: &Rights) -> Result<()> {
        match self {
            Permission::Any => Ok(()),
            Permission::Needs(module, right) if rights.allow(module, right) => Ok(()),
            Permission::Needs(module, right) => Err(Error::Forbidden(Sentence::RightMissing { module, right: right.name() })),
            Permission::People => Err(Error::Forbidden(Sentence::ForPeople)),
        }
    }
}

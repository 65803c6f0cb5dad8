//! The permission that a method asks of application tokens, derived in this one place from what the registry knows of the method.

use crate::auth::access::Access;
use crate::auth::rights::{Right, Rights};
use crate::error::{Error, Result};
use crate::sentences::Sentence;

/// The permission that a method asks of an application token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Any living token: the method is public, or shows the token itself.
    Any,
    /// A token with this right in this module.
    Needs(&'static str, Right),
    /// No token: the method is for people.
    People,
}

impl Permission {
    /// The permission of a method. A method of a profile needs a right of its module, unless the module is for people. Other
    /// methods are open if they need no token or only show the caller's own data; those that change a person's own data are for
    /// people.
    pub fn of(module: &'static str, for_people: bool, name: &str, access: Access) -> Self {
        match access.role {
            Some(_) if for_people => Permission::People,
            Some(_) => Permission::Needs(module, Right::needed_by(name, access.writes)),
            None if access.signed_in && access.writes => Permission::People,
            None => Permission::Any,
        }
    }

    /// Refuses a token whose rights are not enough.
    pub fn check(self, rights: &Rights) -> Result<()> {
        match self {
            Permission::Any => Ok(()),
            Permission::Needs(module, right) if rights.allow(module, right) => Ok(()),
            Permission::Needs(module, right) => Err(Error::Forbidden(Sentence::RightMissing { module, right: right.name() }.into())),
            Permission::People => Err(Error::Forbidden(Sentence::ForPeople.into())),
        }
    }
}

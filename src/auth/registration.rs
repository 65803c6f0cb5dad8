//! Registration: the settings for who may open an account and who may create profiles.

use clap::ValueEnum;

/// The setting for who may register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Registration {
    /// The first registration on an empty database makes the owner; later ones are refused.
    First,
    /// Anyone may register.
    Open,
    /// Nobody may register; managers and the command line make users.
    Closed,
}

/// The users who may create profiles. Registration also creates one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Profiles {
    /// Any user with an account.
    Anyone,
    /// Any user who already manages a profile.
    Managers,
    /// No user; the command line makes profiles.
    Operator,
}

impl Profiles {
    /// The default beside this setting of registration. Where registration is limited, a user who was added as a viewer must not
    /// let other people in through a profile of their own.
    pub fn beside(registration: Registration) -> Self {
        match registration {
            Registration::Open => Profiles::Anyone,
            Registration::First | Registration::Closed => Profiles::Managers,
        }
    }
}

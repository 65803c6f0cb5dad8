//! Registration: the settings that say who may open an account, and who may create profiles.

use clap::ValueEnum;

/// The setting that says who may register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Registration {
    /// The first registration on an empty database makes the owner; later ones are refused.
    First,
    /// Anyone.
    Open,
    /// Nobody; users are made by managers and on the command line.
    Closed,
}

/// The users who may create profiles, beside those who register: they get one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Profiles {
    /// Anyone who has an account.
    Anyone,
    /// Users who manage a profile already.
    Managers,
    /// Nobody; profiles are made on the command line.
    Operator,
}

impl Profiles {
    /// Where nothing is said. Where nobody can register, a user who was added to look on can't open the house to others by
    /// a profile of their own.
    pub fn beside(registration: Registration) -> Self {
        match registration {
            Registration::Open => Profiles::Anyone,
            Registration::First | Registration::Closed => Profiles::Managers,
        }
    }
}

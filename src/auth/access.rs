//! Access: the conditions that a caller meets before a method is called at all.

use crate::auth::role::Role;

/// The conditions of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// Whether a token is needed.
    pub signed_in: bool,
    /// The least role in the profile that `profile_id` names; without one there is no such parameter.
    pub role: Option<Role>,
    /// Whether it writes.
    pub writes: bool,
}

//! Access: the conditions that a caller must meet before a method is called.

use crate::auth::role::Role;

/// The conditions of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// Whether a token is needed.
    pub signed_in: bool,
    /// The least role in the profile that `profile_id` names. Without a role, the method has no such parameter.
    pub role: Option<Role>,
    /// Whether the method writes.
    pub writes: bool,
    /// Whether the method is one of a public directory: its parameter `profile` names a profile that has one, and no token is
    /// asked for.
    pub directory: bool,
}

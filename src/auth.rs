//! Passwords, access tokens, and the patience with wrong ones. Nothing here knows HTTP or a table.

pub mod password;
pub mod throttle;
pub mod token;

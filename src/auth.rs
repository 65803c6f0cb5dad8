//! Passwords, access tokens, signed addresses, and the patience with wrong passwords. Nothing here knows HTTP or a table.

pub mod address;
pub mod password;
pub mod throttle;
pub mod token;

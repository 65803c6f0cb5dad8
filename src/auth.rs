//! Passwords, the tokens of people and of applications, and the patience with wrong ones. Nothing here knows HTTP or
//! a table.

pub mod application_token;
pub mod password;
pub mod rights;
pub mod throttle;
pub mod token;

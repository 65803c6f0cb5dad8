//! Passwords, the tokens of people and of applications, signed addresses, what signs webhooks, and the patience with wrong ones. Nothing here
//! knows HTTP or a table.

pub mod address;
pub mod application_token;
pub mod jwt_hmac;
pub mod network;
pub mod password;
pub mod regulars;
pub mod rights;
pub mod throttle;
pub mod token;
pub mod webhook_secret;

//! Authentication and rights: passwords, the tokens of people and of applications, roles, rights and what they permit, secrets, signed
//! addresses, what signs webhooks and where they may lead, and the patience with what is wrong. Nothing here knows HTTP or a table.

pub mod access;
pub mod application_token;
pub mod cryptography;
pub mod guard;
pub mod jwt_hmac;
pub mod network;
pub mod password;
pub mod permission;
pub mod registration;
pub mod regulars;
pub mod rights;
pub mod role;
pub mod secret;
pub mod signed_address;
pub mod throttle;
pub mod token;
pub mod webhook_secret;

//! Authentication and rights: passwords, the tokens of people and of scripts, roles, rights and permissions, secrets, signed
//! addresses, the signatures of webhooks and the guard on their URLs, the throttle for failed attempts, and the limits of the public
//! directory. Nothing here knows HTTP or a table.

pub mod access;
pub mod application_token;
pub mod cryptography;
pub mod feedback_token;
pub mod guard;
pub mod jwt_hmac;
pub mod meter;
pub mod network;
pub mod one_time_link;
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
pub mod visits;
pub mod webhook_secret;

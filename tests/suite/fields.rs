//! The values that cross the wire, tested through existing methods.

mod address;
mod base64;
mod boolean;
mod empty_object;
mod external_ids;
mod id;
mod key;
mod number;
mod reach;
mod slug;
mod text;
mod time;
mod zone;

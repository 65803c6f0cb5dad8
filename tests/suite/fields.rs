//! The values that cross the wire, as the methods that exist take them and give them back.

mod address;
mod base64;
mod boolean;
mod empty_object;
mod external_ids;
mod id;
mod key;
mod number;
mod reach;
mod text;
mod time;

//! The record of each kind: its columns, its view on the wire, the text that is searched. Nothing here knows a call.

pub mod application_token;
pub mod attachment;
pub mod catalog;
pub mod catalog_entry;
pub mod company;
pub mod contact;
pub mod document;
pub mod document_line;
pub mod feedback;
pub mod file;
pub mod input;
pub mod interaction;
pub mod invitation;
pub mod item;
pub mod kind_name;
pub mod kinds;
pub mod lead;
pub mod line;
pub mod member;
pub mod notification;
pub mod opportunity;
pub mod order;
pub mod product;
pub mod profile;
pub mod published;
pub mod quotation;
pub mod service;
pub mod shown_inputs;
#[cfg(test)]
pub(crate) mod tests;
pub mod ticket;
pub mod ticket_comment;
pub mod user;
#[cfg(feature = "vehicles")]
pub mod vehicle;
pub mod webhook;

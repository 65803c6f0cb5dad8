//! Files: the pictures and documents of a profile, uploaded, attached, fetched and deleted.

mod attachments;
mod documents;
mod fetch;
mod pictures;
pub mod sweep;
mod upload;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::service::{Person, Reply, Service};

/// The first bytes of each kind of picture, by which it is recognised.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
pub const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x10JFIF\0";
pub const GIF: &[u8] = b"GIF89a\x01\0\x01\0\0\0\0;";
pub const WEBP: &[u8] = b"RIFF\x1a\0\0\0WEBPVP8L";

pub fn encoded(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// A PNG with this text inside, unlike any other picture.
pub fn picture(of: &str) -> Vec<u8> {
    [PNG, of.as_bytes()].concat()
}

pub fn try_upload(service: &Service, person: &Person, bytes: &[u8]) -> Reply {
    service.try_call(person, "Files.Upload", json!({ "content": encoded(bytes) }))
}

pub fn upload(service: &Service, person: &Person, bytes: &[u8]) -> Value {
    try_upload(service, person, bytes).success()["file"].clone()
}

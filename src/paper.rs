//! Paper: quotations and orders as PDF, for a customer to read, print and search.
//!
//! Invariants: the same document is the same bytes, because nothing comes from a clock, a random number or the order of a hash map.
//! No text is left out: a character that the typeface lacks is a visible box, and is copied as itself. Time and memory grow with the
//! length of the texts alone, and no picture makes either of them large. Nothing here knows calls or tables.
//!
//! A document goes through three steps: [`layout`] places its texts on pages, [`typeface`] turns the characters into glyphs, and
//! [`pdf`] writes both.

mod address;
mod document;
mod figures;
mod layout;
mod logo;
mod pdf;
mod text;
mod typeface;
mod words;

pub use address::address_lines;
pub use document::{Customer, Document, Kind, Line, Party, Sheet, Stamp, TaxOfRate};
pub use figures::day as day_as_written;

use crate::error::Result;

/// The document as a PDF.
pub fn render(document: &Document) -> Result<Vec<u8>> {
    let logo = document.logo.as_deref().and_then(logo::Logo::read);
    let pages = layout::pages(document, logo.as_ref());
    pdf::write(document, &pages, logo.as_ref())
}

#[cfg(test)]
mod tests;

//! The types of content that files may have, each found in the bytes.
//!
//! Invariants: a name never decides alone. It chooses between plain text and CSV, whose bytes look the same, and it must end
//! as files of the found type do, so that no content is saved under a name that a system would run.

use std::borrow::Cow;

use super::package;
use crate::fields::leaf::Violation;
use crate::sentences::Sentence;

/// A type of content, with the endings of its files' names; the first is the usual one.
#[derive(Debug, PartialEq)]
pub struct Kind {
    pub content_type: &'static str,
    pub endings: &'static [&'static str],
}

const PNG: Kind = Kind { content_type: "image/png", endings: &["png"] };
const JPEG: Kind = Kind { content_type: "image/jpeg", endings: &["jpg", "jpeg", "jpe"] };
const GIF: Kind = Kind { content_type: "image/gif", endings: &["gif"] };
const WEBP: Kind = Kind { content_type: "image/webp", endings: &["webp"] };
const PDF: Kind = Kind { content_type: "application/pdf", endings: &["pdf"] };
const TEXT: Kind = Kind { content_type: "text/plain", endings: &["txt", "text", "log", "md"] };
const CSV: Kind = Kind { content_type: "text/csv", endings: &["csv"] };
const DOCX: Kind = Kind { content_type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", endings: &["docx"] };
const XLSX: Kind = Kind { content_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", endings: &["xlsx"] };
const PPTX: Kind = Kind { content_type: "application/vnd.openxmlformats-officedocument.presentationml.presentation", endings: &["pptx"] };
const ODT: Kind = Kind { content_type: "application/vnd.oasis.opendocument.text", endings: &["odt"] };
const ODS: Kind = Kind { content_type: "application/vnd.oasis.opendocument.spreadsheet", endings: &["ods"] };
const ODP: Kind = Kind { content_type: "application/vnd.oasis.opendocument.presentation", endings: &["odp"] };

const PICTURES: [Kind; 4] = [PNG, JPEG, GIF, WEBP];
const PACKAGES: [Kind; 6] = [DOCX, XLSX, PPTX, ODT, ODS, ODP];

/// The rule that a name breaks which ends otherwise than its content demands.
pub const OF_NAME: &str = "name_of_other_type";

/// Whether files of this type are pictures, which a record may show as its own.
pub fn is_picture(content_type: &str) -> bool {
    PICTURES.iter().any(|kind| kind.content_type == content_type)
}

/// The usual ending of names of files of this type.
pub fn ending_of(content_type: &str) -> &'static str {
    let known = PICTURES.iter().chain(&PACKAGES).chain(&[PDF, TEXT, CSV]).find(|kind| kind.content_type == content_type);
    known.and_then(|kind| kind.endings.first()).copied().unwrap_or("bin")
}

/// The type of this content under this name, or why there can be no such file.
pub fn kind_of(bytes: &[u8], name: Option<&str>) -> Result<Kind, Violation> {
    let ending = name.and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending.to_ascii_lowercase());
    let kind = recognised(bytes, ending.as_deref())?;
    match (name, ending) {
        (Some(name), Some(ending)) if !kind.endings.contains(&ending.as_str()) => {
            let endings = kind.endings.iter().map(|ending| format!(".{ending}")).collect();
            let sentence = Sentence::FileNameOfOtherType { name: name.into(), content_type: kind.content_type, endings };
            Err(Violation::new(OF_NAME, sentence))
        }
        _ => Ok(kind),
    }
}

fn recognised(bytes: &[u8], ending: Option<&str>) -> Result<Kind, Violation> {
    let other = || Violation::new("unknown_type", Sentence::FileOfOtherType);
    if bytes.starts_with(b"%PDF-") {
        return Ok(PDF);
    }
    if bytes.starts_with(package::BEGINNING) {
        let content_type = match package::content_type(bytes) {
            Some(package::Found::Document(content_type)) => content_type,
            Some(package::Found::WithMacros) => return Err(Violation::new("with_macros", Sentence::FileWithMacros)),
            None => return Err(other()),
        };
        return PACKAGES.into_iter().find(|kind| kind.content_type == content_type).ok_or_else(other);
    }
    let found = infer::get(bytes).map(|kind| kind.mime_type());
    if let Some(picture) = PICTURES.into_iter().find(|kind| Some(kind.content_type) == found) {
        return Ok(picture);
    }
    let is_named = |kind: &Kind| ending.is_some_and(|ending| kind.endings.contains(&ending));
    if is_text(bytes, is_named(&TEXT) || is_named(&CSV)) {
        return Ok(if is_named(&CSV) { CSV } else { TEXT });
    }
    Err(other())
}

/// Whether the bytes are a text to read: without control characters, and neither markup nor a script. Spreadsheets write CSV in
/// the encoding of their system, which nothing tells from other bytes, so that a text in neither UTF-8 nor UTF-16 is one by its name.
fn is_text(bytes: &[u8], is_named_so: bool) -> bool {
    const LAYOUT: [char; 4] = ['\t', '\n', '\r', '\u{c}'];
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => match utf_16(bytes) {
            Some(text) => Cow::Owned(text),
            None if is_named_so => {
                bytes.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { char::REPLACEMENT_CHARACTER }).collect()
            }
            None => return false,
        },
    };
    let text = text.trim_start_matches('\u{feff}');
    if text.contains(|character: char| character.is_control() && !LAYOUT.contains(&character)) {
        return false;
    }
    let beginning = text.trim_start();
    let mut characters = beginning.chars();
    let is_markup = characters.next() == Some('<') && characters.next().is_some_and(|next| next.is_alphabetic() || "!?%/".contains(next));
    !is_markup && !beginning.starts_with("#!")
}

/// The text of bytes that begin with a mark of UTF-16.
fn utf_16(bytes: &[u8]) -> Option<String> {
    let (units, rest) = bytes.as_chunks::<2>();
    let (mark, units) = units.split_first()?;
    let unit = match mark {
        [0xff, 0xfe] => u16::from_le_bytes,
        [0xfe, 0xff] => u16::from_be_bytes,
        _ => return None,
    };
    let text = char::decode_utf16(units.iter().map(|pair| unit(*pair))).collect::<Result<String, _>>();
    text.ok().filter(|_| rest.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(bytes: &[u8], name: Option<&str>) -> Result<&'static str, &'static str> {
        kind_of(bytes, name).map(|kind| kind.content_type).map_err(|violation| violation.rule)
    }

    #[test]
    fn a_text_is_known_by_its_characters_and_a_table_by_its_name_too() {
        assert_eq!(rule("Hola, ñandú\r\n\tadiós".as_bytes(), None), Ok("text/plain"));
        assert_eq!(rule("\u{feff}a;b\n1;2\n".as_bytes(), Some("Precios.CSV")), Ok("text/csv"));
        assert_eq!(rule(b"a;b", Some("notes.txt")), Ok("text/plain"));
        assert_eq!(rule(b"caf\xe9;\x80 5", Some("menu.csv")), Ok("text/csv"), "Windows-1252");
        assert_eq!(rule(b"\xff\xfec\0;\0\xe9\0", Some("menu.csv")), Ok("text/csv"), "UTF-16");
        assert_eq!(rule(b"\xfe\xff\0c\0\xe9", None), Ok("text/plain"), "UTF-16");
        for other in [&b"\xff\xfe<\0p\0>\0"[..], b"\xff\xfea\0b", b"\xff\xfe\0\xd8", b"a\xe9\0", b"<p>\xe9"] {
            assert_eq!(rule(other, Some("menu.csv")), Err("unknown_type"), "{other:?}");
        }
        assert_eq!(rule(b"5 < 6, and 7 > 6", None), Ok("text/plain"));
        assert_eq!(rule(b"%PDF-1.7\n...", Some("offer.pdf")), Ok("application/pdf"));
        for other in [
            &b"<html>"[..],
            b" \n<!DOCTYPE html>",
            b"<?php echo 1;",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            "\u{feff}<script>1</script>".as_bytes(),
            b"#!/bin/sh\necho",
            b"a\0b",
            b"caf\xe9",
            b"MZ\x90\0",
            b"PK\x03\x04 and nothing more",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        ] {
            assert_eq!(rule(other, None), Err("unknown_type"), "{other:?}");
        }
    }

    #[test]
    fn a_name_ends_as_its_content_demands() {
        assert_eq!(rule(b"plain", Some("no ending")), Ok("text/plain"));
        for name in ["run.js", "page.html", "offer.pdf.exe", "a.docm", "a.csv.pdf"] {
            assert_eq!(rule(b"plain", Some(name)), Err("name_of_other_type"), "{name}");
        }
        assert_eq!(rule(b"%PDF-1.7", Some("offer.txt")), Err("name_of_other_type"));
    }
}

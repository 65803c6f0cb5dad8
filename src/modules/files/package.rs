//! Office documents, which are packages of parts (ZIP): Office Open XML (ECMA-376) and OpenDocument (ISO 26300).
//!
//! Invariants: no number in a package is believed. Nothing is read outside of the given bytes, and no part is inflated beyond
//! a bound.

use std::io::Read;

use flate2::read::DeflateDecoder;

/// The first bytes of a package.
pub const BEGINNING: &[u8] = b"PK\x03\x04";

/// The outcome of looking into a package.
#[derive(Debug, PartialEq)]
pub enum Found {
    /// A document of this type.
    Document(&'static str),
    /// A document with programs inside.
    WithMacros,
}

/// The parts of Office Open XML that make a document what it is, and the type of the document.
const OPEN_XML: [(&str, &str); 3] = [
    (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
];

const OPEN_DOCUMENT: [&str; 3] = [
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
];

/// The type of the document; none if the package is no office document.
pub fn content_type(bytes: &[u8]) -> Option<Found> {
    let parts = parts(bytes)?;
    let named = |name: &str| parts.iter().find(|part| part.name.eq_ignore_ascii_case(name.as_bytes()));
    if let Some(list) = named("[Content_Types].xml") {
        let list = list.text(bytes)?;
        let is_program = |part: &Part<'_>| {
            let name = part.name.to_ascii_lowercase();
            name.ends_with(b"vbaproject.bin") || name.ends_with(b"vbadata.xml")
        };
        let has_macros = list.to_ascii_lowercase().contains("macroenabled") || parts.iter().any(is_program);
        if has_macros {
            return Some(Found::WithMacros);
        }
        let (_, document) = OPEN_XML.into_iter().find(|(main, _)| list.contains(&format!("\"{main}\"")))?;
        return Some(Found::Document(document));
    }
    let declared = named("mimetype")?.text(bytes)?;
    // A template or a macro library has another type, and is none of these.
    let document = OPEN_DOCUMENT.into_iter().find(|known| *known == declared.trim())?;
    let has_macros = parts.iter().any(|part| part.name.starts_with(b"Basic/") || part.name.starts_with(b"Scripts/"));
    Some(if has_macros { Found::WithMacros } else { Found::Document(document) })
}

/// An entry in the directory of a package.
struct Part<'b> {
    name: &'b [u8],
    method: usize,
    compressed: usize,
    /// The place of the part's own head.
    head: usize,
}

/// The longest part that is read.
const LONGEST: u64 = 1024 * 1024;

impl Part<'_> {
    fn text(&self, bytes: &[u8]) -> Option<String> {
        const STORED: usize = 0;
        const DEFLATED: usize = 8;
        let head = bytes.get(self.head..)?;
        if !head.starts_with(BEGINNING) {
            return None;
        }
        let (name, extra) = (number(head, 26, 2)?, number(head, 28, 2)?);
        let content = head.get(30_usize.checked_add(name)?.checked_add(extra)?..)?;
        let content = content.get(..self.compressed)?;
        let mut text = String::new();
        match self.method {
            STORED => content.take(LONGEST).read_to_string(&mut text).ok()?,
            DEFLATED => DeflateDecoder::new(content).take(LONGEST).read_to_string(&mut text).ok()?,
            _ => return None,
        };
        Some(text)
    }
}

/// The parts that the directory at the package's end lists; none if it can't be read.
fn parts(bytes: &[u8]) -> Option<Vec<Part<'_>>> {
    /// The most parts, far more than an office document has.
    const MOST: usize = 10_000;
    const END: &[u8] = b"PK\x05\x06";
    /// The length of the end without its comment, and the longest comment.
    const LENGTHS: (usize, usize) = (22, 65_535);
    let last = bytes.len().checked_sub(LENGTHS.0)?;
    let first = last.saturating_sub(LENGTHS.1);
    let end = (first..=last).rev().find(|place| bytes.get(*place..).is_some_and(|rest| rest.starts_with(END)))?;
    let end = bytes.get(end..)?;
    let number_of_parts = number(end, 10, 2).filter(|parts| *parts <= MOST)?;
    let mut entry = bytes.get(number(end, 16, 4)?..)?;
    let mut parts = Vec::new();
    for _ in 0..number_of_parts {
        if !entry.starts_with(b"PK\x01\x02") {
            return None;
        }
        let (name, extra, comment) = (number(entry, 28, 2)?, number(entry, 30, 2)?, number(entry, 32, 2)?);
        let after_name = 46_usize.checked_add(name)?;
        parts.push(Part {
            name: entry.get(46..after_name)?,
            method: number(entry, 10, 2)?,
            compressed: number(entry, 20, 4)?,
            head: number(entry, 42, 4)?,
        });
        entry = entry.get(after_name.checked_add(extra)?.checked_add(comment)?..)?;
    }
    Some(parts)
}

/// The number in so many bytes from this place, the least first.
fn number(bytes: &[u8], place: usize, length: usize) -> Option<usize> {
    let digits = bytes.get(place..place.checked_add(length)?)?;
    digits.iter().rev().try_fold(0_usize, |number, digit| number.checked_mul(256)?.checked_add(usize::from(*digit)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A package of these parts, not compressed.
    pub fn package(parts: &[(&str, &str)]) -> Vec<u8> {
        let four = |number: usize| u32::try_from(number).unwrap().to_le_bytes();
        let two = |number: usize| u16::try_from(number).unwrap().to_le_bytes();
        let (mut bytes, mut directory) = (Vec::new(), Vec::new());
        for (name, content) in parts {
            let head = bytes.len();
            bytes.extend([b"PK\x03\x04".as_slice(), &[0; 14], &four(content.len()), &four(content.len())].concat());
            bytes.extend([&two(name.len())[..], &two(0), name.as_bytes(), content.as_bytes()].concat());
            directory.extend([b"PK\x01\x02".as_slice(), &[0; 16], &four(content.len()), &four(content.len())].concat());
            directory.extend([&two(name.len())[..], &[0; 12], &four(head), name.as_bytes()].concat());
        }
        let start = bytes.len();
        bytes.extend(&directory);
        bytes.extend([b"PK\x05\x06".as_slice(), &[0; 6], &two(parts.len()), &four(directory.len()), &four(start), &two(0)].concat());
        bytes
    }

    fn types(main: &str) -> String {
        format!(r#"<Types><Override PartName="/main.xml" ContentType="{main}"/></Types>"#)
    }

    #[test]
    fn a_document_is_known_by_its_parts() {
        for (main, document) in OPEN_XML {
            let list = types(main);
            assert_eq!(content_type(&package(&[("a.xml", ""), ("[Content_Types].xml", &list)])), Some(Found::Document(document)));
            let with_program = package(&[("[Content_Types].xml", &list), ("word/vbaProject.bin", "x")]);
            assert_eq!(content_type(&with_program), Some(Found::WithMacros));
        }
        for document in OPEN_DOCUMENT {
            assert_eq!(content_type(&package(&[("mimetype", document), ("content.xml", "")])), Some(Found::Document(document)));
            let with_program = package(&[("mimetype", document), ("Basic/Standard/Module1.xml", "")]);
            assert_eq!(content_type(&with_program), Some(Found::WithMacros));
        }
        for parts in [
            vec![],
            vec![("a.txt", "a")],
            vec![("mimetype", "application/epub+zip")],
            vec![("mimetype", "application/vnd.oasis.opendocument.text-template")],
            vec![("[Content_Types].xml", "<Types/>")],
        ] {
            assert_eq!(content_type(&package(&parts)), None, "{parts:?}");
        }
        let list = types("application/vnd.ms-word.document.macroEnabled.main+xml");
        assert_eq!(content_type(&package(&[("[Content_Types].xml", &list)])), Some(Found::WithMacros));
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_broken_to_be_looked_at(place in 0_usize..200, with in any::<u8>(), cut in 0_usize..200) {
            let mut bytes = package(&[("mimetype", OPEN_DOCUMENT[0]), ("b", "c")]);
            let place = place % bytes.len();
            bytes[place] = with;
            bytes.truncate(bytes.len().saturating_sub(cut % 50));
            let _ = content_type(&bytes);
        }
    }
}

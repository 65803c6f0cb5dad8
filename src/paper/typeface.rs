//! The typeface: Noto Sans, regular and bold, with the Latin, Greek and Cyrillic letters.
//!
//! Invariants: each character on a paper has a code of its own, so that what is copied is what was written, also where two
//! characters look the same, and where the typeface lacks one and shows a box. The files are ours (assets/README.md tells how they
//! were made), and the two tables that are read of them are checked by a test; a table that can't be read leaves only boxes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use subsetter::GlyphRemapper;

use super::figures::MINUS;
use crate::error::{Error, Result};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    Regular,
    Bold,
}

/// A face: its file, and what is read of it.
#[derive(Debug, Default)]
pub struct Face {
    pub name: &'static str,
    file: &'static [u8],
    /// The glyph of each character, by character.
    glyphs: Vec<(char, u16)>,
    /// The width of each glyph, in thousandths of the size.
    widths: Vec<u16>,
}

static REGULAR: LazyLock<Face> =
    LazyLock::new(|| Face::of("NotoSans-Regular", include_bytes!("../../assets/fonts/NotoSans-Regular.subset.ttf")));
static BOLD: LazyLock<Face> = LazyLock::new(|| Face::of("NotoSans-Bold", include_bytes!("../../assets/fonts/NotoSans-Bold.subset.ttf")));

/// The box that stands for a character without a glyph.
const BOX: u16 = 0;

impl Weight {
    pub const ALL: [Weight; 2] = [Weight::Regular, Weight::Bold];

    pub fn face(self) -> &'static Face {
        match self {
            Weight::Regular => &REGULAR,
            Weight::Bold => &BOLD,
        }
    }

    /// The width of a text of this size, in points.
    pub fn width(self, text: &str, size: f32) -> f32 {
        let face = self.face();
        text.chars().map(|character| f32::from(face.width(character))).sum::<f32>() * size / 1000.0
    }
}

impl Face {
    /// The measures of the typeface, in thousandths of the size.
    pub const ASCENT: f32 = 1069.0;
    pub const DESCENT: f32 = -293.0;
    pub const HEIGHT_OF_CAPITALS: f32 = 714.0;

    fn of(name: &'static str, file: &'static [u8]) -> Self {
        let read = || Some((glyphs(table(file, b"cmap")?)?, widths(file)?));
        let (glyphs, widths) = read().unwrap_or_default();
        Face { name, file, glyphs, widths }
    }

    /// The glyph that shows this character.
    pub fn glyph(&self, character: char) -> u16 {
        let found = self.glyphs.binary_search_by_key(&character, |(character, _)| *character).ok();
        found.and_then(|position| self.glyphs.get(position)).map_or(BOX, |(_, glyph)| *glyph)
    }

    pub fn width(&self, character: char) -> u16 {
        self.width_of(self.glyph(character))
    }

    fn width_of(&self, glyph: u16) -> u16 {
        self.widths.get(usize::from(glyph)).or(self.widths.last()).copied().unwrap_or(500)
    }
}

/// The characters of one face that a paper shows, each with its code.
#[derive(Debug, Default)]
pub struct Cast {
    codes: BTreeMap<char, u16>,
    /// The characters by code. The first code is the replacement character's.
    characters: Vec<char>,
}

/// The part of a face that a PDF embeds.
#[derive(Debug)]
pub struct Embedded {
    /// A file with the shown glyphs alone.
    pub file: Vec<u8>,
    /// The glyph in that file of each code, two bytes each.
    pub glyphs: Vec<u8>,
    /// The width of each code, in thousandths of the size.
    pub widths: Vec<f32>,
    /// The character that is copied, of each code.
    pub characters: Vec<char>,
}

impl Cast {
    /// The codes of a text's characters, two bytes each. When all codes are given, which takes half of Unicode, the rest share one.
    pub fn codes(&mut self, text: &str) -> Vec<u8> {
        if self.characters.is_empty() {
            self.code(char::REPLACEMENT_CHARACTER);
        }
        text.chars().flat_map(|character| self.code(character).to_be_bytes()).collect()
    }

    fn code(&mut self, character: char) -> u16 {
        if let Some(code) = self.codes.get(&character) {
            return *code;
        }
        let Ok(code) = u16::try_from(self.characters.len()) else { return 0 };
        self.codes.insert(character, code);
        self.characters.push(character);
        code
    }

    pub fn embed(&self, face: &Face) -> Result<Embedded> {
        let mut kept = GlyphRemapper::new();
        let glyphs: Vec<u16> = self.characters.iter().map(|character| face.glyph(*character)).collect();
        let glyphs_in_file: Vec<u8> = glyphs.iter().flat_map(|glyph| kept.remap(*glyph).to_be_bytes()).collect();
        Ok(Embedded {
            file: subsetter::subset(face.file, 0, &kept).map_err(|cause| Error::internal(cause.to_string()))?,
            glyphs: glyphs_in_file,
            widths: glyphs.iter().map(|glyph| f32::from(face.width_of(*glyph))).collect(),
            // Spreadsheets read a hyphen as the sign of a number, and no minus.
            characters: self.characters.iter().map(|character| if *character == MINUS { '-' } else { *character }).collect(),
        })
    }
}

fn u16_at(bytes: &[u8], position: usize) -> Option<u16> {
    bytes.get(position..)?.first_chunk().copied().map(u16::from_be_bytes)
}

fn u32_at(bytes: &[u8], position: usize) -> Option<usize> {
    usize::try_from(u32::from_be_bytes(*bytes.get(position..)?.first_chunk()?)).ok()
}

/// The table of a TrueType file with this name.
fn table<'a>(file: &'a [u8], name: &[u8; 4]) -> Option<&'a [u8]> {
    let number = usize::from(u16_at(file, 4)?);
    let entry = file.get(12..)?.chunks_exact(16).take(number).find(|entry| entry.starts_with(name))?;
    file.get(u32_at(entry, 8)?..)?.get(..u32_at(entry, 12)?)
}

/// The glyphs by character, of a `cmap` whose first subtable has the format 4, as our files' has.
fn glyphs(map: &[u8]) -> Option<Vec<(char, u16)>> {
    let map = map.get(u32_at(map, 8)?..)?;
    if u16_at(map, 0)? != 4 {
        return None;
    }
    // Four columns, each with an entry of two bytes for each segment: the last characters, after a gap the first ones, the
    // differences to the glyphs, and the distances to lists of glyphs.
    let length = usize::from(u16_at(map, 6)?);
    let column = |number: usize| 14 + number * length + if number > 0 { 2 } else { 0 };
    let mut glyphs = Vec::new();
    for segment in (0..length).step_by(2) {
        let [last, first, difference, distance] = [0, 1, 2, 3].map(|number| u16_at(map, column(number) + segment));
        let (first, difference, distance) = (first?, difference?, distance?);
        for code in first..=last? {
            let glyph = match usize::from(distance) {
                0 => code.wrapping_add(difference),
                distance => match u16_at(map, column(3) + segment + distance + 2 * usize::from(code - first))? {
                    BOX => BOX,
                    listed => listed.wrapping_add(difference),
                },
            };
            if let Some(character) = char::from_u32(code.into()).filter(|_| glyph != BOX && code != u16::MAX) {
                glyphs.push((character, glyph));
            }
        }
    }
    Some(glyphs)
}

/// The widths of the glyphs. The file counts a thousand units to the size.
fn widths(file: &[u8]) -> Option<Vec<u16>> {
    let number = usize::from(u16_at(table(file, b"hhea")?, 34)?);
    Some(table(file, b"hmtx")?.chunks_exact(4).take(number).filter_map(|entry| u16_at(entry, 0)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_faces_have_latin_greek_and_cyrillic_letters() {
        for weight in Weight::ALL {
            let face = weight.face();
            assert_eq!(u16_at(table(face.file, b"head").unwrap(), 18), Some(1000));
            assert!(face.glyphs.is_sorted() && face.glyphs.len() > 1900, "{}", face.glyphs.len());
            let needed = "AZaz09 Ñandú Łódź Þórr ğışİŐű Ελληνικά Ὀδυσσεύς Кириллица Ґґ Її Жђ ‘’“”–—…•·€£¥₽₹₿№™©×±≤≥½\u{a0}\u{fffd}";
            for character in needed.chars().chain([MINUS]) {
                assert_ne!(face.glyph(character), BOX, "{character:?}");
                assert!(face.width(character) > 0, "{character:?}");
            }
            for lacking in ['🚀', '日', 'א', '\u{7}'] {
                assert_eq!((face.glyph(lacking), face.width(lacking)), (BOX, 600), "{lacking:?}");
            }
        }
    }

    #[test]
    fn digits_stand_under_each_other() {
        for weight in Weight::ALL {
            let widths: Vec<u16> = ('0'..='9').map(|digit| weight.face().width(digit)).collect();
            assert_eq!(widths, [572; 10]);
        }
    }

    #[test]
    fn a_character_keeps_its_code() {
        let mut cast = Cast::default();
        assert_eq!(cast.codes("aba\u{2212}"), [0, 1, 0, 2, 0, 1, 0, 3]);
        assert_eq!(cast.codes("🚀日"), [0, 4, 0, 5]);
        let embedded = cast.embed(Weight::Regular.face()).unwrap();
        assert_eq!(embedded.characters, ['\u{fffd}', 'a', 'b', '-', '🚀', '日']);
        assert_eq!(embedded.glyphs.get(8..), Some(&[0, 0, 0, 0][..]), "the box");
        assert_eq!(embedded.widths.len(), 6);
    }

    #[test]
    fn more_characters_than_codes_share_one() {
        let mut cast = Cast::default();
        let all: String = ('\u{20}'..='\u{1ffff}').collect();
        let codes = cast.codes(&all);
        assert_eq!(codes.len(), 2 * all.chars().count());
        assert_eq!(codes.last_chunk(), Some(&[0, 0]));
        assert_eq!(cast.characters.len(), 65_536);
    }
}

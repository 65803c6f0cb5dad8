//! The sender's logo, made ready for a PDF.
//!
//! Invariants: a JPEG is embedded as it is. A PNG is read row by row and made as small as print needs, so that neither its size nor
//! what its numbers promise decides how much memory it takes. A picture that can't be read is left out: a paper is worth more than
//! its logo.

use std::io::Cursor;

use png::{ColorType, Decoder, Limits, Transformations};

/// A logo.
#[derive(Debug, PartialEq)]
pub struct Logo {
    pub width: i32,
    pub height: i32,
    pub samples: Samples,
}

#[derive(Debug, PartialEq)]
pub enum Samples {
    /// A file, with the number of its colours. Those of a printing press may be inverted.
    Jpeg { file: Vec<u8>, colours: u8, inverted: bool },
    /// A byte for each of one or three colours of each pixel, and how opaque each pixel is, if not all of them are.
    Plain { samples: Vec<u8>, colours: u8, opacity: Option<Vec<u8>> },
}

/// The most pixels of a picture that is read.
const MOST_PIXELS: u64 = 32_000_000;
/// The most pixels of one whose rows come in several passes, so that it is read as a whole.
const MOST_PIXELS_AT_ONCE: u64 = 4_000_000;
/// The greatest width and height in a PDF: 600 dots per inch where a logo has its greatest size.
const GREATEST: (u32, u32) = (1400, 480);

impl Logo {
    pub fn read(file: &[u8]) -> Option<Self> {
        if file.starts_with(b"\x89PNG") { Logo::of_png(file) } else { Logo::of_jpeg(file) }
    }

    /// The width and height with which it is shown within these bounds, never enlarged beyond 72 dots per inch.
    pub fn shown(&self, most_width: f32, most_height: f32) -> (f32, f32) {
        // Both fit into sixteen bits, see below.
        let side = |pixels: i32| f32::from(u16::try_from(pixels).unwrap_or(u16::MAX).max(1));
        let (width, height) = (side(self.width), side(self.height));
        let scale = (most_width / width).min(most_height / height).min(1.0);
        (width * scale, height * scale)
    }

    fn of_png(file: &[u8]) -> Option<Self> {
        let mut decoder = Decoder::new_with_limits(Cursor::new(file), Limits { bytes: 64 << 20 });
        decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
        let mut reader = decoder.read_info().ok()?;
        let (width, height) = (reader.info().width, reader.info().height);
        let most = if reader.info().interlaced { MOST_PIXELS_AT_ONCE } else { MOST_PIXELS };
        if width == 0 || height == 0 || u64::from(width) * u64::from(height) > most || width.max(height) > u32::from(u16::MAX) {
            return None;
        }
        let (colours, has_opacity) = match reader.output_color_type().0 {
            ColorType::Grayscale => (1, false),
            ColorType::GrayscaleAlpha => (1, true),
            ColorType::Rgb => (3, false),
            ColorType::Rgba => (3, true),
            ColorType::Indexed => return None,
        };
        let factor = width.div_ceil(GREATEST.0).max(height.div_ceil(GREATEST.1)).max(1);
        let mut small = Shrinking::new(width, height, factor, colours, has_opacity)?;
        if reader.info().interlaced {
            let mut whole = vec![0; reader.output_buffer_size()?];
            let shape = reader.next_frame(&mut whole).ok()?;
            whole.chunks_exact(shape.line_size).for_each(|row| small.add(row));
        } else {
            while let Some(row) = reader.next_row().ok()? {
                small.add(row.data());
            }
        }
        small.finish()
    }

    fn of_jpeg(file: &[u8]) -> Option<Self> {
        let mut rest = file.strip_prefix(b"\xff\xd8")?;
        let mut inverted = false;
        loop {
            // A marker may be padded.
            let [0xff, marker, ..] = *rest else { return None };
            if marker == 0xff {
                rest = rest.get(1..)?;
                continue;
            }
            let segment = rest.get(2..)?;
            let length = usize::from(u16::from_be_bytes(*segment.first_chunk()?));
            let content = segment.get(2..length)?;
            match (marker, content) {
                (0xee, [b'A', b'd', b'o', b'b', b'e', ..]) => inverted = true,
                // Huffman-coded frames, whole or progressive, are all that a PDF may have.
                (0xc0..=0xc2, &[8, h0, h1, w0, w1, colours @ (1 | 3 | 4), ..]) => {
                    let (width, height) = (u16::from_be_bytes([w0, w1]), u16::from_be_bytes([h0, h1]));
                    if width == 0 || height == 0 || u64::from(width) * u64::from(height) > MOST_PIXELS {
                        return None;
                    }
                    let samples = Samples::Jpeg { file: file.to_owned(), colours, inverted: inverted && colours == 4 };
                    return Some(Logo { width: width.into(), height: height.into(), samples });
                }
                // Another frame, or the picture itself.
                (0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf | 0xd8..=0xda, _) => return None,
                _ => rest = segment.get(length..)?,
            }
        }
    }
}

/// A picture that is made smaller while its rows come: each pixel is the mean of a square of them, as far as they are opaque.
struct Shrinking {
    /// The side of the squares.
    factor: usize,
    /// The pixels of a row that is made.
    width: usize,
    height: u32,
    colours: usize,
    channels: usize,
    /// The sums of the row that is being made, per pixel: each colour times its opacity, the opacity, and the number of pixels.
    sums: Vec<[u64; 5]>,
    rows_in_sums: usize,
    samples: Vec<u8>,
    opacity: Vec<u8>,
}

impl Shrinking {
    fn new(width: u32, height: u32, factor: u32, colours: usize, has_opacity: bool) -> Option<Self> {
        let small = usize::try_from(width.div_ceil(factor)).ok()?;
        let factor = usize::try_from(factor).ok()?;
        let channels = colours + usize::from(has_opacity);
        let (sums, height) = (vec![[0; 5]; small], height.div_ceil(u32::try_from(factor).ok()?));
        Some(Shrinking { factor, width: small, height, colours, channels, sums, rows_in_sums: 0, samples: Vec::new(), opacity: Vec::new() })
    }

    fn add(&mut self, row: &[u8]) {
        let squares = row.chunks(self.channels * self.factor);
        for (sums, square) in self.sums.iter_mut().zip(squares) {
            for pixel in square.chunks_exact(self.channels) {
                let (colours, opacity) = pixel.split_at_checked(self.colours).unwrap_or_default();
                let opacity = opacity.first().map_or(255, |opacity| u64::from(*opacity));
                let [.., of_opacity, number] = sums;
                *of_opacity += opacity;
                *number += 1;
                for (sum, colour) in sums.iter_mut().zip(colours) {
                    *sum += u64::from(*colour) * opacity;
                }
            }
        }
        self.rows_in_sums += 1;
        if self.rows_in_sums == self.factor {
            self.end_row();
        }
    }

    fn end_row(&mut self) {
        let mean = |sum: u64, of: u64| u8::try_from((sum + of / 2).checked_div(of).unwrap_or(255)).unwrap_or(255);
        for sums in &mut self.sums {
            let [.., opacity, number] = *sums;
            self.samples.extend(sums.iter().take(self.colours).map(|sum| mean(*sum, opacity)));
            self.opacity.push(mean(opacity, number));
            *sums = [0; 5];
        }
        self.rows_in_sums = 0;
    }

    fn finish(mut self) -> Option<Logo> {
        if self.rows_in_sums > 0 {
            self.end_row();
        }
        let opacity = self.opacity.iter().any(|opacity| *opacity < 255).then_some(self.opacity);
        let samples = Samples::Plain { samples: self.samples, colours: u8::try_from(self.colours).ok()?, opacity };
        Some(Logo { width: i32::try_from(self.width).ok()?, height: i32::try_from(self.height).ok()?, samples })
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use proptest::prelude::*;

    pub fn png(width: u32, height: u32, colour: ColorType, samples: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(colour);
        encoder.write_header().unwrap().write_image_data(samples).unwrap();
        file
    }

    #[test]
    fn a_png_keeps_its_colours_and_its_opacity() {
        let logo = Logo::read(&png(2, 1, ColorType::Rgba, &[1, 2, 3, 255, 4, 5, 6, 7])).unwrap();
        let samples = Samples::Plain { samples: vec![1, 2, 3, 4, 5, 6], colours: 3, opacity: Some(vec![255, 7]) };
        assert_eq!(logo, Logo { width: 2, height: 1, samples });
        let logo = Logo::read(&png(1, 2, ColorType::GrayscaleAlpha, &[9, 255, 8, 255])).unwrap();
        assert_eq!(logo.samples, Samples::Plain { samples: vec![9, 8], colours: 1, opacity: None });
    }

    #[test]
    fn a_large_png_is_made_small() {
        let logo = Logo::read(&png(4201, 9, ColorType::Rgb, &vec![77; 3 * 4201 * 9])).unwrap();
        assert_eq!((logo.width, logo.height), (1051, 3));
        let Samples::Plain { samples, .. } = logo.samples else { panic!("a PNG") };
        assert!(samples.len() == 3 * 1051 * 3 && samples.iter().all(|sample| *sample == 77));
        let mut promise = Vec::new();
        let mut encoder = png::Encoder::new(&mut promise, 40_000, 1_000);
        encoder.set_color(ColorType::Grayscale);
        drop(encoder.write_header().unwrap());
        assert_eq!(Logo::read(&promise), None);
    }

    #[test]
    fn pixels_that_are_not_seen_do_not_colour_their_neighbours() {
        let mut small = Shrinking::new(2, 2, 2, 1, true).unwrap();
        small.add(&[200, 255, 0, 0]);
        small.add(&[0, 0, 0, 0]);
        assert_eq!(small.finish().unwrap().samples, Samples::Plain { samples: vec![200], colours: 1, opacity: Some(vec![64]) });
    }

    #[test]
    fn a_jpeg_is_embedded_as_it_is() {
        let file = b"\xff\xd8\xff\xe0\x00\x04JF\xff\xc0\x00\x0b\x08\x00\x30\x00\x50\x03\x01\x11\x00 and so on";
        let logo = Logo::read(file).unwrap();
        assert_eq!((logo.width, logo.height), (80, 48));
        assert_eq!(logo.samples, Samples::Jpeg { file: file.to_vec(), colours: 3, inverted: false });
        assert_eq!(logo.shown(40.0, 40.0), (40.0, 24.0));
        assert_eq!(logo.shown(400.0, 400.0), (80.0, 48.0));
        for length in 0..file.len() - 12 {
            assert_eq!(Logo::read(file.get(..length).unwrap()), None, "{length}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_do_harm(bytes in prop::collection::vec(any::<u8>(), 0..200), place in 0..100_usize, kept in 0..120_usize) {
            let _ = Logo::read(&bytes);
            let _ = Logo::read(&[b"\xff\xd8\xff", bytes.as_slice()].concat());
            let mut file = png(4, 4, ColorType::Rgba, &[9; 64]);
            for (byte, other) in file.iter_mut().skip(place).zip(&bytes).take(3) {
                *byte = *other;
            }
            let _ = Logo::read(&file);
            file.truncate(kept);
            let _ = Logo::read(&file);
        }
    }
}

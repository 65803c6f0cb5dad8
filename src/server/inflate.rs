//! Inflates a compressed body.
//!
//! Invariants: no byte more is inflated than the limit allows. The thread that took the request inflates a little at a time,
//! counted in bytes read and in bytes made, and serves other requests in between. Only a few of the bodies that take longer are
//! inflated at once, so that the others are in memory as they came.

use std::io::{BufRead, ErrorKind, Read};

use actix_web::web::{Buf, Bytes};
use flate2::bufread::{MultiGzDecoder, ZlibDecoder};

use super::Service;
use super::intake::{Buffer, Compression};
use crate::error::{Error, Result};
use crate::house::flight::Permit;
use crate::sentences::Sentence;

/// The most compressed bytes that are read at a time.
const LITTLE_IN: usize = 4 * 1024;

/// The bytes that are made of them at a time, about.
const LITTLE_OUT: usize = 32 * 1024;

/// The content of a compressed body.
pub async fn inflated(compression: Compression, compressed: Bytes, permit: Permit, service: &Service) -> Result<(Bytes, Permit)> {
    let mut inflating = Inflating::new(compression, compressed, permit, service.body_limit);
    if !inflating.go_on()? {
        let _turn = service.inflating.acquire().await.map_err(Error::internal)?;
        while !inflating.go_on()? {
            tokio::task::yield_now().await;
        }
    }
    Ok(inflating.end())
}

/// A body that is being inflated.
struct Inflating {
    decoder: Decoder,
    buffer: Buffer,
}

enum Decoder {
    Gzip(Box<MultiGzDecoder<Compressed>>),
    Zlib(Box<ZlibDecoder<Compressed>>),
}

impl Decoder {
    fn read(&mut self, piece: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Decoder::Gzip(decoder) => decoder.read(piece),
            Decoder::Zlib(decoder) => decoder.read(piece),
        }
    }

    fn compressed(&mut self) -> &mut Compressed {
        match self {
            Decoder::Gzip(decoder) => decoder.get_mut(),
            Decoder::Zlib(decoder) => decoder.get_mut(),
        }
    }
}

/// The compressed bytes that are left, and the number of them that may be read for now.
struct Compressed {
    left: Bytes,
    allowed: usize,
}

impl BufRead for Compressed {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.allowed == 0 && self.left.has_remaining() {
            return Err(ErrorKind::WouldBlock.into());
        }
        Ok(self.left.get(..self.allowed).unwrap_or(&self.left))
    }

    fn consume(&mut self, amount: usize) {
        self.left.advance(amount.min(self.left.len()));
        self.allowed = self.allowed.saturating_sub(amount);
    }
}

impl Read for Compressed {
    fn read(&mut self, piece: &mut [u8]) -> std::io::Result<usize> {
        let length = self.fill_buf()?.read(piece)?;
        self.consume(length);
        Ok(length)
    }
}

impl Inflating {
    /// Begins to inflate. The permit counts the compressed bytes already.
    fn new(compression: Compression, compressed: Bytes, permit: Permit, limit: usize) -> Self {
        let beside = compressed.len();
        let compressed = Compressed { left: compressed, allowed: 0 };
        let decoder = match compression {
            Compression::Gzip => Decoder::Gzip(Box::new(MultiGzDecoder::new(compressed))),
            Compression::Zlib => Decoder::Zlib(Box::new(ZlibDecoder::new(compressed))),
        };
        Inflating { decoder, buffer: Buffer { bytes: Vec::new(), expected: limit, limit, beside, permit } }
    }

    /// Inflates a little, and says whether that was all.
    fn go_on(&mut self) -> Result<bool> {
        self.decoder.compressed().allowed = LITTLE_IN;
        let enough = self.buffer.bytes.len().saturating_add(LITTLE_OUT);
        let mut piece = [0; 8 * 1024];
        while self.buffer.bytes.len() < enough {
            match self.decoder.read(&mut piece) {
                Ok(0) if self.decoder.compressed().left.has_remaining() => {
                    return Err(Error::MalformedRequest(Sentence::BodyGoesOnAfterItsEnd.into()));
                }
                Ok(0) => return Ok(true),
                Ok(length) => self.buffer.append(piece.get(..length).unwrap_or_default())?,
                Err(cause) if cause.kind() == ErrorKind::WouldBlock => return Ok(false),
                Err(_) => return Err(Error::MalformedRequest(Sentence::BodyNotDecompressed.into())),
            }
        }
        Ok(false)
    }

    fn end(self) -> (Bytes, Permit) {
        let Buffer { bytes, mut permit, .. } = self.buffer;
        permit.shrink_to(bytes.capacity());
        (bytes.into(), permit)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::Arc;

    use flate2::write::{GzEncoder, ZlibEncoder};
    use proptest::prelude::*;

    use super::*;
    use crate::house::flight::{Direction, Flight};

    const MEBIBYTE: usize = 1024 * 1024;

    fn inflating(compression: Compression, compressed: Vec<u8>, limit: usize) -> Inflating {
        let flight = Arc::new(Flight::new(Direction::In, 64 * MEBIBYTE));
        let mut permit = flight.permit([10, 0, 0, 1].into());
        permit.grow_to(compressed.len()).unwrap();
        Inflating::new(compression, compressed.into(), permit, limit)
    }

    /// Inflates all of it, a little at a time.
    fn whole(inflating: &mut Inflating) -> Result<()> {
        loop {
            let (left, made) = (inflating.decoder.compressed().left.len(), inflating.buffer.bytes.len());
            let ended = inflating.go_on()?;
            let (read, made) = (left - inflating.decoder.compressed().left.len(), inflating.buffer.bytes.len() - made);
            assert!(read <= LITTLE_IN && made < 2 * LITTLE_OUT, "{read} {made}");
            if ended {
                return Ok(());
            }
            assert!(read + made > 0, "it goes on");
        }
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn inflating_stops_at_the_limit() {
        let spaces = vec![b' '; MEBIBYTE];
        let mut gzip = GzEncoder::new(Vec::new(), flate2::Compression::best());
        let mut zlib = ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        for _ in 0..100 {
            gzip.write_all(&spaces).unwrap();
            zlib.write_all(&spaces).unwrap();
        }
        let (gzip, zlib) = (gzip.finish().unwrap(), zlib.finish().unwrap());
        for (compression, compressed) in [(Compression::Gzip, gzip), (Compression::Zlib, zlib)] {
            let length = compressed.len();
            let mut inflating = inflating(compression, compressed, MEBIBYTE);
            assert!(matches!(whole(&mut inflating), Err(Error::PayloadTooLarge(_))));
            let left = inflating.decoder.compressed().left.len();
            assert!(left > length * 9 / 10, "{left} of {length} bytes were not looked at");
            assert!(inflating.buffer.bytes.capacity() <= MEBIBYTE);
        }
    }

    #[test]
    fn members_without_content_are_no_way_to_a_long_turn() {
        let empty = gzip(b"");
        let mut inflating = inflating(Compression::Gzip, empty.repeat(10_000), MEBIBYTE);
        whole(&mut inflating).unwrap();
        assert!(inflating.buffer.bytes.is_empty());
    }

    #[test]
    fn several_members_are_one_text() {
        let members = [gzip(b"{}"), gzip(b""), gzip(b" "), gzip(b"{}")].concat();
        let mut alone = inflating(Compression::Gzip, members.clone(), 100);
        whole(&mut alone).unwrap();
        assert_eq!(alone.end().0, "{} {}");
        for odd in [b"\0".as_slice(), b"\x1f", b"\x1f\x8b", b"{}", &[0; 100]] {
            let mut followed = inflating(Compression::Gzip, [members.as_slice(), odd].concat(), 100);
            assert!(matches!(whole(&mut followed), Err(Error::MalformedRequest(_))), "{odd:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

        /// However long the turns are, the text is the same.
        #[test]
        fn what_was_compressed_comes_out(
            text in prop::collection::vec(0..4u8, 0..100_000), level in 0..=9u32, cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
        ) {
            let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len() + 1)).chain([0, text.len()]).collect();
            places.sort_unstable();
            let member = |places: &[usize]| {
                let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::new(level));
                encoder.write_all(&text[places[0]..places[1]]).unwrap();
                encoder.finish().unwrap()
            };
            let mut inflating = inflating(Compression::Gzip, places.windows(2).flat_map(member).collect(), text.len());
            whole(&mut inflating).unwrap();
            prop_assert_eq!(inflating.end().0, text);
        }

        #[test]
        fn nothing_panics_and_nothing_exceeds_the_limit(
            noise in prop::collection::vec(any::<u8>(), 0..300), is_gzip in any::<bool>(), limit in 0..5000usize,
        ) {
            let beginning = if is_gzip { b"\x1f\x8b\x08\0\0\0\0\0\0\x03".as_slice() } else { b"\x78\x9c" };
            let compression = if is_gzip { Compression::Gzip } else { Compression::Zlib };
            let mut inflating = inflating(compression, [beginning, &noise].concat(), limit);
            let _ = whole(&mut inflating);
            prop_assert!(inflating.buffer.bytes.len() <= limit && inflating.buffer.bytes.capacity() <= limit.max(8));
        }
    }
}

//! Sets of hashes, whose members are not hashed once more.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

/// Hashes of anything, made with a key that no caller knows.
pub type Hashes = HashSet<u64, BuildHasherDefault<AsItIs>>;

/// A hasher that takes a hash as its own.
#[derive(Debug, Default, Clone, Copy)]
pub struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| hash.rotate_left(8) ^ u64::from(*byte));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

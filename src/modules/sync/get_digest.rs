//! `Sync.GetDigest`: hashes to compare a copy with.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::db::feed::Position;
use crate::db::scope::Reader;
use crate::error::{Error, Result};
use crate::fields::Cursor;
use crate::records::kind_name::KindName;
use crate::records::kinds::kind_of;
use crate::rpc::method::PlainMethod;

/// Computes hashes of the records of one kind, to compare a copy with them. Each record counts as the line `id:version`, ended by
/// a line feed (`7:2\n`), because records with the same version are equal. `sha256` is the hexadecimal SHA-256 of the lines of
/// all records, in the order of their ids. A bucket's `sha256` covers the records with ids from 1000 × `bucket` to 1000 ×
/// `bucket` + 999. Writes during the comparison are differences, too: follow the feed and ask again.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The kind of record. An application token also needs the right to read that kind.
    entity: KindName,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    entity: &'static str,
    /// The number of records.
    count: i64,
    /// The hash of all records.
    sha256: String,
    /// The buckets that have any record, in the order of the ids.
    buckets: Vec<Bucket>,
    /// A cursor of the feed. All changes up to it are in this digest; later ones may be, too.
    since: Cursor<Position>,
}

/// A bucket: the records of a thousand consecutive ids.
#[derive(Serialize, JsonSchema)]
struct Bucket {
    /// The bucket's number: an id divided by 1000.
    bucket: i64,
    count: i64,
    sha256: String,
}

/// The number of ids that share a bucket.
const BUCKET: i64 = 1000;

/// The count and the hash of some records.
#[derive(Default)]
struct Summed {
    count: i64,
    lines: Sha256,
}

impl Summed {
    fn add(&mut self, line: &str) {
        self.count += 1;
        self.lines.update(line);
    }

    fn sha256(self) -> Result<String> {
        let mut hexadecimal = String::with_capacity(64);
        for byte in self.lines.finalize() {
            write!(hexadecimal, "{byte:02x}").map_err(Error::internal)?;
        }
        Ok(hexadecimal)
    }
}

pub struct GetDigest;

impl PlainMethod for GetDigest {
    type Scope = Reader;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Resume los registros de un tipo, para comparar con ellos una copia: el SHA-256 de \
        los ids y las versiones de todos, y el de cada grupo de mil ids.";

    fn name(&self) -> &'static str {
        "GetDigest"
    }

    fn on_primary(&self) -> bool {
        true
    }

    fn call(&self, reader: &mut Reader, Parameters { entity }: Parameters) -> Result<Response> {
        reader.refuse_unless_read(entity.0)?;
        let since = reader.feed_end()?;
        let versions = (kind_of(entity.0)?.copying.versions)(reader)?;
        let mut whole = Summed::default();
        let mut buckets = Vec::new();
        for records in versions.chunk_by(|(one, _), (next, _)| one / BUCKET == next / BUCKET) {
            let mut summed = Summed::default();
            for (id, version) in records {
                let line = format!("{id}:{version}\n");
                summed.add(&line);
                whole.add(&line);
            }
            let bucket = records.first().map_or(0, |(id, _)| id / BUCKET);
            buckets.push(Bucket { bucket, count: summed.count, sha256: summed.sha256()? });
        }
        Ok(Response { entity: entity.name(), count: whole.count, sha256: whole.sha256()?, buckets, since: Cursor(since) })
    }
}

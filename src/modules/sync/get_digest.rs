//! `Sync.GetDigest`: what a copy must come to if it is equal.

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
use crate::sentences::Sentence;

/// Sums up the records of one kind, so that a copy can be compared with them. Each record is the line `id:version`, ended
/// by a line feed (`7:2\n`), because a record is the same as long as its version is. The SHA-256 of the lines of all records,
/// in the order of the ids and in hexadecimal, is `sha256`; the same of the records whose ids are from 1000 × `bucket` to
/// 1000 × `bucket` + 999 is that of a bucket. What is written while you compare is a difference, too: follow the feed and
/// ask again.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The kind of record. An application token needs the right to read it, too.
    entity: KindName,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    entity: &'static str,
    /// How many records there are.
    count: i64,
    /// Of all records.
    sha256: String,
    /// Those that have any record, in their order.
    buckets: Vec<Bucket>,
    /// A place in the feed up to which all changes are in this digest. Others may be, too.
    since: Cursor<Position>,
}

/// The records of a thousand ids.
#[derive(Serialize, JsonSchema)]
struct Bucket {
    /// The thousands of their ids.
    bucket: i64,
    count: i64,
    sha256: String,
}

/// Ids that share a bucket.
const BUCKET: i64 = 1000;

/// The records of some ids, summed up.
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
        reader.refuse_unless_read(entity.0, |role| Sentence::RoleNeededForDigest { role })?;
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

//! The files that are attached to a record, as it keeps and shows them.
//!
//! Invariants: the record keeps the ids in the caller's order, as a JSON list, which the feed shows and an edit takes. A table of
//! links has them, too, so that the database refuses an unknown file and a file can be asked for the records that name it.

use std::borrow::Cow;
use std::collections::HashMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

use crate::db::scope::Reader;
use crate::db::stored::{Links, Recorded, Target};
use crate::error::Result;
use crate::fields::{Named, Verbatim};
use crate::records::file::{File, Pictures};

/// The table of links from records to their files.
pub const fn links(table: &'static str, owner: &'static str) -> Links {
    Links { table, owner, target: "file_id", to: Target::Record(File::ENTITY) }
}

/// No files, as a record keeps them.
pub const NONE: &str = "[]";

pub fn none() -> String {
    NONE.to_owned()
}

/// Files as a record keeps them.
pub fn as_kept(ids: &[i64]) -> Result<String> {
    Ok(serde_json::to_string(ids)?)
}

/// The ids of a record's files. An unreadable list, which this program never writes, counts as none.
pub fn ids(kept: &str) -> Vec<i64> {
    serde_json::from_str(kept).unwrap_or_default()
}

/// The files in a view: left out, as ids, or each with its name, type, size and address.
#[derive(Debug, Default)]
pub enum ShownFiles {
    #[default]
    Not,
    AsKept,
    Whole {
        files: HashMap<i64, Recorded<File>>,
        pictures: Pictures,
    },
}

impl ShownFiles {
    /// The files of a page of records, in one query.
    pub fn load<'r>(reader: &mut Reader, records: impl Iterator<Item = &'r str>) -> Result<Self> {
        let files = reader.by_ids(records.flat_map(ids))?;
        Ok(ShownFiles::Whole { files, pictures: reader.pictures() })
    }

    pub fn view<'a>(&'a self, kept: &'a str) -> Option<FilesView<'a>> {
        match self {
            ShownFiles::Not => None,
            ShownFiles::AsKept => Some(FilesView::AsKept(Verbatim(Some(kept)))),
            ShownFiles::Whole { files, pictures } => {
                let known = ids(kept).into_iter().filter_map(|id| files.get(&id));
                Some(FilesView::Whole(known.map(|file| FileOfRecord::new(file, pictures)).collect()))
            }
        }
    }
}

/// The files of a record on the wire.
pub enum FilesView<'a> {
    AsKept(Verbatim<'a>),
    Whole(Vec<FileOfRecord<'a>>),
}

/// A file that is attached to a record.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AttachedFile")]
pub struct FileOfRecord<'a> {
    id: i64,
    /// The name under which people save the file, if it was given one.
    name: Option<&'a str>,
    /// The type of the content: `application/pdf`.
    content_type: &'a str,
    /// The size in bytes.
    size: i64,
    /// The path of the file on this service, valid without a token for at least 15 minutes.
    url: Option<String>,
}

impl<'a> FileOfRecord<'a> {
    fn new(file: &'a Recorded<File>, pictures: &Pictures) -> Self {
        FileOfRecord {
            id: file.id,
            name: file.name.as_deref(),
            content_type: &file.content_type,
            size: file.size,
            url: pictures.url(Some(file.id)),
        }
    }
}

impl Serialize for FilesView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            FilesView::AsKept(text) => text.serialize(serializer),
            FilesView::Whole(files) => files.serialize(serializer),
        }
    }
}

impl JsonSchema for FilesView<'_> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "AttachedFiles".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let whole = generator.subschema_for::<FileOfRecord<'static>>();
        json_schema!({ "type": "array", "items": { "anyOf": [{ "type": "integer" }, whole] } })
    }
}

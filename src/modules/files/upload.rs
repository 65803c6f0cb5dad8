//! `Files.Upload`: stores a picture, for records to name.

use std::fmt::Write;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::db::reads::Weight;
use crate::db::schema::files;
use crate::db::scope::{Editor, Public};
use crate::error::{Error, Result};
use crate::fields::leaf::Violation;
use crate::fields::{Base64, ExternalIds};
use crate::house::House;
use crate::modules::one::One;
use crate::records::file::File;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;
use crate::store::Object;

/// Stores a picture; records name it by its id. If the same picture is uploaded again, the reply has the same file.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// A PNG, JPEG, GIF or WebP in base64, with or without padding. A `data:` address is also accepted; the type in it is
    /// ignored.
    content: Base64,
    /// The record's external IDs: its ids in other systems, such as `{"sap": "000123"}`. Each is unique among records of its
    /// kind. Wherever an id is expected, an external ID may stand for it.
    #[serde(default)]
    external_ids: ExternalIds,
    #[serde(skip)]
    sha256: Option<String>,
}

pub struct Upload;

impl Method for Upload {
    type Scope = Editor;
    type Parameters = Parameters;
    /// The picture's type: `image/png`.
    type Found = &'static str;
    type Response = One<File>;

    const SUMMARY_IN_SPANISH: &'static str =
        "Recibe una imagen, que después los registros mencionan por su id; la misma imagen es siempre el mismo archivo.";

    fn name(&self) -> &'static str {
        "Upload"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Hashing
    }

    /// Hashes only a picture that will be accepted, which is then stored. [`Method::check`] says what is wrong with others.
    fn prepare(&self, public: &mut Public, parameters: &mut Parameters) -> Result<()> {
        if content_type(parameters, &public.call().house).is_ok() {
            parameters.sha256 = Some(hexadecimal(&Sha256::digest(parameters.content.bytes())));
        }
        Ok(())
    }

    fn object(&self, parameters: &Parameters) -> Option<Object> {
        let sha256 = parameters.sha256.clone()?;
        Some(Object { content: parameters.content.bytes().clone(), sha256 })
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<&'static str>> {
        let content_type = content_type(parameters, &editor.call().house);
        Ok(content_type.map_err(|violation| problems.add("content", violation.rule, violation.sentence)).ok())
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, content_type: &'static str) -> Result<One<File>> {
        let sha256 = parameters.sha256.ok_or_else(|| Error::internal("the picture was not prepared"))?;
        let size = i64::try_from(parameters.content.bytes().len()).map_err(Error::internal)?;
        let rows = editor.rows::<File>().filter(files::sha256.eq(sha256.clone()));
        let file = match editor.load(rows)?.pop() {
            Some(file) => {
                let external_ids = parameters.external_ids.merged_into(&file.external_ids)?;
                let named = File { external_ids, ..file.record.clone() };
                editor.update(file, named)?
            }
            None => {
                let external_ids = parameters.external_ids.as_kept()?;
                editor.insert(File { content_type: content_type.to_owned(), size, sha256, external_ids })?
            }
        };
        Ok(One::with(file, editor.pictures()))
    }
}

/// The picture's type, found in its bytes.
fn content_type(parameters: &Parameters, house: &House) -> Result<&'static str, Violation> {
    const TAKEN: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];
    let (bytes, limit) = (parameters.content.bytes(), house.file_limit);
    if bytes.len() > limit {
        return Err(Violation::new("too_long", Sentence::PictureTooLarge { number: bytes.len(), most: limit }));
    }
    let found = infer::get(bytes).map(|kind| kind.mime_type()).filter(|kind| TAKEN.contains(kind));
    found.ok_or_else(|| Violation::new("unknown_type", Sentence::PictureOfOtherType))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

//! `Files.Upload`: stores a file, for records to name.

use std::fmt::Write;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::content;
use crate::auth::token::random_name;
use crate::db::reads::Weight;
use crate::db::schema::files;
use crate::db::scope::{Editor, Public};
use crate::error::{Error, Result};
use crate::fields::leaf::Violation;
use crate::fields::{Base64, ExternalIds, FileName};
use crate::house::House;
use crate::modules::one::One;
use crate::records::file::File;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;
use crate::store::Object;

/// Stores a file; records name it by its id. If the same content is uploaded again, the reply has the same file.
///
/// A browser shows pictures (PNG, JPEG, GIF, WebP) and saves the others: PDF, plain text, CSV and office documents (DOCX,
/// XLSX, PPTX, ODT, ODS, ODP). The content decides the type. Documents with macros are refused. A file that no record names for
/// a day is deleted.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The content in base64, with or without padding. A `data:` address is also accepted; the type in it is ignored.
    content: Base64,
    /// The name under which people save the file, such as `offer.pdf`. It ends as files of the content's type do; a text that ends
    /// in `.csv` is a CSV. A file that has a name keeps it.
    #[serde(default)]
    name: FileName,
    /// The record's external IDs: its ids in other systems, such as `{"sap": "000123"}`. Each is unique among records of its
    /// kind. Wherever an id is expected, an external ID may stand for it.
    #[serde(default)]
    external_ids: ExternalIds,
    /// The content as it was looked into before the write began, which takes too long for a transaction.
    #[serde(skip)]
    prepared: Option<Result<Prepared, Refused>>,
}

/// The parameter that is wrong, and why.
type Refused = (&'static str, Violation);

/// The content's type, its hash, and its key in the store: that of the file which has it already, or a new one.
#[derive(Clone)]
pub struct Prepared {
    /// `image/png`.
    content_type: &'static str,
    sha256: String,
    key: String,
    is_new: bool,
}

pub struct Upload;

impl Method for Upload {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Prepared;
    type Response = One<File>;

    const SUMMARY_IN_SPANISH: &'static str =
        "Recibe un archivo, que después los registros mencionan por su id; el mismo contenido es siempre el mismo archivo.";

    fn name(&self) -> &'static str {
        "Upload"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Hashing
    }

    /// Hashes a content only if it will be accepted, since it is then stored.
    fn prepare(&self, public: &mut Public, parameters: &mut Parameters) -> Result<()> {
        parameters.prepared = Some(match content_type(parameters, &public.call().house) {
            Ok(content_type) => {
                let sha256 = hexadecimal(&Sha256::digest(parameters.content.bytes()));
                let known = public.key_of_content(&sha256)?;
                let is_new = known.is_none();
                let key = known.map_or_else(|| random_name().map(|name| format!("{sha256}-{name}")), Ok)?;
                Ok(Prepared { content_type, sha256, key, is_new })
            }
            Err(refused) => Err(refused),
        });
        Ok(())
    }

    fn object(&self, parameters: &Parameters) -> Option<Object> {
        let Prepared { key, is_new, .. } = parameters.prepared.clone()?.ok()?;
        Some(Object { content: parameters.content.bytes().clone(), key, is_new })
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Prepared>> {
        let refused = match &parameters.prepared {
            Some(Ok(prepared)) => return Ok(Some(prepared.clone())),
            Some(Err(refused)) => Some(refused.clone()),
            // Another mistake of the call is known already, so that nothing was prepared.
            None => content_type(parameters, &editor.call().house).err(),
        };
        if let Some((path, violation)) = refused {
            problems.add(path, violation.rule, violation.sentence);
        }
        Ok(None)
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, prepared: Prepared) -> Result<One<File>> {
        let Prepared { content_type, sha256, key, is_new } = prepared;
        let size = i64::try_from(parameters.content.bytes().len()).map_err(Error::internal)?;
        let rows = editor.rows::<File>().filter(files::sha256.eq(sha256.clone()));
        let file = match editor.load(rows)?.pop() {
            Some(file) => {
                let external_ids = parameters.external_ids.merged_into(&file.external_ids)?;
                let name = file.name.clone().or(parameters.name.into());
                let named = File { external_ids, name, ..file.record.clone() };
                editor.expect_names(&file)?;
                editor.update(file, named)?
            }
            // The file was deleted after it was looked for. Its key is about to be removed, and the caller's next try takes another.
            None if !is_new => return Err(Error::contended()),
            None => {
                let external_ids = parameters.external_ids.as_kept()?;
                let (content_type, name) = (content_type.to_owned(), parameters.name.into());
                let file = File { content_type, size, sha256, name, stored_as: Some(key), external_ids };
                let file = editor.insert(file)?;
                editor.keep_content(&file)?;
                file
            }
        };
        Ok(One::with(file, editor.pictures()))
    }
}

/// The content's type, or the parameter that is wrong and why.
fn content_type(parameters: &Parameters, house: &House) -> Result<&'static str, Refused> {
    let (bytes, limit) = (parameters.content.bytes(), house.file_limit);
    if bytes.len() > limit {
        return Err(("content", Violation::new("too_long", Sentence::FileTooLarge { number: bytes.len(), most: limit })));
    }
    let found = content::kind_of(bytes, parameters.name.as_deref());
    found.map(|kind| kind.content_type).map_err(|violation| {
        let path = if violation.rule == content::OF_NAME { "name" } else { "content" };
        (path, violation)
    })
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

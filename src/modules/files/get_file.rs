//! `Files.GetFile`: one file, and the records that name it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use crate::db::references::Referent;
use crate::db::scope::Reader;
use crate::db::stored::{Record, Recorded};
use crate::error::Result;
use crate::fields::Id;
use crate::modules::referrers::Naming;
use crate::modules::withheld::Withheld;
use crate::records::file::{File, FileView, Pictures};
use crate::rpc::method::PlainMethod;

/// Finds a file: its name, type and size, its address, and the records that name it.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The file's id.
    file_id: Id<File>,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    #[serde(serialize_with = "as_view")]
    #[schemars(with = "FileView<'static>")]
    file: (Recorded<File>, Pictures),
    /// The records that name the file, by kind and id: at most 20 of each kind that the caller may read.
    named_by: Vec<Naming>,
    /// The keys of what was left out, because the caller has no right to read that kind of record.
    #[serde(skip_serializing_if = "Withheld::is_empty")]
    withheld: Withheld,
}

fn as_view<S: Serializer>((file, pictures): &(Recorded<File>, Pictures), serializer: S) -> Result<S::Ok, S::Error> {
    File::view(file, pictures).serialize(serializer)
}

pub struct GetFile;

impl PlainMethod for GetFile {
    type Scope = Reader;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Busca un archivo: su nombre, tipo y tamaño, su dirección y los registros que lo mencionan.";

    fn name(&self) -> &'static str {
        "GetFile"
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters) -> Result<Response> {
        reader.snapshot(|reader| {
            let file = reader.get::<File>(parameters.file_id.get())?;
            let mut withheld = Withheld::default();
            let named_by = Naming::all(reader, &Referent::of(&file), &mut withheld)?;
            let pictures = reader.pictures();
            Ok(Response { file: (file, pictures), named_by, withheld })
        })
    }
}

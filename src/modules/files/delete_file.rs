//! `Files.DeleteFile`: deletes a file that no record names.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::references::Referent;
use crate::db::scope::Editor;
use crate::db::versions::Subject;
use crate::error::{Error, Problem, Result};
use crate::fields::Id;
use crate::modules::one::One;
use crate::modules::referrers::{Naming, Referrers};
use crate::modules::withheld::Withheld;
use crate::records::file::File;
use crate::rpc::method::PlainMethod;
use crate::sentences::Sentence;

/// Deletes a file and returns its last state. While records name the file, the call fails with a conflict that lists them, at most
/// 20 of each kind. The address of the file is dead at once.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The file's id.
    file_id: Id<File>,
}

pub struct DeleteFile;

impl PlainMethod for DeleteFile {
    type Scope = Editor;
    type Parameters = Parameters;
    type Response = One<File>;

    const SUMMARY_IN_SPANISH: &'static str = "Elimina un archivo y lo devuelve tal como estaba; mientras lo mencionen registros, la \
        llamada falla con un conflicto que los enumera.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<File>(parameters.file_id));

    fn name(&self) -> &'static str {
        "DeleteFile"
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters) -> Result<One<File>> {
        let file = editor.get::<File>(parameters.file_id.get())?;
        let named = Referent::of(&file);
        let name = file.name.as_deref().unwrap_or(&file.content_type);
        match Referrers::of(editor, &named)?.refuse::<File>("file_id", name, Sentence::AdviceTakeFileFromRecords) {
            Err(Error::Conflict { sentence, mut details }) => {
                let naming = Naming::all(editor, &named, &mut Withheld::default())?;
                details.extend(naming.iter().map(|naming| Problem::new("file_id", "named", naming.sentence())));
                return Err(Error::Conflict { sentence, details });
            }
            unrefused => unrefused?,
        }
        editor.delete_file(&file)?;
        Ok(One::whole(file))
    }
}

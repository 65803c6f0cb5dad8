//! `Feedback.DeleteFeedback`: deletes a request for feedback, with its answer.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::scope::Editor;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::Id;
use crate::modules::one::One;
use crate::records::feedback::Feedback;
use crate::rpc::method::PlainMethod;

/// Deletes a request for feedback with its answer, and returns its last state. Its address answers nothing any more.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The request's id.
    feedback_id: Id<Feedback>,
}

pub struct DeleteFeedback;

impl PlainMethod for DeleteFeedback {
    type Scope = Editor;
    type Parameters = Parameters;
    type Response = One<Feedback>;

    const SUMMARY_IN_SPANISH: &'static str = "Elimina una solicitud de opinión, con su respuesta, y la devuelve tal como estaba.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Feedback>(parameters.feedback_id));

    fn name(&self) -> &'static str {
        "DeleteFeedback"
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters) -> Result<One<Feedback>> {
        let feedback = editor.get::<Feedback>(parameters.feedback_id.get())?;
        editor.delete(&feedback)?;
        Ok(One::shown(editor, feedback))
    }
}

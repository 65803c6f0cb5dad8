//! `Interactions.DeleteInteraction`: deletes an interaction.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{note_last_contact, touches};
use crate::db::scope::Editor;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::Id;
use crate::modules::one::One;
use crate::records::interaction::Interaction;
use crate::records::kinds::Kind;
use crate::rpc::method::PlainMethod;

/// Deletes an interaction and returns its last state.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The interaction's id.
    interaction_id: Id<Interaction>,
}

pub struct DeleteInteraction;

impl PlainMethod for DeleteInteraction {
    type Scope = Editor;
    type Parameters = Parameters;
    type Response = One<Interaction>;

    const SUMMARY_IN_SPANISH: &'static str = "Elimina una interacción y la devuelve tal como estaba.";
    const TOUCHES: fn(&Kind) -> bool = touches;
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Interaction>(parameters.interaction_id));

    fn name(&self) -> &'static str {
        "DeleteInteraction"
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters) -> Result<One<Interaction>> {
        let interaction = editor.get::<Interaction>(parameters.interaction_id.get())?;
        editor.delete(&interaction)?;
        note_last_contact(editor, interaction.lead_id, Some(interaction.date), None)?;
        Ok(One::shown(editor, interaction))
    }
}

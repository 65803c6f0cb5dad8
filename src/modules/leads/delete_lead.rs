//! `Leads.DeleteLead`: deletes a lead.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::references::Referent;
use crate::db::schema::interactions;
use crate::db::scope::Editor;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{Id, Named};
use crate::modules::one::One;
use crate::modules::referrers::Referrers;
use crate::records::interaction::Interaction;
use crate::records::kinds::Kind;
use crate::records::lead::Lead;
use crate::rpc::method::PlainMethod;
use crate::sentences::Sentence;

/// Deletes a lead with its interactions, and returns its last state. A company and a contact that the lead became stay, and so do
/// the interactions that went along. While opportunities refer to the
/// lead, the call fails with a conflict that says how many do.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The lead's id.
    lead_id: Id<Lead>,
}

pub struct DeleteLead;

impl PlainMethod for DeleteLead {
    type Scope = Editor;
    type Parameters = Parameters;
    type Response = One<Lead>;

    const SUMMARY_IN_SPANISH: &'static str = "Elimina un lead con sus interacciones y lo devuelve tal como estaba; la empresa y el contacto en que se convirtió se quedan; si hay \
         oportunidades que se refieren a él, la llamada falla con un conflicto que indica cuántas.";
    const TOUCHES: fn(&Kind) -> bool = |kind| kind.entity == Interaction::ENTITY;
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Lead>(parameters.lead_id));

    fn name(&self) -> &'static str {
        "DeleteLead"
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters) -> Result<One<Lead>> {
        let lead = editor.get::<Lead>(parameters.lead_id.get())?;
        take_interactions(editor, lead.id)?;
        let referrers = Referrers::of(editor, &Referent::of(&lead))?;
        referrers.refuse::<Lead>("lead_id", &lead.whole_name(), Sentence::AdviceTakeLead)?;
        editor.delete(&lead)?;
        Ok(One::shown(editor, lead))
    }
}

/// Deletes the lead's interactions; those with the company that the lead became forget the lead. There is a bounded number of them.
fn take_interactions(editor: &mut Editor, lead_id: i64) -> Result<()> {
    let own = editor.rows::<Interaction>().filter(interactions::lead_id.eq(lead_id));
    for interaction in editor.load(own)? {
        if interaction.company_id.is_some() {
            let without = Interaction { lead_id: None, ..interaction.record.clone() };
            editor.update(interaction, without)?;
        } else {
            editor.delete(&interaction)?;
        }
    }
    Ok(())
}

//! `Contacts.DeleteContact`: deletes a contact.

use schemars::JsonSchema;
use serde::Deserialize;

use super::referrers;
use crate::db::scope::Editor;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::Id;
use crate::modules::one::One;
use crate::records::contact::Contact;
use crate::rpc::method::PlainMethod;
use crate::sentences::Sentence;

/// Deletes a contact and returns its last state. While leads, opportunities, tickets, interactions, quotations, orders or requests for
/// feedback refer to the contact, or its company has it as the primary contact, the call fails with a conflict that says so.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The contact's id.
    contact_id: Id<Contact>,
}

pub struct DeleteContact;

impl PlainMethod for DeleteContact {
    type Scope = Editor;
    type Parameters = Parameters;
    type Response = One<Contact>;

    const SUMMARY_IN_SPANISH: &'static str = "Elimina un contacto y lo devuelve tal como estaba; si hay leads, oportunidades, \
        tickets, interacciones, cotizaciones, pedidos o solicitudes de opinión que se refieren a él, o si es el contacto principal de su empresa, la llamada falla con un conflicto que lo indica.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Contact>(parameters.contact_id));

    fn name(&self) -> &'static str {
        "DeleteContact"
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters) -> Result<One<Contact>> {
        let contact = editor.get::<Contact>(parameters.contact_id.get())?;
        referrers(editor, &contact)?.refuse::<Contact>("contact_id", &contact.whole_name(), Sentence::AdviceOtherContact)?;
        editor.delete(&contact)?;
        Ok(One::shown(editor, contact))
    }
}

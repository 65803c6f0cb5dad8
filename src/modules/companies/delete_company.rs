//! `Companies.DeleteCompany`: deletes a company.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::references::Referent;
use crate::db::scope::Editor;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::Id;
use crate::modules::one::One;
use crate::modules::referrers::Referrers;
use crate::records::company::Company;
use crate::rpc::method::PlainMethod;
use crate::sentences::Sentence;

/// Deletes a company and returns its last state. While contacts, products, services, leads, opportunities, tickets, interactions,
/// quotations, orders or requests for feedback refer to the company, or it is the profile's own, the call fails with a conflict that says how many do.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The company's id.
    company_id: Id<Company>,
}

pub struct DeleteCompany;

impl PlainMethod for DeleteCompany {
    type Scope = Editor;
    type Parameters = Parameters;
    type Response = One<Company>;

    const SUMMARY_IN_SPANISH: &'static str = "Elimina una empresa y la devuelve tal como estaba; si hay contactos, productos, servicios, \
        leads, oportunidades, tickets, interacciones, cotizaciones, pedidos o solicitudes de opinión que se refieren a ella, la llamada falla con un conflicto que indica cuántos.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Company>(parameters.company_id));

    fn name(&self) -> &'static str {
        "DeleteCompany"
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters) -> Result<One<Company>> {
        // The profile names its own company without a foreign key.
        editor.hold_to_delete::<Company>(parameters.company_id.get())?;
        let company = editor.get::<Company>(parameters.company_id.get())?;
        let referrers = Referrers::of(editor, &Referent::of(&company))?;
        referrers.refuse::<Company>("company_id", &company.name, Sentence::AdviceDeleteOrMoveToOtherCompany)?;
        editor.delete(&company)?;
        Ok(One::shown(editor, company))
    }
}

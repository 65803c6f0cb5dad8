//! `Opportunities.DeleteOpportunity`: deletes an opportunity.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::references::Referent;
use crate::db::scope::Editor;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::Id;
use crate::modules::one::One;
use crate::modules::referrers::Referrers;
use crate::records::opportunity::Opportunity;
use crate::rpc::method::PlainMethod;
use crate::sentences::Sentence;

/// Deletes an opportunity and returns its last state. While tickets, interactions or quotations refer to the opportunity, the call fails with a conflict that
/// says how many do.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The opportunity's id.
    opportunity_id: Id<Opportunity>,
}

pub struct DeleteOpportunity;

impl PlainMethod for DeleteOpportunity {
    type Scope = Editor;
    type Parameters = Parameters;
    type Response = One<Opportunity>;

    const SUMMARY_IN_SPANISH: &'static str = "Elimina una oportunidad y la devuelve tal como estaba; si hay tickets, interacciones o cotizaciones que se refieren a \
        ella, la llamada falla con un conflicto que indica cuántos.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Opportunity>(parameters.opportunity_id));

    fn name(&self) -> &'static str {
        "DeleteOpportunity"
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters) -> Result<One<Opportunity>> {
        let opportunity = editor.get::<Opportunity>(parameters.opportunity_id.get())?;
        let named = Referent::of(&opportunity).within(opportunity.company_id);
        let referrers = Referrers::of(editor, &named)?;
        referrers.refuse::<Opportunity>("opportunity_id", &opportunity.title, Sentence::AdviceDeleteOrTakeOpportunity)?;
        editor.delete(&opportunity)?;
        Ok(One::whole(opportunity))
    }
}

//! `Services.DeleteService`: deletes a service.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::references::Referent;
use crate::db::scope::Editor;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::Id;
use crate::modules::one::One;
use crate::modules::referrers::Referrers;
use crate::records::service::Service;
use crate::rpc::method::PlainMethod;
use crate::sentences::Sentence;

/// Deletes a service and returns its last state. While opportunities, quotations or orders have the service in their lines, or leads
/// ask about it, the call fails with a conflict that says how many do; the service can then only be retired, with `Services.EditService`.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The service's id.
    service_id: Id<Service>,
}

pub struct DeleteService;

impl PlainMethod for DeleteService {
    type Scope = Editor;
    type Parameters = Parameters;
    type Response = One<Service>;

    const SUMMARY_IN_SPANISH: &'static str = "Elimina un servicio y lo devuelve tal como estaba; si está en las partidas de alguna \
        oportunidad, cotización o pedido, o algún lead pregunta por él, la llamada falla con un conflicto que indica cuántos, y solo se puede retirar con `Services.EditService`.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Service>(parameters.service_id));

    fn name(&self) -> &'static str {
        "DeleteService"
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters) -> Result<One<Service>> {
        let service = editor.get::<Service>(parameters.service_id.get())?;
        let referrers = Referrers::of(editor, &Referent::of(&service))?;
        referrers.refuse::<Service>("service_id", &service.name, Sentence::AdviceRetire)?;
        editor.delete(&service)?;
        Ok(One::shown(editor, service))
    }
}

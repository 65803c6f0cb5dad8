//! `Companies.GetInputs` and its like: the inputs of one kind of record.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::inputs_of;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::Entity;
use crate::records::input::InputView;
use crate::records::kinds::{Kind, kind_of};
use crate::rpc::method::PlainMethod;
use crate::sentences::Language;

#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    inputs: Vec<InputView>,
}

/// The method that lists the inputs of this kind of record.
pub struct ListInputs(pub Entity);

impl PlainMethod for ListInputs {
    type Scope = Reader;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Lista, en su orden, los campos adicionales de un tipo de registro.";

    fn name(&self) -> &'static str {
        "GetInputs"
    }

    fn call(&self, reader: &mut Reader, _: Parameters) -> Result<Response> {
        let inputs = inputs_of(reader, self.0)?;
        Ok(Response { inputs: inputs.iter().map(InputView::from).collect() })
    }

    fn summary(&self) -> Option<Cow<'static, str>> {
        let records = kind_of(self.0).map_or("records", |kind| kind.noun.several(Language::English));
        Some(format!("Lists the custom fields of {records} in this profile, in their order.").into())
    }

    fn summary_in_spanish(&self) -> Cow<'static, str> {
        let Ok(Kind { noun, .. }) = kind_of(self.0) else { return Self::SUMMARY_IN_SPANISH.into() };
        let (article, records) = (noun.agreeing("las", "los"), noun.several(Language::Spanish));
        format!("Lista, en su orden, los campos adicionales que tienen {article} {records} de este perfil.").into()
    }
}

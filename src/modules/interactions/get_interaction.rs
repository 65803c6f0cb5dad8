//! `Interactions.GetInteraction`: one interaction, by its id.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::reads::Weight;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::Id;
use crate::modules::inputs::shown_inputs;
use crate::modules::one::One;
use crate::modules::withheld::Withheld;
use crate::records::interaction::{Interaction, With};
use crate::rpc::method::PlainMethod;

/// Finds an interaction, with its inputs.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The interaction's id.
    interaction_id: Id<Interaction>,
}

pub struct GetInteraction;

impl PlainMethod for GetInteraction {
    type Scope = Reader;
    type Parameters = Parameters;
    type Response = One<Interaction>;

    const SUMMARY_IN_SPANISH: &'static str = "Busca una interacción, con sus campos adicionales.";

    fn name(&self) -> &'static str {
        "GetInteraction"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters) -> Result<One<Interaction>> {
        let interaction = reader.get::<Interaction>(parameters.interaction_id.get())?;
        let mut withheld = Withheld::default();
        let inputs = shown_inputs(reader, true, std::slice::from_ref(&interaction), &mut withheld)?;
        Ok(One::with(interaction, With { inputs }).withholding(withheld))
    }
}

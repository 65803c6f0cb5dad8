//! `Inputs.EditInput`: changes a custom field's name, options or place.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{InputType, Options, check_options, check_room, options_as_stored};
use crate::db::scope::Manager;
use crate::db::stored::Recorded;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{ExternalIds, Id, Replace, Text};
use crate::modules::one::One;
use crate::records::input::Input;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Changes a custom field. Its slug and type can't change. A record keeps a value that is no longer an option.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The input's id.
    input_id: Id<Input>,
    /// The field's name, as people see it.
    #[serde(default)]
    name: Replace<Text<200>>,
    /// The allowed values from now on; only for the type `list`.
    #[serde(default)]
    options: Replace<Options>,
    /// The field's place among the custom fields of its kind.
    #[serde(default)]
    position: Replace<i64>,
    /// The record's external IDs, such as `{"sap": "000123"}`. External IDs that are left out stay; null removes one of them, or all.
    #[serde(default)]
    external_ids: ExternalIds,
}

pub struct EditInput;

impl Method for EditInput {
    type Scope = Manager;
    type Parameters = Parameters;
    type Found = Recorded<Input>;
    type Response = One<Input>;

    const SUMMARY_IN_SPANISH: &'static str =
        "Modifica un campo adicional, salvo su slug y su tipo; un registro conserva el valor que ya no está entre las opciones.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Input>(parameters.input_id));

    fn name(&self) -> &'static str {
        "EditInput"
    }

    fn check(&self, manager: &mut Manager, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Recorded<Input>>> {
        if problems.concern("input_id") {
            return Ok(None);
        }
        let before = manager.get::<Input>(parameters.input_id.get())?;
        if let Some(options) = parameters.options.given() {
            check_options(InputType::parse(&before.kind)?, Some(options.as_slice()), problems);
            check_room(manager, &before.entity, Some(before.id), options.as_slice(), problems)?;
        }
        Ok(Some(before))
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters, before: Recorded<Input>) -> Result<One<Input>> {
        let mut input = before.record.clone();
        parameters.name.apply(&mut input.name);
        parameters.position.apply(&mut input.position);
        if let Some(options) = parameters.options.given() {
            input.options = options_as_stored(options.as_slice())?;
        }
        input.external_ids = parameters.external_ids.merged_into(&input.external_ids)?;
        let input = manager.update(before, input)?;
        Ok(One::whole(input))
    }
}

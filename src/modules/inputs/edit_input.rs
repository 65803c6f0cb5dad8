//! `Inputs.EditInput`: a custom field's name, options, place, rules and default.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::values::{WrittenValue, default_value};
use super::{InputType, Options, check_options, check_room, options_as_stored};
use crate::db::scope::Manager;
use crate::db::stored::Recorded;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{Edit, ExternalIds, Id, Replace, Text};
use crate::modules::one::One;
use crate::records::input::Input;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::{Quoted, Sentence};

/// Changes a custom field. Its slug, its type and its link can't change. A record keeps a value that is no longer an option.
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
    /// Whether a new record must have a value, and no edit may remove it. Records that exist may go on without one.
    #[serde(default)]
    required: Replace<bool>,
    /// Whether anybody may see the values in the profile's directory, with records that are public.
    #[serde(default)]
    public: Replace<bool>,
    /// The value of new records that are given none: a value of the field's type, for a list one of its options. Null means none.
    #[serde(default)]
    default: Edit<WrittenValue>,
    /// The record's external IDs, such as `{"sap": "000123"}`. External IDs that are left out stay; null removes one of them, or all.
    #[serde(default)]
    external_ids: ExternalIds,
}

impl Parameters {
    /// The input after the change, with the default that it had.
    fn applied_to(self, before: &Input) -> Result<Input> {
        let mut input = before.clone();
        self.name.apply(&mut input.name);
        self.position.apply(&mut input.position);
        self.required.apply(&mut input.required);
        self.public.apply(&mut input.public);
        if let Some(options) = self.options.given() {
            input.options = options_as_stored(options.as_slice())?;
        }
        input.external_ids = self.external_ids.merged_into(&input.external_ids)?;
        Ok(input)
    }
}

impl Parameters {
    /// Notes what a linked input has not.
    fn check_linked(&self, problems: &mut Problems) {
        let is_said = |said: &Replace<bool>| said.given() == Some(&true);
        let said = [("required", is_said(&self.required)), ("public", is_said(&self.public)), ("default", self.default.given().is_some())];
        for (path, _) in said.into_iter().filter(|(_, is_said)| *is_said) {
            problems.add(path, "meaningless", Sentence::MeaninglessForLinked);
        }
    }
}

/// The input before and after the change.
pub struct Found {
    before: Recorded<Input>,
    input: Input,
}

pub struct EditInput;

impl Method for EditInput {
    type Scope = Manager;
    type Parameters = Parameters;
    type Found = Found;
    type Response = One<Input>;

    const SUMMARY_IN_SPANISH: &'static str =
        "Modifica un campo adicional, salvo su slug, su tipo y su enlace; un registro conserva el valor que ya no está entre las opciones.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Input>(parameters.input_id));

    fn name(&self) -> &'static str {
        "EditInput"
    }

    fn check(&self, manager: &mut Manager, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        if problems.concern("input_id") {
            return Ok(None);
        }
        let before = manager.get::<Input>(parameters.input_id.get())?;
        if let Some(options) = parameters.options.given() {
            check_options(InputType::parse(&before.kind)?, Some(options.as_slice()), problems);
            check_room(manager, &before.entity, Some(before.id), options.as_slice(), problems)?;
        }
        if InputType::parse(&before.kind)? == InputType::Linked {
            parameters.check_linked(problems);
        }
        let mut input = parameters.clone().applied_to(&before)?;
        match &parameters.default {
            Edit::Keep => check_default(&input, problems)?,
            Edit::Clear => input.default_value = None,
            Edit::Set(_) if problems.concern("options") || problems.concern("default") => {}
            Edit::Set(written) => input.default_value = default_value(&input, written, problems)?,
        }
        Ok(Some(Found { before, input }))
    }

    fn call(&self, manager: &mut Manager, _: Parameters, Found { before, input }: Found) -> Result<One<Input>> {
        let input = manager.update(before, input)?;
        Ok(One::whole(input))
    }
}

/// Notes options without the default that stays.
fn check_default(input: &Input, problems: &mut Problems) -> Result<()> {
    let is_list = InputType::parse(&input.kind)? == InputType::List;
    if let (true, Some(Value::String(default))) = (is_list, input.default()?)
        && !input.options()?.contains(&default)
        && !problems.concern("options")
    {
        problems.add("options", "without_default", Sentence::OptionsWithoutDefault { value: Quoted::of(&default) });
    }
    Ok(())
}

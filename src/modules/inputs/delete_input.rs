//! `Inputs.DeleteInput`: a custom field goes, with its values if that is what the caller says.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::scope::Manager;
use crate::db::versions::Subject;
use crate::error::{Error, Result, counted};
use crate::fields::Id;
use crate::modules::one::One;
use crate::records::input::Input;
use crate::records::kinds::{KINDS, Kind};
use crate::rpc::method::PlainMethod;

/// Deletes a custom field. While records have a value for it this is a conflict, unless the values are to go, too.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The input's id.
    input_id: Id<Input>,
    /// Whether the records' values go with it. Each of these records changes, for which an application token needs the right to
    /// write that kind of record, too.
    #[serde(default)]
    with_values: bool,
}

pub struct DeleteInput;

impl PlainMethod for DeleteInput {
    type Scope = Manager;
    type Parameters = Parameters;
    type Response = One<Input>;

    const TOUCHES: fn(&Kind) -> bool = |kind| kind.kept.as_ref().is_some_and(|kept| kept.inputs.is_some());
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Input>(parameters.input_id));

    fn name(&self) -> &'static str {
        "DeleteInput"
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters) -> Result<One<Input>> {
        let input = manager.get::<Input>(parameters.input_id.get(), "input")?;
        take_values(manager, &input, parameters.with_values)?;
        manager.delete(&input)?;
        Ok(One::whole(input))
    }
}

/// Takes the input's values away from the records that have one, if that is what the caller says.
fn take_values(manager: &mut Manager, input: &Input, with_values: bool) -> Result<()> {
    let kind = KINDS.iter().find(|kind| kind.entity.name() == input.entity);
    let values = kind.and_then(|kind| Some((kind, kind.kept.as_ref()?.inputs.as_ref()?)));
    let Some((Kind { entity, nouns: (one, several), .. }, values)) = values else {
        return Err(Error::internal(format!("no kind of record {} has inputs", input.entity)));
    };
    if with_values {
        return (values.take)(manager, &input.slug);
    }
    let count = (values.count)(manager, &input.slug)?;
    if count == 0 {
        return Ok(());
    }
    let who = match manager.may_read(*entity) {
        true => counted(count, &format!("{one} has"), &format!("{several} have")),
        false => "Records that you may not read have".to_owned(),
    };
    let message = format!("{who} a value for '{}'. Send with_values: true to take it away there, too.", input.name);
    Err(Error::conflict("input_id", "in_use", message))
}

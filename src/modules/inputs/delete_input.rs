//! `Inputs.DeleteInput`: deletes a custom field, on request with its values.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::scope::Manager;
use crate::db::versions::Subject;
use crate::error::{Error, Result};
use crate::fields::Id;
use crate::modules::one::One;
use crate::records::input::Input;
use crate::records::kinds::{KINDS, Kind};
use crate::rpc::method::PlainMethod;
use crate::sentences::{Quoted, Sentence};

/// Deletes a custom field. While records have a value for the field, this is a conflict unless `with_values` is true.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The input's id.
    input_id: Id<Input>,
    /// Whether to delete the records' values, too: of 1,000 records at most. Each of these records changes, so an application
    /// token also needs the right to write that kind of record.
    #[serde(default)]
    with_values: bool,
}

pub struct DeleteInput;

impl PlainMethod for DeleteInput {
    type Scope = Manager;
    type Parameters = Parameters;
    type Response = One<Input>;

    const SUMMARY_IN_SPANISH: &'static str =
        "Elimina un campo adicional; mientras haya registros con un valor en él, es un conflicto, salvo que `with_values` sea true.";
    const TOUCHES: fn(&Kind) -> bool = |kind| kind.inputs().is_some();
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Input>(parameters.input_id));

    fn name(&self) -> &'static str {
        "DeleteInput"
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters) -> Result<One<Input>> {
        manager.hold_to_delete::<Input>(parameters.input_id.get())?;
        let input = manager.get::<Input>(parameters.input_id.get())?;
        take_values(manager, &input, parameters.with_values)?;
        manager.delete(&input)?;
        Ok(One::whole(input))
    }
}

/// The most records that one call takes values from. Other writes wait meanwhile.
const MOST_HOLDERS: i64 = 1_000;

/// Removes the input's values from the records that have one, if the caller asks for it.
fn take_values(manager: &mut Manager, input: &Input, with_values: bool) -> Result<()> {
    let kind = KINDS.iter().find(|kind| kind.entity.name() == input.entity);
    let values = kind.and_then(|kind| Some((kind, kind.inputs()?)));
    let Some((Kind { entity, noun: what, .. }, values)) = values else {
        return Err(Error::internal(format!("no kind of record {} has inputs", input.entity)));
    };
    let holders = (values.ids)(manager, &input.slug, MOST_HOLDERS + 1)?;
    let count = i64::try_from(holders.len()).unwrap_or(i64::MAX);
    if count == 0 || (with_values && count <= MOST_HOLDERS) {
        return (values.take)(manager, &input.slug, &holders);
    }
    let advice = if with_values { Sentence::AdviceTakeValues { slug: input.slug.clone() } } else { Sentence::AdviceWithValues };
    let (name, advice) = (Quoted::of(&input.name), Box::new(advice));
    let sentence = match manager.may_read(*entity) {
        false => Sentence::InputInUseBySecret { name, advice },
        true if count > MOST_HOLDERS => Sentence::InputInUseByMany { what, number: MOST_HOLDERS, name, advice },
        true => Sentence::InputInUse { what, number: count, name, advice },
    };
    Err(Error::conflict("input_id", "in_use", sentence))
}

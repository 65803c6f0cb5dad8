//! `Inputs.DeleteInput`: a custom field goes, with its values if that is what the caller says.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{HasInputs, Owner};
use crate::db::scope::Manager;
use crate::db::versions::Subject;
use crate::error::{Error, Result, counted};
use crate::fields::Id;
use crate::modules::one::One;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::input::Input;
use crate::records::opportunity::Opportunity;
use crate::records::product::Product;
use crate::rpc::method::PlainMethod;

/// Deletes a custom field. While records have a value for it this is a conflict, unless the values are to go, too.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The input's id.
    input_id: Id<Input>,
    /// Whether the records' values go with it. Each of these records changes.
    #[serde(default)]
    with_values: bool,
}

pub struct DeleteInput;

impl PlainMethod for DeleteInput {
    type Scope = Manager;
    type Parameters = Parameters;
    type Response = One<Input>;

    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Input>(parameters.input_id));

    fn name(&self) -> &'static str {
        "DeleteInput"
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters) -> Result<One<Input>> {
        let input = manager.get::<Input>(parameters.input_id.get(), "input")?;
        match Owner::parse(&input.entity)? {
            Owner::Company => take_values::<Company>(manager, &input, parameters.with_values, "company has", "companies have")?,
            Owner::Contact => take_values::<Contact>(manager, &input, parameters.with_values, "contact has", "contacts have")?,
            Owner::Product => take_values::<Product>(manager, &input, parameters.with_values, "product has", "products have")?,
            Owner::Opportunity => {
                take_values::<Opportunity>(manager, &input, parameters.with_values, "opportunity has", "opportunities have")?;
            }
        }
        manager.delete(&input)?;
        Ok(One::whole(input))
    }
}

/// Takes the input's values away from the records that have one, if that is what the caller says.
fn take_values<R: HasInputs>(manager: &mut Manager, input: &Input, with_values: bool, one: &str, several: &str) -> Result<()> {
    let rows = manager.rows::<R>().with_input(&input.slug);
    let count = manager.count(rows)?;
    if count > 0 && !with_values {
        let who = if manager.may_read(R::ENTITY) { counted(count, one, several) } else { "Records that you may not read have".to_owned() };
        let message = format!("{who} a value for '{}'. Send with_values: true to take it away there, too.", input.name);
        return Err(Error::conflict("input_id", "in_use", message));
    }
    let rows = manager.rows::<R>().with_input(&input.slug);
    for record in manager.load(rows)? {
        let mut without = record.record.clone();
        let mut values: Map<String, Value> = serde_json::from_str(without.inputs())?;
        values.remove(&input.slug);
        *without.inputs() = serde_json::to_string(&values)?;
        manager.update(record, without)?;
    }
    Ok(())
}

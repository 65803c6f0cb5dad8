//! `Inputs.DeleteInput`: a custom field goes, with its values if that is what the caller says.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Input, OneInput};
use crate::db::records::Rows;
use crate::db::schema::companies;
use crate::db::scope::Manager;
use crate::error::{Error, Result, counted};
use crate::fields::Id;
use crate::modules::companies::Company;
use crate::rpc::method::Method;

/// Deletes a custom field. While records have a value for it this is a conflict, unless the values are to go, too.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The input's id.
    input_id: Id,
    /// Whether the records' values go with it. Each of these records changes.
    #[serde(default)]
    with_values: bool,
}

pub struct DeleteInput;

impl Method for DeleteInput {
    type Scope = Manager;
    type Parameters = Parameters;
    type Response = OneInput;

    fn name(&self) -> &'static str {
        "DeleteInput"
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters) -> Result<OneInput> {
        let input = manager.get::<Input>(parameters.input_id.get(), "input")?;
        let rows = holders(manager, &input.slug);
        let count = manager.count(rows)?;
        if count > 0 && !parameters.with_values {
            let holders = counted(count, "company has", "companies have");
            let message = format!("{holders} a value for '{}'. Send with_values: true to take it away there, too.", input.name);
            return Err(Error::conflict("input_id", "in_use", message));
        }
        let rows = holders(manager, &input.slug);
        for company in manager.load(rows)? {
            let mut values: Map<String, Value> = serde_json::from_str(&company.inputs)?;
            values.remove(&input.slug);
            let without = Company { inputs: serde_json::to_string(&values)?, ..company.record.clone() };
            manager.update(company, without)?;
        }
        manager.delete(&input)?;
        Ok(OneInput { input: (&input).into() })
    }
}

/// The companies that have a value for it. Inside a JSON text every quotation mark has a backslash before it, so
/// that `"slug":` can only be a key.
fn holders(manager: &Manager, slug: &str) -> Rows<Company> {
    let key = format!("%\"{}\":%", slug.replace('_', "\\_"));
    manager.rows::<Company>().filter(companies::inputs.like(key).escape('\\'))
}

//! `Companies.DeleteCompany`: a company goes.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Company, OneCompany};
use crate::db::scope::Editor;
use crate::error::Result;
use crate::fields::Id;
use crate::rpc::method::Method;

/// Deletes a company, and answers it as it last was.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The company's id.
    company_id: Id,
}

pub struct DeleteCompany;

impl Method for DeleteCompany {
    type Scope = Editor;
    type Parameters = Parameters;
    type Response = OneCompany;

    fn name(&self) -> &'static str {
        "DeleteCompany"
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters) -> Result<OneCompany> {
        let company = editor.get::<Company>(parameters.company_id.get(), "company")?;
        editor.delete(&company)?;
        Ok(OneCompany::new(editor, company))
    }
}

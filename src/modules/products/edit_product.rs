//! `Products.EditProduct`: changes a product; the name and the price are required.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

use super::patch_product;
use crate::db::scope::Editor;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::modules::items::changed_item::Found;
use crate::modules::one::One;
use crate::records::product::Product;
use crate::rpc::decode::{Decoded, Mentions, require};
use crate::rpc::method::{FromTree, Method};
use crate::rpc::problems::Problems;
use crate::rpc::tree::Tree;

/// The parameters of `Products.PatchProduct`, two of them required.
#[derive(Clone)]
pub struct Parameters(patch_product::Parameters);

const REQUIRED: [&str; 2] = ["name", "value"];

impl FromTree for Parameters {
    fn read(tree: &Tree<'_>, elsewhere: &[&'static str], mentions: &Mentions) -> Result<Decoded<Self>, Problems> {
        let mut problems = Problems::default();
        let read = problems.collect(patch_product::Parameters::read(tree, elsewhere, mentions));
        for name in REQUIRED {
            require(tree, name, &mut problems);
        }
        match read {
            Some(parameters) => Ok(Decoded { parameters: Parameters(parameters), problems }),
            None => Err(problems),
        }
    }
}

impl JsonSchema for Parameters {
    fn schema_name() -> Cow<'static, str> {
        "EditProductParameters".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = patch_product::Parameters::json_schema(generator);
        if let Some(required) = schema.ensure_object().entry("required").or_insert_with(|| Value::Array(Vec::new())).as_array_mut() {
            required.extend(REQUIRED.map(Value::from));
        }
        schema
    }
}

pub struct EditProduct;

impl Method for EditProduct {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found<Product>;
    type Response = One<Product>;

    const SUMMARY_IN_SPANISH: &'static str = "Modifica un producto: a diferencia de `Products.PatchProduct`, `name` y `value` siempre \
        son obligatorios; lo demás que se omite queda como está y null borra lo que puede quedar vacío.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| parameters.0.named());

    fn name(&self) -> &'static str {
        "EditProduct"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found<Product>>> {
        parameters.0.check(editor, problems)
    }

    fn call(&self, editor: &mut Editor, _: Parameters, found: Found<Product>) -> Result<One<Product>> {
        found.change(editor)
    }

    fn summary(&self) -> Option<Cow<'static, str>> {
        let summary = "Changes a product. Unlike in `Products.PatchProduct`, `name` and `value` are always required; other parameters that \
            are left out stay as they are, and null clears a field that may be empty.";
        Some(summary.into())
    }
}

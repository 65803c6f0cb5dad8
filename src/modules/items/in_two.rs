//! Parameters in two parts: those that items of both kinds take, and those of one kind.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::rpc::decode::{Decoded, Mentions, decode_beside, decode_some};
use crate::rpc::method::FromTree;
use crate::rpc::problems::Problems;
use crate::rpc::tree::Tree;

/// The parameters of one kind. Their doc comment is the method's documentation.
pub trait OwnParameters: DeserializeOwned + JsonSchema {
    /// The names of all of them.
    const NAMES: &'static [&'static str];
}

/// A method's parameters.
#[derive(Debug, Clone)]
pub struct InTwo<Shared, Own> {
    pub shared: Shared,
    pub own: Own,
}

impl<Shared: DeserializeOwned, Own: OwnParameters> FromTree for InTwo<Shared, Own> {
    fn read(tree: &Tree<'_>, elsewhere: &[&'static str], mentions: &Mentions) -> Result<Decoded<Self>, Problems> {
        let mut problems = Problems::default();
        let own = problems.collect(decode_some::<Own>(tree, mentions));
        let shared = problems.collect(decode_beside::<Shared>(tree, &[elsewhere, Own::NAMES].concat(), mentions));
        match (shared, own) {
            (Some(shared), Some(own)) => Ok(Decoded { parameters: InTwo { shared, own }, problems }),
            _ => Err(problems),
        }
    }
}

impl<Shared: JsonSchema, Own: JsonSchema> JsonSchema for InTwo<Shared, Own> {
    fn schema_name() -> Cow<'static, str> {
        Own::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Own::json_schema(generator);
        let mut shared = Shared::json_schema(generator);
        if let (Some(Value::Object(own)), Some(Value::Object(shared))) =
            (schema.get_mut("properties"), shared.ensure_object().remove("properties"))
        {
            own.extend(shared);
        }
        if let Some(Value::Array(shared)) = shared.ensure_object().remove("required") {
            let own = schema.ensure_object().entry("required").or_insert_with(|| Value::Array(Vec::new()));
            if let Some(own) = own.as_array_mut() {
                own.extend(shared);
            }
        }
        schema
    }
}

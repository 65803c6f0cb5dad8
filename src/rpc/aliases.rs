//! Aliases: the words that other systems have for a parameter. A field of a method's parameters says its aliases once, in its
//! schema: `#[schemars(extend("x-aliases" = ["assigned_to"]))]`.
//!
//! Invariants: an alias becomes the parameter's own name before anything of the call is decoded, so that no method sees one.
//! Mistakes are told at the parameter's own name. A parameter that is given under two names must say the same under both.

use schemars::Schema;
use serde_json::{Map, Value};

use super::problems::Problems;
use super::tree::Tree;
use crate::sentences::Sentence;

/// The key under which a schema has the aliases of its parameter.
pub const KEY: &str = "x-aliases";

/// The aliases of a method's parameters.
#[derive(Debug, Default)]
pub struct Aliases {
    /// Alias and parameter.
    pairs: Vec<(String, String)>,
}

impl Aliases {
    /// The aliases in the schema of a method's parameters.
    pub fn in_schema(schema: &Value) -> Self {
        let properties = schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::iter);
        let pairs = properties.flat_map(|(name, property)| of_property(property).map(move |alias| (alias.to_owned(), name.clone())));
        Aliases { pairs: pairs.collect() }
    }

    /// Gives parameters that stand under an alias their own name, unless that stands beside it.
    pub fn rename(&self, parameters: &mut Tree<'_>) {
        let Tree::Object(entries) = parameters else { return };
        for (alias, name) in &self.pairs {
            if entries.iter().all(|(said, _)| said != name)
                && let Some((said, _)) = entries.iter_mut().find(|(said, _)| said == alias)
            {
                *said = name.clone().into();
            }
        }
    }

    /// Gives all parameters that stand under an alias their own name, and notes those that say something else under another name.
    pub fn settle(&self, parameters: &mut Tree<'_>, problems: &mut Problems) {
        self.rename(parameters);
        for (alias, name) in &self.pairs {
            let Some(value) = parameters.take(alias) else { continue };
            if !parameters.get(name).is_some_and(|own| says_the_same(own, &value)) {
                problems.add(alias, "contradiction", Sentence::OtherNameOf { parameter: name.clone() });
            }
        }
    }
}

/// The schema of parameters with these aliases: each parameter with its own.
pub fn added(mut schema: Schema, aliases: &[(&str, &[&str])]) -> Schema {
    let mut properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (name, aliases) in aliases {
        let property = properties.as_mut().and_then(|properties| properties.get_mut(*name)).and_then(Value::as_object_mut);
        if let Some(property) = property {
            property.insert(KEY.to_owned(), (*aliases).into());
        }
    }
    schema
}

/// The aliases that the schema of one parameter has.
pub fn of_property(property: &Value) -> impl Iterator<Item = &str> {
    property.get(KEY).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// Whether two values are the same: a number is the same as its digits in a text.
fn says_the_same(one: &Tree<'_>, other: &Tree<'_>) -> bool {
    match (one, other) {
        (Tree::Number(one) | Tree::Text(one), Tree::Number(other) | Tree::Text(other)) => one == other,
        (one, other) => one == other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn settled(body: &str) -> (String, Vec<String>) {
        let schema = json!({ "properties": { "user_id": { "x-aliases": ["assigned_to", "owner"] }, "name": {} } });
        let mut tree = Tree::parse(body.as_bytes()).unwrap();
        let mut problems = Problems::default();
        Aliases::in_schema(&schema).settle(&mut tree, &mut problems);
        let told = match problems.settle() {
            Err(crate::error::Error::InvalidParameters { problems, .. }) => problems.into_iter().map(|problem| problem.path).collect(),
            _ => Vec::new(),
        };
        (format!("{tree:?}"), told)
    }

    #[test]
    fn an_alias_is_the_parameter_itself() {
        let own = settled(r#"{"user_id": 1, "name": "x"}"#);
        assert_eq!(settled(r#"{"assigned_to": 1, "name": "x"}"#), own);
        assert_eq!(settled(r#"{"owner": 1, "name": "x"}"#), own);
        assert_eq!(settled(r#"{"user_id": 1, "assigned_to": "1", "name": "x", "owner": 1}"#), own);
        assert_eq!(settled("[]").1, Vec::<String>::new());
    }

    #[test]
    fn two_names_that_say_different_things_are_a_mistake() {
        assert_eq!(settled(r#"{"user_id": 1, "assigned_to": 2}"#).1, ["assigned_to"]);
        assert_eq!(settled(r#"{"owner": 1, "assigned_to": 2}"#).1, ["owner"]);
        assert_eq!(settled(r#"{"user_id": null, "assigned_to": 2}"#).1, ["assigned_to"]);
    }
}

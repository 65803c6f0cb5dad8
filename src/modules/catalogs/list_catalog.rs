//! `Companies.GetTypes`, `Profiles.GetStages` and the like: one catalog under its own name.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize, Serializer};

use super::{Catalog, entries};
use crate::db::reads::Weight;
use crate::db::scope::Reader;
use crate::error::Result;
use crate::records::catalog_entry::EntryView;
use crate::rpc::method::PlainMethod;
use crate::sentences::Language;

#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Whether to list retired entries, too: those that no new record may name.
    #[serde(default)]
    with_retired: bool,
}

/// The entries, under the catalog's own key.
#[derive(JsonSchema)]
#[schemars(transparent)]
pub struct Response {
    #[schemars(skip)]
    plural: &'static str,
    entries: Vec<EntryView>,
}

impl Serialize for Response {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(self.plural, &self.entries)])
    }
}

/// The method that lists one catalog; the catalog gives it its name.
pub struct ListCatalog(pub &'static Catalog);

impl PlainMethod for ListCatalog {
    type Scope = Reader;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Lista, en su orden, las entradas de un catálogo.";

    fn name(&self) -> &'static str {
        let Catalog { method, .. } = self.0;
        method
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters) -> Result<Response> {
        let entries = entries(reader, self.0.name, parameters.with_retired)?;
        Ok(Response { plural: self.0.plural, entries: entries.iter().map(EntryView::from).collect() })
    }

    fn summary(&self) -> Option<Cow<'static, str>> {
        let mut text = format!("Lists the profile's {}, in their order.", self.0.name.replace('_', " "));
        let value = self.0.value.as_ref().map(|number| number.text(Language::English));
        let code = self.0.code.map(|meaning| meaning.text(Language::English).to_owned());
        for (field, meaning) in [("value", value), ("code", code)] {
            if let Some(meaning) = meaning {
                text.push_str(&format!("\n\nThe `{field}` of an entry is {meaning}."));
            }
        }
        Some(text.into())
    }

    fn summary_in_spanish(&self) -> Cow<'static, str> {
        format!("Lista, en su orden, {} del perfil.", self.0.in_spanish).into()
    }

    fn response_schema(&self, generator: &mut SchemaGenerator) -> Schema {
        let entry = generator.subschema_for::<EntryView>();
        let plural = self.0.plural;
        json_schema!({ "type": "object", "properties": { plural: { "type": "array", "items": entry } }, "required": [plural] })
    }
}

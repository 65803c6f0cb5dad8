//! The link of an input: through which field of its record, to which field of the record that is named there.
//!
//! Invariants: a link leads one step, and never to an input that is linked itself.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{InputType, inputs_of};
use crate::db::scope::Reader;
use crate::db::stored::{Reference, Target};
use crate::error::{Error, Result};
use crate::fields::nearest::nearest;
use crate::fields::{Entity, Named, Text};
use crate::records::catalog_entry::CatalogEntry;
use crate::records::input::{Input, LinkView};
use crate::records::kinds::{KINDS, Kind, kind_of};
use crate::rpc::problems::Problems;
use crate::sentences::{Quoted, Sentence};

/// The way from a record to the field of another one.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "GivenLink")]
pub struct GivenLink {
    /// The field of the record that names the other record: `company_id`.
    through: Text<100>,
    /// The field of the other record that is shown: `website`, or `inputs.warranty` for a custom field.
    field: Text<200>,
}

/// The text before the slug of a custom field.
const OF_INPUTS: &str = "inputs.";

/// A linked input of a kind of record.
#[derive(Debug, Clone)]
pub struct Link {
    pub slug: String,
    pub through: String,
    pub field: String,
    /// The kinds of record that may be named.
    pub kinds: Vec<Entity>,
}

impl Link {
    /// The link of a linked input; none of another one.
    pub fn of(input: &Input) -> Result<Option<Self>> {
        let Some(LinkView { through, field }) = input.link()? else { return Ok(None) };
        let reference = references(kind_called(&input.entity)?)?.find(|reference| reference.column == through);
        let kinds = reference.map(named_by).unwrap_or_default();
        Ok(Some(Link { slug: input.slug.clone(), through, field, kinds }))
    }

    /// The value of the field in a record as the feed shows it.
    pub fn value_in(&self, record: &serde_json::Value) -> Option<serde_json::Value> {
        let value = match self.field.strip_prefix(OF_INPUTS) {
            Some(slug) => record.get("inputs")?.get(slug)?,
            None => record.get(&self.field)?,
        };
        Some(value.clone()).filter(|value| !value.is_null())
    }
}

fn kind_called(name: &str) -> Result<Entity> {
    let kind = KINDS.iter().find(|kind| kind.entity.name() == name);
    kind.map(|kind| kind.entity).ok_or_else(|| Error::internal(format!("there is no kind of record {name}")))
}

/// The references of a kind of record that a link may lead through. A line is written along with its document, in which there is
/// nothing to be read at that moment.
fn references(entity: Entity) -> Result<impl Iterator<Item = &'static Reference>> {
    let kind = kind_of(entity)?;
    let references = kind.kept.iter().flat_map(|kept| kept.references.iter());
    Ok(references.filter(|reference| kind.is_in_feed || !matches!(reference.to, Target::Record(_))))
}

/// The kinds of record that a reference may name.
fn named_by(reference: &Reference) -> Vec<Entity> {
    match reference.to {
        Target::Record(entity) => vec![entity],
        Target::OneOf(entities) => entities.to_vec(),
        Target::Entry(_) => vec![CatalogEntry::ENTITY],
    }
}

impl GivenLink {
    /// The link as an input keeps it.
    pub fn as_kept(&self) -> Result<String> {
        Ok(serde_json::to_string(&LinkView { through: self.through.as_str().to_owned(), field: self.field.as_str().to_owned() })?)
    }

    /// Notes a way that leads nowhere.
    pub fn check(&self, reader: &mut Reader, entity: Entity, problems: &mut Problems) -> Result<()> {
        if problems.concern("link.through") || problems.concern("link.field") {
            return Ok(());
        }
        let Some(reference) = references(entity)?.find(|reference| reference.column == self.through.as_str()) else {
            let known = references(entity)?.map(|reference| reference.column.to_owned()).collect();
            problems.add("link.through", "unknown_field", no_such_field(self.through.as_str(), known));
            return Ok(());
        };
        let kinds = named_by(reference).into_iter().map(kind_of).collect::<Result<Vec<_>>>()?;
        match self.field.as_str().strip_prefix(OF_INPUTS) {
            Some(slug) => check_input(reader, slug, &kinds, problems),
            None => {
                let known: Vec<String> = kinds.iter().flat_map(|kind| kind.linkable_fields()).collect();
                if !known.iter().any(|field| field == self.field.as_str()) {
                    problems.add("link.field", "unknown_field", no_such_field(self.field.as_str(), known));
                }
                Ok(())
            }
        }
    }
}

/// Notes an input that none of these kinds has, or that is linked itself.
fn check_input(reader: &mut Reader, slug: &str, kinds: &[&Kind], problems: &mut Problems) -> Result<()> {
    let mut known = Vec::new();
    for kind in kinds.iter().filter(|kind| kind.inputs().is_some()) {
        known.extend(inputs_of(reader, kind.entity)?);
    }
    let named: Vec<_> = known.iter().filter(|input| input.slug == slug).collect();
    if named.is_empty() {
        problems.add("link.field", "unknown_input", super::values::unknown(slug, &known));
    } else if named.iter().any(|input| input.kind == InputType::Linked.name()) {
        problems.add("link.field", "link_to_link", Sentence::LinkToLink);
    }
    Ok(())
}

fn no_such_field(name: &str, known: Vec<String>) -> Sentence {
    let meant = nearest(name, known.iter().map(String::as_str)).first().map(|near| (*near).to_owned());
    Sentence::NoSuchField { name: Quoted::of(name), known, meant }
}

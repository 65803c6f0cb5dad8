//! `Inputs.CreateInput`: a new custom field.

use schemars::JsonSchema;
use serde::Deserialize;

use super::link::GivenLink;
use super::values::{WrittenValue, default_value};
use super::{InputType, Options, check_options, check_room, options_as_stored};
use crate::db::scope::Manager;
use crate::error::Result;
use crate::fields::folding::slug_of;
use crate::fields::{ExternalIds, Text};
use crate::modules::one::One;
use crate::records::input::Input;
use crate::records::kind_name::KindWithInputs;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Adds a custom field to all records of a kind.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The kind of record that gets the field.
    entity: KindWithInputs,
    /// The field's name, as people see it.
    name: Text<200>,
    /// The type of the field's values.
    r#type: InputType,
    /// The allowed values; only for the type `list`.
    #[serde(default)]
    options: Option<Options>,
    /// The field's key in records: lower case letters, digits and `_`. It never changes. Default: made from `name`.
    #[serde(default)]
    slug: Option<Text<100>>,
    /// The field's place among the custom fields of its kind. Default: the last place.
    #[serde(default)]
    position: Option<i64>,
    /// Whether a new record must have a value, and no edit may remove it. Records that exist may go on without one. Default: false.
    #[serde(default)]
    required: bool,
    /// Whether anybody may see the values in the profile's directory, with records that are public. Default: false.
    #[serde(default)]
    public: bool,
    /// The value of new records that are given none: a value of the field's type, for a list one of its options.
    #[serde(default)]
    default: Option<WrittenValue>,
    /// The way to the field that is shown; only for the type `linked`, which takes neither options nor a default, and is neither
    /// required nor public.
    #[serde(default)]
    link: Option<GivenLink>,
    /// The record's external IDs: its ids in other systems, such as `{"sap": "000123"}`. Each is unique among records of its
    /// kind. Wherever an id is expected, an external ID may stand for it.
    #[serde(default)]
    external_ids: ExternalIds,
}

impl Parameters {
    fn slug(&self) -> String {
        match &self.slug {
            Some(slug) => slug.as_str().to_owned(),
            None => slug_of(self.name.as_str()).replace('-', "_").chars().filter(|character| character.is_ascii()).take(100).collect(),
        }
    }

    /// The input, still without its place and its default.
    fn input(&self, slug: String) -> Result<Input> {
        Ok(Input {
            entity: self.entity.0.name().to_owned(),
            slug,
            name: self.name.as_str().to_owned(),
            kind: self.r#type.name().to_owned(),
            options: options_as_stored(self.options.as_ref().map(Options::as_slice).unwrap_or_default())?,
            position: 0,
            required: self.required,
            public: self.public,
            default_value: None,
            external_ids: self.external_ids.as_kept()?,
            link: self.link.as_ref().map(GivenLink::as_kept).transpose()?,
        })
    }
}

/// The most inputs of a kind: as many as a record can have values.
const MOST_INPUTS: i64 = 500;

pub struct CreateInput;

impl Method for CreateInput {
    type Scope = Manager;
    type Parameters = Parameters;
    type Found = Input;
    type Response = One<Input>;

    const SUMMARY_IN_SPANISH: &'static str = "Agrega un campo adicional a todos los registros de un tipo.";

    fn name(&self) -> &'static str {
        "CreateInput"
    }

    fn check(&self, manager: &mut Manager, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Input>> {
        if !problems.concern("type") {
            check_options(parameters.r#type, parameters.options.as_ref().map(Options::as_slice), problems);
        }
        if !problems.concern("type") && !problems.concern("entity") {
            self.check_link(manager, parameters, problems)?;
        }
        if let (Some(options), false, false) = (&parameters.options, problems.concern("options"), problems.concern("entity")) {
            check_room(manager, parameters.entity.0.name(), None, options.as_slice(), problems)?;
        }
        let slug = parameters.slug();
        let well_formed = !slug.is_empty() && slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        // A slug made from a wrong name is not reported a second time.
        if !well_formed && (parameters.slug.is_some() || !problems.concern("name")) {
            problems.add("slug", "malformed_slug", Sentence::SlugMalformed);
        }
        let mut input = parameters.input(slug)?;
        if let (Some(written), false) = (&parameters.default, ["type", "options", "default"].iter().any(|path| problems.concern(path))) {
            input.default_value = default_value(&input, written, problems)?;
        }
        Ok(Some(input))
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters, input: Input) -> Result<One<Input>> {
        let next = manager.next_position::<Input>("entity", &input.entity, MOST_INPUTS, "entity")?;
        if input.link.is_some() {
            manager.note_links()?;
        }
        let input = manager.insert(Input { position: parameters.position.unwrap_or(next), ..input })?;
        Ok(One::whole(input))
    }
}

impl CreateInput {
    /// Notes a linked input that leads nowhere or has what only other inputs have, and another input with a link.
    fn check_link(&self, manager: &mut Manager, parameters: &Parameters, problems: &mut Problems) -> Result<()> {
        let Parameters { entity, r#type, link, required, public, default, .. } = parameters;
        if *r#type != InputType::Linked {
            if link.is_some() {
                problems.add("link", "meaningless", Sentence::LinkOfOtherType);
            }
            return Ok(());
        }
        for (path, is_said) in [("required", *required), ("public", *public), ("default", default.is_some())] {
            if is_said {
                problems.add(path, "meaningless", Sentence::MeaninglessForLinked);
            }
        }
        match link {
            Some(link) => link.check(manager, entity.0, problems),
            None => {
                problems.add("link", "required", Sentence::LinkMissing);
                Ok(())
            }
        }
    }
}

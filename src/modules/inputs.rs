//! Inputs: the custom fields that a profile gives its records, and their values.
//!
//! The values are kept with the record under the input's slug, as the wire shows them; so a page of records needs no further
//! query for them. A slug never changes; deleting an input deletes its values. A linked input ([`link`]) has no values of its own: it
//! shows a field of another record, which is read with the page ([`linked`]).

mod create_input;
mod delete_input;
mod edit_input;
pub mod link;
pub mod linked;
pub mod list_inputs;
pub mod values;
pub mod wanted;

use std::collections::HashSet;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::schema::inputs;
use crate::db::scope::Reader;
use crate::db::stored::Recorded;
use crate::error::{Error, Result};
use crate::fields::text::composed;
use crate::fields::{Entity, ListOf, Text};
use crate::records::input::Input;
use crate::rpc::problems::Problems;
use crate::rpc::registry::Registry;
use crate::sentences::Sentence;

pub use linked::shown_inputs;
pub use values::Inputs;
pub use wanted::WantedInputs;

pub fn register(registry: &mut Registry) {
    registry
        .module("Inputs", "The custom fields that a profile gives its records.", "Los campos adicionales que un perfil da a sus registros.")
        .method(create_input::CreateInput)
        .method(edit_input::EditInput)
        .method(delete_input::DeleteInput);
}

/// The type of an input's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Kind")]
pub enum InputType {
    /// One of the input's options, to the letter.
    List,
    /// A text.
    String,
    /// A whole number.
    Integer,
    /// A number.
    Double,
    /// Yes or no.
    Checkbox,
    /// A day, kept as `2024-01-31`.
    Date,
    /// A web address that begins with `https://` or `http://`.
    Url,
    /// The value of a field of another record, which is shown and never written.
    Linked,
}

impl InputType {
    const ALL: [InputType; 8] = [
        InputType::List,
        InputType::String,
        InputType::Integer,
        InputType::Double,
        InputType::Checkbox,
        InputType::Date,
        InputType::Url,
        InputType::Linked,
    ];

    fn name(self) -> &'static str {
        match self {
            InputType::List => "list",
            InputType::String => "string",
            InputType::Integer => "integer",
            InputType::Double => "double",
            InputType::Checkbox => "checkbox",
            InputType::Date => "date",
            InputType::Url => "url",
            InputType::Linked => "linked",
        }
    }

    /// Whether the values have an order that a range means.
    fn is_ordered(self) -> bool {
        matches!(self, InputType::Integer | InputType::Double | InputType::Date)
    }

    fn parse(name: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name).ok_or_else(|| Error::internal(format!("there is no kind of input {name}")))
    }
}

/// The inputs of a kind of record, in their order.
pub fn inputs_of(reader: &mut Reader, entity: Entity) -> Result<Vec<Recorded<Input>>> {
    let rows = reader.rows::<Input>().filter(inputs::entity.eq(entity.name()));
    let mut found = reader.load(rows)?;
    found.sort_by_key(|input| (input.position, input.id));
    Ok(found)
}

/// The options of a list. The limit has room for all towns of a country.
type Options = ListOf<Text<200>, 10_000>;

/// Notes missing, repeated or needless options of an input of this type.
fn check_options(kind: InputType, options: Option<&[Text<200>]>, problems: &mut Problems) {
    match (kind, options) {
        (InputType::List, None | Some([])) => problems.add("options", "required", Sentence::OptionsMissing),
        (InputType::List, Some(options)) => {
            let mut earlier = HashSet::new();
            for (index, option) in options.iter().enumerate() {
                if !earlier.insert(composed(option.as_str())) {
                    problems.add(&format!("options.{index}"), "repeated", Sentence::OptionRepeated);
                }
            }
        }
        (_, Some([_, ..])) => problems.add("options", "meaningless", Sentence::OptionsOfNoList),
        _ => {}
    }
}

/// Notes options that make all options of a kind's inputs too large together. Every call that gives a record a value has to read
/// them.
fn check_room(reader: &mut Reader, entity: &str, but: Option<i64>, options: &[Text<200>], problems: &mut Problems) -> Result<()> {
    const MOST_BYTES: usize = 1 << 20;
    let rows = reader.rows::<Input>().filter(inputs::entity.eq(entity.to_owned()));
    let kept: Vec<(i64, String)> = reader.columns(rows, (inputs::id, inputs::options))?;
    let others: usize = kept.iter().filter(|(id, _)| Some(*id) != but).map(|(_, options)| options.len()).sum();
    if others + options_as_stored(options)?.len() > MOST_BYTES {
        problems.add("options", "too_long", Sentence::OptionsTooLong);
    }
    Ok(())
}

fn options_as_stored(options: &[Text<200>]) -> Result<String> {
    let options: Vec<&str> = options.iter().map(Text::as_str).collect();
    Ok(serde_json::to_string(&options)?)
}

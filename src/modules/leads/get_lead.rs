//! `Leads.GetLead`: one lead, by its id or its e-mail address.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::reads::Weight;
use crate::db::scope::Reader;
use crate::db::stored::Record;
use crate::error::Result;
use crate::fields::SearchValue;
use crate::fields::email::folded;
use crate::modules::inputs::shown_inputs;
use crate::modules::interactions::latest_of;
use crate::modules::lookup::{Sought, by_id, only, sought};
use crate::modules::one::One;
use crate::modules::withheld::Withheld;
use crate::records::lead::{Lead, With, line_of};
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Finds a lead, with its inputs. An e-mail address that several leads have is a conflict.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The field to search by: the lead's `id` or its `email`.
    search_by: SearchBy,
    /// The id, or the e-mail address in any letter case.
    search_value: SearchValue,
    /// Whether to show the latest five interactions, too, the newest first.
    #[serde(default)]
    with_interactions: bool,
}

#[derive(Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum SearchBy {
    Id,
    Email,
}

pub struct GetLead;

impl Method for GetLead {
    type Scope = Reader;
    type Parameters = Parameters;
    type Found = Sought;
    type Response = One<Lead>;

    const SUMMARY_IN_SPANISH: &'static str =
        "Busca un lead, con sus campos adicionales; un correo electrónico que tienen varios es un conflicto.";

    fn name(&self) -> &'static str {
        "GetLead"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn check(&self, _: &mut Reader, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Sought>> {
        Ok(sought(parameters.search_by == SearchBy::Id, &parameters.search_value, problems))
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters, sought: Sought) -> Result<One<Lead>> {
        let lead = match sought {
            Sought::Id(id) => by_id(reader, &id)?,
            Sought::Text(email) => {
                /// The most leads with a line of this text, of which some may not have it as their address.
                const MOST: i64 = 1_000;
                let rows = reader.matching(reader.rows::<Lead>(), &line_of(&email)).first(MOST);
                let mut found = reader.load(rows)?;
                found.retain(|lead| lead.email.as_deref().is_some_and(|own| folded(own) == folded(&email)));
                only(found, "email", Sentence::AdviceSearchById)?
            }
        };
        let mut withheld = Withheld::default();
        let interactions = latest_of(reader, parameters.with_interactions, std::slice::from_ref(&lead), &mut withheld)?;
        let inputs = shown_inputs(reader, true, std::slice::from_ref(&lead), &mut withheld)?;
        Ok(One::with(lead, With { inputs, interactions, ..Lead::shown(reader) }).withholding(withheld))
    }
}

//! `Companies.GetCompany`: one company, by its id, or by another value that it has.

use schemars::JsonSchema;
use serde::Deserialize;

use super::contacts_of;
use crate::db::look_ups::LookUp;
use crate::db::reads::Weight;
use crate::db::scope::Reader;
use crate::db::stored::Record;
use crate::error::Result;
use crate::fields::SearchValue;
use crate::modules::files::files_of;
use crate::modules::inputs::shown_inputs;
use crate::modules::interactions::latest_of;
use crate::modules::lookup::{Sought, by_id, by_text, sought};
use crate::modules::one::One;
use crate::modules::withheld::Withheld;
use crate::records::company::{Company, With};
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Finds a company, with its addresses and inputs. A value that several companies have is a conflict, which lists them.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The field to search by: the company's `id`, `client_number`, `slug`, `rfc`, `email` or `name`. A tax number, an e-mail address
    /// and a name are found in any letter case, a tax number also with other characters between its own, a name also without
    /// accents.
    search_by: SearchBy,
    /// The value of that field; instead of an id also an external ID, such as `{"sap": "000123"}`.
    search_value: SearchValue,
    /// Whether to show the contacts at the company, too.
    #[serde(default)]
    with_contacts: bool,
    /// Whether to show the files, too, each with its name and address.
    #[serde(default)]
    with_files: bool,
    /// Whether to show the latest five interactions, too, the newest first.
    #[serde(default)]
    with_interactions: bool,
}

#[derive(Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum SearchBy {
    Id,
    ClientNumber,
    Slug,
    Rfc,
    Email,
    Name,
}

pub struct GetCompany;

impl Method for GetCompany {
    type Scope = Reader;
    type Parameters = Parameters;
    type Found = Sought;
    type Response = One<Company>;

    const SUMMARY_IN_SPANISH: &'static str = "Busca una empresa, con sus direcciones y sus campos adicionales; un valor que tienen varias es \
        un conflicto, que las enumera.";

    fn name(&self) -> &'static str {
        "GetCompany"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn check(&self, _: &mut Reader, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Sought>> {
        Ok(sought(parameters.search_by == SearchBy::Id, &parameters.search_value, problems))
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters, sought: Sought) -> Result<One<Company>> {
        let company = match sought {
            Sought::Id(id) => by_id(reader, &id)?,
            Sought::Text(text) => {
                let look_up = match parameters.search_by {
                    SearchBy::Id | SearchBy::ClientNumber => LookUp::key("client_number"),
                    SearchBy::Slug => LookUp::key("slug"),
                    SearchBy::Rfc => LookUp::RFC,
                    SearchBy::Email => LookUp::EMAIL,
                    SearchBy::Name => LookUp::NAME,
                };
                by_text(reader, reader.rows::<Company>(), &look_up, &text, Sentence::AdviceSearchById)?
            }
        };
        let mut withheld = Withheld::default();
        let contacts = contacts_of(reader, parameters.with_contacts, std::slice::from_ref(&company), &mut withheld)?;
        let files = files_of(reader, parameters.with_files, std::slice::from_ref(&company), &mut withheld)?;
        let interactions = latest_of(reader, parameters.with_interactions, std::slice::from_ref(&company), &mut withheld)?;
        let inputs = shown_inputs(reader, true, std::slice::from_ref(&company), &mut withheld)?;
        Ok(One::with(company, With { inputs, contacts, files, interactions, ..Company::shown(reader) }).withholding(withheld))
    }
}

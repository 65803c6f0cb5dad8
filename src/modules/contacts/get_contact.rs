//! `Contacts.GetContact`: one contact, by its id, its e-mail address or a telephone number.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::look_ups::LookUp;
use crate::db::reads::Weight;
use crate::db::rows::Rows;
use crate::db::schema::contacts;
use crate::db::scope::Reader;
use crate::db::stored::{Record, Recorded};
use crate::error::Result;
use crate::fields::phone::{is_spelt, spellings};
use crate::fields::{Id, Named, SearchValue};
use crate::modules::files::files_of;
use crate::modules::inputs::shown_inputs;
use crate::modules::interactions::latest_of;
use crate::modules::lookup::{Sought, by_text, only, sought};
use crate::modules::one::One;
use crate::modules::reference::referred;
use crate::modules::withheld::Withheld;
use crate::records::company::Company;
use crate::records::contact::{Contact, With};
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Finds a contact, with its addresses and inputs. An e-mail address or a telephone number that several contacts have is a
/// conflict, which lists them, unless `company_id` leaves only one of them.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The company that the contact works at.
    #[serde(default)]
    company_id: Option<Id<Company>>,
    /// The field to search by: the contact's `id` or `email`, or `phone` for any of its telephone numbers.
    search_by: SearchBy,
    /// The id or an external ID such as `{"sap": "000123"}`; the e-mail address in any letter case; or a telephone number, whatever
    /// stands between its digits, with or without the country's calling code.
    search_value: SearchValue,
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
    Email,
    Phone,
}

pub struct GetContact;

impl Method for GetContact {
    type Scope = Reader;
    type Parameters = Parameters;
    type Found = Sought;
    type Response = One<Contact>;

    const SUMMARY_IN_SPANISH: &'static str = "Busca un contacto, con sus direcciones y sus campos adicionales; un correo electrónico o un \
        teléfono que tienen varios es un conflicto, que los enumera, salvo que `company_id` deje solo uno.";

    fn name(&self) -> &'static str {
        "GetContact"
    }

    fn weight(&self, parameters: &Parameters) -> Weight {
        if parameters.search_by == SearchBy::Phone { Weight::Long } else { Weight::Short }
    }

    fn check(&self, reader: &mut Reader, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Sought>> {
        if let Some(company_id) = parameters.company_id {
            referred::<Company>(reader, "company_id", company_id, problems)?;
        }
        let sought = sought(parameters.search_by == SearchBy::Id, &parameters.search_value, problems);
        if let (SearchBy::Phone, Some(Sought::Text(number))) = (parameters.search_by, &sought)
            && spellings(number).is_empty()
        {
            problems.add("search_value", "malformed_phone", Sentence::PhoneMalformed);
        }
        Ok(sought)
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters, sought: Sought) -> Result<One<Contact>> {
        let rows = reader.rows::<Contact>().filter_if(parameters.company_id, |id| contacts::company_id.eq(id.get()));
        let advice = if parameters.company_id.is_none() { Sentence::AdviceNameCompany } else { Sentence::AdviceSearchById };
        let contact = match sought {
            Sought::Id(id) => {
                let rows = rows.filter(contacts::id.eq(reader.designated(Contact::ENTITY, &id)?));
                only(reader.load(rows)?, "id", advice)?
            }
            Sought::Text(number) if parameters.search_by == SearchBy::Phone => only(with_phone(reader, rows, &number)?, "phone", advice)?,
            Sought::Text(email) => by_text(reader, rows, &LookUp::EMAIL, &email, advice)?,
        };
        let mut withheld = Withheld::default();
        let files = files_of(reader, parameters.with_files, std::slice::from_ref(&contact), &mut withheld)?;
        let interactions = latest_of(reader, parameters.with_interactions, std::slice::from_ref(&contact), &mut withheld)?;
        let inputs = shown_inputs(reader, true, std::slice::from_ref(&contact), &mut withheld)?;
        Ok(One::with(contact, With { inputs, files, interactions, ..Contact::shown(reader) }).withholding(withheld))
    }
}

/// Those of the contacts who have this number, with or without the country's calling code.
fn with_phone(reader: &mut Reader, rows: Rows<Contact>, number: &str) -> Result<Vec<Recorded<Contact>>> {
    // Others may have these digits within a longer number, and are left out.
    const MOST_WITH_THE_DIGITS: i64 = 1_000;
    let spellings = spellings(number);
    let rows = reader.matching(rows, number).first(MOST_WITH_THE_DIGITS);
    let mut found = reader.load(rows)?;
    found.retain(|contact| {
        let numbers = [&contact.phone_office, &contact.phone_mobile, &contact.phone_other];
        numbers.into_iter().flatten().any(|kept| is_spelt(kept, &spellings))
    });
    Ok(found)
}

//! `Contacts.GetContact`: one contact, by its id or its e-mail address.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::reads::Weight;
use crate::db::schema::contacts;
use crate::db::scope::Reader;
use crate::error::{Error, Result};
use crate::fields::email::folded;
use crate::fields::{Id, Named, SearchValue};
use crate::modules::lookup::{Sought, sought};
use crate::modules::one::One;
use crate::modules::reference::referred;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::kinds::not_found;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Finds a contact, with its addresses and inputs. An e-mail address that several contacts have is a conflict, unless
/// `company_id` leaves only one of them.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The company that the contact works at.
    #[serde(default)]
    company_id: Option<Id<Company>>,
    /// The field to search by: the contact's `id` or its `email`.
    search_by: SearchBy,
    /// The id, or the e-mail address in any letter case.
    search_value: SearchValue,
}

#[derive(Clone, Copy, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum SearchBy {
    Id,
    Email,
}

pub struct GetContact;

impl Method for GetContact {
    type Scope = Reader;
    type Parameters = Parameters;
    type Found = Sought;
    type Response = One<Contact>;

    const SUMMARY_IN_SPANISH: &'static str = "Busca un contacto, con sus direcciones y sus campos adicionales; un correo electrónico que \
        tienen varios es un conflicto, salvo que `company_id` deje solo uno.";

    fn name(&self) -> &'static str {
        "GetContact"
    }

    fn weight(&self, _: &Parameters) -> Weight {
        Weight::Short
    }

    fn check(&self, reader: &mut Reader, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Sought>> {
        if let Some(company_id) = parameters.company_id {
            referred::<Company>(reader, "company_id", company_id, problems)?;
        }
        Ok(sought(parameters.search_by == SearchBy::Id, &parameters.search_value, problems))
    }

    fn call(&self, reader: &mut Reader, parameters: Parameters, sought: Sought) -> Result<One<Contact>> {
        let rows = reader.rows::<Contact>().filter_if(parameters.company_id, |id| contacts::company_id.eq(id.get()));
        let rows = match sought {
            Sought::Id(id) => rows.filter(contacts::id.eq(reader.designated(Contact::ENTITY, &id)?)),
            Sought::Text(email) => rows.filter(contacts::email_folded.eq(folded(&email))),
        };
        let mut found = reader.load(rows)?;
        if found.len() > 1 {
            let number = i64::try_from(found.len()).unwrap_or(i64::MAX);
            let advice = if parameters.company_id.is_none() { Sentence::AdviceNameCompany } else { Sentence::AdviceSearchById };
            return Err(Error::conflict("search_value", "ambiguous", Sentence::EmailOfSeveral { number, advice: Box::new(advice) }));
        }
        let contact = found.pop().ok_or_else(|| not_found(Contact::ENTITY))?;
        Ok(One::shown(reader, contact))
    }
}

//! The conversion of a lead: what is missing of a company and a contact is made, in the transaction of the call.
//!
//! Invariants: the lead's row is held from the first look, so that callers who convert one lead at once follow one another,
//! and all but the first find it converted. An e-mail address that no other contact may have is held before the look-up. Of records
//! that exist only empty fields are filled, and a record that lacks nothing is not written.

use diesel::prelude::*;

use super::LeadStatus;
use crate::db::look_ups::LookUp;
use crate::db::schema::{contacts, interactions};
use crate::db::scope::{Editor, Reader};
use crate::db::stored::{Record, Recorded};
use crate::error::{Error, Result};
use crate::fields::email::folded;
use crate::fields::{Id, Named, Order};
use crate::modules::companies::CompanyKind;
use crate::modules::companies::new_company::{NewNames, with_names};
use crate::modules::inputs::values;
use crate::modules::reference::{referred, unknown};
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::interaction::Interaction;
use crate::records::kinds::{Kind, kind_of};
use crate::records::lead::Lead;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// The kinds that a conversion writes beside the lead itself.
pub fn touches(kind: &Kind) -> bool {
    [Lead::ENTITY, Company::ENTITY, Contact::ENTITY, Interaction::ENTITY].contains(&kind.entity)
}

/// The wishes of a caller who converts a lead.
#[derive(Default)]
pub struct Wishes {
    pub company_id: Option<Id<Company>>,
    pub contact_id: Option<Id<Contact>>,
    /// The name and the surname of the contact to be made.
    pub contact: Option<(String, Option<String>)>,
    /// Whether the company becomes a customer.
    pub customer: bool,
    /// Whether a contact is made although others have the lead's e-mail address.
    pub allow_duplicate: bool,
}

/// A conversion that can be made.
pub struct Conversion {
    lead: Recorded<Lead>,
    company: Party<Company>,
    contact: Party<Contact>,
    customer: bool,
}

/// A record that is there, or that is to be made.
enum Party<R> {
    Kept(Recorded<R>),
    New,
}

/// A lead that was converted, now or before.
pub struct Converted {
    pub lead: Recorded<Lead>,
    pub company_id: i64,
    pub contact_id: i64,
}

/// The records that a lead becomes when a caller converts it.
pub enum Outlook {
    Now(Box<Conversion>),
    Before(Box<Converted>),
}

impl Outlook {
    /// Looks at the lead and at the named records, and notes what is wrong with them. A conflict is reported alone, after all
    /// problems that the caller can correct.
    pub fn of(editor: &mut Editor, lead_id: impl Into<i64>, wishes: &Wishes, problems: &mut Problems) -> Result<Option<Self>> {
        let lead_id = lead_id.into();
        if problems.concern("lead_id") {
            return Ok(None);
        }
        // A call that is known to be wrong is only checked, where nothing can be held.
        if problems.is_empty() {
            editor.hold::<Lead>(lead_id)?;
        }
        let Some(lead) = editor.find::<Lead>(lead_id)? else {
            problems.add("lead_id", "unknown_id", unknown::<Lead>(lead_id)?);
            return Ok(None);
        };
        if wishes.contact.is_some() && wishes.contact_id.is_some() {
            problems.add("contact", "beside_id", Sentence::ContactBesideId);
        }
        let contact = check_contact(editor, wishes, &lead, problems)?;
        let company_id = match &contact {
            Some(contact) => Some(contact.company_id),
            None => wishes.company_id.map(Id::get).or(lead.company_id),
        };
        if let Some(id) = wishes.company_id {
            referred::<Company>(editor, "company_id", id, problems)?;
        }
        if !problems.is_empty() {
            return Ok(None);
        }
        if let (Some(company_id), Some(contact_id), Some(_)) = (lead.company_id, lead.contact_id, lead.converted_at) {
            let named =
                [("company_id", wishes.company_id.map(Id::get), company_id), ("contact_id", wishes.contact_id.map(Id::get), contact_id)];
            if let Some((path, ..)) = named.into_iter().find(|(_, named, own)| named.is_some_and(|named| named != *own)) {
                return Err(Error::conflict(path, "converted", Sentence::ConvertedToOther { company_id, contact_id }));
            }
            return Ok(Some(Outlook::Before(Box::new(Converted { lead, company_id, contact_id }))));
        }
        if lead.status == LeadStatus::Lost.name() {
            return Err(Error::conflict("lead_id", "lost", Sentence::LeadIsLost));
        }
        if contact.is_none() && !wishes.allow_duplicate {
            refuse_duplicates(editor, &lead)?;
        }
        let company = match company_id {
            Some(id) => Party::Kept(editor.get::<Company>(id)?),
            None => Party::New,
        };
        let contact = contact.map_or(Party::New, Party::Kept);
        Ok(Some(Outlook::Now(Box::new(Conversion { lead, company, contact, customer: wishes.customer }))))
    }

    /// Converts the lead, unless it was converted before.
    pub fn make(self, editor: &mut Editor, names: Option<(String, Option<String>)>) -> Result<Converted> {
        match self {
            Outlook::Now(conversion) => conversion.make(editor, names),
            Outlook::Before(converted) => Ok(*converted),
        }
    }
}

/// The contact that the caller names, or that an earlier conversion made. A contact of another company than the named one, or than
/// the lead's, is noted.
fn check_contact(editor: &mut Editor, wishes: &Wishes, lead: &Lead, problems: &mut Problems) -> Result<Option<Recorded<Contact>>> {
    let Some(id) = wishes.contact_id.filter(|_| !problems.concern("contact_id")) else { return Ok(None) };
    let Some(contact) = editor.find::<Contact>(id.get())? else {
        problems.add("contact_id", "unknown_id", unknown::<Contact>(id.get())?);
        return Ok(None);
    };
    let company_id =
        if lead.converted_at.is_some() { wishes.company_id.map(Id::get) } else { wishes.company_id.map(Id::get).or(lead.company_id) };
    if let Some(company_id) = company_id.filter(|company_id| *company_id != contact.company_id)
        && !problems.concern("company_id")
    {
        let what = kind_of(Contact::ENTITY)?.noun;
        problems.add("contact_id", "another_company", Sentence::OfAnotherCompany { what, id: contact.id, company_id });
    }
    Ok(Some(contact))
}

/// Refuses to make a contact while others have the lead's e-mail address. The address is held first: of several leads with one address
/// that are converted at once, the first makes the contact and the others find it.
fn refuse_duplicates(editor: &mut Editor, lead: &Lead) -> Result<()> {
    const MOST_TOLD: i64 = 20;
    let Some(email) = &lead.email else { return Ok(()) };
    let email = folded(email);
    editor.hold_text::<Contact>(&LookUp::EMAIL, &email)?;
    let same = |reader: &Reader| reader.rows::<Contact>().filter(contacts::email_folded.eq(email.clone()));
    let found = editor.behind(same, Order::BY_ID, None, MOST_TOLD)?;
    if found.is_empty() {
        return Ok(());
    }
    let ids = if editor.may_read(Contact::ENTITY) { found.iter().map(|contact| contact.id).collect() } else { Vec::new() };
    Err(Error::conflict("lead_id", "duplicate", Sentence::ContactsHaveEmail { ids }))
}

impl Conversion {
    fn make(self, editor: &mut Editor, names: Option<(String, Option<String>)>) -> Result<Converted> {
        let Conversion { lead, company, contact, customer } = self;
        let moment = editor.moment();
        let customer_since = customer.then_some(moment);
        let company = match company {
            Party::Kept(kept) => {
                let mut company = kept.record.clone();
                fill(&mut company.user_id, lead.user_id);
                if let Some(since) = customer_since {
                    company.make_customer(since);
                }
                company.inputs = values::carried(editor, Company::ENTITY, &lead.inputs, &company.inputs)?;
                if company == kept.record { kept } else { editor.update(kept, company)? }
            }
            Party::New => {
                let is_business = lead.company.is_some();
                let own = |field: &Option<String>| if is_business { None } else { field.clone() };
                let name = lead.company.clone().unwrap_or_else(|| lead.whole_name());
                let mut company = Company {
                    name: name.clone(),
                    kind: if is_business { CompanyKind::Business } else { CompanyKind::Individual }.into(),
                    phone: own(&lead.phone),
                    mobile: own(&lead.mobile),
                    email: own(&lead.email),
                    inputs: values::carried_into_new(editor, Company::ENTITY, &lead.inputs)?,
                    user_id: lead.user_id,
                    ..Company::empty()
                };
                if let Some(since) = customer_since {
                    company.make_customer(since);
                }
                with_names(editor, NewNames { name: &name, client_number: None, slug: None, made_at: None }, company)?
            }
        };
        let contact = match contact {
            Party::Kept(kept) => {
                let mut contact = kept.record.clone();
                fill(&mut contact.surname, lead.surname.clone());
                fill(&mut contact.mother_surname, lead.mother_surname.clone());
                fill(&mut contact.origin_id, lead.source_id);
                fill(&mut contact.phone_office, lead.phone.clone());
                fill(&mut contact.phone_mobile, lead.mobile.clone());
                fill(&mut contact.email, lead.email.clone());
                fill(&mut contact.picture_id, lead.picture_id);
                fill(&mut contact.user_id, lead.user_id);
                contact.inputs = values::carried(editor, Contact::ENTITY, &lead.inputs, &contact.inputs)?;
                let contact = contact.refolded();
                if contact == kept.record { kept } else { editor.update(kept, contact)? }
            }
            Party::New => {
                let (name, surname) = names.unwrap_or_else(|| (lead.name.clone(), lead.surname.clone()));
                let contact = Contact {
                    surname,
                    mother_surname: lead.mother_surname.clone(),
                    origin_id: lead.source_id,
                    phone_office: lead.phone.clone(),
                    phone_mobile: lead.mobile.clone(),
                    email: lead.email.clone(),
                    picture_id: lead.picture_id,
                    inputs: values::carried_into_new(editor, Contact::ENTITY, &lead.inputs)?,
                    user_id: lead.user_id,
                    ..Contact::named(company.id, name)
                };
                editor.insert(contact.refolded())?
            }
        };
        let (company_id, contact_id) = (company.id, contact.id);
        let converted = Lead {
            status: LeadStatus::Converted.into(),
            company_id: Some(company_id),
            contact_id: Some(contact_id),
            converted_at: Some(moment),
            ..lead.record.clone()
        };
        let lead = editor.update(lead, converted)?;
        take_along(editor, lead.id, company_id, contact_id)?;
        Ok(Converted { lead, company_id, contact_id })
    }
}

/// Gives the lead's interactions the company and the contact that the lead became. A lead has a bounded number of them.
fn take_along(editor: &mut Editor, lead_id: i64, company_id: i64, contact_id: i64) -> Result<()> {
    let own = editor.rows::<Interaction>().filter(interactions::lead_id.eq(lead_id));
    for before in editor.load(own)? {
        let interaction = Interaction { company_id: Some(company_id), contact_id: Some(contact_id), ..before.record.clone() };
        editor.update(before, interaction)?;
    }
    Ok(())
}

/// Fills a field that is empty.
pub fn fill<T>(field: &mut Option<T>, value: Option<T>) {
    if field.is_none() {
        *field = value;
    }
}

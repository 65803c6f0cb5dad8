//! `Customers.CreateCustomer`: a new customer, with its primary contact, or a lead that becomes one.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{OneCustomer, touches};
use crate::auth::rights::Right;
use crate::db::scope::Editor;
use crate::db::stored::{Record, Recorded};
use crate::error::Result;
use crate::fields::{AddressOrText, Beginning, Email, ExternalIds, Id, Key, Money, Named, OptionalText, Phone, Text, Website};
use crate::modules::companies::new_company::{NewNames, with_names};
use crate::modules::companies::{CompanyKind, CustomerStatus, check_entries, check_terms, kept_address};
use crate::modules::inputs::{Inputs, values};
use crate::modules::leads::conversion::{self, Outlook, Wishes, fill};
use crate::modules::moved_history::{check_times, said};
use crate::modules::one::One;
use crate::modules::profiles::check_owner;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::kinds::Kind;
use crate::records::lead::Lead;
use crate::records::member::Member;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Creates a customer: a company, and its primary contact.
///
/// With `company` the company is named so, and `name` is the name of its primary contact. Without it the person is the customer, and
/// `name` is the company's. The reply shows the company, so its `name` is the company's in either case.
///
/// With `lead_id` that lead is converted, as `Leads.ConvertLead` does it: the customer is the company that the lead becomes, or the one
/// that it became before. `name`, `email` and telephones fill what that company lacks, and the other parameters change it.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The name of the person.
    name: Text<200>,
    email: Email,
    #[serde(default)]
    phone: Phone,
    #[serde(default)]
    mobile: Phone,
    #[serde(default)]
    whatsapp: Phone,
    /// The name of the person's company. Default: the person is the customer.
    #[serde(default)]
    company: OptionalText<200>,
    /// The lead that becomes the customer.
    #[serde(default)]
    lead_id: Option<Id<Lead>>,
    /// Whether to convert the lead although contacts have its e-mail address; without it that is a conflict, which names them. It has no
    /// meaning without `lead_id`.
    #[serde(default)]
    allow_duplicate: bool,
    /// Whether the customer is a business or a person. Default: `business` with `company`, otherwise `individual`.
    #[schemars(extend("x-aliases" = ["type"]))]
    #[serde(default)]
    kind: Option<CompanyKind>,
    /// The status of the customer. Default: `active`.
    #[schemars(extend("x-aliases" = ["status"]))]
    #[serde(default)]
    customer_status: Option<CustomerStatus>,
    /// The time since when the company is a customer; a day stands for its beginning. Default: now.
    #[serde(default)]
    customer_since: Option<Beginning>,
    /// The agreed terms of payment, in free words: `Net 30`.
    #[serde(default)]
    payment_terms: OptionalText<200>,
    /// The greatest amount that the customer may owe, in the profile's currency: 0 or more. It informs people, and nothing is refused by
    /// it.
    #[serde(default)]
    credit_limit: Option<Money>,
    /// The tax number.
    #[schemars(extend("x-aliases" = ["tax_id"]))]
    #[serde(default)]
    rfc: OptionalText<50>,
    /// The shipping address, in its parts or as one text.
    #[serde(default)]
    shipping_address: Option<AddressOrText>,
    /// The billing address, in its parts or as one text.
    #[serde(default)]
    billing_address: Option<AddressOrText>,
    /// The name on invoices.
    #[serde(default)]
    billing_name: OptionalText<200>,
    /// Notes on the customer, in free words.
    #[serde(default)]
    notes: OptionalText<5000>,
    /// An entry of `Companies.GetTypes`.
    #[serde(default)]
    type_id: Option<Id<CatalogEntry>>,
    /// An entry of `Companies.GetIndustries`.
    #[serde(default)]
    industry_id: Option<Id<CatalogEntry>>,
    /// The business's own number for the customer, unique in the profile. Default: made from the id, such as `C000042`.
    #[serde(default)]
    client_number: Option<Key<100>>,
    /// The customer's name in web addresses, unique in the profile, such as `acme-corp`. Default: made from the name.
    #[serde(default)]
    slug: Option<Key<200>>,
    /// The website's address, beginning with `https://` or `http://`.
    #[serde(default)]
    website: Website,
    /// A description of the customer, in its own words.
    #[serde(default)]
    bio: OptionalText<5000>,
    /// Whether the customer may be shown to anybody, without a token. Default: false.
    #[serde(default)]
    public: Option<bool>,
    /// The owner, who is in charge of the customer: a user who is a member of the profile.
    #[schemars(extend("x-aliases" = ["assigned_to"]))]
    #[serde(default)]
    user_id: Option<Id<Member>>,
    /// Values of custom fields of companies, by slug, such as `{"segment": "Gold"}`; `Companies.GetInputs` lists the fields.
    #[schemars(extend("x-aliases" = ["custom_fields"]))]
    #[serde(default)]
    inputs: Inputs,
    /// The record's external IDs: its ids in other systems, such as `{"sap": "000123"}`. Each is unique among records of its
    /// kind. Wherever an id is expected, an external ID may stand for it.
    #[serde(default)]
    external_ids: ExternalIds,
    /// The time when the company was made, in the system that it comes from; never in the future. It takes the right `migrate`, and has
    /// no meaning for a company that is there already. Default: now.
    #[serde(default)]
    created_at: Option<Beginning>,
}

pub struct CreateCustomer;

/// Where the customer comes from.
pub enum Found {
    /// A lead, and what it becomes.
    Lead(Box<Outlook>),
    /// Nowhere: the values of the new company's inputs.
    New(String),
}

impl Method for CreateCustomer {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found;
    type Response = OneCustomer;

    const SUMMARY_IN_SPANISH: &'static str = "Crea un cliente: una empresa y su contacto principal, o una persona; con `lead_id`, convierte ese \
        lead.";
    const TOUCHES: fn(&Kind) -> bool = |kind| touches(kind) || conversion::touches(kind);

    fn name(&self) -> &'static str {
        "CreateCustomer"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        editor.refuse_unless_written::<Company>(Right::Write)?;
        check_terms(editor, parameters.customer_since, parameters.credit_limit, problems);
        check_entries(editor, parameters.type_id, parameters.industry_id, None, problems)?;
        check_times::<Company>(editor, &[("created_at", parameters.created_at)], problems)?;
        check_owner(editor, parameters.user_id, None, problems)?;
        match parameters.lead_id {
            Some(lead_id) => {
                parameters.inputs.merged_into(NO_INPUTS, editor, Company::ENTITY, problems)?;
                let wishes = Wishes { customer: true, allow_duplicate: parameters.allow_duplicate, ..Wishes::default() };
                let outlook = Outlook::of(editor, lead_id, &wishes, problems)?;
                Ok(outlook.map(|outlook| Found::Lead(Box::new(outlook))))
            }
            None => parameters.inputs.of_new(editor, Company::ENTITY, problems).map(|inputs| Some(Found::New(inputs))),
        }
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, found: Found) -> Result<OneCustomer> {
        let customer = match found {
            Found::Lead(outlook) => parameters.of_lead(editor, *outlook)?,
            Found::New(inputs) => parameters.anew(editor, inputs)?,
        };
        Ok(OneCustomer(One::shown(editor, customer)))
    }
}

/// The values of the inputs of a record that has none.
const NO_INPUTS: &str = "{}";

impl Parameters {
    /// Makes a company, and a contact of it if the person is not the customer.
    fn anew(self, editor: &mut Editor, inputs: String) -> Result<Recorded<Company>> {
        let name = self.company.as_deref().unwrap_or(self.name.as_str()).to_owned();
        let kind = if self.company.as_deref().is_some() { CompanyKind::Business } else { CompanyKind::Individual };
        let mut company = Company { name: name.clone(), kind: kind.into(), inputs, ..Company::empty() };
        self.apply(editor, &mut company)?;
        let names = NewNames {
            name: &name,
            client_number: self.client_number.clone().map(Key::into),
            slug: self.slug.clone().map(Key::into),
            made_at: said(self.created_at),
        };
        let company = with_names(editor, names, company)?;
        if self.company.as_deref().is_none() {
            return Ok(company);
        }
        let contact = Contact {
            email: self.email.into(),
            phone_office: self.phone.into(),
            phone_mobile: self.mobile.into(),
            user_id: company.user_id,
            inputs: values::carried_into_new(editor, Contact::ENTITY, NO_INPUTS)?,
            ..Contact::named(company.id, self.name.as_str())
        };
        let contact = editor.insert(contact.refolded())?;
        let with_contact = Company { primary_contact_id: Some(contact.id), ..company.record.clone() };
        editor.update(company, with_contact)
    }

    /// Converts the lead, and gives the company that it becomes what the parameters say.
    fn of_lead(self, editor: &mut Editor, outlook: Outlook) -> Result<Recorded<Company>> {
        let converted = outlook.make(editor, None)?;
        let before = editor.get::<Company>(converted.company_id)?;
        let mut company = before.record.clone();
        let is_new = before.version == 1 && before.created_at == editor.moment();
        if is_new {
            let own = self.company.as_deref().or(converted.lead.company.as_deref());
            company.name = own.unwrap_or(self.name.as_str()).to_owned();
            let kind = if own.is_some() { CompanyKind::Business } else { CompanyKind::Individual };
            company.kind = kind.into();
        }
        self.apply(editor, &mut company)?;
        if let Some(number) = self.client_number.clone() {
            company.client_number = number.into();
        }
        if let Some(slug) = self.slug.clone() {
            company.slug = slug.into();
        }
        let mut problems = Problems::default();
        company.inputs = self.inputs.merged_into(&company.inputs, editor, Company::ENTITY, &mut problems)?;
        problems.settle()?;
        company.primary_contact_id.get_or_insert(converted.contact_id);
        let made_at = said(self.created_at).filter(|_| is_new);
        editor.update_made_at(before, company.refolded(), made_at)
    }

    /// Gives a company what the parameters say.
    fn apply(&self, editor: &Editor, company: &mut Company) -> Result<()> {
        let said_of = self.clone();
        fill(&mut company.email, Some(said_of.email.into()));
        fill(&mut company.phone, said_of.phone.into());
        fill(&mut company.mobile, said_of.mobile.into());
        fill(&mut company.whatsapp, said_of.whatsapp.into());
        set(&mut company.kind, said_of.kind.map(String::from));
        set(&mut company.customer_status, said_of.customer_status.map(String::from));
        set(&mut company.payment_terms, said_of.payment_terms.into());
        set(&mut company.credit_limit, said_of.credit_limit);
        set(&mut company.rfc, said_of.rfc.into());
        set(&mut company.shipping_address, kept_address(said_of.shipping_address)?);
        set(&mut company.billing_address, kept_address(said_of.billing_address)?);
        set(&mut company.billing_name, said_of.billing_name.into());
        set(&mut company.notes, said_of.notes.into());
        set(&mut company.type_id, said_of.type_id.map(Id::get));
        set(&mut company.industry_id, said_of.industry_id.map(Id::get));
        set(&mut company.website, said_of.website.into());
        set(&mut company.bio, said_of.bio.into());
        set(&mut company.user_id, said_of.user_id.map(Id::get));
        company.public = said_of.public.unwrap_or(company.public);
        company.external_ids = said_of.external_ids.merged_into(&company.external_ids)?;
        company.make_customer(said(said_of.customer_since).unwrap_or_else(|| editor.moment()));
        set(&mut company.customer_since, said(said_of.customer_since));
        Ok(())
    }
}

/// Sets a field, if there is a value for it.
fn set<T>(field: &mut Option<T>, value: Option<T>) {
    if value.is_some() {
        *field = value;
    }
}

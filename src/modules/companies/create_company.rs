//! `Companies.CreateCompany`: a new company.

use schemars::JsonSchema;
use serde::Deserialize;

use super::new_company::{NewNames, with_names};
use super::{CompanyKind, CustomerStatus, check_entries, check_terms, kept_address};
use crate::db::scope::Editor;
use crate::error::Result;
use crate::fields::{Beginning, ExternalIds, Id, Key, Money, Named, OptionalEmail, OptionalText, Phone, PostalAddress, Text, Website};
use crate::modules::files::{Attached, check_files, check_picture};
use crate::modules::inputs::Inputs;
use crate::modules::moved_history::{check_times, said};
use crate::modules::one::One;
use crate::modules::profiles::check_owner;
use crate::records::attachment;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::file::File;
use crate::records::member::Member;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Creates a company.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    #[schemars(extend("x-aliases" = ["c_name"]))]
    name: Text<200>,
    /// An entry of `Companies.GetTypes`.
    #[schemars(extend("x-aliases" = ["actype_id"]))]
    type_id: Id<CatalogEntry>,
    /// An entry of `Companies.GetIndustries`.
    #[schemars(extend("x-aliases" = ["category_id"]))]
    industry_id: Id<CatalogEntry>,
    /// The business's own number for the company, unique in the profile. Default: made from the id, such as `C000042`.
    #[serde(default)]
    client_number: Option<Key<100>>,
    /// The company's name in web addresses, unique in the profile, such as `acme-corp`. Default: made from `name`.
    #[serde(default)]
    slug: Option<Key<200>>,
    /// Whether the company is a business or a person.
    #[serde(default)]
    kind: Option<CompanyKind>,
    /// The time since when the company is a customer; a day stands for its beginning. Default: the company is no customer.
    #[serde(default)]
    customer_since: Option<Beginning>,
    /// The status of a customer. Default: `active` with `customer_since`, otherwise none.
    #[serde(default)]
    customer_status: Option<CustomerStatus>,
    /// The agreed terms of payment, in free words: `Net 30`.
    #[serde(default)]
    payment_terms: OptionalText<200>,
    /// The greatest amount that the company may owe, in the profile's currency: 0 or more. It informs people, and nothing is
    /// refused by it.
    #[serde(default)]
    credit_limit: Option<Money>,
    /// The name of the person to turn to, in free words. It is shown as long as the company has no `primary_contact_id`.
    #[serde(default)]
    contact_name: OptionalText<200>,
    /// The position of that person, in free words.
    #[serde(default)]
    contact_position: OptionalText<200>,
    /// Notes on the company, in free words.
    #[serde(default)]
    notes: OptionalText<5000>,
    /// Whether the company may be shown to anybody, without a token. Default: false.
    #[serde(default)]
    public: bool,
    /// The website's address, beginning with `https://` or `http://`.
    #[serde(default)]
    website: Website,
    #[serde(default)]
    phone: Phone,
    #[schemars(extend("x-aliases" = ["c_mobileNum"]))]
    #[serde(default)]
    mobile: Phone,
    #[schemars(extend("x-aliases" = ["c_whatsappNum"]))]
    #[serde(default)]
    whatsapp: Phone,
    #[schemars(extend("x-aliases" = ["c_email"]))]
    #[serde(default)]
    email: OptionalEmail,
    /// A description of the company, in its own words.
    #[schemars(extend("x-aliases" = ["c_bio"]))]
    #[serde(default)]
    bio: OptionalText<5000>,
    /// The name on invoices.
    #[serde(default)]
    billing_name: OptionalText<200>,
    /// The tax number.
    #[serde(default)]
    rfc: OptionalText<50>,
    /// The company's logo: the id of a picture from `Files.Upload`.
    #[schemars(extend("x-aliases" = ["c_logo"]))]
    #[serde(default)]
    logo_id: Option<Id<File>>,
    #[serde(default)]
    shipping_address: Option<PostalAddress>,
    #[serde(default)]
    billing_address: Option<PostalAddress>,
    /// The owner, who is in charge of the company: a user who is a member of the profile.
    #[serde(default)]
    user_id: Option<Id<Member>>,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`; `Companies.GetInputs` lists the fields.
    #[serde(default)]
    inputs: Inputs,
    /// The files of the company, at most 50, in this order: ids from `Files.Upload`.
    #[serde(default)]
    files: Attached,
    /// The record's external IDs: its ids in other systems, such as `{"sap": "000123"}`. Each is unique among records of its
    /// kind. Wherever an id is expected, an external ID may stand for it.
    #[serde(default)]
    external_ids: ExternalIds,
    /// The time when the company was made, in the system that it comes from; never in the future. It takes the right `migrate`. Default: now.
    #[serde(default)]
    created_at: Option<Beginning>,
}

pub struct CreateCompany;

impl Method for CreateCompany {
    type Scope = Editor;
    type Parameters = Parameters;
    /// The values of the company's inputs, as the record keeps them.
    type Found = String;
    type Response = One<Company>;

    const SUMMARY_IN_SPANISH: &'static str = "Crea una empresa.";

    fn name(&self) -> &'static str {
        "CreateCompany"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<String>> {
        check_entries(editor, Some(parameters.type_id), Some(parameters.industry_id), None, problems)?;
        check_terms(editor, parameters.customer_since, parameters.credit_limit, problems);
        check_picture(editor, "logo_id", parameters.logo_id, None, problems)?;
        check_times::<Company>(editor, &[("created_at", parameters.created_at)], problems)?;
        check_owner(editor, parameters.user_id, None, problems)?;
        check_files(editor, &parameters.files, attachment::NONE, problems)?;
        parameters.inputs.of_new(editor, Company::ENTITY, problems).map(Some)
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, inputs: String) -> Result<One<Company>> {
        let mut company = Company {
            client_number: String::new(),
            slug: String::new(),
            name: parameters.name.as_str().to_owned(),
            type_id: Some(parameters.type_id.get()),
            industry_id: Some(parameters.industry_id.get()),
            kind: parameters.kind.map(CompanyKind::into),
            customer_since: None,
            customer_status: parameters.customer_status.map(CustomerStatus::into),
            payment_terms: parameters.payment_terms.into(),
            credit_limit: parameters.credit_limit,
            primary_contact_id: None,
            contact_name: parameters.contact_name.into(),
            contact_position: parameters.contact_position.into(),
            notes: parameters.notes.into(),
            public: parameters.public,
            website: parameters.website.into(),
            phone: parameters.phone.into(),
            mobile: parameters.mobile.into(),
            whatsapp: parameters.whatsapp.into(),
            email: parameters.email.into(),
            email_folded: None,
            bio: parameters.bio.into(),
            billing_name: parameters.billing_name.into(),
            rfc: parameters.rfc.into(),
            rfc_folded: None,
            logo_id: parameters.logo_id.map(Id::get),
            shipping_address: kept_address(parameters.shipping_address)?,
            billing_address: kept_address(parameters.billing_address)?,
            inputs,
            files: attachment::as_kept(&parameters.files.in_order())?,
            external_ids: parameters.external_ids.as_kept()?,
            user_id: parameters.user_id.map(Id::get),
        };
        if let Some(since) = said(parameters.customer_since) {
            company.make_customer(since);
        }
        let (client_number, slug) = (parameters.client_number.map(Key::into), parameters.slug.map(Key::into));
        let company = with_names(
            editor,
            NewNames { name: parameters.name.as_str(), client_number, slug, made_at: said(parameters.created_at) },
            company,
        )?;
        Ok(One::shown(editor, company))
    }
}

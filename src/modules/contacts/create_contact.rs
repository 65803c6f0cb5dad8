//! `Contacts.CreateContact`: a new contact at a company.

use schemars::JsonSchema;
use serde::Deserialize;

use super::Entries;
use super::assistant::Assistant;
use crate::db::scope::Editor;
use crate::error::Result;
use crate::fields::{Beginning, ExternalIds, Id, Named, NetworkAccount, OptionalEmail, OptionalText, Phone, PostalAddress, Text};
use crate::modules::files::{Attached, check_files, check_picture};
use crate::modules::inputs::Inputs;
use crate::modules::moved_history::{check_times, said};
use crate::modules::one::One;
use crate::modules::profiles::check_owner;
use crate::modules::reference::referred;
use crate::records::attachment;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::file::File;
use crate::records::member::Member;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Creates a contact.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The company that the contact works at. Somebody without a company is a lead: `Leads.CreateLead`.
    company_id: Id<Company>,
    #[schemars(extend("x-aliases" = ["first_name"]))]
    name: Text<100>,
    #[schemars(extend("x-aliases" = ["last_name"]))]
    surname: Text<100>,
    #[serde(default)]
    mother_surname: OptionalText<100>,
    /// An entry of `Contacts.GetTitles`.
    #[serde(default)]
    title_id: Option<Id<CatalogEntry>>,
    /// An entry of `Contacts.GetOrigins`.
    origin_id: Id<CatalogEntry>,
    /// An entry of `Contacts.GetPositions`.
    #[serde(default)]
    position_id: Option<Id<CatalogEntry>>,
    /// An entry of `Contacts.GetDepartments`.
    #[serde(default)]
    department_id: Option<Id<CatalogEntry>>,
    #[serde(default)]
    phone_office: Phone,
    #[serde(default)]
    phone_office_extension: Phone,
    #[schemars(extend("x-aliases" = ["mobile"]))]
    #[serde(default)]
    phone_mobile: Phone,
    #[serde(default)]
    phone_other: Phone,
    #[serde(default)]
    email: OptionalEmail,
    #[serde(default)]
    skype: NetworkAccount<100>,
    #[serde(default)]
    linkedin: NetworkAccount<200>,
    #[serde(default)]
    twitter: NetworkAccount<100>,
    #[serde(default)]
    shipping_address: Option<PostalAddress>,
    #[serde(default)]
    billing_address: Option<PostalAddress>,
    /// The contact's assistant.
    #[serde(default)]
    assistant: Option<Assistant>,
    /// The contact's picture: the id of a picture from `Files.Upload`.
    #[schemars(extend("x-aliases" = ["picture"]))]
    #[serde(default)]
    picture_id: Option<Id<File>>,
    /// The owner, who is in charge of the contact: a user who is a member of the profile.
    #[serde(default)]
    user_id: Option<Id<Member>>,
    /// Whether no mail of a campaign or a sequence is to be sent to the contact. Default: false.
    #[serde(default)]
    mail_blocked: bool,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`; `Contacts.GetInputs` lists the fields.
    #[serde(default)]
    inputs: Inputs,
    /// The files of the contact, at most 50, in this order: ids from `Files.Upload`.
    #[serde(default)]
    files: Attached,
    /// The record's external IDs: its ids in other systems, such as `{"sap": "000123"}`. Each is unique among records of its
    /// kind. Wherever an id is expected, an external ID may stand for it.
    #[serde(default)]
    external_ids: ExternalIds,
    /// The time when the contact was made, in the system that it comes from; never in the future. It takes the right `migrate`. Default: now.
    #[serde(default)]
    created_at: Option<Beginning>,
}

pub struct CreateContact;

impl Method for CreateContact {
    type Scope = Editor;
    type Parameters = Parameters;
    /// The values of the contact's inputs, as the record keeps them.
    type Found = String;
    type Response = One<Contact>;

    const SUMMARY_IN_SPANISH: &'static str = "Crea un contacto.";
    const WITHOUT: &'static [(&'static str, &'static str)] = &[("company_id", "Leads.CreateLead"), ("origin_id", "Leads.CreateLead")];

    fn name(&self) -> &'static str {
        "CreateContact"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<String>> {
        referred::<Company>(editor, "company_id", parameters.company_id, problems)?;
        let Parameters { title_id, origin_id, position_id, department_id, .. } = *parameters;
        Entries { title_id, origin_id: Some(origin_id), position_id, department_id }.check(editor, None, problems)?;
        if let Some(assistant) = &parameters.assistant {
            assistant.check(None, problems)?;
        }
        check_picture(editor, "picture_id", parameters.picture_id, None, problems)?;
        check_times::<Contact>(editor, &[("created_at", parameters.created_at)], problems)?;
        check_owner(editor, parameters.user_id, None, problems)?;
        check_files(editor, &parameters.files, attachment::NONE, problems)?;
        parameters.inputs.of_new(editor, Contact::ENTITY, problems).map(Some)
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, inputs: String) -> Result<One<Contact>> {
        let email: Option<String> = parameters.email.into();
        let reserved = editor.reserve::<Contact>()?.made_at(said(parameters.created_at));
        let contact = Contact {
            company_id: parameters.company_id.get(),
            name: parameters.name.into(),
            surname: parameters.surname.into(),
            mother_surname: parameters.mother_surname.into(),
            title_id: parameters.title_id.map(Id::get),
            origin_id: Some(parameters.origin_id.get()),
            position_id: parameters.position_id.map(Id::get),
            department_id: parameters.department_id.map(Id::get),
            phone_office: parameters.phone_office.into(),
            phone_office_extension: parameters.phone_office_extension.into(),
            phone_mobile: parameters.phone_mobile.into(),
            phone_other: parameters.phone_other.into(),
            email_folded: None,
            email,
            skype: parameters.skype.into(),
            linkedin: parameters.linkedin.into(),
            twitter: parameters.twitter.into(),
            shipping_address: parameters.shipping_address.as_ref().map(PostalAddress::as_kept).transpose()?,
            billing_address: parameters.billing_address.as_ref().map(PostalAddress::as_kept).transpose()?,
            assistant: parameters.assistant.as_ref().map(Assistant::as_kept).transpose()?,
            picture_id: parameters.picture_id.map(Id::get),
            inputs,
            files: attachment::as_kept(&parameters.files.in_order())?,
            external_ids: parameters.external_ids.as_kept()?,
            user_id: parameters.user_id.map(Id::get),
            mail_blocked: parameters.mail_blocked,
        };
        let contact = editor.insert_reserved(reserved, contact)?;
        Ok(One::shown(editor, contact))
    }
}

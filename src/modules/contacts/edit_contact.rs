//! `Contacts.EditContact`: changes a contact.

use schemars::JsonSchema;
use serde::Deserialize;

use super::assistant::Assistant;
use super::{Entries, referrers};
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{
    Beginning, Edit, ExternalIds, Id, Named, NetworkAccount, OptionalEmail, OptionalText, OrKept, Phone, PostalAddress, Replace, Text,
};
use crate::modules::files::{Attached, apply_files, check_files, check_picture};
use crate::modules::inputs::Inputs;
use crate::modules::moved_history::{check_times, said};
use crate::modules::one::One;
use crate::modules::profiles::check_owner;
use crate::modules::reference::referred;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::file::File;
use crate::records::member::Member;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::{Expected, Sentence};

/// Changes a contact. Parameters that are left out stay as they are; null clears a field that may be empty.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The contact's id.
    contact_id: Id<Contact>,
    /// The contact's new company. The move is a conflict while leads, opportunities or tickets name the contact together with the
    /// company before.
    #[serde(default)]
    company_id: Replace<Id<Company>>,
    #[schemars(extend("x-aliases" = ["first_name"]))]
    #[serde(default)]
    name: Replace<Text<100>>,
    /// The surname. It can't be cleared; null is for a contact that has none.
    #[schemars(extend("x-aliases" = ["last_name"]))]
    #[serde(default)]
    surname: Edit<Text<100>>,
    #[serde(default)]
    mother_surname: Edit<OptionalText<100>>,
    /// An entry of `Contacts.GetTitles`.
    #[serde(default)]
    title_id: Edit<Id<CatalogEntry>>,
    /// An entry of `Contacts.GetOrigins`. It can't be cleared; null is for a contact that has none.
    #[serde(default)]
    origin_id: Edit<Id<CatalogEntry>>,
    /// An entry of `Contacts.GetPositions`.
    #[serde(default)]
    position_id: Edit<Id<CatalogEntry>>,
    /// An entry of `Contacts.GetDepartments`.
    #[serde(default)]
    department_id: Edit<Id<CatalogEntry>>,
    #[serde(default)]
    phone_office: Edit<OrKept<Phone>>,
    #[serde(default)]
    phone_office_extension: Edit<OrKept<Phone>>,
    #[schemars(extend("x-aliases" = ["mobile"]))]
    #[serde(default)]
    phone_mobile: Edit<OrKept<Phone>>,
    #[serde(default)]
    phone_other: Edit<OrKept<Phone>>,
    #[serde(default)]
    email: Edit<OrKept<OptionalEmail>>,
    #[serde(default)]
    skype: Edit<OrKept<NetworkAccount<100>>>,
    #[serde(default)]
    linkedin: Edit<OrKept<NetworkAccount<200>>>,
    #[serde(default)]
    twitter: Edit<OrKept<NetworkAccount<100>>>,
    /// The whole shipping address: it replaces the one before.
    #[serde(default)]
    shipping_address: Edit<PostalAddress>,
    /// The whole billing address: it replaces the one before.
    #[serde(default)]
    billing_address: Edit<PostalAddress>,
    /// The whole assistant: it replaces the one before.
    #[serde(default)]
    assistant: Edit<Assistant>,
    /// The contact's picture: the id of a picture from `Files.Upload`.
    #[schemars(extend("x-aliases" = ["picture"]))]
    #[serde(default)]
    picture_id: Edit<Id<File>>,
    /// The owner, who is in charge of the contact: a user who is a member of the profile.
    #[serde(default)]
    user_id: Edit<Id<Member>>,
    /// Whether no mail of a campaign or a sequence is to be sent to the contact.
    #[serde(default)]
    mail_blocked: Replace<bool>,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`. Fields left out keep their value; null removes it.
    #[serde(default)]
    inputs: Inputs,
    /// All files of the contact, at most 50, in this order: ids from `Files.Upload`. They replace the files before.
    #[serde(default)]
    files: Edit<Attached>,
    /// The record's external IDs, such as `{"sap": "000123"}`. External IDs that are left out stay; null removes one of them, or all.
    #[serde(default)]
    external_ids: ExternalIds,
    /// The time when the contact was made, in the system that it comes from; never in the future. It takes the right `migrate`.
    #[serde(default)]
    created_at: Replace<Beginning>,
}

pub struct EditContact;

/// The contact before the change, and the values of its inputs after it.
pub struct Found {
    before: Recorded<Contact>,
    inputs: String,
}

impl Method for EditContact {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found;
    type Response = One<Contact>;

    const SUMMARY_IN_SPANISH: &'static str =
        "Modifica un contacto: lo que se omite queda como está y null borra lo que puede quedar vacío.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Contact>(parameters.contact_id));

    fn name(&self) -> &'static str {
        "EditContact"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        if problems.concern("contact_id") {
            check_kept(parameters, None, problems);
            return check_reachable(parameters, None, problems).map(|()| None);
        }
        let before = editor.get::<Contact>(parameters.contact_id.get())?;
        check_kept(parameters, Some(&before), problems);
        check_reachable(parameters, Some(&before), problems)?;
        if let Some(company_id) = parameters.company_id.given() {
            referred::<Company>(editor, "company_id", *company_id, problems)?;
        }
        let entries = Entries {
            title_id: parameters.title_id.given().copied(),
            origin_id: parameters.origin_id.given().copied(),
            position_id: parameters.position_id.given().copied(),
            department_id: parameters.department_id.given().copied(),
        };
        entries.check(editor, Some(&before), problems)?;
        check_picture(editor, "picture_id", parameters.picture_id.given().copied(), before.picture_id, problems)?;
        check_times::<Contact>(editor, &[("created_at", parameters.created_at.given().copied())], problems)?;
        check_owner(editor, parameters.user_id.given().copied(), before.user_id, problems)?;
        if let Some(files) = parameters.files.given() {
            check_files(editor, files, &before.files, problems)?;
        }
        let inputs = parameters.inputs.merged_into(&before.inputs, editor, Contact::ENTITY, problems)?;
        // A conflict is reported alone, after all problems that the caller can correct.
        let moves = parameters.company_id.given().is_some_and(|company_id| company_id.get() != before.company_id);
        if moves && problems.is_empty() {
            referrers(editor, &before)?.refuse::<Contact>("company_id", &before.whole_name(), Sentence::AdviceNamedWithCompany)?;
        }
        Ok(Some(Found { before, inputs }))
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, Found { before, inputs }: Found) -> Result<One<Contact>> {
        let mut contact = Contact { inputs, ..before.record.clone() };
        parameters.company_id.apply_as(&mut contact.company_id, Id::get);
        parameters.name.apply(&mut contact.name);
        parameters.surname.apply(&mut contact.surname);
        parameters.mother_surname.apply(&mut contact.mother_surname);
        parameters.title_id.apply(&mut contact.title_id);
        parameters.origin_id.apply(&mut contact.origin_id);
        parameters.position_id.apply(&mut contact.position_id);
        parameters.department_id.apply(&mut contact.department_id);
        parameters.phone_office.apply(&mut contact.phone_office);
        parameters.phone_office_extension.apply(&mut contact.phone_office_extension);
        parameters.phone_mobile.apply(&mut contact.phone_mobile);
        parameters.phone_other.apply(&mut contact.phone_other);
        parameters.email.apply(&mut contact.email);
        parameters.skype.apply(&mut contact.skype);
        parameters.linkedin.apply(&mut contact.linkedin);
        parameters.twitter.apply(&mut contact.twitter);
        parameters.shipping_address.try_map(|address| address.as_kept())?.apply(&mut contact.shipping_address);
        parameters.billing_address.try_map(|address| address.as_kept())?.apply(&mut contact.billing_address);
        parameters.assistant.try_map(|assistant| assistant.as_kept())?.apply(&mut contact.assistant);
        parameters.picture_id.apply(&mut contact.picture_id);
        parameters.user_id.apply(&mut contact.user_id);
        parameters.mail_blocked.apply(&mut contact.mail_blocked);
        apply_files(parameters.files, &mut contact.files)?;
        contact.external_ids = parameters.external_ids.merged_into(&contact.external_ids)?;
        let contact = editor.update_made_at(before, contact, said(parameters.created_at.given().copied()))?;
        Ok(One::shown(editor, contact))
    }
}

/// Notes fields that would be cleared although only a contact that came from a lead may lack them.
fn check_kept(parameters: &Parameters, kept: Option<&Contact>, problems: &mut Problems) {
    problems.add_cleared("surname", &parameters.surname, kept.is_some_and(|contact| contact.surname.is_none()), Expected::Text);
    problems.add_cleared("origin_id", &parameters.origin_id, kept.is_some_and(|contact| contact.origin_id.is_none()), Expected::Id);
}

/// Notes invalid e-mail addresses, telephones and accounts, except those that the contact has already.
fn check_reachable(parameters: &Parameters, kept: Option<&Contact>, problems: &mut Problems) -> Result<()> {
    let Parameters { phone_office, phone_office_extension, phone_mobile, phone_other, email, skype, linkedin, twitter, .. } = parameters;
    let kept_phones = kept.map(|contact| {
        [&contact.phone_office, &contact.phone_office_extension, &contact.phone_mobile, &contact.phone_other].map(Option::as_deref)
    });
    let [office, extension, mobile, other] = kept_phones.unwrap_or_default();
    problems.add_unkept("phone_office", phone_office.given(), office);
    problems.add_unkept("phone_office_extension", phone_office_extension.given(), extension);
    problems.add_unkept("phone_mobile", phone_mobile.given(), mobile);
    problems.add_unkept("phone_other", phone_other.given(), other);
    problems.add_unkept("email", email.given(), kept.and_then(|contact| contact.email.as_deref()));
    problems.add_unkept("skype", skype.given(), kept.and_then(|contact| contact.skype.as_deref()));
    problems.add_unkept("linkedin", linkedin.given(), kept.and_then(|contact| contact.linkedin.as_deref()));
    problems.add_unkept("twitter", twitter.given(), kept.and_then(|contact| contact.twitter.as_deref()));
    match parameters.assistant.given() {
        Some(assistant) => assistant.check(kept.and_then(|contact| contact.assistant.as_deref()), problems),
        None => Ok(()),
    }
}

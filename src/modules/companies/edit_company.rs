//! `Companies.EditCompany`: changes a company.

use schemars::JsonSchema;
use serde::Deserialize;

use super::check_entries;
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{
    Beginning, Edit, ExternalIds, Id, Key, Named, OptionalEmail, OptionalText, OrKept, Phone, PostalAddress, Replace, Text, Website,
};
use crate::modules::files::{Attached, apply_files, check_files, check_picture};
use crate::modules::inputs::Inputs;
use crate::modules::moved_history::{check_times, said};
use crate::modules::one::One;
use crate::modules::profiles::check_owner;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::file::File;
use crate::records::member::Member;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Expected;

/// Changes a company. Parameters that are left out stay as they are; null clears a field that may be empty.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The company's id.
    company_id: Id<Company>,
    #[serde(default)]
    name: Replace<Text<200>>,
    /// An entry of `Companies.GetTypes`. It can't be cleared; null is for a company that has none.
    #[serde(default)]
    type_id: Edit<Id<CatalogEntry>>,
    /// An entry of `Companies.GetIndustries`. It can't be cleared; null is for a company that has none.
    #[serde(default)]
    industry_id: Edit<Id<CatalogEntry>>,
    /// The business's own number for the company, unique in the profile.
    #[serde(default)]
    client_number: Replace<Key<100>>,
    /// The company's name in web addresses, unique in the profile, such as `acme-corp`.
    #[serde(default)]
    slug: Replace<Key<200>>,
    /// The website's address, beginning with `https://` or `http://`.
    #[serde(default)]
    website: Edit<OrKept<Website>>,
    #[serde(default)]
    phone: Edit<OrKept<Phone>>,
    #[serde(default)]
    mobile: Edit<OrKept<Phone>>,
    #[serde(default)]
    whatsapp: Edit<OrKept<Phone>>,
    #[serde(default)]
    email: Edit<OrKept<OptionalEmail>>,
    /// A description of the company, in its own words.
    #[serde(default)]
    bio: Edit<OptionalText<5000>>,
    /// The name on invoices.
    #[serde(default)]
    billing_name: Edit<OptionalText<200>>,
    /// The tax number.
    #[serde(default)]
    rfc: Edit<OptionalText<50>>,
    /// The company's logo: the id of a picture from `Files.Upload`.
    #[serde(default)]
    logo_id: Edit<Id<File>>,
    /// The whole shipping address: it replaces the one before.
    #[serde(default)]
    shipping_address: Edit<PostalAddress>,
    /// The whole billing address: it replaces the one before.
    #[serde(default)]
    billing_address: Edit<PostalAddress>,
    /// The owner, who is in charge of the company: a user who is a member of the profile.
    #[serde(default)]
    user_id: Edit<Id<Member>>,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`. Fields left out keep their value; null removes it.
    #[serde(default)]
    inputs: Inputs,
    /// All files of the company, at most 50, in this order: ids from `Files.Upload`. They replace the files before.
    #[serde(default)]
    files: Edit<Attached>,
    /// The record's external IDs, such as `{"sap": "000123"}`. External IDs that are left out stay; null removes one of them, or all.
    #[serde(default)]
    external_ids: ExternalIds,
    /// The time when the company was made, in the system that it comes from; never in the future. It takes the right `migrate`.
    #[serde(default)]
    created_at: Replace<Beginning>,
}

pub struct EditCompany;

/// The company before the change, and the values of its inputs after it.
pub struct Found {
    before: Recorded<Company>,
    inputs: String,
}

impl Method for EditCompany {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found;
    type Response = One<Company>;

    const SUMMARY_IN_SPANISH: &'static str =
        "Modifica una empresa: lo que se omite queda como está y null borra lo que puede quedar vacío.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Company>(parameters.company_id));

    fn name(&self) -> &'static str {
        "EditCompany"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        if problems.concern("company_id") {
            check_reachable(parameters, None, problems);
            problems.add_cleared("type_id", &parameters.type_id, false, Expected::Id);
            problems.add_cleared("industry_id", &parameters.industry_id, false, Expected::Id);
            return Ok(None);
        }
        let before = editor.get::<Company>(parameters.company_id.get())?;
        check_reachable(parameters, Some(&before), problems);
        problems.add_cleared("type_id", &parameters.type_id, before.type_id.is_none(), Expected::Id);
        problems.add_cleared("industry_id", &parameters.industry_id, before.industry_id.is_none(), Expected::Id);
        check_entries(editor, parameters.type_id.given().copied(), parameters.industry_id.given().copied(), Some(&before), problems)?;
        check_picture(editor, "logo_id", parameters.logo_id.given().copied(), before.logo_id, problems)?;
        check_times::<Company>(editor, &[("created_at", parameters.created_at.given().copied())], problems)?;
        check_owner(editor, parameters.user_id.given().copied(), before.user_id, problems)?;
        if let Some(files) = parameters.files.given() {
            check_files(editor, files, &before.files, problems)?;
        }
        let inputs = parameters.inputs.merged_into(&before.inputs, editor, Company::ENTITY, problems)?;
        Ok(Some(Found { before, inputs }))
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, Found { before, inputs }: Found) -> Result<One<Company>> {
        let mut company = Company { inputs, ..before.record.clone() };
        parameters.name.apply(&mut company.name);
        parameters.type_id.apply(&mut company.type_id);
        parameters.industry_id.apply(&mut company.industry_id);
        parameters.client_number.apply_key(&mut company.client_number);
        parameters.slug.apply_key(&mut company.slug);
        parameters.website.apply(&mut company.website);
        parameters.phone.apply(&mut company.phone);
        parameters.mobile.apply(&mut company.mobile);
        parameters.whatsapp.apply(&mut company.whatsapp);
        parameters.email.apply(&mut company.email);
        parameters.bio.apply(&mut company.bio);
        parameters.billing_name.apply(&mut company.billing_name);
        parameters.rfc.apply(&mut company.rfc);
        parameters.logo_id.apply(&mut company.logo_id);
        parameters.shipping_address.try_map(|address| address.as_kept())?.apply(&mut company.shipping_address);
        parameters.billing_address.try_map(|address| address.as_kept())?.apply(&mut company.billing_address);
        parameters.user_id.apply(&mut company.user_id);
        apply_files(parameters.files, &mut company.files)?;
        company.external_ids = parameters.external_ids.merged_into(&company.external_ids)?;
        let company = editor.update_made_at(before, company, said(parameters.created_at.given().copied()))?;
        Ok(One::shown(editor, company))
    }
}

/// Notes invalid websites, e-mail addresses and telephones, except those that the company has already.
fn check_reachable(parameters: &Parameters, kept: Option<&Company>, problems: &mut Problems) {
    let Parameters { website, email, phone, mobile, whatsapp, .. } = parameters;
    problems.add_unkept("website", website.given(), kept.and_then(|company| company.website.as_deref()));
    problems.add_unkept("email", email.given(), kept.and_then(|company| company.email.as_deref()));
    problems.add_unkept("phone", phone.given(), kept.and_then(|company| company.phone.as_deref()));
    problems.add_unkept("mobile", mobile.given(), kept.and_then(|company| company.mobile.as_deref()));
    problems.add_unkept("whatsapp", whatsapp.given(), kept.and_then(|company| company.whatsapp.as_deref()));
}

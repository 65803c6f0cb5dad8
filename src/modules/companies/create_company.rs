//! `Companies.CreateCompany`: a new company.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use super::check_entries;
use crate::db::rows::Rows;
use crate::db::schema::companies;
use crate::db::scope::Editor;
use crate::error::Result;
use crate::fields::folding::slugs;
use crate::fields::{ExternalIds, Id, Key, Named, OptionalEmail, OptionalText, Phone, PostalAddress, Text, Website};
use crate::modules::files::check_picture;
use crate::modules::free_name::free_name;
use crate::modules::inputs::Inputs;
use crate::modules::one::One;
use crate::modules::profiles::check_owner;
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
    name: Text<200>,
    /// An entry of `Companies.GetTypes`.
    type_id: Id<CatalogEntry>,
    /// An entry of `Companies.GetIndustries`.
    industry_id: Id<CatalogEntry>,
    /// The business's own number for the company, unique in the profile. Default: made from the id, such as `C000042`.
    #[serde(default)]
    client_number: Option<Key<100>>,
    /// The company's name in web addresses, unique in the profile, such as `acme-corp`. Default: made from `name`.
    #[serde(default)]
    slug: Option<Key<200>>,
    /// The website's address, beginning with `https://` or `http://`.
    #[serde(default)]
    website: Website,
    #[serde(default)]
    phone: Phone,
    #[serde(default)]
    mobile: Phone,
    #[serde(default)]
    whatsapp: Phone,
    #[serde(default)]
    email: OptionalEmail,
    /// A description of the company, in its own words.
    #[serde(default)]
    bio: OptionalText<5000>,
    /// The name on invoices.
    #[serde(default)]
    billing_name: OptionalText<200>,
    /// The tax number.
    #[serde(default)]
    rfc: OptionalText<50>,
    /// The company's logo: the id of a picture from `Files.Upload`.
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
    /// The record's external IDs: its ids in other systems, such as `{"sap": "000123"}`. Each is unique among records of its
    /// kind. Wherever an id is expected, an external ID may stand for it.
    #[serde(default)]
    external_ids: ExternalIds,
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
        check_picture(editor, "logo_id", parameters.logo_id, None, problems)?;
        check_owner(editor, parameters.user_id, None, problems)?;
        parameters.inputs.of_new(editor, Company::ENTITY, problems).map(Some)
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, inputs: String) -> Result<One<Company>> {
        let reserved = editor.reserve::<Company>()?;
        let id = reserved.id();
        let made_up = [("client_number", parameters.client_number.is_none()), ("slug", parameters.slug.is_none())];
        let client_number = match parameters.client_number {
            Some(own) => own.into(),
            None => free_name(editor, numbers(id), |rows: Rows<Company>, number| rows.filter(companies::client_number.eq(number)))?,
        };
        let slug = match parameters.slug {
            Some(own) => own.into(),
            None => {
                let slugs = slugs(parameters.name.as_str(), "company", id);
                free_name(editor, slugs, |rows: Rows<Company>, slug| rows.filter(companies::slug.eq(slug)))?
            }
        };
        let company = Company {
            client_number,
            slug,
            name: parameters.name.into(),
            type_id: parameters.type_id.get(),
            industry_id: parameters.industry_id.get(),
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
            shipping_address: parameters.shipping_address.as_ref().map(PostalAddress::as_kept).transpose()?,
            billing_address: parameters.billing_address.as_ref().map(PostalAddress::as_kept).transpose()?,
            inputs,
            external_ids: parameters.external_ids.as_kept()?,
            user_id: parameters.user_id.map(Id::get),
        };
        let company = editor.insert_reserved(reserved, company).map_err(|cause| cause.or_given_meanwhile(&made_up))?;
        Ok(One::shown(editor, company))
    }
}

/// The candidates for the client number of the company with this id.
fn numbers(id: i64) -> impl Fn(u32) -> String {
    move |tried| match tried {
        0 => format!("C{id:06}"),
        tried => format!("C{id:06}-{}", tried + 1),
    }
}

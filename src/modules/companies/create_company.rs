//! `Companies.CreateCompany`: a new company.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Company, With, check_entries};
use crate::db::schema::companies;
use crate::db::scope::Editor;
use crate::error::{Error, Result};
use crate::fields::text::slug_of;
use crate::fields::{Address, Id, OptionalText, Phone, Text};
use crate::modules::files::check_picture;
use crate::modules::inputs::values::NONE;
use crate::modules::inputs::{Inputs, Owner};
use crate::modules::one::One;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Creates a company.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    name: Text<200>,
    /// An entry of `Companies.GetTypes`.
    type_id: Id,
    /// An entry of `Companies.GetIndustries`.
    industry_id: Id,
    /// The number under which the business knows the company; no other company of the profile may have it. Made up where nothing is said.
    #[serde(default)]
    client_number: Option<Text<100>>,
    /// The name in web addresses; no other company of the profile may have it. Made of the name where nothing is said.
    #[serde(default)]
    slug: Option<Text<200>>,
    #[serde(default)]
    website: OptionalText<500>,
    #[serde(default)]
    phone: Phone,
    #[serde(default)]
    mobile: Phone,
    #[serde(default)]
    whatsapp: Phone,
    #[serde(default)]
    email: OptionalText<254>,
    /// What the company does, in its own words.
    #[serde(default)]
    bio: OptionalText<5000>,
    /// The name on invoices.
    #[serde(default)]
    billing_name: OptionalText<200>,
    /// The tax number.
    #[serde(default)]
    rfc: OptionalText<50>,
    /// The company's logo: a picture that `Files.Upload` took.
    #[serde(default)]
    logo_id: Option<Id>,
    #[serde(default)]
    shipping_address: Option<Address>,
    #[serde(default)]
    billing_address: Option<Address>,
    /// Values of the profile's own fields, by slug; `Companies.GetInputs` lists them.
    #[serde(default)]
    inputs: Inputs,
}

pub struct CreateCompany;

impl Method for CreateCompany {
    type Scope = Editor;
    type Parameters = Parameters;
    type Response = One<Company>;

    fn name(&self) -> &'static str {
        "CreateCompany"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<()> {
        check_entries(editor, Some(parameters.type_id), Some(parameters.industry_id), None, problems)?;
        check_picture(editor, "logo_id", parameters.logo_id, None, problems)?;
        parameters.inputs.check(editor, Owner::Company, problems)
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters) -> Result<One<Company>> {
        let reserved = editor.reserve::<Company>()?;
        let made_up = [("client_number", parameters.client_number.is_none()), ("slug", parameters.slug.is_none())];
        let names = free_names(editor, reserved.id(), &parameters)?;
        let inputs = parameters.inputs.merged_into(NONE, editor, Owner::Company, &mut Problems::default())?;
        let company = Company {
            client_number: names.client_number,
            slug: names.slug,
            name: parameters.name.into(),
            type_id: parameters.type_id.get(),
            industry_id: parameters.industry_id.get(),
            website: parameters.website.into(),
            phone: parameters.phone.into(),
            mobile: parameters.mobile.into(),
            whatsapp: parameters.whatsapp.into(),
            email: parameters.email.into(),
            bio: parameters.bio.into(),
            billing_name: parameters.billing_name.into(),
            rfc: parameters.rfc.into(),
            logo_id: parameters.logo_id.map(Id::get),
            shipping_address: parameters.shipping_address.as_ref().map(Address::as_kept).transpose()?,
            billing_address: parameters.billing_address.as_ref().map(Address::as_kept).transpose()?,
            inputs,
        };
        let company = editor.insert_reserved(reserved, company).map_err(|cause| taken_meanwhile(cause, &made_up))?;
        Ok(One::with(company, With::whole(editor)))
    }
}

/// The two names of a company that no other may have.
struct Names {
    client_number: String,
    slug: String,
}

/// The caller's own names; where nothing is said, a number made of the id and a slug made of the name, each with
/// the id and more behind it where another company has just that one.
fn free_names(editor: &mut Editor, id: i64, parameters: &Parameters) -> Result<Names> {
    let number = format!("C{id:06}");
    let slug = Some(slug_of(parameters.name.as_str())).filter(|slug| !slug.is_empty()).unwrap_or_else(|| "company".to_owned());
    let (mut numbers_tried, mut slugs_tried) = (0, 0);
    loop {
        let numbered = match numbers_tried {
            0 => number.clone(),
            tried => format!("{number}-{}", tried + 1),
        };
        let slugged = match slugs_tried {
            0 => slug.clone(),
            1 => format!("{slug}-{id}"),
            tried => format!("{slug}-{id}-{tried}"),
        };
        let names = Names {
            client_number: parameters.client_number.clone().map_or(numbered, String::from),
            slug: parameters.slug.clone().map_or(slugged, String::from),
        };
        let taken = companies::client_number.eq(names.client_number.clone()).or(companies::slug.eq(names.slug.clone()));
        let rows = editor.rows::<Company>().filter(taken.clone());
        if editor.count(rows)? == 0 {
            return Ok(names);
        }
        let rows = editor.rows::<Company>().filter(taken);
        let others = editor.load(rows)?;
        let number_is_free = parameters.client_number.is_some() || others.iter().all(|other| other.client_number != names.client_number);
        let slug_is_free = parameters.slug.is_some() || others.iter().all(|other| other.slug != names.slug);
        if number_is_free && slug_is_free {
            return Ok(names);
        }
        numbers_tried += i64::from(!number_is_free);
        slugs_tried += i64::from(!slug_is_free);
    }
}

/// Two callers who are given the same made-up name at once have no conflict: the later one is given another.
/// A name of the caller's own that is taken stays taken, whatever else was made up.
fn taken_meanwhile(cause: Error, made_up: &[(&str, bool)]) -> Error {
    match cause {
        Error::Conflict { details, .. } if details.iter().any(|problem| made_up.contains(&(problem.path.as_str(), true))) => {
            Error::Unavailable("Another company was created at the same moment.".to_owned())
        }
        other => other,
    }
}

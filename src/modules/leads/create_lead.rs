//! `Leads.CreateLead`: a new lead.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::duplicates::{Duplicate, duplicates_of};
use super::{CompanySaid, LeadStatus, source};
use crate::db::scope::Editor;
use crate::error::Result;
use crate::fields::{Beginning, ExternalIds, Id, Money, NameOrId, Named, OptionalEmail, OptionalText, Phone, Text};
use crate::modules::inputs::Inputs;
use crate::modules::one::One;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::file::File;
use crate::records::lead::Lead;
use crate::records::member::Member;
use crate::records::product::Product;
use crate::records::service::Service;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Creates a lead. One of `email`, `phone` and `mobile` is required. The reply names leads, contacts and companies with the same
/// e-mail address or telephone number.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The person's name, or the whole name if there is no `surname`.
    #[schemars(extend("x-aliases" = ["first_name"]))]
    name: Text<100>,
    #[schemars(extend("x-aliases" = ["last_name"]))]
    #[serde(default)]
    surname: OptionalText<100>,
    #[serde(default)]
    mother_surname: OptionalText<100>,
    #[serde(default)]
    email: OptionalEmail,
    #[serde(default)]
    phone: Phone,
    #[serde(default)]
    mobile: Phone,
    /// The lead's company: a text is its name, a number is a `company_id`.
    #[serde(default)]
    company: Option<CompanySaid>,
    /// The lead's company, if it is one of the profile's companies.
    #[serde(default)]
    company_id: Option<Id<Company>>,
    /// The person's position at the company, in free words.
    #[serde(default)]
    designation: OptionalText<200>,
    /// An entry of `Leads.GetTypes`.
    #[serde(default)]
    type_id: Option<Id<CatalogEntry>>,
    /// An entry of `Leads.GetSources`.
    #[serde(default)]
    source_id: Option<Id<CatalogEntry>>,
    /// The source by its code instead of its id, such as `website`.
    #[serde(default)]
    source: OptionalText<100>,
    /// An entry of `Profiles.GetCampaigns`.
    #[serde(default)]
    campaign_id: Option<Id<CatalogEntry>>,
    /// The status: `new`, `contacted`, `qualified`, `proposal`, `negotiation`, `lost` or `won`. Default: `new`. Only
    /// `Leads.ConvertLead` sets `converted`.
    #[serde(default)]
    status: Option<LeadStatus>,
    /// How promising the lead is: 0 to 100, with two decimal places at the most.
    #[serde(default)]
    score: Option<Money>,
    /// The product that the lead asks about.
    #[schemars(extend("x-aliases" = ["pro_id"]))]
    #[serde(default)]
    product_id: Option<Id<Product>>,
    /// The service that the lead asks about.
    #[serde(default)]
    service_id: Option<Id<Service>>,
    /// Notes on the lead, in free words.
    #[serde(default)]
    notes: OptionalText<5000>,
    /// The time of the last contact with the lead; a day stands for its beginning.
    #[serde(default)]
    last_contact: Option<Beginning>,
    /// Whether the lead agreed to be sent mails.
    #[serde(default)]
    consent: bool,
    /// The lead's picture: the id of a picture from `Files.Upload`.
    #[schemars(extend("x-aliases" = ["picture"]))]
    #[serde(default)]
    picture_id: Option<Id<File>>,
    /// The owner, who is in charge of the lead: a user who is a member of the profile.
    #[schemars(extend("x-aliases" = ["assigned_to"]))]
    #[serde(default)]
    user_id: Option<Id<Member>>,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`; `Leads.GetInputs` lists the fields.
    #[schemars(extend("x-aliases" = ["custom_fields"]))]
    #[serde(default)]
    inputs: Inputs,
    /// The record's external IDs: its ids in other systems, such as `{"sap": "000123"}`. Each is unique among records of its
    /// kind. Wherever an id is expected, an external ID may stand for it.
    #[serde(default)]
    external_ids: ExternalIds,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    #[serde(flatten)]
    lead: One<Lead>,
    /// Leads, contacts and companies with the same e-mail address or telephone number, as far as the caller may read them: the
    /// latest ten of each kind.
    possible_duplicates: Vec<Duplicate>,
}

pub struct CreateLead;

impl Method for CreateLead {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Lead;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str =
        "Crea un lead e indica los leads, contactos y empresas que tienen el mismo correo electrónico o teléfono.";

    fn name(&self) -> &'static str {
        "CreateLead"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Lead>> {
        let parameters = parameters.clone();
        let (company, said) = match parameters.company {
            Some(NameOrId::Name(name)) => (name.into(), None),
            Some(NameOrId::Id(id)) => (None, Some(id)),
            None => (None, None),
        };
        let company_id = parameters.company_id.or(said);
        if said.is_some_and(|said| company_id != Some(said)) {
            problems.add("company", "contradiction", Sentence::OtherNameOf { parameter: "company_id".to_owned() });
        }
        let lead = Lead {
            name: parameters.name.into(),
            surname: parameters.surname.into(),
            mother_surname: parameters.mother_surname.into(),
            email: parameters.email.into(),
            phone: parameters.phone.into(),
            mobile: parameters.mobile.into(),
            company,
            company_id: company_id.map(Id::get),
            contact_id: None,
            designation: parameters.designation.into(),
            type_id: parameters.type_id.map(Id::get),
            source_id: source::settled(editor, parameters.source_id.map(Id::get), parameters.source.as_deref(), problems)?,
            campaign_id: parameters.campaign_id.map(Id::get),
            status: parameters.status.unwrap_or(LeadStatus::New).into(),
            score: parameters.score,
            product_id: parameters.product_id.map(Id::get),
            service_id: parameters.service_id.map(Id::get),
            notes: parameters.notes.into(),
            last_contact: parameters.last_contact.map(Beginning::instant),
            consent: parameters.consent,
            picture_id: parameters.picture_id.map(Id::get),
            user_id: parameters.user_id.map(Id::get),
            converted_at: None,
            inputs: parameters.inputs.of_new(editor, Lead::ENTITY, problems)?,
            external_ids: parameters.external_ids.as_kept()?,
        };
        let company_path = if parameters.company_id.is_none() && said.is_some() { "company" } else { "company_id" };
        let source_path = if parameters.source_id.is_some() { "source_id" } else { "source" };
        lead.check(editor, None, [company_path, source_path], problems)?;
        Ok(Some(lead))
    }

    fn call(&self, editor: &mut Editor, _: Parameters, lead: Lead) -> Result<Response> {
        let lead = editor.insert(lead)?;
        let possible_duplicates = duplicates_of(editor, &lead)?;
        Ok(Response { lead: One::shown(editor, lead), possible_duplicates })
    }
}

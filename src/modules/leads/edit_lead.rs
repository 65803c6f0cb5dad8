//! `Leads.EditLead`: changes a lead.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{CompanySaid, LeadStatus, source};
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{Beginning, Edit, ExternalIds, Id, Money, NameOrId, Named, OptionalEmail, OptionalText, OrKept, Phone, Replace, Text};
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

/// Changes a lead. Parameters that are left out stay as they are; null clears a field that may be empty. A converted lead keeps
/// its status and its company.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The lead's id.
    lead_id: Id<Lead>,
    /// The person's name, or the whole name if there is no `surname`.
    #[schemars(extend("x-aliases" = ["first_name"]))]
    #[serde(default)]
    name: Replace<Text<100>>,
    #[schemars(extend("x-aliases" = ["last_name"]))]
    #[serde(default)]
    surname: Edit<OptionalText<100>>,
    #[serde(default)]
    mother_surname: Edit<OptionalText<100>>,
    #[serde(default)]
    email: Edit<OrKept<OptionalEmail>>,
    #[serde(default)]
    phone: Edit<OrKept<Phone>>,
    #[serde(default)]
    mobile: Edit<OrKept<Phone>>,
    /// The lead's company: a text is its name, a number is a `company_id`. Null clears the name.
    #[serde(default)]
    company: Edit<CompanySaid>,
    /// The lead's company, if it is one of the profile's companies.
    #[serde(default)]
    company_id: Edit<Id<Company>>,
    /// The person's position at the company, in free words.
    #[serde(default)]
    designation: Edit<OptionalText<200>>,
    /// An entry of `Leads.GetTypes`.
    #[serde(default)]
    type_id: Edit<Id<CatalogEntry>>,
    /// An entry of `Leads.GetSources`.
    #[serde(default)]
    source_id: Edit<Id<CatalogEntry>>,
    /// The source by its code instead of its id, such as `website`.
    #[serde(default)]
    source: Edit<OptionalText<100>>,
    /// An entry of `Profiles.GetCampaigns`.
    #[serde(default)]
    campaign_id: Edit<Id<CatalogEntry>>,
    /// The status: `new`, `contacted`, `qualified`, `proposal`, `negotiation`, `lost` or `won`. Only `Leads.ConvertLead` sets
    /// `converted`.
    #[serde(default)]
    status: Replace<LeadStatus>,
    /// How promising the lead is: 0 to 100, with two decimal places at the most.
    #[serde(default)]
    score: Edit<Money>,
    /// The product that the lead asks about.
    #[schemars(extend("x-aliases" = ["pro_id"]))]
    #[serde(default)]
    product_id: Edit<Id<Product>>,
    /// The service that the lead asks about.
    #[serde(default)]
    service_id: Edit<Id<Service>>,
    /// Notes on the lead, in free words.
    #[serde(default)]
    notes: Edit<OptionalText<5000>>,
    /// The time of the last contact with the lead; a day stands for its beginning.
    #[serde(default)]
    last_contact: Edit<Beginning>,
    /// Whether the lead agreed to be sent mails.
    #[serde(default)]
    consent: Replace<bool>,
    /// The lead's picture: the id of a picture from `Files.Upload`.
    #[schemars(extend("x-aliases" = ["picture"]))]
    #[serde(default)]
    picture_id: Edit<Id<File>>,
    /// The owner, who is in charge of the lead: a user who is a member of the profile.
    #[schemars(extend("x-aliases" = ["assigned_to"]))]
    #[serde(default)]
    user_id: Edit<Id<Member>>,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`. Fields left out keep their value; null removes it.
    #[schemars(extend("x-aliases" = ["custom_fields"]))]
    #[serde(default)]
    inputs: Inputs,
    /// The record's external IDs, such as `{"sap": "000123"}`. External IDs that are left out stay; null removes one of them, or all.
    #[serde(default)]
    external_ids: ExternalIds,
}

pub struct EditLead;

/// The lead before and after the change.
pub struct Found {
    before: Recorded<Lead>,
    lead: Lead,
}

impl Method for EditLead {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found;
    type Response = One<Lead>;

    const SUMMARY_IN_SPANISH: &'static str = "Modifica un lead: lo que se omite queda como está y null borra lo que puede quedar vacío; si ya se convirtió, conserva su \
         estado y su empresa.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Lead>(parameters.lead_id));

    fn name(&self) -> &'static str {
        "EditLead"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        if problems.concern("lead_id") {
            check_reachable(parameters, None, problems);
            return Ok(None);
        }
        let before = editor.get::<Lead>(parameters.lead_id.get())?;
        check_reachable(parameters, Some(&before), problems);
        let parameters = parameters.clone();
        let mut lead = before.record.clone();
        parameters.name.apply(&mut lead.name);
        parameters.surname.apply(&mut lead.surname);
        parameters.mother_surname.apply(&mut lead.mother_surname);
        parameters.email.apply(&mut lead.email);
        parameters.phone.apply(&mut lead.phone);
        parameters.mobile.apply(&mut lead.mobile);
        let said = take_company(parameters.company, &mut lead);
        let company_path = if said.is_some() && !parameters.company_id.is_said() { "company" } else { "company_id" };
        if said.is_some_and(|said| parameters.company_id.is_said() && parameters.company_id.given().is_none_or(|id| id.get() != said)) {
            problems.add("company", "contradiction", Sentence::OtherNameOf { parameter: "company_id".to_owned() });
        }
        parameters.company_id.apply(&mut lead.company_id);
        parameters.designation.apply(&mut lead.designation);
        parameters.type_id.apply(&mut lead.type_id);
        take_source(editor, &parameters.source_id, &parameters.source, &mut lead, problems)?;
        let source_path = if parameters.source_id.is_said() { "source_id" } else { "source" };
        parameters.campaign_id.apply(&mut lead.campaign_id);
        parameters.status.apply(&mut lead.status);
        parameters.score.apply(&mut lead.score);
        parameters.product_id.apply(&mut lead.product_id);
        parameters.service_id.apply(&mut lead.service_id);
        parameters.notes.apply(&mut lead.notes);
        parameters.last_contact.apply(&mut lead.last_contact);
        parameters.consent.apply(&mut lead.consent);
        parameters.picture_id.apply(&mut lead.picture_id);
        parameters.user_id.apply(&mut lead.user_id);
        lead.inputs = parameters.inputs.merged_into(&before.inputs, editor, Lead::ENTITY, problems)?;
        lead.external_ids = parameters.external_ids.merged_into(&before.external_ids)?;
        lead.check(editor, Some(&before), [company_path, source_path], problems)?;
        Ok(Some(Found { before, lead }))
    }

    fn call(&self, editor: &mut Editor, _: Parameters, Found { before, lead }: Found) -> Result<One<Lead>> {
        let lead = editor.update(before, lead)?;
        Ok(One::shown(editor, lead))
    }
}

/// Gives the lead the company that is said, and returns its id if one is said.
fn take_company(company: Edit<CompanySaid>, lead: &mut Lead) -> Option<i64> {
    match company {
        Edit::Keep => None,
        Edit::Clear => {
            lead.company = None;
            None
        }
        Edit::Set(NameOrId::Name(name)) => {
            lead.company = name.into();
            None
        }
        Edit::Set(NameOrId::Id(id)) => {
            lead.company_id = Some(id.get());
            Some(id.get())
        }
    }
}

/// Gives the lead the source that is named by its id or by its code.
fn take_source(
    editor: &mut Editor,
    id: &Edit<Id<CatalogEntry>>,
    code: &Edit<OptionalText<100>>,
    lead: &mut Lead,
    problems: &mut Problems,
) -> Result<()> {
    let is_said = id.is_said() || code.is_said();
    let code = code.given().and_then(OptionalText::as_deref);
    if matches!(id, Edit::Clear) && code.is_some() {
        problems.add("source", "contradiction", Sentence::OtherNameOf { parameter: "source_id".to_owned() });
    } else if is_said {
        lead.source_id = source::settled(editor, id.given().map(|id| id.get()), code, problems)?;
    }
    Ok(())
}

/// Notes invalid e-mail addresses and telephones, except those that the lead has already.
fn check_reachable(parameters: &Parameters, kept: Option<&Lead>, problems: &mut Problems) {
    let Parameters { email, phone, mobile, .. } = parameters;
    problems.add_unkept("email", email.given(), kept.and_then(|lead| lead.email.as_deref()));
    problems.add_unkept("phone", phone.given(), kept.and_then(|lead| lead.phone.as_deref()));
    problems.add_unkept("mobile", mobile.given(), kept.and_then(|lead| lead.mobile.as_deref()));
}

//! `Directory.SubmitLead`: a lead from a form on the web, which anybody may send.
//!
//! Invariants: the answer tells nothing, neither an id nor whether anybody was known before. A form that a program has filled in is
//! answered as if it had been taken.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::honeypot::Honeypot;
use crate::db::directory::Published;
use crate::db::scope::Submitter;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::external_ids::NONE;
use crate::fields::folding::fold;
use crate::fields::{NameOrId, Named, OptionalEmail, OptionalText, Phone, Text};
use crate::modules::leads::source;
use crate::modules::notifications::{Notice, Words, notify_by};
use crate::records::catalog;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::kinds::kind_of;
use crate::records::lead::{self, Lead};
use crate::records::product::Product;
use crate::records::service::Service;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::{Quoted, Sentence};

/// Submits a lead to a profile that has a directory, from a form on its web site. Anybody may call it, without a token; each address
/// may submit 5 leads an hour, unless the service is set otherwise. One of `email`, `phone` and `mobile` is required. The profile's
/// managers are notified.
///
/// The reply tells nothing of the lead. A retry under the same idempotency key makes no second lead; a web page makes up a long
/// random key for each form, because all visitors of a profile share their keys.
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
    email: OptionalEmail,
    #[serde(default)]
    phone: Phone,
    #[serde(default)]
    mobile: Phone,
    /// The name of the person's company.
    #[serde(default)]
    company: OptionalText<100>,
    /// The person's position at the company, in free words.
    #[serde(default)]
    designation: OptionalText<100>,
    /// The message, in free words.
    #[schemars(extend("x-aliases" = ["message"]))]
    #[serde(default)]
    notes: OptionalText<2000>,
    /// The product that the person asks about: the slug of a public product, a text; or its id, a number.
    #[schemars(extend("x-aliases" = ["pro_id"]))]
    #[serde(default)]
    product_id: Option<NameOrId<Product, 200>>,
    /// The service that the person asks about, named in the same way.
    #[serde(default)]
    service_id: Option<NameOrId<Service, 200>>,
    /// Where the person comes from: the code of an entry of `Leads.GetSources`. Default: `website`, if the profile has it.
    #[serde(default)]
    source: OptionalText<50>,
    /// The name of the campaign that brought the person. If the profile has no such campaign, the name is kept in the notes.
    #[serde(default)]
    campaign: OptionalText<100>,
    /// Whether the person agrees to be sent mails. Default: false.
    #[serde(default)]
    consent: bool,
    /// A trap for programs that fill in forms: a field that people do not see, and that stays empty. If it is filled in, the call is
    /// answered as if all had gone well, and nothing is made.
    #[serde(default)]
    fax: Honeypot,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    /// Always true.
    received: bool,
}

pub struct SubmitLead;

impl Method for SubmitLead {
    type Scope = Submitter;
    type Parameters = Parameters;
    type Found = Lead;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str =
        "Envía un lead a un perfil que tiene directorio, desde un formulario de su sitio web, sin token, y avisa a los administradores.";

    fn name(&self) -> &'static str {
        "SubmitLead"
    }

    fn check(&self, submitter: &mut Submitter, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Lead>> {
        let parameters = parameters.clone();
        let product_id = match parameters.product_id {
            Some(named) => public_item(submitter, "product_id", &named, problems)?,
            None => None,
        };
        let service_id = match parameters.service_id {
            Some(named) => public_item(submitter, "service_id", &named, problems)?,
            None => None,
        };
        let (campaign_id, campaign) = campaign(submitter, parameters.campaign.into())?;
        let notes: Vec<String> = Option::<String>::from(parameters.notes).into_iter().chain(campaign).collect();
        let lead = Lead {
            name: parameters.name.into(),
            surname: parameters.surname.into(),
            mother_surname: None,
            email: parameters.email.into(),
            phone: parameters.phone.into(),
            mobile: parameters.mobile.into(),
            company: parameters.company.into(),
            company_id: None,
            contact_id: None,
            designation: parameters.designation.into(),
            type_id: None,
            source_id: source_of(submitter, parameters.source.as_deref(), problems)?,
            campaign_id,
            status: lead::NEW.to_owned(),
            score: None,
            product_id,
            service_id,
            notes: (!notes.is_empty()).then(|| notes.join("\n\n")),
            last_contact: None,
            consent: parameters.consent,
            picture_id: None,
            user_id: None,
            converted_at: None,
            inputs: NO_INPUTS.to_owned(),
            external_ids: NONE.to_owned(),
        };
        lead.check_reach(problems);
        Ok(Some(lead))
    }

    fn call(&self, submitter: &mut Submitter, parameters: Parameters, lead: Lead) -> Result<Response> {
        if !parameters.fax.is_filled_in() {
            let lead = submitter.submit(lead)?;
            let user_ids = submitter.managers()?.into_iter().map(|manager| manager.id).collect();
            let (subject, comment) = (Words::Sentence(Sentence::LeadFromDirectory), Some(Words::Written(lead.whole_name())));
            notify_by(submitter, vec![Notice { user_ids, entity: Lead::ENTITY, record_id: lead.id, subject, comment }])?;
        }
        Ok(Response { received: true })
    }
}

/// The values of the inputs of a lead that has none.
const NO_INPUTS: &str = "{}";

/// The id of a public record that a parameter names by its slug or its id. A missing one is noted, and so is one that is not public:
/// the sentence is the same, and has no id that the caller did not say.
fn public_item<R: Published>(
    submitter: &mut Submitter,
    path: &str,
    named: &NameOrId<R, 200>,
    problems: &mut Problems,
) -> Result<Option<i64>> {
    let found = match named {
        NameOrId::Id(id) => submitter.find::<R>(id.get())?,
        NameOrId::Name(slug) => match slug.as_deref() {
            Some(slug) => submitter.find_by_slug::<R>(slug)?,
            None => return Ok(None),
        },
    };
    if found.is_none() && !problems.concern(path) {
        problems.add(path, "unknown_id", Sentence::NotInDirectory { what: kind_of(R::ENTITY)?.noun });
    }
    Ok(found.map(|item| item.id))
}

/// The source with this code. Without a code it is the web site, if the profile has such a source.
fn source_of(submitter: &mut Submitter, code: Option<&str>, problems: &mut Problems) -> Result<Option<i64>> {
    const WEBSITE: &str = "website";
    let offered = submitter.offered(catalog::CONTACT_ORIGINS)?;
    let found = source::meant(&offered, code.unwrap_or(WEBSITE)).map(|entry| entry.id);
    if let (Some(code), None) = (code, found) {
        let sentence = Sentence::UnknownSource { code: Quoted::of(code), codes: Vec::new(), meant: None };
        problems.add("source", "unknown_option", sentence);
    }
    Ok(found)
}

/// The campaign of this name; if there is none, the line that keeps its name.
fn campaign(submitter: &mut Submitter, name: Option<String>) -> Result<(Option<i64>, Option<String>)> {
    let Some(name) = name else { return Ok((None, None)) };
    let is_meant = |entry: &&Recorded<CatalogEntry>| fold(&entry.name) == fold(&name);
    if let Some(entry) = submitter.offered(catalog::CAMPAIGNS)?.iter().find(is_meant) {
        return Ok((Some(entry.id), None));
    }
    let line = Sentence::CampaignOfLead { campaign: Quoted::of(&name) };
    Ok((None, Some(line.text(submitter.language()).into_owned())))
}

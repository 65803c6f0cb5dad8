//! `Leads.ConvertLead`: a lead becomes a company and a contact, and an opportunity if the caller wants one.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::conversion::{Converted, Outlook, Wishes, touches};
use crate::db::schema::opportunities;
use crate::db::scope::{Editor, Reader};
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{Id, Named, OptionalText, Order, Text};
use crate::modules::one::One;
use crate::modules::opportunities::from_lead::{AskedOpportunity, Draft};
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::kinds::{Kind, not_found};
use crate::records::lead::Lead;
use crate::records::opportunity::Opportunity;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Converts a lead: makes what is missing of a company and a contact of it, and an opportunity if one is asked for, all or
/// nothing.
///
/// The company is the lead's `company_id`, or a new one: it is named as the lead's `company`, and without that as the person. Of
/// records that exist only empty fields are filled. Origin, owner and the custom fields of the same slug go along; a new record
/// begins with the defaults of its other custom fields, and may lack one that is required. Consent stays with the lead. A lead that
/// was converted before stays as it is: the reply has the same ids and `already_converted`. A lost lead is a conflict, and so are
/// other ids than those of an earlier conversion.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The lead's id.
    lead_id: Id<Lead>,
    /// The company that the lead belongs to. Default: the lead's `company_id`, or a new company.
    #[serde(default)]
    company_id: Option<Id<Company>>,
    /// The contact that the lead is, with its company; a contact of another company is refused. Default: a new contact.
    #[serde(default)]
    contact_id: Option<Id<Contact>>,
    /// The names of the new contact. Default: those of the lead; a name without a surname stays whole.
    #[serde(default)]
    contact: Option<Names>,
    /// Whether the company becomes a customer.
    #[serde(default = "yes")]
    customer: bool,
    /// Whether to make a contact although others have the lead's e-mail address; without it that is a conflict, which names them.
    #[serde(default)]
    allow_duplicate: bool,
    /// The opportunity to make. Default: none.
    #[serde(default)]
    opportunity: Option<AskedOpportunity>,
}

fn yes() -> bool {
    true
}

/// The names of a contact.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "ContactNames")]
struct Names {
    name: Text<100>,
    #[serde(default)]
    surname: OptionalText<100>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Conversion")]
pub struct Response {
    #[serde(flatten)]
    lead: One<Lead>,
    /// The company that the lead belongs to now.
    company_id: i64,
    /// The contact that the lead became.
    contact_id: i64,
    /// The opportunity that the conversion made; null if it made none.
    opportunity_id: Option<i64>,
    /// Whether the lead was converted before, and nothing was done now.
    already_converted: bool,
}

pub struct ConvertLead;

/// The records that the lead becomes, and the opportunity that is to be made.
pub struct Found {
    outlook: Outlook,
    draft: Option<Draft>,
}

impl Method for ConvertLead {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str =
        "Convierte un lead en una empresa y un contacto y, si se pide, crea una oportunidad; si ya se convirtió, devuelve los mismos ids.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Lead>(parameters.lead_id));
    const TOUCHES: fn(&Kind) -> bool = |kind| touches(kind) || kind.entity == Opportunity::ENTITY;

    fn name(&self) -> &'static str {
        "ConvertLead"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        if !problems.concern("lead_id") && editor.find::<Lead>(parameters.lead_id.get())?.is_none() {
            return Err(not_found(Lead::ENTITY));
        }
        let draft = match &parameters.opportunity {
            Some(asked) => asked.check(editor, problems)?,
            None => None,
        };
        let outlook = Outlook::of(editor, parameters.lead_id, &wishes(parameters), problems)?;
        Ok(outlook.map(|outlook| Found { outlook, draft }))
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, Found { outlook, draft }: Found) -> Result<Response> {
        let already_converted = matches!(outlook, Outlook::Before(_));
        let converted = outlook.make(editor, wishes(&parameters).contact)?;
        let opportunity_id = match draft.filter(|_| !already_converted) {
            Some(draft) => Some(draft.make(editor, &converted)?.id),
            None => opportunity_of(editor, &converted)?,
        };
        let Converted { lead, company_id, contact_id } = converted;
        Ok(Response { lead: One::shown(editor, lead), company_id, contact_id, opportunity_id, already_converted })
    }
}

fn wishes(parameters: &Parameters) -> Wishes {
    let contact = parameters.contact.clone().map(|Names { name, surname }| (name.into(), surname.into()));
    let Parameters { company_id, contact_id, customer, allow_duplicate, .. } = *parameters;
    Wishes { company_id, contact_id, contact, customer, allow_duplicate }
}

/// The opportunity that the conversion made: it was made in the same moment.
fn opportunity_of(editor: &mut Editor, converted: &Converted) -> Result<Option<i64>> {
    let (lead_id, moment) = (converted.lead.id, converted.lead.converted_at);
    let made = |reader: &Reader| {
        let rows = reader.rows::<Opportunity>().filter(opportunities::lead_id.eq(lead_id));
        rows.filter_if(moment, |moment| opportunities::created_at.eq(moment))
    };
    Ok(editor.behind(made, Order::BY_ID, None, 1)?.first().map(|opportunity| opportunity.id))
}

//! `Opportunities.CreateOpportunity`: a new opportunity.

use schemars::JsonSchema;
use serde::Deserialize;

use super::lines::GivenLines;
use super::references::References;
use super::{OperationType, OpportunityStatus, ProspectType, check_value};
use crate::db::scope::Editor;
use crate::error::Result;
use crate::fields::{Day, ExternalIds, Id, Money, Named, Text};
use crate::modules::inputs::Inputs;
use crate::modules::notice::{Comment, check_comment, tell_owner};
use crate::modules::one::One;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::line::{Line, as_kept};
use crate::records::member::Member;
use crate::records::opportunity::Opportunity;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Creates an opportunity, with the status `active`.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The owner: a user who is a member of the profile.
    user_id: Id<Member>,
    /// The opportunity's title, as people see it.
    title: Text<200>,
    /// The opportunity's worth, 0 or more.
    value: Money,
    /// The day on which a decision is expected.
    estimated_end_at: Day,
    /// Whether the customer is new or an existing one: `new` or `existing`.
    prospect_type: ProspectType,
    /// Whether this is a first sale or a renewal: `new` or `renew`.
    operation_type: OperationType,
    /// An entry of `Profiles.GetStages`.
    stage_id: Id<CatalogEntry>,
    /// The company that may buy.
    company_id: Id<Company>,
    /// The contact at the company; a contact of another company is refused.
    contact_id: Id<Contact>,
    /// An entry of `Profiles.GetCampaigns`.
    #[serde(default)]
    campaign_id: Option<Id<CatalogEntry>>,
    /// Whether the opportunity has lines.
    want_products: bool,
    /// Whether the lines may have a tax.
    want_tax: bool,
    /// The lines: at least one if `want_products` is true, none if it is false.
    #[serde(default)]
    products: GivenLines,
    /// Whether to notify the owner.
    notify: bool,
    /// A comment for the owner, in the notification; only with `notify`.
    #[serde(default)]
    comment: Comment,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`; `Opportunities.GetInputs` lists the fields.
    #[serde(default)]
    inputs: Inputs,
    /// The record's external IDs: its ids in other systems, such as `{"sap": "000123"}`. Each is unique among records of its
    /// kind. Wherever an id is expected, an external ID may stand for it.
    #[serde(default)]
    external_ids: ExternalIds,
}

pub struct CreateOpportunity;

/// The opportunity's lines and the values of its inputs, as the record keeps them.
pub struct Found {
    lines: Vec<Line>,
    inputs: String,
}

impl Method for CreateOpportunity {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found;
    type Response = One<Opportunity>;

    const SUMMARY_IN_SPANISH: &'static str = "Crea una oportunidad, con el estado `active`.";

    fn name(&self) -> &'static str {
        "CreateOpportunity"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        let references = References {
            user_id: Some(parameters.user_id),
            stage_id: Some(parameters.stage_id),
            campaign_id: parameters.campaign_id,
            company_id: Some(parameters.company_id),
            contact_id: Some(parameters.contact_id),
        };
        references.check(editor, None, problems)?;
        check_value(parameters.value, problems);
        parameters.products.check_presence(parameters.want_products, problems);
        let lines = parameters.products.check(editor, &[], parameters.want_tax, problems)?;
        check_comment(parameters.notify, &parameters.comment, problems);
        let inputs = parameters.inputs.of_new(editor, Opportunity::ENTITY, problems)?;
        Ok(Some(Found { lines, inputs }))
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, Found { lines, inputs }: Found) -> Result<One<Opportunity>> {
        let opportunity = editor.insert(Opportunity {
            user_id: parameters.user_id.get(),
            title: parameters.title.into(),
            value: parameters.value,
            estimated_end_at: parameters.estimated_end_at,
            prospect_type: parameters.prospect_type.name().to_owned(),
            operation_type: parameters.operation_type.name().to_owned(),
            status: OpportunityStatus::Active.name().to_owned(),
            lost_reason: None,
            closed_at: None,
            stage_id: parameters.stage_id.get(),
            company_id: parameters.company_id.get(),
            contact_id: parameters.contact_id.get(),
            campaign_id: parameters.campaign_id.map(Id::get),
            want_products: parameters.want_products,
            want_tax: parameters.want_tax,
            products: as_kept(&lines)?,
            inputs,
            external_ids: parameters.external_ids.as_kept()?,
        })?;
        tell_owner(editor, &opportunity, parameters.notify, parameters.comment)?;
        Ok(One::whole(opportunity))
    }
}

//! The opportunity that the conversion of a lead makes.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{OperationType, OpportunityStatus, ProspectType};
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::external_ids::NONE;
use crate::fields::{Day, Id, Money, Named, Text};
use crate::modules::catalogs::check_entry;
use crate::modules::inputs::values;
use crate::modules::leads::conversion::Converted;
use crate::modules::lines::GivenLines;
use crate::modules::profiles::check_member;
use crate::records::attachment;
use crate::records::catalog;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::lead::Lead;
use crate::records::line::{Line, as_kept};
use crate::records::member::Member;
use crate::records::opportunity::Opportunity;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// The opportunity to make when a lead is converted.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "OpportunityOfLead")]
pub struct AskedOpportunity {
    /// The opportunity's title, as people see it.
    title: Text<200>,
    /// The opportunity's worth, 0 or more.
    value: Money,
    /// An entry of `Profiles.GetStages`.
    stage_id: Id<CatalogEntry>,
    /// The day on which a decision is expected.
    estimated_end_at: Day,
    /// The owner: a user who is a member of the profile. Default: the lead's owner, or the caller if the lead has none.
    #[serde(default)]
    user_id: Option<Id<Member>>,
    /// Whether the customer is new or an existing one. Default: `new`.
    #[serde(default)]
    prospect_type: Option<ProspectType>,
    /// Whether this is a first sale or a renewal. Default: `new`.
    #[serde(default)]
    operation_type: Option<OperationType>,
    /// An entry of `Profiles.GetCampaigns`. Default: the lead's campaign.
    #[serde(default)]
    campaign_id: Option<Id<CatalogEntry>>,
    /// The lines. Default: none.
    #[serde(default)]
    products: GivenLines,
}

/// An opportunity that has passed every rule.
pub struct Draft {
    asked: AskedOpportunity,
    lines: Vec<Line>,
}

impl AskedOpportunity {
    /// Notes what is wrong with it.
    pub fn check(&self, editor: &mut Editor, problems: &mut Problems) -> Result<Option<Draft>> {
        if self.value < Money::ZERO {
            problems.add("opportunity.value", "out_of_range", Sentence::NotNegative);
        }
        check_entry(editor, catalog::STAGES, "opportunity.stage_id", self.stage_id, None, problems)?;
        if let Some(id) = self.campaign_id {
            check_entry(editor, catalog::CAMPAIGNS, "opportunity.campaign_id", id, None, problems)?;
        }
        if let Some(id) = self.user_id {
            check_member(editor, "opportunity.user_id", id, None, problems)?;
        }
        let lines = self.products.check("opportunity.products", editor, &[], true, problems)?;
        Ok(Some(Draft { asked: self.clone(), lines }))
    }
}

impl Draft {
    /// Keeps the opportunity of a lead that was converted.
    pub fn make(self, editor: &mut Editor, converted: &Converted) -> Result<Recorded<Opportunity>> {
        let Draft { asked, lines } = self;
        let lead = &converted.lead;
        let user_id = match asked.user_id {
            Some(id) => id.get(),
            None => owner_of(editor, lead)?,
        };
        let inputs = values::carried_into_new(editor, Opportunity::ENTITY, &lead.inputs)?;
        let currency_id = editor.profile()?.currency_id;
        editor.insert(Opportunity {
            user_id,
            title: asked.title.into(),
            value: asked.value,
            estimated_end_at: asked.estimated_end_at,
            prospect_type: asked.prospect_type.unwrap_or(ProspectType::New).name().to_owned(),
            operation_type: asked.operation_type.unwrap_or(OperationType::New).name().to_owned(),
            status: OpportunityStatus::Active.name().to_owned(),
            lost_reason: None,
            closed_at: None,
            stage_id: asked.stage_id.get(),
            company_id: converted.company_id,
            contact_id: converted.contact_id,
            campaign_id: asked.campaign_id.map(Id::get).or(lead.campaign_id),
            lead_id: Some(lead.id),
            want_products: !lines.is_empty(),
            want_tax: has_tax(&lines),
            products: as_kept(&lines)?,
            inputs,
            files: attachment::none(),
            external_ids: NONE.to_owned(),
            type_id: None,
            currency_id,
        })
    }
}

/// Whether any line has a tax.
pub fn has_tax(lines: &[Line]) -> bool {
    lines.iter().any(|line| line.tax > Money::ZERO)
}

/// The owner of what is made of a lead: the lead's own, while that is a member of the profile, else the caller.
pub fn owner_of(editor: &mut Editor, lead: &Lead) -> Result<i64> {
    match lead.user_id {
        Some(id) if editor.is_member(id)? => Ok(id),
        _ => editor.user_id(),
    }
}

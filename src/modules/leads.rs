//! Leads: the people who may become customers. This file has what its methods share; the record is [`crate::records::lead`].

pub mod conversion;
mod convert_lead;
mod create_lead;
mod delete_lead;
mod duplicates;
mod edit_lead;
mod get_lead;
pub mod get_leads;
mod get_status_history;
pub mod source;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::{Money, NameOrId, Named};
use crate::modules::catalogs::check_entry;
use crate::modules::files::check_picture;
use crate::modules::inputs::list_inputs::ListInputs;
use crate::modules::list::Listing;
use crate::modules::profiles::check_owner;
use crate::modules::reference::referred;
use crate::records::catalog;
use crate::records::company::Company;
use crate::records::lead::{Lead, NEW};
use crate::records::product::Product;
use crate::records::service::Service;
use crate::rpc::problems::Problems;
use crate::rpc::registry::Registry;
use crate::sentences::Sentence;

pub fn register(registry: &mut Registry) {
    registry
        .module("Leads", "Leads: the people who may become customers.", "Leads: las personas que pueden llegar a ser clientes.")
        .later()
        .method(Listing::of(get_leads::GetLeads))
        .method(get_lead::GetLead)
        .method(create_lead::CreateLead)
        .method(edit_lead::EditLead)
        .method(delete_lead::DeleteLead)
        .method(convert_lead::ConvertLead)
        .method(get_status_history::GetStatusHistory)
        .method(Listing::of(ListInputs::of(Lead::ENTITY)));
}

/// The status of a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum LeadStatus {
    New,
    Contacted,
    Qualified,
    Proposal,
    Negotiation,
    /// The lead became a company and a contact.
    Converted,
    Lost,
    Won,
}

impl LeadStatus {
    const fn name(self) -> &'static str {
        match self {
            LeadStatus::New => NEW,
            LeadStatus::Contacted => "contacted",
            LeadStatus::Qualified => "qualified",
            LeadStatus::Proposal => "proposal",
            LeadStatus::Negotiation => "negotiation",
            LeadStatus::Converted => "converted",
            LeadStatus::Lost => "lost",
            LeadStatus::Won => "won",
        }
    }
}

impl From<LeadStatus> for String {
    fn from(status: LeadStatus) -> String {
        status.name().to_owned()
    }
}

/// The lead's company: its name, or the id of one of the profile's companies.
type CompanySaid = NameOrId<Company, 200>;

/// The greatest score.
const GREATEST_SCORE: Money = Money::from_ten_thousandths(100 * 10_000);

/// The ten-thousandths of the least part of a score.
const STEP_OF_SCORE: i64 = 100;

impl Lead {
    /// Notes problems of the lead as it is to be kept. It may keep whatever it had before. The paths are those of the parameters that
    /// have named its company and its source.
    fn check(
        &self,
        reader: &mut Reader,
        before: Option<&Lead>,
        [company_path, source_path]: [&str; 2],
        problems: &mut Problems,
    ) -> Result<()> {
        let had = |of: fn(&Lead) -> Option<i64>| before.and_then(of);
        self.check_reach(problems);
        self.check_status(before, problems);
        if let Some(score) = self.score {
            check_score(score, problems);
        }
        for (name, path, id, kept) in [
            (catalog::LEAD_TYPES, "type_id", self.type_id, had(|lead| lead.type_id)),
            (catalog::CONTACT_ORIGINS, source_path, self.source_id, had(|lead| lead.source_id)),
            (catalog::CAMPAIGNS, "campaign_id", self.campaign_id, had(|lead| lead.campaign_id)),
        ] {
            if let Some(id) = id {
                check_entry(reader, name, path, id, kept, problems)?;
            }
        }
        if let Some(id) = self.company_id.filter(|id| had(|lead| lead.company_id) != Some(*id)) {
            referred::<Company>(reader, company_path, id, problems)?;
        }
        if let Some(id) = self.product_id.filter(|id| had(|lead| lead.product_id) != Some(*id)) {
            referred::<Product>(reader, "product_id", id, problems)?;
        }
        if let Some(id) = self.service_id.filter(|id| had(|lead| lead.service_id) != Some(*id)) {
            referred::<Service>(reader, "service_id", id, problems)?;
        }
        check_picture(reader, "picture_id", self.picture_id, had(|lead| lead.picture_id), problems)?;
        check_owner(reader, self.user_id, had(|lead| lead.user_id), problems)
    }

    /// Notes a lead that nobody could reach.
    pub fn check_reach(&self, problems: &mut Problems) {
        let is_reachable = [&self.email, &self.phone, &self.mobile].into_iter().any(Option::is_some);
        if !is_reachable && !["email", "phone", "mobile"].iter().any(|path| problems.concern(path)) {
            problems.add("email", "required", Sentence::LeadOutOfReach);
        }
    }

    /// Notes a status that only a conversion sets, and a change that would undo a conversion.
    fn check_status(&self, before: Option<&Lead>, problems: &mut Problems) {
        let converted = LeadStatus::Converted.name();
        match before.filter(|before| before.converted_at.is_some()) {
            Some(before) => {
                if before.status != self.status {
                    problems.add("status", "converted", Sentence::LeadIsConverted);
                }
                if before.company_id != self.company_id {
                    problems.add("company_id", "converted", Sentence::LeadIsConverted);
                }
            }
            None if self.status == converted => problems.add("status", "converted", Sentence::OnlyByConversion),
            None => {}
        }
    }
}

/// Notes a score out of its range.
fn check_score(score: Money, problems: &mut Problems) {
    if !(Money::ZERO..=GREATEST_SCORE).contains(&score) || score.ten_thousandths() % STEP_OF_SCORE != 0 {
        problems.add("score", "out_of_range", Sentence::ScoreOutOfRange);
    }
}

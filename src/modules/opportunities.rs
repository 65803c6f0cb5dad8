//! Opportunities: possible sales to a company, from the first talk to won or lost. This file has what its methods share; the
//! record is [`crate::records::opportunity`].

mod create_opportunity;
mod delete_opportunity;
mod edit_opportunity;
pub mod from_lead;
pub mod get_opportunities;
mod get_opportunity;
mod get_pipeline;
mod get_stage_history;
pub mod pipeline;
mod references;
mod wanted;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::fields::{Instant, Money, Named};
use crate::modules::inputs::list_inputs::ListInputs;
use crate::modules::list::Listing;
use crate::modules::notice::Owned;
use crate::records::opportunity::Opportunity;
use crate::rpc::problems::Problems;
use crate::rpc::registry::Registry;
use crate::sentences::Sentence;

pub fn register(registry: &mut Registry) {
    registry
        .module(
            "Opportunities",
            "Opportunities: what may be sold to whom, from the first talk to won or lost.",
            "Oportunidades: qué se puede vender y a quién, desde la primera conversación hasta que se gana o se pierde.",
        )
        .method(Listing::of(get_opportunities::GetOpportunities))
        .method(get_opportunity::GetOpportunity)
        .method(create_opportunity::CreateOpportunity)
        .method(edit_opportunity::EditOpportunity)
        .method(delete_opportunity::DeleteOpportunity)
        .method(get_stage_history::GetStageHistory)
        .method(get_pipeline::GetPipeline)
        .method(Listing::of(ListInputs::of(Opportunity::ENTITY)));
}

/// The status of an opportunity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "Status")]
pub enum OpportunityStatus {
    /// The opportunity is being worked on.
    Active,
    /// The opportunity is waiting.
    Pending,
    Won,
    Lost,
}

impl OpportunityStatus {
    /// The statuses of an opportunity that is neither won nor lost.
    pub const OPEN: [&str; 2] = [OpportunityStatus::Active.name(), OpportunityStatus::Pending.name()];

    /// The statuses of an opportunity that is won or lost.
    pub const OVER: [&str; 2] = [OpportunityStatus::WON, OpportunityStatus::Lost.name()];

    pub const WON: &str = OpportunityStatus::Won.name();

    const fn name(self) -> &'static str {
        match self {
            OpportunityStatus::Active => "active",
            OpportunityStatus::Pending => "pending",
            OpportunityStatus::Won => "won",
            OpportunityStatus::Lost => "lost",
        }
    }
}

/// Whether the customer is new or an existing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum ProspectType {
    New,
    Existing,
}

impl ProspectType {
    fn name(self) -> &'static str {
        match self {
            ProspectType::New => "new",
            ProspectType::Existing => "existing",
        }
    }
}

/// Whether this is a first sale or a renewal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum OperationType {
    New,
    Renew,
}

impl OperationType {
    fn name(self) -> &'static str {
        match self {
            OperationType::New => "new",
            OperationType::Renew => "renew",
        }
    }
}

impl Owned for Opportunity {
    fn owner(&self) -> i64 {
        self.user_id
    }

    fn title(&self) -> &str {
        &self.title
    }
}

impl Opportunity {
    /// Closes the opportunity as won. One that is won stays as it is.
    pub fn win(&mut self, moment: Instant) {
        self.take_status(OpportunityStatus::Won, moment);
    }

    /// Changes the status. Won or lost, the opportunity gets its time of closing; open again, it loses that time and the reason
    /// why it was lost.
    fn take_status(&mut self, status: OpportunityStatus, moment: Instant) {
        if self.status == status.name() {
            return;
        }
        self.status = status.name().to_owned();
        self.closed_at = matches!(status, OpportunityStatus::Won | OpportunityStatus::Lost).then_some(moment);
        if status != OpportunityStatus::Lost {
            self.lost_reason = None;
        }
    }
}

/// Notes a reason for being lost of an opportunity that is not.
fn check_lost_reason(given: bool, status: &str, problems: &mut Problems) {
    if given && status != OpportunityStatus::Lost.name() && !problems.concern("status") {
        problems.add("lost_reason", "meaningless", Sentence::ReasonOfLostAlone { status: status.to_owned() });
    }
}

/// Notes a negative value.
fn check_value(value: Money, problems: &mut Problems) {
    if value < Money::ZERO {
        problems.add("value", "out_of_range", Sentence::NotNegative);
    }
}

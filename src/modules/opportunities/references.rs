//! The records that an opportunity names, and the check of them.

use crate::db::scope::Reader;
use crate::error::Result;
use crate::fields::Id;
use crate::modules::catalogs::check_entry;
use crate::modules::profiles::check_member;
use crate::modules::reference::{check_of_company, referred};
use crate::records::catalog;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::lead::Lead;
use crate::records::member::Member;
use crate::records::opportunity::Opportunity;
use crate::rpc::problems::Problems;

/// The records that a call names; None for what it leaves as it is.
pub struct References {
    pub user_id: Option<Id<Member>>,
    pub stage_id: Option<Id<CatalogEntry>>,
    pub campaign_id: Option<Id<CatalogEntry>>,
    pub type_id: Option<Id<CatalogEntry>>,
    pub currency_id: Option<Id<CatalogEntry>>,
    pub company_id: Option<Id<Company>>,
    pub contact_id: Option<Id<Contact>>,
    pub lead_id: Option<Id<Lead>>,
}

impl References {
    /// Notes records that the profile does not have, that are retired, or that do not belong together. The opportunity may keep
    /// the records that it has.
    pub fn check(&self, reader: &mut Reader, kept: Option<&Opportunity>, problems: &mut Problems) -> Result<()> {
        if let Some(id) = self.user_id {
            check_member(reader, "user_id", id, kept.map(|kept| kept.user_id), problems)?;
        }
        if let Some(id) = self.stage_id {
            check_entry(reader, catalog::STAGES, "stage_id", id, kept.map(|kept| kept.stage_id), problems)?;
        }
        if let Some(id) = self.campaign_id {
            check_entry(reader, catalog::CAMPAIGNS, "campaign_id", id, kept.and_then(|kept| kept.campaign_id), problems)?;
        }
        if let Some(id) = self.type_id {
            check_entry(reader, catalog::OPPORTUNITY_TYPES, "type_id", id, kept.and_then(|kept| kept.type_id), problems)?;
        }
        if let Some(id) = self.currency_id {
            check_entry(reader, catalog::CURRENCIES, "currency_id", id, kept.and_then(|kept| kept.currency_id), problems)?;
        }
        if let Some(id) = self.company_id {
            referred::<Company>(reader, "company_id", id, problems)?;
        }
        if let Some(id) = self.lead_id.filter(|id| kept.and_then(|kept| kept.lead_id) != Some(id.get())) {
            referred::<Lead>(reader, "lead_id", id, problems)?;
        }
        self.check_contact(reader, kept, problems)
    }

    /// Checks that the contact belongs to the opportunity's new company, even if only the company changes.
    fn check_contact(&self, reader: &mut Reader, kept: Option<&Opportunity>, problems: &mut Problems) -> Result<()> {
        let stays = kept.filter(|_| self.company_id.is_some()).map(|kept| kept.contact_id);
        let company_id = self.company_id.map(Id::get).or(kept.map(|kept| kept.company_id));
        match (self.contact_id.map(Id::get).or(stays), company_id) {
            (Some(id), Some(company_id)) => check_of_company::<Contact>(reader, "contact_id", id, company_id, problems),
            _ => Ok(()),
        }
    }
}

//! `Opportunities.CreateOpportunity`: a new opportunity.

use schemars::JsonSchema;
use serde::Deserialize;

use super::from_lead::{has_tax, owner_of};
use super::references::References;
use super::{OperationType, OpportunityStatus, ProspectType, check_lost_reason, check_value};
use crate::db::scope::Editor;
use crate::error::Result;
use crate::fields::{Beginning, Day, ExternalIds, Id, Money, Named, OptionalText, Text};
use crate::modules::files::{Attached, check_files};
use crate::modules::inputs::{Inputs, values};
use crate::modules::leads::conversion::{Converted, Outlook, Wishes, touches};
use crate::modules::lines::{GivenLines, line_of};
use crate::modules::moved_history::{check_fits, check_times, said};
use crate::modules::notice::{Comment, check_comment, tell_owner};
use crate::modules::one::One;
use crate::records::attachment;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::item::AnyItem;
use crate::records::kinds::Kind;
use crate::records::lead::Lead;
use crate::records::line::{Line, as_kept};
use crate::records::member::Member;
use crate::records::opportunity::Opportunity;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Creates an opportunity.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The owner: a user who is a member of the profile. Required without `lead_id`; with it, the default is the lead's owner, or
    /// the caller if the lead has none.
    #[serde(default)]
    user_id: Option<Id<Member>>,
    /// The opportunity's title, as people see it.
    #[schemars(extend("x-aliases" = ["name"]))]
    title: Text<200>,
    /// The opportunity's worth, 0 or more.
    value: Money,
    /// The day on which a decision is expected.
    #[schemars(extend("x-aliases" = ["closing_date"]))]
    estimated_end_at: Day,
    /// Whether the customer is new or an existing one: `new` or `existing`. Required without `lead_id`; with it, the default is
    /// `new`.
    #[serde(default)]
    prospect_type: Option<ProspectType>,
    /// Whether this is a first sale or a renewal: `new` or `renew`. Required without `lead_id`; with it, the default is `new`.
    #[serde(default)]
    operation_type: Option<OperationType>,
    /// The status: `active`, `pending`, `won` or `lost`. Default: `active`.
    #[serde(default)]
    status: Option<OpportunityStatus>,
    /// The reason why the opportunity was lost; only with the status `lost`.
    #[serde(default)]
    lost_reason: OptionalText<1000>,
    /// The time when the opportunity was won or lost; never in the future, and only with the status `won` or `lost`. It takes the right
    /// `migrate`. Default: now.
    #[serde(default)]
    closed_at: Option<Beginning>,
    /// An entry of `Profiles.GetStages`.
    #[schemars(extend("x-aliases" = ["sfun_id"]))]
    stage_id: Id<CatalogEntry>,
    /// The lead that the opportunity comes from. A lead that is not converted yet is converted first, as by `Leads.ConvertLead`,
    /// without becoming a customer. Company and contact are then those of the lead. An application token also needs the right to
    /// read leads.
    #[schemars(extend("x-aliases" = ["ld_id"]))]
    #[serde(default)]
    lead_id: Option<Id<Lead>>,
    /// The company that may buy. Required without `lead_id`.
    #[serde(default)]
    company_id: Option<Id<Company>>,
    /// The contact at the company; a contact of another company is refused. Required without `lead_id`.
    #[serde(default)]
    contact_id: Option<Id<Contact>>,
    /// An entry of `Profiles.GetCampaigns`.
    #[serde(default)]
    campaign_id: Option<Id<CatalogEntry>>,
    /// The kind of deal, an entry of `Opportunities.GetTypes`.
    #[serde(default)]
    type_id: Option<Id<CatalogEntry>>,
    /// The currency of the value and the lines, an entry of `Profiles.GetCurrencies`. Default: the profile's currency. Nothing is
    /// ever converted.
    #[serde(default)]
    currency_id: Option<Id<CatalogEntry>>,
    /// Whether the opportunity has lines. Required without `lead_id`; with it, the lines tell.
    #[serde(default)]
    want_products: Option<bool>,
    /// Whether the lines may have a tax. Required without `lead_id`; with it, the lines tell.
    #[serde(default)]
    want_tax: Option<bool>,
    /// The lines: at least one if `want_products` is true, none if it is false.
    #[serde(default)]
    products: GivenLines,
    /// One product or service instead of `products`: a line of one unit, at its price, with its discount and its taxes. An
    /// application token also needs the right to read products, or services.
    #[schemars(extend("x-aliases" = ["pro_id"]))]
    #[serde(default)]
    product_id: Option<Id<AnyItem>>,
    /// Whether to notify the owner. Required without `lead_id`; with it, the default is false.
    #[serde(default)]
    notify: Option<bool>,
    /// A comment for the owner, in the notification; only with `notify`.
    #[serde(default)]
    comment: Comment,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`; `Opportunities.GetInputs` lists the fields.
    #[serde(default)]
    inputs: Inputs,
    /// The files of the opportunity, at most 50, in this order: ids from `Files.Upload`.
    #[serde(default)]
    files: Attached,
    /// The record's external IDs: its ids in other systems, such as `{"sap": "000123"}`. Each is unique among records of its
    /// kind. Wherever an id is expected, an external ID may stand for it.
    #[serde(default)]
    external_ids: ExternalIds,
    /// The time when the opportunity was made, in the system that it comes from; never in the future. It takes the right `migrate`. Default: now.
    #[serde(default)]
    created_at: Option<Beginning>,
}

pub struct CreateOpportunity;

/// The opportunity's buyer and lines, and the values of its inputs, as the record keeps them.
pub struct Found {
    buyer: Buyer,
    lines: Vec<Line>,
    inputs: String,
}

/// The company and the contact that may buy, or the lead that they come from.
enum Buyer {
    Named { company_id: i64, contact_id: i64 },
    Lead(Box<Outlook>),
}

impl Parameters {
    /// Notes the parameters that are required of an opportunity without a lead.
    fn check_required(&self, problems: &mut Problems) {
        let said = [
            ("user_id", self.user_id.is_some()),
            ("prospect_type", self.prospect_type.is_some()),
            ("operation_type", self.operation_type.is_some()),
            ("company_id", self.company_id.is_some()),
            ("contact_id", self.contact_id.is_some()),
            ("want_products", self.want_products.is_some()),
            ("want_tax", self.want_tax.is_some()),
            ("notify", self.notify.is_some()),
        ];
        for (name, _) in said.into_iter().filter(|(_, is_said)| !is_said) {
            problems.add(name, "required", Sentence::Required);
        }
    }

    /// The lines to keep. Problems of them are noted.
    fn lines(&self, editor: &mut Editor, problems: &mut Problems) -> Result<Vec<Line>> {
        if let (Some(want_products), None) = (self.want_products, self.product_id) {
            self.products.check_presence(want_products, problems);
        }
        let lines = self.products.check("products", editor, &[], self.want_tax.unwrap_or(true), problems)?;
        let Some(product_id) = self.product_id else { return Ok(lines) };
        if !self.products.is_empty() || self.want_products == Some(false) {
            problems.add("product_id", "contradiction", Sentence::ProductBesideLines);
        }
        let line = line_of(editor, "product_id", product_id, problems)?;
        if line.is_some_and(|line| line.tax > Money::ZERO) && self.want_tax == Some(false) {
            problems.add("product_id", "not_wanted", Sentence::TaxNotWanted);
        }
        Ok(line.into_iter().collect())
    }

    /// The buyer. The lead is looked at last, because a conflict about it is reported alone.
    fn buyer(&self, editor: &mut Editor, problems: &mut Problems) -> Result<Option<Buyer>> {
        let (company_id, contact_id) = (self.company_id, self.contact_id);
        match self.lead_id {
            Some(lead_id) => {
                let wishes = Wishes { company_id, contact_id, ..Wishes::default() };
                let outlook = Outlook::of(editor, lead_id, &wishes, problems)?;
                Ok(outlook.map(|outlook| Buyer::Lead(Box::new(outlook))))
            }
            None => {
                let named = company_id.zip(contact_id);
                Ok(named.map(|(company_id, contact_id)| Buyer::Named { company_id: company_id.get(), contact_id: contact_id.get() }))
            }
        }
    }
}

impl Method for CreateOpportunity {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found;
    type Response = One<Opportunity>;

    const SUMMARY_IN_SPANISH: &'static str = "Crea una oportunidad.";
    const TOUCHES: fn(&Kind) -> bool = touches;

    fn name(&self) -> &'static str {
        "CreateOpportunity"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        let names_buyer = parameters.lead_id.is_none();
        if names_buyer {
            parameters.check_required(problems);
        }
        let references = References {
            user_id: parameters.user_id,
            stage_id: Some(parameters.stage_id),
            campaign_id: parameters.campaign_id,
            type_id: parameters.type_id,
            currency_id: parameters.currency_id,
            company_id: parameters.company_id.filter(|_| names_buyer),
            contact_id: parameters.contact_id.filter(|_| names_buyer),
            lead_id: None,
        };
        references.check(editor, None, problems)?;
        let status = parameters.status.unwrap_or(OpportunityStatus::Active).name();
        check_times::<Opportunity>(editor, &[("created_at", parameters.created_at), ("closed_at", parameters.closed_at)], problems)?;
        check_fits("closed_at", parameters.closed_at, status, &OpportunityStatus::OVER, problems);
        check_lost_reason(parameters.lost_reason.as_deref().is_some(), status, problems);
        check_value(parameters.value, problems);
        let lines = parameters.lines(editor, problems)?;
        check_comment(parameters.notify.unwrap_or(false), &parameters.comment, problems);
        check_files(editor, &parameters.files, attachment::NONE, problems)?;
        let lead = match parameters.lead_id {
            Some(id) => {
                // The opportunity shows the lead's company, owner and values.
                editor.refuse_unless_read(Lead::ENTITY)?;
                editor.find::<Lead>(id.get())?
            }
            None => None,
        };
        let of_lead = lead.as_ref().map_or(values::NONE, |lead| &lead.inputs);
        let inputs = parameters.inputs.of_new_from(of_lead, editor, Opportunity::ENTITY, problems)?;
        let buyer = parameters.buyer(editor, problems)?;
        Ok(buyer.map(|buyer| Found { buyer, lines, inputs }))
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, Found { buyer, lines, inputs }: Found) -> Result<One<Opportunity>> {
        let (company_id, contact_id, lead) = match buyer {
            Buyer::Named { company_id, contact_id } => (company_id, contact_id, None),
            Buyer::Lead(outlook) => {
                let Converted { lead, company_id, contact_id } = outlook.make(editor, None)?;
                (company_id, contact_id, Some(lead))
            }
        };
        let user_id = match (parameters.user_id, &lead) {
            (Some(id), _) => id.get(),
            (None, Some(lead)) => owner_of(editor, lead)?,
            (None, None) => editor.user_id()?,
        };
        let currency_id = match parameters.currency_id {
            Some(said) => Some(said.get()),
            None => editor.profile()?.currency_id,
        };
        let mut opportunity = Opportunity {
            user_id,
            title: parameters.title.into(),
            value: parameters.value,
            estimated_end_at: parameters.estimated_end_at,
            prospect_type: parameters.prospect_type.unwrap_or(ProspectType::New).name().to_owned(),
            operation_type: parameters.operation_type.unwrap_or(OperationType::New).name().to_owned(),
            status: OpportunityStatus::Active.name().to_owned(),
            lost_reason: None,
            closed_at: None,
            stage_id: parameters.stage_id.get(),
            company_id,
            contact_id,
            campaign_id: parameters.campaign_id.map(Id::get).or_else(|| lead.as_ref().and_then(|lead| lead.campaign_id)),
            lead_id: lead.map(|lead| lead.id),
            want_products: parameters.want_products.unwrap_or(!lines.is_empty()),
            want_tax: parameters.want_tax.unwrap_or_else(|| has_tax(&lines)),
            products: as_kept(&lines)?,
            inputs,
            files: attachment::as_kept(&parameters.files.in_order())?,
            external_ids: parameters.external_ids.as_kept()?,
            type_id: parameters.type_id.map(Id::get),
            currency_id,
        };
        opportunity.take_status(parameters.status.unwrap_or(OpportunityStatus::Active), editor.moment());
        opportunity.closed_at = said(parameters.closed_at).or(opportunity.closed_at);
        opportunity.lost_reason = parameters.lost_reason.into();
        let reserved = editor.reserve::<Opportunity>()?.made_at(said(parameters.created_at));
        let opportunity = editor.insert_reserved(reserved, opportunity)?;
        tell_owner(editor, &opportunity, parameters.notify.unwrap_or(false), parameters.comment)?;
        Ok(One::whole(opportunity))
    }
}

//! `Quotations.CreateQuotation`: a new draft of a quotation.

use schemars::JsonSchema;
use serde::Deserialize;

use super::QuotationStatus;
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::{AddressOrText, Beginning, Day, ExternalIds, Id, Money, Named, OptionalText};
use crate::modules::documents::heading::{Heading, KeptHeading, address, company_of};
use crate::modules::documents::lines::{GivenDocumentLines, SettledLine, check_lines, check_sums, lines_from, set_lines};
use crate::modules::files::{Attached, check_files};
use crate::modules::inputs::Inputs;
use crate::modules::moved_history::{check_times, said};
use crate::modules::one::One;
use crate::modules::reference::unknown;
use crate::records::attachment;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::kinds::kind_of;
use crate::records::line::{NO_INPUTS, kept};
use crate::records::member::Member;
use crate::records::opportunity::Opportunity;
use crate::records::quotation::Quotation;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Creates a draft of a quotation: for a company, or from an opportunity.
///
/// With `opportunity_id` company, contact, owner, currency and lines are the opportunity's, unless they are given. The quotation keeps
/// the company's addresses as they are now. A draft has no number: `Quotations.Send` gives it one.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The company that gets the offer. Required without `opportunity_id`.
    #[schemars(extend("x-aliases" = ["customer_id"]))]
    #[serde(default)]
    company_id: Option<Id<Company>>,
    /// The opportunity that the offer is for. An application token also needs the right to read opportunities.
    #[serde(default)]
    opportunity_id: Option<Id<Opportunity>>,
    /// The lines, at most 500. A line without a price has the product's own; an application token then also needs the right to read
    /// products, or services. Default: the opportunity's lines, otherwise none.
    #[serde(default)]
    lines: Option<GivenDocumentLines>,
    /// The contact at the company; a contact of another company is refused.
    #[serde(default)]
    contact_id: Option<Id<Contact>>,
    /// The owner: a user who is a member of the profile.
    #[schemars(extend("x-aliases" = ["assigned_to"]))]
    #[serde(default)]
    user_id: Option<Id<Member>>,
    /// The last day on which the quotation can be accepted. Default: counted from the day of sending, by the least validity of its
    /// products; none if no product has one.
    #[serde(default)]
    valid_until: Option<Day>,
    /// The currency of all amounts, an entry of `Profiles.GetCurrencies`. Default: the opportunity's, otherwise the profile's. Nothing is
    /// ever converted.
    #[serde(default)]
    currency_id: Option<Id<CatalogEntry>>,
    /// The billing address; a text is kept as one. Default: the company's.
    #[serde(default)]
    billing_address: Option<AddressOrText>,
    /// The shipping address; a text is kept as one. Default: the company's.
    #[serde(default)]
    shipping_address: Option<AddressOrText>,
    /// Notes for the company.
    #[serde(default)]
    notes: OptionalText<10_000>,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`; `Quotations.GetInputs` lists the fields.
    #[schemars(extend("x-aliases" = ["custom_fields"]))]
    #[serde(default)]
    inputs: Inputs,
    /// The files of the quotation, at most 50, in this order: ids from `Files.Upload`.
    #[serde(default)]
    files: Attached,
    /// The record's external IDs: its ids in other systems, such as `{"sap": "000123"}`. Each is unique among records of its
    /// kind. Wherever an id is expected, an external ID may stand for it.
    #[serde(default)]
    external_ids: ExternalIds,
    /// The time when the quotation was made, in the system that it comes from; never in the future. It takes the right `migrate`. Default: now.
    #[serde(default)]
    created_at: Option<Beginning>,
}

pub struct CreateQuotation;

/// The draft, and its lines.
pub struct Found {
    quotation: Quotation,
    lines: Vec<SettledLine>,
}

impl Parameters {
    /// The opportunity that the offer is for. A missing one is noted, and one of another company.
    fn opportunity(&self, editor: &mut Editor, problems: &mut Problems) -> Result<Option<Recorded<Opportunity>>> {
        let Some(id) = self.opportunity_id.filter(|_| !problems.concern("opportunity_id")) else { return Ok(None) };
        editor.refuse_unless_read(Opportunity::ENTITY)?;
        let Some(opportunity) = editor.find::<Opportunity>(id.get())? else {
            problems.add("opportunity_id", "unknown_id", unknown::<Opportunity>(id.get())?);
            return Ok(None);
        };
        if let Some(company_id) = self.company_id.map(Id::get).filter(|id| *id != opportunity.company_id)
            && !problems.concern("company_id")
        {
            let what = kind_of(Opportunity::ENTITY)?.noun;
            problems.add("opportunity_id", "another_company", Sentence::OfAnotherCompany { what, id: id.get(), company_id });
        }
        Ok(Some(opportunity))
    }

    /// The lines: those of the call, else those of the opportunity.
    fn lines(
        &self,
        editor: &mut Editor,
        opportunity: Option<&Opportunity>,
        currency_id: Option<i64>,
        problems: &mut Problems,
    ) -> Result<Vec<SettledLine>> {
        let lines = match (&self.lines, opportunity) {
            (Some(given), _) => check_lines::<Quotation>(editor, given.places("lines"), &[], currency_id, problems)?,
            (None, Some(opportunity)) => {
                let others = kept(&opportunity.products)?.into_iter().filter_map(|line| Some((line, line.net()?, NO_INPUTS.to_owned())));
                lines_from::<Quotation>(editor, others.collect::<Vec<_>>())?
            }
            (None, None) => Vec::new(),
        };
        check_sums("lines", &lines, problems)?;
        Ok(lines)
    }
}

impl Method for CreateQuotation {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found;
    type Response = One<Quotation>;

    const SUMMARY_IN_SPANISH: &'static str = "Crea el borrador de una cotización, para una empresa o a partir de una oportunidad.";

    fn name(&self) -> &'static str {
        "CreateQuotation"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        if parameters.company_id.is_none() && parameters.opportunity_id.is_none() && !problems.concern("company_id") {
            problems.add("company_id", "required", Sentence::QuotationOfNobody);
        }
        let opportunity = parameters.opportunity(editor, problems)?;
        let company_id = parameters.company_id.map(Id::get).or(opportunity.as_ref().map(|opportunity| opportunity.company_id));
        let company = match company_id {
            Some(id) => company_of(editor, id, problems)?,
            None => None,
        };
        let Parameters { contact_id, user_id, currency_id, .. } = *parameters;
        let of_opportunity = opportunity.as_ref().and_then(|opportunity| opportunity.currency_id);
        let heading = KeptHeading { currency_id: of_opportunity, ..KeptHeading::default() };
        Heading { contact_id, user_id, currency_id }.check(editor, company.as_ref().map(|company| company.id), heading, problems)?;
        check_times::<Quotation>(editor, &[("created_at", parameters.created_at)], problems)?;
        check_files(editor, &parameters.files, attachment::NONE, problems)?;
        let inputs = match &opportunity {
            Some(opportunity) => parameters.inputs.of_new_from(&opportunity.inputs, editor, Quotation::ENTITY, problems)?,
            None => parameters.inputs.of_new(editor, Quotation::ENTITY, problems)?,
        };
        let currency_id = match currency_id.map(Id::get).or(of_opportunity) {
            Some(said) => Some(said),
            None => editor.profile()?.currency_id,
        };
        let lines = parameters.lines(editor, opportunity.as_deref(), currency_id, problems)?;
        let Some(company) = company.filter(|_| problems.is_empty()) else { return Ok(None) };
        let contact_of_opportunity = opportunity.as_ref().map(|opportunity| opportunity.contact_id);
        let owner_of_opportunity = match &opportunity {
            Some(opportunity) if editor.is_member(opportunity.user_id)? => Some(opportunity.user_id),
            _ => None,
        };
        let quotation = Quotation {
            number: None,
            revision: 1,
            company_id: company.id,
            contact_id: contact_id.map(Id::get).or(contact_of_opportunity),
            opportunity_id: opportunity.map(|opportunity| opportunity.id),
            user_id: user_id.map(Id::get).or(owner_of_opportunity),
            status: QuotationStatus::Draft.name().to_owned(),
            valid_until: parameters.valid_until.clone(),
            currency_id,
            billing_address: address(parameters.billing_address.clone(), company.billing_address.as_ref())?,
            shipping_address: address(parameters.shipping_address.clone(), company.shipping_address.as_ref())?,
            lines: "[]".to_owned(),
            subtotal: Money::ZERO,
            discount: Money::ZERO,
            tax: Money::ZERO,
            total: Money::ZERO,
            taxes: "[]".to_owned(),
            notes: parameters.notes.clone().into(),
            sent_at: None,
            accepted_at: None,
            rejected_at: None,
            mailed_to: None,
            mailed_at: None,
            rejected_reason: None,
            superseded_at: None,
            inputs,
            files: attachment::as_kept(&parameters.files.in_order())?,
            external_ids: parameters.external_ids.as_kept()?,
        };
        Ok(Some(Found { quotation, lines }))
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, Found { mut quotation, lines }: Found) -> Result<One<Quotation>> {
        let reserved = editor.reserve::<Quotation>()?.made_at(said(parameters.created_at));
        set_lines(editor, &mut quotation, lines)?;
        let quotation = editor.insert_reserved(reserved, quotation)?;
        Ok(One::shown(editor, quotation))
    }
}

//! `Opportunities.EditOpportunity`: changes an opportunity, moves it to a stage, and closes it.

use schemars::JsonSchema;
use serde::Deserialize;

use super::from_lead::has_tax;
use super::references::References;
use super::{OperationType, OpportunityStatus, ProspectType, check_lost_reason, check_value};
use crate::db::references::Referent;
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{Beginning, Day, Edit, ExternalIds, Id, Money, Named, OptionalText, Replace, Text};
use crate::modules::files::{Attached, apply_files, check_files};
use crate::modules::inputs::Inputs;
use crate::modules::lines::{GivenLines, check_kept, line_of};
use crate::modules::moved_history::{check_fits, check_times, said};
use crate::modules::notice::{Comment, check_comment, tell_owner};
use crate::modules::one::One;
use crate::modules::referrers::Referrers;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::item::AnyItem;
use crate::records::lead::Lead;
use crate::records::line::{Line, as_kept, kept};
use crate::records::member::Member;
use crate::records::opportunity::Opportunity;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Changes an opportunity. Parameters that are left out stay as they are; null clears a field that may be empty.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The opportunity's id.
    opportunity_id: Id<Opportunity>,
    /// The owner: a user who is a member of the profile.
    #[serde(default)]
    user_id: Replace<Id<Member>>,
    /// The opportunity's title, as people see it.
    #[schemars(extend("x-aliases" = ["name"]))]
    #[serde(default)]
    title: Replace<Text<200>>,
    /// The opportunity's worth, 0 or more.
    #[serde(default)]
    value: Replace<Money>,
    /// The day on which a decision is expected.
    #[schemars(extend("x-aliases" = ["closing_date"]))]
    #[serde(default)]
    estimated_end_at: Replace<Day>,
    /// Whether the customer is new or an existing one: `new` or `existing`.
    #[serde(default)]
    prospect_type: Replace<ProspectType>,
    /// Whether this is a first sale or a renewal: `new` or `renew`.
    #[serde(default)]
    operation_type: Replace<OperationType>,
    /// The status: `active`, `pending`, `won` or `lost`. `won` and `lost` close the opportunity; another status opens it again.
    #[serde(default)]
    status: Replace<OpportunityStatus>,
    /// The reason why the opportunity was lost; only with the status `lost`.
    #[serde(default)]
    lost_reason: Edit<OptionalText<1000>>,
    /// The time when the opportunity was won or lost; never in the future, and only with the status `won` or `lost`. It takes the right
    /// `migrate`. Default: now, when the opportunity is closed.
    #[serde(default)]
    closed_at: Replace<Beginning>,
    /// An entry of `Profiles.GetStages`.
    #[schemars(extend("x-aliases" = ["sfun_id"]))]
    #[serde(default)]
    stage_id: Replace<Id<CatalogEntry>>,
    /// The company that may buy. A change of company also needs a contact of the new company.
    #[serde(default)]
    company_id: Replace<Id<Company>>,
    /// The contact at the company; a contact of another company is refused.
    #[serde(default)]
    contact_id: Replace<Id<Contact>>,
    /// An entry of `Profiles.GetCampaigns`.
    #[serde(default)]
    campaign_id: Edit<Id<CatalogEntry>>,
    /// The kind of deal, an entry of `Opportunities.GetTypes`.
    #[serde(default)]
    type_id: Edit<Id<CatalogEntry>>,
    /// The currency of the value and the lines, an entry of `Profiles.GetCurrencies`; null for the profile's currency. Nothing is
    /// converted: value and lines keep their numbers.
    #[serde(default)]
    currency_id: Edit<Id<CatalogEntry>>,
    /// The lead that the opportunity came from.
    #[schemars(extend("x-aliases" = ["ld_id"]))]
    #[serde(default)]
    lead_id: Edit<Id<Lead>>,
    /// Whether the opportunity has lines.
    #[serde(default)]
    want_products: Replace<bool>,
    /// Whether the lines may have a tax.
    #[serde(default)]
    want_tax: Replace<bool>,
    /// All lines: they replace the lines before.
    #[serde(default)]
    products: Replace<GivenLines>,
    /// One product or service instead of `products`: its line replaces all lines before, with one unit at its price, with its
    /// discount and its taxes. An application token also needs the right to read products, or services.
    #[schemars(extend("x-aliases" = ["pro_id"]))]
    #[serde(default)]
    product_id: Option<Id<AnyItem>>,
    /// Whether to notify the owner.
    #[serde(default)]
    notify: bool,
    /// A comment for the owner, in the notification; only with `notify`.
    #[serde(default)]
    comment: Comment,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`. Fields left out keep their value; null removes it.
    #[serde(default)]
    inputs: Inputs,
    /// All files of the opportunity, at most 50, in this order: ids from `Files.Upload`. They replace the files before.
    #[serde(default)]
    files: Edit<Attached>,
    /// The record's external IDs, such as `{"sap": "000123"}`. External IDs that are left out stay; null removes one of them, or all.
    #[serde(default)]
    external_ids: ExternalIds,
    /// The time when the opportunity was made, in the system that it comes from; never in the future. It takes the right `migrate`.
    #[serde(default)]
    created_at: Replace<Beginning>,
}

pub struct EditOpportunity;

/// The opportunity before the change, its new lines if there are any, and the values of its inputs after the change.
pub struct Found {
    before: Recorded<Opportunity>,
    lines: Option<Vec<Line>>,
    inputs: String,
}

impl Method for EditOpportunity {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found;
    type Response = One<Opportunity>;

    const SUMMARY_IN_SPANISH: &'static str =
        "Modifica una oportunidad: lo que se omite queda como está y null borra lo que puede quedar vacío.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Opportunity>(parameters.opportunity_id));

    fn name(&self) -> &'static str {
        "EditOpportunity"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        if problems.concern("opportunity_id") {
            return Ok(None);
        }
        let before = editor.get::<Opportunity>(parameters.opportunity_id.get())?;
        let references = References {
            user_id: parameters.user_id.given().copied(),
            stage_id: parameters.stage_id.given().copied(),
            campaign_id: parameters.campaign_id.given().copied(),
            type_id: parameters.type_id.given().copied(),
            currency_id: parameters.currency_id.given().copied(),
            company_id: parameters.company_id.given().copied(),
            contact_id: parameters.contact_id.given().copied(),
            lead_id: parameters.lead_id.given().copied(),
        };
        references.check(editor, Some(&before), problems)?;
        if let Some(value) = parameters.value.given() {
            check_value(*value, problems);
        }
        let status = parameters.status.given().map_or(before.status.as_str(), |status| status.name());
        let (created_at, closed_at) = (parameters.created_at.given().copied(), parameters.closed_at.given().copied());
        check_times::<Opportunity>(editor, &[("created_at", created_at), ("closed_at", closed_at)], problems)?;
        check_fits("closed_at", closed_at, status, &OpportunityStatus::OVER, problems);
        check_lost_reason(parameters.lost_reason.given().and_then(OptionalText::as_deref).is_some(), status, problems);
        let lines = check_lines(editor, &before, parameters, problems)?;
        check_comment(parameters.notify, &parameters.comment, problems);
        // A new owner's membership has been checked above, with the references.
        let keeps_owner = parameters.user_id.given().is_none_or(|id| id.get() == before.user_id) && !problems.concern("user_id");
        if parameters.notify && keeps_owner && !editor.is_member(before.user_id)? {
            problems.add("notify", "no_member", Sentence::OwnerNoMember);
        }
        if let Some(files) = parameters.files.given() {
            check_files(editor, files, &before.files, problems)?;
        }
        let inputs = parameters.inputs.merged_into(&before.inputs, editor, Opportunity::ENTITY, problems)?;
        // A conflict is reported alone, after all problems that the caller can correct.
        let moves = parameters.company_id.given().is_some_and(|company_id| company_id.get() != before.company_id);
        if moves && problems.is_empty() {
            refuse_if_named_with_company(editor, &before)?;
        }
        Ok(Some(Found { before, lines, inputs }))
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, found: Found) -> Result<One<Opportunity>> {
        let Found { before, lines, inputs } = found;
        let mut opportunity = Opportunity { inputs, ..before.record.clone() };
        parameters.user_id.apply_as(&mut opportunity.user_id, Id::get);
        parameters.title.apply(&mut opportunity.title);
        parameters.value.apply(&mut opportunity.value);
        parameters.estimated_end_at.apply(&mut opportunity.estimated_end_at);
        parameters.prospect_type.apply_as(&mut opportunity.prospect_type, |kind| kind.name().to_owned());
        parameters.operation_type.apply_as(&mut opportunity.operation_type, |kind| kind.name().to_owned());
        if let Some(status) = parameters.status.given() {
            opportunity.take_status(*status, editor.moment());
        }
        opportunity.closed_at = said(parameters.closed_at.given().copied()).or(opportunity.closed_at);
        parameters.lost_reason.apply(&mut opportunity.lost_reason);
        parameters.stage_id.apply_as(&mut opportunity.stage_id, Id::get);
        parameters.company_id.apply_as(&mut opportunity.company_id, Id::get);
        parameters.contact_id.apply_as(&mut opportunity.contact_id, Id::get);
        parameters.campaign_id.apply(&mut opportunity.campaign_id);
        parameters.type_id.apply(&mut opportunity.type_id);
        if matches!(parameters.currency_id, Edit::Clear) {
            opportunity.currency_id = editor.profile()?.currency_id;
        } else {
            parameters.currency_id.apply(&mut opportunity.currency_id);
        }
        parameters.lead_id.apply(&mut opportunity.lead_id);
        parameters.want_products.apply(&mut opportunity.want_products);
        parameters.want_tax.apply(&mut opportunity.want_tax);
        if let Some(lines) = lines {
            if parameters.product_id.is_some() {
                opportunity.want_products = true;
                opportunity.want_tax |= has_tax(&lines);
            }
            opportunity.products = as_kept(&lines)?;
        }
        apply_files(parameters.files, &mut opportunity.files)?;
        opportunity.external_ids = parameters.external_ids.merged_into(&opportunity.external_ids)?;
        let opportunity = editor.update_made_at(before, opportunity, said(parameters.created_at.given().copied()))?;
        tell_owner(editor, &opportunity, parameters.notify, parameters.comment)?;
        Ok(One::whole(opportunity))
    }
}

/// Notes problems of the lines that the opportunity will have, new or kept. Returns the new lines, if there are any.
fn check_lines(
    editor: &mut Editor,
    opportunity: &Opportunity,
    parameters: &Parameters,
    problems: &mut Problems,
) -> Result<Option<Vec<Line>>> {
    let want_products = parameters.want_products.given().copied().unwrap_or(opportunity.want_products);
    let want_tax = parameters.want_tax.given().copied().unwrap_or(opportunity.want_tax);
    let kept = kept(&opportunity.products)?;
    if let Some(product_id) = parameters.product_id {
        if parameters.products.given().is_some() || parameters.want_products.given() == Some(&false) {
            problems.add("product_id", "contradiction", Sentence::ProductBesideLines);
        }
        let line = line_of(editor, "product_id", product_id, problems)?;
        if line.is_some_and(|line| line.tax > Money::ZERO) && parameters.want_tax.given() == Some(&false) {
            problems.add("product_id", "not_wanted", Sentence::TaxNotWanted);
        }
        return Ok(Some(line.into_iter().collect()));
    }
    match parameters.products.given() {
        Some(lines) => {
            lines.check_presence(want_products, problems);
            lines.check("products", editor, &kept, want_tax, problems).map(Some)
        }
        None => {
            check_kept(&kept, want_products, want_tax, problems);
            Ok(None)
        }
    }
}

/// Refuses a change of company while tickets or interactions name the opportunity: they name it together with its company.
fn refuse_if_named_with_company(editor: &mut Editor, opportunity: &Recorded<Opportunity>) -> Result<()> {
    let named = Referent::of(opportunity).within(opportunity.company_id);
    let referrers = Referrers::of(editor, &named)?;
    referrers.refuse::<Opportunity>("company_id", &opportunity.title, Sentence::AdviceStaysAtCompany)
}

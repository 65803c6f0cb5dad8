//! `Quotations.EditQuotation`: changes a draft, and of a sent quotation the owner and the names in other systems.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{held, refuse_unless_draft};
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{AddressOrText, Beginning, Day, Edit, ExternalIds, Id, Named, OptionalText, Replace};
use crate::modules::companies::kept_address;
use crate::modules::documents::heading::{Heading, KeptHeading};
use crate::modules::documents::lines::{GivenDocumentLines, SettledLine, check_lines, check_sums, set_lines};
use crate::modules::files::{Attached, apply_files, check_files};
use crate::modules::inputs::Inputs;
use crate::modules::moved_history::{check_times, said};
use crate::modules::one::One;
use crate::modules::reference::check_of_company;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::contact::Contact;
use crate::records::document::Document;
use crate::records::member::Member;
use crate::records::opportunity::Opportunity;
use crate::records::quotation::Quotation;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;

/// Changes a draft of a quotation; a quotation that was sent takes `user_id` and `external_ids` alone, and everything else is a conflict.
/// Parameters that are left out stay as they are; null clears a field that may be empty. The company never changes.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The quotation's id.
    quotation_id: Id<Quotation>,
    /// The opportunity that the offer is for; an opportunity of another company is refused.
    #[serde(default)]
    opportunity_id: Edit<Id<Opportunity>>,
    /// All lines: they replace the lines before. A line with the `line_id` that it has stays the same line; its custom fields that are left
    /// out keep their values.
    #[serde(default)]
    lines: Replace<GivenDocumentLines>,
    /// The contact at the company; a contact of another company is refused.
    #[serde(default)]
    contact_id: Edit<Id<Contact>>,
    /// The owner: a user who is a member of the profile.
    #[schemars(extend("x-aliases" = ["assigned_to"]))]
    #[serde(default)]
    user_id: Edit<Id<Member>>,
    /// The last day on which the quotation can be accepted; null for the least validity of its products, counted from the day of sending.
    #[serde(default)]
    valid_until: Edit<Day>,
    /// The currency of all amounts, an entry of `Profiles.GetCurrencies`. Nothing is converted: lines keep their numbers.
    #[serde(default)]
    currency_id: Replace<Id<CatalogEntry>>,
    /// The billing address; a text is kept as one.
    #[serde(default)]
    billing_address: Edit<AddressOrText>,
    /// The shipping address; a text is kept as one.
    #[serde(default)]
    shipping_address: Edit<AddressOrText>,
    /// Notes for the company.
    #[serde(default)]
    notes: Edit<OptionalText<10_000>>,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`. Fields left out keep their value; null removes it.
    #[schemars(extend("x-aliases" = ["custom_fields"]))]
    #[serde(default)]
    inputs: Inputs,
    /// All files of the quotation, at most 50, in this order: ids from `Files.Upload`. They replace the files before.
    #[serde(default)]
    files: Edit<Attached>,
    /// The record's external IDs, such as `{"sap": "000123"}`. External IDs that are left out stay; null removes one of them, or all.
    #[serde(default)]
    external_ids: ExternalIds,
    /// The time when the quotation was made, in the system that it comes from; never in the future. It takes the right `migrate`.
    #[serde(default)]
    created_at: Replace<Beginning>,
}

impl Parameters {
    /// Whether more changes than the owner and the names in other systems, which the company never sees.
    fn change_the_offer(&self) -> bool {
        self.opportunity_id.is_said()
            || self.lines.given().is_some()
            || self.contact_id.is_said()
            || self.valid_until.is_said()
            || self.currency_id.given().is_some()
            || self.billing_address.is_said()
            || self.shipping_address.is_said()
            || self.notes.is_said()
            || !self.inputs.is_empty()
            || self.files.is_said()
            || self.created_at.given().is_some()
    }
}

pub struct EditQuotation;

/// The draft before the change, its new lines if there are any, and the values of its inputs after the change.
pub struct Found {
    before: Recorded<Quotation>,
    lines: Option<Vec<SettledLine>>,
    inputs: String,
}

impl Method for EditQuotation {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found;
    type Response = One<Quotation>;

    const SUMMARY_IN_SPANISH: &'static str = "Modifica el borrador de una cotización, o el responsable y los identificadores externos de una enviada: lo que se omite queda como \
         está y null borra lo que puede quedar vacío.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Quotation>(parameters.quotation_id));

    fn name(&self) -> &'static str {
        "EditQuotation"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        if problems.concern("quotation_id") {
            return Ok(None);
        }
        let before = editor.get::<Quotation>(parameters.quotation_id.get())?;
        let contact_id = parameters.contact_id.given().copied().filter(|id| before.contact_id != Some(id.get()));
        let (user_id, currency_id) = (parameters.user_id.given().copied(), parameters.currency_id.given().copied());
        let kept = KeptHeading { user_id: before.user_id, currency_id: before.currency_id };
        Heading { contact_id, user_id, currency_id }.check(editor, Some(before.company_id), kept, problems)?;
        if let Some(id) = parameters.opportunity_id.given().filter(|id| before.opportunity_id != Some(id.get())) {
            check_of_company::<Opportunity>(editor, "opportunity_id", *id, before.company_id, problems)?;
        }
        check_times::<Quotation>(editor, &[("created_at", parameters.created_at.given().copied())], problems)?;
        if let Some(files) = parameters.files.given() {
            check_files(editor, files, &before.files, problems)?;
        }
        let currency_id = currency_id.map(Id::get).or(before.currency_id);
        let lines = match parameters.lines.given() {
            Some(given) => {
                let lines = check_lines::<Quotation>(editor, given.places("lines"), &before.kept_lines()?, currency_id, problems)?;
                check_sums("lines", &lines, problems)?;
                Some(lines)
            }
            None => None,
        };
        let inputs = parameters.inputs.merged_into(&before.inputs, editor, Quotation::ENTITY, problems)?;
        if problems.is_empty() {
            let now = held(editor, parameters.quotation_id)?;
            if parameters.change_the_offer() {
                refuse_unless_draft(editor, "quotation_id", &now)?;
            }
        }
        Ok(Some(Found { before, lines, inputs }))
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, Found { before, lines, inputs }: Found) -> Result<One<Quotation>> {
        let mut quotation = Quotation { inputs, ..before.record.clone() };
        if let Some(lines) = lines {
            set_lines(editor, &mut quotation, lines)?;
        }
        parameters.opportunity_id.apply(&mut quotation.opportunity_id);
        parameters.contact_id.apply(&mut quotation.contact_id);
        parameters.user_id.apply(&mut quotation.user_id);
        parameters.valid_until.apply(&mut quotation.valid_until);
        if let Some(id) = parameters.currency_id.given() {
            quotation.currency_id = Some(id.get());
        }
        parameters.billing_address.try_map(|address| kept_address(Some(address)))?.apply(&mut quotation.billing_address);
        parameters.shipping_address.try_map(|address| kept_address(Some(address)))?.apply(&mut quotation.shipping_address);
        parameters.notes.apply(&mut quotation.notes);
        apply_files(parameters.files, &mut quotation.files)?;
        quotation.external_ids = parameters.external_ids.merged_into(&quotation.external_ids)?;
        let quotation = editor.update_made_at(before, quotation, said(parameters.created_at.given().copied()))?;
        Ok(One::shown(editor, quotation))
    }
}

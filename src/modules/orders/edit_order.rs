//! `Orders.EditOrder`: changes an order, and moves it from status to status.

use schemars::JsonSchema;
use serde::Deserialize;

use super::OrderStatus;
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::db::versions::Subject;
use crate::error::{Error, Result};
use crate::fields::{AddressOrText, Beginning, Day, Edit, ExternalIds, Id, Key, Named, OptionalText, Replace};
use crate::modules::companies::kept_address;
use crate::modules::documents::heading::{Heading, KeptHeading};
use crate::modules::documents::lines::{GivenDocumentLines, SettledLine, check_lines, check_sums, set_lines};
use crate::modules::documents::number::check_number;
use crate::modules::files::{Attached, apply_files, check_files};
use crate::modules::inputs::Inputs;
use crate::modules::moved_history::{check_times, said};
use crate::modules::one::One;
use crate::records::contact::Contact;
use crate::records::document::Document;
use crate::records::member::Member;
use crate::records::order::Order;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Changes an order. Parameters that are left out stay as they are; null clears a field that may be empty. The company, the quotation
/// and the currency never change.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The order's id.
    order_id: Id<Order>,
    /// The status: `pending`, `processing`, `shipped`, `delivered` or `cancelled`. It goes forward in this order, also past others, and
    /// gets its time; it goes back only with `reopen`.
    #[serde(default)]
    status: Replace<OrderStatus>,
    /// Whether the order may go back to an earlier status. The later ones lose their times.
    #[serde(default)]
    reopen: bool,
    /// All lines: they replace the lines before, while the order is pending or processing. A line with the `line_id` that it has stays the
    /// same line; its custom fields that are left out keep their values.
    #[serde(default)]
    lines: Replace<GivenDocumentLines>,
    /// The order's number, unique in the profile, in another form than that of the sequence, `O-000001`.
    #[serde(default)]
    number: Replace<Key<50>>,
    /// The contact at the company; a contact of another company is refused.
    #[serde(default)]
    contact_id: Edit<Id<Contact>>,
    /// The owner: a user who is a member of the profile.
    #[schemars(extend("x-aliases" = ["assigned_to"]))]
    #[serde(default)]
    user_id: Edit<Id<Member>>,
    /// The day of the order; a time stands for its day.
    #[serde(default)]
    order_date: Replace<Beginning>,
    /// The billing address; a text is kept as one.
    #[serde(default)]
    billing_address: Edit<AddressOrText>,
    /// The shipping address; a text is kept as one.
    #[serde(default)]
    shipping_address: Edit<AddressOrText>,
    /// Notes about the order.
    #[serde(default)]
    notes: Edit<OptionalText<10_000>>,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`. Fields left out keep their value; null removes it.
    #[schemars(extend("x-aliases" = ["custom_fields"]))]
    #[serde(default)]
    inputs: Inputs,
    /// All files of the order, at most 50, in this order: ids from `Files.Upload`. They replace the files before.
    #[serde(default)]
    files: Edit<Attached>,
    /// The record's external IDs, such as `{"sap": "000123"}`. External IDs that are left out stay; null removes one of them, or all.
    #[serde(default)]
    external_ids: ExternalIds,
    /// The time when the order was made, in the system that it comes from; never in the future. It takes the right `migrate`.
    #[serde(default)]
    created_at: Replace<Beginning>,
}

pub struct EditOrder;

/// The order before the change, its new lines if there are any, and the values of its inputs after the change.
pub struct Found {
    before: Recorded<Order>,
    lines: Option<Vec<SettledLine>>,
    inputs: String,
}

impl Parameters {
    /// The new lines. A change of lines that are fixed by now is a conflict.
    fn lines(&self, editor: &mut Editor, before: &Order, problems: &mut Problems) -> Result<Option<Vec<SettledLine>>> {
        let Some(given) = self.lines.given() else { return Ok(None) };
        let lines = check_lines::<Order>(editor, given.places("lines"), &before.kept_lines()?, before.currency_id, problems)?;
        check_sums("lines", &lines, problems)?;
        if given.is_empty() && !problems.concern("lines") {
            problems.add("lines", "required", Sentence::LinesMissing);
        }
        Ok(Some(lines))
    }

    /// Refuses a status that comes before the present one, and a change of lines that are fixed by now.
    fn refuse_conflicts(&self, before: &Order) -> Result<()> {
        let status = OrderStatus::of(before);
        if let Some(to) = self.status.given().filter(|to| **to < status && !self.reopen) {
            let sentence = Sentence::OrderBackwards { from: before.status.clone(), to: to.name() };
            return Err(Error::conflict("status", "backwards", sentence));
        }
        // An order that is opened again in this very call takes its lines, too.
        let after = self.status.given().copied().unwrap_or(status);
        if self.lines.given().is_some() && !status.is_open() && !after.is_open() {
            return Err(Error::conflict("lines", "fixed", Sentence::OrderLinesFixed { status: before.status.clone() }));
        }
        Ok(())
    }
}

impl Method for EditOrder {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found;
    type Response = One<Order>;

    const SUMMARY_IN_SPANISH: &'static str = "Modifica un pedido: lo que se omite queda como está y null borra lo que puede quedar vacío.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Order>(parameters.order_id));

    fn name(&self) -> &'static str {
        "EditOrder"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        if problems.concern("order_id") {
            return Ok(None);
        }
        let before = editor.get::<Order>(parameters.order_id.get())?;
        let (contact_id, user_id) = (parameters.contact_id.given().copied(), parameters.user_id.given().copied());
        let contact_id = contact_id.filter(|id| before.contact_id != Some(id.get()));
        let kept = KeptHeading { user_id: before.user_id, currency_id: before.currency_id };
        Heading { contact_id, user_id, currency_id: None }.check(editor, Some(before.company_id), kept, problems)?;
        let number = parameters.number.given().map(Key::as_str).filter(|number| *number != before.number);
        check_number::<Order>(number, problems);
        check_times::<Order>(editor, &[("created_at", parameters.created_at.given().copied())], problems)?;
        if parameters.reopen && parameters.status.given().is_none() && !problems.concern("status") {
            problems.add("reopen", "meaningless", Sentence::ReopenWithoutStatus);
        }
        if let Some(files) = parameters.files.given() {
            check_files(editor, files, &before.files, problems)?;
        }
        let lines = parameters.lines(editor, &before, problems)?;
        let inputs = parameters.inputs.merged_into(&before.inputs, editor, Order::ENTITY, problems)?;
        if problems.is_empty() {
            parameters.refuse_conflicts(&before)?;
        }
        Ok(Some(Found { before, lines, inputs }))
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, Found { before, lines, inputs }: Found) -> Result<One<Order>> {
        let mut order = Order { inputs, ..before.record.clone() };
        if let Some(status) = parameters.status.given() {
            order.take_status(*status, editor.moment());
        }
        if let Some(lines) = lines {
            set_lines(editor, &mut order, lines)?;
        }
        parameters.number.apply(&mut order.number);
        parameters.contact_id.apply(&mut order.contact_id);
        parameters.user_id.apply(&mut order.user_id);
        if let Some(beginning) = parameters.order_date.given() {
            order.order_date = Day::of(editor.time_zone().day_of(beginning.instant()));
        }
        parameters.billing_address.try_map(|address| kept_address(Some(address)))?.apply(&mut order.billing_address);
        parameters.shipping_address.try_map(|address| kept_address(Some(address)))?.apply(&mut order.shipping_address);
        parameters.notes.apply(&mut order.notes);
        apply_files(parameters.files, &mut order.files)?;
        order.external_ids = parameters.external_ids.merged_into(&order.external_ids)?;
        let order = editor.update_made_at(before, order, said(parameters.created_at.given().copied()))?;
        Ok(One::shown(editor, order))
    }
}

//! `Orders.CreateOrder`: a new order.

use schemars::JsonSchema;
use serde::Deserialize;

use super::OrderStatus;
use super::new_order::{blank, keep, of_quotation, refuse_unless_orderable, touches};
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::{AddressOrText, Beginning, Day, ExternalIds, Id, Key, Money, Named, OptionalText};
use crate::modules::documents::heading::{Heading, KeptHeading, address, company_of, refuse_if_blocked};
use crate::modules::documents::lines::{GivenDocumentLine, GivenDocumentLines, SettledLine, check_lines, check_sums};
use crate::modules::documents::number::check_number;
use crate::modules::files::{Attached, check_files};
use crate::modules::inputs::{Inputs, values};
use crate::modules::moved_history::{check_times, said};
use crate::modules::one::One;
use crate::modules::reference::unknown;
use crate::records::attachment;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::item::AnyItem;
use crate::records::kinds::Kind;
use crate::records::member::Member;
use crate::records::order::Order;
use crate::records::quotation::Quotation;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Creates an order of a company: of one product, of several lines, or of an accepted quotation.
///
/// The company becomes a customer with its first order, so that an application token also needs the right to write companies then. An
/// order of a blocked customer is a conflict. The order keeps the company's addresses as they are now.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The company that ordered. Required without `quotation_id`.
    #[schemars(extend("x-aliases" = ["customer_id"]))]
    #[serde(default)]
    company_id: Option<Id<Company>>,
    /// The product or service that was ordered, instead of `lines`: one line at its own price, with its discount and its taxes. An
    /// application token also needs the right to read products, or services.
    #[serde(default)]
    product_id: Option<Id<AnyItem>>,
    /// The number of units of `product_id`, more than 0. Default: 1.
    #[schemars(extend("x-aliases" = ["quantity"]))]
    #[serde(default)]
    amount: Option<Money>,
    /// The lines, at most 500. A line without a price has the product's own; an application token then also needs the right to read
    /// products, or services.
    #[serde(default)]
    lines: GivenDocumentLines,
    /// The accepted quotation that is ordered: company, contact, owner, currency, addresses, notes and lines are its own, unless they are
    /// given here. A quotation becomes one order. An application token also needs the right to read quotations.
    #[serde(default)]
    quotation_id: Option<Id<Quotation>>,
    /// The order's number, unique in the profile, in another form than that of the sequence, `O-000001`. Default: the next number of the
    /// sequence.
    #[serde(default)]
    number: Option<Key<50>>,
    /// The contact at the company; a contact of another company is refused.
    #[serde(default)]
    contact_id: Option<Id<Contact>>,
    /// The owner: a user who is a member of the profile.
    #[schemars(extend("x-aliases" = ["assigned_to"]))]
    #[serde(default)]
    user_id: Option<Id<Member>>,
    /// The status. Default: `pending`.
    #[serde(default)]
    status: Option<OrderStatus>,
    /// The day of the order; a time stands for its day. Default: today.
    #[serde(default)]
    order_date: Option<Beginning>,
    /// The currency of all amounts, an entry of `Profiles.GetCurrencies`. Default: the profile's currency. Nothing is ever converted.
    #[serde(default)]
    currency_id: Option<Id<CatalogEntry>>,
    /// The billing address; a text is kept as one. Default: the company's.
    #[serde(default)]
    billing_address: Option<AddressOrText>,
    /// The shipping address; a text is kept as one. Default: the company's.
    #[serde(default)]
    shipping_address: Option<AddressOrText>,
    /// Notes about the order.
    #[serde(default)]
    notes: OptionalText<10_000>,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`; `Orders.GetInputs` lists the fields.
    #[schemars(extend("x-aliases" = ["custom_fields"]))]
    #[serde(default)]
    inputs: Inputs,
    /// The files of the order, at most 50, in this order: ids from `Files.Upload`.
    #[serde(default)]
    files: Attached,
    /// The record's external IDs: its ids in other systems, such as `{"sap": "000123"}`. Each is unique among records of its
    /// kind. Wherever an id is expected, an external ID may stand for it.
    #[serde(default)]
    external_ids: ExternalIds,
    /// The time when the order was made, in the system that it comes from; never in the future. It takes the right `migrate`. Default: now.
    #[serde(default)]
    created_at: Option<Beginning>,
}

pub struct CreateOrder;

/// The order as it will be kept, but for its number, and its lines.
pub struct Found {
    order: Order,
    lines: Vec<SettledLine>,
}

impl Parameters {
    /// Notes parameters that are missing, or that don't go together.
    fn check_what(&self, problems: &mut Problems) {
        let given =
            [("lines", !self.lines.is_empty()), ("product_id", self.product_id.is_some()), ("quotation_id", self.quotation_id.is_some())];
        let mut given = given.into_iter().filter(|(_, is_given)| *is_given);
        match (given.next(), given.next()) {
            (None, _) if !["lines", "product_id", "quotation_id"].iter().any(|path| problems.concern(path)) => {
                problems.add("lines", "required", Sentence::OrderOfNothing);
            }
            (Some(_), Some((path, _))) => problems.add(path, "contradiction", Sentence::OrderOfSeveral),
            _ => {}
        }
        if self.amount.is_some() && self.product_id.is_none() && !problems.concern("amount") {
            problems.add("amount", "meaningless", Sentence::AmountOfNoProduct);
        }
        if self.company_id.is_none() && self.quotation_id.is_none() && !problems.concern("company_id") {
            problems.add("company_id", "required", Sentence::Required);
        }
    }

    /// The quotation that is ordered. A missing one is noted, and so are another company and another currency than its own.
    fn quotation(&self, editor: &mut Editor, problems: &mut Problems) -> Result<Option<Recorded<Quotation>>> {
        let Some(id) = self.quotation_id.filter(|_| !problems.concern("quotation_id")) else { return Ok(None) };
        editor.refuse_unless_read(Quotation::ENTITY)?;
        let Some(quotation) = editor.find::<Quotation>(id.get())? else {
            problems.add("quotation_id", "unknown_id", unknown::<Quotation>(id.get())?);
            return Ok(None);
        };
        if self.company_id.is_some_and(|id| id.get() != quotation.company_id) && !problems.concern("company_id") {
            problems.add("company_id", "contradiction", Sentence::OfQuotation);
        }
        if self.currency_id.is_some_and(|id| Some(id.get()) != quotation.currency_id) && !problems.concern("currency_id") {
            problems.add("currency_id", "contradiction", Sentence::OfQuotation);
        }
        Ok(Some(quotation))
    }

    /// The lines that the call gives.
    fn lines(&self, editor: &mut Editor, currency_id: Option<i64>, problems: &mut Problems) -> Result<Vec<SettledLine>> {
        if let Some(product_id) = self.product_id {
            let line = GivenDocumentLine::plain(product_id, self.amount.unwrap_or(Money::ONE));
            return check_lines::<Order>(editor, [(String::new(), &line)].into_iter(), &[], currency_id, problems);
        }
        let lines = check_lines::<Order>(editor, self.lines.places("lines"), &[], currency_id, problems)?;
        check_sums("lines", &lines, problems)?;
        Ok(lines)
    }
}

impl Method for CreateOrder {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found;
    type Response = One<Order>;

    const SUMMARY_IN_SPANISH: &'static str =
        "Crea un pedido de una empresa: de un producto, de varias partidas o de una cotización aceptada.";
    const TOUCHES: fn(&Kind) -> bool = touches;

    fn name(&self) -> &'static str {
        "CreateOrder"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        parameters.check_what(problems);
        let quotation = parameters.quotation(editor, problems)?;
        let company_id = quotation.as_ref().map(|quotation| quotation.company_id).or(parameters.company_id.map(Id::get));
        let company = match company_id {
            Some(id) => company_of(editor, id, problems)?,
            None => None,
        };
        let Parameters { contact_id, user_id, currency_id, .. } = *parameters;
        let kept = KeptHeading { currency_id: quotation.as_ref().and_then(|quotation| quotation.currency_id), ..KeptHeading::default() };
        Heading { contact_id, user_id, currency_id }.check(editor, company.as_ref().map(|company| company.id), kept, problems)?;
        check_number::<Order>(parameters.number.as_ref().map(Key::as_str), problems);
        check_times::<Order>(editor, &[("created_at", parameters.created_at)], problems)?;
        check_files(editor, &parameters.files, attachment::NONE, problems)?;
        let of_quotation_inputs = quotation.as_ref().map_or(values::NONE, |quotation| quotation.inputs.as_str());
        let inputs = parameters.inputs.of_new_from(of_quotation_inputs, editor, Order::ENTITY, problems)?;
        let currency_id = match currency_id {
            Some(said) => Some(said.get()),
            None => editor.profile()?.currency_id,
        };
        let given = parameters.lines(editor, currency_id, problems)?;
        let Some(company) = company.filter(|_| problems.is_empty()) else { return Ok(None) };
        // Conflicts are reported alone, after all problems that the caller can correct.
        refuse_if_blocked(if quotation.is_some() { "quotation_id" } else { "company_id" }, &company)?;
        let order_date = match parameters.order_date {
            Some(beginning) => Day::of(editor.time_zone().day_of(beginning.instant())),
            None => editor.today(),
        };
        let (order, lines) = match quotation {
            Some(quotation) => {
                refuse_unless_orderable(editor, &quotation)?;
                of_quotation(editor, &quotation, order_date)?
            }
            None => (Order { currency_id, ..blank(company.id, order_date) }, given),
        };
        let billing = order.billing_address.as_ref().or(company.billing_address.as_ref().filter(|_| order.quotation_id.is_none()));
        let shipping = order.shipping_address.as_ref().or(company.shipping_address.as_ref().filter(|_| order.quotation_id.is_none()));
        let (billing, shipping) =
            (address(parameters.billing_address.clone(), billing)?, address(parameters.shipping_address.clone(), shipping)?);
        let mut order = Order {
            number: parameters.number.clone().map(String::from).unwrap_or_default(),
            contact_id: contact_id.map(Id::get).or(order.contact_id),
            user_id: user_id.map(Id::get).or(order.user_id),
            billing_address: billing,
            shipping_address: shipping,
            notes: Option::from(parameters.notes.clone()).or(order.notes),
            inputs,
            files: attachment::as_kept(&parameters.files.in_order())?,
            external_ids: parameters.external_ids.as_kept()?,
            ..order
        };
        let made_at = said(parameters.created_at).unwrap_or_else(|| editor.moment());
        order.take_status(OrderStatus::Pending, made_at);
        order.take_status(parameters.status.unwrap_or(OrderStatus::Pending), made_at);
        Ok(Some(Found { order, lines }))
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, Found { order, lines }: Found) -> Result<One<Order>> {
        let order = keep(editor, order, lines, said(parameters.created_at))?;
        Ok(One::shown(editor, order))
    }
}

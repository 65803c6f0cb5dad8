//! The order: what a company ordered, from the day it came in to its delivery.
//!
//! Invariants: the sums are those of the lines. Each status that the order has reached has its time.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::schema::orders;
use crate::db::stored::{
    Facet, KeptInputs, KeptLines, Links, MentionColumns, Ownership, Record, Recorded, Reference, UniqueKey, from_view, stored,
};
use crate::error::Result;
use crate::fields::external_ids::none_viewed;
use crate::fields::searched::Searched;
use crate::fields::viewed::{viewed, viewed_or_null};
use crate::fields::{Author, Day, Entity, Instant, Money, Named, PostalAddress, Verbatim};
use crate::records::attachment::{self, FilesView};
use crate::records::catalog;
use crate::records::company::{self, Company, CompanyView};
use crate::records::contact::{self, Contact, ContactView};
use crate::records::document::{Document, With};
use crate::records::document_line::OrderLine;
use crate::records::interaction::InteractionView;
use crate::records::line::{DocumentLinesView, Sums, TaxOfRate};
use crate::records::quotation::Quotation;
use crate::records::user::UserView;

/// An order.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = orders, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Order {
    pub number: String,
    pub company_id: i64,
    pub contact_id: Option<i64>,
    pub quotation_id: Option<i64>,
    pub user_id: Option<i64>,
    pub status: String,
    #[serde(deserialize_with = "viewed")]
    pub order_date: Day,
    pub currency_id: Option<i64>,
    /// JSON, as the wire shows it.
    #[serde(deserialize_with = "viewed_or_null")]
    pub billing_address: Option<String>,
    /// JSON, as the wire shows it.
    #[serde(deserialize_with = "viewed_or_null")]
    pub shipping_address: Option<String>,
    /// The lines: a JSON list.
    #[serde(deserialize_with = "viewed")]
    pub lines: String,
    #[serde(deserialize_with = "viewed")]
    pub subtotal: Money,
    #[serde(deserialize_with = "viewed")]
    pub discount: Money,
    #[serde(deserialize_with = "viewed")]
    pub tax: Money,
    #[serde(deserialize_with = "viewed")]
    pub total: Money,
    /// The taxes by their rates: a JSON list.
    #[serde(deserialize_with = "viewed")]
    pub taxes: String,
    pub notes: Option<String>,
    #[serde(deserialize_with = "viewed_or_null")]
    pub pending_at: Option<Instant>,
    #[serde(deserialize_with = "viewed_or_null")]
    pub processing_at: Option<Instant>,
    #[serde(deserialize_with = "viewed_or_null")]
    pub shipped_at: Option<Instant>,
    #[serde(deserialize_with = "viewed_or_null")]
    pub delivered_at: Option<Instant>,
    #[serde(deserialize_with = "viewed_or_null")]
    pub cancelled_at: Option<Instant>,
    /// JSON, as the wire shows it.
    #[serde(deserialize_with = "viewed")]
    pub inputs: String,
    /// The attached files: a JSON list.
    #[serde(default = "attachment::none", deserialize_with = "viewed")]
    pub files: String,
    /// JSON, as the wire shows it.
    #[serde(default = "none_viewed", deserialize_with = "viewed")]
    pub external_ids: String,
}

pub const BY_USER: Facet = Facet("orders.user_id");
pub const BY_COMPANY: Facet = Facet("orders.company_id");

stored!(Order, orders, searched in search_text);

impl Named for Order {
    const ENTITY: Entity = Entity("order");
    const HAS_EXTERNAL_IDS: bool = true;
}

impl Record for Order {
    const ALL: Facet = Facet("orders");
    const MENTION: MentionColumns = MentionColumns { within: "company_id", name: "number", ..MentionColumns::NOTHING };
    const OWNERSHIP: Ownership = Ownership::Optional;
    const REFERENCES: &'static [Reference] = &[
        Reference::to::<Company>("company_id"),
        Reference::to::<Contact>("contact_id").within("company_id"),
        Reference::to::<Quotation>("quotation_id").within("company_id"),
        Reference::to_entry("currency_id", catalog::CURRENCIES),
    ];
    const EXTERNAL_IDS: Option<fn(&Self) -> &str> = Some(|order| &order.external_ids);
    const FILES: Option<fn(&Self) -> &str> = Some(|order| &order.files);
    const INPUTS: Option<KeptInputs<Self>> = Some(KeptInputs { kept: |order| &order.inputs, changed: |order| &mut order.inputs });
    const LINES: Option<KeptLines<Self>> = Some(KeptLines {
        kept: |order| &order.lines,
        changed: |order| &mut order.lines,
        entity: OrderLine::ENTITY,
        owner: "order_id",
        document: "order",
        all: OrderLine::ALL,
    });

    type With = With;
    type View<'a> = OrderView<'a>;

    fn view<'a>(kept: &'a Recorded<Self>, with: &'a With) -> OrderView<'a> {
        OrderView::new(kept, with)
    }

    fn whole() -> With {
        With::whole()
    }

    fn facets(&self) -> Vec<(Facet, i64)> {
        [(BY_USER, self.user_id), (BY_COMPANY, Some(self.company_id))]
            .into_iter()
            .filter_map(|(facet, value)| Some((facet, value?)))
            .collect()
    }

    fn keys(&self) -> Vec<UniqueKey<'_>> {
        vec![UniqueKey::of_profile("number", &self.number)]
    }

    fn search_text(&self) -> Option<String> {
        Some(Searched::named(&self.number).with([self.notes.as_deref()]).with_inputs(&self.inputs).folded())
    }

    const LINKS: &'static [Links] = &[attachment::links("order_files", "order_id")];

    fn linked(&self) -> Vec<Vec<i64>> {
        vec![attachment::ids(&self.files)]
    }

    const REVIVE: Option<fn(&str) -> Result<Self>> = Some(from_view);
}

impl Document for Order {
    type Line = OrderLine;

    const LETTER: char = 'O';

    fn user_id(&self) -> Option<i64> {
        self.user_id
    }

    fn company_id(&self) -> i64 {
        self.company_id
    }

    fn contact_id(&self) -> Option<i64> {
        self.contact_id
    }

    fn lines(&self) -> &str {
        &self.lines
    }

    fn set_lines(&mut self, lines: String, Sums { subtotal, discount, tax, total, taxes }: Sums) {
        *self = Order { lines, subtotal, discount, tax, total, taxes, ..self.clone() };
    }
}

/// An order.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Order")]
pub struct OrderView<'a> {
    id: i64,
    /// The order's number, unique in the profile: `O-000001`, unless the caller gave another one.
    number: &'a str,
    company_id: i64,
    contact_id: Option<i64>,
    /// The quotation that the order came from.
    quotation_id: Option<i64>,
    /// The owner's user id; null if there is none.
    user_id: Option<i64>,
    /// The status: `pending`, `processing`, `shipped`, `delivered` or `cancelled`.
    status: &'a str,
    /// The day of the order.
    order_date: &'a Day,
    /// The currency of all amounts, an entry of `Profiles.GetCurrencies`: the profile's when the document was made, unless another
    /// one was given. Null if the profile had none. Nothing is ever converted.
    currency_id: Option<i64>,
    /// The sum of the lines' net amounts. `subtotal` + `tax` = `total`.
    subtotal: Money,
    /// The sum of the lines' discounts (amount × discount, rounded half up to two places), which `subtotal` is already without.
    discount: Money,
    /// The sum of the lines' taxes.
    tax: Money,
    /// The sum of the lines' totals.
    total: Money,
    /// The taxes by their rates, the least rate first. The bases add up to `subtotal`, the taxes to `tax`.
    #[schemars(with = "Vec<TaxOfRate>")]
    taxes: Verbatim<'a>,
    /// The billing address: the company's when the document was made, unless another one was given.
    #[schemars(with = "Option<PostalAddress>")]
    billing_address: Verbatim<'a>,
    /// The shipping address: the company's when the document was made, unless another one was given.
    #[schemars(with = "Option<PostalAddress>")]
    shipping_address: Verbatim<'a>,
    notes: Option<&'a str>,
    /// The time when the order became pending; null if it never was.
    pending_at: Option<Instant>,
    /// The time when it was in process first; null if it is not, or if the status was skipped.
    processing_at: Option<Instant>,
    /// The time when it was shipped; null if it is not, or if the status was skipped.
    shipped_at: Option<Instant>,
    /// The time when it was delivered; null if it is not, or if the status was skipped.
    delivered_at: Option<Instant>,
    /// The time when it was cancelled; null if it is not.
    cancelled_at: Option<Instant>,
    /// The owner. Left out without `with_user`.
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<&'a UserView>,
    /// The company. Left out without `with_company`.
    #[serde(skip_serializing_if = "Option::is_none")]
    company: Option<CompanyView<'a>>,
    /// The contact. Left out without `with_contact`.
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<ContactView<'a>>,
    /// The lines. Left out of lists without `with_lines`.
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<DocumentLinesView<'a>>,
    /// The values of custom fields, by slug. Left out without `with_inputs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<std::collections::BTreeMap<String, serde_json::Value>>")]
    inputs: Option<Verbatim<'a>>,
    /// The attached files, in their order: each with its name and address. Replies that change the record have their ids alone;
    /// otherwise left out without `with_files`.
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<FilesView<'a>>,
    /// The latest five interactions about the order, the newest first. Left out without `with_interactions`.
    #[serde(skip_serializing_if = "Option::is_none")]
    interactions: Option<Vec<InteractionView<'a>>>,
    /// The record's external IDs, by the name of the other system: `{"sap": "000123"}`.
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    external_ids: Verbatim<'a>,
    /// The user or application token that made the record; null if the service itself did.
    created_by: Option<Author>,
    /// The record's version: 1 when created, one more with each change.
    version: i64,
    created_at: Instant,
    updated_at: Instant,
}

impl<'a> OrderView<'a> {
    fn new(kept: &'a Recorded<Order>, with: &'a With) -> Self {
        let company = with.companies.as_ref().and_then(|companies| companies.get(&kept.company_id));
        let contact = with.contacts.as_ref().zip(kept.contact_id).and_then(|(contacts, id)| contacts.get(&id));
        OrderView {
            id: kept.id,
            number: &kept.number,
            company_id: kept.company_id,
            contact_id: kept.contact_id,
            quotation_id: kept.quotation_id,
            user_id: kept.user_id,
            status: &kept.status,
            order_date: &kept.order_date,
            currency_id: kept.currency_id,
            subtotal: kept.subtotal,
            discount: kept.discount,
            tax: kept.tax,
            total: kept.total,
            taxes: Verbatim(Some(&kept.taxes)),
            billing_address: Verbatim(kept.billing_address.as_deref()),
            shipping_address: Verbatim(kept.shipping_address.as_deref()),
            notes: kept.notes.as_deref(),
            pending_at: kept.pending_at,
            processing_at: kept.processing_at,
            shipped_at: kept.shipped_at,
            delivered_at: kept.delivered_at,
            cancelled_at: kept.cancelled_at,
            user: with.users.as_ref().zip(kept.user_id).and_then(|(users, id)| users.get(&id)),
            company: company.map(|company| Company::view(company, &company::PLAIN)),
            contact: contact.map(|contact| Contact::view(contact, &contact::PLAIN)),
            lines: with.lines.view_of_document(&kept.lines),
            inputs: with.inputs.then_some(Verbatim(Some(&kept.inputs))),
            files: with.files.view(&kept.files),
            interactions: with.interactions.as_ref().map(|interactions| interactions.of(kept.id)),
            external_ids: Verbatim(Some(&kept.external_ids)),
            created_by: kept.created_by,
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
        }
    }
}

//! The quotation: an offer to a company, from the draft to its acceptance.
//!
//! Invariants: the sums are those of the lines. A draft has no number, unless it revises a quotation that has one; revisions of one
//! quotation share its number. That a quotation is expired is kept nowhere: the day tells.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::schema::quotations;
use crate::db::scope::Reader;
use crate::db::stored::{
    Facet, KeptInputs, KeptLines, Links, MentionColumns, Ownership, Record, Recorded, Reference, UniqueKey, Within, from_view, stored,
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
use crate::records::document_line::QuotationLine;
use crate::records::line::{DocumentLinesView, Sums, TaxOfRate};
use crate::records::opportunity::Opportunity;
use crate::records::user::UserView;

/// A quotation.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = quotations, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Quotation {
    pub number: Option<String>,
    pub revision: i64,
    pub company_id: i64,
    pub contact_id: Option<i64>,
    pub opportunity_id: Option<i64>,
    pub user_id: Option<i64>,
    pub status: String,
    #[serde(deserialize_with = "viewed_or_null")]
    pub valid_until: Option<Day>,
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
    pub sent_at: Option<Instant>,
    pub mailed_to: Option<String>,
    #[serde(deserialize_with = "viewed_or_null")]
    pub mailed_at: Option<Instant>,
    #[serde(deserialize_with = "viewed_or_null")]
    pub accepted_at: Option<Instant>,
    #[serde(deserialize_with = "viewed_or_null")]
    pub rejected_at: Option<Instant>,
    pub rejected_reason: Option<String>,
    #[serde(deserialize_with = "viewed_or_null")]
    pub superseded_at: Option<Instant>,
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

pub const BY_USER: Facet = Facet("quotations.user_id");
pub const BY_COMPANY: Facet = Facet("quotations.company_id");

/// The status of a quotation that was sent, and that nobody has answered.
pub const SENT: &str = "sent";

/// The status that is shown of a sent quotation whose last day is over.
pub const EXPIRED: &str = "expired";

stored!(Quotation, quotations, searched in search_text);

impl Named for Quotation {
    const ENTITY: Entity = Entity("quotation");
    const HAS_EXTERNAL_IDS: bool = true;
}

impl Quotation {
    /// Whether the quotation was sent, has no answer, and its last day is over on this day.
    pub fn is_expired(&self, today: &Day) -> bool {
        self.status == SENT && self.valid_until.as_ref().is_some_and(|last| last < today)
    }

    /// The status on this day.
    pub fn status_on(&self, today: &Day) -> &str {
        if self.is_expired(today) { EXPIRED } else { &self.status }
    }
}

impl Record for Quotation {
    const ALL: Facet = Facet("quotations");
    const MENTION: MentionColumns = MentionColumns { within: "company_id", ..MentionColumns::NOTHING };
    const OWNERSHIP: Ownership = Ownership::Optional;
    const REFERENCES: &'static [Reference] = &[
        Reference::to::<Company>("company_id"),
        Reference::to::<Contact>("contact_id").within("company_id"),
        Reference::to::<Opportunity>("opportunity_id").within("company_id"),
        Reference::to_entry("currency_id", catalog::CURRENCIES),
    ];
    const EXTERNAL_IDS: Option<fn(&Self) -> &str> = Some(|quotation| &quotation.external_ids);
    const FILES: Option<fn(&Self) -> &str> = Some(|quotation| &quotation.files);
    const INPUTS: Option<KeptInputs<Self>> =
        Some(KeptInputs { kept: |quotation| &quotation.inputs, changed: |quotation| &mut quotation.inputs });
    const LINES: Option<KeptLines<Self>> = Some(KeptLines {
        kept: |quotation| &quotation.lines,
        changed: |quotation| &mut quotation.lines,
        entity: QuotationLine::ENTITY,
        owner: "quotation_id",
        document: "quotation",
        all: QuotationLine::ALL,
    });

    type With = With;
    type View<'a> = QuotationView<'a>;

    fn long_texts(&self) -> usize {
        self.lines.len() + self.notes.as_ref().map_or(0, String::len)
    }

    fn view<'a>(kept: &'a Recorded<Self>, with: &'a With) -> QuotationView<'a> {
        QuotationView::new(kept, with)
    }

    /// The change record keeps the status that is kept: `expired` would be true on some days only.
    fn whole() -> With {
        With::whole()
    }

    fn shown(reader: &Reader) -> With {
        With { today: Some(reader.today()), ..Self::whole() }
    }

    fn facets(&self) -> Vec<(Facet, i64)> {
        [(BY_USER, self.user_id), (BY_COMPANY, Some(self.company_id))]
            .into_iter()
            .filter_map(|(facet, value)| Some((facet, value?)))
            .collect()
    }

    fn keys(&self) -> Vec<UniqueKey<'_>> {
        let key = |number| UniqueKey { column: "number", value: number, within: vec![("revision", Within::Number(self.revision))] };
        self.number.as_deref().map(key).into_iter().collect()
    }

    fn search_text(&self) -> Option<String> {
        let text = Searched::named(self.number.as_deref().unwrap_or_default());
        Some(text.with([self.notes.as_deref(), self.rejected_reason.as_deref()]).with_inputs(&self.inputs).folded())
    }

    const LINKS: &'static [Links] = &[attachment::links("quotation_files", "quotation_id")];

    fn linked(&self) -> Vec<Vec<i64>> {
        vec![attachment::ids(&self.files)]
    }

    const REVIVE: Option<fn(&str) -> Result<Self>> = Some(from_view);
}

impl Document for Quotation {
    type Line = QuotationLine;

    const LETTER: char = 'Q';

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
        *self = Quotation { lines, subtotal, discount, tax, total, taxes, ..self.clone() };
    }
}

/// A quotation.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Quotation")]
pub struct QuotationView<'a> {
    id: i64,
    /// The quotation's number, which its revisions share: `Q-000001`, unless the caller gave another one. Null while it is the draft
    /// of a first revision.
    number: Option<&'a str>,
    /// The revision, from 1.
    revision: i64,
    company_id: i64,
    contact_id: Option<i64>,
    opportunity_id: Option<i64>,
    /// The owner's user id; null if there is none.
    user_id: Option<i64>,
    /// The status: `draft`, `sent`, `accepted`, `rejected`, `superseded` (by a later revision), or `expired` if it was sent, has no
    /// answer, and the day `valid_until` is over. The feed and the history show `sent` for `expired`.
    status: &'a str,
    /// The last day on which the quotation can be accepted; null if there is none.
    valid_until: Option<&'a Day>,
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
    sent_at: Option<Instant>,
    /// The address to which `Send` mailed the quotation; null if it never did.
    mailed_to: Option<&'a str>,
    /// The time when that mail was queued.
    mailed_at: Option<Instant>,
    accepted_at: Option<Instant>,
    rejected_at: Option<Instant>,
    /// The reason why the quotation was rejected.
    rejected_reason: Option<&'a str>,
    superseded_at: Option<Instant>,
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

impl<'a> QuotationView<'a> {
    fn new(kept: &'a Recorded<Quotation>, with: &'a With) -> Self {
        let company = with.companies.as_ref().and_then(|companies| companies.get(&kept.company_id));
        let contact = with.contacts.as_ref().zip(kept.contact_id).and_then(|(contacts, id)| contacts.get(&id));
        QuotationView {
            id: kept.id,
            number: kept.number.as_deref(),
            revision: kept.revision,
            company_id: kept.company_id,
            contact_id: kept.contact_id,
            opportunity_id: kept.opportunity_id,
            user_id: kept.user_id,
            status: with.today.as_ref().map_or(&kept.status, |today| kept.status_on(today)),
            valid_until: kept.valid_until.as_ref(),
            currency_id: kept.currency_id,
            subtotal: kept.subtotal,
            discount: kept.discount,
            tax: kept.tax,
            total: kept.total,
            taxes: Verbatim(Some(&kept.taxes)),
            billing_address: Verbatim(kept.billing_address.as_deref()),
            shipping_address: Verbatim(kept.shipping_address.as_deref()),
            notes: kept.notes.as_deref(),
            sent_at: kept.sent_at,
            mailed_to: kept.mailed_to.as_deref(),
            mailed_at: kept.mailed_at,
            accepted_at: kept.accepted_at,
            rejected_at: kept.rejected_at,
            rejected_reason: kept.rejected_reason.as_deref(),
            superseded_at: kept.superseded_at,
            user: with.users.as_ref().zip(kept.user_id).and_then(|(users, id)| users.get(&id)),
            company: company.map(|company| Company::view(company, &company::PLAIN)),
            contact: contact.map(|contact| Contact::view(contact, &contact::PLAIN)),
            lines: with.lines.view_of_document(&kept.lines),
            inputs: with.inputs.then_some(Verbatim(Some(&kept.inputs))),
            files: with.files.view(&kept.files),
            external_ids: Verbatim(Some(&kept.external_ids)),
            created_by: kept.created_by,
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
        }
    }
}

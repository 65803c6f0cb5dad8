//! The company.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::look_ups::LookUp;
use crate::db::schema::companies;
use crate::db::scope::Reader;
use crate::db::stored::{Facet, KeptInputs, Links, NO_VALUE, Ownership, Record, Recorded, Reference, UniqueKey, from_view, stored};
use crate::error::Result;
use crate::fields::external_ids::none_viewed;
use crate::fields::searched::Searched;
use crate::fields::viewed::{viewed, viewed_or_null};
use crate::fields::{Author, Entity, Instant, Money, Named, PostalAddress, Verbatim, email, tax_number};
use crate::records::attachment::{self, FilesView, ShownFiles};
use crate::records::catalog;
use crate::records::contact::{Contact, ContactView, ContactsByCompany};
use crate::records::file::File;
use crate::records::file::Pictures;
use crate::records::interaction::{InteractionView, LatestInteractions};
use crate::records::shown_inputs::ShownInputs;

/// A company.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = companies, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Company {
    pub client_number: String,
    pub slug: String,
    pub name: String,
    pub type_id: Option<i64>,
    pub industry_id: Option<i64>,
    #[serde(default)]
    pub kind: Option<String>,
    #[serde(default, deserialize_with = "viewed_or_null")]
    pub customer_since: Option<Instant>,
    #[serde(default)]
    pub customer_status: Option<String>,
    #[serde(default)]
    pub payment_terms: Option<String>,
    #[serde(default, deserialize_with = "viewed_or_null")]
    pub credit_limit: Option<Money>,
    #[serde(default)]
    pub primary_contact_id: Option<i64>,
    #[serde(default)]
    pub contact_name: Option<String>,
    #[serde(default)]
    pub contact_position: Option<String>,
    #[serde(default)]
    pub notes: Option<String>,
    #[serde(default)]
    pub public: bool,
    pub website: Option<String>,
    pub phone: Option<String>,
    pub mobile: Option<String>,
    pub whatsapp: Option<String>,
    pub email: Option<String>,
    /// The e-mail address in the form in which it is looked up, which the write path computes.
    #[serde(skip)]
    pub email_folded: Option<String>,
    pub bio: Option<String>,
    pub billing_name: Option<String>,
    pub rfc: Option<String>,
    /// The tax number in the form in which it is looked up, which the write path computes.
    #[serde(skip)]
    pub rfc_folded: Option<String>,
    pub logo_id: Option<i64>,
    /// JSON, as the wire shows it.
    #[serde(deserialize_with = "viewed_or_null")]
    pub shipping_address: Option<String>,
    /// JSON, as the wire shows it.
    #[serde(deserialize_with = "viewed_or_null")]
    pub billing_address: Option<String>,
    /// JSON, as the wire shows it.
    #[serde(deserialize_with = "viewed")]
    pub inputs: String,
    /// The attached files: a JSON list.
    #[serde(default = "attachment::none", deserialize_with = "viewed")]
    pub files: String,
    /// JSON, as the wire shows it.
    #[serde(default = "none_viewed", deserialize_with = "viewed")]
    pub external_ids: String,
    /// The owner, if there is one.
    pub user_id: Option<i64>,
}

pub const BY_TYPE: Facet = Facet("companies.type_id");
pub const BY_USER: Facet = Facet("companies.user_id");
pub const BY_INDUSTRY: Facet = Facet("companies.industry_id");
/// Counts the companies that are customers, and no others.
pub const BY_CUSTOMER_STATUS: Facet = Facet("companies.customer_status");

/// The statuses of a customer. A customer's number in the facet is the place of its status here, from 1, and [`NO_VALUE`] without
/// a status.
pub const CUSTOMER_STATUSES: [&str; 3] = ["active", "inactive", "blocked"];

/// All numbers in the facet of the customers' statuses: the customers of every status, and those without one.
pub const ALL_CUSTOMERS: &[i64] = &[NO_VALUE, 1, 2, 3];

/// The number of a customer's status in the facet.
pub fn number_of_status(status: &str) -> Option<i64> {
    let place = CUSTOMER_STATUSES.iter().position(|known| *known == status)?;
    i64::try_from(place).ok()?.checked_add(1)
}

stored!(Company, companies, searched in search_text);

impl Named for Company {
    const ENTITY: Entity = Entity("company");
    const HAS_EXTERNAL_IDS: bool = true;
    const HAS_SLUG: bool = true;
}

impl Company {
    /// A company without any value yet.
    pub fn empty() -> Self {
        Company {
            client_number: String::new(),
            slug: String::new(),
            name: String::new(),
            type_id: None,
            industry_id: None,
            kind: None,
            customer_since: None,
            customer_status: None,
            payment_terms: None,
            credit_limit: None,
            primary_contact_id: None,
            contact_name: None,
            contact_position: None,
            notes: None,
            public: false,
            website: None,
            phone: None,
            mobile: None,
            whatsapp: None,
            email: None,
            email_folded: None,
            bio: None,
            billing_name: None,
            rfc: None,
            rfc_folded: None,
            logo_id: None,
            shipping_address: None,
            billing_address: None,
            inputs: none_viewed(),
            files: attachment::none(),
            external_ids: none_viewed(),
            user_id: None,
        }
    }
}

impl Record for Company {
    const ALL: Facet = Facet("companies");
    const OWNERSHIP: Ownership = Ownership::Optional;
    const REFERENCES: &'static [Reference] = &[
        Reference::to_entry("type_id", catalog::COMPANY_TYPES),
        Reference::to_entry("industry_id", catalog::COMPANY_INDUSTRIES),
        Reference::to::<File>("logo_id"),
        Reference::to::<Contact>("primary_contact_id").of_own(),
    ];
    const EXTERNAL_IDS: Option<fn(&Self) -> &str> = Some(|company| &company.external_ids);
    const FILES: Option<fn(&Self) -> &str> = Some(|company| &company.files);
    const INPUTS: Option<KeptInputs<Self>> = Some(KeptInputs { kept: |company| &company.inputs, changed: |company| &mut company.inputs });

    type With = With;
    type View<'a> = CompanyView<'a>;

    fn long_texts(&self) -> usize {
        [&self.notes, &self.bio].into_iter().flatten().map(String::len).sum()
    }

    fn view<'a>(kept: &'a Recorded<Self>, with: &'a With) -> CompanyView<'a> {
        CompanyView::new(kept, with)
    }

    fn whole() -> With {
        With {
            addresses: true,
            inputs: ShownInputs::AsKept,
            hidden_contact: true,
            contacts: None,
            pictures: Pictures::none(),
            files: ShownFiles::AsKept,
            interactions: None,
        }
    }

    fn shown(reader: &Reader) -> With {
        With { pictures: reader.pictures(), hidden_contact: false, ..Self::whole() }
    }

    fn facets(&self) -> Vec<(Facet, i64)> {
        let owned = self.user_id.map(|user_id| (BY_USER, user_id));
        let status = self.customer_status.as_deref().and_then(number_of_status);
        let customer = self.customer_since.map(|_| (BY_CUSTOMER_STATUS, status.unwrap_or(NO_VALUE)));
        let entries = [(BY_TYPE, self.type_id), (BY_INDUSTRY, self.industry_id)];
        entries.into_iter().map(|(facet, id)| (facet, id.unwrap_or(NO_VALUE))).chain(owned).chain(customer).collect()
    }

    fn keys(&self) -> Vec<UniqueKey<'_>> {
        vec![UniqueKey::of_profile("client_number", &self.client_number), UniqueKey::of_profile("slug", &self.slug)]
    }

    const LOOKED_UP: &'static [LookUp] = &[LookUp::EMAIL, LookUp::RFC, LookUp::NAME, LookUp::key("client_number"), LookUp::key("slug")];

    fn refolded(self) -> Self {
        let email_folded = self.email.as_deref().map(email::folded);
        let rfc_folded = self.rfc.as_deref().map(tax_number::folded);
        Company { email_folded, rfc_folded, ..self }
    }

    fn search_text(&self) -> Option<String> {
        let optional = [&self.billing_name, &self.rfc, &self.email, &self.website, &self.bio, &self.contact_name, &self.notes];
        let phones = [&self.phone, &self.mobile, &self.whatsapp];
        let text = Searched::named(&self.name).with([Some(self.client_number.as_str()), Some(&self.slug)]);
        let text = text.with(optional.map(Option::as_deref)).with_phones(phones.map(Option::as_deref));
        Some(text.with_inputs(&self.inputs).folded())
    }

    const LINKS: &'static [Links] = &[attachment::links("company_files", "company_id")];

    fn linked(&self) -> Vec<Vec<i64>> {
        vec![attachment::ids(&self.files)]
    }

    const REVIVE: Option<fn(&str) -> Result<Self>> = Some(from_view);
}

/// The parts of a company that are shown beside its own fields.
#[derive(Debug, Default)]
pub struct With {
    pub addresses: bool,
    pub inputs: ShownInputs,
    /// Whether the texts about a contact are shown also beside a primary contact: the change record keeps all of the record.
    pub hidden_contact: bool,
    pub contacts: Option<ContactsByCompany>,
    pub pictures: Pictures,
    pub files: ShownFiles,
    /// The latest interactions, if they are shown.
    pub interactions: Option<LatestInteractions>,
}

/// The view of the company within another record: neither addresses nor inputs.
pub static PLAIN: With = With {
    addresses: false,
    inputs: ShownInputs::Not,
    hidden_contact: false,
    contacts: None,
    pictures: Pictures::none(),
    files: ShownFiles::Not,
    interactions: None,
};

/// A company.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Company")]
pub struct CompanyView<'a> {
    id: i64,
    /// The business's own number for the company, unique in the profile.
    client_number: &'a str,
    name: &'a str,
    /// The company's name in web addresses, unique in the profile.
    slug: &'a str,
    /// An entry of `Companies.GetTypes`; null if the company came from a lead and has none yet.
    type_id: Option<i64>,
    /// An entry of `Companies.GetIndustries`; null if the company came from a lead and has none yet.
    industry_id: Option<i64>,
    /// Whether the company is a business or a person: `business` or `individual`; null if nobody said.
    kind: Option<&'a str>,
    /// The time when the company became a customer; null if it is none.
    customer_since: Option<Instant>,
    /// The status of a customer: `active`, `inactive` or `blocked`.
    customer_status: Option<&'a str>,
    /// The agreed terms of payment, in free words: `Net 30`.
    payment_terms: Option<&'a str>,
    /// The greatest amount that the company may owe, in the profile's currency. It informs people, and nothing is refused by it.
    credit_limit: Option<Money>,
    /// The contact of the company to whom people turn first.
    primary_contact_id: Option<i64>,
    /// The name of the person to turn to, in free words; null if there is a `primary_contact_id`.
    contact_name: Option<&'a str>,
    /// The position of the person to turn to, in free words; null if there is a `primary_contact_id`.
    contact_position: Option<&'a str>,
    /// Notes on the company, in free words.
    notes: Option<&'a str>,
    /// Whether the company may be shown to anybody, without a token.
    public: bool,
    website: Option<&'a str>,
    phone: Option<&'a str>,
    mobile: Option<&'a str>,
    whatsapp: Option<&'a str>,
    email: Option<&'a str>,
    /// A description of the company, in its own words.
    bio: Option<&'a str>,
    /// The name on invoices.
    billing_name: Option<&'a str>,
    /// The tax number.
    rfc: Option<&'a str>,
    /// The id of a picture from `Files.Upload`.
    logo_id: Option<i64>,
    /// The path of the logo on this service, valid without a token for at least 15 minutes. Left out if the company is shown
    /// within another record.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    logo_url: Option<Option<String>>,
    /// The shipping address. Left out of lists without `with_addresses`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<PostalAddress>")]
    shipping_address: Option<Verbatim<'a>>,
    /// The billing address. Left out of lists without `with_addresses`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<PostalAddress>")]
    billing_address: Option<Verbatim<'a>>,
    /// The values of custom fields, by slug. Left out of lists without `with_inputs`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<std::collections::BTreeMap<String, serde_json::Value>>")]
    inputs: Option<Verbatim<'a>>,
    /// The contacts at the company. Left out without `with_contacts`.
    #[serde(skip_serializing_if = "Option::is_none")]
    contacts: Option<Vec<ContactView<'a>>>,
    /// The attached files, in their order: each with its name and address. Replies that change the record have their ids alone;
    /// otherwise left out without `with_files`.
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<FilesView<'a>>,
    /// The latest five interactions, the newest first. Left out without `with_interactions`.
    #[serde(skip_serializing_if = "Option::is_none")]
    interactions: Option<Vec<InteractionView<'a>>>,
    /// The record's external IDs, by the name of the other system: `{"sap": "000123"}`.
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    external_ids: Verbatim<'a>,
    /// The owner's user id; null if nobody is in charge.
    user_id: Option<i64>,
    /// The user or application token that made the record; null if the service itself did.
    created_by: Option<Author>,
    /// The record's version: 1 when created, one more with each change.
    version: i64,
    created_at: Instant,
    updated_at: Instant,
}

impl<'a> CompanyView<'a> {
    fn new(kept: &'a Recorded<Company>, with: &'a With) -> Self {
        let address = |text: &'a Option<String>| with.addresses.then_some(Verbatim(text.as_deref()));
        let shows_texts = with.hidden_contact || kept.primary_contact_id.is_none();
        let of_contact = |text: &'a Option<String>| text.as_deref().filter(|_| shows_texts);
        CompanyView {
            id: kept.id,
            client_number: &kept.client_number,
            name: &kept.name,
            slug: &kept.slug,
            type_id: kept.type_id,
            industry_id: kept.industry_id,
            kind: kept.kind.as_deref(),
            customer_since: kept.customer_since,
            customer_status: kept.customer_status.as_deref(),
            payment_terms: kept.payment_terms.as_deref(),
            credit_limit: kept.credit_limit,
            primary_contact_id: kept.primary_contact_id,
            contact_name: of_contact(&kept.contact_name),
            contact_position: of_contact(&kept.contact_position),
            notes: kept.notes.as_deref(),
            public: kept.public,
            website: kept.website.as_deref(),
            phone: kept.phone.as_deref(),
            mobile: kept.mobile.as_deref(),
            whatsapp: kept.whatsapp.as_deref(),
            email: kept.email.as_deref(),
            bio: kept.bio.as_deref(),
            billing_name: kept.billing_name.as_deref(),
            rfc: kept.rfc.as_deref(),
            logo_id: kept.logo_id,
            logo_url: with.pictures.shown_url(kept.logo_id),
            shipping_address: address(&kept.shipping_address),
            billing_address: address(&kept.billing_address),
            inputs: with.inputs.view(kept.id, &kept.inputs),
            contacts: with.contacts.as_ref().map(|contacts| contacts.of(kept.id)),
            files: with.files.view(&kept.files),
            interactions: with.interactions.as_ref().map(|interactions| interactions.of(kept.id)),
            external_ids: Verbatim(Some(&kept.external_ids)),
            user_id: kept.user_id,
            created_by: kept.created_by,
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
        }
    }
}

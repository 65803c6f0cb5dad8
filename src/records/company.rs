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
use crate::fields::{Author, Entity, Instant, Named, PostalAddress, Verbatim, email, tax_number};
use crate::records::attachment::{self, FilesView, ShownFiles};
use crate::records::catalog;
use crate::records::contact::{ContactView, ContactsByCompany};
use crate::records::file::File;
use crate::records::file::Pictures;

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

stored!(Company, companies, searched in search_text);

impl Named for Company {
    const ENTITY: Entity = Entity("company");
    const HAS_EXTERNAL_IDS: bool = true;
    const HAS_SLUG: bool = true;
}

impl Record for Company {
    const ALL: Facet = Facet("companies");
    const OWNERSHIP: Ownership = Ownership::Optional;
    const REFERENCES: &'static [Reference] = &[
        Reference::to_entry("type_id", catalog::COMPANY_TYPES),
        Reference::to_entry("industry_id", catalog::COMPANY_INDUSTRIES),
        Reference::to::<File>("logo_id"),
    ];
    const EXTERNAL_IDS: Option<fn(&Self) -> &str> = Some(|company| &company.external_ids);
    const FILES: Option<fn(&Self) -> &str> = Some(|company| &company.files);
    const INPUTS: Option<KeptInputs<Self>> = Some(KeptInputs { kept: |company| &company.inputs, changed: |company| &mut company.inputs });

    type With = With;
    type View<'a> = CompanyView<'a>;

    fn view<'a>(kept: &'a Recorded<Self>, with: &'a With) -> CompanyView<'a> {
        CompanyView::new(kept, with)
    }

    fn whole() -> With {
        With { addresses: true, inputs: true, contacts: None, pictures: Pictures::none(), files: ShownFiles::AsKept }
    }

    fn shown(reader: &Reader) -> With {
        With { pictures: reader.pictures(), ..Self::whole() }
    }

    fn facets(&self) -> Vec<(Facet, i64)> {
        let owned = self.user_id.map(|user_id| (BY_USER, user_id));
        let entries = [(BY_TYPE, self.type_id), (BY_INDUSTRY, self.industry_id)];
        entries.into_iter().map(|(facet, id)| (facet, id.unwrap_or(NO_VALUE))).chain(owned).collect()
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
        let optional = [&self.billing_name, &self.rfc, &self.email, &self.website, &self.bio];
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
    pub inputs: bool,
    pub contacts: Option<ContactsByCompany>,
    pub pictures: Pictures,
    pub files: ShownFiles,
}

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
        CompanyView {
            id: kept.id,
            client_number: &kept.client_number,
            name: &kept.name,
            slug: &kept.slug,
            type_id: kept.type_id,
            industry_id: kept.industry_id,
            kind: kept.kind.as_deref(),
            customer_since: kept.customer_since,
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
            inputs: with.inputs.then_some(Verbatim(Some(&kept.inputs))),
            contacts: with.contacts.as_ref().map(|contacts| contacts.of(kept.id)),
            files: with.files.view(&kept.files),
            external_ids: Verbatim(Some(&kept.external_ids)),
            user_id: kept.user_id,
            created_by: kept.created_by,
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
        }
    }
}

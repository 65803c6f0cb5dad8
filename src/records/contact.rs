//! The contact, with its assistant.

use std::collections::HashMap;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::db::look_ups::LookUp;
use crate::db::schema::contacts;
use crate::db::scope::Reader;
use crate::db::stored::{Facet, KeptInputs, Links, MentionColumns, Ownership, Record, Recorded, Reference, from_view, stored};
use crate::error::Result;
use crate::fields::email::folded;
use crate::fields::external_ids::none_viewed;
use crate::fields::searched::Searched;
use crate::fields::viewed::{viewed, viewed_or_null};
use crate::fields::{Author, Entity, Instant, Named, PostalAddress, Verbatim};
use crate::records::attachment::{self, FilesView, ShownFiles};
use crate::records::catalog;
use crate::records::company::Company;
use crate::records::file::File;
use crate::records::file::Pictures;
use crate::records::interaction::{InteractionView, LatestInteractions};
use crate::records::shown_inputs::ShownInputs;

/// A contact.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = contacts, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Contact {
    pub company_id: i64,
    pub name: String,
    pub surname: Option<String>,
    pub mother_surname: Option<String>,
    pub title_id: Option<i64>,
    pub origin_id: Option<i64>,
    pub position_id: Option<i64>,
    pub department_id: Option<i64>,
    pub phone_office: Option<String>,
    pub phone_office_extension: Option<String>,
    pub phone_mobile: Option<String>,
    pub phone_other: Option<String>,
    pub email: Option<String>,
    /// The e-mail address in the form in which it is looked up, which the write path computes.
    #[serde(skip)]
    pub email_folded: Option<String>,
    pub skype: Option<String>,
    pub linkedin: Option<String>,
    pub twitter: Option<String>,
    /// JSON, as the wire shows it.
    #[serde(deserialize_with = "viewed_or_null")]
    pub shipping_address: Option<String>,
    /// JSON, as the wire shows it.
    #[serde(deserialize_with = "viewed_or_null")]
    pub billing_address: Option<String>,
    /// JSON, as the wire shows it.
    #[serde(deserialize_with = "viewed_or_null")]
    pub assistant: Option<String>,
    pub picture_id: Option<i64>,
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
    #[serde(default)]
    pub mail_blocked: bool,
}

pub const BY_COMPANY: Facet = Facet("contacts.company_id");
pub const BY_USER: Facet = Facet("contacts.user_id");

stored!(Contact, contacts, searched in search_text);

impl Named for Contact {
    const ENTITY: Entity = Entity("contact");
    const HAS_EXTERNAL_IDS: bool = true;
}

impl Contact {
    /// A contact of this company who has a name and nothing else.
    pub fn named(company_id: i64, name: impl Into<String>) -> Self {
        Contact {
            company_id,
            name: name.into(),
            surname: None,
            mother_surname: None,
            title_id: None,
            origin_id: None,
            position_id: None,
            department_id: None,
            phone_office: None,
            phone_office_extension: None,
            phone_mobile: None,
            phone_other: None,
            email: None,
            email_folded: None,
            skype: None,
            linkedin: None,
            twitter: None,
            shipping_address: None,
            billing_address: None,
            assistant: None,
            picture_id: None,
            inputs: none_viewed(),
            files: attachment::none(),
            external_ids: none_viewed(),
            user_id: None,
            mail_blocked: false,
        }
    }

    /// The name with both surnames.
    pub fn whole_name(&self) -> String {
        let names = [Some(&self.name), self.surname.as_ref(), self.mother_surname.as_ref()];
        names.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

impl Record for Contact {
    const ALL: Facet = Facet("contacts");
    const MENTION: MentionColumns = MentionColumns { within: "company_id", ..MentionColumns::NOTHING };
    const OWNERSHIP: Ownership = Ownership::Optional;
    const REFERENCES: &'static [Reference] = &[
        Reference::to::<Company>("company_id"),
        Reference::to_entry("title_id", catalog::CONTACT_TITLES),
        Reference::to_entry("origin_id", catalog::CONTACT_ORIGINS),
        Reference::to_entry("position_id", catalog::CONTACT_POSITIONS),
        Reference::to_entry("department_id", catalog::CONTACT_DEPARTMENTS),
        Reference::to::<File>("picture_id"),
    ];
    const EXTERNAL_IDS: Option<fn(&Self) -> &str> = Some(|contact| &contact.external_ids);
    const FILES: Option<fn(&Self) -> &str> = Some(|contact| &contact.files);
    const INPUTS: Option<KeptInputs<Self>> = Some(KeptInputs { kept: |contact| &contact.inputs, changed: |contact| &mut contact.inputs });

    type With = With;
    type View<'a> = ContactView<'a>;

    fn view<'a>(kept: &'a Recorded<Self>, with: &'a With) -> ContactView<'a> {
        ContactView::new(kept, with)
    }

    fn whole() -> With {
        With { addresses: true, inputs: ShownInputs::AsKept, pictures: Pictures::none(), files: ShownFiles::AsKept, interactions: None }
    }

    fn shown(reader: &Reader) -> With {
        With { pictures: reader.pictures(), ..Self::whole() }
    }

    fn facets(&self) -> Vec<(Facet, i64)> {
        std::iter::once((BY_COMPANY, self.company_id)).chain(self.user_id.map(|user_id| (BY_USER, user_id))).collect()
    }

    const LOOKED_UP: &'static [LookUp] = &[LookUp::EMAIL];

    fn refolded(self) -> Self {
        Contact { email_folded: self.email.as_deref().map(folded), ..self }
    }

    /// The text that is searched. The names stand on one line, so that a search for the whole name finds it.
    fn search_text(&self) -> Option<String> {
        let others = [&self.email, &self.skype, &self.linkedin, &self.twitter];
        let phones = [&self.phone_office, &self.phone_mobile, &self.phone_other];
        let text = Searched::named(&self.whole_name()).with(others.map(Option::as_deref)).with_phones(phones.map(Option::as_deref));
        Some(text.with_inputs(&self.inputs).folded())
    }

    const LINKS: &'static [Links] = &[attachment::links("contact_files", "contact_id")];

    fn linked(&self) -> Vec<Vec<i64>> {
        vec![attachment::ids(&self.files)]
    }

    const REVIVE: Option<fn(&str) -> Result<Self>> = Some(from_view);
}

/// The parts of a contact that are shown beside its own fields.
#[derive(Debug, Default)]
pub struct With {
    pub addresses: bool,
    pub inputs: ShownInputs,
    pub pictures: Pictures,
    pub files: ShownFiles,
    /// The latest interactions, if they are shown.
    pub interactions: Option<LatestInteractions>,
}

/// The view of a contact within another record: neither addresses nor inputs nor files.
pub static PLAIN: With =
    With { addresses: false, inputs: ShownInputs::Not, pictures: Pictures::none(), files: ShownFiles::Not, interactions: None };

/// A contact.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Contact")]
pub struct ContactView<'a> {
    id: i64,
    /// The company that the contact works at.
    company_id: i64,
    name: &'a str,
    /// The surname; null if the contact came from a lead whose name has none.
    surname: Option<&'a str>,
    mother_surname: Option<&'a str>,
    /// An entry of `Contacts.GetTitles`.
    title_id: Option<i64>,
    /// An entry of `Contacts.GetOrigins`; null if the contact came from a lead without a source.
    origin_id: Option<i64>,
    /// An entry of `Contacts.GetPositions`.
    position_id: Option<i64>,
    /// An entry of `Contacts.GetDepartments`.
    department_id: Option<i64>,
    phone_office: Option<&'a str>,
    phone_office_extension: Option<&'a str>,
    phone_mobile: Option<&'a str>,
    phone_other: Option<&'a str>,
    email: Option<&'a str>,
    skype: Option<&'a str>,
    linkedin: Option<&'a str>,
    twitter: Option<&'a str>,
    /// The contact's assistant.
    #[schemars(with = "Option<AssistantView<'static>>")]
    assistant: Verbatim<'a>,
    /// The id of a picture from `Files.Upload`.
    picture_id: Option<i64>,
    /// The path of the picture on this service, valid without a token for at least 15 minutes. Left out if the contact is shown
    /// within another record.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    picture_url: Option<Option<String>>,
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
    /// Whether no mail of a campaign or a sequence is to be sent to the contact.
    mail_blocked: bool,
    /// The user or application token that made the record; null if the service itself did.
    created_by: Option<Author>,
    /// The record's version: 1 when created, one more with each change.
    version: i64,
    created_at: Instant,
    updated_at: Instant,
}

impl<'a> ContactView<'a> {
    fn new(kept: &'a Recorded<Contact>, with: &'a With) -> Self {
        let address = |text: &'a Option<String>| with.addresses.then_some(Verbatim(text.as_deref()));
        ContactView {
            id: kept.id,
            company_id: kept.company_id,
            name: &kept.name,
            surname: kept.surname.as_deref(),
            mother_surname: kept.mother_surname.as_deref(),
            title_id: kept.title_id,
            origin_id: kept.origin_id,
            position_id: kept.position_id,
            department_id: kept.department_id,
            phone_office: kept.phone_office.as_deref(),
            phone_office_extension: kept.phone_office_extension.as_deref(),
            phone_mobile: kept.phone_mobile.as_deref(),
            phone_other: kept.phone_other.as_deref(),
            email: kept.email.as_deref(),
            skype: kept.skype.as_deref(),
            linkedin: kept.linkedin.as_deref(),
            twitter: kept.twitter.as_deref(),
            assistant: Verbatim(kept.assistant.as_deref()),
            picture_id: kept.picture_id,
            picture_url: with.pictures.shown_url(kept.picture_id),
            shipping_address: address(&kept.shipping_address),
            billing_address: address(&kept.billing_address),
            inputs: with.inputs.view(kept.id, &kept.inputs),
            files: with.files.view(&kept.files),
            interactions: with.interactions.as_ref().map(|interactions| interactions.of(kept.id)),
            external_ids: Verbatim(Some(&kept.external_ids)),
            user_id: kept.user_id,
            mail_blocked: kept.mail_blocked,
            created_by: kept.created_by,
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
        }
    }
}

/// An assistant on the wire.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Assistant")]
pub struct AssistantView<'a> {
    pub name: &'a str,
    pub surname: &'a str,
    pub mother_surname: Option<&'a str>,
    pub phone_office: Option<&'a str>,
    pub phone_office_extension: Option<&'a str>,
    pub email: Option<&'a str>,
    pub skype: Option<&'a str>,
    pub linkedin: Option<&'a str>,
}

/// The contacts of each company of a page.
#[derive(Debug)]
pub struct ContactsByCompany(HashMap<i64, Vec<Recorded<Contact>>>);

impl ContactsByCompany {
    pub fn load(reader: &mut Reader, companies: &[Recorded<Company>]) -> Result<Self> {
        let ids: Vec<i64> = companies.iter().map(|company| company.id).collect();
        let rows = reader.rows::<Contact>().among(contacts::company_id, Some(&ids));
        let mut found: HashMap<i64, Vec<_>> = HashMap::new();
        for contact in reader.load(rows)? {
            found.entry(contact.company_id).or_default().push(contact);
        }
        for contacts in found.values_mut() {
            contacts.sort_by_key(|contact| contact.id);
        }
        Ok(ContactsByCompany(found))
    }

    /// The contacts of one company, oldest first, without addresses and inputs.
    pub fn of(&self, company_id: i64) -> Vec<ContactView<'_>> {
        let contacts = self.0.get(&company_id).map(Vec::as_slice).unwrap_or_default();
        contacts.iter().map(|contact| ContactView::new(contact, &PLAIN)).collect()
    }
}

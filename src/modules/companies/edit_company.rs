//! `Companies.EditCompany`: changes a company.

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{CompanyKind, CustomerStatus, check_entries, check_terms, kept_edit};
use crate::db::scope::Editor;
use crate::db::stored::Recorded;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{
    Beginning, Edit, ExternalIds, Id, Key, Money, Named, OptionalEmail, OptionalText, OrKept, Phone, PostalAddress, Replace, Text, Website,
};
use crate::modules::files::{Attached, apply_files, check_files, check_picture};
use crate::modules::inputs::Inputs;
use crate::modules::moved_history::{check_times, said};
use crate::modules::one::One;
use crate::modules::profiles::check_owner;
use crate::modules::reference::check_of_company;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::file::File;
use crate::records::member::Member;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Expected;

/// Changes a company. Parameters that are left out stay as they are; null clears a field that may be empty.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "Address: DeserializeOwned")]
pub struct Parameters<Address = PostalAddress> {
    /// The company's id.
    pub company_id: Id<Company>,
    #[schemars(extend("x-aliases" = ["c_name"]))]
    #[serde(default)]
    name: Replace<Text<200>>,
    /// An entry of `Companies.GetTypes`. It can't be cleared; null is for a company that has none.
    #[schemars(extend("x-aliases" = ["actype_id"]))]
    #[serde(default)]
    type_id: Edit<Id<CatalogEntry>>,
    /// An entry of `Companies.GetIndustries`. It can't be cleared; null is for a company that has none.
    #[schemars(extend("x-aliases" = ["category_id"]))]
    #[serde(default)]
    industry_id: Edit<Id<CatalogEntry>>,
    /// The business's own number for the company, unique in the profile.
    #[serde(default)]
    client_number: Replace<Key<100>>,
    /// The company's name in web addresses, unique in the profile, such as `acme-corp`.
    #[serde(default)]
    slug: Replace<Key<200>>,
    /// Whether the company is a business or a person.
    #[serde(default)]
    kind: Edit<CompanyKind>,
    /// The time since when the company is a customer; a day stands for its beginning. Null says that it is none.
    #[serde(default)]
    customer_since: Edit<Beginning>,
    /// The status of a customer. A company that becomes a customer is `active` unless it has a status.
    #[serde(default)]
    customer_status: Edit<CustomerStatus>,
    /// The agreed terms of payment, in free words: `Net 30`.
    #[serde(default)]
    payment_terms: Edit<OptionalText<200>>,
    /// The greatest amount that the company may owe, in the profile's currency: 0 or more. It informs people, and nothing is
    /// refused by it.
    #[serde(default)]
    credit_limit: Edit<Money>,
    /// The contact to whom people turn first: a contact of this very company. It can't be deleted as long as it is named here.
    #[serde(default)]
    primary_contact_id: Edit<Id<Contact>>,
    /// The name of the person to turn to, in free words. It is shown as long as the company has no `primary_contact_id`.
    #[serde(default)]
    contact_name: Edit<OptionalText<200>>,
    /// The position of that person, in free words.
    #[serde(default)]
    contact_position: Edit<OptionalText<200>>,
    /// Notes on the company, in free words.
    #[serde(default)]
    notes: Edit<OptionalText<5000>>,
    /// Whether the company may be shown to anybody, without a token.
    #[serde(default)]
    public: Replace<bool>,
    /// The website's address, beginning with `https://` or `http://`.
    #[serde(default)]
    website: Edit<OrKept<Website>>,
    #[serde(default)]
    phone: Edit<OrKept<Phone>>,
    #[schemars(extend("x-aliases" = ["c_mobileNum"]))]
    #[serde(default)]
    mobile: Edit<OrKept<Phone>>,
    #[schemars(extend("x-aliases" = ["c_whatsappNum"]))]
    #[serde(default)]
    whatsapp: Edit<OrKept<Phone>>,
    #[schemars(extend("x-aliases" = ["c_email"]))]
    #[serde(default)]
    email: Edit<OrKept<OptionalEmail>>,
    /// A description of the company, in its own words.
    #[schemars(extend("x-aliases" = ["c_bio"]))]
    #[serde(default)]
    bio: Edit<OptionalText<5000>>,
    /// The name on invoices.
    #[serde(default)]
    billing_name: Edit<OptionalText<200>>,
    /// The tax number.
    #[serde(default)]
    rfc: Edit<OptionalText<50>>,
    /// The company's logo: the id of a picture from `Files.Upload`.
    #[schemars(extend("x-aliases" = ["c_logo"]))]
    #[serde(default)]
    logo_id: Edit<Id<File>>,
    /// The whole shipping address: it replaces the one before.
    #[serde(default)]
    shipping_address: Edit<Address>,
    /// The whole billing address: it replaces the one before.
    #[serde(default)]
    billing_address: Edit<Address>,
    /// The owner, who is in charge of the company: a user who is a member of the profile.
    #[serde(default)]
    user_id: Edit<Id<Member>>,
    /// Values of custom fields, by slug, such as `{"segment": "Gold"}`. Fields left out keep their value; null removes it.
    #[serde(default)]
    inputs: Inputs,
    /// All files of the company, at most 50, in this order: ids from `Files.Upload`. They replace the files before.
    #[serde(default)]
    files: Edit<Attached>,
    /// The record's external IDs, such as `{"sap": "000123"}`. External IDs that are left out stay; null removes one of them, or all.
    #[serde(default)]
    external_ids: ExternalIds,
    /// The time when the company was made, in the system that it comes from; never in the future. It takes the right `migrate`.
    #[serde(default)]
    created_at: Replace<Beginning>,
}

pub struct EditCompany;

/// The company before the change, and the values of its inputs after it.
pub struct Found {
    before: Recorded<Company>,
    inputs: String,
}

impl Method for EditCompany {
    type Scope = Editor;
    type Parameters = Parameters;
    type Found = Found;
    type Response = One<Company>;

    const SUMMARY_IN_SPANISH: &'static str =
        "Modifica una empresa: lo que se omite queda como está y null borra lo que puede quedar vacío.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|parameters| Subject::record::<Company>(parameters.company_id));

    fn name(&self) -> &'static str {
        "EditCompany"
    }

    fn check(&self, editor: &mut Editor, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Found>> {
        parameters.check(editor, problems)
    }

    fn call(&self, editor: &mut Editor, parameters: Parameters, found: Found) -> Result<One<Company>> {
        let company = parameters.apply(editor, found)?;
        Ok(One::shown(editor, company))
    }
}

impl<Address: Clone + Into<Option<PostalAddress>>> Parameters<Address> {
    /// Looks for problems of the change, and finds the company.
    pub fn check(&self, editor: &mut Editor, problems: &mut Problems) -> Result<Option<Found>> {
        let (since, limit) = (self.customer_since.given().copied(), self.credit_limit.given().copied());
        check_terms(editor, since, limit, problems);
        if problems.concern("company_id") {
            self.check_reachable(None, problems);
            problems.add_cleared("type_id", &self.type_id, false, Expected::Id);
            problems.add_cleared("industry_id", &self.industry_id, false, Expected::Id);
            return Ok(None);
        }
        let before = editor.get::<Company>(self.company_id.get())?;
        self.check_reachable(Some(&before), problems);
        problems.add_cleared("type_id", &self.type_id, before.type_id.is_none(), Expected::Id);
        problems.add_cleared("industry_id", &self.industry_id, before.industry_id.is_none(), Expected::Id);
        check_entries(editor, self.type_id.given().copied(), self.industry_id.given().copied(), Some(&before), problems)?;
        let contact_id = self.primary_contact_id.given().map(|id| id.get());
        if let Some(id) = contact_id.filter(|id| before.primary_contact_id != Some(*id)) {
            check_of_company::<Contact>(editor, "primary_contact_id", id, before.id, problems)?;
        }
        check_picture(editor, "logo_id", self.logo_id.given().copied(), before.logo_id, problems)?;
        check_times::<Company>(editor, &[("created_at", self.created_at.given().copied())], problems)?;
        check_owner(editor, self.user_id.given().copied(), before.user_id, problems)?;
        if let Some(files) = self.files.given() {
            check_files(editor, files, &before.files, problems)?;
        }
        let inputs = self.inputs.merged_into(&before.inputs, editor, Company::ENTITY, problems)?;
        Ok(Some(Found { before, inputs }))
    }

    /// Makes the change.
    pub fn apply(self, editor: &mut Editor, Found { before, inputs }: Found) -> Result<Recorded<Company>> {
        let mut company = Company { inputs, ..before.record.clone() };
        self.name.apply(&mut company.name);
        self.type_id.apply(&mut company.type_id);
        self.industry_id.apply(&mut company.industry_id);
        self.client_number.apply_key(&mut company.client_number);
        self.slug.apply_key(&mut company.slug);
        self.kind.apply(&mut company.kind);
        self.customer_status.apply(&mut company.customer_status);
        match self.customer_since {
            Edit::Set(since) if company.customer_since.is_none() => company.make_customer(since.instant()),
            since => since.apply(&mut company.customer_since),
        }
        self.payment_terms.apply(&mut company.payment_terms);
        self.credit_limit.apply(&mut company.credit_limit);
        self.primary_contact_id.apply(&mut company.primary_contact_id);
        self.contact_name.apply(&mut company.contact_name);
        self.contact_position.apply(&mut company.contact_position);
        self.notes.apply(&mut company.notes);
        self.public.apply(&mut company.public);
        self.website.apply(&mut company.website);
        self.phone.apply(&mut company.phone);
        self.mobile.apply(&mut company.mobile);
        self.whatsapp.apply(&mut company.whatsapp);
        self.email.apply(&mut company.email);
        self.bio.apply(&mut company.bio);
        self.billing_name.apply(&mut company.billing_name);
        self.rfc.apply(&mut company.rfc);
        self.logo_id.apply(&mut company.logo_id);
        kept_edit(self.shipping_address)?.apply(&mut company.shipping_address);
        kept_edit(self.billing_address)?.apply(&mut company.billing_address);
        self.user_id.apply(&mut company.user_id);
        apply_files(self.files, &mut company.files)?;
        company.external_ids = self.external_ids.merged_into(&company.external_ids)?;
        editor.update_made_at(before, company, said(self.created_at.given().copied()))
    }

    /// Notes invalid websites, e-mail addresses and telephones, except those that the company has already.
    fn check_reachable(&self, kept: Option<&Company>, problems: &mut Problems) {
        let Parameters { website, email, phone, mobile, whatsapp, .. } = self;
        problems.add_unkept("website", website.given(), kept.and_then(|company| company.website.as_deref()));
        problems.add_unkept("email", email.given(), kept.and_then(|company| company.email.as_deref()));
        problems.add_unkept("phone", phone.given(), kept.and_then(|company| company.phone.as_deref()));
        problems.add_unkept("mobile", mobile.given(), kept.and_then(|company| company.mobile.as_deref()));
        problems.add_unkept("whatsapp", whatsapp.given(), kept.and_then(|company| company.whatsapp.as_deref()));
    }
}

//! `Contacts.GetContacts`: a page of the profile's contacts.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::rows::Rows;
use crate::db::schema::contacts;
use crate::db::scope::Reader;
use crate::db::search::name_key;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::{Ids, IdsOrNone, InstantRange, OptionalText};
use crate::modules::catalogs::check_filter;
use crate::modules::files::files_of;
use crate::modules::inputs::shown_inputs;
use crate::modules::interactions::latest_of;
use crate::modules::list::{Counter, LONGEST_SHORT_PAGE, List, SortKey};
use crate::modules::profiles::check_owners;
use crate::modules::reference::check_referred;
use crate::modules::withheld::Withheld;
use crate::records::catalog;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::{BY_COMPANY, BY_USER, Contact, With};
use crate::records::member::Member;
use crate::rpc::problems::Problems;

/// Lists the contacts of a profile, page by page.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    /// Only contacts at this company, or at any of several.
    #[serde(default)]
    company_id: Ids<Company>,
    /// Only contacts of these origins, entries of `Contacts.GetOrigins`; null in the list stands for those without one.
    #[serde(default)]
    origin_id: IdsOrNone<CatalogEntry>,
    /// Only contacts with these titles, entries of `Contacts.GetTitles`.
    #[serde(default)]
    title_id: Ids<CatalogEntry>,
    /// Only contacts in these positions, entries of `Contacts.GetPositions`.
    #[serde(default)]
    position_id: Ids<CatalogEntry>,
    /// Only contacts in these departments, entries of `Contacts.GetDepartments`.
    #[serde(default)]
    department_id: Ids<CatalogEntry>,
    /// Only contacts of these owners.
    #[serde(default)]
    user_id: Ids<Member>,
    /// For true, only contacts to whom no mail of a campaign or a sequence is to be sent; for false, only the others. Default: both.
    #[serde(default)]
    mail_blocked: Option<bool>,
    /// Only contacts created in this range of time.
    #[serde(default)]
    created_at: InstantRange,
    /// Only contacts with this text in their names, e-mail address, telephones, accounts or custom fields, ignoring case and accents.
    #[serde(default)]
    query: OptionalText<200>,
    /// Whether to list the values of custom fields, too.
    #[serde(default)]
    with_inputs: bool,
    /// Whether to list the postal addresses, too.
    #[serde(default)]
    with_addresses: bool,
    /// Whether to list the files, too, each with its name and address.
    #[serde(default)]
    with_files: bool,
    /// Whether to list the latest five interactions of each, too, the newest first.
    #[serde(default)]
    with_interactions: bool,
}

pub struct GetContacts;

impl List for GetContacts {
    type Record = Contact;
    type Filters = Filters;

    const SUMMARY_IN_SPANISH: &'static str = "Lista los contactos de un perfil, página por página.";
    const NAME: &'static str = "GetContacts";
    const PLURAL: &'static str = "contacts";
    const SORTS: &'static [SortKey<Contact>] = &[SortKey::by_name("name", |kept| name_key(&kept.whole_name()))];
    const NULLABLE: &'static [&'static str] = &[
        "surname",
        "mother_surname",
        "title_id",
        "origin_id",
        "position_id",
        "department_id",
        "phone_office",
        "phone_office_extension",
        "phone_mobile",
        "phone_other",
        "email",
        "skype",
        "linkedin",
        "twitter",
        "picture_id",
        "user_id",
    ];
    const COUNTED: &'static [Counter<Filters>] =
        &[(BY_COMPANY, |filters| filters.company_id.take()), (BY_USER, |filters| filters.user_id.take())];

    fn check(reader: &mut Reader, filters: &Filters, problems: &mut Problems) -> Result<()> {
        check_owners(reader, "user_id", &filters.user_id, BY_USER, problems)?;
        check_referred::<Company>(reader, "company_id", &filters.company_id, problems)?;
        check_filter(reader, catalog::CONTACT_ORIGINS, "origin_id", &filters.origin_id, problems)?;
        check_filter(reader, catalog::CONTACT_TITLES, "title_id", &filters.title_id, problems)?;
        check_filter(reader, catalog::CONTACT_POSITIONS, "position_id", &filters.position_id, problems)?;
        check_filter(reader, catalog::CONTACT_DEPARTMENTS, "department_id", &filters.department_id, problems)
    }

    fn rows(reader: &Reader, filters: &Filters) -> Rows<Contact> {
        reader
            .rows::<Contact>()
            .among(contacts::company_id, filters.company_id.given())
            .among_or_none(contacts::origin_id, &filters.origin_id)
            .among(contacts::title_id, filters.title_id.given())
            .among(contacts::position_id, filters.position_id.given())
            .among(contacts::department_id, filters.department_id.given())
            .among(contacts::user_id, filters.user_id.given())
            .filter_if(filters.mail_blocked, |blocked| contacts::mail_blocked.eq(blocked))
            .filter_if(filters.created_at.from, |from| contacts::created_at.ge(from))
            .filter_if(filters.created_at.until, |until| contacts::created_at.lt(until))
    }

    fn query(filters: &Filters) -> Option<&str> {
        filters.query.as_deref()
    }

    fn narrowing(filters: Filters) -> Filters {
        Filters {
            query: OptionalText::default(),
            with_inputs: false,
            with_addresses: false,
            with_files: false,
            with_interactions: false,
            ..filters
        }
    }

    fn with(reader: &mut Reader, filters: &Filters, rows: &[Recorded<Contact>], withheld: &mut Withheld) -> Result<With> {
        let inputs = shown_inputs(reader, filters.with_inputs, rows, withheld)?;
        let files = files_of(reader, filters.with_files, rows, withheld)?;
        let interactions = latest_of(reader, filters.with_interactions, rows, withheld)?;
        Ok(With { addresses: filters.with_addresses, inputs, pictures: reader.pictures(), files, interactions })
    }

    fn longest_short_page(filters: &Filters) -> i64 {
        if filters.with_files || filters.with_interactions { 0 } else { LONGEST_SHORT_PAGE }
    }
}

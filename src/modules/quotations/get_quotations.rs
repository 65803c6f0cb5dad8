//! `Quotations.GetQuotations`: a page of the profile's quotations.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use super::QuotationStatus;
use crate::db::rows::Rows;
use crate::db::schema::quotations;
use crate::db::scope::Reader;
use crate::db::search::name_key;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::{AnyOf, Day, Ids, Instant, InstantRange, Money, OptionalText, Range};
use crate::modules::catalogs::check_filter;
use crate::modules::documents::wanted::Wanted;
use crate::modules::items::named_items::check_items;
use crate::modules::list::{Counter, LONGEST_SHORT_PAGE, List, Of, SortKey};
use crate::modules::profiles::check_owners;
use crate::modules::reference::check_referred;
use crate::modules::withheld::Withheld;
use crate::records::catalog;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::contact::Contact;
use crate::records::document::With;
use crate::records::document_line::QuotationLine;
use crate::records::item::AnyItem;
use crate::records::member::Member;
use crate::records::opportunity::Opportunity;
use crate::records::quotation::{BY_COMPANY, BY_USER, EXPIRED, Quotation, SENT};
use crate::rpc::problems::Problems;

/// Lists the quotations of a profile, page by page.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    /// Only quotations of these companies.
    #[schemars(extend("x-aliases" = ["customer_id"]))]
    #[serde(default)]
    company_id: Ids<Company>,
    /// Only quotations with this status, or with any of a list. Today tells which of those that were sent are `expired`.
    #[serde(default)]
    status: AnyOf<QuotationStatus>,
    /// Only quotations with these products or services among their lines.
    #[serde(default)]
    product_id: Ids<AnyItem>,
    /// Only quotations of these opportunities.
    #[serde(default)]
    opportunity_id: Ids<Opportunity>,
    /// Only quotations of these contacts.
    #[serde(default)]
    contact_id: Ids<Contact>,
    /// Only quotations of these owners.
    #[schemars(extend("x-aliases" = ["assigned_to"]))]
    #[serde(default)]
    user_id: Ids<Member>,
    /// Only quotations in these currencies, entries of `Profiles.GetCurrencies`.
    #[serde(default)]
    currency_id: Ids<CatalogEntry>,
    /// Only quotations with this number: all its revisions.
    #[serde(default)]
    number: OptionalText<50>,
    /// Only quotations whose last day, `valid_until`, is in this range.
    #[serde(default)]
    valid_until: Range<Day>,
    /// Only quotations sent in this range of time.
    #[serde(default)]
    sent_at: InstantRange,
    /// Only quotations with a total in this range.
    #[serde(default)]
    total: Range<Money>,
    /// Only quotations created in this range of time.
    #[serde(default)]
    created_at: InstantRange,
    /// Only quotations with this text in their number, notes, reason for being rejected or custom fields, ignoring case and accents.
    #[serde(default)]
    query: OptionalText<200>,
    /// Whether to list the owners, too.
    #[serde(default)]
    with_user: bool,
    /// Whether to list the companies, too.
    #[serde(default)]
    with_company: bool,
    /// Whether to list the contacts, too.
    #[serde(default)]
    with_contact: bool,
    /// Whether to list the lines, too, with the kinds and names of their products and services.
    #[serde(default)]
    with_lines: bool,
    /// Whether to list the values of custom fields, too.
    #[serde(default)]
    with_inputs: bool,
    /// Whether to list the files, too, each with its name and address.
    #[serde(default)]
    with_files: bool,
}

pub struct GetQuotations;

impl List for GetQuotations {
    type Record = Quotation;
    type Filters = Filters;

    const SUMMARY_IN_SPANISH: &'static str = "Lista las cotizaciones de un perfil, página por página.";
    const NAME: &'static str = "GetQuotations";
    const PLURAL: &'static str = "quotations";
    const SORTS: &'static [SortKey<Quotation>] = &[
        SortKey::by_name("number", |kept| name_key(kept.number.as_deref().unwrap_or_default())),
        SortKey {
            name: "valid_until",
            column: "valid_until",
            of: Of::TextOrNull(|kept| kept.valid_until.as_ref().map(|day| day.as_str().to_owned())),
        },
        SortKey { name: "sent_at", column: "sent_at", of: Of::NumberOrNull(|kept| kept.sent_at.map(Instant::microseconds)) },
        SortKey { name: "total", column: "total", of: Of::Number(|kept| kept.total.ten_thousandths()) },
    ];
    const NULLABLE: &'static [&'static str] = &[
        "number",
        "contact_id",
        "opportunity_id",
        "user_id",
        "valid_until",
        "currency_id",
        "billing_address",
        "shipping_address",
        "notes",
        "sent_at",
        "accepted_at",
        "rejected_at",
        "rejected_reason",
        "superseded_at",
        "mailed_to",
        "mailed_at",
    ];
    const COUNTED: &'static [Counter<Filters>] =
        &[(BY_COMPANY, |filters| filters.company_id.take()), (BY_USER, |filters| filters.user_id.take())];

    /// Today tells which quotations that were sent are expired.
    fn is_of_the_moment(filters: &Filters) -> bool {
        let names = filters.status.names(QuotationStatus::name);
        names.is_some_and(|names| names.contains(&SENT) != names.contains(&EXPIRED))
    }

    fn check(reader: &mut Reader, filters: &Filters, problems: &mut Problems) -> Result<()> {
        check_owners(reader, "user_id", &filters.user_id, BY_USER, problems)?;
        check_filter(reader, catalog::CURRENCIES, "currency_id", &filters.currency_id, problems)?;
        check_referred::<Company>(reader, "company_id", &filters.company_id, problems)?;
        check_referred::<Contact>(reader, "contact_id", &filters.contact_id, problems)?;
        check_referred::<Opportunity>(reader, "opportunity_id", &filters.opportunity_id, problems)?;
        check_items(reader, "product_id", &filters.product_id, problems)
    }

    fn rows(reader: &Reader, filters: &Filters) -> Rows<Quotation> {
        let rows = reader
            .rows::<Quotation>()
            .among(quotations::company_id, filters.company_id.given())
            .among(quotations::opportunity_id, filters.opportunity_id.given())
            .among(quotations::contact_id, filters.contact_id.given())
            .among(quotations::user_id, filters.user_id.given())
            .among(quotations::currency_id, filters.currency_id.given())
            .in_status(filters.status.names(QuotationStatus::name).as_deref(), &reader.today())
            .filter_if(filters.number.as_deref().map(str::to_owned), |number| quotations::number.eq(number))
            .filter_if(filters.valid_until.from.clone(), |first| quotations::valid_until.ge(first))
            .filter_if(filters.valid_until.to.clone(), |last| quotations::valid_until.le(last))
            .filter_if(filters.sent_at.from, |from| quotations::sent_at.ge(from))
            .filter_if(filters.sent_at.until, |until| quotations::sent_at.lt(until))
            .filter_if(filters.total.from, |least| quotations::total.ge(least))
            .filter_if(filters.total.to, |greatest| quotations::total.le(greatest))
            .filter_if(filters.created_at.from, |from| quotations::created_at.ge(from))
            .filter_if(filters.created_at.until, |until| quotations::created_at.lt(until));
        match filters.product_id.given() {
            Some(products) => rows.referring("id", reader.named_by::<QuotationLine>("quotation_id", "product_id", products)),
            None => rows,
        }
    }

    fn query(filters: &Filters) -> Option<&str> {
        filters.query.as_deref()
    }

    fn narrowing(filters: Filters) -> Filters {
        Filters {
            query: OptionalText::default(),
            with_user: false,
            with_company: false,
            with_contact: false,
            with_lines: false,
            with_inputs: false,
            with_files: false,
            ..filters
        }
    }

    fn with(reader: &mut Reader, filters: &Filters, rows: &[Recorded<Quotation>], withheld: &mut Withheld) -> Result<With> {
        let wanted = Wanted {
            user: filters.with_user,
            company: filters.with_company,
            contact: filters.with_contact,
            lines: filters.with_lines,
            inputs: filters.with_inputs,
            files: filters.with_files,
            interactions: false,
        };
        wanted.load(reader, rows, withheld)
    }

    /// Each quotation has one owner, one company and one contact; its lines are a few, but may be hundreds.
    fn longest_short_page(filters: &Filters) -> i64 {
        if filters.with_files {
            return 0;
        }
        if filters.with_lines { LONGEST_SHORT_PAGE / 2 } else { LONGEST_SHORT_PAGE }
    }
}

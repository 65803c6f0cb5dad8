//! `Orders.GetOrders`: a page of the profile's orders.

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::Deserialize;

use super::OrderStatus;
use crate::db::rows::Rows;
use crate::db::schema::orders;
use crate::db::scope::Reader;
use crate::db::search::name_key;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::{AnyOf, Day, Ids, InstantRange, Money, OptionalText, Range};
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
use crate::records::document_line::OrderLine;
use crate::records::item::AnyItem;
use crate::records::member::Member;
use crate::records::order::{BY_COMPANY, BY_USER, Order};
use crate::records::quotation::Quotation;
use crate::rpc::problems::Problems;

/// Lists the orders of a profile, page by page.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filters {
    /// Only orders of these companies.
    #[schemars(extend("x-aliases" = ["customer_id"]))]
    #[serde(default)]
    company_id: Ids<Company>,
    /// Only orders with this status, or with any of a list.
    #[serde(default)]
    status: AnyOf<OrderStatus>,
    /// Only orders with these products or services among their lines.
    #[serde(default)]
    product_id: Ids<AnyItem>,
    /// Only orders that came from these quotations.
    #[serde(default)]
    quotation_id: Ids<Quotation>,
    /// Only orders of these contacts.
    #[serde(default)]
    contact_id: Ids<Contact>,
    /// Only orders of these owners.
    #[schemars(extend("x-aliases" = ["assigned_to"]))]
    #[serde(default)]
    user_id: Ids<Member>,
    /// Only orders in these currencies, entries of `Profiles.GetCurrencies`.
    #[serde(default)]
    currency_id: Ids<CatalogEntry>,
    /// Only the order with this number.
    #[serde(default)]
    number: OptionalText<50>,
    /// Only orders of a day in this range.
    #[serde(default)]
    order_date: Range<Day>,
    /// Only orders with a total in this range.
    #[serde(default)]
    total: Range<Money>,
    /// Only orders created in this range of time.
    #[serde(default)]
    created_at: InstantRange,
    /// Only orders with this text in their number, notes or custom fields, ignoring case and accents.
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
    /// Whether to list the latest five interactions of each, too, the newest first.
    #[serde(default)]
    with_interactions: bool,
}

pub struct GetOrders;

impl List for GetOrders {
    type Record = Order;
    type Filters = Filters;

    const SUMMARY_IN_SPANISH: &'static str = "Lista los pedidos de un perfil, página por página.";
    const NAME: &'static str = "GetOrders";
    const PLURAL: &'static str = "orders";
    const SORTS: &'static [SortKey<Order>] = &[
        SortKey::by_name("number", |kept| name_key(&kept.number)),
        SortKey { name: "order_date", column: "order_date", of: Of::Text(|kept| kept.order_date.as_str().to_owned()) },
        SortKey { name: "total", column: "total", of: Of::Number(|kept| kept.total.ten_thousandths()) },
    ];
    const NULLABLE: &'static [&'static str] = &[
        "contact_id",
        "quotation_id",
        "user_id",
        "currency_id",
        "billing_address",
        "shipping_address",
        "notes",
        "pending_at",
        "processing_at",
        "shipped_at",
        "delivered_at",
        "cancelled_at",
    ];
    const COUNTED: &'static [Counter<Filters>] =
        &[(BY_COMPANY, |filters| filters.company_id.take()), (BY_USER, |filters| filters.user_id.take())];

    fn check(reader: &mut Reader, filters: &Filters, problems: &mut Problems) -> Result<()> {
        check_owners(reader, "user_id", &filters.user_id, BY_USER, problems)?;
        check_filter(reader, catalog::CURRENCIES, "currency_id", &filters.currency_id, problems)?;
        check_referred::<Company>(reader, "company_id", &filters.company_id, problems)?;
        check_referred::<Contact>(reader, "contact_id", &filters.contact_id, problems)?;
        check_referred::<Quotation>(reader, "quotation_id", &filters.quotation_id, problems)?;
        check_items(reader, "product_id", &filters.product_id, problems)
    }

    fn rows(reader: &Reader, filters: &Filters) -> Rows<Order> {
        let rows = reader
            .rows::<Order>()
            .among(orders::company_id, filters.company_id.given())
            .among(orders::quotation_id, filters.quotation_id.given())
            .among(orders::contact_id, filters.contact_id.given())
            .among(orders::user_id, filters.user_id.given())
            .among(orders::currency_id, filters.currency_id.given())
            .filter_if(filters.status.names(OrderStatus::name), |names| orders::status.eq_any(names))
            .filter_if(filters.number.as_deref().map(str::to_owned), |number| orders::number.eq(number))
            .filter_if(filters.order_date.from.clone(), |first| orders::order_date.ge(first))
            .filter_if(filters.order_date.to.clone(), |last| orders::order_date.le(last))
            .filter_if(filters.total.from, |least| orders::total.ge(least))
            .filter_if(filters.total.to, |greatest| orders::total.le(greatest))
            .filter_if(filters.created_at.from, |from| orders::created_at.ge(from))
            .filter_if(filters.created_at.until, |until| orders::created_at.lt(until));
        match filters.product_id.given() {
            Some(products) => rows.referring("id", reader.named_by::<OrderLine>("order_id", "product_id", products)),
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
            with_interactions: false,
            ..filters
        }
    }

    fn with(reader: &mut Reader, filters: &Filters, rows: &[Recorded<Order>], withheld: &mut Withheld) -> Result<With> {
        let wanted = Wanted {
            user: filters.with_user,
            company: filters.with_company,
            contact: filters.with_contact,
            lines: filters.with_lines,
            inputs: filters.with_inputs,
            files: filters.with_files,
            interactions: filters.with_interactions,
        };
        wanted.load(reader, rows, withheld)
    }

    /// Each order has one owner, one company and one contact; its lines are a few, but may be hundreds.
    fn longest_short_page(filters: &Filters) -> i64 {
        if filters.with_files || filters.with_interactions {
            return 0;
        }
        if filters.with_lines { LONGEST_SHORT_PAGE / 2 } else { LONGEST_SHORT_PAGE }
    }
}

//! The lists of which there are totals: for each kind of record the list with its filters, the fields by which it is grouped, and the fields
//! that are added up.
//!
//! Invariants: the filters are the list's own, read and checked by the list itself, so that a total is always of the records that the list
//! shows.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::db::scope::Reader;
use crate::db::totals::{Column, Ends, Shape, Total};
use crate::error::Result;
use crate::fields::{Day, Entity, Instant, Named};
use crate::modules::companies::get_companies::GetCompanies;
use crate::modules::contacts::get_contacts::GetContacts;
use crate::modules::inputs::wanted::FoundInputs;
use crate::modules::interactions::get_interactions::GetInteractions;
use crate::modules::leads::get_leads::GetLeads;
use crate::modules::list::{Asked, List, Listing};
use crate::modules::opportunities::get_opportunities::GetOpportunities;
use crate::modules::orders::get_orders::GetOrders;
use crate::modules::products::get_products::GetProducts;
use crate::modules::quotations::get_quotations::GetQuotations;
use crate::modules::services::get_services::GetServices;
use crate::modules::tickets::get_tickets::GetTickets;
use crate::rpc::decode::{Decoded, Mentions};
use crate::rpc::method::{FromTree, Method};
use crate::rpc::problems::Problems;
use crate::rpc::tree::Tree;

/// The kind of record that is counted.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    Company,
    Contact,
    Product,
    Service,
    Opportunity,
    Ticket,
    Lead,
    Interaction,
    Quotation,
    Order,
}

/// A list with the fields that its totals have.
pub struct Totals {
    pub entity: &'static str,
    pub groups: &'static [Group],
    /// The fields that are added up.
    pub sums: &'static [&'static str],
    /// The column of the currency of those fields.
    pub currency: Option<&'static str>,
    pub read: Read,
}

/// Reads the filters of a list.
type Read = fn(&Tree<'_>, &Mentions) -> Result<Decoded<Filters>, Problems>;

pub type Filters = Arc<dyn Filtered>;

/// A field by which records are grouped.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    pub name: &'static str,
    pub of: Of,
}

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    Word,
    Flag,
    /// The id of another record, a user or an entry of a catalog.
    Id,
    Instant,
    Day,
}

impl Group {
    pub fn is_time(&self) -> bool {
        matches!(self.of, Of::Instant | Of::Day)
    }

    pub fn column(&self) -> Column {
        // The wire's name of one column is not its own: `type` is a word of SQL and of Rust.
        let name = if self.name == "type" { "kind" } else { self.name };
        match self.of {
            Of::Word | Of::Day => Column::Word(name),
            Of::Flag => Column::Flag(name),
            Of::Id | Of::Instant => Column::Number(name),
        }
    }
}

const fn word(name: &'static str) -> Group {
    Group { name, of: Of::Word }
}

const fn flag(name: &'static str) -> Group {
    Group { name, of: Of::Flag }
}

const fn id(name: &'static str) -> Group {
    Group { name, of: Of::Id }
}

const fn instant(name: &'static str) -> Group {
    Group { name, of: Of::Instant }
}

const fn day(name: &'static str) -> Group {
    Group { name, of: Of::Day }
}

const CREATED: Group = instant("created_at");
const UPDATED: Group = instant("updated_at");

/// The records of a list that match filters.
pub trait Filtered: Send + Sync {
    /// The kind of record, whose right is needed.
    fn entity(&self) -> Entity;

    /// Notes the mistakes in the filters that only the database knows.
    fn check(&self, reader: &mut Reader, problems: &mut Problems) -> Result<Option<FoundInputs>>;

    fn totals(&self, reader: &mut Reader, inputs: &FoundInputs, shape: &Shape, ends: Option<&Ends>, most: i64) -> Result<Vec<Total>>;

    /// The first and the last time in a column.
    fn extremes(&self, reader: &mut Reader, inputs: &FoundInputs, column: Column) -> Result<Extremes>;
}

/// The first and the last time in a column: instants or days, or neither if no record has one.
pub type Extremes = (Option<(Instant, Instant)>, Option<(Day, Day)>);

struct Narrowed<L: List> {
    listing: Listing<L>,
    asked: Asked<L>,
}

impl<L: List> Filtered for Narrowed<L> {
    fn entity(&self) -> Entity {
        L::Record::ENTITY
    }

    fn check(&self, reader: &mut Reader, problems: &mut Problems) -> Result<Option<FoundInputs>> {
        self.listing.check(reader, &self.asked, problems)
    }

    fn totals(&self, reader: &mut Reader, inputs: &FoundInputs, shape: &Shape, ends: Option<&Ends>, most: i64) -> Result<Vec<Total>> {
        let rows = self.listing.rows(reader, &self.asked, inputs);
        reader.totals(rows, shape, ends, most)
    }

    fn extremes(&self, reader: &mut Reader, inputs: &FoundInputs, column: Column) -> Result<Extremes> {
        let rows = self.listing.rows(reader, &self.asked, inputs);
        reader.extremes(rows, column)
    }
}

fn read<L: List>(list: L, tree: &Tree<'_>, mentions: &Mentions) -> Result<Decoded<Filters>, Problems> {
    let Decoded { parameters: asked, problems } = Asked::<L>::read(tree, &[], mentions)?;
    Ok(Decoded { parameters: Arc::new(Narrowed { listing: Listing::of(list), asked }), problems })
}

impl Counted {
    pub fn totals(self) -> &'static Totals {
        match self {
            Counted::Company => &COMPANIES,
            Counted::Contact => &CONTACTS,
            Counted::Product => &PRODUCTS,
            Counted::Service => &SERVICES,
            Counted::Opportunity => &OPPORTUNITIES,
            Counted::Ticket => &TICKETS,
            Counted::Lead => &LEADS,
            Counted::Interaction => &INTERACTIONS,
            Counted::Quotation => &QUOTATIONS,
            Counted::Order => &ORDERS,
        }
    }
}

static COMPANIES: Totals = Totals {
    entity: "company",
    groups: &[
        id("type_id"),
        id("industry_id"),
        word("kind"),
        word("customer_status"),
        flag("public"),
        id("user_id"),
        instant("customer_since"),
        CREATED,
        UPDATED,
    ],
    sums: &[],
    currency: None,
    read: |tree, mentions| read(GetCompanies, tree, mentions),
};

static CONTACTS: Totals = Totals {
    entity: "contact",
    groups: &[
        id("company_id"),
        id("title_id"),
        id("origin_id"),
        id("position_id"),
        id("department_id"),
        flag("mail_blocked"),
        id("user_id"),
        CREATED,
        UPDATED,
    ],
    sums: &[],
    currency: None,
    read: |tree, mentions| read(GetContacts, tree, mentions),
};

static PRODUCTS: Totals = Totals {
    entity: "product",
    groups: &[
        id("product_category_id"),
        id("product_subcategory_id"),
        id("product_measury_id"),
        id("company_id"),
        flag("featured"),
        flag("public"),
        flag("retired"),
        id("user_id"),
        CREATED,
        UPDATED,
    ],
    sums: &["value"],
    currency: Some("profile_currency_type_id"),
    read: |tree, mentions| read(GetProducts, tree, mentions),
};

static SERVICES: Totals = Totals {
    entity: "service",
    groups: &[
        id("service_category_id"),
        id("service_subcategory_id"),
        id("product_measury_id"),
        id("company_id"),
        word("brand"),
        flag("featured"),
        flag("public"),
        flag("retired"),
        id("user_id"),
        CREATED,
        UPDATED,
    ],
    sums: &["value"],
    currency: Some("profile_currency_type_id"),
    read: |tree, mentions| read(GetServices, tree, mentions),
};

static OPPORTUNITIES: Totals = Totals {
    entity: "opportunity",
    groups: &[
        word("status"),
        id("stage_id"),
        id("type_id"),
        id("campaign_id"),
        id("company_id"),
        id("lead_id"),
        word("prospect_type"),
        word("operation_type"),
        id("currency_id"),
        id("user_id"),
        day("estimated_end_at"),
        instant("closed_at"),
        CREATED,
        UPDATED,
    ],
    sums: &["value"],
    currency: Some("currency_id"),
    read: |tree, mentions| read(GetOpportunities, tree, mentions),
};

static TICKETS: Totals = Totals {
    entity: "ticket",
    groups: &[
        word("status"),
        id("origin_id"),
        id("case_id"),
        id("priority_id"),
        id("company_id"),
        id("user_id"),
        day("estimated_end_at"),
        instant("solved_at"),
        instant("closed_at"),
        CREATED,
        UPDATED,
    ],
    sums: &[],
    currency: None,
    read: |tree, mentions| read(GetTickets, tree, mentions),
};

static LEADS: Totals = Totals {
    entity: "lead",
    groups: &[
        word("status"),
        id("source_id"),
        id("type_id"),
        id("campaign_id"),
        id("product_id"),
        id("service_id"),
        id("company_id"),
        flag("consent"),
        id("user_id"),
        instant("last_contact"),
        instant("converted_at"),
        CREATED,
        UPDATED,
    ],
    sums: &["score"],
    currency: None,
    read: |tree, mentions| read(GetLeads, tree, mentions),
};

static INTERACTIONS: Totals = Totals {
    entity: "interaction",
    groups: &[
        word("type"),
        word("direction"),
        id("lead_id"),
        id("company_id"),
        flag("next_action_done"),
        id("user_id"),
        instant("date"),
        instant("next_action_date"),
        CREATED,
        UPDATED,
    ],
    sums: &[],
    currency: None,
    read: |tree, mentions| read(GetInteractions, tree, mentions),
};

const AMOUNTS: &[&str] = &["subtotal", "discount", "tax", "total"];

static QUOTATIONS: Totals = Totals {
    entity: "quotation",
    groups: &[
        word("status"),
        id("company_id"),
        id("opportunity_id"),
        id("currency_id"),
        id("user_id"),
        day("valid_until"),
        instant("sent_at"),
        instant("accepted_at"),
        instant("rejected_at"),
        CREATED,
        UPDATED,
    ],
    sums: AMOUNTS,
    currency: Some("currency_id"),
    read: |tree, mentions| read(GetQuotations, tree, mentions),
};

static ORDERS: Totals = Totals {
    entity: "order",
    groups: &[
        word("status"),
        id("company_id"),
        id("quotation_id"),
        id("currency_id"),
        id("user_id"),
        day("order_date"),
        instant("delivered_at"),
        instant("cancelled_at"),
        CREATED,
        UPDATED,
    ],
    sums: AMOUNTS,
    currency: Some("currency_id"),
    read: |tree, mentions| read(GetOrders, tree, mentions),
};

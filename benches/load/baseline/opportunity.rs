//! Opportunities by hand: a page with all related records, read in one statement and written straight to JSON; and the rows that
//! a new opportunity with its lines leaves.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use actix_web::HttpResponse;
use actix_web::web::{Bytes, Data};
use rusqlite::{CachedStatement, Connection, params};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;
use ventanilla::fields::folding::fold;

use super::company::{Author, Company, Instant, Kept, LISTED};
use super::reads::{Place, SIZE, author, last_page, listed_company, next_cursor, not_json, on_own, text};

/// An amount in ten-thousandths, shown as a decimal.
pub struct Amount(pub i64);

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 10_000 == 0 {
            return serializer.serialize_i64(self.0 / 10_000);
        }
        let text = format!("{}.{:04}", self.0 / 10_000, self.0 % 10_000);
        let raw = RawValue::from_string(text.trim_end_matches('0').to_owned()).map_err(serde::ser::Error::custom)?;
        raw.serialize(serializer)
    }
}

#[derive(Serialize)]
struct Opportunity<'a> {
    id: i64,
    user_id: i64,
    title: &'a str,
    value: Amount,
    estimated_end_at: &'a str,
    prospect_type: &'a str,
    operation_type: &'a str,
    status: &'a str,
    lost_reason: Option<&'a str>,
    closed_at: Option<Instant>,
    stage_id: i64,
    company_id: i64,
    contact_id: i64,
    campaign_id: Option<i64>,
    type_id: Option<i64>,
    currency_id: Option<i64>,
    lead_id: Option<i64>,
    want_products: bool,
    want_tax: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<User<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    company: Option<Company<&'a str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact: Option<Contact<'a>>,
    products: Lines<'a>,
    inputs: Kept<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<Kept<&'a str>>,
    external_ids: Kept<&'a str>,
    created_by: Option<Author>,
    version: i64,
    created_at: Instant,
    updated_at: Instant,
}

#[derive(Serialize)]
struct User<'a> {
    id: i64,
    name: &'a str,
    email: &'a str,
    mobile: Option<&'a str>,
    created_at: Instant,
    language: Option<&'a str>,
}

#[derive(Serialize)]
struct Contact<'a> {
    id: i64,
    company_id: i64,
    name: &'a str,
    surname: &'a str,
    mother_surname: Option<&'a str>,
    title_id: Option<i64>,
    origin_id: i64,
    position_id: Option<i64>,
    department_id: Option<i64>,
    phone_office: Option<&'a str>,
    phone_office_extension: Option<&'a str>,
    phone_mobile: Option<&'a str>,
    phone_other: Option<&'a str>,
    email: Option<&'a str>,
    skype: Option<&'a str>,
    linkedin: Option<&'a str>,
    twitter: Option<&'a str>,
    assistant: Kept<&'a str>,
    picture_id: Option<i64>,
    external_ids: Kept<&'a str>,
    user_id: Option<i64>,
    created_by: Option<Author>,
    version: i64,
    created_at: Instant,
    updated_at: Instant,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Lines<'a> {
    AsKept(Kept<&'a str>),
    Named(Vec<NamedLine<'a>>),
}

/// An opportunity's line as the database keeps it and as callers give it: its numbers are copied to the letter.
#[derive(Serialize, Deserialize)]
struct Line<'a> {
    product_id: i64,
    #[serde(borrow)]
    amount: &'a RawValue,
    #[serde(borrow)]
    price: &'a RawValue,
    #[serde(borrow)]
    discount: &'a RawValue,
    #[serde(borrow)]
    tax: &'a RawValue,
    #[serde(borrow)]
    total: &'a RawValue,
}

#[derive(Serialize)]
struct NamedLine<'a> {
    product_id: i64,
    kind: String,
    name: String,
    sku: Option<String>,
    amount: &'a RawValue,
    price: &'a RawValue,
    discount: &'a RawValue,
    tax: &'a RawValue,
    total: &'a RawValue,
}

/// The first page of all opportunities, with all related records.
pub async fn page(_body: Bytes, place: Data<Place>) -> HttpResponse {
    match on_own(&place, read_page) {
        Ok(body) => super::reply(body),
        Err(cause) => super::failure(&cause),
    }
}

fn read_page(connection: &Connection) -> rusqlite::Result<Vec<u8>> {
    thread_local! {
        static STATEMENT: String = format!(
            "SELECT {}, (SELECT amount FROM counters WHERE profile_id = ?1 AND facet = 'opportunities' AND value = 0 AND slot = 0), \
             o.id, o.user_id, o.title, o.value, o.estimated_end_at, o.prospect_type, o.operation_type, o.status, o.lost_reason, o.closed_at, \
             o.stage_id, o.company_id, o.contact_id, o.campaign_id, o.want_products, o.want_tax, o.products, o.inputs, o.version, \
             o.created_at, o.updated_at, u.name, u.email, u.mobile, u.created_at, \
             k.name, k.surname, k.mother_surname, k.title_id, k.origin_id, k.position_id, k.department_id, k.phone_office, \
             k.phone_office_extension, k.phone_mobile, k.phone_other, k.email, k.skype, k.linkedin, k.twitter, k.assistant, k.version, \
             k.created_at, k.updated_at, k.picture_id, o.external_ids, k.external_ids, o.type_id, o.currency_id, o.lead_id, \
             o.created_by, o.created_by_token, k.user_id, k.created_by, k.created_by_token, u.language \
             FROM opportunities AS o CROSS JOIN users AS u ON u.id = o.user_id \
             CROSS JOIN companies AS c ON c.profile_id = o.profile_id AND c.id = o.company_id \
             CROSS JOIN contacts AS k ON k.profile_id = o.profile_id AND k.id = o.contact_id \
             WHERE o.profile_id = ?1 ORDER BY o.id LIMIT ?2",
            LISTED.split(", ").map(|column| format!("c.{column}")).collect::<Vec<_>>().join(", ")
        );
    }
    let mut statement = STATEMENT.with(|statement| connection.prepare_cached(statement))?;
    let mut product = connection.prepare_cached("SELECT name, sku, kind FROM products WHERE profile_id = ?1 AND id = ?2")?;
    let mut products = HashMap::<i64, (String, Option<String>, String)>::new();
    let mut rows = statement.query(params![1, SIZE])?;
    let (mut total, mut last_id, mut listed) = (0, 0, Vec::with_capacity(128 * 1024));
    while let Some(row) = rows.next()? {
        total = row.get(32)?;
        if !listed.is_empty() {
            listed.push(b',');
        }
        let required = |column| Ok::<_, rusqlite::Error>(text(row, column)?.unwrap_or_default());
        let mut lines = Vec::new();
        for line in serde_json::from_str::<Vec<Line>>(required(49)?).map_err(not_json)? {
            let (name, sku, kind) = match products.entry(line.product_id) {
                Entry::Occupied(known) => known.get().clone(),
                Entry::Vacant(unknown) => unknown
                    .insert(product.query_row(params![1, line.product_id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?)
                    .clone(),
            };
            let Line { product_id, amount, price, discount, tax, total } = line;
            lines.push(NamedLine { product_id, kind, name, sku, amount, price, discount, tax, total });
        }
        let opportunity = Opportunity {
            id: row.get(33)?,
            user_id: row.get(34)?,
            title: required(35)?,
            value: Amount(row.get(36)?),
            estimated_end_at: required(37)?,
            prospect_type: required(38)?,
            operation_type: required(39)?,
            status: required(40)?,
            lost_reason: text(row, 41)?,
            closed_at: row.get::<_, Option<i64>>(42)?.map(Instant),
            stage_id: row.get(43)?,
            company_id: row.get(44)?,
            contact_id: row.get(45)?,
            campaign_id: row.get(46)?,
            type_id: row.get(80)?,
            currency_id: row.get(81)?,
            lead_id: row.get(82)?,
            want_products: row.get(47)?,
            want_tax: row.get(48)?,
            user: Some(User {
                id: row.get(34)?,
                name: required(54)?,
                email: required(55)?,
                mobile: text(row, 56)?,
                created_at: Instant(row.get(57)?),
                language: text(row, 88)?,
            }),
            company: Some(Company { logo_url: None, ..listed_company(row)? }),
            contact: Some(Contact {
                id: row.get(45)?,
                company_id: row.get(44)?,
                name: required(58)?,
                surname: required(59)?,
                mother_surname: text(row, 60)?,
                title_id: row.get(61)?,
                origin_id: row.get(62)?,
                position_id: row.get(63)?,
                department_id: row.get(64)?,
                phone_office: text(row, 65)?,
                phone_office_extension: text(row, 66)?,
                phone_mobile: text(row, 67)?,
                phone_other: text(row, 68)?,
                email: text(row, 69)?,
                skype: text(row, 70)?,
                linkedin: text(row, 71)?,
                twitter: text(row, 72)?,
                assistant: Kept(text(row, 73)?),
                picture_id: row.get(77)?,
                external_ids: Kept(text(row, 79)?),
                user_id: row.get(85)?,
                created_by: author(row, 86)?,
                version: row.get(74)?,
                created_at: Instant(row.get(75)?),
                updated_at: Instant(row.get(76)?),
            }),
            products: Lines::Named(lines),
            inputs: Kept(text(row, 50)?),
            files: None,
            external_ids: Kept(text(row, 78)?),
            created_by: author(row, 83)?,
            version: row.get(51)?,
            created_at: Instant(row.get(52)?),
            updated_at: Instant(row.get(53)?),
        };
        last_id = opportunity.id;
        serde_json::to_writer(&mut listed, &opportunity).map_err(not_json)?;
    }
    let last = last_page(total);
    let cursor = next_cursor(1, "GetOpportunities id", (1 < last).then_some(last_id))?;
    let head = format!(
        r#"{{"success":true,"response":{{"total":{total},"current_page":1,"last_page":{last},"next_cursor":{cursor},"opportunities":["#
    );
    let mut body = Vec::with_capacity(listed.len() + 256);
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(&listed);
    body.extend_from_slice(br#"]},"error":null}"#);
    Ok(body)
}

/// The parameters of `CreateOpportunity` that the load sends.
#[derive(Deserialize)]
struct Parameters {
    profile_id: i64,
    user_id: i64,
    title: String,
    value: Box<RawValue>,
    estimated_end_at: String,
    prospect_type: String,
    operation_type: String,
    stage_id: i64,
    company_id: i64,
    contact_id: i64,
    want_products: bool,
    want_tax: bool,
    products: Box<RawValue>,
}

#[derive(Deserialize)]
struct Envelope {
    parameters: Parameters,
}

/// A new opportunity with everything that can be prepared without its id.
pub struct Prepared {
    parameters: Parameters,
    /// The value in ten-thousandths.
    value: i64,
    lines: String,
    /// The ids of the products, each once.
    product_ids: Vec<i64>,
    search_text: String,
}

impl Prepared {
    pub fn new(body: &[u8]) -> serde_json::Result<Self> {
        let Envelope { parameters } = serde_json::from_slice(body)?;
        let lines: Vec<Line> = serde_json::from_str(parameters.products.get())?;
        let mut product_ids: Vec<i64> = lines.iter().map(|line| line.product_id).collect();
        product_ids.sort_unstable();
        product_ids.dedup();
        let (whole, fraction) = parameters.value.get().split_once('.').unwrap_or((parameters.value.get(), ""));
        let value = format!("{whole}{fraction:0<4}").parse().unwrap_or(0);
        let (lines, search_text) = (serde_json::to_string(&lines)?, fold(&parameters.title));
        Ok(Prepared { parameters, value, lines, product_ids, search_text })
    }

    /// The counters that the opportunity adds to: the profile, then each facet with its value.
    pub fn counted(&self) -> (i64, [(&'static str, i64); 4]) {
        let Parameters { profile_id, user_id, stage_id, .. } = self.parameters;
        let facets = [("revision", 0), ("opportunities", 0), ("opportunities.user_id", user_id), ("opportunities.stage_id", stage_id)];
        (profile_id, facets)
    }
}

pub struct Statements<'c> {
    opportunity: CachedStatement<'c>,
    product: CachedStatement<'c>,
    change: CachedStatement<'c>,
    backlog: CachedStatement<'c>,
    /// The profile's currency.
    currency_id: Option<i64>,
}

impl<'c> Statements<'c> {
    pub fn prepare(connection: &'c Connection) -> rusqlite::Result<Self> {
        Ok(Statements {
            opportunity: connection.prepare_cached(
                "INSERT INTO opportunities (id, profile_id, version, created_at, updated_at, user_id, title, value, estimated_end_at, \
                 prospect_type, operation_type, status, stage_id, company_id, contact_id, want_products, want_tax, products, inputs, search_text, \
                 created_by, currency_id) \
                 VALUES (?1, ?2, 1, ?3, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'active', ?10, ?11, ?12, ?13, ?14, ?15, '{}', ?16, ?17, ?18)",
            )?,
            product: connection
                .prepare_cached("INSERT INTO opportunity_products (profile_id, opportunity_id, product_id) VALUES (?1, ?2, ?3)")?,
            change: connection.prepare_cached(
                "INSERT INTO changes (profile_id, entity, record_id, operation, version, user_id, token_id, origin, request_id, changed_at, record) \
                 VALUES (?1, 'opportunity', ?2, 'create', 1, ?3, ?4, NULL, ?5, ?6, ?7)",
            )?,
            backlog: connection
                .prepare_cached("INSERT OR IGNORE INTO search_backlog (entity, profile_id, record_id) VALUES ('opportunities', ?1, ?2)")?,
            currency_id: connection.query_row("SELECT currency_id FROM profiles WHERE id = 1", [], |row| row.get(0))?,
        })
    }

    /// Inserts an opportunity's rows and makes the reply.
    pub fn insert(&mut self, id: i64, prepared: &Prepared, user_id: i64, token_id: &str) -> rusqlite::Result<Vec<u8>> {
        let Prepared { parameters, value, lines, product_ids, search_text } = prepared;
        let now = Instant::now();
        let request_id = format!("0123456789abcdef-{id:x}");
        self.opportunity.execute(params![
            id,
            parameters.profile_id,
            now.0,
            parameters.user_id,
            parameters.title,
            value,
            parameters.estimated_end_at,
            parameters.prospect_type,
            parameters.operation_type,
            parameters.stage_id,
            parameters.company_id,
            parameters.contact_id,
            parameters.want_products,
            parameters.want_tax,
            lines,
            search_text,
            user_id,
            self.currency_id,
        ])?;
        for product_id in product_ids {
            self.product.execute(params![parameters.profile_id, id, product_id])?;
        }
        let record = serde_json::to_string(&Opportunity {
            id,
            user_id: parameters.user_id,
            title: &parameters.title,
            value: Amount(*value),
            estimated_end_at: &parameters.estimated_end_at,
            prospect_type: &parameters.prospect_type,
            operation_type: &parameters.operation_type,
            status: "active",
            lost_reason: None,
            closed_at: None,
            stage_id: parameters.stage_id,
            company_id: parameters.company_id,
            contact_id: parameters.contact_id,
            campaign_id: None,
            type_id: None,
            currency_id: self.currency_id,
            lead_id: None,
            want_products: parameters.want_products,
            want_tax: parameters.want_tax,
            user: None,
            company: None,
            contact: None,
            products: Lines::AsKept(Kept(Some(lines))),
            inputs: Kept(Some("{}")),
            files: Some(Kept(Some("[]"))),
            external_ids: Kept(Some("{}")),
            created_by: Some(Author { user_id, token_id: None }),
            version: 1,
            created_at: now,
            updated_at: now,
        })
        .map_err(not_json)?;
        self.change.execute(params![parameters.profile_id, id, user_id, token_id, request_id, now.0, record])?;
        self.backlog.execute(params![parameters.profile_id, id])?;
        Ok(format!(r#"{{"success":true,"response":{{"opportunity":{record}}},"error":null}}"#).into_bytes())
    }
}

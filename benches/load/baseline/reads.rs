//! Reads by hand: one prepared statement on the worker's own connection, run on the thread that took the request. Its rows are
//! written as JSON without being copied first.
//!
//! The total comes from the same counter as the service's, in the same statement, so that the page and the total belong to one
//! moment.

use std::cell::RefCell;
use std::path::PathBuf;

use actix_web::HttpResponse;
use actix_web::web::{Bytes, Data, Path, Query};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, Rows, params};
use serde::{Deserialize, Serialize};
use ventanilla::fields::Cursor;

use super::company::{Author, Company, Instant, Kept, LISTED};
use super::opportunity::Amount;

/// The database's file.
pub struct Place(pub PathBuf);

const PRAGMAS: &str = "PRAGMA busy_timeout = 5000; PRAGMA query_only = ON; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; \
     PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192;";

thread_local! {
    static OWN: RefCell<Option<Connection>> = const { RefCell::new(None) };
}

pub fn on_own<T>(place: &Place, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    OWN.with_borrow_mut(|own| {
        if own.is_none() {
            *own = Some(super::open(&place.0, PRAGMAS)?);
        }
        own.as_ref().map_or(Err(rusqlite::Error::InvalidQuery), read)
    })
}

/// The number of rows on a page.
pub const SIZE: i64 = 50;

/// The requested page, as the baseline's caller has worked it out.
#[derive(Deserialize)]
pub struct Window {
    profile_id: i64,
    type_id: i64,
    page: i64,
    take: i64,
    /// Whether rows are read from the end of the list, as for the last page.
    from_the_end: bool,
    /// The name that the service's cursors have for the list.
    list: String,
}

/// Where a cursor stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Standing {
    profile_id: i64,
    list: String,
    spot: Spot,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Spot {
    key: i64,
    id: i64,
}

/// The cursor behind this record, or null.
pub fn next_cursor(profile_id: i64, list: &str, last: Option<i64>) -> rusqlite::Result<String> {
    let cursor = last.map(|id| Cursor(Standing { profile_id, list: list.to_owned(), spot: Spot { key: id, id } }));
    serde_json::to_string(&cursor).map_err(not_json)
}

pub async fn page(_body: Bytes, window: Query<Window>, place: Data<Place>) -> HttpResponse {
    match on_own(&place, |connection| query_page(connection, &window, |rows| read_page(rows, &window))) {
        Ok(body) => super::reply(body),
        Err(cause) => super::failure(&cause),
    }
}

/// Runs the statement of a page with its values bound.
fn query_page<T>(connection: &Connection, window: &Window, read: impl FnOnce(&mut Rows<'_>) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
    thread_local! {
        static STATEMENTS: [String; 2] = ["", "DESC"].map(|direction| {
            format!(
                "SELECT {LISTED}, (SELECT amount FROM counters WHERE profile_id = ?1 AND facet = 'companies.type_id' AND value = ?2 AND slot = 0) \
                 FROM companies WHERE profile_id = ?1 AND type_id = ?2 ORDER BY id {direction} LIMIT ?3"
            )
        });
    }
    let mut statement = STATEMENTS.with(|statements| connection.prepare_cached(&statements[usize::from(window.from_the_end)]))?;
    read(&mut statement.query(params![window.profile_id, window.type_id, window.take])?)
}

/// The number of the last page.
pub fn last_page(total: i64) -> i64 {
    ((total + SIZE - 1) / SIZE).max(1)
}

fn read_page(rows: &mut Rows<'_>, window: &Window) -> rusqlite::Result<Vec<u8>> {
    let (mut total, mut greatest) = (0, 0);
    let mut listed = Vec::with_capacity(32 * 1024);
    // The bounds of each row's JSON: rows that were read from the end are put in order by them.
    let mut bounds = Vec::with_capacity(50);
    while let Some(row) = rows.next()? {
        let begin = listed.len();
        let company = listed_company(row)?;
        greatest = greatest.max(company.id);
        serde_json::to_writer(&mut listed, &company).map_err(not_json)?;
        bounds.push(begin..listed.len());
        total = row.get(32)?;
    }
    let mut body = Vec::with_capacity(listed.len() + 256);
    let last = last_page(total);
    let cursor = next_cursor(window.profile_id, &window.list, (window.page < last).then_some(greatest))?;
    let head = format!(
        r#"{{"success":true,"response":{{"total":{total},"current_page":{},"last_page":{last},"next_cursor":{cursor},"companies":["#,
        window.page
    );
    body.extend_from_slice(head.as_bytes());
    let mut append = |(position, bounds): (usize, std::ops::Range<usize>)| {
        if position > 0 {
            body.push(b',');
        }
        body.extend_from_slice(&listed[bounds]);
    };
    if window.from_the_end {
        bounds.into_iter().rev().enumerate().for_each(&mut append);
    } else {
        bounds.into_iter().enumerate().for_each(&mut append);
    }
    body.extend_from_slice(br#"]},"error":null}"#);
    Ok(body)
}

/// The same page in the usual way: each row becomes a struct with its own texts, and the whole is serialised at the end.
pub async fn plain_page(_body: Bytes, window: Query<Window>, place: Data<Place>) -> HttpResponse {
    match on_own(&place, |connection| query_page(connection, &window, |rows| read_plain_page(rows, &window))) {
        Ok(body) => super::reply(body),
        Err(cause) => super::failure(&cause),
    }
}

#[derive(Serialize)]
struct Reply<R> {
    success: bool,
    response: R,
    error: Option<String>,
}

#[derive(Serialize)]
struct Page {
    total: i64,
    current_page: i64,
    last_page: i64,
    next_cursor: Option<Cursor<Standing>>,
    companies: Vec<Company<String>>,
}

fn read_plain_page(rows: &mut Rows<'_>, window: &Window) -> rusqlite::Result<Vec<u8>> {
    let mut total = 0;
    let mut companies = Vec::new();
    while let Some(row) = rows.next()? {
        total = row.get(32)?;
        companies.push(Company {
            id: row.get(0)?,
            client_number: row.get(1)?,
            name: row.get(2)?,
            slug: row.get(3)?,
            type_id: row.get(4)?,
            industry_id: row.get(5)?,
            kind: row.get(19)?,
            customer_since: row.get::<_, Option<i64>>(20)?.map(Instant),
            customer_status: row.get(24)?,
            payment_terms: row.get(25)?,
            credit_limit: row.get::<_, Option<i64>>(26)?.map(Amount),
            primary_contact_id: row.get(27)?,
            contact_name: row.get(28)?,
            contact_position: row.get(29)?,
            notes: row.get(30)?,
            public: row.get(31)?,
            website: row.get(6)?,
            phone: row.get(7)?,
            mobile: row.get(8)?,
            whatsapp: row.get(9)?,
            email: row.get(10)?,
            bio: row.get(11)?,
            billing_name: row.get(12)?,
            rfc: row.get(13)?,
            logo_id: row.get(17)?,
            logo_url: Some(None),
            shipping_address: None,
            billing_address: None,
            inputs: None,
            files: None,
            external_ids: Kept(row.get(18)?),
            user_id: row.get(21)?,
            created_by: author(row, 22)?,
            version: row.get(14)?,
            created_at: Instant(row.get(15)?),
            updated_at: Instant(row.get(16)?),
        });
    }
    if window.from_the_end {
        companies.reverse();
    }
    let last = companies.last().filter(|_| window.page < last_page(total)).map(|company: &Company<String>| company.id);
    let standing = |id| Cursor(Standing { profile_id: window.profile_id, list: window.list.clone(), spot: Spot { key: id, id } });
    let response = Page { total, current_page: window.page, last_page: last_page(total), next_cursor: last.map(standing), companies };
    serde_json::to_vec(&Reply { success: true, response, error: None }).map_err(not_json)
}

pub async fn company(_body: Bytes, id: Path<i64>, place: Data<Place>) -> HttpResponse {
    match on_own(&place, |connection| read_company(connection, 1, *id)) {
        Ok(body) => super::reply(body),
        Err(cause) => super::failure(&cause),
    }
}

fn read_company(connection: &Connection, profile_id: i64, id: i64) -> rusqlite::Result<Vec<u8>> {
    thread_local! {
        static STATEMENT: String =
            format!("SELECT {LISTED}, shipping_address, billing_address, inputs FROM companies WHERE profile_id = ?1 AND id = ?2");
    }
    let mut statement = STATEMENT.with(|statement| connection.prepare_cached(statement))?;
    let mut rows = statement.query(params![profile_id, id])?;
    let row = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let company = Company {
        shipping_address: Some(Kept(text(row, 32)?)),
        billing_address: Some(Kept(text(row, 33)?)),
        inputs: Some(Kept(text(row, 34)?)),
        files: None,
        ..listed_company(row)?
    };
    let mut body = Vec::with_capacity(2048);
    body.extend_from_slice(br#"{"success":true,"response":{"company":"#);
    serde_json::to_writer(&mut body, &company).map_err(not_json)?;
    body.extend_from_slice(br#"},"error":null}"#);
    Ok(body)
}

pub fn listed_company<'a>(row: &'a Row<'_>) -> rusqlite::Result<Company<&'a str>> {
    Ok(Company {
        id: row.get(0)?,
        client_number: text(row, 1)?.unwrap_or_default(),
        name: text(row, 2)?.unwrap_or_default(),
        slug: text(row, 3)?.unwrap_or_default(),
        type_id: row.get(4)?,
        industry_id: row.get(5)?,
        kind: text(row, 19)?,
        customer_since: row.get::<_, Option<i64>>(20)?.map(Instant),
        customer_status: text(row, 24)?,
        payment_terms: text(row, 25)?,
        credit_limit: row.get::<_, Option<i64>>(26)?.map(Amount),
        primary_contact_id: row.get(27)?,
        contact_name: text(row, 28)?,
        contact_position: text(row, 29)?,
        notes: text(row, 30)?,
        public: row.get(31)?,
        website: text(row, 6)?,
        phone: text(row, 7)?,
        mobile: text(row, 8)?,
        whatsapp: text(row, 9)?,
        email: text(row, 10)?,
        bio: text(row, 11)?,
        billing_name: text(row, 12)?,
        rfc: text(row, 13)?,
        logo_id: row.get(17)?,
        logo_url: Some(None),
        shipping_address: None,
        billing_address: None,
        inputs: None,
        files: None,
        external_ids: Kept(text(row, 18)?),
        user_id: row.get(21)?,
        created_by: author(row, 22)?,
        version: row.get(14)?,
        created_at: Instant(row.get(15)?),
        updated_at: Instant(row.get(16)?),
    })
}

/// The author in this column and the next.
pub fn author(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Author>> {
    let (user_id, token_id): (Option<i64>, Option<i64>) = (row.get(column)?, row.get(column + 1)?);
    Ok(user_id.map(|user_id| Author { user_id, token_id }))
}

pub fn text<'a>(row: &'a Row<'_>, column: usize) -> rusqlite::Result<Option<&'a str>> {
    match row.get_ref(column)? {
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).map(Some).map_err(|cause| rusqlite::Error::Utf8Error(column, cause)),
        _ => Ok(None),
    }
}

pub fn not_json(cause: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(cause.into())
}

//! Lists by hand: one prepared statement for each, without a total. The records alone are the service's; the service also says
//! where the list goes on.

use actix_web::HttpResponse;
use actix_web::web::{Bytes, Data, Path, Query};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params};
use serde::Deserialize;

use super::company::{Instant, LISTED};
use super::opportunity::Amount;
use super::reads::{Place, SIZE, listed_company, not_json, on_own};

/// The value that a list's statement takes beside the number of rows: an id, or a phrase of the search index.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    after: i64,
    #[serde(default)]
    phrase: String,
}

pub async fn list(_body: Bytes, name: Path<String>, asked: Query<Asked>, place: Data<Place>) -> HttpResponse {
    match on_own(&place, |connection| read(connection, &name, &asked)) {
        Ok(body) => super::reply(body),
        Err(cause) => super::failure(&cause),
    }
}

fn read(connection: &Connection, name: &str, asked: &Asked) -> rusqlite::Result<Vec<u8>> {
    let by_phrase = "SELECT rowid - (1 << 40) FROM companies_search WHERE companies_search MATCH ?1";
    match name {
        "by-name" => companies(connection, "?1 = ?1 ORDER BY name_key, id", &asked.after),
        "walk" => companies(connection, "id > ?1 ORDER BY id", &asked.after),
        "digits" => companies(connection, &format!("id IN ({by_phrase}) ORDER BY id"), &format!("\"{}\"", asked.phrase)),
        "fields" => rows(
            connection,
            "SELECT id, name, phone, email, version FROM companies WHERE profile_id = 1 ORDER BY id LIMIT ?1",
            params![SIZE],
            "companies",
            |row, into| {
                let text = |column: usize| -> rusqlite::Result<Option<&str>> {
                    Ok(match row.get_ref(column)? {
                        ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok(),
                        _ => None,
                    })
                };
                let (id, version): (i64, i64) = (row.get(0)?, row.get(4)?);
                let shown = Few { id, name: text(1)?, phone: text(2)?, email: text(3)?, version };
                serde_json::to_writer(into, &shown).map_err(not_json)
            },
        ),
        "by-value" => rows(
            connection,
            "SELECT id, title, value, version FROM opportunities WHERE profile_id = 1 ORDER BY value DESC, id DESC LIMIT ?1",
            params![SIZE],
            "opportunities",
            |row, into| {
                let title: String = row.get(1)?;
                let shown = Valued { id: row.get(0)?, title: &title, value: Amount(row.get(2)?), version: row.get(3)? };
                serde_json::to_writer(into, &shown).map_err(not_json)
            },
        ),
        "leads" => leads(connection, "status = 'contacted' ORDER BY id"),
        "best-leads" => leads(connection, "TRUE ORDER BY score DESC, id DESC"),
        "interactions" => interactions(connection, "?2 = ?2 ORDER BY id", asked.after),
        "interactions-of" => interactions(connection, "lead_id = ?2 ORDER BY id", asked.after),
        _ => Err(rusqlite::Error::InvalidQuery),
    }
}

fn leads(connection: &Connection, condition: &str) -> rusqlite::Result<Vec<u8>> {
    let sql = format!("SELECT id, name, status, score, version FROM leads WHERE profile_id = 1 AND {condition} LIMIT ?1");
    rows(connection, &sql, params![SIZE], "leads", |row, into| {
        let (name, status): (String, String) = (row.get(1)?, row.get(2)?);
        let score = row.get::<_, Option<i64>>(3)?.map(Amount);
        let shown = Scored { id: row.get(0)?, name: &name, status: &status, score, version: row.get(4)? };
        serde_json::to_writer(into, &shown).map_err(not_json)
    })
}

fn interactions(connection: &Connection, condition: &str, value: i64) -> rusqlite::Result<Vec<u8>> {
    let sql = format!("SELECT id, kind, description, date, version FROM interactions WHERE profile_id = 1 AND {condition} LIMIT ?1");
    rows(connection, &sql, params![SIZE, value], "interactions", |row, into| {
        let (kind, description): (String, Option<String>) = (row.get(1)?, row.get(2)?);
        let (date, version) = (Instant(row.get(3)?), row.get(4)?);
        let shown = Talk { id: row.get(0)?, kind: &kind, description: description.as_deref(), date, version };
        serde_json::to_writer(into, &shown).map_err(not_json)
    })
}

#[derive(serde::Serialize)]
struct Scored<'a> {
    id: i64,
    name: &'a str,
    status: &'a str,
    score: Option<Amount>,
    version: i64,
}

#[derive(serde::Serialize)]
struct Talk<'a> {
    id: i64,
    #[serde(rename = "type")]
    kind: &'a str,
    description: Option<&'a str>,
    date: Instant,
    version: i64,
}

#[derive(serde::Serialize)]
pub struct Few<'a> {
    pub id: i64,
    pub name: Option<&'a str>,
    pub phone: Option<&'a str>,
    pub email: Option<&'a str>,
    pub version: i64,
}

#[derive(serde::Serialize)]
pub struct Valued<'a> {
    pub id: i64,
    pub title: &'a str,
    pub value: Amount,
    pub version: i64,
}

fn companies(connection: &Connection, condition: &str, value: &dyn rusqlite::ToSql) -> rusqlite::Result<Vec<u8>> {
    let sql = format!("SELECT {LISTED} FROM companies WHERE profile_id = 1 AND {condition} LIMIT ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params![value, SIZE])?;
    let mut body = begin("companies");
    while let Some(row) = rows.next()? {
        serde_json::to_writer(&mut body, &listed_company(row)?).map_err(not_json)?;
        body.push(b',');
    }
    Ok(end(body))
}

fn rows(
    connection: &Connection,
    sql: &str,
    values: &[&dyn rusqlite::ToSql],
    plural: &str,
    write: impl Fn(&Row<'_>, &mut Vec<u8>) -> rusqlite::Result<()>,
) -> rusqlite::Result<Vec<u8>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(values)?;
    let mut body = begin(plural);
    while let Some(row) = rows.next()? {
        write(row, &mut body)?;
        body.push(b',');
    }
    Ok(end(body))
}

fn begin(plural: &str) -> Vec<u8> {
    let mut body = Vec::with_capacity(32 * 1024);
    body.extend_from_slice(format!(r#"{{"success":true,"response":{{"{plural}":["#).as_bytes());
    body
}

fn end(mut body: Vec<u8>) -> Vec<u8> {
    if body.last() == Some(&b',') {
        body.pop();
    }
    body.extend_from_slice(br#"]},"error":null}"#);
    body
}

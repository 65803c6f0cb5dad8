//! Writes by hand: one writer thread with group commit, prepared statements, the same rows as the service writes.
//!
//! Invariants: each write makes a company or an opportunity with its products, its change with the record's JSON, and its
//! place in the search backlog; the counters are written once per commit. `synchronous = FULL`; the answer goes out after the
//! commit. There are no savepoints and no checks: a failure here fails the whole measurement.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, channel};

use actix_web::HttpResponse;
use actix_web::web::{Bytes, Data};
use rusqlite::{CachedStatement, Connection, params};
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::sync::oneshot;
use ventanilla::fields::email::folded;
use ventanilla::fields::folding::{fold, slug_of};
use ventanilla::fields::phone::digits;
use ventanilla::fields::tax_number;

use super::company::{Author, Company, Instant, Kept};
use super::{Settings, opportunity};

pub const PRAGMAS: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
     PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384; PRAGMA journal_size_limit = 67108864;";

/// The most calls that share one commit, as in the service.
const LARGEST_BATCH: usize = 256;

/// The parameters of `CreateCompany` that the load sends.
#[derive(Deserialize)]
struct Parameters {
    profile_id: i64,
    name: String,
    type_id: i64,
    industry_id: i64,
    website: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    billing_name: Option<String>,
    rfc: Option<String>,
    shipping_address: Option<Box<RawValue>>,
    billing_address: Option<Box<RawValue>>,
}

#[derive(Deserialize)]
struct Envelope {
    parameters: Parameters,
}

/// A call on its way to the writer.
struct Call {
    what: What,
    answer: oneshot::Sender<Vec<u8>>,
}

/// The record to create, with everything that a worker can prepare without its id.
enum What {
    Company(Prepared),
    Opportunity(opportunity::Prepared),
}

struct Prepared {
    parameters: Parameters,
    slug: String,
    /// The search text before the company's number, and after it.
    search_text: (String, String),
}

/// The way to the writer thread.
pub struct Writer(Sender<Call>);

pub async fn create(body: Bytes, writer: Data<Writer>) -> HttpResponse {
    write(prepare(&body).map(What::Company), &writer).await
}

pub async fn create_opportunity(body: Bytes, writer: Data<Writer>) -> HttpResponse {
    write(opportunity::Prepared::new(&body).map(What::Opportunity), &writer).await
}

async fn write(prepared: serde_json::Result<What>, writer: &Writer) -> HttpResponse {
    let (answer, answered) = oneshot::channel();
    let what = match prepared {
        Ok(what) => what,
        Err(cause) => return super::failure(&cause),
    };
    if writer.0.send(Call { what, answer }).is_err() {
        return super::failure(&"the writer has ended");
    }
    match answered.await {
        Ok(body) => super::reply(body),
        Err(cause) => super::failure(&cause),
    }
}

fn prepare(body: &[u8]) -> serde_json::Result<Prepared> {
    let Envelope { parameters } = serde_json::from_slice(body)?;
    let slug = slug_of(&parameters.name);
    let mut rest = slug.clone();
    let texts = [&parameters.billing_name, &parameters.rfc, &parameters.email, &parameters.website, &parameters.phone];
    let digits: Vec<String> = parameters.phone.iter().flat_map(|phone| digits(phone)).collect();
    for text in texts.into_iter().flatten().chain(&digits) {
        rest.push('\n');
        rest.push_str(text);
    }
    let search_text = (fold(&parameters.name), fold(&rest));
    Ok(Prepared { parameters, slug, search_text })
}

impl Prepared {
    /// The counters that the company adds to: the profile, then each facet with its value.
    fn counted(&self) -> (i64, [(&'static str, i64); 4]) {
        let Parameters { profile_id, type_id, industry_id, .. } = self.parameters;
        (profile_id, [("revision", 0), ("companies", 0), ("companies.type_id", type_id), ("companies.industry_id", industry_id)])
    }
}

impl Writer {
    pub fn start(settings: &Settings) -> rusqlite::Result<Self> {
        let connection = super::open(&settings.database, PRAGMAS)?;
        let (sender, calls) = channel();
        let (user_id, token_id) = (settings.user_id, settings.token_id.clone());
        std::thread::spawn(move || {
            if let Err(cause) = work(&connection, &calls, user_id, &token_id) {
                eprintln!("the baseline's writer ended: {cause}");
            }
        });
        Ok(Writer(sender))
    }
}

struct Statements<'c> {
    company: CachedStatement<'c>,
    change: CachedStatement<'c>,
    backlog: CachedStatement<'c>,
    counter: CachedStatement<'c>,
}

fn work(connection: &Connection, calls: &Receiver<Call>, user_id: i64, token_id: &str) -> rusqlite::Result<()> {
    let last = |table: &str| connection.query_row("SELECT seq FROM sqlite_sequence WHERE name = ?1", [table], |row| row.get::<_, i64>(0));
    let (mut company_id, mut opportunity_id) = (last("companies")?, last("opportunities")?);
    let mut opportunities = opportunity::Statements::prepare(connection)?;
    let mut begin = connection.prepare_cached("BEGIN IMMEDIATE")?;
    let mut commit = connection.prepare_cached("COMMIT")?;
    let mut statements = Statements {
        company: connection.prepare_cached(
            "INSERT INTO companies (id, profile_id, version, created_at, updated_at, client_number, slug, name, type_id, industry_id, website, \
             phone, mobile, whatsapp, email, bio, billing_name, rfc, shipping_address, billing_address, inputs, search_text, email_folded, \
             rfc_folded, created_by) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25)",
        )?,
        change: connection.prepare_cached(
            "INSERT INTO changes (profile_id, entity, record_id, operation, version, user_id, token_id, origin, request_id, changed_at, record) \
             VALUES (?1, 'company', ?2, 'create', 1, ?3, ?4, NULL, ?5, ?6, ?7)",
        )?,
        backlog: connection
            .prepare_cached("INSERT OR IGNORE INTO search_backlog (entity, profile_id, record_id) VALUES ('companies', ?1, ?2)")?,
        counter: connection.prepare_cached(
            "INSERT INTO counters (profile_id, facet, value, slot, amount) VALUES (?1, ?2, ?3, 0, ?4) \
             ON CONFLICT (profile_id, facet, value, slot) DO UPDATE SET amount = amount + excluded.amount",
        )?,
    };
    while let Ok(first) = calls.recv() {
        let mut batch = vec![first];
        batch.extend(calls.try_iter().take(LARGEST_BATCH - 1));
        let mut tally: BTreeMap<(i64, &str, i64), i64> = BTreeMap::new();
        let mut replies = Vec::with_capacity(batch.len());
        begin.execute([])?;
        for call in &batch {
            let (profile_id, facets) = match &call.what {
                What::Company(prepared) => {
                    company_id += 1;
                    replies.push(insert(&mut statements, company_id, prepared, user_id, token_id)?);
                    prepared.counted()
                }
                What::Opportunity(prepared) => {
                    opportunity_id += 1;
                    replies.push(opportunities.insert(opportunity_id, prepared, user_id, token_id)?);
                    prepared.counted()
                }
            };
            for (facet, value) in facets {
                *tally.entry((profile_id, facet, value)).or_default() += 1;
            }
        }
        for ((profile_id, facet, value), by) in tally {
            statements.counter.execute(params![profile_id, facet, value, by])?;
        }
        commit.execute([])?;
        for (call, reply) in batch.into_iter().zip(replies) {
            let _ = call.answer.send(reply);
        }
    }
    Ok(())
}

/// Inserts a company's rows and makes the reply.
fn insert(statements: &mut Statements<'_>, id: i64, prepared: &Prepared, user_id: i64, token_id: &str) -> rusqlite::Result<Vec<u8>> {
    let parameters = &prepared.parameters;
    let now = Instant::now();
    let client_number = format!("C{id:06}");
    let request_id = format!("0123456789abcdef-{id:x}");
    let (before, after) = &prepared.search_text;
    let search_text = format!("{before}\nc{id:06}\n{after}");
    let company: Company<&str> = Company {
        id,
        client_number: &client_number,
        name: &parameters.name,
        slug: &prepared.slug,
        type_id: parameters.type_id,
        industry_id: parameters.industry_id,
        kind: None,
        customer_since: None,
        customer_status: None,
        payment_terms: None,
        credit_limit: None,
        primary_contact_id: None,
        contact_name: None,
        contact_position: None,
        notes: None,
        public: false,
        website: parameters.website.as_deref(),
        phone: parameters.phone.as_deref(),
        mobile: None,
        whatsapp: None,
        email: parameters.email.as_deref(),
        bio: None,
        billing_name: parameters.billing_name.as_deref(),
        rfc: parameters.rfc.as_deref(),
        logo_id: None,
        logo_url: None,
        shipping_address: Some(Kept(parameters.shipping_address.as_deref().map(RawValue::get))),
        billing_address: Some(Kept(parameters.billing_address.as_deref().map(RawValue::get))),
        inputs: Some(Kept(Some("{}"))),
        files: Some(Kept(Some("[]"))),
        external_ids: Kept(Some("{}")),
        user_id: None,
        created_by: Some(Author { user_id, token_id: None }),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    statements.company.execute(params![
        id,
        parameters.profile_id,
        company.version,
        now.0,
        now.0,
        company.client_number,
        company.slug,
        company.name,
        company.type_id,
        company.industry_id,
        company.website,
        company.phone,
        company.mobile,
        company.whatsapp,
        company.email,
        company.bio,
        company.billing_name,
        company.rfc,
        parameters.shipping_address.as_deref().map(RawValue::get),
        parameters.billing_address.as_deref().map(RawValue::get),
        "{}",
        search_text,
        company.email.map(folded),
        company.rfc.map(tax_number::folded),
        user_id,
    ])?;
    let record = serde_json::to_string(&company).map_err(|_| rusqlite::Error::InvalidQuery)?;
    statements.change.execute(params![parameters.profile_id, id, user_id, token_id, request_id, now.0, record])?;
    statements.backlog.execute(params![parameters.profile_id, id])?;
    let shown = serde_json::to_string(&Company { logo_url: Some(None), ..company }).map_err(|_| rusqlite::Error::InvalidQuery)?;
    Ok(format!(r#"{{"success":true,"response":{{"company":{shown}}},"error":null}}"#).into_bytes())
}

//! Lists of PostgreSQL by hand: typed statements, prepared once, on a connection of this process. No HTTP and no checks are counted on
//! that side: it is the bound.

use std::time::Instant;

use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use serde::Serialize;
use serde_json::{Value, json};
use ventanilla::db::schema::{companies, opportunities};

use crate::Outcome;
use crate::baseline::company::{Author, Company, Instant as Moment, Kept};
use crate::baseline::lists::{Few, Valued};
use crate::baseline::opportunity::Amount;
use crate::calls::{json_of, post, send};
use crate::filled::{Database, Filled};
use crate::lists::body;
use crate::report::{Report, median};
use crate::scenarios::{PAGE, milliseconds};

/// A list by hand: its records as JSON.
type ByHand = fn(&mut PgConnection, &Asked) -> Outcome<Vec<u8>>;

/// The id or the phrase that a list asks for.
#[derive(Default)]
struct Asked {
    after: i64,
    phrase: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = companies, check_for_backend(Pg))]
struct Row {
    id: i64,
    client_number: String,
    name: String,
    slug: String,
    type_id: Option<i64>,
    industry_id: Option<i64>,
    website: Option<String>,
    phone: Option<String>,
    mobile: Option<String>,
    whatsapp: Option<String>,
    email: Option<String>,
    bio: Option<String>,
    billing_name: Option<String>,
    rfc: Option<String>,
    version: i64,
    created_at: i64,
    updated_at: i64,
    logo_id: Option<i64>,
    external_ids: String,
    kind: Option<String>,
    customer_since: Option<i64>,
    user_id: Option<i64>,
    created_by: Option<i64>,
    created_by_token: Option<i64>,
    customer_status: Option<String>,
    payment_terms: Option<String>,
    credit_limit: Option<i64>,
    primary_contact_id: Option<i64>,
    contact_name: Option<String>,
    contact_position: Option<String>,
    notes: Option<String>,
    public: bool,
}

impl Row {
    fn shown(self) -> Company<String> {
        Company {
            id: self.id,
            client_number: self.client_number,
            name: self.name,
            slug: self.slug,
            type_id: self.type_id.unwrap_or_default(),
            industry_id: self.industry_id.unwrap_or_default(),
            kind: self.kind,
            customer_since: self.customer_since.map(Moment),
            customer_status: self.customer_status,
            payment_terms: self.payment_terms,
            credit_limit: self.credit_limit.map(Amount),
            primary_contact_id: self.primary_contact_id,
            contact_name: self.contact_name,
            contact_position: self.contact_position,
            notes: self.notes,
            public: self.public,
            website: self.website,
            phone: self.phone,
            mobile: self.mobile,
            whatsapp: self.whatsapp,
            email: self.email,
            bio: self.bio,
            billing_name: self.billing_name,
            rfc: self.rfc,
            logo_id: self.logo_id,
            logo_url: Some(None),
            shipping_address: None,
            billing_address: None,
            inputs: None,
            files: None,
            external_ids: Kept(Some(self.external_ids)),
            user_id: self.user_id,
            created_by: self.created_by.map(|user_id| Author { user_id, token_id: self.created_by_token }),
            version: self.version,
            created_at: Moment(self.created_at),
            updated_at: Moment(self.updated_at),
        }
    }
}

fn written(records: impl IntoIterator<Item = impl Serialize>) -> Outcome<Vec<u8>> {
    let mut body = br#"{"success":true,"response":{"records":["#.to_vec();
    for record in records {
        serde_json::to_writer(&mut body, &record)?;
        body.push(b',');
    }
    if body.last() == Some(&b',') {
        body.pop();
    }
    body.extend_from_slice(br#"]},"error":null}"#);
    Ok(body)
}

fn by_name(connection: &mut PgConnection, _: &Asked) -> Outcome<Vec<u8>> {
    let page = companies::table.filter(companies::profile_id.eq(1)).order((sql::<Bool>("name_key"), companies::id)).limit(PAGE);
    written(page.select(Row::as_select()).load::<Row>(connection)?.into_iter().map(Row::shown))
}

fn walk(connection: &mut PgConnection, asked: &Asked) -> Outcome<Vec<u8>> {
    let page = companies::table.filter(companies::profile_id.eq(1)).filter(companies::id.gt(asked.after));
    written(page.order(companies::id).limit(PAGE).select(Row::as_select()).load::<Row>(connection)?.into_iter().map(Row::shown))
}

fn digits(connection: &mut PgConnection, asked: &Asked) -> Outcome<Vec<u8>> {
    let page = companies::table.filter(companies::profile_id.eq(1)).filter(companies::search_text.like(format!("%{}%", asked.phrase)));
    written(page.order(companies::id).limit(PAGE).select(Row::as_select()).load::<Row>(connection)?.into_iter().map(Row::shown))
}

fn three_keys(connection: &mut PgConnection, _: &Asked) -> Outcome<Vec<u8>> {
    type Found = (i64, String, Option<String>, Option<String>, i64);
    let page = companies::table.filter(companies::profile_id.eq(1)).order(companies::id).limit(PAGE);
    let few = (companies::id, companies::name, companies::phone, companies::email, companies::version);
    let found: Vec<Found> = page.select(few).load(connection)?;
    written(found.iter().map(|(id, name, phone, email, version)| Few {
        id: *id,
        name: Some(name),
        phone: phone.as_deref(),
        email: email.as_deref(),
        version: *version,
    }))
}

fn by_value(connection: &mut PgConnection, _: &Asked) -> Outcome<Vec<u8>> {
    let page = opportunities::table.filter(opportunities::profile_id.eq(1));
    let page = page.order((opportunities::value.desc(), opportunities::id.desc())).limit(PAGE);
    let few = (opportunities::id, opportunities::title, opportunities::value, opportunities::version);
    let found: Vec<(i64, String, i64, i64)> = page.select(few).load(connection)?;
    written(found.iter().map(|(id, title, value, version)| Valued { id: *id, title, value: Amount(*value), version: *version }))
}

/// The only list in a reply.
fn records(reply: &[u8]) -> Outcome<Value> {
    let mut reply = json_of(reply)?["response"].take();
    let lists = reply.as_object_mut().into_iter().flat_map(|response| response.values_mut());
    Ok(lists.into_iter().find(|value| value.is_array()).map(Value::take).unwrap_or_default())
}

impl Filled<'_> {
    /// Measures each list and the same by hand, one after another in turn.
    pub fn lists(&mut self, report: &mut Report) -> Outcome<()> {
        const NUMBER: usize = 400;
        let (service, token, companies) = (self.service, self.token, self.companies);
        let Database::Postgres(connection) = &mut self.database else { return Err("these lists are PostgreSQL's".into()) };
        let company = json!({ "profile_id": 1, "search_by": "id", "search_value": 7 });
        let company = json_of(&post(service, token, "Companies.GetCompany", company)?)?;
        let phone = company["response"]["company"]["phone"].as_str().ok_or("no telephone number")?.to_owned();
        let phrase: String = phone.chars().filter(char::is_ascii_digit).collect();
        let list = "Companies.GetCompanies";
        let behind = |page: i64| -> Outcome<(Value, i64)> {
            let page = json!({ "profile_id": 1, "pagination": PAGE, "page": page, "fields": [] });
            let reply = json_of(&post(service, token, list, page)?)?;
            let last = reply["response"]["companies"].as_array().and_then(|companies| companies.last()).ok_or("an empty page")?;
            Ok((reply["response"]["next_cursor"].clone(), last["id"].as_i64().ok_or("no id")?))
        };
        let ((first, first_id), (last, last_id)) = (behind(1)?, behind(companies / PAGE - 2)?);
        let after = |after: i64| Asked { after, ..Asked::default() };
        let lists: [(&str, Vec<u8>, ByHand, Asked); 6] = [
            ("by name", body(list, json!({ "sort": "name" }))?, by_name, Asked::default()),
            (
                "by value, two keys",
                body("Opportunities.GetOpportunities", json!({ "sort": "-value", "fields": ["title", "value"] }))?,
                by_value,
                Asked::default(),
            ),
            ("the begin of a walk", body(list, json!({ "cursor": first }))?, walk, after(first_id)),
            ("the end of a walk", body(list, json!({ "cursor": last }))?, walk, after(last_id)),
            ("digits", body(list, json!({ "query": phone }))?, digits, Asked { phrase, ..Asked::default() }),
            ("three keys", body(list, json!({ "fields": ["name", "phone", "email"] }))?, three_keys, Asked::default()),
        ];
        for (name, body, by_hand, asked) in lists {
            let shown = (records(&send(service, "/api", token, &body)?)?, records(&by_hand(connection, &asked)?)?);
            if shown.0 != shown.1 {
                return Err(format!("by hand other records are listed for {name}:\n{}\n{}", shown.0, shown.1).into());
            }
            let (mut own, mut other) = (Vec::new(), Vec::new());
            for _ in 0..NUMBER {
                let begin = Instant::now();
                send(service, "/api", token, &body)?;
                own.push(milliseconds(begin.elapsed()));
                let begin = Instant::now();
                by_hand(connection, &asked)?;
                other.push(milliseconds(begin.elapsed()));
            }
            let (own, other) = (median(&own), median(&other));
            let line = format!(
                "PostgreSQL: a list {name}, {companies} companies: {own:.2} ms over HTTP, {:.1} times the same by hand in one process \
                 ({other:.2} ms); medians of {NUMBER}",
                own / other.max(1e-9)
            );
            println!("{line}");
            report.note(line);
        }
        Ok(())
    }
}

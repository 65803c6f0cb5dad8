//! Every figure of every report, computed a second time from the records that were written, one record after another.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value, json};

use crate::calls::{colleague, execute};
use crate::contacts::create_contact;
use crate::customers::create_customer;
use crate::service::{Person, Service, services};

const STATUSES: [&str; 8] = ["new", "contacted", "qualified", "proposal", "negotiation", "converted", "lost", "won"];

/// The begin of the time in which all records are, 2024-09-01T00:00:00Z, in microseconds, and its length in seconds.
const BEGIN: i64 = 1_725_148_800_000_000;
const LENGTH: i64 = 240 * 86_400;

#[derive(Debug, Clone)]
struct Lead {
    created: i64,
    converted: Option<i64>,
    status: usize,
    source: Option<usize>,
    owner: Option<usize>,
}

#[derive(Debug, Clone)]
struct Opportunity {
    created: i64,
    closed: Option<i64>,
    status: &'static str,
    value: i64,
    currency: Option<usize>,
    owner: usize,
    stage: usize,
}

#[derive(Debug, Clone)]
struct Ticket {
    created: i64,
    end: NaiveDate,
    status: &'static str,
    owner: usize,
}

#[derive(Debug, Clone)]
struct Action {
    due: i64,
    is_done: bool,
    owner: Option<usize>,
}

#[derive(Debug, Clone)]
struct Order {
    customer: usize,
    day: NaiveDate,
    total: i64,
    is_cancelled: bool,
    currency: Option<usize>,
}

#[derive(Debug, Clone)]
struct Customer {
    since: i64,
    owner: Option<usize>,
}

#[derive(Debug, Clone)]
struct Records {
    leads: Vec<Lead>,
    opportunities: Vec<Opportunity>,
    tickets: Vec<Ticket>,
    actions: Vec<Action>,
    customers: Vec<Customer>,
    orders: Vec<Order>,
}

#[derive(Debug, Clone)]
struct Asked {
    zone: &'static str,
    by: &'static str,
    from: NaiveDate,
    to: NaiveDate,
    as_of: i64,
    owners: Option<Vec<usize>>,
}

/// The number of customers, some of whom never order.
const CUSTOMERS: usize = 5;

fn instant() -> impl Strategy<Value = i64> {
    // Many records within a few hours of midnight, where zones differ.
    prop_oneof![
        (0..LENGTH * 1_000_000).prop_map(|microseconds| BEGIN + microseconds),
        (0..240_i64, -12..12_i64).prop_map(|(day, hours)| BEGIN + (day * 86_400 + hours * 3600) * 1_000_000),
    ]
}

fn day() -> impl Strategy<Value = NaiveDate> {
    (0..240_i64).prop_map(|days| NaiveDate::from_ymd_opt(2024, 9, 1).unwrap() + chrono::Duration::days(days))
}

/// Amounts, also such that their sum exceeds the integers of a database.
fn amount() -> impl Strategy<Value = i64> {
    prop_oneof![9 => (0..9_000_000_i64).prop_map(|cents| cents * 100), 1 => Just(i64::MAX / 10_000 * 10_000)]
}

fn currency() -> impl Strategy<Value = Option<usize>> {
    prop_oneof![Just(None), (0..3_usize).prop_map(Some)]
}

fn owner() -> impl Strategy<Value = Option<usize>> {
    prop::option::of(0..2_usize)
}

fn records() -> impl Strategy<Value = Records> {
    let later = || prop::option::of(0..90 * 86_400_i64);
    let lead =
        (instant(), later(), 0..8_usize, prop::option::of(0..3_usize), owner()).prop_map(|(created, later, status, source, owner)| Lead {
            created,
            converted: later.map(|seconds| created + seconds * 1_000_000),
            status,
            source,
            owner,
        });
    let opportunity = (instant(), 0..60 * 86_400_i64, 0..4_usize, amount(), currency(), 0..2_usize, 0..3_usize).prop_map(
        |(created, seconds, status, value, currency, owner, stage)| {
            let status = ["active", "pending", "won", "lost"][status];
            let closed = ["won", "lost"].contains(&status).then_some(created + seconds * 1_000_000);
            Opportunity { created, closed, status, value, currency, owner, stage }
        },
    );
    let ticket = (instant(), day(), 0..4_usize, 0..2_usize).prop_map(|(created, end, status, owner)| Ticket {
        created,
        end,
        status: ["open", "pending", "solved", "closed"][status],
        owner,
    });
    let action = (instant(), any::<bool>(), owner()).prop_map(|(due, is_done, owner)| Action { due, is_done, owner });
    // Orders go back for another year and a half, so that customers are lost.
    let ordered = (0..CUSTOMERS - 1, 0..790_i64, amount(), prop::bool::weighted(0.2), currency()).prop_map(
        |(customer, days, total, is_cancelled, currency)| {
            let day = NaiveDate::from_ymd_opt(2023, 3, 1).unwrap() + chrono::Duration::days(days);
            Order { customer, day, total, is_cancelled, currency }
        },
    );
    let customer = (instant(), owner()).prop_map(|(since, owner)| Customer { since, owner });
    (
        prop::collection::vec(lead, 0..40),
        prop::collection::vec(opportunity, 0..40),
        prop::collection::vec(ticket, 0..25),
        prop::collection::vec(action, 0..25),
        prop::collection::vec(customer, CUSTOMERS),
        prop::collection::vec(ordered, 0..30),
    )
        .prop_map(|(leads, opportunities, tickets, actions, customers, orders)| Records {
            leads,
            opportunities,
            tickets,
            actions,
            customers,
            orders,
        })
}

fn asked() -> impl Strategy<Value = Asked> {
    let zone = prop::sample::select(vec!["America/Tijuana", "Europe/Madrid", "UTC", "Pacific/Apia"]);
    let by = prop::sample::select(vec!["day", "week", "month", "quarter"]);
    let owners = prop_oneof![Just(None), Just(Some(vec![0])), Just(Some(vec![0, 1]))];
    (zone, by, day(), 0..200_i64, instant(), owners).prop_map(|(zone, by, from, days, as_of, owners)| Asked {
        zone,
        by,
        from,
        to: from + chrono::Duration::days(days),
        as_of,
        owners,
    })
}

/// The ids of what the records name.
struct Names {
    users: [i64; 2],
    sources: Vec<i64>,
    currencies: Vec<i64>,
    stages: Vec<i64>,
    entries: [i64; 3],
    company: i64,
    contact: i64,
    customers: Vec<i64>,
}

impl Names {
    fn of(service: &Service, ana: &Person) -> Self {
        let mario = colleague(service, ana, "Mario", "member");
        let ids = |method: &str, key: &str| -> Vec<i64> {
            let list = service.call(ana, method, json!({}))[key].clone();
            list.as_array().expect("a list").iter().map(|entry| entry["id"].as_i64().expect("an id")).collect()
        };
        let company = service.create_company(ana, "Acme");
        let contact = create_contact(service, ana, &company, "Eva");
        let customer = |number: usize| create_customer(service, ana, &format!("C{number}"), json!({}))["id"].as_i64().expect("an id");
        Names {
            users: [ana.user_id, mario.user_id],
            sources: ids("Leads.GetSources", "sources"),
            currencies: ids("Profiles.GetCurrencies", "currencies"),
            stages: ids("Profiles.GetStages", "stages"),
            entries: [("Tickets.GetOrigins", "origins"), ("Tickets.GetCases", "cases"), ("Tickets.GetPriorities", "priorities")]
                .map(|(method, key)| ids(method, key)[0]),
            company: company["id"].as_i64().expect("an id"),
            contact: contact["id"].as_i64().expect("an id"),
            customers: (0..CUSTOMERS).map(customer).collect(),
        }
    }
}

fn null_or(value: Option<i64>) -> String {
    value.map_or("NULL".to_owned(), |value| value.to_string())
}

/// Keeps these records and no others of their kinds, as the tables have them.
fn keep(service: &Service, profile: i64, names: &Names, records: &Records) {
    let fill = |table: &str, columns: &str, rows: Vec<String>| {
        execute(service, &format!("DELETE FROM {table}"));
        if !rows.is_empty() {
            let columns = format!("profile_id, version, updated_at, {columns}");
            let rows: Vec<String> = rows.into_iter().map(|row| format!("({profile}, 1, 0, {row})")).collect();
            execute(service, &format!("INSERT INTO {table} ({columns}) VALUES {}", rows.join(", ")));
        }
    };
    let user = |owner: Option<usize>| null_or(owner.map(|owner| names.users[owner]));
    let currency = |currency: Option<usize>| null_or(currency.map(|currency| names.currencies[currency]));
    let leads = records.leads.iter().map(|lead| {
        let source = null_or(lead.source.map(|source| names.sources[source]));
        let (created, converted, status) = (lead.created, null_or(lead.converted), STATUSES[lead.status]);
        format!("{created}, {converted}, '{status}', {source}, {}, 'Rosa', FALSE, '{{}}', '', '{{}}'", user(lead.owner))
    });
    fill(
        "leads",
        "created_at, converted_at, status, source_id, user_id, name, consent, inputs, search_text, external_ids",
        leads.collect(),
    );
    execute(service, "DELETE FROM counters WHERE facet = 'leads.status'");
    for (number, status) in STATUSES.iter().enumerate() {
        execute(
            service,
            &format!(
                "INSERT INTO counters (profile_id, facet, value, slot, amount) \
                 SELECT {profile}, 'leads.status', {number}, 0, COUNT(*) FROM leads WHERE status = '{status}'"
            ),
        );
    }
    let opportunities = records.opportunities.iter().map(|own| {
        format!(
            "{}, {}, '{}', {}, {}, {}, {}, 'A', '2025-01-01', 'new', 'new', {}, {}, FALSE, FALSE, '[]', '{{}}', ''",
            own.created,
            null_or(own.closed),
            own.status,
            own.value,
            currency(own.currency),
            names.users[own.owner],
            names.stages[own.stage],
            names.company,
            names.contact
        )
    });
    fill(
        "opportunities",
        "created_at, closed_at, status, value, currency_id, user_id, stage_id, title, estimated_end_at, prospect_type, operation_type, \
         company_id, contact_id, want_products, want_tax, products, inputs, search_text",
        opportunities.collect(),
    );
    let [origin, case, priority] = names.entries;
    let tickets = records.tickets.iter().map(|ticket| {
        let Ticket { created, end, status, owner } = ticket;
        let user = names.users[*owner];
        format!("{created}, '{end}', '{status}', {user}, {}, {origin}, {case}, {priority}, 'Fuga', '', ''", names.company)
    });
    fill(
        "tickets",
        "created_at, estimated_end_at, status, user_id, company_id, origin_id, case_id, priority_id, title, description, search_text",
        tickets.collect(),
    );
    let actions = records.actions.iter().map(|action| {
        let Action { due, is_done, owner } = action;
        format!("0, {due}, {is_done}, {}, {}, 'call', 0, '{{}}', '', '{{}}'", user(*owner), names.company)
    });
    fill(
        "interactions",
        "created_at, next_action_date, next_action_done, user_id, company_id, kind, date, inputs, search_text, external_ids",
        actions.collect(),
    );
    for (id, customer) in names.customers.iter().zip(&records.customers) {
        let (since, owner) = (customer.since, user(customer.owner));
        execute(service, &format!("UPDATE companies SET customer_since = {since}, user_id = {owner} WHERE id = {id}"));
    }
    let orders = records.orders.iter().zip(1..).map(|(order, number)| {
        let Order { customer, day, total, is_cancelled, currency: of } = order;
        let status = if *is_cancelled { "cancelled" } else { "delivered" };
        let (company, of) = (names.customers[*customer], currency(*of));
        format!("0, 'X-{number}', {company}, '{status}', '{day}', {of}, '[]', {total}, 0, 0, {total}, '[]', '{{}}', '[]', '{{}}', ''")
    });
    fill(
        "orders",
        "created_at, number, company_id, status, order_date, currency_id, lines, subtotal, discount, tax, total, taxes, inputs, files, \
         external_ids, search_text",
        orders.collect(),
    );
}

/// A number with these ten-thousandths, as the wire has it.
fn decimal(ten_thousandths: i128) -> Value {
    let sign = if ten_thousandths < 0 { "-" } else { "" };
    let (whole, rest) = (ten_thousandths.abs() / 10_000, ten_thousandths.abs() % 10_000);
    let places = format!("{rest:04}");
    let text = match places.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        places => format!("{sign}{whole}.{places}"),
    };
    serde_json::from_str(&text).expect("a number")
}

/// A quotient with this many ten-thousandths as its least step, rounded half up; null without a divisor.
fn quotient(dividend: i128, divisor: i128, step: i128) -> Value {
    if divisor <= 0 { Value::Null } else { decimal((2 * dividend + divisor * step).div_euclid(2 * divisor * step) * step) }
}

/// The share of a whole, with four places.
fn share(part: usize, whole: usize) -> Value {
    quotient(i128::try_from(part).unwrap() * 10_000, i128::try_from(whole).unwrap(), 1)
}

/// The slow computation.
struct Slowly<'a> {
    records: &'a Records,
    asked: &'a Asked,
    names: &'a Names,
    zone: Tz,
    own_currency: i64,
}

impl Slowly<'_> {
    fn day_of(&self, instant: i64) -> NaiveDate {
        DateTime::<Utc>::from_timestamp_micros(instant).unwrap().with_timezone(&self.zone).date_naive()
    }

    fn is_owned(&self, owner: Option<usize>) -> bool {
        self.asked.owners.as_ref().is_none_or(|owners| owner.is_some_and(|owner| owners.contains(&owner)))
    }

    /// Whether an instant is in these days and no later than the report's moment.
    fn is_within(&self, instant: i64, (first, last): (NaiveDate, NaiveDate)) -> bool {
        let day = self.day_of(instant);
        first <= day && day <= last && instant <= self.asked.as_of
    }

    fn whole(&self) -> (NaiveDate, NaiveDate) {
        (self.asked.from, self.asked.to)
    }

    fn today(&self) -> NaiveDate {
        self.day_of(self.asked.as_of)
    }

    /// The days of each bucket, found by looking at each day.
    fn buckets(&self) -> Vec<(NaiveDate, NaiveDate)> {
        let name = |day: NaiveDate| match self.asked.by {
            "day" => day.to_string(),
            "week" => day.format("%G-W%V").to_string(),
            "month" => day.format("%Y-%m").to_string(),
            _ => format!("{} {}", day.year(), day.month0() / 3),
        };
        let mut buckets: Vec<(NaiveDate, NaiveDate)> = Vec::new();
        for day in self.asked.from.iter_days().take_while(|day| *day <= self.asked.to) {
            match buckets.last_mut() {
                Some((first, last)) if name(*first) == name(day) => *last = day,
                _ => buckets.push((day, day)),
            }
        }
        buckets
    }

    /// An object with the days of a bucket.
    fn with_days((from, to): (NaiveDate, NaiveDate), mut object: Value) -> Value {
        object["from"] = json!(from.to_string());
        object["to"] = json!(to.to_string());
        object
    }

    fn lead_figures(&self, leads: &[&Lead]) -> Value {
        let converted = leads.iter().filter(|lead| lead.converted.is_some_and(|at| at <= self.asked.as_of)).count();
        json!({ "created": leads.len(), "converted": converted, "conversion_rate": share(converted, leads.len()) })
    }

    fn leads_within(&self, days: (NaiveDate, NaiveDate)) -> Vec<&Lead> {
        self.records.leads.iter().filter(|lead| self.is_owned(lead.owner) && self.is_within(lead.created, days)).collect()
    }

    fn lead_buckets(&self) -> Value {
        let buckets = self.buckets().into_iter();
        buckets.map(|days| Self::with_days(days, self.lead_figures(&self.leads_within(days)))).collect()
    }

    /// The figures by what leads name, those with most leads first.
    fn leads_by(&self, key: &str, named: impl Fn(&Lead) -> Option<i64>) -> Value {
        let leads = self.leads_within(self.whole());
        let keys: BTreeSet<Option<i64>> = leads.iter().map(|lead| named(lead)).collect();
        let mut figures: Vec<Value> = Vec::new();
        for value in keys {
            let own: Vec<&Lead> = leads.iter().copied().filter(|lead| named(lead) == value).collect();
            let mut object = self.lead_figures(&own);
            object[key] = json!(value);
            figures.push(object);
        }
        figures.sort_by_key(|figures| std::cmp::Reverse(figures["created"].as_i64()));
        Value::Array(figures)
    }

    fn lead_metrics(&self) -> Value {
        let leads = self.leads_within(self.whole());
        let mut metrics = self.lead_figures(&leads);
        let counts = STATUSES
            .iter()
            .enumerate()
            .map(|(number, status)| json!({ "status": status, "count": leads.iter().filter(|lead| lead.status == number).count() }));
        metrics["by_status"] = counts.collect();
        metrics["by_source"] = self.leads_by("source_id", |lead| lead.source.map(|source| self.names.sources[source]));
        metrics["by_owner"] = self.leads_by("user_id", |lead| lead.owner.map(|owner| self.names.users[owner]));
        let times =
            leads.iter().filter_map(|lead| lead.converted.filter(|at| *at <= self.asked.as_of).map(|at| (at - lead.created) / 1_000_000));
        let mut times: Vec<i64> = times.collect();
        times.sort_unstable();
        metrics["median_days_to_convert"] = match times.len() {
            0 => Value::Null,
            number => quotient(i128::from(times[(number - 1) / 2] + times[number / 2]) * 10_000, 2 * 86_400, 100),
        };
        metrics["buckets"] = self.lead_buckets();
        metrics
    }

    fn currency(&self, currency: Option<usize>) -> i64 {
        currency.map_or(self.own_currency, |currency| self.names.currencies[currency])
    }

    /// The currencies that are shown: the profile's first, then those of some records.
    fn currencies(&self, of: impl Iterator<Item = Option<usize>>) -> Vec<i64> {
        let others: BTreeSet<i64> = of.map(|currency| self.currency(currency)).filter(|id| *id != self.own_currency).collect();
        std::iter::once(self.own_currency).chain(others).collect()
    }

    fn sales(&self, closed: &[&Opportunity], open: Option<&[&Opportunity]>) -> Value {
        let of = |status: &str, among: &[&Opportunity]| among.iter().filter(|own| own.status == status).count();
        let seconds = |among: &[&Opportunity]| -> i128 {
            let won = among.iter().filter(|own| own.status == "won");
            won.map(|own| i128::from((own.closed.unwrap() - own.created) / 1_000_000)).sum()
        };
        let amounts = self.currencies(closed.iter().map(|own| own.currency)).into_iter().map(|id| {
            let own: Vec<&Opportunity> = closed.iter().copied().filter(|own| self.currency(own.currency) == id).collect();
            let value = |status: &str| -> i128 { own.iter().filter(|own| own.status == status).map(|own| i128::from(own.value)).sum() };
            let (won, lost) = (of("won", &own), of("lost", &own));
            let number = |number: usize| i128::try_from(number).unwrap();
            let mut amount = json!({
                "currency_id": id, "won": won, "lost": lost, "won_value": decimal(value("won")), "lost_value": decimal(value("lost")),
                "average_won": quotient(value("won"), number(won), 100),
            });
            if let Some(open) = open {
                let open = number(open.iter().filter(|own| self.currency(own.currency) == id).count());
                // open · won / (won + lost) · value / won · won · 86400 / seconds
                amount["velocity"] = quotient(open * value("won") * number(won) * 86_400, number(won + lost) * seconds(&own), 100);
            }
            amount
        });
        let (won, lost) = (of("won", closed), of("lost", closed));
        json!({
            "won": won, "lost": lost, "win_rate": share(won, won + lost), "amounts": amounts.collect::<Vec<Value>>(),
            "cycle_days": quotient(seconds(closed) * 10_000, i128::try_from(won).unwrap() * 86_400, 100),
        })
    }

    fn closed_within(&self, days: (NaiveDate, NaiveDate)) -> Vec<&Opportunity> {
        let own = self.records.opportunities.iter().filter(|own| self.is_owned(Some(own.owner)));
        own.filter(|own| own.closed.is_some_and(|closed| self.is_within(closed, days))).collect()
    }

    /// The sales of the time with their buckets.
    fn sales_part(&self) -> Value {
        let own = self.records.opportunities.iter().filter(|own| self.is_owned(Some(own.owner)));
        let open: Vec<&Opportunity> = own.filter(|own| own.closed.is_none()).collect();
        let mut sales = self.sales(&self.closed_within(self.whole()), Some(&open));
        let buckets = self.buckets().into_iter();
        sales["buckets"] = buckets.map(|days| Self::with_days(days, self.sales(&self.closed_within(days), None))).collect();
        sales
    }

    fn sales_by_owner(&self) -> Value {
        let closed = self.closed_within(self.whole());
        let mut owners: Vec<usize> = closed.iter().map(|own| own.owner).collect::<BTreeSet<_>>().into_iter().collect();
        owners.sort_by_key(|owner| self.names.users[*owner]);
        let of = |owner: usize| {
            let own: Vec<&Opportunity> = closed.iter().copied().filter(|own| own.owner == owner).collect();
            let mut figures = self.sales(&own, None);
            figures["user_id"] = json!(self.names.users[owner]);
            figures
        };
        owners.into_iter().map(of).collect()
    }

    fn tickets(&self) -> Value {
        let own = self.records.tickets.iter().filter(|ticket| self.is_owned(Some(ticket.owner)) && ticket.created <= self.asked.as_of);
        let open: Vec<&Ticket> = own.filter(|ticket| ["open", "pending"].contains(&ticket.status)).collect();
        let ages = [(0, Some(1)), (1, Some(3)), (3, Some(7)), (7, Some(30)), (30, None)];
        let by_age = ages.into_iter().map(|(from, to): (i64, Option<i64>)| {
            let is_so = |ticket: &&&Ticket| {
                // A day of age is over when 24 hours are.
                let days = (self.asked.as_of - ticket.created).div_euclid(86_400_000_000);
                from <= days && to.is_none_or(|to| days < to)
            };
            let own: Vec<&&Ticket> = open.iter().filter(is_so).collect();
            let overdue = own.iter().filter(|ticket| ticket.end < self.today()).count();
            json!({ "from_days": from, "to_days": to, "count": own.len(), "overdue": overdue })
        });
        let by_age: Vec<Value> = by_age.collect();
        json!({ "count": open.len(), "overdue": open.iter().filter(|ticket| ticket.end < self.today()).count(), "by_age": by_age })
    }

    fn followups(&self) -> Value {
        let own = self.records.actions.iter().filter(|action| self.is_owned(action.owner) && !action.is_done);
        let own: Vec<&Action> = own.collect();
        let due: Vec<&&Action> = own.iter().filter(|action| action.due <= self.asked.as_of).collect();
        let later = own.iter().filter(|action| action.due > self.asked.as_of && self.day_of(action.due) == self.today()).count();
        let overdue = due.iter().filter(|action| self.day_of(action.due) < self.today()).count();
        json!({ "due": due.len(), "overdue": overdue, "later_today": later })
    }

    fn dashboard(&self, pipeline: &Value) -> Value {
        let mut leads = self.lead_figures(&self.leads_within(self.whole()));
        let funnel = STATUSES.iter().enumerate().map(|(number, status)| {
            let own = self.records.leads.iter().filter(|lead| self.is_owned(lead.owner) && lead.status == number);
            json!({ "status": status, "count": own.count() })
        });
        leads["funnel"] = funnel.collect();
        leads["buckets"] = self.lead_buckets();
        json!({ "pipeline": pipeline, "sales": self.sales_part(), "leads": leads, "tickets": self.tickets(), "followups": self.followups() })
    }

    fn is_customer(&self, customer: usize) -> bool {
        let own = &self.records.customers[customer];
        self.is_owned(own.owner) && own.since <= self.asked.as_of
    }

    /// The orders that count, of these days.
    fn orders(&self, (first, last): (NaiveDate, NaiveDate)) -> Vec<&Order> {
        let counts = |order: &&Order| !order.is_cancelled && self.is_customer(order.customer) && order.day <= self.today();
        self.records.orders.iter().filter(counts).filter(|order| first <= order.day && order.day <= last).collect()
    }

    fn orders_by_currency(&self, orders: &[&Order], currencies: &[i64]) -> Vec<(i64, usize, i128)> {
        let of = |id: i64| orders.iter().filter(move |order| self.currency(order.currency) == id);
        currencies.iter().map(|id| (*id, of(*id).count(), of(*id).map(|order| i128::from(order.total)).sum())).collect()
    }

    /// The day on which a customer with a last order is lost.
    fn lost_on(&self, customer: usize) -> Option<NaiveDate> {
        let ever = self.orders((NaiveDate::MIN, NaiveDate::MAX));
        let last = ever.iter().filter(|order| order.customer == customer).map(|order| order.day).max()?;
        Some(last + chrono::Duration::days(365))
    }

    fn lost(&self, (first, last): (NaiveDate, NaiveDate)) -> usize {
        let lost = (0..CUSTOMERS).filter_map(|customer| self.lost_on(customer));
        lost.filter(|day| first <= *day && *day <= last && *day <= self.today()).count()
    }

    fn customer_metrics(&self) -> Value {
        let ever = self.orders((NaiveDate::MIN, NaiveDate::MAX));
        let lately = self.orders(self.whole());
        let customers: Vec<usize> = (0..CUSTOMERS).filter(|customer| self.is_customer(*customer)).collect();
        let orders_of = |customer: usize| ever.iter().filter(|order| order.customer == customer).count();
        let (buyers, repeat) = (
            customers.iter().filter(|customer| orders_of(**customer) > 0).count(),
            customers.iter().filter(|customer| orders_of(**customer) > 1).count(),
        );
        let new = |days| customers.iter().filter(|customer| self.is_within(self.records.customers[**customer].since, days)).count();
        let shown = self.currencies(ever.iter().map(|order| order.currency));
        let of_time = self.orders_by_currency(&lately, &shown).into_iter().zip(self.orders_by_currency(&ever, &shown));
        let amounts = of_time.map(|((id, number, value), (_, _, lifetime))| {
            let own = |orders: &[&Order]| -> BTreeMap<usize, (usize, i128)> {
                let mut sums: BTreeMap<usize, (usize, i128)> = BTreeMap::new();
                for order in orders.iter().filter(|order| self.currency(order.currency) == id) {
                    let sum = sums.entry(order.customer).or_default();
                    *sum = (sum.0 + 1, sum.1 + i128::from(order.total));
                }
                sums
            };
            let mut top: Vec<(usize, (usize, i128))> = own(&lately).into_iter().collect();
            top.sort_by_key(|(customer, (_, value))| (std::cmp::Reverse(*value), self.names.customers[*customer]));
            let top = top.into_iter().map(|(customer, (orders, value))| {
                json!({
                    "company_id": self.names.customers[customer], "name": format!("C{customer}"), "orders": orders, "value": decimal(value),
                })
            });
            json!({
                "currency_id": id, "orders": number, "value": decimal(value),
                "average_order": quotient(value, i128::try_from(number).unwrap(), 100), "lifetime_value": decimal(lifetime),
                "average_lifetime_value": quotient(lifetime, i128::try_from(own(&ever).len()).unwrap(), 100),
                "top": top.collect::<Vec<Value>>(),
            })
        });
        let buckets = self.buckets().into_iter().map(|days| {
            let orders = self.orders(days);
            let shown = self.currencies(orders.iter().map(|order| order.currency));
            let amounts = self.orders_by_currency(&orders, &shown).into_iter();
            let amounts = amounts.map(|(id, number, value)| json!({ "currency_id": id, "orders": number, "value": decimal(value) }));
            Self::with_days(days, json!({ "new": new(days), "lost": self.lost(days), "amounts": amounts.collect::<Vec<Value>>() }))
        });
        json!({
            "total": customers.len(), "new": new(self.whole()), "lost": self.lost(self.whole()),
            "active": (0..CUSTOMERS).filter_map(|customer| self.lost_on(customer)).filter(|day| self.today() < *day).count(),
            "buyers": buyers, "repeat_buyers": repeat, "repeat_rate": share(repeat, buyers),
            "amounts": amounts.collect::<Vec<Value>>(), "buckets": buckets.collect::<Vec<Value>>(),
        })
    }
}

/// A reply without the time that it is of.
fn without_time(mut reply: Value) -> Value {
    for key in ["as_of", "from", "to", "by", "time_zone"] {
        reply.as_object_mut().expect("an object").remove(key).unwrap_or_else(|| panic!("no {key}"));
    }
    reply
}

fn is_same(what: &str, found: &Value, expected: &Value) -> Result<(), TestCaseError> {
    let objects = (found.as_object(), expected.as_object());
    if let (Some(found), Some(expected)) = objects {
        prop_assert_eq!(found.keys().collect::<BTreeSet<_>>(), expected.keys().collect::<BTreeSet<_>>(), "{}", what);
        for (key, value) in found {
            is_same(&format!("{what}.{key}"), value, &expected[key])?;
        }
        return Ok(());
    }
    if let (Some(found), Some(expected)) = (found.as_array(), expected.as_array()) {
        prop_assert_eq!(found.len(), expected.len(), "{}: {:?} {:?}", what, found, expected);
        for (place, (found, expected)) in found.iter().zip(expected).enumerate() {
            is_same(&format!("{what}.{place}"), found, expected)?;
        }
        return Ok(());
    }
    prop_assert_eq!(found, expected, "{}", what);
    Ok(())
}

#[test]
fn every_figure_is_that_of_the_slow_computation() {
    for service in services() {
        let ana = service.register("Ana");
        let names = Names::of(&service, &ana);
        // The profile's currency is not the first one, so that the order of amounts is seen.
        let own_currency = names.currencies[1];
        let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
        let outcome = runner.run(&(records(), asked()), |(records, asked)| {
            keep(&service, ana.profile_id, &names, &records);
            service.call(&ana, "EditProfile", json!({ "time_zone": asked.zone, "currency_id": own_currency }));
            let zone: Tz = asked.zone.parse().unwrap();
            let slowly = Slowly { records: &records, asked: &asked, names: &names, zone, own_currency };
            let as_of = DateTime::<Utc>::from_timestamp_micros(asked.as_of).unwrap();
            let mut parameters = json!({
                "from": asked.from.to_string(), "to": asked.to.to_string(), "by": asked.by,
                "as_of": as_of.to_rfc3339_opts(chrono::SecondsFormat::Micros, true),
            });
            let mut owners = json!({});
            if let Some(asked) = &asked.owners {
                let users: Vec<i64> = asked.iter().map(|owner| names.users[*owner]).collect();
                parameters["user_id"] = json!(users);
                owners["user_id"] = json!(users);
            }
            let report = |method: &str| without_time(service.call(&ana, method, parameters.clone()));
            // The pipeline has tests of its own.
            let pipeline = service.call(&ana, "Opportunities.GetPipeline", owners);
            is_same("leads", &report("Reports.GetLeadMetrics"), &slowly.lead_metrics())?;
            is_same("customers", &report("Reports.GetCustomerMetrics"), &slowly.customer_metrics())?;
            let mut sales = slowly.sales_part();
            sales["pipeline"] = pipeline.clone();
            sales["by_owner"] = slowly.sales_by_owner();
            is_same("sales", &report("Reports.GetSalesMetrics"), &sales)?;
            is_same("dashboard", &report("Reports.GetDashboard"), &slowly.dashboard(&pipeline))
        });
        outcome.unwrap_or_else(|cause| panic!("{}: {cause}", service.database.url));
    }
}

//! The order of events: an agenda that begins empty, and gets the events that begin on each day and their consequences on later
//! days.

use std::collections::BTreeMap;

use super::catalogue::{self, Offer};
use super::entries::Entries;
use super::leads::{self, Prospect};
use super::orders::{self, Step};
use super::pipeline::{self, Deal};
use super::tickets::{self, Case};
use super::year::{Chance, DAYS, Year};
use super::{companies, people};
use crate::db::scope::Manager;
use crate::error::{Error, Result};
use crate::fields::Instant;

/// The most companies that have contacts, opportunities and tickets.
const DEALT_WITH: usize = 3_000;

/// The number of days in which the earlier customers are entered, before work begins.
const MOVED_IN: usize = 7;

/// The day on which products are retired.
const RETIRING: usize = 200;

/// The records so far that later ones refer to.
pub struct Business {
    pub profile_id: i64,
    pub year: Year,
    /// The ids of the team, in the order of [`people::TEAM`](super::people::TEAM).
    pub users: Vec<i64>,
    pub entries: Entries,
    pub offers: Vec<Offer>,
    /// The companies with contacts, opportunities and tickets, in the order of their creation.
    pub accounts: Vec<Account>,
}

/// A company with contacts, opportunities and tickets.
pub struct Account {
    pub company_id: i64,
    pub number: usize,
    pub name: String,
    pub slug: String,
    /// The seller in charge.
    pub user_id: Option<i64>,
    /// Whether it has bought anything; none if nothing can be sold to it.
    pub customer: Option<bool>,
    pub contacts: Vec<i64>,
    /// The opportunity of its last purchase.
    pub bought: Option<i64>,
}

impl Business {
    pub fn user(&self, place: usize) -> Result<i64> {
        self.users.get(place).copied().ok_or_else(|| Error::internal("the demonstration has no such user"))
    }

    /// The id of a user who sells: now and then the owner.
    pub fn seller(&self, chance: &mut Chance) -> Result<i64> {
        let place = chance.pick(&[1, 2, 1, 2, 0])?;
        self.user(place)
    }

    pub fn account(&mut self, place: usize) -> Result<&mut Account> {
        self.accounts.get_mut(place).ok_or_else(|| Error::internal("the demonstration has no such company"))
    }
}

/// An event of the story.
pub struct Event {
    pub moment: Instant,
    pub user_id: i64,
    what: What,
}

enum What {
    Company(usize),
    Contact { account: usize, place: usize },
    Retirement,
    Opportunity(usize),
    Deal(Box<Deal>),
    Ticket(usize),
    Case(Box<Case>),
    Lead(usize),
    Prospect(Box<Prospect>),
    Order(Box<Step>),
}

/// A consequence, with its day.
pub struct Next<T> {
    pub day: usize,
    pub user_id: i64,
    pub what: T,
}

pub struct Story {
    business: Business,
    agenda: BTreeMap<(Instant, usize), Event>,
    /// The number of events that were noted so far.
    noted: usize,
    day: usize,
    /// The companies that begin on each day, and how many have begun.
    companies: Beginnings,
    opportunities: Beginnings,
    tickets: Beginnings,
    leads: Beginnings,
    /// The number of companies that exist.
    made: usize,
}

struct Beginnings {
    spread: Vec<usize>,
    begun: usize,
}

impl Beginnings {
    fn of(&mut self, day: usize) -> std::ops::Range<usize> {
        let first = self.begun;
        self.begun += self.spread.get(day).copied().unwrap_or(0);
        first..self.begun
    }
}

impl Story {
    pub fn new(business: Business, companies: usize) -> Self {
        let year = business.year;
        // Three of five companies were customers before, and are entered in the first days.
        let old = companies * 3 / 5;
        let mut arrivals = year.spread(companies - old, MOVED_IN);
        for (day, arriving) in arrivals.iter_mut().take(MOVED_IN).enumerate() {
            *arriving += old * (day + 1) / MOVED_IN - old * day / MOVED_IN;
        }
        let dealt_with = companies.min(DEALT_WITH);
        let begins = |spread| Beginnings { spread, begun: 0 };
        Story {
            agenda: BTreeMap::new(),
            noted: 0,
            day: 0,
            companies: begins(arrivals),
            opportunities: begins(year.spread(dealt_with * 4 / 3, MOVED_IN)),
            tickets: begins(year.spread(dealt_with * 2 / 5, 2 * MOVED_IN)),
            leads: begins(year.spread(dealt_with * 4 / 5, MOVED_IN)),
            made: 0,
            business,
        }
    }

    pub fn profile_id(&self) -> i64 {
        self.business.profile_id
    }

    /// The number of companies that exist.
    pub fn companies(&self) -> usize {
        self.made
    }

    /// The next event; none when the year is over.
    pub fn next_event(&mut self) -> Result<Option<Event>> {
        loop {
            let end_of_day = self.business.year.start_of(self.day);
            if let Some(entry) = self.agenda.first_entry().filter(|entry| entry.key().0 < end_of_day) {
                return Ok(Some(entry.remove()));
            }
            if self.day == DAYS {
                return Ok(None);
            }
            self.begin_day()?;
            self.day += 1;
        }
    }

    /// Notes the events that begin on a day.
    fn begin_day(&mut self) -> Result<()> {
        let day = self.day;
        for number in self.companies.of(day) {
            let mut chance = Chance::of("company arrives", number);
            let user_id = if day < MOVED_IN { self.business.user(0)? } else { self.business.seller(&mut chance)? };
            self.note(day, user_id, &mut chance, What::Company(number));
        }
        for number in self.leads.of(day) {
            let mut chance = Chance::of("lead arrives", number);
            let user_id = self.business.seller(&mut chance)?;
            self.note(day, user_id, &mut chance, What::Lead(number));
        }
        // Without a company nobody can buy or complain.
        if !self.business.accounts.is_empty() {
            for number in self.opportunities.of(day) {
                let mut chance = Chance::of("opportunity arises", number);
                let user_id = self.business.seller(&mut chance)?;
                self.note(day, user_id, &mut chance, What::Opportunity(number));
            }
            for number in self.tickets.of(day) {
                let mut chance = Chance::of("ticket arrives", number);
                let user_id = self.business.seller(&mut chance)?;
                self.note(day, user_id, &mut chance, What::Ticket(number));
            }
        }
        if day == RETIRING {
            let user_id = self.business.user(0)?;
            self.note(day, user_id, &mut Chance::of("retirement", 0), What::Retirement);
        }
        Ok(())
    }

    fn note(&mut self, day: usize, user_id: i64, chance: &mut Chance, what: What) {
        let moment = self.business.year.moment(day, chance);
        self.note_at(Event { moment, user_id, what });
    }

    fn note_at(&mut self, event: Event) {
        self.noted += 1;
        self.agenda.insert((event.moment, self.noted), event);
    }

    /// Notes a consequence, if it is within the year.
    fn follow<T>(&mut self, next: Option<Next<T>>, what: impl FnOnce(T) -> What) {
        if let Some(next) = next {
            let day = self.business.year.working_day(next.day);
            if day < DAYS {
                let mut chance = Chance::of("follow", self.noted);
                self.note(day, next.user_id, &mut chance, what(next.what));
            }
        }
    }

    /// Makes an event happen.
    pub fn happen(&mut self, manager: &mut Manager, event: Event) -> Result<()> {
        let today = self.day.saturating_sub(1);
        let business = &mut self.business;
        match event.what {
            What::Company(number) => {
                self.made += 1;
                let mut chance = Chance::of("owner", number);
                let owner = chance.happens(80).then(|| business.seller(&mut chance)).transpose()?;
                let (mut company, customer) = companies::company(number, &business.entries, today < MOVED_IN, owner)?;
                if customer == Some(true) {
                    company.make_customer(event.moment);
                }
                let company = manager.insert(company)?;
                if business.accounts.len() < DEALT_WITH {
                    let (name, slug) = (company.name.clone(), company.slug.clone());
                    let (company_id, user_id) = (company.id, company.user_id);
                    let account = Account { company_id, number, name, slug, user_id, customer, contacts: Vec::new(), bought: None };
                    business.accounts.push(account);
                    let account = business.accounts.len() - 1;
                    self.note_at(Event { moment: event.moment.plus_seconds(60), what: What::Contact { account, place: 0 }, ..event });
                }
            }
            What::Contact { account, place } => {
                let contact = people::contact(business, account, place)?;
                let id = manager.insert(contact)?.id;
                let known = business.account(account)?;
                let begins = known.contacts.is_empty() && known.customer == Some(true);
                if begins {
                    companies::with_primary_contact(manager, known.company_id, id)?;
                }
                let seller = known.user_id.unwrap_or(event.user_id);
                let known = &mut known.contacts;
                known.push(id);
                let is_last = known.len() >= people::how_many(account);
                if begins {
                    let habit = orders::habit(account, today).map(|next| Next { user_id: seller, ..next });
                    self.follow(habit, |habit| What::Order(Box::new(Step::Wish(habit))));
                }
                if !is_last {
                    let place = place + 1;
                    self.note_at(Event { moment: event.moment.plus_seconds(90), what: What::Contact { account, place }, ..event });
                }
            }
            What::Retirement => catalogue::retire(manager, &mut business.offers)?,
            What::Opportunity(number) => {
                let next = pipeline::open(manager, business, number, today, event.user_id)?;
                self.follow(next, |deal| What::Deal(Box::new(deal)));
            }
            What::Deal(deal) => {
                let next = pipeline::go_on(manager, business, *deal, today, event.moment)?;
                self.follow(next, |deal| What::Deal(Box::new(deal)));
            }
            What::Ticket(number) => {
                let next = tickets::open(manager, business, number, today, event.user_id)?;
                self.follow(next, |case| What::Case(Box::new(case)));
            }
            What::Lead(number) => {
                let next = leads::arrive(manager, business, number, today, event.user_id)?;
                self.follow(next, |prospect| What::Prospect(Box::new(prospect)));
            }
            What::Prospect(prospect) => {
                let next = leads::go_on(manager, business, *prospect, today, event.moment)?;
                self.follow(next, |prospect| What::Prospect(Box::new(prospect)));
            }
            What::Order(step) => {
                for next in orders::go_on(manager, business, *step, today, event.moment, event.user_id)? {
                    self.follow(Some(next), |step| What::Order(Box::new(step)));
                }
            }
            What::Case(case) => {
                let next = tickets::go_on(manager, *case, today, event.moment)?;
                self.follow(next, |case| What::Case(Box::new(case)));
            }
        }
        Ok(())
    }
}

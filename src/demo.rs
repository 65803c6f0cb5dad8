//! A believable business to try things out on: the first year in which Comercial del Valle, which sells equipment and
//! supplies to cafés, bakeries and restaurants, works with Ventanilla.
//!
//! Invariants: all data goes through the same write path as everything else. Each record and each change has its own time
//! and its own user, in the order of time, so that ids, histories and counters are those of a real year. Two demonstrations made
//! on one day are the same, and nothing lies in the future. Vocabularies and inputs are in English, as in a new profile; texts
//! that people have written are in Spanish.

mod catalogue;
mod companies;
mod entries;
mod feedback;
mod leads;
mod orders;
mod people;
mod pipeline;
mod story;
mod tickets;
mod year;

use std::sync::Arc;

use crate::auth::registration::Registration;
use crate::auth::role::Role;
use crate::db::call::Call;
use crate::db::connection::DatabaseAddress as Database;
use crate::db::scope::{Manager, Newcomer};
use crate::db::writes::Operator;
use crate::error::{Error, Result};
use crate::fields::TimeZone;
use crate::fields::external_ids::NONE;
use crate::modules::catalogs::default_entries;
use crate::records::catalog;
use crate::records::member::Member;
use crate::records::profile::{NewProfile, Profile};
use crate::sentences::Language;
use entries::Entries;
use people::TEAM;
use story::{Business, Story};
use year::Year;

pub use people::{EMAIL, PASSWORD, SELLER};

/// The default number of companies in a demonstration.
pub const COMPANIES: usize = 300;

/// The number of events in one transaction: some weeks of a small business.
const TOGETHER: usize = 1000;

/// Fills an empty database, and reports the number of companies after each transaction. False if the database was not empty, and
/// was left as it is.
///
/// Each company has contacts, opportunities and tickets, but no more than the first 3,000: a million companies, to
/// measure with, would take hours otherwise.
pub fn fill(database: &Database, companies: usize, mut progress: impl FnMut(usize)) -> Result<bool> {
    let mut operator = Operator::open(database)?;
    let year = Year::until_today();
    let Some(business) = found(&mut operator, year)? else { return Ok(false) };
    let call = Arc::new(Call::of_operator(Registration::Closed)?);
    let mut story = Story::new(business, companies);
    let mut goes_on = true;
    while goes_on {
        goes_on = operator.together(|together| {
            for _ in 0..TOGETHER {
                let Some(event) = story.next_event()? else { return Ok(false) };
                let (profile_id, user_id, moment) = (story.profile_id(), event.user_id, event.moment);
                together.run(
                    |lease| Manager::of_operator(lease, call.clone(), profile_id, user_id, moment),
                    |manager| story.happen(manager, event),
                )?;
            }
            Ok(true)
        })?;
        progress(story.companies());
    }
    operator.tidy()?;
    Ok(true)
}

/// The first morning: the profile, its users, its vocabularies and inputs, and its products. None if the database has users.
fn found(operator: &mut Operator, year: Year) -> Result<Option<Business>> {
    let team = people::team()?;
    let moment = year.opening();
    let call = Arc::new(Call::of_operator(Registration::Open)?);
    operator.together(|together| {
        let founded = together.run(
            |lease| Newcomer::of_operator(lease, call.clone(), moment),
            |newcomer| {
                if !newcomer.is_first()? {
                    return Ok(None);
                }
                let mut users = Vec::new();
                let [owner, others @ ..] = team;
                users.push(newcomer.register(owner)?.user.id);
                let time_zone = TimeZone::named("America/Mexico_City").ok_or_else(|| Error::internal("Mexico City has a time zone"))?;
                let language = Some(Language::Spanish);
                let slug = Some("comercial-del-valle".to_owned());
                let profile = NewProfile { slug, time_zone, language, directory: true, ..NewProfile::named("Comercial del Valle") };
                let profile = newcomer.found_profile(profile, default_entries())?;
                Ok(Some((profile.id, users, others)))
            },
        )?;
        let Some((profile_id, mut users, others)) = founded else { return Ok(None) };
        let owner = users.first().copied().unwrap_or_default();
        together.run(
            |lease| Manager::of_operator(lease, call.clone(), profile_id, owner, moment),
            |manager| {
                for (user, (_, _, role)) in others.into_iter().zip(TEAM.iter().skip(1)) {
                    let user_id = manager.create_user(user)?.id;
                    manager.insert(Member { user_id, role: Role::name(*role).to_owned(), external_ids: NONE.to_owned() })?;
                    users.push(user_id);
                }
                catalogue::furnish(manager)?;
                let entries = Entries::load(manager)?;
                let currency_id = Some(entries.named(catalog::CURRENCIES, "Mexican peso")?);
                let profile = manager.profile()?;
                manager.edit_profile(Profile { currency_id, ..profile })?;
                let offers = catalogue::stock(manager, &entries)?;
                Ok(Some(Business { profile_id, year, users, entries, offers, accounts: Vec::new() }))
            },
        )
    })
}

/// Picks one item of a list.
fn pick<T: Copy>(from: &[T], number: usize) -> Result<T> {
    from.get(number % from.len().max(1)).copied().ok_or_else(|| Error::internal("there is nothing to pick from"))
}

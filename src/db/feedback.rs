//! Requests for feedback as their token finds them, by their status at a moment, and the figures of many of them.
//!
//! Invariants: a token opens one request of one profile, and writes nothing but its answer. Figures are counted by the database, so
//! that they cost no more memory for a million answers than for ten.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::connection::{AnyConnection, either};
use super::lapsing::Lapsing;
use super::reads::Lease;
use super::rows::Rows;
use super::schema::profiles;
use super::scope::{LinkHolder, Reader};
use super::sql::{Piece, Selecting};
use super::stored::{Recorded, Stored};
use crate::auth::feedback_token::{FeedbackToken, Named};
use crate::auth::signed_address::SignedAddresses;
use crate::error::Result;
use crate::fields::Instant;
use crate::records::feedback::{EXPIRED, Feedback, OPEN};
use crate::sentences::Language;

/// The origin of an answer that came from the page. Its sender can't choose another one.
pub const ORIGIN: &str = "feedback";

impl Rows<Feedback> {
    /// Narrows to requests that have one of these statuses at this moment, if any are given.
    pub fn in_status(self, names: Option<&[&str]>, moment: Instant) -> Self {
        let Some(names) = names else { return self };
        let moment = || Piece::Number(moment.microseconds());
        let expiry = Lapsing {
            lasting: OPEN,
            lapsed: EXPIRED,
            still: vec![Piece::sql(" AND feedback.expires_at > "), moment()],
            over: vec![Piece::sql(" AND feedback.expires_at <= "), moment()],
        };
        Rows(Feedback::holding(self.0, expiry.among("feedback", names)))
    }
}

impl Reader {
    /// The address at which a request is answered, if the settings give one to begin it with.
    pub fn feedback_address(&self, kept: &Recorded<Feedback>) -> Option<String> {
        let named = Named { profile_id: kept.profile_id, feedback_id: kept.id, end: kept.expires_at };
        let house = &self.base.call.house;
        Some(house.public_url.as_ref()?.feedback(&FeedbackToken::issue(&house.addresses, named)))
    }

    /// Whether this service mails links to customers.
    pub fn mails_links(&self) -> bool {
        self.base.call.house.mails_links()
    }
}

impl LinkHolder {
    /// The request that this token answers, held until the transaction ends, so that two answers at once follow one another.
    pub fn asked(&mut self, token: &FeedbackToken) -> Result<Option<Recorded<Feedback>>> {
        let base = &mut self.0;
        let Some(named) = token.admit(&base.call.house.addresses) else { return Ok(None) };
        base.profile_id = named.profile_id;
        base.hold(Feedback::ROWS, named.feedback_id)?;
        let found = Feedback::find(named.profile_id, named.feedback_id, &mut base.lease)?;
        Ok(found.filter(|kept| is_of(kept, named)))
    }

    /// Keeps the answer to a request that a token opened.
    pub fn answer(&mut self, before: Recorded<Feedback>, answered: Feedback) -> Result<Recorded<Feedback>> {
        let base = &mut self.0;
        (base.origin, base.profile_id) = (Some(ORIGIN), before.profile_id);
        base.update(before, answered, None)
    }

    /// The moment of the call.
    pub fn moment(&self) -> Instant {
        self.0.moment
    }
}

/// Whether this is the very request that a token was made for: after a backup was restored, another one may have its id.
fn is_of(kept: &Recorded<Feedback>, named: Named) -> bool {
    kept.expires_at.seconds() == named.end.seconds()
}

/// The part of a request that its page shows.
pub struct ShownRequest {
    /// The name of the profile that asks.
    pub profile: String,
    /// The language of the profile, if it has chosen one.
    pub language: Option<Language>,
    pub subject: Option<String>,
    pub scale: String,
    /// The status at the moment of the look.
    pub status: String,
}

/// The page's view of the request that this token answers; None if it is not ours, or the request is gone.
pub fn shown(lease: &mut Lease, addresses: &SignedAddresses, token: &FeedbackToken) -> Result<Option<ShownRequest>> {
    let Some(named) = token.admit(addresses) else { return Ok(None) };
    let found = Feedback::find(named.profile_id, named.feedback_id, lease)?;
    let Some(kept) = found.filter(|kept| is_of(kept, named)) else { return Ok(None) };
    let profile = profiles::table.find(named.profile_id).select((profiles::name, profiles::language));
    let (profile, language): (String, Option<String>) = profile.first(&mut **lease)?;
    let status = kept.status_at(Instant::now()).to_owned();
    let language = language.as_deref().and_then(Language::of_code);
    Ok(Some(ShownRequest { profile, language, status, subject: kept.record.subject, scale: kept.record.scale }))
}

/// Requests of one scale that are alike, counted.
#[derive(Debug, Clone)]
pub struct Tally {
    /// The bucket of time in which they were made, by its place.
    pub bucket: i64,
    pub scale: String,
    /// The rating; none if they were not answered.
    pub rating: Option<i64>,
    pub category: Option<String>,
    pub number: i64,
}

impl Reader {
    /// The requests that were made in these buckets of time, each from its first moment to that of the next, counted by scale, rating
    /// and, if asked for, category.
    pub fn feedback_tallies(&mut self, bounds: &[(Instant, Instant)], by_category: bool) -> Result<Vec<Tally>> {
        type Found = (i64, String, Option<i64>, Option<String>, i64);
        if bounds.is_empty() {
            return Ok(Vec::new());
        }
        let category = if by_category { "feedback.category" } else { "CAST(NULL AS TEXT)" };
        let mut pieces = vec![Piece::sql("WITH buckets (bucket, first, until) AS (VALUES ")];
        for (place, (first, until)) in (0_i64..).zip(bounds) {
            pieces.push(Piece::sql(if place == 0 { "(" } else { ", (" }));
            pieces.extend([Piece::sql(format!("{place}, CAST(")), Piece::Number(first.microseconds()), Piece::sql(" AS BIGINT), CAST(")]);
            pieces.extend([Piece::Number(until.microseconds()), Piece::sql(" AS BIGINT))")]);
        }
        pieces.extend([
            Piece::sql(format!(
                ") SELECT CAST(buckets.bucket AS BIGINT), feedback.scale, feedback.rating, {category}, count(*) \
                 FROM buckets JOIN feedback ON feedback.created_at >= buckets.first AND feedback.created_at < buckets.until \
                 WHERE feedback.profile_id = "
            )),
            Piece::Number(self.base.profile_id),
            Piece::sql(" GROUP BY 1, 2, 3, 4"),
        ]);
        let found: Vec<Found> = either!(&mut *self.base.lease, connection => {
            Selecting::<(BigInt, Text, Nullable<BigInt>, Nullable<Text>, BigInt)>::new(pieces).load(connection)
        })?;
        let tallies = found.into_iter().map(|(bucket, scale, rating, category, number)| Tally { bucket, scale, rating, category, number });
        Ok(tallies.collect())
    }

    /// The moment of the first request of the profile; none if there is none.
    pub fn first_feedback(&mut self) -> Result<Option<Instant>> {
        let pieces = vec![
            Piece::sql("SELECT created_at FROM feedback WHERE profile_id = "),
            Piece::Number(self.base.profile_id),
            Piece::sql(" ORDER BY created_at LIMIT 1"),
        ];
        let found: Vec<i64> = either!(&mut *self.base.lease, connection => Selecting::<BigInt>::new(pieces).load(connection))?;
        Ok(found.first().copied().map(Instant::from_microseconds))
    }
}

impl Reader {
    /// The ratings that a customer gave after one moment and by another: their scale, the rating, and how often it was given.
    pub fn ratings_of(&mut self, company_id: i64, after: Instant, by: Instant) -> Result<Vec<(String, i64, i64)>> {
        let pieces = vec![
            Piece::sql("SELECT scale, rating, count(*) FROM feedback WHERE profile_id = "),
            Piece::Number(self.base.profile_id),
            Piece::sql(" AND company_id = "),
            Piece::Number(company_id),
            Piece::sql(" AND answered_at > "),
            Piece::Number(after.microseconds()),
            Piece::sql(" AND answered_at <= "),
            Piece::Number(by.microseconds()),
            Piece::sql(" AND rating IS NOT NULL GROUP BY scale, rating"),
        ];
        Ok(either!(&mut *self.base.lease, connection => Selecting::<(Text, BigInt, BigInt)>::new(pieces).load(connection))?)
    }
}

/// An answer with a comment.
#[derive(Debug, Clone)]
pub struct Comment {
    pub id: i64,
    pub company_id: i64,
    pub scale: String,
    pub rating: i64,
    pub comment: String,
}

/// The answers in a stretch of time.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    /// The newest that have a comment, the newest first.
    pub comments: Vec<Comment>,
    /// The number of answers by scale and rating, with and without a comment.
    pub ratings: BTreeMap<(String, i64), i64>,
}

impl Reader {
    /// The answers that came from one moment until before another: all ratings, and so many of the newest comments.
    pub fn feedback_answers(&mut self, from: Instant, until: Instant, most: i64) -> Result<Answers> {
        type Found = (i64, i64, String, i64, String);
        let profile_id = self.base.profile_id;
        let stretch = |mut pieces: Vec<Piece>| {
            pieces.extend([Piece::Number(profile_id), Piece::sql(" AND answered_at >= "), Piece::Number(from.microseconds())]);
            pieces.extend([Piece::sql(" AND answered_at < "), Piece::Number(until.microseconds())]);
            pieces
        };
        let mut comments = stretch(vec![Piece::sql("SELECT id, company_id, scale, rating, comment FROM feedback WHERE profile_id = ")]);
        comments.extend([Piece::sql(" AND comment IS NOT NULL ORDER BY answered_at DESC, id DESC LIMIT "), Piece::Number(most)]);
        let mut ratings = stretch(vec![Piece::sql("SELECT scale, rating, count(*) FROM feedback WHERE profile_id = ")]);
        ratings.push(Piece::sql(" AND rating IS NOT NULL GROUP BY scale, rating"));
        let connection = &mut *self.base.lease;
        let (comments, ratings): (Vec<Found>, Vec<(String, i64, i64)>) = either!(connection, connection => (
            Selecting::<(BigInt, BigInt, Text, BigInt, Text)>::new(comments).load(connection)?,
            Selecting::<(Text, BigInt, BigInt)>::new(ratings).load(connection)?,
        ));
        let comments =
            comments.into_iter().map(|(id, company_id, scale, rating, comment)| Comment { id, company_id, scale, rating, comment });
        Ok(Answers {
            comments: comments.collect(),
            ratings: ratings.into_iter().map(|(scale, rating, number)| ((scale, rating), number)).collect(),
        })
    }
}

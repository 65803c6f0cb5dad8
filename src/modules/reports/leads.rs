//! The figures of leads: how many came in, and how many of them were converted.
//!
//! Invariants: a conversion counts for the bucket, the source and the owner of the lead's creation, so that a rate is always of the same
//! leads, and never above one.

use schemars::JsonSchema;
use serde::Serialize;

use super::period::{BucketView, Period};
use crate::db::reports::{Counting, Figure};
use crate::db::scope::Reader;
use crate::db::sql::Piece;
use crate::error::Result;
use crate::fields::Money;
use crate::modules::quotients::share;

/// Leads that were created, and those of them that were converted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "LeadFigures")]
pub struct LeadFigures {
    /// The number of leads created.
    created: i64,
    /// How many of these leads were converted until `as_of`, also after the days in question.
    converted: i64,
    /// `converted` by `created`, 0 to 1; null without leads.
    conversion_rate: Option<Money>,
}

/// The leads that were created in a bucket.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "LeadBucket")]
pub struct LeadBucket {
    #[serde(flatten)]
    days: BucketView,
    #[serde(flatten)]
    figures: LeadFigures,
}

impl LeadFigures {
    pub fn converted(self) -> i64 {
        self.converted
    }

    /// The figures with these added.
    pub fn with(self, figure: &Figure) -> Self {
        let (created, converted) = (self.created + figure.count, self.converted + figure.extra);
        LeadFigures { created, converted, conversion_rate: share(converted, created) }
    }
}

/// The leads of these owners by the time of their creation, with the number of those that were converted.
pub fn counting(period: &Period, owners: Option<&[i64]>) -> Counting {
    let extra =
        vec![Piece::sql("CASE WHEN leads.converted_at < "), Piece::Number(period.limit().microseconds()), Piece::sql(" THEN 1 ELSE 0 END")];
    Counting { extra: Some(extra), ..Counting::all("leads", "created_at") }.among("user_id", owners)
}

/// The leads of these owners that were converted, by the time of their creation.
pub fn converted(period: &Period, owners: Option<&[i64]>) -> Counting {
    let conditions = vec![Piece::sql(" AND leads.converted_at < "), Piece::Number(period.limit().microseconds())];
    Counting { conditions, ..Counting::all("leads", "created_at") }.among("user_id", owners)
}

/// The time from the creation of a lead to its conversion.
pub const SECONDS_TO_CONVERT: &str = "(leads.converted_at - leads.created_at) / 1000000";

/// The leads of each bucket, and of all of them.
pub fn by_bucket(reader: &mut Reader, period: &Period, owners: Option<&[i64]>) -> Result<(LeadFigures, Vec<LeadBucket>)> {
    let mut buckets = vec![LeadFigures::default(); period.number_of_buckets()];
    let mut all = LeadFigures::default();
    for figure in reader.figures(&counting(period, owners), &period.instants())? {
        all = all.with(&figure);
        if let Some(bucket) = buckets.get_mut(figure.place) {
            *bucket = bucket.with(&figure);
        }
    }
    let buckets = period.bucket_views().zip(buckets).map(|(days, figures)| LeadBucket { days, figures });
    Ok((all, buckets.collect()))
}

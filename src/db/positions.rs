//! The position of a new record in a list that people put in order: behind the last of its group. A group is bounded, because its
//! records are listed, and read, as a whole.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::connection::{AnyConnection, either};
use super::scope::Reader;
use super::stored::Stored;
use crate::error::{Error, Result};
use crate::sentences::Sentence;

#[derive(QueryableByName)]
struct Group {
    #[diesel(sql_type = BigInt)]
    number: i64,
    #[diesel(sql_type = BigInt)]
    last: i64,
}

impl Reader {
    /// The position behind the last record whose `column` has the value `is`.
    ///
    /// # Errors
    ///
    /// `conflict` at `parameter` if the group has `most` records already.
    pub fn next_position<R: Stored>(&mut self, column: &'static str, is: &str, most: i64, parameter: &str) -> Result<i64> {
        let (profile, group) = match &*self.base.lease {
            AnyConnection::Sqlite(_) => ("?", "?"),
            AnyConnection::Postgres(_) => ("$1", "$2"),
        };
        let sql = format!(
            "SELECT count(*) AS number, coalesce(max(position), 0) AS last FROM {} WHERE profile_id = {profile} AND {column} = {group}",
            R::TABLE
        );
        let query = diesel::sql_query(sql).bind::<BigInt, _>(self.base.profile_id).bind::<Text, _>(is.to_owned());
        let Group { number, last } = either!(&mut *self.base.lease, connection => query.get_result(connection))?;
        if number >= most {
            return Err(Error::conflict(parameter, "too_many", Sentence::TooManyOfThese { number }));
        }
        Ok(last.saturating_add(1))
    }
}

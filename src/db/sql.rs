//! SQL in this room's own words, with its values bound: for what diesel does not offer on both databases, or
//! prepares anew each time (an upsert, an update, a list of values).

use std::borrow::Cow;

use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Bool, HasSqlType, Text};

/// A condition or a whole statement. It is prepared once for each wording.
#[derive(Debug, Clone)]
pub struct Sql(pub Vec<Piece>);

#[derive(Debug, Clone)]
pub enum Piece {
    Sql(Cow<'static, str>),
    Text(Cow<'static, str>),
    Number(i64),
}

impl Piece {
    pub fn sql(sql: impl Into<Cow<'static, str>>) -> Self {
        Piece::Sql(sql.into())
    }

    pub fn text(text: impl Into<Cow<'static, str>>) -> Self {
        Piece::Text(text.into())
    }

    /// Numbers with commas between them, for a list.
    pub fn numbers(numbers: &[i64]) -> impl Iterator<Item = Piece> {
        numbers.iter().enumerate().flat_map(|(position, number)| {
            let comma = (position > 0).then(|| Piece::sql(", "));
            comma.into_iter().chain([Piece::Number(*number)])
        })
    }
}

impl Expression for Sql {
    type SqlType = Bool;
}

impl<Source> AppearsOnTable<Source> for Sql {}
impl<Source> SelectableExpression<Source> for Sql {}

impl<GroupBy> ValidGrouping<GroupBy> for Sql {
    type IsAggregate = is_aggregate::Never;
}

impl QueryId for Sql {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB> QueryFragment<DB> for Sql
where
    DB: Backend + HasSqlType<Text> + HasSqlType<BigInt>,
    str: ToSql<Text, DB>,
    i64: ToSql<BigInt, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        for piece in &self.0 {
            match piece {
                Piece::Sql(sql) => out.push_sql(sql),
                Piece::Text(text) => out.push_bind_param::<Text, str>(text)?,
                Piece::Number(number) => out.push_bind_param::<BigInt, _>(number)?,
            }
        }
        Ok(())
    }
}

impl<Conn> RunQueryDsl<Conn> for Sql {}

//! SQL written by hand, with its values bound: for statements that diesel does not offer on both databases, or prepares anew each
//! time (an upsert, an update, a list of values).

use std::borrow::Cow;
use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::dsl::sql;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, SqlLiteral, ValidGrouping, is_aggregate};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{Array, BigInt, Bool, HasSqlType, Text, Untyped};
use diesel::sqlite::Sqlite;

use serde::{Deserialize, Serialize};

use crate::fields::Order;

/// A condition or a whole statement. It is prepared once for each wording.
#[derive(Debug, Clone)]
pub struct Sql(pub Vec<Piece>);

/// A whole query, with the types of its columns.
#[derive(Debug, Clone)]
pub struct Selecting<Columns> {
    sql: Sql,
    columns: PhantomData<Columns>,
}

impl<Columns> Selecting<Columns> {
    pub fn new(pieces: Vec<Piece>) -> Self {
        Selecting { sql: Sql(pieces), columns: PhantomData }
    }
}

#[derive(Debug, Clone)]
pub enum Piece {
    Sql(Cow<'static, str>),
    Text(Cow<'static, str>),
    Number(i64),
    /// A test whether the value before it is one of these.
    Among(Numbers),
    AmongTexts(Texts),
}

/// Numbers that are bound together: the SQL is the same however many they are, so that it is prepared once and has no limit.
/// SQLite gets them as a JSON list.
#[derive(Debug, Clone)]
pub struct Numbers(Vec<i64>);

/// Texts that are bound together, as [`Numbers`] are.
#[derive(Debug, Clone)]
pub struct Texts(pub Vec<String>);

/// Where a record stands in the order of a list.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// Its value in the column that the list is sorted by.
    pub key: Key,
    pub id: i64,
}

/// A value that lists are sorted by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Key {
    Null,
    Number(i64),
    Text(String),
}

impl Default for Key {
    fn default() -> Self {
        Key::Number(0)
    }
}

impl Piece {
    pub fn sql(sql: impl Into<Cow<'static, str>>) -> Self {
        Piece::Sql(sql.into())
    }

    pub fn text(text: impl Into<Cow<'static, str>>) -> Self {
        Piece::Text(text.into())
    }

    pub fn among(numbers: impl Into<Vec<i64>>) -> Self {
        Piece::Among(Numbers(numbers.into()))
    }
}

impl Sql {
    /// A condition: the column has one of these numbers.
    pub fn one_of(table: &'static str, column: &'static str, numbers: impl Into<Vec<i64>>) -> Self {
        Sql(vec![Piece::sql(table), Piece::sql("."), Piece::sql(column), Piece::among(numbers)])
    }

    /// The condition with more SQL behind it.
    pub fn with(mut self, more: &'static str) -> Self {
        self.0.push(Piece::sql(more));
        self
    }

    /// The stretches of a list behind this spot, in the list's order: a condition for each. Records without a value are a stretch
    /// of their own, so that each stretch is read along the index, however deep the spot is.
    pub fn behind(table: &'static str, Order { column, descending, nullable }: Order, spot: &Spot) -> Vec<Self> {
        let direction = if descending { "<" } else { ">" };
        if column == Order::BY_ID.column {
            return vec![Sql(vec![Piece::sql(format!("{table}.id {direction} ")), Piece::Number(spot.id)])];
        }
        let whole = |condition: &str| Sql(vec![Piece::sql(format!("{table}.{column} {condition}"))]);
        let key = match &spot.key {
            Key::Null => {
                let rest = Sql(vec![Piece::sql(format!("{table}.{column} IS NULL AND {table}.id {direction} ")), Piece::Number(spot.id)]);
                return if descending { vec![rest] } else { vec![rest, whole("IS NOT NULL")] };
            }
            Key::Number(number) => Piece::Number(*number),
            Key::Text(text) => Piece::text(text.clone()),
        };
        let condition = format!("({table}.{column}, {table}.id) {direction} (");
        let rest = Sql(vec![Piece::sql(condition), key, Piece::sql(", "), Piece::Number(spot.id), Piece::sql(")")]);
        if nullable && descending { vec![rest, whole("IS NULL")] } else { vec![rest] }
    }

    /// A condition: the row comes after this profile's row with this id, in the order of profiles and ids.
    pub fn beyond(table: &'static str, (profile_id, id): (i64, i64)) -> Self {
        Sql(vec![
            Piece::sql(format!("({table}.profile_id, {table}.id) > (")),
            Piece::Number(profile_id),
            Piece::sql(", "),
            Piece::Number(id),
            Piece::sql(")"),
        ])
    }
}

/// The expression behind ORDER BY.
pub fn in_order(table: &'static str, order: Order) -> SqlLiteral<Untyped> {
    let Order { column, descending, nullable } = order;
    let direction = if descending { "DESC" } else { "ASC" };
    // PostgreSQL takes null for the greatest, unless it is told otherwise.
    let nulls = match (nullable, descending) {
        (false, _) => "",
        (true, false) => " NULLS FIRST",
        (true, true) => " NULLS LAST",
    };
    sql(&format!("{table}.{column} {direction}{nulls}, {table}.id {direction}"))
}

impl QueryFragment<Sqlite> for Numbers {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql(" IN (SELECT value FROM json_each(");
        out.push_bind_param::<Text, _>(self)?;
        out.push_sql("))");
        Ok(())
    }
}

impl ToSql<Text, Sqlite> for Numbers {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(serde_json::to_string(&self.0)?);
        Ok(IsNull::No)
    }
}

impl QueryFragment<Pg> for Numbers {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(" = ANY(");
        out.push_bind_param::<Array<BigInt>, _>(&self.0)?;
        out.push_sql(")");
        Ok(())
    }
}

impl QueryFragment<Sqlite> for Texts {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql(" IN (SELECT value FROM json_each(");
        out.push_bind_param::<Text, _>(self)?;
        out.push_sql("))");
        Ok(())
    }
}

impl ToSql<Text, Sqlite> for Texts {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(serde_json::to_string(&self.0)?);
        Ok(IsNull::No)
    }
}

impl QueryFragment<Pg> for Texts {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(" = ANY(");
        out.push_bind_param::<Array<Text>, _>(&self.0)?;
        out.push_sql(")");
        Ok(())
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
    Numbers: QueryFragment<DB>,
    Texts: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        for piece in &self.0 {
            match piece {
                Piece::Sql(sql) => out.push_sql(sql),
                Piece::Text(text) => out.push_bind_param::<Text, str>(text)?,
                Piece::Number(number) => out.push_bind_param::<BigInt, _>(number)?,
                Piece::Among(numbers) => numbers.walk_ast(out.reborrow())?,
                Piece::AmongTexts(texts) => texts.walk_ast(out.reborrow())?,
            }
        }
        Ok(())
    }
}

impl<Conn> RunQueryDsl<Conn> for Sql {}

impl<Columns> Query for Selecting<Columns> {
    type SqlType = Columns;
}

impl<Columns> QueryId for Selecting<Columns> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Columns, DB: Backend> QueryFragment<DB> for Selecting<Columns>
where
    Sql: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.sql.walk_ast(out)
    }
}

impl<Columns, Conn> RunQueryDsl<Conn> for Selecting<Columns> {}

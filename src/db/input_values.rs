//! The values of inputs, by the records that have one.

use serde_json::{Map, Value};

use super::rows::Rows;
use super::scope::{Editor, Reader};
use super::sql::{Piece, Sql};
use super::stored::Stored;
use crate::error::Result;

impl Reader {
    /// The records of this kind that have a value for this input. Inside a JSON text every quotation mark has a backslash
    /// before it, so that `"slug":` can only be a key.
    fn with_input<R: Stored>(&self, slug: &str) -> Rows<R> {
        let key = format!("%\"{}\":%", slug.replace('_', "\\_"));
        let condition = vec![Piece::sql(format!("{}.inputs LIKE ", R::TABLE)), Piece::text(key), Piece::sql(" ESCAPE '\\'")];
        Rows(R::holding(self.rows::<R>().0, Sql(condition)))
    }

    /// How many records of this kind have a value for this input.
    pub fn count_with_input<R: Stored>(&mut self, slug: &str) -> Result<i64> {
        let rows = self.with_input::<R>(slug);
        self.count(rows)
    }
}

impl Editor {
    /// Takes this input's value away from all records of this kind that have one.
    pub fn take_input<R: Stored>(&mut self, slug: &str) -> Result<()> {
        let Some(inputs) = R::INPUTS else { return Ok(()) };
        let rows = self.with_input::<R>(slug);
        for record in self.load(rows)? {
            let mut without = record.record.clone();
            let kept = inputs(&mut without);
            let mut values: Map<String, Value> = serde_json::from_str(kept)?;
            values.remove(slug);
            *kept = serde_json::to_string(&values)?;
            self.update(record, without)?;
        }
        Ok(())
    }
}

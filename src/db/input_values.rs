//! The values of inputs, by the records that have one.

use serde_json::{Map, Value};

use super::rows::Rows;
use super::scope::{Editor, Reader};
use super::sql::{Piece, Sql};
use super::stored::Stored;
use crate::error::Result;
use crate::fields::Order;
use crate::fields::page::Window;

impl Reader {
    /// The records of this kind that have a value for this input. Inside a JSON text every quotation mark has a backslash
    /// before it, so that `"slug":` can only be a key.
    fn with_input<R: Stored>(&self, slug: &str) -> Rows<R> {
        let key = format!("%\"{}\":%", slug.replace('_', "\\_"));
        let condition = vec![Piece::sql(format!("{}.inputs LIKE ", R::TABLE)), Piece::text(key), Piece::sql(" ESCAPE '\\'")];
        Rows(R::holding(self.rows::<R>().0, Sql(condition)))
    }

    /// The ids of records of this kind that have a value for this input, at most `most` of them.
    pub fn ids_with_input<R: Stored>(&mut self, slug: &str, most: i64) -> Result<Vec<i64>> {
        let window = Window { order: Order::BY_ID, skip: 0, take: most, from_the_end: false };
        let rows = R::window(self.with_input::<R>(slug).0, window);
        R::ids(rows, &mut self.base.lease)
    }
}

impl Editor {
    /// Removes this input's value from these records of this kind.
    pub fn take_input<R: Stored>(&mut self, slug: &str, ids: &[i64]) -> Result<()> {
        /// The most records that are in memory at a time.
        const TOGETHER: usize = 100;
        let Some(inputs) = R::INPUTS else { return Ok(()) };
        for ids in ids.chunks(TOGETHER) {
            let rows = self.rows::<R>().only(ids);
            for record in self.load(rows)? {
                let mut without = record.record.clone();
                let kept = inputs(&mut without);
                let mut values: Map<String, Value> = serde_json::from_str(kept)?;
                values.remove(slug);
                *kept = serde_json::to_string(&values)?;
                self.update(record, without)?;
            }
        }
        Ok(())
    }
}

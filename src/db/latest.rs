//! The latest interactions of each of several records: a few of each, found at once.
//!
//! Invariants: the interactions of each record are read along an index, from the newest on and no further than is asked for. So a
//! page costs the same however many interactions its records have.

use std::cmp::Reverse;
use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::connection::{AnyConnection, either};
use super::scope::Reader;
use super::sql::{Piece, Selecting};
use super::stored::{Record, Recorded, Stored, Target};
use crate::error::{Error, Result};
use crate::records::interaction::Interaction;

impl Reader {
    /// The latest interactions of each of these records, `most` of each, the newest first. Records without any are left out.
    pub fn latest_interactions<R: Stored>(&mut self, ids: &[i64], most: usize) -> Result<HashMap<i64, Vec<Recorded<Interaction>>>> {
        let naming = Interaction::REFERENCES.iter().find(|reference| reference.to == Target::Record(R::ENTITY));
        let column = naming.ok_or_else(|| Error::internal(format!("no interaction names a {}", R::ENTITY.name())))?.column;
        let (table, latest) = (
            R::TABLE,
            format!(
                "SELECT own.id FROM interactions AS own WHERE own.profile_id = named.profile_id AND own.{column} = named.id \
                 ORDER BY own.date DESC, own.id DESC LIMIT {most}"
            ),
        );
        let found = match &*self.base.lease {
            AnyConnection::Sqlite(_) => format!("interactions AS latest ON latest.id IN ({latest})"),
            AnyConnection::Postgres(_) => format!("LATERAL ({latest}) AS latest"),
        };
        let pieces = vec![
            Piece::sql(format!("SELECT named.id, latest.id FROM {table} AS named CROSS JOIN {found} WHERE named.profile_id = ")),
            Piece::Number(self.base.profile_id),
            Piece::sql(" AND named.id"),
            Piece::among(ids),
        ];
        let pairs: Vec<(i64, i64)> =
            either!(&mut *self.base.lease, connection => Selecting::<(BigInt, BigInt)>::new(pieces).load(connection))?;
        let mut interactions = self.by_ids::<Interaction>(pairs.iter().map(|(_, id)| *id))?;
        let mut latest: HashMap<i64, Vec<Recorded<Interaction>>> = HashMap::new();
        // An interaction is about one record of each kind, and so taken once.
        for (of, id) in pairs {
            latest.entry(of).or_default().extend(interactions.remove(&id));
        }
        for interactions in latest.values_mut() {
            interactions.sort_unstable_by_key(|interaction| Reverse((interaction.date, interaction.id)));
        }
        Ok(latest)
    }
}

//! The first pipeline of each profile that an earlier release has left, and its stages in it.
//!
//! Invariants: this runs behind the migrations and before anybody is served, once in a database's life. A profile gets its
//! pipeline in one transaction, by the one write path, so that the feed tells it; a program that is killed goes on with the next
//! profile. Of several nodes that start together one does it, and the others find it done.

use diesel::prelude::*;

use super::accounts::{read_setting, write_setting};
use super::connection::{AnyConnection, DatabaseAddress};
use super::schema::{catalog_entries, profiles};
use super::scope::Manager;
use super::writes::Operator;
use crate::auth::registration::Registration;
use crate::db::call::Call;
use crate::error::Result;
use crate::fields::Instant;
use crate::fields::external_ids::NONE;
use crate::records::catalog;
use crate::records::catalog_entry::CatalogEntry;

/// The setting that says that every profile has a pipeline.
const DONE: &str = "pipelines";

/// Gives each profile without a pipeline its first one.
pub fn begin_with_one(address: &DatabaseAddress, connection: &mut AnyConnection) -> Result<()> {
    if read_setting(connection, DONE)?.is_some() {
        return Ok(());
    }
    let ids: Vec<i64> = profiles::table.order(profiles::id).select(profiles::id).load(connection)?;
    if !ids.is_empty() {
        let mut operator = Operator::open(address)?;
        for profile_id in ids {
            let call = Call::of_operator(Registration::Closed)?;
            operator.run(|lease| Manager::of_service(lease, call, profile_id, Instant::now()), begin)?;
        }
    }
    write_setting(connection, DONE, "1")
}

fn begin(manager: &mut Manager) -> Result<()> {
    manager.lock_profile()?;
    let entries = |manager: &Manager, name: &str| manager.rows::<CatalogEntry>().filter(catalog_entries::catalog.eq(name.to_owned()));
    let pipelines = entries(manager, catalog::PIPELINES);
    if manager.count(pipelines)? > 0 {
        return Ok(());
    }
    let pipeline = manager.insert(CatalogEntry {
        catalog: catalog::PIPELINES.to_owned(),
        name: catalog::FIRST_PIPELINE.to_owned(),
        position: 1,
        retired: false,
        code: None,
        value: None,
        parent_id: None,
        external_ids: NONE.to_owned(),
    })?;
    let stages = entries(manager, catalog::STAGES);
    for stage in manager.load(stages)? {
        let belonging = CatalogEntry { parent_id: Some(pipeline.id), ..stage.record.clone() };
        manager.update(stage, belonging)?;
    }
    Ok(())
}

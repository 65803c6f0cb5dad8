//! The sync jobs' methods, and the jobs: mirrors and followers that the tests write and run.

mod get_changes;
mod get_digest;
mod get_snapshot;
mod job;
mod mirror;
pub mod postgres;
mod upsert;

/// The kinds of record that are synchronised, in the order of a snapshot; the last is one that only the tests have.
const ENTITIES: [&str; 12] = [
    "profile",
    "member",
    "catalog_entry",
    "input",
    "file",
    "company",
    "contact",
    "product",
    "opportunity",
    "ticket",
    "ticket_comment",
    "vehicle",
];

//! Sync: its methods, and the jobs that use them: mirrors and followers, which the tests write and run.

mod get_changes;
mod get_digest;
mod get_snapshot;
mod job;
mod match_on;
mod mirror;
pub mod postgres;
mod upsert;

/// The kinds of record in the feed, in the order of a snapshot; the last kind is one that only the tests have.
const ENTITIES: [&str; 18] = [
    "profile",
    "member",
    "catalog_entry",
    "input",
    "file",
    "company",
    "contact",
    "product",
    "service",
    "lead",
    "opportunity",
    "ticket",
    "ticket_comment",
    "quotation",
    "order",
    "interaction",
    "feedback",
    "vehicle",
];

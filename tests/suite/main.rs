//! The suite, the one test binary: behaviour at the endpoint, on both databases, mirroring src/.

// A test fails by a panic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod calls;
mod inspect;
mod listening;
mod plans;
mod postgres;
mod records;
mod references;
mod relay;
mod replica;
mod revival;
mod rights;
mod service;
mod walks;
mod wire;
mod world;

mod audit;
mod auth;
mod backup;
mod bounded;
mod catalogs;
mod clients;
mod companies;
mod conflicts;
mod conformance;
mod contacts;
mod crash;
mod demo;
mod disk;
mod docs;
mod examples;
mod fields;
mod files;
mod floors;
mod inputs;
mod interactions;
mod leads;
mod list_properties;
mod lists;
mod mail;
mod migrations;
mod moved_history;
mod notifications;
mod openapi;
mod openrpc;
mod opportunities;
mod outage;
mod owners;
mod products;
mod profiles;
mod renewal;
mod rpc;
mod server;
mod smoke;
mod statements;
mod store;
mod sync;
mod system;
mod tenancy;
mod tickets;
mod upgrade;
mod vehicles;
mod webhooks;

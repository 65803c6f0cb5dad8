//! The one test binary: behaviour at the endpoint, on both databases, mirroring src/.

// A test that meets what it did not expect has failed, and a panic is how it says so.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod inspect;
mod calls;
mod postgres;
mod service;
mod world;

mod clients;
mod readme;
mod conformance;
mod crash;
mod examples;
mod migrations;
mod openrpc;
mod auth;
mod catalogs;
mod companies;
mod fields;
mod inputs;
mod lists;
mod profiles;
mod rpc;
mod server;
mod smoke;

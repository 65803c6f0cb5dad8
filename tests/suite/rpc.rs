//! The wire protocol: the envelope, JSON-RPC, arrays of both, and the names of methods.

mod address;
pub mod array;
mod batch;
mod decode;
mod dry_run;
mod envelope;
mod jsonrpc;
mod languages;
mod registry;
mod retry;
mod version;

//! The envelope, JSON-RPC, arrays of both and the names of methods, before anything of the CRM is asked.

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

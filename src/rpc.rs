//! Calls: the envelope, JSON-RPC and arrays of both, the registry of methods, their typed parameters, their description. The room
//! knows nothing about CRM.

pub mod aliases;
pub mod batch;
pub mod body;
pub mod calling;
pub mod chosen;
pub mod common_parameters;
pub mod decode;
pub mod description;
pub mod envelope;
mod hashes;
pub mod jsonrpc;
pub mod method;
pub mod opening;
pub mod path;
pub mod problems;
pub mod ready;
pub mod registry;
pub mod retry;
pub mod running;
mod several;
pub mod tree;
pub mod upsert;

//! The envelope and the names of methods, before anything of the CRM is asked.

mod decode;
mod envelope;
mod registry;

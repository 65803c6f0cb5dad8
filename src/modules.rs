//! The list of modules: one line each.

pub mod audit;
pub mod auth;
pub mod catalogs;
pub mod companies;
pub mod inputs;
pub mod profiles;
pub mod system;

use crate::rpc::registry::Registry;

/// Every method there is.
pub fn registry() -> Registry {
    let mut registry = Registry::default();
    system::register(&mut registry);
    auth::register(&mut registry);
    profiles::register(&mut registry);
    catalogs::register(&mut registry);
    inputs::register(&mut registry);
    companies::register(&mut registry);
    audit::register(&mut registry);
    registry
}

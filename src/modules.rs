//! The list of modules, one line each; and the code that modules share ([`documents`], [`free_name`], [`items`], [`lines`], [`list`], [`lookup`],
//! [`moved_history`], [`notice`], [`one`], [`reference`], [`referrers`], [`withheld`]).

pub mod audit;
pub mod auth;
pub mod catalogs;
pub mod companies;
pub mod contacts;
pub mod customers;
pub mod directory;
pub mod documents;
pub mod feedback;
pub mod files;
pub mod followups;
pub mod free_name;
pub mod inputs;
pub mod interactions;
pub mod items;
pub mod leads;
pub mod lines;
pub mod list;
pub mod lookup;
mod moved_history;
pub mod notice;
pub mod notifications;
pub mod one;
pub mod opportunities;
pub mod orders;
pub mod products;
pub mod profiles;
mod quotations;
mod quotients;
pub mod reference;
pub mod referrers;
mod reports;
mod services;
pub mod sync;
pub mod system;
pub mod tickets;
#[cfg(feature = "vehicles")]
mod vehicles;
pub mod webhooks;
pub mod withheld;

use crate::rpc::registry::Registry;

/// The registry of all methods.
pub fn registry() -> Registry {
    let mut registry = Registry::default();
    system::register(&mut registry);
    auth::register(&mut registry);
    profiles::register(&mut registry);
    catalogs::register(&mut registry);
    inputs::register(&mut registry);
    files::register(&mut registry);
    companies::register(&mut registry);
    contacts::register(&mut registry);
    products::register(&mut registry);
    opportunities::register(&mut registry);
    tickets::register(&mut registry);
    notifications::register(&mut registry);
    audit::register(&mut registry);
    sync::register(&mut registry);
    webhooks::register(&mut registry);
    leads::register(&mut registry);
    interactions::register(&mut registry);
    followups::register(&mut registry);
    feedback::register(&mut registry);
    customers::register(&mut registry);
    services::register(&mut registry);
    quotations::register(&mut registry);
    orders::register(&mut registry);
    directory::register(&mut registry);
    reports::register(&mut registry);
    #[cfg(feature = "vehicles")]
    vehicles::register(&mut registry);
    registry
}

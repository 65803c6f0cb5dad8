//! Ventanilla.

pub mod auth;
pub mod config;
pub mod db;
pub mod demo;
pub mod error;
pub mod fields;
pub mod house;
pub mod modules;
pub mod rpc;
pub mod server;

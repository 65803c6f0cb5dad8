//! The one test binary: behaviour at the endpoint, on both databases, mirroring src/.

mod postgres;
mod service;

mod smoke;

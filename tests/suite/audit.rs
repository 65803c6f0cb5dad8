//! Audit: the history of records.

mod get_history;

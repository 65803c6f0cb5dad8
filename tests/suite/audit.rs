//! Who changed what.

mod get_history;

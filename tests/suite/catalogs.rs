//! Catalogs: the vocabularies of a profile, for who administers it.

mod create_entry;
mod delete_entry;
mod edit_entry;
mod get_entries;

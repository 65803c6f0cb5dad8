//! Catalogs: the vocabularies of a profile, which its managers edit.

mod create_entry;
mod delete_entry;
mod edit_entry;
mod get_entries;
mod pipelines;

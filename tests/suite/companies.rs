//! Companies: the businesses that a profile deals with. Their list stands for all lists, in [`crate::lists`].

mod create_company;
mod delete_company;
mod edit_company;
mod get_company;
mod logo;

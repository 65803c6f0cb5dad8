//! Companies: whom the business deals with. Lists of them stand for all lists, in [`crate::lists`].

mod create_company;
mod delete_company;
mod edit_company;
mod get_company;
mod logo;

//! Profiles: their members and roles, and the lists that all forms need.

mod create_profile;
mod edit_profile;
mod get_countries;
mod get_states;
mod invitations;
mod reset_user_password;
mod roles;
mod users;

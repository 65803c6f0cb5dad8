//! Signing in and out, tokens, and patience with who guesses.

mod change_password;
mod get_profile;
mod login;
mod logout;
mod register;
mod throttle;
mod token;

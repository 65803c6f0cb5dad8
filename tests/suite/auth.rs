//! Auth: signing in and out, access tokens, application tokens, and the rate limit on wrong passwords.

mod api_login;
mod change_password;
mod create_application_token;
mod edit_profile;
mod get_application_tokens;
mod get_profile;
mod login;
mod logout;
mod register;
mod revoke_application_token;
mod throttle;
mod token;

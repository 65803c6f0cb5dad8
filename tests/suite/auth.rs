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
mod request_password_reset;
mod reset_password;
mod revoke_application_token;
mod throttle;
mod token;

//! Signing in and out, the caller's own account, and the tokens that scripts sign in with.

mod api_login;
pub mod application_token;
mod change_password;
mod create_application_token;
mod get_application_tokens;
mod get_profile;
mod login;
mod logout;
mod register;
mod revoke_application_token;

use schemars::JsonSchema;
use serde::Serialize;

use crate::auth::token::Signer;
use crate::db::accounts::{Credentials, User};
use crate::error::Result;
use crate::fields::Instant;
use crate::rpc::registry::Registry;

pub fn register(registry: &mut Registry) {
    registry
        .module("Auth", "Signing in and out, the caller's own account, and the tokens that scripts sign in with.")
        // No token may make tokens.
        .for_people()
        .method(login::Login)
        .method(register::Register)
        .method(logout::Logout)
        .method(get_profile::GetProfile)
        .method(change_password::ChangePassword)
        .method(create_application_token::CreateApplicationToken)
        .method(get_application_tokens::GetApplicationTokens)
        .method(revoke_application_token::RevokeApplicationToken)
        .method(api_login::ApiLogin);
}

/// A user, as everybody who shares a profile may see it. There is no trace of the password.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UserView {
    pub id: i64,
    pub name: String,
    pub email: String,
    pub mobile: Option<String>,
    pub created_at: Instant,
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        UserView { id: user.id, name: user.name, email: user.email, mobile: user.mobile, created_at: user.created_at }
    }
}

/// What signing in and registering answer.
#[derive(Serialize, JsonSchema)]
pub struct SignedIn {
    /// The access token, for the header `Authorization: Bearer <token>`.
    token: String,
    /// When the token expires.
    expires_at: Instant,
    user: UserView,
}

impl SignedIn {
    fn new(signer: &Signer, credentials: Credentials) -> Result<Self> {
        let (token, expires_at) = signer.issue(credentials.user.id, credentials.generation)?;
        Ok(SignedIn { token, expires_at, user: credentials.user.into() })
    }
}

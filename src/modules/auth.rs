//! Signing in and out, and the caller's own account.

mod change_password;
mod get_profile;
mod login;
mod logout;
mod register;

use schemars::JsonSchema;
use serde::Serialize;

use crate::auth::token::Signer;
use crate::db::accounts::{Credentials, User};
use crate::error::Result;
use crate::fields::Instant;
use crate::rpc::registry::Registry;

pub fn register(registry: &mut Registry) {
    registry
        .module("Auth", "Signing in and out, and the caller's own account.")
        .method(login::Login)
        .method(register::Register)
        .method(logout::Logout)
        .method(get_profile::GetProfile)
        .method(change_password::ChangePassword);
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

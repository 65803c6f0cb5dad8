//! Auth: signing in and out, the caller's own account, and the tokens that scripts sign in with.

mod accept_invitation;
mod api_login;
pub mod application_token;
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

use schemars::JsonSchema;
use serde::Serialize;

use crate::auth::password::Password;
use crate::auth::token::Signer;
use crate::db::accounts::Credentials;
use crate::error::{Error, Result};
use crate::fields::Instant;
use crate::records::user::UserView;
use crate::rpc::problems::Problems;
use crate::rpc::registry::Registry;
use crate::sentences::Sentence;

pub fn register(registry: &mut Registry) {
    registry
        .module(
            "Auth",
            "Signing in and out, the caller's own account, and the tokens that scripts sign in with.",
            "Inicio y cierre de sesión, la cuenta de quien hace la llamada y los tokens con los que los programas inician sesión.",
        )
        // An application token reaches none of these methods, so that no token can make tokens.
        .for_people()
        .method(login::Login)
        .method(register::Register)
        .method(logout::Logout)
        .method(get_profile::GetProfile)
        .method(change_password::ChangePassword)
        .method(create_application_token::CreateApplicationToken)
        .method(get_application_tokens::GetApplicationTokens)
        .method(revoke_application_token::RevokeApplicationToken)
        .method(api_login::ApiLogin)
        .later()
        .method(edit_profile::EditProfile)
        .method(request_password_reset::RequestPasswordReset)
        .method(reset_password::ResetPassword)
        .method(accept_invitation::AcceptInvitation);
}

/// The reply of signing in and of registering.
#[derive(Serialize, JsonSchema)]
pub struct SignedIn {
    /// The access token, for the header `Authorization: Bearer <token>`.
    token: String,
    /// The token's expiry.
    expires_at: Instant,
    user: UserView,
}

impl SignedIn {
    fn new(signer: &Signer, credentials: Credentials) -> Result<Self> {
        let (token, expires_at) = signer.issue(credentials.user.id, credentials.generation)?;
        Ok(SignedIn { token, expires_at, user: credentials.user.into() })
    }
}

/// Notes a new password that is too short, or that its repetition in `c_password` differs from.
fn check_new_password(path: &str, password: &Password, repeated: &Password, problems: &mut Problems) {
    if let Err(violation) = password.check_new() {
        problems.add(path, violation.rule, violation.sentence);
    }
    if !problems.concern(path) && !repeated.is_same_as(password) {
        problems.add("c_password", "different", Sentence::PasswordsDiffer);
    }
}

/// The failure of a link that is not alive, for whatever reason.
fn dead_link() -> Error {
    Error::NotFound(Sentence::LinkDead.into())
}

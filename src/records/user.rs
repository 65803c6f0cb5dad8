//! The user, as other users see it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::db::accounts::User;
use crate::fields::Instant;

/// A user, as everybody in a shared profile may see it, without any trace of the password.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UserView {
    pub id: i64,
    pub name: String,
    pub email: String,
    pub mobile: Option<String>,
    pub created_at: Instant,
    /// The language that the user has chosen; null if none.
    pub language: Option<String>,
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        UserView {
            id: user.id,
            name: user.name,
            email: user.email,
            mobile: user.mobile,
            created_at: user.created_at,
            language: user.language,
        }
    }
}

//! The application token as its script sees it, and the modules in which a token can have rights.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::Serialize;

use crate::auth::permission::Permission;
use crate::auth::rights::Rights;
use crate::db::standing::Application;
use crate::fields::Instant;

/// The application token that the script signs in with, as the script itself sees it.
#[derive(Serialize, JsonSchema)]
pub struct OwnApplicationToken {
    id: i64,
    name: String,
    /// The profile in which the token works.
    profile_id: i64,
    /// The token's rights, module by module: `{"Companies": ["read", "write"]}`; `*` stands for all modules.
    rights: Rights,
    /// The token's expiry; null if it never expires.
    expires_at: Option<Instant>,
}

impl From<&Application> for OwnApplicationToken {
    fn from(application: &Application) -> Self {
        let Application { id, profile_id, name, rights, expires_at, .. } = application.clone();
        OwnApplicationToken { id, name, profile_id, rights, expires_at }
    }
}

/// The modules in which a token can have rights: those with a method that needs one.
pub fn modules_with_rights() -> &'static BTreeSet<&'static str> {
    static MODULES: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
        let needs = |permission| match permission {
            Permission::Needs(module, _) => Some(module),
            Permission::Any | Permission::People => None,
        };
        crate::modules::registry().entries().iter().filter_map(|entry| needs(entry.permission)).collect()
    });
    &MODULES
}

//! `Auth.GetApplicationTokens`: the application tokens of a profile, their rights and last uses.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use crate::db::accounts::User;
use crate::db::scope::Overseer;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::Instant;
use crate::records::application_token::{ApplicationToken, ApplicationTokenView};
use crate::rpc::envelope::each;
use crate::rpc::method::PlainMethod;

/// Lists the application tokens of a profile, expired and revoked ones included. The reply never contains a token's secret.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {}

/// The application tokens, oldest first.
#[derive(JsonSchema)]
pub struct Response {
    #[schemars(with = "Vec<ListedToken<'static>>")]
    application_tokens: Vec<Recorded<ApplicationToken>>,
    #[schemars(skip)]
    users: HashMap<i64, User>,
    #[schemars(skip)]
    last_uses: HashMap<i64, Instant>,
}

/// An application token in the list.
#[derive(Serialize, JsonSchema)]
struct ListedToken<'a> {
    #[serde(flatten)]
    token: ApplicationTokenView<'a>,
    /// The name of the user who made the token.
    user_name: Option<&'a str>,
    /// The time of the token's last call, to the minute; null if there was none.
    last_used_at: Option<Instant>,
}

impl Serialize for Response {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let tokens = each(&self.application_tokens, |kept| ListedToken {
            token: ApplicationTokenView::of(kept),
            user_name: self.users.get(&kept.user_id).map(|user| user.name.as_str()),
            last_used_at: self.last_uses.get(&kept.id).copied(),
        });
        serializer.collect_map([("application_tokens", tokens)])
    }
}

pub struct GetApplicationTokens;

impl PlainMethod for GetApplicationTokens {
    type Scope = Overseer;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str =
        "Lista los tokens de aplicación de un perfil, incluidos los caducados y los revocados, sin mostrar nunca su secreto.";

    fn name(&self) -> &'static str {
        "GetApplicationTokens"
    }

    fn call(&self, overseer: &mut Overseer, _: Parameters) -> Result<Response> {
        let rows = overseer.rows::<ApplicationToken>();
        let mut application_tokens = overseer.load(rows)?;
        application_tokens.sort_by_key(|token| token.id);
        let users = overseer.users(application_tokens.iter().map(|token| token.user_id))?;
        Ok(Response { application_tokens, users, last_uses: overseer.last_uses()? })
    }
}

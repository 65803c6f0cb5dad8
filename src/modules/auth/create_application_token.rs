//! `Auth.CreateApplicationToken`: a token for a script to sign in with.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::application_token::modules_with_rights;
use crate::auth::application_token::issue;
use crate::auth::rights::{ALL_MODULES, Rights};
use crate::db::scope::Manager;
use crate::db::stored::Recorded;
use crate::error::Result;
use crate::fields::nearest::nearest;
use crate::fields::{Deadline, Origin, Text};
use crate::records::application_token::{ApplicationToken, ApplicationTokenView};
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Sentence;

/// Makes an application token, with which a script works in this profile. The reply shows the token once; only its hash is kept.
/// The token never does more than its rights allow, nor more than the user who made it may do. It ends for good when that user is
/// removed from the profile.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The token's name, such as the name of the script.
    name: Text<200>,
    /// The token's rights, module by module: `{"Companies": ["read", "write"], "Products": ["read"]}`. `*` stands for all
    /// modules. The definition says under `x-access` which right a method needs.
    rights: Rights,
    /// The token's expiry; a day counts as a whole. Default: it never expires.
    #[serde(default)]
    expires_at: Option<Deadline>,
    /// The origin noted with the token's changes, unless a call gives its own in the header X-Origin.
    #[serde(default)]
    origin: Option<Origin>,
}

#[derive(JsonSchema)]
pub struct Response {
    /// The token, for the header `Authorization: Bearer <token>` or for `Auth.ApiLogin`. It is never shown again.
    token: String,
    #[schemars(with = "ApplicationTokenView<'static>")]
    application_token: Recorded<ApplicationToken>,
}

impl Serialize for Response {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Reply<'a> {
            token: &'a str,
            application_token: ApplicationTokenView<'a>,
        }
        Reply { token: &self.token, application_token: ApplicationTokenView::of(&self.application_token) }.serialize(serializer)
    }
}

pub struct CreateApplicationToken;

impl Method for CreateApplicationToken {
    type Scope = Manager;
    type Parameters = Parameters;
    type Found = ();
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str =
        "Crea un token de aplicación, con el que un programa trabaja en el perfil, y lo muestra una única vez.";
    const KEEPS_REPLY: bool = false;

    fn name(&self) -> &'static str {
        "CreateApplicationToken"
    }

    fn check(&self, manager: &mut Manager, parameters: &Parameters, problems: &mut Problems) -> Result<Option<()>> {
        let known = modules_with_rights();
        for module in parameters.rights.modules().filter(|module| *module != ALL_MODULES && !known.contains(module)) {
            let meant = nearest(module, known.iter().copied()).first().map(ToString::to_string);
            let known = known.iter().map(ToString::to_string).collect();
            let sentence = Sentence::NoModuleWithRights { module: module.into(), known, meant };
            problems.add(&format!("rights.{module}"), "unknown_module", sentence);
        }
        if parameters.rights.is_empty() {
            problems.add("rights", "empty", Sentence::RightsEmpty);
        }
        if parameters.expires_at.is_some_and(|deadline| deadline.instant() <= manager.moment()) {
            problems.add("expires_at", "past", Sentence::MomentPast);
        }
        Ok(Some(()))
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters, (): ()) -> Result<Response> {
        let reserved = manager.reserve::<ApplicationToken>()?;
        let issued = issue(reserved.id())?;
        let record = ApplicationToken {
            user_id: manager.user_id()?,
            name: parameters.name.into(),
            prefix: issued.prefix,
            hash: issued.hash,
            rights: parameters.rights.as_stored()?,
            origin: parameters.origin.map(String::from),
            expires_at: parameters.expires_at.map(Deadline::instant),
            revoked_at: None,
            member_id: Some(manager.membership()?.id),
        };
        Ok(Response { token: issued.text, application_token: manager.insert_reserved(reserved, record)? })
    }
}

//! `Profiles.CreateProfile`: a new profile, managed by the caller.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ProfileView;
use crate::auth::role::Role;
use crate::db::scope::Account;
use crate::error::Result;
use crate::fields::{Key, Text, TimeZone};
use crate::modules::catalogs::default_entries;
use crate::records::profile::NewProfile;
use crate::rpc::method::PlainMethod;
use crate::sentences::Language;

/// Makes a profile with the usual catalogs. The caller becomes its manager. The service's operator decides with
/// `VENTANILLA_PROFILES` who may make profiles: anyone, managers of another profile only, or nobody.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The profile's name, mostly the name of the business.
    name: Text<200>,
    /// The profile's name in web addresses, unique among all profiles of the service, such as `comercial-del-valle`. Default: made
    /// from `name`.
    #[serde(default)]
    slug: Option<Key<200>>,
    /// The time zone of the business, by its name in the IANA database, such as `America/Mexico_City`. Days begin and end there.
    /// Default: `UTC`.
    #[serde(default)]
    time_zone: Option<TimeZone>,
    /// The language of the business: of its pages, and of mails to people who have chosen none. Default: the service's default.
    #[serde(default)]
    language: Option<Language>,
    /// Whether the profile has a public directory: anybody sees its public records by the methods of `Directory`. Default: false.
    #[serde(default)]
    directory: bool,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    profile: ProfileView,
}

pub struct CreateProfile;

impl PlainMethod for CreateProfile {
    type Scope = Account;
    type Parameters = Parameters;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Crea un perfil con los catálogos habituales; quien hace la llamada pasa a ser su \
        administrador, y quien opera el servicio decide quién puede crear perfiles (`VENTANILLA_PROFILES`).";

    fn name(&self) -> &'static str {
        "CreateProfile"
    }

    fn call(&self, account: &mut Account, parameters: Parameters) -> Result<Response> {
        account.refuse_unless_founder()?;
        let Parameters { name, slug, time_zone, language, directory } = parameters;
        let time_zone = time_zone.unwrap_or_default();
        let profile = NewProfile { name: name.into(), slug: slug.map(String::from), time_zone, language, directory };
        let profile = account.found_profile(profile, default_entries())?;
        Ok(Response { profile: ProfileView { profile, role: Role::Manager } })
    }
}

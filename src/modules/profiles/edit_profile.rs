//! `Profiles.EditProfile`: a profile's name and settings.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ProfileView;
use crate::auth::role::Role;
use crate::db::scope::Manager;
use crate::db::versions::Subject;
use crate::error::Result;
use crate::fields::{Edit, GivenFeedbackThemes, GivenHealthWeights, GivenSegmentCuts, Id, Key, Replace, Text, TimeZone};
use crate::modules::catalogs::check_entry;
use crate::modules::reference::{referred, unknown};
use crate::records::catalog;
use crate::records::catalog_entry::CatalogEntry;
use crate::records::company::Company;
use crate::records::profile::Profile;
use crate::rpc::method::Method;
use crate::rpc::problems::Problems;
use crate::sentences::Language;

/// Changes a profile. Parameters that are left out stay as they are.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The profile's new name.
    #[serde(default)]
    name: Replace<Text<200>>,
    /// The profile's name in web addresses, unique among all profiles of the service, such as `comercial-del-valle`.
    #[serde(default)]
    slug: Replace<Key<200>>,
    /// The time zone of the business, by its name in the IANA database, such as `America/Mexico_City`. Days begin and end there.
    /// Instants stay what they are: with another zone they may fall on another day.
    #[serde(default)]
    time_zone: Replace<TimeZone>,
    /// The currency of the business, an entry of `Profiles.GetCurrencies`; null means none.
    #[serde(default)]
    currency_id: Edit<Id<CatalogEntry>>,
    /// The company that stands for the business itself. Its name, billing address, tax number, telephone, e-mail address and picture
    /// are those of the sender on quotations and orders; null means none.
    #[serde(default)]
    company_id: Edit<Id<Company>>,
    /// The language of the business: of its pages, and of mails to people who have chosen none; null means the service's default.
    #[serde(default)]
    language: Edit<Language>,
    /// Whether the profile has a public directory: anybody sees its public records by the methods of `Directory`.
    #[serde(default)]
    directory: Replace<bool>,
    /// The weights of the parts of a customer's health, whole numbers that are 100 together; a part that is left out weighs nothing.
    /// Null means the weights that every profile begins with.
    #[serde(default)]
    health_weights: Edit<GivenHealthWeights>,
    /// The cut points by which customers are scored while there are fewer than 25 with orders. Null means the cut points that every
    /// profile begins with.
    #[serde(default)]
    segment_cuts: Edit<GivenSegmentCuts>,
    /// The themes that `Feedback.GetThemes` looks for in the comments of customers, at most 100, before those that it finds by itself.
    /// Null means none.
    #[serde(default)]
    feedback_themes: Edit<GivenFeedbackThemes>,
}

#[derive(Serialize, JsonSchema)]
pub struct Response {
    profile: ProfileView,
}

pub struct EditProfile;

impl Method for EditProfile {
    type Scope = Manager;
    type Parameters = Parameters;
    /// The profile as it was, which nobody else changes meanwhile.
    type Found = Profile;
    type Response = Response;

    const SUMMARY_IN_SPANISH: &'static str = "Modifica un perfil; lo que se omite queda como está.";
    const SUBJECT: Option<fn(&Parameters) -> Subject> = Some(|_| Subject::profile());

    fn name(&self) -> &'static str {
        "EditProfile"
    }

    /// Locks the profile first, so that nobody deletes the currency before the profile names it.
    fn check(&self, manager: &mut Manager, parameters: &Parameters, problems: &mut Problems) -> Result<Option<Profile>> {
        manager.lock_profile()?;
        let profile = manager.profile()?;
        if let Edit::Set(id) = parameters.currency_id {
            check_entry(manager, catalog::CURRENCIES, "currency_id", id, profile.currency_id, problems)?;
        }
        if let Edit::Set(id) = parameters.company_id
            && profile.company_id != Some(id.get())
            && referred::<Company>(manager, "company_id", id, problems)?.is_some()
            && !manager.hold_named::<Company>(&[id.get()])?
        {
            problems.add("company_id", "unknown_id", unknown::<Company>(id.get())?);
        }
        Ok(Some(profile))
    }

    fn call(&self, manager: &mut Manager, parameters: Parameters, mut profile: Profile) -> Result<Response> {
        parameters.name.apply(&mut profile.name);
        parameters.slug.apply_key(&mut profile.slug);
        parameters.time_zone.apply(&mut profile.time_zone);
        parameters.currency_id.apply(&mut profile.currency_id);
        parameters.company_id.apply(&mut profile.company_id);
        parameters.directory.apply(&mut profile.directory);
        if let Some(weights) = or_default(parameters.health_weights) {
            profile.health_weights = weights.get().as_kept()?;
        }
        if let Some(cuts) = or_default(parameters.segment_cuts) {
            profile.segment_cuts = cuts.get().as_kept()?;
        }
        if let Some(themes) = or_default(parameters.feedback_themes) {
            profile.feedback_themes = themes.as_kept()?;
        }
        match parameters.language {
            Edit::Keep => {}
            Edit::Clear => profile.language = None,
            Edit::Set(language) => profile.language = Some(language.code().to_owned()),
        }
        let profile = manager.edit_profile(profile)?;
        Ok(Response { profile: ProfileView { profile, role: Role::Manager } })
    }
}

/// The value that a setting gets, if it gets another one: null means its default.
fn or_default<T: Default>(said: Edit<T>) -> Option<T> {
    match said {
        Edit::Keep => None,
        Edit::Clear => Some(T::default()),
        Edit::Set(value) => Some(value),
    }
}

//! The contact's assistant: a part of the contact, without an id of its own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use crate::error::Result;
use crate::fields::{NetworkAccount, OptionalEmail, OptionalText, OrKept, Phone, Text};
use crate::records::contact::AssistantView;
use crate::rpc::problems::Problems;

/// The contact's assistant.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assistant {
    name: Text<100>,
    surname: Text<100>,
    #[serde(default)]
    mother_surname: OptionalText<100>,
    #[serde(default)]
    phone_office: OrKept<Phone>,
    #[serde(default)]
    phone_office_extension: OrKept<Phone>,
    #[serde(default)]
    email: OrKept<OptionalEmail>,
    #[serde(default)]
    skype: OrKept<NetworkAccount<100>>,
    #[serde(default)]
    linkedin: OrKept<NetworkAccount<200>>,
}

impl Serialize for Assistant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let view = AssistantView {
            name: self.name.as_str(),
            surname: self.surname.as_str(),
            mother_surname: self.mother_surname.as_deref(),
            phone_office: self.phone_office.as_deref(Phone::as_deref),
            phone_office_extension: self.phone_office_extension.as_deref(Phone::as_deref),
            email: self.email.as_deref(OptionalEmail::as_deref),
            skype: self.skype.as_deref(NetworkAccount::as_deref),
            linkedin: self.linkedin.as_deref(NetworkAccount::as_deref),
        };
        view.serialize(serializer)
    }
}

impl Assistant {
    /// Notes invalid e-mail addresses, telephones and accounts, except those that the contact's assistant has already.
    pub fn check(&self, kept: Option<&str>, problems: &mut Problems) -> Result<()> {
        #[derive(Default, Deserialize)]
        struct Kept {
            phone_office: Option<String>,
            phone_office_extension: Option<String>,
            email: Option<String>,
            skype: Option<String>,
            linkedin: Option<String>,
        }
        let kept: Kept = kept.map(serde_json::from_str).transpose()?.unwrap_or_default();
        problems.add_unkept("assistant.phone_office", Some(&self.phone_office), kept.phone_office.as_deref());
        problems.add_unkept("assistant.phone_office_extension", Some(&self.phone_office_extension), kept.phone_office_extension.as_deref());
        problems.add_unkept("assistant.email", Some(&self.email), kept.email.as_deref());
        problems.add_unkept("assistant.skype", Some(&self.skype), kept.skype.as_deref());
        problems.add_unkept("assistant.linkedin", Some(&self.linkedin), kept.linkedin.as_deref());
        Ok(())
    }

    /// The assistant as the record keeps it: JSON, as the wire shows it.
    pub fn as_kept(&self) -> Result<String> {
        Ok(serde_json::to_string(self)?)
    }
}

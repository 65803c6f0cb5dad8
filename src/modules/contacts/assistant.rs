//! Who answers for a contact: a part of the contact, without an id of its own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

use crate::error::Result;
use crate::fields::{OptionalEmail, OptionalText, Phone, Text};

/// Who answers for a contact.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assistant {
    name: Text<100>,
    surname: Text<100>,
    #[serde(default)]
    mother_surname: OptionalText<100>,
    #[serde(default)]
    phone_office: Phone,
    #[serde(default)]
    phone_office_extension: Phone,
    #[serde(default)]
    email: OptionalEmail,
    #[serde(default)]
    skype: OptionalText<100>,
    #[serde(default)]
    linkedin: OptionalText<200>,
}

/// An assistant on the wire.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Assistant")]
pub struct AssistantView<'a> {
    name: &'a str,
    surname: &'a str,
    mother_surname: Option<&'a str>,
    phone_office: Option<&'a str>,
    phone_office_extension: Option<&'a str>,
    email: Option<&'a str>,
    skype: Option<&'a str>,
    linkedin: Option<&'a str>,
}

impl Serialize for Assistant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let view = AssistantView {
            name: self.name.as_str(),
            surname: self.surname.as_str(),
            mother_surname: self.mother_surname.as_deref(),
            phone_office: self.phone_office.as_deref(),
            phone_office_extension: self.phone_office_extension.as_deref(),
            email: self.email.as_deref(),
            skype: self.skype.as_deref(),
            linkedin: self.linkedin.as_deref(),
        };
        view.serialize(serializer)
    }
}

impl Assistant {
    /// The assistant as it is kept: JSON, as the wire shows it.
    pub fn as_kept(&self) -> Result<String> {
        Ok(serde_json::to_string(self)?)
    }
}

//! The file, and the signed addresses under which pictures are fetched.

use std::sync::Arc;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::auth::signed_address::SignedAddresses;
use crate::db::schema::files;
use crate::db::stored::{Facet, Record, Recorded, Reference, from_view, stored};
use crate::error::Result;
use crate::fields::external_ids::none_viewed;
use crate::fields::viewed::viewed;
use crate::fields::{Entity, Instant, Named, Verbatim};

/// What is known of a picture beside its content.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = files)]
pub struct File {
    /// What the content is, found in the content itself.
    pub content_type: String,
    /// In bytes.
    pub size: i64,
    /// The content's hash, in hexadecimal; no other file of the profile has it.
    pub sha256: String,
    /// JSON, as the wire shows it.
    #[serde(default = "none_viewed", deserialize_with = "viewed")]
    pub external_ids: String,
}

stored!(File, files);

impl Named for File {
    const ENTITY: Entity = Entity("file");
    const HAS_EXTERNAL_IDS: bool = true;
}

impl Record for File {
    const ALL: Facet = Facet("files");
    const REFERENCES: &'static [Reference] = &[];
    const EXTERNAL_IDS: Option<fn(&Self) -> &str> = Some(|file| &file.external_ids);

    type With = Pictures;
    type View<'a> = FileView<'a>;

    fn view<'a>(kept: &'a Recorded<Self>, pictures: &'a Pictures) -> FileView<'a> {
        FileView {
            id: kept.id,
            content_type: &kept.content_type,
            size: kept.size,
            sha256: &kept.sha256,
            url: pictures.url(Some(kept.id)),
            url_expires_at: pictures.0.as_ref().map(|signing| signing.end),
            external_ids: Verbatim(Some(&kept.external_ids)),
            version: kept.version,
            created_at: kept.created_at,
            updated_at: kept.updated_at,
        }
    }

    fn whole() -> Pictures {
        Pictures::none()
    }

    const REVIVE: Option<fn(&str) -> Result<Self>> = Some(from_view);
}

/// A picture.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "File")]
pub struct FileView<'a> {
    id: i64,
    /// What it is: `image/png`, `image/jpeg`, `image/gif` or `image/webp`.
    content_type: &'a str,
    /// In bytes.
    size: i64,
    /// The SHA-256 of its content, in hexadecimal.
    sha256: &'a str,
    /// Where it can be fetched without a token until `url_expires_at`: a path of this service.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// Each reply that shows the file has an address that is good for 15 minutes or more.
    #[serde(skip_serializing_if = "Option::is_none")]
    url_expires_at: Option<Instant>,
    /// The record's ids in other systems, by the system's name.
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    external_ids: Verbatim<'a>,
    /// 1 when created, one more with each change.
    version: i64,
    created_at: Instant,
    updated_at: Instant,
}

/// Makes addresses of the pictures that a profile's records name, all of them with the same end. [`Reader::pictures`] has
/// those of the caller's profile.
#[derive(Debug, Clone, Default)]
pub struct Pictures(Option<Signing>);

#[derive(Debug, Clone)]
struct Signing {
    addresses: Arc<SignedAddresses>,
    profile_id: i64,
    end: Instant,
}

impl Pictures {
    pub(crate) fn of(addresses: &Arc<SignedAddresses>, profile_id: i64, moment: Instant) -> Self {
        Pictures(Some(Signing { addresses: Arc::clone(addresses), profile_id, end: SignedAddresses::end(moment) }))
    }

    /// Makes none: an address ends, and has no place in what is kept, such as the change record.
    pub const fn none() -> Self {
        Pictures(None)
    }

    /// The same for a record that may name a picture; nothing at all where no addresses are shown.
    pub fn shown_url(&self, id: Option<i64>) -> Option<Option<String>> {
        self.0.as_ref().map(|_| self.url(id))
    }

    /// Where the picture with this id can be fetched; nothing where there is none.
    pub fn url(&self, id: Option<i64>) -> Option<String> {
        let (signing, id) = (self.0.as_ref()?, id?);
        let signature = signing.addresses.sign(signing.profile_id, id, signing.end);
        Some(format!("/files/{id}?expires={}&signature={signature}", signing.end.seconds()))
    }
}

//! The file, and the signed addresses that pictures are fetched with.

use std::sync::Arc;

use diesel::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::auth::signed_address::SignedAddresses;
use crate::db::schema::files;
use crate::db::stored::{Facet, MentionColumns, Record, Recorded, Reference, from_view, stored};
use crate::error::Result;
use crate::fields::external_ids::none_viewed;
use crate::fields::viewed::viewed;
use crate::fields::{Entity, Instant, Named, Verbatim};

/// A file's record, without its content.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable, Insertable, AsChangeset, Deserialize)]
#[diesel(table_name = files, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct File {
    /// The type of the content, found in the content itself.
    pub content_type: String,
    /// The size in bytes.
    pub size: i64,
    /// The SHA-256 of the content, in hexadecimal, unique in the profile.
    pub sha256: String,
    /// The name under which people save the file.
    pub name: Option<String>,
    /// The content's key in the store. None if it was stored under its hash, as contents were at first.
    pub stored_as: Option<String>,
    /// JSON, as the wire shows it.
    #[serde(default = "none_viewed", deserialize_with = "viewed")]
    pub external_ids: String,
}

impl File {
    /// The content's key in the store.
    pub fn key(&self) -> &str {
        self.stored_as.as_deref().unwrap_or(&self.sha256)
    }
}

stored!(File, files);

impl Named for File {
    const ENTITY: Entity = Entity("file");
    const HAS_EXTERNAL_IDS: bool = true;
}

impl Record for File {
    const ALL: Facet = Facet("files");
    const MENTION: MentionColumns = MentionColumns { class: "content_type", ..MentionColumns::NOTHING };
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
            name: kept.name.as_deref(),
            stored_as: kept.stored_as.as_deref(),
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

/// A file.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "File")]
pub struct FileView<'a> {
    id: i64,
    /// The type of the content, found in the content itself: `image/png`, `application/pdf`.
    content_type: &'a str,
    /// The size in bytes.
    size: i64,
    /// The SHA-256 of the content, in hexadecimal.
    sha256: &'a str,
    /// The name under which people save the file, if it was given one.
    name: Option<&'a str>,
    /// The content's name in the service's store; null if that is its hash.
    stored_as: Option<&'a str>,
    /// The path of the file on this service, valid without a token until `url_expires_at`.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    /// The expiry of `url`, 15 minutes or more after this reply. Every reply that shows the file has a new address.
    #[serde(skip_serializing_if = "Option::is_none")]
    url_expires_at: Option<Instant>,
    /// The record's external IDs, by the name of the other system: `{"sap": "000123"}`.
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    external_ids: Verbatim<'a>,
    /// The record's version: 1 when created, one more with each change.
    version: i64,
    created_at: Instant,
    updated_at: Instant,
}

/// The signer of lasting addresses for the pictures that the directory of a profile shows.
#[derive(Debug, Clone)]
pub struct LastingPictures {
    addresses: Arc<SignedAddresses>,
    profile_id: i64,
}

impl LastingPictures {
    pub(crate) fn of(addresses: &Arc<SignedAddresses>, profile_id: i64) -> Self {
        LastingPictures { addresses: Arc::clone(addresses), profile_id }
    }

    /// The address of the picture with this id; None if there is no picture.
    pub fn url(&self, id: Option<i64>) -> Option<String> {
        let id = id?;
        Some(format!("/files/{id}?lasting={}", self.addresses.sign_lasting(self.profile_id, id)))
    }
}

/// The signer of addresses for the pictures of a profile, all with the same end. [`Reader::pictures`] makes the one for the
/// caller's profile.
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

    /// A signer that makes no addresses. An address expires, so records that are kept, such as the change record, must not have
    /// one.
    pub const fn none() -> Self {
        Pictures(None)
    }

    /// The address for a record that may name a picture; None if the view shows no addresses at all.
    pub fn shown_url(&self, id: Option<i64>) -> Option<Option<String>> {
        self.0.as_ref().map(|_| self.url(id))
    }

    /// The address of the picture with this id; None if there is no picture.
    pub fn url(&self, id: Option<i64>) -> Option<String> {
        let (signing, id) = (self.0.as_ref()?, id?);
        let signature = signing.addresses.sign(signing.profile_id, id, signing.end);
        Some(format!("/files/{id}?expires={}&signature={signature}", signing.end.seconds()))
    }
}

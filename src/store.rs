//! The store of files' content: a folder, or a bucket of S3 or of a compatible service.
//!
//! Invariants: content is kept under its profile and a key of its own, and no content is ever replaced by another. Stored
//! content is on disk. A failure of the store is `unavailable` for the caller, with its cause in the log, and takes seconds, not
//! minutes. Nobody waits for a store while holding a database connection or a thread.

use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, RetryConfig};

use crate::auth::cryptography::choose_cryptography;
use crate::error::{Error, Result};
use crate::sentences::Sentence;

/// The store that a setting names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Folder(PathBuf),
    /// A bucket, and a prefix in it.
    Bucket {
        name: String,
        prefix: Path,
    },
}

impl Place {
    /// Parses `file:FOLDER`, `s3://BUCKET` or `s3://BUCKET/PREFIX`.
    pub fn parse(text: &str) -> std::result::Result<Self, String> {
        if let Some(folder) = text.strip_prefix("file:") {
            let folder = folder.strip_prefix("//").unwrap_or(folder);
            return match folder {
                "" => Err("it names no folder: file:/var/lib/ventanilla/files".to_owned()),
                folder => Ok(Place::Folder(folder.into())),
            };
        }
        let Some(bucket) = text.strip_prefix("s3://") else {
            return Err("it starts neither with file: nor with s3://".to_owned());
        };
        let (name, prefix) = bucket.split_once('/').unwrap_or((bucket, ""));
        if name.is_empty() {
            return Err("it names no bucket: s3://BUCKET/PREFIX".to_owned());
        }
        let prefix = Path::parse(prefix).map_err(|cause| cause.to_string())?;
        Ok(Place::Bucket { name: name.to_owned(), prefix })
    }
}

/// Content to store.
#[derive(Debug, Clone)]
pub struct Object {
    pub content: Bytes,
    /// A key that no other content has or ever had.
    pub key: String,
    /// Whether no file has the content yet. Then it is removed again if no file has it in the end.
    pub is_new: bool,
}

/// The opened store.
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    prefix: Path,
}

/// The timeout of the store.
const PATIENCE: Duration = Duration::from_secs(15);

impl Store {
    /// Opens the store that the settings name, and creates its folder. Credentials and options for S3 (`AWS_ACCESS_KEY_ID` and
    /// the like) come from the environment. The bucket is not contacted, so that the service can start without it.
    pub fn open(place: &Place) -> Result<Self> {
        match place {
            Place::Folder(folder) => {
                let unusable = |cause: &dyn std::fmt::Display| {
                    Error::internal(format!("VENTANILLA_FILES: the folder {} can't be used: {cause}", folder.display()))
                };
                make_private(folder).map_err(|cause| unusable(&cause))?;
                let objects = LocalFileSystem::new_with_prefix(folder).map_err(|cause| unusable(&cause))?;
                Ok(Store { objects: Arc::new(objects.with_fsync(true)), prefix: Path::default() })
            }
            Place::Bucket { name, prefix } => {
                choose_cryptography();
                let retry = RetryConfig { max_retries: 2, retry_timeout: PATIENCE, ..RetryConfig::default() };
                let builder = AmazonS3Builder::from_env().with_bucket_name(name).with_retry(retry);
                // Not every service with S3's protocol removes several objects with one request.
                let objects = builder.with_config(AmazonS3ConfigKey::DisableBulkDelete, "true").build();
                let objects = objects.map_err(|cause| Error::internal(format!("VENTANILLA_FILES: {cause}")))?;
                Ok(Store { objects: Arc::new(objects), prefix: prefix.clone() })
            }
        }
    }

    /// The store for the command line, which keeps no files: its content is lost at the end.
    pub fn of_operator() -> Self {
        Store { objects: Arc::new(InMemory::new()), prefix: Path::default() }
    }

    /// Stores content for a profile. When this returns, the content is on disk.
    pub async fn put(&self, profile_id: i64, object: Object) -> Result<()> {
        let path = self.path(profile_id, &object.key);
        within_patience(self.objects.put(&path, object.content.into())).await.map(|_| ())
    }

    /// The content that was stored for a profile under this key.
    pub async fn get(&self, profile_id: i64, key: &str) -> Result<Bytes> {
        let path = self.path(profile_id, key);
        within_patience(async { self.objects.get(&path).await?.bytes().await }).await
    }

    /// Removes the content that was stored for a profile under this key. There may be none.
    pub async fn remove(&self, profile_id: i64, key: &str) -> Result<()> {
        let path = self.path(profile_id, key);
        let removing = async {
            match self.objects.delete(&path).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
                Err(cause) => Err(cause),
            }
        };
        within_patience(removing).await
    }

    fn path(&self, profile_id: i64, key: &str) -> Path {
        self.prefix.clone().join(profile_id.to_string()).join(key)
    }
}

/// Runs a request to the store within the timeout. Missing content also counts as unavailable, because a folder that is not
/// mounted looks the same.
async fn within_patience<T>(work: impl Future<Output = object_store::Result<T>>) -> Result<T> {
    let cause = match tokio::time::timeout(PATIENCE, work).await {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(cause)) => cause.to_string(),
        Err(_) => format!("no answer within {} seconds", PATIENCE.as_secs()),
    };
    tracing::warn!(cause, "the store of files failed");
    Err(Error::Unavailable(Sentence::FilesUnreachable.into()))
}

/// Makes the folder if there is none, readable by its owner alone.
fn make_private(folder: &FilePath) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_decides() {
        assert_eq!(Place::parse("file:pictures"), Ok(Place::Folder("pictures".into())));
        assert_eq!(Place::parse("file:///var/pictures"), Ok(Place::Folder("/var/pictures".into())));
        let bucket = |prefix: &str| Ok(Place::Bucket { name: "crm".to_owned(), prefix: Path::parse(prefix).unwrap() });
        assert_eq!(Place::parse("s3://crm"), bucket(""));
        assert_eq!(Place::parse("s3://crm/"), bucket(""));
        assert_eq!(Place::parse("s3://crm/a/b/"), bucket("a/b"));
        for wrong in ["", "pictures", "file:", "file://", "s3://", "s3:///a", "s3://crm/a//b", "https://crm", "S3://crm"] {
            assert!(Place::parse(wrong).is_err(), "{wrong}");
        }
    }
}

//! Where the content of files is kept: in a folder, or in a bucket of S3 and of what speaks like it.
//!
//! What holds here: content is kept under its profile and its own hash, so that to keep it twice is to keep it once, and
//! nothing that is there is ever replaced by something else; what was kept is on disk; whatever the store fails at is
//! `unavailable` for the caller, with its cause in the log, and takes seconds and not minutes. Nobody waits for a store
//! while holding a connection to the database or a thread.

use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, RetryConfig};

use crate::auth::cryptography::choose_cryptography;
use crate::error::{Error, Result};
use crate::sentences::Sentence;

/// Which store a setting means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Folder(PathBuf),
    /// A bucket, and where in it.
    Bucket {
        name: String,
        prefix: Path,
    },
}

impl Place {
    /// `file:FOLDER`, `s3://BUCKET` or `s3://BUCKET/PREFIX`.
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

/// Something to be kept.
#[derive(Debug, Clone)]
pub struct Object {
    pub content: Bytes,
    /// The content's own hash, in hexadecimal.
    pub sha256: String,
}

/// The opened store.
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    prefix: Path,
}

/// How long a store may take before it counts as gone.
const PATIENCE: Duration = Duration::from_secs(15);

impl Store {
    /// Opens the store that the settings name, and makes its folder. What S3 needs beside (`AWS_ACCESS_KEY_ID` and its
    /// like) is read from the environment. Whether a bucket answers is not asked: the service starts without it.
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
                let objects = AmazonS3Builder::from_env().with_bucket_name(name).with_retry(retry).build();
                let objects = objects.map_err(|cause| Error::internal(format!("VENTANILLA_FILES: {cause}")))?;
                Ok(Store { objects: Arc::new(objects), prefix: prefix.clone() })
            }
        }
    }

    /// For the command line, which keeps no files: what it is given is gone with it.
    pub fn of_operator() -> Self {
        Store { objects: Arc::new(InMemory::new()), prefix: Path::default() }
    }

    /// Keeps content for a profile. When this returns, it is on disk.
    pub async fn put(&self, profile_id: i64, object: Object) -> Result<()> {
        let path = self.path(profile_id, object.sha256);
        within_patience(self.objects.put(&path, object.content.into())).await.map(|_| ())
    }

    /// The content that was kept for a profile under this hash.
    pub async fn get(&self, profile_id: i64, sha256: String) -> Result<Bytes> {
        let path = self.path(profile_id, sha256);
        within_patience(async { self.objects.get(&path).await?.bytes().await }).await
    }

    fn path(&self, profile_id: i64, sha256: String) -> Path {
        self.prefix.clone().join(profile_id.to_string()).join(sha256)
    }
}

/// What is not there although its record is counts as out of reach, too: a folder that is not mounted looks the same.
async fn within_patience<T>(work: impl Future<Output = object_store::Result<T>>) -> Result<T> {
    let cause = match tokio::time::timeout(PATIENCE, work).await {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(cause)) => cause.to_string(),
        Err(_) => format!("no answer within {} seconds", PATIENCE.as_secs()),
    };
    tracing::warn!(cause, "the store of files failed");
    Err(Error::Unavailable(Sentence::FilesUnreachable))
}

/// Makes the folder where there is none, for its owner's eyes only.
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

//! The secret that signs tokens and addresses: long enough, and never shown.

/// A secret; it is never printed.
#[derive(Clone)]
pub struct Secret(Vec<u8>);

impl Secret {
    const LEAST: usize = 32;

    pub fn new(bytes: impl Into<Vec<u8>>) -> Result<Self, String> {
        let bytes = bytes.into();
        if bytes.len() < Self::LEAST {
            return Err(format!("the secret has {} bytes; it needs {} or more", bytes.len(), Self::LEAST));
        }
        Ok(Secret(bytes))
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

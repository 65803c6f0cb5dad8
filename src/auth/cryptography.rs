//! Who does the cryptography of TLS, for all who speak to others.

/// Settles who does the cryptography of TLS. The one who comes first wins, and they all bring the same.
pub fn choose_cryptography() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

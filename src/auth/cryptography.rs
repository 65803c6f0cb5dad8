//! The library that does the cryptography of TLS, for all rooms that speak to other hosts.

/// Chooses the library for the cryptography of TLS. Calling this again changes nothing: every caller brings the same library.
pub fn choose_cryptography() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

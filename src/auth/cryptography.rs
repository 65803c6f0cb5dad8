//! The library that does the cryptography of TLS, for all rooms that speak to other hosts.

/// Settles which library does the cryptography of TLS. The first caller wins, and all bring the same.
pub fn choose_cryptography() {
    let _ = rustls::crypto::ring::default_provider().install_default();
}

//! The socket that the service listens on, and the kernel's settings for the connections that come in by it.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

/// Binds an address. The kernel ends a connection whose peer takes nothing for this long, and keeps little that the peer has not
/// taken: accepted connections inherit these settings from the listener. On a system without such settings [`super::connection`]
/// ends the connection all the same.
pub fn bind(address: SocketAddr, patience: Duration) -> std::io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    if let Err(cause) = limit(&listener, patience) {
        tracing::warn!(%cause, "the kernel does not bound what waits to be read");
    }
    Ok(listener)
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn limit(listener: &TcpListener, patience: Duration) -> std::io::Result<()> {
    const MOST_UNSENT: u32 = 128 * 1024;
    let socket = socket2::SockRef::from(listener);
    socket.set_tcp_user_timeout(Some(patience))?;
    socket.set_tcp_notsent_lowat(MOST_UNSENT)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn limit(_: &TcpListener, _: Duration) -> std::io::Result<()> {
    Ok(())
}

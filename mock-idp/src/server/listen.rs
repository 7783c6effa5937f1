//! Ports: one number on each loopback family, or on the address that was asked for.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::TcpListener;

/// How often another free port is tried when the one that IPv4 gave is taken on IPv6.
const TRIES: usize = 16;

/// Why a port could not be listened on.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// Something else listens there.
    #[error(
        "port {port} is in use (needed for {what})\n  = help: stop what listens there, or choose another with --{flag} (0 takes any free port)"
    )]
    InUse {
        /// The port.
        port: u16,
        /// What it was for.
        what: &'static str,
        /// The flag that chooses it.
        flag: &'static str,
    },
    /// Anything else that the system says.
    #[error("cannot listen on port {port} for {what}: {source}")]
    Other {
        /// The port.
        port: u16,
        /// What it was for.
        what: &'static str,
        /// The system's word.
        source: std::io::Error,
    },
}

/// A port to listen on, and for what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    /// The number; 0 for any.
    pub(super) port: u16,
    /// `Logto`, `Hugging Face`, `the control API`.
    pub(super) what: &'static str,
    /// The flag that chooses the port.
    pub(super) flag: &'static str,
}

/// Listens. Without an address: on IPv4 and IPv6 loopback, the same number on both.
pub(super) async fn listen(
    host: Option<IpAddr>,
    wanted: Wanted,
) -> Result<(u16, Vec<TcpListener>), ListenError> {
    if let Some(host) = host {
        let listener = bind(host, wanted.port)
            .await
            .map_err(|e| refused(wanted, e))?;
        let port = port_of(&listener, wanted)?;
        return Ok((port, vec![listener]));
    }
    let mut tries = TRIES;
    loop {
        let v4 = bind(Ipv4Addr::LOCALHOST.into(), wanted.port)
            .await
            .map_err(|e| refused(wanted, e))?;
        let port = port_of(&v4, wanted)?;
        match bind(Ipv6Addr::LOCALHOST.into(), port).await {
            Ok(v6) => return Ok((port, vec![v4, v6])),
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
                tries -= 1;
                if wanted.port != 0 || tries == 0 {
                    return Err(refused(wanted, error));
                }
            }
            // A machine without IPv6: IPv4 is enough.
            Err(_) => return Ok((port, vec![v4])),
        }
    }
}

async fn bind(host: IpAddr, port: u16) -> std::io::Result<TcpListener> {
    TcpListener::bind(SocketAddr::new(host, port)).await
}

fn port_of(listener: &TcpListener, wanted: Wanted) -> Result<u16, ListenError> {
    listener
        .local_addr()
        .map(|address| address.port())
        .map_err(|e| refused(wanted, e))
}

fn refused(wanted: Wanted, source: std::io::Error) -> ListenError {
    let Wanted { port, what, flag } = wanted;
    if source.kind() == std::io::ErrorKind::AddrInUse {
        ListenError::InUse { port, what, flag }
    } else {
        ListenError::Other { port, what, source }
    }
}

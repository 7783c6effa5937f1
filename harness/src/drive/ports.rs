//! Free ports of this machine's loopback, each handed out once.
//!
//! A port is found by binding port 0 and released at once, so that the app can bind it. What was
//! handed out is remembered: two workers of one run never get the same port, even while neither app
//! listens yet.

use std::{
    collections::HashSet,
    io,
    net::{Ipv4Addr, Ipv6Addr, TcpListener},
    sync::{Arc, Mutex, PoisonError},
};

/// How often another port is tried before giving up.
const TRIES: usize = 64;

/// The ports of one run. Clones hand out from the same.
#[derive(Clone, Debug, Default)]
pub struct Ports {
    // A std mutex: held for a set operation, never over an await.
    handed_out: Arc<Mutex<HashSet<u16>>>,
}

impl Ports {
    /// No port handed out yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A port that is free on 127.0.0.1 and on `::1`, and that nobody else of this run was given.
    pub fn free(&self) -> io::Result<u16> {
        let mut held = Vec::new();
        for _ in 0..TRIES {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
            let port = listener.local_addr()?.port();
            // Holding on to refused listeners keeps the system from offering their ports again.
            held.push(listener);
            if free_on_ipv6(port) && self.handed_out().insert(port) {
                return Ok(port);
            }
        }
        Err(io::Error::new(
            io::ErrorKind::AddrInUse,
            format!("no free port on 127.0.0.1 and ::1 in {TRIES} tries"),
        ))
    }

    fn handed_out(&self) -> std::sync::MutexGuard<'_, HashSet<u16>> {
        self.handed_out
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether nobody listens there; a machine without IPv6 has nobody who could.
fn free_on_ipv6(port: u16) -> bool {
    match TcpListener::bind((Ipv6Addr::LOCALHOST, port)) {
        Ok(_) => true,
        Err(cause) => cause.kind() != io::ErrorKind::AddrInUse,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_distinct_and_can_be_bound() {
        let ports = Ports::new();
        let given: Vec<u16> = (0..50).map(|_| ports.free().unwrap()).collect();
        assert_eq!(given.iter().collect::<HashSet<_>>().len(), given.len());
        TcpListener::bind((Ipv4Addr::LOCALHOST, given[0])).unwrap();
    }
}

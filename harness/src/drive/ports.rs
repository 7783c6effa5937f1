//! Free ports of this machine's loopback, each handed out once, also among runs that go on beside each other.
//!
//! The ports lie below those that systems give to outgoing connections by default, so nobody gets one by chance
//! between the moment it is handed out and the moment the app binds it. Another run might hand out the same: who holds
//! the UDP port that belongs to it keeps the others away, and the system takes that back when a run is killed.

use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, UdpSocket},
    sync::{
        Arc,
        atomic::{AtomicU16, Ordering},
    },
};

/// The first port.
const FIRST: u16 = 20_000;
/// How many there are.
const COUNT: u16 = 6_000;
/// From a port to the UDP port that keeps other runs away; not the same number, which an app may want for HTTP/3.
const TO_GUARD: u16 = COUNT;
/// Runs that start one after the other begin so far from each other.
const STRIDE: u16 = 97;

/// The ports of one run. Clones hand out from the same.
#[derive(Clone, Debug)]
pub struct Ports {
    /// Counted from [`FIRST`]; goes round.
    next: Arc<AtomicU16>,
}

impl Default for Ports {
    fn default() -> Self {
        Self::new()
    }
}

impl Ports {
    /// No port handed out yet.
    pub fn new() -> Self {
        let run = std::process::id() % u32::from(COUNT);
        let start = run * u32::from(STRIDE) % u32::from(COUNT);
        Self {
            next: Arc::new(AtomicU16::new(start.try_into().unwrap_or_default())),
        }
    }

    /// A port that is free on 127.0.0.1 and on `::1`, and that nobody else is given while it is held.
    ///
    /// Fails if all of them are taken.
    pub fn free(&self) -> io::Result<Port> {
        (0..COUNT)
            .find_map(|_| Port::take(FIRST + self.advance()))
            .ok_or_else(|| {
                let last = FIRST + COUNT - 1;
                let cause = format!("no port from {FIRST} to {last} is free on 127.0.0.1 and ::1");
                io::Error::new(io::ErrorKind::AddrInUse, cause)
            })
    }

    fn advance(&self) -> u16 {
        let next = |at: u16| Some((at + 1) % COUNT);
        let (Ok(at) | Err(at)) = self
            .next
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, next);
        at
    }
}

/// A port that is held. Dropping it lets others have it.
#[derive(Debug)]
pub struct Port {
    number: u16,
    _guard: UdpSocket,
}

impl Port {
    /// Its number.
    pub fn number(&self) -> u16 {
        self.number
    }

    /// Holds this port, unless somebody has it.
    fn take(number: u16) -> Option<Self> {
        let guard = UdpSocket::bind((Ipv4Addr::LOCALHOST, number + TO_GUARD)).ok()?;
        let free = is_free((Ipv4Addr::LOCALHOST, number).into())
            && is_free((Ipv6Addr::LOCALHOST, number).into());
        free.then_some(Self {
            number,
            _guard: guard,
        })
    }
}

/// Whether nobody listens there; a machine without IPv6 has nobody who could.
fn is_free(address: SocketAddr) -> bool {
    match TcpListener::bind(address) {
        Ok(_) => true,
        Err(cause) => address.is_ipv6() && cause.kind() != io::ErrorKind::AddrInUse,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ports_are_distinct_and_can_be_bound() {
        let ports = Ports::new();
        let given: Vec<Port> = (0..50).map(|_| ports.free().unwrap()).collect();
        let numbers: HashSet<u16> = given.iter().map(Port::number).collect();
        assert_eq!(numbers.len(), given.len());
        TcpListener::bind((Ipv4Addr::LOCALHOST, given[0].number())).unwrap();
    }

    #[test]
    fn another_run_gets_a_port_only_when_it_is_let_go() {
        // Far from where the other tests begin.
        let far = (Ports::new().advance() + COUNT / 2) % COUNT;
        let ports = Ports {
            next: Arc::new(AtomicU16::new(far)),
        };
        let port = ports.free().unwrap();
        let number = port.number();
        assert!(Port::take(number).is_none(), "it is held");
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, number)).unwrap();
        drop(port);
        assert!(Port::take(number).is_none(), "somebody listens");
        drop(listener);
        assert!(Port::take(number).is_some(), "nobody does any more");
    }

    #[test]
    fn after_the_last_comes_the_first() {
        let ports = Ports {
            next: Arc::new(AtomicU16::new(COUNT - 1)),
        };
        assert_eq!([ports.advance(), ports.advance()], [COUNT - 1, 0]);
    }
}

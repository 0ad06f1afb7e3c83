//! What one peer may take, so that a stranger keeps nobody else out.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;

/// One peer may have this share of the connections and of the memory for bodies.
const SHARE: usize = 8;

/// The peers that are connected.
pub(super) struct Peers {
    connections: usize,
    bytes: usize,
    known: Mutex<HashMap<IpAddr, Known>>,
}

struct Known {
    connections: usize,
    bytes: Arc<Semaphore>,
}

/// The memory that a peer's bodies may take, a permit for each byte; `None` where it is not counted.
#[derive(Debug, Clone)]
pub struct PeerRoom(pub Option<Arc<Semaphore>>);

/// One connection of a peer, until it is dropped.
pub(super) struct Place {
    pub(super) room: PeerRoom,
    counted: Option<(Arc<Peers>, IpAddr)>,
}

impl Peers {
    /// `connections` and `bytes` are what all peers may take; `largest` is what one body may, in bytes, inflated as well.
    pub(super) fn new(connections: usize, bytes: usize, largest: usize) -> Arc<Self> {
        let (connections, bytes) = (connections.div_ceil(SHARE), (bytes / SHARE).max(largest));
        Arc::new(Self { connections, bytes, known: Mutex::default() })
    }

    /// A place for one more connection; `None` when this peer has its share.
    pub(super) fn enter(self: &Arc<Self>, peer: IpAddr) -> Option<Place> {
        let Some(peer) = counted(peer) else { return Some(Place { room: PeerRoom(None), counted: None }) };
        let mut known = self.known();
        let found = known
            .entry(peer)
            .or_insert_with(|| Known { connections: 0, bytes: Arc::new(Semaphore::new(self.bytes)) });
        if found.connections >= self.connections {
            return None;
        }
        found.connections += 1;
        Some(Place {
            room: PeerRoom(Some(Arc::clone(&found.bytes))),
            counted: Some((Arc::clone(self), peer)),
        })
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<IpAddr, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some((peers, peer)) = self.counted.take() else { return };
        let mut known = peers.known();
        if let Some(found) = known.get_mut(&peer) {
            found.connections -= 1;
            if found.connections == 0 {
                known.remove(&peer);
            }
        }
    }
}

/// As whom a peer is counted. One has a whole /64 of IPv6. A neighbour is not counted (also not of the shared addresses of
/// RFC 6598, 100.64.0.0/10): it may be the proxy by which everybody comes.
fn counted(peer: IpAddr) -> Option<IpAddr> {
    match peer.to_canonical() {
        IpAddr::V4(peer) if peer.is_loopback() || peer.is_private() || peer.is_link_local() => None,
        IpAddr::V4(peer) if matches!(peer.octets(), [100, 64..=127, ..]) => None,
        IpAddr::V6(peer) if peer.is_loopback() || peer.is_unique_local() || peer.is_unicast_link_local() => {
            None
        }
        IpAddr::V6(peer) => Some(IpAddr::V6((peer.to_bits() >> 64 << 64).into())),
        peer => Some(peer),
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;
    use std::sync::Arc;

    use super::Peers;

    fn at(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn one_peer_has_its_share_and_no_more() {
        let peers = Peers::new(16, 0, 1_000);
        let mut places: Vec<_> = (0..2).map(|_| peers.enter(at("203.0.113.7")).unwrap()).collect();
        assert!(peers.enter(at("203.0.113.7")).is_none());
        assert!(peers.enter(at("::ffff:203.0.113.7")).is_none(), "the same in other words");
        assert!(peers.enter(at("203.0.113.8")).is_some(), "others come in");
        places.pop();
        assert!(peers.enter(at("203.0.113.7")).is_some());
        places.clear();
        assert!(peers.known().is_empty(), "nobody is remembered");
    }

    #[test]
    fn a_peer_of_ipv6_has_a_whole_net() {
        let peers = Peers::new(8, 0, 1_000);
        let _place = peers.enter(at("2001:db8:1:2::1")).unwrap();
        assert!(peers.enter(at("2001:db8:1:2:ffff::9")).is_none());
        assert!(peers.enter(at("2001:db8:1:3::1")).is_some());
    }

    #[test]
    fn the_bodies_of_one_peer_share_their_memory() {
        let peers = Peers::new(64, 800, 10);
        let room = |at| peers.enter(at).unwrap().room.0.clone().unwrap();
        let held = peers.enter(at("203.0.113.7")).unwrap();
        let first = held.room.0.clone().unwrap();
        assert_eq!(first.available_permits(), 100);
        assert!(Arc::ptr_eq(&first, &room(at("203.0.113.7"))));
        assert!(!Arc::ptr_eq(&first, &room(at("203.0.113.8"))));
        assert_eq!(
            Peers::new(64, 80, 1_000)
                .enter(at("203.0.113.7"))
                .unwrap()
                .room
                .0
                .clone()
                .unwrap()
                .available_permits(),
            1_000
        );
    }

    #[test]
    fn a_proxy_beside_the_relay_is_not_counted() {
        let peers = Peers::new(8, 0, 1_000);
        for neighbour in
            ["127.0.0.1", "10.1.2.3", "192.168.1.1", "100.64.0.9", "::1", "fd00::1", "::ffff:10.1.2.3"]
        {
            let places: Vec<_> = (0..9).map(|_| peers.enter(at(neighbour))).collect();
            assert!(places.iter().all(|place| place.as_ref().is_some_and(|place| place.room.0.is_none())));
        }
    }
}

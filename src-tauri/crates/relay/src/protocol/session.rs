//! Sessions: a laptop signs a challenge and is known for ten minutes.
//!
//! Nothing is kept for it: challenge and bearer carry their own proof, made with a key that only the
//! relay's processes have. So any process of several can check what another one gave out.

use std::str::FromStr;

use hmac::{Hmac, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use super::keys::SigningKey;
use super::text::{Blob, DeviceId, Fixed, NotBytes};

/// How long a bearer counts, in seconds.
pub const BEARER_SECONDS: u64 = 600;
/// How long a challenge may be answered, in seconds.
pub const CHALLENGE_SECONDS: u64 = 60;

/// What a challenge or bearer says, with the proof that the relay said it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pass {
    device: DeviceId,
    until: u64,
    proof: [u8; 32],
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Challenge,
    Bearer,
}

/// Gives out challenges and bearers, and knows its own.
pub struct Doorkeeper(zeroize::Zeroizing<[u8; 32]>);

impl Doorkeeper {
    /// The one that belongs to the relay's key: the same in every process that has it.
    #[must_use]
    pub fn new(identity: &SigningKey) -> Self {
        Self(zeroize::Zeroizing::new(mac(identity.seed(), &[b"handrail-relay 1 door"])))
    }

    /// A challenge for a laptop to sign. `now` in seconds since 1970.
    #[must_use]
    pub fn challenge(&self, device: DeviceId, now: u64) -> String {
        self.pass(Kind::Challenge, device, now.saturating_add(CHALLENGE_SECONDS))
    }

    /// Whether this is a challenge that we gave this laptop less than a minute ago.
    #[must_use]
    pub fn is_challenge(&self, text: &str, device: DeviceId, now: u64) -> bool {
        self.known(Kind::Challenge, text, now) == Some(device)
    }

    /// A bearer for a laptop that answered, and until when it counts.
    #[must_use]
    pub fn bearer(&self, device: DeviceId, now: u64) -> (String, u64) {
        let until = now.saturating_add(BEARER_SECONDS);
        (self.pass(Kind::Bearer, device, until), until)
    }

    /// Whose bearer this is, if it is one and counts still.
    #[must_use]
    pub fn bearer_of(&self, text: &str, now: u64) -> Option<DeviceId> {
        self.known(Kind::Bearer, text, now)
    }

    fn pass(&self, kind: Kind, device: DeviceId, until: u64) -> String {
        let proof = self.proof(kind, device, until);
        Blob([&device.0[..], &until.to_be_bytes(), &proof].concat()).to_string()
    }

    fn known(&self, kind: Kind, text: &str, now: u64) -> Option<DeviceId> {
        let pass: Pass = text.parse().ok()?;
        let right = self.proof(kind, pass.device, pass.until);
        let genuine = bool::from(right.ct_eq(&pass.proof));
        (genuine && now < pass.until).then_some(pass.device)
    }

    fn proof(&self, kind: Kind, device: DeviceId, until: u64) -> [u8; 32] {
        let kind: &[u8] = match kind {
            Kind::Challenge => b"challenge\0",
            Kind::Bearer => b"bearer\0",
        };
        mac(&self.0, &[kind, &device.0, &until.to_be_bytes()])
    }
}

impl FromStr for Pass {
    type Err = NotBytes;

    fn from_str(text: &str) -> Result<Self, NotBytes> {
        let Fixed(bytes) = text.parse::<Fixed<56>>()?;
        let (device, rest) = bytes.split_first_chunk::<16>().ok_or(NotBytes)?;
        let (until, proof) = rest.split_first_chunk::<8>().ok_or(NotBytes)?;
        let proof = proof.try_into().map_err(|_| NotBytes)?;
        Ok(Self { device: Fixed(*device), until: u64::from_be_bytes(*until), proof })
    }
}

fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of every length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::{BEARER_SECONDS, Doorkeeper};
    use crate::protocol::keys::SigningKey;
    use crate::protocol::text::DeviceId;

    const NOW: u64 = 1_790_000_000;

    #[test]
    fn a_bearer_counts_for_ten_minutes_at_its_own_relay() {
        let identity = SigningKey::generate().unwrap();
        let (door, device) = (Doorkeeper::new(&identity), DeviceId::random());
        let (bearer, until) = door.bearer(device, NOW);
        assert_eq!(until, NOW + BEARER_SECONDS);
        assert_eq!(door.bearer_of(&bearer, until - 1), Some(device));
        assert_eq!(door.bearer_of(&bearer, until), None);
        let same = Doorkeeper::new(&SigningKey::from_seed(identity.seed()).unwrap());
        assert_eq!(same.bearer_of(&bearer, NOW), Some(device));
        let other = Doorkeeper::new(&SigningKey::generate().unwrap());
        assert_eq!(other.bearer_of(&bearer, NOW), None);
    }

    #[test]
    fn a_challenge_is_no_bearer() {
        let (door, device) = (Doorkeeper::new(&SigningKey::generate().unwrap()), DeviceId::random());
        let challenge = door.challenge(device, NOW);
        assert!(door.is_challenge(&challenge, device, NOW + 59));
        assert!(!door.is_challenge(&challenge, device, NOW + 60));
        assert!(!door.is_challenge(&challenge, DeviceId::random(), NOW));
        assert_eq!(door.bearer_of(&challenge, NOW), None);
    }

    #[test]
    fn every_changed_letter_is_noticed() {
        let door = Doorkeeper::new(&SigningKey::generate().unwrap());
        let (bearer, _) = door.bearer(DeviceId::random(), NOW);
        for at in 0..bearer.len() {
            let mut changed = bearer.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(door.bearer_of(std::str::from_utf8(&changed).unwrap(), NOW), None, "letter {at}");
        }
    }
}

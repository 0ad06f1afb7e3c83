//! Pairing: how a laptop and the relay come to know each other's keys.
//!
//! Whoever runs the relay makes a link (`handrail-relay pair`) and gives it to a person. The link has
//! the relay's address, its public key, and a code that counts once, for ten minutes and five tries.
//! The laptop proves that it knows the code without sending it, and binds its keys to the proof; the
//! relay's answer is signed with the key in the link. So neither side can be somebody else.

use std::fmt;
use std::str::FromStr;

use hmac::{Hmac, Mac};
use rand::Rng;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use url::Url;

use super::keys::DevicePublic;
use super::text::{Blob, Fixed, PublicKey};

/// How long a code counts, in seconds.
pub const CODE_SECONDS: u64 = 600;
/// How often a wrong proof may come before a code counts no more.
pub const CODE_TRIES: u8 = 5;

/// Letters and digits that are not taken for one another (Crockford's base 32): five bits each.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// The part that names the code: 20 bits, not secret.
const NAME: usize = 4;
/// The part that nobody can guess: 50 bits.
const SECRET: usize = 10;

/// A one-time code: `K7QM-ABCDE-FGHJK`.
#[derive(Clone, PartialEq, Eq)]
pub struct PairingCode {
    name: String,
    secret: String,
}

/// What a person pastes into the app: `https://relay.example.com/pair#K7QM-ABCDE-FGHJK.` and the key.
/// What stands behind `#` is never sent to a server by a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairingLink {
    /// The relay's public address, without `/pair`.
    pub relay: Url,
    /// The one-time code.
    pub code: PairingCode,
    /// The relay's key, which signs what it streams.
    pub key: PublicKey,
}

/// Why a text is no pairing link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// It is not of the form of a pairing link; perhaps a part of it was not copied.
    #[error("this is not a whole pairing link")]
    Malformed,
    /// Its address is not https (http is for this computer only).
    #[error("the relay's address must begin with https")]
    NotHttps,
}

impl PairingCode {
    /// A new code.
    #[must_use]
    pub fn random() -> Self {
        let mut rng = rand::rng();
        let mut letters = |many: usize| -> String {
            (0..many)
                .filter_map(|_| ALPHABET.get(rng.random_range(0..ALPHABET.len())))
                .map(|b| *b as char)
                .collect()
        };
        Self { name: letters(NAME), secret: letters(SECRET) }
    }

    /// What names this code among others; not secret.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Proof of knowing the code, for these keys and this name of the laptop.
    #[must_use]
    pub fn proof(&self, keys: &DevicePublic, device_name: &str) -> Blob {
        self.mac(&[b"handrail-relay 1 pair\0", &keys.sign.0, &keys.seal.0, device_name.as_bytes()])
    }

    /// Proof of knowing the code, for a look at whose relay it is.
    #[must_use]
    pub fn look_proof(&self, nonce: &Fixed<16>) -> Blob {
        self.mac(&[b"handrail-relay 1 look\0", &nonce.0])
    }

    /// Whether `proof` is what [`PairingCode::look_proof`] gives. Takes the same time for every wrong one.
    #[must_use]
    pub fn is_look_proven(&self, proof: &Blob, nonce: &Fixed<16>) -> bool {
        let right = self.look_proof(nonce);
        !right.0.is_empty() && bool::from(right.0.ct_eq(&proof.0))
    }

    fn mac(&self, parts: &[&[u8]]) -> Blob {
        // HMAC takes keys of every length; a refused one would prove nothing to anybody.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()) else {
            return Blob::default();
        };
        for part in parts {
            mac.update(part);
        }
        Blob(mac.finalize().into_bytes().to_vec())
    }

    /// Whether `proof` is what [`PairingCode::proof`] gives. Takes the same time for every wrong one.
    #[must_use]
    pub fn is_proven(&self, proof: &Blob, keys: &DevicePublic, device_name: &str) -> bool {
        let right = self.proof(keys, device_name);
        !right.0.is_empty() && bool::from(right.0.ct_eq(&proof.0))
    }
}

impl fmt::Debug for PairingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PairingCode({})", self.name)
    }
}

impl fmt::Display for PairingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = self.secret.split_at_checked(SECRET / 2).unwrap_or((&self.secret, ""));
        write!(f, "{}-{first}-{second}", self.name)
    }
}

impl FromStr for PairingCode {
    type Err = LinkError;

    /// Reads it as a person may have typed it: small letters, spaces, `O` for zero, `I` and `L` for one.
    fn from_str(text: &str) -> Result<Self, LinkError> {
        let letters: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        let known = letters.bytes().all(|b| ALPHABET.contains(&b));
        if !known || letters.len() != NAME + SECRET {
            return Err(LinkError::Malformed);
        }
        let (name, secret) = letters.split_at_checked(NAME).ok_or(LinkError::Malformed)?;
        Ok(Self { name: name.to_owned(), secret: secret.to_owned() })
    }
}

impl fmt::Display for PairingLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/pair#{}.{}", self.relay.as_str().trim_end_matches('/'), self.code, self.key)
    }
}

impl FromStr for PairingLink {
    type Err = LinkError;

    fn from_str(text: &str) -> Result<Self, LinkError> {
        let malformed = LinkError::Malformed;
        let (address, secret) = text.trim().split_once('#').ok_or(malformed)?;
        let relay = address.strip_suffix("/pair").ok_or(malformed)?;
        let (code, key) = secret.split_once('.').ok_or(malformed)?;
        let relay = Url::parse(relay).map_err(|_| malformed)?;
        if !is_private(&relay) {
            return Err(LinkError::NotHttps);
        }
        Ok(Self { relay, code: code.parse()?, key: key.parse().map_err(|_| malformed)? })
    }
}

/// Whether nobody on the way can read along: https, or this computer alone.
#[must_use]
pub fn is_private(address: &Url) -> bool {
    let here = matches!(address.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
    address.scheme() == "https" || (address.scheme() == "http" && here)
}

#[cfg(test)]
mod tests {
    use super::{LinkError, PairingCode, PairingLink};
    use crate::protocol::keys::DeviceKeys;
    use crate::protocol::text::Fixed;

    #[test]
    fn a_link_survives_copying() {
        for relay in ["https://relay.example.com", "https://example.com/relay", "http://127.0.0.1:8080"] {
            let link = PairingLink {
                relay: relay.parse().unwrap(),
                code: PairingCode::random(),
                key: Fixed::random(),
            };
            let text = format!("  {link}\n");
            assert_eq!(text.parse::<PairingLink>().unwrap().to_string(), link.to_string());
        }
    }

    #[test]
    fn half_a_link_and_plain_http_are_refused() {
        let key = Fixed::<32>::random();
        let cases = [
            (String::new(), LinkError::Malformed),
            ("https://relay.example.com/pair".into(), LinkError::Malformed),
            ("https://relay.example.com/pair#K7QM-ABCDE-FGHJK".into(), LinkError::Malformed),
            (format!("https://relay.example.com/pair#K7QM-ABCDE.{key}"), LinkError::Malformed),
            (format!("https://relay.example.com/pair#K7QM-ABCDE-FGHJU.{key}"), LinkError::Malformed),
            (
                format!("https://relay.example.com/pair#K7QM-ABCDE-FGHJK.{}", &key.to_string()[1..]),
                LinkError::Malformed,
            ),
            (format!("http://relay.example.com/pair#K7QM-ABCDE-FGHJK.{key}"), LinkError::NotHttps),
            (format!("javascript:alert(1)/pair#K7QM-ABCDE-FGHJK.{key}"), LinkError::NotHttps),
        ];
        for (text, error) in cases {
            assert_eq!(text.parse::<PairingLink>(), Err(error), "{text}");
        }
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code: PairingCode = "K7QM-ABCDE-0123J".parse().unwrap();
        assert_eq!("k7qm abcde oi23j".parse(), Ok(code.clone()));
        assert_eq!(code.to_string(), "K7QM-ABCDE-0123J");
        assert!(!format!("{code:?}").contains("ABCDE"));
    }

    #[test]
    fn the_proof_binds_code_keys_and_name() {
        let (code, keys) = (PairingCode::random(), DeviceKeys::generate().unwrap().public().unwrap());
        let proof = code.proof(&keys, "Mia's laptop");
        assert!(code.is_proven(&proof, &keys, "Mia's laptop"));
        assert!(!code.is_proven(&proof, &keys, "Mallory's laptop"));
        let other = DeviceKeys::generate().unwrap().public().unwrap();
        assert!(!code.is_proven(&proof, &other, "Mia's laptop"));
        assert!(!PairingCode::random().is_proven(&proof, &keys, "Mia's laptop"));
    }
}

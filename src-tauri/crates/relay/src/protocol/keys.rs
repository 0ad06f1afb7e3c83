//! Keys: the relay's, which signs, and a laptop's, which sign and open.

use std::fmt;

use rand::RngCore;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::seal::{self, SealError};
use super::text::{Blob, Fixed, PublicKey};

/// What a signature is for. Bytes signed for one purpose are worth nothing for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The relay vouches for what it streams.
    Frame,
    /// The relay says whose it is to somebody with a pairing code.
    Invited,
    /// The relay confirms a pairing.
    Paired,
    /// A laptop asks for a session.
    Session,
}

impl Purpose {
    fn prefix(self) -> &'static [u8] {
        match self {
            Self::Frame => b"handrail-relay 1 frame\0",
            Self::Invited => b"handrail-relay 1 invited\0",
            Self::Paired => b"handrail-relay 1 paired\0",
            Self::Session => b"handrail-relay 1 session\0",
        }
    }

    fn with(self, message: &[u8]) -> Vec<u8> {
        [self.prefix(), message].concat()
    }
}

/// A key that is not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key cannot be used")]
pub struct BadKey;

/// An Ed25519 key that signs.
pub struct SigningKey {
    seed: Zeroizing<[u8; 32]>,
    pair: Ed25519KeyPair,
}

impl SigningKey {
    /// A new key.
    ///
    /// # Errors
    /// Does not happen: every seed makes a key.
    pub fn generate() -> Result<Self, BadKey> {
        let mut seed = Zeroizing::new([0; 32]);
        rand::rng().fill_bytes(seed.as_mut());
        Self::from_seed(&seed)
    }

    /// The key that was made of this seed.
    ///
    /// # Errors
    /// Does not happen: every seed makes a key.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, BadKey> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| BadKey)?;
        Ok(Self { seed: Zeroizing::new(*seed), pair })
    }

    /// The seed: a secret.
    #[must_use]
    pub fn seed(&self) -> &[u8; 32] {
        &self.seed
    }

    /// What others check signatures with.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        let mut bytes = [0; 32];
        // An Ed25519 public key has 32 bytes.
        for (to, from) in bytes.iter_mut().zip(self.pair.public_key().as_ref()) {
            *to = *from;
        }
        Fixed(bytes)
    }

    /// Signs for one purpose.
    #[must_use]
    pub fn sign(&self, purpose: Purpose, message: &[u8]) -> Blob {
        Blob(self.pair.sign(&purpose.with(message)).as_ref().to_vec())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public())
    }
}

/// Whether `signature` was made by the holder of `key` for this purpose and message.
#[must_use]
pub fn is_signed(key: &PublicKey, purpose: Purpose, message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, &key.0).verify(&purpose.with(message), signature).is_ok()
}

/// What a relay knows of a laptop's keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicePublic {
    /// Ed25519: checks what the laptop signs.
    pub sign: PublicKey,
    /// X25519: seals to the laptop.
    pub seal: PublicKey,
}

/// A laptop's two keys. They live in its keychain, as [`DeviceKeys::secret`].
pub struct DeviceKeys {
    sign: SigningKey,
    open: Zeroizing<[u8; 32]>,
}

impl DeviceKeys {
    /// New keys.
    ///
    /// # Errors
    /// Does not happen: every seed makes a key.
    pub fn generate() -> Result<Self, BadKey> {
        let mut secret = Zeroizing::new([0; 64]);
        rand::rng().fill_bytes(secret.as_mut());
        Self::from_secret(&secret)
    }

    /// The keys as they were kept.
    ///
    /// # Errors
    /// When the bytes are no keys.
    pub fn from_secret(secret: &[u8; 64]) -> Result<Self, BadKey> {
        let mut seed = Zeroizing::new([0; 32]);
        let mut open = Zeroizing::new([0; 32]);
        seed.copy_from_slice(&secret[..32]);
        open.copy_from_slice(&secret[32..]);
        seal::public_of(&open).map_err(|_| BadKey)?;
        Ok(Self { sign: SigningKey::from_seed(&seed)?, open })
    }

    /// What to keep in the keychain.
    #[must_use]
    pub fn secret(&self) -> Zeroizing<[u8; 64]> {
        let mut secret = Zeroizing::new([0; 64]);
        secret[..32].copy_from_slice(self.sign.seed());
        secret[32..].copy_from_slice(self.open.as_ref());
        secret
    }

    /// What the relay may know.
    ///
    /// # Errors
    /// When the opening key is none.
    pub fn public(&self) -> Result<DevicePublic, SealError> {
        Ok(DevicePublic { sign: self.sign.public(), seal: seal::public_of(&self.open)? })
    }

    /// Signs for one purpose.
    #[must_use]
    pub fn sign(&self, purpose: Purpose, message: &[u8]) -> Blob {
        self.sign.sign(purpose, message)
    }

    /// Opens what was sealed to this laptop.
    ///
    /// # Errors
    /// When it was sealed to another one, for another use, or was changed.
    pub fn open(
        &self,
        usage: seal::Usage,
        context: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        seal::open_with(&self.open, usage, context, sealed)
    }
}

impl fmt::Debug for DeviceKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKeys({})", self.sign.public())
    }
}

#[cfg(test)]
mod tests {
    use super::{DeviceKeys, Purpose, SigningKey, is_signed};
    use crate::protocol::seal::{self, Usage};

    #[test]
    fn a_signature_counts_for_its_key_purpose_and_message_only() {
        let (key, other) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
        let signature = key.sign(Purpose::Frame, b"hello");
        assert!(is_signed(&key.public(), Purpose::Frame, b"hello", &signature.0));
        assert!(!is_signed(&key.public(), Purpose::Session, b"hello", &signature.0));
        assert!(!is_signed(&key.public(), Purpose::Frame, b"hellp", &signature.0));
        assert!(!is_signed(&other.public(), Purpose::Frame, b"hello", &signature.0));
        assert!(!is_signed(&key.public(), Purpose::Frame, b"hello", &signature.0[1..]));
    }

    /// RFC 8032, section 7.1, test 1: the seed gives the published key.
    #[test]
    fn the_published_seed_gives_the_published_key() {
        let seed = hex::decode("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").unwrap();
        let key = SigningKey::from_seed(&seed.try_into().unwrap()).unwrap();
        let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        assert_eq!(hex::encode(key.public().0), public);
    }

    #[test]
    fn kept_keys_are_the_same_keys() {
        let keys = DeviceKeys::generate().unwrap();
        let again = DeviceKeys::from_secret(&keys.secret()).unwrap();
        assert_eq!(keys.public().unwrap(), again.public().unwrap());
        let sealed = seal::seal_to(&keys.public().unwrap().seal, Usage::Token, b"c", b"secret").unwrap();
        assert_eq!(again.open(Usage::Token, b"c", &sealed).unwrap().as_slice(), b"secret");
    }

    #[test]
    fn secrets_are_not_shown() {
        let keys = DeviceKeys::generate().unwrap();
        let shown = format!("{keys:?}");
        assert!(!shown.contains(&hex::encode(&keys.secret()[..8])) && shown.len() < 70);
    }
}

//! Sealing: what the relay stores can be opened on the laptops only.
//!
//! An event is encrypted once, under a content key (XChaCha20-Poly1305). The content key is sealed to
//! every laptop that may read the handle (HPKE, RFC 9180: X25519, HKDF-SHA256, ChaCha20-Poly1305). The
//! relay keeps a content key in memory while it uses it, an hour at most, and never on disk.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use rand::RngCore;
use zeroize::Zeroizing;

use super::text::{Fixed, PublicKey};

type PrivateKey = <X25519HkdfSha256 as Kem>::PrivateKey;
type Encapped = <X25519HkdfSha256 as Kem>::EncappedKey;

/// The encapsulated key that stands before what is sealed, in bytes.
const ENCAPPED: usize = 32;
const NONCE: usize = 24;

/// What is sealed is for somebody else, for another use, or was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this cannot be opened here")]
pub struct SealError;

/// What something is sealed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usage {
    /// A content key.
    ContentKey,
    /// A token that a login gave.
    Token,
}

impl Usage {
    fn info(self) -> &'static [u8] {
        match self {
            Self::ContentKey => b"handrail-relay 1 content key",
            Self::Token => b"handrail-relay 1 token",
        }
    }
}

/// Seals `plain` to the holder of `to`. `context` must be the same when it is opened.
///
/// # Errors
/// When `to` is no usable key.
pub fn seal_to(to: &PublicKey, usage: Usage, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError> {
    let to = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(&to.0).map_err(|_| SealError)?;
    let (encapped, sealed) = hpke::single_shot_seal::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeS::Base,
        &to,
        usage.info(),
        plain,
        context,
    )
    .map_err(|_| SealError)?;
    let mut whole = encapped.to_bytes().to_vec();
    whole.extend(sealed);
    Ok(whole)
}

pub(super) fn open_with(
    secret: &[u8; 32],
    usage: Usage,
    context: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (encapped, sealed) = sealed.split_at_checked(ENCAPPED).ok_or(SealError)?;
    let encapped = Encapped::from_bytes(encapped).map_err(|_| SealError)?;
    let secret = PrivateKey::from_bytes(secret).map_err(|_| SealError)?;
    hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &secret,
        &encapped,
        usage.info(),
        sealed,
        context,
    )
    .map(Zeroizing::new)
    .map_err(|_| SealError)
}

pub(super) fn public_of(secret: &[u8; 32]) -> Result<PublicKey, SealError> {
    let secret = PrivateKey::from_bytes(secret).map_err(|_| SealError)?;
    let public = X25519HkdfSha256::sk_to_pk(&secret).to_bytes();
    public.as_slice().try_into().map(Fixed).map_err(|_| SealError)
}

/// A key for events. Not `Debug`: it is a secret.
pub struct ContentKey(Zeroizing<[u8; 32]>);

impl ContentKey {
    /// A new one.
    #[must_use]
    pub fn random() -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        rand::rng().fill_bytes(bytes.as_mut());
        Self(bytes)
    }

    /// The one that was unwrapped.
    ///
    /// # Errors
    /// When it has not 32 bytes.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, SealError> {
        bytes.try_into().map(|bytes| Self(Zeroizing::new(bytes))).map_err(|_| SealError)
    }

    /// The bytes, to be wrapped.
    #[must_use]
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// Encrypts one event. `context` must be the same when it is opened.
    ///
    /// # Errors
    /// When `plain` is longer than the cipher takes, 256 GB.
    pub fn seal(&self, context: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0; NONCE];
        rand::rng().fill_bytes(&mut nonce);
        let payload = Payload { msg: plain, aad: context };
        let sealed = self.cipher().encrypt(XNonce::from_slice(&nonce), payload).map_err(|_| SealError)?;
        let mut whole = Vec::with_capacity(NONCE + sealed.len());
        whole.extend(nonce);
        whole.extend(sealed);
        Ok(whole)
    }

    /// Decrypts one event.
    ///
    /// # Errors
    /// When the key or the context is another one, or a bit was changed.
    pub fn open(&self, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE).ok_or(SealError)?;
        let payload = Payload { msg: sealed, aad: context };
        self.cipher().decrypt(XNonce::from_slice(nonce), payload).map_err(|_| SealError)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.0.as_ref().into())
    }
}

#[cfg(test)]
mod tests {
    use super::{ContentKey, Usage, open_with, public_of, seal_to};

    #[test]
    fn only_the_right_key_use_and_context_open() {
        let (mine, other) = ([7; 32], [8; 32]);
        let sealed = seal_to(&public_of(&mine).unwrap(), Usage::Token, b"flow 1", b"IGAA").unwrap();
        assert_eq!(open_with(&mine, Usage::Token, b"flow 1", &sealed).unwrap().as_slice(), b"IGAA");
        assert!(open_with(&other, Usage::Token, b"flow 1", &sealed).is_err());
        assert!(open_with(&mine, Usage::ContentKey, b"flow 1", &sealed).is_err());
        assert!(open_with(&mine, Usage::Token, b"flow 2", &sealed).is_err());
        assert!(open_with(&mine, Usage::Token, b"flow 1", &sealed[..31]).is_err());
    }

    #[test]
    fn every_changed_bit_of_an_event_is_noticed() {
        let key = ContentKey::random();
        let sealed = key.seal(b"context", b"hello").unwrap();
        assert_eq!(key.open(b"context", &sealed).unwrap(), b"hello");
        assert!(key.open(b"kontext", &sealed).is_err());
        for at in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[at / 8] ^= 1 << (at % 8);
            assert!(key.open(b"context", &changed).is_err(), "bit {at}");
        }
    }

    #[test]
    fn a_text_is_never_sealed_alike_twice() {
        let key = ContentKey::random();
        assert_ne!(key.seal(b"", b"hello").unwrap(), key.seal(b"", b"hello").unwrap());
    }

    /// A key pair that OpenSSL made.
    #[test]
    fn another_library_finds_the_same_public_key() {
        let secret = "48c84e45b97c0cf3976b7229735265e7b55afdb6799c1597c9bc7e3f8b6eb475";
        let public = "f19eebdaee2d19482e52349880526caa72f7f20ad196802feee58a81d27df700";
        let secret: [u8; 32] = hex::decode(secret).unwrap().try_into().unwrap();
        assert_eq!(hex::encode(public_of(&secret).unwrap().0), public);
    }
}

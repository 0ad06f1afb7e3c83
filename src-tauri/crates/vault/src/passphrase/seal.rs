//! The sealed file's format and its cryptography.
//!
//! ```text
//! magic "HRVAULT1" | memory KiB u32 | passes u32 | lanes u32 | salt 16 | check 16 | nonce 24 | sealed
//! ```
//! Numbers are little-endian. Everything before the nonce is authenticated with the secrets. Argon2id
//! gives 48 bytes: the key, and a check that tells a wrong passphrase from a damaged file; one part of
//! its output says nothing about another.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use rand::TryRngCore;
use rand::rngs::OsRng;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::PassphraseError;

const MAGIC: &[u8; 8] = b"HRVAULT1";
const SALT: usize = 16;
const CHECK: usize = 16;
const KEY: usize = 32;
const NONCE: usize = 24;
const HEADER: usize = MAGIC.len() + 12 + SALT + CHECK;

/// What guessing one passphrase costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// 64 MiB, three passes, one lane: RFC 9106's second choice, for machines of any size.
    pub(crate) const FULL: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 };
    /// For tests.
    #[cfg(test)]
    pub(crate) const LITTLE: Self = Self { memory_kib: 8, passes: 1, lanes: 1 };

    /// A file may ask for no more than this, or opening an altered one could exhaust the machine.
    fn is_bearable(self) -> bool {
        self.memory_kib <= 1024 * 1024 && (1..=16).contains(&self.passes) && (1..=8).contains(&self.lanes)
    }
}

/// The key of a vault and the header that goes with it.
pub(crate) struct Lock {
    header: [u8; HEADER],
    key: Zeroizing<[u8; KEY]>,
}

impl Lock {
    /// A new lock, with a salt of its own.
    pub(crate) fn new(passphrase: &SecretString, cost: Cost) -> Result<Self, PassphraseError> {
        let mut salt = [0; SALT];
        randomise(&mut salt)?;
        Self::derive(passphrase, cost, salt)
    }

    fn derive(passphrase: &SecretString, cost: Cost, salt: [u8; SALT]) -> Result<Self, PassphraseError> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(KEY + CHECK))
            .map_err(|_| PassphraseError::Corrupt)?;
        let mut output = Zeroizing::new([0; KEY + CHECK]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.expose_secret().as_bytes(), &salt, output.as_mut())
            .map_err(|_| PassphraseError::Machine)?;
        let mut key = Zeroizing::new([0; KEY]);
        key.copy_from_slice(&output[..KEY]);

        let mut header = Vec::with_capacity(HEADER);
        header.extend(MAGIC);
        for number in [cost.memory_kib, cost.passes, cost.lanes] {
            header.extend(number.to_le_bytes());
        }
        header.extend(salt);
        header.extend(&output[KEY..]);
        let header = header.try_into().map_err(|_| PassphraseError::Machine)?;
        Ok(Self { header, key })
    }

    /// The whole file for these secrets, under a nonce never used before.
    pub(crate) fn seal(&self, plain: &[u8]) -> Result<Vec<u8>, PassphraseError> {
        let mut nonce = [0; NONCE];
        randomise(&mut nonce)?;
        let sealed = self
            .cipher()
            .encrypt(&nonce.into(), Payload { msg: plain, aad: &self.header })
            .map_err(|_| PassphraseError::Machine)?;
        Ok([&self.header[..], &nonce, &sealed].concat())
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.key).into())
    }
}

/// Opens a whole file: its lock, for later changes, and what is in it.
pub(crate) fn open(
    bytes: &[u8],
    passphrase: &SecretString,
) -> Result<(Lock, Zeroizing<Vec<u8>>), PassphraseError> {
    let damaged = || PassphraseError::Corrupt;
    let (header, rest) = bytes.split_first_chunk::<HEADER>().ok_or_else(damaged)?;
    let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or_else(damaged)?;
    let (magic, fields) = header.split_first_chunk::<8>().ok_or_else(damaged)?;
    let (numbers, fields) = fields.split_first_chunk::<12>().ok_or_else(damaged)?;
    let salt = *fields.first_chunk::<SALT>().ok_or_else(damaged)?;
    let [a, b, c, d, e, f, g, h, i, j, k, l] = *numbers;
    let cost = Cost {
        memory_kib: u32::from_le_bytes([a, b, c, d]),
        passes: u32::from_le_bytes([e, f, g, h]),
        lanes: u32::from_le_bytes([i, j, k, l]),
    };
    if magic != MAGIC || !cost.is_bearable() {
        return Err(damaged());
    }
    let lock = Lock::derive(passphrase, cost, salt)?;
    let same: bool = lock.header.ct_eq(header).into();
    if !same {
        return Err(PassphraseError::WrongPassphrase);
    }
    let plain = lock.cipher().decrypt(nonce.into(), Payload { msg: sealed, aad: header });
    Ok((lock, Zeroizing::new(plain.map_err(|_| damaged())?)))
}

fn randomise(bytes: &mut [u8]) -> Result<(), PassphraseError> {
    OsRng.try_fill_bytes(bytes).map_err(|_| PassphraseError::Machine)
}

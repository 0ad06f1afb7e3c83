//! Bytes as text: base64url without padding, in JSON and on screen.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngCore;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The text is not base64url, or not of the length that is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the bytes that belong here")]
pub struct NotBytes;

/// Bytes of any length.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Blob(pub Vec<u8>);

/// Exactly `N` bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fixed<const N: usize>(pub [u8; N]);

/// A laptop, as the relay knows it.
pub type DeviceId = Fixed<16>;
/// One content key ([`super::seal::ContentKey`]).
pub type KeyId = Fixed<16>;
/// One life of the relay's log: another value means that its numbers begin anew.
pub type Epoch = Fixed<16>;
/// A few bytes of what was stored under a number, to notice that another thing is stored there now.
pub type Mark = Fixed<8>;
/// A public key: Ed25519 to check signatures, X25519 to seal.
pub type PublicKey = Fixed<32>;

impl<const N: usize> Fixed<N> {
    /// Bytes that nobody can guess.
    #[must_use]
    pub fn random() -> Self {
        let mut bytes = [0; N];
        rand::rng().fill_bytes(&mut bytes);
        Self(bytes)
    }
}

impl fmt::Display for Blob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(&self.0))
    }
}

impl fmt::Debug for Blob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blob({} bytes)", self.0.len())
    }
}

impl<const N: usize> fmt::Display for Fixed<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl<const N: usize> fmt::Debug for Fixed<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fixed({self})")
    }
}

impl FromStr for Blob {
    type Err = NotBytes;

    fn from_str(text: &str) -> Result<Self, NotBytes> {
        URL_SAFE_NO_PAD.decode(text).map(Self).map_err(|_| NotBytes)
    }
}

impl<const N: usize> FromStr for Fixed<N> {
    type Err = NotBytes;

    fn from_str(text: &str) -> Result<Self, NotBytes> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| NotBytes)?;
        bytes.try_into().map(Self).map_err(|_| NotBytes)
    }
}

macro_rules! as_text {
    ([$($generics:tt)*] $type:ty) => {
        impl<$($generics)*> Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de, $($generics)*> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }
    };
}

as_text!([] Blob);
as_text!([const N: usize] Fixed<N>);

#[cfg(test)]
mod tests {
    use super::{Blob, Fixed, Mark};

    #[test]
    fn bytes_survive_json() {
        let blob = Blob(vec![0, 255, 62, 63]);
        let json = serde_json::to_string(&blob).unwrap();
        assert_eq!(json, "\"AP8-Pw\"");
        assert_eq!(serde_json::from_str::<Blob>(&json).unwrap(), blob);
        let mark = Mark::random();
        assert_eq!(mark.to_string().parse(), Ok(mark));
    }

    #[test]
    fn a_wrong_length_is_refused() {
        assert!("AAAA".parse::<Fixed<4>>().is_err());
        assert!("AAAAAA".parse::<Fixed<4>>().is_ok());
        assert!("AAAAA=".parse::<Fixed<4>>().is_err());
    }
}

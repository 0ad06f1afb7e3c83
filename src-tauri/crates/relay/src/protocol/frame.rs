//! What the relay streams: numbered, sealed, signed.
//!
//! Every frame says which number the one before ended with (`prev`) and which it ends with itself
//! (`through`). A laptop whose own position is not `prev` has missed something and connects again from
//! where it is. Numbers belong to an [`Epoch`]; a relay that was put back from an older copy has another.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::keys::{Purpose, SigningKey, is_signed};
use super::text::{Blob, DeviceId, Epoch, KeyId, Mark, PublicKey};

/// One frame, and what it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// The life of the relay's log that the numbers belong to.
    pub epoch: Epoch,
    /// The laptop that this is for.
    pub device: DeviceId,
    /// What is said.
    pub frame: Frame,
}

/// What the relay says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frame {
    /// The first frame of every connection.
    Hello {
        /// The number after which this connection goes on.
        after: u64,
        /// The newest number there is.
        newest: u64,
        /// The laptop's numbers are of another epoch: it goes on at `after`, and must look through its
        /// conversations once, since nobody knows what was lost.
        anew: bool,
        /// The relay's time, in milliseconds since 1970.
        now: u64,
    },
    /// Events.
    Events {
        /// The position before them.
        prev: u64,
        /// The position after them.
        through: u64,
        /// Content keys that are new on this connection.
        keys: Vec<WrappedKey>,
        /// The events, in the order of their numbers.
        events: Vec<Event>,
    },
    /// Nothing for this laptop up to `through`; also says that the relay is there, every 15 seconds.
    Beat {
        /// The position before.
        prev: u64,
        /// The position now.
        through: u64,
        /// The relay's time, in milliseconds since 1970.
        now: u64,
    },
    /// What stood between was thrown away before this laptop fetched it.
    Gap {
        /// The position before.
        prev: u64,
        /// The last number that is gone.
        through: u64,
    },
    /// This laptop was unpaired. It need not come back.
    Revoked,
    /// The relay is about to restart: connect again in a moment.
    Closing,
}

/// A content key, sealed to this laptop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrappedKey {
    /// Names the key.
    pub id: KeyId,
    /// The handle's account id that it is for; `None` is for what concerns no handle in particular.
    pub handle: Option<String>,
    /// [`super::seal::seal_to`] with [`super::seal::Usage::ContentKey`] and the key's id as context.
    pub wrapped: Blob,
}

/// What one webhook delivery brought for this laptop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its number.
    pub seq: u64,
    /// Tells it from another event under the same number. Say it when resuming.
    pub mark: Mark,
    /// When it was received, in milliseconds since 1970.
    pub at: u64,
    /// One part for each handle.
    pub parts: Vec<Part>,
}

/// A [`Content`], sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The content key.
    #[serde(rename = "k")]
    pub key: KeyId,
    /// [`super::seal::ContentKey::seal`] with the key's id as context.
    #[serde(rename = "c")]
    pub sealed: Blob,
}

/// What was sealed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// Entries of one handle as Meta wrote them (instagram-platform, section 6.5).
    Entries {
        /// What the handle is called at the relay: its account id.
        handle: String,
        /// The entries, each as it stood in the body.
        entries: Vec<Box<RawValue>>,
    },
    /// A genuine delivery of a form that the relay does not know, whole.
    Opaque {
        /// The body.
        body: Blob,
    },
    /// The test delivery that a person sends from Meta's dashboard (instagram-platform, section 16).
    Test {
        /// The field that was tested, if it was said.
        field: Option<String>,
    },
    /// A person took the app's access away (instagram-platform, section 1.6).
    Deauthorised {
        /// The account's id; which of its ids is not documented.
        user_id: String,
    },
    /// A person asks for what the app has of them to be deleted.
    Deletion {
        /// The account's id; which of its ids is not documented.
        user_id: String,
        /// The code under which they look how far it is.
        code: String,
    },
}

/// A frame that is not from our relay, or not a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// It is not a signature, a dot and JSON that we know.
    #[error("not a frame")]
    Malformed,
    /// The relay's key did not sign it.
    #[error("the relay did not sign this frame")]
    NotGenuine,
}

impl Envelope {
    /// The frame as it is streamed: a signature, a dot, and the JSON that was signed.
    ///
    /// # Errors
    /// When it cannot be written as JSON, which does not happen.
    pub fn sign(&self, key: &SigningKey) -> serde_json::Result<String> {
        let json = serde_json::to_string(self)?;
        let signature = key.sign(Purpose::Frame, json.as_bytes());
        Ok(format!("{signature}.{json}"))
    }

    /// Reads a frame, if `key` signed it.
    ///
    /// # Errors
    /// When it did not.
    pub fn verify(text: &str, key: &PublicKey) -> Result<Self, FrameError> {
        let (signature, json) = text.split_once('.').ok_or(FrameError::Malformed)?;
        let signature: Blob = signature.parse().map_err(|_| FrameError::Malformed)?;
        if !is_signed(key, Purpose::Frame, json.as_bytes(), &signature.0) {
            return Err(FrameError::NotGenuine);
        }
        serde_json::from_str(json).map_err(|_| FrameError::Malformed)
    }
}

#[cfg(test)]
mod tests {
    use super::{Content, Envelope, Frame, FrameError};
    use crate::protocol::keys::SigningKey;
    use crate::protocol::text::Fixed;

    #[test]
    fn only_the_relays_own_frames_are_read() {
        let (key, other) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
        let frame = Frame::Beat { prev: 3, through: 9, now: 1_790_000_000_000 };
        let envelope = Envelope { epoch: Fixed::random(), device: Fixed::random(), frame };
        let text = envelope.sign(&key).unwrap();
        assert_eq!(Envelope::verify(&text, &key.public()), Ok(envelope));
        assert_eq!(Envelope::verify(&text, &other.public()), Err(FrameError::NotGenuine));
        let changed = text.replace("\"through\":9", "\"through\":8");
        assert_eq!(Envelope::verify(&changed, &key.public()), Err(FrameError::NotGenuine));
        assert_eq!(Envelope::verify("nonsense", &key.public()), Err(FrameError::Malformed));
    }

    #[test]
    fn entries_keep_every_byte() {
        let raw =
            r#"{"id":"1", "messaging":[{"message":{"text":"caf\u00e9 \/x","big":12345678901234567890123}}]}"#;
        let entries = vec![serde_json::from_str(raw).unwrap()];
        let content = Content::Entries { handle: "1".into(), entries };
        let json = serde_json::to_string(&content).unwrap();
        let Ok(Content::Entries { entries, .. }) = serde_json::from_str(&json) else { panic!() };
        assert_eq!(entries[0].get(), raw);
    }
}

//! The laptop's reading of the stream: checks every signature and number, and opens what is sealed.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::calls::Position;
use super::frame::{Content, Envelope, Frame, FrameError};
use super::keys::DeviceKeys;
use super::seal::{ContentKey, Usage};
use super::text::{DeviceId, KeyId, Mark, PublicKey};

/// A key is used for an hour, and the relay tells it anew when it comes two hours after it was told: it is kept for
/// longer than that.
const KEPT: Duration = Duration::from_secs(3 * 3600);

/// What a frame means for the laptop.
#[derive(Debug)]
pub enum Step {
    /// The connection stands.
    Connected {
        /// Numbers began anew: look through all conversations once, then go on from this place.
        anew: bool,
    },
    /// Take these in, commit them with the new [`Follower::position`], then acknowledge it.
    Received(Vec<Received>),
    /// Something was thrown away before it was fetched: look through all conversations once.
    Gap,
    /// Nothing new; the position may have moved and may be acknowledged.
    Idle,
    /// Unpaired.
    Revoked,
    /// The relay restarts.
    Closing,
}

/// One thing that was received.
#[derive(Debug)]
pub struct Received {
    /// The number of the delivery it came with.
    pub seq: u64,
    /// When the relay received it, in milliseconds since 1970.
    pub at: u64,
    /// What it says; `None` when it could not be opened or understood: look through the conversations.
    pub content: Option<Content>,
}

/// Why the connection must be made anew, from the position that is committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FollowError {
    /// Not a frame of our relay.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// It is for another laptop.
    #[error("the frame is for another laptop")]
    NotOurs,
    /// Something is missing between what we have and this frame.
    #[error("the stream has a hole")]
    Hole,
    /// A frame of another epoch in the middle of a connection, or before the first.
    #[error("the stream changed its epoch")]
    OtherEpoch,
}

/// A key that was told on this connection.
struct Opened {
    key: ContentKey,
    since: Instant,
}

/// Follows one connection.
pub struct Follower<'a> {
    keys: &'a DeviceKeys,
    device: DeviceId,
    relay: PublicKey,
    position: Position,
    greeted: bool,
    opened: HashMap<KeyId, Opened>,
}

impl<'a> Follower<'a> {
    /// Follows from the position that is committed.
    #[must_use]
    pub fn new(keys: &'a DeviceKeys, device: DeviceId, relay: PublicKey, position: Position) -> Self {
        Self { keys, device, relay, position, greeted: false, opened: HashMap::new() }
    }

    /// Up to where everything was given out; commit it together with what was received.
    #[must_use]
    pub fn position(&self) -> Position {
        self.position
    }

    /// Takes the next frame.
    ///
    /// # Errors
    /// See [`FollowError`]; nothing was taken in, and this follower is of no more use.
    pub fn take(&mut self, text: &str) -> Result<Step, FollowError> {
        let Envelope { epoch, device, frame } = Envelope::verify(text, &self.relay)?;
        if device != self.device {
            return Err(FollowError::NotOurs);
        }
        if let Frame::Hello { after, anew, .. } = frame {
            return self.greet(epoch, after, anew);
        }
        if !self.greeted || epoch != self.position.epoch {
            return Err(FollowError::OtherEpoch);
        }
        match frame {
            Frame::Hello { .. } => Err(FollowError::Hole),
            Frame::Events { prev, through, keys, events } => {
                self.advance(prev, through, events.last().map(|event| (event.seq, event.mark)))?;
                let now = Instant::now();
                self.forget(now);
                for told in keys {
                    if let Ok(plain) = self.keys.open(Usage::ContentKey, &told.id.0, &told.wrapped.0)
                        && let Ok(key) = ContentKey::from_slice(&plain)
                    {
                        self.opened.insert(told.id, Opened { key, since: now });
                    }
                }
                let mut received = Vec::new();
                for event in events {
                    for part in event.parts {
                        let content = self.opened.get(&part.key).and_then(|opened| {
                            let plain = opened.key.open(&part.key.0, &part.sealed.0).ok()?;
                            serde_json::from_slice(&plain).ok()
                        });
                        received.push(Received { seq: event.seq, at: event.at, content });
                    }
                }
                Ok(Step::Received(received))
            }
            Frame::Beat { prev, through, .. } => self.advance(prev, through, None).map(|()| Step::Idle),
            Frame::Gap { prev, through } => self.advance(prev, through, None).map(|()| Step::Gap),
            Frame::Revoked => Ok(Step::Revoked),
            Frame::Closing => Ok(Step::Closing),
        }
    }

    /// Forgets the keys that are of no use any more.
    fn forget(&mut self, now: Instant) {
        self.opened.retain(|_, opened| now.saturating_duration_since(opened.since) < KEPT);
    }

    fn greet(&mut self, epoch: super::text::Epoch, after: u64, anew: bool) -> Result<Step, FollowError> {
        let as_left = epoch == self.position.epoch && after == self.position.after;
        if self.greeted || (!anew && !as_left) {
            return Err(FollowError::Hole);
        }
        self.greeted = true;
        if anew {
            self.position = Position { epoch, after, mark: None };
        }
        Ok(Step::Connected { anew })
    }

    fn advance(&mut self, prev: u64, through: u64, last: Option<(u64, Mark)>) -> Result<(), FollowError> {
        if prev != self.position.after || through < prev {
            return Err(FollowError::Hole);
        }
        if through > prev {
            self.position.after = through;
            self.position.mark = last.filter(|(seq, _)| *seq == through).map(|(_, mark)| mark);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, FollowError, Follower, Instant, KEPT, Step};
    use crate::protocol::calls::Position;
    use crate::protocol::frame::{Content, Envelope, Event, Frame, Part, WrappedKey};
    use crate::protocol::keys::{DeviceKeys, SigningKey};
    use crate::protocol::seal::{self, ContentKey, Usage};
    use crate::protocol::text::{Blob, DeviceId, Epoch, Fixed, KeyId};

    struct World {
        relay: SigningKey,
        keys: DeviceKeys,
        device: DeviceId,
        epoch: Epoch,
    }

    impl World {
        fn new() -> Self {
            let keys = DeviceKeys::generate().unwrap();
            let relay = SigningKey::generate().unwrap();
            Self { relay, keys, device: Fixed::random(), epoch: Fixed::random() }
        }

        fn follower(&self, after: u64) -> Follower<'_> {
            let position = Position { epoch: self.epoch, after, mark: None };
            Follower::new(&self.keys, self.device, self.relay.public(), position)
        }

        fn say(&self, frame: Frame) -> String {
            Envelope { epoch: self.epoch, device: self.device, frame }.sign(&self.relay).unwrap()
        }

        fn hello(&self, after: u64) -> String {
            self.say(Frame::Hello { after, newest: 9, anew: false, now: 0 })
        }
    }

    #[test]
    fn a_hole_is_noticed() {
        let world = World::new();
        let mut follower = world.follower(3);
        assert!(matches!(follower.take(&world.hello(3)), Ok(Step::Connected { anew: false })));
        let beat = |prev, through| world.say(Frame::Beat { prev, through, now: 0 });
        assert!(matches!(follower.take(&beat(3, 5)), Ok(Step::Idle)));
        assert_eq!(follower.position().after, 5);
        for (prev, through) in [(6, 8), (3, 5), (5, 4)] {
            assert_eq!(follower.take(&beat(prev, through)).unwrap_err(), FollowError::Hole);
        }
        assert!(matches!(follower.take(&world.say(Frame::Gap { prev: 5, through: 9 })), Ok(Step::Gap)));
        assert_eq!(follower.position().after, 9);
    }

    #[test]
    fn a_greeting_must_fit_or_say_that_it_is_anew() {
        let world = World::new();
        assert_eq!(world.follower(3).take(&world.hello(4)).unwrap_err(), FollowError::Hole);
        let beat = world.say(Frame::Beat { prev: 3, through: 3, now: 0 });
        assert_eq!(world.follower(3).take(&beat).unwrap_err(), FollowError::OtherEpoch);
        let mut follower = world.follower(300);
        let other = Epoch::random();
        let frame = Frame::Hello { after: 0, newest: 2, anew: true, now: 0 };
        let text = Envelope { epoch: other, device: world.device, frame }.sign(&world.relay).unwrap();
        assert!(matches!(follower.take(&text), Ok(Step::Connected { anew: true })));
        assert_eq!(follower.position(), Position { epoch: other, after: 0, mark: None });
    }

    #[test]
    fn keys_are_kept_until_the_relay_would_tell_them_anew() {
        let world = World::new();
        let mut follower = world.follower(0);
        assert!(matches!(follower.take(&world.hello(0)), Ok(Step::Connected { anew: false })));
        let (id, key) = (KeyId::random(), ContentKey::random());
        let to = world.keys.public().unwrap().seal;
        let wrapped = seal::seal_to(&to, Usage::ContentKey, &id.0, key.expose()).unwrap();
        let content = serde_json::to_vec(&Content::Test { field: None }).unwrap();
        let says = |prev: u64, keys: Vec<WrappedKey>| {
            let parts = vec![Part { key: id, sealed: Blob(key.seal(&id.0, &content).unwrap()) }];
            let events = vec![Event { seq: prev + 1, mark: Fixed::random(), at: 0, parts }];
            world.say(Frame::Events { prev, through: prev + 1, keys, events })
        };
        let opens = |step: Step| matches!(step, Step::Received(received) if received[0].content.is_some());
        let told = WrappedKey { id, handle: None, wrapped: Blob(wrapped) };
        assert!(opens(follower.take(&says(0, vec![told])).unwrap()));
        follower.forget(Instant::now() + Duration::from_secs(2 * 3600));
        assert!(opens(follower.take(&says(1, Vec::new())).unwrap()));
        follower.forget(Instant::now() + KEPT);
        assert!(!opens(follower.take(&says(2, Vec::new())).unwrap()));
    }

    #[test]
    fn frames_of_others_are_refused() {
        let world = World::new();
        let frame = Frame::Hello { after: 3, newest: 9, anew: false, now: 0 };
        let text = Envelope { epoch: world.epoch, device: Fixed::random(), frame }.sign(&world.relay);
        assert_eq!(world.follower(3).take(&text.unwrap()).unwrap_err(), FollowError::NotOurs);
        let forged = World { relay: SigningKey::generate().unwrap(), ..World::new() };
        assert!(matches!(world.follower(3).take(&forged.hello(3)), Err(FollowError::Frame(_))));
    }
}

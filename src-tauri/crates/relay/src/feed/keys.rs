//! The content keys that a connection met: of each what its laptop gets, for as long as it is of use.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::protocol::frame::WrappedKey;
use crate::protocol::text::{Blob, DeviceId, KeyId};
use crate::sealer::KeyNote;

/// A key is used for an hour. One that comes later nevertheless is looked up and told anew; the laptop keeps it for
/// longer than this.
const KEPT: Duration = Duration::from_secs(2 * 3600);

/// The keys of one connection.
pub(super) struct Keys {
    /// The laptop's name in the notes.
    me: String,
    known: HashMap<KeyId, Known>,
}

struct Known {
    /// `None` is a key that is gone, or is not this laptop's.
    ours: Option<Ours>,
    since: Instant,
}

/// A key that this laptop can open.
pub(super) struct Ours {
    /// The account it is for; `None` concerns no account in particular.
    pub(super) account: Option<String>,
    wrapped: Blob,
    told: bool,
}

impl Keys {
    pub(super) fn of(device: DeviceId) -> Self {
        Self { me: device.to_string(), known: HashMap::new() }
    }

    pub(super) fn has(&self, id: KeyId) -> bool {
        self.known.contains_key(&id)
    }

    /// Keeps what the laptop needs of a note, and forgets what is too old.
    pub(super) fn keep(&mut self, id: KeyId, note: Option<KeyNote>, now: Instant) {
        self.known.retain(|_, known| now.saturating_duration_since(known.since) < KEPT);
        let ours = note.and_then(|mut note| {
            let wrapped = note.wraps.remove(&self.me)?;
            Some(Ours { account: note.account, wrapped, told: false })
        });
        self.known.insert(id, Known { ours, since: now });
    }

    pub(super) fn ours(&mut self, id: KeyId) -> Option<&mut Ours> {
        self.known.get_mut(&id)?.ours.as_mut()
    }
}

impl Ours {
    /// What the laptop is told of the key; `None` when it was told before.
    pub(super) fn tell(&mut self, id: KeyId) -> Option<WrappedKey> {
        let told = std::mem::replace(&mut self.told, true);
        (!told).then(|| WrappedKey { id, handle: self.account.clone(), wrapped: self.wrapped.clone() })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Blob, DeviceId, Duration, Instant, KEPT, KeyId, KeyNote, Keys};

    #[test]
    fn a_key_is_told_once_and_forgotten_when_it_is_of_no_use() {
        let (me, other) = (DeviceId::random(), DeviceId::random());
        let (mine, theirs, later) = (KeyId::random(), KeyId::random(), KeyId::random());
        let note = |devices: &[DeviceId]| {
            let wraps: BTreeMap<_, _> =
                devices.iter().map(|device| (device.to_string(), Blob(device.0.to_vec()))).collect();
            Some(KeyNote { account: Some("1784".to_owned()), at: 0, wraps })
        };
        let now = Instant::now();
        let mut keys = Keys::of(me);
        keys.keep(mine, note(&[me, other]), now);
        keys.keep(theirs, note(&[other]), now);
        assert!(keys.has(theirs) && keys.ours(theirs).is_none());
        let told = keys.ours(mine).unwrap().tell(mine).unwrap();
        assert_eq!((told.id, told.wrapped), (mine, Blob(me.0.to_vec())), "of all laptops' only its own");
        assert!(keys.ours(mine).unwrap().tell(mine).is_none());
        // An hour later it may be in use still.
        keys.keep(later, note(&[me]), now + Duration::from_secs(3600));
        assert!(keys.has(mine));
        keys.keep(later, note(&[me]), now + KEPT);
        assert!(!keys.has(mine) && !keys.has(theirs) && keys.has(later));
        keys.keep(mine, note(&[me]), now + KEPT);
        assert!(keys.ours(mine).unwrap().tell(mine).is_some(), "told anew");
    }
}

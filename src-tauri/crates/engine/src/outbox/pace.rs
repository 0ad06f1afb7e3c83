//! How fast messages may leave (instagram-platform, section 4 "Rate limits"): per handle, 100 a second of text,
//! reactions and stickers, and 10 a second of sound and video.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::ids::HandleId;
use domain::outgoing::{FileKind, Outgoing};
use domain::time::{DAY, Timestamp};
use store::handles::HandleRow;
use tokio::time::Instant;

/// The distance between two messages of the quick kinds.
const QUICK: Duration = Duration::from_millis(10);
/// The distance between two messages with sound or video.
const HEAVY: Duration = Duration::from_millis(100);

/// The two limits of Instagram, which do not count for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Lane {
    Quick,
    Heavy,
}

/// How long it is remembered that an account takes one picture a message: a day, because Instagram opens this to more
/// and more accounts.
const ONE_PICTURE_MS: i64 = DAY;

/// When each handle may send next, and which of them take one picture a message.
#[derive(Debug, Default)]
pub(super) struct Pace {
    next: Mutex<HashMap<(HandleId, Lane), Instant>>,
    /// By the handle's epoch, so that a new sign-in forgets it; with the time of the refusal.
    one_picture: Mutex<HashMap<HandleId, (i64, Timestamp)>>,
}

impl Pace {
    /// Waits for the handle's turn, and takes it.
    pub(super) async fn turn(&self, handle: HandleId, what: &Outgoing) {
        let (lane, spacing) = match what {
            Outgoing::Files { kind: FileKind::Audio | FileKind::Video, .. } => (Lane::Heavy, HEAVY),
            Outgoing::Files { .. } | Outgoing::Text { .. } | Outgoing::Heart => (Lane::Quick, QUICK),
        };
        let at = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let next = next.entry((handle, lane)).or_insert_with(Instant::now);
            let at = (*next).max(Instant::now());
            *next = at + spacing;
            at
        };
        tokio::time::sleep_until(at).await;
    }

    /// Remembers that this handle may not send several pictures in one message.
    pub(super) fn note_one_picture(&self, handle: &HandleRow, now: Timestamp) {
        let mut known = self.one_picture.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(handle.id, (handle.epoch, now));
    }

    /// Whether this handle was refused several pictures in one message, within a day and this sign-in.
    pub(super) fn takes_one_picture(&self, handle: &HandleRow, now: Timestamp) -> bool {
        let known = self.one_picture.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .get(&handle.id)
            .is_some_and(|(epoch, at)| *epoch == handle.epoch && now.since(*at) < ONE_PICTURE_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: HandleId = HandleId(1);
    const B: HandleId = HandleId(2);

    async fn send(pace: &Pace, handle: HandleId, what: &Outgoing, count: u32) -> Duration {
        let began = Instant::now();
        for _ in 0..count {
            pace.turn(handle, what).await;
        }
        began.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn sound_and_video_have_a_pace_of_their_own() {
        let pace = Pace::default();
        let film = Outgoing::Files { kind: FileKind::Video, files: Vec::new() };
        let picture = Outgoing::Files { kind: FileKind::Image, files: Vec::new() };
        assert!(send(&pace, A, &film, 11).await >= Duration::from_secs(1), "ten a second");
        assert!(send(&pace, B, &film, 1).await < QUICK, "another handle does not wait");
        assert!(send(&pace, A, &Outgoing::Heart, 1).await < QUICK, "nor does another kind");
        assert!(send(&pace, A, &picture, 101).await >= Duration::from_millis(1_000), "a hundred a second");
    }
}

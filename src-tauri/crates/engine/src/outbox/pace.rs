//! How fast messages may leave (instagram-platform, section 4 "Rate limits"): per handle, 100 a second of text,
//! reactions and stickers, and 10 a second of sound and video.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::ids::HandleId;
use domain::outgoing::{FileKind, Outgoing};
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

/// When each handle may send next.
#[derive(Debug, Default)]
pub(super) struct Pace(Mutex<HashMap<(HandleId, Lane), Instant>>);

impl Pace {
    /// Waits for the handle's turn, and takes it.
    pub(super) async fn turn(&self, handle: HandleId, what: &Outgoing) {
        let (lane, spacing) = match what {
            Outgoing::Files { kind: FileKind::Audio | FileKind::Video, .. } => (Lane::Heavy, HEAVY),
            Outgoing::Files { .. } | Outgoing::Text { .. } | Outgoing::Heart => (Lane::Quick, QUICK),
        };
        let at = {
            let mut next = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let next = next.entry((handle, lane)).or_insert_with(Instant::now);
            let at = (*next).max(Instant::now());
            *next = at + spacing;
            at
        };
        tokio::time::sleep_until(at).await;
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

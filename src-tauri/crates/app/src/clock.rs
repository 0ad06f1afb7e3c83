//! Whether this computer's clock is wrong, by Instagram's (experience, section 8).

use std::sync::Arc;
use std::time::Duration;

use api::{Changes, Topic};
use domain::time::MINUTE;
use engine::Engine;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use crate::space::Space;

/// A difference up to here is nothing to tell a person of.
const TOLD_MS: i64 = 2 * MINUTE;
/// How often it is looked at.
const LOOK: Duration = Duration::from_secs(30);

/// How far this computer's clock is behind Instagram's, in milliseconds, where a person should know.
pub(crate) fn behind_ms(engine: &Engine) -> Option<i64> {
    told(engine.clock().offset_ms())
}

fn told(offset_ms: i64) -> Option<i64> {
    Some(offset_ms).filter(|ms| ms.abs() > TOLD_MS)
}

/// Says that the app changed when the clock of a space is found wrong, or right again, until cancelled.
pub(crate) async fn watch(space: Arc<Space>, changes: broadcast::Sender<Changes>, cancel: CancellationToken) {
    let minutes = || behind_ms(&space.engine).map(|ms| ms / MINUTE);
    let mut before = minutes();
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = cancel.cancelled() => return,
            _ = look.tick() => {
                let now = minutes();
                if std::mem::replace(&mut before, now) != now {
                    // Nobody listening is fine: data is always pulled.
                    let _listeners = changes.send(Changes::of(Topic::App));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MINUTE, told};

    #[test]
    fn two_minutes_are_nothing_to_tell_of() {
        for (offset, is_told) in
            [(0, false), (2 * MINUTE, false), (2 * MINUTE + 1, true), (-2 * MINUTE - 1, true)]
        {
            assert_eq!(told(offset), is_told.then_some(offset));
        }
    }
}

//! The stream: from one connection to the next.

mod connection;

use std::time::Duration;

use domain::handle::Trouble;
use relay::client::{CallError, Cause};
use relay::protocol::follow::FollowError;
use store::handles::Missed;
use store::{ChangeSet, StoreError};
use tokio::time::Instant;

use super::attend::Begun;
use super::state::{Standing, Why};
use crate::shared::Shared;

/// The first pause before it is tried again; doubles up to [`LONGEST_PAUSE`]. Only a connection that stood for as long as
/// that makes it short again: one that is lost as soon as it is made is no better than none.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// A relay that restarts is back by then: a break that is shorter is no news.
const GRACE: Duration = Duration::from_secs(15);
/// A stream that is held back on the way is tried again after this.
const STREAM_AGAIN: Duration = Duration::from_secs(600);
/// A relay that refuses us may not have heard of us yet, where several share a log. It is believed when it does so twice.
const REFUSED_AGAIN: Duration = Duration::from_secs(10);
/// A relay that does not know us is asked again after this: whoever runs it may have put the wrong copy back.
const REVOKED_AGAIN: Duration = Duration::from_secs(3600);
/// A break that lasted so long is written down, if messages were read meanwhile. In milliseconds.
const WORTH_TELLING_MS: i64 = domain::time::MINUTE;

/// Why a connection ended.
#[derive(Debug, thiserror::Error)]
enum Ended {
    /// The relay was not reached any more, or refused.
    #[error(transparent)]
    Call(#[from] CallError),
    /// What came does not follow from what we have, or is not our relay's.
    #[error(transparent)]
    Follow(#[from] FollowError),
    /// What came could not be written down: it was not acknowledged, and comes again.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Nothing came, although the connection stands: something on the way holds the stream back.
    #[error("the stream is held back on the way")]
    HeldBack,
    /// The relay said goodbye, or the connection was closed.
    #[error("the connection was closed")]
    Closed,
    /// The relay does not know this laptop, or not yet.
    #[error("not paired")]
    NotPaired,
    /// This laptop is not paired any more.
    #[error("not paired any more")]
    Revoked,
    /// It is time to try the stream again.
    #[error("the stream is tried again")]
    StreamAgain,
}

/// How the present break goes.
struct Break {
    began: Instant,
    /// When the relay was last there, by our clock.
    since: domain::time::Timestamp,
}

/// Follows until dropped.
pub(super) async fn run(begun: Begun<'_>) {
    let shared = begun.shared;
    let mut awake = shared.awake_since.subscribe();
    let mut pause = FIRST_PAUSE;
    let mut ask_until: Option<Instant> = None;
    // The relay said that it does not know us, and was not there since.
    let mut refused = false;
    // What came last could not be written down.
    let mut unwritten = false;
    let since = shared.link.state().down_since().unwrap_or_else(|| shared.clock.now());
    let mut now_broken = Break { began: Instant::now(), since };
    loop {
        awake.mark_unchanged();
        let ask = ask_until.filter(|until| Instant::now() < *until);
        let connection = connection::Connection { begun, broken_since: now_broken.since, unwritten };
        let connected = Instant::now();
        let ended = tokio::select! {
            ended = connection.follow(ask) => ended,
            // A connection from before a sleep is dead, and does not know it.
            _ = awake.changed() => Ended::Closed,
        };
        tracing::info!(%ended, "the connection to the relay ended");
        let was_live = shared.link.state().is_live();
        if was_live {
            now_broken = Break { began: Instant::now(), since: shared.clock.now() };
            pause = pause_after(connected.elapsed(), pause);
            refused = false;
        }
        unwritten = matches!(ended, Ended::Store(_)) || (unwritten && !was_live);
        if matches!(ended, Ended::Store(StoreError::DiskFull)) {
            no_room(shared).await;
        }
        match &ended {
            Ended::HeldBack | Ended::StreamAgain => {
                // Neither is a break: it goes on at once, the other way.
                let held = matches!(ended, Ended::HeldBack);
                ask_until = held.then(|| Instant::now() + STREAM_AGAIN);
                continue;
            }
            Ended::NotPaired if !refused => refused = true,
            Ended::NotPaired | Ended::Revoked => {
                refused = true;
                shared.stands(Standing::Revoked).await;
                shared.link.tell(Vec::new());
                tokio::time::sleep(REVOKED_AGAIN).await;
                continue;
            }
            _ => {}
        }
        // The stream first, whenever there was a break.
        ask_until = None;
        let standing = match why(&ended) {
            Some(why) if now_broken.began.elapsed() >= GRACE => Standing::Down(why),
            _ => Standing::Connecting,
        };
        // What is known to be worse stays until it is better.
        if !(standing == Standing::Connecting && matches!(shared.link.state().standing, Standing::Down(_))) {
            shared.stands(standing).await;
        }
        let jitter = rand::random_range(0.5..1.5);
        let until_news = GRACE.saturating_sub(now_broken.began.elapsed());
        let again = match ended {
            Ended::NotPaired => REFUSED_AGAIN,
            // As soon as it is news that the relay is away, it is said.
            _ if !until_news.is_zero() => pause.mul_f64(jitter).min(until_news),
            _ => pause.mul_f64(jitter),
        };
        tokio::select! {
            () = tokio::time::sleep(again) => pause = (pause * 2).min(LONGEST_PAUSE),
            _ = awake.changed() => pause = FIRST_PAUSE,
        }
    }
}

/// The pause after a connection that stood for so long.
fn pause_after(stood: Duration, pause: Duration) -> Duration {
    if stood >= LONGEST_PAUSE { FIRST_PAUSE } else { pause }
}

/// Why the relay is not reached, if that is why.
fn why(ended: &Ended) -> Option<Why> {
    match ended {
        Ended::Call(error) => Some(Why::of(error)),
        Ended::Follow(FollowError::Frame(_) | FollowError::NotOurs) => Some(Why::NotGenuine),
        Ended::Closed | Ended::HeldBack => Some(Why::Unreachable),
        // That the disk is full is each handle's own trouble, and nobody's who runs a relay.
        Ended::Store(StoreError::DiskFull) => None,
        // It is there, and nothing comes by it.
        Ended::Store(_) => Some(Why::InTrouble),
        _ => None,
    }
}

/// What comes cannot be kept: said of every handle, until something was written again.
async fn no_room(shared: &Shared) {
    let rows = shared.store.handles().await.unwrap_or_default();
    for row in rows.into_iter().filter(|row| row.on && row.trouble.is_none_or(Trouble::still_receives)) {
        if shared.unwritten.keep(row.id, Trouble::DiskFull, shared.clock.now()) {
            shared.publish(ChangeSet::of_handle(row.id));
        }
    }
}

impl Begun<'_> {
    /// The relay is there. What was missed meanwhile is read (`bells`), and a break that was long is written down for each
    /// handle that was read in it.
    async fn is_live(&self, by_asking: bool, broken_since: domain::time::Timestamp) -> store::Result<()> {
        let shared = self.shared;
        shared.link.heard(&shared.clock);
        let was = shared.link.state();
        if was.standing == (Standing::Live { by_asking }) {
            return Ok(());
        }
        let now = shared.clock.now();
        if !was.is_live() && now.since(broken_since) >= WORTH_TELLING_MS {
            let read = |row: &store::handles::HandleRow| {
                row.on && row.sync.last_synced_at.is_some_and(|at| at > broken_since)
            };
            let rows = shared.store.handles().await?;
            let handles = rows.iter().filter(|row| read(row)).map(|row| row.id).collect();
            let missed = Missed { from: broken_since, to: now, why: store::handles::MissedWhy::RelayDown };
            shared.publish(shared.store.note_missed(handles, missed, None).await?);
        }
        self.connected.send_modify(|count| *count += 1);
        shared.stands(Standing::Live { by_asking }).await;
        Ok(())
    }
}

/// Whether a call that ended so may mean that the stream is held back: it was reached and then said nothing.
fn may_be_held_back(error: &CallError) -> bool {
    matches!(error, CallError::Unreachable(Cause::Timeout))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_connection_that_stood_makes_the_pauses_short_again() {
        let pause = Duration::from_secs(8);
        assert_eq!(pause_after(Duration::from_secs(1), pause), pause);
        assert_eq!(pause_after(LONGEST_PAUSE, pause), FIRST_PAUSE);
    }

    #[test]
    fn what_cannot_be_written_down_is_shown() {
        assert_eq!(why(&Ended::Store(StoreError::Io)), Some(Why::InTrouble));
        assert_eq!(why(&Ended::Store(StoreError::DiskFull)), None, "no trouble of the relay's");
        assert_eq!(why(&Ended::NotPaired), None, "that may be a moment's");
    }
}

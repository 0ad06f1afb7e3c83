//! One connection: what comes is committed with the place in the stream, then acknowledged.

use std::time::Duration;

use relay::client::CallError;
use relay::client::stream::{FIRST_FRAME, SILENCE, WAIT};
use relay::protocol::calls::Position;
use relay::protocol::follow::{Follower, Step};
use store::handles::StreamCursor;
use tokio::sync::watch;
use tokio::time::Instant;

use super::{Ended, may_be_held_back};
use crate::relay::attend::Begun;
use crate::relay::take;
use domain::time::Timestamp;

/// What the relay was not told is said again after this.
const AGAIN: Duration = Duration::from_secs(5);

pub(super) struct Connection<'a> {
    pub(super) begun: Begun<'a>,
    /// When the relay was last there.
    pub(super) broken_since: Timestamp,
    /// The one before ended because something could not be written down: what comes by this one counts only once it was.
    pub(super) unwritten: bool,
}

impl Connection<'_> {
    /// Follows until it ends, by stream, or by asking until then.
    pub(super) async fn follow(&self, ask_until: Option<Instant>) -> Ended {
        let position = match self.position().await {
            Ok(position) => position,
            Err(ended) => return ended,
        };
        let (committed, acknowledged) = watch::channel(position);
        let following = async {
            match ask_until {
                None => self.stream(position, &committed).await,
                Some(until) => self.ask(position, until, &committed).await,
            }
        };
        let ended = tokio::select! {
            ended = following => ended,
            () = acknowledge(self.begun, acknowledged) => Ok(()),
        };
        match ended {
            Ok(()) => Ended::Closed,
            Err(Ended::Call(error)) if error.is_unpaired() => Ended::NotPaired,
            Err(ended) => ended,
        }
    }

    async fn stream(&self, position: Position, committed: &watch::Sender<Position>) -> Result<(), Ended> {
        let client = self.begun.client;
        let held_back = |error: CallError| {
            if may_be_held_back(&error) { Ended::HeldBack } else { Ended::Call(error) }
        };
        let mut stream = client.stream(&position).await.map_err(held_back)?;
        let mut follower = self.follower(position);
        let mut next = stream.next(FIRST_FRAME).await.map_err(held_back)?;
        while let Some(frame) = next {
            self.carry_out(&mut follower, &frame, false, committed).await?;
            next = stream.next(SILENCE).await?;
        }
        Ok(())
    }

    async fn ask(
        &self,
        mut position: Position,
        until: Instant,
        committed: &watch::Sender<Position>,
    ) -> Result<(), Ended> {
        // The first answer says at once whether the relay is there.
        let mut wait = Duration::ZERO;
        while Instant::now() < until {
            let frames = self.begun.client.poll(&position, wait).await?;
            wait = WAIT;
            let mut follower = self.follower(position);
            for frame in frames {
                self.carry_out(&mut follower, &frame, true, committed).await?;
            }
            position = follower.position();
        }
        Err(Ended::StreamAgain)
    }

    fn follower(&self, position: Position) -> Follower<'_> {
        let identity = self.begun.client.identity();
        Follower::new(&identity.keys, identity.device, identity.relay, position)
    }

    /// What a frame means is committed when this returns.
    async fn carry_out(
        &self,
        follower: &mut Follower<'_>,
        frame: &str,
        by_asking: bool,
        committed: &watch::Sender<Position>,
    ) -> Result<(), Ended> {
        let before = follower.position();
        let step = follower.take(frame)?;
        let position = follower.position();
        // Nobody parts while something is written.
        let _changing = self.begun.shared.link.changing.lock().await;
        if !self.begun.is_still() {
            return Err(Ended::Closed);
        }
        let moved = (position != before).then_some(position);
        let greeted = matches!(step, Step::Connected { .. });
        match step {
            Step::Connected { anew: true } => take::anew(self.begun, position).await?,
            Step::Connected { anew: false } => {}
            Step::Received(received) => take::received(self.begun, received, position).await?,
            Step::Gap => take::gap(self.begun, position).await?,
            Step::Idle => {
                if let Some(position) = moved {
                    take::moved(self.begun, position).await?;
                }
            }
            Step::Revoked => return Err(Ended::Revoked),
            Step::Closing => return Err(Ended::Closed),
        }
        if !(greeted && self.unwritten) {
            self.begun.is_live(by_asking, self.broken_since).await?;
        }
        self.begun.shared.link.heard(&self.begun.shared.clock);
        // Said once on every connection: the relay may not have heard it the last time.
        if moved.is_some() || greeted {
            committed.send_replace(position);
        }
        Ok(())
    }

    /// Up to where everything is committed.
    async fn position(&self) -> Result<Position, Ended> {
        let kept = self.begun.shared.store.stream_cursor().await?;
        // A pairing is written down together with its place.
        kept.as_ref().and_then(read).ok_or(Ended::Closed)
    }
}

fn read(cursor: &StreamCursor) -> Option<Position> {
    Some(Position {
        epoch: cursor.epoch.parse().ok()?,
        after: u64::try_from(cursor.seq).ok()?,
        mark: cursor.mark.as_ref().and_then(|mark| mark.parse().ok()),
    })
}

/// Acknowledges what is committed, the newest only, for as long as the connection lasts. It is said until it is told: the
/// relay holds back what comes next while too much is not acknowledged.
async fn acknowledge(begun: Begun<'_>, mut committed: watch::Receiver<Position>) {
    while committed.changed().await.is_ok() {
        loop {
            let position = *committed.borrow_and_update();
            let Err(error) = begun.client.acknowledge(&position).await else { break };
            tracing::info!(%error, "the relay was not told what is committed");
            if matches!(error, CallError::Refused(_)) {
                // It would only refuse again; the stream says why.
                break;
            }
            tokio::time::sleep(AGAIN).await;
        }
    }
    std::future::pending::<()>().await;
}

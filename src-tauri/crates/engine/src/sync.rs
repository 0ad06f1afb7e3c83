//! Reading from Instagram: one task for each handle that is on.

pub(crate) mod failure;
mod people;
mod round;

use std::sync::Arc;
use std::time::Duration;

use domain::handle::Trouble;
use domain::ids::HandleId;
use tokio_util::sync::CancellationToken;

use crate::shared::Shared;

use failure::Failure;
use round::Ended;

/// The first pause after a failed round; doubles up to [`LONGEST_BACKOFF`].
const FIRST_BACKOFF: Duration = Duration::from_secs(2);
/// The longest pause after failed rounds.
const LONGEST_BACKOFF: Duration = Duration::from_secs(300);
/// How often "Allow access to messages" is looked at again while it is off (requirements, section 9).
const ACCESS_RECHECK: Duration = Duration::from_secs(15 * 60);

/// What the task does after a round.
enum Next {
    /// Read again after this pause, or when the bell rings or the person looks elsewhere.
    Pause(Duration),
    /// Only a bell starts it again: a new sign-in, or the person's "check now".
    Bell,
    /// The handle is off, gone or connected anew: this task is over.
    Over,
}

/// Reads one handle until it is cancelled.
pub(crate) async fn run(shared: Arc<Shared>, handle: HandleId, cancel: CancellationToken) {
    let bell = shared.bell(handle);
    let mut attention = shared.attention.subscribe();
    let mut backoff = FIRST_BACKOFF;
    loop {
        let next = tokio::select! {
            () = cancel.cancelled() => return,
            next = step(&shared, handle, &mut backoff) => next,
        };
        match next {
            Next::Over => return cancel.cancelled().await,
            Next::Bell => tokio::select! {
                () = cancel.cancelled() => return,
                () = bell.notified() => backoff = FIRST_BACKOFF,
            },
            Next::Pause(pause) => tokio::select! {
                () = cancel.cancelled() => return,
                () = bell.notified() => backoff = FIRST_BACKOFF,
                () = looked_at(&mut attention, handle) => {}
                () = tokio::time::sleep(pause) => {}
            },
        }
    }
}

/// The person opened a conversation of this handle that they were not looking at before.
async fn looked_at(attention: &mut tokio::sync::watch::Receiver<crate::Attention>, handle: HandleId) {
    let was = *attention.borrow_and_update();
    loop {
        if attention.changed().await.is_err() {
            return std::future::pending().await;
        }
        let now = *attention.borrow_and_update();
        let looks = now.visible && now.open == Some(handle);
        if looks && !(was.visible && was.open == Some(handle)) {
            return;
        }
    }
}

/// One round, and what follows from it.
async fn step(shared: &Shared, id: HandleId, backoff: &mut Duration) -> Next {
    match round::read(shared, id).await {
        Ok(Ended::Complete) => {
            *backoff = FIRST_BACKOFF;
            failure::clear(shared, id).await;
            people::fetch_some(shared, id).await;
            let handles = shared.store.handles().await.map_or(1, |handles| handles.len());
            Next::Pause(shared.attention.borrow().interval(id, handles))
        }
        Ok(Ended::Void) => Next::Over,
        Err(failure) => after(shared, id, failure, backoff).await,
    }
}

async fn after(shared: &Shared, id: HandleId, failure: Failure, backoff: &mut Duration) -> Next {
    let trouble = failure.trouble();
    tracing::info!(handle = id.0, ?trouble, %failure, "a round failed");
    failure::set(shared, id, Some(trouble)).await;
    if trouble.needs_reconnect() || matches!(trouble, Trouble::NotApproved | Trouble::NotEligible) {
        return Next::Bell;
    }
    if trouble == Trouble::AccessOff {
        return Next::Pause(ACCESS_RECHECK);
    }
    let pause = failure.wait().unwrap_or(*backoff);
    if trouble == Trouble::RateLimited {
        if failure.is_app_wide() {
            shared.budget.pause_all(pause);
        } else {
            shared.budget.pause(id, pause);
        }
    }
    *backoff = (*backoff * 2).min(LONGEST_BACKOFF);
    // Many handles that failed at the same moment do not come back at the same moment.
    let jitter = rand::random_range(0.8..1.2);
    Next::Pause(pause.mul_f64(jitter))
}

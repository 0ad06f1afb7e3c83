//! Asks a vault again that did not answer, or was not there: a keychain can start later than the app.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::shared::Shared;
use crate::sync::failure;

/// The first pause; doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_secs(30);
const LONGEST_PAUSE: Duration = Duration::from_secs(600);

/// Asks until cancelled.
pub(crate) async fn run(shared: Arc<Shared>, cancel: CancellationToken) {
    let mut pause = FIRST_PAUSE;
    loop {
        let began = Instant::now();
        tokio::select! {
            () = cancel.cancelled() => return,
            () = shared.tokens.may_be_asked_again(pause) => {}
        }
        // The relay's keys are asked for by themselves: a person may have refused those.
        failure::ring_the_locked(&shared).await;
        let was_well = began.elapsed() > 2 * LONGEST_PAUSE;
        pause = if was_well { FIRST_PAUSE } else { (pause * 2).min(LONGEST_PAUSE) };
    }
}

//! Whether the vault may be asked.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;
use vault::VaultError;

/// Open, or closed by a vault that did not open.
#[derive(Default)]
pub(super) struct Gate(watch::Sender<State>);

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Open,
    /// The vault did not answer, or was not there: that may pass by itself.
    Resting,
    /// A person refused, or has to unlock it. Each further question could be one more prompt, so that there is none before
    /// they ask for it.
    Shut,
}

impl Gate {
    pub(super) fn is_open(&self) -> bool {
        *self.0.borrow() == State::Open
    }

    pub(super) fn open(&self) {
        self.0.send_replace(State::Open);
    }

    /// The vault did not open.
    pub(super) fn close(&self, because: VaultError) {
        self.0.send_replace(if because.may_pass() { State::Resting } else { State::Shut });
    }

    /// Opens it `pause` after a vault did not answer, or was not there. Does not return before.
    pub(super) async fn open_after(&self, pause: Duration) {
        let mut states = self.0.subscribe();
        loop {
            let rests = states.wait_for(|state| *state == State::Resting).await.is_ok();
            if !rests {
                return std::future::pending().await;
            }
            // Who asks meanwhile is first.
            if timeout(pause, states.wait_for(|state| *state != State::Resting)).await.is_err() {
                return self.open();
            }
        }
    }
}

//! Changes of the core, on their way to the page: merged over a frame, and none for a window that nobody sees.

mod frames;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use api::Changes;
use tauri::WebviewWindow;
use tauri::async_runtime::JoinHandle;
use tauri::ipc::Channel;
use tokio::sync::Notify;

use crate::inbox::Inbox;
use frames::Frames;

/// How often a window that cannot be seen is looked at again, should the system not say that it is back.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// The page's one subscription.
#[derive(Default)]
pub(crate) struct Subscription {
    running: Mutex<Option<JoinHandle<()>>>,
    shown: Arc<Notify>,
}

impl Subscription {
    /// Sends changes to the channel from now on; the subscription before ends.
    pub(crate) fn begin(
        &self,
        window: WebviewWindow,
        inbox: Inbox,
        channel: Channel<Changes>,
        resumed: bool,
    ) {
        let shown = Arc::clone(&self.shown);
        let task = tauri::async_runtime::spawn(async move {
            let frames = Frames::new(inbox.app().await.changes(), resumed);
            forward(frames, &window, &channel, &shown).await;
        });
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = running.replace(task) {
            before.abort();
        }
    }

    /// Whether a page listens.
    pub(crate) fn is_heard(&self) -> bool {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.as_ref().is_some_and(|task| !task.inner().is_finished())
    }

    /// The window may have come back into sight.
    pub(crate) fn window_moved(&self) {
        self.shown.notify_one();
    }
}

/// Ends with the page's channel or with the core.
async fn forward(mut frames: Frames, window: &WebviewWindow, channel: &Channel<Changes>, shown: &Notify) {
    while let Some(batch) = frames.next().await {
        if !in_sight(window) {
            // Nobody sees the missed batches: one word on return replaces them all.
            frames.forget();
            while !in_sight(window) {
                let _ = tokio::time::timeout(LOOK_AGAIN, shown.notified()).await;
            }
            continue;
        }
        if channel.send(batch).is_err() {
            return;
        }
    }
}

fn in_sight(window: &WebviewWindow) -> bool {
    // Where the system does not tell, the window counts as seen.
    window.is_visible().unwrap_or(true) && !window.is_minimized().unwrap_or(false)
}

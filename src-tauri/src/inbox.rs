//! The core, started beside the window: the window never waits for a keychain or a disk.

use std::sync::Arc;
use std::time::Duration;

use app::{App, Closing};
use tauri::AppHandle;
use tokio::sync::SetOnce;

use crate::host::Desktop;
use crate::launch::Launch;
use crate::words;

/// The service under which the keychain keeps our secrets.
const KEYCHAIN_SERVICE: &str = "com.handrail.desktop/v1";

/// A core that starts is waited for so long when the app ends.
const STARTING: Duration = Duration::from_secs(5);

/// The core, or the promise of it.
#[derive(Clone, Default)]
pub(crate) struct Inbox(Arc<SetOnce<Arc<App>>>);

impl Inbox {
    /// Starts the core. Call once.
    pub(crate) fn start(&self, launch: &Launch, handle: &AppHandle) {
        let config = app::Config {
            profile_dir: launch.profile.clone(),
            graph_url: launch.graph.clone(),
            undo_ms: launch.undo_ms,
            keychain_service: KEYCHAIN_SERVICE.to_owned(),
            vault: None,
            news: launch.news.clone(),
            start_demo: launch.demo,
        };
        let slot = Arc::clone(&self.0);
        let desktop = Arc::new(Desktop::of(handle));
        tauri::async_runtime::spawn(async move {
            let app = App::start(config, desktop).await;
            tauri::async_runtime::spawn(words::follow(Arc::clone(&app)));
            if slot.set(app).is_err() {
                tracing::error!("the core was started twice");
            }
        });
    }

    /// The core, as soon as it runs.
    pub(crate) async fn app(&self) -> Arc<App> {
        Arc::clone(self.0.wait().await)
    }

    /// The window is being closed: what becomes of it. With a core that is still starting, the app ends.
    pub(crate) fn close_window(&self) -> Closing {
        self.0.get().map_or(Closing::Ends, |app| app.close_window())
    }

    /// Ends the core's work; the core itself sees to it that this does not take long. A core that is still starting is
    /// waited for, so that what it opens is closed too.
    pub(crate) async fn shut_down(&self) {
        match tokio::time::timeout(STARTING, self.0.wait()).await {
            Ok(app) => app.shutdown().await,
            Err(_) => tracing::warn!("the core did not start in time; there is nothing that it could lose"),
        }
    }
}

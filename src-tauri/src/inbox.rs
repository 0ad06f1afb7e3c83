//! The core, started beside the window: the window never waits for a keychain or a disk.

use std::sync::Arc;

use app::App;
use tokio::sync::SetOnce;

use crate::host::Desktop;
use crate::launch::Launch;

/// The service under which the keychain keeps our secrets.
const KEYCHAIN_SERVICE: &str = "com.handrail.desktop/v1";

/// The core, or the promise of it.
#[derive(Clone, Default)]
pub(crate) struct Inbox(Arc<SetOnce<Arc<App>>>);

impl Inbox {
    /// Starts the core. Call once.
    pub(crate) fn start(&self, launch: &Launch) {
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
        tauri::async_runtime::spawn(async move {
            let app = App::start(config, Arc::new(Desktop)).await;
            if slot.set(app).is_err() {
                tracing::error!("the core was started twice");
            }
        });
    }

    /// The core, as soon as it runs.
    pub(crate) async fn app(&self) -> Arc<App> {
        Arc::clone(self.0.wait().await)
    }

    /// Ends the core's work; the core itself sees to it that this does not take long.
    pub(crate) async fn shut_down(&self) {
        if let Some(app) = self.0.get() {
            app.shutdown().await;
        }
    }
}

//! The person's settings, kept in the database.

use api::view::Settings;
use store::Store;

use crate::Config;

/// Under this key they are kept, as JSON.
const KEY: &str = "settings";
/// The longest undo delay.
const LONGEST_UNDO_MS: u32 = 60_000;

/// The settings before anything was set.
pub(crate) fn defaults(config: &Config) -> Settings {
    overridden(config, Settings::default())
}

/// The settings. What cannot be read is as if it had not been set: nobody loses the inbox over a setting.
pub(crate) async fn read(config: &Config, store: &Store) -> Settings {
    let kept = store.setting(KEY).await.ok().flatten();
    let settings = kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
    overridden(config, settings)
}

/// Keeps the settings.
pub(crate) async fn write(store: &Store, settings: &Settings) -> store::Result<()> {
    let undo_ms = settings.undo_ms.min(LONGEST_UNDO_MS);
    let kept = Settings { undo_ms, ..settings.clone() };
    let json = serde_json::to_string(&kept).unwrap_or_default();
    store.set_setting(KEY, Some(json)).await
}

fn overridden(config: &Config, mut settings: Settings) -> Settings {
    settings.undo_ms = config.undo_ms.unwrap_or(settings.undo_ms);
    settings
}

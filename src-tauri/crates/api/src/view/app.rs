//! The app as a whole.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the app can do at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nothing is connected yet: offer the demo brand and connecting.
    Welcome,
    /// The inbox is open.
    Ready,
    /// The keychain is locked: the inbox stays closed until it is unlocked.
    KeychainLocked,
    /// The keychain refused us.
    KeychainDenied,
    /// The keychain did not answer.
    KeychainHung,
    /// The inbox's key is in a keychain that is not running.
    KeychainAbsent,
    /// This computer has no keychain: a passphrase is to be chosen before the first handle is connected.
    PassphraseNew,
    /// The passphrase is needed.
    PassphraseNeeded,
    /// The database is there and its key is not in the keychain. Nothing was touched.
    KeyMissing,
    /// Another window of the app has the database.
    StoreInUse,
    /// The database was made by a newer version. Nothing was touched.
    StoreNewer,
    /// The database cannot be read. Nothing was deleted.
    StoreBroken,
    /// The disk is full.
    DiskFull,
}

/// Which data the window shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Space {
    /// The person's own handles.
    Live,
    /// The demo brand: a simulated Instagram inside the app. Nothing of it can reach Instagram.
    Demo,
}

/// The app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AppView {
    /// What it can do.
    pub phase: Phase,
    /// Which data it shows.
    pub space: Space,
    /// The version.
    pub version: String,
    /// Now, by Instagram's clock as far as it is known; milliseconds since 1970, UTC. The demo has a clock of its own.
    pub now: i64,
    /// The person's settings.
    pub settings: Settings,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What a person can set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Settings {
    /// How long a reply can be taken back before it leaves, in milliseconds: 0 to 60,000.
    pub undo_ms: u32,
    /// Light or dark.
    pub theme: Theme,
    /// Whether single keys (j, k, e …) act.
    pub single_keys: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { undo_ms: 5_000, theme: Theme::System, single_keys: true }
    }
}

//! The app as a whole.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::mirror;
use super::notifications::{NotificationSettings, QuietView};
use super::repair::RepairView;
use crate::request::{Sort, View};

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
    /// The keychain has a key that does not open the database, or a damaged one. Nothing was touched.
    KeyChanged,
    /// Another window of the app has the database.
    StoreInUse,
    /// Another program holds the database's file. Nothing was touched.
    StoreBusy,
    /// The database was made by a newer version. Nothing was touched.
    StoreNewer,
    /// The database is gone, or empty, though there was one. Nothing was deleted, and none was put in its place.
    StoreLost,
    /// The database's file, or something else of this computer that opening it needs, cannot be used at the moment.
    StoreUnreachable,
    /// The database cannot be read. Nothing was deleted; a repair saves what can be read of it.
    StoreBroken,
    /// A repair could read nothing of the database, and there is no copy of it. Nothing was deleted.
    StoreUnreadable,
    /// What can be read of a damaged database is brought into a new one.
    StoreRepairing,
    /// The disk is full, or the person's quota of it is used up.
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

mirror! {
    /// Why a folder is no good place for the database.
    FolderRisk = domain::folder::FolderRisk {
        /// It is on another computer. Nothing is lost there, but it is slower, and a broken connection stops everything.
        Network,
        /// iCloud Drive copies it.
        Icloud,
        /// OneDrive copies it.
        Onedrive,
        /// Dropbox copies it.
        Dropbox,
        /// Google Drive copies it.
        GoogleDrive,
        /// Another service copies it.
        Synced,
    }
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
    /// A recovery code was made for the person's own inbox: it opens it without the keychain.
    pub recovery_code: bool,
    /// The quiet that is in force; absent when notifications come.
    pub quiet: Option<QuietView>,
    /// There is a tray, which the window can be closed into.
    pub tray: bool,
    /// How far this computer's clock is behind Instagram's, in milliseconds, below 0 when it is ahead; absent when that is
    /// two minutes or less.
    pub clock_behind_ms: Option<i64>,
    /// A part of the person's own database cannot be read. The rest goes on; a repair saves it.
    pub damaged: bool,
    /// What came of the last repair, until the person has seen it.
    pub repaired: Option<RepairView>,
    /// What speaks against the folder that the person's own database is in.
    pub folder_risk: Option<FolderRisk>,
    /// The person's settings.
    pub settings: Settings,
}

/// Whether the app starts with the computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AutostartView {
    /// It does; absent where it cannot be had.
    pub on: Option<bool>,
}

/// What became of the demo when its clock was turned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DemoClockTurned {
    /// The app at the new time.
    pub app: AppView,
    /// The clock went back, and the demo began anew there: no id of before means anything.
    pub anew: bool,
}

/// A new recovery code. Shown once: it is kept nowhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecoveryCodeView {
    /// Its fifteen words, with a space between two.
    pub words: String,
}

impl std::fmt::Debug for RecoveryCodeView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCodeView")
    }
}

/// What closing the window does where there is a tray.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WhenClosed {
    /// It asks, once.
    #[default]
    Ask,
    /// The app goes on receiving in the tray.
    Stay,
    /// The app ends.
    Quit,
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

/// How much room a row of the list has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Density {
    /// Three lines.
    #[default]
    Comfortable,
    /// Two lines.
    Compact,
}

/// How wide the panes of the window are, in CSS pixels; `null` as long as nobody moved the splitter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct PaneWidths {
    /// The rail with the handles: 64 to 220.
    pub rail: Option<u16>,
    /// The list of conversations: 320 to 480.
    pub list: Option<u16>,
    /// The pane about the person: 280 to 360.
    pub context: Option<u16>,
}

/// What a person can set. What a kept setting does not say yet is as it was before anybody set it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Settings {
    /// How long a reply can be taken back before it leaves, in milliseconds: 0 to 60,000.
    pub undo_ms: u32,
    /// A reply that waited longer than so many minutes for its way out is not sent without a person's look: 5 to 1,440.
    pub stale_after_min: u32,
    /// Light or dark.
    pub theme: Theme,
    /// How much room a row of the list has.
    pub density: Density,
    /// Whether single keys (j, k, e …) act.
    pub single_keys: bool,
    /// The keys of the commands that the person gave other keys, by the command's id: patterns as the UI writes them
    /// (`Mod+Shift+e`, `g i`). An empty list: no keys at all. At most 300 commands with four patterns each.
    pub keys: BTreeMap<String, Vec<String>>,
    /// The widths of the panes, by the size of the screen (`2560x1440`). At most sixteen screens.
    pub panes: BTreeMap<String, PaneWidths>,
    /// What the window remembers of a person's way through it (steps that were skipped, news that were seen), by its
    /// name, as JSON that the UI wrote: never anything of a conversation. At most 32, of 4,096 bytes each.
    pub remembered: BTreeMap<String, String>,
    /// The language of the window, as a BCP 47 tag (`ja`); `null` is the system's.
    pub language: Option<String>,
    /// The name of whoever answers, for the variable `agent` of saved replies; empty when nobody said.
    pub agent_name: String,
    /// Whether the publisher of news is asked for new entries once a day.
    #[serde(default)]
    pub check_news: bool,
    /// What the person is told of outside the window.
    pub notifications: NotificationSettings,
    /// What closing the window does where there is a tray.
    pub when_closed: WhenClosed,
}

/// What the person asked for outside the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Wish {
    /// Rises with each wish; 0 when there was none.
    pub number: u32,
    /// Whose ids it names.
    pub space: Space,
    /// Where it leads.
    pub to: Destination,
}

/// Where something outside the window leads: a notification, the tray, or closing the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Destination {
    /// To the inbox as it is.
    Inbox,
    /// To a conversation.
    Conversation {
        /// Which.
        conversation: i64,
    },
    /// To a handle's page.
    Handle {
        /// Which.
        handle: i64,
    },
    /// To a list of conversations over all handles.
    View {
        /// Which.
        view: View,
        /// In this order.
        sort: Sort,
    },
    /// To the outbox.
    Outbox,
    /// To the question what closing the window does.
    Closing,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            undo_ms: 5_000,
            stale_after_min: 30,
            theme: Theme::System,
            density: Density::Comfortable,
            single_keys: true,
            keys: BTreeMap::new(),
            panes: BTreeMap::new(),
            remembered: BTreeMap::new(),
            language: None,
            check_news: false,
            notifications: NotificationSettings::default(),
            when_closed: WhenClosed::Ask,
            agent_name: String::new(),
        }
    }
}

//! What is new.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NewsAbout {
    /// Instagram.
    Instagram,
    /// This app.
    App,
}

/// One dated change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NewsEntry {
    /// Stable: what was seen is remembered by it.
    pub id: String,
    /// The day, as `YYYY-MM-DD`.
    pub date: String,
    /// What it is about.
    pub about: NewsAbout,
    /// The language of its words, as a BCP 47 tag.
    pub language: String,
    /// One line, plain text.
    pub title: String,
    /// A few sentences, plain text.
    pub text: String,
    /// The person's handles that it concerns.
    pub handles: Vec<i64>,
    /// The help article that goes on from here; one that this version does not have is none.
    pub article: Option<String>,
    /// Leads to what Instagram supports instead.
    pub support: bool,
}

/// What is new, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NewsView {
    /// The entries.
    pub entries: Vec<NewsEntry>,
    /// Who would be asked for newer entries; `None` where this build asks nobody.
    pub host: Option<String>,
    /// When it was last looked for newer ones, since the app was started (milliseconds since 1970, UTC).
    pub looked_at: Option<i64>,
}

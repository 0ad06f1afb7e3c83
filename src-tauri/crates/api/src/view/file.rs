//! Files that a person asked for.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A file that was written for a person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportedFile {
    /// The name that it was to have.
    pub name: String,
    /// How many entries are in it.
    pub count: u32,
    /// Where it went.
    pub saved: SavedFile,
}

/// Where a file went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "saved")]
pub enum SavedFile {
    /// To the place that the person chose.
    Here {
        /// Its path.
        place: String,
    },
    /// Nowhere: the person chose no place.
    Nowhere,
    /// Only the page can save it.
    Page {
        /// What is in it.
        text: String,
    },
}

impl std::fmt::Debug for ExportedFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExportedFile").field("count", &self.count).finish_non_exhaustive()
    }
}

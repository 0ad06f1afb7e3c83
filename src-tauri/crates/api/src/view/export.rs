//! Conversations as a file.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How far the writing of a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportProgress {
    /// Conversations that are written.
    pub done: u32,
    /// Conversations that are to be written.
    pub total: u32,
}

//! Closing the window.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What becomes of the window that was being closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ClosingAnswer {
    /// It goes into the tray, and the app goes on receiving.
    Stay,
    /// The app ends.
    Quit,
    /// It stays open.
    Cancel,
}

/// Answers what becomes of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AnswerClosingRequest {
    /// What becomes of it.
    pub answer: ClosingAnswer,
}

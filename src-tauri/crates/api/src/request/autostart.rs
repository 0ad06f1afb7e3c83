//! Starting with the computer.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Says whether the app starts with the computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AutostartRequest {
    /// It does.
    pub on: bool,
}

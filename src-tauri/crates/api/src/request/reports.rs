//! Reports.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Asks for the reports of the days up to now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReportsRequest {
    /// Our id of the handle; all handles when absent.
    pub handle: Option<i64>,
    /// How many days of 24 hours; 1 to 366.
    pub days: u32,
    /// Whether what was sent before its handle was connected counts, too.
    pub imported: bool,
}

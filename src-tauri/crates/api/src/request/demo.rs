//! The demo's clock.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where the demo's clock is turned: the days round which Instagram's roll-out of 2021 decided about handles, and spans
/// after which windows, snoozes and sign-ins end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub enum DemoTime {
    /// This computer's time.
    #[serde(rename = "now")]
    Now,
    /// The day before the roll-out began.
    #[serde(rename = "2021-06-01")]
    DayBefore,
    /// The first day of phase 1.
    #[serde(rename = "2021-06-02")]
    Phase1,
    /// The first day of phase 2.
    #[serde(rename = "2021-07-07")]
    Phase2,
    /// The first day of phase 3.
    #[serde(rename = "2021-08-16")]
    Phase3,
    /// 25 hours on: every message window that is open now is closed then.
    #[serde(rename = "+25h")]
    In25Hours,
    /// 8 days on: the seven days in which a human agent may answer are over too.
    #[serde(rename = "+8d")]
    In8Days,
}

/// Turns the demo's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TurnDemoClockRequest {
    /// To when.
    pub to: DemoTime,
}

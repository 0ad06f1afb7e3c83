//! What Instagram really accepted. Tests compare an app's belief with this.

use serde::Serialize;
use serde_json::Value;

use crate::webhook::Record;

/// A message that was accepted, whatever was answered.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SentMessage {
    /// Counts up from 1.
    pub(crate) id: u64,
    pub(crate) handle: String,
    pub(crate) recipient: String,
    pub(crate) text: Option<String>,
    /// The body as it was sent.
    pub(crate) body: Value,
    pub(crate) at_ms: i64,
    pub(crate) mid: String,
    pub(crate) tag: Option<String>,
}

/// A reaction or sender action that was accepted.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SentAction {
    pub(crate) handle: String,
    pub(crate) recipient: String,
    pub(crate) action: String,
    pub(crate) at_ms: i64,
    pub(crate) mid: Option<String>,
    pub(crate) emoji: Option<String>,
}

/// All that was accepted, in order.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Ledger {
    pub(crate) sends: Vec<SentMessage>,
    pub(crate) actions: Vec<SentAction>,
    /// Each try of a webhook delivery.
    pub(crate) deliveries: Vec<Record>,
}

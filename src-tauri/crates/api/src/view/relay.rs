//! The webhook relay.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How it stands with the relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RelayStanding {
    /// The demo's messages come from inside the app: there is no relay.
    Simulated,
    /// This laptop is not paired with one.
    NotPaired,
    /// On the way to it.
    Connecting,
    /// Messages come by it.
    Live,
    /// Messages come by it a little later: something on the way holds the stream back, so it is asked again and again.
    LiveByAsking,
    /// It is not reached: this computer is offline, or the relay is.
    Unreachable,
    /// It could not prove who it is.
    NotGenuine,
    /// Something else answers in its place: a network that wants a sign-in, or a proxy.
    SomethingElse,
    /// It is there and in trouble.
    InTrouble,
    /// It says that this laptop is not paired any more.
    Revoked,
    /// The keys towards it are not to be had from the keychain.
    NoKeys,
}

/// How a handle's messages come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RelayService {
    /// By the relay.
    Served,
    /// No webhook came yet since the laptop was paired: it is read as before.
    Awaited,
    /// Instagram sends no webhooks of it to the relay.
    NotSubscribed,
    /// Reading found messages that no webhook told of.
    Silent,
    /// This laptop was not paired for it.
    NotAllowed,
    /// It is off: the relay drops what comes of it.
    Off,
    /// The relay is not there: it is read.
    ReadOnly,
}

/// A handle and the relay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RelayHandle {
    /// Our id, not Instagram's.
    pub id: i64,
    /// Its name without `@`.
    pub username: String,
    /// How its messages come.
    pub service: RelayService,
    /// When a webhook last told anything of it; milliseconds since 1970, UTC.
    pub last_webhook_at: Option<i64>,
}

/// The pairing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RelayPairing {
    /// The relay's public address.
    pub address: String,
    /// What the organisation is called.
    pub organisation: String,
    /// What this laptop is called there.
    pub laptop: String,
    /// Since when; milliseconds since 1970, UTC.
    pub paired_at: i64,
}

/// The relay, as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RelayView {
    /// How it stands.
    pub standing: RelayStanding,
    /// Since when, where there is a pairing (milliseconds since 1970, UTC).
    pub since: Option<i64>,
    /// When it last said something, since the app started (milliseconds since 1970, UTC).
    pub heard_at: Option<i64>,
    /// The pairing; `None` without one.
    pub pairing: Option<RelayPairing>,
    /// Every handle, in the order in which they were connected.
    pub handles: Vec<RelayHandle>,
}

/// What a pairing link leads to. Nothing is agreed yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RelayInvitation {
    /// The relay's public address.
    pub address: String,
    /// What the organisation is called.
    pub organisation: String,
    /// How many handles this laptop may follow; `None` for all.
    pub handles: Option<u32>,
}

/// The pairing is over here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RelayParted {
    /// The relay knows it too. Else whoever runs it should remove the laptop from its list.
    pub told: bool,
}

/// Who writes to a conversation's person on another laptop.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ClaimView {
    /// What that laptop is called; `None` when nobody does, as far as it is known.
    pub laptop: Option<String>,
    /// For how long already, in milliseconds.
    pub for_ms: i64,
}

//! How it stands with the relay.

use domain::time::Timestamp;
use relay::client::{CallError, Cause};
use store::handles::HandleRow;
use store::relay::Pairing;

use crate::Engine;

/// How it stands with the relay.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Standing {
    /// This laptop is not paired with one.
    #[default]
    NotPaired,
    /// On the way to it; it may be a moment's break.
    Connecting,
    /// Messages come by it.
    Live {
        /// Something on the way holds the stream back: it is asked again and again instead, which takes a little longer.
        by_asking: bool,
    },
    /// It is not reached.
    Down(Why),
    /// It says that this laptop is not paired any more.
    Revoked,
    /// The keys towards it are not to be had: the keychain is locked, or does not have them.
    NoKeys,
}

/// Why the relay is not reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// No connection: this computer is offline, or the relay is.
    Unreachable,
    /// It could not prove who it is.
    NotGenuine,
    /// Something else answered in its place: the network wants a sign-in, or a proxy is in between.
    SomethingElse,
    /// It is there and in trouble.
    InTrouble,
}

impl Why {
    pub(crate) fn of(error: &CallError) -> Self {
        match error {
            CallError::NotGenuine | CallError::Unreachable(Cause::Tls) => Self::NotGenuine,
            CallError::Unreachable(Cause::Elsewhere) => Self::SomethingElse,
            CallError::Unreachable(Cause::Trouble) | CallError::Refused(_) => Self::InTrouble,
            CallError::Unreachable(_) => Self::Unreachable,
        }
    }
}

/// How it stands, and since when.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct State {
    /// How it stands.
    pub standing: Standing,
    /// Since when.
    pub since: Timestamp,
    /// When it last said something.
    pub heard_at: Option<Timestamp>,
}

impl State {
    /// Whether messages come by the relay.
    #[must_use]
    pub fn is_live(&self) -> bool {
        matches!(self.standing, Standing::Live { .. })
    }

    /// Since when a paired relay is not reached.
    #[must_use]
    pub fn down_since(&self) -> Option<Timestamp> {
        matches!(self.standing, Standing::Down(_) | Standing::Revoked | Standing::NoKeys)
            .then_some(self.since)
    }
}

/// How a handle's messages come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// By the relay.
    Served,
    /// No webhook came yet since this laptop was paired: it is read as before.
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

/// What the relay is to one handle, for its health.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RelayFacts {
    /// Whether this laptop is paired for the handle.
    pub is_paired: bool,
    /// Since when the relay is not reached.
    pub down_since: Option<Timestamp>,
    /// Since when it would send the handle's webhooks here.
    pub live_since: Option<Timestamp>,
    /// When the relay last said something, while the handle's messages come by it.
    pub served_at: Option<Timestamp>,
}

impl Engine {
    /// How a handle's messages come.
    #[must_use]
    pub fn relay_service(&self, row: &HandleRow, pairing: Option<&Pairing>) -> Service {
        let link = &self.shared().link;
        match pairing {
            _ if !row.on => Service::Off,
            None => Service::ReadOnly,
            Some(pairing) if !pairing.may_follow(row.profile.ig_id.as_str()) => Service::NotAllowed,
            Some(_) if !link.sends(row) => Service::ReadOnly,
            Some(_) if row.unsubscribed_since.is_some() => Service::NotSubscribed,
            Some(_) if link.is_silent(row) => Service::Silent,
            Some(_) if link.brings(row) => Service::Served,
            Some(_) => Service::Awaited,
        }
    }

    /// What the relay is to a handle.
    #[must_use]
    pub fn relay_facts(&self, row: &HandleRow) -> RelayFacts {
        let link = &self.shared().link;
        let state = link.state();
        if state.standing == Standing::NotPaired || !link.may_follow(row) {
            return RelayFacts::default();
        }
        RelayFacts {
            is_paired: true,
            down_since: state.down_since(),
            live_since: link.sends(row).then_some(state.since),
            served_at: state.heard_at.filter(|_| link.brings(row)),
        }
    }
}

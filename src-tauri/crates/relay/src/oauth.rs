//! Logins: the relay has the app's secret and does the exchange; the token goes to one laptop, sealed.
//!
//! The laptop makes a verifier that only it knows and asks for a login ([`start`]). The person logs in
//! in the system's browser; Meta sends them back here ([`callback`]) with a code, which is exchanged at
//! once ([`exchange`]), sealed to the laptop, and forgotten. The laptop fetches it once, with the
//! verifier ([`claim`]). What is not fetched is gone after ten minutes.

pub mod callback;
pub mod claim;
pub mod exchange;
pub mod start;

use serde::{Deserialize, Serialize};

use crate::config::{Config, Provider};
use crate::protocol::calls::Login;
use crate::protocol::text::{Blob, DeviceId};

pub use exchange::Exchange;

/// How long a login may take, in seconds.
pub const FLOW_SECONDS: u64 = 600;

/// What is kept of a login.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FlowNote {
    /// Who began it.
    pub device: DeviceId,
    /// Which login.
    pub login: Login,
    /// SHA-256 of the verifier.
    pub verifier_hash: Blob,
    /// SHA-256 of the state that Meta sends back.
    pub state_hash: Blob,
    /// What the person compares.
    pub match_code: String,
    /// Until when it counts, in seconds since 1970.
    pub until: u64,
    /// How far it is.
    pub stage: Stage,
}

/// How far a login is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The person is at it.
    Begun,
    /// The code came and is being exchanged; it must not come again.
    Exchanging,
    /// It ended without a token.
    Refused {
        /// Meta's short name of the reason.
        error: String,
        /// Meta's words.
        description: String,
    },
    /// The token, sealed to the laptop.
    Done {
        /// See [`crate::protocol::calls::OauthClaimed::Done`].
        sealed: Blob,
    },
}

/// The note of a login.
#[must_use]
pub fn flow_note(flow: DeviceId) -> String {
    format!("flow/{flow}")
}

/// Where Meta sends the person back to. Must stand in the dashboard's list exactly so.
#[must_use]
pub fn redirect_uri(config: &Config) -> String {
    config.public("/oauth/callback")
}

fn provider(config: &Config, login: Login) -> Option<&Provider> {
    match login {
        Login::Instagram => config.oauth.instagram.as_ref(),
        Login::Facebook => config.oauth.facebook.as_ref(),
    }
}

/// The addresses and scopes that hold when the settings name no others (instagram-platform, sections 1.1, 1.2).
struct Defaults {
    authorize: &'static str,
    token: &'static str,
    exchange: &'static str,
    scopes: &'static [&'static str],
}

fn defaults(login: Login) -> Defaults {
    match login {
        Login::Instagram => Defaults {
            authorize: "https://www.instagram.com/oauth/authorize",
            token: "https://api.instagram.com/oauth/access_token",
            exchange: "https://graph.instagram.com/access_token",
            scopes: &[
                "instagram_business_basic",
                "instagram_business_manage_messages",
                "instagram_business_manage_comments",
            ],
        },
        Login::Facebook => Defaults {
            authorize: "https://www.facebook.com/v26.0/dialog/oauth",
            token: "https://graph.facebook.com/v26.0/oauth/access_token",
            exchange: "https://graph.facebook.com/v26.0/oauth/access_token",
            scopes: &[
                "instagram_basic",
                "instagram_manage_messages",
                "pages_manage_metadata",
                "pages_show_list",
                "pages_read_engagement",
                "business_management",
            ],
        },
    }
}

//! Everything that can come of a call besides its value.

mod body;
mod kind;
mod table;
mod verdict;
mod words;

use domain::handle::Trouble;
use domain::outbox::{Outcome, Reason};
use domain::time::MINUTE;

pub use kind::ApiErrorKind;
pub use verdict::Retry;

use crate::reply::ServerTime;
use crate::transport::TransportError;
use crate::usage::Usage;

/// The status by which a server that is none of Graph's, an edge before it for instance, asks for fewer calls (RFC 6585,
/// section 4).
const TOO_MANY: u16 = 429;
/// So long at most does such a server keep us from calling.
const LONGEST_WAIT_OF_OTHERS: i64 = 15 * MINUTE;

/// Why a call has no value. Neither `Debug` nor `Display` shows what Instagram wrote: its messages can quote a token.
#[derive(Debug, thiserror::Error)]
pub enum GraphError {
    /// Instagram refused.
    #[error(transparent)]
    Api(Box<ApiError>),
    /// No answer came.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The answer is none of Instagram's: no JSON (a page of some proxy or of a captive portal, half a body, or none),
    /// or a failing status without an error in it.
    #[error("the answer with status {status} is none of Instagram's")]
    NotJson {
        /// The status.
        status: u16,
        /// What the headers told.
        usage: Usage,
    },
    /// The answer is JSON, and not what the call was for.
    #[error("the answer cannot be read")]
    Unreadable,
    /// The id cannot stand in an address, so nothing was sent.
    #[error("the id cannot be addressed")]
    NoAddress,
}

impl GraphError {
    /// What may be done about it, for a read.
    #[must_use]
    pub fn retry(&self) -> Retry {
        match self {
            // Believed for what nothing else is known of.
            Self::Api(error) if error.transient && error.kind == ApiErrorKind::Unlisted => Retry::Backoff,
            Self::Api(error) => error.kind.retry(),
            Self::NotJson { status: TOO_MANY, .. } => Retry::AfterPause,
            Self::Transport(_) | Self::NotJson { .. } | Self::Unreadable => Retry::Backoff,
            Self::NoAddress => Retry::Drop,
        }
    }

    /// What is wrong with the handle, if this says anything about it.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        match self {
            Self::Api(error) => error.kind.trouble(),
            Self::Transport(_) => Some(Trouble::Offline),
            Self::NotJson { status: TOO_MANY, .. } => Some(Trouble::RateLimited),
            Self::NotJson { status, .. } if *status >= 500 => Some(Trouble::InstagramDown),
            // No JSON with any other status is a captive portal or a proxy.
            Self::NotJson { .. } => Some(Trouble::Offline),
            Self::Unreadable => Some(Trouble::InstagramDown),
            Self::NoAddress => None,
        }
    }

    /// What it means for the send that ended so.
    #[must_use]
    pub fn send_outcome(&self) -> Outcome {
        match self {
            Self::Api(error) => error.kind.send_outcome(),
            Self::Transport(TransportError::NeverLeft(_)) => Outcome::NeverLeft,
            // It never left either, but no other attempt would.
            Self::NoAddress => Outcome::RefusedForGood(Reason::Refused),
            Self::Transport(TransportError::Lost(_)) | Self::NotJson { .. } | Self::Unreadable => {
                Outcome::Lost
            }
        }
    }

    /// The refusal itself, if it is one.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// Whether all handles must pause, not this one alone. What stands before Graph asks it of the address that calls.
    #[must_use]
    pub fn is_app_wide(&self) -> bool {
        match self {
            Self::Api(error) => error.kind.is_app_wide(),
            Self::NotJson { status, .. } => *status == TOO_MANY,
            _ => false,
        }
    }

    /// How long to wait before the next call, in milliseconds, if Instagram said so.
    #[must_use]
    pub fn wait_ms(&self) -> Option<i64> {
        let wait_ms = self.usage().wait_ms;
        match self {
            // It may be a proxy that speaks, and says "tomorrow".
            Self::NotJson { .. } => wait_ms.map(|ms| ms.min(LONGEST_WAIT_OF_OTHERS)),
            _ => wait_ms,
        }
    }

    /// How much of the allowance is used up, as far as the answer told.
    #[must_use]
    pub fn usage(&self) -> Usage {
        match self {
            Self::Api(error) => error.usage,
            Self::NotJson { usage, .. } => *usage,
            _ => Usage::default(),
        }
    }
}

/// Instagram's refusal (instagram-platform, section 7).
#[derive(Clone, PartialEq, Eq)]
pub struct ApiError {
    /// What it means.
    pub kind: ApiErrorKind,
    /// Its code.
    pub code: Option<i64>,
    /// Its subcode.
    pub subcode: Option<i64>,
    /// Meta's message to developers. Can quote a token: for no log and no screen.
    pub message: String,
    /// A title meant for people, in the account's language.
    pub user_title: Option<String>,
    /// A text meant for people, in the account's language.
    pub user_msg: Option<String>,
    /// The trace id that Meta's support asks for.
    pub fbtrace_id: Option<String>,
    /// Whether Instagram calls it transient. Believed for reads alone.
    pub transient: bool,
    /// The HTTP status; documented for no code, so nothing follows from it.
    pub status: u16,
    /// What the headers told.
    pub usage: Usage,
    /// Instagram's own time, from the `Date` header.
    pub server_time: Option<ServerTime>,
}

impl std::fmt::Debug for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ApiError")
            .field("kind", &self.kind)
            .field("code", &self.code)
            .field("subcode", &self.subcode)
            .field("fbtrace_id", &self.fbtrace_id)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Instagram refused: {:?} (", self.kind)?;
        match (self.code, self.subcode) {
            (Some(code), Some(subcode)) => write!(f, "{code}/{subcode})"),
            (Some(code), None) => write!(f, "{code})"),
            (None, Some(subcode)) => write!(f, "–/{subcode})"),
            (None, None) => write!(f, "no code)"),
        }
    }
}

impl std::error::Error for ApiError {}

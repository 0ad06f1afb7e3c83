//! Handles.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{HealthCode, mirror};
use crate::error::ApiError;

mirror! {
    /// The one state of a handle that the rail shows.
    Health = domain::handle::Health {
        /// Messages come in.
        Receiving,
        /// Fetching what was there before or what was missed.
        CatchingUp,
        /// Works, with something to look at soon.
        Warning,
        /// Nothing comes in; the trouble says why.
        NotReceiving,
        /// Switched off here by a person.
        Paused,
        /// Message access is off in Instagram.
        Blocked,
    }
}

mirror! {
    /// Why a handle does not receive, or what restricts it.
    Trouble = domain::handle::Trouble {
        /// This computer has no network.
        Offline,
        /// The token is gone from the keychain.
        TokenMissing,
        /// The token's life is over.
        TokenExpired,
        /// The token was revoked.
        TokenRevoked,
        /// Instagram wants a check first.
        Checkpoint,
        /// A permission is missing.
        PermissionMissing,
        /// Message access is off in Instagram.
        AccessOff,
        /// The Meta app lacks approval.
        NotApproved,
        /// The account may not use the API yet.
        NotEligible,
        /// Instagram asks us to slow down.
        RateLimited,
        /// Instagram restricts sending.
        SendRestricted,
        /// Instagram answers with errors.
        InstagramDown,
        /// The keychain is locked.
        KeychainLocked,
        /// This computer's disk is full.
        DiskFull,
        /// Something else.
        Unknown,
    }
}

mirror! {
    /// The API that a handle is connected through.
    Flavour = domain::handle::Flavour {
        /// Instagram Login.
        InstagramLogin,
        /// Facebook Login.
        FacebookLogin,
    }
}

/// The kind of account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AccountType {
    /// Business.
    Business,
    /// Creator.
    Creator,
    /// Personal.
    Personal,
    /// Not known.
    Other,
}

/// A handle in the rail and on its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HandleView {
    /// Our id, not Instagram's.
    pub id: i64,
    /// Its name without `@`.
    pub username: String,
    /// Its display name.
    pub name: Option<String>,
    /// Whether there is a picture at `media:` … `/handle/<id>`.
    pub has_picture: bool,
    /// The API that it is connected through.
    pub flavour: Flavour,
    /// The kind of account.
    pub account_type: AccountType,
    /// Followers, when known.
    pub followers: Option<i64>,
    /// While it waits for access: when it qualifies with its present followers, if it does (milliseconds since 1970, UTC).
    pub eligible_from: Option<i64>,
    /// The switch.
    pub on: bool,
    /// Its state.
    pub health: Health,
    /// Its headline: the first of the thirteen checks that fails, a warning, or that all is well.
    pub code: HealthCode,
    /// What is wrong, if anything.
    pub trouble: Option<Trouble>,
    /// Nothing is refused, and yet Instagram shows no conversation at all: perhaps nobody wrote, perhaps message access
    /// is off, or the Meta app may only see people with a role in it.
    pub empty_suspected: bool,
    /// Instagram asked for a pause until then (milliseconds since 1970, UTC); reading and sending go on by themselves.
    pub throttled_until: Option<i64>,
    /// Since when the headline is so, where that is known (milliseconds since 1970, UTC).
    pub since: Option<i64>,
    /// When the token ends; milliseconds since 1970, UTC.
    pub token_ends_at: Option<i64>,
    /// When Instagram was last read to the end; milliseconds since 1970, UTC.
    pub last_synced_at: Option<i64>,
    /// How many looks at Instagram that a person asked for have ended, well or not, since the app started: one more
    /// answers `sync_now`. A look that was refused moves this alone.
    pub looks: u32,
    /// The last of those looks ended well: Instagram showed the handle's messages.
    pub looked_well: bool,
    /// When it was switched off the last time (milliseconds since 1970, UTC); asked about when it is switched on.
    pub paused_at: Option<i64>,
    /// When it was disconnected here (milliseconds since 1970, UTC); its history stays, and signing in again connects
    /// it.
    pub disconnected_at: Option<i64>,
    /// Conversations that need a reply.
    pub needs_reply: u32,
    /// The brand that it is shown under, if somebody named one.
    pub brand: Option<String>,
    /// Story mentions alone need a reply, too.
    pub mentions_need_reply: bool,
    /// "Done" asks how it was closed.
    pub disposition_required: bool,
    /// The time zone of its people, by its IANA name (`Europe/Berlin`); this computer's when absent.
    pub time_zone: Option<String>,
    /// How soon its people are promised an answer; nothing is when absent.
    pub sla: Option<Sla>,
    /// The tint that a person chose for it, 0 to 9; the one that its number gives it when absent.
    pub tint: Option<u8>,
}

/// How soon a handle's people are promised an answer, in business minutes. A promise is kept for what came after it was
/// set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Sla {
    /// To our first message in a conversation: 1 to 10080. Nothing is promised when absent.
    pub first_reply: Option<u32>,
    /// To every other answer, likewise.
    pub next_reply: Option<u32>,
    /// The days on which business hours begin: 1 is Monday, 7 Sunday.
    pub days: Vec<u8>,
    /// When they begin, in minutes after midnight in the handle's time zone: 0 to 1439.
    pub from: u16,
    /// When they end, likewise. Not after `from`: on the next day. The same as `from`: the whole day round.
    pub to: u16,
}

/// What a pasted token turned out to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConnectPreview {
    /// Names the flow for the confirmation; ends after ten minutes.
    pub flow: String,
    /// The kind of login that the token belongs to.
    pub flavour: Flavour,
    /// The handles that it opens, in Instagram's order: one, or with Facebook Login one for each Page. Never empty; a
    /// Page that cannot be used stands here with its problem.
    pub candidates: Vec<ConnectCandidate>,
}

/// What keeps a Page from being used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ConnectProblem {
    /// No Instagram account is linked to the Page.
    NotLinked,
    /// The person may not manage messages of the Page.
    TaskMissing,
}

/// A handle that a pasted token opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConnectCandidate {
    /// Names it in the confirmation.
    pub number: u32,
    /// The handle without `@`; `None` when no account is linked to the Page.
    pub username: Option<String>,
    /// The Page's name, with Facebook Login.
    pub page_name: Option<String>,
    /// What keeps it from being used.
    pub problem: Option<ConnectProblem>,
    /// The display name.
    pub name: Option<String>,
    /// The kind of account.
    pub account_type: AccountType,
    /// Followers, when known.
    pub followers: Option<i64>,
    /// The handle is here already: confirming renews its sign-in and keeps its history.
    pub known: bool,
    /// Why no messages come in yet, seen in a first try to read; it can be connected all the same and waits.
    pub waits_for: Option<Trouble>,
}

/// A handle was connected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Connected {
    /// Our id of the handle, not Instagram's.
    pub handle: i64,
}

/// How far a sign-in in the browser is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SignInStage {
    /// The person is at it, in the browser.
    Waiting,
    /// Instagram said yes; it is looked whose account it is.
    Checking,
    /// The person sees whose account it is, and confirms with `connect`: a new handle, or one whose token could not be
    /// stored.
    Choose,
    /// The handle is signed in.
    Connected,
    /// It came to nothing, and nothing was changed.
    Failed,
}

/// A sign-in in the browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SignInView {
    /// Names it.
    pub flow: String,
    /// The handle that is signed in anew.
    pub handle: Option<i64>,
    /// Four digits that the browser's last page shows too.
    pub match_code: String,
    /// How far it is.
    pub stage: SignInStage,
    /// What the account opens, to be confirmed.
    pub preview: Option<ConnectPreview>,
    /// The handle, once it is signed in.
    pub connected: Option<i64>,
    /// Why it came to nothing, or why it is not stored yet.
    pub error: Option<ApiError>,
}

//! A handle's health page.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{HandleView, Trouble, mirror};

mirror! {
    /// The thirteen checks, in order.
    HealthCheck = domain::diagnosis::Check {
        /// This computer has a network.
        Online,
        /// It is switched on here, and connected.
        Switch,
        /// The account is professional.
        AccountType,
        /// Instagram lets the account use the API.
        Access,
        /// The token is there and valid.
        Token,
        /// The token has the permissions.
        Permissions,
        /// "Allow access to messages" is on in the Instagram app.
        MessageAccess,
        /// The Meta app is approved.
        Approval,
        /// The relay is reached and the handle subscribed.
        Webhooks,
        /// No other connected tool has the chats.
        ThreadOwner,
        /// Instagram does not ask us to slow down.
        RateLimit,
        /// Instagram lets the handle send.
        Sending,
        /// Reading ended well not long ago.
        Freshness,
    }
}

mirror! {
    /// How a check ended.
    CheckState = domain::diagnosis::State {
        /// All is well.
        Passed,
        /// It works, with something to look at.
        Warning,
        /// Nothing is received because of it.
        Failed,
        /// A check before it failed.
        NotChecked,
    }
}

mirror! {
    /// The headline of a handle, the same in the rail, the list, the tray and on its page.
    HealthCode = domain::diagnosis::Code {
        /// Messages come in.
        Receiving,
        /// What was there before, or what was missed, is being fetched.
        CatchingUp,
        /// This computer has no network.
        Offline,
        /// A person switched it off here.
        PausedByYou,
        /// A person disconnected it here.
        Disconnected,
        /// A personal account.
        NotProfessional,
        /// No phase of the roll-out has begun.
        GaNotStarted,
        /// Fewer followers than the present phase asks for.
        FollowersBelow,
        /// More followers than the present phase takes.
        FollowersAbove,
        /// The followers were not read yet, and the phase asks for them.
        FollowersUnknown,
        /// Instagram itself says that the account may not use the API yet.
        NotEligible,
        /// The token is not in the keychain any more.
        TokenMissing,
        /// The token's life is over.
        TokenExpired,
        /// The token was revoked.
        TokenRevoked,
        /// Instagram wants the owner to log in and pass a check first.
        Checkpoint,
        /// The keychain does not give the token out.
        KeychainLocked,
        /// The token ends within seven days and was not refreshed.
        TokenEndsSoon,
        /// A permission is missing.
        PermissionMissing,
        /// "Allow access to messages" is off in the Instagram app.
        AccessOff,
        /// The list of conversations is empty though nothing is refused: perhaps access is off.
        AccessOffSuspected,
        /// The Meta app lacks approval.
        AppNotApproved,
        /// The relay is not reached; reading goes on.
        RelayDown,
        /// Webhooks came before and stopped, while reading finds messages.
        NotSubscribed,
        /// Another connected tool has chats that wait for a reply.
        ThreadOwnedByOtherApp,
        /// Instagram asks us to slow down.
        RateLimited,
        /// Instagram restricts sending. Receiving goes on.
        SendRestricted,
        /// Instagram itself answers with errors.
        InstagramDown,
        /// This computer's disk is full.
        DiskFull,
        /// Nothing was read to its end for a while, and no error says why.
        Stale,
        /// Something else; the diagnostics have it.
        Unknown,
    }
}

mirror! {
    /// Who can end it.
    Fixer = domain::diagnosis::Fixer {
        /// The person at this computer.
        You,
        /// Somebody who has the handle in the Instagram app on a phone.
        PhoneOwner,
        /// Who looks after the Meta app and the relay.
        Admin,
        /// Instagram alone.
        Instagram,
        /// Nobody: it ends by itself.
        Itself,
    }
}

mirror! {
    /// The one button that leads out of it.
    HealthAction = domain::diagnosis::Action {
        /// There is nothing to do.
        Nothing,
        /// Switch it on again (`set_switch`).
        Resume,
        /// How the account becomes professional.
        HowToProfessional,
        /// Why access is as it is, and when it comes (the roll-out drawer).
        WhyAccess,
        /// Sign in again (`check_token`, `connect`).
        SignIn,
        /// Where the switch is in the Instagram app, and a look whether it is on (`sync_now`).
        ShowAccessSteps,
        /// What the admin of the Meta app has to do.
        AdminGuide,
        /// Subscribe to webhooks again (`resubscribe`).
        Resubscribe,
        /// How it stands with the relay, and a try to reach it (`relay`, `try_relay`).
        ShowRelay,
        /// How chats are routed between connected tools.
        RoutingGuide,
        /// Instagram's rules for sending.
        PolicyGuide,
        /// Read from Instagram now (`sync_now`).
        CheckNow,
    }
}

mirror! {
    /// Why a handle has access or has none.
    AccessReason = domain::access::Reason {
        /// It meets what the phase asks for.
        PhaseCriteriaMet,
        /// It was activated in Early Access and keeps its access.
        GrandfatheredEarlyAccess,
        /// It was in the alpha, and the policy lets that be enough.
        AlphaExempt,
        /// It was given access before and keeps it, though it is outside the bounds now.
        GrantedEarlier,
        /// A personal account.
        NotProfessional,
        /// No phase has begun.
        GaNotStarted,
        /// Fewer followers than the phase asks for.
        FollowersBelowPhaseMin,
        /// More followers than the phase takes.
        FollowersAbovePhaseMax,
        /// The followers were not read yet, and the phase asks for them.
        UnknownFollowers,
    }
}

/// One check and how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CheckView {
    /// The check.
    pub check: HealthCheck,
    /// How it ended.
    pub state: CheckState,
    /// What is the matter, when it failed or warns.
    pub code: Option<HealthCode>,
    /// Since when, where that is known (milliseconds since 1970, UTC).
    pub since: Option<i64>,
}

/// What is known of a token, without the token.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TokenView {
    /// When it was stored; milliseconds since 1970, UTC.
    pub set_at: Option<i64>,
    /// When it ends, if Instagram said it (milliseconds since 1970, UTC); a Page's token has no end.
    pub ends_at: Option<i64>,
    /// When it is exchanged for a fresh one (milliseconds since 1970, UTC); `None` where that is not needed or not
    /// possible.
    pub refreshes_at: Option<i64>,
}

/// Why nothing was received for a while, or not everything at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum GapCause {
    /// It was switched off here, and what came meanwhile was asked for.
    PausedAndFetched,
    /// It was switched off here, and what came meanwhile was not asked for.
    PausedAndLeft,
    /// It was in trouble.
    Trouble,
    /// The relay was not reached; it was read instead.
    RelayDown,
    /// The relay had thrown away what nobody fetched in time.
    RelayThrewAway,
    /// The relay was put back from an older copy.
    RelayPutBack,
    /// Something that the relay sent could not be opened.
    Unopened,
    /// Instagram had stopped sending webhooks; it was subscribed anew.
    Unsubscribed,
    /// The database was damaged and repaired: what it had come to know may be missing.
    Damaged,
}

/// A time in which nothing was received.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GapView {
    /// From; milliseconds since 1970, UTC.
    pub from: i64,
    /// To (milliseconds since 1970, UTC); `None` while it lasts.
    pub to: Option<i64>,
    /// Why.
    pub cause: GapCause,
    /// The trouble, where it was one.
    pub trouble: Option<Trouble>,
    /// Messages of that time that were fetched later.
    pub fetched_later: u32,
    /// Conversations in which something of that time is missing and cannot be fetched: Instagram shows only the newest
    /// messages of each.
    pub not_fetchable: u32,
}

/// A phase of the roll-out, and what it says of this handle with its present followers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PhaseView {
    /// Its key (`phase_1` …); its name is the UI's.
    pub id: String,
    /// Its first instant; milliseconds since 1970, UTC.
    pub starts_at: i64,
    /// The fewest followers; `None` for no bound.
    pub min: Option<i64>,
    /// The most followers; `None` for no bound.
    pub max: Option<i64>,
    /// It is the present one.
    pub present: bool,
    /// Whether the handle has access in it, judged by its present followers alone.
    pub eligible: bool,
    /// Why.
    pub reason: AccessReason,
}

/// Access as the roll-out decides it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AccessView {
    /// Whether the handle has access now.
    pub eligible: bool,
    /// Why.
    pub reason: AccessReason,
    /// The first known time at which it will have it with its present followers; milliseconds since 1970, UTC.
    pub eligible_from: Option<i64>,
    /// It has access and no longer meets what the phase asks for.
    pub drifted: bool,
    /// When it was given access here; milliseconds since 1970, UTC.
    pub granted_at: Option<i64>,
    /// The phases, in order.
    pub phases: Vec<PhaseView>,
}

/// One line of a handle's audit trail: what was done, never what was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AuditView {
    /// When; milliseconds since 1970, UTC.
    pub at: i64,
    /// What, in one word: `connect`, `reconnect`, `switch_on`, `switch_off`, `disconnect`, `access_granted`,
    /// `access_kept_off`, `became_eligible`, `eligibility_drift`, `token_refreshed`, `resubscribe`, `forget_person`,
    /// `delete_from_bin`, `export_conversations`, `send_again`, `arrived`, `discard`, `reply`, `deauthorised`, `deletion_asked`.
    pub action: String,
    /// How it ended, in a word or two.
    pub outcome: String,
}

/// How people's messages of a day came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ArrivalsView {
    /// A webhook told of them.
    pub by_webhook: u32,
    /// Only reading found them, although webhooks came before: Instagram does not tell of everybody.
    pub by_poll_alone: u32,
}

/// How often a handle is read, where no relay brings its messages: so much later they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReadEveryView {
    /// While the window is visible, in milliseconds.
    #[ts(type = "number")]
    pub visible_ms: u64,
    /// While the window is hidden, in milliseconds.
    #[ts(type = "number")]
    pub hidden_ms: u64,
}

/// A handle's health page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HealthView {
    /// The handle as the rail shows it; its `code` and `since` are the headline here as well.
    pub handle: HandleView,
    /// Who can end it.
    pub who: Fixer,
    /// The one button.
    pub action: HealthAction,
    /// All thirteen checks, in order.
    pub checks: Vec<CheckView>,
    /// The permission that messages need, as Meta names it for this kind of login.
    pub permission: String,
    /// When a webhook last told anything; milliseconds since 1970, UTC.
    pub last_webhook_at: Option<i64>,
    /// When reading last found something new; milliseconds since 1970, UTC.
    pub last_poll_at: Option<i64>,
    /// How people's messages of the last 24 hours came; `None` without a relay that is there.
    pub arrivals: Option<ArrivalsView>,
    /// How often it is read; `None` where a relay brings its messages.
    pub read_every: Option<ReadEveryView>,
    /// The token.
    pub token: TokenView,
    /// Messages of people and of ours since the asked-for midnight.
    pub messages_today: u32,
    /// Chats that wait for a reply and that another connected tool has.
    pub owned_elsewhere: u32,
    /// Times in which nothing was received, newest first; 50 at most.
    pub gaps: Vec<GapView>,
    /// Access, now and in each phase.
    pub access: AccessView,
    /// The newest 100 lines of the audit trail, newest first.
    pub audit: Vec<AuditView>,
    /// For "Copy diagnostics": plain lines without any text, token or person.
    pub diagnostics: String,
}

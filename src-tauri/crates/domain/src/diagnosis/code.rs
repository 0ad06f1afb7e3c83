//! What is the matter with a handle, who can end it, and by which one action.

use serde::{Deserialize, Serialize};

/// The headline of a handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
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
    /// Instagram itself says that the account may not use the API yet (36103).
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
    /// "Allow access to messages" is off in the Instagram app (200/2534041).
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

/// Who can end it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fixer {
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

/// The one button that leads out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// There is nothing to do.
    Nothing,
    /// Switch it on again.
    Resume,
    /// How the account becomes professional.
    HowToProfessional,
    /// Why access is as it is, and when it comes.
    WhyAccess,
    /// Sign in again.
    SignIn,
    /// Where the switch is in the Instagram app, and a look whether it is on.
    ShowAccessSteps,
    /// What the admin of the Meta app has to do.
    AdminGuide,
    /// Subscribe to webhooks again.
    Resubscribe,
    /// How it stands with the relay, and a try to reach it.
    ShowRelay,
    /// How chats are routed between connected tools.
    RoutingGuide,
    /// Instagram's rules for sending.
    PolicyGuide,
    /// Read from Instagram now.
    CheckNow,
}

impl Code {
    /// Whether messages still come in all the same.
    #[must_use]
    pub fn is_warning(self) -> bool {
        matches!(
            self,
            Self::TokenEndsSoon
                | Self::AccessOffSuspected
                | Self::RelayDown
                | Self::NotSubscribed
                | Self::ThreadOwnedByOtherApp
                | Self::SendRestricted
        )
    }

    /// Who can end it, and how.
    #[must_use]
    pub fn remedy(self) -> (Fixer, Action) {
        match self {
            Self::Receiving | Self::CatchingUp | Self::Offline | Self::RateLimited => {
                (Fixer::Itself, Action::Nothing)
            }
            Self::PausedByYou => (Fixer::You, Action::Resume),
            Self::Disconnected
            | Self::TokenMissing
            | Self::TokenExpired
            | Self::TokenRevoked
            | Self::TokenEndsSoon
            | Self::PermissionMissing => (Fixer::You, Action::SignIn),
            Self::Checkpoint => (Fixer::PhoneOwner, Action::SignIn),
            Self::NotProfessional => (Fixer::PhoneOwner, Action::HowToProfessional),
            Self::GaNotStarted | Self::FollowersBelow | Self::FollowersAbove | Self::NotEligible => {
                (Fixer::Instagram, Action::WhyAccess)
            }
            Self::AccessOff | Self::AccessOffSuspected => (Fixer::PhoneOwner, Action::ShowAccessSteps),
            Self::AppNotApproved => (Fixer::Admin, Action::AdminGuide),
            Self::RelayDown => (Fixer::Admin, Action::ShowRelay),
            Self::NotSubscribed => (Fixer::You, Action::Resubscribe),
            Self::ThreadOwnedByOtherApp => (Fixer::Admin, Action::RoutingGuide),
            Self::SendRestricted => (Fixer::Instagram, Action::PolicyGuide),
            Self::InstagramDown => (Fixer::Instagram, Action::CheckNow),
            Self::FollowersUnknown | Self::KeychainLocked | Self::DiskFull | Self::Stale | Self::Unknown => {
                (Fixer::You, Action::CheckNow)
            }
        }
    }
}

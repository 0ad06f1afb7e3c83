//! Handles: the brand's Instagram accounts.

use serde::{Deserialize, Serialize};

use crate::ids::{HandleId, IgId};
use crate::time::Timestamp;

/// Which of Instagram's two APIs a handle was connected through. A property of the handle, never of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flavour {
    /// "Instagram API with Instagram Login": `graph.instagram.com`, the handle's own id and token.
    InstagramLogin,
    /// "Messenger API for Instagram": `graph.facebook.com`, the linked Page's id and token.
    FacebookLogin,
}

/// The kind of Instagram account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountType {
    /// A business account: professional.
    Business,
    /// A creator account: professional.
    Creator,
    /// A personal account: Instagram gives no messages of it to apps.
    Personal,
    /// Instagram named a kind that we do not know; kept as it wrote it.
    Other(String),
}

impl AccountType {
    /// Reads Instagram's spelling in any case: `Business`, `Media_Creator`, `PERSONAL`
    /// (instagram-platform, section 2.1).
    #[must_use]
    pub fn parse(spelling: &str) -> Self {
        match spelling.to_ascii_lowercase().as_str() {
            "business" => Self::Business,
            "media_creator" | "creator" => Self::Creator,
            "personal" => Self::Personal,
            _ => Self::Other(spelling.to_owned()),
        }
    }

    /// Whether Instagram counts the account as professional. An unknown kind gets the benefit of the doubt: Instagram
    /// itself refuses what it does not allow.
    #[must_use]
    pub fn is_professional(&self) -> bool {
        !matches!(self, Self::Personal)
    }
}

/// What Instagram says of a handle (`GET /me`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandleProfile {
    /// The professional account's id.
    pub ig_id: IgId,
    /// The id of the account as our Meta app sees it; `None` when the answer had only one id.
    pub app_scoped_id: Option<String>,
    /// The handle without `@`.
    pub username: String,
    /// The display name, when there is one.
    pub name: Option<String>,
    /// The kind of account, when Instagram said it.
    pub account_type: Option<AccountType>,
    /// Followers, when Instagram said it.
    pub followers: Option<i64>,
    /// A link to the picture; expires within days.
    pub picture_url: Option<String>,
}

/// Why nothing of a handle can be received at the moment, and what would end it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// This computer has no network.
    Offline,
    /// The token is no longer in the keychain.
    TokenMissing,
    /// The token's life is over (190/463).
    TokenExpired,
    /// The token was revoked: password changed, logged out, app removed (190, 102).
    TokenRevoked,
    /// Instagram wants the owner to log in and pass a check first (190/459, 190/464).
    Checkpoint,
    /// A permission is missing (10 without subcode).
    PermissionMissing,
    /// "Allow access to messages" is off in the Instagram app (200/2534041).
    AccessOff,
    /// The Meta app lacks approval for this (200–299).
    NotApproved,
    /// Instagram does not yet let this account use the API (36103).
    NotEligible,
    /// Instagram asked us to slow down; ends by itself.
    RateLimited,
    /// Instagram restricts sending for this handle (368, 10/1893063, 100/2534029). Receiving goes on.
    SendRestricted,
    /// Instagram itself answers with errors; ends by itself.
    InstagramDown,
    /// The keychain did not give the token out.
    KeychainLocked,
    /// This computer's disk is full: what comes in cannot be kept.
    DiskFull,
    /// Something else; the detail is in the diagnostics.
    Unknown,
}

impl Trouble {
    /// Whether only a new sign-in by a person ends it (instagram-platform, section 1.5).
    #[must_use]
    pub fn needs_reconnect(self) -> bool {
        matches!(
            self,
            Self::TokenMissing
                | Self::TokenExpired
                | Self::TokenRevoked
                | Self::Checkpoint
                | Self::PermissionMissing
        )
    }

    /// When reading is tried again (instagram-platform, section 7; requirements, section 9).
    #[must_use]
    pub fn again(self) -> Again {
        match self {
            // Each further call with a dead token is one more refusal, and each further look into a locked keychain can be
            // one more prompt; a person's "check now" still asks.
            Self::TokenMissing
            | Self::TokenExpired
            | Self::TokenRevoked
            | Self::Checkpoint
            | Self::PermissionMissing
            | Self::NotApproved
            | Self::KeychainLocked => Again::WhenAsked,
            Self::AccessOff => Again::After(15 * crate::time::MINUTE),
            Self::NotEligible => Again::After(crate::time::DAY),
            Self::Offline
            | Self::RateLimited
            | Self::SendRestricted
            | Self::InstagramDown
            | Self::DiskFull
            | Self::Unknown => Again::Backoff,
        }
    }

    /// Whether messages still come in. Used by rail and list, which must never say "all caught up" otherwise.
    #[must_use]
    pub fn still_receives(self) -> bool {
        matches!(self, Self::SendRestricted)
    }
}

/// When a handle in trouble is read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Again {
    /// Soon, then later and later; a throttle for as long as Instagram says.
    Backoff,
    /// Every so many milliseconds: only somebody elsewhere can end it, and does not tell us.
    After(i64),
    /// Not before a person signs in anew or asks for it.
    WhenAsked,
}

/// The one state of a handle that the rail shows (experience, section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// Messages come in.
    Receiving,
    /// Connected, and still fetching what was there before or what was missed.
    CatchingUp,
    /// Works, with something to look at soon: the token ends within seven days, or sending is restricted.
    Warning,
    /// Nothing comes in; the reason says why.
    NotReceiving,
    /// A person switched it off here. Instagram still receives.
    Paused,
    /// "Allow access to messages" is off in Instagram. Only Instagram's side can end it.
    Blocked,
}

/// Seven days ahead of a token's end the person is warned (requirements, R70).
pub const TOKEN_WARNING_MS: i64 = 7 * crate::time::DAY;

/// For so long an empty list says nothing: nobody has written yet.
pub const EMPTY_IS_SUSPICIOUS_AFTER_MS: i64 = 10 * crate::time::MINUTE;

/// Whether an empty list with a 200 is to be shown as a doubt instead of as "nobody wrote". Instagram answers so when
/// there are no messages, and just as well when message access is off, or when the Meta app may only see people with a
/// role in it (instagram-platform, sections 2.3 and 11). Where messages were seen before it is suspicious at once.
#[must_use]
pub fn is_suspiciously_empty(empty_since: Option<Timestamp>, ever_received: bool, now: Timestamp) -> bool {
    empty_since.is_some_and(|since| ever_received || now.since(since) >= EMPTY_IS_SUSPICIOUS_AFTER_MS)
}

/// A handle as the engine works with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handle {
    /// Our row.
    pub id: HandleId,
    /// The platform's id.
    pub ig_id: IgId,
    /// Its id as our Meta app sees it, by which Instagram names it at times; `None` when it is not known.
    pub app_scoped_id: Option<String>,
    /// The handle without `@`.
    pub username: String,
    /// The API that it is connected through.
    pub flavour: Flavour,
    /// The linked Page's id, through which Facebook Login reaches the handle; `None` with Instagram Login.
    pub page_id: Option<String>,
    /// The person's switch: whether messages are received here.
    pub on: bool,
    /// Goes up whenever the switch moves or the handle is connected anew: work that began under an older epoch is
    /// void, and the store refuses its writes.
    pub epoch: i64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::tests::well;
    use crate::diagnosis::{Facts, diagnose};

    const NOW: Timestamp = Timestamp(1_790_000_000_000);

    fn health(facts: &Facts) -> Health {
        diagnose(facts, NOW).health
    }

    fn in_trouble(trouble: Trouble) -> Facts {
        Facts { trouble: Some((trouble, NOW)), ..well() }
    }

    #[test]
    fn the_persons_switch_comes_before_any_trouble() {
        let paused = Facts { switched_off: Some(NOW), ..in_trouble(Trouble::TokenExpired) };
        assert_eq!(health(&paused), Health::Paused);
    }

    #[test]
    fn each_state_has_its_cause() {
        assert_eq!(health(&well()), Health::Receiving);
        assert_eq!(health(&Facts { catching_up: true, ..well() }), Health::CatchingUp);
        let trouble = |trouble| health(&in_trouble(trouble));
        assert_eq!(trouble(Trouble::AccessOff), Health::Blocked);
        assert_eq!(trouble(Trouble::TokenExpired), Health::NotReceiving);
        assert_eq!(trouble(Trouble::SendRestricted), Health::Warning);
    }

    /// What a person can see, who ends it, and when it is tried again.
    #[test]
    fn each_trouble_has_its_remedy_and_its_time() {
        use Again::{After, Backoff, WhenAsked};
        for (trouble, shown, reconnect, again) in [
            (Trouble::Offline, Health::NotReceiving, false, Backoff),
            (Trouble::TokenMissing, Health::NotReceiving, true, WhenAsked),
            (Trouble::TokenExpired, Health::NotReceiving, true, WhenAsked),
            (Trouble::TokenRevoked, Health::NotReceiving, true, WhenAsked),
            (Trouble::Checkpoint, Health::NotReceiving, true, WhenAsked),
            (Trouble::PermissionMissing, Health::NotReceiving, true, WhenAsked),
            (Trouble::AccessOff, Health::Blocked, false, After(900_000)),
            (Trouble::NotApproved, Health::NotReceiving, false, WhenAsked),
            (Trouble::NotEligible, Health::NotReceiving, false, After(86_400_000)),
            (Trouble::RateLimited, Health::NotReceiving, false, Backoff),
            (Trouble::SendRestricted, Health::Warning, false, Backoff),
            (Trouble::InstagramDown, Health::NotReceiving, false, Backoff),
            (Trouble::KeychainLocked, Health::NotReceiving, false, WhenAsked),
            (Trouble::DiskFull, Health::NotReceiving, false, Backoff),
            (Trouble::Unknown, Health::NotReceiving, false, Backoff),
        ] {
            assert_eq!(health(&in_trouble(trouble)), shown, "{trouble:?}");
            assert_eq!((trouble.needs_reconnect(), trouble.again()), (reconnect, again), "{trouble:?}");
        }
    }

    #[test]
    fn the_token_warns_from_seven_days_before_its_end() {
        let ends_in = |ms| health(&Facts { token_ends_at: Some(NOW.plus(ms)), ..well() });
        assert_eq!(ends_in(TOKEN_WARNING_MS + 1), Health::Receiving);
        assert_eq!(ends_in(TOKEN_WARNING_MS), Health::Warning);
    }

    #[test]
    fn an_empty_list_is_doubted_after_a_while_and_at_once_where_messages_were_seen() {
        let since = |ms: i64| Some(NOW.plus(-ms));
        assert!(!is_suspiciously_empty(None, true, NOW));
        assert!(!is_suspiciously_empty(since(EMPTY_IS_SUSPICIOUS_AFTER_MS - 1), false, NOW));
        assert!(is_suspiciously_empty(since(EMPTY_IS_SUSPICIOUS_AFTER_MS), false, NOW));
        assert!(is_suspiciously_empty(since(0), true, NOW));
        let doubted = Facts { empty_suspected: Some(NOW), ..well() };
        assert_eq!(health(&doubted), Health::Warning);
        assert_eq!(health(&Facts { switched_off: Some(NOW), ..doubted }), Health::Paused);
    }

    #[test]
    fn account_types_are_read_in_any_case_and_unknown_ones_kept() {
        assert_eq!(AccountType::parse("MEDIA_CREATOR"), AccountType::Creator);
        assert_eq!(AccountType::parse("Business"), AccountType::Business);
        assert!(!AccountType::parse("PERSONAL").is_professional());
        assert_eq!(AccountType::parse("Nonprofit"), AccountType::Other("Nonprofit".into()));
    }
}

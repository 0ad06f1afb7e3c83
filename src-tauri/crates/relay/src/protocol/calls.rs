//! What a laptop asks the relay for, and what it answers. JSON over HTTPS, paths below `/v1`.
//!
//! | | path | asks | answers |
//! |---|---|---|---|
//! | POST | `invitation` | [`InvitationRequest`] | [`Signed`], of an [`Invitation`] |
//! | POST | `pair` | [`PairRequest`] | [`Paired`] |
//! | POST | `challenge` | [`ChallengeRequest`] | [`Challenge`] |
//! | POST | `session` | [`SessionRequest`] | [`Session`] |
//! | PUT | `handles` | [`Handles`] | 204 |
//! | GET | `stream` | [`Position`] in the query | server-sent events, each a signed frame |
//! | GET | `events` | [`Position`] in the query, `wait` in seconds | [`Frames`] |
//! | POST | `ack` | [`Position`] | 204 |
//! | POST | `deletion` | [`DeletionDone`] | 204 |
//! | POST | `oauth/start` | [`OauthStart`] | [`OauthStarted`] |
//! | POST | `oauth/claim` | [`OauthClaim`] | [`OauthClaimed`] |
//! | POST | `claims` | [`ClaimRequest`] | [`Claimed`] |
//! | POST | `unpair` | nothing | 204 |
//!
//! All but the first four want `Authorization: Bearer …`. What fails answers a [`Problem`].

use serde::{Deserialize, Serialize};

use super::keys::DevicePublic;
use super::text::{Blob, DeviceId, Epoch, Fixed, Mark};

/// Asks whose relay it is, before anything is agreed. A wrong proof costs a try, a right one nothing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InvitationRequest {
    /// The code's name ([`super::pairing::PairingCode::name`]).
    pub code: String,
    /// Bytes that were never used before; the answer repeats them.
    pub nonce: Fixed<16>,
    /// [`super::pairing::PairingCode::look_proof`].
    pub proof: Blob,
}

/// Whose relay it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// As it was asked.
    pub nonce: Fixed<16>,
    /// What the organisation is called.
    pub organisation: String,
    /// The handles' account ids that the laptop may follow; `None` is all.
    pub may_follow: Option<Vec<String>>,
}

/// Something that the relay said, signed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Signed {
    /// The JSON that was signed.
    pub signed: String,
    /// The relay's signature of it.
    pub signature: Blob,
}

/// Asks to be paired.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PairRequest {
    /// The code's name ([`super::pairing::PairingCode::name`]).
    pub code: String,
    /// What the person calls the laptop, for the relay's list. At most 64 characters.
    pub name: String,
    /// The laptop's keys.
    pub keys: DevicePublic,
    /// [`super::pairing::PairingCode::proof`].
    pub proof: Blob,
}

/// The pairing, signed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Paired {
    /// The JSON of a [`Pairing`].
    pub pairing: String,
    /// The relay's signature of it, for [`super::keys::Purpose::Paired`].
    pub signature: Blob,
}

/// What was agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pairing {
    /// What the relay calls the laptop.
    pub device: DeviceId,
    /// The keys that it paired with.
    pub keys: DevicePublic,
    /// What the organisation is called.
    pub organisation: String,
    /// The epoch and number from which the laptop follows.
    pub position: Position,
    /// The handles' account ids that it may follow; `None` is all.
    pub may_follow: Option<Vec<String>>,
}

/// A place in the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The epoch of the number.
    pub epoch: Epoch,
    /// The last number that is committed on the laptop.
    pub after: u64,
    /// The mark of the last event that was received, if it has this very number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
}

/// Asks for a challenge.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChallengeRequest {
    /// The laptop.
    pub device: DeviceId,
}

/// A challenge, to be signed within a minute.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Challenge {
    /// What to sign, for [`super::keys::Purpose::Session`].
    pub challenge: String,
}

/// Answers a challenge.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SessionRequest {
    /// The laptop.
    pub device: DeviceId,
    /// The challenge as it came.
    pub challenge: String,
    /// Its signature.
    pub signature: Blob,
}

/// A session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Session {
    /// What to send as `Authorization: Bearer …`.
    pub bearer: String,
    /// Until when it counts, in seconds since 1970 by the relay's clock.
    pub until: u64,
}

/// A handle that the laptop wants to hear of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handle {
    /// The account's id, as `entry.id` has it.
    pub id: String,
    /// Other ids under which Meta may speak of it: the page's, the app-scoped one.
    #[serde(default)]
    pub also: Vec<String>,
}

/// All handles that are on, on this laptop. What is on nowhere is dropped at the relay's door.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handles {
    /// The handles. At most 1,000.
    pub on: Vec<Handle>,
}

/// What a long poll answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Frames {
    /// Signed frames, as on the stream.
    pub frames: Vec<String>,
}

/// A laptop deleted what a person asked to be deleted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DeletionDone {
    /// The code of [`super::frame::Content::Deletion`].
    pub code: String,
}

/// How long a claim counts, in seconds.
pub const CLAIM_SECONDS: u64 = 60;

/// What is wanted of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Claim {
    /// Only who has it.
    Look,
    /// To have it, or to keep it, for [`CLAIM_SECONDS`].
    Take,
    /// To give it back.
    Release,
}

/// Says that somebody answers a person from this laptop, or asks who does.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ClaimRequest {
    /// The handle's account id.
    pub handle: String,
    /// A digest of who is answered, the same on every laptop.
    pub about: Fixed<32>,
    /// What is wanted.
    pub claim: Claim,
}

/// Who answers a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claimed {
    /// It is this laptop's: a number that rises with every claim on the person.
    pub fence: Option<u64>,
    /// Somebody on another laptop has it.
    pub other: Option<Claimer>,
}

/// Somebody who answers a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claimer {
    /// What a person called that laptop.
    pub laptop: String,
    /// For how long already.
    pub for_seconds: u64,
}

/// Which login is meant (instagram-platform, section 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Login {
    /// Business Login for Instagram.
    Instagram,
    /// Facebook Login for Business.
    Facebook,
}

/// Asks for a login.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OauthStart {
    /// Which one.
    pub login: Login,
    /// SHA-256 of 32 random bytes that only this laptop knows, the verifier.
    pub verifier_hash: Blob,
}

/// A login that may begin.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OauthStarted {
    /// Names the login; not secret.
    pub flow: DeviceId,
    /// What to open in the system's browser.
    pub authorize_url: String,
    /// Four digits that the app shows and the relay's last page too, so that a person sees that they belong together.
    pub match_code: String,
    /// Until when it can be used, in seconds since 1970.
    pub until: u64,
}

/// Asks for the token of a login.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OauthClaim {
    /// The login.
    pub flow: DeviceId,
    /// The 32 bytes.
    pub verifier: Blob,
}

/// How far a login is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OauthClaimed {
    /// The person is still at it.
    Waiting,
    /// The person, or Meta, said no; why, in Meta's words.
    Refused {
        /// Meta's short name of the reason.
        error: String,
        /// Meta's words.
        description: String,
    },
    /// Done. It is gone from the relay now.
    Done {
        /// A [`Token`], sealed to this laptop with [`super::seal::Usage::Token`] and the flow's id as context.
        sealed: Blob,
    },
}

/// What a login gave.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// The long-lived token.
    pub access_token: String,
    /// In how many seconds after `at` it ends, if Meta said.
    pub expires_in: Option<u64>,
    /// When it was received, in milliseconds since 1970.
    pub at: u64,
    /// What was granted, if Meta said. May be less than was asked.
    pub permissions: Option<Vec<String>>,
    /// The app-scoped id of the account, if Meta said; not the handle's id.
    pub user_id: Option<String>,
    /// Proof of the app's secret for this token on graph.facebook.com (instagram-platform, section 1.3).
    pub appsecret_proof: Option<String>,
}

/// Not `derive`d: a token is never shown.
impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Token").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}

/// What went wrong, for a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// The request is not of the form that belongs here.
    Malformed,
    /// No session, or it is over: make a new one.
    NoSession,
    /// This laptop is not paired (any more).
    NotPaired,
    /// The code is wrong, used or too old.
    WrongCode,
    /// Not this laptop's to have.
    NotAllowed,
    /// No such login, or it is over.
    NoSuchFlow,
    /// The relay has no such login set up.
    NotSetUp,
    /// The position is of another epoch.
    OtherEpoch,
    /// The relay cannot store just now.
    Unavailable,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// For a program.
    pub code: ProblemCode,
    /// For a person.
    pub message: String,
}

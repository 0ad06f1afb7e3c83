//! Handles, their tokens, and the people as one handle knows them.

use std::collections::{HashMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::World;
use crate::ids;

const DAY_MS: i64 = 24 * 3_600_000;
/// How long a long-lived token lives, in milliseconds (the 5183944 s of Meta's sample).
pub(crate) const TOKEN_LIFE_MS: i64 = 5_183_944_000;

/// Which of Meta's two APIs a handle is reached by. Only Instagram Login is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Flavour {
    /// "Instagram API with Instagram Login": host graph.instagram.com.
    InstagramLogin,
}

/// Whether a token opens anything, expiry aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenState {
    /// Good until it expires.
    Live,
    /// Dead; the number is the subcode of the 190 that it earns (reference, section 7).
    Revoked(i64),
}

/// An access token.
#[derive(Debug, Clone)]
pub(crate) struct Token {
    pub(crate) value: String,
    pub(crate) issued_ms: i64,
    pub(crate) expires_ms: i64,
    pub(crate) state: TokenState,
}

/// What an account is. Meta's page names the two professional ones (reference, section 2.1); an account that its owner made
/// personal again is none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AccountType {
    Business,
    MediaCreator,
    Personal,
}

/// An account.
#[derive(Debug, Clone)]
pub(crate) struct Handle {
    pub(crate) ig_id: String,
    pub(crate) app_scoped_id: String,
    pub(crate) username: String,
    pub(crate) name: String,
    pub(crate) flavour: Flavour,
    pub(crate) account_type: AccountType,
    pub(crate) followers_count: i64,
    pub(crate) follows_count: i64,
    pub(crate) media_count: i64,
    /// "Allow access to messages" in the Instagram app.
    pub(crate) access: bool,
    /// Whether HUMAN_AGENT was approved for the app.
    pub(crate) human_agent: bool,
    /// False: the rollout-era refusal 36103.
    pub(crate) eligible: bool,
    /// True: 10/1893063, the business may not send for now.
    pub(crate) restricted: bool,
    /// True: a refresh of the token is answered with code 2, so it runs out.
    pub(crate) refresh_fails: bool,
    pub(crate) tokens: Vec<Token>,
    pub(crate) subscribed_fields: Vec<String>,
    /// Ice breakers and the persistent menu.
    pub(crate) instagram_profile: Map<String, Value>,
    /// Those of the linked Page on Messenger.
    pub(crate) messenger_profile: Map<String, Value>,
    pub(crate) people: Vec<Person>,
    /// People by IGSID and by username.
    people_by_name: HashMap<String, usize>,
    pub(crate) note: String,
    pub(crate) suggest_paused: bool,
    pub(crate) suggest_early_access: bool,
    /// Times of the latest Conversations calls.
    pub(crate) recent_calls: VecDeque<i64>,
    /// Until when Conversations calls are refused after too many.
    pub(crate) throttled_until_ms: i64,
}

impl Handle {
    /// The token that was issued last.
    pub(crate) fn newest_token(&self) -> Option<&Token> {
        self.tokens.last()
    }

    /// A person by IGSID or username.
    pub(crate) fn person_named(&self, name: &str) -> Option<usize> {
        self.people_by_name.get(name.trim_start_matches('@')).copied()
    }
}

/// A person as one handle sees them. The same human at another handle is another person.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) igsid: String,
    pub(crate) username: String,
    pub(crate) name: Option<String>,
    pub(crate) follower_count: i64,
    pub(crate) verified: bool,
    /// Follows the handle: their first message is not a request.
    pub(crate) follows: bool,
    pub(crate) followed: bool,
    /// Blocked the handle.
    pub(crate) blocked: bool,
    /// Left Instagram.
    pub(crate) gone: bool,
    /// Refuses their profile even though they wrote (seen with threads from adverts).
    pub(crate) no_consent: bool,
    pub(crate) thread: Option<usize>,
}

/// A handle to make, as `POST /_control/handles` takes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewHandle {
    pub(crate) username: String,
    pub(crate) name: Option<String>,
    pub(crate) ig_id: Option<String>,
    pub(crate) token: Option<String>,
    /// `Business` (default) or `Media_Creator`.
    pub(crate) account_type: Option<String>,
    #[serde(default = "default_followers")]
    pub(crate) followers_count: i64,
    #[serde(default = "default_follows")]
    pub(crate) follows_count: i64,
    #[serde(default = "default_media")]
    pub(crate) media_count: i64,
    #[serde(default)]
    pub(crate) access_off: bool,
    /// Seconds that the token has left; 60 days when absent, negative for one that expired.
    pub(crate) token_expires_in_s: Option<i64>,
    /// Age of the token in seconds; a refresh wants 24 hours. Two days when absent.
    pub(crate) token_age_s: Option<i64>,
    #[serde(default = "yes")]
    pub(crate) human_agent: bool,
    #[serde(default = "yes")]
    pub(crate) eligible: bool,
    #[serde(default)]
    pub(crate) restricted: bool,
    #[serde(default)]
    pub(crate) refresh_fails: bool,
    #[serde(default)]
    pub(crate) note: String,
    #[serde(default)]
    pub(crate) suggest_paused: bool,
    #[serde(default)]
    pub(crate) suggest_early_access: bool,
}

/// A person to make, as `POST /_control/people` takes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPerson {
    /// The handle's IG id or username.
    pub(crate) handle: String,
    pub(crate) username: String,
    pub(crate) name: Option<String>,
    pub(crate) igsid: Option<String>,
    pub(crate) follower_count: Option<i64>,
    #[serde(default)]
    pub(crate) verified: bool,
    #[serde(default)]
    pub(crate) follows: bool,
    #[serde(default)]
    pub(crate) followed: bool,
    #[serde(default)]
    pub(crate) blocked: bool,
    #[serde(default)]
    pub(crate) gone: bool,
    #[serde(default)]
    pub(crate) no_consent: bool,
}

fn yes() -> bool {
    true
}
fn default_followers() -> i64 {
    12_400
}
fn default_follows() -> i64 {
    310
}
fn default_media() -> i64 {
    240
}

impl World {
    /// Makes a handle with a token of its own.
    pub(crate) fn add_handle(&mut self, new: NewHandle) -> usize {
        let now = self.now_ms();
        let token = Token {
            value: new.token.unwrap_or_else(|| ids::token(&mut self.dice)),
            issued_ms: now - new.token_age_s.map_or(2 * DAY_MS, |s| s.saturating_mul(1000)),
            expires_ms: now + new.token_expires_in_s.map_or(TOKEN_LIFE_MS, |s| s.saturating_mul(1000)),
            state: TokenState::Live,
        };
        let handle = Handle {
            ig_id: new.ig_id.unwrap_or_else(|| ids::ig_id(&mut self.dice)),
            app_scoped_id: ids::app_scoped_id(&mut self.dice),
            name: new.name.unwrap_or_else(|| new.username.clone()),
            username: new.username,
            flavour: Flavour::InstagramLogin,
            account_type: match new.account_type {
                Some(kind) if kind.to_ascii_lowercase().contains("creator") => AccountType::MediaCreator,
                _ => AccountType::Business,
            },
            followers_count: new.followers_count,
            follows_count: new.follows_count,
            media_count: new.media_count,
            access: !new.access_off,
            human_agent: new.human_agent,
            eligible: new.eligible,
            restricted: new.restricted,
            refresh_fails: new.refresh_fails,
            tokens: vec![token],
            subscribed_fields: Vec::new(),
            instagram_profile: Map::new(),
            messenger_profile: Map::new(),
            people: Vec::new(),
            people_by_name: HashMap::new(),
            note: new.note,
            suggest_paused: new.suggest_paused,
            suggest_early_access: new.suggest_early_access,
            recent_calls: VecDeque::new(),
            throttled_until_ms: 0,
        };
        self.handles.push(handle);
        self.handles.len() - 1
    }

    /// Makes a person at a handle, or answers the one of that username.
    pub(crate) fn add_person(&mut self, handle: usize, new: NewPerson) -> usize {
        if let Some(known) = self.handles[handle].person_named(&new.username) {
            return known;
        }
        let igsid = new.igsid.unwrap_or_else(|| ids::igsid(&mut self.dice));
        let follower_count = new.follower_count.unwrap_or_else(|| self.dice.between(40, 2_400));
        let handle = &mut self.handles[handle];
        let index = handle.people.len();
        handle.people_by_name.insert(igsid.clone(), index);
        handle.people_by_name.insert(new.username.clone(), index);
        handle.people.push(Person {
            igsid,
            username: new.username,
            name: new.name,
            follower_count,
            verified: new.verified,
            follows: new.follows,
            followed: new.followed,
            blocked: new.blocked,
            gone: new.gone,
            no_consent: new.no_consent,
            thread: None,
        });
        index
    }

    /// A person of nothing but a username.
    pub(crate) fn add_stranger(&mut self, handle: usize, username: &str) -> usize {
        self.add_person(
            handle,
            NewPerson {
                handle: String::new(),
                username: username.trim_start_matches('@').to_owned(),
                name: None,
                igsid: None,
                follower_count: None,
                verified: false,
                follows: false,
                followed: false,
                blocked: false,
                gone: false,
                no_consent: false,
            },
        )
    }

    /// Issues one more long-lived token for a handle.
    pub(crate) fn issue_token(&mut self, handle: usize) -> Token {
        let now = self.now_ms();
        let token = Token {
            value: ids::token(&mut self.dice),
            issued_ms: now,
            expires_ms: now + TOKEN_LIFE_MS,
            state: TokenState::Live,
        };
        self.handles[handle].tokens.push(token.clone());
        token
    }
}

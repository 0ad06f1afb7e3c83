//! A handle's row.

use domain::handle::{Flavour, Handle, HandleProfile, Trouble};
use domain::ids::{HandleId, IgId};
use domain::sla::Promises;
use domain::time::Timestamp;

use super::{HandleSettings, SyncState};
use crate::codes::{decode, decode_some};
use crate::{Result, StoreError};

/// All that is known about a handle. Its token is in the keychain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandleRow {
    /// Our row.
    pub id: HandleId,
    /// What Instagram says of it.
    pub profile: HandleProfile,
    /// The API that it is connected through.
    pub flavour: Flavour,
    /// The linked Page's id, with Facebook Login.
    pub page_id: Option<String>,
    /// The Meta app that its token belongs to, as its webhook subscription names it: tells what this app wrote from what
    /// another tool did.
    pub app_id: Option<String>,
    /// When it was last connected by the other flavour: threads, messages and people from before may have other ids now
    /// (ADR 9).
    pub rejoined_at: Option<Timestamp>,
    /// Whether it is read: switched on, not disconnected, and not waiting for access.
    pub on: bool,
    /// The person's switch.
    pub switched_on: bool,
    /// Goes up with every move of the switch and every new connection.
    pub epoch: i64,
    /// What is wrong, if anything.
    pub trouble: Option<Trouble>,
    /// Since when.
    pub trouble_since: Option<Timestamp>,
    /// Instagram asked for no calls before this.
    pub throttled_until: Option<Timestamp>,
    /// Since when Instagram answers reads with an empty list: perhaps there is nothing, perhaps it is kept from us
    /// (instagram-platform, section 2.3).
    pub empty_since: Option<Timestamp>,
    /// When the present token was stored and when it ends.
    pub token: TokenFacts,
    /// When the handle was connected first.
    pub connected_at: Timestamp,
    /// When it was last switched off.
    pub paused_at: Option<Timestamp>,
    /// How far reading has come.
    pub sync: SyncState,
    /// When anything new of it last came in, by our clock.
    pub last_event_at: Option<Timestamp>,
    /// When a webhook last told anything of it, by our clock.
    pub last_webhook_at: Option<Timestamp>,
    /// When a webhook first did: since then webhooks are expected.
    pub webhooks_since: Option<Timestamp>,
    /// When reading last found a new message of a person, by our clock.
    pub last_poll_at: Option<Timestamp>,
    /// Since when Instagram says that it sends no webhooks of it to us, although a relay is there to take them.
    pub unsubscribed_since: Option<Timestamp>,
    /// When Instagram last said who it is and how many follow it.
    pub profile_read_at: Option<Timestamp>,
    /// When a person ended its sign-in here.
    pub disconnected_at: Option<Timestamp>,
    /// It was in the alpha.
    pub alpha: bool,
    /// It was activated in Early Access.
    pub early_access: bool,
    /// Since when it has access.
    pub granted_at: Option<Timestamp>,
    /// Since when it waits for access.
    pub waiting_since: Option<Timestamp>,
    /// It has access and is outside the bounds.
    pub drifted: bool,
    /// What a person set for it.
    pub settings: HandleSettings,
    /// Message access is off in Instagram, and a person was told: from when on messages were missed.
    pub access_off_from: Option<Timestamp>,
}

impl HandleRow {
    /// The handle as the engine works with it.
    #[must_use]
    pub fn handle(&self) -> Handle {
        Handle {
            id: self.id,
            ig_id: self.profile.ig_id.clone(),
            app_scoped_id: self.profile.app_scoped_id.clone(),
            username: self.profile.username.clone(),
            flavour: self.flavour,
            page_id: self.page_id.clone(),
            on: self.on,
            epoch: self.epoch,
        }
    }
}

/// What is known about a token, without the token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TokenFacts {
    /// When it was stored.
    pub set_at: Option<Timestamp>,
    /// When it ends, if Instagram said it.
    pub ends_at: Option<Timestamp>,
}

/// The row as the database has it.
#[expect(dead_code, reason = "`*` names every column; the order is the statement's")]
pub(super) struct RawHandle {
    pub(super) id: i64,
    pub(super) ig_id: String,
    pub(super) app_scoped_id: Option<String>,
    pub(super) username: String,
    pub(super) name: Option<String>,
    pub(super) account_type: Option<String>,
    pub(super) followers: Option<i64>,
    pub(super) picture_url: Option<String>,
    pub(super) flavour: String,
    pub(super) page_id: Option<String>,
    pub(super) app_id: Option<String>,
    pub(super) rejoined_at: Option<i64>,
    pub(super) receives: i64,
    pub(super) epoch: i64,
    pub(super) trouble: Option<String>,
    pub(super) trouble_since: Option<i64>,
    pub(super) throttled_until: Option<i64>,
    pub(super) empty_since: Option<i64>,
    pub(super) token_set_at: Option<i64>,
    pub(super) token_ends_at: Option<i64>,
    pub(super) connected_at: i64,
    pub(super) paused_at: Option<i64>,
    pub(super) catching_up: i64,
    pub(super) page_cursor: Option<String>,
    pub(super) watermark: Option<i64>,
    pub(super) last_synced_at: Option<i64>,
    pub(super) last_event_at: Option<i64>,
    pub(super) last_webhook_at: Option<i64>,
    pub(super) webhooks_since: Option<i64>,
    pub(super) last_poll_at: Option<i64>,
    pub(super) unsubscribed_since: Option<i64>,
    pub(super) profile_read_at: Option<i64>,
    pub(super) disconnected_at: Option<i64>,
    pub(super) alpha: i64,
    pub(super) early_access: i64,
    pub(super) granted_at: Option<i64>,
    pub(super) waiting_since: Option<i64>,
    pub(super) drifted: i64,
    pub(super) brand: Option<String>,
    pub(super) ord: Option<i64>,
    pub(super) mentions_need_reply: i64,
    pub(super) disposition_required: i64,
    pub(super) access_off_from: Option<i64>,
    pub(super) time_zone: Option<String>,
    pub(super) sla: Option<String>,
    pub(super) tint: Option<i64>,
}

impl TryFrom<RawHandle> for HandleRow {
    type Error = StoreError;

    fn try_from(raw: RawHandle) -> Result<Self> {
        Ok(Self {
            id: HandleId(raw.id),
            profile: HandleProfile {
                ig_id: IgId(raw.ig_id),
                app_scoped_id: raw.app_scoped_id,
                username: raw.username,
                name: raw.name,
                account_type: decode_some(raw.account_type.as_deref(), "handle.account_type")?,
                followers: raw.followers,
                picture_url: raw.picture_url,
            },
            flavour: decode(&raw.flavour, "handle.flavour")?,
            page_id: raw.page_id,
            app_id: raw.app_id,
            rejoined_at: raw.rejoined_at.map(Timestamp),
            on: raw.receives == 1 && raw.disconnected_at.is_none() && raw.waiting_since.is_none(),
            switched_on: raw.receives == 1,
            epoch: raw.epoch,
            trouble: decode_some(raw.trouble.as_deref(), "handle.trouble")?,
            trouble_since: raw.trouble_since.map(Timestamp),
            throttled_until: raw.throttled_until.map(Timestamp),
            empty_since: raw.empty_since.map(Timestamp),
            token: TokenFacts {
                set_at: raw.token_set_at.map(Timestamp),
                ends_at: raw.token_ends_at.map(Timestamp),
            },
            connected_at: Timestamp(raw.connected_at),
            paused_at: raw.paused_at.map(Timestamp),
            sync: SyncState {
                catching_up: raw.catching_up == 1,
                page_cursor: raw.page_cursor,
                watermark: raw.watermark.map(Timestamp),
                last_synced_at: raw.last_synced_at.map(Timestamp),
            },
            last_event_at: raw.last_event_at.map(Timestamp),
            last_webhook_at: raw.last_webhook_at.map(Timestamp),
            webhooks_since: raw.webhooks_since.map(Timestamp),
            last_poll_at: raw.last_poll_at.map(Timestamp),
            unsubscribed_since: raw.unsubscribed_since.map(Timestamp),
            profile_read_at: raw.profile_read_at.map(Timestamp),
            disconnected_at: raw.disconnected_at.map(Timestamp),
            alpha: raw.alpha == 1,
            early_access: raw.early_access == 1,
            granted_at: raw.granted_at.map(Timestamp),
            waiting_since: raw.waiting_since.map(Timestamp),
            drifted: raw.drifted == 1,
            settings: HandleSettings {
                brand: raw.brand,
                mentions_need_reply: raw.mentions_need_reply == 1,
                disposition_required: raw.disposition_required == 1,
                time_zone: raw.time_zone,
                sla: promises(raw.sla.as_deref())?.current().cloned(),
                tint: raw.tint.and_then(|tint| u8::try_from(tint).ok()),
            },
            access_off_from: raw.access_off_from.map(Timestamp),
        })
    }
}

/// What a handle promised and promises; nothing at all when absent.
pub(crate) fn promises(column: Option<&str>) -> Result<Promises> {
    Ok(decode_some(column, "handle.sla")?.unwrap_or_default())
}

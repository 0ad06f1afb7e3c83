//! What a person sets for a handle, and the rail's order.

use domain::ids::{ConversationId, HandleId};
use domain::sla::{Policy, Promises};

use super::changed;
use super::row::promises;
use crate::codes::{code, json_list};
use crate::journal::{self, Deed};
use crate::marks;
use crate::triage::By;
use crate::tx::{Reads, WriteTx};
use crate::{ChangeSet, Result, Store, StoreError};

/// What a person sets for a handle.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HandleSettings {
    /// The brand that it is shown under.
    pub brand: Option<String>,
    /// Story mentions alone need a reply, too.
    pub mentions_need_reply: bool,
    /// "Done" asks how it was closed.
    pub disposition_required: bool,
    /// The time zone of its people, by its IANA name; this computer's when absent.
    pub time_zone: Option<String>,
    /// How soon its people are promised an answer.
    pub sla: Option<Policy>,
    /// The tint that it is known by, 0 to 9; the one that its number gives it when absent.
    pub tint: Option<u8>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandleSetting {
    /// [`HandleSettings::brand`].
    Brand(Option<String>),
    /// [`HandleSettings::mentions_need_reply`].
    MentionsNeedReply(bool),
    /// [`HandleSettings::disposition_required`].
    DispositionRequired(bool),
    /// [`HandleSettings::time_zone`].
    TimeZone(Option<String>),
    /// [`HandleSettings::sla`]. Promising the same again leaves the time since when; another promise is for what comes after
    /// it, and none takes back all that there were.
    Sla(Option<Policy>),
    /// [`HandleSettings::tint`].
    Tint(Option<u8>),
}

impl HandleSettings {
    fn set(&mut self, setting: HandleSetting) {
        match setting {
            HandleSetting::Brand(brand) => self.brand = brand,
            HandleSetting::MentionsNeedReply(on) => self.mentions_need_reply = on,
            HandleSetting::DispositionRequired(on) => self.disposition_required = on,
            HandleSetting::TimeZone(zone) => self.time_zone = zone,
            HandleSetting::Sla(policy) => self.sla = policy,
            HandleSetting::Tint(tint) => self.tint = tint,
        }
    }
}

impl Store {
    /// Changes one of a handle's settings. Where its conversations stand otherwise with it is written down anew, and what
    /// changed is in the audit trail.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], otherwise as the database says.
    pub async fn save_handle_setting(
        &self,
        id: HandleId,
        setting: HandleSetting,
        by: By,
    ) -> Result<ChangeSet> {
        self.write(move |tx| Box::pin(async move { save(tx, id, setting, &by).await })).await
    }

    /// Changes the order of the rail. Handles that are not named come after those that are.
    ///
    /// # Errors
    /// As the database says.
    pub async fn order_handles(&self, handles: Vec<HandleId>) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let list = json_list(&handles);
                sqlx::query!(
                    "UPDATE handle SET ord = (SELECT key FROM json_each(?) WHERE value = handle.id)",
                    list
                )
                .execute(tx.writing())
                .await?;
                Ok(ChangeSet { handles: handles.into_iter().collect(), ..ChangeSet::default() })
            })
        })
        .await
    }
}

async fn save(tx: &mut WriteTx, id: HandleId, setting: HandleSetting, by: &By) -> Result<ChangeSet> {
    let before = sqlx::query!(
        "SELECT brand, mentions_need_reply, disposition_required, time_zone, sla, tint FROM handle WHERE id = ?",
        id.0
    )
    .fetch_optional(tx.writing())
    .await?;
    let before = before.ok_or(StoreError::NotFound("handle"))?;
    let mut promised = promises(before.sla.as_deref())?;
    let before = HandleSettings {
        brand: before.brand,
        mentions_need_reply: before.mentions_need_reply == 1,
        disposition_required: before.disposition_required == 1,
        time_zone: before.time_zone,
        sla: promised.current().cloned(),
        tint: before.tint.and_then(|tint| u8::try_from(tint).ok()),
    };
    let mut settings = before.clone();
    settings.set(setting);
    match &settings.sla {
        Some(policy) => promised.promise(policy.clone()),
        None => promised = Promises::default(),
    }
    let sla = promised.current().map(|_| code(&promised));
    let done = sqlx::query!(
        "UPDATE handle SET brand = ?, mentions_need_reply = ?, disposition_required = ?, time_zone = ?, sla = ?,
           tint = ? WHERE id = ?",
        settings.brand,
        settings.mentions_need_reply,
        settings.disposition_required,
        settings.time_zone,
        sla,
        settings.tint,
        id.0,
    )
    .execute(tx.writing())
    .await?;
    if let Some((action, before, after)) = changed_setting(&before, &settings) {
        let (at, who, action) = (by.now, by.who.clone(), action.to_owned());
        let deed = Deed {
            at,
            who,
            action,
            handle: id,
            conversation: None,
            before: Some(before),
            after: Some(after),
        };
        journal::append_deed(tx, &deed).await?;
    }
    let mut changes = changed(id, done.rows_affected());
    // Rows show when answers are due.
    changes.lists = before.sla.as_ref() != promised.current()
        || (sla.is_some() && before.time_zone != settings.time_zone);
    if before.mentions_need_reply != settings.mentions_need_reply {
        changes.lists = true;
        stand_anew(tx, id).await?;
    }
    Ok(changes)
}

/// The setting that differs, as the audit trail has it: which, and how it was before and after.
fn changed_setting(
    before: &HandleSettings,
    after: &HandleSettings,
) -> Option<(&'static str, String, String)> {
    let words = |settings: &HandleSettings| {
        let flag = |on| if on { "on" } else { "off" }.to_owned();
        let name = |name: &Option<String>| name.clone().unwrap_or_else(|| "none".to_owned());
        [
            ("handle_brand", name(&settings.brand)),
            ("handle_mentions", flag(settings.mentions_need_reply)),
            ("handle_disposition", flag(settings.disposition_required)),
            ("handle_time_zone", name(&settings.time_zone)),
            ("handle_tint", name(&settings.tint.map(|tint| tint.to_string()))),
            ("handle_sla", settings.sla.as_ref().map_or_else(|| flag(false), |policy| policy.targets.name())),
        ]
    };
    let mut pairs = words(before).into_iter().zip(words(after));
    let ((setting, before), (_, after)) = pairs.find(|(before, after)| before != after)?;
    Some((setting, before, after))
}

/// Only a mention that is open, or that came while the conversation was snoozed or muted, can ask.
async fn stand_anew(tx: &mut WriteTx, id: HandleId) -> Result<()> {
    let concerned = sqlx::query_scalar!(
        r#"SELECT id AS "id!" FROM conversation WHERE handle_id = ?1 AND open_mention = 1
           UNION SELECT id FROM conversation WHERE handle_id = ?1 AND standing = 4
           UNION SELECT id FROM conversation WHERE handle_id = ?1 AND muted = 1 AND last_mention IS NOT NULL"#,
        id.0,
    )
    .fetch_all(tx.reading())
    .await?;
    let concerned: Vec<ConversationId> = concerned.into_iter().map(ConversationId).collect();
    for row in marks::read(tx, &concerned).await? {
        marks::write(tx, row.id, &row.said).await?;
    }
    Ok(())
}

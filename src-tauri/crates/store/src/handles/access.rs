//! Access: who waits for it, and who was given it (requirements, R18, R19, R22 and R23).

use domain::ids::HandleId;
use domain::time::Timestamp;

use super::changed;
use crate::journal::{self, AuditEntry};
use crate::tx::WriteTx;
use crate::{ChangeSet, Result, Store};

/// Access that a handle is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The handle.
    pub handle: HandleId,
    /// Why: a code.
    pub reason: String,
    /// Followers before and after, when a new count is what brought it (R18).
    pub grew: Option<(Option<i64>, Option<i64>)>,
}

/// What became of grants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Granted {
    /// What changed.
    pub changes: ChangeSet,
    /// Handles that waited, and are read from now on.
    pub enabled: Vec<HandleId>,
}

impl Store {
    /// Gives handles access, once each. One that waited is told of in one notice for all, and read from now on, unless a
    /// person switched it off: that stays (R23).
    ///
    /// # Errors
    /// As the database says; then none has it.
    pub async fn grant_access(
        &self,
        grants: Vec<Grant>,
        phase: Option<String>,
        now: Timestamp,
    ) -> Result<Granted> {
        self.write(move |tx| {
            Box::pin(async move {
                let mut granted = Granted::default();
                let mut notice = None;
                for grant in &grants {
                    let Some(kept_off) = give(tx, grant, now, &mut granted).await? else { continue };
                    let notice = match notice {
                        Some(notice) => notice,
                        None => *notice.insert(new_notice(tx, phase.as_deref(), now).await?),
                    };
                    sqlx::query!(
                        "INSERT INTO notice_handle (notice_id, handle_id, kept_off) VALUES (?, ?, ?)",
                        notice,
                        grant.handle.0,
                        kept_off,
                    )
                    .execute(tx.writing())
                    .await?;
                }
                Ok(granted)
            })
        })
        .await
    }

    /// A handle without access waits for it, and is not read. One that has, or had, access does not.
    ///
    /// # Errors
    /// As the database says.
    pub async fn wait_for_access(&self, id: HandleId, now: Timestamp) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let done = sqlx::query!(
                    "UPDATE handle SET waiting_since = ?, epoch = epoch + 1
                     WHERE id = ? AND waiting_since IS NULL AND granted_at IS NULL",
                    now.0,
                    id.0,
                )
                .execute(tx.writing())
                .await?;
                Ok(changed(id, done.rows_affected()))
            })
        })
        .await
    }

    /// Writes down that a handle with access left the bounds, or came back into them; the audit trail has it once (R19).
    ///
    /// # Errors
    /// As the database says.
    pub async fn set_drifted(
        &self,
        id: HandleId,
        drifted: bool,
        followers: Option<i64>,
        now: Timestamp,
    ) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let done = sqlx::query!(
                    "UPDATE handle SET drifted = ?1 WHERE id = ?2 AND drifted <> ?1",
                    drifted,
                    id.0
                )
                .execute(tx.writing())
                .await?;
                if drifted && done.rows_affected() > 0 {
                    let outcome = format!("followers {}", figure(followers));
                    append(tx, id, "eligibility_drift", outcome, now).await?;
                }
                Ok(changed(id, done.rows_affected()))
            })
        })
        .await
    }

    /// Writes down that a handle was in the alpha, or activated in Early Access: Instagram's API does not say it.
    ///
    /// # Errors
    /// As the database says.
    pub async fn set_cohort(&self, id: HandleId, alpha: bool, early_access: bool) -> Result<ChangeSet> {
        self.write(move |tx| {
            Box::pin(async move {
                let done = sqlx::query!(
                    "UPDATE handle SET alpha = ?, early_access = ? WHERE id = ?",
                    alpha,
                    early_access,
                    id.0,
                )
                .execute(tx.writing())
                .await?;
                Ok(changed(id, done.rows_affected()))
            })
        })
        .await
    }
}

/// Gives one handle access. Answers whether a person keeps it off, for a handle that waited.
async fn give(
    tx: &mut WriteTx,
    grant: &Grant,
    now: Timestamp,
    granted: &mut Granted,
) -> Result<Option<bool>> {
    let Grant { handle, reason, grew } = grant;
    let before = sqlx::query!(
        r#"SELECT waiting_since IS NOT NULL AS "waited!: bool",
             receives = 0 OR disconnected_at IS NOT NULL AS "off!: bool"
           FROM handle WHERE id = ? AND granted_at IS NULL"#,
        handle.0,
    )
    .fetch_optional(tx.writing())
    .await?;
    let Some(before) = before else { return Ok(None) };
    sqlx::query!(
        "UPDATE handle SET granted_at = ?, waiting_since = NULL, epoch = epoch + ? WHERE id = ?",
        now.0,
        before.waited,
        handle.0,
    )
    .execute(tx.writing())
    .await?;
    granted.changes.join(ChangeSet::handle(*handle));
    if !before.waited {
        return Ok(None);
    }
    let action = match (before.off, grew) {
        (true, _) => "access_kept_off",
        (false, Some(_)) => "became_eligible",
        (false, None) => "access_granted",
    };
    let outcome = match *grew {
        Some((old, new)) => format!("followers {} {}", figure(old), figure(new)),
        None => reason.clone(),
    };
    append(tx, *handle, action, outcome, now).await?;
    if !before.off {
        granted.enabled.push(*handle);
    }
    Ok(Some(before.off))
}

/// A count as the audit trail has it.
fn figure(count: Option<i64>) -> String {
    count.map_or("unknown".to_owned(), |count| count.to_string())
}

async fn new_notice(tx: &mut WriteTx, phase: Option<&str>, now: Timestamp) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"INSERT INTO notice (at, phase) VALUES (?, ?) RETURNING id AS "id!""#,
        now.0,
        phase
    )
    .fetch_one(tx.writing())
    .await?)
}

async fn append(tx: &mut WriteTx, id: HandleId, action: &str, outcome: String, now: Timestamp) -> Result<()> {
    let entry = AuditEntry { at: now, action: action.into(), handle: Some(id), outcome };
    journal::append(tx, &entry).await
}

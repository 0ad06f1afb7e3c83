//! What was in the bin for long enough goes for good.

use std::collections::BTreeMap;

use domain::ids::{HandleId, Igsid};
use domain::position::Position;
use domain::time::{MINUTE, Timestamp};

use super::STEP;
use super::person::{Person, take_away};
use crate::journal::{self, AuditEntry};
use crate::tx::WriteTx;
use crate::{Result, Store};

impl AuditEntry {
    /// A person emptied the bin, of one handle or of all.
    #[must_use]
    pub fn emptied_bin(handle: Option<HandleId>, conversations: usize, now: Timestamp) -> Self {
        Self {
            at: now,
            action: "empty_bin".into(),
            handle,
            outcome: format!("conversations {conversations}"),
        }
    }

    /// What was in the bin for long enough went by itself.
    fn deleted_from_bin(handle: Option<HandleId>, conversations: usize, now: Timestamp) -> Self {
        Self { action: "delete_from_bin".into(), ..Self::emptied_bin(handle, conversations, now) }
    }
}

impl Store {
    /// Writes down that conversations that were thrown away by `until` are to go: of one handle or of all, some hundreds at
    /// once. Answers how many; none when all are written down.
    ///
    /// Only what was there when they were thrown away goes. Who writes again meanwhile is a new person from that message
    /// on, also while the deletion is under way. A conversation with a reply that is not settled stays, and so does a
    /// group: Instagram would list it again.
    ///
    /// What goes by itself is in the audit trail, with how many of each handle; what a person `asked` for is for the caller
    /// to say, once it is known how many all are.
    ///
    /// # Errors
    /// As the database says.
    pub async fn begin_to_empty_bin(
        &self,
        handle: Option<HandleId>,
        until: Timestamp,
        now: Timestamp,
        asked: bool,
    ) -> Result<usize> {
        self.write(move |tx| Box::pin(async move { begin(tx, handle, until, now, asked).await })).await
    }
}

async fn begin(
    tx: &mut WriteTx,
    handle: Option<HandleId>,
    until: Timestamp,
    now: Timestamp,
    asked: bool,
) -> Result<usize> {
    let handle = handle.map(|handle| handle.0);
    let rows = sqlx::query!(
        r#"SELECT p.id AS "person!", p.handle_id AS "handle!", p.igsid AS "igsid!", c.binned_at AS "binned_at!",
             c.binned_through AS "binned_through!"
           FROM conversation AS c INDEXED BY conversation_binned CROSS JOIN person AS p ON p.id = c.person_id
           WHERE c.standing = 6 AND c.binned_at <= ?1 AND (?2 IS NULL OR c.handle_id = ?2) AND c.closed IS NULL
             AND NOT EXISTS (SELECT 1 FROM erasure AS e WHERE e.person_id = p.id)
             AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.conversation_id = c.id
               AND o.state NOT IN ('sent', 'cancelled'))
           LIMIT ?3"#,
        until.0,
        handle,
        STEP,
    )
    .fetch_all(tx.writing())
    .await?;
    let count = rows.len();
    let mut of_each = BTreeMap::<HandleId, usize>::new();
    for row in rows {
        // Only what was there goes: what they wrote until then and Instagram had not told yet is still to come. The minute
        // covers times that are known to the second.
        let through = Position(row.binned_through).at().plus(MINUTE);
        let at = Timestamp(row.binned_at).min(through);
        let person = Person { id: row.person, handle: HandleId(row.handle), igsid: Igsid(row.igsid) };
        *of_each.entry(person.handle).or_default() += 1;
        take_away(tx, &person, at, !asked, now).await?;
    }
    for (handle, count) in of_each.into_iter().filter(|_| !asked) {
        journal::append(tx, &AuditEntry::deleted_from_bin(Some(handle), count, now)).await?;
    }
    Ok(count)
}

//! What handles came to without a person, until one has seen it.

use domain::ids::HandleId;
use domain::time::Timestamp;

use crate::tx::Reads;
use crate::{Result, Store};

/// Handles that were given access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its row.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// The phase at the time.
    pub phase: Option<String>,
    /// The handles with their names, and whether a person keeps each off.
    pub handles: Vec<(HandleId, String, bool)>,
}

impl Store {
    /// All that nobody has seen yet, newest first.
    ///
    /// # Errors
    /// As the database says.
    pub async fn notices(&self) -> Result<Vec<Notice>> {
        let mut reader = self.reader().await?;
        let mut tx = reader.begin().await?;
        let rows = sqlx::query!(
            "SELECT n.id, n.at, n.phase, h.id AS handle, h.username, o.kept_off
             FROM notice AS n JOIN notice_handle AS o ON o.notice_id = n.id JOIN handle AS h ON h.id = o.handle_id
             ORDER BY n.id DESC, h.id"
        )
        .fetch_all(tx.reading())
        .await?;
        let mut notices: Vec<Notice> = Vec::new();
        for row in rows {
            let handle = (HandleId(row.handle), row.username, row.kept_off == 1);
            match notices.last_mut().filter(|notice| notice.id == row.id) {
                Some(notice) => notice.handles.push(handle),
                None => {
                    let (id, at, phase) = (row.id, Timestamp(row.at), row.phase);
                    notices.push(Notice { id, at, phase, handles: vec![handle] });
                }
            }
        }
        Ok(notices)
    }

    /// A notice was seen.
    ///
    /// # Errors
    /// As the database says.
    pub async fn dismiss_notice(&self, id: i64) -> Result<()> {
        self.write(move |tx| {
            Box::pin(async move {
                sqlx::query!("DELETE FROM notice WHERE id = ?", id).execute(tx.writing()).await?;
                Ok(())
            })
        })
        .await
    }
}

//! Lines between the messages of a thread: each is told once, however often it comes.

use super::known::Known;
use crate::Result;
use crate::codes::code;
use crate::tx::WriteTx;

impl Known {
    pub(super) async fn save_lines(&mut self, tx: &mut WriteTx) -> Result<()> {
        for row in &mut self.conversations {
            for (at, what) in std::mem::take(&mut row.lines) {
                let what = code(&what);
                let done = sqlx::query!(
                    "INSERT INTO line (conversation_id, at, what) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    row.id.0,
                    at.0,
                    what,
                )
                .execute(tx.writing())
                .await?;
                row.visible |= done.rows_affected() > 0;
            }
        }
        Ok(())
    }
}

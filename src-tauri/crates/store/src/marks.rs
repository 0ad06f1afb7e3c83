//! A person's own marks on conversations: read, unread, done. Each gives back what undoes it.

use domain::conversation::Marks;
use domain::ids::ConversationId;
use domain::position::Position;

use crate::codes::standing_code;
use crate::tx::{Reads, WriteTx};
use crate::{ChangeSet, Result, Store, StoreError};

/// The marks that a person sets, as they were: what undo puts back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonalMarks {
    /// The conversation.
    pub conversation: ConversationId,
    /// Done up to here.
    pub done_through: Option<Position>,
    /// Read up to here.
    pub read_through: Option<Position>,
    /// Marked unread by hand.
    pub marked_unread: bool,
}

impl Store {
    /// Everything up to `through` has been on screen, at most what there is: what comes later is unread. A mark only
    /// moves forward; a mark "unread" goes away.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], or as the database says.
    pub async fn mark_read(
        &self,
        conversation: ConversationId,
        through: Position,
    ) -> Result<(PersonalMarks, ChangeSet)> {
        self.change_marks(conversation, move |marks, newest| {
            marks.read_through = marks.read_through.max(Some(through.min(newest)));
            marks.marked_unread = false;
        })
        .await
    }

    /// Marks a conversation unread by hand. Raises no badge.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], or as the database says.
    pub async fn mark_unread(&self, conversation: ConversationId) -> Result<(PersonalMarks, ChangeSet)> {
        self.change_marks(conversation, |marks, _| marks.marked_unread = true).await
    }

    /// Calls a conversation done as it stands now; the next message that asks opens it again.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], or as the database says.
    pub async fn done(&self, conversation: ConversationId) -> Result<(PersonalMarks, ChangeSet)> {
        self.change_marks(conversation, |marks, _| {
            marks.done_through = marks.last_inbound.max(marks.last_outbound).max(marks.done_through);
        })
        .await
    }

    /// Takes "done" back.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], or as the database says.
    pub async fn reopen(&self, conversation: ConversationId) -> Result<(PersonalMarks, ChangeSet)> {
        self.change_marks(conversation, |marks, _| marks.done_through = None).await
    }

    /// Puts a person's marks back as they were.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], or as the database says.
    pub async fn restore_marks(&self, before: PersonalMarks) -> Result<(PersonalMarks, ChangeSet)> {
        self.change_marks(before.conversation, move |marks, _| {
            marks.done_through = before.done_through;
            marks.read_through = before.read_through;
            marks.marked_unread = before.marked_unread;
        })
        .await
    }

    /// `change` is told the place of the newest message.
    async fn change_marks(
        &self,
        id: ConversationId,
        change: impl FnOnce(&mut Marks, Position) + Send + 'static,
    ) -> Result<(PersonalMarks, ChangeSet)> {
        self.write(move |tx| {
            Box::pin(async move {
                let (before, newest) = read(tx, id).await?.ok_or(StoreError::NotFound("conversation"))?;
                let mut after = before;
                change(&mut after, newest);
                let changed = after != before;
                if changed {
                    write(tx, id, &after).await?;
                }
                let undo = PersonalMarks {
                    conversation: id,
                    done_through: before.done_through,
                    read_through: before.read_through,
                    marked_unread: before.marked_unread,
                };
                Ok((undo, if changed { ChangeSet::conversation(id) } else { ChangeSet::default() }))
            })
        })
        .await
    }
}

/// Whether the newest story mention still waits for a thank-you: nothing of ours and no "done" came after it.
pub(crate) fn open_mention(marks: &Marks) -> bool {
    marks.last_mention.is_some() && marks.last_mention > marks.last_outbound.max(marks.done_through)
}

/// The marks, and the place of the newest message.
async fn read(tx: &mut impl Reads, id: ConversationId) -> Result<Option<(Marks, Position)>> {
    let row = sqlx::query!(
        "SELECT last_inbound, last_asking, last_mention, last_outbound, done_through, read_through, marked_unread,
           last_position FROM conversation WHERE id = ?",
        id.0,
    )
    .fetch_optional(tx.reading())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let marks = Marks {
        last_inbound: row.last_inbound.map(Position),
        last_asking: row.last_asking.map(Position),
        last_mention: row.last_mention.map(Position),
        last_outbound: row.last_outbound.map(Position),
        done_through: row.done_through.map(Position),
        read_through: row.read_through.map(Position),
        marked_unread: row.marked_unread == 1,
    };
    Ok(Some((marks, Position(row.last_position))))
}

/// Writes a person's marks and what follows from them.
async fn write(tx: &mut WriteTx, id: ConversationId, marks: &Marks) -> Result<()> {
    let (done, read) = (marks.done_through.map(|at| at.0), marks.read_through.map(|at| at.0));
    let (standing, unread, mention) = (standing_code(marks.standing()), marks.unread(), open_mention(marks));
    sqlx::query!(
        "UPDATE conversation SET done_through = ?, read_through = ?, marked_unread = ?, standing = ?, unread = ?,
           open_mention = ? WHERE id = ?",
        done,
        read,
        marks.marked_unread,
        standing,
        unread,
        mention,
        id.0,
    )
    .execute(tx.writing())
    .await?;
    Ok(())
}

//! Taking a reply back into the composer.

use domain::ids::OutboxId;
use domain::outbox::{Event, State, step};
use domain::time::Timestamp;

use super::steps::apply;
use super::{OutboxRow, rows};
use crate::tx::WriteTx;
use crate::{ChangeSet, Result, Store, StoreError, drafts, uploads};

impl Store {
    /// Puts a reply back into the draft, before what is being written there, with its files, and whatever was sent with
    /// the same press and did not leave yet: all in one transaction. Gives the text that came back; `None` when it is
    /// too late.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such reply; otherwise as the database says.
    pub async fn take_back(&self, id: OutboxId, now: Timestamp) -> Result<Option<(String, ChangeSet)>> {
        self.write(move |tx| Box::pin(async move { take_back(tx, id, now).await })).await
    }
}

async fn take_back(tx: &mut WriteTx, id: OutboxId, now: Timestamp) -> Result<Option<(String, ChangeSet)>> {
    let row = rows::by_id(tx, id).await?.ok_or(StoreError::NotFound("outbox row"))?;
    // Nothing is written before this is sure: a transaction that ends well is kept.
    if step(&row.progress, Event::Discarded, now, None).is_none() {
        return Ok(None);
    }
    let together: Vec<OutboxRow> = rows::of_press(tx, row.press)
        .await?
        .into_iter()
        .filter(|other| {
            let waits = matches!(other.progress.state, State::Queued | State::Held | State::Failed);
            other.id == row.id || waits
        })
        .collect();
    let mut changes = ChangeSet::conversation(row.conversation);
    let mut texts = Vec::new();
    for reply in &together {
        // Given back first: what is discarded loses its files.
        uploads::give_back(tx, reply.id).await?;
        changes.join(apply(tx, reply, Event::Discarded, None, now).await?.unwrap_or_default());
        texts.push(reply.what.text().to_owned());
    }
    texts.retain(|text| !text.trim().is_empty());
    let taken = texts.join("\n");
    let before = drafts::text(tx, row.conversation).await?;
    if !before.trim().is_empty() {
        texts.push(before);
    }
    drafts::save(tx, row.conversation, &texts.join("\n"), now).await?;
    Ok(Some((taken, changes)))
}

//! Everything that a list has at a moment, and saying something of it afterwards.

use std::collections::BTreeMap;

use domain::ids::ConversationId;
use domain::position::Position;
use domain::triage::Act;

use super::{Acted, By, apply};
use crate::codes::json_list;
use crate::lists::{self, ListQuery};
use crate::{ChangeSet, Result, Store};

/// Everything that a list had at a moment, as a person saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The list, and the moment.
    query: ListQuery,
    /// The place of each conversation's newest message at that moment. In the order of the table, which is written in it.
    newest: BTreeMap<ConversationId, Position>,
}

impl Selection {
    /// The conversations, by id.
    pub fn conversations(&self) -> impl Iterator<Item = ConversationId> {
        self.newest.keys().copied()
    }

    /// Those of the conversations that were selected, as they were.
    fn seen(&self, conversations: &[ConversationId]) -> Vec<(ConversationId, Position)> {
        let newest = |id: &ConversationId| Some((*id, *self.newest.get(id)?));
        conversations.iter().filter_map(newest).collect()
    }
}

/// What became of an act on selected conversations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OfSelected {
    /// What was said.
    pub acted: Acted,
    /// Conversations that changed since they were selected and were left as they are.
    pub left: usize,
    /// What changed.
    pub changes: ChangeSet,
}

impl Store {
    /// Selects everything that a list has at the query's `now`, whatever page it asks for.
    ///
    /// # Errors
    /// As the database says.
    pub async fn select(&self, query: ListQuery) -> Result<Selection> {
        let newest = lists::everything(&mut self.reader().await?.begin().await?, &query).await?;
        Ok(Selection { query, newest: newest.into_iter().collect() })
    }

    /// Says something about some of the selected conversations, in one transaction. What has another newest message since
    /// then, or has left the list, is not what the person saw: it is left as it is.
    ///
    /// # Errors
    /// As [`Store::act`], but for conversations that are gone.
    pub async fn act_on_selected(
        &self,
        selection: &Selection,
        conversations: &[ConversationId],
        act: Act,
        by: By,
    ) -> Result<OfSelected> {
        let meant = conversations.len();
        let seen = selection.seen(conversations);
        let query = selection.query.clone();
        self.write(move |tx| {
            Box::pin(async move {
                let still = lists::unchanged(tx, &query, &seen).await?;
                let left = meant.saturating_sub(still.len());
                if still.is_empty() {
                    return Ok(OfSelected { left, ..OfSelected::default() });
                }
                let (acted, changes) = apply(tx, &still, &act, &by).await?;
                Ok(OfSelected { acted, left, changes })
            })
        })
        .await
    }

    /// Whether one of these selected conversations, as far as it is still what the person saw, cannot be done without saying
    /// how it was closed.
    ///
    /// # Errors
    /// As the database says.
    pub async fn asks_disposition(
        &self,
        selection: &Selection,
        conversations: &[ConversationId],
    ) -> Result<bool> {
        let mut reader = self.reader().await?;
        let seen = selection.seen(conversations);
        let still = lists::unchanged(&mut reader.begin().await?, &selection.query, &seen).await?;
        let list = json_list(still);
        let asks = sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT 1 FROM json_each(?) AS one CROSS JOIN conversation AS c ON c.id = one.value
                 CROSS JOIN handle AS h ON h.id = c.handle_id
               WHERE h.disposition_required = 1 AND c.disposition IS NULL) AS "asks!: bool""#,
            list,
        )
        .fetch_one(reader.connection()?)
        .await?;
        Ok(asks)
    }
}

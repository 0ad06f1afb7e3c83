//! Story mentions, one by one: what is gone first comes first (experience, section 9).

use domain::ids::{ConversationId, HandleId, MessageId};
use domain::position::Position;
use domain::time::{DAY, Timestamp};
use domain::window::HUMAN_AGENT_MS;
use serde::{Deserialize, Serialize};
use sqlx::{QueryBuilder, Row, Sqlite};

use crate::lists::{self, ConversationRow};
use crate::thread::{self, MessageRow};
use crate::tx::Reads;
use crate::{Result, Store, StoreError};

/// A page of mentions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MentionQuery {
    /// Of one handle, or of all.
    pub handle: Option<HandleId>,
    /// Only those that wait for thanks ([`thankable_after`]).
    pub open_only: bool,
    /// After the last one of the page before.
    pub after: Option<MentionCursor>,
    /// At most so many.
    pub limit: u32,
    /// Now: decides which stories are still there.
    pub now: Timestamp,
}

/// Where the next page goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentionCursor {
    /// The last one's place.
    pub at: Position,
    /// Mentions after this place are of stories that are still there. Fixed by the first page.
    pub live_after: Position,
    /// Those that are still there are all shown.
    pub among_gone: bool,
}

/// One page of mentions: stories that are still there, the one that is gone first at the top; then those that are gone,
/// the latest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MentionPage {
    /// The mentions.
    pub mentions: Vec<Mention>,
    /// Where the next page goes on; `None` at the end.
    pub next: Option<MentionCursor>,
}

/// A mention of the handle in a person's story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The message that told of it.
    pub message: MessageRow,
    /// Its conversation.
    pub conversation: ConversationRow,
    /// What was done about it, if anything.
    pub thanked: Option<Thanked>,
}

/// What was done about a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Thanked {
    /// The handle wrote something after it.
    Replied,
    /// A person called it done.
    Done,
}

impl Store {
    /// A page of mentions.
    ///
    /// # Errors
    /// As the database says.
    pub async fn mentions(&self, query: &MentionQuery) -> Result<MentionPage> {
        page(&mut self.reader().await?.begin().await?, query).await
    }
}

/// Mentions after this place can still be thanked for. The one rule of what waits for thanks, on the story desk, in the
/// list and in its count: it came after this place and its conversation's mark says that it is open
/// ([`domain::conversation::Marks::open_mention`]). A muted or snoozed person is out of sight on purpose and waits
/// nowhere (experience, section 7), and after seven days nothing can be sent that would answer the mention (section 8);
/// whoever wrote since then is in "needs reply".
pub(crate) fn thankable_after(now: Timestamp) -> Position {
    Position::first_at(now.plus(-HUMAN_AGENT_MS))
}

async fn page(tx: &mut impl Reads, query: &MentionQuery) -> Result<MentionPage> {
    let begun = Position::first_at(query.now.plus(-DAY)).last_of_its_millisecond();
    let live_after = query.after.map_or(begun, |cursor| cursor.live_after);
    let among_gone = query.after.is_some_and(|cursor| cursor.among_gone);
    let at = query.after.map(|cursor| cursor.at);
    let mut found = Vec::new();
    if !among_gone {
        let run = Run { ascending: true, after: at.unwrap_or(live_after), before: Position(i64::MAX) };
        found = run.read(tx, query, query.limit).await?;
    }
    let live = found.len();
    let left = query.limit.saturating_sub(u32::try_from(live).unwrap_or(u32::MAX));
    if left > 0 {
        let after = if query.open_only { thankable_after(query.now) } else { Position::default() };
        let before = at.filter(|_| among_gone).unwrap_or(live_after.next());
        found.extend(Run { ascending: false, after, before }.read(tx, query, left).await?);
    }
    let full = u32::try_from(found.len()).unwrap_or(u32::MAX) >= query.limit;
    let among_gone = among_gone || found.len() > live;
    let mut mentions = Vec::with_capacity(found.len());
    for (message, conversation) in found {
        mentions.push(mention(tx, message, conversation).await?);
    }
    let last = mentions.last().filter(|_| full).map(|last| last.message.position);
    Ok(MentionPage { mentions, next: last.map(|at| MentionCursor { at, live_after, among_gone }) })
}

/// A run of mentions along an index, strictly between two places.
struct Run {
    ascending: bool,
    after: Position,
    before: Position,
}

impl Run {
    async fn read(
        &self,
        tx: &mut impl Reads,
        query: &MentionQuery,
        limit: u32,
    ) -> Result<Vec<(MessageId, ConversationId)>> {
        let mut sql = self.sql(query, limit);
        let rows = sql.build().fetch_all(tx.reading()).await?;
        let ids = rows.iter().map(|row| Ok((MessageId(row.try_get(0)?), ConversationId(row.try_get(1)?))));
        ids.collect()
    }

    fn sql(&self, query: &MentionQuery, limit: u32) -> QueryBuilder<Sqlite> {
        let index = if query.handle.is_some() { "message_mention_of_handle" } else { "message_by_kind" };
        let mut sql = QueryBuilder::new("SELECT m.id, m.conversation_id FROM message AS m INDEXED BY ");
        sql.push(index);
        // The first condition is the one of the index of all that is no text.
        sql.push(
            " CROSS JOIN conversation AS c ON c.id = m.conversation_id
              WHERE m.kind <> 'text' AND m.kind = 'story_mention' AND m.direction = 'in' AND c.standing < 5",
        );
        if let Some(handle) = query.handle {
            sql.push(" AND m.handle_id = ").push_bind(handle.0);
        }
        sql.push(" AND m.position > ").push_bind(self.after.0);
        sql.push(" AND m.position < ").push_bind(self.before.0);
        if query.open_only {
            sql.push(
                " AND c.open_mention = 1
                  AND m.position > coalesce(c.last_outbound, 0) AND m.position > coalesce(c.done_through, 0)",
            );
        }
        sql.push(" ORDER BY m.position").push(if self.ascending { "" } else { " DESC" });
        sql.push(" LIMIT ").push_bind(limit);
        sql
    }
}

async fn mention(tx: &mut impl Reads, message: MessageId, conversation: ConversationId) -> Result<Mention> {
    let message = thread::by_id(tx, message).await?.ok_or(StoreError::NotFound("message"))?;
    let conversation = lists::by_id(tx, conversation).await?.ok_or(StoreError::NotFound("conversation"))?;
    let marks = &conversation.marks;
    let thanked = if marks.last_outbound > Some(message.position) {
        Some(Thanked::Replied)
    } else if marks.done_through >= Some(message.position) {
        Some(Thanked::Done)
    } else {
        None
    };
    Ok(Mention { message, conversation, thanked })
}

/// The statements of all kinds of pages, for the plan snapshots.
#[cfg(test)]
pub(crate) fn statements() -> Vec<(String, String)> {
    let of = |handle, open_only, ascending| {
        let query = MentionQuery { handle, open_only, after: None, limit: 1, now: Timestamp(0) };
        let run = Run { ascending, after: Position(0), before: Position(1) };
        run.sql(&query, 1).sql().as_str().to_owned()
    };
    vec![
        ("mentions, still there".to_owned(), of(None, false, true)),
        ("mentions, gone, to thank for".to_owned(), of(None, true, false)),
        ("mentions of a handle, still there".to_owned(), of(Some(HandleId(1)), false, true)),
        ("mentions of a handle, gone, to thank for".to_owned(), of(Some(HandleId(1)), true, false)),
    ]
}

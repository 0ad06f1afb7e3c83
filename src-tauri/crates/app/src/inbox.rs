//! Lists, threads and search: what the person reads. All of it from the database, none of it from the network.

use api::request::{ConversationsRequest, LinkRequest, MessagesRequest, SearchRequest};
use api::view::{
    ConversationList, ConversationView, Counts, MessagesPage, SearchHit, SearchPage, TextRange,
    UndeliveredView,
};
use api::{ApiError, Empty};
use domain::ids::{ConversationId, HandleId, MessageId};
use domain::position::Position;
use store::lists::{ListCursor, ListQuery};
use store::search::Hit;
use store::thread::{Part, ThreadPage};
use url::Url;

use crate::Host;
use crate::errors::{internal, invalid, not_found, of_store};
use crate::space::Space;
use crate::{lists, replies, views};

/// Rows of a page, at most.
const LONGEST_PAGE: u32 = 200;
/// Rows of the list of what found no place, at most.
const MOST_UNDELIVERED: u32 = 200;
/// Messages that are read after a search hit to reach the newest; older hits open in the middle of their thread.
const AFTER_A_HIT: u32 = 2_000;

/// A page of a list.
pub(crate) async fn list(space: &Space, request: ConversationsRequest) -> Result<ConversationList, ApiError> {
    let after = request.after.as_deref().map(decode_cursor).transpose()?;
    let query = ListQuery {
        view: lists::view(request.view),
        handle: request.handle.map(HandleId),
        sort: lists::sort(request.sort),
        filter: lists::filter(&request.filter),
        after,
        limit: request.limit.clamp(1, LONGEST_PAGE),
        now: space.engine.clock().now(),
    };
    let page = space.store.conversations(&query).await.map_err(of_store)?;
    let next = page.next.map(|cursor| encode_cursor(&cursor)).transpose()?;
    Ok(ConversationList { rows: page.rows.into_iter().map(views::row).collect(), next })
}

/// How many conversations each view has.
pub(crate) async fn counts(space: &Space, handle: Option<i64>) -> Result<Counts, ApiError> {
    let counts = space.store.counts(handle.map(HandleId)).await.map_err(of_store)?.total;
    let of = |count: i64| u32::try_from(count).unwrap_or_default();
    Ok(Counts {
        needs_reply: of(counts.needs_reply),
        waiting: of(counts.waiting),
        mentions: of(counts.mentions),
        requests: of(counts.requests),
        snoozed: of(counts.snoozed),
        done: of(counts.done),
        all: of(counts.all),
        spam: of(counts.spam),
        bin: of(counts.bin),
    })
}

/// A conversation's header and composer.
pub(crate) async fn conversation(space: &Space, id: i64) -> Result<ConversationView, ApiError> {
    let id = ConversationId(id);
    let found = space.store.conversation(id).await.map_err(of_store)?.ok_or_else(not_found)?;
    let draft = space.store.draft(id).await.map_err(of_store)?;
    let uploads = space.store.attached(id).await.map_err(of_store)?;
    let handle = space.store.handle(found.handle).await.map_err(of_store)?;
    let agreed = space.store.human_agent_agreed(found.handle).await.map_err(of_store)?;
    Ok(views::conversation(found, draft, &uploads, agreed, handle.is_some_and(|handle| handle.on)))
}

/// A page of a thread.
pub(crate) async fn messages(space: &Space, request: MessagesRequest) -> Result<MessagesPage, ApiError> {
    let id = ConversationId(request.conversation);
    let limit = request.limit.clamp(1, LONGEST_PAGE);
    let page = match (request.before, request.around) {
        (Some(before), _) => space.store.messages(id, Part::Before(Position(before)), limit).await,
        (None, Some(around)) => around_to_newest(space, id, Position(around), limit).await,
        (None, None) => space.store.messages(id, Part::Newest, limit).await,
    };
    let replies = replies::of_conversation(space, id).await?;
    let human_agent = space.store.sent_as_human_agent(id).await.map_err(of_store)?;
    Ok(views::page(page.map_err(of_store)?, replies, &human_agent))
}

/// A search hit with what stands around it, and all that came after it.
async fn around_to_newest(
    space: &Space,
    id: ConversationId,
    at: Position,
    limit: u32,
) -> store::Result<ThreadPage> {
    let mut page = space.store.messages(id, Part::Around(at), limit).await?;
    if let Some(last) = page.messages.last().filter(|_| page.has_newer).map(|last| last.position) {
        let rest = space.store.messages(id, Part::After(last), AFTER_A_HIT).await?;
        page.messages.extend(rest.messages);
        page.lines.extend(rest.lines);
        page.has_newer = rest.has_newer;
    }
    Ok(page)
}

/// Searches every message.
pub(crate) async fn search(space: &Space, request: SearchRequest) -> Result<SearchPage, ApiError> {
    let limit = request.limit.clamp(1, 100);
    let before = request.before.map(Position);
    let handle = request.handle.map(HandleId);
    let found = space.store.search(&request.query, handle, before, limit).await.map_err(of_store)?;
    let full = u32::try_from(found.len()).is_ok_and(|count| count == limit);
    let next = found.last().filter(|_| full).map(|last| last.position.0);
    Ok(SearchPage { hits: found.into_iter().map(hit).collect(), next })
}

fn hit(hit: Hit) -> SearchHit {
    SearchHit {
        conversation: hit.conversation.0,
        message: hit.message.0,
        position: hit.position.0,
        handle: hit.handle.0,
        person: views::person(hit.person),
        direction: hit.direction.into(),
        at: hit.position.at().0,
        text: hit.snippet,
        ranges: hit.highlights.into_iter().map(|(start, end)| TextRange { start, end }).collect(),
    }
}

/// What came in and found no place, newest first.
pub(crate) async fn undelivered(
    space: &Space,
    handle: Option<i64>,
) -> Result<Vec<UndeliveredView>, ApiError> {
    let rows = space.store.undelivered(handle.map(HandleId), MOST_UNDELIVERED).await.map_err(of_store)?;
    Ok(rows.into_iter().map(views::undelivered).collect())
}

/// Opens a link of a message in the browser: by number, found anew in the stored text, or the page that an attachment
/// stands for. Media is never opened so.
pub(crate) async fn open_link(
    space: &Space,
    host: &dyn Host,
    request: &LinkRequest,
) -> Result<Empty, ApiError> {
    let message = space.store.message(MessageId(request.message)).await.map_err(of_store)?;
    let message = message.ok_or_else(not_found)?;
    if let Some(number) = request.attachment {
        let number = usize::try_from(number).map_err(|_| invalid("no such attachment"))?;
        let mut attachments = message.body.unwrap_or_default().attachments.into_iter();
        let page = attachments.nth(number).and_then(|attachment| attachment.link).ok_or_else(not_found)?;
        let page = domain::links::whole(&page).ok_or_else(not_found)?;
        host.open_url(&page.url);
        return Ok(Empty {});
    }
    let text = message.text.ok_or_else(not_found)?;
    let number = usize::try_from(request.link).map_err(|_| invalid("no such link"))?;
    let link = views::link_ranges(&text).into_iter().nth(number).ok_or_else(not_found)?;
    host.open_url(&link.url);
    Ok(Empty {})
}

/// Opens Instagram's own inbox in the browser. Instagram's API gives no address of a single thread.
pub(crate) fn open_instagram(host: &dyn Host) -> Result<Empty, ApiError> {
    let inbox = Url::parse("https://www.instagram.com/direct/inbox/").map_err(|error| internal(&error))?;
    host.open_url(&inbox);
    Ok(Empty {})
}

fn encode_cursor(cursor: &ListCursor) -> Result<String, ApiError> {
    serde_json::to_string(cursor).map_err(|error| internal(&error))
}

fn decode_cursor(text: &str) -> Result<ListCursor, ApiError> {
    serde_json::from_str(text).map_err(|_| invalid("the cursor is not one of ours"))
}
